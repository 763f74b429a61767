//! Bringing the view to what is to be seen: everything, a rectangle, what is selected.

use egui::Rect as UiRect;

use super::view::View;
use super::{MapPanel, Selected, access, chrome, legend, mesh};
use crate::geom::{Coord, Rect};

/// What the view is to be brought to, once sizes are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fit {
    All,
    Bounds(Rect),
}

impl MapPanel {
    /// Shows everything, in the next frame.
    pub fn fit_all(&mut self) {
        self.pending = Some(Fit::All);
    }

    /// Shows a rectangle (metres), in the next frame.
    pub fn fit(&mut self, bounds: Rect) {
        self.pending = Some(Fit::Bounds(bounds));
    }

    /// Shows the map larger (a factor above 1) or smaller about its middle; nothing before the first data.
    pub fn zoom(&mut self, factor: f64) {
        if let Some(view) = &mut self.view {
            view.zoom(factor, egui::Vec2::ZERO);
            self.untouched = false;
        }
    }

    /// Brings the view to what was asked for, and to the data when it first comes.
    pub(super) fn follow(&mut self, rect: UiRect) {
        if rect.width() < 1.0 || rect.height() < 1.0 {
            return;
        }
        let margin = (rect.width().min(rect.height()) * 0.05).min(36.0);
        let everything = self.content.bounds();
        let first = self.view.is_none() || self.untouched;
        let bounds = match self.pending {
            Some(Fit::Bounds(bounds)) => {
                self.untouched = false;
                self.pending = None;
                Some(bounds)
            }
            Some(Fit::All) => everything.inspect(|_| self.pending = None),
            None if first => everything,
            None => None,
        };
        if let Some(bounds) = bounds {
            let legend = self.legend_open != Some(false) && legend::is_roomy(rect);
            self.view = Some(View::fitting_clear(bounds, rect.size(), margin, chrome::LEFT, legend::WIDTH, legend));
        }
        if self.content.measured() && !self.content.busy() && self.view.is_some() {
            // From now on the view is the user's: a refresh must not move it.
            self.untouched = false;
        }
    }

    /// Shows everything where a change left nothing to see: another project was opened, or a layer's datum corrected.
    pub(super) fn keep_in_sight(&mut self) {
        if let (Some(bounds), Some(frame)) = (self.content.bounds(), self.last_frame) {
            let seen = frame.bounds();
            let apart = seen.max().x < bounds.min().x
                || seen.min().x > bounds.max().x
                || seen.max().y < bounds.min().y
                || seen.min().y > bounds.max().y;
            if apart {
                self.fit_all();
            }
        }
    }

    pub(super) fn fit_selected(&mut self, selection: Option<Selected>) {
        let bounds = selection.and_then(|s| self.bounds_of(s));
        if let Some(bounds) = bounds {
            self.fit(roomy(bounds));
        }
    }

    /// The extent of a thing on the map, in metres; `None` for what is not there.
    pub fn bounds_of(&self, what: Selected) -> Option<Rect> {
        let index = match what {
            Selected::Feature { feature, .. } => feature,
            Selected::Gap(gap) => gap,
        };
        mesh::bounds(&access::find(&self.content, what)?.thing(index)?)
    }
}

/// A selection is shown with its surroundings: at least 120 m of them, and as much again on each side.
fn roomy(bounds: Rect) -> Rect {
    let half = (bounds.width().max(bounds.height()) * 0.9).max(120.0);
    let reach = Coord { x: half, y: half };
    Rect::new(bounds.center() - reach, bounds.center() + reach)
}
