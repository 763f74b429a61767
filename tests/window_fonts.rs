//! Every character the window can show has a glyph in the fonts that come with it, and every glyph leaves ink.
#![cfg(feature = "gui")]

use std::collections::BTreeSet;

use egui::epaint::text::{Fonts, TextOptions};
use egui::{Color32, FontFamily, FontId};
use fugai::ui::{fonts, i18n, icons};

fn bundled() -> Fonts {
    Fonts::new(TextOptions::default(), fonts::definitions())
}

#[test]
fn every_text_has_its_glyphs_in_every_family() {
    let mut wanted: BTreeSet<char> =
        i18n::entries().flat_map(|(_, both)| both.into_iter().flat_map(str::chars)).collect();
    wanted.extend("±≥≤²³·–—…→▲▼÷×°㎡0123456789,.%−堃喆㛃昇镕茶山红梅天宁兰陵雕庄青龙郑陆ĦħĠġŻżĊċ".chars());
    wanted.extend(icons::ALL.iter().flat_map(|i| i.chars()));
    let mut fonts = bundled();
    for family in [FontFamily::Proportional, FontFamily::Monospace, fonts::strong()] {
        let id = FontId::new(13.0, family);
        let missing: String = wanted.iter().filter(|c| !c.is_whitespace() && !fonts.has_glyph(&id, **c)).collect();
        assert!(missing.is_empty(), "no glyph in {:?} for {missing}", id.family);
    }
}

#[test]
fn figures_have_one_width() {
    let mut fonts = bundled();
    for family in [FontFamily::Proportional, fonts::strong()] {
        let id = FontId::new(13.0, family);
        let widths: BTreeSet<u32> =
            ('0'..='9').map(|c| fonts.with_pixels_per_point(1.0).glyph_width(&id, c).to_bits()).collect();
        assert_eq!(widths.len(), 1, "{:?}", id.family);
    }
}

/// A subset that lists a character and draws nothing would show as a blank that no other check sees.
#[test]
fn every_bundled_glyph_leaves_ink() {
    for family in [FontFamily::Proportional, fonts::strong()] {
        let id = FontId::new(16.0, family);
        let all: Vec<char> = bundled()
            .with_pixels_per_point(1.0)
            .characters(&id.family)
            .keys()
            .copied()
            .filter(|c| !c.is_whitespace() && !c.is_control() && !invisible(*c))
            .collect();
        assert!(all.len() > 7_500, "only {} characters", all.len());
        let mut blank = String::new();
        // In pieces, so that the atlas never has to make room.
        for piece in all.chunks(1_000) {
            let mut fonts = bundled();
            let galleys: Vec<_> = piece
                .iter()
                .map(|c| {
                    let mut view = fonts.with_pixels_per_point(1.0);
                    view.layout_no_wrap(c.to_string(), id.clone(), Color32::WHITE)
                })
                .collect();
            let image = fonts.image();
            for (c, galley) in piece.iter().zip(galleys) {
                let ink = galley.rows.iter().flat_map(|row| &row.glyphs).any(|glyph| {
                    let (from, to) = (glyph.uv_rect.min, glyph.uv_rect.max);
                    (from[1]..to[1]).any(|y| (from[0]..to[0]).any(|x| image[(x as usize, y as usize)].a() > 60))
                });
                if !ink {
                    blank.push(*c);
                }
            }
        }
        assert!(blank.is_empty(), "{:?}: blank: {} {blank:?}", id.family, blank.chars().count());
    }
}

/// Characters that are blank by nature: joiners, marks of direction, the soft hyphen.
fn invisible(c: char) -> bool {
    matches!(c as u32, 0xAD | 0x034F | 0x115F..=0x1160 | 0x200B..=0x200F | 0x2028..=0x202F | 0x2060..=0x206F | 0xFEFF)
}
