//! Fields that a figure or a line of text is typed into. What is typed counts when the field is left or Enter pressed;
//! Esc leaves it as it was.

use egui::{Align, FontId, Id, Response, RichText, Role as A11y, TextEdit, Ui, WidgetInfo};

use crate::ui::context::Cx;
use crate::ui::theme::size;
use crate::ui::{format, widgets};

/// What came of a field in a frame.
pub(super) enum Typed<T> {
    /// Nothing.
    Nothing,
    /// It would be this, but is being typed still.
    Trying(T),
    /// It is this now.
    Done(T),
    /// It is left as it was.
    Dropped,
}

/// A figure of 0 or more, or nothing where `empty` allows it.
pub(super) struct Figure<'a> {
    /// What it is, for those who do not see it.
    pub(super) label: &'a str,
    /// Its unit, shown behind it; may be empty.
    pub(super) unit: &'a str,
    /// What stands in the empty field.
    pub(super) hint: &'a str,
    /// Its value.
    pub(super) value: Option<f64>,
    /// Whether it may have none.
    pub(super) empty: bool,
    /// Whether it is a whole number without groups, as a year is.
    pub(super) plain: bool,
    /// Width of the field in points.
    pub(super) width: f32,
}

/// Reads a figure as people type it: with blanks between groups, full-width digits, a comma between groups.
pub(super) fn read(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{ff10}'..='\u{ff19}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '。' | '．' => '.',
            c => c,
        })
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，' | '\u{2009}' | '\u{a0}'))
        .collect();
    let digits = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    plain.parse::<f64>().ok().filter(|v| digits && v.is_finite())
}

fn shown(value: f64, plain: bool) -> String {
    if plain { format!("{value:.0}") } else { format::shortest(value) }
}

impl Figure<'_> {
    /// Shows it.
    pub(super) fn show(&self, ui: &mut Ui, cx: &Cx<'_>, id: Id) -> Typed<Option<f64>> {
        let focused = ui.memory(|m| m.has_focus(id));
        let kept: Option<String> = ui.data(|d| d.get_temp(id));
        let own = self.value.map(|v| shown(v, self.plain)).unwrap_or_default();
        let mut text = kept.clone().unwrap_or_else(|| own.clone());
        let wrong = focused && !text.trim().is_empty() && read(&text).is_none();
        let color = if wrong { cx.p.error } else { cx.p.text };
        let response = ui
            .scope(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let field = TextEdit::singleline(&mut text)
                    .id(id)
                    .desired_width(self.width)
                    .align(egui::Align2::RIGHT_CENTER)
                    .text_color(color)
                    .hint_text(RichText::new(self.hint).color(cx.p.faint));
                let response = ui.add(field);
                if !self.unit.is_empty() {
                    ui.label(RichText::new(self.unit).size(size::SMALL).color(cx.p.muted));
                }
                response
            })
            .inner;
        named(&response, self.label, &text);
        let value = if text.trim().is_empty() { self.empty.then_some(None) } else { read(&text).map(Some) };
        if response.lost_focus() {
            ui.data_mut(|d| d.remove_temp::<String>(id));
            return match value {
                Some(value) if !cx.state.escaped && text != own => Typed::Done(value),
                _ if kept.is_some() => Typed::Dropped,
                _ => Typed::Nothing,
            };
        }
        if response.changed() {
            ui.data_mut(|d| d.insert_temp(id, text));
            return value.map_or(Typed::Nothing, Typed::Trying);
        }
        Typed::Nothing
    }
}

/// A line of text, or several.
pub(super) struct Words<'a> {
    /// What it is, for those who do not see it.
    pub(super) label: &'a str,
    /// What stands in the empty field.
    pub(super) hint: &'a str,
    /// What it is.
    pub(super) value: &'a str,
    /// How many lines are shown.
    pub(super) lines: usize,
}

impl Words<'_> {
    /// Shows it; the new text where it is another one and the field was left.
    pub(super) fn show(&self, ui: &mut Ui, cx: &Cx<'_>, id: Id) -> Option<String> {
        let kept: Option<String> = ui.data(|d| d.get_temp(id));
        let mut text = kept.unwrap_or_else(|| self.value.to_owned());
        let field = if self.lines > 1 {
            TextEdit::multiline(&mut text).desired_rows(self.lines)
        } else {
            TextEdit::singleline(&mut text)
        };
        let hint = RichText::new(self.hint).color(cx.p.faint);
        let response = ui.add(field.id(id).desired_width(f32::INFINITY).hint_text(hint));
        named(&response, self.label, &text);
        if response.lost_focus() {
            ui.data_mut(|d| d.remove_temp::<String>(id));
            let text = text.trim().to_owned();
            return (!cx.state.escaped && text != self.value).then_some(text);
        }
        if response.changed() {
            ui.data_mut(|d| d.insert_temp(id, text));
        }
        None
    }
}

fn named(response: &Response, label: &str, text: &str) {
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(A11y::TextInput, true, label);
        info.current_text_value = Some(text.to_owned());
        info
    });
}

/// A caption and beside it whatever is to be filled in.
pub(super) fn row<T>(ui: &mut Ui, cx: &Cx<'_>, caption: &str, contents: impl FnOnce(&mut Ui) -> T) -> T {
    ui.horizontal(|ui| {
        ui.set_min_height(30.0);
        ui.spacing_mut().item_spacing.x = 12.0;
        let (rect, _) = ui.allocate_exact_size(egui::vec2(72.0, 22.0), egui::Sense::hover());
        widgets::text_in(ui, rect, caption, FontId::proportional(size::SMALL), cx.p.muted, Align::Min);
        contents(ui)
    })
    .inner
}

/// One of several, each with its name; the one that was taken.
pub(super) fn choice<T: PartialEq + Clone>(
    ui: &mut Ui,
    label: &str,
    id: &str,
    now: &T,
    all: &[(T, String)],
    width: f32,
) -> Option<T> {
    let text = all.iter().find(|(v, _)| v == now).map(|(_, t)| t.clone()).unwrap_or_default();
    let mut taken = None;
    let combo = egui::ComboBox::from_id_salt(id).selected_text(text.clone()).width(width).show_ui(ui, |ui| {
        for (value, name) in all {
            if ui.selectable_label(value == now, name).clicked() && value != now {
                taken = Some(value.clone());
            }
        }
    });
    combo.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(A11y::ComboBox, true, label);
        info.current_text_value = Some(text.clone());
        info
    });
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_people_type_them() {
        for (text, value) in [
            ("2400", Some(2400.0)),
            ("2 400", Some(2400.0)),
            ("2\u{2009}400", Some(2400.0)),
            ("２４００", Some(2400.0)),
            ("12,345.6", Some(12_345.6)),
            ("0", Some(0.0)),
            ("-3", None),
            ("1e9", None),
            ("大", None),
            ("", None),
        ] {
            assert_eq!(read(text), value, "{text}");
        }
    }
}
