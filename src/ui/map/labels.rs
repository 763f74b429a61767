//! What has a name on the map, and where it is written.

use egui::Color32;
use geo::LineString;

use super::by_place::HasPlace;
use super::classify::{Classifier, name, road};
use super::palette::Palette;
use super::style::toward;
use crate::geom::Coord;
use crate::geom::label::interior_point;
use crate::model::{Feature, Layer, Role};

/// What a name is of, in the order in which names get their room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Zone,
    MainRoad,
    Park,
    PocketPark,
    Facility,
    Road,
}

/// A name that belongs to an area or a road.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) kind: Kind,
    pub(crate) at: Coord,
    pub(crate) zh: String,
    pub(crate) en: String,
    /// The larger side of the area's box, or the length of the road, in metres: the large are named first.
    pub(crate) extent: f64,
    /// How much room the symbol has that it is the name of, in metres; 0 where there is none.
    pub(crate) room: f32,
    /// By how much the name is turned on the screen, in radians clockwise, to lie along its road.
    pub(crate) angle: f32,
}

impl HasPlace for Label {
    fn place(&self) -> Coord {
        self.at
    }
}

impl Kind {
    /// Every kind, in the order in which names get their room.
    pub(crate) const ORDER: [Self; 6] =
        [Self::Zone, Self::MainRoad, Self::Park, Self::PocketPark, Self::Facility, Self::Road];

    /// Named only while a point shows at most this many metres.
    pub(crate) fn coarsest(self) -> f64 {
        match self {
            Self::Zone => f64::INFINITY,
            Self::Park => 7.0,
            Self::PocketPark => 2.0,
            Self::MainRoad => 4.5,
            Self::Facility => 0.7,
            Self::Road => 1.5,
        }
    }

    /// … and only where it measures at least this many points.
    pub(crate) fn smallest(self) -> f64 {
        match self {
            Self::Zone => 60.0,
            Self::Park => 26.0,
            Self::PocketPark => 22.0,
            Self::Facility => 0.0,
            Self::MainRoad | Self::Road => 70.0,
        }
    }

    /// Names keep this far off one another, in points.
    pub(crate) fn clear(self) -> f64 {
        if self == Self::Zone { 6.0 } else { 3.0 }
    }

    /// How far the light around a name reaches, in points: wide enough that symbols under a zone's name do not run into
    /// its strokes.
    pub(crate) fn light(self) -> f32 {
        if self == Self::Zone { 2.2 } else { 1.3 }
    }

    /// Wider names are broken into lines, in points.
    pub(crate) fn widest(self) -> f32 {
        if self == Self::Zone { 140.0 } else { 92.0 }
    }

    /// How far below its place a name stands, in points.
    pub(crate) fn below(self) -> f64 {
        if self == Self::Facility { 17.0 } else { 0.0 }
    }

    /// Where a name of this kind may stand, `width` points wide, by how far it then is from where it would by itself, in
    /// points to the right and up: the first that is free is taken.
    pub(crate) fn shifts(self, width: f32) -> Vec<[f32; 2]> {
        let aside = width / 2.0 + 12.0;
        let beside = self.below() as f32;
        match self {
            Self::Zone => {
                vec![[0.0; 2], [0.0, 18.0], [0.0, -18.0], [0.0, 34.0], [0.0, -34.0], [28.0, 0.0], [-28.0, 0.0]]
            }
            Self::Park | Self::PocketPark => vec![[0.0; 2], [0.0, 15.0], [0.0, -15.0]],
            Self::Facility => vec![[0.0; 2], [0.0, 2.0 * beside], [aside, beside], [-aside, beside]],
            Self::MainRoad | Self::Road => vec![[0.0; 2]],
        }
    }

    /// How far a name may be moved to be seen whole, as a share of the extent of what it names.
    pub(crate) fn strays(self) -> f64 {
        match self {
            Self::Zone => 0.3,
            Self::Park | Self::PocketPark => 0.2,
            Self::MainRoad | Self::Road | Self::Facility => 0.0,
        }
    }

    pub(crate) fn color(self, palette: &Palette) -> Color32 {
        match self {
            Self::Zone | Self::Facility => palette.text,
            Self::Park | Self::PocketPark => palette.park_text,
            Self::MainRoad | Self::Road => toward(palette.text_weak, palette.text, 0.15),
        }
    }

    pub(crate) fn runs_along(self) -> bool {
        matches!(self, Self::MainRoad | Self::Road)
    }
}

impl Label {
    /// What is written, in Chinese or not.
    pub(crate) fn text(&self, zh: bool) -> &str {
        if zh { &self.zh } else { &self.en }
    }
}

/// The names in a layer, larger things first; none where the role is not named on the map.
/// `rooms` gives the room of the first symbol of a feature by its position.
pub(crate) fn of(layer: &Layer, rooms: impl Fn(usize) -> f32) -> Vec<Label> {
    let kind = match layer.role {
        Role::Zone => Kind::Zone,
        Role::Park => Kind::Park,
        Role::PocketPark => Kind::PocketPark,
        Role::Road => Kind::Road,
        Role::Toilet | Role::TransferStation | Role::Parking => Kind::Facility,
        _ => return Vec::new(),
    };
    let classes = Classifier::new(layer);
    let mut labels: Vec<Label> = layer
        .features
        .iter()
        .enumerate()
        .filter_map(|(i, f)| {
            let (kind, at, extent, angle) = if kind == Kind::Road {
                let class = classes.class(f);
                let kind = if class >= road::SECONDARY { Kind::MainRoad } else { kind };
                let (at, length, angle) = along(f).filter(|_| class != road::PATH)?;
                (kind, at, length, angle)
            } else if let (Kind::Facility, Some(&at)) = (kind, f.shape.points.first()) {
                (kind, at, 0.0, 0.0)
            } else {
                let largest = f.shape.region.polygons().iter().max_by(|a, b| area(a).total_cmp(&area(b)))?;
                let extent = f.shape.bounds()?;
                (kind, interior_point(largest), extent.width().max(extent.height()), 0.0)
            };
            let (zh, en) = (name(layer, f, true)?.to_owned(), name(layer, f, false)?.to_owned());
            Some(Label { kind, at, zh, en, extent, room: rooms(i), angle })
        })
        .collect();
    labels.sort_by(|a, b| b.extent.total_cmp(&a.extent));
    labels
}

fn area(polygon: &geo::Polygon<f64>) -> f64 {
    use geo::Area as _;
    polygon.unsigned_area()
}

/// The middle of a road's longest line, that line's length, and the way it runs there, so that text stands upright.
fn along(feature: &Feature) -> Option<(Coord, f64, f32)> {
    let length = |l: &LineString<f64>| l.0.windows(2).map(|p| (p[1].x - p[0].x).hypot(p[1].y - p[0].y)).sum::<f64>();
    let (line, long) =
        feature.shape.lines.iter().map(|l| (l, length(l))).max_by(|a, b| a.1.total_cmp(&b.1)).filter(|l| l.1 > 0.0)?;
    let at = |share: f64| {
        let mut left = long * share;
        for p in line.0.windows(2) {
            let step = (p[1].x - p[0].x).hypot(p[1].y - p[0].y);
            if step >= left && step > 0.0 {
                let t = left / step;
                return Coord { x: p[0].x + (p[1].x - p[0].x) * t, y: p[0].y + (p[1].y - p[0].y) * t };
            }
            left -= step;
        }
        line.0[line.0.len() - 1]
    };
    let (a, b) = (at(0.4), at(0.6));
    let (a, b) = if a.x <= b.x { (a, b) } else { (b, a) };
    // The screen's y runs down.
    Some((at(0.5), long, (-(b.y - a.y)).atan2(b.x - a.x) as f32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Shape;

    #[test]
    fn the_name_of_a_road_stands_upright_in_its_middle() {
        let feature = |points: Vec<(f64, f64)>| Feature {
            index: 0,
            id: None,
            shape: Shape { lines: Box::new([LineString::from(points)]), ..Shape::default() },
            values: Box::default(),
        };
        let (at, length, angle) = along(&feature(vec![(0.0, 0.0), (30.0, 40.0), (60.0, 80.0)])).expect("a line");
        assert_eq!((at.x, at.y, length), (30.0, 40.0, 100.0));
        assert!(angle < 0.0, "what climbs to the east turns against the clock");
        let (_, _, back) = along(&feature(vec![(60.0, 80.0), (0.0, 0.0)])).expect("a line");
        assert!((back - angle).abs() < 1e-6, "the other way round reads the same");
        assert!(along(&feature(vec![(1.0, 1.0), (1.0, 1.0)])).is_none(), "no length, no name");
    }
}
