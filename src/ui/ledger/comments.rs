//! Comments on proposed sites: those of the scenario shown first.

use std::sync::Arc;

use egui::{Align, Label, Layout, RichText, Role as A11y, Ui, WidgetInfo};

use super::forms::CommentForm;
use crate::model::plan::{Comment, Proposal, ProposalId, ScenarioId};
use crate::session::PlanAction;
use crate::session::tables::TableText;
use crate::ui::context::{Command, Cx};
use crate::ui::controls;
use crate::ui::copy::as_table;
use crate::ui::forms::Form;
use crate::ui::scenarios;
use crate::ui::theme::size;
use crate::ui::{icons, widgets};

/// The proposal of this number in a scenario, else in any.
fn proposal<'a>(cx: &Cx<'a>, id: ProposalId, scenario: Option<ScenarioId>) -> Option<&'a Arc<Proposal>> {
    let all = scenarios::all(cx);
    let first = all.iter().filter(|s| Some(s.id) == scenario);
    first.chain(all).find_map(|s| s.proposal(id))
}

fn called(cx: &Cx<'_>, id: ProposalId, proposal: Option<&Arc<Proposal>>) -> String {
    match proposal {
        Some(p) if !p.name.is_empty() => p.name.clone(),
        Some(p) => {
            let key = format!("kind.{}", role_of(p));
            let kind = crate::ui::i18n::tr(cx.lang(), &key);
            format!("{kind} {}", id.0)
        }
        None => cx.trf("scene.unnamed_proposal", &[("n", &id.0.to_string())]),
    }
}

fn role_of(proposal: &Proposal) -> &'static str {
    use crate::model::FacilityKind as K;
    match proposal.kind {
        K::Park => "park",
        K::PocketPark => "pocket_park",
        K::Toilet => "toilet",
        K::TransferStation => "transfer_station",
        K::Parking => "parking",
        K::BeautifulZone => "beautiful_zone",
    }
}

/// Opens the form of a comment on a proposal of the scenario shown.
pub(in crate::ui) fn begin(cx: &mut Cx<'_>, id: ProposalId) {
    let name = called(cx, id, proposal(cx, id, cx.snap.scenario));
    cx.state.form = Some(Form::Comment(CommentForm::new(id, cx.snap.scenario, name)));
}

/// The part of the tab.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let shown = scenarios::all(cx).iter().find(|s| Some(s.id) == cx.snap.scenario);
    let offered: Vec<(ProposalId, String)> =
        shown.map(|s| s.proposals.iter().map(|p| (p.id, called(cx, p.id, Some(p)))).collect()).unwrap_or_default();
    if !offered.is_empty() {
        let names: Vec<String> = offered.iter().map(|(_, n)| n.clone()).collect();
        ui.horizontal(|ui| {
            ui.label(RichText::new(cx.tr("ledger.comment_new")).size(size::SMALL).color(cx.p.muted));
            if let Some(n) = controls::choose(ui, cx.tr("ledger.comment_new"), &names, None, 220.0) {
                begin(cx, offered[n].0);
            }
        });
    }
    let all = listed(cx);
    if all.is_empty() {
        controls::nothing(ui, cx.tr("ledger.no_comments"));
        return;
    }
    egui::ScrollArea::vertical().id_salt("comments").auto_shrink([false, false]).show(ui, |ui| {
        for comment in &all {
            ui.push_id(comment.id.0, |ui| one(ui, cx, comment));
        }
    });
}

/// The comments in the order in which they are listed: those of the scenario shown first, the newest first.
fn listed(cx: &Cx<'_>) -> Vec<Arc<Comment>> {
    let mut all: Vec<Arc<Comment>> = cx.snap.document.as_ref().map(|d| d.comments.clone()).unwrap_or_default();
    let here = cx.snap.scenario;
    all.sort_by(|a, b| {
        let other = |c: &Comment| c.scenario.is_some() && c.scenario != here;
        other(a).cmp(&other(b)).then(b.date.cmp(&a.date)).then(b.id.cmp(&a.id))
    });
    all
}

/// The comments that are listed, as a table; `None` without any.
pub(in crate::ui) fn table(cx: &Cx<'_>) -> Option<TableText> {
    let rows: Vec<Vec<String>> = listed(cx)
        .iter()
        .map(|comment| {
            let found = proposal(cx, comment.proposal, comment.scenario).cloned();
            vec![
                comment.date.to_string(),
                comment.scenario.map_or(String::new(), |_| scenarios::name_of(cx, comment.scenario)),
                called(cx, comment.proposal, found.as_ref()),
                comment.by.clone(),
                comment.text.clone(),
            ]
        })
        .collect();
    let head = ["dated.date", "export.scenario", "place.name", "copy.by", "copy.comment"];
    let head = head.map(|key| cx.tr(key).to_owned()).to_vec();
    (!rows.is_empty()).then(|| as_table(cx.tr("ledger.comments"), head, &[], rows))
}

fn one(ui: &mut Ui, cx: &mut Cx<'_>, comment: &Comment) {
    let found = proposal(cx, comment.proposal, comment.scenario).cloned();
    let name = called(cx, comment.proposal, found.as_ref());
    ui.add_space(4.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.label(RichText::new(icons::COMMENT).size(15.0).color(cx.p.muted));
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            if widgets::icon_button(ui, icons::TRASH, cx.tr("ledger.remove_comment")).clicked() {
                cx.send(PlanAction::RemoveComment(comment.id).into());
                let text = cx.trf("ledger.comment_removed", &[("name", &name)]);
                cx.say_undoable(text);
            }
            if widgets::icon_button(ui, icons::PENCIL, cx.tr("ledger.edit_comment")).clicked() {
                cx.state.form = Some(Form::Comment(CommentForm::of(comment, name.clone())));
            }
            let at = found.as_ref().and_then(|p| p.position());
            if let Some(at) = at
                && widgets::icon_button(ui, icons::CROSSHAIR, cx.tr("ledger.zoom")).clicked()
            {
                cx.ask(Command::Jump(at));
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                let scenario = comment.scenario.map(|_| scenarios::name_of(cx, comment.scenario));
                let parts: Vec<String> = [Some(comment.date.to_string()), Some(comment.by.clone()), scenario]
                    .into_iter()
                    .flatten()
                    .filter(|t| !t.is_empty())
                    .collect();
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    ui.label(widgets::strong(&name, size::TEXT));
                    ui.label(RichText::new(parts.join(" · ")).size(size::SMALL).color(cx.p.muted));
                });
                let text = ui.add(Label::new(RichText::new(&comment.text).color(cx.p.text)).wrap().selectable(true));
                text.widget_info(|| WidgetInfo::labeled(A11y::Label, true, &comment.text));
            });
        });
    });
    ui.add_space(4.0);
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 1.0), egui::Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, egui::Stroke::new(1.0, cx.p.line));
}
