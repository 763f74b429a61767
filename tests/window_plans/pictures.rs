//! Pictures of every view of planning, to be looked at: `FUGAI_PICTURES=DIR cargo test --test window_plans pictures`.

use egui::{Key, Modifiers, Vec2, vec2};
use fugai::model::Role;
use fugai::model::plan::{
    Happened, Period, Problem, ProblemId, ProblemPlace, ProblemState, ScoreItem, ScoreSheet, Scored, SheetId,
};
use fugai::session::{OpenRequest, PlanAction};
use fugai::ui::Lang;
use fugai::ui::ledger::Part;
use fugai::ui::scenarios::YearsView;
use fugai::ui::state::{Chart, Tab};

use super::harness::{Window, start};
use super::{newer_parks, park};

/// A window with two scenarios, a ledger, a score sheet and figures of two months.
pub(crate) fn filled(dir: &std::path::Path, size: Vec2, lang: Lang) -> Window {
    let mut window = start(dir, size, lang);
    let first = window.settled();
    let keep =
        |day: &str| PlanAction::KeepFigures { date: day.parse().unwrap(), period: Period::Month, label: String::new() };
    window.send(keep("2024-04-30"));
    for (name, gaps) in [("方案 A", [0, 1, 2, 3]), ("方案 B", [4, 5, 0, 6])] {
        window.send(PlanAction::NewScenario { name: name.to_owned(), from: None });
        for (n, gap) in gaps.into_iter().enumerate() {
            window.send(PlanAction::Put(Box::new(park(&first, gap, 80.0, 2023 + (n as i32).min(2)))));
        }
    }
    let a = window.until("two scenarios", |s| s.document.as_ref().unwrap().scenarios.len() == 2 && s.job.is_none());
    window.send(PlanAction::ShowScenario(Some(a.document.as_ref().unwrap().scenarios[0].id)));
    window.settled();
    window.send(keep("2024-05-31"));
    let states = [ProblemState::Open, ProblemState::UnderWay, ProblemState::Closed];
    for n in 0..9 {
        let gap = &first.analysis.as_ref().unwrap().gaps[n];
        let state = states[n % 3];
        let text = ["现场核实，缺口袋公园", "已选址，等待用地批复", "建成开放，销号"][n % 3];
        let problem = Problem {
            id: ProblemId(0),
            at: [gap.label_point.x, gap.label_point.y],
            place: ProblemPlace::Gap,
            title: format!("{}盲区（{:.2} 公顷）", gap.zone.as_deref().unwrap_or("区外"), gap.area_m2 / 1e4),
            kind: "服务盲区".to_owned(),
            unit: ["区园林局", "街道办", "城管局"][n % 3].to_owned(),
            deadline: Some(["2024-06-10", "2024-09-30", "2024-05-20"][n % 3].parse().unwrap()),
            state,
            history: vec![Happened {
                date: "2024-06-01".parse().unwrap(),
                state,
                by: "王工".to_owned(),
                text: text.to_owned(),
            }],
        };
        window.send(PlanAction::PutProblem(Box::new(problem)));
    }
    let items = [("立面整治", 3.0), ("街面保洁", 2.0), ("停车秩序", 1.0)];
    let sheet = ScoreSheet {
        id: SheetId(0),
        name: "青果巷美丽街区".to_owned(),
        zone: None,
        items: items.map(|(name, weight)| ScoreItem { name: name.to_owned(), weight, full: 100.0 }).to_vec(),
        scores: vec![Scored {
            date: "2024-06-10".parse().unwrap(),
            marks: vec![Some(82.0), Some(90.0), Some(71.5)],
            by: "评审组".to_owned(),
            note: String::new(),
        }],
    };
    window.send(PlanAction::PutSheet(Box::new(sheet)));
    window.until("all of it", |s| s.document.as_ref().unwrap().sheets.len() == 1);
    window.settled();
    window
}

fn views(window: &mut Window, name: &str, dark: bool) {
    let state = |w: &mut Window, change: &dyn Fn(&mut fugai::ui::state::State)| {
        change(w.harness.state_mut().0.state_mut());
        w.harness.run_steps(4);
    };
    state(window, &|s| s.dark = dark);
    state(window, &|s| s.chart = Chart::Years);
    window.until("build-outs", |s| s.build_outs.len() >= 3 && s.job.is_none());
    window.send(PlanAction::ShowYear(Some(2024)));
    window.until("2024", |s| s.year == Some(2024) && !s.stale && s.job.is_none());
    window.picture(&format!("{name}-main"));
    state(window, &|s| (s.tab, s.scenes.years_view) = (Tab::Ledger, YearsView::Works));
    let id = window.snapshot().document.as_ref().unwrap().problems[0].id;
    state(window, &|s| s.ledger.selected = Some(id));
    window.picture(&format!("{name}-ledger"));
    state(window, &|s| (s.ledger.part, s.scenes.years_view) = (Part::Scores, YearsView::Curve));
    window.picture(&format!("{name}-scores"));
    state(window, &|s| (s.ledger.part, s.tab) = (Part::Problems, Tab::Dated));
    window.picture(&format!("{name}-dated"));
    window.press(Modifiers::NONE, Key::C);
    window.until("a comparison", |s| s.comparison.is_some() && s.job.is_none());
    window.picture(&format!("{name}-compare"));
    window.press(Modifiers::NONE, Key::C);
    window.press(super::CTRL_SHIFT, Key::B);
    window.picture(&format!("{name}-form"));
    window.press(Modifiers::NONE, Key::Escape);
}

#[test]
fn pictures() {
    if std::env::var_os("FUGAI_PICTURES").is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut window = filled(dir.path(), vec2(1600.0, 1000.0), Lang::Zh);
    views(&mut window, "wide-zh", false);
    let parks = window.snapshot().document.as_ref().unwrap().layers.iter().find(|l| l.role == Role::Park).unwrap().id;
    let request = OpenRequest { path: newer_parks(dir.path()), ..OpenRequest::default() };
    window.send(PlanAction::ReadUpdate(parks, request));
    window.until("the update", |s| s.update.is_some());
    window.picture("wide-zh-renewal");
    window.click("不更新");
    window.click_part("项目：");
    window.picture("wide-zh-project");
    window.click("操作历史");
    window.picture("wide-zh-steps");
    window.close();
    let mut night = start(dir.path(), vec2(1600.0, 1000.0), Lang::En);
    views(&mut night, "wide-en-dark", true);
    night.close();
    let mut small = start(dir.path(), vec2(900.0, 700.0), Lang::Zh);
    small.harness.state_mut().0.state_mut().tab = Tab::Charts;
    small.harness.run_steps(4);
    views(&mut small, "small-zh", false);
    small.close();
}
