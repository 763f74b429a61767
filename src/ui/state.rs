//! What belongs to the window alone: language, theme, panels, selection. Nothing of it is the project's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::Color32;

use crate::analysis::Analysis;
use crate::analysis::outcome::IndicatorId;
use crate::analysis::why::Place;
use crate::geom::Coord;
use crate::model::plan::Date;
use crate::model::{Layer, LayerId, Project, Role};

use super::dated::DatedView;
use super::export::Choices;
use super::forms::Form;
use super::i18n::Lang;
use super::ledger::LedgerView;
use super::map::{Change, FieldStyle, LayerStyle, Overlays, Selected, Selection, WhyShown};
use super::palette::Palette;
use super::plan::PlanState;
use super::renewal::RenewalView;
use super::scenarios::Scenes;
use super::settings::{Sizes, TEXT_SIZES};
use super::theme;

/// The tabs of the panel below the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The list of gaps.
    Gaps,
    /// The proposals of the scenario shown.
    Proposals,
    /// The attributes of a layer.
    Table,
    /// The selected thing.
    Selection,
    /// The ledger of problems.
    Ledger,
    /// Two scenarios beside one another.
    Compare,
    /// Dated figures.
    Dated,
    /// A newer file for a layer.
    Renewal,
    /// The charts, where the window is too narrow to show them beside the tables.
    Charts,
    /// What was noticed while loading.
    Import,
    /// What the user should know.
    Messages,
}

/// The charts beside the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chart {
    /// An indicator by year.
    Years,
    /// Two scenarios by sub-district.
    Compare,
    /// Coverage by sub-district against the target.
    Coverage,
    /// Land by distance to the nearest facility.
    Distance,
    /// Facilities by class.
    Classes,
    /// Uncovered land by sub-district.
    Uncovered,
    /// Gaps by how far they are from being served.
    Reach,
}

/// The columns of the gap list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Rank by area.
    Rank,
    /// Sub-district.
    Zone,
    /// Uncovered area.
    Area,
    /// Name of the nearest facility.
    Nearest,
    /// Distance to it.
    Distance,
    /// Metres beyond its radius.
    Short,
    /// What would help.
    Advice,
}

/// Windows that lie over everything until they are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// The keyboard shortcuts.
    Keys,
    /// The sources of the rule set's figures.
    Basis,
    /// The rules of placement.
    Placement,
    /// What is handed in.
    Export,
}

/// How a layer is drawn, where the user said so.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether it is drawn.
    pub visible: bool,
    /// Its colour; `None` for that of its role.
    pub color: Option<Color32>,
}

/// A remark of the window itself, not of the project.
#[derive(Debug, Clone)]
pub struct Remark {
    /// Key in the table of texts.
    pub key: &'static str,
    /// When it was made, in seconds of the window's clock.
    pub since: f64,
}

/// The state of the window.
#[derive(Debug, Clone)]
pub struct State {
    /// Its language.
    pub lang: Lang,
    /// Whether the dark theme is on.
    pub dark: bool,
    /// Size of text, as a factor of the usual one; apart from what the system makes of it.
    pub text_size: f32,
    /// Sizes of the panels, where they were dragged.
    pub sizes: Sizes,
    /// Counts how often the panels were put back as at first: each time they begin anew.
    pub layouts: u32,
    /// Whether the layer panel is open.
    pub left: bool,
    /// Whether the indicator panel is open.
    pub right: bool,
    /// Whether the table panel is open.
    pub bottom: bool,
    /// The tab shown below.
    pub tab: Tab,
    /// The chart shown below.
    pub chart: Chart,
    /// The indicator shown large.
    pub hero: IndicatorId,
    /// Whether the bars of the sub-districts are in the order of their values.
    pub zones_by_value: bool,
    /// What analysis shows on the map.
    pub overlays: Overlays,
    /// What is selected and shown in detail; always among `selected`. Change it by [`State::select`].
    pub selection: Option<Selected>,
    /// All that is selected.
    pub selected: Selection,
    /// Why a place is served or not, where somebody asked.
    pub why: Option<WhyShown>,
    /// What the answer is to, or will be once the figures are there: the indicator, the place, where it was put.
    pub(super) why_asked: Option<(IndicatorId, Place, Coord)>,
    /// The order of the gap list: column, and whether it falls.
    pub sort: (Column, bool),
    /// The window that lies over everything.
    pub sheet: Option<Sheet>,
    /// The layer whose import report is to be shown first.
    pub import_focus: Option<LayerId>,
    /// What is typed in the field for an EPSG code.
    pub epsg: String,
    /// Set for one frame when the gap list is to show the selected row.
    pub reveal: bool,
    /// The window's own remark.
    pub remark: Option<Remark>,
    /// Layers that are coloured by a field.
    pub styles_by: BTreeMap<LayerId, Arc<FieldStyle>>,
    /// What is handed in, and how.
    pub export: Choices,
    /// The command palette, while it is open.
    pub palette: Option<Palette>,
    /// By role ([`Role::id`]), the columns of its tables that are not shown.
    pub hidden_columns: BTreeMap<String, BTreeSet<String>>,
    /// Whether the legend is unfolded, where somebody said so.
    pub legend: Option<bool>,
    /// Whether an input method is composing in a text field.
    pub composing: bool,
    /// Whether a text field was left with Esc in this frame: what was typed does not count.
    pub escaped: bool,
    /// What is kept about placing.
    pub plan: PlanState,
    /// The form that is open.
    pub form: Option<Form>,
    /// Set for one frame when the form is to be put away.
    pub(super) form_dropped: bool,
    /// What is shown of scenarios.
    pub scenes: Scenes,
    /// What is shown of the ledger.
    pub ledger: LedgerView,
    /// What is shown of dated figures.
    pub dated: DatedView,
    /// What is shown of a newer file for a layer.
    pub renewal: RenewalView,
    /// The day that counts as today; `None` for that of the clock.
    pub today: Option<Date>,
    /// A popup of the layer panel that is to open when the panel is drawn next.
    pub(super) opened: Option<(LayerId, super::layers::Opened)>,
    /// Whether the charts stand beside the tables; else they have a tab.
    pub(super) charts_beside: bool,
    looks: BTreeMap<LayerId, Look>,
    order: GapOrder,
}

impl State {
    /// The state at the start.
    pub fn new(lang: Lang, dark: bool) -> Self {
        Self {
            lang,
            dark,
            text_size: 1.0,
            sizes: Sizes::default(),
            layouts: 0,
            left: true,
            right: true,
            bottom: true,
            tab: Tab::Gaps,
            chart: Chart::Coverage,
            hero: IndicatorId::ParkCoverage,
            zones_by_value: false,
            overlays: Overlays::default(),
            selection: None,
            selected: Selection::default(),
            why: None,
            why_asked: None,
            sort: (Column::Rank, false),
            sheet: None,
            import_focus: None,
            epsg: String::new(),
            reveal: false,
            remark: None,
            styles_by: BTreeMap::new(),
            export: Choices::default(),
            palette: None,
            hidden_columns: BTreeMap::new(),
            legend: None,
            composing: false,
            escaped: false,
            plan: PlanState::default(),
            form: None,
            form_dropped: false,
            scenes: Scenes::default(),
            ledger: LedgerView::default(),
            dated: DatedView::default(),
            renewal: RenewalView::default(),
            today: None,
            opened: None,
            charts_beside: true,
            looks: BTreeMap::new(),
            order: GapOrder::default(),
        }
    }

    /// Selects one thing, or nothing.
    pub fn select(&mut self, what: Option<Selected>) {
        self.selected = Selection::one(what);
        self.selection = what;
    }

    /// Changes the selection by what a gesture took.
    pub fn change_selection(&mut self, taken: &[Selected], change: Change) {
        self.selected.change(taken, change);
        self.selection = self.selected.front();
    }

    /// The next size of text up or down, or the usual one for 0.
    pub fn set_text_size(&mut self, steps: i32) {
        let now = TEXT_SIZES.iter().position(|s| *s >= self.text_size - 0.01).unwrap_or(TEXT_SIZES.len() - 1) as i32;
        let last = TEXT_SIZES.len() as i32 - 1;
        self.text_size = if steps == 0 { 1.0 } else { TEXT_SIZES[(now + steps).clamp(0, last) as usize] };
    }

    /// Puts panels and text back as at first. Touches no data.
    pub fn reset_layout(&mut self) {
        self.layouts += 1;
        self.sizes = Sizes::default();
        (self.left, self.bottom, self.right) = (true, true, true);
        self.legend = None;
        self.hidden_columns.clear();
        self.text_size = 1.0;
    }

    /// How a layer is drawn.
    pub fn look(&self, layer: &Layer) -> Look {
        // Population and buildings lie over everything else and say little at the scale of a district.
        let shown = !matches!(layer.role, Role::Population | Role::Candidate);
        self.looks.get(&layer.id).copied().unwrap_or(Look { visible: shown, color: None })
    }

    /// Changes how a layer is drawn.
    pub fn set_look(&mut self, layer: LayerId, look: Look) {
        self.looks.insert(layer, look);
    }

    /// How a layer is drawn, where the user said so.
    pub(super) fn look_told(&self, layer: LayerId) -> Option<Look> {
        self.looks.get(&layer).copied()
    }

    /// Draws every layer as at first: those that were told otherwise belong to another project.
    pub(super) fn forget_looks(&mut self) {
        self.looks.clear();
        self.styles_by.clear();
    }

    /// The colour of a layer.
    pub fn color(&self, layer: &Layer) -> Color32 {
        self.look(layer).color.unwrap_or_else(|| theme::role_color(layer.role, self.dark))
    }

    /// How every layer is drawn, for the map.
    pub fn styles(&self, project: &Project) -> Vec<LayerStyle> {
        project
            .layers
            .iter()
            .map(|l| LayerStyle {
                layer: l.id,
                visible: self.look(l).visible,
                color: self.color(l),
                by: self.styles_by.get(&l.id).cloned(),
            })
            .collect()
    }

    /// The gaps in the order of the list: indices into `analysis.gaps`. Sorted anew only when either changed.
    pub fn gap_order(&mut self, analysis: &Arc<Analysis>) -> Arc<[usize]> {
        let known =
            self.order.of.as_ref().is_some_and(|a| Arc::ptr_eq(a, analysis)) && self.order.sort == Some(self.sort);
        if !known {
            self.order = GapOrder {
                of: Some(Arc::clone(analysis)),
                sort: Some(self.sort),
                rows: sorted(analysis, self.sort).into(),
            };
        }
        Arc::clone(&self.order.rows)
    }

    /// The gap a step away from the selected one in the order of the list; the first or last where none is selected.
    pub fn step(&mut self, analysis: &Arc<Analysis>, forward: bool) -> Option<usize> {
        let order = self.gap_order(analysis);
        let at = match self.selection {
            Some(Selected::Gap(gap)) => order.iter().position(|g| *g == gap),
            _ => None,
        };
        let next = match (at, forward) {
            (None, true) => 0,
            (None, false) => order.len().checked_sub(1)?,
            (Some(i), true) => (i + 1).min(order.len() - 1),
            (Some(i), false) => i.saturating_sub(1),
        };
        order.get(next).copied()
    }
}

#[derive(Debug, Clone, Default)]
struct GapOrder {
    of: Option<Arc<Analysis>>,
    sort: Option<(Column, bool)>,
    rows: Arc<[usize]>,
}

fn sorted(analysis: &Analysis, (column, falling): (Column, bool)) -> Vec<usize> {
    let gaps = &analysis.gaps;
    let mut rows: Vec<usize> = (0..gaps.len()).collect();
    let number = |i: usize| -> f64 {
        let nearest = gaps[i].nearest.as_ref();
        match column {
            Column::Area => gaps[i].area_m2,
            Column::Distance => nearest.map_or(f64::INFINITY, |n| n.distance_m),
            Column::Short => nearest.map_or(f64::INFINITY, |n| n.short_m),
            _ => gaps[i].rank as f64,
        }
    };
    let text = |i: usize| -> &str {
        match column {
            Column::Zone => gaps[i].zone.as_deref().unwrap_or_default(),
            Column::Nearest => gaps[i].nearest.as_ref().map_or("", |n| &n.name),
            _ => "",
        }
    };
    // Stable, so that equal rows stay in the order of their rank.
    rows.sort_by(|&a, &b| {
        let order = text(a).cmp(text(b)).then(number(a).total_cmp(&number(b)));
        if falling { order.reverse() } else { order }
    });
    rows
}
