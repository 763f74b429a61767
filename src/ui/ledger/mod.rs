//! The ledger (挂图作战、挂账销号): problems pinned to the map, who solves them by when, and what happened; comments on
//! proposed sites; score sheets.

mod comments;
mod copied;
mod detail;
mod forms;
mod list;

use std::sync::Arc;

use egui::{Align, Layout, RichText, Ui};

use super::context::{Command, Cx, place_of};
use super::controls;
use super::map::{Pin, Selected};
use super::state::Tab;
use super::theme::size;
use super::{format, icons, scores, widgets};
use crate::analysis::Analysis;
use crate::analysis::ledger::{Tally, zone_at};
use crate::geom::Coord;
use crate::model::plan::{Document, FacilityRef, Problem, ProblemId, ProblemPlace, ProblemState};
use crate::session::query::Same;

pub(super) use comments::{begin as comment_on, table as comments_table};
pub(super) use copied::table;
pub(super) use detail::{edit, progress, remove};
pub use forms::{CommentForm, ProblemForm, ProgressForm};

/// The parts of the tab.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part {
    /// Problems.
    #[default]
    Problems,
    /// Score sheets.
    Scores,
    /// Comments on proposed sites.
    Comments,
}

/// What the window shows of the ledger.
#[derive(Debug, Clone)]
pub struct LedgerView {
    /// The part of the tab.
    pub part: Part,
    /// Only problems in this state; `None` for all.
    pub state: Option<ProblemState>,
    /// Only those that should have been solved by now.
    pub overdue: bool,
    /// Only those of this unit; empty for all.
    pub unit: String,
    /// Only those in this zone; empty for all.
    pub zone: String,
    /// The problem shown in detail.
    pub selected: Option<ProblemId>,
    /// Whether pins are drawn on the map.
    pub pins: bool,
    /// Where each problem lies; worked out when problems or zones change.
    zones: Zones,
    /// Set for one frame when the list is to show the selected row.
    reveal: bool,
}

impl Default for LedgerView {
    fn default() -> Self {
        Self {
            part: Part::default(),
            state: None,
            overdue: false,
            unit: String::new(),
            zone: String::new(),
            selected: None,
            pins: true,
            zones: Zones::default(),
            reveal: false,
        }
    }
}

/// The zone of each problem, by its number.
#[derive(Debug, Clone, Default)]
struct Zones {
    of: Option<(Option<Same<Document>>, Same<Analysis>)>,
    names: Arc<[(ProblemId, String)]>,
}

/// The problems of the project.
fn problems<'a>(cx: &Cx<'a>) -> &'a [Arc<Problem>] {
    cx.snap.document.as_ref().map_or(&[], |d: &'a Arc<_>| d.problems.as_slice())
}

/// How many there are, those that are closed left out.
pub(super) fn waiting(cx: &Cx<'_>) -> usize {
    problems(cx).iter().filter(|p| p.state != ProblemState::Closed).count()
}

fn find<'a>(cx: &Cx<'a>, id: ProblemId) -> Option<&'a Arc<Problem>> {
    problems(cx).iter().find(|p| p.id == id)
}

/// Where a problem is.
fn place(problem: &Problem) -> Coord {
    Coord { x: problem.at[0], y: problem.at[1] }
}

/// The zone of each problem: asked of the geometry once, not each frame.
fn zones(cx: &mut Cx<'_>) -> Arc<[(ProblemId, String)]> {
    let (Some(project), Some(analysis)) = (&cx.snap.project, &cx.snap.analysis) else { return Arc::default() };
    let of = Some((cx.snap.document.as_ref().map(Same::of), Same::of(analysis)));
    if cx.state.ledger.zones.of != of {
        let names = problems(cx)
            .iter()
            .map(|p| {
                let zone = zone_at(project, analysis, place(p)).map(|z| analysis.zones[z].name.clone());
                (p.id, zone.unwrap_or_default())
            })
            .collect();
        cx.state.ledger.zones = Zones { of, names };
    }
    Arc::clone(&cx.state.ledger.zones.names)
}

fn zone_name(zones: &[(ProblemId, String)], id: ProblemId) -> &str {
    zones.iter().find(|(p, _)| *p == id).map_or("", |(_, name)| name)
}

/// The key of a state in the table of texts.
fn state_key(state: ProblemState) -> &'static str {
    match state {
        ProblemState::Open => "ledger.open",
        ProblemState::UnderWay => "ledger.under_way",
        ProblemState::Closed => "ledger.closed",
    }
}

fn state_icon(state: ProblemState) -> &'static str {
    match state {
        ProblemState::Open => icons::FLAG,
        ProblemState::UnderWay => icons::HOURGLASS,
        ProblemState::Closed => icons::CHECK_CIRCLE,
    }
}

fn state_color(cx: &Cx<'_>, state: ProblemState) -> egui::Color32 {
    match state {
        ProblemState::Open => cx.p.missed_text,
        ProblemState::UnderWay => cx.p.warning_text,
        ProblemState::Closed => cx.p.met_text,
    }
}

/// The pins for the map: those that the filter lets through.
pub(super) fn pins(cx: &mut Cx<'_>) -> Vec<Pin> {
    if !cx.state.ledger.pins || problems(cx).is_empty() {
        return Vec::new();
    }
    let today = cx.today();
    let shown = filtered(cx);
    let selected = cx.state.ledger.selected;
    shown
        .iter()
        .map(|p| Pin {
            id: p.id,
            at: place(p),
            state: p.state,
            overdue: p.overdue(today),
            selected: selected == Some(p.id),
            label: cx.trf("ledger.pin", &[("title", &p.title), ("state", cx.tr(state_key(p.state)))]),
        })
        .collect()
}

/// The problems that the filter lets through: open ones first, then by deadline, those without one last.
fn filtered(cx: &mut Cx<'_>) -> Vec<Arc<Problem>> {
    let zones = zones(cx);
    let today = cx.today();
    let view = &cx.state.ledger;
    let mut found: Vec<Arc<Problem>> = problems(cx)
        .iter()
        .filter(|p| view.state.is_none_or(|s| p.state == s))
        .filter(|p| !view.overdue || p.overdue(today))
        .filter(|p| view.unit.is_empty() || p.unit == view.unit)
        .filter(|p| view.zone.is_empty() || zone_name(&zones, p.id) == view.zone)
        .cloned()
        .collect();
    found.sort_by_key(|p| (p.state, p.deadline.is_none(), p.deadline, p.id));
    found
}

/// Begins a problem at a place on the map: pinned to what lies there.
pub(super) fn begin_at(cx: &mut Cx<'_>, at: Coord, here: &[Selected]) {
    let pinned = here.iter().find_map(|s| pinned(cx, *s));
    let (place, title) = pinned.unwrap_or((ProblemPlace::Place, String::new()));
    cx.state.form = Some(super::forms::Form::Problem(Box::new(ProblemForm::new(at, place, title))));
}

/// Begins a problem with what is selected.
pub(super) fn begin_with(cx: &mut Cx<'_>, selected: Selected) {
    let Some(at) = place_of(cx.snap, selected) else { return };
    begin_at(cx, at, &[selected]);
}

/// What a problem is pinned to, and what it is called at first.
fn pinned(cx: &Cx<'_>, selected: Selected) -> Option<(ProblemPlace, String)> {
    match selected {
        Selected::Gap(gap) => {
            let gap = cx.snap.analysis.as_ref()?.gaps.get(gap)?;
            let zone = gap.zone.as_deref().unwrap_or(cx.tr("gaps.no_zone"));
            let area = format::hectares(gap.area_m2);
            Some((ProblemPlace::Gap, cx.trf("ledger.gap_title", &[("zone", zone), ("area", &area)])))
        }
        Selected::Feature { layer, feature } => {
            let layer = cx.project()?.layers.iter().find(|l| l.id == layer)?;
            let thing = layer.features.get(feature)?;
            let name = crate::analysis::card::name(layer, thing).unwrap_or_default();
            if let Some(proposal) = crate::analysis::scenario::proposal_of(layer, thing) {
                return Some((ProblemPlace::Proposal(proposal), name));
            }
            layer.role.facility_kind().map(|_| (ProblemPlace::Facility(FacilityRef::to(layer, thing)), name))
        }
    }
}

/// Shows a problem on the map and in the list.
pub(super) fn visit(cx: &mut Cx<'_>, id: ProblemId, zoom: bool) {
    cx.state.ledger.selected = Some(id);
    cx.state.ledger.part = Part::Problems;
    cx.state.ledger.reveal = true;
    cx.show_tab(Tab::Ledger);
    if let Some(problem) = find(cx, id).filter(|_| zoom) {
        cx.ask(Command::Jump(place(problem)));
    }
}

/// Shows the problem in detail on the map.
pub(super) fn zoom_selected(cx: &mut Cx<'_>) {
    if let Some(id) = cx.state.ledger.selected {
        visit(cx, id, true);
    }
}

/// Does something with the problem shown in detail.
pub(super) fn of_selected(cx: &mut Cx<'_>, act: fn(&mut Cx<'_>, &Problem)) {
    if let Some(problem) = cx.state.ledger.selected.and_then(|id| find(cx, id)).cloned() {
        act(cx, &problem);
    }
}

/// Asks where to write the problems that the filters leave.
pub(super) fn export(cx: &mut Cx<'_>) {
    let ids = filtered(cx).iter().map(|p| p.id).collect();
    cx.ask(Command::ExportLedger(ids));
}

/// The tab.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.state.ledger.selected.is_some_and(|id| find(cx, id).is_none()) {
        cx.state.ledger.selected = None;
    }
    head(ui, cx);
    match cx.state.ledger.part {
        Part::Problems => of_problems(ui, cx),
        Part::Scores => scores::show(ui, cx),
        Part::Comments => comments::show(ui, cx),
    }
}

fn head(ui: &mut Ui, cx: &mut Cx<'_>) {
    let sheets = cx.snap.document.as_ref().map_or(0, |d| d.sheets.len());
    let comments = cx.snap.document.as_ref().map_or(0, |d| d.comments.len());
    ui.horizontal(|ui| {
        ui.set_min_height(34.0);
        let with = |text: &str, n: usize| if n == 0 { text.to_owned() } else { format!("{text} {}", format::count(n)) };
        let part = cx.state.ledger.part;
        let chips = [
            (with(cx.tr("ledger.problems"), problems(cx).len()), part == Part::Problems),
            (with(cx.tr("ledger.scores"), sheets), part == Part::Scores),
            (with(cx.tr("ledger.comments"), comments), part == Part::Comments),
        ];
        if let Some(n) = controls::filter_chips(ui, &chips) {
            cx.state.ledger.part = [Part::Problems, Part::Scores, Part::Comments][n];
        }
        if part != Part::Problems {
            return;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let any = !problems(cx).is_empty();
            let label = cx.tr("ledger.export");
            if widgets::icon_button_of(ui, icons::FILE_CSV, label, 28.0, None, any).clicked() {
                export(cx);
            }
            let pins = cx.state.ledger.pins;
            if widgets::icon_toggle(ui, icons::PUSH_PIN, cx.tr("ledger.pins"), pins).clicked() {
                cx.state.ledger.pins = !pins;
            }
            if widgets::icon_button(ui, icons::PLUS, cx.tr("ledger.new_hint")).clicked() {
                match cx.state.selection {
                    Some(selected) => begin_with(cx, selected),
                    None => cx.ask(Command::ReportHere),
                }
            }
            // A figure for those who hand in how far they are.
            let tally = Tally::of(problems(cx).iter().map(|p| &**p), cx.today());
            if let Some(share) = tally.closed_share().filter(|_| ui.available_width() > 150.0) {
                let text = cx.trf("ledger.share", &[("share", &format::percent(share, None, 1))]);
                ui.label(RichText::new(text).size(size::SMALL).color(cx.p.muted));
            }
        });
    });
}

fn of_problems(ui: &mut Ui, cx: &mut Cx<'_>) {
    if problems(cx).is_empty() {
        controls::nothing(ui, cx.tr("ledger.none"));
        return;
    }
    let whole = ui.available_rect_before_wrap();
    let selected = cx.state.ledger.selected.and_then(|id| find(cx, id)).cloned();
    let detail = if selected.is_some() { (whole.width() * 0.40).clamp(240.0, 380.0) } else { 0.0 };
    let left = whole.with_max_x(whole.right() - detail);
    ui.scope_builder(egui::UiBuilder::new().max_rect(left), |ui| list::show(ui, cx));
    if let Some(problem) = selected {
        let line = left.right() + 8.0;
        ui.painter().vline(line, whole.y_range(), egui::Stroke::new(1.0, cx.p.line));
        let right = whole.with_min_x(line + 12.0);
        ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| detail::show(ui, cx, &problem));
    }
    ui.advance_cursor_after_rect(whole);
}
