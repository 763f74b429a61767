//! Names on the map: where they go, which ones there is room for, and how they are drawn.

use egui::epaint::TextShape;
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect as UiRect, Vec2, vec2};
use geo::LineString;

use super::classify::{Classifier, name, road};
use super::palette::Palette;
use super::style::toward;
use super::view::Frame;
use crate::geom::Coord;
use crate::geom::label::interior_point;
use crate::model::{Feature, Layer, Role};

/// What a name is of, in the order in which names get their room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Zone,
    Park,
    PocketPark,
    MainRoad,
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
    /// By how much the name is turned on the screen, in radians clockwise, to lie along its road.
    pub(crate) angle: f32,
}

impl Kind {
    /// Named only while a point shows at most this many metres.
    fn coarsest(self) -> f64 {
        match self {
            Self::Zone => f64::INFINITY,
            Self::Park => 7.0,
            Self::PocketPark => 2.0,
            Self::MainRoad => 4.5,
            Self::Road => 1.5,
        }
    }

    /// … and only where it measures at least this many points.
    fn smallest(self) -> f64 {
        match self {
            Self::Zone => 60.0,
            Self::Park => 26.0,
            Self::PocketPark => 22.0,
            Self::MainRoad | Self::Road => 70.0,
        }
    }

    fn look(self, palette: &Palette) -> (FontId, Color32) {
        match self {
            Self::Zone => (crate::ui::fonts::strong_id(14.0), palette.text),
            Self::Park | Self::PocketPark => (FontId::proportional(11.5), palette.park_text),
            Self::MainRoad | Self::Road => (FontId::proportional(11.0), toward(palette.text_weak, palette.text, 0.15)),
        }
    }

    fn runs_along(self) -> bool {
        matches!(self, Self::MainRoad | Self::Road)
    }
}

/// The names in a layer, larger things first; none where the role is not named on the map.
pub(crate) fn of(layer: &Layer) -> Vec<Label> {
    let kind = match layer.role {
        Role::Zone => Kind::Zone,
        Role::Park => Kind::Park,
        Role::PocketPark => Kind::PocketPark,
        Role::Road => Kind::Road,
        _ => return Vec::new(),
    };
    let classes = Classifier::new(layer);
    let mut labels: Vec<Label> = layer
        .features
        .iter()
        .filter_map(|f| {
            let (kind, at, extent, angle) = if kind == Kind::Road {
                let class = classes.class(f);
                let kind = if class >= road::SECONDARY { Kind::MainRoad } else { kind };
                let (at, length, angle) = along(f).filter(|_| class != road::PATH)?;
                (kind, at, length, angle)
            } else {
                let largest = f.shape.region.polygons().iter().max_by(|a, b| area(a).total_cmp(&area(b)))?;
                let extent = f.shape.bounds()?;
                (kind, interior_point(largest), extent.width().max(extent.height()), 0.0)
            };
            let (zh, en) = (name(layer, f, true)?.to_owned(), name(layer, f, false)?.to_owned());
            Some(Label { kind, at, zh, en, extent, angle })
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

/// Draws those labels there is room for and returns how many were drawn.
///
/// `lists` come in the order in which they get their room, each with larger things first. Names keep 6 points off each
/// other and off `taken` (boxes on the map), and a road says its name once on the screen in 360 points.
pub(crate) fn draw(
    painter: &Painter,
    canvas: UiRect,
    frame: &Frame,
    lists: &[&[Label]],
    zh: bool,
    palette: &Palette,
    taken: &[UiRect],
) -> usize {
    const MOST: usize = 90;
    let metres_per_point = frame.metres_per_pixel * f64::from(frame.pixels_per_point);
    let mut used: Vec<UiRect> = taken.to_vec();
    let mut roads: Vec<(&str, Pos2)> = Vec::new();
    let mut drawn = 0;
    for kind in [Kind::Zone, Kind::MainRoad, Kind::Park, Kind::PocketPark, Kind::Road] {
        if metres_per_point > kind.coarsest() {
            continue;
        }
        let (font, color) = kind.look(palette);
        for list in lists {
            for label in *list {
                if drawn == MOST || label.extent / metres_per_point < kind.smallest() {
                    break;
                }
                let at = frame.to_screen(canvas, label.at);
                if label.kind != kind || !canvas.contains(at) {
                    continue;
                }
                let text = if zh { &label.zh } else { &label.en };
                if kind.runs_along() && roads.iter().any(|(name, p)| name == text && p.distance(at) < 360.0) {
                    continue;
                }
                let galley = painter.layout_no_wrap(text.clone(), font.clone(), color);
                let size = galley.size();
                if kind.runs_along() && f64::from(size.x) + 24.0 > label.extent / metres_per_point {
                    continue;
                }
                let (sin, cos) = (label.angle.sin().abs(), label.angle.cos().abs());
                let turned = vec2(size.x * cos + size.y * sin, size.x * sin + size.y * cos);
                let place = Align2::CENTER_CENTER.anchor_size(at, turned);
                let room = place.expand(if kind == Kind::Zone { 6.0 } else { 3.0 });
                if !canvas.contains_rect(place) || used.iter().any(|u| u.intersects(room)) {
                    continue;
                }
                used.push(room);
                drawn += 1;
                if kind.runs_along() {
                    roads.push((text, at));
                }
                let shape = |offset: Vec2, color: Color32| {
                    TextShape::new(at - size / 2.0 + offset, galley.clone(), color)
                        .with_override_text_color(color)
                        .with_angle_and_anchor(label.angle, Align2::CENTER_CENTER)
                };
                halo(painter, kind, palette, &shape);
                painter.add(shape(Vec2::ZERO, color));
            }
        }
    }
    drawn
}

/// Light around a name, wide enough that symbols under a zone's name do not run into its strokes.
fn halo(painter: &Painter, kind: Kind, palette: &Palette, shape: &dyn Fn(Vec2, Color32) -> TextShape) {
    let rings: &[(f32, f32, u8)] =
        if kind == Kind::Zone { &[(2.4, 0.40, 12), (1.2, 0.95, 8)] } else { &[(1.1, 0.80, 8)] };
    for &(radius, opacity, steps) in rings {
        let color = palette.halo.gamma_multiply(opacity);
        for n in 0..steps {
            let turn = std::f32::consts::TAU * f32::from(n) / f32::from(steps);
            painter.add(shape(radius * Vec2::angled(turn), color));
        }
    }
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
