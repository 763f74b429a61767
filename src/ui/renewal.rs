//! A newer file for a layer: what it adds, removes, moves and changes, what becomes of the indicators, and whether it is
//! taken over.

use egui::{Align, FontId, Rect, RichText, Role as A11y, Sense, Ui, WidgetInfo, vec2};

use super::context::{Command, Cx, bounds_of};
use super::controls;
use super::copy::as_table;
use super::i18n::tr_note;
use super::map::Selected;
use super::state::Tab;
use super::theme::size;
use super::{dated, fonts, format, icons, widgets};
use crate::analysis::card;
use crate::analysis::renewal::{MatchedBy, Pair, Renewal};
use crate::geom::Coord;
use crate::model::plan::Difference;
use crate::model::{Feature, Layer, LayerId};
use crate::session::query::Same;
use crate::session::tables::TableText;
use crate::session::{OpenRequest, PendingUpdate, PlanAction};

/// Which of the things are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What is new.
    #[default]
    Added,
    /// What is gone.
    Removed,
    /// What lies elsewhere.
    Moved,
    /// What has another shape or other attributes.
    Changed,
    /// What becomes of the indicators.
    Figures,
}

/// What the window shows of a renewal.
#[derive(Debug, Clone, Default)]
pub struct RenewalView {
    /// What is listed; `None` for the first sort that has any.
    pub sort: Option<Sort>,
    /// The pending update seen last, by identity: a new one brings its tab to the front.
    seen: Option<Same<PendingUpdate>>,
}

/// Brings the tab to the front when something has come, and takes it away when it is gone.
pub(super) fn follow(cx: &mut Cx<'_>) {
    let now = cx.snap.update.as_ref().map(Same::of);
    if now == cx.state.renewal.seen {
        return;
    }
    let has_come = now.is_some();
    cx.state.renewal = RenewalView { sort: None, seen: now };
    if has_come {
        cx.show_tab(Tab::Renewal);
    } else if cx.state.tab == Tab::Renewal {
        cx.state.tab = Tab::Gaps;
    }
}

/// The tab.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(update) = cx.snap.update.clone() else {
        controls::nothing(ui, cx.tr("renewal.none"));
        return;
    };
    let renewal = &update.renewal;
    head(ui, cx, renewal);
    doubts(ui, cx, update.layer, renewal);
    let differing: Vec<&Difference> = renewal.figures.iter().filter(|d| d.before != d.after).collect();
    let counts = [
        (Sort::Added, "renewal.added", renewal.added.len()),
        (Sort::Removed, "renewal.removed", renewal.removed.len()),
        (Sort::Moved, "renewal.moved", renewal.moved.len()),
        (Sort::Changed, "renewal.changed", renewal.changed.len()),
        (Sort::Figures, "renewal.figures", differing.iter().filter(|d| d.zone.is_none()).count()),
    ];
    let sort = sort_of(cx, renewal);
    ui.horizontal_wrapped(|ui| {
        ui.set_min_height(30.0);
        let chips: Vec<(String, bool)> =
            counts.iter().map(|(s, key, n)| (format!("{} {}", cx.tr(key), format::count(*n)), *s == sort)).collect();
        if let Some(n) = controls::filter_chips(ui, &chips) {
            cx.state.renewal.sort = Some(counts[n].0);
        }
        ui.add_space(6.0);
        let same = format::count(renewal.same.len());
        ui.label(RichText::new(cx.trf("renewal.same", &[("n", &same)])).size(size::SMALL).color(cx.p.muted));
    });
    match sort {
        Sort::Figures => {
            let mut rows: Vec<&Difference> =
                renewal.figures.iter().filter(|d| d.zone.is_none() || d.before != d.after).collect();
            rows.sort_by_key(|d| d.before == d.after);
            if differing.is_empty() {
                widgets::muted(ui, cx.tr("renewal.no_change"));
            }
            dated::difference_table(ui, cx, "renewal figures", &rows, cx.tr("renewal.before"), cx.tr("renewal.after"));
        }
        _ => things(ui, cx, update.layer, renewal, sort),
    }
}

/// Takes the newer file over.
pub(super) fn accept(cx: &mut Cx<'_>) {
    let Some(update) = cx.snap.update.as_ref() else { return };
    cx.send(PlanAction::AcceptUpdate.into());
    let text = cx.trf("renewal.accepted", &[("layer", &update.renewal.layer.name)]);
    cx.say_undoable(text);
}

/// What is listed.
fn sort_of(cx: &Cx<'_>, renewal: &Renewal) -> Sort {
    let first = || {
        let all = [Sort::Added, Sort::Removed, Sort::Moved, Sort::Changed];
        all.into_iter().find(|s| count_of(renewal, *s) > 0).unwrap_or(Sort::Figures)
    };
    cx.state.renewal.sort.unwrap_or_else(first)
}

/// How many things of a sort there are.
fn count_of(renewal: &Renewal, sort: Sort) -> usize {
    match sort {
        Sort::Added => renewal.added.len(),
        Sort::Removed => renewal.removed.len(),
        Sort::Moved => renewal.moved.len(),
        Sort::Changed => renewal.changed.len(),
        Sort::Figures => 0,
    }
}

/// What is listed as a table; `None` without a newer file, or where nothing is listed.
pub(super) fn table(cx: &Cx<'_>) -> Option<TableText> {
    let update = cx.snap.update.as_ref()?;
    let renewal = &update.renewal;
    let sort = sort_of(cx, renewal);
    if sort == Sort::Figures {
        let rows: Vec<&Difference> =
            renewal.figures.iter().filter(|d| d.zone.is_none() || d.before != d.after).collect();
        let (before, after) = (cx.tr("renewal.before"), cx.tr("renewal.after"));
        return (!rows.is_empty()).then(|| dated::difference_text(cx, &rows, before, after));
    }
    let old = cx.snap.document.as_ref().and_then(|d| d.layer(update.layer));
    let rows: Vec<Vec<String>> = (0..count_of(renewal, sort))
        .map(|n| thing(cx, old.map(|l| &**l), renewal, sort, n))
        .map(|thing| vec![thing.name, thing.what])
        .collect();
    let head = ["renewal.name", "renewal.what"].map(|key| cx.tr(key).to_owned()).to_vec();
    (!rows.is_empty()).then(|| as_table(&renewal.layer.name, head, &[], rows))
}

fn head(ui: &mut Ui, cx: &mut Cx<'_>, renewal: &Renewal) {
    ui.horizontal(|ui| {
        ui.set_min_height(38.0);
        let file = renewal.layer.source.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let text = cx.trf("renewal.title", &[("layer", &renewal.layer.name), ("file", &file)]);
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            if widgets::primary_button(ui, icons::CHECK, cx.tr("renewal.accept"), true).clicked() {
                accept(cx);
            }
            if widgets::plain_button(ui, icons::CLOSE, cx.tr("renewal.drop")).clicked() {
                cx.send(PlanAction::DropUpdate.into());
            }
            ui.with_layout(egui::Layout::left_to_right(Align::Center), |ui| {
                let by = match &renewal.by {
                    MatchedBy::Id => cx.tr("renewal.by_id").to_owned(),
                    MatchedBy::Field(field) => cx.trf("renewal.by_field", &[("field", field)]),
                    MatchedBy::Place => cx.tr("renewal.by_place").to_owned(),
                };
                let shown = egui::Label::new(widgets::strong(text, size::TEXT)).truncate();
                ui.add(shown).on_hover_text(by);
            });
        });
    });
}

/// Notes of the newer file that put every figure in question, or say how its datum came about.
const TOLD: &[&str] = &[
    "datum_shift_suspected",
    "crs_other_than_before",
    "far_from_demand",
    "truncated",
    "no_features",
    "crs_taken_over",
];

/// What is doubtful about the newer file, before it is accepted; where another datum is suspected, it is read again under
/// that one at a click.
fn doubts(ui: &mut Ui, cx: &mut Cx<'_>, layer: LayerId, renewal: &Renewal) {
    let newer = &renewal.layer;
    for note in newer.import.notes.iter().filter(|n| TOLD.contains(&n.key)) {
        let doubtful = note.key != "crs_taken_over";
        ui.horizontal_wrapped(|ui| {
            let (icon, color) = if doubtful { (icons::WARNING, cx.p.warning_text) } else { (icons::INFO, cx.p.muted) };
            ui.label(RichText::new(icon).font(icons::font(14.0)).color(color));
            let text = tr_note(cx.lang(), "note", note.key, &note.detail);
            ui.label(RichText::new(text).size(size::SMALL).color(color));
            let another = matches!(note.key, "datum_shift_suspected" | "crs_other_than_before");
            if another {
                let text = cx.trf("renewal.read_as", &[("crs", &note.detail)]);
                if widgets::plain_button(ui, icons::CROSSHAIR, &text).clicked() {
                    let path = newer.source.path.clone();
                    let request = OpenRequest { path, role: None, crs: Some(note.detail.clone()) };
                    cx.send(PlanAction::ReadUpdate(layer, request).into());
                }
            }
        });
    }
}

/// A line of the list: what it is, what is known of it, where it lies.
struct Thing {
    name: String,
    what: String,
    /// The feature as it is now; `None` for what is new.
    old: Option<usize>,
    at: Option<Coord>,
}

fn things(ui: &mut Ui, cx: &mut Cx<'_>, layer: LayerId, renewal: &Renewal, sort: Sort) {
    let old_layer = cx.snap.document.as_ref().and_then(|d| d.layer(layer)).cloned();
    let count = count_of(renewal, sort);
    if count == 0 {
        controls::nothing(ui, cx.tr("renewal.nothing"));
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let heads = [(cx.tr("renewal.name"), Align::Min), (cx.tr("renewal.what"), Align::Min), ("", Align::Max)];
    controls::table_head(ui, &heads, cells);
    egui::ScrollArea::vertical().id_salt("renewal").auto_shrink([false, false]).show_rows(
        ui,
        size::ROW,
        count,
        |ui, range| {
            for n in range {
                let thing = thing(cx, old_layer.as_deref(), renewal, sort, n);
                row(ui, cx, layer, &thing);
            }
        },
    );
}

fn cells(rect: Rect) -> Vec<Rect> {
    controls::cells(rect.with_max_x(rect.right() - 10.0), &[1.0, 1.6, -24.0])
}

fn thing(cx: &Cx<'_>, old: Option<&Layer>, renewal: &Renewal, sort: Sort, n: usize) -> Thing {
    let new = &renewal.layer;
    let name = |layer: &Layer, feature: &Feature| {
        card::name(layer, feature).unwrap_or_else(|| format!("#{}", feature.index + 1))
    };
    let middle = |f: &Feature| f.shape.points.first().copied().or_else(|| Some(f.shape.bounds()?.center()));
    let size_of = |f: &Feature| {
        let area = f.shape.region.area();
        if area > 0.0 { format::area(cx.lang(), area) } else { cx.tr("renewal.a_point").to_owned() }
    };
    let of_pair = |pair: &Pair| -> Thing {
        let feature = &new.features[pair.new];
        let mut what: Vec<String> = Vec::new();
        if sort == Sort::Moved {
            what.push(cx.trf("renewal.moved_by", &[("m", &format::length(cx.lang(), pair.moved_m))]));
        }
        if pair.reshaped && sort == Sort::Changed {
            what.push(cx.tr("renewal.reshaped").to_owned());
        }
        for field in pair.fields.iter().take(3) {
            let value = |layer: &Layer, feature: &Feature| {
                let at = layer.fields.iter().position(|f| f == field);
                at.and_then(|i| feature.values.get(i))
                    .map(ToString::to_string)
                    .filter(|v| !v.is_empty())
                    .unwrap_or_else(|| "–".to_owned())
            };
            let before = old.and_then(|l| Some(value(l, l.features.get(pair.old)?))).unwrap_or_else(|| "–".to_owned());
            what.push(format!("{field}: {before} → {}", value(new, feature)));
        }
        if pair.fields.len() > 3 {
            what.push(cx.trf("renewal.more_fields", &[("n", &format::count(pair.fields.len() - 3))]));
        }
        Thing { name: name(new, feature), what: what.join(" · "), old: Some(pair.old), at: middle(feature) }
    };
    match sort {
        Sort::Added | Sort::Figures => {
            let feature = &new.features[renewal.added[n]];
            Thing { name: name(new, feature), what: size_of(feature), old: None, at: middle(feature) }
        }
        Sort::Removed => {
            let at = renewal.removed[n];
            match old.and_then(|l| Some((l, l.features.get(at)?))) {
                Some((layer, feature)) => {
                    Thing { name: name(layer, feature), what: size_of(feature), old: Some(at), at: middle(feature) }
                }
                None => Thing { name: format!("#{}", at + 1), what: String::new(), old: None, at: None },
            }
        }
        Sort::Moved => of_pair(&renewal.moved[n]),
        Sort::Changed => of_pair(&renewal.changed[n]),
    }
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, layer: LayerId, thing: &Thing) {
    let p = cx.p;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let label = format!("{} {}", thing.name, thing.what);
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &label));
    widgets::row_ground(ui, rect, false, response.hovered(), p);
    widgets::focus_ring(ui, &response, rect);
    let all = cells(rect);
    widgets::text_in(ui, all[0], &thing.name, fonts::strong_id(size::TEXT), p.text, Align::Min);
    let cut = widgets::text_in(ui, all[1], &thing.what, FontId::proportional(size::TEXT), p.muted, Align::Min);
    if thing.at.is_some() {
        ui.painter().text(all[2].center(), egui::Align2::CENTER_CENTER, icons::CROSSHAIR, icons::font(14.0), p.faint);
    }
    let response = if cut { response.on_hover_text(&thing.what) } else { response };
    if response.clicked() {
        let selected = thing.old.map(|feature| Selected::Feature { layer, feature });
        let there = selected.filter(|s| bounds_of(cx.snap, *s).is_some());
        match (there, thing.at) {
            (Some(selected), _) => cx.ask(Command::Visit(selected)),
            (None, Some(at)) => cx.ask(Command::Jump(at)),
            _ => {}
        }
    }
}
