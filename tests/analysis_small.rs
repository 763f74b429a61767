//! Small scenes whose figures have closed forms. Always runs.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]

use std::f64::consts::PI;
use std::sync::Arc;

use fugai::analysis::analyse;
use fugai::analysis::outcome::{Analysis, Indicator, IndicatorId, Quantity};
use fugai::geom::repair::normalise;
use fugai::geom::{Cancelled, Coord, Progress, Region, Shape};
use fugai::io::write::{Lang, Timings, table_for_people, write_summary};
use fugai::model::{
    Feature, Import, Layer, LayerId, Note, Plane, Project, Role, RuleSet, Skipped, Source, TargetSet, Text, Value,
};

fn region(rings: &[&[(f64, f64)]]) -> Region {
    let rings = rings.iter().map(|ring| ring.iter().map(|&(x, y)| Coord { x, y }).collect()).collect();
    normalise(vec![rings]).0
}

fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> Shape {
    Shape::from_region(region(&[&[(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]]))
}

fn point(x: f64, y: f64) -> Shape {
    Shape::from_point(Coord { x, y })
}

struct Scene(Project);

impl Scene {
    fn new(rules: &str) -> Self {
        Self(Project {
            name: "scene".to_owned(),
            synthetic: false,
            plane: Plane { epsg: Some(4549), definition: String::new() },
            layers: Vec::new(),
            rules: Arc::new(RuleSet::builtin(rules).unwrap()),
            targets: None,
        })
    }

    fn layer(mut self, role: Role, fields: &[&str], features: Vec<(Shape, Vec<Value>)>) -> Self {
        let features: Vec<Feature> = features
            .into_iter()
            .enumerate()
            .map(|(i, (shape, values))| Feature { index: i as u32, id: None, shape, values: values.into() })
            .collect();
        let id = LayerId(self.0.layers.len() as u32);
        self.0.layers.push(Arc::new(Layer {
            id,
            role,
            name: role.id().to_owned(),
            source: Source::default(),
            fields: fields.iter().map(|f| Box::from(*f)).collect(),
            import: Import { total: features.len(), ..Import::default() },
            features: features.into(),
        }));
        self
    }

    fn shapes(self, role: Role, shapes: Vec<Shape>) -> Self {
        self.layer(role, &[], shapes.into_iter().map(|s| (s, Vec::new())).collect())
    }

    fn run(&self) -> Analysis {
        analyse(&self.0, &()).unwrap()
    }
}

fn text(t: &str) -> Value {
    Value::Text(t.into())
}

fn of(a: &Analysis, id: IndicatorId) -> &Indicator {
    a.indicator(id).unwrap()
}

fn value(a: &Analysis, id: IndicatorId) -> Option<f64> {
    of(a, id).quantity.and_then(Quantity::value)
}

fn close(have: f64, want: f64, tolerance: f64) {
    assert!((have - want).abs() <= tolerance, "{have} is not within {tolerance} of {want}");
}

/// What lies within r of a square of side s.
fn around_square(s: f64, r: f64) -> f64 {
    s * s + 4.0 * s * r + PI * r * r
}

/// 4 km² of residential land in two zones that share the line x = 0, a large park in the middle, a small one in the
/// east, one too small in the west.
fn town() -> Scene {
    Scene::new("garden-city-2022")
        .shapes(Role::Residential, vec![rect(-1000.0, -1000.0, 1000.0, 1000.0)])
        .layer(
            Role::Zone,
            &["name", "code", "population"],
            vec![
                (rect(-1000.0, -1000.0, 0.0, 1000.0), vec![text("西街道"), text("W"), Value::Number(1000.0)]),
                (rect(0.0, -1000.0, 1000.0, 1000.0), vec![text("东街道"), Value::Null, Value::Number(3000.0)]),
            ],
        )
        .layer(
            Role::Park,
            &["name", "status"],
            vec![
                (rect(-50.0, -50.0, 50.0, 50.0), vec![text("中心公园"), Value::Null]),
                (rect(-999.0, 900.0, -980.0, 919.0), vec![text("西角"), Value::Null]),
                (rect(-900.0, -900.0, -800.0, -800.0), vec![text("旧园"), text("已关闭")]),
                (point(900.0, 900.0), vec![Value::Null, Value::Null]),
            ],
        )
        .shapes(Role::PocketPark, vec![rect(640.0, -660.0, 660.0, -640.0)])
}

#[test]
fn park_coverage_is_that_of_true_arcs() {
    let a = town().run();
    let park = of(&a, IndicatorId::ParkCoverage);
    // The pocket park, 400 m² exactly, has 300 m, its rounded square stays inside the land and off the other's.
    let big = around_square(100.0, 500.0);
    let small = around_square(20.0, 300.0);
    let q = park.quantity.unwrap();
    close(q.denominator, 4e6, 1e-6);
    close(q.numerator, big + small, 1e-5);
    let bound = park.error_bound.unwrap();
    assert!(bound < 1e-9 && (q.value().unwrap() - (big + small) / 4e6).abs() <= bound + 1e-15, "bound {bound}");
    let zones: Vec<(&str, &str)> = park.zones.iter().map(|z| (z.id.as_str(), z.name.as_str())).collect();
    assert_eq!(zones, [("W", "西街道"), ("1", "东街道")]);
    close(park.zones[0].quantity.numerator, big / 2.0, 1e-5);
    close(park.zones[1].quantity.numerator, big / 2.0 + small, 1e-5);
    close(park.unzoned.unwrap().denominator, 0.0, 1e-6);
    // 90 % is missed, and so is the legal floor.
    let goal = park.goal.as_ref().unwrap();
    assert_eq!((goal.value, park.met, park.zones[0].met), (0.9, Some(false), Some(false)));
    assert_eq!(
        park.requirements.iter().map(|r| (r.goal.value, r.met)).collect::<Vec<_>>(),
        [(0.9, Some(false)), (0.85, Some(false)), (0.8, Some(false))]
    );
    let reasons: Vec<_> = a.facilities.iter().map(|f| (f.radius_m, f.reason)).collect();
    assert_eq!(
        reasons,
        [
            (Some(500.0), None),
            (None, Some("below_smallest_tier")),
            (None, Some("closed")),
            (None, Some("no_area")),
            (Some(300.0), None)
        ]
    );
    assert_eq!(a.layer_use[2].used, 1);
    assert_eq!(a.layer_use[2].unused, [("below_smallest_tier", 1), ("closed", 1), ("no_area", 1)]);
    assert!(park.notes.contains(&("not_rated", "1".to_owned())));
    // 361 m² is within a tenth of 400.
    assert_eq!(a.near_misses.len(), 1);
    assert_eq!((a.near_misses[0].facility, a.near_misses[0].needed_m2, a.near_misses[0].radius_m), (1, 400.0, 300.0));
    close(a.near_misses[0].short_m2, 39.0, 1e-9);
}

#[test]
fn gaps_and_covered_land_make_up_the_demand() {
    let a = town().run();
    let q = of(&a, IndicatorId::ParkCoverage).quantity.unwrap();
    let gaps: f64 = a.gaps.iter().map(|g| g.area_m2).sum();
    let covered: f64 = a.covered.iter().map(geo::Area::unsigned_area).sum();
    close(gaps, q.denominator - q.numerator, 2e-6 * q.denominator);
    close(covered, q.numerator, 2e-6 * q.denominator);
    assert_eq!(a.gaps.len(), 1);
    let gap = &a.gaps[0];
    assert_eq!(gap.rank, 1);
    let near = gap.nearest.as_ref().unwrap();
    let radius = a.facilities[near.facility].radius_m.unwrap();
    close(near.short_m, near.distance_m - radius, 1e-9);
    assert!(near.short_m > 0.0);
    // The land is one piece, nearly as much in the west as in the east, where the pocket park takes its share.
    assert_eq!(gap.zone.as_deref(), Some("西街道"));
}

#[test]
fn land_on_both_sides_of_a_street_is_one_gap() {
    // A block of 60 m and, across a street of 40 m, one of 50 m; a third one 41 m further on.
    let a = Scene::new("garden-city-2022")
        .shapes(
            Role::Residential,
            vec![rect(2000.0, 0.0, 2050.0, 60.0), rect(2090.0, 0.0, 2150.0, 60.0), rect(2191.0, 0.0, 2251.0, 50.0)],
        )
        .layer(
            Role::Zone,
            &["name"],
            vec![
                (rect(1000.0, -500.0, 2070.0, 500.0), vec![text("西")]),
                (rect(2070.0, -500.0, 3000.0, 500.0), vec![text("东")]),
            ],
        )
        .shapes(Role::Park, vec![rect(-50.0, -50.0, 50.0, 50.0)])
        .run();
    let gaps: Vec<(usize, usize, f64)> = a.gaps.iter().map(|g| (g.rank, g.pieces(), g.area_m2.round())).collect();
    assert_eq!(gaps, [(1, 2, 6600.0), (2, 1, 3000.0)]);
    let gap = &a.gaps[0];
    assert_eq!(gap.zone.as_deref(), Some("东"), "the zone that holds most of it");
    assert!(geo::Area::unsigned_area(&gap.polygons[0]) > geo::Area::unsigned_area(&gap.polygons[1]));
    assert!((2090.0..2150.0).contains(&gap.label_point.x), "the label is in the largest piece: {:?}", gap.label_point);
    close(gap.nearest.as_ref().unwrap().distance_m, gap.label_point.x - 50.0, 1e-6);
}

#[test]
fn the_gaps_nearest_facility_is_the_one_least_metres_short() {
    // A strip far to the east: a small park nearer to it than a large one, but the large one reaches further.
    let a = Scene::new("garden-city-2022")
        .shapes(Role::Residential, vec![rect(1000.0, -1.0, 1002.0, 1.0)])
        .layer(
            Role::Park,
            &["名称"],
            vec![
                (rect(380.0, -50.0, 480.0, 50.0), vec![text("大")]),
                (rect(580.0, -15.0, 610.0, 15.0), vec![text("小")]),
            ],
        )
        .run();
    let near = a.gaps[0].nearest.clone().unwrap();
    assert_eq!(near.name, "大");
    close(near.distance_m, 1001.0 - 480.0, 0.5);
    close(near.short_m, 21.0, 0.5);
    assert_eq!(a.gaps[0].zone, None);
}

#[test]
fn land_drawn_twice_counts_once_and_the_boundary_clips() {
    let twice = Scene::new("garden-city-2022")
        .shapes(Role::Residential, vec![rect(-100.0, -100.0, 100.0, 100.0), rect(0.0, -100.0, 200.0, 100.0)])
        .shapes(Role::Park, vec![point(0.0, 0.0)]);
    let q = of(&twice.run(), IndicatorId::ParkCoverage).quantity.unwrap();
    close(q.denominator, 60_000.0, 1e-6);
    assert_eq!(q.numerator, 0.0, "a park without an area serves nothing, and that is a figure");
    let clipped = twice.shapes(Role::Boundary, vec![rect(-1000.0, 0.0, 100.0, 1000.0)]);
    close(of(&clipped.run(), IndicatorId::ParkCoverage).quantity.unwrap().denominator, 20_000.0, 1e-6);
}

#[test]
fn points_of_toilets_their_density_and_what_it_is_taken_over() {
    let base = || {
        Scene::new("garden-city-2022")
            .shapes(Role::Residential, vec![rect(-1000.0, -1000.0, 1000.0, 1000.0)])
            .shapes(Role::Toilet, vec![point(0.0, 0.0), point(-600.0, 0.0), point(5000.0, 0.0)])
    };
    let alone = base().run();
    close(value(&alone, IndicatorId::ToiletCoverage).unwrap(), 2.0 * PI * 9e4 / 4e6, 1e-9);
    let density = of(&alone, IndicatorId::ToiletDensity);
    assert_eq!((density.per, density.quantity.unwrap().value()), (Some("demand"), Some(0.75)));
    assert_eq!(
        (density.goal.as_ref(), density.met),
        (None, None),
        "the toilets counted are not those of the land alone"
    );
    let zoned =
        base().shapes(Role::Zone, vec![rect(-1000.0, -1000.0, 0.0, 1000.0), rect(0.0, -1000.0, 1000.0, 1000.0)]).run();
    let density = of(&zoned, IndicatorId::ToiletDensity);
    // The toilet on the shared border belongs to the first zone alone; the one outside counts in neither.
    assert_eq!((density.per, density.quantity.unwrap().value()), (Some("zones"), Some(0.5)));
    assert_eq!(density.zones.iter().map(|z| z.quantity.numerator).collect::<Vec<_>>(), [2.0, 0.0]);
    assert_eq!(density.unzoned.unwrap().numerator, 1.0);
    assert_eq!(density.goal, None, "mixed land has no one density");
    let bounded = base().shapes(Role::Boundary, vec![rect(-1000.0, -1000.0, 0.0, 1000.0)]).run();
    let density = of(&bounded, IndicatorId::ToiletDensity);
    assert_eq!((density.per, density.quantity.unwrap().value()), (Some("boundary"), Some(1.0)));
    assert!(density.notes.contains(&("outside", "1".to_owned())), "{:?}", density.notes);
}

#[test]
fn parking_spaces_are_summed_and_connected_ones_apart() {
    let a = Scene::new("garden-city-2022")
        .shapes(Role::Residential, vec![rect(-1000.0, -1000.0, 1000.0, 1000.0)])
        .shapes(Role::Zone, vec![rect(-1000.0, -1000.0, 0.0, 1000.0)])
        .layer(
            Role::Parking,
            &["泊位数", "是否接入", "profile"],
            vec![
                (point(-500.0, 0.0), vec![Value::Number(120.0), text("是"), Value::Null]),
                (rect(-10.0, -10.0, 30.0, 10.0), vec![text("1,080"), text("否"), text("city-centre")]),
                (point(700.0, 700.0), vec![Value::Null, text("是"), Value::Null]),
            ],
        )
        .run();
    let spaces = of(&a, IndicatorId::ParkingSpaces);
    assert_eq!(spaces.quantity.unwrap().value(), Some(1200.0));
    assert_eq!(spaces.zones[0].quantity.numerator, 120.0, "three quarters of the second lot lie outside the zone");
    assert_eq!(spaces.unzoned.unwrap().numerator, 1080.0);
    assert!(spaces.notes.contains(&("value_missing", "1".to_owned())));
    assert_eq!(value(&a, IndicatorId::ParkingSpacesConnected), Some(120.0));
    assert_eq!(a.facilities.iter().map(|f| f.radius_m.unwrap()).collect::<Vec<_>>(), [300.0, 200.0, 300.0]);
    let none = Scene::new("garden-city-2022").shapes(Role::Parking, vec![point(0.0, 0.0)]).run();
    assert_eq!(value(&none, IndicatorId::ParkingSpaces), None);
    assert!(of(&none, IndicatorId::ParkingSpaces).notes.contains(&("no_field", "spaces".to_owned())));
}

#[test]
fn transfer_stations_serve_by_vehicle_and_keep_their_distance() {
    let a = Scene::new("garden-city-2022")
        .shapes(
            Role::Residential,
            vec![rect(12.0, -10.0, 40.0, 10.0), rect(-40.0, -10.0, -14.9, 10.0), rect(100.0, 0.0, 120.0, 10.0)],
        )
        .shapes(Role::Building, vec![rect(-2.0, -2.0, 2.0, 2.0), rect(-3.0, 14.0, 3.0, 20.0)])
        .layer(
            Role::TransferStation,
            &["车型", "日处理量", "服务半径"],
            vec![
                (point(0.0, 0.0), vec![Value::Null, Value::Number(300.0), Value::Null]),
                (point(70.0, 5.0), vec![text("人力收集车"), Value::Null, Value::Null]),
                (point(500.0, 0.0), vec![text("中型机动车"), Value::Null, Value::Number(4000.0)]),
                (point(600.0, 0.0), vec![text("中型机动车"), Value::Null, Value::Null]),
                (point(700.0, 0.0), vec![text("飞艇"), Value::Null, Value::Null]),
            ],
        )
        .run();
    let radii: Vec<_> = a.facilities.iter().map(|f| (f.radius_m, f.reason)).collect();
    assert_eq!(
        radii,
        [
            (Some(3000.0), None),
            (Some(400.0), None),
            (Some(4000.0), None),
            (None, Some("no_local_radius")),
            (None, Some("unknown_class"))
        ]
    );
    // 300 t/d asks for 15 m: two parcels at 12 and 14.9 m, a building at 14 m; its own building is no conflict.
    let found: Vec<_> = a.setback_conflicts.iter().map(|c| (c.facility, c.layer.0, c.feature, c.required_m)).collect();
    assert_eq!(found, [(0, 0, 0, 15.0), (0, 1, 1, 15.0), (0, 0, 1, 15.0)]);
    close(a.setback_conflicts[2].distance_m, 14.9, 1e-9);
    let conflicts = of(&a, IndicatorId::SetbackConflicts);
    assert_eq!((conflicts.quantity.unwrap().value(), conflicts.met), (Some(3.0), Some(false)));
    assert!(conflicts.notes.contains(&("capacity_unknown", "4".to_owned())));
}

#[test]
fn car_parks_serve_by_the_zone_they_name_and_one_that_nobody_knows_is_told() {
    let rules = RuleSet::builtin("garden-city-2022").unwrap();
    let centre = rules.parking.profiles[0].clone();
    let names = [Value::Null, text("  "), text(&centre.id), text(&centre.name.zh), text("City Moon")];
    let lots = names.into_iter().enumerate().map(|(i, name)| (point(100.0 * i as f64, 0.0), vec![name])).collect();
    let a = Scene::new("garden-city-2022")
        .shapes(Role::Residential, vec![rect(0.0, -10.0, 40.0, 10.0)])
        .layer(Role::Parking, &["停车分区"], lots)
        .run();
    let radii: Vec<_> = a.facilities.iter().map(|f| (f.radius_m, f.reason)).collect();
    let (all, its) = ((Some(rules.parking.radius.metres), None), (Some(centre.radius_m), None));
    assert_eq!(radii, [all, all, its, its, (None, Some("unknown_profile"))]);
    let coverage = of(&a, IndicatorId::ParkingCoverage);
    assert!(coverage.notes.contains(&("unknown_profile", "1".to_owned())), "{:?}", coverage.notes);
    let noted = fugai::io::write::note_text("unknown_profile", "1", Lang::Zh);
    assert_eq!(noted, "1 处停车分区不在规则集中，不计");
}

#[test]
fn beautiful_zones_and_park_land_a_head() {
    let a =
        town().shapes(Role::BeautifulZone, vec![rect(-200.0, 0.0, 100.0, 100.0), rect(0.0, 0.0, 100.0, 200.0)]).run();
    assert_eq!(value(&a, IndicatorId::BeautifulZones), Some(2.0));
    let area = of(&a, IndicatorId::BeautifulZoneArea);
    close(area.quantity.unwrap().numerator, 40_000.0, 1e-3);
    close(area.zones[0].quantity.numerator, 20_000.0, 1e-3);
    close(area.zones[1].quantity.numerator, 20_000.0, 1e-3);
    // Parks in use: 10,000 m² half and half, 361 m² in the west, 400 m² in the east; the closed one does not count.
    let head = of(&a, IndicatorId::ParkAreaPerCapita);
    close(head.quantity.unwrap().value().unwrap(), 10_761.0 / 4000.0, 1e-6);
    close(head.zones[0].quantity.value().unwrap(), 5_361.0 / 1000.0, 1e-6);
    close(head.zones[1].quantity.value().unwrap(), 5_400.0 / 3000.0, 1e-6);
    assert_eq!(head.met, Some(false), "8.0 m² a head is the floor");
}

#[test]
fn coverage_by_people_weighs_parcels_by_their_population() {
    let a = Scene::new("garden-city-2022")
        .layer(
            Role::Residential,
            &["人口"],
            vec![
                (rect(0.0, 0.0, 100.0, 100.0), vec![Value::Number(900.0)]),
                (rect(5000.0, 0.0, 5100.0, 100.0), vec![Value::Number(100.0)]),
            ],
        )
        .shapes(Role::Toilet, vec![point(50.0, 50.0)])
        .run();
    let toilet = of(&a, IndicatorId::ToiletCoverage);
    close(toilet.quantity.unwrap().value().unwrap(), 0.5, 1e-12);
    close(toilet.population.unwrap().value().unwrap(), 0.9, 1e-12);
}

#[test]
fn zones_that_overlap_are_whole_and_named() {
    let a = Scene::new("garden-city-2022")
        .shapes(Role::Residential, vec![rect(0.0, 0.0, 1000.0, 100.0)])
        .layer(
            Role::Zone,
            &["name"],
            vec![
                (rect(0.0, 0.0, 1000.0, 100.0), vec![text("区")]),
                (rect(0.0, 0.0, 500.0, 100.0), vec![text("西")]),
                (rect(500.0, 0.0, 900.0, 100.0), vec![text("东")]),
            ],
        )
        .shapes(Role::Toilet, vec![point(0.0, 50.0)])
        .run();
    let named: Vec<(&str, &str)> = a.overlapping_zones.iter().map(|(x, y)| (x.as_str(), y.as_str())).collect();
    assert_eq!(named, [("区", "西"), ("区", "东")]);
    let toilet = of(&a, IndicatorId::ToiletCoverage);
    let demand: Vec<f64> = toilet.zones.iter().map(|z| z.quantity.denominator).collect();
    for (have, want) in demand.iter().zip([100_000.0, 50_000.0, 40_000.0]) {
        close(*have, want, 1e-6);
    }
    close(toilet.unzoned.unwrap().denominator, 0.0, 1e-6);
    assert!(toilet.notes.contains(&("zones_overlap", "2".to_owned())));
    let counts: Vec<f64> = of(&a, IndicatorId::ToiletDensity).zones.iter().map(|z| z.quantity.numerator).collect();
    assert_eq!(counts, [1.0, 1.0, 0.0]);
}

#[test]
fn missing_inputs_yield_no_figure_and_say_why() {
    let empty = Scene::new("garden-city-2022").run();
    assert_eq!(empty.indicators.len(), IndicatorId::ALL.len());
    for (i, id) in empty.indicators.iter().zip(IndicatorId::ALL) {
        assert_eq!((i.id, i.quantity, i.met), (id, None, None));
        assert_eq!(i.notes[0].0, "no_layer");
    }
    let no_demand = Scene::new("garden-city-2022").shapes(Role::Park, vec![rect(0.0, 0.0, 100.0, 100.0)]).run();
    assert_eq!(of(&no_demand, IndicatorId::ParkCoverage).quantity, None);
    assert!(of(&no_demand, IndicatorId::ParkCoverage).notes.contains(&("no_demand", String::new())));
    assert!(no_demand.gaps.is_empty() && no_demand.covered.is_empty() && !no_demand.service_areas.is_empty());
    let no_park = Scene::new("garden-city-2022").shapes(Role::Residential, vec![rect(0.0, 0.0, 100.0, 100.0)]).run();
    assert_eq!(of(&no_park, IndicatorId::ParkCoverage).quantity, None);
    assert!(no_park.gaps.is_empty(), "without any layer of parks nothing is known to be uncovered");
}

#[test]
fn mapped_areas_count_before_polygons_and_their_units_are_found() {
    let park = |side: f64, x: f64| rect(x, 0.0, x + side, side);
    let rated = |fields: &[&str], rows: Vec<(Shape, Vec<Value>)>| -> Vec<Option<f64>> {
        Scene::new("garden-city-2022")
            .layer(Role::Park, fields, rows)
            .run()
            .facilities
            .iter()
            .map(|f| f.area_m2)
            .collect()
    };
    let number = |n: f64| vec![Value::Number(n)];
    assert_eq!(
        rated(&["面积"], vec![(park(100.0, 0.0), number(9000.0)), (point(0.0, 0.0), number(600.0))]),
        [Some(9000.0), Some(600.0)]
    );
    // One hectare each: the column is in hectares, which the polygons tell, and the point has half of one.
    assert_eq!(
        rated(
            &["area"],
            vec![(park(100.0, 0.0), number(1.0)), (park(100.0, 500.0), number(0.9)), (point(0.0, 0.0), number(0.5))]
        ),
        [Some(10_000.0), Some(9000.0), Some(5000.0)]
    );
    assert_eq!(rated(&["面积(公顷)"], vec![(point(0.0, 0.0), number(0.5))]), [Some(5000.0)]);
    // A derived area in square degrees is no area.
    let own = rated(&["Shape_Area"], vec![(park(100.0, 0.0), number(1e-6)), (point(0.0, 0.0), number(1e-6))]);
    close(own[0].unwrap(), 10_000.0, 1e-6);
    assert_eq!(own[1], None);
}

#[test]
fn only_what_is_built_and_in_use_serves() {
    let reason = |field: &str, value: Value| {
        let scene =
            Scene::new("garden-city-2022").layer(Role::Toilet, &[field], vec![(point(0.0, 0.0), vec![value.clone()])]);
        scene.run().facilities[0].reason
    };
    for (words, want) in [
        ("未建成", Some("not_built")),
        ("尚未建成", Some("not_built")),
        ("待建成", Some("not_built")),
        ("待建", Some("not_built")),
        ("规划建设", Some("not_built")),
        ("在建，预计2026年建成", Some("not_built")),
        ("建成未开放", Some("closed")),
        ("已建成后停用", Some("closed")),
        ("停止使用", Some("closed")),
        ("维修中", Some("closed")),
        ("暂停开放", Some("closed")),
        ("未关闭", None),
        ("未停用", None),
        ("建成", None),
        ("已建成", None),
        ("规划保留", None),
        ("现状保留", None),
        ("正常使用", None),
    ] {
        assert_eq!(reason("状态", text(words)), want, "{words}");
    }
    for words in ["未开放", "不开放", "否", "尚未开放"] {
        assert_eq!(reason("是否开放", text(words)), Some("closed"), "{words}");
    }
    assert_eq!(reason("是否开放", text("开放")), None);
    for words in ["停用", "是", "已停用"] {
        assert_eq!(reason("是否停用", text(words)), Some("closed"), "{words}");
    }
    for words in ["否", "未停用", "正常", ""] {
        assert_eq!(reason("是否停用", text(words)), None, "{words}");
    }
    assert_eq!(reason("closed", text("2021-05-01")), Some("closed"));
    assert_eq!(reason("closed", Value::Number(2021.0)), Some("closed"));
    assert_eq!(reason("closed", text("flooded")), Some("closed"));
    assert_eq!(reason("closed", text("no")), None);
    assert_eq!(reason("closed", Value::Number(0.0)), None);
    assert_eq!(reason("closed", Value::Null), None);
}

#[test]
fn an_area_without_a_unit_or_a_polygon_is_an_assumption() {
    let run = |field: &str, areas: &[f64]| {
        let rows = areas.iter().map(|&a| (point(0.0, 0.0), vec![Value::Number(a)])).collect();
        let a = Scene::new("garden-city-2022")
            .shapes(Role::Residential, vec![rect(-50.0, -50.0, 50.0, 50.0)])
            .layer(Role::Park, &[field], rows)
            .run();
        let noted = of(&a, IndicatorId::ParkCoverage).notes.contains(&("area_unit_assumed", "park".to_owned()));
        (a.facilities.iter().map(|f| f.area_m2).collect::<Vec<_>>(), a.facilities[0].reason, noted)
    };
    assert_eq!(run("面积", &[6000.0, 50.0]), (vec![Some(6000.0), Some(50.0)], None, true));
    assert_eq!(run("面积", &[1.2, 50.0]), (vec![None, None], Some("no_area"), true));
    assert_eq!(run("面积（万平方米）", &[1.5]), (vec![Some(15_000.0)], None, false));
    assert_eq!(run("面积(万㎡)", &[1.5]), (vec![Some(15_000.0)], None, false));
}

#[test]
fn parks_and_people_are_both_those_within_the_boundary() {
    // The boundary holds the west half. One park on each side of it.
    let parks = || vec![rect(-600.0, 0.0, -500.0, 100.0), rect(500.0, 0.0, 600.0, 100.0)];
    let base = || {
        Scene::new("garden-city-2022")
            .shapes(Role::Park, parks())
            .shapes(Role::Boundary, vec![rect(-1000.0, -1000.0, 0.0, 1000.0)])
    };
    let heads = |n: f64| vec![Value::Number(n)];
    // Parcels: whole inside, a quarter inside, outside.
    let parcels = base()
        .layer(
            Role::Residential,
            &["人口"],
            vec![
                (rect(-300.0, 0.0, -200.0, 100.0), heads(100.0)),
                (rect(-25.0, 0.0, 75.0, 100.0), heads(40.0)),
                (rect(200.0, 0.0, 300.0, 100.0), heads(5000.0)),
            ],
        )
        .run();
    let head = of(&parcels, IndicatorId::ParkAreaPerCapita);
    close(head.quantity.unwrap().numerator, 10_000.0, 1e-6);
    close(head.quantity.unwrap().denominator, 110.0, 1e-6);
    assert!(head.notes.contains(&("population_apportioned", "1".to_owned())), "{:?}", head.notes);
    let points = base()
        .layer(Role::Population, &["人口"], vec![(point(-5.0, 0.0), heads(70.0)), (point(5.0, 0.0), heads(900.0))])
        .run();
    close(of(&points, IndicatorId::ParkAreaPerCapita).quantity.unwrap().denominator, 70.0, 0.0);
    // Zones: one with a quarter of its area inside, one wholly inside; a park in no zone has nobody counted beside it.
    let zoned = base()
        .layer(
            Role::Zone,
            &["人口"],
            vec![(rect(-100.0, 0.0, 300.0, 1000.0), heads(400.0)), (rect(-900.0, 0.0, -550.0, 1000.0), heads(50.0))],
        )
        .run();
    let head = of(&zoned, IndicatorId::ParkAreaPerCapita);
    close(head.quantity.unwrap().denominator, 150.0, 1e-6);
    close(head.quantity.unwrap().numerator, 5000.0, 1e-6);
    let zones = head.zones.iter().map(|z| z.quantity).chain(head.unzoned);
    let (land, people) = zones.fold((0.0, 0.0), |(a, p), q| (a + q.numerator, p + q.denominator));
    close(land, 5000.0, 1e-6);
    close(people, 150.0, 1e-6);
    assert!(head.notes.contains(&("population_apportioned", "1".to_owned())), "{:?}", head.notes);
    assert!(head.notes.contains(&("unzoned_land_left_out", "5000".to_owned())), "{:?}", head.notes);
}

#[test]
fn the_density_of_a_zone_is_over_its_land_within_the_boundary() {
    let a = Scene::new("garden-city-2022")
        .shapes(Role::Boundary, vec![rect(-1000.0, 0.0, 0.0, 1000.0)])
        .shapes(Role::Zone, vec![rect(-1000.0, 0.0, 3000.0, 1000.0)])
        .shapes(Role::Toilet, vec![point(-500.0, 500.0), point(-400.0, 500.0), point(900.0, 500.0)])
        .run();
    let density = of(&a, IndicatorId::ToiletDensity);
    close(density.zones[0].quantity.value().unwrap(), 2.0, 1e-9);
    close(density.quantity.unwrap().value().unwrap(), 2.0, 1e-9);
}

#[test]
fn a_boundary_drawn_as_a_line_clips_where_it_is_closed_and_is_noted_where_not() {
    let line = |points: &[(f64, f64)]| {
        let line: geo::LineString<f64> = points.iter().map(|&(x, y)| Coord { x, y }).collect();
        Shape { lines: vec![line].into(), ..Shape::default() }
    };
    let run = |boundary: Shape| {
        Scene::new("garden-city-2022")
            .shapes(Role::Residential, vec![rect(-100.0, 0.0, 100.0, 100.0)])
            .shapes(Role::Park, vec![rect(0.0, 0.0, 100.0, 100.0)])
            .shapes(Role::Boundary, vec![boundary])
            .run()
    };
    let corners = [(0.0, 0.0), (500.0, 0.0), (500.0, 500.0), (0.0, 500.0), (0.0, 0.0)];
    let closed = run(line(&corners));
    close(of(&closed, IndicatorId::ParkCoverage).quantity.unwrap().denominator, 10_000.0, 1e-6);
    assert_eq!(closed.layer_use[2].used, 1);
    let open = run(line(&corners[..4]));
    let park = of(&open, IndicatorId::ParkCoverage);
    close(park.quantity.unwrap().denominator, 20_000.0, 1e-6);
    assert!(park.notes.contains(&("boundary_without_area", String::new())), "{:?}", park.notes);
}

#[test]
fn spaces_connected_are_held_against_the_plan_and_spaces_in_all_are_not() {
    let lot = |x: f64, spaces: f64, joined: &str| (point(x, 0.0), vec![Value::Number(spaces), text(joined)]);
    let run = |joined: f64| {
        let lots = vec![lot(0.0, joined, "是"), lot(9.0, 4500.0, "否")];
        let mut scene = Scene::new("garden-city-2022").layer(Role::Parking, &["泊位数", "是否接入"], lots);
        scene.0.targets = TargetSet::builtin("tianning-2023-2025").map(Arc::new);
        scene.run()
    };
    for (spaces, met) in [(4999.0, false), (5000.0, true)] {
        let a = run(spaces);
        let connected = of(&a, IndicatorId::ParkingSpacesConnected);
        assert_eq!(connected.quantity.unwrap().value(), Some(spaces));
        assert_eq!((connected.goal.as_ref().map(|g| g.value), connected.met), (Some(5000.0), Some(met)));
        let note = ("plan_counts_connections", "2023–2025".to_owned());
        assert!(connected.notes.contains(&note) && connected.notes.len() == 1, "{:?}", connected.notes);
        let all = of(&a, IndicatorId::ParkingSpaces);
        assert_eq!((all.goal.as_ref(), all.met), (None, None));
        assert!(all.notes.contains(&("plan_counts_new_only", "4700".to_owned())), "{:?}", all.notes);
    }
}

#[test]
fn setbacks_look_at_what_lies_within_the_boundary_from_stations_on_either_side() {
    let a = Scene::new("garden-city-2022")
        .shapes(Role::Boundary, vec![rect(0.0, -100.0, 100.0, 100.0)])
        .shapes(Role::Residential, vec![rect(1.0, 0.0, 20.0, 20.0), rect(-40.0, 0.0, -8.0, 20.0)])
        .layer(Role::TransferStation, &["日处理量"], vec![(point(-3.0, 10.0), vec![Value::Number(300.0)])])
        .run();
    let found: Vec<usize> = a.setback_conflicts.iter().map(|c| c.feature).collect();
    assert_eq!(found, [0]);
    assert_eq!(value(&a, IndicatorId::SetbackConflicts), Some(1.0));
}

#[test]
fn why_there_is_no_demand_is_told_apart() {
    let park = || Scene::new("garden-city-2022").shapes(Role::Park, vec![rect(0.0, 0.0, 100.0, 100.0)]);
    let why = |scene: Scene| of(&scene.run(), IndicatorId::ParkCoverage).notes[0].0;
    assert_eq!(why(park()), "no_demand");
    assert_eq!(why(park().shapes(Role::Residential, vec![point(0.0, 0.0)])), "demand_without_area");
    let far = park()
        .shapes(Role::Residential, vec![rect(0.0, 0.0, 9.0, 9.0)])
        .shapes(Role::Boundary, vec![rect(500.0, 500.0, 600.0, 600.0)]);
    assert_eq!(why(far), "demand_outside_boundary");
}

#[test]
fn nothing_is_never_less_than_zero_and_verified_goals_stay_unquestioned() {
    let a = Scene::new("garden-city-2022").shapes(Role::BeautifulZone, vec![point(0.0, 0.0)]).run();
    let area = of(&a, IndicatorId::BeautifulZoneArea).quantity.unwrap();
    assert_eq!(area.numerator.to_bits(), 0.0_f64.to_bits());
    let a = town().run();
    let park = of(&a, IndicatorId::ParkCoverage);
    let noted = park.notes.contains(&("unverified", "required".to_owned()));
    assert_eq!(noted, park.goal.as_ref().unwrap().unverified);
}

#[test]
fn a_file_loaded_twice_in_one_role_is_noted() {
    let mut scene = town();
    let mut again = (*scene.0.layers[2]).clone();
    again.source.sha256 = "ab".repeat(32);
    again.id = LayerId(9);
    Arc::make_mut(&mut scene.0.layers[2]).source.sha256 = "ab".repeat(32);
    scene.0.layers.push(Arc::new(again));
    let a = scene.run();
    let noted = |id| of(&a, id).notes.contains(&("same_file_twice", "park".to_owned()));
    assert!(noted(IndicatorId::ParkCoverage) && noted(IndicatorId::ParkAreaPerCapita));
    assert!(!noted(IndicatorId::ToiletCoverage));
    assert!(!of(&town().run(), IndicatorId::ParkCoverage).notes.iter().any(|n| n.0 == "same_file_twice"));
    let table = table_for_people(&scene.0, &a, Lang::Zh);
    assert!(table.contains("同一文件以同一角色载入两次：park"), "{table}");
}

#[test]
fn tables_say_what_was_not_read() {
    let mut scene = town();
    scene.0.plane = fugai::crs::plane_from_epsg(4549).unwrap();
    let layer = Arc::make_mut(&mut scene.0.layers[2]);
    layer.source.path = "公园 parks.geojson".into();
    layer.import.total = 867;
    let skipped = |index, reason| Skipped { index, reason, line: None, detail: Text::default() };
    layer.import.skipped = vec![skipped(3, "null_geometry"), skipped(4, "null_geometry"), skipped(9, "truncated")];
    layer.import.notes.push(Note { key: "truncated", detail: "12".to_owned() });
    let a = scene.run();
    let table = table_for_people(&scene.0, &a, Lang::Zh);
    let skips = "公园 公园 parks.geojson 跳过 3 / 867 个要素：没有几何 2，文件在此处中断 1";
    assert!(table.contains(skips), "{table}");
    assert!(table.contains("警告：公园 公园 parks.geojson 文件不完整（止于第 12 行）"), "{table}");
    assert!(table.contains("公园 ← 公园 parks.geojson 867\n"), "{table}");
    let dir = tempfile::tempdir().unwrap();
    write_summary(dir.path(), &scene.0, &a, Timings::default()).unwrap();
    for file in ["summary.csv", "zones.csv"] {
        let csv = std::fs::read_to_string(dir.path().join(file)).unwrap();
        assert!(csv.contains(&format!("说明,{skips}")) && csv.contains("说明,警告："), "{csv}");
    }
}

#[test]
fn targets_of_a_plan_come_before_the_rule_sets_own() {
    let mut scene = town();
    scene.0.rules = Arc::new(RuleSet::builtin("city-checkup-2021").unwrap());
    assert_eq!(of(&scene.run(), IndicatorId::ParkCoverage).goal.as_ref().unwrap().value, 0.8);
    scene.0.targets = TargetSet::builtin("tianning-2023-2025").map(Arc::new);
    let a = scene.run();
    let goal = of(&a, IndicatorId::ParkCoverage).goal.clone().unwrap();
    assert_eq!((goal.value, goal.due.as_str()), (0.9, "2025"));
    assert_eq!(of(&a, IndicatorId::ParkAreaPerCapita).goal.as_ref().unwrap().value, 14.8);
}

#[test]
fn historic_quarters_are_rated_by_their_own_tier() {
    let a = Scene::new("garden-city-2016")
        .layer(
            Role::PocketPark,
            &["历史城区"],
            vec![(rect(0.0, 0.0, 40.0, 40.0), vec![text("是")]), (rect(100.0, 0.0, 140.0, 40.0), vec![text("否")])],
        )
        .run();
    assert_eq!(a.facilities.iter().map(|f| f.radius_m).collect::<Vec<_>>(), [Some(300.0), None]);
}

#[test]
fn the_order_of_layers_and_features_changes_no_bit() {
    let a = town().run();
    let mut turned = town();
    turned.0.layers.reverse();
    for layer in &mut turned.0.layers {
        let layer = Arc::make_mut(layer);
        let mut features = layer.features.to_vec();
        features.reverse();
        layer.features = features.into();
    }
    let b = turned.run();
    for id in IndicatorId::ALL {
        assert_eq!(
            of(&a, id).quantity.map(|q| (q.numerator.to_bits(), q.denominator.to_bits())),
            of(&b, id).quantity.map(|q| (q.numerator.to_bits(), q.denominator.to_bits())),
            "{id:?}"
        );
    }
    assert_eq!(a.gaps.len(), b.gaps.len());
    close(a.gaps[0].area_m2, b.gaps[0].area_m2, 1e-3);
}

struct Unwanted;

impl Progress for Unwanted {
    fn at(&self, _done: f32) {}
    fn cancelled(&self) -> bool {
        true
    }
}

#[test]
fn unwanted_work_stops() {
    assert_eq!(analyse(&town().0, &Unwanted).unwrap_err(), Cancelled);
}
