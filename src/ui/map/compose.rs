//! What the picture of a view is put together from: the layers and results in their order and colours, the outlines
//! over them, and the legend that explains them.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use eframe::egui_wgpu::wgpu::{self, util::DeviceExt as _};
use egui::Color32;

use super::content::{self, Entry, Origin};
use super::gpu::Overlay;
use super::gpu::picture::{SYMBOL_COARSEST, Scene, Sheet};
use super::legend::Entry as Line;
use super::palette::Palette;
use super::style::{self, Subject, passes};
use super::views::MapView;
use super::{GlyphKey, MapInput, MapPanel, Outline, SceneKey, Selected, Selection, access, glyphs, mesh};
use crate::model::Role;
use crate::ui::format;
use crate::ui::i18n::{Lang, tr, trf};
use crate::ui::theme;

impl MapPanel {
    pub(super) fn install_glyphs(&mut self, ctx: &egui::Context, lang: Lang) {
        let options = ctx.fonts(|fonts| *fonts.options());
        let key = Some(GlyphKey { lang, pixels_per_point: ctx.pixels_per_point(), options });
        if self.glyphs_for != key {
            self.glyphs_for = key;
            // A picture with other letters is another picture.
            self.scene_key = None;
            let mut painter = self.painter.lock().unwrap_or_else(PoisonError::into_inner);
            glyphs::install(ctx, &self.render_state, &mut painter, lang == Lang::Zh);
        }
    }

    /// Puts together what the picture shows, if anything about that changed.
    pub(super) fn compose(&mut self, input: &MapInput<'_>, palette: &Palette) {
        let same = self.scene_key.as_ref().is_some_and(|k| {
            k.content == self.content.version
                && k.styles == input.styles
                && k.overlays == input.overlays
                && k.dark == input.dark
                && k.lang == input.lang
        });
        if same {
            return;
        }
        // While layers arrive piece by piece, a new picture for each of them would leave none finished.
        let only_content = self.scene_key.as_ref().is_some_and(|k| {
            k.styles == input.styles && k.overlays == input.overlays && k.dark == input.dark && k.lang == input.lang
        });
        let recent = self.composed.is_some_and(|at| at.elapsed() < Duration::from_millis(120));
        if only_content && recent && self.content.busy() {
            return;
        }
        self.composed = Some(Instant::now());
        let mut sheets: Vec<Sheet> = Vec::new();
        for entry in self.content.entries.iter().filter(|e| visible(input, e)) {
            let plain = color(input, entry);
            // Results keep their outline however small: a speck is still somebody's home.
            let areal = !matches!(entry.subject, Subject::Layer(Role::Road) | Subject::Gaps | Subject::Covered);
            let mut known: Vec<(u8, Vec<style::Pass>)> = Vec::new();
            for chunk in entry.shown() {
                if !known.iter().any(|k| k.0 == chunk.class) {
                    let made = match (&entry.by, entry.subject) {
                        (Some(by), _) => passes(entry.subject, 0, by.color(chunk.class, input.dark), palette),
                        (None, Subject::Fare(view)) => {
                            style::fare_passes(view, chunk.class, view.color(chunk.class, input.dark), palette)
                        }
                        _ => passes(entry.subject, chunk.class, plain, palette),
                    };
                    known.push((chunk.class, made));
                }
                for pass in known.iter().filter(|k| k.0 == chunk.class).flat_map(|k| &k.1) {
                    sheets.push(Sheet { pass: *pass, chunk: Arc::clone(chunk), spacing: entry.spacing, areal });
                }
            }
        }
        sheets.sort_by_key(|s| s.pass.order);
        self.scene = Arc::new(Scene { version: self.scene.version + 1, paper: palette.paper, sheets });
        self.scene_key = Some(SceneKey {
            content: self.content.version,
            styles: input.styles.to_vec(),
            overlays: input.overlays,
            dark: input.dark,
            lang: input.lang,
        });
        self.settled = true;
    }

    /// The outlines of what is selected and of what a click would take. Uploaded when they change.
    pub(super) fn overlays(
        &mut self,
        selection: Option<Selected>,
        hover: Option<Selected>,
        palette: &Palette,
    ) -> Vec<Overlay> {
        let content = self.content.version;
        let wanted: Vec<Outline> = [(selection, palette.selected, 2.6), (hover, palette.hover, 1.6)]
            .into_iter()
            .filter_map(|(what, color, width)| Some(Outline { what: what?, color, width, content }))
            .collect();
        let mut old = std::mem::take(&mut self.outlines);
        for outline in wanted {
            let kept = old.iter().position(|(o, _)| *o == outline).map(|i| old.swap_remove(i));
            let made = kept.or_else(|| Some((outline, self.outline(outline, palette)?)));
            self.outlines.extend(made);
        }
        self.outlines.iter().map(|(_, overlay)| overlay.clone()).collect()
    }

    /// The outlines of all that is selected, where that is more than one thing and not very many.
    pub(super) fn others(&mut self, selection: &Selection, dark: bool, palette: &Palette) -> Option<Overlay> {
        if selection.len() < 2 || selection.len() > content::MANY {
            self.others = None;
            return None;
        }
        let key = (selection.stamp(), self.content.version, dark);
        if self.others.as_ref().is_none_or(|o| o.0 != key) {
            let all: Vec<Selected> = selection.iter().collect();
            self.others = Some((key, self.outline_of(&all, palette.selected, 1.8, palette)));
        }
        self.others.as_ref().and_then(|o| o.1.clone())
    }

    fn outline(&self, outline: Outline, palette: &Palette) -> Option<Overlay> {
        self.outline_of(&[outline.what], outline.color, outline.width, palette)
    }

    fn outline_of(&self, all: &[Selected], color: Color32, width: f32, palette: &Palette) -> Option<Overlay> {
        let items: Vec<mesh::Item<'_>> = all
            .iter()
            .filter_map(|&what| {
                let index = match what {
                    Selected::Feature { feature, .. } => feature,
                    Selected::Gap(gap) => gap,
                };
                access::find(&self.content, what)?.thing(index)
            })
            .collect();
        let (path, points, origin) = mesh::outline(&items)?;
        let upload = |bytes: &[u8]| {
            self.render_state.device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
                label: Some("fugai map outline"),
                contents: bytes,
                usage: wgpu::BufferUsages::VERTEX,
            })
        };
        Some(Overlay {
            origin,
            path: (path.len() > 1).then(|| (upload(bytemuck::cast_slice(&path)), path.len() as u32 - 1)),
            points: (!points.is_empty()).then(|| (upload(bytemuck::cast_slice(&points)), points.len() as u32)),
            color,
            halo: palette.halo.gamma_multiply(0.9),
            width,
            radius: style::SYMBOL_RADIUS + 3.0,
        })
    }

    pub(super) fn legend(&self, input: &MapInput<'_>) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let has_gaps = self.content.entries.iter().any(|e| e.subject == Subject::Gaps && visible(input, e));
        let metres_per_point = self.view.map_or(0.0, |v| v.metres_per_point);
        let far = metres_per_point > style::FAR;
        if has_gaps {
            lines.extend([Line::Covered { far }, Line::Gap { far }]);
        }
        if let Some(shown) = input.difference {
            lines.extend(difference_lines(shown, input));
        }
        let uncertain = |e: &&Entry| e.subject == Subject::Uncertain && e.bounds.is_some();
        if self.content.entries.iter().filter(|e| visible(input, e)).any(|e| uncertain(&e)) {
            lines.push(Line::Uncertain);
        }
        for entry in self.content.entries.iter().filter(|e| visible(input, e)) {
            if let Subject::Fare(view) = entry.subject {
                if entry.former_or_none() {
                    lines.push(Line::Text(tr(input.lang, "mapview.working").to_owned()));
                    continue;
                }
                let all: f64 = entry.land.iter().sum();
                for class in 0..view.classes() {
                    let share = entry.land.get(usize::from(class)).copied().unwrap_or(0.0) / all.max(1e-9);
                    let text = format!("{}  {}%", view.label(class, input.lang), format::percent(share, None, 1));
                    let hatched = view.hatched(class);
                    lines.push(Line::Class { text, color: view.color(class, input.dark), hatched });
                }
            }
            if let (Some(by), Origin::Layer(layer)) = (&entry.by, &entry.origin) {
                lines.push(Line::Text(format!("{} · {}", layer.name, by.field)));
                for class in 0..by.len() as u8 {
                    let (text, color) = (by.label(class, input.lang), by.color(class, input.dark));
                    lines.push(Line::Class { text, color, hatched: false });
                }
            }
        }
        for role in Role::ALL {
            let Some(entry) = self
                .content
                .entries
                .iter()
                .find(|e| e.subject == Subject::Layer(role) && e.by.is_none() && visible(input, e))
            else {
                continue;
            };
            let color = color(input, entry);
            match role {
                Role::Park => lines.push(Line::Area(role, color)),
                Role::Residential
                    if !has_gaps && input.overlays.view == MapView::Coverage && input.difference.is_none() =>
                {
                    lines.push(Line::Area(role, color));
                }
                // The list of layers shows the rest beside their names.
                _ if self.layers_listed => {}
                Role::Toilet | Role::TransferStation | Role::Parking if metres_per_point > style::CITY => {}
                Role::Toilet | Role::TransferStation | Role::Parking => {
                    let far = metres_per_point > SYMBOL_COARSEST;
                    lines.push(Line::Symbol { role, color, far });
                }
                Role::PocketPark | Role::BeautifulZone | Role::Candidate => lines.push(Line::Area(role, color)),
                Role::Zone | Role::Boundary => lines.push(Line::Boundary { role, color, far }),
                _ => {}
            }
        }
        if self.content.entries.iter().any(|e| e.subject == Subject::Service && visible(input, e)) {
            lines.push(Line::Service);
        }
        lines
    }
}

/// What the map of a comparison shows, with its land.
fn difference_lines(shown: &super::DifferenceShown, input: &MapInput<'_>) -> Vec<Line> {
    let palette = Palette::of(input.dark);
    let land = shown.land();
    let only = |n: usize| {
        let hectares = format::hectares(land[n]);
        trf(input.lang, "mapdiff.only", &[("name", &shown.names[n]), ("ha", &hectares)])
    };
    let class = |text: String, color, hatched| Line::Class { text, color, hatched };
    let mut lines = vec![Line::Text(format::indicator(input.lang, shown.indicator))];
    lines.push(class(only(1), palette.gained, false));
    lines.push(class(only(0), palette.lost, true));
    if shown.indicator == crate::analysis::IndicatorId::ParkCoverage {
        lines.push(class(tr(input.lang, "mapdiff.both").to_owned(), palette.covered, false));
        lines.push(class(tr(input.lang, "mapdiff.neither").to_owned(), palette.gap, false));
    }
    lines
}

/// Whether an entry is drawn and can be pointed at.
pub(super) fn visible(input: &MapInput<'_>, entry: &Entry) -> bool {
    match (entry.subject, entry.layer) {
        // What two scenarios make of the land is told in place of what one does.
        (Subject::Covered | Subject::Gaps | Subject::Uncertain | Subject::Fare(_), _) if input.difference.is_some() => {
            false
        }
        (Subject::Covered | Subject::Gaps | Subject::Uncertain, _) => {
            input.overlays.coverage && input.overlays.view == MapView::Coverage
        }
        (Subject::Fare(view), _) => input.overlays.coverage && input.overlays.view == view,
        (Subject::Service, _) => input.overlays.service_areas,
        (_, Some(layer)) => input.styles.iter().find(|s| s.layer == layer).is_none_or(|s| s.visible),
        (_, None) => true,
    }
}

pub(super) fn color(input: &MapInput<'_>, entry: &Entry) -> Color32 {
    let style = input.styles.iter().find(|s| Some(s.layer) == entry.layer);
    style.map_or_else(
        || match &entry.origin {
            Origin::Layer(layer) => theme::role_color(layer.role, input.dark),
            Origin::Analysis(_) | Origin::Edge(..) | Origin::Fare(..) | Origin::Differ(..) | Origin::Chosen(..) => {
                Color32::TRANSPARENT
            }
        },
        |s| s.color,
    )
}
