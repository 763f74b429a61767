//! A sheet as PDF: vectors, and text that can be selected, copied and searched, in embedded faces.

use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke as KrillaStroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use crate::PaperError;
use crate::fonts::Fonts;
use crate::sheet::{Ink, Op, Sheet, Stroke};

/// Millimetres in points.
const POINTS: f32 = 72.0 / 25.4;

/// A day: year, month and day, for the file's metadata. Nothing here looks at a clock.
pub type Day = (u16, u8, u8);

/// The sheet as a PDF of one page. The same sheet and day give the same bytes.
///
/// # Errors
/// [`PaperError::TooLarge`] where the page has no size, [`PaperError::Writer`] where the writer refuses.
pub fn pdf(sheet: &Sheet, fonts: &Fonts, day: Option<Day>) -> Result<Vec<u8>, PaperError> {
    let settings = SerializeSettings { enable_tagging: false, ..SerializeSettings::default() };
    let mut document = krilla::Document::new_with(settings);
    let mut metadata = Metadata::new()
        .title(fonts.settable(&sheet.title))
        .creator("Fugai".to_owned())
        .language(sheet.lang.to_owned())
        .document_id(sheet.title.clone());
    if let Some((year, month, day)) = day {
        metadata = metadata.creation_date(DateTime::new(year).month(month).day(day));
    }
    document.set_metadata(metadata);
    let page = PageSettings::from_wh(sheet.width * POINTS, sheet.height * POINTS)
        .ok_or(PaperError::TooLarge(sheet.width as u32, sheet.height as u32))?;
    let mut page = document.start_page_with(page);
    let mut surface = page.surface();
    // Everything is written in millimetres: two decimals do, which keeps the file small.
    surface.push_transform(&Transform::from_scale(POINTS, POINTS));
    let mut clipped = false;
    for op in &sheet.ops {
        match op {
            Op::Path { parts, closed, fill, stroke } => draw(&mut surface, parts, *closed, *fill, stroke.as_ref()),
            Op::Text { at, size, text, weight, anchor, ink, halo } => {
                let line = fonts.line(text, *weight, *size, *anchor, at[0]);
                let mut x = line.x;
                for run in line.runs {
                    let font = fonts.faces(*weight)[run.face].krilla.clone();
                    let mut start = 0;
                    let glyphs: Vec<KrillaGlyph> = run
                        .text
                        .chars()
                        .zip(&run.glyphs)
                        .map(|(c, &(glyph, advance))| {
                            let range = start..start + c.len_utf8();
                            start = range.end;
                            KrillaGlyph::new(GlyphId::new(u32::from(glyph.0)), advance, 0.0, 0.0, 0.0, range, None)
                        })
                        .collect();
                    let place = Point::from_xy(x, at[1]);
                    if let Some((halo, width)) = halo {
                        let seam = Stroke::new(*halo, *width);
                        surface.set_fill(None);
                        surface.set_stroke(Some(stroke_of(&seam, LineJoin::Round)));
                        surface.draw_glyphs(place, &glyphs, font.clone(), &run.text, *size, true);
                    }
                    surface.set_stroke(None);
                    surface.set_fill(Some(fill_of(*ink)));
                    surface.draw_glyphs(place, &glyphs, font, &run.text, *size, false);
                    x += run.width(*size);
                }
            }
            Op::Clip([x, y, w, h]) => {
                if std::mem::take(&mut clipped) {
                    surface.pop();
                }
                let mut path = PathBuilder::new();
                if let Some(rect) = Rect::from_xywh(*x, *y, *w, *h) {
                    path.push_rect(rect);
                }
                if let Some(path) = path.finish() {
                    surface.push_clip_path(&path, &FillRule::NonZero);
                    clipped = true;
                }
            }
            Op::Unclip => {
                if std::mem::take(&mut clipped) {
                    surface.pop();
                }
            }
        }
    }
    if clipped {
        surface.pop();
    }
    surface.pop();
    surface.finish();
    page.finish();
    document.finish().map_err(|e| PaperError::Writer(format!("{e:?}")))
}

/// Rings in one path object: a reader that has to fill a hundred thousand at once stalls.
const RINGS: usize = 400;

fn draw(surface: &mut Surface<'_>, parts: &[Vec<[f32; 2]>], closed: bool, fill: Option<Ink>, stroke: Option<&Stroke>) {
    surface.set_fill(fill.map(fill_of));
    surface.set_stroke(stroke.map(|s| stroke_of(s, LineJoin::Miter)));
    // Rings of one area must stay together for its holes: one with a fill is written whole.
    let chunk = if closed { parts.len().max(1) } else { RINGS };
    for parts in parts.chunks(chunk) {
        let mut path = PathBuilder::new();
        for part in parts {
            let Some(first) = part.first() else { continue };
            path.move_to(first[0], first[1]);
            part[1..].iter().for_each(|p| path.line_to(p[0], p[1]));
            if closed {
                path.close();
            }
        }
        if let Some(path) = path.finish() {
            surface.draw_path(&path);
        }
    }
}

fn colour(ink: Ink) -> krilla::paint::Paint {
    rgb::Color::new(ink.rgb[0], ink.rgb[1], ink.rgb[2]).into()
}

fn opacity(ink: Ink) -> NormalizedF32 {
    NormalizedF32::new(f32::from(ink.alpha) / 255.0).unwrap_or(NormalizedF32::ONE)
}

fn fill_of(ink: Ink) -> Fill {
    Fill { paint: colour(ink), opacity: opacity(ink), rule: FillRule::EvenOdd }
}

fn stroke_of(stroke: &Stroke, line_join: LineJoin) -> KrillaStroke {
    KrillaStroke {
        paint: colour(stroke.ink),
        opacity: opacity(stroke.ink),
        width: stroke.width,
        miter_limit: 4.0,
        line_cap: if stroke.dash.is_some() { LineCap::Butt } else { LineCap::Round },
        line_join,
        dash: stroke.dash.map(|d| StrokeDash { array: d.to_vec(), offset: 0.0 }),
    }
}
