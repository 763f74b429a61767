//! The attribute table: one layer's features, its fields and what follows from geometry and analysis.
//!
//! Sorting and filtering run on a thread; the window shows the rows it has until the new ones are there.

mod columns;
mod filter;
mod grid;
mod order;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{Align, Layout, Popup, PopupCloseBehavior, RichText, TextEdit, Ui};

use crate::analysis::effects::Effects;
use crate::analysis::{Analysis, IndicatorId};
use crate::model::{Layer, LayerId, Role};
use crate::session::query::{Query, Same};

use super::context::{Command, Cx};
use super::map::{Change, Selected};
use super::theme::size;
use super::{format, icons, layers, widgets};
use columns::{Column, Facts, Shares};
use order::Wish;

/// Up to so many rows a table is sorted and filtered at once, without waiting for a thread.
const SHORT: usize = 3_000;

/// What tells one state of a layer from another: the layer, the analysis and the shares its table was made from.
#[derive(Clone, PartialEq, Eq)]
struct Of {
    id: LayerId,
    layer: Same<Layer>,
    analysis: Option<Same<Analysis>>,
    shares: Option<Same<Shares>>,
}

/// The tables of a window: what they show, and what was worked out for them.
#[derive(Default)]
pub(super) struct Tables {
    shown: Option<LayerId>,
    views: BTreeMap<LayerId, View>,
    facts: Query<Of, Facts>,
    shares: Query<Same<Analysis>, Shares>,
    rows: Query<(Of, Wish), Arc<[u32]>>,
    copied: Query<u64, String>,
    copies: u64,
    /// The copy that has been put on the clipboard.
    taken: u64,
    /// The selection that the table has scrolled to.
    seen: Option<Selected>,
}

/// How one layer's table is shown.
#[derive(Debug, Clone, Default)]
struct View {
    wish: Wish,
    /// The columns that are not shown ([`Facts::key`]); those of a role are kept in the window's state.
    hidden: BTreeSet<String>,
    widths: BTreeMap<Column, f32>,
    /// The row that has the keyboard.
    focused: Option<usize>,
    /// The row that is to have it as soon as it is seen.
    call: Option<usize>,
}

impl Tables {
    /// Chooses the layer that is shown.
    pub(super) fn choose(&mut self, layer: LayerId) {
        self.shown = Some(layer);
    }

    /// Puts the rows on the clipboard when the table is shown next, as soon as they are there.
    pub(super) fn copy_next(&mut self) {
        self.copies += 1;
    }
}

/// Shows the table.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut tables = std::mem::take(&mut cx.work.tables);
    tables.show(ui, cx);
    cx.work.tables = tables;
}

impl Tables {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(project) = cx.project().filter(|p| !p.layers.is_empty()) else {
            ui.add_space(16.0);
            ui.label(RichText::new(cx.tr("import.none")).color(cx.p.muted));
            return;
        };
        // What is pointed at elsewhere is shown here, in whatever layer it is.
        let selected = cx.selected();
        let news = selected != self.seen;
        if let Some(Selected::Feature { layer, .. }) = selected.filter(|_| news) {
            self.shown = Some(layer);
        }
        let of = |id| project.layers.iter().find(|l| l.id == id);
        let first = || layers::in_order(project.layers.iter().map(AsRef::as_ref)).first().map(|l| l.id);
        let Some(layer) = self.shown.and_then(of).or_else(|| of(first()?)) else { return };
        self.shown = Some(layer.id);
        self.views.retain(|id, _| project.layers.iter().any(|l| l.id == *id));
        self.prepare(ui, cx, layer);
        let view = self.views.entry(layer.id).or_default();
        view.wish.lang = cx.lang();
        // Layers of a role hide the same columns, in this run and in the next.
        view.hidden = cx.state.hidden_columns.get(layer.role.id()).cloned().unwrap_or_default();
        let hidden = view.hidden.clone();
        self.toolbar(ui, cx, layer);
        let known = self.facts.newest_with_key().filter(|(_, f)| f.layer.id == layer.id);
        let Some((of, facts)) = known.map(|(of, f)| (of.clone(), Arc::clone(f))) else {
            ui.add_space(12.0);
            ui.label(RichText::new(cx.tr("table.preparing")).color(cx.p.muted));
            return;
        };
        let rows = self.sorted(ui, &facts, of);
        let focused = self.views.get(&layer.id).and_then(|v| v.focused);
        let from = focused.or_else(|| selected.and_then(|s| row_in(s, layer.id)));
        let stepped = step(ui, cx, &rows, from, focused.is_some());
        if let Some(row) = stepped {
            cx.ask(Command::Visit(Selected::Feature { layer: layer.id, feature: row }));
        }
        let view = self.views.entry(layer.id).or_default();
        // The keyboard goes on with the row that it led to.
        view.call = stepped.or(view.call);
        let reveal = news.then(|| selected.and_then(|s| row_in(s, layer.id))).flatten();
        let what = grid::show(ui, cx, &facts, &rows, view, reveal);
        if view.hidden != hidden {
            cx.state.hidden_columns.insert(layer.role.id().to_owned(), view.hidden.clone());
        }
        self.seen = selected;
        if let Some(row) = what {
            let clicked = Selected::Feature { layer: layer.id, feature: row };
            let held = ui.input(|i| i.modifiers);
            if held.shift
                && let Some(from) = selected.and_then(|s| row_in(s, layer.id))
            {
                let between = span(&rows, from, row).map(|feature| Selected::Feature { layer: layer.id, feature });
                cx.state.change_selection(&between.collect::<Vec<_>>(), Change::Add);
            } else if held.command || held.shift {
                cx.state.change_selection(&[clicked], Change::Toggle);
            } else {
                cx.ask(Command::Visit(clicked));
            }
            // Clicked here: there is nothing to scroll to.
            self.seen = if held.any() { cx.selected() } else { Some(clicked) };
        }
        self.copy(ui);
    }

    /// Starts gathering what the table shows, unless that is done or under way.
    fn prepare(&mut self, ui: &Ui, cx: &Cx<'_>, layer: &Arc<Layer>) {
        let Some(project) = cx.snap.project.clone() else { return };
        let analysis = cx.snap.analysis.clone().filter(|_| !cx.snap.stale);
        let figures = analysis.as_ref().map(Same::of);
        let mut shares = None;
        if let Some(figures) = figures.as_ref().filter(|_| layer.role == Role::Residential) {
            let (project, repaint) = (Arc::clone(&project), waker(ui));
            self.shares.ask(figures, repaint, move |stop| {
                let effects = Effects::new(&project, IndicatorId::ParkCoverage, stop).ok()??;
                Some(shares_of(&project, &effects))
            });
            shares = self.shares.current(figures).cloned();
        }
        let of = Of { id: layer.id, layer: Same::of(layer), analysis: figures, shares: shares.as_ref().map(Same::of) };
        let layer = Arc::clone(layer);
        let short = layer.features.len() <= SHORT;
        let gather = move || Facts::new(&project, &layer, analysis.as_ref(), shares.as_deref());
        if short {
            self.facts.ask_now(&of, || Some(gather()));
        } else {
            self.facts.ask(&of, waker(ui), move |_| Some(gather()));
        }
    }

    /// The rows to show: the newest there are. `of` is what the facts were made from: rows of older facts are asked for
    /// again as soon as newer ones are there.
    fn sorted(&mut self, ui: &Ui, facts: &Arc<Facts>, of: Of) -> Arc<[u32]> {
        let wish = self.views.get(&facts.layer.id).map(|v| v.wish.clone()).unwrap_or_default();
        let key = (of, wish);
        if facts.len() <= SHORT {
            self.rows.ask_now(&key, || order::rows(facts, &key.1, &crate::session::query::Stop::default()));
        } else {
            let (facts, wish) = (Arc::clone(facts), key.1.clone());
            self.rows.ask(&key, waker(ui), move |stop| order::rows(&facts, &wish, stop));
        }
        // Until then those of the same layer as it was stay, where they fit what it holds now.
        let fits = |rows: &[u32]| rows.iter().all(|&row| (row as usize) < facts.len());
        let newest = self
            .rows
            .newest_with_key()
            .filter(|((of, wish), rows)| *wish == key.1 && of.id == key.0.id && (*of == key.0 || fits(rows)));
        match newest {
            Some((_, rows)) => Arc::clone(rows.as_ref()),
            None => (0..facts.len() as u32).collect(),
        }
    }

    fn toolbar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, layer: &Arc<Layer>) {
        let total = layer.features.len();
        let view = self.views.entry(layer.id).or_default();
        ui.horizontal(|ui| {
            ui.set_min_height(34.0);
            ui.spacing_mut().item_spacing.x = 8.0;
            if let Some(picked) = layer_picker(ui, cx, layer) {
                self.shown = Some(picked);
            }
            let hint = RichText::new(cx.tr("table.find")).color(cx.p.muted);
            let field = ui.add(TextEdit::singleline(&mut view.wish.words).hint_text(hint).desired_width(150.0));
            let label = cx.tr("table.find");
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
            filter_chips(ui, cx, self.facts.newest(), view);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                if widgets::icon_button(ui, icons::COPY, cx.tr("table.copy")).clicked() {
                    self.copies += 1;
                }
                column_menu(ui, cx, self.facts.newest(), view);
                ui.add_space(6.0);
                let shown = self.rows.newest().map_or(total, |r| r.len());
                let selected = cx.count_selected_in(layer.id);
                let mut line = if shown == total {
                    cx.trf("table.all", &[("n", &format::count(total))])
                } else {
                    cx.trf("table.some", &[("n", &format::count(shown)), ("of", &format::count(total))])
                };
                if selected > 0 {
                    let chosen =
                        cx.trf("status.selected", &[("n", &format::count(selected)), ("of", &format::count(total))]);
                    line = format!("{chosen}  ·  {line}");
                }
                if self.rows.is_pending() {
                    line = format!("{line} …");
                }
                ui.label(RichText::new(line).size(size::SMALL).color(cx.p.muted));
            });
        });
    }

    /// Puts the rows shown on the clipboard once their text is made.
    fn copy(&mut self, ui: &Ui) {
        if self.copies == self.taken {
            return;
        }
        let wanted = self.copies;
        // Rows of older facts may name what is no longer there: those of these facts are under way.
        let rows = self.rows.newest_with_key().zip(self.facts.newest_with_key());
        let rows = rows.filter(|(((rows_of, _), _), (of, _))| rows_of == *of);
        if let Some((rows, facts)) = rows.map(|((_, rows), (_, facts))| (Arc::clone(rows), Arc::clone(facts))) {
            let view = self.views.get(&facts.layer.id).cloned().unwrap_or_default();
            self.copied.ask(&wanted, waker(ui), move |_| {
                Some(order::as_text(&facts, &rows, &view.columns(&facts), view.wish.lang))
            });
        }
        if let Some(text) = self.copied.current(&wanted) {
            ui.ctx().copy_text(text.as_ref().clone());
            self.taken = wanted;
        }
    }
}

impl View {
    /// The columns that are shown.
    fn columns(&self, facts: &Facts) -> Vec<Column> {
        facts.columns.iter().copied().filter(|&c| !self.hidden.contains(&facts.key(c))).collect()
    }

    fn filter_of(&self, column: Column) -> &str {
        self.wish.filters.iter().find(|(c, _)| *c == column).map_or("", |(_, text)| text)
    }

    fn set_filter(&mut self, column: Column, text: String) {
        self.wish.filters.retain(|(c, _)| *c != column);
        if !text.is_empty() {
            self.wish.filters.push((column, text));
            self.wish.filters.sort();
        }
    }
}

/// What wakes the window when a thread has an answer.
pub(super) fn waker(ui: &Ui) -> impl FnOnce() + Send + 'static + use<> {
    let ctx = ui.ctx().clone();
    move || ctx.request_repaint()
}

/// The rows shown from one to another, the latter last.
fn span(rows: &[u32], from: usize, to: usize) -> impl Iterator<Item = usize> + use<> {
    let at = |row: usize| rows.iter().position(|r| *r as usize == row);
    let (a, b) = (at(from).unwrap_or_default(), at(to).unwrap_or_default());
    let mut all: Vec<usize> = rows[a.min(b)..=a.max(b)].iter().map(|r| *r as usize).collect();
    if a > b {
        all.reverse();
    }
    all.into_iter()
}

/// The row that the arrow keys lead to while the pointer is over the table or a row has the keyboard; elsewhere they
/// move the map.
fn step(ui: &Ui, cx: &Cx<'_>, rows: &[u32], from: Option<usize>, focused: bool) -> Option<usize> {
    let ours = focused || ui.rect_contains_pointer(ui.max_rect());
    if cx.is_covered() || ui.ctx().text_edit_focused() || !ours {
        return None;
    }
    let take = |key| super::palette::take(ui, key);
    let (down, up) = (take(egui::Key::ArrowDown), take(egui::Key::ArrowUp));
    if !down && !up {
        return None;
    }
    let at = from.and_then(|row| rows.iter().position(|r| *r as usize == row));
    let to = match at {
        None => 0,
        Some(at) if down => (at + 1).min(rows.len().saturating_sub(1)),
        Some(at) => at.saturating_sub(1),
    };
    rows.get(to).map(|r| *r as usize)
}

fn row_in(selected: Selected, layer: LayerId) -> Option<usize> {
    match selected {
        Selected::Feature { layer: in_, feature } if in_ == layer => Some(feature),
        _ => None,
    }
}

fn shares_of(project: &crate::model::Project, effects: &Effects) -> Shares {
    let mut all: Shares = project.layers_of(Role::Residential).map(|l| (l.id, vec![None; l.features.len()])).collect();
    for (layer, feature, coverage) in effects.parcels() {
        let Some((_, shares)) = all.iter_mut().find(|(id, _)| *id == layer) else { continue };
        if coverage.demand_m2 > 0.0 {
            shares[feature] = Some(coverage.covered_m2 / coverage.demand_m2);
        }
    }
    all
}

/// So many points of layers are listed before the list scrolls.
const MOST_LAYERS: f32 = 420.0;

fn layer_picker(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer) -> Option<LayerId> {
    let project = cx.project()?;
    let lang = cx.lang();
    let all = layers::in_order(project.layers.iter().map(AsRef::as_ref));
    let title = |l: &Layer| layers::name_among(lang, l, &all);
    let mut picked = None;
    let label = cx.tr("table.layer");
    let combo = egui::ComboBox::from_id_salt("table layer")
        .selected_text(RichText::new(title(layer)).font(super::fonts::strong_id(size::TEXT)))
        .width(130.0)
        .height(MOST_LAYERS)
        .show_ui(ui, |ui| {
            for &l in &all {
                let text = format!("{}  {}   {}", icons::of_role(l.role), title(l), format::count(l.features.len()));
                if ui.selectable_label(l.id == layer.id, text).clicked() {
                    picked = Some(l.id);
                }
            }
        });
    combo.response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label);
        info.current_text_value = Some(title(layer));
        info
    });
    picked
}

/// The filters in force, each with its way out.
fn filter_chips(ui: &mut Ui, cx: &Cx<'_>, facts: Option<&Arc<Facts>>, view: &mut View) {
    let Some(facts) = facts else { return };
    let mut gone = None;
    for (column, text) in &view.wish.filters {
        let label = format!("{} {text}", facts.title(*column, cx.lang()));
        if ui.available_width() < 260.0 {
            break;
        }
        let response = ui.add(
            egui::Button::new((label.clone(), RichText::new(icons::CLOSE).size(11.0)))
                .fill(cx.p.accent_soft)
                .corner_radius(11),
        );
        let out = cx.trf("table.drop_filter", &[("filter", &label)]);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &out));
        if response.on_hover_text(&out).clicked() {
            gone = Some(*column);
        }
    }
    if let Some(column) = gone {
        view.set_filter(column, String::new());
    }
}

fn column_menu(ui: &mut Ui, cx: &Cx<'_>, facts: Option<&Arc<Facts>>, view: &mut View) {
    let response = widgets::icon_button(ui, icons::LIST, cx.tr("table.columns"));
    let Some(facts) = facts else { return };
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(180.0);
        egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            for &column in &facts.columns {
                let key = facts.key(column);
                let mut on = !view.hidden.contains(&key);
                if ui.checkbox(&mut on, facts.title(column, cx.lang())).changed() {
                    if on {
                        view.hidden.remove(&key);
                    } else {
                        view.hidden.insert(key);
                    }
                }
            }
        });
        ui.separator();
        if ui.button(cx.tr("table.all_columns")).clicked() {
            view.hidden.clear();
        }
    });
}
