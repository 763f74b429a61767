//! Union, intersection and difference of regions.
//!
//! Vertices that survive are rounded to a grid no coarser than their own last bit, crossings to the same grid (see
//! [`grid`](super::grid)); so an area is right to about its perimeter times 2⁻³⁰ m. Parts that meet nothing are handed
//! through vertex for vertex.

use geo::{BoundingRect as _, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use rayon::prelude::*;

use super::bounds::{around, meet};
use super::grid::{Clipper, extent_of, vertex_count};
use super::{Rect, Region};

/// The union of any number of regions: land in several of them counts once. Order does not matter to the land covered.
pub fn union_all(regions: &[&Region]) -> Region {
    let (polygons, boxes): (Vec<&Polygon<f64>>, Vec<Rect>) =
        regions.iter().flat_map(|r| r.polygons()).filter_map(|p| Some((p, p.bounding_rect()?))).unzip();
    let mut groups = groups_by_box(&boxes);
    // The largest first keeps all threads busy; the order of the result is restored afterwards.
    groups.sort_by_key(|g| (std::cmp::Reverse(g.len()), g[0]));
    let mut united: Vec<(u32, Vec<Polygon<f64>>)> = groups
        .into_par_iter()
        .map(|group| {
            let members: Vec<&Polygon<f64>> = group.iter().map(|&i| polygons[i as usize]).collect();
            (
                group[0],
                if members.len() == 1 {
                    vec![members[0].clone()]
                } else {
                    union_of(&members, &boxes_of(&group, &boxes))
                },
            )
        })
        .collect();
    united.sort_by_key(|(first, _)| *first);
    Region::from_normal(united.into_iter().flat_map(|(_, polygons)| polygons).collect())
}

/// Land that lies in both regions.
pub fn intersection(a: &Region, b: &Region) -> Region {
    match (a.bounds(), b.bounds()) {
        (Some(p), Some(q)) if meet(&p, &q) => combine(a, b, OverlayRule::Intersect),
        _ => Region::default(),
    }
}

/// Land that lies in `a` and not in `b`.
pub fn difference(a: &Region, b: &Region) -> Region {
    match (a.bounds(), b.bounds()) {
        (Some(p), Some(q)) if meet(&p, &q) => combine(a, b, OverlayRule::Difference),
        _ => a.clone(),
    }
}

fn combine(a: &Region, b: &Region, rule: OverlayRule) -> Region {
    let extent = extent_of(a.polygons()).max(extent_of(b.polygons()));
    let mut clipper = Clipper::new(extent, vertex_count(a.polygons()) + vertex_count(b.polygons()));
    for polygon in a.polygons() {
        clipper.subject_polygon(polygon);
    }
    for polygon in b.polygons() {
        clipper.clip_polygon(polygon);
    }
    Region::from_normal(clipper.run(rule, FillRule::NonZero))
}

/// Above so many vertices a union is made of the unions of parts, side by side.
const PART_VERTICES: usize = 20_000;

/// The union of polygons in normal form that may all meet one another.
fn union_of(polygons: &[&Polygon<f64>], boxes: &[Rect]) -> Vec<Polygon<f64>> {
    let vertices = vertex_count(polygons.iter().copied());
    if vertices <= PART_VERTICES || polygons.len() <= 2 {
        return union_at_once(polygons.iter().copied());
    }
    // Halves by position: each swallows most of its own edges before the two are joined.
    let mut order: Vec<usize> = (0..polygons.len()).collect();
    let whole = boxes.iter().skip(1).fold(boxes[0], |w, b| around(&w, b));
    let along_x = whole.width() >= whole.height();
    let middle = |i: usize| if along_x { boxes[i].center().x } else { boxes[i].center().y };
    order.sort_by(|&i, &j| middle(i).total_cmp(&middle(j)).then(i.cmp(&j)));
    let half = |part: &[usize]| {
        let polygons: Vec<_> = part.iter().map(|&i| polygons[i]).collect();
        let boxes: Vec<_> = part.iter().map(|&i| boxes[i]).collect();
        union_of(&polygons, &boxes)
    };
    let (low, high) = order.split_at(order.len() / 2);
    let (low, high) = rayon::join(|| half(low), || half(high));
    union_at_once(low.iter().chain(&high))
}

fn union_at_once<'a>(polygons: impl Iterator<Item = &'a Polygon<f64>> + Clone) -> Vec<Polygon<f64>> {
    let mut clipper = Clipper::new(extent_of(polygons.clone()), vertex_count(polygons.clone()));
    for polygon in polygons {
        clipper.subject_polygon(polygon);
    }
    clipper.run(OverlayRule::Subject, FillRule::NonZero)
}

fn boxes_of(group: &[u32], boxes: &[Rect]) -> Vec<Rect> {
    group.iter().map(|&i| boxes[i as usize]).collect()
}

/// Groups of boxes that are connected by meeting one another, each in ascending order.
pub(crate) fn groups_by_box(boxes: &[Rect]) -> Vec<Vec<u32>> {
    let mut leader: Vec<u32> = (0..boxes.len() as u32).collect();
    let mut order = leader.clone();
    order.sort_by(|&i, &j| boxes[i as usize].min().x.total_cmp(&boxes[j as usize].min().x).then(i.cmp(&j)));
    let mut active: Vec<u32> = Vec::new();
    for &i in &order {
        let b = &boxes[i as usize];
        active.retain(|&j| boxes[j as usize].max().x >= b.min().x);
        for &j in &active {
            if meet(&boxes[j as usize], b) {
                join(&mut leader, i, j);
            }
        }
        active.push(i);
    }
    gather(&mut leader)
}

/// Joins the groups of `a` and `b`; the smallest index leads.
pub(crate) fn join(leader: &mut [u32], a: u32, b: u32) {
    let (a, b) = (find(leader, a), find(leader, b));
    leader[a.max(b) as usize] = a.min(b);
}

fn find(leader: &mut [u32], mut i: u32) -> u32 {
    while leader[i as usize] != i {
        leader[i as usize] = leader[leader[i as usize] as usize];
        i = leader[i as usize];
    }
    i
}

/// The groups that joining has made, by their smallest member, each in ascending order.
pub(crate) fn gather(leader: &mut [u32]) -> Vec<Vec<u32>> {
    let mut slot = vec![u32::MAX; leader.len()];
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for i in 0..leader.len() as u32 {
        let at = find(leader, i) as usize;
        if slot[at] == u32::MAX {
            slot[at] = groups.len() as u32;
            groups.push(Vec::new());
        }
        groups[slot[at] as usize].push(i);
    }
    groups
}

#[cfg(test)]
mod tests;
