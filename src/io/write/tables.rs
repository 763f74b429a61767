//! Tables for people: `summary.csv`, `zones.csv`, and the coverage table on a terminal.

use std::fmt::Write as _;

use crate::analysis::outcome::Goal;
use crate::analysis::{Analysis, Indicator, IndicatorId, Quantity, Unit};
use crate::model::Project;

use super::table::{Digits, shown};
use super::words::{indicator_name, note_text, synthetic_statement, unit_name, unverified_statement};
use super::{Lang, heads, words};

/// A figure as people write it: per cent and densities with two decimals, square metres and counts whole. Where two
/// decimals would make a missed goal look met, or a met one missed, as many more as it takes (up to ten).
pub(crate) fn figure(unit: Unit, value: f64, goal: Option<&Goal>) -> String {
    let (scale, decimals) = match unit {
        Unit::Ratio => (100.0, 2),
        Unit::PerKm2 | Unit::SquareMetresPerPerson => (1.0, 2),
        Unit::Count | Unit::SquareMetres => (1.0, 0),
    };
    let shown = |decimals: usize| format!("{:.decimals$}", value * scale);
    if let Some(goal) = goal {
        let met = goal.is_met_by(value);
        let honest = |text: &String| {
            text.parse::<f64>().is_ok_and(|v| Goal { value: goal.value * scale, ..goal.clone() }.is_met_by(v) == met)
        };
        return (decimals..=10).map(shown).find(honest).unwrap_or_else(|| shown(10));
    }
    shown(decimals)
}

/// A goal as people write it: `≥ 90 %`, `> 80 %`.
pub(crate) fn goal_text(id: IndicatorId, unit: Unit, goal: &Goal, lang: Lang) -> String {
    let sign = match (goal.at_most, goal.strict) {
        (false, false) => "≥",
        (false, true) => ">",
        (true, false) => "≤",
        (true, true) => "<",
    };
    let value = if unit == Unit::Ratio { goal.value * 100.0 } else { goal.value };
    // Twelve digits: 0.9 × 100 is shown as 90, not as 90.00000000000001.
    let number = format!("{value:.10}");
    let number = number.trim_end_matches('0').trim_end_matches('.');
    format!("{sign} {number} {}", unit_name(id, unit, lang)).trim_end().to_owned()
}

pub(crate) fn met_text(met: Option<bool>, lang: Lang) -> &'static str {
    match met {
        Some(true) => lang.pick("达标", "met"),
        Some(false) => lang.pick("未达标", "missed"),
        None => "",
    }
}

/// Text that an office program would take for a formula is led by an apostrophe.
pub(crate) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

struct Csv(csv::Writer<Vec<u8>>);

impl Csv {
    fn new() -> Self {
        let mut bytes = Vec::new();
        bytes.extend_from_slice("\u{feff}".as_bytes());
        Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(bytes))
    }

    fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.0.write_record(cells.into_iter().map(|c| c.as_ref().to_owned())).expect("writing to memory");
    }

    /// What goes with the figures: that they are synthetic, and what nobody has verified.
    fn remarks(mut self, project: &Project, analysis: &Analysis, lang: Lang) -> Vec<u8> {
        let mut lines: Vec<String> = Vec::new();
        if project.synthetic {
            lines.push(synthetic_statement(lang).to_owned());
        }
        lines.extend(words::losses(project, analysis, lang));
        lines.extend(unverified_statement(project, analysis, lang));
        for line in lines {
            self.row([lang.pick("说明", "Remark").to_owned(), harmless(&line)]);
        }
        self.0.into_inner().expect("writing to memory")
    }
}

fn plain_number(n: f64) -> String {
    let text = format!("{n:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn value_of(i: &Indicator) -> String {
    i.quantity.and_then(Quantity::value).map_or(String::new(), |v| figure(i.unit, v, i.goal.as_ref()))
}

/// How many people are served; empty where nobody knows how many live there.
fn served(people: Option<Quantity>) -> String {
    people.map_or(String::new(), |q| format!("{:.0}", q.numerator))
}

/// Their share of all people, in per cent.
fn served_share(people: Option<Quantity>) -> String {
    people.and_then(Quantity::value).map_or(String::new(), |v| figure(Unit::Ratio, v, None))
}

/// `summary.csv`: one row an indicator; with figures of a base also the change against it, of shares in
/// points. The people served stand beside coverage where parcels carry a population.
pub(super) fn summary_csv(project: &Project, analysis: &Analysis, base: Option<&Analysis>, lang: Lang) -> Vec<u8> {
    let mut csv = Csv::new();
    let change: &[heads::Head] = if base.is_some() { &[heads::CHANGE] } else { &[] };
    let first = [heads::INDICATOR, heads::ID, heads::VALUE];
    let head = heads::row(lang, &[&first, change, &[heads::UNIT, heads::ERROR_BOUND], &heads::GOAL, &heads::BASIS]);
    csv.row(head);
    for i in &analysis.indicators {
        let goal = i.goal.as_ref();
        let notes: Vec<String> = i.notes.iter().map(|(key, detail)| note_text(key, detail, lang)).collect();
        let scale = if i.unit == Unit::Ratio { 100.0 } else { 1.0 };
        let mut row = vec![
            indicator_name(i.id, lang).to_owned(),
            i.id.id().to_owned(),
            value_of(i),
            unit_name(i.id, i.unit, lang).to_owned(),
            i.error_bound.map_or(String::new(), |b| format!("{:.1e}", b * scale)),
            goal.map_or(String::new(), |g| goal_text(i.id, i.unit, g, lang)),
            goal.map_or(String::new(), |g| g.due.clone()),
            goal.map_or(String::new(), |g| harmless(lang.pick(&g.source, &g.source_en))),
            met_text(i.met, lang).to_owned(),
            i.quantity.map_or(String::new(), |q| plain_number(q.numerator)),
            i.quantity.map_or(String::new(), |q| plain_number(q.denominator)),
            served(i.population),
            served_share(i.population),
            harmless(&notes.join(lang.pick("；", "; "))),
        ];
        if let Some(base) = base {
            row.insert(3, change_of(i, base));
        }
        csv.row(row);
    }
    csv.remarks(project, analysis, lang)
}

/// The change of an indicator against the base, as the workbook shows it; empty without a figure on both sides.
fn change_of(i: &Indicator, base: &Analysis) -> String {
    let before = base.indicator(i.id).and_then(|b| b.quantity).and_then(Quantity::value);
    let change = i.quantity.and_then(Quantity::value).zip(before).map(|(now, before)| now - before);
    let digits = match i.unit {
        Unit::Ratio => Digits::Percent(2),
        Unit::PerKm2 | Unit::SquareMetresPerPerson => Digits::Fixed(2),
        Unit::Count | Unit::SquareMetres => Digits::Fixed(0),
    };
    change.map_or(String::new(), |c| shown(c, digits))
}

/// `zones.csv`: one row a zone, then "in no zone", then the whole.
///
/// Columns: identifier, name, km², population; then for each indicator with a figure its value, for coverage also
/// covered and residential m², the people served and their share (empty where no parcel carries a population, and for
/// "in no zone"), and the verdict.
pub(super) fn zones_csv(project: &Project, analysis: &Analysis, lang: Lang) -> Vec<u8> {
    let mut csv = Csv::new();
    let shown: Vec<&Indicator> = analysis.indicators.iter().filter(|i| i.quantity.is_some()).collect();
    let mut header: Vec<String> = (if lang == Lang::Zh {
        ["标识", "分区", "面积（km²）", "人口"]
    } else {
        ["Id", "Zone", "Area (km²)", "Population"]
    })
    .map(str::to_owned)
    .to_vec();
    for i in &shown {
        let name = indicator_name(i.id, lang);
        let unit = unit_name(i.id, i.unit, lang);
        header.push(match (unit, lang) {
            ("", _) => name.to_owned(),
            (unit, Lang::Zh) => format!("{name}（{unit}）"),
            (unit, Lang::En) => format!("{name} ({unit})"),
        });
        if i.unit == Unit::Ratio {
            let more = if lang == Lang::Zh {
                ["覆盖面积（m²）", "居住用地（m²）", "服务人口", "服务人口占比（%）"]
            } else {
                ["covered (m²)", "residential land (m²)", "people served", "people served (%)"]
            };
            header.extend(more.map(|m| format!("{name} {m}")));
        }
        if i.goal.is_some() {
            header.push(format!("{name} {}", lang.pick("结论", "verdict")));
        }
    }
    csv.row(&header);
    let cells =
        |i: &Indicator, q: Option<Quantity>, people: Option<Quantity>, met: Option<bool>, goal: Option<&Goal>| {
            let mut cells = vec![q.and_then(Quantity::value).map_or(String::new(), |v| figure(i.unit, v, goal))];
            if i.unit == Unit::Ratio {
                cells.push(q.map_or(String::new(), |q| format!("{:.0}", q.numerator)));
                cells.push(q.map_or(String::new(), |q| format!("{:.0}", q.denominator)));
                cells.extend([served(people), served_share(people)]);
            }
            if i.goal.is_some() {
                cells.push(met_text(met, lang).to_owned());
            }
            cells
        };
    for (at, zone) in analysis.zones.iter().enumerate() {
        let people = zone.population.map_or(String::new(), plain_number);
        let mut row = vec![harmless(&zone.id), harmless(&zone.name), format!("{:.4}", zone.area_m2 / 1e6), people];
        for i in &shown {
            let value = i.zones.get(at);
            // A verdict by zone is shown with digits that bear it out; without one two decimals do.
            let goal = i.goal.as_ref().filter(|_| value.is_some_and(|v| v.met.is_some()));
            let people = value.and_then(|v| v.population);
            row.extend(cells(i, value.map(|v| v.quantity), people, value.and_then(|v| v.met), goal));
        }
        csv.row(&row);
    }
    if !analysis.zones.is_empty() {
        let mut row = vec![String::new(), lang.pick("未分区", "In no zone").to_owned(), String::new(), String::new()];
        for i in &shown {
            row.extend(cells(i, i.unzoned, None, None, None));
        }
        csv.row(&row);
    }
    let mut row = vec![String::new(), lang.pick("合计", "Whole").to_owned(), String::new(), String::new()];
    for i in &shown {
        row.extend(cells(i, i.quantity, i.population, i.met, i.goal.as_ref()));
    }
    csv.row(&row);
    csv.remarks(project, analysis, lang)
}

/// The coverage table for a terminal: the indicators, then park coverage by zone, then what nobody has verified.
/// Columns are aligned for Chinese characters, which take two cells each.
pub fn table_for_people(project: &Project, analysis: &Analysis, lang: Lang) -> String {
    let mut out = String::new();
    let title = if !project.synthetic {
        project.name.clone()
    } else if synthetic_statement(Lang::Zh).starts_with(&project.name) {
        // The sample's name is how the statement begins.
        synthetic_statement(lang).to_owned()
    } else {
        format!("{}  {}", project.name, synthetic_statement(lang))
    };
    let _ = writeln!(out, "{title}");
    let rules = &project.rules;
    let _ = writeln!(
        out,
        "{}{}（{}）  {}{}",
        lang.pick("规则集：", "Rule set: "),
        lang.pick(&rules.name.zh, &rules.name.en),
        rules.id,
        lang.pick("平面：", "Plane: "),
        project.plane.name()
    );
    let head = if lang == Lang::Zh {
        ["指标", "数值", "目标", "结论"]
    } else {
        ["Indicator", "Value", "Target", "Verdict"]
    };
    let mut rows = vec![head.map(str::to_owned)];
    for i in &analysis.indicators {
        let Some(value) = i.quantity.and_then(Quantity::value) else {
            let why = i
                .notes
                .iter()
                .find(|(key, _)| key.starts_with("no_") || key.starts_with("demand_"))
                .map_or(String::new(), |(k, d)| note_text(k, d, lang));
            rows.push([indicator_name(i.id, lang).to_owned(), "–".to_owned(), String::new(), why]);
            continue;
        };
        let unit = unit_name(i.id, i.unit, lang);
        rows.push([
            indicator_name(i.id, lang).to_owned(),
            format!("{} {unit}", figure(i.unit, value, i.goal.as_ref())).trim_end().to_owned(),
            i.goal.as_ref().map_or(String::new(), |g| goal_text(i.id, i.unit, g, lang)),
            met_text(i.met, lang).to_owned(),
        ]);
    }
    out.push('\n');
    out.push_str(&aligned(&rows, [false, true, true, false]));
    if let Some(park) =
        analysis.indicator(IndicatorId::ParkCoverage).filter(|p| p.quantity.is_some() && !p.zones.is_empty())
    {
        let name = indicator_name(park.id, lang);
        let head = if lang == Lang::Zh {
            ["分区", name, "居住用地（hm²）", "结论"]
        } else {
            ["Zone", name, "Residential (ha)", "Verdict"]
        };
        let mut rows = vec![head.map(str::to_owned)];
        let mut row = |label: &str, q: Quantity, met: Option<bool>| {
            let goal = park.goal.as_ref().filter(|_| met.is_some());
            let value = q.value().map_or("–".to_owned(), |v| format!("{} %", figure(Unit::Ratio, v, goal)));
            rows.push([label.to_owned(), value, format!("{:.2}", q.denominator / 1e4), met_text(met, lang).to_owned()]);
        };
        for zone in &park.zones {
            row(&zone.name, zone.quantity, zone.met);
        }
        if let Some(unzoned) = park.unzoned {
            row(lang.pick("未分区", "In no zone"), unzoned, None);
        }
        if let Some(whole) = park.quantity {
            row(lang.pick("合计", "Whole"), whole, park.met);
        }
        out.push('\n');
        out.push_str(&aligned(&rows, [false, true, true, false]));
    }
    let gaps = analysis.gaps.iter().map(|g| g.area_m2).sum::<f64>() + 0.0;
    let _ = match lang {
        Lang::Zh => writeln!(out, "\n盲区 {} 处，共 {:.2} hm²", analysis.gaps.len(), gaps / 1e4),
        Lang::En => writeln!(out, "\n{} gaps, {:.2} ha in all", analysis.gaps.len(), gaps / 1e4),
    };
    for line in words::losses(project, analysis, lang).into_iter().chain(unverified_statement(project, analysis, lang))
    {
        let _ = writeln!(out, "{line}");
    }
    for line in words::layers_taken(project, lang) {
        let _ = writeln!(out, "{line}");
    }
    out
}

fn aligned(rows: &[[String; 4]], right: [bool; 4]) -> String {
    let mut widths = [0; 4];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cells_wide(cell));
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for ((cell, &width), to_the_right) in row.iter().zip(&widths).zip(right) {
            let blank = " ".repeat(width - cells_wide(cell));
            let _ = if to_the_right { write!(line, "{blank}{cell}  ") } else { write!(line, "{cell}{blank}  ") };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// How many cells of a terminal a text takes: two for each wide East Asian character, none for combining marks.
pub(crate) fn cells_wide(text: &str) -> usize {
    text.chars()
        .map(|c| match u32::from(c) {
            0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
            0x1100..=0x115f
            | 0x2e80..=0x303e
            | 0x3041..=0xa4cf
            | 0xac00..=0xd7a3
            | 0xf900..=0xfaff
            | 0xfe30..=0xfe4f
            | 0xff00..=0xff60
            | 0xffe0..=0xffe6
            | 0x1f300..=0x1faff
            | 0x20000..=0x3fffd => 2,
            _ => 1,
        })
        .sum()
}
