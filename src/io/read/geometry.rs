//! Geometry objects, straight into flat coordinates.

use super::cursor::{Cursor, Fault};
use crate::geom::Coord;
use crate::io::raw::{Part, PartKind, RawGeometry};

/// GeometryCollections may be this deep within one another.
const MAX_COLLECTIONS: usize = 16;

/// Scratch space for the geometry of one feature, reused from feature to feature.
#[derive(Debug, Default)]
pub(super) struct Builder {
    coords: Vec<Coord>,
    parts: Vec<Part>,
    /// Ends (in `coords`) of the arrays of positions of the geometry under way.
    runs: Vec<u32>,
    /// Ends (in `runs`) of the arrays of arrays of positions.
    groups: Vec<u32>,
}

impl Builder {
    pub(super) fn clear(&mut self) {
        self.coords.clear();
        self.parts.clear();
    }

    /// The geometry gathered since [`Self::clear`].
    pub(super) fn finish(&self) -> RawGeometry {
        let only_points = self.parts.iter().all(|p| p.kind == PartKind::Points);
        let parts: &[Part] = if only_points { &[] } else { &self.parts };
        RawGeometry { coords: self.coords.as_slice().into(), parts: parts.into() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.coords.is_empty()
    }

    /// Reads the geometry object at the cursor and adds it.
    pub(super) fn geometry(&mut self, c: &mut Cursor<'_>, depth: usize) -> Result<(), Fault> {
        let start = c.at;
        if depth > MAX_COLLECTIONS {
            return Err(Fault::new(start, "too_deep", "geometry collections nested more than 16 deep"));
        }
        if c.token() != Some(b'{') {
            c.skip_value()?;
            return Err(Fault::new(start, "bad_geometry", "the geometry is not an object"));
        }
        c.at += 1;
        let base = self.coords.len();
        let mut kind = None;
        let mut nesting = None; // of coordinates read before or after the type
        let mut has_coordinates = false;
        let mut members_at = None; // where "geometries" waits until the type is known
        let mut first = true;
        while let Some((key, _)) = c.member(first)? {
            first = false;
            match key {
                b"type" if c.peek() == Some(b'"') => {
                    let (name, _) = c.raw_string()?;
                    kind = Some(Kind::of(name).ok_or_else(|| unknown_type(c.at, name))?);
                }
                b"coordinates" if kind != Some(Kind::Collection) => {
                    has_coordinates = true;
                    self.coords.truncate(base);
                    nesting = self.coordinates(c)?;
                }
                b"geometries" => {
                    members_at = Some(c.at);
                    c.skip_value()?;
                }
                _ => c.skip_value()?,
            }
        }
        let Some(kind) = kind else {
            return Err(Fault::new(start, "unknown_geometry_type", "the geometry has no type"));
        };
        if kind == Kind::Collection {
            self.coords.truncate(base);
            let Some(at) = members_at else {
                return Err(Fault::new(start, "missing_coordinates", "a GeometryCollection without geometries"));
            };
            return self.collection(&mut Cursor::new(c.text, at), depth);
        }
        if !has_coordinates {
            return Err(Fault::new(start, "missing_coordinates", "the geometry has no coordinates"));
        }
        match nesting {
            None => Ok(()), // empty: nothing to add
            Some(n) if n == kind.nesting() => self.close(kind, base, start),
            Some(n) => Err(Fault::new(
                start,
                "bad_nesting",
                format!("coordinates nested {n} deep where {kind:?} wants {}", kind.nesting()),
            )),
        }
    }

    fn collection(&mut self, c: &mut Cursor<'_>, depth: usize) -> Result<(), Fault> {
        if c.token() != Some(b'[') {
            return Err(Fault::new(c.at, "bad_geometry", "geometries is not an array"));
        }
        c.at += 1;
        let mut first = true;
        while c.element(first)? {
            first = false;
            self.geometry(c, depth + 1)?;
        }
        Ok(())
    }

    /// Reads the coordinate array at the cursor into `coords`, `runs` and `groups`; how deep the positions lie in it
    /// (1 for a bare position), or `None` for an empty array.
    fn coordinates(&mut self, c: &mut Cursor<'_>) -> Result<Option<usize>, Fault> {
        self.runs.clear();
        self.groups.clear();
        if c.token() != Some(b'[') {
            let at = c.at;
            c.skip_value()?;
            return Err(Fault::new(at, "bad_nesting", "coordinates is not an array"));
        }
        c.at += 1;
        let mut level = 1usize; // arrays open
        let mut nesting = None;
        if c.token() == Some(b']') {
            c.at += 1;
            return Ok(None);
        }
        loop {
            match c.token() {
                Some(b'[') => {
                    level += 1;
                    if level > 4 || nesting.is_some_and(|n| level > n) {
                        return Err(Fault::new(c.at, "bad_nesting", "coordinates are nested too deeply"));
                    }
                    c.at += 1;
                    continue;
                }
                Some(b']') => {
                    return Err(Fault::new(c.at, "too_few_positions", "an empty array among the coordinates"));
                }
                None => return Err(c.unexpected("a coordinate")),
                _ => {}
            }
            if *nesting.get_or_insert(level) != level {
                return Err(Fault::new(c.at, "bad_nesting", "a number where an array of coordinates should be"));
            }
            let position = position(c)?;
            self.coords.push(position);
            level -= 1;
            loop {
                if level == 0 {
                    return Ok(nesting);
                }
                match c.token() {
                    Some(b',') => {
                        c.at += 1;
                        break;
                    }
                    Some(b']') => {
                        c.at += 1;
                        match nesting.map_or(0, |n| n - level) {
                            1 => self.runs.push(self.coords.len() as u32),
                            2 => self.groups.push(self.runs.len() as u32),
                            _ => {}
                        }
                        level -= 1;
                    }
                    _ => return Err(c.unexpected("',' or ']' among the coordinates")),
                }
            }
        }
    }

    /// Cuts what [`Self::coordinates`] read into parts.
    fn close(&mut self, kind: Kind, base: usize, at: usize) -> Result<(), Fault> {
        if u32::try_from(self.coords.len()).is_err() {
            return Err(Fault::new(at, "too_large", "more than 4,294,967,295 positions in one feature"));
        }
        let part = |kind, end| Part { kind, end };
        match kind {
            Kind::Point | Kind::MultiPoint => self.parts.push(part(PartKind::Points, self.coords.len() as u32)),
            Kind::LineString | Kind::MultiLineString => {
                let mut start = base as u32;
                for &end in &self.runs {
                    if end - start < 2 {
                        return Err(Fault::new(at, "too_few_positions", "a line of fewer than two positions"));
                    }
                    start = end;
                    self.parts.push(part(PartKind::Line, end));
                }
            }
            Kind::Polygon | Kind::MultiPolygon => {
                let whole = [self.runs.len() as u32];
                let groups = if kind == Kind::Polygon { &whole[..] } else { &self.groups };
                let (mut run, mut start, mut usable) = (0usize, base as u32, false);
                for &group in groups {
                    let mut kind = PartKind::Exterior;
                    for &end in &self.runs[run..group as usize] {
                        usable |= kind == PartKind::Exterior && has_area(&self.coords[start as usize..end as usize]);
                        self.parts.push(part(kind, end));
                        kind = PartKind::Hole;
                        start = end;
                    }
                    run = group as usize;
                }
                if !usable {
                    return Err(Fault::new(at, "too_few_positions", "a ring of fewer than three different positions"));
                }
            }
            Kind::Collection => {}
        }
        Ok(())
    }
}

/// Whether a ring has three corners to span an area; where the last repeats the first it does not count.
fn has_area(ring: &[Coord]) -> bool {
    let closed = ring.len() > 1 && ring.first() == ring.last();
    ring.len() - usize::from(closed) >= 3
}

/// The rest of a position, after its `[`: x, y, and further numbers, which are dropped.
#[inline(always)]
fn position(c: &mut Cursor<'_>) -> Result<Coord, Fault> {
    let x = coordinate(c)?;
    match c.token() {
        Some(b',') => c.at += 1,
        Some(b']') => return Err(Fault::new(c.at, "too_few_numbers", "a position of a single number")),
        _ => return Err(c.unexpected("',' in a position")),
    }
    c.token();
    let y = coordinate(c)?;
    while c.token() == Some(b',') {
        c.at += 1;
        c.token();
        // Heights are not used, and exporters write null and NaN for unknown ones.
        if c.number().is_none() && !matches!(c.word(), Some(w) if w != "true" && w != "false") {
            return Err(not_a_number(c));
        }
    }
    if c.token() != Some(b']') {
        return Err(c.unexpected("']' after a position"));
    }
    c.at += 1;
    Ok(Coord { x, y })
}

#[inline(always)]
fn coordinate(c: &mut Cursor<'_>) -> Result<f64, Fault> {
    match c.number() {
        Some(n) if n.value.is_finite() => Ok(n.value),
        Some(_) => Err(Fault::new(c.at, "non_finite", "a coordinate is too large for a number")),
        None => Err(not_a_number(c)),
    }
}

#[cold]
fn not_a_number(c: &Cursor<'_>) -> Fault {
    let mut ahead = c.clone();
    match c.peek() {
        Some(b'[') => Fault::new(c.at, "bad_nesting", "an array where a number should be"),
        None | Some(b']' | b'{' | b'}' | b',') => c.unexpected("a number"),
        Some(_) => match ahead.word() {
            Some(word @ ("true" | "false" | "null")) => {
                Fault::new(c.at, "not_a_number", format!("a coordinate is {word}"))
            }
            Some(word) => Fault::new(c.at, "non_finite", format!("a coordinate is {word}")),
            None if ahead.skip_value().is_ok() => Fault::new(c.at, "not_a_number", "a coordinate is not a number"),
            None => c.unexpected("a number"),
        },
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Point,
    MultiPoint,
    LineString,
    MultiLineString,
    Polygon,
    MultiPolygon,
    Collection,
}

impl Kind {
    fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"Point" => Self::Point,
            b"MultiPoint" => Self::MultiPoint,
            b"LineString" => Self::LineString,
            b"MultiLineString" => Self::MultiLineString,
            b"Polygon" => Self::Polygon,
            b"MultiPolygon" => Self::MultiPolygon,
            b"GeometryCollection" => Self::Collection,
            _ => return None,
        })
    }

    fn nesting(self) -> usize {
        match self {
            Self::Point => 1,
            Self::MultiPoint | Self::LineString => 2,
            Self::MultiLineString | Self::Polygon => 3,
            Self::MultiPolygon => 4,
            Self::Collection => 0,
        }
    }
}

/// Whether a name is that of a geometry type.
pub(super) fn is_geometry_type(name: &[u8]) -> bool {
    Kind::of(name).is_some()
}

#[cold]
fn unknown_type(at: usize, name: &[u8]) -> Fault {
    let name: String = String::from_utf8_lossy(name).chars().take(40).collect();
    Fault::new(at, "unknown_geometry_type", format!("unknown geometry type \"{name}\""))
}
