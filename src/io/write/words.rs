//! What keys mean, in both languages.

use crate::analysis::{IndicatorId, Unit};
use crate::model::{FacilityKind, Project};

use super::Lang;

/// A note of an indicator as a phrase; the key itself where it is unknown.
pub fn note_text(key: &str, detail: &str, lang: Lang) -> String {
    let (zh, en) = match key {
        "no_demand" => ("没有居住用地图层", "there is no residential land"),
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
        _ => return if detail.is_empty() { key.to_owned() } else { format!("{key}: {detail}") },
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

/// What the rule set rests on that nobody has verified, one sentence each; empty where everything is verified.
pub fn unverified_statement(project: &Project, lang: Lang) -> Vec<String> {
    project
        .rules
        .unverified()
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

/// The statement that goes with every figure of the sample district.
pub(super) fn synthetic_statement(lang: Lang) -> &'static str {
    lang.pick("示例数据（合成），不是真实地区的数字", "Sample data (synthetic): not the figures of any real place")
}

/// The name of an indicator.
pub(super) fn indicator_name(id: IndicatorId, lang: Lang) -> &'static str {
    lang.pick(id.name_zh(), id.name_en())
}

/// A unit as people write it; ratios are shown as per cent.
pub(super) fn unit_name(id: IndicatorId, unit: Unit, lang: Lang) -> &'static str {
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
pub(super) fn kind_name(kind: FacilityKind, lang: Lang) -> &'static str {
    match kind {
        FacilityKind::Park => lang.pick("公园", "Park"),
        FacilityKind::PocketPark => lang.pick("口袋公园", "Pocket park"),
        FacilityKind::Toilet => lang.pick("公厕", "Toilet"),
        FacilityKind::TransferStation => lang.pick("转运站", "Transfer station"),
        FacilityKind::Parking => lang.pick("停车场", "Parking"),
        FacilityKind::BeautifulZone => lang.pick("美丽街区", "Beautiful-street zone"),
    }
}
