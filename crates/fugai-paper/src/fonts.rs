//! The faces that everything is set in, and which of them has which character.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use ttf_parser::{Face, GlyphId};

use crate::sheet::Anchor;

/// What stands where no face has a character: the printer's mark for a missing letter.
pub const MISSING: char = '〓';

/// Regular or semi-bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// For text.
    Regular,
    /// For titles and figures.
    SemiBold,
}

/// One face.
#[derive(Clone)]
pub(crate) struct OneFace {
    pub(crate) data: &'static [u8],
    pub(crate) face: Arc<Face<'static>>,
    pub(crate) krilla: krilla::text::Font,
}

/// A stretch of text in one face.
pub(crate) struct Run {
    /// Which face of the weight.
    pub(crate) face: usize,
    pub(crate) text: String,
    /// By character: its glyph and its advance in ems.
    pub(crate) glyphs: Vec<(GlyphId, f32)>,
}

impl Run {
    /// Its width where an em is `size` millimetres.
    pub(crate) fn width(&self, size: f32) -> f32 {
        self.glyphs.iter().map(|(_, advance)| advance).sum::<f32>() * size
    }
}

/// A line of text ready to be drawn.
pub(crate) struct Line {
    /// Where it begins, in millimetres from the left.
    pub(crate) x: f32,
    pub(crate) runs: Vec<Run>,
}

/// The faces of both weights, each with those that step in behind it.
#[derive(Clone)]
pub struct Fonts {
    pub(crate) regular: Vec<OneFace>,
    pub(crate) semi_bold: Vec<OneFace>,
}

const BUNDLED: [(&[u8], &[u8]); 2] = [
    (
        include_bytes!("../../../assets/fonts/NotoSansSC-Regular.ttf"),
        include_bytes!("../../../assets/fonts/NotoSansSC-SemiBold.ttf"),
    ),
    (
        include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf"),
        include_bytes!("../../../assets/fonts/NotoSans-SemiBold.ttf"),
    ),
];

impl Fonts {
    /// The bundled faces: Noto Sans SC with the characters of GB 2312, Noto Sans behind it.
    ///
    /// # Panics
    /// Never: the faces are built in, and a test reads them.
    pub fn bundled() -> &'static Self {
        static FONTS: OnceLock<Fonts> = OnceLock::new();
        FONTS.get_or_init(|| {
            let one = |data: &'static [u8]| OneFace {
                data,
                face: Arc::new(Face::parse(data, 0).expect("a bundled face is a font")),
                krilla: krilla::text::Font::new(data.into(), 0).expect("a bundled face is a font"),
            };
            Self {
                regular: BUNDLED.iter().map(|(regular, _)| one(regular)).collect(),
                semi_bold: BUNDLED.iter().map(|(_, semi_bold)| one(semi_bold)).collect(),
            }
        })
    }

    pub(crate) fn faces(&self, weight: Weight) -> &[OneFace] {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semi_bold,
        }
    }

    /// The files of all faces.
    pub fn files(&self) -> impl Iterator<Item = &'static [u8]> + '_ {
        self.regular.iter().chain(&self.semi_bold).map(|f| f.data)
    }

    /// Whether some face has a character, in both weights, with an outline unless it is a blank.
    pub fn has(&self, c: char) -> bool {
        [Weight::Regular, Weight::SemiBold].into_iter().all(|w| self.find(c, w).is_some())
    }

    /// The characters of a text that no face has, each once, in the order of the alphabet, with how often they occur.
    pub fn missing(&self, text: &str) -> BTreeMap<char, usize> {
        let mut out = BTreeMap::new();
        for c in text.chars().filter(|c| !c.is_control() && !self.has(*c)) {
            *out.entry(c).or_insert(0) += 1;
        }
        out
    }

    /// The text with [`MISSING`] in place of what no face has: a blank would hide that something is missing.
    pub fn settable(&self, text: &str) -> String {
        text.chars().map(|c| if c.is_control() || self.has(c) { c } else { MISSING }).collect()
    }

    fn find(&self, c: char, weight: Weight) -> Option<(usize, GlyphId)> {
        let drawn = |face: &Face<'_>, glyph: GlyphId| c.is_whitespace() || face.glyph_bounding_box(glyph).is_some();
        self.faces(weight).iter().enumerate().find_map(|(i, f)| {
            let glyph = f.face.glyph_index(c).filter(|g| g.0 != 0 && drawn(&f.face, *g))?;
            Some((i, glyph))
        })
    }

    /// A text cut where the face changes; what no face has becomes [`MISSING`].
    pub(crate) fn runs(&self, text: &str, weight: Weight) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for c in text.chars() {
            let found = self.find(c, weight).map(|f| (c, f)).or_else(|| Some((MISSING, self.find(MISSING, weight)?)));
            let Some((c, (face, glyph))) = found else { continue };
            let one = &self.faces(weight)[face].face;
            let advance = f32::from(one.glyph_hor_advance(glyph).unwrap_or(0)) / f32::from(one.units_per_em());
            match runs.last_mut() {
                Some(run) if run.face == face => {
                    run.text.push(c);
                    run.glyphs.push((glyph, advance));
                }
                _ => runs.push(Run { face, text: c.to_string(), glyphs: vec![(glyph, advance)] }),
            }
        }
        runs
    }

    /// A text with its anchor at `x`, where an em is `size` millimetres: what every writer draws.
    pub(crate) fn line(&self, text: &str, weight: Weight, size: f32, anchor: Anchor, x: f32) -> Line {
        let runs = self.runs(text, weight);
        let width: f32 = runs.iter().map(|r| r.width(size)).sum();
        let before = match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => width / 2.0,
            Anchor::End => width,
        };
        Line { x: x - before, runs }
    }

    /// The width of a text in ems.
    pub fn width(&self, text: &str, weight: Weight) -> f32 {
        self.runs(text, weight).iter().flat_map(|r| &r.glyphs).map(|(_, advance)| advance).sum()
    }

    /// A text cut to a width in ems, with an ellipsis where something was cut off.
    pub fn fitted(&self, text: &str, weight: Weight, ems: f32) -> String {
        if self.width(text, weight) <= ems {
            return text.to_owned();
        }
        let mut out = String::new();
        for c in text.chars() {
            out.push(c);
            if self.width(&out, weight) + 1.0 > ems {
                out.pop();
                break;
            }
        }
        out.push('…');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_characters_are_known_before_anything_is_set() {
        let fonts = Fonts::bundled();
        assert!(fonts.missing("公园绿地服务半径覆盖率 90.00 % ≥ m² — ①②；：，。“”（）×±°′″→").is_empty());
        assert_eq!(fonts.missing("张𠮷𠮷路").into_iter().collect::<Vec<_>>(), [('𠮷', 2)]);
        assert_eq!(fonts.settable("张𠮷路"), "张〓路");
        assert!(fonts.has(MISSING));
    }

    #[test]
    fn a_chinese_character_is_an_em_wide() {
        let fonts = Fonts::bundled();
        assert!((fonts.width("覆盖", Weight::Regular) - 2.0).abs() < 1e-3);
        assert_eq!(fonts.fitted("青枫公园", Weight::Regular, 3.0), "青枫…");
        assert_eq!(fonts.fitted("青枫", Weight::Regular, 3.0), "青枫");
    }
}
