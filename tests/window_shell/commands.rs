//! Whatever the window can do is found in the palette, in either language, and does what its button does.

use egui::{Key, Modifiers, OutputCommand, vec2};
use fugai::model::{Role, RuleSet};
use fugai::session::Action;
use fugai::ui::map::ZOOM_STEP;
use fugai::ui::state::{Chart, Tab};
use fugai::ui::{Backend as _, Lang, Options};

use super::harness::{Window, measured, open, open_as};

/// Types a name into the palette and takes the first that answers.
fn run(window: &mut Window, name: &str) {
    window.press(Modifiers::COMMAND, Key::K);
    assert!(window.app().state().palette.is_some());
    window.type_text(name);
    // Where nothing answers, Enter leaves it open.
    window.press(Modifiers::NONE, Key::Enter);
    assert!(window.app().state().palette.is_none(), "{name} was not taken");
}

fn scale(window: &Window) -> f64 {
    window.app().map().and_then(fugai::ui::map::MapPanel::view).expect("a map").metres_per_point
}

#[test]
fn the_map_zooms_by_command_and_by_key() {
    let mut window = open(measured());
    window.settle();
    let first = scale(&window);
    run(&mut window, "放大地图");
    assert!((first / scale(&window) - ZOOM_STEP).abs() < 1e-9);
    run(&mut window, "Zoom out");
    assert!((scale(&window) / first - 1.0).abs() < 1e-9);
    window.press(Modifiers::SHIFT, Key::Plus);
    assert!((first / scale(&window) - ZOOM_STEP).abs() < 1e-9, "once, not twice");
    window.press(Modifiers::NONE, Key::Minus);
    assert!((scale(&window) / first - 1.0).abs() < 1e-9);
}

#[test]
fn every_chart_and_every_indicator_is_a_command() {
    for (lang, names) in [
        (Lang::Zh, ["各街道覆盖率", "距离曲线", "设施分类", "各街道未覆盖面积", "盲区差距", "逐年达标曲线"]),
        (
            Lang::En,
            [
                "Chart: coverage by sub-district",
                "Chart: land by distance",
                "Chart: facilities by class",
                "Chart: uncovered land by sub-district",
                "Chart: how far gaps fall short",
                "Chart: build-out by year",
            ],
        ),
    ] {
        // Narrow: the charts then have a tab.
        let mut window = open_as(measured(), vec2(1000.0, 800.0), Options { lang, dark: Some(false) });
        let charts = [Chart::Coverage, Chart::Distance, Chart::Classes, Chart::Uncovered, Chart::Reach, Chart::Years];
        for (name, chart) in names.into_iter().zip(charts) {
            window.press(Modifiers::COMMAND, Key::T);
            let name = if lang == Lang::Zh { format!("图表：{name}") } else { name.to_owned() };
            run(&mut window, &name);
            assert_eq!((window.app().state().chart, window.app().state().tab), (chart, Tab::Charts), "{name}");
        }
        let ids: Vec<_> = window.fake.snapshot().analysis.as_ref().unwrap().indicators.iter().map(|i| i.id).collect();
        assert!(ids.len() > 5);
        for id in ids {
            let name = match lang {
                Lang::Zh => format!("指标：{}", id.name_zh()),
                Lang::En => format!("Indicator: {}", id.name_en()),
            };
            run(&mut window, &name);
            assert_eq!(window.app().state().hero, id, "{name}");
        }
    }
}

#[test]
fn a_layer_is_hidden_styled_and_read_by_command() {
    let mut window = open(measured());
    let project = window.fake.snapshot().project.clone().unwrap();
    let parks = project.layers_of(Role::Park).next().unwrap();
    run(&mut window, "显示图层：公园");
    assert!(!window.app().state().look(parks).visible);
    run(&mut window, "Show layer: Parks");
    assert!(window.app().state().look(parks).visible);
    // The popup of colour and field opens even where the panel was closed.
    window.press(Modifiers::COMMAND, Key::Num1);
    assert!(!window.app().state().left && !window.has("单一颜色"));
    run(&mut window, "图层样式：公园");
    window.wait_for("单一颜色");
    assert!(window.app().state().left && window.has("红") && window.has("绿") && window.has("蓝"));
    window.press(Modifiers::NONE, Key::Escape);
    window.wait_for("图层选项：公园");
    run(&mut window, "用途与坐标系：公园");
    window.wait_for("移除图层");
    window.press(Modifiers::NONE, Key::Escape);
    run(&mut window, "属性表：公厕");
    assert_eq!(window.app().state().tab, Tab::Table);
    let toilets = project.layers_of(Role::Toilet).next().unwrap().features.len();
    assert!(window.has(&format!("共 {toilets} 行")), "{}", window.label_of("共 "));
}

#[test]
fn the_attribute_table_is_copied_by_command() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::K);
    window.type_text("属性表复制为表格");
    window.harness.key_press(Key::Enter);
    let mut copied = None;
    for _ in 0..400 {
        window.harness.step();
        for command in &window.harness.output().platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                copied = Some(text.clone());
            }
        }
        if copied.is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let text = copied.expect("a table on the clipboard");
    let parks = window.fake.snapshot().project.as_ref().unwrap().layers_of(Role::Park).next().unwrap().features.len();
    assert_eq!(text.lines().count(), parks + 1, "a heading and every row");
    assert!(text.contains('\t') && text.contains("中心公园"));
}

#[test]
fn sub_districts_are_sorted_and_rule_sets_taken_by_command() {
    let mut window = open(measured());
    run(&mut window, "街道按数值排序");
    assert!(window.app().state().zones_by_value);
    run(&mut window, "Sort the sub-districts by value");
    assert!(!window.app().state().zones_by_value);
    let other = RuleSet::builtin_ids()
        .find(|id| *id != window.fake.snapshot().project.as_ref().unwrap().rules.id)
        .unwrap()
        .to_owned();
    let name = RuleSet::builtin(&other).unwrap().name.zh.clone();
    run(&mut window, &format!("规则集：{name}"));
    assert_eq!(window.asked().last(), Some(&Action::SetRules(other)));
}

#[test]
fn the_sheet_of_shortcuts_names_keys_and_gestures() {
    for (lang, all) in [
        (Lang::Zh, ["框选", "选中下面一层", "退回一个点", "任何工具下平移", "放大地图"]),
        (
            Lang::En,
            ["Select by rectangle", "The next thing below", "Take the last point back", "Pan with any tool", "Zoom in"],
        ),
    ] {
        let mut window = open_as(measured(), vec2(1440.0, 1300.0), Options { lang, dark: Some(false) });
        window.press(Modifiers::NONE, Key::Questionmark);
        for line in all {
            assert!(window.has(line), "{line}");
        }
        if let Some(dir) = std::env::var_os("FUGAI_PICTURES") {
            let image = window.harness.render().unwrap();
            image.save(std::path::Path::new(&dir).join(format!("keys_{lang:?}.png"))).unwrap();
        }
    }
}
