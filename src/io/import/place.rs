//! Whether the layers of a project lie in one place.

use super::bulk::median_of;
use crate::geom::Coord;
use crate::model::{Layer, LayerId, Note, Role};

/// Farther than this, in metres, no layer has anything to do with the demand.
const FAR: f64 = 100_000.0;

/// Finds layers whose bulk lies more than 100 km from that of the demand: in another datum's numbers, or of another
/// city. Each gets the note `far_from_demand` with the distance (`813 km`).
///
/// The demand is the residential layer with most features; without one, nothing can be told. Layers must be on one
/// plane. Those opened before may be among them: a layer that has the note already gets none again.
pub fn check_place(layers: &[&Layer]) -> Vec<(LayerId, Note)> {
    const KEY: &str = "far_from_demand";
    let demand = layers.iter().filter(|l| l.role == Role::Residential && !l.features.is_empty());
    let Some(demand) = demand.min_by_key(|l| (std::cmp::Reverse(l.features.len()), l.id)) else { return Vec::new() };
    let Some(here) = middle(demand) else { return Vec::new() };
    let mut found = Vec::new();
    for layer in layers {
        if layer.id == demand.id || layer.import.notes.iter().any(|n| n.key == KEY) {
            continue;
        }
        let Some(there) = middle(layer) else { continue };
        let distance = (there.x - here.x).hypot(there.y - here.y);
        if distance > FAR {
            found.push((layer.id, Note { key: KEY, detail: format!("{:.0} km", distance / 1e3) }));
        }
    }
    found
}

/// The median of the features' first positions, on the plane.
fn middle(layer: &Layer) -> Option<Coord> {
    let first = |f: &crate::model::Feature| {
        let shape = &f.shape;
        let line = || shape.lines.first().and_then(|l| l.0.first().copied());
        let ring = || shape.region.polygons().first().and_then(|p| p.exterior().0.first().copied());
        shape.points.first().copied().or_else(line).or_else(ring)
    };
    median_of(&layer.features.iter().filter_map(first).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Shape;
    use crate::model::{Feature, Import, Source};

    fn layer(id: u32, role: Role, places: &[(f64, f64)]) -> Layer {
        let feature = |&(x, y): &(f64, f64)| Feature { shape: Shape::from_point(Coord { x, y }), ..Feature::default() };
        Layer {
            id: LayerId(id),
            role,
            name: String::new(),
            source: Source::default(),
            fields: [].into(),
            features: places.iter().map(feature).collect(),
            import: Import::default(),
        }
    }

    #[test]
    fn a_layer_of_another_city_is_noticed() {
        let demand = layer(1, Role::Residential, &[(5e5, 3.5e6), (5.01e5, 3.5e6), (5.02e5, 3.5e6)]);
        let near = layer(2, Role::Park, &[(5.2e5, 3.52e6), (5.1e5, 3.49e6), (9e6, 0.0)]);
        let mut away = layer(3, Role::Park, &[(5.01e5, 4.0e6), (5.01e5, 4.0e6)]);
        let empty = layer(4, Role::Toilet, &[]);
        let found = check_place(&[&demand, &near, &away, &empty]);
        let told: Vec<_> = found.iter().map(|(id, n)| (id.0, n.key, n.detail.as_str())).collect();
        assert_eq!(told, [(3, "far_from_demand", "500 km")]);
        assert!(check_place(&[&near, &away]).is_empty());
        away.import.notes.push(found[0].1.clone());
        assert!(check_place(&[&demand, &away]).is_empty());
    }
}
