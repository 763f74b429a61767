//! The window of the program without a screen: what it says, what it asks for, how it looks.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]
#![cfg(feature = "gui")]

mod answers;
mod behind;
#[path = "../window_map/city.rs"]
mod city;
mod commands;
mod harness;
mod linked;
mod tasks;

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use fugai::model::{LayerId, Role};
use fugai::session::snapshot::{JobKind, JobStatus, Message, Severity};
use fugai::session::{Action, Snapshot};
use fugai::ui::map::Selected;
use fugai::ui::state::Tab;
use fugai::ui::{Backend as _, Lang, Options};

use harness::{measured, open, open_as};

#[test]
fn looks_by_day() {
    open(measured()).picture("shell_light_zh");
}

#[test]
fn looks_by_night_in_english() {
    let mut window = open_as(with_messages(), vec2(1440.0, 900.0), Options { lang: Lang::En, dark: Some(true) });
    window.press(Modifiers::NONE, Key::J);
    window.press(Modifiers::NONE, Key::J);
    window.picture("shell_dark_en");
}

#[test]
fn looks_right_in_a_small_window() {
    let mut window = open_as(measured(), vec2(900.0, 600.0), Options { lang: Lang::Zh, dark: Some(false) });
    let park = window.layer(Role::Park);
    window.harness.state_mut().0.state_mut().selection = Some(Selected::Feature { layer: park, feature: 3 });
    window.click("选中");
    window.picture("shell_small_zh");
}

#[test]
fn says_what_to_do_while_nothing_is_open() {
    let mut window = open(Snapshot::default());
    window.harness.snapshot("shell_empty_zh");
    assert!(window.has("把图层文件拖到这里"));
    window.click("打开示例区");
    assert_eq!(window.asked(), [Action::OpenSample]);
}

fn with_messages() -> Snapshot {
    let mut snapshot = measured();
    snapshot.messages = vec![Message {
        id: 7,
        severity: Severity::Warning,
        zh: "parking.geojson：坐标与其他图层相差约 500 m，疑似 GCJ-02。".to_owned(),
        en: "parking.geojson: its coordinates lie about 500 m off the other layers; it may be GCJ-02.".to_owned(),
        fix: Some(Action::SetCrs(LayerId(7), "gcj02".to_owned())),
    }];
    snapshot
}

#[test]
fn the_language_switch_changes_every_label() {
    let mut window = open(measured());
    assert!(window.has("公园绿地服务半径覆盖率") && window.has("导出成果"));
    window.click("切换为英文");
    assert!(window.has("Park service-radius coverage") && window.has("Export"));
    assert!(!window.has("导出成果") && !window.has("盲区 1"));
    window.click("Switch to Chinese");
    assert!(window.has("导出成果"));
}

#[test]
fn a_click_in_the_list_selects_the_gap() {
    let mut window = open(measured());
    let snapshot = window.fake.snapshot();
    let gap = &snapshot.analysis.as_ref().unwrap().gaps[1];
    let row = window.harness.query_all_by_label_contains("盲区 2：").next().expect("the second row");
    assert!(gap.zone.as_ref().is_some_and(|z| row.accesskit_node().label().is_some_and(|l| l.contains(z.as_str()))));
    row.click();
    window.harness.run_steps(4);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(1)));
    window.click("选中");
    assert!(window.has("平面坐标") && window.has("最近设施"));
}

#[test]
fn j_and_k_step_through_the_gaps() {
    let mut window = open(measured());
    window.press(Modifiers::NONE, Key::J);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(0)));
    window.press(Modifiers::NONE, Key::J);
    window.press(Modifiers::NONE, Key::J);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(2)));
    window.press(Modifiers::NONE, Key::K);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(1)));
    let n = window.fake.snapshot().analysis.as_ref().unwrap().gaps.len();
    assert!(window.has(&format!("已选 1 / {n}")));
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.app().state().selection, None);
}

#[test]
fn the_list_sorts_by_what_is_clicked() {
    let mut window = open(measured());
    window.click("按还差（m）排序");
    window.press(Modifiers::NONE, Key::J);
    let Some(Selected::Gap(first)) = window.app().state().selection else { panic!("a gap is selected") };
    let snapshot = window.fake.snapshot();
    let short = |i: usize| snapshot.analysis.as_ref().unwrap().gaps[i].nearest.as_ref().map_or(0.0, |n| n.short_m);
    let most = (0..snapshot.analysis.as_ref().unwrap().gaps.len()).map(short).fold(0.0, f64::max);
    assert_eq!(short(first), most);
}

#[test]
fn layers_can_be_hidden_and_shown() {
    let mut window = open(measured());
    let project = window.fake.snapshot().project.clone().unwrap();
    let parks = project.layers_of(Role::Park).next().unwrap();
    assert!(window.app().state().look(parks).visible);
    window.click("隐藏图层：公园");
    assert!(!window.app().state().look(parks).visible);
    window.click("显示图层：公园");
    assert!(window.app().state().look(parks).visible);
    assert!(window.asked().is_empty(), "how a layer is drawn is the window's own business");
}

#[test]
fn roles_and_datums_are_asked_of_the_session() {
    let mut window = open(measured());
    let parks = window.layer(Role::Park);
    window.click("图层选项：公园");
    window.click("移除图层");
    assert_eq!(window.asked(), [Action::RemoveLayer(parks)]);
    window.click("图层选项：公园");
    let node = window.harness.query_all_by_label_contains("图层角色").next().expect("the menu of roles");
    node.click();
    window.harness.run_steps(6);
    let node = window.harness.query_all_by_label_contains("备选用地").next().expect("the roles");
    node.click();
    window.harness.run_steps(4);
    assert_eq!(window.asked().last(), Some(&Action::SetRole(parks, Role::Candidate)));
}

#[test]
fn what_was_skipped_is_told_with_its_reason() {
    let mut window = open(measured());
    window.click("跳过 3 个要素，查看原因");
    assert_eq!(window.app().state().tab, Tab::Import);
    assert!(window.has("没有几何 × 2") && window.has("#5, #18"));
    assert!(window.has("重复点 × 2"));
    assert!(window.has("#5 第 7 行") && window.has("#41 第 1043 行：坐标不是数字"));
}

#[test]
fn unverified_figures_are_marked_and_their_sources_open() {
    // Tall enough that the box of the rules needs no scrolling.
    let mut window = open_as(measured(), vec2(1440.0, 1300.0), Options { lang: Lang::Zh, dark: Some(false) });
    assert!(window.has("下列数值未经核实"));
    window.click("查看依据");
    assert!(window.has("C 未核实") && window.has("数值依据"));
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.has("数值依据"));
}

#[test]
fn a_message_offers_its_fix() {
    let mut window = open(with_messages());
    assert!(window.has("疑似 GCJ-02"));
    window.click("改为 gcj02");
    assert_eq!(window.asked(), [Action::SetCrs(LayerId(7), "gcj02".to_owned()), Action::DismissMessage(7)]);
}

#[test]
fn a_job_shows_its_progress_and_can_be_cancelled() {
    let mut snapshot = measured();
    snapshot.job = Some(JobStatus { kind: JobKind::Analyse, progress: 0.42 });
    snapshot.stale = true;
    let mut window = open(snapshot);
    assert!(window.has("计算指标 42%") && window.has("待更新"));
    window.click("取消");
    assert_eq!(window.asked(), [Action::Cancel]);
}

#[test]
fn there_is_nothing_to_export_before_the_figures_are_there() {
    let mut window = open(Snapshot::default());
    let button = window.harness.query_all_by_label("导出成果").next().expect("the button");
    assert!(button.accesskit_node().is_disabled());
    window.press(Modifiers::COMMAND, Key::E);
    assert!(window.asked().is_empty());
}

#[test]
fn the_figure_of_an_indicator_shows_large_when_it_is_chosen() {
    let mut window = open(measured());
    let row = window.harness.query_all_by_label_contains("公厕密度 ").next().expect("the row of the table");
    row.click();
    window.harness.run_steps(4);
    assert_eq!(window.app().state().hero, fugai::analysis::IndicatorId::ToiletDensity);
}

/// The labels of the line at the bottom that hold a text.
fn told(window: &harness::Window, part: &str) -> Vec<String> {
    let nodes = window.harness.query_all_by_label_contains(part);
    // Plain text has its words as its value.
    nodes.filter_map(|n| n.accesskit_node().label().or_else(|| n.accesskit_node().value())).collect()
}

#[test]
fn the_place_is_told_in_the_frame_of_the_layers_file_too_where_the_window_is_narrow() {
    let mut snapshot = measured();
    let mut project = (*snapshot.project.expect("a project")).clone();
    project.plane = fugai::crs::plane_from_epsg(4549).expect("a plane");
    let frame = |project: &mut fugai::model::Project, crs: &str| {
        for layer in &mut project.layers {
            crs.clone_into(&mut std::sync::Arc::make_mut(layer).source.crs);
        }
    };
    frame(&mut project, "gcj02;swap");
    snapshot.project = Some(project.clone().into());
    let mut window = open_as(snapshot.clone(), vec2(900.0, 700.0), Options { lang: Lang::Zh, dark: Some(false) });
    window.harness.hover_at(egui::pos2(420.0, 360.0));
    window.harness.run_steps(4);
    let own = told(&window, "GCJ-02");
    assert!(own.len() == 1 && own[0].contains("°E") && own[0].contains("°N"), "{own:?}");
    let degrees = told(&window, "°E  3").into_iter().find(|t| !t.contains("GCJ-02")).expect("degrees");
    let figures = degrees.trim_start_matches("复制 ");
    assert!(figures.starts_with('1') && !own[0].ends_with(figures), "half a kilometre apart: {own:?} {degrees}");

    // A zone before the easting.
    frame(&mut project, "EPSG:4528");
    snapshot.project = Some(project.clone().into());
    snapshot.revision += 1;
    *window.fake.snapshot.borrow_mut() = snapshot.clone().into();
    window.harness.run_steps(4);
    let own = told(&window, "EPSG:4528");
    assert!(own.len() == 1 && own[0].contains("E 40"), "{own:?}");

    // What is there anyway is not told twice.
    frame(&mut project, "EPSG:4549");
    snapshot.project = Some(project.into());
    snapshot.revision += 1;
    *window.fake.snapshot.borrow_mut() = snapshot.into();
    window.harness.run_steps(4);
    assert_eq!((told(&window, "°E  3").len(), told(&window, "GCJ-02").len()), (1, 0));
}

#[test]
fn people_served_stand_under_coverage_where_their_number_is_known() {
    let mut snapshot = measured();
    assert!(!open(snapshot.clone()).has("服务人口"), "no parcel of this city says who lives on it");
    let mut analysis = (*snapshot.analysis.expect("figures")).clone();
    let people = fugai::analysis::Quantity { numerator: 712.0, denominator: 800.0 };
    for id in [fugai::analysis::IndicatorId::ParkCoverage, fugai::analysis::IndicatorId::ToiletCoverage] {
        let indicator = analysis.indicators.iter_mut().find(|i| i.id == id).expect("the indicator");
        indicator.population = Some(people);
    }
    snapshot.analysis = Some(analysis.into());
    let window = open(snapshot);
    // Under the large figure, and in the rows of both in the table.
    let lines = told(&window, "服务人口 712 人，占 89.00%");
    assert_eq!(lines.len(), 3, "{lines:?}");
}
