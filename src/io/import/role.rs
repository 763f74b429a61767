//! What a layer most likely stands for, by its name, its geometry and its fields.

use std::collections::BTreeMap;

use crate::io::raw::RawLayer;
use crate::model::Role;

/// Which geometry a role must have to be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Anything,
    Areas,
    Lines,
}

/// Words that stand for a role. Chinese words are looked for anywhere in a text, Latin ones as whole words.
struct Rule {
    role: Role,
    needs: Needs,
    /// Words for a unit or an edge rather than a thing: they count only where no other word does, because
    /// "park boundaries" are parks.
    weak: bool,
    words: &'static [&'static str],
}

const fn rule(role: Role, needs: Needs, words: &'static [&'static str]) -> Rule {
    Rule { role, needs, weak: false, words }
}

const fn weak(role: Role, needs: Needs, words: &'static [&'static str]) -> Rule {
    Rule { role, needs, weak: true, words }
}

/// The words of every role. Where several match, the one that ends last in the text wins (the head of a compound
/// stands last in Chinese and in English), of those the longest, of those the first in this table.
const RULES: &[Rule] = &[
    rule(
        Role::PocketPark,
        Needs::Anything,
        &["口袋公园", "小微公园", "微公园", "pocket park", "pocket parks", "pocketpark", "pocketparks"],
    ),
    rule(
        Role::Park,
        Needs::Anything,
        &[
            "公园",
            "公园绿地",
            "花园",
            "游园",
            "park",
            "parks",
            "garden",
            "gardens",
            "playground",
            "playgrounds",
            "greenspace",
            "green space",
            "green spaces",
        ],
    ),
    rule(
        Role::Toilet,
        Needs::Anything,
        &["公厕", "厕所", "卫生间", "洗手间", "toilet", "toilets", "restroom", "restrooms", "wc"],
    ),
    rule(
        Role::TransferStation,
        Needs::Anything,
        &[
            // Not "waste" or "垃圾" alone: bins and recycling points would serve people and ask for setbacks.
            "转运站",
            "中转站",
            "transfer station",
            "transfer stations",
            "transferstation",
            "transferstations",
            "waste transfer station",
            "waste transfer stations",
        ],
    ),
    rule(
        Role::Parking,
        Needs::Anything,
        &[
            "停车",
            "停车场",
            "泊位",
            "车位",
            "parking",
            "parking lot",
            "parking lots",
            "car park",
            "car parks",
            "carpark",
            "carparks",
        ],
    ),
    rule(
        Role::BeautifulZone,
        Needs::Anything,
        &[
            "美丽街区",
            "美丽片区",
            "精品街区",
            "beautiful zone",
            "beautiful zones",
            "beautiful street",
            "beautiful streets",
            "beautiful block",
            "beautiful blocks",
            "beautiful",
        ],
    ),
    rule(
        Role::Candidate,
        Needs::Anything,
        &[
            "备选",
            "备选用地",
            "备选地块",
            "候选",
            "候选用地",
            "闲置",
            "闲置用地",
            "可用地",
            "candidate",
            "candidates",
            "candidate sites",
            "vacant",
            "vacant land",
        ],
    ),
    rule(Role::Population, Needs::Anything, &["人口", "常住人口", "population", "pop", "census", "inhabitants"]),
    rule(
        Role::Residential,
        Needs::Areas,
        &[
            "居住",
            "居住区",
            "居住用地",
            "住宅",
            "住宅用地",
            "居住小区",
            "小区",
            "居民",
            "residential",
            "residences",
            "housing",
            "parcels",
            "demand",
        ],
    ),
    rule(
        Role::Road,
        Needs::Lines,
        &[
            "道路", "路网", "公路", "街巷", "街道", "road", "roads", "highway", "highways", "street", "streets",
            "path", "paths",
        ],
    ),
    rule(Role::Building, Needs::Areas, &["建筑", "建筑物", "房屋", "楼栋", "building", "buildings", "footprints"]),
    rule(
        Role::Context,
        Needs::Anything,
        &[
            // Green, but nobody's park: it may not raise a park's coverage by a lucky guess.
            "防护绿地",
            "附属绿地",
            "生产绿地",
            "verge",
            "verges",
            "农林",
            "农田",
            "商业用地",
            "工业用地",
            "公共服务用地",
            "commercial",
            "industrial",
            "open land",
            "水系",
            "水域",
            "水体",
            "河流",
            "河道",
            "湖泊",
            "铁路",
            "底图",
            "water",
            "waters",
            "waterway",
            "waterways",
            "river",
            "rivers",
            "canal",
            "canals",
            "lake",
            "lakes",
            "rail",
            "railway",
            "railways",
            "context",
            "basemap",
        ],
    ),
    weak(
        Role::Zone,
        Needs::Areas,
        &[
            "街道",
            "乡镇",
            "镇",
            "街道办",
            "街道边界",
            "街道范围",
            "乡镇边界",
            "乡镇范围",
            "社区边界",
            "社区范围",
            "社区",
            "治理单元",
            "管理单元",
            "网格",
            "分区",
            "单元",
            "片区",
            "zone",
            "zones",
            "street",
            "streets",
            "subdistrict",
            "subdistricts",
            "sub district",
            "sub districts",
            "township",
            "townships",
            "town",
            "towns",
            "ward",
            "wards",
            "community",
            "communities",
            "neighbourhoods",
            "neighborhoods",
        ],
    ),
    weak(
        Role::Boundary,
        Needs::Areas,
        &[
            "边界",
            "界线",
            "范围",
            "区界",
            "区域",
            "boundary",
            "boundaries",
            "border",
            "borders",
            "extent",
            "limits",
            "outline",
            "study area",
        ],
    ),
    // Administrative units: one is an edge, several are units.
    weak(
        Role::Zone,
        Needs::Areas,
        &["行政区", "行政区划", "区划", "区县", "admin", "administrative", "district", "districts"],
    ),
];

/// Fields of OpenStreetMap and the like whose values, or mere presence on features, tell what a layer is.
const FIELD_VALUES: &[(&str, &[(&str, Role)])] = &[
    (
        "amenity",
        &[("toilets", Role::Toilet), ("parking", Role::Parking), ("waste_transfer_station", Role::TransferStation)],
    ),
    ("leisure", &[("park", Role::Park), ("garden", Role::Park), ("playground", Role::Park)]),
    (
        "landuse",
        &[
            ("residential", Role::Residential),
            ("recreation_ground", Role::Park),
            ("village_green", Role::Park),
            ("reservoir", Role::Context),
        ],
    ),
    ("boundary", &[("administrative", Role::Zone)]),
    ("natural", &[("water", Role::Context), ("wood", Role::Context)]),
    ("highway", &[("*", Role::Road)]),
    ("waterway", &[("*", Role::Context)]),
    ("railway", &[("*", Role::Context)]),
    ("building", &[("*", Role::Building)]),
    ("parking_spaces", &[("*", Role::Parking)]),
    ("泊位数", &[("*", Role::Parking)]),
    ("泊位", &[("*", Role::Parking)]),
    ("车位数", &[("*", Role::Parking)]),
    ("admin_level", &[("*", Role::Zone)]),
    ("adcode", &[("*", Role::Zone)]),
    ("常住人口", &[("*", Role::Population)]),
    ("population", &[("*", Role::Population)]),
];

/// Fields whose values are words in the manner of [`RULES`], or land-use codes.
const KIND_FIELDS: &[&str] = &[
    "fclass",
    "kind",
    "type",
    "category",
    "class",
    "类型",
    "类别",
    "用地性质",
    "用地类型",
    "用地名称",
    "地类",
    "地类名称",
    "dlmc",
    "ydxz",
];

/// Beginnings of land-use codes (GB 50137-2011 and the national land-use classes of 2023), the longest first.
const LAND_USE_CODES: &[(&str, Role)] =
    &[("1401", Role::Park), ("070", Role::Residential), ("G1", Role::Park), ("R", Role::Residential)];

/// At most this many features are looked at.
const SAMPLE: usize = 1_000;

/// What a layer most likely stands for; `None` where nothing tells.
///
/// The file's name tells first, then fields as OpenStreetMap has them (`amenity=toilets`), then the words or land-use
/// codes that most of its features have in a field such as `kind` or `用地性质`. The geometry must fit: streets as lines
/// are roads, streets as polygons are sub-districts.
pub fn guess_role(raw: &RawLayer) -> Option<Role> {
    by_words(&raw.name, raw).or_else(|| by_fields(raw)).or_else(|| by_kinds(raw)).map(|role| single_unit(role, raw))
}

/// One administrative unit alone is a boundary. Only names that merely say "administrative" come to be asked.
fn single_unit(role: Role, raw: &RawLayer) -> Role {
    let admin = ["行政", "区划", "区县", "admin", "district"].iter().any(|w| raw.name.to_lowercase().contains(w));
    let named_unit = ["街道", "镇", "sub"].iter().any(|w| raw.name.to_lowercase().contains(w));
    if role == Role::Zone && raw.features.len() == 1 && admin && !named_unit { Role::Boundary } else { role }
}

fn fits(needs: Needs, raw: &RawLayer) -> bool {
    let kinds = raw.kinds;
    let most = kinds.points.max(kinds.lines).max(kinds.polygons);
    match needs {
        Needs::Anything => true,
        Needs::Areas => kinds.polygons == most && most > 0,
        Needs::Lines => kinds.lines == most && most > 0,
    }
}

fn by_words(text: &str, raw: &RawLayer) -> Option<Role> {
    let text = plain(text);
    let find = |weak| {
        let mut best: Option<(usize, usize, Role)> = None;
        for rule in RULES.iter().filter(|r| r.weak == weak && fits(r.needs, raw)) {
            for word in rule.words {
                let Some(end) = last_end(&text, word) else { continue };
                if best.is_none_or(|(e, l, _)| (end, word.len()) > (e, l)) {
                    best = Some((end, word.len(), rule.role));
                }
            }
        }
        best.map(|b| b.2)
    };
    find(false).or_else(|| find(true))
}

/// Lower case, with one blank for each run of what is neither a letter nor a Chinese character, and blanks around
/// Latin words; `PocketParks_2024` becomes ` pocket parks `.
fn plain(text: &str) -> String {
    let mut out = String::from(" ");
    let mut before = ' ';
    for c in text.chars() {
        let camel = c.is_uppercase() && before.is_lowercase();
        let script = c.is_alphabetic() && before.is_alphabetic() && c.is_ascii() != before.is_ascii();
        if (camel || script || !c.is_alphabetic()) && !out.ends_with(' ') {
            out.push(' ');
        }
        if c.is_alphabetic() {
            out.extend(c.to_lowercase());
        }
        before = c;
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Where the last occurrence of a word ends; Latin words must stand by themselves.
fn last_end(text: &str, word: &str) -> Option<usize> {
    if word.is_ascii() {
        let alone = format!(" {word} ");
        Some(text.rfind(&alone)? + alone.len() - 1)
    } else {
        Some(text.rfind(word)? + word.len())
    }
}

fn by_fields(raw: &RawLayer) -> Option<Role> {
    let sample = &raw.features[..raw.features.len().min(SAMPLE)];
    for (name, meanings) in FIELD_VALUES {
        let Some(field) = raw.field(name) else { continue };
        let mut votes: BTreeMap<Role, usize> = BTreeMap::new();
        for feature in sample {
            let Some(value) = feature.values.get(field).filter(|v| !v.is_null()) else { continue };
            let text = value.to_string();
            let meaning = meanings.iter().find(|(word, _)| *word == text || *word == "*");
            if let Some((_, role)) = meaning.filter(|_| text != "no") {
                *votes.entry(*role).or_default() += 1;
            }
        }
        let winner = votes.into_iter().max_by_key(|v| v.1).filter(|v| 2 * v.1 > sample.len()).map(|v| v.0);
        if let Some(role) = winner.filter(|r| plausible(*r, raw)) {
            return Some(role);
        }
    }
    None
}

fn by_kinds(raw: &RawLayer) -> Option<Role> {
    let sample = &raw.features[..raw.features.len().min(SAMPLE)];
    for name in KIND_FIELDS {
        let Some(field) = raw.field(name) else { continue };
        let mut votes: BTreeMap<Role, usize> = BTreeMap::new();
        for feature in sample {
            let Some(text) = feature.values.get(field).map(ToString::to_string) else { continue };
            let code = || {
                let code = LAND_USE_CODES.iter().find(|(code, _)| text.starts_with(code) && is_code(&text));
                code.map(|c| c.1).filter(|r| plausible(*r, raw))
            };
            if let Some(role) = code().or_else(|| by_words(&text, raw)) {
                *votes.entry(role).or_default() += 1;
            }
        }
        let winner = votes.into_iter().max_by_key(|v| v.1).filter(|v| 2 * v.1 > sample.len());
        if let Some((role, _)) = winner {
            return Some(role);
        }
    }
    None
}

/// A land-use code: a capital and digits, or digits alone.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(text);
    text.len() <= 6 && digits.chars().all(|c| c.is_ascii_digit())
}

fn plausible(role: Role, raw: &RawLayer) -> bool {
    match role {
        Role::Residential | Role::Zone | Role::Boundary | Role::Building => fits(Needs::Areas, raw),
        Role::Road => fits(Needs::Lines, raw),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::read::read_geojson_bytes;

    fn layer(name: &str, geometry: char, properties: &str) -> RawLayer {
        let geometry = match geometry {
            'p' => r#"{"type":"Point","coordinates":[1,2]}"#,
            'l' => r#"{"type":"LineString","coordinates":[[1,2],[2,3]]}"#,
            _ => r#"{"type":"Polygon","coordinates":[[[1,2],[2,3],[2,4],[1,2]]]}"#,
        };
        let feature = format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#);
        read_geojson_bytes(name, format!("[{feature},{feature}]").as_bytes(), &()).unwrap()
    }

    #[test]
    fn names() {
        for (name, geometry, role) in [
            ("parks", 'a', Some(Role::Park)),
            ("Parks_2024", 'p', Some(Role::Park)),
            ("天宁区公园绿地", 'a', Some(Role::Park)),
            ("居住区公园", 'a', Some(Role::Park)),
            ("公园边界", 'a', Some(Role::Park)),
            ("park_boundaries", 'a', Some(Role::Park)),
            ("青龙街道公园", 'a', Some(Role::Park)),
            ("口袋公园", 'p', Some(Role::PocketPark)),
            ("PocketParks", 'p', Some(Role::PocketPark)),
            ("pocket_park", 'a', Some(Role::PocketPark)),
            ("公厕", 'p', Some(Role::Toilet)),
            ("天宁区公共厕所分布_2024", 'p', Some(Role::Toilet)),
            ("toilets", 'p', Some(Role::Toilet)),
            ("生活垃圾转运站", 'p', Some(Role::TransferStation)),
            ("transfer_stations", 'p', Some(Role::TransferStation)),
            ("垃圾中转站", 'p', Some(Role::TransferStation)),
            ("waste_transfer_station", 'p', Some(Role::TransferStation)),
            ("waste", 'p', None),
            ("recycling", 'p', None),
            ("garbage_bins", 'p', None),
            ("垃圾收集点", 'p', None),
            ("环卫设施", 'p', None),
            ("bus_transfer", 'p', None),
            ("公共停车场", 'p', Some(Role::Parking)),
            ("道路停车泊位", 'l', Some(Role::Parking)),
            ("parking", 'p', Some(Role::Parking)),
            ("美丽街区", 'a', Some(Role::BeautifulZone)),
            ("美丽街区范围", 'a', Some(Role::BeautifulZone)),
            ("beautiful_zones", 'a', Some(Role::BeautifulZone)),
            ("居住用地", 'a', Some(Role::Residential)),
            ("现状居住用地2023", 'a', Some(Role::Residential)),
            ("residential", 'a', Some(Role::Residential)),
            ("residential", 'p', None),
            ("streets", 'a', Some(Role::Zone)),
            ("streets", 'l', Some(Role::Road)),
            ("residential_streets", 'l', Some(Role::Road)),
            ("街道", 'a', Some(Role::Zone)),
            ("街道边界", 'a', Some(Role::Zone)),
            ("乡镇范围", 'a', Some(Role::Zone)),
            ("乡镇", 'a', Some(Role::Zone)),
            ("zones", 'a', Some(Role::Zone)),
            ("admin", 'a', Some(Role::Zone)),
            ("天宁区边界", 'a', Some(Role::Boundary)),
            ("boundary", 'a', Some(Role::Boundary)),
            ("常住人口", 'a', Some(Role::Population)),
            ("population", 'p', Some(Role::Population)),
            ("道路", 'l', Some(Role::Road)),
            ("roads", 'l', Some(Role::Road)),
            ("roads", 'a', None),
            ("建筑", 'a', Some(Role::Building)),
            ("buildings", 'a', Some(Role::Building)),
            ("水系", 'a', Some(Role::Context)),
            ("water", 'a', Some(Role::Context)),
            ("备选用地", 'a', Some(Role::Candidate)),
            ("toilet_candidates", 'p', Some(Role::Candidate)),
            ("layer1", 'a', None),
            ("sparks", 'p', None),
            ("", 'p', None),
        ] {
            assert_eq!(guess_role(&layer(name, geometry, "{}")), role, "{name} ({geometry})");
        }
    }

    #[test]
    fn fields() {
        for (properties, geometry, role) in [
            (r#"{"amenity":"toilets"}"#, 'p', Some(Role::Toilet)),
            (r#"{"amenity":"parking"}"#, 'a', Some(Role::Parking)),
            (r#"{"amenity":"bank"}"#, 'a', None),
            (r#"{"amenity":"waste_transfer_station"}"#, 'p', Some(Role::TransferStation)),
            (r#"{"amenity":"recycling"}"#, 'p', None),
            (r#"{"amenity":"waste_disposal"}"#, 'p', None),
            (r#"{"fclass":"waste_basket"}"#, 'p', None),
            (r#"{"leisure":"park"}"#, 'a', Some(Role::Park)),
            (r#"{"landuse":"residential"}"#, 'a', Some(Role::Residential)),
            (r#"{"highway":"primary"}"#, 'l', Some(Role::Road)),
            (r#"{"building":"yes"}"#, 'a', Some(Role::Building)),
            (r#"{"building":"no"}"#, 'a', None),
            (r#"{"用地性质":"R21"}"#, 'a', Some(Role::Residential)),
            (r#"{"用地性质":"G1"}"#, 'a', Some(Role::Park)),
            (r#"{"用地性质":"居住用地"}"#, 'a', Some(Role::Residential)),
            (r#"{"地类":"0701"}"#, 'a', Some(Role::Residential)),
            (r#"{"kind":"playground"}"#, 'p', Some(Role::Park)),
            (r#"{"adcode":320402}"#, 'a', Some(Role::Zone)),
            (r#"{"name":"公园"}"#, 'p', None),
        ] {
            assert_eq!(guess_role(&layer("data", geometry, properties)), role, "{properties}");
        }
    }

    #[test]
    fn a_single_administrative_unit_is_a_boundary() {
        let mut raw = layer("行政区划", 'a', "{}");
        assert_eq!(guess_role(&raw), Some(Role::Zone));
        raw.features.truncate(1);
        assert_eq!(guess_role(&raw), Some(Role::Boundary));
    }
}
