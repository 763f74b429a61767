//! The menu: every command by its group.

use egui::{Button, Popup, PopupCloseBehavior, RichText, Ui};

use super::commands::{self, Entry, Group};
use super::context::Cx;
use super::{icons, widgets};

/// The button and what it opens.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let response = widgets::icon_button(ui, icons::LIST, cx.tr("top.menu"));
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(168.0);
        for group in Group::ALL {
            ui.menu_button(cx.tr(group.key()), |ui| {
                ui.set_min_width(232.0);
                for (_, entry) in commands::all().filter(|(g, _)| *g == group) {
                    if item(ui, cx, entry) {
                        entry.run(cx);
                        Popup::close_all(ui.ctx());
                    }
                }
            });
        }
    });
}

fn item(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) -> bool {
    let applies = (entry.when)(cx);
    let on = entry.on.map(|on| on(cx));
    // What has no icon keeps the room of one, so that the names line up.
    let seen = on.unwrap_or(!entry.icon.is_empty());
    let icon = if on.is_some() || entry.icon.is_empty() { icons::CHECK } else { entry.icon };
    let color = if applies { cx.p.text } else { cx.p.faint };
    let tint = if seen { color } else { egui::Color32::TRANSPARENT };
    let keys = entry.keys.first().map(|k| commands::label(*k)).unwrap_or_default();
    let title = RichText::new(entry.title(cx)).color(color);
    let button =
        Button::new((RichText::new(icon).color(tint), title)).right_text(RichText::new(keys).color(cx.p.muted));
    let response = ui.add_enabled(applies, button);
    let label = entry.title(cx);
    response.widget_info(|| match on {
        Some(on) => egui::WidgetInfo::selected(egui::Role::MenuItem, applies, on, label),
        None => egui::WidgetInfo::labeled(egui::Role::MenuItem, applies, label),
    });
    response.clicked()
}
