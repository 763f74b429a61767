//! A page and what is drawn on it, in millimetres from its upper left corner, x to the right and y down.

use crate::fonts::Weight;

/// A colour with its opacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink {
    /// Red, green and blue.
    pub rgb: [u8; 3],
    /// Opacity, 255 for opaque.
    pub alpha: u8,
}

impl Ink {
    /// An opaque colour from `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Self {
        Self { rgb: [(rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8], alpha: 255 }
    }

    /// The same colour at an opacity.
    pub const fn at(self, alpha: u8) -> Self {
        Self { alpha, ..self }
    }
}

/// How a line is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub ink: Ink,
    /// Its width in millimetres.
    pub width: f32,
    /// Lengths of dash and space in millimetres; `None` for a whole line.
    pub dash: Option<[f32; 2]>,
}

impl Stroke {
    /// A whole line.
    pub const fn new(ink: Ink, width: f32) -> Self {
        Self { ink, width, dash: None }
    }
}

/// Where the given place is in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its beginning.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// One thing drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// Rings or lines of straight edges; areas by the even-odd rule.
    Path {
        /// Each a run of places.
        parts: Vec<Vec<[f32; 2]>>,
        /// Whether each is closed.
        closed: bool,
        /// What fills them.
        fill: Option<Ink>,
        /// What runs along them.
        stroke: Option<Stroke>,
    },
    /// One line of text on its baseline.
    Text {
        /// Where the anchor is.
        at: [f32; 2],
        /// Height of an em in millimetres.
        size: f32,
        /// The text; no line breaks.
        text: String,
        /// Regular or semi-bold.
        weight: Weight,
        /// Where `at` is in the text.
        anchor: Anchor,
        /// Its colour.
        ink: Ink,
        /// A seam around the letters that keeps them legible on the map: its colour and width in millimetres.
        halo: Option<(Ink, f32)>,
    },
    /// From here on nothing is drawn outside a rectangle: left, top, width, height. Clips do not nest.
    Clip([f32; 4]),
    /// The end of it.
    Unclip,
}

/// A page and what is drawn on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Width in millimetres.
    pub width: f32,
    /// Height in millimetres.
    pub height: f32,
    /// The title, for the file's metadata.
    pub title: String,
    /// The language, `zh` or `en`.
    pub lang: &'static str,
    /// What is drawn, from the bottom up.
    pub ops: Vec<Op>,
}

impl Sheet {
    /// An empty page.
    pub fn new(width: f32, height: f32, title: &str, lang: &'static str) -> Self {
        Self { width, height, title: title.to_owned(), lang, ops: Vec::new() }
    }

    /// A filled rectangle with or without a frame.
    pub fn rect(&mut self, [x, y, w, h]: [f32; 4], fill: Option<Ink>, stroke: Option<Stroke>) {
        let ring = vec![[x, y], [x + w, y], [x + w, y + h], [x, y + h]];
        self.ops.push(Op::Path { parts: vec![ring], closed: true, fill, stroke });
    }

    /// A straight line.
    pub fn segment(&mut self, a: [f32; 2], b: [f32; 2], stroke: Stroke) {
        self.ops.push(Op::Path { parts: vec![vec![a, b]], closed: false, fill: None, stroke: Some(stroke) });
    }

    /// Text that begins at a place.
    pub fn text(&mut self, at: [f32; 2], size: f32, text: &str, ink: Ink) {
        self.label(at, size, text, ink, Weight::Regular, Anchor::Start, None);
    }

    /// Text with everything said.
    #[expect(clippy::too_many_arguments, reason = "every one of them is a plain property of the text")]
    pub fn label(
        &mut self,
        at: [f32; 2],
        size: f32,
        text: &str,
        ink: Ink,
        weight: Weight,
        anchor: Anchor,
        halo: Option<(Ink, f32)>,
    ) {
        // A line break would be set as a missing letter.
        let text = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.ops.push(Op::Text { at, size, text, weight, anchor, ink, halo });
    }
}

/// Lines at 45° across areas given by rings (even-odd), so far apart in millimetres, as parts of a path. They lie on one
/// grid for the whole page, so that neighbours join.
pub fn hatch(rings: &[Vec<[f32; 2]>], spacing: f32) -> Vec<Vec<[f32; 2]>> {
    let mut lines = Vec::new();
    if spacing <= 0.0 || rings.is_empty() {
        return lines;
    }
    // u runs across the lines, v along them.
    let turned = |p: [f32; 2]| [p[0] + p[1], p[1] - p[0]];
    let back = |u: f32, v: f32| [(u - v) / 2.0, f32::midpoint(u, v)];
    let step = spacing * std::f32::consts::SQRT_2;
    let edges: Vec<[[f32; 2]; 2]> =
        rings.iter().flat_map(|r| (0..r.len()).map(move |i| [turned(r[i]), turned(r[(i + 1) % r.len()])])).collect();
    // Each edge tells the lines that it crosses where it crosses them.
    let mut crossings: std::collections::BTreeMap<i64, Vec<f32>> = std::collections::BTreeMap::new();
    for [a, b] in edges {
        let (low, high) = if a[0] <= b[0] { (a, b) } else { (b, a) };
        let first = (low[0] / step).ceil() as i64;
        let last = (high[0] / step).ceil() as i64;
        for k in first..last {
            let u = k as f32 * step;
            let t = (u - low[0]) / (high[0] - low[0]);
            crossings.entry(k).or_default().push(low[1] + t * (high[1] - low[1]));
        }
    }
    for (k, mut at) in crossings {
        at.sort_by(f32::total_cmp);
        let u = k as f32 * step;
        for pair in at.chunks_exact(2) {
            if pair[1] - pair[0] > 1e-3 {
                lines.push(vec![back(u, pair[0]), back(u, pair[1])]);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_stays_inside_and_leaves_holes_free() {
        let square = |x: f32, s: f32| vec![[x, x], [x + s, x], [x + s, x + s], [x, x + s]];
        let lines = hatch(&[square(0.0, 10.0), square(4.0, 2.0)], 1.0);
        assert!(lines.len() > 10);
        let inside = |p: [f32; 2]| (0.0..=10.0).contains(&p[0]) && (0.0..=10.0).contains(&p[1]);
        for line in &lines {
            let middle = [f32::midpoint(line[0][0], line[1][0]), f32::midpoint(line[0][1], line[1][1])];
            assert!(inside(line[0]) && inside(line[1]));
            assert!(!(middle[0] > 4.01 && middle[0] < 5.99 && middle[1] > 4.01 && middle[1] < 5.99), "{line:?}");
        }
        assert!(hatch(&[], 1.0).is_empty() && hatch(&[square(0.0, 1.0)], 0.0).is_empty());
    }
}
