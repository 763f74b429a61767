//! The panel of the placing tool, over the upper edge of the map: what is placed, in which form, how large, where.

use egui::{
    Align, Align2, Area, Color32, FontId, Id, Label, Layout, Order, Rect, RichText, Role as A11y, Sense, Ui,
    WidgetInfo, vec2,
};

use crate::geom::Rect as Land;
use crate::model::FacilityKind;
use crate::model::plan::Proposal;
use crate::ui::context::{Command, Cx};
use crate::ui::search::place;
use crate::ui::state::Sheet;
use crate::ui::theme::{self, size};
use crate::ui::{fonts, icons, widgets};

use super::Ask;
use super::carry::usual_year;
use super::draft::{Draft, Form, KINDS};
use super::fields::{Figure, Typed, choice};
use super::gain::classes;
use super::words::kind_name;

/// Narrower than this, kinds are in a list and the hint gives way.
const NARROW: f32 = 440.0;

/// The identity of the panel, by which others find where it lies.
pub(in crate::ui) fn strip_id() -> Id {
    Id::unique("placing")
}

/// The icon of a kind.
pub(super) fn icon(kind: FacilityKind) -> &'static str {
    match kind {
        FacilityKind::Park => icons::TREE,
        FacilityKind::PocketPark => icons::PARK,
        FacilityKind::Toilet => icons::TOILET,
        FacilityKind::TransferStation => icons::RECYCLE,
        FacilityKind::Parking => icons::PARKING,
        FacilityKind::BeautifulZone => icons::FLOWER,
    }
}

/// Shows it while the placing tool is in hand. `map` is the room of the map.
pub(in crate::ui) fn show(ui: &Ui, cx: &mut Cx<'_>, map: Rect) {
    if !cx.state.plan.placing || cx.project().is_none() || map.width() < 200.0 {
        return;
    }
    // The tools stand to the left of it, or in a row above it where the map is low.
    let left = map.left() + 60.0;
    let low = map.height() < 480.0;
    let top = map.top() + if low { 56.0 } else { 12.0 };
    let room = (map.right() - left - 12.0).max(200.0);
    let width = room.min(640.0);
    let at = egui::pos2(left + (room - width) / 2.0, top);
    Area::new(strip_id()).order(Order::Middle).pivot(Align2::LEFT_TOP).fixed_pos(at).show(ui.ctx(), |ui| {
        theme::floating(cx.p).show(ui, |ui| {
            ui.set_width(width - 26.0);
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            kinds(ui, cx, width);
            sizes(ui, cx);
            where_to(ui, cx, width);
        });
    });
}

fn kinds(ui: &mut Ui, cx: &mut Cx<'_>, width: f32) {
    let now = cx.state.plan.draft.kind;
    let lang = cx.lang();
    let words = width >= 560.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let mut taken = None;
        if width < NARROW {
            let all: Vec<(FacilityKind, String)> = KINDS.iter().map(|k| (*k, kind_name(*k, lang).to_owned())).collect();
            taken = choice(ui, cx.tr("place.kind_of"), "draft kind", &now, &all, 124.0);
        }
        for kind in KINDS.into_iter().filter(|_| width >= NARROW) {
            let name = kind_name(kind, lang);
            let label = cx.trf("place.kind", &[("kind", name)]);
            // Where there is little room only the one in hand is named.
            let text = if words && lang == crate::ui::Lang::Zh || kind == now { name } else { "" };
            if segment(ui, cx, icon(kind), text, &label, kind == now).clicked() && kind != now {
                taken = Some(kind);
            }
        }
        if let Some(kind) = taken {
            let year = usual_year(cx.snap);
            cx.state.plan.take_kind(kind, year);
            // The sub-districts of what it changes are what one wants to see.
            cx.state.hero = crate::analysis::effects::coverage_of(kind).unwrap_or(cx.state.hero);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::icon_button(ui, icons::CLOSE, cx.tr("maptool.put_down")).clicked() {
                cx.ask(Command::Tool(crate::ui::map::Tool::Place));
            }
            if widgets::icon_button(ui, icons::SLIDERS, cx.tr("place.rules")).clicked() {
                cx.state.sheet = Some(Sheet::Placement);
            }
            let snapping = cx.state.plan.snapping;
            if widgets::icon_toggle(ui, icons::MAGNET, cx.tr("place.snapping"), snapping).clicked() {
                cx.state.plan.snapping = !snapping;
            }
        });
    });
}

/// A part of a row of which one is in hand.
fn segment(ui: &mut Ui, cx: &Cx<'_>, icon: &str, text: &str, label: &str, on: bool) -> egui::Response {
    let p = cx.p;
    let font = if on { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, p.text);
    let between = if text.is_empty() { 0.0 } else { 5.0 };
    let wide = size::ICON + between + galley.size().x + 14.0;
    let (rect, response) = ui.allocate_exact_size(vec2(wide, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(A11y::RadioButton, true, on, label));
    let color = if on { p.accent } else { p.text };
    let ground = if on {
        p.accent_soft
    } else if response.hovered() {
        p.hover
    } else {
        Color32::TRANSPARENT
    };
    ui.painter().rect_filled(rect, 6.0, ground);
    widgets::focus_ring(ui, &response, rect);
    let at = egui::pos2(rect.left() + 7.0 + size::ICON / 2.0, rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, icon, icons::font(size::ICON), color);
    let at = egui::pos2(rect.left() + 7.0 + size::ICON + between, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, galley, color);
    if text.is_empty() { response.on_hover_text(label) } else { response }
}

/// Forms that suit a kind.
fn forms(kind: FacilityKind) -> &'static [Form] {
    match kind {
        FacilityKind::BeautifulZone => &[Form::Polygon, Form::Rectangle, Form::Circle],
        _ => &Form::ALL,
    }
}

fn sizes(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let now = cx.state.plan.draft.form;
        for &form in forms(cx.state.plan.draft.kind) {
            let icon = match form {
                Form::Point => icons::PIN,
                Form::Circle => icons::CIRCLE,
                Form::Rectangle => icons::RECTANGLE,
                Form::Polygon => icons::POLYGON,
            };
            let text = if form == now { cx.tr(form.key()) } else { "" };
            if segment(ui, cx, icon, text, cx.tr(form.key()), form == now).clicked() {
                let draft = &mut cx.state.plan.draft;
                draft.form = form;
                if draft.has_area() && draft.area_m2 <= 0.0 {
                    draft.area_m2 = Draft::of(FacilityKind::PocketPark, draft.year).area_m2;
                }
            }
        }
        ui.add_space(8.0);
        ui.spacing_mut().item_spacing.x = 6.0;
        let draft = cx.state.plan.draft.clone();
        if draft.has_area() {
            let field = Figure {
                label: cx.tr("place.area"),
                unit: cx.tr("unit.m2"),
                hint: "",
                value: Some(draft.area_m2),
                empty: false,
                plain: false,
                width: 72.0,
            };
            caption(ui, cx, "place.area");
            if let Typed::Trying(Some(area)) | Typed::Done(Some(area)) = field.show(ui, cx, Id::unique("draft area")) {
                cx.state.plan.draft.area_m2 = area;
            }
        }
        if matches!(draft.kind, FacilityKind::TransferStation | FacilityKind::Parking) {
            let label = cx.tr("place.class");
            caption(ui, cx, "place.class");
            let all = classes(cx.snap, draft.kind, cx);
            if let Some(class) = choice(ui, label, "draft class", &draft.class, &all, 110.0) {
                cx.state.plan.draft.class = class;
            }
        }
        if draft.kind == FacilityKind::Parking {
            caption(ui, cx, "place.spaces");
            let field = Figure {
                label: cx.tr("place.spaces"),
                unit: "",
                hint: "",
                value: Some(draft.spaces),
                empty: false,
                plain: false,
                width: 48.0,
            };
            if let Typed::Trying(Some(n)) | Typed::Done(Some(n)) = field.show(ui, cx, Id::unique("draft spaces")) {
                cx.state.plan.draft.spaces = n;
            }
        }
    });
}

fn caption(ui: &mut Ui, cx: &Cx<'_>, key: &'static str) {
    ui.label(RichText::new(cx.tr(key)).size(size::SMALL).color(cx.p.muted));
}

/// A place that is typed, how it is read, and what the tool does otherwise.
fn where_to(ui: &mut Ui, cx: &mut Cx<'_>, width: f32) {
    ui.horizontal_wrapped(|ui| {
        let id = Id::unique("placing coordinates");
        let label = cx.tr("place.coordinates");
        caption(ui, cx, "place.coordinates");
        let hint = RichText::new(cx.tr("place.coordinates_hint")).color(cx.p.faint);
        let mut text = cx.state.plan.coordinates.clone();
        let field = egui::TextEdit::singleline(&mut text).id(id).desired_width(176.0).hint_text(hint);
        let response = ui.add(field);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(A11y::TextInput, true, label);
            info.current_text_value = Some(text.clone());
            info
        });
        cx.state.plan.coordinates.clone_from(&text);
        let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) && !cx.state.composing;
        let readings = if text.trim().is_empty() { Vec::new() } else { place::read(&text, extent(cx), cx) };
        if response.changed()
            && let Some(first) = readings.first()
        {
            // What would come of it is shown before it is placed.
            cx.ask(Command::Plan(Ask::Aim(first.at)));
        }
        if let Some(first) = readings.first() {
            let other = readings.get(1).map(|_| cx.tr("place.other_order"));
            let read = format!("{} · {}", first.shown, cx.trf("place.read_as", &[("how", cx.tr(first.how))]));
            let shown = ui.add(Label::new(RichText::new(&read).size(size::SMALL).color(cx.p.text)).extend());
            if let Some(other) = other {
                shown.on_hover_text(other);
            }
            if put_button(ui, cx) || entered {
                put_at(cx, first.at);
            }
        } else if !text.trim().is_empty() {
            ui.label(RichText::new(cx.tr("place.unreadable")).size(size::SMALL).color(cx.p.missed_text));
        } else if width >= NARROW {
            let key = match cx.state.plan.draft.form {
                Form::Point => "place.hint_point",
                Form::Circle => "place.hint_circle",
                Form::Rectangle => "place.hint_rectangle",
                Form::Polygon => "place.hint_polygon",
            };
            let text = RichText::new(cx.tr(key)).size(size::SMALL).color(cx.p.muted);
            ui.add(Label::new(text).wrap());
        }
    });
}

fn put_button(ui: &mut Ui, cx: &Cx<'_>) -> bool {
    widgets::plain_button(ui, icons::MAP_PIN_PLUS, cx.tr("place.put_here")).clicked()
}

/// Puts what is in hand at a place; what has no size of its own gets the usual one.
fn put_at(cx: &mut Cx<'_>, at: crate::geom::Coord) {
    let mut draft = cx.state.plan.draft.clone();
    if draft.form == Form::Polygon {
        draft.form = Form::Rectangle;
    }
    let placed: Option<Proposal> = draft.at(at);
    if let Some(proposal) = placed {
        cx.state.plan.coordinates.clear();
        cx.ask(Command::Jump(at));
        cx.ask(Command::Plan(Ask::Put(Box::new(proposal))));
        cx.ask(Command::Tool(crate::ui::map::Tool::Select));
    }
}

/// Where the layers of the project lie.
fn extent(cx: &Cx<'_>) -> Option<Land> {
    let project = cx.project()?;
    let zones = project.layers.iter().filter(|l| {
        matches!(l.role, crate::model::Role::Residential | crate::model::Role::Zone | crate::model::Role::Boundary)
    });
    crate::geom::bounds::around_all(zones.flat_map(|l| l.features.iter()).take(2000).filter_map(|f| f.shape.bounds()))
}
