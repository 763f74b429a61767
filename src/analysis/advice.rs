//! What would help a gap: a facility that lacks a little land and would then reach it, else a new one.

use crate::model::FacilityKind;

use super::outcome::Analysis;

/// What would help a gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Advice {
    /// A new facility of this kind, here.
    New(FacilityKind),
    /// A facility that is there already, made as large as the next tier asks for.
    Enlarge {
        /// Which one: an index into [`Analysis::facilities`].
        facility: usize,
        /// The area that the tier begins at, in m².
        to_m2: f64,
    },
}

/// What would help a gap, by its index; `None` where there is no such gap.
///
/// The nearest facility is advised to grow where it lacks no more than a tenth of the area of its next tier (a near miss)
/// and the radius of that tier reaches the middle of the gap.
pub fn advice(analysis: &Analysis, gap: usize) -> Option<Advice> {
    let gap = analysis.gaps.get(gap)?;
    let grown = gap.nearest.as_ref().and_then(|nearest| {
        let miss = analysis.near_misses.iter().find(|m| m.facility == nearest.facility)?;
        (miss.radius_m >= nearest.distance_m)
            .then_some(Advice::Enlarge { facility: nearest.facility, to_m2: miss.needed_m2 })
    });
    Some(grown.unwrap_or(Advice::New(FacilityKind::PocketPark)))
}
