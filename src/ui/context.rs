//! What every panel gets to see, and how it asks for things.

use std::path::PathBuf;

use crate::geom::{Coord, Rect, bounds};
use crate::model::plan::{Date, ProblemId};
use crate::model::{LayerId, Project};
use crate::session::tables::TableText;
use crate::session::{Action, Snapshot};

use super::backend::Backend;
use super::card::Cards;
use super::chart::Charts;
use super::copy::{Copier, Part};
use super::dialogs::Purpose;
use super::export;
use super::i18n::{Lang, tr, trf};
use super::indicators::Behind;
use super::map::{Selected, Tool};
use super::palette::Palette;
use super::plan::{Ask, PlanWork, Toast};
use super::scenarios::Asked;
use super::search::Search;
use super::state::{State, Tab};
use super::table::Tables;
use super::theme;
use crate::analysis::why::Place;

/// What a panel asks for; carried out after all panels are shown, so that a frame shows one state.
#[derive(Debug, Clone)]
pub(super) enum Command {
    /// Passed on to whatever keeps the project.
    Send(Action),
    /// Ask for files to open.
    OpenFiles,
    /// Ask for a folder to open.
    OpenFolder,
    /// Show what can be handed in.
    Export,
    /// Ask for a folder to export into.
    ExportFolder,
    /// Ask for a folder of templates of reports.
    TemplatesFolder,
    /// Ask for a file with a rule set.
    RulesFile,
    /// Ask for a file with targets.
    TargetsFile,
    /// Show the whole map.
    FitAll,
    /// Show the map larger or smaller by a factor, about its middle.
    Zoom(f64),
    /// Show a part of the map.
    Fit(Rect),
    /// Show a place.
    Jump(Coord),
    /// Select something or nothing.
    Select(Option<Selected>),
    /// Show several things on the map.
    ShowAll(Vec<Selected>),
    /// Select something and show it on the map.
    Visit(Selected),
    /// Show the selected thing on the map.
    FitSelection,
    /// The next or previous gap.
    Step(bool),
    /// Put a text on the clipboard.
    Copy(String),
    /// Put a table on the clipboard.
    CopyTable(TableText),
    /// Say something for a while.
    Remark(&'static str),
    /// Put a picture of a part of the window on the clipboard.
    CopyPicture(Part),
    /// Put the coordinates of what is selected on the clipboard.
    CopyPlace,
    /// Take a tool of the map, or put it down where it is in hand.
    Tool(Tool),
    /// A path was typed in place of a dialog.
    Typed(Purpose, PathBuf),
    /// Ask for a project file to open.
    OpenProject,
    /// Ask under which name to go on.
    SaveAs,
    /// Ask for a newer file for a layer.
    RenewLayer(LayerId),
    /// Ask where to write these problems of the ledger.
    ExportLedger(Vec<ProblemId>),
    /// Enter a problem in the middle of the map.
    ReportHere,
    /// Ask why a place is served or not, and where the question is put.
    Why(Place, Coord),
    /// Put the answer to that away.
    CloseWhy,
    /// Something about proposals.
    Plan(Ask),
}

/// What is worked out for the panels beside the project. All of it can be made again from the snapshot.
#[derive(Default)]
pub(super) struct Work {
    /// The attribute tables.
    pub(super) tables: Tables,
    /// The search.
    pub(super) search: Search,
    /// What facilities do.
    pub(super) cards: Cards,
    /// Curves of the charts.
    pub(super) charts: Charts,
    /// What can be snapped to, and what proposals do.
    pub(super) plan: PlanWork,
    /// What was asked of the session about scenarios.
    pub(super) asked: Asked,
    /// What is handed in.
    pub(super) export: export::Panel,
    /// What goes onto the clipboard.
    pub(super) copier: Copier,
    /// The parcels behind figures.
    pub(super) behind: Behind,
}

/// What every panel gets to see.
pub(super) struct Cx<'a> {
    /// The state of the project.
    pub(super) snap: &'a Snapshot,
    /// The state of the window.
    pub(super) state: &'a mut State,
    /// Colours.
    pub(super) p: &'static theme::Palette,
    /// What keeps the project, for questions about places.
    pub(super) backend: &'a dyn Backend,
    /// What is worked out for the panels beside the project: tables, search, cards, charts.
    pub(super) work: &'a mut Work,
    /// What the panels ask for.
    pub(super) commands: Vec<Command>,
}

impl<'a> Cx<'a> {
    /// The language.
    pub(super) fn lang(&self) -> Lang {
        self.state.lang
    }

    /// A text of the window. Keys are literals, so the text lives as long as the program.
    pub(super) fn tr(&self, key: &'static str) -> &'static str {
        tr(self.state.lang, key)
    }

    /// A text of the window with figures put in.
    pub(super) fn trf(&self, key: &str, values: &[(&str, &str)]) -> String {
        trf(self.state.lang, key, values)
    }

    /// What is selected, if anything.
    pub(super) fn selected(&self) -> Option<Selected> {
        self.state.selection
    }

    /// Whether a thing is selected.
    pub(super) fn is_selected(&self, what: Selected) -> bool {
        self.state.selection == Some(what) || self.state.selected.contains(what)
    }

    /// How many features of a layer are selected.
    pub(super) fn count_selected_in(&self, layer: LayerId) -> usize {
        self.state.selected.count_in(layer)
    }

    /// Shows the particulars of what is about to be selected, unless the table shows it anyway.
    pub(super) fn show_thing(&mut self) {
        self.state.bottom = true;
        if self.state.tab != Tab::Table {
            self.state.tab = Tab::Selection;
        }
    }

    /// Whether something lies over the panels and the map, so that they stand still.
    pub(super) fn is_covered(&self) -> bool {
        self.state.sheet.is_some() || self.state.palette.is_some() || self.state.form.is_some()
    }

    /// Today, for what is entered and what is overdue.
    pub(super) fn today(&self) -> Date {
        self.state.today.unwrap_or_else(super::clock::today)
    }

    /// Says for a while that something was taken away, and offers to undo it.
    pub(super) fn say_undoable(&mut self, text: String) {
        self.state.plan.toast = Some(Toast::undoable(text));
    }

    /// Says for a while what was done, where there is nothing to undo.
    pub(super) fn say(&mut self, text: String) {
        self.state.plan.toast = Some(Toast::said(text));
    }

    /// Opens the palette, or closes it.
    pub(super) fn toggle_palette(&mut self) {
        self.state.sheet = None;
        self.state.palette = if self.state.palette.is_some() { None } else { Some(Palette::default()) };
    }

    /// Opens the panel below on a tab.
    pub(super) fn show_tab(&mut self, tab: Tab) {
        self.state.bottom = true;
        self.state.tab = tab;
    }

    /// Asks for something.
    pub(super) fn ask(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Asks the session for something.
    pub(super) fn send(&mut self, action: Action) {
        self.commands.push(Command::Send(action));
    }

    /// The project, where there is one.
    pub(super) fn project(&self) -> Option<&'a Project> {
        self.snap.project.as_deref()
    }

    /// Whether there are figures to export.
    pub(super) fn can_export(&self) -> bool {
        self.snap.analysis.is_some() && self.snap.project.is_some()
    }
}

/// The rectangle around something selected, in metres; `None` where it is gone or has no place.
pub(super) fn bounds_of(snap: &Snapshot, selected: Selected) -> Option<Rect> {
    match selected {
        Selected::Gap(gap) => {
            let pieces = &snap.analysis.as_ref()?.gaps.get(gap)?.polygons;
            bounds::of_coords(pieces.iter().flat_map(|p| &p.exterior().0))
        }
        Selected::Feature { layer, feature } => {
            let project = snap.project.as_ref()?;
            project.layers.iter().find(|l| l.id == layer)?.features.get(feature)?.shape.bounds()
        }
    }
}

/// The rectangle around a layer, in metres.
pub(super) fn layer_bounds(project: &Project, layer: LayerId) -> Option<Rect> {
    let layer = project.layers.iter().find(|l| l.id == layer)?;
    layer.features.iter().filter_map(|f| f.shape.bounds()).reduce(|a, b| {
        let (low, high) = (a.min(), a.max());
        let (other_low, other_high) = (b.min(), b.max());
        Rect::new(
            crate::geom::Coord { x: low.x.min(other_low.x), y: low.y.min(other_low.y) },
            crate::geom::Coord { x: high.x.max(other_high.x), y: high.y.max(other_high.y) },
        )
    })
}

/// The place of something selected: a point inside a gap, the middle of a feature.
pub(super) fn place_of(snap: &Snapshot, selected: Selected) -> Option<Coord> {
    match selected {
        Selected::Gap(gap) => Some(snap.analysis.as_ref()?.gaps.get(gap)?.label_point),
        Selected::Feature { .. } => bounds_of(snap, selected).map(Rect::center),
    }
}

/// A place as it is copied: degrees with seven decimals, longitude first; metres where the plane has no degrees.
pub(super) fn coordinates(backend: &dyn Backend, place: Coord) -> String {
    match backend.to_degrees(place) {
        Some((lon, lat)) => format!("{lon:.7}, {lat:.7}"),
        None => format!("{:.3}, {:.3}", place.x, place.y),
    }
}
