//! A sheet as SVG, for a drawing program or a document engine.

use std::fmt::Write as _;

use crate::fonts::{Fonts, Weight};
use crate::sheet::{Anchor, Ink, Op, Sheet, Stroke};

/// The sheet as SVG in millimetres. Text is text, in Noto Sans SC or what the reader has, set to the widths it has there.
pub fn svg(sheet: &Sheet, fonts: &Fonts) -> String {
    let mut out = String::new();
    let (w, h) = (sheet.width, sheet.height);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}mm\" height=\"{h}mm\" viewBox=\"0 0 {w} {h}\" \
         font-family=\"'Noto Sans SC','Microsoft YaHei','PingFang SC','Noto Sans',sans-serif\" xml:lang=\"{}\">\n<title>{}</title>\n",
        sheet.lang,
        escaped(&sheet.title)
    );
    let mut clips = 0;
    let mut clipped = false;
    for op in &sheet.ops {
        match op {
            Op::Path { parts, closed, fill, stroke } => {
                out.push_str("<path d=\"");
                for part in parts {
                    let mut before: Option<[i64; 2]> = None;
                    for p in part {
                        let at = p.map(|v| (v * 100.0).round() as i64);
                        match before {
                            None => {
                                let _ = write!(out, "M{} {}", hundredths(at[0]), hundredths(at[1]));
                            }
                            Some(b) => {
                                let _ = write!(out, "l{} {}", hundredths(at[0] - b[0]), hundredths(at[1] - b[1]));
                            }
                        }
                        before = Some(at);
                    }
                    if *closed {
                        out.push('z');
                    }
                }
                out.push('"');
                paint(&mut out, *fill, stroke.as_ref());
                out.push_str("/>\n");
            }
            Op::Text { at, size, text, weight, anchor, ink, halo } => {
                let text = fonts.settable(text);
                if text.trim().is_empty() {
                    continue;
                }
                let width = fonts.width(&text, *weight) * size;
                let _ = write!(out, "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"{size}\"", at[0], at[1]);
                if *weight == Weight::SemiBold {
                    out.push_str(" font-weight=\"600\"");
                }
                match anchor {
                    Anchor::Start => {}
                    Anchor::Middle => out.push_str(" text-anchor=\"middle\""),
                    Anchor::End => out.push_str(" text-anchor=\"end\""),
                }
                let _ = write!(out, " textLength=\"{width:.2}\" lengthAdjust=\"spacingAndGlyphs\"");
                if let Some((halo, width)) = halo {
                    let seam = Stroke::new(*halo, *width);
                    paint(&mut out, Some(*ink), Some(&seam));
                    out.push_str(" paint-order=\"stroke\" stroke-linejoin=\"round\"");
                } else {
                    paint(&mut out, Some(*ink), None);
                }
                let _ = writeln!(out, ">{}</text>", escaped(&text));
            }
            Op::Clip([x, y, w, h]) => {
                if clipped {
                    out.push_str("</g>\n");
                }
                let _ = writeln!(
                    out,
                    "<clipPath id=\"c{clips}\"><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/></clipPath><g clip-path=\"url(#c{clips})\">"
                );
                clips += 1;
                clipped = true;
            }
            Op::Unclip => {
                if std::mem::take(&mut clipped) {
                    out.push_str("</g>\n");
                }
            }
        }
    }
    if clipped {
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

/// Hundredths as a decimal number without needless digits.
fn hundredths(n: i64) -> String {
    let text = format!("{}{}.{:02}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn paint(out: &mut String, fill: Option<Ink>, stroke: Option<&Stroke>) {
    let hex = |ink: Ink| format!("#{:02x}{:02x}{:02x}", ink.rgb[0], ink.rgb[1], ink.rgb[2]);
    let share = |ink: Ink| f32::from(ink.alpha) / 255.0;
    match fill {
        None => out.push_str(" fill=\"none\""),
        Some(ink) => {
            let _ = write!(out, " fill=\"{}\" fill-rule=\"evenodd\"", hex(ink));
            if ink.alpha < 255 {
                let _ = write!(out, " fill-opacity=\"{:.3}\"", share(ink));
            }
        }
    }
    if let Some(stroke) = stroke {
        let _ = write!(out, " stroke=\"{}\" stroke-width=\"{}\"", hex(stroke.ink), stroke.width);
        if stroke.ink.alpha < 255 {
            let _ = write!(out, " stroke-opacity=\"{:.3}\"", share(stroke.ink));
        }
        match stroke.dash {
            Some([dash, space]) => {
                let _ = write!(out, " stroke-dasharray=\"{dash} {space}\"");
            }
            None => out.push_str(" stroke-linecap=\"round\""),
        }
    }
}

/// Text for SVG and HTML: what would be markup is written out, and control characters become spaces, since XML 1.0 has
/// none.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
