//! The tables of an answer: what the workbook, the CSV files and the reports show.

use super::answer::{Answer, ProposalRow};
use super::table::{Cell, Digits, Table};
use super::tables::{figure, goal_text, met_text};
use super::words::{
    self, facility_reason, indicator_name, kind_name, note_text, quarter_name, role_name, synthetic_statement,
    unit_name, unverified_statement,
};
use super::{Lang, geojson};
use crate::analysis::outcome::Goal;
use crate::analysis::{Indicator, IndicatorId, Quantity, Unit};
use crate::geom::Coord;
use crate::io::IoError;
use crate::io::error::{reason_en, reason_zh};
use crate::model::rules::{Citation, Tier};
use crate::model::{CrsOrigin, FacilityKind};

/// Facility kinds in the order of the tables.
pub(crate) const KINDS: [FacilityKind; 6] = [
    FacilityKind::Park,
    FacilityKind::PocketPark,
    FacilityKind::Toilet,
    FacilityKind::TransferStation,
    FacilityKind::Parking,
    FacilityKind::BeautifulZone,
];

/// Decimals of a figure that bear out its verdict.
fn digits(unit: Unit, value: f64, goal: Option<&Goal>) -> Digits {
    let decimals = figure(unit, value, goal).split_once('.').map_or(0, |(_, d)| d.len());
    if unit == Unit::Ratio { Digits::Percent(decimals) } else { Digits::Fixed(decimals) }
}

/// The head of a column with its unit.
fn head_with(name: &str, unit: &str, lang: Lang) -> String {
    match (unit, lang) {
        ("", _) => name.to_owned(),
        (unit, Lang::Zh) => format!("{name}（{unit}）"),
        (unit, Lang::En) => format!("{name} ({unit})"),
    }
}

/// What goes with every figure: that they are synthetic, what is missing, what nobody has verified.
pub(crate) fn remarks(answer: &Answer<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if answer.project.synthetic {
        lines.push(synthetic_statement(answer.lang).to_owned());
    }
    lines.extend(words::losses(answer.project, answer.analysis, answer.lang));
    lines.extend(unverified_statement(answer.project, answer.analysis, answer.lang));
    lines
}

/// Under which rules, on which plane and against which plan the figures hold, on one line.
pub(crate) fn basis(answer: &Answer<'_>) -> String {
    let (project, lang) = (answer.project, answer.lang);
    let colon = lang.pick("：", ": ");
    let mut parts = vec![
        format!("{}{colon}{}", lang.pick("规则集", "Rules"), lang.pick(&project.rules.name.zh, &project.rules.name.en)),
        format!("{}{colon}{}", lang.pick("坐标系", "Plane"), project.plane.name()),
    ];
    if let Some(targets) = &project.targets {
        parts.push(format!("{}{colon}{}", lang.pick("目标", "Targets"), lang.pick(&targets.name.zh, &targets.name.en)));
    }
    if let Some(plan) = answer.plan.filter(|p| !p.scenario.is_empty()) {
        parts.push(format!("{}{colon}{}", lang.pick("方案", "Scenario"), plan.scenario));
    }
    if let Some(date) = answer.date {
        parts.push(format!("{}{colon}{}", lang.pick("日期", "Date"), date.for_people(lang)));
    }
    parts.join(lang.pick("　", "   "))
}

/// All tables, in the order of the sheets. Those about a plan are there only with a plan.
///
/// # Errors
/// [`IoError::Transformation`] where the plane cannot be brought to degrees.
pub(crate) fn all(answer: &Answer<'_>) -> Result<Vec<Table>, IoError> {
    let mut tables =
        vec![form(answer), summary(answer), zones(answer), gaps(answer)?, kinds(answer), facilities(answer)?];
    tables.extend(proposals(answer));
    tables.extend(compared(answer));
    tables.push(inputs(answer));
    tables.push(rules(answer));
    Ok(tables)
}

/// The fields of the official form, by their names, rounded as they are filled in.
pub(crate) fn form(answer: &Answer<'_>) -> Table {
    let lang = answer.lang;
    let mut table = Table::new(
        "form",
        lang.pick("上报字段", "Form fields"),
        if lang == Lang::Zh { ["字段", "数值", "取位"] } else { ["Field", "Value", "Rounding"] },
    );
    let Some(park) = answer.analysis.indicator(IndicatorId::ParkCoverage) else {
        return table;
    };
    let rounded = |value: f64, decimals: usize| format!("{value:.decimals$}").parse::<f64>().unwrap_or(value);
    let q = park.quantity;
    let value = q.and_then(Quantity::value);
    let decimals = value.map_or(2, |v| match digits(Unit::Ratio, v, park.goal.as_ref()) {
        Digits::Percent(n) => n,
        _ => 2,
    });
    let area = |area: Option<f64>| Cell::maybe(area.map(|a| rounded(a / 1e4, 2)), Digits::Fixed(2));
    let two = lang.pick("四舍五入至两位小数", "rounded to two decimals");
    table.row([
        Cell::text(lang.pick(
            "建成区公园绿地服务半径覆盖的居住用地面积（公顷）",
            "Residential land within the service radius of parks in the built-up area (ha)",
        )),
        area(q.map(|q| q.numerator)),
        Cell::text(two),
    ]);
    table.row([
        Cell::text(lang.pick("居住用地总面积（公顷）", "Residential land in all (ha)")),
        area(q.map(|q| q.denominator)),
        Cell::text(two),
    ]);
    let rounding = if decimals == 2 {
        lang.pick("由未取位的面积计算，四舍五入至两位小数", "from the areas before rounding; two decimals").to_owned()
    } else {
        match lang {
            Lang::Zh => format!("由未取位的面积计算；两位小数会改变是否达标，故取 {decimals} 位"),
            Lang::En => {
                format!("from the areas before rounding; {decimals} decimals, as two would turn the verdict round")
            }
        }
    };
    table.row([
        Cell::text(lang.pick("公园绿地服务半径覆盖率（%）", "Park service-radius coverage (%)")),
        Cell::maybe(value.map(|v| rounded(v * 100.0, decimals)), Digits::Fixed(decimals)),
        Cell::text(rounding),
    ]);
    if park.quantity.is_none() {
        table.remarks.extend(park.notes.iter().map(|(key, detail)| note_text(key, detail, lang)));
    }
    table.remarks.push(basis(answer));
    table.remarks.extend(remarks(answer));
    table
}

/// One row an indicator.
pub(crate) fn summary(answer: &Answer<'_>) -> Table {
    let lang = answer.lang;
    let mut head = if lang == Lang::Zh {
        vec!["指标", "数值", "单位", "目标", "期限", "目标来源", "结论", "误差上限", "分子", "分母", "备注"]
    } else {
        vec![
            "Indicator",
            "Value",
            "Unit",
            "Target",
            "Due",
            "Target from",
            "Verdict",
            "Error bound",
            "Numerator",
            "Denominator",
            "Notes",
        ]
    };
    if answer.base.is_some() {
        head.insert(2, lang.pick("较现状变化", "Change"));
    }
    let mut table = Table::new("summary", lang.pick("汇总", "Summary"), head);
    for i in &answer.analysis.indicators {
        let goal = i.goal.as_ref();
        let value = i.quantity.and_then(Quantity::value);
        let notes: Vec<String> = i.notes.iter().map(|(key, detail)| note_text(key, detail, lang)).collect();
        let mut row = vec![
            Cell::text(indicator_name(i.id, lang)),
            value.map_or(Cell::Blank, |v| Cell::number(v, digits(i.unit, v, goal))),
            // A share carries its sign in the cell.
            Cell::text(if i.unit == Unit::Ratio { "" } else { unit_name(i.id, i.unit, lang) }),
            Cell::text(goal.map_or(String::new(), |g| goal_text(i.id, i.unit, g, lang))),
            Cell::text(goal.map_or("", |g| g.due.as_str())),
            Cell::text(goal.map_or("", |g| lang.pick(&g.source, &g.source_en))),
            Cell::text(met_text(i.met, lang)),
            Cell::maybe(i.error_bound, Digits::Power),
            Cell::maybe(i.quantity.map(|q| q.numerator), Digits::Fixed(2)),
            Cell::maybe(i.quantity.map(|q| q.denominator), Digits::Fixed(2)),
            Cell::text(notes.join(lang.pick("；", "; "))),
        ];
        if let Some(base) = answer.base {
            let before = base.indicator(i.id).and_then(|b| b.quantity).and_then(Quantity::value);
            let change = value.zip(before).map(|(now, before)| now - before);
            let digits = if i.unit == Unit::Ratio { Digits::Percent(2) } else { digits(i.unit, 0.0, None) };
            row.insert(2, Cell::maybe(change, digits));
        }
        table.row(row);
    }
    table.remarks = remarks(answer);
    table
}

/// One row a zone, then "in no zone", the whole, and what is left between them and the sum.
pub(crate) fn zones(answer: &Answer<'_>) -> Table {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let shown: Vec<&Indicator> = analysis.indicators.iter().filter(|i| i.quantity.is_some()).collect();
    let mut head: Vec<String> = (if lang == Lang::Zh {
        ["标识", "街道", "面积（km²）", "人口"]
    } else {
        ["Id", "Sub-district", "Area (km²)", "Population"]
    })
    .map(str::to_owned)
    .to_vec();
    for i in &shown {
        let name = indicator_name(i.id, lang);
        if i.unit == Unit::Ratio {
            head.push(head_with(&format!("{name} {}", lang.pick("覆盖面积", "covered")), "m²", lang));
            head.push(head_with(&format!("{name} {}", lang.pick("居住用地", "residential land")), "m²", lang));
        }
        head.push(head_with(name, unit_name(i.id, i.unit, lang), lang));
        if i.id == IndicatorId::ParkCoverage && i.goal.is_some() {
            head.push(lang.pick("目标（%）", "Target (%)").to_owned());
        }
        if i.goal.is_some() {
            head.push(format!("{name} {}", lang.pick("结论", "verdict")));
        }
    }
    let mut table = Table::new("zones", lang.pick("分街道", "Sub-districts"), head);
    let cells = |i: &Indicator, q: Option<Quantity>, met: Option<bool>| {
        let goal = i.goal.as_ref().filter(|_| met.is_some());
        let mut out = Vec::new();
        if i.unit == Unit::Ratio {
            out.push(Cell::maybe(q.map(|q| q.numerator), Digits::Fixed(2)));
            out.push(Cell::maybe(q.map(|q| q.denominator), Digits::Fixed(2)));
        }
        let value = q.and_then(Quantity::value);
        out.push(value.map_or(Cell::Blank, |v| Cell::number(v, digits(i.unit, v, goal))));
        if let Some(goal) = i.goal.as_ref().filter(|_| i.id == IndicatorId::ParkCoverage) {
            out.push(if met.is_some() { Cell::number(goal.value, Digits::Percent(0)) } else { Cell::Blank });
        }
        if i.goal.is_some() {
            out.push(Cell::text(met_text(met, lang)));
        }
        out
    };
    for (at, zone) in analysis.zones.iter().enumerate() {
        let mut row = vec![
            Cell::text(&zone.id),
            Cell::text(&zone.name),
            Cell::number(zone.area_m2 / 1e6, Digits::Fixed(4)),
            Cell::maybe(zone.population, Digits::Fixed(0)),
        ];
        for i in &shown {
            let value = i.zones.get(at);
            row.extend(cells(i, value.map(|v| v.quantity), value.and_then(|v| v.met)));
        }
        table.row(row);
    }
    let label = |text: &str| vec![Cell::Blank, Cell::text(text), Cell::Blank, Cell::Blank];
    if !analysis.zones.is_empty() {
        let mut row = label(lang.pick("未分区", "In no sub-district"));
        for i in &shown {
            row.extend(cells(i, i.unzoned, None));
        }
        table.sum(row);
    }
    let mut row = label(lang.pick("合计", "Whole"));
    for i in &shown {
        row.extend(cells(i, i.quantity, i.met));
    }
    table.sum(row);
    if !analysis.zones.is_empty() {
        let check = reconciliation(answer, &shown, table.rows.len());
        table.sum(check);
    }
    if !analysis.overlapping_zones.is_empty() {
        let pairs = analysis.overlapping_zones.iter().map(|(a, b)| format!("{a}–{b}"));
        let pairs = pairs.collect::<Vec<_>>().join(lang.pick("，", ", "));
        table.remarks.push(match lang {
            Lang::Zh => format!("街道相互重叠，重叠部分在每个街道各计一次，核对行为其差额：{pairs}"),
            Lang::En => {
                format!("Sub-districts overlap; what they share counts in each, and the check shows it: {pairs}")
            }
        });
    }
    table.remarks.push(
        lang.pick(
            "核对 = 各街道之和 + 未分区 − 合计；覆盖面积和居住用地为圆弧精算值，显示两位小数",
            "Check = sum of the sub-districts + in none − whole; areas are by true arcs, shown with two decimals",
        )
        .to_owned(),
    );
    table.remarks.extend(remarks(answer));
    table
}

/// The sum of the zones and of what is in none, less the whole, as formulas over the rows above.
fn reconciliation(answer: &Answer<'_>, shown: &[&Indicator], rows_above: usize) -> Vec<Cell> {
    let lang = answer.lang;
    let mut row =
        vec![Cell::Blank, Cell::text(lang.pick("核对（应为 0）", "Check (to be 0)")), Cell::Blank, Cell::Blank];
    let formula = |column: usize, q: &dyn Fn(Quantity) -> f64, i: &Indicator| {
        let parts: Vec<f64> = i.zones.iter().map(|z| z.quantity).chain(i.unzoned).map(q).collect();
        let whole = i.quantity.map_or(0.0, q);
        // `{column:row}` is a cell of this table; the workbook knows where it stands on the sheet.
        let text = format!("=SUM({{{column}:0}}:{{{column}:{}}})-{{{column}:{}}}", rows_above - 2, rows_above - 1);
        Cell::Formula(text, parts.iter().sum::<f64>() - whole, Digits::Fixed(2))
    };
    for i in shown {
        let at = row.len();
        match i.unit {
            Unit::Ratio => {
                row.push(formula(at, &|q| q.numerator, i));
                row.push(formula(at + 1, &|q| q.denominator, i));
                row.push(Cell::Blank);
            }
            // Counts by zone add up where the whole is their sum: not where things lie on a border, in two zones.
            _ => row.push(Cell::Blank),
        }
        if i.id == IndicatorId::ParkCoverage && i.goal.is_some() {
            row.push(Cell::Blank);
        }
        if i.goal.is_some() {
            row.push(Cell::Blank);
        }
    }
    row
}

/// Gaps, the largest first, and how their areas close with the demand.
pub(crate) fn gaps(answer: &Answer<'_>) -> Result<Table, IoError> {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let head = if lang == Lang::Zh {
        vec![
            "序号",
            "街道",
            "面积（m²）",
            "面积（公顷）",
            "块数",
            "最近设施类别",
            "最近设施",
            "距离（m）",
            "差距（m）",
            "经度（°）",
            "纬度（°）",
        ]
    } else {
        vec![
            "No.",
            "Sub-district",
            "Area (m²)",
            "Area (ha)",
            "Pieces",
            "Nearest: kind",
            "Nearest",
            "Distance (m)",
            "Short by (m)",
            "Longitude (°)",
            "Latitude (°)",
        ]
    };
    let mut table = Table::new("gaps", lang.pick("盲区", "Gaps"), head);
    let mut places: Vec<Coord> = analysis.gaps.iter().map(|g| g.label_point).collect();
    geojson::to_degrees(answer.project, &mut places)?;
    for (gap, place) in analysis.gaps.iter().zip(&places) {
        let nearest = gap.nearest.as_ref();
        let kind = nearest.and_then(|n| analysis.facilities.get(n.facility)).map(|f| kind_name(f.kind, lang));
        table.row([
            Cell::Number(gap.rank as f64, Digits::Plain),
            Cell::text(gap.zone.clone().unwrap_or_default()),
            Cell::number(gap.area_m2, Digits::Fixed(2)),
            Cell::number(gap.area_m2 / 1e4, Digits::Fixed(4)),
            Cell::count(gap.pieces()),
            Cell::text(kind.unwrap_or_default()),
            Cell::text(nearest.map_or("", |n| n.name.as_str())),
            Cell::maybe(nearest.map(|n| n.distance_m), Digits::Fixed(1)),
            Cell::maybe(nearest.map(|n| n.short_m), Digits::Fixed(1)),
            Cell::number(place.x, Digits::Fixed(6)),
            Cell::number(place.y, Digits::Fixed(6)),
        ]);
    }
    let n = table.rows.len();
    let blanks = |label: &str, area: Cell, ha: Cell| {
        let mut row = vec![Cell::Blank, Cell::text(label), area, ha];
        row.extend(std::iter::repeat_n(Cell::Blank, 7));
        row
    };
    let listed = analysis.gaps.iter().map(|g| g.area_m2).sum::<f64>() + 0.0;
    let sum = |column: usize, value: f64, digits| match n {
        0 => Cell::number(value, digits),
        _ => Cell::Formula(format!("=SUM({{{column}:0}}:{{{column}:{}}})", n - 1), value, digits),
    };
    let listed_cells = (sum(2, listed, Digits::Fixed(2)), sum(3, listed / 1e4, Digits::Fixed(4)));
    table.sum(blanks(lang.pick("合计", "Sum"), listed_cells.0, listed_cells.1));
    if let Some(q) = analysis.indicator(IndicatorId::ParkCoverage).and_then(|p| p.quantity) {
        let exact = q.denominator - q.numerator;
        let both = |v: f64| (Cell::number(v, Digits::Fixed(2)), Cell::number(v / 1e4, Digits::Fixed(4)));
        let (m2, ha) = both(exact);
        table.sum(blanks(lang.pick("居住用地 − 已覆盖（圆弧精算）", "Residential − covered (true arcs)"), m2, ha));
        let rest = |column: usize, v: f64, digits| {
            Cell::Formula(format!("={{{column}:{}}}-{{{column}:{n}}}", n + 1), v, digits)
        };
        let (m2, ha) = (rest(2, exact - listed, Digits::Fixed(2)), rest(3, (exact - listed) / 1e4, Digits::Fixed(4)));
        table.sum(blanks(lang.pick("差额（未列的碎片与弧线取直）", "Difference (slivers; chords)"), m2, ha));
    }
    table.remarks = remarks(answer);
    Ok(table)
}

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

/// What the scenario proposes, with year and gain; `None` without proposals.
pub(crate) fn proposals(answer: &Answer<'_>) -> Option<Table> {
    let lang = answer.lang;
    let plan = answer.plan.filter(|p| !p.proposals.is_empty())?;
    let head = if lang == Lang::Zh {
        [
            "年份",
            "类别",
            "名称",
            "街道",
            "状态",
            "面积（m²）",
            "服务半径（m）",
            "投资（万元）",
            "新增覆盖（m²）",
            "建成后覆盖率（%）",
        ]
    } else {
        [
            "Year",
            "Kind",
            "Name",
            "Sub-district",
            "State",
            "Area (m²)",
            "Radius (m)",
            "Cost (10,000 yuan)",
            "Newly covered (m²)",
            "Coverage then (%)",
        ]
    };
    let mut table = Table::new("proposals", lang.pick("规划项目", "Proposals"), head);
    for p in &plan.proposals {
        table.row([
            Cell::maybe(p.year.map(f64::from), Digits::Plain),
            Cell::text(p.kind.map_or("", |k| kind_name(k, lang))),
            Cell::text(&p.name),
            Cell::text(&p.zone),
            Cell::text(&p.status),
            Cell::maybe(p.area_m2, Digits::Fixed(2)),
            Cell::maybe(p.radius_m, Digits::Fixed(0)),
            Cell::maybe(p.cost_wan, Digits::Fixed(2)),
            Cell::maybe(p.gain_m2, Digits::Fixed(2)),
            Cell::maybe(p.coverage_after, Digits::Percent(2)),
        ]);
    }
    let n = plan.proposals.len();
    let sum = |column: usize, of: &dyn Fn(&ProposalRow) -> Option<f64>| {
        let formula = format!("=SUM({{{column}:0}}:{{{column}:{}}})", n - 1);
        Cell::Formula(formula, plan.proposals.iter().filter_map(of).sum(), Digits::Fixed(2))
    };
    table.sum([
        Cell::Blank,
        Cell::Blank,
        Cell::text(lang.pick("合计", "Sum")),
        Cell::Blank,
        Cell::Blank,
        sum(5, &|p| p.area_m2),
        Cell::Blank,
        sum(7, &|p| p.cost_wan),
        sum(8, &|p| p.gain_m2),
        Cell::Blank,
    ]);
    table.remarks = remarks(answer);
    Some(table)
}

/// Scenarios beside one another; `None` without any.
pub(crate) fn compared(answer: &Answer<'_>) -> Option<Table> {
    let lang = answer.lang;
    let plan = answer.plan.filter(|p| !p.compared.is_empty())?;
    let head = if lang == Lang::Zh {
        ["方案", "项目（个）", "投资（万元）", "公园绿地服务半径覆盖率（%）", "未覆盖居住用地（m²）"]
    } else {
        ["Scenario", "Proposals", "Cost (10,000 yuan)", "Park coverage (%)", "Residential land not covered (m²)"]
    };
    let mut table = Table::new("scenarios", lang.pick("方案比较", "Scenarios"), head);
    for s in &plan.compared {
        table.row([
            Cell::text(&s.name),
            Cell::count(s.proposals),
            Cell::maybe(s.cost_wan, Digits::Fixed(2)),
            Cell::maybe(s.park_coverage, Digits::Percent(2)),
            Cell::maybe(s.uncovered_m2, Digits::Fixed(2)),
        ]);
    }
    Some(table)
}

/// The files that were read, and what was decided about each.
pub(crate) fn inputs(answer: &Answer<'_>) -> Table {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let head = if lang == Lang::Zh {
        ["用途", "文件", "要素（个）", "计入（个）", "跳过", "修复", "坐标系", "坐标系来源", "字节", "SHA-256"]
    } else {
        ["Taken as", "File", "Features", "Used", "Skipped", "Mended", "Coordinates", "Settled by", "Bytes", "SHA-256"]
    };
    let mut table = Table::new("inputs", lang.pick("输入数据", "Inputs"), head);
    let join = |list: Vec<String>| list.join(lang.pick("；", "; "));
    for layer in &answer.project.layers {
        let usage = analysis.layer_use.iter().find(|u| u.layer == layer.id);
        let mut skipped: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for s in &layer.import.skipped {
            *skipped.entry(s.reason).or_default() += 1;
        }
        let at_load = skipped.iter().map(|(r, n)| format!("{} {n}", lang.pick(reason_zh(r), reason_en(r))));
        let later = usage.into_iter().flat_map(|u| &u.unused);
        let later = later.map(|(r, n)| format!("{} {n}", facility_reason(r, lang)));
        let origin = match layer.source.crs_origin {
            CrsOrigin::Declared => lang.pick("文件声明", "the file"),
            CrsOrigin::Chosen => lang.pick("用户指定", "choice"),
            CrsOrigin::Assumed => lang.pick("按范围推定", "plausibility"),
        };
        table.row([
            Cell::text(role_name(layer.role, lang)),
            Cell::text(words::file_name(layer)),
            Cell::count(layer.import.total.max(layer.features.len())),
            Cell::count(usage.map_or(0, |u| u.used)),
            Cell::text(join(at_load.chain(later).collect())),
            Cell::text(join(
                layer.import.repaired.iter().map(|(k, n)| format!("{} {n}", words::repair_name(k, lang))).collect(),
            )),
            Cell::text(&layer.source.crs),
            Cell::text(origin),
            Cell::Number(layer.source.bytes as f64, Digits::Fixed(0)),
            Cell::text(&layer.source.sha256),
        ]);
    }
    table.remarks = remarks(answer);
    table
}

/// The figures of the rule set with their clauses, and which of them nobody has verified.
pub(crate) fn rules(answer: &Answer<'_>) -> Table {
    let lang = answer.lang;
    let head = if lang == Lang::Zh {
        ["项目", "条件", "数值", "单位", "标准", "条款", "可靠程度", "核对", "说明"]
    } else {
        ["Subject", "Where", "Value", "Unit", "Standard", "Clause", "Known", "Verified", "Note"]
    };
    let mut table = Table::new("rules", lang.pick("规则", "Rules"), head);
    let mut row = |subject: &str, condition: String, value: Option<f64>, unit: &str, cite: &Citation| {
        let note = [cite.inferred.as_ref(), cite.note.as_ref()];
        let note: Vec<&str> = note.into_iter().flatten().map(|t| lang.pick(&t.zh, &t.en)).collect();
        let decimals = value.map_or(0, |v| usize::from(v.fract() != 0.0) * 2);
        table.row([
            Cell::text(subject),
            Cell::text(condition),
            Cell::maybe(value, if unit == "%" { Digits::Percent(decimals.min(1)) } else { Digits::Fixed(decimals) }),
            Cell::text(unit),
            Cell::text(&cite.source),
            Cell::text(&cite.clause),
            Cell::text(cite.known.id()),
            Cell::text(if cite.is_unverified() {
                lang.pick("未经核对", "not verified")
            } else {
                lang.pick("已核对", "yes")
            }),
            Cell::text(note.join(lang.pick("；", "; "))),
        ]);
    };
    let tier = |t: &Tier| {
        let to = t.max_area_m2.map_or(String::new(), |m| format!("，< {m}"));
        let place = t.only_in.map_or(String::new(), |q| format!("，{}", quarter_name(q, lang)));
        let text = format!("≥ {}{to} m²{place}", t.min_area_m2);
        if lang == Lang::En { text.replace('，', ", ") } else { text }
    };
    let rules = &answer.project.rules;
    let radius = lang.pick("服务半径", "service radius");
    let of = |kind: &str| format!("{kind} {radius}");
    for t in &rules.park.tiers {
        row(&of(lang.pick("公园", "Park")), tier(t), Some(t.radius_m), "m", &t.cite);
    }
    for t in &rules.pocket_park.tiers {
        row(&of(lang.pick("口袋公园", "Pocket park")), tier(t), Some(t.radius_m), "m", &t.cite);
    }
    row(lang.pick("公园 量取方式", "Park: how it is measured"), String::new(), None, "", &rules.park.measured_from);
    for r in &rules.park.required {
        let sign = if r.strict { ">" } else { "≥" };
        let name = format!("{} {sign}", lang.pick(&r.name.zh, &r.name.en));
        row(lang.pick("公园覆盖率要求", "Park coverage asked for"), name, Some(r.value), "%", &r.cite);
    }
    let toilet = &rules.toilet.radius;
    row(&of(lang.pick("公厕", "Toilet")), String::new(), Some(toilet.metres), "m", &toilet.cite);
    for v in &rules.transfer_station.vehicles {
        row(
            &of(lang.pick("转运站", "Transfer station")),
            lang.pick(&v.name.zh, &v.name.en).to_owned(),
            v.radius_m,
            "m",
            &v.cite,
        );
    }
    for s in &rules.transfer_station.setbacks {
        let to = s.max_tpd.map_or(String::new(), |m| format!(", {} {m}", if s.max_inclusive { "≤" } else { "<" }));
        let subject = lang.pick("转运站 防护距离", "Transfer station: setback");
        row(subject, format!("≥ {}{to} t/d", s.min_tpd), Some(s.metres), "m", &s.cite);
    }
    let parking = &rules.parking.radius;
    row(&of(lang.pick("停车场", "Parking")), String::new(), Some(parking.metres), "m", &parking.cite);
    for p in &rules.parking.profiles {
        let name = lang.pick(&p.name.zh, &p.name.en).to_owned();
        row(&of(lang.pick("停车场", "Parking")), name, Some(p.radius_m), "m", &p.cite);
    }
    for r in &rules.green.park_area_per_capita {
        let name = lang.pick(&r.name.zh, &r.name.en).to_owned();
        let unit = lang.pick("m²/人", "m² a head");
        row(lang.pick("人均公园绿地面积要求", "Park area a head asked for"), name, Some(r.value), unit, &r.cite);
    }
    table.remarks.push(format!(
        "{}{}（{}）",
        lang.pick("规则集：", "Rule set: "),
        lang.pick(&rules.name.zh, &rules.name.en),
        rules.id
    ));
    table.remarks.extend(unverified_statement(answer.project, answer.analysis, lang));
    table
}
