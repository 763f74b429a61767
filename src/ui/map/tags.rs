//! Where the metres of a line are written: on the line, in sight, clear of the cards and of one another.

use egui::{Pos2, Rect as UiRect, Vec2};

/// Shares of the part of a line in sight at which a tag is tried, the middle first.
const TRIED: [f32; 13] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9, 0.03, 0.97];

/// The part of a line from `a` to `b` that lies in a rectangle, as shares of it; `None` where none does.
pub(super) fn in_sight(a: Pos2, b: Pos2, rect: UiRect) -> Option<(f32, f32)> {
    let way = b - a;
    let mut part = (0.0_f32, 1.0_f32);
    for (from, step, low, high) in [(a.x, way.x, rect.left(), rect.right()), (a.y, way.y, rect.top(), rect.bottom())] {
        if step == 0.0 {
            if from < low || from > high {
                return None;
            }
            continue;
        }
        let (enter, leave) = ((low - from) / step, (high - from) / step);
        part = (part.0.max(enter.min(leave)), part.1.min(enter.max(leave)));
    }
    (part.0 <= part.1).then_some(part)
}

/// Where a tag of a size stands whose middle is on the line; `None` where there is no room on any part of it.
pub(super) fn place(a: Pos2, b: Pos2, size: Vec2, room: UiRect, taken: &[UiRect]) -> Option<UiRect> {
    let (from, to) = in_sight(a, b, room)?;
    TRIED.into_iter().find_map(|share| {
        let middle = a + (b - a) * (from + (to - from) * share);
        let tag = UiRect::from_center_size(middle, size);
        // At the edge it moves in as far as it must, and then still touches its line.
        let inward = |low: f32, high: f32, least: f32, most: f32| (least - low).max(0.0) - (high - most).max(0.0);
        let tag = tag.translate(Vec2::new(
            inward(tag.left(), tag.right(), room.left(), room.right()),
            inward(tag.top(), tag.bottom(), room.top(), room.bottom()),
        ));
        (room.contains_rect(tag) && !taken.iter().any(|t| t.intersects(tag))).then_some(tag)
    })
}

#[cfg(test)]
mod tests {
    use egui::{pos2, vec2};

    use super::*;

    fn rect(left: f32, top: f32, right: f32, bottom: f32) -> UiRect {
        UiRect::from_min_max(pos2(left, top), pos2(right, bottom))
    }

    #[test]
    fn the_part_in_sight_is_cut_out() {
        let room = rect(0.0, 0.0, 100.0, 100.0);
        assert_eq!(in_sight(pos2(10.0, 50.0), pos2(90.0, 50.0), room), Some((0.0, 1.0)));
        assert_eq!(in_sight(pos2(50.0, 50.0), pos2(50.0, -150.0), room), Some((0.0, 0.25)));
        assert_eq!(in_sight(pos2(-100.0, 50.0), pos2(300.0, 50.0), room), Some((0.25, 0.5)));
        assert_eq!(in_sight(pos2(-100.0, -50.0), pos2(300.0, -50.0), room), None);
    }

    #[test]
    fn a_tag_stands_on_its_line_clear_of_cards_and_other_tags() {
        let room = rect(0.0, 0.0, 400.0, 300.0);
        let size = vec2(80.0, 20.0);
        let (a, b) = (pos2(50.0, 150.0), pos2(350.0, 150.0));
        let free = place(a, b, size, room, &[]).expect("room");
        assert_eq!(free.center(), pos2(200.0, 150.0));
        let card = rect(180.0, 0.0, 400.0, 300.0);
        let beside = place(a, b, size, room, &[card]).expect("room");
        assert!(!beside.intersects(card) && (beside.center().y - 150.0).abs() < 0.1, "{beside:?}");
        let second = place(a, b, size, room, &[card, beside]);
        assert!(second.is_none_or(|s| !s.intersects(beside) && !s.intersects(card)));
        assert_eq!(place(a, b, size, room, &[rect(0.0, 0.0, 400.0, 300.0)]), None);
        // A line that leaves the map is tagged where it is seen.
        let leaves = place(pos2(200.0, 250.0), pos2(200.0, -2000.0), size, room, &[]).expect("room");
        assert!(room.contains_rect(leaves));
    }
}
