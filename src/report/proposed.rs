//! What a scenario proposes, told apart on the map from what is there.

use fugai_paper::{Anchor, Fonts, Ink, Sheet, Stroke, Weight};

use super::map::{Drawing, Shown, TEXT, WHITE, disc};
use crate::analysis::scenario::is_proposal_layer;
use crate::geom::label::interior_point;
use crate::io::write::Answer;
use crate::model::Feature;

/// Its own colour, brighter than anything that is there.
const FILL: Ink = Ink::hex(0x10_B981);
const EDGE: Ink = Ink::hex(0x06_4E3B);
/// More names than that would cover the map.
const NAMES: usize = 24;

/// Draws it over everything that is there, each with its name.
pub(super) fn draw(it: &mut Drawing<'_>, answer: &Answer<'_>, size: f32) {
    let layers = || answer.project.layers.iter().filter(|l| is_proposal_layer(l.id));
    let edge = Stroke::new(EDGE, 0.4);
    it.areas(layers().flat_map(|l| l.features.iter()), Some(FILL), Some(&edge), Some(Shown::Proposal));
    let mut named: Vec<([f32; 2], &str)> = Vec::new();
    for layer in layers() {
        for feature in &*layer.features {
            let Some(at) = place(feature) else { continue };
            if !it.sees(Some(crate::geom::Rect::new(at, at))) {
                continue;
            }
            let at = it.view.place(at).map(|v| v as f32);
            if feature.shape.region.is_empty() {
                disc(it.sheet, at, 1.0, FILL, Some(edge.clone()));
                it.mark(Some(Shown::Proposal));
            }
            named.push((at, layer.value(feature, "name").as_text().unwrap_or_default()));
        }
    }
    for (at, name) in named.into_iter().filter(|(_, n)| !n.trim().is_empty()).take(NAMES) {
        label(it.sheet, at, name, size);
    }
}

fn label(sheet: &mut Sheet, at: [f32; 2], name: &str, size: f32) {
    let text = Fonts::bundled().fitted(name, Weight::SemiBold, 11.0);
    let halo = Some((WHITE.at(235), size * 0.25));
    sheet.label([at[0] + 1.8, at[1] + size * 0.36], size, &text, TEXT, Weight::SemiBold, Anchor::Start, halo);
}

/// A point of a feature, inside it where it has an area.
fn place(feature: &Feature) -> Option<crate::geom::Coord> {
    let shape = &feature.shape;
    let area = shape.region.polygons().first().map(interior_point);
    area.or_else(|| shape.points.first().copied())
}

/// The line of the legend.
pub(super) fn swatch(sheet: &mut Sheet, area: [f32; 4]) {
    sheet.rect(area, Some(FILL), Some(Stroke::new(EDGE, 0.35)));
}
