use std::f64::consts::PI;
use std::sync::Arc;

use super::*;
use crate::analysis::analyse;
use crate::geom::coverage::{CoverageModel, Demand, ParcelRef};
use crate::geom::distance::shape_to_shape;
use crate::geom::repair::normalise;
use crate::model::{Feature, Import, Plane, Role, Source, Value};

fn at(x: f64, y: f64) -> Coord {
    Coord { x, y }
}

fn square(x: f64, y: f64, side: f64) -> Shape {
    let ring = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)];
    Shape::from_region(normalise(vec![vec![ring.iter().map(|(dx, dy)| at(x + dx, y + dy)).collect()]]).0)
}

/// Things of a layer: shape, name, state.
type Things<'a> = Vec<(Shape, &'a str, &'a str)>;

/// Layers whose features carry a name and a state.
fn project(layers: Vec<(Role, Things<'_>)>) -> (Project, Analysis) {
    let layers = layers.into_iter().zip(0..).map(|((role, things), id)| {
        let text = |t: &str| if t.is_empty() { Value::Null } else { Value::Text(t.into()) };
        let features: Vec<Feature> = things
            .into_iter()
            .zip(0..)
            .map(|((shape, name, state), index)| {
                let values = Box::new([text(name), text(state)]);
                Feature { index, id: None, shape, values }
            })
            .collect();
        Arc::new(Layer {
            id: LayerId(id),
            role,
            name: role.id().to_owned(),
            source: Source::default(),
            fields: ["name", "status"].map(Box::from).into(),
            import: Import::default(),
            features: features.into(),
        })
    });
    let project = Project {
        name: String::new(),
        synthetic: false,
        plane: Plane { epsg: Some(4549), definition: String::new() },
        layers: layers.collect(),
        rules: Arc::new(RuleSet::builtin("garden-city-2022").unwrap()),
        targets: None,
    };
    let analysis = analyse(&project, &()).unwrap();
    (project, analysis)
}

/// From 5,000 m² 500 m, from 400 m² 300 m.
fn parks() -> (Project, Analysis) {
    project(vec![
        (Role::Residential, vec![(square(-2000.0, -2000.0, 4000.0), "", "")]),
        (
            Role::Park,
            vec![
                (square(-100.0, -100.0, 100.0), "large", ""),
                (square(500.0, 0.0, 20.0), "small", ""),
                (square(1000.0, 0.0, 19.0), "a little too small", ""),
                (square(1000.0, 300.0, 70.0), "a little too small for the large tier", ""),
                (square(-1000.0, 0.0, 100.0), "closed", "已关闭"),
                (square(-1000.0, 600.0, 100.0), "planned", "规划"),
                (Shape::from_point(at(-1500.0, -1500.0)), "", ""),
            ],
        ),
    ])
}

#[test]
fn a_point_that_one_park_serves_and_another_misses() {
    let (project, analysis) = parks();
    let why = why(&project, &analysis, IndicatorId::ParkCoverage, Place::At(at(300.0, -400.0))).unwrap();
    // (300, −400) to the corner (0, −100): 300√2.
    let [near] = why.by.as_slice() else { panic!("{why:?}") };
    assert_eq!((near.facility, near.name.as_str(), near.line), (0, "large", [at(300.0, -400.0), at(0.0, -100.0)]));
    assert!((near.distance_m - 300.0 * 2.0_f64.sqrt()).abs() < 1e-9);
    assert!((near.short_m - (300.0 * 2.0_f64.sqrt() - 500.0)).abs() < 1e-9);
    assert_eq!((why.served, why.land), (Served::Whole, None));
    let [large, small] = why.tiers.as_slice() else { panic!("{why:?}") };
    assert_eq!((large.min_area_m2, large.radius_m, large.facilities), (Some(5000.0), 500.0, 1));
    assert_eq!(large.kinds, [FacilityKind::Park, FacilityKind::PocketPark]);
    assert!(large.reaches() && !small.reaches());
    assert_eq!((small.min_area_m2, small.max_area_m2, small.radius_m), (Some(400.0), Some(5000.0), 300.0));
    assert_eq!(small.facilities, 2);
    // To (500, 0): 200 across, 400 up.
    assert!((small.nearest[0].distance_m - 200_000.0_f64.sqrt()).abs() < 1e-9);
    assert!((small.nearest[0].short_m - (200_000.0_f64.sqrt() - 300.0)).abs() < 1e-9);
    assert_eq!(small.nearest.iter().map(|n| n.facility).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(why.almost, []);
}

#[test]
fn what_almost_serves_a_point() {
    let (project, analysis) = parks();
    let ask = |x: f64, y: f64| why(&project, &analysis, IndicatorId::ParkCoverage, Place::At(at(x, y))).unwrap();
    // 361 m² of the 400 that the small tier begins at, 250 m away; the 4,900 m² park reaches 300 m up from its edge.
    let found = ask(1009.0, -250.0);
    assert_eq!((found.served, found.by.len()), (Served::Not, 0));
    let [almost] = found.almost.as_slice() else { panic!("{found:?}") };
    assert_eq!((almost.facility, almost.distance_m, almost.radius_m), (2, 250.0, 300.0));
    assert_eq!(almost.line, [at(1009.0, -250.0), at(1009.0, 0.0)]);
    assert_eq!(almost.lack, Lack::Area { needed_m2: 400.0, short_m2: 39.0 });
    // 4,900 m² of 5,000, 400 m away: beyond the 300 m it has, within the 500 m it would have.
    let found = ask(1020.0, 770.0);
    let lack = Lack::Area { needed_m2: 5000.0, short_m2: 100.0 };
    assert_eq!(found.almost.iter().map(|a| (a.facility, a.distance_m, a.lack)).collect::<Vec<_>>(), [(3, 400.0, lack)]);
    // Within 300 m it serves as it is and is no near miss.
    assert!(ask(1020.0, 600.0).almost.is_empty());
    // Between a closed park and one that is planned, each of the large tier; nearer to the closed one.
    let found = ask(-950.0, 340.0);
    let lacks: Vec<_> = found.almost.iter().map(|a| (a.facility, a.distance_m, a.radius_m, a.lack)).collect();
    assert_eq!(lacks, [(4, 240.0, 500.0, Lack::Closed), (5, 260.0, 500.0, Lack::NotBuilt)]);
    // A point without an area, which could be in any tier.
    let found = ask(-1500.0, -1100.0);
    let lacks: Vec<_> = found.almost.iter().map(|a| (a.facility, a.distance_m, a.radius_m, a.lack)).collect();
    assert_eq!(lacks, [(6, 400.0, 500.0, Lack::AreaUnknown)]);
}

#[test]
fn a_parcel_served_wholly_partly_and_not_at_all() {
    let r = RuleSet::builtin("garden-city-2022").unwrap().toilet.radius.metres;
    let parcels = [square(0.0, 0.0, 2.0 * r), square(-0.3 * r, -0.3 * r, 0.2 * r), square(-4.0 * r, 0.0, r)];
    let (project, analysis) = project(vec![
        (Role::Residential, parcels.map(|p| (p, "", "")).into()),
        (Role::Toilet, vec![(Shape::from_point(at(0.0, 0.0)), "甲", "")]),
    ]);
    let ask = |feature| {
        why(&project, &analysis, IndicatorId::ToiletCoverage, Place::Feature { layer: LayerId(0), feature }).unwrap()
    };
    let part = ask(0);
    let land = part.land.unwrap();
    assert!((land.numerator - PI * r * r / 4.0).abs() < 1e-6, "{land:?}");
    assert_eq!((part.served, land.denominator), (Served::Part, 4.0 * r * r));
    assert_eq!((part.by[0].distance_m, part.by[0].short_m, part.by[0].line), (0.0, -r, [at(0.0, 0.0); 2]));
    let whole = ask(1);
    assert_eq!((whole.served, whole.land.unwrap().value()), (Served::Whole, Some(1.0)));
    let none = ask(2);
    assert_eq!((none.served, none.by.len(), none.land.unwrap().value()), (Served::Not, 0, Some(0.0)));
    let [tier] = none.tiers.as_slice() else { panic!("{none:?}") };
    assert_eq!((tier.kinds.as_slice(), tier.min_area_m2, tier.radius_m), (&[FacilityKind::Toilet][..], None, r));
    assert_eq!((tier.nearest[0].distance_m, tier.nearest[0].short_m), (3.0 * r, 2.0 * r));
    assert_eq!(tier.nearest[0].line, [at(-3.0 * r, 0.0), at(0.0, 0.0)]);
}

#[test]
fn nothing_to_tell() {
    let (project, analysis) = parks();
    let ask = |id, place| why(&project, &analysis, id, place);
    assert_eq!(ask(IndicatorId::ToiletDensity, Place::At(at(0.0, 0.0))), None);
    assert_eq!(ask(IndicatorId::ParkCoverage, Place::Feature { layer: LayerId(9), feature: 0 }), None);
    assert_eq!(ask(IndicatorId::ParkCoverage, Place::Feature { layer: LayerId(0), feature: 1 }), None);
    assert_eq!(ask(IndicatorId::ParkCoverage, Place::At(at(f64::NAN, 0.0))), None);
    // Without any car park the tier is still named.
    let why = ask(IndicatorId::ParkingCoverage, Place::At(at(0.0, 0.0))).unwrap();
    assert_eq!((why.served, why.tiers.len(), why.tiers[0].facilities), (Served::Not, 1, 0));
    assert!(why.tiers[0].nearest.is_empty() && !why.tiers[0].reaches());
}

#[test]
fn equals_looking_at_everything() {
    let mut state = 11_u64;
    let mut unit = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut squares = |n: usize, least: f64, most: f64| -> Vec<(Shape, &str, &str)> {
        let mut one = || square(6000.0 * unit(), 6000.0 * unit(), least + (most - least) * unit());
        (0..n).map(|_| (one(), "", "")).collect()
    };
    let (homes, parks) = (squares(60, 20.0, 300.0), squares(80, 15.0, 120.0));
    let (project, analysis) = project(vec![(Role::Residential, homes), (Role::Park, parks)]);
    let shape_of = |f: &RatedFacility| &project.layers[1].features[f.feature].shape;
    for (feature, home) in project.layers[0].features.iter().enumerate() {
        let place = Place::Feature { layer: LayerId(0), feature };
        let why = why(&project, &analysis, IndicatorId::ParkCoverage, place).unwrap();
        let all: Vec<(f64, f64, usize)> = analysis
            .facilities
            .iter()
            .enumerate()
            .filter_map(|(i, f)| Some((shape_to_shape(&home.shape, shape_of(f)), f.radius_m?, i)))
            .collect();
        let mut by: Vec<usize> = all.iter().filter(|(d, r, _)| d <= r).map(|x| x.2).collect();
        let mut told: Vec<usize> = why.by.iter().map(|n| n.facility).collect();
        told.sort_unstable();
        by.sort_unstable();
        assert_eq!(told, by);
        for tier in &why.tiers {
            let mut of: Vec<_> = all.iter().filter(|x| x.1 == tier.radius_m).map(|x| (x.0, x.2)).collect();
            of.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            assert_eq!(tier.facilities, of.len());
            let told: Vec<_> = tier.nearest.iter().map(|n| (n.distance_m, n.facility)).collect();
            assert_eq!(told, of[..NEAREST]);
        }
        let parcel = [ParcelRef { region: &home.shape.region, population: None }];
        let demand = Arc::new(Demand::new(&parcel, &[], None, &()).unwrap());
        let serving =
            analysis.facilities.iter().filter_map(|f| Some(SiteRef { shape: shape_of(f), radius: f.radius_m? }));
        let total = CoverageModel::new(demand, &serving.collect::<Vec<_>>(), &()).unwrap().total();
        let land = why.land.unwrap();
        assert!((land.numerator - total.covered_m2).abs() <= 2.0 * total.error_bound_m2 + 1e-9, "{land:?} {total:?}");
        assert_eq!(why.served == Served::Not, total.covered_m2 == 0.0);
    }
}
