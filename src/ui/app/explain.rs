//! Why a place is served or not: asked, and asked again whenever the figures are new.

use std::sync::Arc;

use geo::Contains as _;

use super::FugaiApp;
use crate::analysis::IndicatorId;
use crate::analysis::why::{Place, why};
use crate::geom::Coord;
use crate::model::{Layer, LayerId};
use crate::session::Snapshot;
use crate::ui::map::WhyShown;

impl FugaiApp {
    /// Asks why a place is served or not. While figures are under way the question is kept until they are there.
    pub(super) fn ask_why(&mut self, snap: &Snapshot, place: Place, at: Coord) {
        let indicator = self.state.hero;
        self.state.why = explained(snap, indicator, place, at);
        let waits = snap.stale || snap.analysis.is_none();
        self.state.why_asked = (waits || self.state.why.is_some()).then_some((indicator, place, at));
    }

    /// Puts the answer away, and the question with it.
    pub(super) fn close_why(&mut self) {
        self.state.why = None;
        self.state.why_asked = None;
    }

    /// Keeps the answer in step with the project: marked as old while figures are under way, worked out again from the
    /// new ones.
    pub(super) fn follow_why(&mut self, before: Option<&Snapshot>, snap: &Snapshot) {
        let Some((indicator, place, at)) = self.state.why_asked else { return };
        if snap.project.is_none() {
            self.close_why();
            return;
        }
        let place = before.map_or(place, |old| followed(old, snap, place, at));
        self.state.why_asked = Some((indicator, place, at));
        if snap.stale || snap.analysis.is_none() {
            if let Some(shown) = &mut self.state.why {
                shown.stale = true;
            }
            return;
        }
        let same = match (before.and_then(|b| b.analysis.as_ref()), &snap.analysis) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            _ => false,
        };
        if !(same && self.state.why.as_ref().is_some_and(|w| !w.stale)) {
            self.state.why = explained(snap, indicator, place, at);
            if self.state.why.is_none() {
                self.state.why_asked = None;
            }
        }
    }
}

/// Why a place is served or not under the indicator in front, or under that of parks where it is no coverage. `None`
/// while figures are under way.
fn explained(snap: &Snapshot, indicator: IndicatorId, place: Place, at: Coord) -> Option<WhyShown> {
    let (project, analysis) = (snap.project.as_ref()?, snap.analysis.as_ref()?);
    if snap.stale {
        return None;
    }
    let answer = [indicator, IndicatorId::ParkCoverage].into_iter().find_map(|id| why(project, analysis, id, place))?;
    Some(WhyShown { place, at, answer, stale: false })
}

/// What was asked about, in another state of the project: positions in a layer that was read anew name other parcels.
/// A parcel is then the one that lies where the question was put; where none does, the spot itself.
fn followed(old: &Snapshot, new: &Snapshot, place: Place, at: Coord) -> Place {
    let Place::Feature { layer, feature } = place else { return place };
    let (before, now) = (layer_of(old, layer), layer_of(new, layer));
    let shape = |l: Option<&Arc<Layer>>| l.and_then(|l| l.features.get(feature)).map(|f| f.shape.clone());
    let kept = before.zip(now).is_some_and(|(a, b)| Arc::ptr_eq(&a.features, &b.features));
    if kept || shape(now).is_some_and(|s| Some(s) == shape(before)) {
        return place;
    }
    let point = geo::Point::from(at);
    let holds =
        |l: &&Arc<Layer>| l.features.iter().position(|f| f.shape.region.polygons().iter().any(|p| p.contains(&point)));
    now.as_ref().and_then(holds).map_or(Place::At(at), |feature| Place::Feature { layer, feature })
}

fn layer_of(snap: &Snapshot, id: LayerId) -> Option<&Arc<Layer>> {
    snap.project.as_ref()?.layers.iter().find(|l| l.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::repair::normalise;
    use crate::model::{Feature, Import, Plane, Project, Role, RuleSet, Source};

    /// A row of squares of 100 m, 200 m apart, beginning at some of them.
    fn row(first: usize, count: usize) -> Snapshot {
        let square = |i: usize| {
            let x = (first + i) as f64 * 200.0;
            let ring = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)];
            let ring = ring.map(|(a, b)| Coord { x: x + a, y: b }).to_vec();
            let shape = crate::geom::Shape::from_region(normalise(vec![vec![ring]]).0);
            Feature { index: i as u32, shape, ..Feature::default() }
        };
        let layer = Layer {
            id: LayerId(1),
            role: Role::Residential,
            name: String::new(),
            source: Source::default(),
            fields: [].into(),
            features: (0..count).map(square).collect(),
            import: Import::default(),
        };
        let project = Project {
            name: String::new(),
            synthetic: false,
            plane: Plane { epsg: None, definition: String::new() },
            layers: vec![Arc::new(layer)],
            rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("built in")),
            targets: None,
        };
        Snapshot { project: Some(Arc::new(project)), ..Snapshot::default() }
    }

    #[test]
    fn a_parcel_is_found_again_where_the_question_was_put() {
        let parcel = |feature| Place::Feature { layer: LayerId(1), feature };
        let at = Coord { x: 450.0, y: 50.0 };
        let old = row(0, 5);
        assert_eq!(followed(&old, &row(0, 9), parcel(2), at), parcel(2));
        // The first parcel is gone: what was the third is the second.
        assert_eq!(followed(&old, &row(1, 4), parcel(2), at), parcel(1));
        assert_eq!(followed(&old, &row(3, 4), parcel(2), at), Place::At(at));
        assert_eq!(followed(&old, &row(3, 4), Place::At(at), at), Place::At(at));
    }
}
