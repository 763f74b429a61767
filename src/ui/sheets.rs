//! Sheets that lie over the window: the keyboard shortcuts, and the sources of the rule set's figures.

use egui::{Align, Label, Layout, RichText, Ui};

use super::commands::{self, Entry, Group};
use super::context::Cx;
use super::state::Sheet;
use super::theme::size;
use super::widgets::{self, icon_button};
use super::{export, icons, palette, plan, rules_view};

/// Shows the one that is open.
pub(super) fn show(ui: &Ui, cx: &mut Cx<'_>) {
    let Some(sheet) = cx.state.sheet else { return };
    if sheet == Sheet::Export {
        export::show(ui, cx);
        return;
    }
    let window = ui.ctx().content_rect();
    let width = (window.width() - 64.0).min(if sheet == Sheet::Keys { 760.0 } else { 720.0 });
    let p = cx.p;
    let response = super::theme::modal(ui, p, "sheet").show(ui.ctx(), |ui| {
        ui.set_width(width);
        match sheet {
            Sheet::Keys => keys(ui, cx),
            Sheet::Basis => basis(ui, cx, window.height() - 160.0),
            Sheet::Placement => {
                title(ui, cx, cx.tr("place.rules"));
                plan::restrictions(ui, cx, window.height() - 180.0);
            }
            Sheet::Export => {}
        }
    });
    if response.should_close() {
        cx.state.sheet = None;
    }
}

fn title(ui: &mut Ui, cx: &mut Cx<'_>, text: &str) {
    ui.horizontal(|ui| {
        ui.label(widgets::strong(text, 18.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::CLOSE, cx.tr("rules.close")).clicked() {
                cx.state.sheet = None;
            }
        });
    });
    ui.add_space(size::UNIT);
}

fn keys(ui: &mut Ui, cx: &mut Cx<'_>) {
    title(ui, cx, cx.tr("keys.title"));
    let gestures: [(&[&str], &'static str); 3] =
        [(&["keys.wheel"], "keys.zoom"), (&["keys.drag"], "keys.pan"), (&["Esc"], "keys.escape")];
    let height = (ui.ctx().content_rect().height() - 160.0).max(200.0);
    egui::ScrollArea::vertical()
        .id_salt("keys")
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let two = ui.available_width() > 640.0;
            let groups: Vec<Group> = Group::ALL.into_iter().filter(|g| with_keys(*g).next().is_some()).collect();
            let mut parts: Vec<KeyPart> = groups.into_iter().map(KeyPart::Commands).collect();
            parts.insert(parts.len().min(2), KeyPart::Gestures(&gestures));
            let half = parts.len().div_ceil(2);
            if two {
                ui.spacing_mut().item_spacing.x = 36.0;
                ui.columns_const(|[left, right]| {
                    left.spacing_mut().item_spacing.x = 8.0;
                    right.spacing_mut().item_spacing.x = 8.0;
                    for part in &parts[..half] {
                        key_part(left, cx, part);
                    }
                    for part in &parts[half..] {
                        key_part(right, cx, part);
                    }
                });
            } else {
                for part in &parts {
                    key_part(ui, cx, part);
                }
            }
        });
}

/// A part of the sheet of shortcuts.
enum KeyPart<'g> {
    Commands(Group),
    /// What the mouse does, and Esc: the names of keys, and what they do.
    Gestures(&'g [(&'g [&'g str], &'static str)]),
}

fn with_keys(group: Group) -> impl Iterator<Item = &'static Entry> {
    commands::all().filter(move |(g, e)| *g == group && !e.keys.is_empty()).map(|(_, e)| e)
}

fn key_part(ui: &mut Ui, cx: &Cx<'_>, part: &KeyPart<'_>) {
    let line = |ui: &mut Ui, text: &str, keys: &[String]| {
        ui.horizontal(|ui| {
            ui.set_min_height(28.0);
            ui.label(RichText::new(text).color(cx.p.text));
            palette::key_caps(ui, cx, keys);
        });
    };
    match part {
        KeyPart::Commands(group) => {
            widgets::heading(ui, cx.tr(group.key()));
            for entry in with_keys(*group) {
                line(ui, entry.title(cx), &commands::names_of(entry.keys[0]));
            }
        }
        KeyPart::Gestures(list) => {
            widgets::heading(ui, cx.tr("keys.gestures"));
            for (names, what) in *list {
                let names: Vec<String> = names.iter().map(|k| super::i18n::tr(cx.lang(), k).to_owned()).collect();
                line(ui, cx.tr(what), &names);
            }
        }
    }
    ui.add_space(12.0);
}

fn basis(ui: &mut Ui, cx: &mut Cx<'_>, height: f32) {
    let Some(project) = cx.project() else {
        cx.state.sheet = None;
        return;
    };
    let lang = cx.lang();
    let name = rules_view::rules_name(&project.rules, lang);
    title(ui, cx, &cx.trf("rules.basis_title", &[("name", &name)]));
    let p = cx.p;
    egui::ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]).show(
        ui,
        |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for entry in rules_view::basis(&project.rules, lang) {
                ui.add_space(6.0);
                ui.horizontal_top(|ui| {
                    let whole = ui.available_width();
                    ui.allocate_ui_with_layout(egui::vec2(whole * 0.46, 0.0), Layout::top_down(Align::Min), |ui| {
                        ui.set_width(whole * 0.46 - 12.0);
                        ui.add(Label::new(&entry.figure).wrap());
                    });
                    ui.vertical(|ui| {
                        ui.add(Label::new(&entry.source).wrap().selectable(true));
                        let color = if entry.unverified { p.missed_text } else { p.muted };
                        let icon = if entry.unverified { icons::WARNING } else { icons::CHECK };
                        ui.add(
                            Label::new(RichText::new(format!("{icon} {}", entry.known)).size(size::SMALL).color(color))
                                .wrap(),
                        );
                    });
                });
                ui.add_space(6.0);
                let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 1.0), egui::Sense::hover());
                ui.painter().hline(rect.x_range(), rect.center().y, egui::Stroke::new(1.0, p.line));
            }
        },
    );
}
