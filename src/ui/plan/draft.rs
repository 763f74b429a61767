//! What the placing tool places: kind, form, size. Where it is to be is a matter of the pointer.

use std::f64::consts::TAU;

use crate::geom::repair::normalise;
use crate::geom::{Coord, Shape};
use crate::model::FacilityKind;
use crate::model::plan::Proposal;

/// Vertices of a circle. Its polygon has the area asked for, to rounding.
const CIRCLE: usize = 48;

/// Areas that the wheel and the keys step through, in m².
const STEPS: [f64; 27] = [
    100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 800.0, 1000.0, 1200.0, 1500.0, 2000.0, 2400.0, 3000.0, 4000.0, 5000.0,
    6000.0, 8000.0, 10_000.0, 12_000.0, 15_000.0, 20_000.0, 30_000.0, 50_000.0, 80_000.0, 100_000.0, 200_000.0,
    500_000.0,
];

/// The form in which something is placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A point.
    Point,
    /// A circle of a given area around the pointer.
    Circle,
    /// A click places a square of a given area, a drag draws a rectangle of its own size.
    Rectangle,
    /// Clicks set the corners of an outline.
    Polygon,
}

impl Form {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Point, Self::Circle, Self::Rectangle, Self::Polygon];

    /// The key of its name in the table of texts.
    pub(in crate::ui) fn key(self) -> &'static str {
        match self {
            Self::Point => "place.form_point",
            Self::Circle => "place.form_circle",
            Self::Rectangle => "place.form_rectangle",
            Self::Polygon => "place.form_polygon",
        }
    }
}

/// Kinds of facility, in the order in which they are offered.
pub const KINDS: [FacilityKind; 6] = [
    FacilityKind::PocketPark,
    FacilityKind::Park,
    FacilityKind::Toilet,
    FacilityKind::TransferStation,
    FacilityKind::Parking,
    FacilityKind::BeautifulZone,
];

/// What is placed next.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What is built.
    pub kind: FacilityKind,
    /// How it is drawn.
    pub form: Form,
    /// Its area in m², where the form is not drawn to size.
    pub area_m2: f64,
    /// Its class, where the kind has classes; may be empty.
    pub class: String,
    /// Its parking spaces, where it is a car park.
    pub spaces: f64,
    /// The year by whose end it is done.
    pub year: i32,
}

impl Draft {
    /// A facility of a kind, in the form and size that are usual for it.
    pub fn of(kind: FacilityKind, year: i32) -> Self {
        let (form, area_m2) = match kind {
            FacilityKind::PocketPark => (Form::Rectangle, 2400.0),
            FacilityKind::Park => (Form::Polygon, 10_000.0),
            FacilityKind::BeautifulZone => (Form::Polygon, 50_000.0),
            FacilityKind::Toilet | FacilityKind::TransferStation | FacilityKind::Parking => (Form::Point, 0.0),
        };
        Self { kind, form, area_m2, class: String::new(), spaces: 100.0, year }
    }

    /// Whether its area is given by a figure.
    pub fn has_area(&self) -> bool {
        matches!(self.form, Form::Circle | Form::Rectangle) || self.form == Form::Point && is_park(self.kind)
    }

    /// The next area up or down that is a round figure.
    pub fn step_area(&mut self, up: bool) {
        let next = if up {
            STEPS.into_iter().find(|a| *a > self.area_m2 + 1e-6)
        } else {
            STEPS.into_iter().rev().find(|a| *a < self.area_m2 - 1e-6)
        };
        self.area_m2 = next.unwrap_or(self.area_m2);
    }

    /// The proposal with a shape of the given area around a place; `None` for a form that is drawn corner by corner.
    pub(in crate::ui) fn at(&self, place: Coord) -> Option<Proposal> {
        let shape = match self.form {
            Form::Polygon => return None,
            Form::Point => Shape::from_point(place),
            Form::Circle => circle(place, self.area_m2),
            Form::Rectangle => {
                let half = self.area_m2.max(0.0).sqrt() / 2.0;
                let by = Coord { x: half, y: half };
                rectangle(place - by, place + by)
            }
        };
        // The figure that was asked for is the one that counts: a polygon's area may differ from it in the last digits,
        // and a park that just reaches a tier would then miss it.
        let area = self.has_area().then_some(self.area_m2);
        (!shape.is_empty()).then(|| Proposal { area_m2: area, ..self.with(shape) })
    }

    /// The proposal with a shape that was drawn to size.
    pub(in crate::ui) fn with(&self, shape: Shape) -> Proposal {
        let mut it = Proposal::new(self.kind, shape, self.year);
        if matches!(self.kind, FacilityKind::TransferStation | FacilityKind::Parking) {
            it.class.clone_from(&self.class);
        }
        if self.kind == FacilityKind::Parking {
            it.spaces = Some(self.spaces);
        }
        it
    }
}

/// Whether the area of a kind decides how far it serves.
pub(in crate::ui) fn is_park(kind: FacilityKind) -> bool {
    matches!(kind, FacilityKind::Park | FacilityKind::PocketPark)
}

/// The land within an outline, as on a map where it crosses itself; empty for fewer than three corners.
pub(in crate::ui) fn polygon(corners: &[Coord]) -> Shape {
    if corners.len() < 3 {
        return Shape::default();
    }
    Shape::from_region(normalise(vec![vec![corners.to_vec()]]).0)
}

/// The upright rectangle between two corners.
pub(in crate::ui) fn rectangle(a: Coord, b: Coord) -> Shape {
    polygon(&[a, Coord { x: b.x, y: a.y }, b, Coord { x: a.x, y: b.y }])
}

/// A polygon that looks like a circle and has the given area in m².
pub(in crate::ui) fn circle(middle: Coord, area_m2: f64) -> Shape {
    let n = CIRCLE as f64;
    let radius = (2.0 * area_m2.max(0.0) / (n * (TAU / n).sin())).sqrt();
    let corner = |i: usize| {
        let angle = TAU * i as f64 / n;
        Coord { x: middle.x + radius * angle.cos(), y: middle.y + radius * angle.sin() }
    };
    polygon(&(0..CIRCLE).map(corner).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_have_the_area_that_was_asked_for() {
        let at = Coord { x: 500_412.37, y: 3_519_208.11 };
        for form in [Form::Circle, Form::Rectangle] {
            for area_m2 in [400.0, 2400.0, 12_345.6] {
                let draft = Draft { form, area_m2, ..Draft::of(FacilityKind::PocketPark, 2024) };
                let it = draft.at(at).unwrap();
                assert!((it.shape.region.area() - area_m2).abs() < 1e-3, "{form:?} {area_m2}");
                assert_eq!(it.area(), Some(area_m2), "to the last digit");
            }
        }
        let toilet = Draft::of(FacilityKind::Toilet, 2024).at(at).unwrap();
        assert_eq!((toilet.shape.points.len(), toilet.area_m2, toilet.spaces), (1, None, None));
        assert!(Draft::of(FacilityKind::Park, 2024).at(at).is_none(), "drawn corner by corner");
        let nothing = Draft { area_m2: 0.0, ..Draft::of(FacilityKind::PocketPark, 2024) };
        assert!(nothing.at(at).is_none());
    }

    #[test]
    fn areas_step_through_round_figures_and_stop_at_their_ends() {
        let mut draft = Draft::of(FacilityKind::PocketPark, 2024);
        draft.step_area(true);
        assert_eq!(draft.area_m2, 3000.0);
        draft.area_m2 = 2500.0;
        draft.step_area(false);
        assert_eq!(draft.area_m2, 2400.0);
        for _ in 0..60 {
            draft.step_area(false);
        }
        assert_eq!(draft.area_m2, 100.0);
        draft.step_area(false);
        assert_eq!(draft.area_m2, 100.0);
    }

    #[test]
    fn an_outline_that_crosses_itself_is_the_land_it_encloses() {
        let at = |x: f64, y: f64| Coord { x, y };
        let bow = polygon(&[at(0.0, 0.0), at(10.0, 10.0), at(10.0, 0.0), at(0.0, 10.0)]);
        assert!((bow.region.area() - 50.0).abs() < 1e-3);
        assert!(polygon(&[at(0.0, 0.0), at(1.0, 0.0)]).is_empty());
    }
}
