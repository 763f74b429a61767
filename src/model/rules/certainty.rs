//! Where a figure comes from, and how well it is known.

use serde::{Deserialize, Serialize};

use crate::model::bilingual::Text;

/// How well a figure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum Known {
    /// The text of the clause was seen.
    A,
    /// Stated second-hand, with the standard named.
    B,
    /// Remembered; nobody has checked it.
    C,
    /// Follows by calculation alone.
    #[serde(rename = "computed")]
    Computed,
}

impl Known {
    /// The letter, or `computed`.
    pub fn id(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::Computed => "computed",
        }
    }
}

/// The standard and clause that a figure rests on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Number of the standard, or name of the document.
    pub source: String,
    /// The clause or table; empty where it is not known.
    #[serde(default)]
    pub clause: String,
    /// How well the figure is known.
    pub known: Known,
    /// What was inferred rather than stated, where anything was.
    #[serde(default)]
    pub inferred: Option<Text>,
    /// Anything else to know about the figure.
    #[serde(default)]
    pub note: Option<Text>,
}

impl Citation {
    /// Whether someone with the standard in hand still has to check it: a figure known only by memory, or inferred.
    pub fn is_unverified(&self) -> bool {
        self.known == Known::C || self.inferred.is_some()
    }

    /// Standard and clause, in Chinese.
    pub fn zh_place(&self) -> String {
        match self.clause.as_str() {
            "" => self.source.clone(),
            clause if clause.starts_with(|c: char| c.is_ascii_digit()) => format!("{} 第 {clause} 条", self.source),
            clause => format!("{} {}", self.source, clause.replace("table", "表").replace("note", "注")),
        }
    }

    /// Standard and clause, in English.
    pub fn en_place(&self) -> String {
        match self.clause.as_str() {
            "" => self.source.clone(),
            clause if clause.starts_with(|c: char| c.is_ascii_digit()) => format!("{} §{clause}", self.source),
            clause => format!("{}, {clause}", self.source),
        }
    }

    /// One sentence in Chinese: standard, clause, and how well the figure is known.
    pub fn zh(&self) -> String {
        let known = match self.known {
            Known::A => "A，见过条文原文",
            Known::B => "B，转引自指明该标准的材料",
            Known::C => "C，凭记忆，未经核对",
            Known::Computed => "由计算得出",
        };
        let inferred = self.inferred.as_ref().map_or(String::new(), |t| format!("；推断：{}", t.zh));
        format!("{}（{known}{inferred}）", self.zh_place())
    }

    /// One sentence in English: standard, clause, and how well the figure is known.
    pub fn en(&self) -> String {
        let known = match self.known {
            Known::A => "A, clause text seen",
            Known::B => "B, stated second-hand with the standard named",
            Known::C => "C, remembered, not verified",
            Known::Computed => "computed",
        };
        let inferred = self.inferred.as_ref().map_or(String::new(), |t| format!("; inferred: {}", t.en));
        format!("{} ({known}{inferred})", self.en_place())
    }
}

/// Something that rests on figures nobody has verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unverified {
    /// What rests on them, such as `tiers`; the key that `summary.json` lists.
    pub key: &'static str,
    /// The figures' citations, only the unverified ones.
    pub citations: Vec<Citation>,
}

impl Unverified {
    /// What the key means, in Chinese.
    pub fn zh_label(&self) -> &'static str {
        label(self.key).0
    }

    /// What the key means, in English.
    pub fn en_label(&self) -> &'static str {
        label(self.key).1
    }
}

/// The key of [`Unverified`] that is spelt so; `None` for any other text.
pub fn unverified_key(text: &str) -> Option<&'static str> {
    LABELS.iter().map(|(key, ..)| *key).find(|key| *key == text)
}

fn label(key: &str) -> (&'static str, &'static str) {
    LABELS.iter().find(|(known, ..)| *known == key).map_or(("其他数值", "other figures"), |(_, zh, en)| (zh, en))
}

const LABELS: [(&str, &str, &str); 16] = [
    ("tiers", "公园面积分级与服务半径", "park tiers and their radii"),
    ("measured_from", "服务半径自公园边界起直线量取", "radius measured straight from the park's boundary"),
    ("required", "要求的覆盖率", "required share of coverage"),
    ("park_classes", "公园分级表", "table of park classes"),
    ("pocket_park_sizes", "口袋公园面积范围", "sizes of pocket parks"),
    ("toilet_radius", "公厕服务半径", "service radius of toilets"),
    ("toilet_densities", "公厕设置密度", "densities of toilets"),
    ("vehicle_radii", "转运站服务半径", "radii of transfer stations"),
    ("station_classes", "转运站分类", "classes of transfer stations"),
    ("setbacks", "转运站防护距离", "setbacks of transfer stations"),
    ("collection_points", "垃圾收集点服务半径", "radii of collection points"),
    ("parking_radius", "公共停车场服务半径", "service radius of parking"),
    ("parking_profiles", "市中心停车场服务半径", "city-centre radius of parking"),
    ("park_area_per_capita", "人均公园绿地面积要求", "required park area a head"),
    ("green_rates", "绿地率等指标的定义", "definitions of the green rates"),
    ("walking_circles", "步行生活圈距离", "walking circles"),
];
