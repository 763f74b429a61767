//! One outline by itself.

use super::demand::{canonical_rings, ring_area};
use super::frame::Box4;
use super::lines::{Line, ring_lines};
use super::site::Site;
use super::sweep::{Frame, Role};
use super::window::{Evaluator, Subject, Verdict};
use super::{Coverage, SiteRef};
use crate::geom::{Coord, Region};

/// How much of one outline some sites serve, by true arcs; everything in metres. On the caller's thread alone, so it may
/// be asked while long work keeps the others busy.
///
/// The value is that of a model of nothing but this parcel, to within the bounds of both.
pub fn coverage_of(region: &Region, sites: &[SiteRef<'_>]) -> Coverage {
    let Some(rect) = region.bounds() else { return Coverage::default() };
    let origin = Coord { x: rect.center().x.round(), y: rect.center().y.round() };
    let bounds = Box4::from_rect(&rect, origin);
    let rings = canonical_rings(region, origin);
    let (demand_m2, demand_bound_m2) = ring_area(&rings);
    let mut lines: Vec<Line> = Vec::new();
    for (_, ring) in &rings {
        ring_lines(ring, &mut lines);
    }
    let vertices: Vec<[f64; 2]> = rings.iter().flat_map(|(_, ring)| ring.iter().copied()).collect();
    let middle = bounds.center();
    let mut near: Vec<(f64, Site)> = sites
        .iter()
        .filter_map(|site| Site::new(site, origin))
        .filter(|site| site.bounds.gap(&bounds) <= site.radius)
        .map(|site| (site.bounds.distance(middle) - site.radius, site))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut evaluator = Evaluator::default();
    let none = Coverage { demand_m2, demand_bound_m2, ..Coverage::default() };
    match evaluator.judge(&bounds, &vertices, near.iter().map(|(floor, site)| (*floor, site)), 1) {
        Verdict::Nothing => none,
        Verdict::Everything => Coverage { covered_m2: demand_m2, error_bound_m2: demand_bound_m2, ..none },
        Verdict::Tally => {
            let sets = [(Role::Parcel, lines.as_slice())];
            let subject = Subject { bounds, sets: &sets, frame: Frame::default(), slots: 1 };
            evaluator.integrate_parcel(&subject, near.iter().map(|(_, site)| site));
            let covered_m2 = evaluator.tally.slots[0].net[0].clamp(0.0, demand_m2);
            Coverage { covered_m2, error_bound_m2: evaluator.tally.bound, ..none }
        }
    }
}
