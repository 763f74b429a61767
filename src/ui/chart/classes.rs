//! Facilities by class: how many there are, and how many of them serve.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Align, FontId, Rect, Role as A11y, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::card::{self, CardField};
use crate::analysis::effects;
use crate::analysis::outcome::{Analysis, IndicatorId};
use crate::model::{FacilityKind, LayerId, Project};
use crate::session::query::{Query, Same};
use crate::session::tables::TableText;
use crate::ui::context::{Command, Cx};
use crate::ui::find::sort_key;
use crate::ui::i18n::tr;
use crate::ui::map::Selected;
use crate::ui::theme::size;
use crate::ui::{fonts, format, widgets};

/// The facilities of one class.
#[derive(Debug, Clone, Default)]
struct Class {
    kind: Option<FacilityKind>,
    name: String,
    serving: usize,
    all: Vec<(LayerId, usize)>,
}

/// The classes of the indicator shown.
#[derive(Default)]
pub(super) struct Counts {
    classes: Query<(Same<Analysis>, IndicatorId), Vec<Class>>,
}

const ROW: f32 = 26.0;
/// Up to so many facilities are counted within a frame.
const SHORT: usize = 3_000;

/// Counts; the largest class first, those without a class last.
fn count(project: &Project, analysis: &Analysis, kinds: &[FacilityKind]) -> Vec<Class> {
    let mut classes: BTreeMap<(FacilityKind, String), Class> = BTreeMap::new();
    for f in analysis.facilities.iter().filter(|f| kinds.contains(&f.kind)) {
        let layer = project.layers.iter().find(|l| l.id == f.layer);
        let class = layer.and_then(|l| {
            let feature = l.features.get(f.feature)?;
            let line = card::card(l, feature).into_iter().find(|l| l.field == Some(CardField::Class))?;
            Some(line.value.to_string().trim().to_owned())
        });
        let name = class.unwrap_or_default();
        let entry = classes.entry((f.kind, name.clone())).or_default();
        entry.kind = Some(f.kind);
        entry.name = name;
        entry.serving += usize::from(f.reason.is_none());
        entry.all.push((f.layer, f.feature));
    }
    let mut classes: Vec<Class> = classes.into_values().collect();
    classes.sort_by_key(|c| (c.name.is_empty(), std::cmp::Reverse(c.all.len()), sort_key(&c.name)));
    classes
}

/// Shows them.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>) {
    let indicator = super::indicator(cx, analysis).map_or(IndicatorId::ParkCoverage, |i| i.id);
    let kinds = effects::kinds_of(indicator).unwrap_or_default();
    let key = (Same::of(analysis), indicator);
    if let Some(project) = cx.snap.project.clone().filter(|_| !cx.snap.stale) {
        let classes = &mut cx.work.charts.classes.classes;
        if analysis.facilities.len() <= SHORT {
            classes.ask_now(&key, || Some(count(&project, analysis, kinds)));
        } else {
            let analysis = Arc::clone(analysis);
            classes.ask(&key, crate::ui::table::waker(ui), move |_| Some(count(&project, &analysis, kinds)));
        }
    }
    let found = cx.work.charts.classes.classes.current(&key).cloned();
    let Some(classes) = found.filter(|c| !c.is_empty()) else {
        widgets::muted(ui, cx.tr("chart.no_facilities"));
        return;
    };
    legend(ui, cx);
    let most = classes.iter().map(|c| c.all.len()).max().unwrap_or(1);
    let several = kinds.len() > 1;
    ScrollArea::vertical().id_salt("classes").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for class in classes.iter() {
            row(ui, cx, class, most, several);
        }
    });
}

fn legend(ui: &mut Ui, cx: &Cx<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for (color, key) in [(cx.p.met, "chart.serving"), (cx.p.neutral, "chart.not_serving")] {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
            ui.painter().rect_filled(rect, 2.0, color);
            widgets::muted(ui, cx.tr(key));
            ui.add_space(10.0);
        }
    });
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, class: &Class, most: usize, several: bool) {
    let p = cx.p;
    let lang = cx.lang();
    let kind = kind_key(class.kind);
    let name = if class.name.is_empty() { cx.tr("chart.no_class").to_owned() } else { class.name.clone() };
    let name = if several { format!("{} · {name}", tr(lang, kind)) } else { name };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let n = class.all.len();
    let text = cx.trf(
        "chart.class_row",
        &[("name", &name), ("n", &format::count(n)), ("serving", &format::count(class.serving))],
    );
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &text));
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, p.hover);
    }
    widgets::focus_ring(ui, &response, rect);
    let split = rect.left() + (rect.width() * 0.34).clamp(90.0, 220.0);
    widgets::text_in(ui, rect.with_max_x(split - 10.0), &name, FontId::proportional(size::TEXT), p.text, Align::Min);
    let full = (rect.right() - 56.0 - split).max(20.0);
    let width = |n: usize| full * n as f32 / most as f32;
    let bar = Rect::from_min_size(pos2(split, rect.center().y - 6.0), vec2(width(n).max(2.0), 12.0));
    ui.painter().rect_filled(bar, 3.0, if cx.snap.stale { p.track } else { p.neutral });
    if class.serving > 0 {
        let part = Rect::from_min_size(bar.min, vec2(width(class.serving).max(2.0), 12.0));
        ui.painter().rect_filled(part, 3.0, p.met);
    }
    let figure = Rect::from_min_max(pos2(bar.right() + 6.0, rect.top()), rect.right_bottom());
    widgets::text_in(ui, figure, &format::count(n), fonts::strong_id(size::TEXT), p.text, Align::Min);
    if response.on_hover_text(&text).clicked() {
        let things: Vec<Selected> =
            class.all.iter().map(|&(layer, feature)| Selected::Feature { layer, feature }).collect();
        cx.ask(Command::ShowAll(things));
    }
}

/// The counts as a table; `None` while they are being worked out.
pub(super) fn table(cx: &Cx<'_>, analysis: &Arc<Analysis>) -> Option<TableText> {
    let indicator = super::indicator(cx, analysis).map_or(IndicatorId::ParkCoverage, |i| i.id);
    let classes = cx.work.charts.classes.classes.current(&(Same::of(analysis), indicator))?;
    let head = ["copy.kind", "copy.class", "copy.all", "copy.serving"].map(|k| cx.tr(k).to_owned());
    let row = |class: &Class| {
        let name = if class.name.is_empty() { cx.tr("chart.no_class").to_owned() } else { class.name.clone() };
        vec![
            tr(cx.lang(), kind_key(class.kind)).to_owned(),
            name,
            class.all.len().to_string(),
            class.serving.to_string(),
        ]
    };
    Some(TableText {
        title: cx.tr("chart.classes").to_owned(),
        head: head.to_vec(),
        right: vec![false, false, true, true],
        rows: classes.iter().map(row).collect(),
        ..TableText::default()
    })
}

fn kind_key(kind: Option<FacilityKind>) -> &'static str {
    match kind {
        Some(FacilityKind::Park) => "kind.park",
        Some(FacilityKind::PocketPark) => "kind.pocket_park",
        Some(FacilityKind::Toilet) => "kind.toilet",
        Some(FacilityKind::TransferStation) => "kind.transfer_station",
        Some(FacilityKind::Parking) => "kind.parking",
        Some(FacilityKind::BeautifulZone) => "kind.beautiful_zone",
        None => "chart.no_class",
    }
}
