//! What every panel of planning copies: its table as text, and a part of the window as a picture.

use egui::{OutputCommand, vec2};
use egui_kittest::kittest::Queryable as _;
use fugai::analysis::IndicatorId;
use fugai::model::Role;
use fugai::model::plan::{Comment, CommentId};
use fugai::session::{OpenRequest, PlanAction};
use fugai::ui::Lang;
use fugai::ui::ledger::Part;
use fugai::ui::scenarios::YearsView;
use fugai::ui::state::{Chart, State, Tab};

use super::harness::Window;
use super::newer_parks;
use super::pictures::filled;

fn state(window: &mut Window, change: impl Fn(&mut State)) {
    change(window.harness.state_mut().0.state_mut());
    window.harness.run_steps(4);
}

/// Clicks, and takes what comes onto the clipboard in the frames after it.
fn clipboard(window: &mut Window, label: &str) -> Vec<OutputCommand> {
    window.harness.query_all_by_label(label).next().unwrap_or_else(|| panic!("nothing is labelled {label}")).click();
    let mut found = Vec::new();
    for _ in 0..12 {
        window.harness.run_steps(1);
        found.extend(window.harness.output().platform_output.commands.iter().cloned());
    }
    found
}

/// The cells of the table that a button copies.
fn table(window: &mut Window, label: &str) -> Vec<Vec<String>> {
    let commands = clipboard(window, label);
    let text = commands.iter().find_map(|c| match c {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let text = text.unwrap_or_else(|| panic!("{label} copies nothing: {commands:?}"));
    text.split_terminator("\r\n").map(|l| l.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn every_panel_copies_its_table_and_a_picture_of_itself() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = filled(dir.path(), vec2(1600.0, 1000.0), Lang::Zh);

    // The proposals with their gains: those in order add up to the change of the indicator.
    state(&mut window, |s| s.tab = Tab::Proposals);
    let snapshot = window.settled();
    let covered =
        |a: &fugai::analysis::Analysis| a.indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap().numerator;
    let change = covered(snapshot.analysis.as_ref().unwrap()) - covered(snapshot.base.as_ref().unwrap());
    let begin = std::time::Instant::now();
    let proposals = loop {
        // Gains are worked out on a thread; until then nothing is copied.
        let commands = clipboard(&mut window, "规划项目复制为表格");
        if commands.iter().any(|c| matches!(c, OutputCommand::CopyText(_))) {
            break table(&mut window, "规划项目复制为表格");
        }
        assert!(window.has("未复制") && begin.elapsed().as_secs() < 60);
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    assert_eq!((proposals.len(), proposals[0][1].as_str()), (6, "名称"), "{proposals:?}");
    let sum = &proposals[5];
    assert_eq!((sum[1].as_str(), sum[7].as_str()), ("合计", "公园绿地服务半径覆盖率"));
    assert!((sum[10].parse::<f64>().unwrap() - change).abs() < 0.01, "{sum:?} {change}");

    state(&mut window, |s| s.tab = Tab::Ledger);
    let ledger = table(&mut window, "台账复制为表格");
    assert_eq!((ledger.len(), ledger[0][0].as_str(), ledger[1][1].as_str()), (10, "问题", "服务盲区"));
    state(&mut window, |s| s.ledger.part = Part::Scores);
    let scores = table(&mut window, "评分表复制为表格");
    assert_eq!((scores.len(), scores[1][2].as_str(), scores[1][5].as_str()), (4, "立面整治", "82"));
    let snapshot = window.snapshot();
    let scenario = snapshot.scenario.and_then(|id| snapshot.document.as_ref().unwrap().scenario(id).cloned()).unwrap();
    window.send(PlanAction::PutComment(Box::new(Comment {
        id: CommentId(0),
        proposal: scenario.proposals[0].id,
        scenario: Some(scenario.id),
        date: "2024-06-01".parse().unwrap(),
        by: "居民代表".to_owned(),
        text: "希望留出停车位".to_owned(),
    })));
    window.until("the comment", |s| s.document.as_ref().is_some_and(|d| !d.comments.is_empty()));
    state(&mut window, |s| s.ledger.part = Part::Comments);
    let comments = table(&mut window, "拟建意见复制为表格");
    let written = comments.iter().find(|row| row[4] == "希望留出停车位").expect("the comment");
    assert_eq!((written[0].as_str(), written[3].as_str()), ("2024-06-01", "居民代表"));
    assert_eq!(written[1], scenario.name);
    state(&mut window, |s| (s.ledger.part, s.tab) = (Part::Problems, Tab::Dated));
    let dated = table(&mut window, "分期数字复制为表格");
    assert_eq!(dated[0][2..4], ["2024-04-30", "2024-05-31"]);
    let park = dated.iter().find(|r| r[0].starts_with("公园绿地服务半径覆盖率")).unwrap();
    let [before, after, change] = [2, 3, 4].map(|c| park[c].parse::<f64>().unwrap());
    assert!(change > 0.0 && (after - before - change).abs() < 0.011, "{park:?}");

    // What is on screen is what is copied: the yearly works, not the curve.
    state(&mut window, |s| (s.chart, s.scenes.years_view) = (Chart::Years, YearsView::Curve));
    window.until("build-outs", |s| s.build_outs.iter().filter(|b| !b.stale).count() >= 3 && s.job.is_none());
    let curve = table(&mut window, "图表数据复制为表格");
    assert_eq!(curve[0][1..], ["现状", "方案 A", "方案 B"]);
    state(&mut window, |s| s.scenes.years_view = YearsView::Works);
    let works = table(&mut window, "图表数据复制为表格");
    assert_eq!(works[0][3..], ["完成", "任务"]);
    assert!(works.iter().any(|r| r[2] == "2024" && r[3].parse::<f64>().is_ok_and(|n| n > 0.0)), "{works:?}");

    let parks = window.snapshot().document.as_ref().unwrap().layers.iter().find(|l| l.role == Role::Park).unwrap().id;
    let request = OpenRequest { path: newer_parks(dir.path()), ..OpenRequest::default() };
    window.send(PlanAction::ReadUpdate(parks, request));
    window.until("the update", |s| s.update.is_some());
    let update = table(&mut window, "图层更新复制为表格");
    assert_eq!((update.len(), update[1][0].as_str()), (2, "新公园"));

    // A picture of the panel: as large as it is, and something is drawn on it.
    let commands = clipboard(&mut window, "清单复制为图片");
    let picture = commands.iter().find_map(|c| match c {
        OutputCommand::CopyImage(image) => Some(image.clone()),
        _ => None,
    });
    let picture = picture.unwrap_or_else(|| panic!("no picture is copied: {commands:?}"));
    assert!(picture.size[0] > 400 && picture.size[1] > 100 && picture.size[0] < 1600, "{:?}", picture.size);
    let ground = picture.pixels[0];
    let drawn = picture.pixels.iter().filter(|p| **p != ground).count();
    assert!(drawn > 2_000, "{drawn} points are not of the ground");
    window.close();
}
