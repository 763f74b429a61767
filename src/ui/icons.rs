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
    MAP_PIN_PLUS = "\u{e314}" "Put something here.";
    RECTANGLE = "\u{e3f0}" "A rectangle.";
    CIRCLE = "\u{e18a}" "A circle.";
    CURSOR = "\u{e1dc}" "Select.";
    HAND = "\u{e298}" "Move the map.";
    UNDO = "\u{e08a}" "Undo.";
    REDO = "\u{e08c}" "Redo.";
    PENCIL = "\u{e3b4}" "Edit.";
    PLAY = "\u{e3d0}" "Run through.";
    PAUSE = "\u{e39e}" "Halt.";
    CALENDAR = "\u{e10a}" "A date.";
    FLAG = "\u{e244}" "A problem.";
    PUSH_PIN = "\u{e3e2}" "Pinned.";
    COMMENT = "\u{e16e}" "A comment.";
    BRANCH = "\u{e278}" "A scenario.";
    FORK = "\u{e27e}" "Fork.";
    MERGE = "\u{e280}" "Merge.";
    DIFF = "\u{e27c}" "Compare.";
    BOTH_WAYS = "\u{e0a0}" "Side by side.";
    SWAP = "\u{e83c}" "Swap.";
    CHECKED = "\u{e186}" "Chosen.";
    UNCHECKED = "\u{e45e}" "Not chosen.";
    HISTORY = "\u{e1a0}" "History.";
    FILE_PDF = "\u{e702}" "PDF.";
    FILE_XLS = "\u{eb22}" "Workbook.";
    FILE_CSV = "\u{eb1c}" "Tables.";
    FILE_ZIP = "\u{e958}" "Archive.";
    IMAGE = "\u{e2ca}" "A picture.";
    PACKAGE = "\u{e390}" "Evidence pack.";
    PRINTER = "\u{e3dc}" "On paper.";
    MAGNET = "\u{e682}" "Snapping.";
    LOCK = "\u{e308}" "Read-only.";
    LOCK_OPEN = "\u{e30a}" "Can be written.";
    STAR = "\u{e46a}" "Score.";
    SLIDERS = "\u{e434}" "Settings.";
    REFRESH = "\u{e094}" "Bring up to date.";
    SHIELD_CHECK = "\u{e40c}" "Verified.";
    PROHIBIT = "\u{e3de}" "Closed.";
    ARROW_RIGHT = "\u{e06c}" "To.";
    ARROW_LEFT = "\u{e058}" "Back.";
    FUNNEL = "\u{e266}" "Filter.";
    LIST_CHECKS = "\u{eadc}" "Ledger.";
    TABLE = "\u{e476}" "Table.";
    BOOKMARK = "\u{e0ea}" "Kept.";
    SAVE = "\u{e248}" "Save as.";
    LINK = "\u{e2e2}" "Linked.";
    NOTE = "\u{e34c}" "A note.";
    TREND_UP = "\u{e4ae}" "Higher.";
    TREND_DOWN = "\u{e4ac}" "Lower.";
    FOLDER_PLUS = "\u{e258}" "New folder.";
    FILE_ARROW = "\u{e61e}" "A newer file.";
    MOVE = "\u{e0a4}" "Move.";
    RESIZE = "\u{ed6e}" "Enlarge.";
    HOURGLASS = "\u{e2b8}" "Under way.";
    OPEN_OUTSIDE = "\u{e5de}" "Open elsewhere.";
    CLIPBOARD = "\u{e198}" "Copy as table.";
    CAMERA = "\u{e10e}" "Copy as picture.";
    LIGHTNING = "\u{e2de}" "At once.";
    RULER = "\u{e6b8}" "Measure.";
    PLUS_CIRCLE = "\u{e3d6}" "Add.";
    MINUS_CIRCLE = "\u{e32c}" "Take away.";
    MONEY = "\u{e54e}" "Cost.";
    TAG = "\u{e478}" "Name.";
    USER = "\u{e4c2}" "Who.";
    STOPWATCH = "\u{e492}" "Time left.";
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
