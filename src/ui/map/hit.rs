//! What lies under the pointer, in f64.

use geo::{Distance as _, Euclidean, Point, Polygon};

use super::mesh::{Item, bounds};
use super::style::Subject;
use crate::geom::Coord;
use crate::geom::index::BoxIndex;
use crate::model::Role;

/// The index of the boxes of things, by their position in `items`.
pub(crate) fn index(items: &[Item<'_>]) -> BoxIndex {
    BoxIndex::new(items.iter().enumerate().filter_map(|(i, item)| Some((bounds(item)?, i as u32))))
}

/// Whether a click at `at` takes the item: areas where it is inside, points and lines (and areas too small to hit)
/// where it is within `tolerance` metres. Returns the distance, which is 0 inside an area.
pub(crate) fn takes(item: &Item<'_>, at: Coord, tolerance: f64) -> Option<f64> {
    let point = Point::from(at);
    let mut nearest = f64::INFINITY;
    for &p in item.points {
        nearest = nearest.min((p.x - at.x).hypot(p.y - at.y));
    }
    for line in item.lines {
        nearest = nearest.min(Euclidean.distance(&point, line));
    }
    for polygon in item.polygons {
        let d = Euclidean.distance(&point, polygon);
        if d == 0.0 || tiny(polygon, tolerance) {
            nearest = nearest.min(d);
        }
    }
    (nearest <= tolerance).then_some(nearest)
}

fn tiny(polygon: &Polygon<f64>, tolerance: f64) -> bool {
    let item = Item { polygons: std::slice::from_ref(polygon), ..Item::default() };
    bounds(&item).is_some_and(|b| b.width().max(b.height()) < tolerance)
}

/// What is taken first where things lie upon each other: small and loose before large and flat. Lower comes first.
pub(crate) fn rank(subject: Subject, is_point: bool) -> u8 {
    let Subject::Layer(role) = subject else {
        return if subject == Subject::Gaps { 30 } else { u8::MAX };
    };
    match role {
        Role::Toilet | Role::TransferStation | Role::Parking if is_point => 0,
        Role::Park | Role::PocketPark if is_point => 1,
        _ if is_point && role != Role::Population => 2,
        Role::Toilet | Role::TransferStation | Role::Parking => 10,
        Role::PocketPark => 11,
        Role::Park => 12,
        Role::Candidate => 13,
        Role::Road => 40,
        Role::Building => 50,
        Role::Residential => 60,
        Role::BeautifulZone => 65,
        Role::Population => 70,
        Role::Context => 80,
        Role::Zone => 90,
        Role::Boundary => 95,
    }
}

#[cfg(test)]
mod tests {
    use geo::{line_string, polygon};

    use super::*;

    #[test]
    fn areas_are_taken_inside_and_lines_and_points_nearby() {
        let square = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 100.0, y: 0.0), (x: 100.0, y: 100.0), (x: 0.0, y: 100.0)],
            interiors: [[(x: 40.0, y: 40.0), (x: 40.0, y: 60.0), (x: 60.0, y: 60.0), (x: 60.0, y: 40.0)]],
        );
        let area = Item { polygons: std::slice::from_ref(&square), ..Item::default() };
        assert_eq!(takes(&area, Coord { x: 10.0, y: 10.0 }, 5.0), Some(0.0));
        assert_eq!(takes(&area, Coord { x: 50.0, y: 50.0 }, 5.0), None, "a hole is not the area");
        assert_eq!(takes(&area, Coord { x: 101.0, y: 50.0 }, 5.0), None, "beside an area is not the area");

        let line = line_string![(x: 0.0, y: 0.0), (x: 100.0, y: 0.0)];
        let line = Item { lines: std::slice::from_ref(&line), ..Item::default() };
        assert_eq!(takes(&line, Coord { x: 50.0, y: 4.0 }, 5.0), Some(4.0));
        assert_eq!(takes(&line, Coord { x: 50.0, y: 5.5 }, 5.0), None);

        let at = [Coord { x: 3.0, y: 4.0 }];
        let point = Item { points: &at, ..Item::default() };
        assert_eq!(takes(&point, Coord { x: 0.0, y: 0.0 }, 5.0), Some(5.0));
        assert_eq!(takes(&point, Coord { x: -0.1, y: 0.0 }, 5.0), None);
    }

    #[test]
    fn of_several_areas_any_is_taken_and_what_lies_between_is_not() {
        let at = |x: f64| polygon![(x: x, y: 0.0), (x: x + 50.0, y: 0.0), (x: x + 50.0, y: 50.0), (x: x, y: 50.0)];
        let both = [at(0.0), at(80.0)];
        let gap = Item { polygons: &both, ..Item::default() };
        let taken = [25.0, 65.0, 105.0].map(|x| takes(&gap, Coord { x, y: 25.0 }, 5.0));
        assert_eq!(taken, [Some(0.0), None, Some(0.0)]);
        assert_eq!(crate::ui::map::mesh::outline(&[gap]).expect("it is there").0.len(), 10, "both are outlined");
        let index = index(&[gap]);
        assert_eq!(index.bounds().map(|b| (b.min().x, b.max().x)), Some((0.0, 130.0)));
    }

    #[test]
    fn an_area_smaller_than_the_tolerance_can_still_be_taken() {
        let speck = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        let item = Item { polygons: std::slice::from_ref(&speck), ..Item::default() };
        assert_eq!(takes(&item, Coord { x: 4.0, y: 0.5 }, 6.0), Some(3.0));
    }
}
