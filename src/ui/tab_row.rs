//! A row of tabs; those for which there is no room are in a list at its end. The one shown always has room.

use egui::{FontId, Popup, PopupCloseBehavior, RichText, Role as A11y, Ui, WidgetInfo, vec2};

use super::theme::size;
use super::{fonts, icons, theme, widgets};

/// A tab.
#[derive(Debug, Clone)]
pub(super) struct TabItem<T> {
    /// What it shows.
    pub(super) what: T,
    /// Its name.
    pub(super) text: String,
    /// Whether a dot says that there is something to be seen.
    pub(super) dot: bool,
}

impl<T> TabItem<T> {
    pub(super) fn new(what: T, text: impl Into<String>) -> Self {
        Self { what, text: text.into(), dot: false }
    }
}

/// How wide the list at the end is.
const MORE: f32 = 30.0;

/// Which tabs have room: their positions in order, given the width of each and which one is shown.
fn fitting(widths: &[f32], gap: f32, room: f32, shown: Option<usize>) -> Vec<usize> {
    let total: f32 = widths.iter().map(|w| w + gap).sum();
    if total - gap <= room {
        return (0..widths.len()).collect();
    }
    let own = shown.map_or(0.0, |n| widths[n] + gap);
    let mut left = room - MORE - own;
    let mut fit = Vec::new();
    for (n, width) in widths.iter().enumerate() {
        if Some(n) == shown {
            fit.push(n);
        } else if *width + gap <= left {
            left -= width + gap;
            fit.push(n);
        } else {
            // Order is kept: what comes after does not jump ahead.
            left = 0.0;
        }
    }
    fit
}

/// Shows them within `room` points; returns the one clicked. `more` names the list at the end.
pub(super) fn show<T: Copy + PartialEq>(
    ui: &mut Ui,
    tabs: &[TabItem<T>],
    now: T,
    room: f32,
    gap: f32,
    more: &str,
) -> Option<T> {
    let p = theme::of(ui);
    let wide = |text: &str, on: bool| {
        let font = if on { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
        ui.painter().layout_no_wrap(text.to_owned(), font, p.text).size().x + 4.0
    };
    let widths: Vec<f32> = tabs.iter().map(|t| wide(&t.text, t.what == now)).collect();
    let fit = fitting(&widths, gap, room, tabs.iter().position(|t| t.what == now));
    let mut clicked = None;
    ui.spacing_mut().item_spacing.x = gap;
    for &n in &fit {
        let tab = &tabs[n];
        let response = widgets::tab(ui, &tab.text, tab.what == now);
        if tab.dot && tab.what != now {
            ui.painter().circle_filled(response.rect.right_top() + vec2(4.0, 9.0), 3.0, p.missed);
        }
        if response.clicked() {
            clicked = Some(tab.what);
        }
    }
    let hidden: Vec<&TabItem<T>> = tabs.iter().enumerate().filter(|(n, _)| !fit.contains(n)).map(|(_, t)| t).collect();
    if !hidden.is_empty() {
        let response = widgets::icon_button_of(ui, icons::DOTS, more, 26.0, None, true);
        if hidden.iter().any(|t| t.dot) {
            ui.painter().circle_filled(response.rect.right_top() + vec2(-3.0, 5.0), 3.0, p.missed);
        }
        Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClick).show(|ui| {
            ui.set_min_width(150.0);
            for tab in hidden {
                let item = ui.selectable_label(false, RichText::new(&tab.text));
                item.widget_info(|| WidgetInfo::selected(A11y::Button, true, false, &tab.text));
                if item.clicked() {
                    clicked = Some(tab.what);
                }
            }
        });
    }
    clicked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tab_shown_always_has_room_and_the_order_is_kept() {
        let widths = [50.0, 60.0, 70.0, 40.0, 30.0];
        assert_eq!(fitting(&widths, 10.0, 400.0, Some(0)), [0, 1, 2, 3, 4]);
        assert_eq!(fitting(&widths, 10.0, 200.0, Some(0)), [0, 1]);
        assert_eq!(fitting(&widths, 10.0, 200.0, Some(4)), [0, 1, 4]);
        assert_eq!(fitting(&widths, 10.0, 60.0, Some(2)), [2]);
    }
}
