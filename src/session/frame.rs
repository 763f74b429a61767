//! Positions as people read them: the plane's metres and degrees, and what a layer's own file says.

use std::fmt;

use crate::crs::{LayerCrs, Transformer};
use crate::geom::Coord;
use crate::model::Plane;

/// Converts positions on a project's plane to degrees and back, for showing and for typed coordinates.
///
/// Holds a PROJ object, so it is neither `Send` nor `Sync`: the window keeps its own.
///
/// ```
/// use fugai::crs::plane_from_epsg;
/// use fugai::session::PlaneView;
///
/// let view = PlaneView::new(&plane_from_epsg(4549)?).expect("a zone of China is built in");
/// let there = view.to_plane(119.97, 31.78).expect("in the zone");
/// let (lon, lat) = view.to_degrees(there).expect("and back");
/// assert!((lon - 119.97).abs() < 1e-9 && (lat - 31.78).abs() < 1e-9);
/// # Ok::<(), fugai::crs::CrsError>(())
/// ```
pub struct PlaneView {
    plane: Plane,
    transformer: Transformer,
}

impl PlaneView {
    /// A view of this plane; `None` where PROJ cannot open it, and then positions are shown in metres only.
    pub fn new(plane: &Plane) -> Option<Self> {
        let transformer = Transformer::new(&LayerCrs::Wgs84, plane).ok()?;
        Some(Self { plane: plane.clone(), transformer })
    }

    /// The plane it converts from.
    pub fn plane(&self) -> &Plane {
        &self.plane
    }

    /// Longitude and latitude in degrees (WGS 84 and CGCS2000 alike) of a position in metres; `None` outside the
    /// projection's domain.
    pub fn to_degrees(&self, position: Coord) -> Option<(f64, f64)> {
        let mut one = [position];
        self.transformer.to_source(&mut one).ok()?;
        (one[0].x.is_finite() && one[0].y.is_finite()).then_some((one[0].x, one[0].y))
    }

    /// The position in metres of a longitude and latitude in degrees; `None` outside the projection's domain.
    pub fn to_plane(&self, lon: f64, lat: f64) -> Option<Coord> {
        let mut one = [Coord { x: lon, y: lat }];
        self.transformer.to_plane(&mut one).ok()?;
        (one[0].x.is_finite() && one[0].y.is_finite()).then_some(one[0])
    }
}

/// A layer's own coordinates, for showing.
///
/// Holds PROJ objects, so it is neither `Send` nor `Sync`; opening one costs milliseconds, asking it does not.
pub struct LayerFrame {
    crs: LayerCrs,
    transformer: Transformer,
    geographic: bool,
}

/// A position in the system of a layer's file, x east or longitude, y north or latitude, whatever order the file has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FramePosition {
    /// Easting in metres (the system's unit), or longitude in degrees.
    pub x: f64,
    /// Northing, or latitude.
    pub y: f64,
    /// Whether they are degrees.
    pub degrees: bool,
}

impl LayerFrame {
    /// The frame of a layer, from what its [`Source`](crate::model::Source) says (`gcj02`, `EPSG:4528;swap`); `None`
    /// where it [has none of its own](has_own_frame) or PROJ cannot open it.
    pub fn new(plane: &Plane, crs: &str) -> Option<Self> {
        let crs = own_frame(plane, crs)?;
        let transformer = Transformer::new(&crs, plane).ok()?;
        Some(Self { crs, transformer, geographic: crs.is_geographic() })
    }

    /// Where a position of the plane is in the layer's system; `None` outside the domain of either.
    pub fn at(&self, position: Coord) -> Option<FramePosition> {
        let mut one = [position];
        self.transformer.to_source(&mut one).ok()?;
        let [Coord { x, y }] = one;
        (x.is_finite() && y.is_finite()).then_some(FramePosition { x, y, degrees: self.geographic })
    }
}

impl fmt::Display for LayerFrame {
    /// The system's name as people write it: `GCJ-02`, `EPSG:4528`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&name(self.crs))
    }
}

fn name(crs: LayerCrs) -> String {
    match crs {
        LayerCrs::Wgs84 => "WGS 84".to_owned(),
        LayerCrs::Cgcs2000 => "CGCS2000".to_owned(),
        LayerCrs::Gcj02 => "GCJ-02".to_owned(),
        LayerCrs::Bd09 => "BD-09".to_owned(),
        LayerCrs::Epsg(_) => crs.to_string(),
    }
}

/// What the system of a layer is called by people, from what its [`Source`](crate::model::Source) says, and whether the
/// file has its axes the other way round. A text that is no system is its own name.
///
/// ```
/// # use fugai::session::frame_name;
/// assert_eq!(frame_name("gcj02;swap"), ("GCJ-02".to_owned(), true));
/// assert_eq!(frame_name("EPSG:4549"), ("EPSG:4549".to_owned(), false));
/// ```
pub fn frame_name(crs: &str) -> (String, bool) {
    let mut parts = crs.split(';');
    let first = parts.next().unwrap_or_default();
    (first.parse().map_or_else(|_e| first.to_owned(), name), parts.any(|p| p == "swap"))
}

/// Whether a layer's file is in a system that is neither the plane's nor WGS 84 or CGCS2000 in degrees, which are shown
/// anyway. Quick: nothing is opened.
pub fn has_own_frame(plane: &Plane, crs: &str) -> bool {
    own_frame(plane, crs).is_some()
}

fn own_frame(plane: &Plane, crs: &str) -> Option<LayerCrs> {
    let crs: LayerCrs = crs.split(';').next()?.parse().ok()?;
    let shown = match crs {
        LayerCrs::Wgs84 | LayerCrs::Cgcs2000 => true,
        LayerCrs::Epsg(code) => plane.epsg == Some(code),
        LayerCrs::Gcj02 | LayerCrs::Bd09 => false,
    };
    (!shown).then_some(crs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::plane_from_epsg;

    /// A place of standards.md: 119.97, 31.78 in EPSG:4549.
    const AT: Coord = Coord { x: 497_158.457_8, y: 3_517_458.150_8 };

    #[test]
    fn a_layers_own_coordinates_are_those_of_its_file() {
        let plane = plane_from_epsg(4549).unwrap();
        let near = |crs: &str, name: &str, x: f64, y: f64, degrees: bool, tolerance: f64| {
            let frame = LayerFrame::new(&plane, crs).unwrap();
            let at = frame.at(AT).unwrap();
            assert_eq!((frame.to_string().as_str(), at.degrees), (name, degrees));
            assert!((at.x - x).abs() < tolerance && (at.y - y).abs() < tolerance, "{crs}: {at:?}");
        };
        near("gcj02", "GCJ-02", 119.974_738_215_3, 31.777_953_114_7, true, 1e-8);
        near("bd09;swap", "BD-09", 119.981_197_124_5, 31.784_036_812_7, true, 1e-8);
        near("EPSG:4528", "EPSG:4528", 40_497_158.457_8, 3_517_458.150_8, false, 1e-3);
    }

    #[test]
    fn what_is_shown_anyway_is_no_frame_of_its_own() {
        let plane = plane_from_epsg(4549).unwrap();
        for crs in ["wgs84", "EPSG:4490", "EPSG:4549;swap", "", "nonsense"] {
            assert!(!has_own_frame(&plane, crs) && LayerFrame::new(&plane, crs).is_none(), "{crs}");
        }
    }
}
