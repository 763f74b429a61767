//! Positions as people read them: the plane's metres and degrees.

use crate::crs::{LayerCrs, Transformer};
use crate::geom::Coord;
use crate::model::Plane;

/// Converts positions on a project's plane to degrees and back, for showing and for typed coordinates.
///
/// Holds a PROJ object, so it is neither `Send` nor `Sync`: the window keeps its own.
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
