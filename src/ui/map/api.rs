//! What the window tells the map, and what the map tells the window.

use std::sync::Arc;
use std::time::Duration;

use egui::Color32;

use super::{Change, DifferenceShown, FieldStyle, MapView, Pin, PlanInput, Selection};
use crate::analysis::IndicatorId;
use crate::analysis::why::{Place, Why};
use crate::geom::Coord;
use crate::model::LayerId;
use crate::model::plan::ProblemId;
use crate::session::Snapshot;
use crate::ui::i18n::Lang;
use crate::ui::plan::Ask;

/// What the map is asked to show.
pub struct MapInput<'a> {
    /// The project and its analysis.
    pub snapshot: &'a Snapshot,
    /// How layers look; a layer without a style is visible in its role's colour.
    pub styles: &'a [LayerStyle],
    /// What is shown besides layers.
    pub overlays: Overlays,
    /// What is selected, and so outlined.
    pub selection: &'a Selection,
    /// Why a place is served or not, to be drawn; `None` where nobody asked.
    pub why: Option<&'a WhyShown>,
    /// Two scenarios compared, in place of what is served and what is not; `None` where none are.
    pub difference: Option<&'a DifferenceShown>,
    /// Problems of the ledger.
    pub pins: &'a [Pin],
    /// Longitude and latitude in degrees of a position; `None` where there are none.
    pub to_degrees: &'a dyn Fn(Coord) -> Option<(f64, f64)>,
    /// The coverage that views of housing are about; that of parks where it is no coverage.
    pub indicator: IndicatorId,
    /// What can be placed, and what is being moved.
    pub plan: PlanInput<'a>,
    /// Whether the window is dark.
    pub dark: bool,
    /// The language of labels and symbols.
    pub lang: Lang,
}

/// How one layer looks.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerStyle {
    /// Which layer.
    pub layer: LayerId,
    /// Whether it is drawn, and can be pointed at.
    pub visible: bool,
    /// Its colour. Roads and context keep the map's own quiet colours.
    pub color: Color32,
    /// The field it is coloured by, and how; roads and context are not.
    pub by: Option<Arc<FieldStyle>>,
}

/// What is shown besides layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlays {
    /// Served and unserved residential land.
    pub coverage: bool,
    /// The outlines of service areas.
    pub service_areas: bool,
    /// Names of zones.
    pub labels: bool,
    /// What is said about housing where `coverage` is shown.
    pub view: MapView,
}

impl Default for Overlays {
    fn default() -> Self {
        Self { coverage: true, service_areas: true, labels: true, view: MapView::Coverage }
    }
}

/// One thing on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Selected {
    /// A feature of a layer, by its position in [`crate::model::Layer::features`].
    Feature {
        /// The layer.
        layer: LayerId,
        /// The position.
        feature: usize,
    },
    /// A gap, by its index into [`crate::analysis::Analysis::gaps`].
    Gap(usize),
}

/// Why a place is served or not, and where it was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct WhyShown {
    /// What was asked about.
    pub place: Place,
    /// Where the question was put, in metres.
    pub at: Coord,
    /// The answer.
    pub answer: Why,
    /// Whether the project has changed since: the answer will be another as soon as the figures are there.
    pub stale: bool,
}

/// What happened on the map in a frame.
#[derive(Debug, Clone, Default)]
pub struct MapOutput {
    /// A click on a thing (`Some(Some(…))`), or on nothing or the Esc key (`Some(None)`).
    pub clicked: Option<Option<Selected>>,
    /// Many things that a gesture took, and what it does to the selection; a click with Shift too.
    pub selected_many: Option<(Vec<Selected>, Change)>,
    /// A place was asked about: why it is served or not; and where the question was put.
    pub ask_why: Option<(Place, Coord)>,
    /// Another view of housing was asked for.
    pub view: Option<MapView>,
    /// What was answered is to be put away.
    pub close_why: bool,
    /// What was asked for about proposals, in order.
    pub(crate) plan: Vec<Ask>,
    /// A pin was clicked.
    pub pin: Option<ProblemId>,
    /// A problem is to be entered at a place, pinned to what lies there.
    pub report: Option<(Coord, Vec<Selected>)>,
    /// A text that is to be copied: the scale, where its bar was clicked.
    pub copied: Option<String>,
    /// What lies under the pointer; the first is what a click takes.
    pub hovered: Vec<Selected>,
    /// Where the pointer is, in metres on the plane.
    pub pointer: Option<Coord>,
    /// The denominator of the map's scale on a screen of 96 points an inch.
    pub scale_denominator: f64,
}

/// What the canvas itself cost in its last frame, on the window's thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Costs {
    /// Input, hit test, labels and everything else in [`MapPanel::show`](super::MapPanel::show).
    pub show: Duration,
    /// Recording what the card is to do.
    pub prepare: Duration,
    /// Recording how the picture is shown.
    pub paint: Duration,
    /// Finding what lies under the pointer; a part of `show`.
    pub hit: Duration,
}
