//! Score sheets for beautiful-street zones: items, weights and marks are the user's own; none are invented.

use std::sync::Arc;

use egui::{Align, FontId, Rect, RichText, Role as A11y, Sense, Ui, WidgetInfo, vec2};

use super::context::{Command, Cx};
use super::controls;
use super::copy::{as_table, cell};
use super::dated::wrong_date;
use super::forms::{Form, Outcome, buttons, focus_first, title};
use super::map::Selected;
use super::theme::size;
use super::{fonts, format, icons, widgets};
use crate::model::Role;
use crate::model::plan::{Date, FacilityRef, ScoreItem, ScoreSheet, Scored, SheetId};
use crate::session::PlanAction;
use crate::session::tables::TableText;

/// A sheet, new or to be changed: its name, the zone it is for, its items as they are typed.
#[derive(Debug, Clone)]
pub struct SheetForm {
    sheet: ScoreSheet,
    /// Name, weight and full mark of each item; and which of the old items it was, so that marks follow it.
    items: Vec<(String, String, String, Option<usize>)>,
    fresh: bool,
}

/// The marks of a day.
#[derive(Debug, Clone)]
pub struct ScoreForm {
    sheet: SheetId,
    date: String,
    by: String,
    note: String,
    marks: Vec<String>,
    fresh: bool,
}

fn plain(value: f64) -> String {
    format!("{value}")
}

fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(['，', ','], ".");
    text.parse().ok().filter(|v: &f64| v.is_finite())
}

/// The beautiful-street zones of the project, by name.
fn zones(cx: &Cx<'_>) -> Vec<(FacilityRef, String)> {
    let layers = cx.project().map(|p| p.layers.as_slice()).unwrap_or_default();
    let own = layers.iter().filter(|l| l.role == Role::BeautifulZone);
    own.flat_map(|layer| {
        layer.features.iter().map(move |f| {
            let name = crate::analysis::card::name(layer, f).unwrap_or_else(|| format!("#{}", f.index + 1));
            (FacilityRef::to(layer, f), name)
        })
    })
    .collect()
}

impl SheetForm {
    fn new() -> Self {
        let sheet =
            ScoreSheet { id: SheetId(0), name: String::new(), zone: None, items: Vec::new(), scores: Vec::new() };
        let items = vec![(String::new(), "1".to_owned(), "100".to_owned(), None)];
        Self { sheet, items, fresh: true }
    }

    fn of(sheet: &ScoreSheet) -> Self {
        let items = sheet.items.iter().enumerate();
        let items = items.map(|(n, i)| (i.name.clone(), plain(i.weight), plain(i.full), Some(n))).collect();
        Self { sheet: sheet.clone(), items, fresh: true }
    }

    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        let new = self.sheet.id.0 == 0;
        title(ui, cx, cx.tr(if new { "scores.new_title" } else { "scores.edit_title" }));
        let field = controls::field(ui, cx.tr("scores.name"), &mut self.sheet.name, cx.tr("scores.name_hint"));
        focus_first(ui, &field, &mut self.fresh);
        let zones = zones(cx);
        if !zones.is_empty() {
            controls::captioned(ui, cx.tr("scores.zone"), |ui| {
                let texts: Vec<String> = std::iter::once(cx.tr("scores.no_zone").to_owned())
                    .chain(zones.iter().map(|z| z.1.clone()))
                    .collect();
                let now = match &self.sheet.zone {
                    None => Some(0),
                    Some(zone) => zones.iter().position(|z| z.0 == *zone).map(|n| n + 1),
                };
                if let Some(n) = controls::choose(ui, cx.tr("scores.zone"), &texts, now, 320.0) {
                    self.sheet.zone = n.checked_sub(1).map(|n| zones[n].0.clone());
                    if self.sheet.name.trim().is_empty()
                        && let Some(n) = n.checked_sub(1)
                    {
                        self.sheet.name.clone_from(&zones[n].1);
                    }
                }
            });
        }
        let good = self.items(ui, cx);
        let named = !self.sheet.name.trim().is_empty();
        let (sent, outcome) =
            buttons(ui, cx, cx.tr(if new { "scores.make" } else { "form.apply" }), named && good, false);
        if sent {
            self.send(cx);
        }
        outcome
    }

    /// The items; tells whether each can be taken.
    fn items(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let mut good = true;
        let mut gone = None;
        let wide = ui.available_width() - 90.0 * 2.0 - 60.0;
        ui.horizontal(|ui| {
            for (key, width) in [("scores.item", wide - 16.0), ("scores.weight", 74.0), ("scores.full", 74.0)] {
                let (rect, _) = ui.allocate_exact_size(vec2(width, 18.0), Sense::hover());
                widgets::text_in(ui, rect, cx.tr(key), FontId::proportional(size::SMALL), cx.p.muted, Align::Min);
            }
        });
        widgets::list_up_to(240.0).id_salt("items").show(ui, |ui| {
            for (n, (name, weight, full, _)) in self.items.iter_mut().enumerate() {
                ui.push_id(n, |ui| {
                    ui.horizontal(|ui| {
                        let count = (n + 1).to_string();
                        let labels = ["scores.item_n", "scores.weight_n", "scores.full_n"];
                        let labels = labels.map(|key| cx.trf(key, &[("n", &count)]));
                        controls::bare_field(ui, &labels[0], name, cx.tr("scores.item_hint"), wide - 16.0);
                        controls::bare_field(ui, &labels[1], weight, "1", 74.0);
                        controls::bare_field(ui, &labels[2], full, "100", 74.0);
                        let remove = cx.trf("scores.remove_item", &[("n", &count)]);
                        if widgets::icon_button(ui, icons::MINUS_CIRCLE, &remove).clicked() {
                            gone = Some(n);
                        }
                    });
                });
                let weighs = number(weight).is_some_and(|w| w >= 0.0);
                let fills = number(full).is_some_and(|f| f > 0.0);
                good &= !name.trim().is_empty() && weighs && fills;
            }
        });
        if let Some(n) = gone {
            self.items.remove(n);
        }
        ui.add_space(4.0);
        if widgets::plain_button(ui, icons::PLUS, cx.tr("scores.add_item")).clicked() {
            self.items.push((String::new(), "1".to_owned(), "100".to_owned(), None));
        }
        if !good {
            widgets::muted(ui, cx.tr("scores.bad_item"));
        }
        good && !self.items.is_empty()
    }

    fn send(&self, cx: &mut Cx<'_>) {
        let mut sheet = self.sheet.clone();
        let name = sheet.name.trim().to_owned();
        sheet.name = name;
        sheet.items = self
            .items
            .iter()
            .map(|(name, weight, full, _)| ScoreItem {
                name: name.trim().to_owned(),
                weight: number(weight).unwrap_or(0.0),
                full: number(full).unwrap_or(1.0),
            })
            .collect();
        // Marks that were given stay with their items, wherever these stand now.
        for scored in &mut sheet.scores {
            let old = std::mem::take(&mut scored.marks);
            scored.marks = self.items.iter().map(|(.., was)| was.and_then(|n| old.get(n).copied()).flatten()).collect();
        }
        cx.send(PlanAction::PutSheet(Box::new(sheet)).into());
    }
}

impl ScoreForm {
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        let sheet = cx.snap.document.as_ref().and_then(|d| d.sheets.iter().find(|s| s.id == self.sheet)).cloned();
        let Some(sheet) = sheet else { return Outcome::Ends };
        title(ui, cx, &cx.trf("scores.score_title", &[("name", &sheet.name)]));
        let field = controls::field(ui, cx.tr("dated.date"), &mut self.date, "2024-06-30");
        let mut enter = controls::entered(ui, &field, cx.state.composing);
        let date: Option<Date> = self.date.parse().ok();
        if date.is_none() {
            wrong_date(ui, cx);
        }
        self.marks.resize(sheet.items.len(), String::new());
        let mut good = date.is_some();
        let mut marks = Vec::with_capacity(sheet.items.len());
        widgets::list_up_to(260.0).id_salt("marks").show(ui, |ui| {
            for (item, text) in sheet.items.iter().zip(&mut self.marks) {
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width() - 190.0, 30.0), Sense::hover());
                    widgets::text_in(ui, rect, &item.name, FontId::proportional(size::TEXT), cx.p.text, Align::Min);
                    let label = cx.trf("scores.mark_of", &[("item", &item.name)]);
                    let field = controls::bare_field(ui, &label, text, "–", 74.0);
                    focus_first(ui, &field, &mut self.fresh);
                    enter |= controls::entered(ui, &field, cx.state.composing);
                    let of = cx.trf("scores.of_full", &[("full", &plain(item.full)), ("weight", &plain(item.weight))]);
                    ui.label(RichText::new(of).size(size::SMALL).color(cx.p.muted));
                });
                let mark = number(text);
                let fits = mark.is_some_and(|m| (0.0..=item.full).contains(&m));
                good &= text.trim().is_empty() || fits;
                marks.push(mark.filter(|_| fits));
            }
        });
        let scored = |date, by: &str, note: &str| Scored {
            date,
            marks: marks.clone(),
            by: by.to_owned(),
            note: note.to_owned(),
        };
        let total = date.and_then(|d| sheet.total(&scored(d, "", "")));
        let text = match total {
            Some(total) => cx.trf("scores.total_is", &[("total", &format::number(total, 1))]),
            None => cx.tr("scores.no_total").to_owned(),
        };
        ui.add_space(4.0);
        ui.label(widgets::strong(text, size::TEXT));
        ui.add_space(4.0);
        let field = controls::field(ui, cx.tr("ledger.by"), &mut self.by, cx.tr("ledger.by_hint"));
        enter |= controls::entered(ui, &field, cx.state.composing);
        controls::field(ui, cx.tr("scores.note"), &mut self.note, "");
        let (sent, outcome) = buttons(ui, cx, cx.tr("scores.keep"), good, enter);
        if sent && let Some(date) = date {
            let mut next = ScoreSheet::clone(&sheet);
            next.scores.push(scored(date, self.by.trim(), self.note.trim()));
            next.scores.sort_by_key(|s| s.date);
            cx.send(PlanAction::PutSheet(Box::new(next)).into());
        }
        outcome
    }
}

/// Opens the form of a new sheet.
pub(super) fn begin(cx: &mut Cx<'_>) {
    cx.state.form = Some(Form::Sheet(SheetForm::new()));
}

/// The sheets with their marks as a table, a row an item and a day; `None` without any.
pub(super) fn table(cx: &Cx<'_>) -> Option<TableText> {
    let sheets = &cx.snap.document.as_ref()?.sheets;
    let mut rows = Vec::new();
    for sheet in sheets {
        for scored in &sheet.scores {
            for (n, item) in sheet.items.iter().enumerate() {
                rows.push(vec![
                    sheet.name.clone(),
                    scored.date.to_string(),
                    item.name.clone(),
                    plain(item.weight),
                    plain(item.full),
                    scored.marks.get(n).copied().flatten().map_or(String::new(), plain),
                    cell(sheet.total(scored), 1),
                    scored.by.clone(),
                    scored.note.clone(),
                ]);
            }
        }
    }
    let keys = [
        "scores.name",
        "dated.date",
        "scores.item",
        "scores.weight",
        "scores.full",
        "copy.mark",
        "copy.total",
        "copy.by",
        "copy.note",
    ];
    let head = keys.map(|key| cx.tr(key).to_owned()).to_vec();
    (!rows.is_empty()).then(|| as_table(cx.tr("ledger.scores"), head, &[3, 4, 5, 6], rows))
}

/// The part of the ledger's tab.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let sheets: Vec<Arc<ScoreSheet>> = cx.snap.document.as_ref().map(|d| d.sheets.clone()).unwrap_or_default();
    if sheets.is_empty() {
        controls::nothing(ui, cx.tr("scores.none"));
        if widgets::primary_button(ui, icons::PLUS, cx.tr("scores.new"), true).clicked() {
            begin(cx);
        }
        return;
    }
    if widgets::plain_button(ui, icons::PLUS, cx.tr("scores.new")).clicked() {
        begin(cx);
    }
    ui.add_space(4.0);
    egui::ScrollArea::vertical().id_salt("sheets").auto_shrink([false, false]).show(ui, |ui| {
        for sheet in &sheets {
            ui.push_id(sheet.id.0, |ui| one(ui, cx, sheet));
        }
    });
}

fn one(ui: &mut Ui, cx: &mut Cx<'_>, sheet: &Arc<ScoreSheet>) {
    let p = cx.p;
    ui.horizontal(|ui| {
        ui.set_min_height(34.0);
        ui.label(RichText::new(icons::STAR).size(15.0).color(p.muted));
        ui.label(widgets::strong(&sheet.name, size::TEXT));
        let weights: f64 = sheet.items.iter().map(|i| i.weight).sum();
        let what = cx.trf(
            "scores.summary",
            &[
                ("items", &format::count(sheet.items.len())),
                ("weights", &plain(weights)),
                ("n", &format::count(sheet.scores.len())),
            ],
        );
        ui.label(RichText::new(what).size(size::SMALL).color(p.muted));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let with_name = |key: &str| cx.trf(key, &[("name", &sheet.name)]);
            let (remove, edit, score) =
                (with_name("scores.remove"), with_name("scores.edit"), with_name("scores.score"));
            if widgets::icon_button(ui, icons::TRASH, &remove).clicked() {
                cx.send(PlanAction::RemoveSheet(sheet.id).into());
                let text = cx.trf("scores.removed", &[("name", &sheet.name)]);
                cx.say_undoable(text);
            }
            if widgets::icon_button(ui, icons::PENCIL, &edit).clicked() {
                cx.state.form = Some(Form::Sheet(SheetForm::of(sheet)));
            }
            if let Some(zone) = &sheet.zone
                && let Some(selected) = place_of(cx, zone)
                && widgets::icon_button(ui, icons::CROSSHAIR, cx.tr("ledger.zoom")).clicked()
            {
                cx.ask(Command::Visit(selected));
            }
            if widgets::icon_button(ui, icons::PLUS_CIRCLE, &score).clicked() {
                let date = cx.today().to_string();
                let marks = vec![String::new(); sheet.items.len()];
                let form =
                    ScoreForm { sheet: sheet.id, date, by: String::new(), note: String::new(), marks, fresh: true };
                cx.state.form = Some(Form::Score(form));
            }
        });
    });
    for scored in sheet.scores.iter().rev() {
        score_row(ui, cx, sheet, scored);
    }
    ui.add_space(4.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, egui::Stroke::new(1.0, p.line));
}

fn place_of(cx: &Cx<'_>, zone: &FacilityRef) -> Option<Selected> {
    let layer = cx.project()?.layers.iter().find(|l| l.id == zone.layer)?;
    Some(Selected::Feature { layer: layer.id, feature: zone.find(layer)? })
}

fn score_row(ui: &mut Ui, cx: &mut Cx<'_>, sheet: &Arc<ScoreSheet>, scored: &Scored) {
    let p = cx.p;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let total = sheet.total(scored).map_or_else(|| cx.tr("scores.incomplete").to_owned(), |t| format::number(t, 1));
    let date = scored.date.to_string();
    let marks: Vec<String> = sheet
        .items
        .iter()
        .zip(&scored.marks)
        .map(|(item, mark)| format!("{} {}", item.name, mark.map_or("–".to_owned(), plain)))
        .collect();
    let label = format!("{date} {total} {}", marks.join(" · "));
    response.widget_info(|| WidgetInfo::labeled(A11y::Row, true, &label));
    let cells = controls::cells(rect.with_max_x(rect.right() - 34.0), &[-22.0, -84.0, -64.0, 2.0, 1.0]);
    let texts = [
        (String::new(), p.muted, Align::Min),
        (date.clone(), p.text, Align::Min),
        (total, p.text, Align::Max),
        (marks.join(" · "), p.muted, Align::Min),
        (
            [scored.by.as_str(), scored.note.as_str()]
                .iter()
                .filter(|t| !t.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(" · "),
            p.muted,
            Align::Min,
        ),
    ];
    for (n, (cell, (text, color, align))) in cells.into_iter().zip(&texts).enumerate() {
        let font = if n == 2 { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
        widgets::text_in(ui, cell, text, font, *color, *align);
    }
    let bin = Rect::from_center_size(egui::pos2(rect.right() - 16.0, rect.center().y), vec2(24.0, 24.0));
    ui.push_id((&date, &label), |ui| {
        let remove = cx.trf("scores.remove_score", &[("date", &date)]);
        if widgets::icon_button_at(ui, bin, icons::TRASH, &remove, Some(p.faint)).clicked() {
            let mut next = ScoreSheet::clone(sheet);
            if let Some(at) = next.scores.iter().position(|s| s == scored) {
                next.scores.remove(at);
            }
            cx.send(PlanAction::PutSheet(Box::new(next)).into());
        }
    });
    response.on_hover_text(label);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!(number(" 8.5 "), Some(8.5));
        assert_eq!(number("8，5"), Some(8.5));
        assert_eq!((number(""), number("inf"), number("a")), (None, None, None));
    }
}
