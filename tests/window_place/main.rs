//! Placing, moving, closing, enlarging in the window of a running session: through accessible labels, with the pointer
//! and the keys, and every figure held against a full analysis.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]
#![cfg(feature = "gui")]

mod harness;

use egui::{Key, Modifiers, PointerButton, vec2};
use egui_kittest::kittest::Queryable as _;
use fugai::analysis::IndicatorId;
use fugai::geom::Coord;
use fugai::model::plan::What;
use fugai::model::{FacilityKind, Role};
use fugai::ui::map::{Selected, Tool};

use harness::{Window, coverage_of, from_scratch, open};

/// What the card says of the usual pocket park.
const GHOST: &str = "新建口袋公园 · 2\u{2009}400 ㎡ · 半径 300 m";

/// Places a pocket park at the largest gap through its advice, and waits for the figures.
fn place_at_gap(window: &mut Window) {
    window.click("盲区 1：在此新建口袋公园");
    window.wait_for(GHOST);
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is there", |w| w.proposals().len() == 1);
    window.settle();
}

#[test]
fn a_pocket_park_is_placed_at_a_gap_and_its_figures_are_those_of_a_full_analysis() {
    let mut window = open();
    let before = window.coverage();
    window.click("盲区 1：在此新建口袋公园");
    assert_eq!(window.app().map().unwrap().tool(), Tool::Place);
    window.wait_for(GHOST);
    window.keep("ghost");
    // Said beside the pointer and marked in the panel, before anything is placed.
    let card = window.label_of(GHOST);
    assert!(card.contains('+') && card.contains("新增覆盖") && card.contains("目标"), "{card}");
    assert!(window.has("公园绿地服务半径覆盖率变化 +"), "the panel marks the change");
    assert!(window.proposals().is_empty());
    let live = window.snapshot().live.clone().expect("figures under the pointer");
    let said = live.indicators.iter().find(|i| i.id == IndicatorId::ParkCoverage).unwrap();
    assert_eq!(said.before, Some(before));
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is there", |w| w.proposals().len() == 1);
    window.settle();
    let bits = |q: fugai::analysis::Quantity| (q.numerator.to_bits(), q.denominator.to_bits());
    assert_eq!(bits(window.coverage()), bits(said.now.unwrap()), "what was said is what it is");
    assert_eq!(bits(window.coverage()), bits(coverage_of(&from_scratch(&window))));
    let zones = |a: &fugai::analysis::Analysis| -> Vec<_> {
        a.indicator(IndicatorId::ParkCoverage).unwrap().zones.iter().map(|z| bits(z.quantity)).collect()
    };
    let shown = window.snapshot().analysis.clone().unwrap();
    assert_eq!(zones(&shown), said.zones.iter().map(|q| bits(*q)).collect::<Vec<_>>());
    assert!(window.coverage().numerator > before.numerator);
    // It is selected, its particulars are shown, and the tool was put down.
    let id = window.proposals()[0].id;
    assert_eq!(window.app().state().plan.chosen, Some(id));
    assert_eq!(window.app().map().unwrap().tool(), Tool::Select);
    assert!(window.has("撤销：新建口袋公园"));
    window.click("拟建设施 1");
    window.wait_for("口袋公园 1，");
    window.keep("placed");
}

#[test]
fn it_is_dragged_with_the_figures_and_undo_restores_them_to_the_bit() {
    let mut window = open();
    place_at_gap(&mut window);
    let placed = window.coverage();
    let was = window.proposals()[0].position().unwrap();
    let from = window.on_screen(was);
    let to = from + vec2(70.0, -45.0);
    window.pull(from, to);
    window.wait_for("拟建口袋公园 · 2\u{2009}400 ㎡");
    window.keep("dragged");
    assert_eq!(window.proposals()[0].position().unwrap(), was, "nothing is written while it moves");
    let live = window.snapshot().live.clone().unwrap();
    assert_eq!(live.proposal, window.proposals()[0].id);
    let said = live.indicators[0].now.unwrap();
    window.release(to);
    window.until("it moved", |w| w.proposals()[0].position() != Some(was));
    window.settle();
    assert_eq!(window.coverage().numerator.to_bits(), said.numerator.to_bits());
    assert_eq!(window.coverage().numerator.to_bits(), coverage_of(&from_scratch(&window)).numerator.to_bits());
    assert!(window.has("撤销：移动口袋公园"));
    window.press(Modifiers::COMMAND, Key::Z);
    window.until("it is back", |w| w.proposals()[0].position() == Some(was));
    window.settle();
    assert_eq!(window.coverage().numerator.to_bits(), placed.numerator.to_bits());
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.until("it is there again", |w| w.proposals()[0].position() != Some(was));
    window.settle();
    assert_eq!(window.coverage().numerator.to_bits(), said.numerator.to_bits());
}

#[test]
fn esc_while_dragging_leaves_it_where_it_was() {
    let mut window = open();
    place_at_gap(&mut window);
    let was = window.proposals()[0].clone();
    let from = window.on_screen(was.position().unwrap());
    window.pull(from, from + vec2(60.0, 20.0));
    window.press(Modifiers::NONE, Key::Escape);
    window.release(from + vec2(60.0, 20.0));
    window.settle();
    assert_eq!(window.proposals(), [was]);
    assert!(window.snapshot().live.is_none());
}

#[test]
fn delete_asks_nothing_and_the_toast_undoes_it() {
    let mut window = open();
    let before = window.coverage();
    place_at_gap(&mut window);
    let with = window.coverage();
    window.press(Modifiers::NONE, Key::Delete);
    assert!(window.has("已删除：口袋公园 1"));
    window.keep("deleted");
    assert!(window.press_undo_of_toast(), "the toast offers undo");
    window.until("it is back", |w| w.proposals().len() == 1 && w.has("重做：删除拟建口袋公园"));
    window.settle();
    assert_eq!(window.coverage().numerator.to_bits(), with.numerator.to_bits());
    window.click("拟建设施 1");
    // On its name: the middle of the row is the field of its year, where Delete edits the figure.
    let row = window.harness.query_all_by_label_contains("口袋公园 1，").next().expect("its row").rect();
    window.click_at(row.left_center() + vec2(60.0, 0.0));
    window.press(Modifiers::NONE, Key::Delete);
    window.until("it is gone", |w| w.proposals().is_empty());
    window.settle();
    assert_eq!(window.coverage().numerator.to_bits(), before.numerator.to_bits());
}

#[test]
fn a_park_is_closed_as_a_proposal_and_the_layer_stays_as_it_is() {
    let mut window = open();
    let before = window.coverage();
    let snapshot = window.snapshot();
    let project = snapshot.project.clone().unwrap();
    let analysis = snapshot.analysis.clone().unwrap();
    let park = project.layers_of(Role::Park).next().unwrap().id;
    let largest = analysis.facilities.iter().filter(|f| f.layer == park && f.radius_m.is_some());
    let largest = largest.max_by(|a, b| a.area_m2.unwrap().total_cmp(&b.area_m2.unwrap())).unwrap();
    let selected = Selected::Feature { layer: park, feature: largest.feature };
    window.harness.state_mut().state_mut().select(Some(selected));
    window.harness.run_steps(3);
    window.click("选中");
    window.wait_for("提议关闭此设施");
    window.click("提议关闭此设施");
    window.until("it is proposed", |w| w.proposals().len() == 1);
    window.settle();
    assert!(matches!(window.proposals()[0].what, What::Close(_)));
    assert!(window.coverage().numerator < before.numerator);
    assert_eq!(window.coverage().numerator.to_bits(), coverage_of(&from_scratch(&window)).numerator.to_bits());
    let base = window.snapshot().document.as_ref().unwrap().layer(park).unwrap().clone();
    assert!(base.same_as(project.layers.iter().find(|l| l.id == park).unwrap()), "the layer is as it was");
    window.wait_for("只记在方案里，原图层不变。");
    window.keep("closed");
    // Its form takes it back.
    window.click("不关闭，撤回这条提议");
    window.until("it is taken back", |w| w.proposals().is_empty());
    window.settle();
    assert_eq!(window.coverage().numerator.to_bits(), before.numerator.to_bits());
}

#[test]
fn a_park_is_enlarged_by_a_typed_area_with_the_figures_following() {
    let mut window = open();
    let analysis = window.snapshot().analysis.clone().unwrap();
    let small = analysis.facilities.iter().find(|f| {
        f.kind == FacilityKind::Park && f.radius_m == Some(300.0)
            || f.kind == FacilityKind::PocketPark && f.radius_m.is_some()
    });
    let small = small.expect("a park of the lower tier");
    let selected = Selected::Feature { layer: small.layer, feature: small.feature };
    window.harness.state_mut().state_mut().select(Some(selected));
    window.harness.run_steps(3);
    window.press(Modifiers::COMMAND, Key::K);
    window.harness.event(egui::Event::Text("提议改造".to_owned()));
    window.harness.run_steps(4);
    window.press(Modifiers::NONE, Key::Enter);
    window.until("a change is proposed", |w| w.proposals().len() == 1);
    window.settle();
    let before = window.coverage();
    window.type_into("面积", "6000");
    window.until("the figures follow", |w| w.snapshot().live.is_some());
    assert_eq!(window.proposals()[0].area_m2, None, "nothing is written while it is typed");
    let live = window.snapshot().live.clone().unwrap();
    window.keep("enlarging");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is put", |w| w.proposals()[0].area_m2 == Some(6000.0));
    window.settle();
    assert!(window.coverage().numerator >= before.numerator);
    assert_eq!(window.coverage().numerator.to_bits(), live.indicators[0].now.unwrap().numerator.to_bits());
    // Esc in a field leaves the figure as it is.
    window.type_into("面积", "1");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert_eq!(window.proposals()[0].area_m2, Some(6000.0));
}

#[test]
fn a_typed_coordinate_in_either_order_is_shown_and_placed() {
    let mut window = open();
    let gap = window.snapshot().analysis.as_ref().unwrap().gaps[0].label_point;
    let (lon, lat) = {
        let snapshot = window.snapshot();
        fugai::session::PlaneView::new(&snapshot.project.as_ref().unwrap().plane).unwrap().to_degrees(gap).unwrap()
    };
    window.press(Modifiers::NONE, Key::P);
    window.click("类型：公厕");
    window.type_into("坐标", &format!("{lat:.7}，{lon:.7}"));
    assert!(window.has("°E") && window.has("°N"), "how it was read is shown");
    window.wait_for("新建公厕");
    window.keep("typed");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is there", |w| w.proposals().len() == 1);
    window.settle();
    let placed = window.proposals()[0].clone();
    assert_eq!(placed.kind, FacilityKind::Toilet);
    let at = placed.position().unwrap();
    assert!((at.x - gap.x).hypot(at.y - gap.y) < 0.05, "{at:?} for {gap:?}");
}

#[test]
fn a_park_without_a_radius_and_a_place_against_the_rules_are_warned_of() {
    let mut window = open();
    window.click("盲区 1：在此新建口袋公园");
    window.type_into("面积", "350");
    window.press(Modifiers::NONE, Key::Enter);
    window.wait_for("规则集不给这样的口袋公园服务半径");
    window.keep("warned");
    // The rules of placement, filled in on their sheet.
    window.click("选址规则");
    window.type_into("口袋公园 · 与同类设施的最小间距", "100000");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("the rule is kept", |w| {
        let rules = w.snapshot().document.as_ref().unwrap().head.placement.clone();
        rules.spacing_m.get(&FacilityKind::PocketPark) == Some(&100_000.0)
    });
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    let middle = window.on_screen(window.snapshot().analysis.as_ref().unwrap().gaps[0].label_point);
    window.hover(middle + vec2(5.0, 5.0));
    window.wait_for("小于最小间距");
}

#[test]
fn an_outline_is_drawn_corner_by_corner_and_never_lost() {
    let mut window = open();
    let gap = window.snapshot().analysis.as_ref().unwrap().gaps[0].label_point;
    // Without snapping, so that corners lie where they are clicked.
    window.harness.state_mut().state_mut().plan.snapping = false;
    window.click("盲区 1：");
    window.settle();
    window.press(Modifiers::NONE, Key::P);
    window.click("类型：公园");
    window.click("多边形");
    let corner = |w: &Window, x: f64, y: f64| w.on_screen(gap + Coord { x, y });
    for (x, y) in [(-60.0, -40.0), (60.0, -40.0), (60.0, 50.0)] {
        let at = corner(&window, x, y);
        window.click_at(at);
    }
    let last = corner(&window, -60.0, 50.0);
    window.hover(last);
    window.wait_for("新建公园");
    window.keep("outline");
    // Esc takes a corner back and Ctrl+Y brings it again; a right click finishes nothing.
    window.press(Modifiers::NONE, Key::Escape);
    assert!(window.app().map().unwrap().tool() == Tool::Place);
    window.press(Modifiers::COMMAND, Key::Y);
    window.click_with(last, PointerButton::Secondary);
    window.press(Modifiers::NONE, Key::Escape);
    assert!(window.proposals().is_empty());
    // Another tool for a while, and on with the same outline.
    window.press(Modifiers::NONE, Key::V);
    window.press(Modifiers::NONE, Key::P);
    window.click_at(last);
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is there", |w| w.proposals().len() == 1);
    window.settle();
    let area = window.proposals()[0].area().unwrap();
    assert!((area - 120.0 * 90.0).abs() < 400.0, "{area}");
    assert_eq!(window.coverage().numerator.to_bits(), coverage_of(&from_scratch(&window)).numerator.to_bits());
    // A corner is pulled, and the outline with it.
    let from = corner(&window, 60.0, 50.0);
    let to = corner(&window, 90.0, 80.0);
    window.pull(from, to);
    window.release(to);
    window.until("it is larger", |w| w.proposals()[0].area().unwrap() > area + 1000.0);
    window.settle();
    window.keep("reshaped");
}

#[test]
fn what_is_placed_snaps_to_vertices_and_alt_suspends_it() {
    let mut window = open();
    let snapshot = window.snapshot();
    let project = snapshot.project.clone().unwrap();
    let gap = snapshot.analysis.as_ref().unwrap().gaps[0].label_point;
    window.click("盲区 1：");
    window.settle();
    window.press(Modifiers::NONE, Key::P);
    window.click("类型：公厕");
    window.until("edges are gathered", |w| w.app().is_settled());
    let vertex = project
        .layers_of(Role::Residential)
        .flat_map(|l| l.features.iter())
        .flat_map(|f| f.shape.region.polygons().iter().flat_map(|p| p.exterior().0.clone()).collect::<Vec<_>>())
        .min_by(|a, b| {
            let far = |c: &Coord| (c.x - gap.x).hypot(c.y - gap.y);
            far(a).total_cmp(&far(b))
        })
        .unwrap();
    let beside = window.on_screen(vertex) + vec2(3.0, 2.0);
    window.hover(beside);
    window.until("it snaps", |w| w.snapshot().live.as_ref().is_some_and(|l| l.shape.points.first() == Some(&vertex)));
    window.keep("snapped");
    window.click_at(beside);
    window.until("it is there", |w| w.proposals().len() == 1);
    assert_eq!(window.proposals()[0].position(), Some(vertex));
}

impl Window {
    /// Presses the undo of the toast, which is the one that is only named so.
    fn press_undo_of_toast(&mut self) -> bool {
        use egui_kittest::kittest::Queryable as _;
        let Some(node) = self.harness.query_all_by_label("撤销").next() else { return false };
        node.click();
        self.harness.run_steps(4);
        true
    }
}
