//! The map's colours, by day and by night.

use egui::Color32;

/// Colours of everything on the map that no layer style decides.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// The ground.
    pub paper: Color32,
    /// Rivers, canals and lakes.
    pub water: Color32,
    /// Their banks.
    pub water_edge: Color32,
    /// Land of commerce.
    pub commercial: Color32,
    /// Land of industry.
    pub industrial: Color32,
    /// Schools, hospitals and other public land.
    pub public: Color32,
    /// Grass, fields and woods that are no parks.
    pub green: Color32,
    /// Any other context.
    pub land: Color32,
    /// Lines of context.
    pub land_edge: Color32,
    /// Buildings.
    pub building: Color32,
    /// Road surface.
    pub road: Color32,
    /// Road edges.
    pub casing: Color32,
    /// Surface of small streets.
    pub street: Color32,
    /// Railways.
    pub rail: Color32,
    /// Residential land that is served.
    pub covered: Color32,
    /// … where it is seen from far.
    pub covered_far: Color32,
    /// The edge of served land.
    pub covered_edge: Color32,
    /// Residential land that is not served: its ground.
    pub gap: Color32,
    /// … where it is seen from far.
    pub gap_far: Color32,
    /// … its hatching.
    pub gap_hatch: Color32,
    /// … and its edge.
    pub gap_edge: Color32,
    /// Land that something beyond the data could serve: its ground.
    pub unsure: Color32,
    /// … its hatching and its edge.
    pub unsure_hatch: Color32,
    /// Land that only the second of two scenarios serves.
    pub gained: Color32,
    /// … its edge.
    pub gained_edge: Color32,
    /// Land that only the first of two scenarios serves: hatching and edge.
    pub lost: Color32,
    /// The edge of service areas.
    pub service: Color32,
    /// Boundaries of zones.
    pub zone: Color32,
    /// The edge of the study area.
    pub boundary: Color32,
    /// What is selected.
    pub selected: Color32,
    /// What a click would take.
    pub hover: Color32,
    /// Something proposed: its ground.
    pub proposed: Color32,
    /// … and its edge.
    pub proposed_edge: Color32,
    /// What a place is drawn to.
    pub snap: Color32,
    /// A change for the better, in words.
    pub better: Color32,
    /// Text.
    pub text: Color32,
    /// Fainter text and rules.
    pub text_weak: Color32,
    /// Names of parks.
    pub park_text: Color32,
    /// The halo behind text, and the ground of symbols.
    pub halo: Color32,
    /// The ground of boxes that lie on the map.
    pub card: Color32,
    /// Their edge.
    pub card_edge: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// By day.
pub const LIGHT: Palette = Palette {
    paper: rgb(0x00F6_F5F1),
    water: rgb(0x00DA_E7F2),
    water_edge: rgb(0x00BF_D3E5),
    commercial: rgb(0x00F2_EAE3),
    industrial: rgb(0x00EB_E8EE),
    public: rgb(0x00EF_EDE6),
    green: rgb(0x00E7_EEDF),
    land: rgb(0x00EF_EDE8),
    land_edge: rgb(0x00DD_DAD2),
    building: rgb(0x00E3_E0D9),
    road: rgb(0x00FF_FFFF),
    casing: rgb(0x00D6_D2C8),
    street: rgb(0x00FD_FCFA),
    rail: rgb(0x00C3_C2C0),
    covered: rgb(0x00C3_E2D5),
    covered_far: rgb(0x0097_CFBA),
    covered_edge: rgb(0x009F_CBB8),
    gap: rgb(0x00FB_E0C9),
    gap_far: rgb(0x00F3_9A57),
    gap_hatch: rgb(0x00E0_7B3C),
    gap_edge: rgb(0x00CF_6526),
    unsure: rgb(0x00EC_E8F3),
    unsure_hatch: rgb(0x008A_7FA8),
    gained: rgb(0x0014_A08F),
    gained_edge: rgb(0x000B_6B61),
    lost: rgb(0x00B1_4A12),
    service: rgb(0x0037_8A6B),
    zone: rgb(0x007C_8494),
    boundary: rgb(0x0055_5E70),
    selected: rgb(0x000B_6B61),
    hover: rgb(0x001E_293B),
    proposed: rgb(0x0012_B886),
    proposed_edge: rgb(0x0004_6C4E),
    snap: rgb(0x00C0_26A8),
    better: rgb(0x000F_766E),
    text: rgb(0x0020_2A3A),
    text_weak: rgb(0x005B_6472),
    park_text: rgb(0x001F_5A33),
    halo: rgb(0x00FF_FFFF),
    card: rgb(0x00FF_FFFF),
    card_edge: rgb(0x00E2_E0DA),
};

/// By night.
pub const DARK: Palette = Palette {
    paper: rgb(0x001B_1E23),
    water: rgb(0x0018_2C3E),
    water_edge: rgb(0x0025_4158),
    commercial: rgb(0x0027_2524),
    industrial: rgb(0x0025_252B),
    public: rgb(0x0025_2624),
    green: rgb(0x0020_2A22),
    land: rgb(0x0023_2529),
    land_edge: rgb(0x0034_373C),
    building: rgb(0x0030_3338),
    road: rgb(0x003D_4148),
    casing: rgb(0x0014_161A),
    street: rgb(0x002E_3137),
    rail: rgb(0x004A_4C50),
    covered: rgb(0x0023_4E42),
    covered_far: rgb(0x002C_6B59),
    covered_edge: rgb(0x002E_6152),
    gap: rgb(0x0045_2C1A),
    gap_far: rgb(0x00B8_5F27),
    gap_hatch: rgb(0x00B9_6430),
    gap_edge: rgb(0x00EC_9152),
    unsure: rgb(0x0030_2C3A),
    unsure_hatch: rgb(0x0092_86B4),
    gained: rgb(0x002F_C4B0),
    gained_edge: rgb(0x0086_F0E0),
    lost: rgb(0x00FF_A869),
    service: rgb(0x005F_C4A0),
    zone: rgb(0x0092_9BAB),
    boundary: rgb(0x00B4_BCC9),
    selected: rgb(0x0046_E0CB),
    hover: rgb(0x00F3_F6FA),
    proposed: rgb(0x001F_C998),
    proposed_edge: rgb(0x007D_F0CB),
    snap: rgb(0x00F0_7BDC),
    better: rgb(0x004C_CBB9),
    text: rgb(0x00EE_F1F5),
    text_weak: rgb(0x00A6_AEBA),
    park_text: rgb(0x00A9_DDB0),
    halo: rgb(0x0014_171B),
    card: rgb(0x0025_292F),
    card_edge: rgb(0x003A_3F47),
};

impl Palette {
    /// The palette of a theme.
    pub fn of(dark: bool) -> &'static Self {
        if dark { &DARK } else { &LIGHT }
    }
}
