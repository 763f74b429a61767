//! A sheet as a picture.

use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, Rect, Stroke as SkiaStroke, StrokeDash,
    Transform,
};
use ttf_parser::OutlineBuilder;

use crate::PaperError;
use crate::fonts::Fonts;
use crate::sheet::{Ink, Op, Sheet, Stroke};

/// A picture has no more points than this.
const MOST: u64 = 200_000_000;

/// The sheet as a PNG on white, at so many dots per inch, which the file says. The same sheet gives the same bytes.
///
/// # Errors
/// [`PaperError::TooLarge`] where it would have more than 200 million points or none.
pub fn png(sheet: &Sheet, fonts: &Fonts, dpi: f32) -> Result<Vec<u8>, PaperError> {
    encoded(&drawn(sheet, fonts, dpi)?, dpi)
}

/// The sheet as points for a screen, at so many dots per inch: what [`png()`] writes.
///
/// # Errors
/// As [`png()`].
pub fn raster(sheet: &Sheet, fonts: &Fonts, dpi: f32) -> Result<Raster, PaperError> {
    Ok(Raster::of(&drawn(sheet, fonts, dpi)?))
}

/// A page as points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Points across.
    pub width: usize,
    /// Points down.
    pub height: usize,
    /// Four bytes a point, row by row: red, green, blue and 255.
    pub rgba: Vec<u8>,
}

impl Raster {
    pub(crate) fn of(picture: &Pixmap) -> Self {
        Self { width: picture.width() as usize, height: picture.height() as usize, rgba: picture.data().to_vec() }
    }
}

fn drawn(sheet: &Sheet, fonts: &Fonts, dpi: f32) -> Result<Pixmap, PaperError> {
    let scale = dpi / 25.4;
    let (w, h) = ((sheet.width * scale).round() as u32, (sheet.height * scale).round() as u32);
    let fits = u64::from(w) * u64::from(h) <= MOST;
    let mut picture = fits.then(|| Pixmap::new(w, h)).flatten().ok_or(PaperError::TooLarge(w, h))?;
    picture.fill(Color::WHITE);
    let transform = Transform::from_scale(scale, scale);
    let mut mask: Option<Mask> = None;
    for op in &sheet.ops {
        match op {
            Op::Path { parts, closed, fill, stroke } => {
                let Some(path) = path_of(parts, *closed) else { continue };
                if let Some(ink) = fill {
                    picture.fill_path(&path, &paint(*ink), FillRule::EvenOdd, transform, mask.as_ref());
                }
                if let Some(stroke) = stroke {
                    let style = style(stroke, LineJoin::Miter);
                    picture.stroke_path(&path, &paint(stroke.ink), &style, transform, mask.as_ref());
                }
            }
            Op::Text { at, size, text, weight, anchor, ink, halo } => {
                let line = fonts.line(text, *weight, *size, *anchor, at[0]);
                let mut x = line.x;
                let mut outline = Outline { builder: PathBuilder::new(), x: 0.0, y: at[1], scale: 1.0 };
                for run in line.runs {
                    let face = &fonts.faces(*weight)[run.face].face;
                    outline.scale = size / f32::from(face.units_per_em());
                    for (glyph, advance) in run.glyphs {
                        outline.x = x;
                        face.outline_glyph(glyph, &mut outline);
                        x += advance * size;
                    }
                }
                let Some(path) = outline.builder.finish() else { continue };
                if let Some((halo, width)) = halo {
                    let style = style(&Stroke::new(*halo, *width), LineJoin::Round);
                    picture.stroke_path(&path, &paint(*halo), &style, transform, mask.as_ref());
                }
                picture.fill_path(&path, &paint(*ink), FillRule::Winding, transform, mask.as_ref());
            }
            Op::Clip([x, y, width, height]) => {
                mask = Mask::new(w, h).zip(Rect::from_xywh(*x, *y, *width, *height)).map(|(mut mask, rect)| {
                    mask.fill_path(&PathBuilder::from_rect(rect), FillRule::Winding, true, transform);
                    mask
                });
            }
            Op::Unclip => mask = None,
        }
    }
    Ok(picture)
}

fn path_of(parts: &[Vec<[f32; 2]>], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for part in parts {
        let Some(first) = part.first() else { continue };
        builder.move_to(first[0], first[1]);
        part[1..].iter().for_each(|p| builder.line_to(p[0], p[1]));
        if closed {
            builder.close();
        }
    }
    builder.finish()
}

fn paint(ink: Ink) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(ink.rgb[0], ink.rgb[1], ink.rgb[2], ink.alpha);
    paint.anti_alias = true;
    paint
}

fn style(stroke: &Stroke, line_join: LineJoin) -> SkiaStroke {
    SkiaStroke {
        width: stroke.width,
        miter_limit: 4.0,
        line_cap: if stroke.dash.is_some() { LineCap::Butt } else { LineCap::Round },
        line_join,
        dash: stroke.dash.and_then(|d| StrokeDash::new(d.to_vec(), 0.0)),
    }
}

struct Outline {
    builder: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Outline {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.builder.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.builder.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.builder.close();
    }
}

/// Opaque, so that no reader has to blend, and with its dots per inch.
fn encoded(picture: &Pixmap, dpi: f32) -> Result<Vec<u8>, PaperError> {
    let refused = |e: png::EncodingError| PaperError::Writer(e.to_string());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let per_metre = (dpi / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
    let mut writer = encoder.write_header().map_err(refused)?;
    let rgb: Vec<u8> = picture.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    writer.write_image_data(&rgb).map_err(refused)?;
    writer.finish().map_err(refused)?;
    Ok(bytes)
}
