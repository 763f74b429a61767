//! Messages: the newest float over the map, all of them stand in a list.

use egui::{Align, Align2, Area, Color32, Id, Label, Layout, Order, Rect, RichText, Ui, vec2};

use crate::model::Role;
use crate::session::Action;
use crate::session::snapshot::{Message, Severity};

use super::context::Cx;
use super::i18n::tr;
use super::icons;
use super::theme::{self, Palette, size};
use super::widgets::{self, icon_button_of};

/// How many float at once.
const FLOATING: usize = 3;

fn look(severity: Severity, p: &Palette) -> (&'static str, Color32, &'static str) {
    match severity {
        Severity::Info => (icons::INFO, p.accent, "message.info"),
        Severity::Warning => (icons::WARNING, p.missed_text, "message.warning"),
        Severity::Error => (icons::ERROR, p.error, "message.error"),
    }
}

/// What the button of a fix says: what it does, not "OK".
fn fix_label(cx: &Cx<'_>, fix: &Action) -> String {
    match fix {
        Action::SetCrs(_, crs) => cx.trf("message.fix_crs", &[("crs", crs)]),
        Action::SetRole(_, role) => cx.trf("message.fix_role", &[("role", role_name(cx, *role))]),
        Action::RemoveLayer(_) => cx.tr("message.fix_remove").to_owned(),
        Action::Open(_) => cx.tr("message.fix_open").to_owned(),
        Action::OpenSample => cx.tr("top.open_sample").to_owned(),
        Action::Export(_) => cx.tr("message.fix_export").to_owned(),
        _ => cx.tr("message.fix").to_owned(),
    }
}

fn role_name<'c>(cx: &Cx<'_>, role: Role) -> &'c str {
    // Keys of roles are in the table; a test holds it complete.
    match role {
        Role::Park => cx.tr("role.park"),
        Role::PocketPark => cx.tr("role.pocket_park"),
        Role::Toilet => cx.tr("role.toilet"),
        Role::TransferStation => cx.tr("role.transfer_station"),
        Role::Parking => cx.tr("role.parking"),
        Role::BeautifulZone => cx.tr("role.beautiful_zone"),
        Role::Residential => cx.tr("role.residential"),
        Role::Zone => cx.tr("role.zone"),
        Role::Boundary => cx.tr("role.boundary"),
        Role::Candidate => cx.tr("role.candidate"),
        Role::Population => cx.tr("role.population"),
        Role::Road => cx.tr("role.road"),
        Role::Building => cx.tr("role.building"),
        Role::Context => cx.tr("role.context"),
    }
}

fn body(ui: &mut Ui, cx: &mut Cx<'_>, message: &Message) {
    let (icon, color, kind) = look(message.severity, cx.p);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.label(RichText::new(icon).size(18.0).color(color)).on_hover_text(cx.tr(kind));
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if icon_button_of(ui, icons::CLOSE, cx.tr("message.dismiss"), 22.0, None, true).clicked() {
                cx.send(Action::DismissMessage(message.id));
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                let text = cx.lang().pick(&message.zh, &message.en);
                ui.add(Label::new(RichText::new(text).color(cx.p.text)).wrap().selectable(true));
                if let Some(fix) = &message.fix {
                    ui.add_space(4.0);
                    let label = fix_label(cx, fix);
                    if widgets::plain_button(ui, "", &label).clicked() {
                        cx.send(fix.clone());
                        cx.send(Action::DismissMessage(message.id));
                    }
                }
            });
        });
    });
}

/// The newest messages, over the lower right corner of the map.
pub(super) fn floating(ui: &Ui, cx: &mut Cx<'_>, map: Rect) {
    let newest: Vec<Message> = cx.snap.messages.iter().rev().take(FLOATING).cloned().collect();
    let remark = cx.state.remark.clone();
    if (newest.is_empty() && remark.is_none()) || cx.state.tab == super::state::Tab::Messages && cx.state.bottom {
        return;
    }
    let width = 380.0f32.min(map.width() - 32.0);
    if width < 160.0 {
        return;
    }
    Area::new(Id::unique("messages"))
        .order(Order::Foreground)
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(map.center_top() + vec2(0.0, if cx.state.plan.placing { 136.0 } else { 12.0 }))
        .show(ui.ctx(), |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            for message in &newest {
                theme::floating(cx.p).show(ui, |ui| {
                    ui.set_width(width);
                    body(ui, cx, message);
                });
            }
            if let Some(remark) = remark {
                theme::floating(cx.p).show(ui, |ui| {
                    ui.set_width(width);
                    ui.horizontal_top(|ui| {
                        ui.label(RichText::new(icons::INFO).size(18.0).color(cx.p.accent));
                        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                            if icon_button_of(ui, icons::CLOSE, cx.tr("message.dismiss"), 22.0, None, true).clicked() {
                                cx.state.remark = None;
                            }
                            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                                ui.add(Label::new(tr(cx.lang(), remark.key)).wrap());
                            });
                        });
                    });
                });
            }
        });
}

/// All of them, newest first.
pub(super) fn list(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.snap.messages.is_empty() {
        ui.add_space(16.0);
        ui.label(RichText::new(cx.tr("message.none")).color(cx.p.muted));
        return;
    }
    let snap = cx.snap;
    egui::ScrollArea::vertical().id_salt("message list").auto_shrink([false, false]).show(ui, |ui| {
        for message in snap.messages.iter().rev() {
            ui.push_id(message.id, |ui| {
                ui.add_space(6.0);
                body(ui, cx, message);
                ui.add_space(2.0);
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), egui::Sense::hover());
                ui.painter().hline(rect.x_range(), rect.center().y, egui::Stroke::new(1.0, cx.p.line));
            });
        }
        ui.add_space(size::UNIT);
    });
}
