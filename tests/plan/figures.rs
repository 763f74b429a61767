//! Figures of scenarios: under the pointer, by year, compared, and the same from the command line.

use std::process::Command;
use std::sync::Arc;

use fugai::analysis::build_out::build_out;
use fugai::analysis::compare::compare;
use fugai::analysis::live::{Live, LiveFigures, prepare};
use fugai::analysis::placing::Warning;
use fugai::analysis::scenario::apply;
use fugai::analysis::snap::SnapIndex;
use fugai::analysis::{Analysis, IndicatorId, analyse};
use fugai::geom::{Coord, Shape};
use fugai::model::plan::{FacilityRef, PlacementRules, Proposal, ProposalId, Scenario, ScenarioId, What};
use fugai::model::{FacilityKind, Project};
use fugai::session::{Action, PlanAction, work};

use super::support::{Desk, Dice, X, Y, district, pocket, square};

/// A random proposal: new ones of every kind, changes and closings.
fn random(base: &Project, dice: &mut Dice, id: u32) -> Proposal {
    let extent = base.layers[0]
        .features
        .iter()
        .filter_map(|f| f.shape.bounds())
        .reduce(|a, b| fugai::geom::bounds::around(&a, &b))
        .unwrap();
    let at =
        Coord { x: extent.min().x + extent.width() * dice.unit(), y: extent.min().y + extent.height() * dice.unit() };
    let kinds = [
        FacilityKind::Park,
        FacilityKind::PocketPark,
        FacilityKind::Toilet,
        FacilityKind::Parking,
        FacilityKind::TransferStation,
        FacilityKind::BeautifulZone,
    ];
    let kind = kinds[dice.below(6)];
    let shape = if dice.below(3) == 0 { Shape::from_point(at) } else { square(at.x, at.y, 10.0 + 90.0 * dice.unit()) };
    let mut it = Proposal::new(kind, shape, 2023 + dice.below(3) as i32);
    it.id = ProposalId(id);
    it.spaces = (dice.below(2) == 0).then(|| dice.below(200) as f64);
    it.area_m2 = (dice.below(3) == 0).then(|| [400.0, 5000.0, 12_345.6, 3.0][dice.below(4)]);
    if dice.below(3) == 0 {
        let layers: Vec<_> =
            base.layers.iter().filter(|l| l.role.facility_kind().is_some() && !l.features.is_empty()).collect();
        let layer = layers[dice.below(layers.len())];
        let reference = FacilityRef::to(layer, &layer.features[dice.below(layer.features.len())]);
        it.kind = layer.role.facility_kind().unwrap();
        it.what = if dice.below(2) == 0 { What::Close(reference) } else { What::Change(reference) };
        if dice.below(2) == 0 {
            it.shape = Shape::default();
        }
    }
    it
}

fn same_figures(live: &LiveFigures, full: &Analysis, context: &str) {
    assert!(!live.indicators.is_empty());
    for indicator in &live.indicators {
        let other = full.indicator(indicator.id).unwrap();
        // An indicator without any layer has no figure in full, and none to be shown.
        let Some(quantity) = other.quantity else {
            assert_eq!(indicator.now.map(|q| q.numerator), Some(0.0), "{context}: {:?}", indicator.id);
            continue;
        };
        let bits = |q: fugai::analysis::Quantity| (q.numerator.to_bits(), q.denominator.to_bits());
        let zones = |z: &[fugai::analysis::Quantity]| z.iter().map(|q| bits(*q)).collect::<Vec<_>>();
        assert_eq!(
            indicator.now.map(bits),
            Some(bits(quantity)),
            "{context}: {:?} {:?} {quantity:?}",
            indicator.id,
            indicator.now
        );
        let full: Vec<_> = other.zones.iter().map(|z| z.quantity).collect();
        assert_eq!(zones(&indicator.zones), zones(&full), "{context}: {:?} by zone", indicator.id);
        assert_eq!(indicator.met, other.met, "{context}: {:?}", indicator.id);
        let met: Vec<_> = other.zones.iter().map(|z| z.met).collect();
        assert_eq!(indicator.zones_met, met, "{context}: {:?} by zone", indicator.id);
        assert_eq!(indicator.zones_before.len(), indicator.zones.len());
    }
}

fn with(scenario: &Scenario, proposal: &Proposal) -> Scenario {
    let mut after = scenario.clone();
    match after.proposals.iter_mut().find(|p| p.id == proposal.id) {
        Some(slot) => *slot = Arc::new(proposal.clone()),
        None => after.proposals.push(Arc::new(proposal.clone())),
    }
    after
}

fn what_follows_the_pointer_equals_a_full_analysis(base: &Project, rounds: u32, seed: u64) {
    let mut dice = Dice(seed);
    let mut scenario = Scenario::empty(ScenarioId(1), "甲");
    // One proposal a facility: of several the last one counts, and the pointer holds one.
    for id in 1..=4 {
        let proposal = random(base, &mut dice, id);
        if scenario.proposals.iter().all(|p| p.facility().is_none() || p.facility() != proposal.facility()) {
            scenario.proposals.push(Arc::new(proposal));
        }
    }
    let shown = prepare(&apply(base, &scenario, None).0);
    let mut live = Live::new(&shown, base, &PlacementRules::default(), &()).unwrap();
    for round in 0..rounds {
        let existing = dice.below(scenario.proposals.len());
        let mut proposal = random(base, &mut dice, 0);
        if dice.below(2) == 0 {
            let held = &scenario.proposals[existing];
            let moved = random(base, &mut dice, held.id.0);
            proposal = Proposal { what: held.what.clone(), kind: held.kind, ..moved };
            if proposal.what == What::New && proposal.shape.is_empty() {
                proposal.shape = Shape::from_point(Coord { x: X, y: Y });
            }
        } else if scenario.proposals.iter().any(|p| p.facility().is_some() && p.facility() == proposal.facility()) {
            continue;
        }
        let context = format!("seed {seed}, round {round}: {proposal:?}");
        let figures = live.drag(&proposal);
        let mut placed = proposal.clone();
        placed.id = if proposal.id.0 == 0 { ProposalId(99) } else { proposal.id };
        let full = analyse(&apply(base, &with(&scenario, &placed), None).0, &()).unwrap();
        same_figures(&figures, &full, &context);
        if dice.below(4) == 0 {
            live.release();
        }
    }
}

#[test]
fn in_a_small_district_what_follows_the_pointer_equals_a_full_analysis() {
    let base = district().project().unwrap();
    for seed in 0..6 {
        what_follows_the_pointer_equals_a_full_analysis(&base, 20, seed);
    }
}

#[test]
fn in_the_sample_what_follows_the_pointer_equals_a_full_analysis() {
    let base = work::new_project_of(&[], None).unwrap();
    what_follows_the_pointer_equals_a_full_analysis(&base, 8, 7);
}

#[test]
fn the_gain_is_said_and_so_is_why_there_is_none() {
    let base = district().project().unwrap();
    let shown = prepare(&base);
    let mut rules = PlacementRules { on_candidates: true, ..PlacementRules::default() };
    rules.spacing_m.insert(FacilityKind::PocketPark, 150.0);
    rules.forbidden.push(base.layers[0].id);
    let mut live = Live::new(&shown, &base, &rules, &()).unwrap();
    let tiny = Proposal::new(FacilityKind::PocketPark, square(X + 700.0, Y + 700.0, 5.0), 2024);
    let figures = live.drag(&tiny);
    assert_eq!(figures.radius_m, None);
    assert!(figures.warnings.contains(&Warning::ServesNothing("below_smallest_tier")), "{:?}", figures.warnings);
    assert_eq!(figures.indicators[0].id, IndicatorId::ParkCoverage);
    assert_eq!(figures.indicators[0].gain(), Some(0.0));
    assert!(figures.warnings.contains(&Warning::NotOnCandidate));
    let on_homes = Proposal::new(FacilityKind::PocketPark, square(X + 540.0, Y + 540.0, 70.0), 2024);
    let figures = live.drag(&on_homes);
    assert_eq!(figures.radius_m, Some(300.0));
    assert!(
        figures.warnings.iter().any(|w| matches!(w, Warning::OnForbidden(_)))
            && !figures.warnings.contains(&Warning::NotOnCandidate)
    );
    let gain = figures.indicators[0].gain().unwrap();
    assert!(gain > 10_000.0 && figures.indicators[0].change().unwrap() > 0.01, "{gain}");
    live.release();
    let again = live.drag(&on_homes);
    assert_eq!(again, figures, "taking hold again changes nothing");
}

#[test]
fn what_a_change_sets_is_what_is_rated() {
    let base = district().project().unwrap();
    let park = base.layers.iter().find(|l| l.name == "公园").unwrap();
    let change = |f: fn(&mut Proposal)| {
        let mut it = Proposal::new(FacilityKind::Park, Shape::default(), 2024);
        it.what = What::Change(FacilityRef::to(park, &park.features[1]));
        f(&mut it);
        let mut scenario = Scenario::empty(ScenarioId(1), "甲");
        scenario.proposals.push(Arc::new(it));
        let analysis = analyse(&apply(&base, &scenario, None).0, &()).unwrap();
        let small = analysis.facilities.iter().find(|f| f.layer == park.id && f.feature == 1).unwrap().clone();
        (small.name, small.area_m2, small.radius_m, small.reason)
    };
    assert_eq!(change(|_| {}), ("小园".to_owned(), Some(400.0), Some(300.0), None));
    // The column is in hectares; an area at the beginning of a tier stays in it.
    assert_eq!(change(|p| p.area_m2 = Some(5000.0)).2, Some(500.0));
    assert_eq!(change(|p| p.shape = square(X + 2000.0, Y, 100.0)).2, Some(500.0));
    assert_eq!(change(|p| p.area_m2 = Some(3.0)).3, Some("below_smallest_tier"));
    assert_eq!(change(|p| p.name = "大园".to_owned()).0, "大园");
    assert_eq!(change(|p| p.what = What::Close(p.facility().unwrap().clone())).3, Some("closed"));
    // The base is as it was.
    assert!(park.same_as(&district().layers[1]));
}

#[test]
fn the_years_add_up() {
    let base = district().project().unwrap();
    let mut scenario = Scenario::empty(ScenarioId(1), "甲");
    let mut dice = Dice(3);
    for id in 1..=9 {
        let mut proposal = pocket(&mut dice, "园");
        proposal.id = ProposalId(id);
        scenario.proposals.push(Arc::new(proposal));
    }
    let mut lot = Proposal::new(FacilityKind::Parking, square(X + 100.0, Y + 100.0, 40.0), 2024);
    (lot.id, lot.spaces) = (ProposalId(10), Some(1600.0));
    scenario.proposals.push(Arc::new(lot));
    let curve = build_out(&base, &scenario, &()).unwrap();
    assert_eq!(curve.years, [2023, 2024, 2025]);
    let park = curve.curves.iter().find(|c| c.id == IndicatorId::ParkCoverage).unwrap();
    let values: Vec<f64> = park.points.iter().map(|p| p.quantity.unwrap().value().unwrap()).collect();
    assert!(park.before.unwrap().value().unwrap() <= values[0] && values.is_sorted(), "{values:?}");
    for (point, year) in park.points.iter().zip([2023, 2024, 2025]) {
        let full = analyse(&apply(&base, &scenario, Some(year)).0, &()).unwrap();
        assert_eq!(point.quantity, full.indicator(IndicatorId::ParkCoverage).unwrap().quantity);
    }
    assert_eq!(park.due, Some(2025));
    let spaces = curve.works.iter().find(|w| w.target == "parking_spaces_new").unwrap();
    let short: Vec<_> = spaces.years.iter().map(|w| (w.done, w.asked, w.done_in_all, w.asked_in_all)).collect();
    assert_eq!(
        short,
        [
            (0.0, Some(1700.0), 0.0, Some(4700.0)),
            (1600.0, Some(1500.0), 1600.0, Some(4700.0)),
            (0.0, Some(1500.0), 1600.0, Some(4700.0))
        ],
        "the figure of a year and the total are kept apart"
    );
}

#[test]
fn car_parks_that_grow_count_as_new_spaces_by_as_much_as_they_grow() {
    let base = district().project().unwrap();
    // 120 spaces in the base.
    let lot = base.layers.iter().find(|l| l.role == fugai::model::Role::Parking).unwrap();
    let facility = fugai::model::plan::FacilityRef::to(lot, &lot.features[0]);
    let proposal = |id: u32, year: i32, what: What, spaces: Option<f64>| {
        let mut it = Proposal::new(FacilityKind::Parking, fugai::geom::Shape::default(), year);
        (it.id, it.what, it.spaces) = (ProposalId(id), what, spaces);
        Arc::new(it)
    };
    let done = |proposals: Vec<Arc<Proposal>>| {
        let scenario = Scenario { proposals, ..Scenario::empty(ScenarioId(1), "甲") };
        let curve = build_out(&base, &scenario, &()).unwrap();
        let works = curve.works.iter().find(|w| w.target == "parking_spaces_new").unwrap();
        let all = curve.curves.iter().find(|c| c.id == IndicatorId::ParkingSpaces).unwrap();
        let all: Vec<f64> = all.points.iter().map(|p| p.quantity.map_or(0.0, |q| q.numerator)).collect();
        (works.years.iter().map(|w| w.done).collect::<Vec<_>>(), all)
    };
    let change = || What::Change(facility.clone());
    let mut new = Proposal::clone(&proposal(9, 2024, What::New, Some(30.0)));
    new.shape = square(X + 100.0, Y + 100.0, 20.0);
    let grown =
        done(vec![proposal(1, 2023, change(), Some(150.0)), proposal(2, 2025, change(), Some(200.0)), Arc::new(new)]);
    assert_eq!(grown, (vec![30.0, 30.0, 50.0], vec![150.0, 180.0, 230.0]), "by how much each year adds");
    // Only its name changes, it is made smaller, it is closed: nothing is new, and nothing is taken off.
    assert_eq!(done(vec![proposal(1, 2024, change(), None)]).0, [0.0; 3]);
    assert_eq!(done(vec![proposal(1, 2024, change(), Some(100.0))]).0, [0.0; 3]);
    let closed =
        done(vec![proposal(1, 2023, change(), Some(150.0)), proposal(2, 2024, What::Close(facility.clone()), None)]);
    assert_eq!(closed, (vec![30.0, 0.0, 0.0], vec![150.0, 0.0, 0.0]));
}

#[test]
fn two_scenarios_are_compared_in_figures_and_on_the_map() {
    let base = district().project().unwrap();
    let of = |x: f64| {
        let mut scenario = Scenario::empty(ScenarioId(1), "甲");
        let mut park = Proposal::new(FacilityKind::PocketPark, square(X + x, Y + 700.0, 60.0), 2024);
        park.id = ProposalId(1);
        scenario.proposals.push(Arc::new(park));
        apply(&base, &scenario, None).0
    };
    let result = compare(&of(100.0), &of(800.0), &()).unwrap();
    assert!(result.rows[0].before != result.rows[0].after && result.differing > 0);
    assert!(result.rows[result.differing..].iter().all(|d| d.before == d.after));
    let [served] = &result.served[..] else { panic!("only parks differ") };
    assert_eq!(served.indicator, IndicatorId::ParkCoverage);
    let covered = |a: &Analysis| a.indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap().numerator;
    let balance = served.only_a.area() - served.only_b.area();
    let exact = covered(&result.a) - covered(&result.b);
    // Land on the map is bounded by chords, figures by arcs.
    assert!((balance - exact).abs() < 1e-3 * exact.abs(), "{balance} against {exact}");
    // What is written beside it is of arcs too, and adds up with the figures.
    let [only_a, only_b] = served.land_m2;
    assert!((only_a - only_b - exact).abs() < 1e-6, "{only_a} less {only_b} is {exact}");
    for (land, drawn) in [(only_a, served.only_a.area()), (only_b, served.only_b.area())] {
        assert!(land > 0.0 && (land - drawn).abs() < 1e-3 * land, "{land} against {drawn}");
    }
    let same = compare(&of(100.0), &of(100.0), &()).unwrap();
    assert!(same.differing == 0 && same.served.is_empty());
}

#[test]
fn positions_snap_to_vertices_before_edges() {
    let base = district().project().unwrap();
    let index = SnapIndex::new(&base);
    let corner = base.layers[0].features[0].shape.region.polygons()[0].exterior().0[0];
    let near = index.snap(Coord { x: corner.x + 3.0, y: corner.y + 0.5 }, 5.0).unwrap();
    assert_eq!((near.at, near.vertex), (corner, true));
    let edge = index.snap(Coord { x: corner.x + 30.0, y: corner.y - 2.0 }, 5.0).unwrap();
    assert!(!edge.vertex && (edge.distance_m - 2.0).abs() < 1e-9, "{edge:?}");
    assert_eq!(index.snap(Coord { x: X - 500.0, y: Y - 500.0 }, 5.0), None);
}

#[test]
fn the_command_line_gives_the_figures_of_the_session_digit_for_digit() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Some(dir.path()));
    desk.send(Action::OpenSample);
    desk.settled();
    let project = desk.settled().project.clone().unwrap();
    let mut dice = Dice(5);
    desk.send(PlanAction::NewScenario { name: "三年".to_owned(), from: None });
    for _ in 0..5 {
        let proposal = random(&project, &mut dice, 0);
        desk.send(PlanAction::Put(Box::new(proposal)));
    }
    desk.send(PlanAction::ShowYear(Some(2024)));
    let snapshot = desk.settled();
    let path = desk.close();
    let out = dir.path().join("成果");
    let run = Command::new(env!("CARGO_BIN_EXE_fugai"))
        .args([
            "report",
            path.to_str().unwrap(),
            "--scenario",
            "三年",
            "--year",
            "2024",
            "--out",
            out.to_str().unwrap(),
        ])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    let listed = json["indicators"].as_array().unwrap();
    for indicator in &snapshot.analysis.as_ref().unwrap().indicators {
        let other = listed.iter().find(|i| i["id"] == indicator.id.id()).unwrap();
        let value = indicator.quantity.and_then(fugai::analysis::Quantity::value);
        assert_eq!(other["value"].as_f64().map(f64::to_bits), value.map(f64::to_bits), "{:?}", indicator.id);
        for (zone, own) in other["zones"].as_array().unwrap().iter().zip(&indicator.zones) {
            assert_eq!(zone["value"].as_f64().map(f64::to_bits), own.quantity.value().map(f64::to_bits));
        }
    }
    let refused = Command::new(env!("CARGO_BIN_EXE_fugai"))
        .args(["report", path.to_str().unwrap(), "--scenario", "没有", "--out", out.to_str().unwrap()])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && told.contains("没有") && told.contains("三年"), "{told}");
}
