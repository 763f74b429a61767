//! A field and a list below it, worked by keys alone: shared by the palette and the search.

use std::borrow::Cow;

use egui::text::LayoutJob;
use egui::{FontId, Id, Key, Margin, Response, RichText, Role as A11y, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

use super::context::Cx;
use super::theme::size;
use super::{icons, palette, widgets};

/// A row of the list.
pub(super) struct Item<'i> {
    /// Its icon.
    pub(super) icon: &'static str,
    /// What it is.
    pub(super) title: Cow<'i, str>,
    /// More about it, in muted text behind the title.
    pub(super) detail: Cow<'i, str>,
    /// A word at the right edge.
    pub(super) side: Cow<'i, str>,
    /// The keys of its shortcut, at the right edge.
    pub(super) keys: Vec<String>,
    /// Whether it can be chosen.
    pub(super) enabled: bool,
}

/// What was pressed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pressed {
    /// The chosen row is taken.
    pub(super) enter: bool,
}

/// Height of a row.
const ROW: f32 = 32.0;
/// How far Page Up and Page Down go.
const PAGE: usize = 8;

/// Moves the choice by the arrow keys and says whether it is taken. While an input method composes, its keys
/// are its own.
pub(super) fn keys(ui: &Ui, composing: bool, at: &mut usize, count: usize) -> Pressed {
    if composing {
        return Pressed::default();
    }
    let last = count.saturating_sub(1);
    let take = |key| palette::take(ui, key);
    if take(Key::ArrowDown) {
        *at = if *at >= last { 0 } else { *at + 1 };
    }
    if take(Key::ArrowUp) {
        *at = if *at == 0 { last } else { *at - 1 };
    }
    if take(Key::PageDown) {
        *at = (*at + PAGE).min(last);
    }
    if take(Key::PageUp) {
        *at = at.saturating_sub(PAGE);
    }
    Pressed { enter: take(Key::Enter) }
}

/// The field; it takes the keyboard and keeps it while `hold` is set.
pub(super) fn field(ui: &mut Ui, cx: &Cx<'_>, id: Id, text: &mut String, hint: &'static str, hold: bool) -> Response {
    let frame = egui::Frame::new().inner_margin(Margin::symmetric(4, 6));
    let response = frame
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(size::ICON + 4.0, 24.0), Sense::hover());
                let at = rect.center();
                ui.painter().text(at, egui::Align2::CENTER_CENTER, icons::SEARCH, icons::font(size::ICON), cx.p.muted);
                ui.add(
                    TextEdit::singleline(text)
                        .id(id)
                        .hint_text(RichText::new(hint).color(cx.p.muted))
                        .font(FontId::proportional(size::TITLE))
                        .frame(egui::Frame::NONE)
                        .align(egui::Align2::LEFT_CENTER)
                        .desired_width(f32::INFINITY),
                )
            })
            .inner
        })
        .inner;
    if hold && !response.has_focus() {
        response.request_focus();
    }
    response.widget_info(|| WidgetInfo::labeled(A11y::TextInput, true, hint));
    response
}

/// A line in place of rows.
pub(super) fn nothing(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.horizontal(|ui| {
        ui.set_min_height(ROW);
        ui.add_space(8.0);
        ui.label(RichText::new(text).color(cx.p.muted));
    });
}

/// The rows; returns the one clicked. The chosen one is kept in view.
pub(super) fn show<'i>(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    id: &str,
    count: usize,
    at: usize,
    height: f32,
    item: impl Fn(&Cx<'_>, usize) -> Item<'i>,
) -> Option<usize> {
    if count == 0 {
        return None;
    }
    let mut clicked = None;
    let height = height.min(count as f32 * ROW);
    let memory = ui.scope_id().with((id, "shown"));
    let before: Option<usize> = ui.data(|d| d.get_temp(memory));
    ui.data_mut(|d| d.insert_temp(memory, at));
    let moved = before != Some(at);
    ui.spacing_mut().item_spacing.y = 0.0;
    widgets::list_up_to(height).id_salt(id).show(ui, |ui| {
        for i in 0..count {
            let response = row(ui, cx, &item(cx, i), i == at);
            if moved && i == at {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                clicked = Some(i);
            }
        }
    });
    clicked
}

fn row(ui: &mut Ui, cx: &Cx<'_>, item: &Item<'_>, on: bool) -> Response {
    let p = cx.p;
    let sense = if item.enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    response.widget_info(|| WidgetInfo::selected(A11y::ListBoxOption, item.enabled, on, &*item.title));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if on {
        ui.painter().rect_filled(rect, 6.0, p.accent_soft);
    } else if response.hovered() && item.enabled {
        ui.painter().rect_filled(rect, 6.0, p.hover);
    }
    let color = if item.enabled { p.text } else { p.faint };
    let muted = if item.enabled { p.muted } else { p.faint };
    let middle = rect.center().y;
    let at = pos2(rect.left() + 18.0, middle);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, item.icon, icons::font(size::ICON), muted);
    let mut right = rect.right() - 10.0;
    for key in item.keys.iter().rev() {
        let galley = ui.painter().layout_no_wrap(key.clone(), FontId::proportional(size::SMALL), muted);
        let cap = egui::Rect::from_center_size(
            pos2(right - galley.size().x / 2.0 - 6.0, middle),
            vec2(galley.size().x + 12.0, 20.0),
        );
        ui.painter().rect(cap, 5.0, p.raised, egui::Stroke::new(1.0, p.line), egui::StrokeKind::Inside);
        ui.painter().galley(cap.center() - galley.size() / 2.0, galley, muted);
        right = cap.left() - 4.0;
    }
    if item.keys.is_empty() && !item.side.is_empty() {
        let galley = ui.painter().layout_no_wrap(item.side.to_string(), FontId::proportional(size::SMALL), muted);
        right -= galley.size().x;
        ui.painter().galley(pos2(right, middle - galley.size().y / 2.0), galley, muted);
    }
    let mut job = LayoutJob::single_section(
        item.title.to_string(),
        egui::TextFormat::simple(FontId::proportional(size::TEXT), color),
    );
    if !item.detail.is_empty() {
        job.append(&item.detail, 10.0, egui::TextFormat::simple(FontId::proportional(size::SMALL), muted));
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width((right - 12.0 - rect.left() - 34.0).max(20.0));
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(pos2(rect.left() + 34.0, middle - galley.size().y / 2.0), galley, color);
    widgets::focus_ring(ui, &response, rect);
    response
}
