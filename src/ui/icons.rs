//! Icons: code points of the subset of Phosphor in `assets/icons`.

use egui::{FontFamily, FontId};

use crate::model::Role;

/// The font for an icon of this size in points.
pub fn font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

macro_rules! icons {
    ($($name:ident = $code:literal $what:literal;)*) => {
        $(#[doc = $what] pub const $name: &str = $code;)*
        /// All of them.
        pub const ALL: &[&str] = &[$($name),*];
    };
}

icons! {
    EYE = "\u{e220}" "Visible.";
    EYE_SLASH = "\u{e224}" "Hidden.";
    CLOSE = "\u{e4f6}" "Close.";
    PLUS = "\u{e3d4}" "Add, zoom in.";
    MINUS = "\u{e32a}" "Zoom out.";
    FOLDER = "\u{e256}" "Folder.";
    FILE_PLUS = "\u{e236}" "Open files.";
    EXPORT = "\u{eaf0}" "Export.";
    SUN = "\u{e472}" "Light theme.";
    MOON = "\u{e330}" "Dark theme.";
    CARET_DOWN = "\u{e136}" "Falling order, opens downward.";
    CARET_UP = "\u{e13c}" "Rising order.";
    CARET_RIGHT = "\u{e13a}" "Next.";
    CARET_LEFT = "\u{e138}" "Previous.";
    CARET_UP_DOWN = "\u{e140}" "Can be sorted.";
    WARNING = "\u{e4e0}" "Warning.";
    ERROR = "\u{e4e2}" "Error.";
    INFO = "\u{e2ce}" "Note.";
    CHECK = "\u{e182}" "Done.";
    CHECK_CIRCLE = "\u{e184}" "Met.";
    X_CIRCLE = "\u{e4f8}" "Missed.";
    PIN = "\u{e316}" "A place.";
    CROSSHAIR = "\u{e1d6}" "Go there.";
    FRAME = "\u{e626}" "Fit all.";
    TREE = "\u{e6da}" "Parks.";
    PARK = "\u{ecb2}" "Pocket parks.";
    TOILET = "\u{e79a}" "Toilets.";
    TRASH = "\u{e4a6}" "Remove.";
    RECYCLE = "\u{e75a}" "Transfer stations.";
    FLOWER = "\u{e75e}" "Beautiful-street zones.";
    PARKING = "\u{ec08}" "Car parks.";
    SIDEBAR = "\u{ec24}" "Side panel.";
    BOTTOM_BAR = "\u{eb16}" "Bottom panel.";
    DOTS = "\u{e1fe}" "More.";
    STACK = "\u{e466}" "Layers.";
    POLYGON = "\u{e6d0}" "Land.";
    HOUSE = "\u{e2c2}" "Residential land.";
    BUILDINGS = "\u{e102}" "Buildings.";
    ROAD = "\u{e838}" "Roads.";
    USERS = "\u{e4d6}" "Population.";
    KEYBOARD = "\u{e2d8}" "Shortcuts.";
    GLOBE = "\u{e288}" "Coordinates.";
    MAP = "\u{e31a}" "Map.";
    DOWNLOAD = "\u{e20c}" "Drop here.";
    BOOK = "\u{e0e6}" "Sources.";
    FILE_TEXT = "\u{e23a}" "Report.";
    COPY = "\u{e1ca}" "Copy.";
    SORT_BARS = "\u{e150}" "Sort by value.";
    SELECTION = "\u{e6ce}" "Fit the selection.";
    QUESTION = "\u{e3e8}" "Help.";
    STOP = "\u{e46c}" "Cancel.";
    CLOCK = "\u{e19a}" "Out of date.";
    PALETTE = "\u{e6c8}" "Colour.";
    LIST = "\u{e2f0}" "Menu, table.";
    SEARCH = "\u{e30c}" "Search.";
    COMMAND = "\u{e1c4}" "Commands.";
    TRANSLATE = "\u{e4a2}" "Language.";
    TARGET = "\u{e47c}" "Targets.";
    CHART_LINE = "\u{e154}" "A chart.";
    RESET = "\u{e038}" "Back to how it was.";
}

/// The icon of a role.
pub fn of_role(role: Role) -> &'static str {
    match role {
        Role::Park => TREE,
        Role::PocketPark => PARK,
        Role::Toilet => TOILET,
        Role::TransferStation => RECYCLE,
        Role::Parking => PARKING,
        Role::BeautifulZone => FLOWER,
        Role::Residential => HOUSE,
        Role::Zone | Role::Boundary => SELECTION,
        Role::Candidate => PIN,
        Role::Population => USERS,
        Role::Road => ROAD,
        Role::Building => BUILDINGS,
        Role::Context => MAP,
    }
}
