//! The letters in the symbols, cut out of egui's own font atlas, so that they are the window's font.

use egui::{Color32, Context, FontId};

use super::gpu::Painter;
use super::gpu::picture::GlyphPlaces;
use super::style::{Glyph, SYMBOL_RADIUS};

/// Draws each symbol's letters into a square of a sheet of its own and hands it to the painter.
///
/// Each square stands for the whole symbol, from edge to edge.
pub(crate) fn install(ctx: &Context, render_state: &eframe::egui_wgpu::RenderState, painter: &mut Painter, zh: bool) {
    let ppp = ctx.pixels_per_point();
    let side = (2.0 * SYMBOL_RADIUS * ppp).ceil() as usize;
    let pitch = side + 2;
    // The first column and row stay empty: a symbol without a letter looks there. Rows are padded for the upload.
    let width = (2 + pitch * Glyph::ALL.len()).next_multiple_of(256);
    let height = pitch + 2;
    let mut coverage = vec![0_u8; width * height];
    let mut places = GlyphPlaces::default();
    for (n, glyph) in Glyph::ALL.into_iter().enumerate() {
        let left = 2 + n * pitch;
        let text = glyph.text(zh);
        let size = match text {
            "WC" => 8.0,
            t if t.is_ascii() => 11.0,
            _ => 10.5,
        };
        write(ctx, text, size, &mut coverage, width, [left, 2], side);
        places[glyph as usize] =
            [left as f32 / width as f32, 2.0 / height as f32, side as f32 / width as f32, side as f32 / height as f32];
    }
    painter.set_glyphs(render_state, [width as u32, height as u32], &coverage, places);
}

/// Lays out `text` and copies its pixels into the middle of a square.
fn write(ctx: &Context, text: &str, size: f32, sheet: &mut [u8], width: usize, at: [usize; 2], side: usize) {
    let ppp = ctx.pixels_per_point();
    let (galley, atlas) = ctx.fonts_mut(|fonts| {
        let galley = fonts.layout_no_wrap(text.to_owned(), FontId::proportional(size), Color32::WHITE);
        (galley, fonts.image())
    });
    let Some(row) = galley.rows.first() else { return };
    let boxes: Vec<(i64, i64, [u16; 2], [u16; 2])> = row
        .glyphs
        .iter()
        .filter(|g| !g.uv_rect.is_nothing())
        .map(|g| {
            let corner = (g.pos + g.uv_rect.offset).to_vec2() * ppp;
            (corner.x.round() as i64, corner.y.round() as i64, g.uv_rect.min, g.uv_rect.max)
        })
        .collect();
    // Centred by what is inked, not by the font's line: a letter must sit in the middle of its disc.
    let left = boxes.iter().map(|b| b.0).min().unwrap_or(0);
    let top = boxes.iter().map(|b| b.1).min().unwrap_or(0);
    let right = boxes.iter().map(|b| b.0 + i64::from(b.3[0] - b.2[0])).max().unwrap_or(0);
    let bottom = boxes.iter().map(|b| b.1 + i64::from(b.3[1] - b.2[1])).max().unwrap_or(0);
    let side = side as i64;
    let (dx, dy) = ((side - (right - left)).div_euclid(2), (side - (bottom - top)).div_euclid(2));
    for (x, y, min, max) in boxes {
        for v in min[1]..max[1] {
            for u in min[0]..max[0] {
                let px = x - left + dx + i64::from(u - min[0]);
                let py = y - top + dy + i64::from(v - min[1]);
                let inside = (0..side).contains(&px) && (0..side).contains(&py);
                let texel = atlas.pixels.get(usize::from(v) * atlas.size[0] + usize::from(u));
                if let (true, Some(texel)) = (inside, texel) {
                    let index = (at[1] + py as usize) * width + at[0] + px as usize;
                    sheet[index] = sheet[index].max(texel.a());
                }
            }
        }
    }
}
