//! What people keep beside the figures is handed in: the ledger as the window writes it, comments, scores, dated figures.

use std::fs;
use std::path::Path;
use std::process::Command;

use fugai::model::FacilityKind;
use fugai::model::plan::{
    Comment, CommentId, FacilityRef, Happened, Period, ProblemId, ProblemPlace, ProblemState, Proposal, ProposalId,
    ScoreItem, ScoreSheet, Scored, SheetId,
};
use fugai::session::{Action, PlanAction};

use super::support::{Desk, problem, square};

fn fugai(args: &[&str], more: &[&Path]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_fugai")).args(args).args(more).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    said
}

fn rows(out: &Path, name: &str) -> Vec<String> {
    let text = fs::read_to_string(out.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

#[test]
fn everything_that_is_kept_beside_the_figures_is_handed_in() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Some(dir.path()));
    desk.send(Action::OpenSample);
    let first = desk.settled();
    let date = |text: &str| text.parse().unwrap();
    let keep =
        |day: &str| PlanAction::KeepFigures { date: date(day), period: Period::Month, label: "月报".to_owned() };
    desk.send(keep("2024-03-31"));
    let at = first.analysis.as_ref().unwrap().gaps[0].label_point;
    let mut park = Proposal::new(FacilityKind::Park, square(at.x - 60.0, at.y - 60.0, 120.0), 2024);
    park.name = "青龙公园".to_owned();
    desk.send(PlanAction::Put(Box::new(park)));
    let placed = desk.settled();
    // Figures of the scenario have no like before them; those of the base have.
    desk.send(keep("2024-04-30"));
    desk.send(PlanAction::ShowScenario(None));
    desk.settled();
    desk.send(keep("2024-05-31"));
    desk.send(PlanAction::PutComment(Box::new(Comment {
        id: CommentId(0),
        proposal: ProposalId(1),
        scenario: placed.scenario,
        date: date("2024-05-02"),
        by: "居民".to_owned(),
        text: "=离学校太近".to_owned(),
    })));
    let zones = first.project.as_ref().unwrap();
    let zones = zones.layers.iter().find(|l| l.role == fugai::model::Role::BeautifulZone).unwrap();
    let item = |name: &str, weight: f64| ScoreItem { name: name.to_owned(), weight, full: 10.0 };
    desk.send(PlanAction::PutSheet(Box::new(ScoreSheet {
        id: SheetId(0),
        name: "立面".to_owned(),
        zone: Some(FacilityRef::to(zones, &zones.features[0])),
        items: vec![item("整洁", 3.0), item("绿化", 1.0)],
        scores: vec![Scored {
            date: date("2024-05-03"),
            marks: vec![Some(8.0), Some(6.0)],
            by: "张".to_owned(),
            note: String::new(),
        }],
    })));
    for title in ["甲", "乙"] {
        desk.send(PlanAction::PutProblem(Box::new(problem(title, at, ProblemPlace::Proposal(ProposalId(1))))));
    }
    let happened = Happened {
        date: date("2024-05-04"),
        state: ProblemState::UnderWay,
        by: "李".to_owned(),
        text: "选址".to_owned(),
    };
    desk.send(PlanAction::NoteProblem(ProblemId(2), happened));
    let window = dir.path().join("窗口.csv");
    let (problems, today) = (vec![ProblemId(1), ProblemId(2)], date("2024-07-01"));
    desk.send(PlanAction::ExportLedger { path: window.clone(), problems, today, english: false });
    desk.done();
    let project = desk.close();

    let out = dir.path().join("成果");
    fugai(
        &["report", "--scenario", "方案一", "--date", "2024-07-01", "--format", "csv,xlsx,pack", "--out"],
        &[&out, &project],
    );
    // One table, all columns: the window's and that of the command line are the same bytes.
    assert_eq!(fs::read(out.join("ledger.csv")).unwrap(), fs::read(&window).unwrap());
    let ledger = rows(&out, "ledger.csv");
    assert_eq!((ledger.len(), ledger[0].split(',').count()), (3, 16));
    assert!(
        ledger[2].contains("乙,服务盲区,拟建,") && ledger[2].contains(",整改中,是,2024-05-04,选址,"),
        "{}",
        ledger[2]
    );

    let comments = rows(&out, "comments.csv");
    assert_eq!(comments[1], "1,2024-05-02,方案一,青龙公园,居民,'=离学校太近");
    let scores = rows(&out, "scores.csv");
    assert_eq!(scores.len(), 3);
    let zone = fugai::analysis::card::name(zones, &zones.features[0]).unwrap();
    assert_eq!(scores[1], format!("立面,{zone},2024-05-03,张,整洁,3,10,8,75.00,"));
    let dated = rows(&out, "dated.csv");
    let whole: Vec<Vec<&str>> = dated
        .iter()
        .map(|l| l.split(',').collect::<Vec<_>>())
        .filter(|c| c[6] == "公园绿地服务半径覆盖率" && c[7] == "全区")
        .collect();
    let days: Vec<(&str, &str)> = whole.iter().map(|c| (c[0], c[3])).collect();
    assert_eq!(days, [("2024-03-31", "现状"), ("2024-04-30", "方案一"), ("2024-05-31", "现状")]);
    assert_eq!((whole[0][10], whole[1][10]), ("", ""), "the first of its sort has none before it");
    assert_eq!((whole[2][10], whole[2][11]), (whole[0][8], "0.00"), "compared with the base in March");
    assert!(whole[1][8].parse::<f64>().unwrap() > whole[0][8].parse::<f64>().unwrap());

    // The pack holds what the tables are made of, and recomputes.
    let said = fugai(&["verify"], &[&out.join("pack.zip")]);
    assert!(said.contains("重新生成并比对") && said.contains("证据包完整"), "{said}");
}
