//! Sheets that lie over the window: the keyboard shortcuts, and the sources of the rule set's figures.

use egui::{Align, Label, Layout, RichText, Ui};

use super::commands::{self, Group};
use super::context::Cx;
use super::i18n::{Lang, tr};
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
    let height = (ui.ctx().content_rect().height() - 160.0).max(200.0);
    widgets::list_up_to(height).id_salt("keys").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let two = ui.available_width() > 640.0;
        let parts = key_parts(cx.lang());
        // Two columns of about the same length.
        let long = |parts: &[KeyPart]| parts.iter().map(|p| p.lines.len() + 2).sum::<usize>();
        let half = (0..=parts.len()).min_by_key(|&n| long(&parts[..n]).max(long(&parts[n..]))).unwrap_or_default();
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

/// A part of the sheet of shortcuts: its heading, and what there is to press for what.
struct KeyPart {
    heading: &'static str,
    lines: Vec<KeyLine>,
}

struct KeyLine {
    what: String,
    /// Each way to ask for it: keys that are held together.
    ways: Vec<Vec<String>>,
}

/// What pointer and keys do on the map beside the table of commands: the keys of texts for what is held together, and
/// of what it does. `ui::map` reads them in `navigate`, `pointing` and `place`.
const GESTURES: &[(&[&[&str]], &str)] = &[
    (&[&["keys.wheel"]], "keys.zoom"),
    (&[&["keys.double_click"]], "keys.closer"),
    (&[&["keys.drag"]], "keys.pan"),
    (&[&["Space", "keys.drag"], &["keys.middle_drag"]], "keys.pan_always"),
    (&[&["keys.arrows"]], "keys.pan_keys"),
    (&[&["keys.click"]], "keys.select"),
    (&[&["Shift", "keys.click"], &["Ctrl", "keys.click"]], "keys.add"),
    (&[&["Alt", "keys.click"]], "keys.below"),
    (&[&["Shift", "keys.drag"]], "keys.rectangle"),
    (&[&["keys.right_click"]], "keys.menu"),
];

/// What pointer and keys do while something is measured, drawn or placed.
const DRAWING: &[(&[&[&str]], &str)] = &[
    (&[&["Enter"], &["keys.double_click"]], "keys.finish"),
    (&[&["Backspace"]], "keys.corner_back"),
    (&[&["Shift", "keys.click"]], "keys.place_again"),
    (&[&["Alt"]], "keys.no_snapping"),
    (&[&["Shift", "keys.wheel"], &["["], &["]"]], "keys.size"),
    (&[&["Esc"]], "keys.escape"),
];

/// All that the sheet of shortcuts holds, in a language.
fn key_parts(lang: Lang) -> Vec<KeyPart> {
    let commands = |group: Group| {
        let entries = commands::all().filter(move |(g, e)| *g == group && !e.keys.is_empty());
        let lines = entries.map(|(_, entry)| {
            let mut ways: Vec<Vec<String>> = Vec::new();
            for way in entry.keys.iter().map(|k| commands::names_of(*k)) {
                // Some keys of one command are written alike, as + with and without Shift.
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
            KeyLine { what: tr(lang, entry.name).to_owned(), ways }
        });
        KeyPart { heading: tr(lang, group.key()), lines: lines.collect() }
    };
    let gestures = |heading, list: &[(&[&[&str]], &str)]| {
        let lines = list.iter().map(|(ways, what)| KeyLine {
            what: tr(lang, what).to_owned(),
            ways: ways.iter().map(|keys| keys.iter().map(|k| tr(lang, k).to_owned()).collect()).collect(),
        });
        KeyPart { heading: tr(lang, heading), lines: lines.collect() }
    };
    let mut parts: Vec<KeyPart> = Group::ALL.into_iter().map(commands).filter(|p| !p.lines.is_empty()).collect();
    parts.push(gestures("keys.gestures", GESTURES));
    parts.push(gestures("keys.drawing", DRAWING));
    parts
}

fn key_part(ui: &mut Ui, cx: &Cx<'_>, part: &KeyPart) {
    widgets::heading(ui, part.heading);
    for line in &part.lines {
        ui.horizontal(|ui| {
            ui.set_min_height(28.0);
            ui.label(RichText::new(&line.what).color(cx.p.text));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (n, way) in line.ways.iter().enumerate().rev() {
                    ui.scope(|ui| palette::key_caps(ui, cx, way));
                    if n > 0 {
                        ui.label(RichText::new("/").size(size::SMALL).color(cx.p.muted));
                    }
                }
            });
        });
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
    widgets::list_up_to(height).show(ui, |ui| {
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
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_names_every_key_that_the_table_of_commands_handles() {
        for lang in [Lang::Zh, Lang::En] {
            let parts = key_parts(lang);
            for (group, entry) in commands::all() {
                for key in entry.keys {
                    let part = parts.iter().find(|p| p.heading == tr(lang, group.key()));
                    let line = part.and_then(|p| p.lines.iter().find(|l| l.what == tr(lang, entry.name)));
                    let named = line.is_some_and(|l| l.ways.contains(&commands::names_of(*key)));
                    assert!(named, "{lang:?}: {} {}", entry.name, commands::label(*key));
                }
            }
        }
    }

    #[test]
    fn what_the_sheet_says_of_pointer_and_keys_is_in_both_languages() {
        for (ways, what) in GESTURES.iter().chain(DRAWING) {
            assert!(crate::ui::i18n::has(what), "{what}");
            for name in ways.iter().flat_map(|w| w.iter()) {
                assert!(!name.starts_with("keys.") || crate::ui::i18n::has(name), "{name}");
            }
        }
    }
}
