//! What keys mean, in both languages.

use crate::analysis::{Analysis, IndicatorId, Unit};
use crate::model::plan::Date;
use crate::model::rules::{Quarter, Unverified};
use crate::model::{FacilityKind, Layer, Project, Role};

use super::Lang;
use crate::io::error;

/// A note of an indicator as a phrase; the key itself where it is unknown.
pub fn note_text(key: &str, detail: &str, lang: Lang) -> String {
    let (zh, en) = match key {
        "no_demand" => ("没有居住用地图层", "there is no residential land"),
        "demand_without_area" => ("居住用地图层没有面状要素", "the residential layer holds no polygon with an area"),
        "demand_outside_boundary" => ("居住用地全部在边界之外", "all residential land lies outside the boundary"),
        "boundary_without_area" => {
            ("边界图层没有面，未按边界裁切", "the boundary layer encloses no area; nothing was clipped to it")
        }
        "same_file_twice" => ("同一文件以同一角色载入两次：{}", "the same file is loaded twice in the same role: {}"),
        "area_unit_assumed" => (
            "面积字段未注明单位且无图形可比，按 m² 计（全部小于 100 的不采用）：{}",
            "the area field names no unit and there is no polygon to compare with; taken in m² (not where all are below 100): {}",
        ),
        "population_apportioned" => {
            ("{} 处跨边界，人口按边界内面积比例计", "{} cut by the boundary; people by the share of area within")
        }
        "unzoned_land_left_out" => {
            ("不在任何分区的公园绿地 {} m² 不计入总体", "{} m² of parks in no zone are not counted in the whole")
        }
        "no_layer" => ("没有所需的设施图层：{}", "the layer of facilities is missing: {}"),
        "no_population" => ("没有人口数据", "there is no population"),
        "no_area_to_count_over" => {
            ("没有边界、分区或居住用地可作分母", "there is no boundary, zone or residential land to count over")
        }
        "no_field" => ("图层没有该字段：{}", "the layer has no such field: {}"),
        "nothing_serves" => ("没有符合条件的设施", "no facility qualifies"),
        "not_rated" => ("{} 处没有面积，未评级", "{} without an area, not rated"),
        "below_smallest_tier" => ("{} 处面积不足最小一档，不计", "{} below the smallest tier, not counted"),
        "closed" => ("{} 处已停用，不计", "{} closed, not counted"),
        "not_built" => ("{} 处未建成，不计", "{} not built yet, not counted"),
        "no_geometry" => ("{} 处没有位置，不计", "{} without a place, not counted"),
        "unknown_class" => ("{} 处收集车型不明，不计", "{} of unknown vehicle class, not counted"),
        "unknown_profile" => {
            ("{} 处停车分区不在规则集中，不计", "{} of a parking zone that the rule set lacks, not counted")
        }
        "no_local_radius" => (
            "{} 处按当地条件确定半径而未给出，不计",
            "{} whose radius local conditions decide and none is given, not counted",
        ),
        "area_differs" => (
            "{} 处登记面积与图形面积相差一倍以上",
            "{} whose mapped area is more than twice, or less than half, that of the polygon",
        ),
        "area_unit_guessed" => {
            ("面积字段的单位由图形推定：{}", "the unit of the area field was found by comparing with the polygons: {}")
        }
        "goal_within_bound" => ("数值与目标之差小于误差上限", "the value lies within its error bound of the target"),
        "zones_overlap" => {
            ("{} 对分区相互重叠，各分区分别完整计算", "{} pairs of zones overlap; each zone is reported whole")
        }
        "unverified" => ("依据未经核对的数值：{}", "rests on unverified figures: {}"),
        "per" => ("分母：{}", "taken over: {}"),
        "outside" => ("{} 处在边界之外，不计", "{} outside the boundary, not counted"),
        "unzoned_left_out" => ("{} 处不在任何分区，不计入总体", "{} in no zone, not counted in the whole"),
        "density_range" => ("居住用地参考密度 {} 座/km²", "reference density of residential land: {} a km²"),
        "value_missing" => ("{} 处没有数值，未计入", "{} without a number, not counted"),
        "capacity_unknown" => {
            ("{} 座规模不明，按最小防护距离核对", "{} of unknown capacity, held to the smallest setback")
        }
        "population_from" => ("人口取自：{}", "population from: {}"),
        "plan_counts_new_only" => (
            "规划只列新增泊位 {} 个，与现有总数不可比",
            "the plan asks for {} new spaces, which is no target for the stock",
        ),
        "plan_counts_connections" => (
            "目标为规划期（{}）内接入的泊位，此处计入全部已接入泊位",
            "the target is of spaces connected within {}; counted are all that are connected",
        ),
        _ => {
            return if detail.is_empty() { key.to_owned() } else { format!("{key}: {detail}") };
        }
    };
    let detail = match key {
        "unverified" => unverified_label(detail, lang).unwrap_or(detail),
        "per" | "population_from" | "no_layer" | "no_field" => place(detail, lang),
        _ => detail,
    };
    lang.pick(zh, en).replace("{}", detail)
}

fn place(key: &str, lang: Lang) -> &str {
    let (zh, en) = match key {
        "boundary" => ("边界", "the boundary"),
        "zones" => ("各分区之和", "the union of the zones"),
        "demand" => ("居住用地", "residential land"),
        "residential" => ("居住用地图层", "the residential layer"),
        "population" => ("人口图层", "the population layer"),
        "park" => ("公园", "parks"),
        "toilet" => ("公厕", "toilets"),
        "transfer_station" => ("垃圾转运站", "transfer stations"),
        "parking" => ("公共停车场", "parking"),
        "beautiful_zone" => ("美丽街区", "beautiful-street zones"),
        "spaces" => ("泊位数", "spaces"),
        "connected" => ("是否接入平台", "connected"),
        other => (other, other),
    };
    lang.pick(zh, en)
}

fn unverified_label(key: &str, lang: Lang) -> Option<&'static str> {
    let probe =
        crate::model::rules::Unverified { key: crate::model::rules::unverified_key(key)?, citations: Vec::new() };
    Some(match lang {
        Lang::Zh => probe.zh_label(),
        Lang::En => probe.en_label(),
    })
}

/// The unverified figures of the rule set that the indicators of an analysis rest on.
pub(super) fn unverified_used(project: &Project, analysis: &Analysis) -> Vec<Unverified> {
    let notes = || analysis.indicators.iter().filter(|i| i.quantity.is_some()).flat_map(|i| &i.notes);
    let used = |key: &str| notes().any(|(note, detail)| *note == "unverified" && detail == key);
    project.rules.unverified().into_iter().filter(|u| used(u.key)).collect()
}

/// What the figures of an analysis rest on that nobody has verified, one sentence each; empty where everything they
/// rest on is verified.
pub fn unverified_statement(project: &Project, analysis: &Analysis, lang: Lang) -> Vec<String> {
    unverified_used(project, analysis)
        .iter()
        .map(|u| match lang {
            Lang::Zh => {
                let cites: Vec<String> = u.citations.iter().map(crate::model::rules::Citation::zh).collect();
                format!("未经核对：{}，依据 {}", u.zh_label(), distinct(cites).join("；"))
            }
            Lang::En => {
                let cites: Vec<String> = u.citations.iter().map(crate::model::rules::Citation::en).collect();
                format!("Not verified: {}, from {}", u.en_label(), distinct(cites).join("; "))
            }
        })
        .collect()
}

fn distinct(mut list: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    list.retain(|s| {
        let new = !seen.contains(s);
        if new {
            seen.push(s.clone());
        }
        new
    });
    list
}

/// The name of a role.
pub(crate) fn role_name(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::PocketPark => lang.pick("口袋公园", "pocket parks"),
        Role::Residential => lang.pick("居住用地", "residential land"),
        Role::Zone => lang.pick("分区", "zones"),
        Role::Population => lang.pick("人口", "population"),
        Role::Building => lang.pick("建筑", "buildings"),
        Role::Candidate => lang.pick("备选位置", "candidates"),
        Role::Road => lang.pick("道路", "roads"),
        Role::Boundary | Role::Park | Role::Toilet | Role::TransferStation | Role::Parking | Role::BeautifulZone => {
            place(role.id(), lang)
        }
        Role::Context => lang.pick("底图（不计）", "context (not counted)"),
    }
}

/// The name of the file a layer came from; its own name where it came from none.
pub(crate) fn file_name(layer: &Layer) -> String {
    layer.source.path.file_name().map_or_else(|| layer.name.clone(), |n| n.to_string_lossy().into_owned())
}

/// Which file was taken for what, a line a layer: `公园 ← parks.geojson 867`.
pub(super) fn layers_taken(project: &Project, lang: Lang) -> Vec<String> {
    let line = |l: &std::sync::Arc<Layer>| {
        format!("{} ← {} {}", role_name(l.role, lang), file_name(l), l.import.total.max(l.features.len()))
    };
    project.layers.iter().map(line).collect()
}

/// What of the files is not in the figures, or should perhaps not be: a sentence a file that is cut off, one a layer
/// that seems to lie elsewhere or in another datum, one a layer of which features were skipped, and one a file that is
/// loaded twice.
pub(crate) fn losses(project: &Project, analysis: &Analysis, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for layer in &project.layers {
        let import = &layer.import;
        let (role, file) = (role_name(layer.role, lang), file_name(layer));
        if let Some(note) = import.notes.iter().find(|n| n.key == "truncated") {
            lines.push(match lang {
                Lang::Zh => format!("警告：{role} {file} 文件不完整（止于第 {} 行），其后的要素全部缺失，数值不可用于决策", note.detail),
                Lang::En => format!(
                    "WARNING: {role}: {file} is cut off (in line {}); all features after that are missing, do not rely on the figures",
                    note.detail
                ),
            });
        }
        for note in &import.notes {
            let detail = &note.detail;
            lines.push(match (note.key, lang) {
                ("far_from_demand", Lang::Zh) => {
                    format!("警告：{role} {file} 距居住用地约 {detail}，请核对坐标系或文件")
                }
                ("far_from_demand", Lang::En) => {
                    format!(
                        "WARNING: {role}: {file} lies about {detail} from the residential land; check its coordinates"
                    )
                }
                ("datum_shift_suspected", Lang::Zh) => {
                    format!("警告：{role} {file} 的坐标系疑为 {detail}，与其他图层不一致；若是，请注明 @{detail}")
                }
                ("datum_shift_suspected", Lang::En) => {
                    format!("WARNING: {role}: {file} seems to be in {detail}, unlike the others; if so, say @{detail}")
                }
                _ => continue,
            });
        }
        if !import.skipped.is_empty() {
            let mut counts: Vec<(&str, usize)> = Vec::new();
            for skipped in &import.skipped {
                match counts.iter_mut().find(|(reason, _)| *reason == skipped.reason) {
                    Some((_, n)) => *n += 1,
                    None => counts.push((skipped.reason, 1)),
                }
            }
            let words = |&(reason, n): &(&str, usize)| {
                format!("{} {n}", lang.pick(error::reason_zh(reason), error::reason_en(reason)))
            };
            let mut reasons: Vec<String> = counts.iter().take(3).map(words).collect();
            if counts.len() > 3 {
                reasons.push("…".to_owned());
            }
            let (n, of) = (import.skipped.len(), import.total.max(layer.features.len()));
            lines.push(match lang {
                Lang::Zh => format!("{role} {file} 跳过 {n} / {of} 个要素：{}", reasons.join("，")),
                Lang::En => format!("{role}: {file}: {n} of {of} features skipped: {}", reasons.join(", ")),
            });
        }
    }
    let mut again: Vec<String> = Vec::new();
    for (key, detail) in analysis.indicators.iter().flat_map(|i| &i.notes) {
        if matches!(*key, "same_file_twice" | "boundary_without_area") {
            let line = note_text(key, detail, lang);
            if !again.contains(&line) {
                again.push(line);
            }
        }
    }
    lines.extend(again);
    lines
}

/// The statement that goes with every figure of the sample district.
pub(crate) fn synthetic_statement(lang: Lang) -> &'static str {
    lang.pick("示例数据（合成），不是真实地区的数字", "Sample data (synthetic): not the figures of any real place")
}

/// The name of an indicator.
pub(crate) fn indicator_name(id: IndicatorId, lang: Lang) -> &'static str {
    lang.pick(id.name_zh(), id.name_en())
}

/// A unit as people write it; ratios are shown as per cent.
pub(crate) fn unit_name(id: IndicatorId, unit: Unit, lang: Lang) -> &'static str {
    match unit {
        Unit::Ratio => "%",
        Unit::PerKm2 => lang.pick("座/km²", "per km²"),
        Unit::SquareMetres => "m²",
        Unit::SquareMetresPerPerson => lang.pick("m²/人", "m² a head"),
        Unit::Count => match id {
            IndicatorId::SetbackConflicts => lang.pick("处", ""),
            _ => lang.pick("个", ""),
        },
    }
}

/// The name of a kind of facility.
pub(crate) fn kind_name(kind: FacilityKind, lang: Lang) -> &'static str {
    match kind {
        FacilityKind::Park => lang.pick("公园", "Park"),
        FacilityKind::PocketPark => lang.pick("口袋公园", "Pocket park"),
        FacilityKind::Toilet => lang.pick("公厕", "Toilet"),
        FacilityKind::TransferStation => lang.pick("转运站", "Transfer station"),
        FacilityKind::Parking => lang.pick("停车场", "Parking"),
        FacilityKind::BeautifulZone => lang.pick("美丽街区", "Beautiful-street zone"),
    }
}

/// The kind that gives a coverage its short name in a head, such as 公园.
pub(crate) fn coverage_kind(coverage: IndicatorId, lang: Lang) -> &'static str {
    let kind = crate::analysis::effects::kinds_of(coverage).and_then(|k| k.first());
    kind.map_or("", |k| kind_name(*k, lang))
}

/// Why a facility or a feature does not count; the key itself where it is unknown.
pub(crate) fn facility_reason(key: &str, lang: Lang) -> &str {
    match key {
        "below_smallest_tier" => lang.pick("面积不足最小一档", "below the smallest tier"),
        "no_area" => lang.pick("没有面积，未评级", "without an area, not rated"),
        "closed" => lang.pick("已停用", "closed"),
        "not_built" => lang.pick("未建成", "not built yet"),
        "no_geometry" => lang.pick("没有位置", "without a place"),
        "unknown_class" => lang.pick("收集车型不明", "unknown vehicle class"),
        "unknown_profile" => lang.pick("停车分区不在规则集中", "parking zone that the rule set lacks"),
        "no_local_radius" => lang.pick("按当地条件确定半径而未给出", "radius left to local conditions, none given"),
        "no_polygon" => lang.pick("不是面", "not a polygon"),
        "outside" => lang.pick("在边界之外", "outside the boundary"),
        other => lang.pick(error::reason_zh(other), error::reason_en(other)),
    }
}

/// What was mended in a geometry; the key itself where it is unknown.
pub(crate) fn repair_name(key: &str, lang: Lang) -> &str {
    match key {
        "self_crossing" => lang.pick("边界自相交", "self-crossing outline"),
        "unclosed" => lang.pick("环未闭合", "unclosed ring"),
        "winding" => lang.pick("环方向相反（无碍）", "ring wound the other way (harmless)"),
        "duplicate_points" => lang.pick("重复点", "duplicate points"),
        "spike" => lang.pick("尖刺", "spike"),
        "overlapping_members" => lang.pick("部件重叠", "overlapping members"),
        "too_few_points" => lang.pick("点数不足的环", "ring with too few points"),
        "zero_area" => lang.pick("面积为零的环", "ring without area"),
        "hole_outside" => lang.pick("洞在外环之外", "hole outside its outline"),
        other => other,
    }
}

/// A kind of quarter for which a tier holds.
pub(crate) fn quarter_name(quarter: Quarter, lang: Lang) -> &'static str {
    match quarter {
        Quarter::HistoricQuarter => lang.pick("历史文化街区、历史城区", "historic quarters"),
        Quarter::OldDistrict => lang.pick("旧城区", "old districts"),
    }
}

/// A day as people write it: `2026年11月22日`, `22 November 2026`.
pub(crate) fn date_text(date: Date, lang: Lang) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month, day) = (date.year(), date.month(), date.day());
    match lang {
        Lang::Zh => format!("{year}年{month}月{day}日"),
        Lang::En => format!("{day} {} {year}", MONTHS[usize::from(month.clamp(1, 12)) - 1]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_people_write_it() {
        let date = Date::new(2024, 2, 29).unwrap();
        assert_eq!(date_text(date, Lang::Zh), "2024年2月29日");
        assert_eq!(date_text(date, Lang::En), "29 February 2024");
    }
}
