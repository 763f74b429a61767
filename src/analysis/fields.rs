//! Which attribute of a layer means what, by name: Chinese, English, pinyin initials and the names OpenStreetMap uses.
//!
//! Names are compared without case, blanks, underscores, brackets and colons. The order of each list is the order of
//! preference; where a layer has several of them, the first that a feature fills is taken.

use crate::model::{Feature, Layer, Value};

/// Names of things.
pub(super) const NAME: &[&str] = &[
    "name",
    "名称",
    "名字",
    "mc",
    "namezh",
    "zhname",
    "公园名称",
    "公厕名称",
    "街道名称",
    "街道",
    "镇",
    "jdmc",
    "xzqmc",
    "xmmc",
    "title",
];
/// Area with its unit in the name, or none: (name, square metres in one of it, whether the unit is certain).
const AREA: &[(&str, f64, bool)] = &[
    ("aream2", 1.0, true),
    ("areasqm", 1.0, true),
    ("面积m2", 1.0, true),
    ("面积㎡", 1.0, true),
    ("面积平方米", 1.0, true),
    ("areaha", 1e4, true),
    ("areahm2", 1e4, true),
    ("面积hm2", 1e4, true),
    ("面积ha", 1e4, true),
    ("面积公顷", 1e4, true),
    ("公顷", 1e4, true),
    ("面积万平方米", 1e4, true),
    ("面积万平米", 1e4, true),
    ("面积万㎡", 1e4, true),
    ("面积万m2", 1e4, true),
    ("万平方米", 1e4, true),
    ("万㎡", 1e4, true),
    ("面积亩", 2000.0 / 3.0, true),
    ("亩", 2000.0 / 3.0, true),
    ("areakm2", 1e6, true),
    ("面积km2", 1e6, true),
    ("面积平方公里", 1e6, true),
    ("绿地面积", 1.0, false),
    ("公园面积", 1.0, false),
    ("占地面积", 1.0, false),
    ("面积", 1.0, false),
    ("area", 1.0, false),
    ("mj", 1.0, false),
    ("tbmj", 1.0, false),
];
/// Areas that a program derived from the geometry, in the square of whatever unit the file was in.
const DERIVED_AREA: &[&str] = &["shapearea", "starea", "shapestarea", "geomarea"];
/// Truth values that say a facility is out of use.
const CLOSED: &[&str] = &[
    "closed",
    "isclosed",
    "disused",
    "abandoned",
    "demolished",
    "是否关闭",
    "已关闭",
    "关闭",
    "是否停用",
    "停用",
    "停用日期",
    "关停日期",
    "废弃",
];
/// Truth values that say it is open.
const OPEN: &[&str] = &["open", "isopen", "是否开放", "开放", "在用", "是否在用"];
/// Words for the state of a facility.
const STATUS: &[&str] = &["status", "state", "状态", "运营状态", "使用状态", "开放状态", "建设状态", "现状", "zt"];
/// Parking spaces.
pub(super) const SPACES: &[&str] =
    &["spaces", "泊位", "泊位数", "泊位数量", "车位", "车位数", "停车位", "停车泊位", "capacity", "bws", "cws"];
/// Spaces connected to the platform, as a number.
pub(super) const CONNECTED_SPACES: &[&str] = &["connectedspaces", "spacesconnected", "接入泊位", "接入泊位数"];
/// Whether a lot is connected to the platform.
pub(super) const CONNECTED: &[&str] =
    &["connected", "接入", "已接入", "是否接入", "接入平台", "接入智慧停车平台", "是否接入平台", "platform"];
/// Heads.
pub(super) const POPULATION: &[&str] =
    &["population", "pop", "人口", "人口数", "常住人口", "居住人口", "总人口", "residents", "rk", "rks", "rksl"];
/// Tonnes a day.
pub(super) const TONNES_PER_DAY: &[&str] = &[
    "tpd",
    "capacitytpd",
    "capacitytperday",
    "tonnesperday",
    "td",
    "日处理量",
    "日转运量",
    "处理能力",
    "转运能力",
    "设计规模",
    "规模",
    "规模td",
    "capacity",
];
/// The size class of a station.
pub(super) const STATION_CLASS: &[&str] = &["class", "stationclass", "类型", "类别", "级别", "规模等级"];
/// The vehicle that collects.
pub(super) const VEHICLE: &[&str] =
    &["vehicle", "vehicleclass", "collectionvehicle", "车型", "收集车", "收集车型", "收集车辆", "收运车辆", "收运方式"];
/// A radius that local conditions gave.
pub(super) const LOCAL_RADIUS: &[&str] = &["radiusm", "serviceradius", "serviceradiusm", "服务半径"];
/// Where a car park lies.
pub(super) const PROFILE: &[&str] = &["profile", "区位", "停车分区"];
/// Whether a park lies in a historic quarter.
pub(super) const HISTORIC: &[&str] =
    &["historicquarter", "inhistoricquarter", "历史文化街区", "历史城区", "历史街区", "是否历史城区", "是否历史街区"];
/// Whether a park lies in an old district.
pub(super) const OLD_DISTRICT: &[&str] =
    &["olddistrict", "inolddistrict", "旧城区", "老城区", "是否旧城区", "是否老城区"];

fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '_' | '-' | '(' | ')' | '（' | '）' | '.' | ':' | '/' | '[' | ']')
        })
        .flat_map(char::to_lowercase)
        .map(|c| if c == '²' { '2' } else { c })
        .collect()
}

/// The columns of a layer that carry one meaning, best first.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns(Vec<usize>);

impl Columns {
    pub(super) fn of(layer: &Layer, names: &[&str]) -> Self {
        let fields: Vec<String> = layer.fields.iter().map(|f| plain(f)).collect();
        Self(names.iter().filter_map(|name| fields.iter().position(|f| f == name)).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The columns, best first.
    pub(super) fn positions(&self) -> &[usize] {
        &self.0
    }

    /// The first column that a feature fills.
    pub(super) fn first_filled(&self, feature: &Feature) -> Option<usize> {
        self.0.iter().copied().find(|&i| feature.values.get(i).is_some_and(|v| !v.is_null()))
    }

    /// The best of them.
    pub(super) fn first(&self) -> Option<usize> {
        self.0.first().copied()
    }

    fn values<'a>(&'a self, feature: &'a Feature) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter_map(|&i| feature.values.get(i)).filter(|v| !v.is_null())
    }

    /// The first number that is not negative.
    pub(super) fn number(&self, feature: &Feature) -> Option<f64> {
        self.values(feature).filter_map(Value::as_f64).find(|n| *n >= 0.0)
    }

    /// The first truth value.
    pub(super) fn truth(&self, feature: &Feature) -> Option<bool> {
        self.values(feature).find_map(Value::as_bool)
    }

    /// The first text or number, as text.
    pub(super) fn text(&self, feature: &Feature) -> Option<String> {
        self.values(feature).map(|v| v.to_string().trim().to_owned()).find(|t| !t.is_empty())
    }
}

/// The column that maps areas, and what one of it is in square metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct AreaColumn {
    column: usize,
    factor: f64,
    /// Derived by a program from the geometry: counts only where it agrees with the polygon.
    derived: bool,
    /// The unit was found by comparing with the polygons.
    pub(super) guessed_unit: bool,
    /// The name gives no unit and no polygon of the layer could be compared: square metres are taken for granted.
    pub(super) assumed_unit: bool,
    /// So small throughout that square metres are out of the question: no area is taken from it.
    unusable: bool,
}

/// A column of parks without a unit and without a single figure that reaches this is hardly in square metres.
const LEAST_PLAUSIBLE_M2: f64 = 100.0;

impl AreaColumn {
    /// The area column of a layer; `None` where there is none.
    ///
    /// A column without a unit in its name is taken in square metres, unless the layer's own polygons say, by the
    /// median of (own area ÷ mapped figure), that it is in hectares, mu (亩) or square kilometres, within a fifth.
    /// Where no polygon can be compared the unit is assumed, and where then all figures are below
    /// [`LEAST_PLAUSIBLE_M2`] none is taken.
    pub(super) fn of(layer: &Layer) -> Option<Self> {
        let fields: Vec<String> = layer.fields.iter().map(|f| plain(f)).collect();
        let at = |name: &str| fields.iter().position(|f| f == name);
        if let Some((column, factor, certain)) =
            AREA.iter().find_map(|&(name, factor, certain)| Some((at(name)?, factor, certain)))
        {
            let ratio = if certain { None } else { median_ratio(layer, column) };
            let guess = ratio.and_then(|r| UNITS.into_iter().find(|unit| (r / unit - 1.0).abs() <= 0.2));
            let mapped = || layer.features.iter().filter_map(|f| f.values.get(column)?.as_f64()).filter(|m| *m > 0.0);
            let assumed_unit = !certain && ratio.is_none() && mapped().next().is_some();
            return Some(Self {
                column,
                factor: guess.unwrap_or(factor),
                derived: false,
                guessed_unit: guess.is_some(),
                assumed_unit,
                unusable: assumed_unit && mapped().all(|m| m < LEAST_PLAUSIBLE_M2),
            });
        }
        let column = DERIVED_AREA.iter().find_map(|name| at(name))?;
        Some(Self { column, factor: 1.0, derived: true, guessed_unit: false, assumed_unit: false, unusable: false })
    }

    /// The column and the figure in it that say an area in m², never less than the area itself, so that an area at the
    /// beginning of a tier stays in it; `None` where no area is taken from the column.
    pub(super) fn written(&self, area_m2: f64) -> Option<(usize, f64)> {
        if self.unusable {
            return None;
        }
        let figure = area_m2 / self.factor;
        let enough = |f: &f64| f * self.factor >= area_m2;
        let figure = [figure, figure.next_up(), figure.next_up().next_up()].into_iter().find(enough).unwrap_or(figure);
        Some((self.column, figure))
    }

    /// An area in m² as it is read after it was written.
    pub(super) fn read_back(&self, area_m2: f64) -> f64 {
        self.written(area_m2).map_or(area_m2, |(_, figure)| figure * self.factor)
    }

    /// The mapped area in m²; `None` where it is absent, not positive, of no plausible unit, or derived and at odds
    /// with the polygon.
    pub(super) fn area(&self, feature: &Feature) -> Option<f64> {
        if self.unusable {
            return None;
        }
        let area = feature.values.get(self.column)?.as_f64()? * self.factor;
        if area <= 0.0 || (self.derived && !agree(area, feature.shape.region.area())) { None } else { Some(area) }
    }
}

/// Whether two areas lie within a factor of two of each other.
pub(super) fn agree(a: f64, b: f64) -> bool {
    a <= 2.0 * b && b <= 2.0 * a
}

/// Hectares, mu and square kilometres in square metres.
const UNITS: [f64; 3] = [1e4, 2000.0 / 3.0, 1e6];

/// The median of polygon area ÷ mapped figure; `None` where no feature has both.
fn median_ratio(layer: &Layer, column: usize) -> Option<f64> {
    let mut ratios: Vec<f64> = layer
        .features
        .iter()
        .filter_map(|f| {
            let mapped = f.values.get(column)?.as_f64().filter(|m| *m > 0.0)?;
            let own = f.shape.region.area();
            (own > 0.0).then(|| own / mapped)
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied()
}

/// Whether a facility is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InUse {
    Yes,
    Closed,
    NotBuilt,
}

/// The columns that tell whether a facility is in use.
#[derive(Debug, Clone, Default)]
pub(super) struct StatusColumns {
    closed: Columns,
    open: Columns,
    status: Columns,
}

impl StatusColumns {
    pub(super) fn of(layer: &Layer) -> Self {
        Self { closed: Columns::of(layer, CLOSED), open: Columns::of(layer, OPEN), status: Columns::of(layer, STATUS) }
    }

    /// A facility is in use unless an attribute clearly says otherwise.
    pub(super) fn in_use(&self, feature: &Feature) -> InUse {
        if self.closed.values(feature).any(says_closed) {
            return InUse::Closed;
        }
        let open = self.open.values(feature).map(|v| match (v.as_bool(), v.as_text()) {
            (Some(false), _) => InUse::Closed,
            (None, Some(text)) if text.trim().starts_with('否') => InUse::Closed,
            (None, Some(text)) => state_of(text),
            _ => InUse::Yes,
        });
        let status = self.status.values(feature).filter_map(Value::as_text).map(state_of);
        open.chain(status).find(|s| *s != InUse::Yes).unwrap_or(InUse::Yes)
    }
}

/// Whether a value under a heading like "closed" says that it is: yes, a date, or any other text than a denial.
fn says_closed(value: &Value) -> bool {
    if let Some(told) = value.as_bool() {
        return told;
    }
    // A number that is no truth value is the day or the year of closing.
    let text = value.to_string().trim().to_lowercase();
    let nothing = ["", "-", "--", "—", "——", "/", "\\", "null", "none", "nan", "n/a", "na", "open", "active", "in use"];
    let denials = ["未", "不", "非", "没", "否", "无", "正常", "在用", "使用", "开放", "运营", "营业", "not "];
    let denied = nothing.contains(&text.as_str()) || denials.iter().any(|d| text.starts_with(d));
    !denied || state_of(&text) == InUse::Closed
}

/// Wordings that hold a negative word and yet say that a facility is there and in use.
const IN_USE_AFTER_ALL: &[&str] = &[
    "未关闭",
    "未停用",
    "未停止",
    "未停业",
    "未停运",
    "未暂停",
    "未拆除",
    "未废弃",
    "未撤销",
    "规划保留",
    "现状保留",
    "按规划",
    "已维修",
    "维修后",
    "维修完",
    "修缮后",
    "检修后",
    "施工完",
    "not closed",
    "not disused",
    "not abandoned",
    "not demolished",
];
/// Out of use, for good or for now.
const OUT_OF_USE: &[&str] = &[
    "关闭",
    "关停",
    "停用",
    "停业",
    "停运",
    "停止",
    "停办",
    "歇业",
    "暂停",
    "废弃",
    "报废",
    "拆除",
    "已拆",
    "撤销",
    "未开放",
    "不开放",
    "未对外",
    "未启用",
    "未投用",
    "未投入",
    "未使用",
    "未运营",
    "未营业",
    "不在用",
    "不可用",
    "维修",
    "维护中",
    "修缮",
    "整修",
    "检修",
    "改造中",
    "closed",
    "disused",
    "abandoned",
    "demolished",
    "razed",
    "out of service",
    "out_of_service",
    "out of use",
    "not in use",
    "not open",
    "inactive",
    "under repair",
    "maintenance",
    "suspended",
];
/// Not there yet, whatever else is said.
const NOT_BUILT: &[&str] = &[
    "未建",
    "尚未",
    "未竣工",
    "未完工",
    "未完成",
    "未动工",
    "未开工",
    "待建",
    "拟建",
    "在建",
    "筹建",
    "建设中",
    "正在建设",
    "施工",
    "停工",
    "预计",
    "计划",
    "planned",
    "proposed",
    "construction",
    "not built",
    "unbuilt",
];

/// What a wording says of a facility. Negatives come first: a word for "built" inside "not built" builds nothing.
fn state_of(text: &str) -> InUse {
    let mut text = text.to_lowercase();
    for phrase in IN_USE_AFTER_ALL {
        text = text.replace(phrase, " ");
    }
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if has(OUT_OF_USE) {
        InUse::Closed
    } else if has(NOT_BUILT) || (text.contains("规划") && !text.contains("已建")) {
        InUse::NotBuilt
    } else {
        InUse::Yes
    }
}

/// A feature's name; `None` where it has none.
pub(super) fn name_of(columns: &Columns, feature: &Feature) -> Option<String> {
    columns.text(feature)
}

/// A zone's identifier: the feature's `id`, else its `osm_id`, `adcode`, `code` or `id` property, else its index in
/// the file.
pub(super) fn zone_id(layer: &Layer, feature: &Feature) -> String {
    if let Some(id) = feature.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        return id.to_owned();
    }
    ["osm_id", "adcode", "code", "id"]
        .iter()
        .map(|name| layer.value(feature, name).to_string().trim().to_owned())
        .find(|id| !id.is_empty())
        .unwrap_or_else(|| feature.index.to_string())
}
