//! What a road or a piece of context is, by its attributes: only for drawing, nothing is counted by it.

use crate::model::{Feature, Layer, Role};

/// Classes of context, in the order in which they are drawn.
pub(crate) mod context {
    pub(crate) const OTHER: u8 = 0;
    pub(crate) const GREEN: u8 = 1;
    pub(crate) const PUBLIC: u8 = 2;
    pub(crate) const COMMERCIAL: u8 = 3;
    pub(crate) const INDUSTRIAL: u8 = 4;
    pub(crate) const WATER: u8 = 5;
}

/// Classes of road, from small to large, in the order in which they are drawn.
pub(crate) mod road {
    pub(crate) const PATH: u8 = 0;
    pub(crate) const STREET: u8 = 1;
    pub(crate) const TERTIARY: u8 = 2;
    pub(crate) const SECONDARY: u8 = 3;
    pub(crate) const PRIMARY: u8 = 4;
    pub(crate) const EXPRESS: u8 = 5;
    pub(crate) const RAIL: u8 = 6;
}

const CONTEXT_FIELDS: &[&str] = &[
    "class",
    "kind",
    "type",
    "natural",
    "water",
    "waterway",
    "landuse",
    "leisure",
    "fclass",
    "用地",
    "类别",
    "类型",
    "用地性质",
];
const ROAD_FIELDS: &[&str] =
    &["highway", "class", "fclass", "kind", "type", "railway", "level", "等级", "道路等级", "类别", "类型"];

const CONTEXT_WORDS: &[(&[&str], u8)] = &[
    (
        &[
            "water",
            "river",
            "canal",
            "lake",
            "pond",
            "stream",
            "reservoir",
            "basin",
            "bay",
            "sea",
            "水",
            "河",
            "湖",
            "渠",
            "塘",
        ],
        context::WATER,
    ),
    (&["commerc", "retail", "business", "office", "商"], context::COMMERCIAL),
    (&["industr", "warehouse", "logistic", "railway", "port", "工业", "仓储", "物流"], context::INDUSTRIAL),
    (
        &[
            "public",
            "school",
            "hospital",
            "university",
            "college",
            "civic",
            "education",
            "institution",
            "公共",
            "学校",
            "医院",
            "教育",
        ],
        context::PUBLIC,
    ),
    (
        &[
            "green", "grass", "wood", "forest", "farm", "meadow", "scrub", "orchard", "park", "garden", "绿", "林",
            "农", "草",
        ],
        context::GREEN,
    ),
];

const ROAD_WORDS: &[(&[&str], u8)] = &[
    (&["rail", "subway", "tram", "metro", "铁路", "地铁"], road::RAIL),
    (&["motorway", "trunk", "express", "freeway", "高速", "快速"], road::EXPRESS),
    (&["primary", "arterial", "主干", "主路"], road::PRIMARY),
    (&["secondary", "collector", "次干"], road::SECONDARY),
    (&["tertiary", "branch", "支路"], road::TERTIARY),
    (&["footway", "path", "pedestrian", "cycle", "steps", "track", "步", "小径"], road::PATH),
];

/// Finds the class of each feature of a layer; 0 where the role has none.
pub(crate) struct Classifier {
    columns: Vec<usize>,
    words: &'static [(&'static [&'static str], u8)],
    fallback: u8,
}

impl Classifier {
    pub(crate) fn new(layer: &Layer) -> Self {
        let (fields, words, fallback) = match layer.role {
            Role::Context => (CONTEXT_FIELDS, CONTEXT_WORDS, Self::by_name(layer)),
            Role::Road => (ROAD_FIELDS, ROAD_WORDS, road::STREET),
            _ => (&[] as &[&str], &[] as _, 0),
        };
        Self { columns: fields.iter().filter_map(|f| layer.field(f)).collect(), words, fallback }
    }

    /// A whole layer called "water" is water, even where its features say nothing.
    fn by_name(layer: &Layer) -> u8 {
        find(CONTEXT_WORDS, &layer.name.to_lowercase()).unwrap_or(context::OTHER)
    }

    pub(crate) fn class(&self, feature: &Feature) -> u8 {
        self.columns
            .iter()
            .filter_map(|&c| feature.values.get(c)?.as_text())
            .find_map(|text| find(self.words, &text.to_lowercase()))
            .unwrap_or(self.fallback)
    }
}

fn find(words: &[(&[&str], u8)], text: &str) -> Option<u8> {
    words.iter().find(|(stems, _)| stems.iter().any(|s| text.contains(s))).map(|&(_, class)| class)
}

/// The name of a feature in the language asked for; `None` where no field holds one.
pub(crate) fn name<'a>(layer: &'a Layer, feature: &'a Feature, zh: bool) -> Option<&'a str> {
    const ZH: &[&str] = &["name:zh", "name_zh", "名称", "name", "NAME", "Name", "name:en", "名字", "街道"];
    const EN: &[&str] = &["name:en", "name_en", "name", "NAME", "Name", "名称", "name:zh", "名字", "街道"];
    (if zh { ZH } else { EN }).iter().find_map(|f| layer.value(feature, f).as_text())
}
