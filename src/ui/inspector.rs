//! What is selected: attributes, measures, place, and what the rule set makes of it.

use egui::{Align, FontId, Label, Layout, RichText, Ui};
use geo::{Euclidean, Length as _};

use crate::analysis::outcome::{Gap, Nearest};
use crate::analysis::why::Place;
use crate::geom::{Coord, Rect};
use crate::model::{Feature, Layer, Role};

use super::context::{Command, Cx, bounds_of, coordinates};
use super::i18n::{tr, tr_note};
use super::map::Selected;
use super::plan::{Ask, GapAdvice};
use super::theme::size;
use super::widgets::{self, icon_button};
use super::{card, format, icons, plan, rules_view};

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    if plan::form(ui, cx) {
        return;
    }
    let Some(selected) = cx.state.selection else {
        return nothing(ui, cx);
    };
    match selected {
        Selected::Gap(index) => {
            let Some(gap) = cx.snap.analysis.as_ref().and_then(|a| a.gaps.get(index)) else { return nothing(ui, cx) };
            title(ui, cx, &cx.trf("select.gap", &[("rank", &gap.rank.to_string())]), selected, Some(gap.label_point));
            columns(ui, cx, |ui, cx| of_gap(ui, cx, gap), |ui, cx| help(ui, cx, index), |_, _| {});
        }
        Selected::Feature { layer, feature } => {
            let layer = cx.project().and_then(|p| p.layers.iter().find(|l| l.id == layer));
            let Some((layer, thing)) = layer.and_then(|l| Some((l, l.features.get(feature)?))) else {
                return nothing(ui, cx);
            };
            let name = name_of(cx, layer, thing);
            let place = bounds_of(cx.snap, selected).map(centre);
            title(ui, cx, &name, selected, place);
            let card = card::ask(ui, cx, layer, feature);
            columns(
                ui,
                cx,
                |ui, cx| {
                    rating(ui, cx, layer, feature);
                    card::place(ui, cx, card.as_ref());
                    measures(ui, cx, layer, thing, place);
                },
                |ui, cx| card::effect(ui, cx, card.as_ref()),
                |ui, cx| card::fields(ui, cx, layer, thing),
            );
        }
    }
}

fn nothing(ui: &mut Ui, cx: &Cx<'_>) {
    ui.add_space(16.0);
    ui.label(RichText::new(cx.tr("select.none")).color(cx.p.muted));
}

fn centre(rect: Rect) -> Coord {
    rect.center()
}

fn title(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, selected: Selected, place: Option<Coord>) {
    ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        ui.label(widgets::strong(name, size::TITLE));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            if icon_button(ui, icons::CLOSE, cx.tr("select.clear")).clicked() {
                cx.ask(Command::Select(None));
            }
            if let Some(place) = place
                && icon_button(ui, icons::COPY, cx.tr("select.copy")).clicked()
            {
                let text = coordinates(cx.backend, place);
                cx.ask(Command::Copy(text));
            }
            if let (Some(question), Some(at)) = (question(cx, selected, place), place)
                && icon_button(ui, icons::QUESTION, cx.tr("maptool.why_this")).clicked()
            {
                cx.ask(Command::Why(question, at));
            }
            if let Some(proposal) = proposal(cx, selected)
                && icon_button(ui, icons::COMMENT, cx.tr("ledger.comment_this")).clicked()
            {
                super::ledger::comment_on(cx, proposal);
            }
            if icon_button(ui, icons::FLAG, cx.tr("ledger.report_this")).clicked() {
                super::ledger::begin_with(cx, selected);
            }
            if icon_button(ui, icons::CROSSHAIR, cx.tr("select.zoom")).clicked() {
                cx.ask(Command::Visit(selected));
            }
            if plan::facility_of(cx.snap, selected).is_some() {
                if icon_button(ui, icons::PROHIBIT, cx.tr("place.close")).clicked() {
                    cx.ask(Command::Plan(Ask::Close(selected)));
                }
                if icon_button(ui, icons::PENCIL, cx.tr("place.change")).clicked() {
                    cx.ask(Command::Plan(Ask::Change(selected, None)));
                }
            }
        });
    });
}

/// What would help a gap.
fn help(ui: &mut Ui, cx: &mut Cx<'_>, gap: usize) {
    let Some(analysis) = cx.snap.analysis.as_ref() else { return };
    let Some(advice) = GapAdvice::of(cx, analysis, gap) else { return };
    widgets::heading(ui, cx.tr("place.advice"));
    ui.add_space(6.0);
    if widgets::plain_button(ui, icons::MAP_PIN_PLUS, &advice.text).clicked() {
        cx.ask(Command::Plan(advice.ask));
    }
}

/// The proposal that a selected thing is.
pub(super) fn proposal(cx: &Cx<'_>, selected: Selected) -> Option<crate::model::plan::ProposalId> {
    let Selected::Feature { layer, feature } = selected else { return None };
    let layer = cx.project()?.layers.iter().find(|l| l.id == layer)?;
    crate::analysis::scenario::proposal_of(layer, layer.features.get(feature)?)
}

/// What can be asked about a selected thing: why it is served or not. Only homes and gaps are meant to be.
fn question(cx: &Cx<'_>, selected: Selected, place: Option<Coord>) -> Option<Place> {
    match selected {
        Selected::Gap(_) => place.map(Place::At),
        Selected::Feature { layer, feature } => {
            let home = cx.project()?.layers.iter().any(|l| l.id == layer && l.role == Role::Residential);
            home.then_some(Place::Feature { layer, feature })
        }
    }
}

/// The question why, about what is selected.
fn question_now(cx: &Cx<'_>) -> Option<(Place, Coord)> {
    let selected = cx.selected()?;
    let place = super::context::place_of(cx.snap, selected)?;
    Some((question(cx, selected, Some(place))?, place))
}

/// Whether it can be asked why what is selected is served or not.
pub(super) fn can_ask_why(cx: &Cx<'_>) -> bool {
    question_now(cx).is_some()
}

/// Asks it.
pub(super) fn ask_why(cx: &mut Cx<'_>) {
    if let Some((question, at)) = question_now(cx) {
        cx.ask(Command::Why(question, at));
    }
}

/// Three columns that scroll together; fewer, one below the other, where there is little room.
pub(super) fn columns(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    left: impl FnOnce(&mut Ui, &mut Cx<'_>),
    middle: impl FnOnce(&mut Ui, &mut Cx<'_>),
    right: impl FnOnce(&mut Ui, &mut Cx<'_>),
) {
    egui::ScrollArea::vertical().id_salt("inspector").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let width = ui.available_width();
        if width >= 700.0 {
            // The figures in the middle are the longest: they are to stand on one line.
            const SHARES: [f32; 3] = [0.30, 0.43, 0.27];
            const BETWEEN: f32 = 20.0;
            let whole = ui.available_rect_before_wrap();
            let mut from = whole.left();
            let mut used = egui::Rect::NOTHING;
            let mut column =
                |ui: &mut Ui, cx: &mut Cx<'_>, n: usize, contents: &mut dyn FnMut(&mut Ui, &mut Cx<'_>)| {
                    let wide = (width - 2.0 * BETWEEN) * SHARES[n];
                    let room =
                        egui::Rect::from_min_size(egui::pos2(from, whole.top()), egui::vec2(wide, whole.height()));
                    let shown = ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| contents(ui, cx));
                    used = used.union(shown.response.rect);
                    from = room.right() + BETWEEN;
                };
            let (mut left, mut middle, mut right) = (Some(left), Some(middle), Some(right));
            column(ui, cx, 0, &mut |ui, cx| left.take().into_iter().for_each(|f| f(ui, cx)));
            column(ui, cx, 1, &mut |ui, cx| middle.take().into_iter().for_each(|f| f(ui, cx)));
            column(ui, cx, 2, &mut |ui, cx| right.take().into_iter().for_each(|f| f(ui, cx)));
            ui.advance_cursor_after_rect(used);
        } else if width >= 520.0 {
            ui.columns_const(|[a, b]| {
                left(a, cx);
                middle(b, cx);
                right(b, cx);
            });
        } else {
            left(ui, cx);
            middle(ui, cx);
            right(ui, cx);
        }
    });
}

/// A caption and a figure in a row.
pub(super) fn fact(ui: &mut Ui, cx: &Cx<'_>, caption: &str, text: &str) {
    ui.horizontal_top(|ui| {
        ui.set_min_height(22.0);
        ui.spacing_mut().item_spacing.x = 12.0;
        let width = (ui.available_width() * 0.34).clamp(80.0, 150.0);
        let (rect, response) = ui.allocate_exact_size(egui::vec2(width, 20.0), egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, caption));
        if widgets::text_in(ui, rect, caption, FontId::proportional(size::SMALL), cx.p.muted, Align::Min) {
            response.on_hover_text(caption);
        }
        ui.add(Label::new(RichText::new(text).color(cx.p.text)).wrap().selectable(true));
    });
}

fn place_facts(ui: &mut Ui, cx: &Cx<'_>, place: Coord) {
    let plane = format!("E {}  N {}", format::number(place.x, 2), format::number(place.y, 2));
    fact(ui, cx, cx.tr("select.plane"), &plane);
    if let Some((lon, lat)) = cx.backend.to_degrees(place) {
        fact(ui, cx, cx.tr("select.degrees"), &format::lon_lat(lon, lat, 6));
    }
}

fn nearest_facts(ui: &mut Ui, cx: &Cx<'_>, nearest: &Nearest) {
    let lang = cx.lang();
    fact(ui, cx, cx.tr("select.service"), &nearest.name);
    fact(ui, cx, cx.tr("select.distance"), &format::length(lang, nearest.distance_m));
    fact(ui, cx, cx.tr("select.short"), &format::length(lang, nearest.short_m));
}

fn of_gap(ui: &mut Ui, cx: &Cx<'_>, gap: &Gap) {
    let lang = cx.lang();
    fact(ui, cx, cx.tr("gaps.area"), &format::area(lang, gap.area_m2));
    fact(ui, cx, cx.tr("select.pieces"), &gap.pieces().to_string());
    fact(ui, cx, cx.tr("select.zone"), gap.zone.as_deref().unwrap_or(cx.tr("gaps.no_zone")));
    if let Some(nearest) = &gap.nearest {
        nearest_facts(ui, cx, nearest);
    }
    place_facts(ui, cx, gap.label_point);
}

/// The name a feature goes by: a field that holds one, else its kind and number.
fn name_of(cx: &Cx<'_>, layer: &Layer, feature: &Feature) -> String {
    let named = crate::analysis::card::name(layer, feature);
    named.map_or_else(
        || format!("{} {}", tr(cx.lang(), &format!("kind.{}", layer.role.id())), feature.index + 1),
        |name| format!("{} · {name}", tr(cx.lang(), &format!("kind.{}", layer.role.id()))),
    )
}

fn rating(ui: &mut Ui, cx: &Cx<'_>, layer: &Layer, feature: usize) {
    let lang = cx.lang();
    let rated = cx
        .snap
        .analysis
        .as_ref()
        .and_then(|a| a.facilities.iter().find(|f| f.layer == layer.id && f.feature == feature));
    let Some(rated) = rated else { return };
    widgets::heading(ui, cx.tr("select.rating"));
    if let Some(area) = rated.area_m2 {
        fact(ui, cx, cx.tr("select.rated_area"), &format::area(lang, area));
    }
    let radius = match (rated.radius_m, rated.reason) {
        (Some(radius), _) => format::length(lang, radius),
        (None, reason) => {
            let reason = reason.map_or(String::new(), |r| tr_note(lang, "reason", r, ""));
            cx.trf("select.not_serving", &[("reason", &reason)])
        }
    };
    fact(ui, cx, cx.tr("select.radius"), &radius);
    let pocket = rated.kind == crate::model::FacilityKind::PocketPark;
    let parks = pocket || rated.kind == crate::model::FacilityKind::Park;
    let tier = rated.radius_m.zip(rated.area_m2).zip(cx.project()).filter(|_| parks);
    let tier = tier.and_then(|((r, a), p)| rules_view::tier_of(&p.rules, a, r, pocket, lang));
    if let Some(tier) = tier {
        fact(ui, cx, cx.tr("card.tier"), &tier);
    }
    // A little more land would make it serve further.
    let near = cx.snap.analysis.as_ref().and_then(|a| {
        let index = a.facilities.iter().position(|f| std::ptr::eq(f, rated))?;
        a.near_misses.iter().find(|n| n.facility == index)
    });
    if let Some(near) = near {
        let figures = [near.short_m2, near.needed_m2, near.radius_m].map(format::metres);
        let text =
            cx.trf("card.near_miss_text", &[("short", &figures[0]), ("needed", &figures[1]), ("radius", &figures[2])]);
        fact(ui, cx, cx.tr("card.near_miss"), &text);
    }
    ui.add_space(size::UNIT);
}

fn measures(ui: &mut Ui, cx: &Cx<'_>, layer: &Layer, feature: &Feature, place: Option<Coord>) {
    let lang = cx.lang();
    widgets::heading(ui, cx.tr("select.geometry"));
    fact(ui, cx, cx.tr("select.layer"), &layer.name);
    fact(ui, cx, cx.tr("select.index"), &(feature.index + 1).to_string());
    let shape = &feature.shape;
    if !shape.region.is_empty() {
        fact(ui, cx, cx.tr("select.area"), &format::area(lang, shape.region.area()));
        let rings = shape.region.polygons().iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        fact(ui, cx, cx.tr("select.perimeter"), &format::length(lang, rings.map(|r| Euclidean.length(r)).sum()));
    }
    if !shape.lines.is_empty() {
        let length = shape.lines.iter().map(|l| Euclidean.length(l)).sum();
        fact(ui, cx, cx.tr("select.length"), &format::length(lang, length));
    }
    if shape.points.len() > 1 {
        fact(ui, cx, cx.tr("select.points"), &format::count(shape.points.len()));
    }
    if let Some(place) = place {
        place_facts(ui, cx, place);
    }
    ui.add_space(size::UNIT);
}
