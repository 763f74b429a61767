//! The gaps, and how their areas close with the demand.

use super::remarks;
use crate::analysis::IndicatorId;
use crate::geom::Coord;
use crate::io::IoError;
use crate::io::write::answer::Answer;
use crate::io::write::table::{Cell, Digits, Table};
use crate::io::write::words::kind_name;
use crate::io::write::{Lang, geojson};

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
