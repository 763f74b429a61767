//! The particulars of a proposal, to be filled in: name, kind, class, size, spaces, cost, year, note; and what it does.

use std::sync::Arc;

use egui::{Align, Id, Layout, RichText, Ui};

use crate::analysis::gains::{Change, Gain};
use crate::model::FacilityKind;
use crate::model::plan::{Proposal, ProposalId, What};
use crate::ui::context::{Command, Cx};
use crate::ui::inspector::{columns, fact};
use crate::ui::theme::size;
use crate::ui::{format, icons, widgets};

use super::draft::{KINDS, is_park};
use super::fields::{Figure, Typed, Words, choice, row};
use super::gain::{self, classes};
use super::shown::{facility_name, proposal_of, scenario, selected_of, shown_shape, title};
use super::words::{kind_name, live_card, signed};
use super::{Ask, figures_of};

/// What is being tried in the form: the figures follow it until it is put or dropped.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    /// Of which proposal.
    pub(super) id: ProposalId,
    /// As it would be.
    pub(super) tried: Proposal,
}

/// Shows the form of the chosen proposal; tells whether there is one.
pub(in crate::ui) fn show(ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
    let proposal = cx.state.plan.chosen.and_then(|id| scenario(cx.snap)?.proposal(id).cloned());
    let Some(proposal) = proposal else { return false };
    head(ui, cx, &proposal);
    let (gains, _) = cx.work.plan.gains.ask(ui.ctx(), cx.snap);
    let gain = gain::of(gains.as_ref(), proposal.id).cloned();
    let before = cx.commands.len();
    columns(
        ui,
        cx,
        |ui, cx| fields(ui, cx, &proposal),
        |ui, cx| does(ui, cx, &proposal, gain.as_ref()),
        |ui, cx| about(ui, cx, &proposal),
    );
    let asked = cx.commands[before..].iter().any(|c| matches!(c, Command::Plan(Ask::Put(_) | Ask::Remove(_))));
    if asked {
        cx.state.plan.form = None;
    }
    true
}

fn head(ui: &mut Ui, cx: &mut Cx<'_>, proposal: &Arc<Proposal>) {
    ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        ui.spacing_mut().item_spacing.x = 8.0;
        let color = if matches!(proposal.what, What::Close(_)) { cx.p.missed_text } else { cx.p.met_text };
        ui.label(RichText::new(super::strip::icon(proposal.kind)).size(18.0).color(color));
        ui.label(widgets::strong(title(cx.snap, proposal, cx.lang()), size::TITLE));
        let key = match proposal.what {
            What::New => "place.tag_new",
            What::Close(_) => "place.tag_close",
            What::Change(_) => "place.tag_change",
        };
        ui.label(RichText::new(cx.tr(key)).size(size::SMALL).color(cx.p.muted));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            if widgets::icon_button(ui, icons::CLOSE, cx.tr("select.clear")).clicked() {
                cx.state.plan.chosen = None;
                cx.ask(Command::Select(None));
            }
            if widgets::icon_button(ui, icons::TRASH, cx.tr("place.remove")).clicked() {
                cx.ask(Command::Plan(Ask::Remove(vec![proposal.id])));
            }
            if widgets::icon_button(ui, icons::CROSSHAIR, cx.tr("select.zoom")).clicked() {
                match selected_of(cx.snap, proposal.id) {
                    Some(what) => cx.ask(Command::Visit(what)),
                    None => cx.ask(Command::Plan(Ask::Visit(proposal.id))),
                }
            }
        });
    });
}

fn put(cx: &mut Cx<'_>, old: &Proposal, change: impl FnOnce(&mut Proposal)) {
    let mut next = old.clone();
    change(&mut next);
    if next != *old {
        cx.ask(Command::Plan(Ask::Put(Box::new(next))));
    }
}

fn fields(ui: &mut Ui, cx: &mut Cx<'_>, proposal: &Arc<Proposal>) {
    let lang = cx.lang();
    let id = |what: &str| Id::unique(("proposal", proposal.id.0, what));
    let closes = matches!(proposal.what, What::Close(_));
    if !closes {
        let caption = cx.tr("place.name");
        let hint = title(cx.snap, proposal, lang);
        let name = row(ui, cx, caption, |ui| {
            Words { label: caption, hint: &hint, value: &proposal.name, lines: 1 }.show(ui, cx, id("name"))
        });
        if let Some(name) = name {
            put(cx, proposal, |p| p.name = name);
        }
    }
    if proposal.what == What::New {
        let caption = cx.tr("place.kind_of");
        let all: Vec<(FacilityKind, String)> = KINDS.iter().map(|k| (*k, capital(kind_name(*k, lang)))).collect();
        let kind = row(ui, cx, caption, |ui| choice(ui, caption, "proposal kind", &proposal.kind, &all, 132.0));
        if let Some(kind) = kind {
            put(cx, proposal, |p| {
                p.kind = kind;
                // A class is one of its kind.
                p.class.clear();
            });
        }
    }
    if !closes {
        class(ui, cx, proposal);
        figures(ui, cx, proposal);
    }
    let caption = cx.tr("place.year");
    let field = Figure {
        label: caption,
        unit: "",
        hint: "",
        value: Some(f64::from(proposal.year)),
        empty: false,
        plain: true,
        width: 72.0,
    };
    let typed = row(ui, cx, caption, |ui| field.show(ui, cx, id("year")));
    if let Typed::Done(Some(year)) = typed {
        put(cx, proposal, |p| p.year = year.round() as i32);
    }
    cost(ui, cx, proposal);
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn class(ui: &mut Ui, cx: &mut Cx<'_>, proposal: &Arc<Proposal>) {
    let mut all = classes(cx.snap, proposal.kind, cx);
    if all.len() < 2 {
        return;
    }
    if proposal.facility().is_some() {
        cx.tr("place.unchanged").clone_into(&mut all[0].1);
    }
    if !all.iter().any(|(written, _)| *written == proposal.class) {
        all.push((proposal.class.clone(), proposal.class.clone()));
    }
    let caption = cx.tr("place.class");
    let class = row(ui, cx, caption, |ui| choice(ui, caption, "proposal class", &proposal.class, &all, 132.0));
    if let Some(class) = class {
        put(cx, proposal, |p| p.class = class);
    }
}

/// Area and spaces: while one is typed, the figures follow.
fn figures(ui: &mut Ui, cx: &mut Cx<'_>, proposal: &Arc<Proposal>) {
    let existing = proposal.facility().is_some();
    let own = shown_shape(cx.snap, proposal.id).map(|s| s.region.area()).filter(|a| *a > 0.0);
    let hint = match own.filter(|_| !existing || !proposal.shape.is_empty()) {
        Some(area) => format::shortest(area.round()),
        None if existing => cx.tr("place.unchanged").to_owned(),
        None => String::new(),
    };
    let area = Figure {
        label: cx.tr("place.area"),
        unit: cx.tr("unit.m2"),
        hint: &hint,
        value: proposal.area_m2,
        empty: true,
        plain: false,
        width: 96.0,
    };
    let wanted = is_park(proposal.kind) || !proposal.shape.region.is_empty();
    if wanted {
        let typed = row(ui, cx, cx.tr("place.area"), |ui| area.show(ui, cx, Id::unique(("area", proposal.id.0))));
        try_out(cx, proposal, &typed, |p, v| p.area_m2 = v);
    }
    if proposal.kind == FacilityKind::Parking {
        let hint = if existing { cx.tr("place.unchanged") } else { "" };
        let spaces = Figure {
            label: cx.tr("place.spaces"),
            unit: "",
            hint,
            value: proposal.spaces,
            empty: true,
            plain: false,
            width: 96.0,
        };
        let typed = row(ui, cx, cx.tr("place.spaces"), |ui| spaces.show(ui, cx, Id::unique(("spaces", proposal.id.0))));
        try_out(cx, proposal, &typed, |p, v| p.spaces = v.map(f64::round));
    }
}

fn cost(ui: &mut Ui, cx: &mut Cx<'_>, proposal: &Arc<Proposal>) {
    let cost = Figure {
        label: cx.tr("place.cost"),
        unit: cx.tr("place.cost_unit"),
        hint: "",
        value: proposal.cost,
        empty: true,
        plain: false,
        width: 96.0,
    };
    let typed = row(ui, cx, cx.tr("place.cost"), |ui| cost.show(ui, cx, Id::unique(("cost", proposal.id.0))));
    if let Typed::Done(cost) = typed {
        put(cx, proposal, |p| p.cost = cost);
    }
}

/// What is typed is tried out at once, put when the field is left, and dropped with Esc.
fn try_out(
    cx: &mut Cx<'_>,
    proposal: &Arc<Proposal>,
    typed: &Typed<Option<f64>>,
    set: impl Fn(&mut Proposal, Option<f64>),
) {
    match typed {
        Typed::Nothing => {}
        Typed::Trying(value) => {
            let mut tried = Proposal::clone(proposal);
            set(&mut tried, *value);
            if tried.fault().is_none() {
                cx.state.plan.form = Some(Form { id: proposal.id, tried: tried.clone() });
                cx.ask(Command::Plan(Ask::Drag(Box::new(tried))));
            }
        }
        Typed::Done(value) => {
            let mut next = Proposal::clone(proposal);
            set(&mut next, *value);
            if next == **proposal {
                cx.ask(Command::Plan(Ask::EndDrag));
            } else {
                cx.ask(Command::Plan(Ask::Put(Box::new(next))));
            }
        }
        Typed::Dropped => {
            cx.state.plan.form = None;
            cx.ask(Command::Plan(Ask::EndDrag));
        }
    }
}

/// What it does: under the pointer while it changes, else alone and in order.
fn does(ui: &mut Ui, cx: &mut Cx<'_>, proposal: &Arc<Proposal>, gain: Option<&Gain>) {
    widgets::heading(ui, cx.tr("place.does"));
    ui.add_space(4.0);
    let lang = cx.lang();
    let live = figures_of(cx.snap, &cx.state.plan).filter(|f| f.proposal == proposal.id).cloned();
    if let Some(live) = live {
        let form = cx.state.plan.form.as_ref().filter(|f| f.id == proposal.id);
        let own: &Proposal = proposal;
        let card = live_card(cx.snap, &live, form.map_or(own, |f| &f.tried), lang);
        let color = if card.better == Some(false) { cx.p.missed_text } else { cx.p.met_text };
        // Columns set their text flush on both sides; lines that change are read more easily ragged.
        ui.vertical(|ui| {
            ui.label(widgets::strong(card.figure.clone(), 18.0).color(color));
            for line in &card.lines {
                ui.add(egui::Label::new(RichText::new(line).color(cx.p.text)).wrap());
            }
            for warning in &card.warnings {
                let text = RichText::new(format!("{} {warning}", icons::WARNING));
                ui.add(egui::Label::new(text.size(size::SMALL).color(cx.p.missed_text)).wrap());
            }
        });
        return;
    }
    let orphan = cx.snap.orphans.iter().any(|o| o.proposal == proposal.id);
    if orphan {
        let text = RichText::new(format!("{} {}", icons::WARNING, cx.tr("place.orphan"))).color(cx.p.missed_text);
        ui.add(egui::Label::new(text).wrap());
        return;
    }
    rated(ui, cx, proposal);
    let Some(gain) = gain else {
        widgets::muted(ui, cx.tr("card.computing"));
        return;
    };
    let zones: Vec<&str> = cx
        .snap
        .analysis
        .iter()
        .flat_map(|a| gain.zones.iter().filter_map(move |z| a.zones.get(*z)))
        .map(|z| z.name.as_str())
        .collect();
    let zones = if zones.is_empty() { cx.tr("gaps.no_zone").to_owned() } else { zones.join(lang.pick("、", ", ")) };
    fact(ui, cx, cx.tr("select.zone"), &zones);
    if let Some(indicator) = gain.indicator {
        fact(ui, cx, cx.tr("place.alone"), &change_text(cx, gain.alone));
        fact(ui, cx, cx.tr("place.in_order"), &change_text(cx, gain.in_order));
        widgets::muted(ui, cx.trf("place.gain_of", &[("indicator", &format::indicator(lang, indicator))]));
    }
}

/// How the rule set rates it, where it is on the map.
fn rated(ui: &mut Ui, cx: &Cx<'_>, proposal: &Proposal) {
    let Some(crate::ui::map::Selected::Feature { layer, feature }) = selected_of(cx.snap, proposal.id) else { return };
    let analysis = cx.snap.analysis.as_ref().filter(|_| !cx.snap.stale);
    let rated = analysis.and_then(|a| a.facilities.iter().find(|f| f.layer == layer && f.feature == feature));
    let Some(rated) = rated else { return };
    let lang = cx.lang();
    if let Some(area) = rated.area_m2 {
        fact(ui, cx, cx.tr("select.rated_area"), &format::area(lang, area));
    }
    let radius = match (rated.radius_m, rated.reason) {
        (Some(radius), _) => format::length(lang, radius),
        (None, reason) => {
            let reason = reason.map_or(String::new(), |r| crate::ui::i18n::tr_note(lang, "reason", r, ""));
            cx.trf("select.not_serving", &[("reason", &reason)])
        }
    };
    fact(ui, cx, cx.tr("select.radius"), &radius);
}

/// `+1.24 个百分点 · 16.83 公顷`
pub(super) fn change_text(cx: &Cx<'_>, change: Option<Change>) -> String {
    let Some(change) = change else { return "–".to_owned() };
    let land = format!("{} {}", signed(change.covered_m2 / 1e4, 2), cx.tr("unit.hectares"));
    match change.rate {
        Some(rate) => format!("{} · {land}", cx.trf("place.points", &[("value", &signed(rate * 100.0, 2))])),
        None => land,
    }
}

/// The facility that it is about, and the note.
fn about(ui: &mut Ui, cx: &mut Cx<'_>, proposal: &Arc<Proposal>) {
    if let Some(facility) = proposal.facility() {
        let layer = cx.snap.document.as_ref().and_then(|d| d.layer(facility.layer)).map(|l| l.name.clone());
        let name = facility_name(cx.snap, facility).unwrap_or_else(|| format!("#{}", facility.index + 1));
        fact(ui, cx, cx.tr("place.facility"), &name);
        fact(ui, cx, cx.tr("select.layer"), &layer.unwrap_or_default());
        widgets::muted(ui, cx.tr("place.source_unchanged"));
        ui.add_space(4.0);
        if matches!(proposal.what, What::Close(_)) {
            let what = selected_of(cx.snap, proposal.id);
            if widgets::link(ui, cx.tr("place.keep_open")).clicked() {
                cx.ask(Command::Plan(Ask::Remove(vec![proposal.id])));
            }
            if let Some(what) = what
                && widgets::link(ui, cx.tr("place.change_instead")).clicked()
            {
                cx.ask(Command::Plan(Ask::Change(what, None)));
            }
        } else if let Some(what) = selected_of(cx.snap, proposal.id)
            && proposal_of(cx.snap, what).is_some_and(|p| p.id == proposal.id)
            && widgets::link(ui, cx.tr("place.close_instead")).clicked()
        {
            cx.ask(Command::Plan(Ask::Close(what)));
        }
        ui.add_space(size::UNIT);
    }
    widgets::heading(ui, cx.tr("place.note"));
    ui.add_space(4.0);
    let label = cx.tr("place.note");
    let words = Words { label, hint: cx.tr("place.note_hint"), value: &proposal.note, lines: 3 };
    if let Some(note) = words.show(ui, cx, Id::unique(("note", proposal.id.0))) {
        put(cx, proposal, |p| p.note = note);
    }
}
