//! The rules of placement, to be filled in: where facilities belong, where none may be, how far they keep from one another
//! and from homes. They warn; they never forbid.

use egui::{Id, RichText, Ui};

use crate::model::plan::PlacementRules;
use crate::model::{FacilityKind, Layer, Role};
use crate::session::{Action, PlanAction};
use crate::ui::context::Cx;
use crate::ui::theme::size;
use crate::ui::{icons, widgets};

use super::draft::KINDS;
use super::fields::{Figure, Typed};
use super::words::kind_name;

/// Shows them.
pub(in crate::ui) fn show(ui: &mut Ui, cx: &mut Cx<'_>, height: f32) {
    let Some(document) = cx.snap.document.clone() else {
        widgets::muted(ui, cx.tr("place.rules_none"));
        return;
    };
    let before = document.head.placement.clone();
    let mut rules = before.clone();
    widgets::muted(ui, cx.tr("place.rules_hint"));
    ui.add_space(size::UNIT);
    widgets::list_up_to(height).id_salt("placement").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        let candidates = document.layers.iter().any(|l| l.role == Role::Candidate);
        widgets::heading(ui, cx.tr("place.rules_land"));
        ui.add_enabled_ui(candidates, |ui| {
            checkbox(ui, cx, cx.tr("place.rules_candidates"), &mut rules.on_candidates);
        });
        if !candidates {
            widgets::muted(ui, cx.tr("place.rules_no_candidates"));
        }
        ui.add_space(size::UNIT);
        widgets::heading(ui, cx.tr("place.rules_forbidden"));
        let areal = |l: &&std::sync::Arc<Layer>| {
            let ground = matches!(l.role, Role::Zone | Role::Boundary | Role::Candidate | Role::Population);
            !ground && l.features.iter().take(200).any(|f| !f.shape.region.is_empty())
        };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 18.0;
            for layer in document.layers.iter().filter(areal) {
                let mut on = rules.forbidden.contains(&layer.id);
                if checkbox(ui, cx, &layer.name, &mut on) {
                    rules.forbidden.retain(|id| *id != layer.id);
                    if on {
                        rules.forbidden.push(layer.id);
                    }
                }
            }
        });
        ui.add_space(size::UNIT);
        widgets::heading(ui, cx.tr("place.rules_distances"));
        distances(ui, cx, &mut rules);
    });
    if rules != before {
        cx.send(Action::Plan(PlanAction::SetPlacement(rules)));
    }
}

fn checkbox(ui: &mut Ui, cx: &Cx<'_>, text: &str, on: &mut bool) -> bool {
    let icon = if *on { icons::CHECKED } else { icons::UNCHECKED };
    let color = if *on { cx.p.accent } else { cx.p.muted };
    let response = ui
        .horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let sense = egui::Sense::click();
            let (rect, response) = ui.allocate_exact_size(egui::vec2(20.0, 24.0), sense);
            ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, icon, icons::font(18.0), color);
            widgets::focus_ring(ui, &response, rect);
            let label = ui.add(egui::Label::new(RichText::new(text).color(cx.p.text)).sense(sense).selectable(false));
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, ui.is_enabled(), *on, text));
            response.union(label)
        })
        .inner;
    if response.clicked() {
        *on = !*on;
    }
    response.clicked()
}

fn distances(ui: &mut Ui, cx: &Cx<'_>, rules: &mut PlacementRules) {
    let lang = cx.lang();
    egui::Grid::new("placement distances").num_columns(3).spacing(egui::vec2(24.0, 6.0)).show(ui, |ui| {
        ui.label("");
        for key in ["place.rules_spacing", "place.rules_setback"] {
            ui.label(RichText::new(cx.tr(key)).size(size::SMALL).color(cx.p.muted));
        }
        ui.end_row();
        for kind in KINDS {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                ui.label(RichText::new(super::strip::icon(kind)).color(cx.p.muted));
                ui.label(kind_name(kind, lang));
            });
            distance(ui, cx, kind, "place.rules_spacing", &mut rules.spacing_m);
            distance(ui, cx, kind, "place.rules_setback", &mut rules.setback_m);
            ui.end_row();
        }
    });
}

fn distance(
    ui: &mut Ui,
    cx: &Cx<'_>,
    kind: FacilityKind,
    key: &'static str,
    all: &mut std::collections::BTreeMap<FacilityKind, f64>,
) {
    let label = format!("{} · {}", kind_name(kind, cx.lang()), cx.tr(key));
    let field = Figure {
        label: &label,
        unit: cx.tr("unit.metres"),
        hint: cx.tr("place.rules_no_rule"),
        value: all.get(&kind).copied(),
        empty: true,
        plain: false,
        width: 88.0,
    };
    let typed = ui.horizontal(|ui| field.show(ui, cx, Id::unique(("placement", key, kind)))).inner;
    if let Typed::Done(value) = typed {
        match value.filter(|m| *m > 0.0) {
            Some(metres) => all.insert(kind, metres),
            None => all.remove(&kind),
        };
    }
}
