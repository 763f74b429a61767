//! What the window keeps in step while the project changes under it: rows, selection, answers, keys.

use std::sync::Arc;
use std::time::Duration;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use fugai::analysis::analyse;
use fugai::model::{Layer, Project, Role, Value};
use fugai::session::Snapshot;
use fugai::ui::map::{Change, Selected};
use fugai::ui::state::Tab;

use super::harness::{Window, measured, open};
use super::tasks::{many, rows};

/// Puts another state of the project under the window.
fn replace(window: &mut Window, snapshot: Snapshot) {
    window.fake.snapshot.replace(Arc::new(snapshot));
    window.harness.run_steps(4);
}

/// Runs until whatever is worked out on threads must be there.
fn rest(window: &mut Window) {
    for _ in 0..60 {
        window.harness.run_steps(2);
        std::thread::sleep(Duration::from_millis(3));
    }
}

/// The project with one of its layers changed.
fn with_layer(snapshot: &Snapshot, role: Role, change: impl FnOnce(&mut Layer)) -> Project {
    let mut project = (**snapshot.project.as_ref().unwrap()).clone();
    let layer = project.layers.iter_mut().find(|l| l.role == role).unwrap();
    let mut changed = (**layer).clone();
    change(&mut changed);
    *layer = Arc::new(changed);
    project
}

#[test]
fn a_long_table_is_sorted_anew_when_its_layer_changed() {
    let mut window = open(many(5_000));
    window.press(Modifiers::COMMAND, Key::T);
    window.wait_for("第 1 行：楼 0");
    window.click("按层数排序");
    let largest = (0..5_000u64).find(|i| i * 7919 % 5_000 == 4_999).unwrap();
    window.wait_for(&format!("第 1 行：楼 {largest}"));
    // The same buildings with their figures the other way round: what was smallest is largest.
    let before = many(5_000);
    let project = with_layer(&before, Role::Building, |layer| {
        let turned = layer.features.iter().map(|f| {
            let figure = 4_999.0 - f.values[1].as_f64().unwrap();
            let values = [f.values[0].clone(), Value::Number(figure)].into();
            fugai::model::Feature { values, ..f.clone() }
        });
        layer.features = turned.collect();
    });
    replace(&mut window, Snapshot { project: Some(Arc::new(project)), ..before });
    rest(&mut window);
    assert_eq!(window.label_of("第 1 行"), "第 1 行：楼 0");
}

#[test]
fn gaps_beside_a_feature_go_with_the_analysis_they_are_of() {
    let mut window = open(measured());
    let parks = window.layer(Role::Park);
    let park = Selected::Feature { layer: parks, feature: 1 };
    let things = [Selected::Gap(0), Selected::Gap(3), park];
    window.harness.state_mut().0.state_mut().change_selection(&things, Change::Replace);
    window.harness.run_steps(4);
    // Figures that are under way leave everything as it is.
    replace(&mut window, Snapshot { stale: true, ..measured() });
    assert_eq!(window.app().state().selected.len(), 3);
    // As does an analysis with the same gaps, such as a new name of the project brings.
    let again = measured();
    let mut analysis = (**again.analysis.as_ref().unwrap()).clone();
    replace(&mut window, Snapshot { analysis: Some(Arc::new(analysis.clone())), ..measured() });
    assert_eq!(window.app().state().selected.len(), 3);
    analysis.gaps.remove(0);
    replace(&mut window, Snapshot { analysis: Some(Arc::new(analysis)), ..again });
    assert_eq!(window.app().state().selected.iter().collect::<Vec<_>>(), [park]);
    assert_eq!(window.app().state().selection, Some(park));
}

#[test]
fn an_answer_to_why_is_marked_while_figures_are_under_way_and_asked_for_again() {
    let mut window = open(measured());
    let homes = window.layer(Role::Residential);
    let home = Selected::Feature { layer: homes, feature: 0 };
    window.harness.state_mut().0.state_mut().select(Some(home));
    window.harness.state_mut().0.state_mut().tab = Tab::Selection;
    window.harness.run_steps(4);
    window.click("为什么覆盖／未覆盖？");
    let first = window.app().state().why.clone().expect("an answer");
    assert!(!window.has("重新计算"));
    // Every park gone: nothing reaches the parcel any more.
    let before = measured();
    let mut project = (**before.project.as_ref().unwrap()).clone();
    project.layers.retain(|l| !matches!(l.role, Role::Park | Role::PocketPark));
    let project = Arc::new(project);
    replace(&mut window, Snapshot { project: Some(Arc::clone(&project)), stale: true, ..measured() });
    assert!(window.app().state().why.is_some(), "the old answer stays meanwhile");
    assert!(window.has("重新计算"), "and says that it is old");
    let analysis = analyse(&project, &()).unwrap();
    replace(&mut window, Snapshot { project: Some(project), analysis: Some(Arc::new(analysis)), ..measured() });
    let now = window.app().state().why.clone().expect("the question was put again");
    assert_eq!((now.place, now.at), (first.place, first.at));
    assert!(now.answer.by.is_empty() && now.answer.tiers.iter().all(|t| t.nearest.is_empty()));
    assert!(!window.has("重新计算"));
    // Asked while figures are under way: answered as soon as they are there.
    window.click("关闭解释");
    assert!(window.app().state().why.is_none());
    replace(&mut window, Snapshot { stale: true, ..measured() });
    window.click("为什么覆盖／未覆盖？");
    assert!(window.app().state().why.is_none() && window.has("重新计算"));
    replace(&mut window, measured());
    assert!(window.app().state().why.is_some() && !window.has("重新计算"));
}

#[test]
fn whether_a_toilet_is_always_open_is_said_in_words() {
    let before = measured();
    for (value, said) in [(false, "非 24 小时"), (true, "24 小时开放")] {
        let project = with_layer(&before, Role::Toilet, |layer| {
            layer.fields = ["name".into(), "open_24h".into()].into();
            let each = layer.features.iter().map(|f| fugai::model::Feature {
                values: [f.values[0].clone(), Value::Bool(value)].into(),
                ..f.clone()
            });
            layer.features = each.collect();
        });
        let mut window = open(Snapshot { project: Some(Arc::new(project)), ..before.clone() });
        let toilets = window.layer(Role::Toilet);
        window.harness.state_mut().0.state_mut().select(Some(Selected::Feature { layer: toilets, feature: 0 }));
        window.harness.state_mut().0.state_mut().tab = Tab::Selection;
        window.harness.run_steps(4);
        assert!(window.has("开放时间") && window.has(said), "{said}");
    }
}

#[test]
fn arrow_keys_go_on_through_the_table_when_the_pointer_has_left_it() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::T);
    let first = rows(&window, "第 ");
    window.click(&first[0]);
    let selected = |window: &Window| match window.app().state().selection {
        Some(Selected::Feature { feature, .. }) => feature,
        other => panic!("{other:?}"),
    };
    assert_eq!(selected(&window), 0);
    let map = window.harness.get_by_label("地图").rect().center();
    window.harness.hover_at(map);
    window.harness.run_steps(2);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&window), 2);
    window.press(Modifiers::NONE, Key::ArrowUp);
    assert_eq!(selected(&window), 1);
    // From the map they are the map's.
    let view = window.app().map().unwrap().view();
    for pressed in [true, false] {
        let modifiers = Modifiers::NONE;
        let button = egui::PointerButton::Primary;
        window.harness.event(egui::Event::PointerButton { pos: map, button, pressed, modifiers });
        window.harness.step();
    }
    window.harness.run_steps(4);
    let now = window.app().state().selection;
    window.press(Modifiers::NONE, Key::ArrowDown);
    assert_eq!(window.app().state().selection, now);
    assert_ne!(window.app().map().unwrap().view(), view);
}
