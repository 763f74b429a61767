//! Geometry as a GeoPackage keeps it: a header with the extent, then well-known binary, little-endian.

use geo::LineString;

use crate::geom::repair::normalise;
use crate::geom::{Coord, Region, Shape};

/// The type that a feature table declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Point,
    MultiPoint,
    MultiLine,
    MultiPolygon,
    /// Anything else: several kinds, or collections.
    Mixed,
}

impl Kind {
    /// What all of these shapes are.
    pub(super) fn of<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Self {
        let mut kinds =
            shapes.filter(|s| !s.is_empty()).map(|s| match (s.points.len(), s.lines.is_empty(), s.region.is_empty()) {
                (1, true, true) => Self::Point,
                (_, true, true) => Self::MultiPoint,
                (0, false, true) => Self::MultiLine,
                (0, true, false) => Self::MultiPolygon,
                _ => Self::Mixed,
            });
        let Some(first) = kinds.next() else { return Self::Mixed };
        kinds.fold(first, |all, kind| match (all, kind) {
            (a, b) if a == b => a,
            (Self::Point | Self::MultiPoint, Self::Point | Self::MultiPoint) => Self::MultiPoint,
            _ => Self::Mixed,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Point => "POINT",
            Self::MultiPoint => "MULTIPOINT",
            Self::MultiLine => "MULTILINESTRING",
            Self::MultiPolygon => "MULTIPOLYGON",
            Self::Mixed => "GEOMETRY",
        }
    }
}

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_POINT: u32 = 4;
const MULTI_LINE: u32 = 5;
const MULTI_POLYGON: u32 = 6;
const COLLECTION: u32 = 7;

/// The geometry of a shape in a table of a kind; `None` for an empty one.
///
/// In a table of mixed kinds a shape is a collection only where it has parts of several kinds: QGIS shows points, lines
/// and areas of such a table as a layer each, but nothing of a collection.
pub(super) fn encode(shape: &Shape, kind: Kind, srs: i32) -> Option<Vec<u8>> {
    let bounds = shape.bounds()?;
    let kind = if kind == Kind::Mixed { Kind::of(std::iter::once(shape)) } else { kind };
    let mut out = Vec::with_capacity(64);
    out.extend_from_slice(b"GP\0");
    let single = kind == Kind::Point;
    // Little-endian; with the extent, which a point is by itself.
    out.push(if single { 0b0000_0001 } else { 0b0000_0011 });
    out.extend_from_slice(&srs.to_le_bytes());
    if !single {
        for v in [bounds.min().x, bounds.max().x, bounds.min().y, bounds.max().y] {
            out.extend_from_slice(&v.to_le_bytes());
        }
    }
    let mut wkb = Wkb(out);
    match kind {
        Kind::Point => wkb.point(shape.points[0]),
        Kind::MultiPoint => wkb.points(shape),
        Kind::MultiLine => wkb.lines(shape),
        Kind::MultiPolygon => wkb.polygons(shape),
        Kind::Mixed => {
            let parts = [!shape.points.is_empty(), !shape.lines.is_empty(), !shape.region.is_empty()];
            wkb.head(COLLECTION, Some(parts.iter().filter(|p| **p).count()));
            if parts[0] {
                wkb.points(shape);
            }
            if parts[1] {
                wkb.lines(shape);
            }
            if parts[2] {
                wkb.polygons(shape);
            }
        }
    }
    Some(wkb.0)
}

struct Wkb(Vec<u8>);

impl Wkb {
    fn head(&mut self, kind: u32, count: Option<usize>) {
        self.0.push(1);
        self.0.extend_from_slice(&kind.to_le_bytes());
        if let Some(count) = count {
            self.count(count);
        }
    }

    fn count(&mut self, count: usize) {
        self.0.extend_from_slice(&(count as u32).to_le_bytes());
    }

    fn coord(&mut self, c: Coord) {
        self.0.extend_from_slice(&c.x.to_le_bytes());
        self.0.extend_from_slice(&c.y.to_le_bytes());
    }

    fn path(&mut self, line: &LineString<f64>) {
        self.count(line.0.len());
        line.0.iter().for_each(|c| self.coord(*c));
    }

    fn point(&mut self, at: Coord) {
        self.head(POINT, None);
        self.coord(at);
    }

    fn points(&mut self, shape: &Shape) {
        self.head(MULTI_POINT, Some(shape.points.len()));
        shape.points.iter().for_each(|p| self.point(*p));
    }

    fn lines(&mut self, shape: &Shape) {
        self.head(MULTI_LINE, Some(shape.lines.len()));
        for line in &shape.lines {
            self.head(LINE, None);
            self.path(line);
        }
    }

    fn polygons(&mut self, shape: &Shape) {
        self.head(MULTI_POLYGON, Some(shape.region.polygons().len()));
        for polygon in shape.region.polygons() {
            self.head(POLYGON, Some(1 + polygon.interiors().len()));
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).for_each(|ring| self.path(ring));
        }
    }
}

/// The shape that a geometry holds; `None` for what is no GeoPackage geometry, is cut off, or has coordinates that are no
/// numbers. Third and fourth coordinates are left out.
pub(super) fn decode(bytes: &[u8]) -> Option<Shape> {
    if bytes.get(..3)? != b"GP\0" {
        return None;
    }
    let flags = *bytes.get(3)?;
    let extent = match flags >> 1 & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return None,
    };
    let mut parts = Parts::default();
    let mut reader = Reader { bytes: bytes.get(8 + extent..)?, deep: 0 };
    reader.geometry(&mut parts)?;
    Some(Shape {
        points: parts.points.into_boxed_slice(),
        lines: parts.lines.into_boxed_slice(),
        // In normal form already unless another program wrote it: then it is brought into it.
        region: if parts.polygons.is_empty() { Region::default() } else { normalise(parts.polygons).0 },
    })
}

#[derive(Default)]
struct Parts {
    points: Vec<Coord>,
    lines: Vec<LineString<f64>>,
    polygons: Vec<Vec<Vec<Coord>>>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    deep: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*head)
    }

    fn number(&mut self, little: bool) -> Option<u32> {
        self.take().map(|b| if little { u32::from_le_bytes(b) } else { u32::from_be_bytes(b) })
    }

    #[expect(clippy::option_option, reason = "no bytes and no number are different things")]
    /// A position; `Some(None)` for one that is no number, `None` where the bytes end.
    fn any_coord(&mut self, little: bool, axes: usize) -> Option<Option<Coord>> {
        let mut one = || self.take().map(|b| if little { f64::from_le_bytes(b) } else { f64::from_be_bytes(b) });
        let at = Coord { x: one()?, y: one()? };
        for _ in 2..axes {
            one()?;
        }
        Some((at.x.is_finite() && at.y.is_finite()).then_some(at))
    }

    fn coord(&mut self, little: bool, axes: usize) -> Option<Coord> {
        self.any_coord(little, axes)?
    }

    fn path(&mut self, little: bool, axes: usize) -> Option<Vec<Coord>> {
        let count = self.number(little)? as usize;
        // No more is set aside than there are bytes for.
        if count > self.bytes.len() / (8 * axes) {
            return None;
        }
        (0..count).map(|_| self.coord(little, axes)).collect()
    }

    fn geometry(&mut self, out: &mut Parts) -> Option<()> {
        let little = self.take::<1>()?[0] == 1;
        let code = self.number(little)?;
        let axes = 2 + match code / 1000 {
            0 => 0,
            1 | 2 => 1,
            3 => 2,
            _ => return None,
        };
        match code % 1000 {
            POINT => {
                // An empty point is written as one of NaN.
                out.points.extend(self.any_coord(little, axes)?);
            }
            LINE => out.lines.push(LineString(self.path(little, axes)?)),
            POLYGON => {
                let rings = self.number(little)?;
                let mut polygon = Vec::new();
                for _ in 0..rings {
                    polygon.push(self.path(little, axes)?);
                }
                if !polygon.is_empty() {
                    out.polygons.push(polygon);
                }
            }
            MULTI_POINT | MULTI_LINE | MULTI_POLYGON | COLLECTION => {
                self.deep += 1;
                if self.deep > 16 {
                    return None;
                }
                for _ in 0..self.number(little)? {
                    self.geometry(out)?;
                }
                self.deep -= 1;
            }
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(x: f64, size: f64) -> Vec<Coord> {
        let at = |dx: f64, dy: f64| Coord { x: x + dx, y: 0.1 + dy };
        vec![at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size), at(0.0, 0.0)]
    }

    fn everything() -> Shape {
        let hole = ring(2.0, 3.0);
        Shape {
            points: Box::new([Coord { x: 1.0 / 3.0, y: -0.0 }, Coord { x: 4e5, y: 3.5e6 }]),
            lines: Box::new([LineString(ring(40.0, 2.0))]),
            region: normalise(vec![vec![ring(0.1, 10.0), hole], vec![ring(20.7, 5.3)]]).0,
        }
    }

    #[test]
    fn every_kind_of_shape_comes_back_bit_for_bit() {
        let all = everything();
        let shapes = [
            all.clone(),
            Shape::from_region(all.region.clone()),
            Shape { lines: all.lines.clone(), ..Shape::default() },
            Shape { points: all.points.clone(), ..Shape::default() },
            Shape::from_point(all.points[0]),
        ];
        let kinds: Vec<_> = shapes.iter().map(|s| Kind::of(std::iter::once(s))).collect();
        assert_eq!(kinds, [Kind::Mixed, Kind::MultiPolygon, Kind::MultiLine, Kind::MultiPoint, Kind::Point]);
        for (shape, kind) in shapes.iter().zip(kinds) {
            for kind in [kind, Kind::Mixed] {
                let bytes = encode(shape, kind, 4549).unwrap();
                assert_eq!(&decode(&bytes).unwrap(), shape, "{kind:?}");
                let plain = Kind::of(std::iter::once(shape));
                assert_eq!(bytes, encode(shape, plain, 4549).unwrap(), "a collection only where it has to be one");
                for end in 0..bytes.len() {
                    // Cut off anywhere: nothing, or for a lone point no coordinates; never a panic.
                    let cut = decode(&bytes[..end]);
                    assert!(cut.is_none_or(|s| s.is_empty()), "{kind:?} cut at {end}");
                }
            }
        }
        assert_eq!(encode(&Shape::default(), Kind::Mixed, 0), None);
    }

    #[test]
    fn hostile_bytes_yield_nothing() {
        let mut bytes = encode(&everything(), Kind::Mixed, 4549).unwrap();
        for i in 0..bytes.len() {
            let old = std::mem::replace(&mut bytes[i], 0xFF);
            let _ = decode(&bytes);
            bytes[i] = old;
        }
        let mut nested = b"GP\0\x01\0\0\0\0".to_vec();
        for _ in 0..100_000 {
            nested.extend_from_slice(&[1, 7, 0, 0, 0, 1, 0, 0, 0]);
        }
        assert!(decode(&nested).is_none());
    }
}
