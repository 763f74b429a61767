//! What was noticed and decided while each file was loaded.

use std::collections::BTreeMap;

use egui::{RichText, Ui};

use crate::model::{Layer, Skipped};

use super::context::Cx;
use super::i18n::{tr, tr_note};
use super::layers::{frame_of, origin_key};
use super::theme::size;
use super::{format, icons, widgets};

/// Of so many skipped features the particulars are shown.
const FEW: usize = 5;

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(project) = cx.project().filter(|p| !p.layers.is_empty()) else {
        ui.add_space(16.0);
        ui.label(RichText::new(cx.tr("import.none")).color(cx.p.muted));
        return;
    };
    let focus = cx.state.import_focus.take();
    egui::ScrollArea::vertical().id_salt("import").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for layer in &project.layers {
            ui.add_space(8.0);
            let top = layer_report(ui, cx, layer);
            if focus == Some(layer.id) {
                top.scroll_to_me(Some(egui::Align::Min));
            }
        }
        ui.add_space(8.0);
    });
}

fn layer_report(ui: &mut Ui, cx: &Cx<'_>, layer: &Layer) -> egui::Response {
    let p = cx.p;
    let lang = cx.lang();
    let import = &layer.import;
    let top = ui
        .horizontal_wrapped(|ui| {
            let role = tr(lang, &format!("role.{}", layer.role.id())).to_owned();
            ui.label(RichText::new(icons::of_role(layer.role)).size(size::ICON).color(p.muted));
            ui.label(widgets::strong(format!("{role} · {}", layer.name), size::TEXT));
            let used = layer.features.len();
            let total = if import.total == 0 { used } else { import.total };
            let line = cx.trf("import.summary", &[("total", &format::count(total)), ("used", &format::count(used))]);
            ui.label(RichText::new(line).size(size::SMALL).color(p.muted));
            if !import.skipped.is_empty() {
                let line = cx.trf("import.skipped", &[("n", &format::count(import.skipped.len()))]);
                ui.label(RichText::new(format!("{} {line}", icons::WARNING)).size(size::SMALL).color(p.missed_text));
            }
        })
        .response;
    ui.indent(("report", layer.id.0), |ui| {
        let origin = cx.tr(origin_key(layer.source.crs_origin));
        if !layer.source.crs.is_empty() {
            widgets::muted(ui, cx.trf("import.crs", &[("crs", &frame_of(cx, layer)), ("origin", origin)]));
        }
        if !layer.source.path.as_os_str().is_empty() {
            widgets::muted(ui, layer.source.path.display().to_string())
                .on_hover_text(cx.trf("import.sha", &[("sha", &layer.source.sha256)]));
        }
        for note in &import.notes {
            line(ui, cx, &tr_note(lang, "note", note.key, &note.detail));
        }
        for (reason, which) in by_reason(layer) {
            let text = tr_note(lang, "reason", reason, "");
            let shown: Vec<String> = which.iter().take(12).map(|i| format!("#{}", i + 1)).collect();
            let mut list = cx.trf("import.features", &[("list", &shown.join(", "))]);
            if which.len() > shown.len() {
                list = format!("{list} {}", cx.trf("import.more", &[("n", &format::count(which.len()))]));
            }
            line(ui, cx, &format!("{text} × {}{}{list}", format::count(which.len()), lang.pick("：", ": ")));
        }
        // The particulars of the first few: the line in the file, and what exactly is wrong there.
        for skipped in &import.skipped[..import.skipped.len().min(FEW)] {
            if let Some(text) = particulars(cx, skipped) {
                widgets::muted(ui, text);
            }
        }
        for (key, n) in &import.repaired {
            let what = tr_note(lang, "repair", key, "");
            line(ui, cx, &format!("{what} × {}", format::count(*n)));
        }
        if import.skipped.is_empty() && import.repaired.is_empty() && import.notes.is_empty() {
            widgets::muted(ui, cx.tr("import.clean"));
        }
    });
    top
}

fn line(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.add(egui::Label::new(RichText::new(text).color(cx.p.text)).wrap());
}

/// Where a skipped feature is and what exactly is wrong with it; `None` where no more is known than its reason.
fn particulars(cx: &Cx<'_>, skipped: &Skipped) -> Option<String> {
    let lang = cx.lang();
    let line = skipped.line.map(|n| cx.trf("import.at_line", &[("n", &n.to_string())]));
    let what = Some(lang.pick(skipped.detail.zh.as_str(), skipped.detail.en.as_str())).filter(|t| !t.is_empty());
    let said: Vec<&str> = line.as_deref().into_iter().chain(what).collect();
    (!said.is_empty()).then(|| format!("#{} {}", skipped.index + 1, said.join(lang.pick("：", ": "))))
}

/// The skipped features by reason, each with its indices.
fn by_reason(layer: &Layer) -> BTreeMap<&'static str, Vec<usize>> {
    let mut groups: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    for skipped in &layer.import.skipped {
        groups.entry(skipped.reason).or_default().push(skipped.index);
    }
    groups
}
