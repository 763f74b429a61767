use std::sync::Arc;

use geo::Area as _;

use super::*;
use crate::analysis::analyse;
use crate::geom::Coord;
use crate::model::{Import, Layer, LayerId, Plane, RuleSet, Source};

fn rectangle(x: f64, y: f64, w: f64, h: f64) -> Shape {
    let at = |dx: f64, dy: f64| Coord { x: x + dx, y: y + dy };
    let ring = vec![at(0.0, 0.0), at(w, 0.0), at(w, h), at(0.0, h), at(0.0, 0.0)];
    Shape::from_region(normalise(vec![vec![ring]]).0)
}

fn project(layers: Vec<(Role, Vec<Shape>)>) -> (Project, Analysis) {
    let layers = layers.into_iter().zip(0..).map(|((role, shapes), id)| {
        let feature = |(shape, index)| Feature { index, shape, ..Feature::default() };
        Arc::new(Layer {
            id: LayerId(id),
            role,
            name: role.id().to_owned(),
            source: Source::default(),
            fields: Arc::default(),
            features: shapes.into_iter().zip(0..).map(feature).collect::<Vec<_>>().into(),
            import: Import::default(),
        })
    });
    let project = Project {
        name: String::new(),
        synthetic: true,
        plane: Plane { epsg: Some(4549), definition: String::new() },
        layers: layers.collect(),
        rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("the built-in rule set")),
        targets: None,
    };
    let analysis = analyse(&project, &()).expect("nobody cancels");
    (project, analysis)
}

fn land(polygons: &[Polygon<f64>]) -> f64 {
    polygons.iter().map(Polygon::unsigned_area).sum()
}

#[test]
fn gaps_within_a_radius_of_the_edge_are_uncertain_where_the_data_end_there() {
    let layers = |park: Shape| {
        vec![
            (Role::Boundary, vec![rectangle(0.0, 0.0, 4000.0, 4000.0)]),
            (Role::Residential, vec![rectangle(0.0, 1000.0, 2000.0, 100.0)]),
            (Role::Park, vec![park]),
        ]
    };
    // A park far from the homes, inside: the strip of 500 m along the western edge is doubtful, the rest is a gap.
    let (inside, analysis) = project(layers(rectangle(3500.0, 3500.0, 100.0, 100.0)));
    let doubtful = uncertain(&inside, &analysis);
    assert!((land(&doubtful) - 500.0 * 100.0).abs() < 1.0, "{}", land(&doubtful));
    // A park of the neighbours is loaded: the data go on, nothing is doubtful.
    let (beyond, analysis) = project(layers(rectangle(-3000.0, 0.0, 100.0, 100.0)));
    assert!(uncertain(&beyond, &analysis).is_empty());
    // No boundary: nobody said where the data end.
    let mut open = layers(rectangle(3500.0, 3500.0, 100.0, 100.0));
    open.remove(0);
    let (open, analysis) = project(open);
    assert!(uncertain(&open, &analysis).is_empty());
}
