//! What the window answers to what a planner does: on the map, in the table, in the charts, in a facility's card.

use std::path::Path;
use std::sync::Arc;

use egui::accesskit::{Role as A11y, Toggled};
use egui::{Event, ImeEvent, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use fugai::analysis::analyse;
use fugai::geom::{Coord, Rect};
use fugai::model::{Layer, Role, Value};
use fugai::session::Snapshot;
use fugai::ui::Backend as _;
use fugai::ui::map::Selected;
use fugai::ui::map::view::View;
use fugai::ui::state::Tab;

use super::harness::{Window, measured, open};

fn view(window: &Window) -> View {
    window.app().map().and_then(fugai::ui::map::MapPanel::view).expect("the map has data")
}

/// Where a position lies on the screen.
fn on_screen(window: &Window, at: Coord) -> Pos2 {
    let view = view(window);
    let offset = (at - view.center) / view.metres_per_point;
    window.harness.get_by_label("地图").rect().center() + vec2(offset.x as f32, -offset.y as f32)
}

/// Whether the map shows all of a rectangle.
fn shows(window: &Window, bounds: Rect) -> bool {
    let map = window.harness.get_by_label("地图").rect();
    [bounds.min(), bounds.max()].into_iter().all(|c| map.contains(on_screen(window, c)))
}

fn click_at(window: &mut Window, at: Pos2) {
    window.harness.hover_at(at);
    window.harness.step();
    for pressed in [true, false] {
        let button = PointerButton::Primary;
        window.harness.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
        window.harness.step();
    }
    window.harness.run_steps(4);
}

/// What an input method does: it composes, and then commits.
fn compose(window: &mut Window, sound: &str, text: &str) {
    let preedit = |text: &str| Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None });
    window.harness.event(preedit(sound));
    window.harness.run_steps(2);
    window.harness.event(preedit(""));
    window.harness.event(Event::Ime(ImeEvent::Commit(text.to_owned())));
    window.harness.run_steps(4);
}

/// The order in which a register keeps its fields is not that in which they are read.
const FIELDS: [&str; 11] =
    ["照片", "公厕联盟", "状态", "建成年份", "评级", "开放时间", "接入平台", "泊位数", "管理单位", "公厕等级", "名称"];

/// The city with a register of toilets, its file in a folder.
fn register(folder: &Path) -> Snapshot {
    let mut snapshot = measured();
    let mut project = (**snapshot.project.as_ref().unwrap()).clone();
    let text = |t: &str| Value::Text(t.into());
    for layer in project.layers.iter_mut().filter(|l| l.role == Role::Toilet) {
        let mut features = layer.features.to_vec();
        for (i, feature) in features.iter_mut().enumerate() {
            let photo = if i == 0 { "east.png" } else { "gone.jpg" };
            feature.values = [
                text(photo),
                Value::Bool(true),
                text("正常开放"),
                Value::Number(2019.0),
                text("四星"),
                text("06:00-22:00"),
                Value::Bool(false),
                Value::Number(17.0),
                text("城东环卫所"),
                text(if i % 3 == 0 { "一类厕" } else { "二类厕" }),
                text(&format!("公厕 {i}")),
            ]
            .into();
        }
        let mut with = Layer { features: features.into(), ..(**layer).clone() };
        with.fields = FIELDS.iter().map(|f| (*f).into()).collect::<Vec<Box<str>>>().into();
        with.source.path = folder.join("toilets.geojson");
        *layer = Arc::new(with);
    }
    snapshot.analysis = Some(Arc::new(analyse(&project, &()).expect("nobody cancels")));
    snapshot.project = Some(Arc::new(project));
    snapshot
}

#[test]
fn a_facility_s_card_reads_its_fields_in_order_with_their_values_and_pictures() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = open(register(dir.path()));
    let image = window.harness.render().unwrap();
    image.save(dir.path().join("east.png")).unwrap();
    let toilets = window.layer(Role::Toilet);
    window.harness.state_mut().0.state_mut().select(Some(Selected::Feature { layer: toilets, feature: 0 }));
    window.click("选中");
    window.wait_for("城东环卫所");
    let mut last = f32::MIN;
    for (caption, value) in [
        ("类别", "一类厕"),
        ("管理单位", "城东环卫所"),
        ("泊位数", "17"),
        ("接入平台", "否"),
        ("开放时间", "06:00-22:00"),
        ("评级", "四星"),
        ("建成年份", "2019"),
        ("状态", "正常开放"),
        ("公厕联盟", "是"),
        ("照片", "east.png"),
    ] {
        let rows: Vec<f32> = window
            .harness
            .query_all_by_label(caption)
            .map(|n| n.rect())
            .filter(|c| {
                let beside = |v: egui::Rect| (v.center().y - c.center().y).abs() < 12.0 && v.left() > c.left();
                window.harness.query_all_by_label(value).any(|n| beside(n.rect()))
            })
            .map(|c| c.center().y)
            .collect();
        let at = rows.iter().copied().find(|y| *y > last);
        last = at.unwrap_or_else(|| panic!("{caption}: {value} does not follow at {last}, but is at {rows:?}"));
    }
    let is_picture = |w: &Window| {
        let mut images = w.harness.query_all_by_role(A11y::Image);
        images.any(|n| n.accesskit_node().label().as_deref() == Some("east.png"))
    };
    for _ in 0..400 {
        if is_picture(&window) {
            break;
        }
        window.harness.run_steps(2);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(is_picture(&window), "the picture is shown");
    window.harness.state_mut().0.state_mut().select(Some(Selected::Feature { layer: toilets, feature: 1 }));
    window.wait_for("没有找到照片 gone.jpg");
    assert!(!is_picture(&window) && window.has("二类厕"));
}

#[test]
fn a_layer_is_coloured_by_a_field_and_the_legend_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = open(register(dir.path()));
    let toilets = window.layer(Role::Toilet);
    window.settle();
    assert!(!window.has("一类厕"), "nothing tells classes apart yet");
    window.click("图层颜色：公厕");
    assert!(window.has("按字段着色"));
    // By name, because the list of fields may have to be scrolled to it.
    let field = window.harness.query_all_by_label("公厕等级").last().expect("the field is listed");
    field.click_accesskit();
    window.harness.run_steps(4);
    let style = window.app().state().styles_by.get(&toilets).cloned().expect("a style");
    assert_eq!(style.field, "公厕等级");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    // The popup is closed: what names the classes is the legend of the map.
    assert!(!window.has("按字段着色"));
    let map = window.harness.get_by_label("地图").rect();
    for class in ["一类厕", "二类厕"] {
        let node = window.harness.query_all_by_label_contains(class).next();
        assert!(node.is_some_and(|n| map.contains_rect(n.rect())), "{class} in the legend");
    }
}

#[test]
fn a_bar_of_a_class_leads_to_the_map() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = open(register(dir.path()));
    window.settle();
    window.click_part("公厕服务半径覆盖率 ");
    window.click("设施分类");
    window.wait_for("一类厕：");
    let toilets = window.layer(Role::Toilet);
    let project = window.fake.snapshot().project.clone().unwrap();
    let layer = project.layers.iter().find(|l| l.id == toilets).unwrap();
    let places: Vec<Coord> = layer.features.iter().step_by(3).filter_map(|f| f.shape.points.first().copied()).collect();
    let bounds = fugai::geom::bounds::of_coords(&places).expect("several");
    // Looking elsewhere, closely.
    window.press(Modifiers::NONE, Key::J);
    window.settle();
    assert!(!shows(&window, bounds));
    window.click_part("一类厕：");
    window.settle();
    assert!(shows(&window, bounds), "{:?}", view(&window));
    let selected = &window.app().state().selected;
    assert_eq!(selected.len(), places.len());
    let of_class = |feature: usize| selected.contains(Selected::Feature { layer: toilets, feature });
    assert!((0..layer.features.len()).all(|i| of_class(i) == (i % 3 == 0)));
}

#[test]
fn a_coordinate_and_a_column_move_the_map() {
    let mut window = open(measured());
    window.settle();
    let first = view(&window);
    window.press(Modifiers::COMMAND, Key::F);
    window.type_text("501000 3521000");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let there = view(&window);
    let at = Coord { x: 501_000.0, y: 3_521_000.0 };
    let map = window.harness.get_by_label("地图").rect();
    assert!(there.metres_per_point < first.metres_per_point, "closer than the whole city");
    assert!((there.center.x - at.x).abs() < 450.0 && (there.center.y - at.y).abs() < 450.0, "{there:?}");
    assert!(map.shrink(20.0).contains(on_screen(&window, at)));
    let snapshot = window.fake.snapshot();
    let zone = snapshot.analysis.as_ref().unwrap().zones[1].clone();
    let project = snapshot.project.as_ref().unwrap();
    let layer = project.layers.iter().find(|l| l.id == zone.layer).unwrap();
    let bounds = layer.features[zone.feature].shape.bounds().unwrap();
    assert!(!shows(&window, bounds));
    window.click_part(&format!("{} 公园绿地服务半径覆盖率", zone.name));
    window.settle();
    assert!(shows(&window, bounds), "{:?}", view(&window));
}

#[test]
fn a_click_on_the_map_leads_to_the_row_of_the_table() {
    let mut window = open(measured());
    let toilets = window.layer(Role::Toilet);
    let project = window.fake.snapshot().project.clone().unwrap();
    let layer = project.layers.iter().find(|l| l.id == toilets).unwrap();
    window.press(Modifiers::COMMAND, Key::T);
    window.settle();
    // One that lies clear of the cards on the map.
    let map = window.harness.get_by_label("地图").rect();
    let free = egui::Rect::from_min_max(map.min + vec2(120.0, 40.0), map.max - vec2(240.0, 60.0));
    let place = |i: usize| layer.features[i].shape.points.first().copied();
    let feature = (0..layer.features.len())
        .rev()
        .find(|&i| place(i).is_some_and(|c| free.contains(on_screen(&window, c))))
        .expect("a toilet in sight");
    let at = on_screen(&window, place(feature).unwrap());
    click_at(&mut window, at);
    window.harness.run_steps(6);
    assert_eq!(window.app().state().selection, Some(Selected::Feature { layer: toilets, feature }));
    assert_eq!(window.app().state().tab, Tab::Table);
    let row = window.label_of(&format!("第 {} 行", feature + 1));
    let node = window.harness.query_all_by_label(&row).next().expect("the row");
    assert_eq!(node.accesskit_node().toggled(), Some(Toggled::True));
    assert!(window.harness.ctx.content_rect().contains(node.rect().center()), "scrolled to it");
}

#[test]
fn chinese_is_typed_in_the_search_and_in_the_filter_of_a_table() {
    let mut window = open(measured());
    window.press(Modifiers::COMMAND, Key::F);
    compose(&mut window, "zhongxin", "中心公园");
    window.wait_for("中心公园");
    window.press(Modifiers::NONE, Key::Enter);
    window.wait_for("公园 · 中心公园");
    window.press(Modifiers::COMMAND, Key::T);
    window.click("筛选本表");
    compose(&mut window, "zhongxin", "中心公园");
    let rows: Vec<String> = window
        .harness
        .query_all_by_label_contains(" 行：")
        .filter_map(|n| n.accesskit_node().label())
        .filter(|l| l.starts_with("第 "))
        .collect();
    let parks = window.fake.snapshot().project.as_ref().unwrap().layers_of(Role::Park).next().unwrap().features.len();
    assert!(!rows.is_empty() && rows.len() < parks, "{rows:?}");
    assert!(rows.iter().all(|r| r.ends_with("中心公园")), "{rows:?}");
}
