//! A shape as JSON: points, lines and polygons as lists of `[x, y]` in metres, every bit kept.

use geo::{LineString, Polygon};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::geom::repair::normalise;
use crate::geom::{Coord, Shape};

type Pairs = Vec<[f64; 2]>;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ShapeText {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    points: Pairs,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<Pairs>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    polygons: Vec<Vec<Pairs>>,
}

fn pairs(line: &LineString<f64>) -> Pairs {
    line.0.iter().map(|c| [c.x, c.y]).collect()
}

fn coords(pairs: Pairs) -> Vec<Coord> {
    pairs.into_iter().map(|[x, y]| Coord { x, y }).collect()
}

pub(super) fn serialize<S: Serializer>(shape: &Shape, to: S) -> Result<S::Ok, S::Error> {
    let rings = |p: &Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).map(pairs).collect();
    ShapeText {
        points: shape.points.iter().map(|p| [p.x, p.y]).collect(),
        lines: shape.lines.iter().map(pairs).collect(),
        polygons: shape.region.polygons().iter().map(rings).collect(),
    }
    .serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Shape, D::Error> {
    let text = ShapeText::deserialize(from)?;
    let polygons = text.polygons.into_iter().map(|rings| rings.into_iter().map(coords).collect()).collect();
    Ok(Shape {
        points: coords(text.points).into_boxed_slice(),
        lines: text.lines.into_iter().map(|l| LineString(coords(l))).collect(),
        // In normal form already unless somebody wrote to the file: then it is brought into it.
        region: normalise(polygons).0,
    })
}
