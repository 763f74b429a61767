//! The left side of the panel: what is handed in, in which form, and how the map sheet is laid out.

use egui::{
    Align, ComboBox, FontId, Layout, Rect, Role as A11y, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::session::{Format, SheetOptions, Which, export};

use super::super::context::Cx;
use super::super::i18n::{Lang, trf};
use super::super::theme::size;
use super::super::{fonts, icons, widgets};
use super::choices::{DPI, KINDS};
use super::{LISTED, Panel, caption, look, scale_text};

/// Scales that are offered beside the one that fits.
const SCALES: [f64; 8] = [5_000.0, 10_000.0, 15_000.0, 20_000.0, 25_000.0, 30_000.0, 50_000.0, 100_000.0];

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel) {
    egui::ScrollArea::vertical().id_salt("export options").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        // Room for the bar at the side.
        ui.set_max_width(ui.available_width() - 10.0);
        which(ui, cx, panel);
        formats(ui, cx, panel);
        common(ui, cx, panel);
        map(ui, cx, panel);
        // Last, because few change them.
        super::templates::show(ui, cx, panel);
        ui.add_space(size::UNIT);
    });
}

/// Scenario and year.
fn which(ui: &mut Ui, cx: &Cx<'_>, panel: &mut Panel) {
    let Some(document) = cx.snap.document.as_ref().filter(|d| !d.scenarios.is_empty()) else {
        panel.which = Which::default();
        return;
    };
    if panel.which.scenario.is_some_and(|id| document.scenario(id).is_none()) {
        panel.which = Which::default();
    }
    let shown = panel.which.scenario.and_then(|id| document.scenario(id));
    ui.horizontal(|ui| {
        caption(ui, cx, "export.scenario");
        let name = shown.map_or(cx.tr("export.base"), |s| s.name.as_str());
        let combo = ComboBox::from_id_salt("export scenario").selected_text(short(name)).width(ui.available_width());
        let response = combo.show_ui(ui, |ui| {
            if ui.selectable_label(panel.which.scenario.is_none(), cx.tr("export.base")).clicked() {
                panel.which = Which::default();
            }
            for scenario in &document.scenarios {
                let on = panel.which.scenario == Some(scenario.id);
                if ui.selectable_label(on, short(&scenario.name)).clicked() {
                    panel.which = Which { scenario: Some(scenario.id), year: None };
                }
            }
        });
        named(&response.response, cx.tr("export.scenario"));
    });
    let Some((first, last)) = shown.and_then(|s| s.years()) else { return };
    ui.horizontal(|ui| {
        caption(ui, cx, "export.year");
        let text = |year: Option<i32>| year.map_or(cx.tr("export.all_years").to_owned(), |y| y.to_string());
        let combo =
            ComboBox::from_id_salt("export year").selected_text(text(panel.which.year)).width(ui.available_width());
        let response = combo.show_ui(ui, |ui| {
            for year in std::iter::once(None).chain((first..=last.min(first + 60)).map(Some)) {
                if ui.selectable_label(panel.which.year == year, text(year)).clicked() {
                    panel.which.year = year;
                }
            }
        });
        named(&response.response, cx.tr("export.year"));
    });
    ui.add_space(4.0);
}

fn short(name: &str) -> String {
    if name.chars().count() <= 24 { name.to_owned() } else { name.chars().take(23).chain(['…']).collect() }
}

fn named(response: &egui::Response, label: &str) {
    response.widget_info(|| WidgetInfo::labeled(A11y::ComboBox, true, label));
}

/// What can be handed in: a box to tick, and an eye that shows it.
fn formats(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel) {
    for (group, list) in LISTED {
        ui.add_space(6.0);
        widgets::heading(ui, cx.tr(group));
        for &format in list {
            row(ui, cx, panel, format);
        }
        if group == "export.group_reports" && !export::REPORTS {
            widgets::muted(ui, cx.tr("export.no_engine"));
        }
    }
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel, format: Format) {
    let p = cx.p;
    let (icon, name, file, _) = look(format);
    let can = export::REPORTS || !format.needs_engine();
    let (name, file) = (cx.tr(name), cx.tr(file));
    let on = can && cx.state.export.formats.contains(format.id());
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), 30.0), if can { Sense::click() } else { Sense::hover() });
    response.widget_info(|| WidgetInfo::selected(A11y::CheckBox, can, on, name));
    let eye = Rect::from_center_size(rect.right_center() - vec2(16.0, 0.0), vec2(26.0, 26.0));
    let seen = panel.preview.format == format;
    if seen {
        ui.painter().rect_filled(rect, 6.0, p.accent_soft);
    } else if response.hovered() && can {
        ui.painter().rect_filled(rect, 6.0, p.hover);
    }
    widgets::focus_ring(ui, &response, rect);
    let tick = Rect::from_center_size(rect.left_center() + vec2(16.0, 0.0), vec2(17.0, 17.0));
    if on {
        ui.painter().rect_filled(tick, 4.0, p.primary);
        let font = icons::font(13.0);
        ui.painter().text(tick.center(), egui::Align2::CENTER_CENTER, icons::CHECK, font, p.on_primary);
    } else {
        let edge = Stroke::new(1.2, if can { p.muted } else { p.faint });
        ui.painter().rect_stroke(tick, 4.0, edge, StrokeKind::Inside);
    }
    let color = if can { p.text } else { p.faint };
    let muted = if can { p.muted } else { p.faint };
    let at = rect.left_center() + vec2(42.0, 0.0);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, icon, icons::font(17.0), muted);
    let font = if on { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
    let wide = ui.painter().layout_no_wrap(name.to_owned(), font.clone(), color).size().x;
    let text = Rect::from_min_max(rect.min + vec2(58.0, 0.0), egui::pos2(eye.left() - 4.0, rect.bottom()));
    widgets::text_in(ui, text, name, font, color, Align::Min);
    let rest = text.with_min_x(text.left() + wide + 12.0);
    // Shown whole or not at all.
    let said = ui.painter().layout_no_wrap(file.to_owned(), FontId::proportional(size::SMALL), muted);
    if said.size().x <= rest.width() {
        let at = egui::pos2(rest.right() - said.size().x, rest.center().y - said.size().y / 2.0);
        ui.painter().galley(at, said, muted);
    }
    let label = cx.trf("export.show", &[("name", name)]);
    let looking =
        ui.interact(eye, ui.scope_id().with(("eye", format.id())), if can { Sense::click() } else { Sense::hover() });
    looking.widget_info(|| WidgetInfo::labeled(A11y::Button, can, &label));
    if can {
        if looking.hovered() || looking.has_focus() {
            ui.painter().rect_filled(eye, 6.0, p.hover);
        }
        let tint = if seen { p.accent } else { p.muted };
        ui.painter().text(eye.center(), egui::Align2::CENTER_CENTER, icons::EYE, icons::font(16.0), tint);
    }
    widgets::focus_ring(ui, &looking, eye);
    let shown = can && looking.on_hover_text(&label).clicked();
    if shown {
        panel.preview.turn_to(format);
        panel.shown = None;
    } else if response.clicked() {
        cx.state.export.set(format, !on);
        if !on {
            panel.preview.turn_to(format);
        }
        panel.shown = None;
    }
}

/// Language, day.
fn common(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel) {
    ui.add_space(6.0);
    widgets::heading(ui, cx.tr("export.group_all"));
    ui.horizontal(|ui| {
        caption(ui, cx, "export.language");
        let now = cx.state.export.lang(cx.lang());
        if let Some(lang) = segments(ui, cx, &[(Lang::Zh, "中文"), (Lang::En, "English")], now) {
            // What is as the window goes on following it.
            cx.state.export.lang = (lang != cx.lang()).then(|| lang.pick("zh", "en").to_owned());
        }
    });
    ui.horizontal(|ui| {
        caption(ui, cx, "export.date");
        let wrong = panel.day().is_err();
        let hint = cx.tr("export.no_date");
        field(ui, cx, &mut panel.date, "export.date", hint, wrong);
    });
    if panel.day().is_err() {
        ui.label(egui::RichText::new(cx.tr("export.bad_date")).size(size::SMALL).color(cx.p.error));
    }
}

/// The map sheet.
fn map(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel) {
    ui.add_space(6.0);
    widgets::heading(ui, cx.tr("export.group_sheet"));
    ui.horizontal(|ui| {
        caption(ui, cx, "export.paper");
        let now = cx.state.export.a3;
        if let Some(a3) = segments(ui, cx, &[(false, "A4"), (true, "A3")], now) {
            cx.state.export.a3 = a3;
        }
        let upright = cx.state.export.portrait;
        let (across, up) = (cx.tr("export.landscape"), cx.tr("export.portrait"));
        if let Some(portrait) = segments(ui, cx, &[(false, across), (true, up)], upright) {
            cx.state.export.portrait = portrait;
        }
    });
    scale(ui, cx, panel);
    ui.horizontal(|ui| {
        caption(ui, cx, "export.dpi");
        let options =
            DPI.map(|dpi| (dpi, ["150", "200", "300", "600"][DPI.iter().position(|d| *d == dpi).unwrap_or(0)]));
        let now = cx.state.export.dpi;
        if let Some(dpi) = segments(ui, cx, &options, now) {
            cx.state.export.dpi = dpi;
        }
    });
    ui.horizontal(|ui| {
        caption(ui, cx, "export.sheet_title");
        let hint = cx.tr("export.usual_title");
        field(ui, cx, &mut panel.title, "export.sheet_title", hint, false);
    });
    ui.horizontal(|ui| {
        caption(ui, cx, "export.source");
        let hint = cx.tr("export.usual_source");
        let mut source = std::mem::take(&mut cx.state.export.source);
        field(ui, cx, &mut source, "export.source", hint, false);
        cx.state.export.source = source;
    });
    ui.horizontal_top(|ui| {
        caption(ui, cx, "export.kinds");
        ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            for (_, id) in KINDS {
                let on = cx.state.export.kinds.contains(id);
                let name = super::super::i18n::tr(cx.lang(), &format!("role.{id}")).to_owned();
                if pill(ui, cx, &name, on) {
                    if on {
                        cx.state.export.kinds.remove(id);
                    } else {
                        cx.state.export.kinds.insert(id.to_owned());
                    }
                }
            }
        });
    });
}

fn scale(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel) {
    let wrong = !panel.scale.trim().is_empty() && SheetOptions::scale_from(&panel.scale).is_none();
    ui.horizontal(|ui| {
        caption(ui, cx, "export.scale");
        let hint = cx.tr("export.scale_fits");
        let room = ui.available_width() - 36.0;
        ui.allocate_ui(vec2(room, 28.0), |ui| field(ui, cx, &mut panel.scale, "export.scale", hint, wrong));
        let menu = widgets::icon_button(ui, icons::CARET_DOWN, cx.tr("export.scales"));
        egui::Popup::menu(&menu).show(|ui| {
            ui.set_min_width(120.0);
            if ui.button(hint).clicked() {
                panel.scale.clear();
            }
            for n in SCALES {
                if ui.button(trf(cx.lang(), "export.scale_of", &[("n", &super::super::format::number(n, 0))])).clicked()
                {
                    panel.scale = scale_text(n);
                }
            }
        });
    });
    cx.state.export.scale = SheetOptions::scale_from(&panel.scale);
    if wrong {
        ui.label(egui::RichText::new(cx.tr("export.bad_scale")).size(size::SMALL).color(cx.p.error));
    }
}

/// A field of one line with a name for those who cannot see it.
pub(super) fn field(ui: &mut Ui, cx: &Cx<'_>, text: &mut String, key: &'static str, hint: &str, wrong: bool) {
    let label = cx.tr(key);
    let edit = TextEdit::singleline(text)
        .id(egui::Id::unique(key))
        .hint_text(egui::RichText::new(hint).color(cx.p.faint))
        .char_limit(400)
        .margin(egui::Margin::symmetric(8, 5))
        .desired_width(ui.available_width() - 2.0);
    let edit = if wrong { edit.text_color(cx.p.error) } else { edit };
    let response = ui.add(edit);
    let value = text.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(A11y::TextInput, true, label);
        info.current_text_value = Some(value.clone());
        info
    });
}

/// A few choices side by side, of which one is taken. Says which was clicked.
pub(super) fn segments<T: Copy + PartialEq>(ui: &mut Ui, cx: &Cx<'_>, options: &[(T, &str)], now: T) -> Option<T> {
    let p = cx.p;
    let font = FontId::proportional(size::TEXT);
    let widths: Vec<f32> = options
        .iter()
        .map(|(_, text)| ui.painter().layout_no_wrap((*text).to_owned(), font.clone(), p.text).size().x + 20.0)
        .collect();
    let (rect, _) = ui.allocate_exact_size(vec2(widths.iter().sum::<f32>() + 4.0, 28.0), Sense::hover());
    ui.painter().rect_filled(rect, 7.0, p.track);
    let mut left = rect.left() + 2.0;
    let mut chosen = None;
    for ((value, text), width) in options.iter().zip(widths) {
        let cell = Rect::from_min_size(egui::pos2(left, rect.top() + 2.0), vec2(width, 24.0));
        left += width;
        let response = ui.interact(cell, ui.scope_id().with(("segment", *text)), Sense::click());
        let on = *value == now;
        response.widget_info(|| WidgetInfo::selected(A11y::RadioButton, true, on, *text));
        if on {
            ui.painter().rect(cell, 5.0, p.raised, Stroke::new(1.0, p.line), StrokeKind::Inside);
        }
        widgets::focus_ring(ui, &response, cell);
        let color = if on {
            p.accent
        } else if response.hovered() {
            p.text
        } else {
            p.muted
        };
        let font = if on { fonts::strong_id(size::TEXT) } else { font.clone() };
        ui.painter().text(cell.center(), egui::Align2::CENTER_CENTER, text, font, color);
        if response.clicked() {
            chosen = Some(*value);
        }
    }
    chosen
}

/// A small switch with a name. Says whether it was clicked.
fn pill(ui: &mut Ui, cx: &Cx<'_>, name: &str, on: bool) -> bool {
    let p = cx.p;
    let color = if on { p.accent } else { p.muted };
    let galley = ui.painter().layout_no_wrap(name.to_owned(), FontId::proportional(size::SMALL), color);
    let (rect, response) =
        ui.allocate_exact_size(galley.size() + vec2(18.0, 0.0) + vec2(0.0, 24.0 - galley.size().y), Sense::click());
    response.widget_info(|| WidgetInfo::selected(A11y::CheckBox, true, on, name));
    let (fill, edge) = if on { (p.accent_soft, p.accent) } else { (p.raised, p.line) };
    let edge = if response.hovered() && !on { p.faint } else { edge };
    ui.painter().rect(rect, 12.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    widgets::focus_ring(ui, &response, rect);
    response.clicked()
}
