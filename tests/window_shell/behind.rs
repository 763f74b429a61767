//! From figures to what is behind them: parcels selected by a click on the large figure, a bar, the curve; what the
//! status line copies.

use std::collections::BTreeSet;

use egui::{Modifiers, OutputCommand, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use fugai::analysis::IndicatorId;
use fugai::analysis::parcels::{ParcelFigure, parcels};
use fugai::model::Role;
use fugai::ui::Backend as _;
use fugai::ui::map::{MapView, Selected};
use fugai::ui::state::{Chart, Tab};

use super::harness::{Window, measured, open};

fn figures() -> Vec<ParcelFigure> {
    let snapshot = measured();
    parcels(snapshot.project.as_ref().unwrap(), IndicatorId::ParkCoverage, &()).unwrap()
}

fn selected(window: &Window) -> BTreeSet<usize> {
    let homes = window.layer(Role::Residential);
    let all = window.app().state().selected.iter().map(|s| match s {
        Selected::Feature { layer, feature } if layer == homes => feature,
        other => panic!("no parcel: {other:?}"),
    });
    all.collect()
}

fn click_at(window: &mut Window, at: Pos2) {
    window.harness.hover_at(at);
    window.harness.run_steps(2);
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        window.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
        window.harness.step();
    }
    window.harness.run_steps(4);
}

/// Clicks the first thing whose label holds a text; what it puts on the clipboard.
fn copied_by(window: &mut Window, label: &str) -> String {
    let node = window.harness.query_all_by_label_contains(label).next();
    node.unwrap_or_else(|| panic!("nothing says {label}")).click();
    for _ in 0..6 {
        window.harness.step();
        let commands = &window.harness.output().platform_output.commands;
        if let Some(OutputCommand::CopyText(text)) = commands.iter().find(|c| matches!(c, OutputCommand::CopyText(_))) {
            let text = text.clone();
            window.harness.run_steps(2);
            return text;
        }
    }
    panic!("nothing was copied");
}

#[test]
fn the_large_figure_leads_to_the_parcels_with_unserved_land() {
    let mut window = open(measured());
    let lacking: BTreeSet<usize> =
        figures().iter().filter(|p| p.demand_m2 - p.served_m2[0] > 1.0).map(|p| p.feature).collect();
    let snapshot = window.fake.snapshot();
    let coverage = snapshot.analysis.as_ref().unwrap().indicator(IndicatorId::ParkCoverage).unwrap();
    let value = coverage.quantity.unwrap().value().unwrap();
    window.click(&format!("公园绿地服务半径覆盖率 {:.2}%", value * 100.0));
    window.wait_for("个有未覆盖用地的地块");
    assert_eq!(selected(&window), lacking);
    let n = lacking.len();
    assert!(window.has(&format!("已选 {n} / ")) && window.app().state().tab == Tab::Table);
}

#[test]
fn the_bar_of_a_sub_district_leads_to_its_own_parcels() {
    let mut window = open(measured());
    let view = window.app().map().unwrap().view();
    let snapshot = window.fake.snapshot();
    let analysis = snapshot.analysis.as_ref().unwrap();
    let coverage = analysis.indicator(IndicatorId::ParkCoverage).unwrap();
    let (at, zone) =
        coverage.zones.iter().enumerate().find(|(_, z)| z.quantity.numerator < z.quantity.denominator).unwrap();
    window.click_part(&format!("{}：", zone.name));
    window.wait_for("个有未覆盖用地的地块");
    assert_ne!(window.app().map().unwrap().view(), view, "the map shows the sub-district");
    assert_eq!(window.app().state().tab, Tab::Gaps, "what is listed stays");
    let project = snapshot.project.as_ref().unwrap();
    let outline = &project.layers_of(Role::Zone).next().unwrap().features[analysis.zones[at].feature].shape.region;
    let homes = project.layers_of(Role::Residential).next().unwrap();
    let found = selected(&window);
    let all = figures();
    // What the parcels have in the sub-district, served or not, is at least what is missing there.
    let mut land = 0.0;
    for &feature in &found {
        let inside = fugai::geom::overlay::intersection(&homes.features[feature].shape.region, outline).area();
        assert!(inside > 0.0, "{feature} lies in {}", zone.name);
        land += inside;
        let figure = all.iter().find(|p| p.feature == feature).unwrap();
        assert!(figure.served_m2[0] < figure.demand_m2);
    }
    assert!(land + 100.0 >= zone.quantity.denominator - zone.quantity.numerator, "{land}");
    assert!(found.len() < all.len());
}

#[test]
fn the_curve_leads_to_the_parcels_on_either_side_of_a_distance() {
    let mut window = open(measured());
    window.harness.state_mut().0.state_mut().chart = Chart::Distance;
    window.wait_for("按距离累计");
    let plot = window.harness.query_all_by_label_contains("按距离累计").next().unwrap().rect().shrink(6.0);
    // The curve goes on to 1 200 m, so that a quarter of its length is 300 m: some parks are nearer, some farther.
    let quarter = plot.left() + 0.25 * plot.width();
    click_at(&mut window, Pos2::new(quarter, plot.top() + 1.0));
    let beyond = selected(&window);
    let steps = [250, 300, 350].into_iter();
    let distance = steps.filter(|d| window.has(&format!("已选 {d} m 以外的 "))).map(f64::from).next().unwrap();
    assert!(window.has(&format!("已选 {} / ", beyond.len())) && !beyond.is_empty());
    assert_eq!(window.app().state().tab, Tab::Table);
    assert_eq!(window.app().state().overlays.view, MapView::Distance);
    click_at(&mut window, Pos2::new(quarter, plot.bottom() - 1.0));
    assert!(window.has(&format!("已选 {distance} m 以内的 ")));
    let within = selected(&window);
    let all: BTreeSet<usize> = figures().iter().map(|p| p.feature).collect();
    assert!(within.is_disjoint(&beyond) && within.union(&beyond).copied().collect::<BTreeSet<_>>() == all);
    // The nearest park of each parcel by its outline: within where the parcel lies within altogether.
    let snapshot = window.fake.snapshot();
    let project = snapshot.project.as_ref().unwrap();
    let analysis = snapshot.analysis.as_ref().unwrap();
    let homes = project.layers_of(Role::Residential).next().unwrap();
    for (feature, home) in homes.features.iter().enumerate() {
        let near =
            analysis.facilities.iter().filter(|f| f.radius_m.is_some()).filter(|f| {
                matches!(f.kind, fugai::model::FacilityKind::Park | fugai::model::FacilityKind::PocketPark)
            });
        let nearest = near
            .filter_map(|f| {
                let layer = project.layers.iter().find(|l| l.id == f.layer)?;
                let (d, _) = fugai::geom::distance::shortest_line(&home.shape, &layer.features[f.feature].shape)?;
                Some(d)
            })
            .fold(f64::INFINITY, f64::min);
        let size = home.shape.bounds().map_or(0.0, |b| b.width().hypot(b.height()));
        if nearest > distance {
            assert!(beyond.contains(&feature), "{feature} is {nearest} m away");
        } else if nearest + size < distance {
            assert!(within.contains(&feature), "{feature} is {nearest} m away");
        }
    }
}

#[test]
fn the_status_line_and_the_scale_bar_copy_what_they_show() {
    let mut window = open(measured());
    window.settle();
    let map = window.harness.get_by_label("地图").rect();
    click_at(&mut window, map.center());
    let center = window.app().map().unwrap().view().unwrap().center;
    window.harness.hover_at(map.center_bottom() + vec2(0.0, 60.0));
    window.harness.run_steps(3);
    // The place clicked stays when the pointer has left the map.
    let metres = copied_by(&mut window, "复制 E ");
    let (x, y) = metres.split_once(", ").unwrap();
    let away = (x.parse::<f64>().unwrap() - center.x).hypot(y.parse::<f64>().unwrap() - center.y);
    assert!(away < 2.0 * window.app().map().unwrap().view().unwrap().metres_per_point, "{metres}: {away}");
    assert!(window.has(&format!("已复制 {metres}")), "it is said what was copied");
    let degrees = copied_by(&mut window, "°N");
    assert!(degrees.starts_with("120.") || degrees.starts_with("119."), "{degrees}");
    let scale = copied_by(&mut window, "复制 1 : ");
    assert!(scale.starts_with("1:") && window.has(&format!("已复制 {scale}")), "{scale}");
    let bar = copied_by(&mut window, " · 1:");
    assert!(bar.ends_with(&format!(" · {scale}")) && window.has(&format!("已复制 {bar}")), "{bar}");
}
