//! The line at the bottom: where the pointer is, at what scale, what is selected, what is going on.

use egui::{Align, Layout, Panel, Response, RichText, Sense, Ui, vec2};

use crate::geom::Coord;
use crate::session::snapshot::JobKind;
use crate::session::{Action, has_own_frame};

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
    /// The layer of the thing under it.
    pub(super) over: Option<LayerId>,
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

/// One part of the line about the place.
struct Part {
    text: String,
    /// What it means, under the pointer.
    hint: Option<String>,
    /// The larger, the sooner it gives way where there is no room for all.
    spare: u8,
    /// What a click copies.
    copy: Option<String>,
}

impl Part {
    fn new(text: String, spare: u8) -> Self {
        Self { text, hint: None, spare, copy: None }
    }
}

fn place(ui: &mut Ui, cx: &mut Cx<'_>, pointer: Pointer) {
    let (long, short) = plane_names(cx);
    let definition = cx.project().map(|p| p.plane.definition.clone());
    let mut parts = vec![Part { hint: definition, ..Part::new(long, 4) }];
    if let Some(scale) = pointer.scale.filter(|s| s.is_finite() && *s > 0.0) {
        let scale = format::scale(scale);
        let shown = cx.trf("status.scale", &[("n", &format::number(scale, 0))]);
        parts.push(Part { copy: Some(format!("1:{scale:.0}")), ..Part::new(shown, 3) });
    }
    if let Some(at) = pointer.at {
        parts.push(Part { copy: Some(format!("{:.3}, {:.3}", at.x, at.y)), ..Part::new(metres(cx, at.x, at.y), 2) });
        if let Some((lon, lat)) = cx.backend.to_degrees(at) {
            let copy = Some(format!("{lon:.7}, {lat:.7}"));
            parts.push(Part { copy, ..Part::new(format::lon_lat(lon, lat, 5), 1) });
        }
        parts.extend(own_frame(cx, at, pointer.over));
    }
    let font = egui::FontId::proportional(size::SMALL);
    let width = |text: &str| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), cx.p.muted).size().x;
    let (room, gap) = (ui.available_width(), ui.spacing().item_spacing.x);
    let fit = |parts: &[Part]| kept(&parts.iter().map(|p| (width(&p.text), p.spare)).collect::<Vec<_>>(), room, gap);
    let mut shown = fit(&parts);
    if let (Some(false), Some(short)) = (shown.first(), short) {
        parts[0].text = short;
        shown = fit(&parts);
    }
    for (part, _) in parts.into_iter().zip(shown).filter(|(_, shown)| *shown) {
        let response = text(ui, cx, part.text.clone());
        let response = match part.hint {
            Some(hint) => response.on_hover_text(hint),
            None => response,
        };
        if let Some(copy) = part.copy {
            copies(ui, cx, &response, &part.text, copy);
        }
    }
}

/// What the plane is called, and a shorter name for where there is little room.
fn plane_names(cx: &Cx<'_>) -> (String, Option<String>) {
    let Some(plane) = cx.project().map(|p| &p.plane) else { return (cx.tr("status.no_plane").to_owned(), None) };
    match plane.epsg {
        // The 3° zones by central meridian, 75° to 135° east.
        Some(code @ 4534..=4554) => {
            let zone = cx.trf("status.zone", &[("cm", &(75 + 3 * (code - 4534)).to_string())]);
            (format!("{} · {zone}", plane.name()), Some(plane.name()))
        }
        _ => (plane.name(), None),
    }
}

fn metres(cx: &Cx<'_>, x: f64, y: f64) -> String {
    cx.trf("status.easting", &[("x", &format::number(x, 2)), ("y", &format::number(y, 2))])
}

/// Where the place is in the file of the layer that the pointer is over, else of the thing selected, else of the first
/// layer that was read in another frame; nothing where that is the plane's or in degrees of WGS 84, which are there anyway.
fn own_frame(cx: &Cx<'_>, at: Coord, over: Option<LayerId>) -> Option<Part> {
    let project = cx.project()?;
    let selected = match cx.state.selection {
        Some(Selected::Feature { layer, .. }) => Some(layer),
        _ => None,
    };
    let layer = match over.or(selected) {
        Some(id) => project.layers.iter().find(|l| l.id == id)?,
        None => project.layers.iter().find(|l| has_own_frame(&project.plane, &l.source.crs))?,
    };
    let (name, there) = cx.backend.to_layer(&layer.source.crs, at)?;
    let figures = if there.degrees { format::lon_lat(there.x, there.y, 5) } else { metres(cx, there.x, there.y) };
    let hint = cx.trf("status.own_frame_hint", &[("layer", &layer.name)]);
    let digits = if there.degrees { 7 } else { 3 };
    let copy = format!("{:.digits$}, {:.digits$}", there.x, there.y);
    Some(Part { hint: Some(hint), copy: Some(copy), ..Part::new(format!("{name}  {figures}"), 0) })
}

/// Which parts there is room for, given the width of each and how easily it can be spared: those go first that can be
/// spared most easily.
fn kept(parts: &[(f32, u8)], room: f32, gap: f32) -> Vec<bool> {
    let mut kept = vec![true; parts.len()];
    loop {
        let there = || parts.iter().zip(&kept).enumerate().filter(|(_, (_, k))| **k);
        let count = there().count();
        let width: f32 = there().map(|(_, (p, _))| p.0).sum::<f32>() + gap * count.saturating_sub(1) as f32;
        match there().max_by_key(|(_, (p, _))| p.1).map(|(i, _)| i) {
            Some(i) if width > room => kept[i] = false,
            _ => return kept,
        }
    }
}

/// Makes a part of the line one that a click copies.
fn copies(ui: &mut Ui, cx: &mut Cx<'_>, response: &Response, shown: &str, text: String) {
    let response = response.interact(Sense::click()).on_hover_cursor(egui::CursorIcon::PointingHand);
    let name = cx.trf("status.copy", &[("text", shown)]);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    widgets::focus_ring(ui, &response, response.rect.expand(2.0));
    if response.on_hover_text(name).clicked() {
        cx.say(cx.trf("status.copied", &[("text", &text)]));
        cx.ask(Command::Copy(text));
    }
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

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn what_can_be_spared_gives_way_first() {
        let parts = [(220.0, 4), (60.0, 3), (180.0, 2), (150.0, 1), (210.0, 0)];
        assert_eq!(kept(&parts, 900.0, 20.0), [true; 5]);
        assert_eq!(kept(&parts, 899.0, 20.0), [false, true, true, true, true]);
        assert_eq!(kept(&parts, 600.0, 20.0), [false, false, true, true, true]);
        assert_eq!(kept(&parts, 100.0, 20.0), [false; 5]);
    }
}
