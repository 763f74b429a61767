//! The line at the bottom: where the pointer is, at what scale, what is selected, what is going on.

use egui::{Align, Layout, Panel, RichText, Sense, Ui, vec2};

use crate::geom::Coord;
use crate::session::Action;
use crate::session::snapshot::JobKind;

use super::context::{Command, Cx};
use super::map::Selected;
use super::theme::size;
use super::{format, icons, widgets};
use crate::model::LayerId;

/// What the map tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Pointer {
    /// Where the pointer is, in metres on the plane; away from the map the place clicked last, else where it left.
    pub(super) at: Option<Coord>,
    /// One metre on the screen is so many on the ground.
    pub(super) scale: Option<f64>,
}

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, pointer: Pointer) {
    let frame = egui::Frame::NONE.inner_margin(egui::Margin::symmetric(16, 0));
    Panel::bottom("status_line").exact_size(28.0).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 20.0;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                activity(ui, cx);
                selection(ui, cx);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| place(ui, cx, pointer));
            });
        });
    });
}

fn text(ui: &mut Ui, cx: &Cx<'_>, text: impl Into<String>) -> egui::Response {
    ui.label(RichText::new(text).size(size::SMALL).color(cx.p.muted))
}

fn place(ui: &mut Ui, cx: &mut Cx<'_>, pointer: Pointer) {
    let plane = match cx.project().map(|p| &p.plane) {
        None => cx.tr("status.no_plane").to_owned(),
        Some(plane) => match plane.epsg {
            // The 3° zones by central meridian, 75° to 135° east.
            Some(code @ 4534..=4554) => {
                let zone = cx.trf("status.zone", &[("cm", &(75 + 3 * (code - 4534)).to_string())]);
                format!("{} · {zone}", plane.name())
            }
            _ => plane.name(),
        },
    };
    let response = fitted(ui, cx, &plane);
    if let (Some(project), Some(response)) = (cx.project(), response) {
        response.on_hover_text(&project.plane.definition);
    }
    if let Some(scale) = pointer.scale.filter(|s| s.is_finite() && *s > 0.0) {
        let scale = format::scale(scale);
        let line = cx.trf("status.scale", &[("n", &format::number(scale, 0))]);
        copies(ui, cx, &line, format!("1:{scale:.0}"));
    }
    if let Some(at) = pointer.at {
        let line = cx.trf("status.easting", &[("x", &format::number(at.x, 2)), ("y", &format::number(at.y, 2))]);
        copies(ui, cx, &line, format!("{:.3}, {:.3}", at.x, at.y));
        if let Some((lon, lat)) = cx.backend.to_degrees(at) {
            let line = cx.trf("status.degrees", &[("lon", &format!("{lon:.5}")), ("lat", &format!("{lat:.5}"))]);
            copies(ui, cx, &line, format!("{lon:.7}, {lat:.7}"));
        }
    }
}

/// A part of the line that a click copies, left out where there is no room for all of it.
fn copies(ui: &mut Ui, cx: &mut Cx<'_>, shown: &str, text: String) {
    let Some(response) = fitted(ui, cx, shown) else { return };
    let response = response.interact(Sense::click()).on_hover_cursor(egui::CursorIcon::PointingHand);
    let name = cx.trf("status.copy", &[("text", shown)]);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    widgets::focus_ring(ui, &response, response.rect.expand(2.0));
    if response.on_hover_text(name).clicked() {
        cx.say(cx.trf("status.copied", &[("text", &text)]));
        cx.ask(Command::Copy(text));
    }
}

/// A part of the line, left out where there is no room for all of it.
fn fitted(ui: &mut Ui, cx: &Cx<'_>, shown: &str) -> Option<egui::Response> {
    let font = egui::FontId::proportional(size::SMALL);
    let width = ui.painter().layout_no_wrap(shown.to_owned(), font, cx.p.muted).size().x;
    (width <= ui.available_width()).then(|| text(ui, cx, shown))
}

fn selection(ui: &mut Ui, cx: &mut Cx<'_>) {
    let many = cx.state.selected.len();
    let (n, of) = match cx.state.selection {
        // Of several layers: out of all that those layers hold.
        Some(_) if many > 1 => {
            let held = |id: Option<LayerId>| match id {
                None => cx.snap.analysis.as_ref().map_or(0, |a| a.gaps.len()),
                Some(id) => {
                    cx.project().and_then(|p| p.layers.iter().find(|l| l.id == id)).map_or(0, |l| l.features.len())
                }
            };
            (many, cx.state.selected.layers().into_iter().map(held).sum())
        }
        Some(Selected::Feature { layer, .. }) => {
            let of = cx.project().and_then(|p| p.layers.iter().find(|l| l.id == layer)).map_or(0, |l| l.features.len());
            (1, of)
        }
        Some(Selected::Gap(_)) => (1, cx.snap.analysis.as_ref().map_or(0, |a| a.gaps.len())),
        None => return,
    };
    let line = cx.trf("status.selected", &[("n", &format::count(n)), ("of", &format::count(of))]);
    text(ui, cx, line);
}

fn activity(ui: &mut Ui, cx: &mut Cx<'_>) {
    if let Some(job) = cx.snap.job {
        let key = match job.kind {
            JobKind::Load => "job.load",
            JobKind::Analyse => "job.analyse",
            JobKind::Export => "job.export",
            JobKind::BuildOut => "plan_job.build_out",
            JobKind::Compare => "plan_job.compare",
        };
        ui.spacing_mut().item_spacing.x = 8.0;
        if widgets::icon_button_of(ui, icons::CLOSE, cx.tr("status.cancel"), 22.0, None, true).clicked() {
            cx.send(Action::Cancel);
        }
        let label = cx.tr(key);
        let (rect, response) = ui.allocate_exact_size(vec2(120.0, 16.0), Sense::hover());
        let done = job.progress.clamp(0.0, 1.0);
        response.widget_info(|| {
            let mut info = egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, label);
            info.value = Some(f64::from(done) * 100.0);
            info
        });
        let bar = egui::Rect::from_center_size(rect.center(), vec2(rect.width(), 4.0));
        widgets::bar(ui, bar, f64::from(done), None, cx.p.accent, cx.p);
        text(ui, cx, format!("{label} {:.0}%", done * 100.0));
        ui.add_space(12.0);
        return;
    }
    let line = match cx.snap.analyse_ms {
        Some(ms) => cx.trf("status.took", &[("ms", &format::number(ms, usize::from(ms < 9.95)))]),
        None => cx.tr("status.ready").to_owned(),
    };
    text(ui, cx, line);
}
