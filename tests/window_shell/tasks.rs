//! What a planner does in the window, from beginning to end, through what a screen reader would say.

use egui::accesskit::Role as A11y;
use egui::{Event, ImeEvent, Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use fugai::model::Role;
use fugai::ui::map::Selected;
use fugai::ui::settings::Settings;
use fugai::ui::state::Tab;
use fugai::ui::{Backend as _, Lang, Options};

use super::harness::{Window, measured, open, open_as, open_with};

fn english() -> Window {
    open_as(measured(), vec2(1440.0, 900.0), Options { lang: Lang::En, dark: Some(false) })
}

/// The names of the rows that the table shows, in order.
pub(crate) fn rows(window: &Window, prefix: &str) -> Vec<String> {
    let mut found: Vec<(f32, String)> = window
        .harness
        .query_all_by_label_contains(prefix)
        .filter_map(|n| Some((n.rect().top(), n.accesskit_node().label()?)))
        .filter(|(_, label)| label.starts_with(prefix))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, label)| label).collect()
}

#[test]
fn a_facility_is_searched_selected_and_read() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::F);
    window.type_text("zxgy");
    // Whoever presses Enter before the search has ended gets the first that is found.
    window.press(Modifiers::NONE, Key::Enter);
    window.wait_for("公园 · 中心公园");
    let parks = window.layer(Role::Park);
    let Some(Selected::Feature { layer, feature }) = window.app().state().selection else {
        panic!("a park is selected")
    };
    assert_eq!(layer, parks);
    assert_eq!(window.app().state().tab, Tab::Selection);
    assert!(window.has("公园 · 中心公园") && window.has("服务半径"));
    // What it does comes from a thread.
    window.wait_for("仅由它服务");
    assert!(window.has("若没有它") && window.has("所在街道"));
    let snapshot = window.fake.snapshot();
    let rated =
        snapshot.analysis.as_ref().unwrap().facilities.iter().find(|f| f.layer == parks && f.feature == feature);
    assert_eq!(rated.unwrap().name, "中心公园");
}

#[test]
fn a_typed_coordinate_is_offered_in_the_order_that_lands_in_the_city() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::F);
    window.type_text("31.82 120.03");
    assert!(window.has("跳转到 120.03°E  31.82°N"));
    window.press(Modifiers::NONE, Key::Enter);
    assert!(!window.has("跳转到"), "the list is closed");
    window.press(Modifiers::COMMAND, Key::F);
    window.type_text("501000 3521000");
    assert!(window.has("跳转到 E"));
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.has("跳转到"));
}

#[test]
fn a_table_is_sorted_and_keeps_the_selection() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::T);
    assert_eq!(window.app().state().tab, Tab::Table);
    let before = rows(&window, "第 ");
    assert!(before[0].starts_with("第 1 行：") && before.len() > 3, "{before:?}");
    window.click(&before[1]);
    let selected = window.app().state().selection;
    assert!(matches!(selected, Some(Selected::Feature { .. })));
    window.click("按面积（㎡）排序");
    let snapshot = window.fake.snapshot();
    let parks = snapshot.project.as_ref().unwrap().layers_of(Role::Park).next().unwrap().clone();
    let areas: Vec<f64> = parks.features.iter().map(|f| f.shape.region.area()).collect();
    let largest = (0..areas.len()).max_by(|a, b| areas[*a].total_cmp(&areas[*b])).unwrap();
    window.click(&rows(&window, "第 1 行")[0]);
    assert_eq!(window.app().state().selection, Some(Selected::Feature { layer: parks.id, feature: largest }));
    // The other way round: the smallest.
    window.click("按面积（㎡）排序");
    let still = window.app().state().selection;
    assert_eq!(still, Some(Selected::Feature { layer: parks.id, feature: largest }), "sorting keeps the selection");
}

#[test]
fn a_table_is_filtered_by_text_and_by_number() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::T);
    let snapshot = window.fake.snapshot();
    let parks = snapshot.project.as_ref().unwrap().layers_of(Role::Park).next().unwrap().clone();
    let total = parks.features.len();
    assert!(window.has(&format!("共 {total} 行")));
    window.click("列选项：面积（㎡）");
    window.click("筛选面积（㎡）");
    window.type_text(">12000");
    let large = parks.features.iter().filter(|f| f.shape.region.area() > 12_000.0).count();
    assert!(large > 0 && large < total);
    assert!(window.has(&format!("显示 {large} / {total} 行")), "{}", window.label_of("显示 "));
    window.press(Modifiers::NONE, Key::Enter);
    window.click_part("取消筛选");
    assert!(window.has(&format!("共 {total} 行")));
    window.click("筛选本表");
    window.type_text("zxgy");
    assert!(rows(&window, "第 ").iter().all(|r| r.ends_with("中心公园")));
    assert!(window.has("显示 "));
}

#[test]
fn pointing_at_the_map_shows_the_row() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::T);
    let toilets = window.layer(Role::Toilet);
    let last = {
        let snapshot = window.fake.snapshot();
        snapshot.project.as_ref().unwrap().layers_of(Role::Toilet).next().unwrap().features.len() - 1
    };
    window.harness.state_mut().0.state_mut().selection = Some(Selected::Feature { layer: toilets, feature: last });
    window.harness.run_steps(6);
    // The table has changed to the layer of what is selected, and scrolled to it.
    let row = window.label_of(&format!("第 {} 行", last + 1));
    let node = window.harness.query_all_by_label(&row).next().expect("the row");
    assert_eq!(node.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True));
    let panel = window.harness.ctx.content_rect();
    assert!(panel.contains(node.rect().center()), "{:?} in {panel:?}", node.rect());
}

#[test]
fn the_palette_runs_commands_in_both_languages() {
    let mut window = open(measured());
    assert!(!window.app().state().dark);
    window.press(Modifiers::COMMAND, Key::K);
    window.type_text("ssjm");
    assert!(window.has("深色界面"));
    window.press(Modifiers::NONE, Key::Enter);
    assert!(window.app().state().dark && window.app().state().palette.is_none());
    let mut window = english();
    window.press(Modifiers::COMMAND, Key::K);
    window.type_text("table panel");
    window.press(Modifiers::NONE, Key::Enter);
    assert!(!window.app().state().bottom);
    window.press(Modifiers::COMMAND, Key::K);
    window.type_text("no such thing");
    assert!(window.has("No such command"));
    window.press(Modifiers::NONE, Key::Escape);
    assert!(window.app().state().palette.is_none());
}

#[test]
fn keys_that_compose_chinese_do_nothing_else() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::K);
    let preedit = |text: &str| Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None });
    window.harness.event(preedit("quan"));
    window.harness.run_steps(2);
    window.press(Modifiers::NONE, Key::Enter);
    assert!(window.app().state().palette.is_some(), "Enter ended the composition, not the search");
    window.harness.event(Event::Ime(ImeEvent::Commit("全图".to_owned())));
    window.harness.run_steps(2);
    assert_eq!(window.app().state().palette.as_ref().unwrap().text, "全图");
    // And in a text field, letters are letters.
    window.press(Modifiers::NONE, Key::J);
    assert_eq!(window.app().state().selection, None);
    window.press(Modifiers::NONE, Key::Enter);
    assert!(window.app().state().palette.is_none());
}

#[test]
fn a_column_of_the_chart_leads_to_its_sub_district() {
    let mut window = open(measured());
    let snapshot = window.fake.snapshot();
    let zone = snapshot.analysis.as_ref().unwrap().zones[1].clone();
    window.click_part(&format!("{} 公园绿地服务半径覆盖率", zone.name));
    assert_eq!(window.app().state().selection, Some(Selected::Feature { layer: zone.layer, feature: zone.feature }));
    window.click("距离曲线");
    window.wait_for("按距离累计");
    let said = window.label_of("按距离累计");
    assert!(said.contains("500 m 内") && said.contains("公顷"), "{said}");
    window.click("设施分类");
    assert!(window.has("未分类"));
}

#[test]
fn the_window_opens_as_it_was_left() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("fugai/window.json");
    let again = |path: &std::path::Path| {
        let path = path.to_owned();
        let settings = Settings::load(&path);
        open_with(measured(), vec2(1440.0, 900.0), Options { lang: Lang::Zh, dark: Some(false) }, move |app| {
            app.remembering(path, settings, false)
        })
    };
    let mut window = again(&path);
    window.press(Modifiers::COMMAND, Key::Num1);
    window.press(Modifiers::COMMAND, Key::Plus);
    window.click("切换为英文");
    window.harness.run_steps(4);
    eframe::App::on_exit(&mut window.harness.state_mut().0);
    drop(window);
    let window = again(&path);
    assert!(!window.app().state().left && window.app().state().bottom);
    assert_eq!(window.app().state().lang, Lang::En);
    assert!(window.app().state().text_size > 1.0);
    // And a damaged file opens it as at first.
    std::fs::write(&path, "{").unwrap();
    let window = again(&path);
    assert!(window.app().state().left && window.app().state().lang == Lang::Zh);
}

#[test]
fn hidden_columns_panel_sizes_and_the_legend_are_as_they_were_left() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("window.json");
    let again = |path: &std::path::Path| {
        let path = path.to_owned();
        let settings = Settings::load(&path);
        let look = Options { lang: Lang::Zh, dark: Some(false) };
        let mut window =
            open_with(measured(), vec2(1440.0, 900.0), look, move |app| app.remembering(path, settings, false));
        window.press(Modifiers::COMMAND, Key::T);
        window
    };
    let mut window = again(&path);
    assert!(window.has("按面积（㎡）排序"));
    window.click("列选项：面积（㎡）");
    window.click("隐藏此列");
    assert!(!window.has("按面积（㎡）排序"));
    window.settle();
    window.click("收起图例");
    // The edge between the layers and the map.
    let edge = window.harness.get_by_label("地图").rect().left_center();
    // On the panel's side of it: the map would take the drag on its own.
    let grip = edge - vec2(2.0, 0.0);
    window.harness.hover_at(grip);
    window.harness.run_steps(2);
    window.harness.drag_at(grip);
    window.harness.run_steps(2);
    window.harness.hover_at(edge + vec2(30.0, 0.0));
    window.harness.run_steps(2);
    window.harness.hover_at(edge + vec2(60.0, 0.0));
    window.harness.run_steps(2);
    window.harness.drop_at(edge + vec2(60.0, 0.0));
    window.harness.run_steps(4);
    let wide = window.app().state().sizes.left.expect("a width to be remembered");
    eframe::App::on_exit(&mut window.harness.state_mut().0);
    drop(window);
    let mut window = again(&path);
    assert!(!window.has("按面积（㎡）排序") && window.has("按服务半径（m）排序"));
    assert!(window.has("展开图例"));
    assert_eq!(window.app().state().sizes.left, Some(wide));
    let left = window.harness.get_by_label("地图").rect().left();
    assert!((left - edge.x - 60.0).abs() < 2.0, "the map begins at {left}, was at {}", edge.x);
    // The layout as at first brings all of it back.
    window.harness.state_mut().0.state_mut().reset_layout();
    window.harness.run_steps(4);
    assert!(window.has("按面积（㎡）排序") && window.has("收起图例"));
}

#[test]
fn escape_goes_back_one_level_at_a_time() {
    let mut window = open(measured());
    window.press(Modifiers::NONE, Key::J);
    window.press(Modifiers::NONE, Key::Questionmark);
    assert!(window.app().state().sheet.is_some());
    window.press(Modifiers::NONE, Key::Escape);
    assert!(window.app().state().sheet.is_none() && window.app().state().selection.is_some());
    window.press(Modifiers::COMMAND, Key::F);
    window.type_text("公园");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(window.app().state().selection.is_some(), "only the search was left");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(window.app().state().selection.is_none());
}

#[test]
fn a_list_that_grows_is_seen_whole() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::K);
    window.type_text("量距离");
    window.harness.run_steps(4);
    assert_eq!(window.harness.query_all_by_role(A11y::ListBoxOption).count(), 1);
    for _ in 0..3 {
        window.press(Modifiers::NONE, Key::Backspace);
    }
    window.harness.run_steps(4);
    let rows: Vec<_> = window.harness.query_all_by_role(A11y::ListBoxOption).map(|n| n.rect().center()).collect();
    let on = |at| window.harness.ctx.layer_id_at(at);
    assert!(rows.len() > 10 && on(rows[0]).is_some_and(|l| l.order != egui::Order::Background));
    assert_eq!(on(rows[0]), on(rows[7]), "the eighth row lies on the list too");
}

#[test]
fn the_menu_holds_every_command() {
    let mut window = open(measured());
    window.click("菜单");
    for (group, command) in [("文件", "导出成果…"), ("地图", "全图"), ("界面", "恢复界面布局")] {
        window.click(group);
        assert!(window.has(command), "{command}");
    }
}

/// A city of one layer with so many points, each with a name and a figure.
pub(crate) fn many(n: usize) -> fugai::session::Snapshot {
    let mut snapshot = measured();
    let mut project = (**snapshot.project.as_ref().unwrap()).clone();
    let template = project.layers[0].clone();
    let features = (0..n).map(|i| {
        let at = fugai::geom::Coord { x: 500_000.0 + (i % 1000) as f64, y: 3_519_000.0 + (i / 1000) as f64 };
        let figure = (i * 7919 % n) as f64;
        fugai::model::Feature {
            index: i as u32,
            id: None,
            shape: fugai::geom::Shape::from_point(at),
            values: [fugai::model::Value::Text(format!("楼 {i}").into()), fugai::model::Value::Number(figure)].into(),
        }
    });
    project.layers = vec![std::sync::Arc::new(fugai::model::Layer {
        role: Role::Building,
        fields: ["name".into(), "层数".into()].into(),
        features: features.collect(),
        ..(*template).clone()
    })];
    snapshot.project = Some(std::sync::Arc::new(project));
    snapshot.analysis = None;
    snapshot
}

#[test]
fn a_hundred_thousand_rows_hold_no_frame() {
    let mut window = open(many(100_000));
    window.press(Modifiers::COMMAND, Key::T);
    window.wait_for("第 1 行：楼 0");
    let mut longest = std::time::Duration::ZERO;
    window.click("按层数排序");
    for _ in 0..400 {
        let begin = std::time::Instant::now();
        window.harness.step();
        longest = longest.max(begin.elapsed());
        if window.has("第 1 行") && !window.has("第 1 行：楼 0") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    // The largest first: the i with 7919·i ≡ 99 999 modulo 100 000.
    let largest = (0..100_000u64).find(|i| i * 7919 % 100_000 == 99_999).unwrap();
    assert!(window.has(&format!("第 1 行：楼 {largest}")), "{}", window.label_of("第 1 行"));
    println!("100 000 rows: longest frame while sorting {:.1} ms", longest.as_secs_f64() * 1e3);
    // Sorting itself takes longer than this in a build for tests: it must not happen within a frame.
    assert!(longest.as_millis() < 100, "{longest:?}");
}

#[test]
fn looks_of_tables_cards_and_sheets() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::T);
    window.picture("shell_table_zh");
    window.press(Modifiers::COMMAND, Key::F);
    window.type_text("gy");
    window.wait_for("中心公园");
    window.picture("shell_search_zh");
    window.press(Modifiers::NONE, Key::Escape);
    window.press(Modifiers::COMMAND, Key::K);
    window.picture("shell_palette_zh");
}
