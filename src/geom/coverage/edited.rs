//! Parcels edited under a model.

use std::sync::Arc;

use super::demand::ParcelEdit;
use super::model::{CoverageModel, Part};

impl CoverageModel {
    /// Edits parcels, in the same zones and boundary and under the same sites. Only what a change reaches is settled and
    /// evaluated again, on the caller's thread, and every value equals that of a new model over a new demand to the last bit;
    /// the rest is moved up and summed up. A demand that others hold too is copied first.
    ///
    /// Tells whether it was done: not where [`Demand::edited`](super::Demand::edited) gives none. Then nothing has changed;
    /// make a new demand and go [`over`](Self::over) to it.
    ///
    /// In the program no parcel is edited by itself: residential layers come from files, whole, and a newer file may have
    /// other extents and other everything; it is analysed anew, on all cores. This is for who embeds the engine.
    ///
    /// # Panics
    /// If there is no parcel at a position.
    pub fn edit_parcels(&mut self, edits: &[ParcelEdit<'_>]) -> bool {
        let Some(change) = Arc::make_mut(&mut self.demand).edit(edits) else { return false };
        let there = |from: &Option<usize>| from.map_or_else(Part::default, |at| self.parcels.leaf(at));
        let leaves = change.now.iter().map(there).collect();
        self.parcels.splice(change.old.clone(), leaves);
        for cells in &change.cells {
            let zone = &mut self.zones[cells.zone];
            // One that was not there is evaluated afterwards.
            let leaves = cells.now.iter().map(|from| from.map_or_else(Part::default, |at| zone.leaf(at))).collect();
            zone.splice(cells.old.clone(), leaves);
        }
        self.refresh(&change.touched);
        true
    }
}
