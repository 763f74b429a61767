//! The fonts in the program: nothing depends on what the machine has.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily, FontId};

/// The name of the family for headings and large figures.
const STRONG: &str = "strong";

/// The half-bold family, for headings, large figures and names.
pub fn strong() -> FontFamily {
    FontFamily::Name(STRONG.into())
}

/// The half-bold font at a size in points.
pub fn strong_id(size: f32) -> FontId {
    FontId::new(size, strong())
}

/// The fonts of the program: Noto Sans SC for Chinese and Latin, Noto Sans for letters with marks, Phosphor icons.
///
/// Figures have one width in all of them, so columns of figures line up.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let bundled: [(&str, &'static [u8]); 5] = [
        ("sc", include_bytes!("../../assets/fonts/NotoSansSC-Regular.ttf")),
        ("sc-strong", include_bytes!("../../assets/fonts/NotoSansSC-SemiBold.ttf")),
        ("latin", include_bytes!("../../assets/fonts/NotoSans-Regular.ttf")),
        ("latin-strong", include_bytes!("../../assets/fonts/NotoSans-SemiBold.ttf")),
        ("icons", include_bytes!("../../assets/icons/Phosphor.ttf")),
    ];
    for (name, bytes) in bundled {
        let mut data = FontData::from_static(bytes);
        if name == "icons" {
            // Phosphor's glyphs stand on the baseline; this centres them beside text.
            data.tweak.y_offset_factor = 0.10;
        }
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    let plain = ["sc", "latin", "icons"].map(str::to_owned).to_vec();
    let half_bold = ["sc-strong", "latin-strong", "sc", "latin", "icons"].map(str::to_owned).to_vec();
    fonts.families.insert(FontFamily::Proportional, plain.clone());
    fonts.families.insert(FontFamily::Monospace, plain);
    fonts.families.insert(strong(), half_bold);
    fonts
}

/// Makes them the fonts of the window.
pub fn install(ctx: &Context) {
    ctx.set_fonts(definitions());
}
