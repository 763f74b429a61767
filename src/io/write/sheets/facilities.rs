//! The facilities by kind, and one by one.

use super::{KINDS, remarks};
use crate::geom::Coord;
use crate::io::IoError;
use crate::io::write::answer::Answer;
use crate::io::write::table::{Cell, Digits, Table};
use crate::io::write::words::{facility_reason, kind_name};
use crate::io::write::{Lang, geojson};

/// How many facilities of each kind there are, how many serve, and why the others do not.
pub(crate) fn kinds(answer: &Answer<'_>) -> Table {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let mut reasons: Vec<&'static str> = analysis.facilities.iter().filter_map(|f| f.reason).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let head: Vec<String> =
        [lang.pick("类别", "Kind"), lang.pick("全部（个）", "All"), lang.pick("计入（个）", "Counted")]
            .into_iter()
            .map(str::to_owned)
            .chain(reasons.iter().map(|r| match lang {
                Lang::Zh => format!("不计：{}（个）", facility_reason(r, lang)),
                Lang::En => format!("Not counted: {}", facility_reason(r, lang)),
            }))
            .chain([
                lang.pick("计入者面积（m²）", "Area of those counted (m²)").to_owned(),
                lang.pick("独自服务的居住用地之和（m²）", "Residential land served alone, summed (m²)").to_owned(),
            ])
            .collect();
    let columns = head.len();
    let mut table = Table::new("kinds", lang.pick("设施分类", "Kinds"), head);
    for kind in KINDS {
        let of: Vec<usize> = (0..analysis.facilities.len()).filter(|&i| analysis.facilities[i].kind == kind).collect();
        if of.is_empty() {
            continue;
        }
        let counted = of.iter().filter(|&&i| analysis.facilities[i].reason.is_none());
        let areas: Vec<f64> = counted.clone().filter_map(|&i| analysis.facilities[i].area_m2).collect();
        let alone: Vec<f64> = of.iter().filter_map(|&i| answer.details.get(i)?.alone_m2).collect();
        let sum = |list: &[f64]| (!list.is_empty()).then(|| list.iter().sum::<f64>());
        let mut row = vec![Cell::text(kind_name(kind, lang)), Cell::count(of.len()), Cell::count(counted.count())];
        row.extend(
            reasons
                .iter()
                .map(|r| Cell::count(of.iter().filter(|&&i| analysis.facilities[i].reason == Some(r)).count())),
        );
        row.extend([Cell::maybe(sum(&areas), Digits::Fixed(2)), Cell::maybe(sum(&alone), Digits::Fixed(2))]);
        table.row(row);
    }
    let n = table.rows.len();
    if n > 0 {
        // Land and areas of different kinds are no sum of anything.
        let total = |column: usize| {
            if column + 2 >= columns {
                return Cell::Blank;
            }
            let values = table.rows.iter().filter_map(|r| match r[column] {
                Cell::Number(v, _) => Some(v),
                _ => None,
            });
            Cell::Formula(format!("=SUM({{{column}:0}}:{{{column}:{}}})", n - 1), values.sum(), Digits::Fixed(0))
        };
        let row: Vec<Cell> =
            std::iter::once(Cell::text(lang.pick("合计", "Sum"))).chain((1..columns).map(total)).collect();
        table.sum(row);
    }
    table.remarks = vec![alone_remark(lang).to_owned()];
    table.remarks.extend(remarks(answer));
    table
}

fn alone_remark(lang: Lang) -> &'static str {
    lang.pick(
        "独自服务：没有这处设施就无人服务的居住用地；两处都服务的不计，因此各处之和不大于覆盖面积",
        "Served alone: residential land that nobody would serve without it; what two serve is in neither, so the sum is no more than the covered land",
    )
}

/// Every facility: how far it serves or why not, and what it serves alone.
pub(crate) fn facilities(answer: &Answer<'_>) -> Result<Table, IoError> {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let head = if lang == Lang::Zh {
        [
            "类别",
            "名称",
            "街道",
            "面积（m²）",
            "服务半径（m）",
            "是否计入",
            "独自服务的居住用地（m²）",
            "图层",
            "经度（°）",
            "纬度（°）",
        ]
    } else {
        [
            "Kind",
            "Name",
            "Sub-district",
            "Area (m²)",
            "Radius (m)",
            "Counted",
            "Residential land served alone (m²)",
            "Layer",
            "Longitude (°)",
            "Latitude (°)",
        ]
    };
    let mut table = Table::new("facilities", lang.pick("设施", "Facilities"), head);
    let placed: Vec<usize> =
        (0..analysis.facilities.len()).filter(|&i| answer.details.get(i).is_some_and(|d| d.place.is_some())).collect();
    let mut places: Vec<Coord> = placed.iter().filter_map(|&i| answer.details[i].place).collect();
    geojson::to_degrees(answer.project, &mut places)?;
    let mut degrees = vec![None; analysis.facilities.len()];
    for (&i, &place) in placed.iter().zip(&places) {
        degrees[i] = Some(place);
    }
    for kind in KINDS {
        for (i, f) in analysis.facilities.iter().enumerate().filter(|(_, f)| f.kind == kind) {
            let detail = answer.details.get(i);
            let zones: Vec<&str> = detail
                .map(|d| d.zones.iter().filter_map(|&z| Some(analysis.zones.get(z)?.name.as_str())).collect())
                .unwrap_or_default();
            let layer = answer.project.layers.iter().find(|l| l.id == f.layer).map_or("", |l| l.name.as_str());
            table.row([
                Cell::text(kind_name(kind, lang)),
                Cell::text(&f.name),
                Cell::text(zones.join(lang.pick("、", ", "))),
                Cell::maybe(f.area_m2, Digits::Fixed(2)),
                Cell::maybe(f.radius_m, Digits::Fixed(0)),
                Cell::text(f.reason.map_or(lang.pick("计入", "yes"), |r| facility_reason(r, lang))),
                Cell::maybe(detail.and_then(|d| d.alone_m2), Digits::Fixed(2)),
                Cell::text(layer),
                Cell::maybe(degrees[i].map(|p| p.x), Digits::Fixed(6)),
                Cell::maybe(degrees[i].map(|p| p.y), Digits::Fixed(6)),
            ]);
        }
    }
    table.remarks = vec![alone_remark(lang).to_owned()];
    table.remarks.extend(remarks(answer));
    Ok(table)
}
