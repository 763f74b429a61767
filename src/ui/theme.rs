//! Colours, sizes and the style of widgets: the only place where they are given.

use egui::epaint::Shadow;
use egui::style::{Selection, WidgetVisuals};
use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Stroke, Style, TextStyle, Theme, Visuals, vec2,
};

use crate::model::Role;
use crate::model::plan::ProblemState;

/// Sizes in points, on a rhythm of eight.
pub mod size {
    /// Running text.
    pub const TEXT: f32 = 13.0;
    /// Captions, axis figures, column headings.
    pub const SMALL: f32 = 12.0;
    /// The name of the program and of the project.
    pub const TITLE: f32 = 15.0;
    /// The one large figure.
    pub const HERO: f32 = 40.0;
    /// Icons beside text.
    pub const ICON: f32 = 16.0;
    /// The unit of distance.
    pub const UNIT: f32 = 8.0;
    /// Height of a row in a list or table.
    pub const ROW: f32 = 28.0;
    /// Inner margin of a panel.
    pub const MARGIN: f32 = 16.0;
}

/// Colours by what they are for. Text colours reach a contrast of 4.5 to 1 on `panel`; a test computes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Whether it is the dark one.
    pub dark: bool,
    /// Behind panels.
    pub panel: Color32,
    /// Behind the map, and of bars that are not filled.
    pub paper: Color32,
    /// Popups, menus and cards that float.
    pub raised: Color32,
    /// A row under the pointer.
    pub hover: Color32,
    /// Lines between areas.
    pub line: Color32,
    /// Running text.
    pub text: Color32,
    /// Captions and what matters less.
    pub muted: Color32,
    /// What is switched off. Not for text that must be read.
    pub faint: Color32,
    /// Teal: links, what is selected, met targets.
    pub accent: Color32,
    /// Behind what is selected.
    pub accent_soft: Color32,
    /// The filling of the one button that matters, and the text on it.
    pub primary: Color32,
    /// See `primary`.
    pub on_primary: Color32,
    /// Orange, for bars and the large figure: a target that is missed, land that is not served.
    pub missed: Color32,
    /// The same for small text.
    pub missed_text: Color32,
    /// Teal, for bars: a target that is met.
    pub met: Color32,
    /// The same for text.
    pub met_text: Color32,
    /// Bright green, for bars: what comes in while something moves.
    pub gained: Color32,
    /// A bar that has no target to be held against.
    pub neutral: Color32,
    /// The empty part of a bar.
    pub track: Color32,
    /// The tick of a target on a bar.
    pub tick: Color32,
    /// The box of a warning: ground, edge, text.
    pub warning_fill: Color32,
    /// See `warning_fill`.
    pub warning_line: Color32,
    /// See `warning_fill`.
    pub warning_text: Color32,
    /// Something went wrong.
    pub error: Color32,
    /// Under popups.
    pub shadow: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// By day.
pub const LIGHT: Palette = Palette {
    dark: false,
    panel: rgb(0xff_ffff),
    paper: rgb(0xf6_f5f1),
    raised: rgb(0xff_ffff),
    hover: rgb(0xf3_f5f5),
    line: rgb(0xe6_e8ea),
    text: rgb(0x1c_2530),
    muted: rgb(0x61_6b76),
    faint: rgb(0xa3_abb3),
    accent: rgb(0x0f_766e),
    accent_soft: rgb(0xe2_f2ef),
    primary: rgb(0x0f_766e),
    on_primary: rgb(0xff_ffff),
    missed: rgb(0xd9_7338),
    missed_text: rgb(0xa8_4c0f),
    met: rgb(0x0f_766e),
    met_text: rgb(0x0f_766e),
    gained: rgb(0x12_b886),
    neutral: rgb(0x7b_8a97),
    track: rgb(0xec_eeef),
    tick: rgb(0x1c_2530),
    warning_fill: rgb(0xff_f7ec),
    warning_line: rgb(0xf3_cfa2),
    warning_text: rgb(0x8a_4413),
    error: rgb(0xb4_2318),
    shadow: rgb(0x0c_1a24),
};

/// By night: the same roles.
pub const DARK: Palette = Palette {
    dark: true,
    panel: rgb(0x16_1b1f),
    paper: rgb(0x1d_2226),
    raised: rgb(0x1f_262b),
    hover: rgb(0x21_282d),
    line: rgb(0x2c_3439),
    text: rgb(0xe6_eaed),
    muted: rgb(0x9d_a8b0),
    faint: rgb(0x62_6d75),
    accent: rgb(0x45_c4b2),
    accent_soft: rgb(0x17_3a36),
    primary: rgb(0x14_8075),
    on_primary: rgb(0xff_ffff),
    missed: rgb(0xe8_8a4d),
    missed_text: rgb(0xf2_a06b),
    met: rgb(0x2f_b3a1),
    met_text: rgb(0x4c_cbb9),
    gained: rgb(0x3d_dca6),
    neutral: rgb(0x7d_8a94),
    track: rgb(0x2a_3237),
    tick: rgb(0xe6_eaed),
    warning_fill: rgb(0x2b_2218),
    warning_line: rgb(0x5e_442a),
    warning_text: rgb(0xf1_c496),
    error: rgb(0xff_8d80),
    shadow: rgb(0x00_0000),
};

/// The palette of a theme.
pub fn palette(dark: bool) -> &'static Palette {
    if dark { &DARK } else { &LIGHT }
}

/// The palette in use in a `Ui`.
pub fn of(ui: &egui::Ui) -> &'static Palette {
    palette(ui.visuals().dark_mode)
}

/// The colour in which a layer of a role is drawn at first.
pub fn role_color(role: Role, dark: bool) -> Color32 {
    let (day, night) = match role {
        Role::Park => (0x4f_a25f, 0x4f_9a5e),
        Role::PocketPark => (0x8b_c98a, 0x7f_bd80),
        Role::Toilet => (0x7a_3fb0, 0xa9_7bd8),
        Role::TransferStation => (0x9a_6b3f, 0xc0_925f),
        Role::Parking => (0x2a_5db0, 0x6a_9ae0),
        Role::BeautifulZone => (0xe3_8ab0, 0xc9_7b9d),
        Role::Residential => (0xcf_e5db, 0x2f_4a42),
        Role::Zone => (0x68_7380, 0x9a_a6b0),
        Role::Boundary => (0x3f_4b57, 0xc3_ccd2),
        Role::Candidate => (0xd6_b24a, 0xbf_9f45),
        Role::Population => (0xb9_a7d6, 0x8a_7ba6),
        Role::Road => (0xd3_d0c6, 0x3d_454a),
        Role::Building => (0xd9_d4c8, 0x3a_4146),
        Role::Context => (0xd5_e3f0, 0x24_3442),
    };
    rgb(if dark { night } else { day })
}

/// The colour of a problem of the ledger, for pins with white signs: orange waits, amber is under way, teal is closed.
pub fn state_color(state: ProblemState, dark: bool) -> Color32 {
    let (day, night) = match state {
        ProblemState::Open => (0xc4_5a1c, 0xcf_6526),
        ProblemState::UnderWay => (0x9a_6b00, 0xa3_7513),
        ProblemState::Closed => (0x0f_766e, 0x17_877d),
    };
    rgb(if dark { night } else { day })
}

/// Sets the style of the window, for both themes.
pub fn install(ctx: &Context) {
    ctx.set_style_of(Theme::Light, style(&LIGHT));
    ctx.set_style_of(Theme::Dark, style(&DARK));
}

fn style(p: &Palette) -> Style {
    let mut style = Style { visuals: visuals(p), ..Style::default() };
    let text = |size: f32| FontId::new(size, FontFamily::Proportional);
    style.text_styles = [
        (TextStyle::Small, text(size::SMALL)),
        (TextStyle::Body, text(size::TEXT)),
        (TextStyle::Button, text(size::TEXT)),
        (TextStyle::Monospace, text(size::TEXT)),
        (TextStyle::Heading, super::fonts::strong_id(size::TITLE)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 4.0);
    spacing.button_padding = vec2(12.0, 5.0);
    spacing.interact_size = vec2(28.0, 28.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.menu_width = 240.0;
    spacing.tooltip_width = 420.0;
    spacing.combo_height = 320.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
    style.interaction.tooltip_delay = 0.25;
    style.interaction.selectable_labels = false;
    style.animation_time = 0.08;
    style
}

fn visuals(p: &Palette) -> Visuals {
    let mut v = if p.dark { Visuals::dark() } else { Visuals::light() };
    let widget = |fill: Color32, edge: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(6),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    v.widgets.noninteractive = widget(p.panel, p.line, p.text);
    v.widgets.inactive = widget(p.raised, p.line, p.text);
    v.widgets.hovered = widget(p.hover, p.faint, p.text);
    v.widgets.active = widget(p.accent_soft, p.accent, p.text);
    v.widgets.open = widget(p.hover, p.line, p.text);
    v.selection = Selection { bg_fill: p.accent_soft, stroke: Stroke::new(1.0, p.accent) };
    v.weak_text_color = Some(p.muted);
    v.hyperlink_color = p.accent;
    v.warn_fg_color = p.missed_text;
    v.error_fg_color = p.error;
    v.faint_bg_color = p.hover;
    v.extreme_bg_color = p.panel;
    v.text_edit_bg_color = Some(p.panel);
    v.code_bg_color = p.hover;
    v.panel_fill = p.panel;
    v.window_fill = p.raised;
    v.window_stroke = Stroke::new(1.0, p.line);
    v.window_corner_radius = CornerRadius::same(10);
    v.menu_corner_radius = CornerRadius::same(8);
    let alpha = if p.dark { 110 } else { 36 };
    let shadow = Shadow { offset: [0, 4], blur: 18, spread: 0, color: with_alpha(p.shadow, alpha) };
    v.window_shadow = shadow;
    v.popup_shadow = shadow;
    v.collapsing_header_frame = false;
    v.striped = false;
    v
}

/// A colour let through: `alpha` from 0 to 255.
pub fn with_alpha(color: Color32, alpha: u8) -> Color32 {
    Color32::from_rgba_unmultiplied(color.r(), color.g(), color.b(), alpha)
}

/// What lies over the whole window until it is put away: its frame with a margin of 20 points, and the shade behind it.
pub fn modal(ui: &egui::Ui, p: &Palette, name: &'static str) -> egui::Modal {
    let frame = egui::Frame::new()
        .fill(p.raised)
        .stroke(Stroke::new(1.0, p.line))
        .corner_radius(12)
        .inner_margin(Margin::same(20))
        .shadow(ui.visuals().window_shadow);
    let shade = with_alpha(p.shadow, if p.dark { 150 } else { 70 });
    egui::Modal::new(egui::Id::unique(name)).frame(frame).backdrop_color(shade)
}

/// The frame of what floats over the map.
pub fn floating(p: &Palette) -> egui::Frame {
    egui::Frame::new()
        .fill(p.raised)
        .stroke(Stroke::new(1.0, p.line))
        .corner_radius(10)
        .inner_margin(Margin::symmetric(12, 10))
        .shadow(Shadow {
            offset: [0, 2],
            blur: 10,
            spread: 0,
            color: with_alpha(p.shadow, if p.dark { 90 } else { 26 }),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.1.
    fn luminance(c: Color32) -> f64 {
        let channel = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(c.r()) + 0.7152 * channel(c.g()) + 0.0722 * channel(c.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_every_ground() {
        for p in [LIGHT, DARK] {
            for ground in [p.panel, p.hover, p.raised, p.accent_soft] {
                for (name, color) in [
                    ("text", p.text),
                    ("muted", p.muted),
                    ("accent", p.accent),
                    ("missed", p.missed_text),
                    ("met", p.met_text),
                    ("error", p.error),
                ] {
                    let c = contrast(color, ground);
                    assert!(c >= 4.5, "{name} on {ground:?}: {c:.2}");
                }
            }
            assert!(contrast(p.warning_text, p.warning_fill) >= 4.5);
            assert!(contrast(p.on_primary, p.primary) >= 4.5);
            // The large figure and bars: 3 to 1.
            assert!(contrast(p.missed, p.panel) >= 3.0 && contrast(p.met, p.panel) >= 3.0);
        }
    }
}
