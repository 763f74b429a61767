//! The box with the rule set and the targets, and the sources behind their figures.

use egui::{ComboBox, RichText, Ui};

use crate::session::Action;

use super::context::{Command, Cx};
use super::rules_view;
use super::state::Sheet;
use super::theme::size;
use super::widgets;

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(project) = cx.project() else { return };
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        widgets::heading(ui, cx.tr("rules.heading"));
    });
    ui.spacing_mut().item_spacing.y = 6.0;
    let lang = cx.lang();
    let width = ui.available_width() - 2.0;
    choose(ui, cx, "rules.set", &rules_view::rules_name(&project.rules, lang), width, |ui, cx| {
        for (id, name) in rules_view::rule_choices(lang) {
            if ui.selectable_label(id == project.rules.id, name).clicked() && id != project.rules.id {
                cx.send(Action::SetRules(id));
            }
        }
        if ui.selectable_label(false, cx.tr("rules.from_file")).clicked() {
            cx.ask(Command::RulesFile);
        }
    });
    let targets = project.targets.as_deref();
    let shown = targets.map_or_else(|| cx.tr("rules.no_targets").to_owned(), |t| rules_view::targets_name(t, lang));
    choose(ui, cx, "rules.targets", &shown, width, |ui, cx| {
        if ui.selectable_label(targets.is_none(), cx.tr("rules.no_targets")).clicked() && targets.is_some() {
            cx.send(Action::SetTargets(None));
        }
        for (id, name) in rules_view::target_choices(lang) {
            let on = targets.is_some_and(|t| t.id == id);
            if ui.selectable_label(on, name).clicked() && !on {
                cx.send(Action::SetTargets(Some(id)));
            }
        }
        if ui.selectable_label(false, cx.tr("rules.from_file")).clicked() {
            cx.ask(Command::TargetsFile);
        }
    });
    for tier in rules_view::tiers(&project.rules, lang) {
        widgets::muted(ui, tier);
    }
    ui.add_space(2.0);
    let unverified = rules_view::unverified(&project.rules, cx.snap.analysis.as_deref(), lang);
    if unverified.is_empty() {
        if widgets::link(ui, cx.tr("rules.basis")).clicked() {
            cx.state.sheet = Some(Sheet::Basis);
        }
        return;
    }
    let p = cx.p;
    egui::Frame::new()
        .fill(p.warning_fill)
        .stroke(egui::Stroke::new(1.0, p.warning_line))
        .corner_radius(6)
        .inner_margin(egui::Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let what = unverified.join(lang.pick("、", ", "));
            let text = cx.trf("rules.unverified", &[("what", &what)]);
            ui.add(egui::Label::new(RichText::new(text).size(size::SMALL).color(p.warning_text)).wrap());
            let label = cx.tr("rules.basis");
            let link = egui::Label::new(RichText::new(label).size(size::SMALL).color(p.warning_text).underline())
                .sense(egui::Sense::click());
            let response = ui.add(link).on_hover_cursor(egui::CursorIcon::PointingHand);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, label));
            if response.clicked() {
                cx.state.sheet = Some(Sheet::Basis);
            }
        });
}

fn choose(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    key: &'static str,
    shown: &str,
    width: f32,
    list: impl FnOnce(&mut Ui, &mut Cx<'_>),
) {
    let label = cx.tr(key);
    let response = ComboBox::from_id_salt(key)
        .width(width)
        .truncate()
        .selected_text(RichText::new(shown))
        .show_ui(ui, |ui| list(ui, cx))
        .response;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{label}: {shown}")));
    response.on_hover_text(format!("{label}: {shown}"));
}
