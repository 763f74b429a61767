//! What people keep beside the figures, as tables: comments on proposed sites, score sheets, dated figures.

use super::Lang;
use super::table::{Cell, Digits, Table};
use super::tables::met_text;
use super::words::{indicator_name, unit_name};
use crate::analysis::{IndicatorId, Unit};
use crate::model::plan::{Date, Period};

/// Comments, scores and dated figures, as they are handed in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records {
    /// Comments on proposed sites.
    pub comments: Vec<CommentRow>,
    /// Marks of score sheets.
    pub scores: Vec<ScoreRow>,
    /// Figures kept by date.
    pub dated: Vec<DatedRow>,
}

/// A comment on a proposed site.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CommentRow {
    /// Its number.
    pub number: u32,
    /// The day.
    pub date: String,
    /// The scenario it was written in; empty for wherever the proposal is.
    pub scenario: String,
    /// The proposal by name.
    pub proposal: String,
    /// Who wrote it; may be empty.
    pub by: String,
    /// What it says.
    pub text: String,
}

/// The mark of one item of a score sheet on one day; an item of a sheet on which there are no marks yet has no day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScoreRow {
    /// The sheet's name.
    pub sheet: String,
    /// The zone it is for; empty for none.
    pub zone: String,
    /// The day; empty without marks.
    pub date: String,
    /// Who gave the marks; may be empty.
    pub by: String,
    /// What was looked at.
    pub item: String,
    /// How much it counts.
    pub weight: f64,
    /// The full mark.
    pub full: f64,
    /// The mark; `None` where it was not looked at.
    pub mark: Option<f64>,
    /// The total of the day in per cent (see [`ScoreSheet::total`](crate::model::plan::ScoreSheet::total)).
    pub total: Option<f64>,
    /// Anything to know of that day.
    pub note: String,
}

/// One figure, whole or of a zone, as it was on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct DatedRow {
    /// The day.
    pub date: Date,
    /// For what it was kept.
    pub period: Period,
    /// The name that the set of figures has; may be empty.
    pub label: String,
    /// The scenario; empty for the base.
    pub scenario: String,
    /// Up to which year of the scenario; `None` for all of it.
    pub year: Option<i32>,
    /// The rule set it was measured by.
    pub rules: String,
    /// The indicator's identifier.
    pub indicator: String,
    /// Its unit, as `summary.json` writes it.
    pub unit: String,
    /// The zone's name; `None` for the whole.
    pub zone: Option<String>,
    /// What is above the line.
    pub numerator: f64,
    /// What is below the line.
    pub denominator: f64,
    /// Whether its target was met; `None` without one, and of a zone.
    pub met: Option<bool>,
    /// The value in the set kept before it for the same purpose, of the same scenario and year and by the same rules;
    /// `None` without one.
    pub before: Option<f64>,
}

impl DatedRow {
    /// The figure; `None` for a share of nothing.
    pub fn value(&self) -> Option<f64> {
        (self.denominator != 0.0).then(|| self.numerator / self.denominator)
    }
}

impl Records {
    /// A table of each sort of which there is anything.
    pub(crate) fn tables(&self, lang: Lang) -> Vec<Table> {
        let mut tables = Vec::new();
        if !self.comments.is_empty() {
            tables.push(self.comments(lang));
        }
        if !self.scores.is_empty() {
            tables.push(self.scores(lang));
        }
        if !self.dated.is_empty() {
            tables.push(self.dated(lang));
        }
        tables
    }

    fn comments(&self, lang: Lang) -> Table {
        let heads = [
            ("编号", "No."),
            ("日期", "Date"),
            ("方案", "Scenario"),
            ("拟建设施", "Proposal"),
            ("提出人", "By"),
            ("意见", "Comment"),
        ];
        let heads = heads.map(|(zh, en)| lang.pick(zh, en));
        let mut table = Table::new("comments", lang.pick("选址意见", "Comments"), heads);
        for row in &self.comments {
            let number = Cell::Number(f64::from(row.number), Digits::Plain);
            let texts = [&row.date, &row.scenario, &row.proposal, &row.by, &row.text].map(Cell::text);
            table.row(std::iter::once(number).chain(texts));
        }
        table
    }

    fn scores(&self, lang: Lang) -> Table {
        let heads = [
            ("评分表", "Score sheet"),
            ("街区", "Zone"),
            ("日期", "Date"),
            ("评分人", "By"),
            ("项目", "Item"),
            ("权重", "Weight"),
            ("满分", "Full mark"),
            ("得分", "Mark"),
            ("当日总分（%）", "Total of the day (%)"),
            ("备注", "Note"),
        ];
        let heads = heads.map(|(zh, en)| lang.pick(zh, en));
        let mut table = Table::new("scores", lang.pick("街区评分", "Scores"), heads);
        for row in &self.scores {
            let [sheet, zone, date, by, item] = [&row.sheet, &row.zone, &row.date, &row.by, &row.item].map(Cell::text);
            table.row([
                sheet,
                zone,
                date,
                by,
                item,
                Cell::number(row.weight, Digits::Plain),
                Cell::number(row.full, Digits::Plain),
                Cell::maybe(row.mark, Digits::Plain),
                Cell::maybe(row.total, Digits::Fixed(2)),
                Cell::text(&row.note),
            ]);
        }
        table
    }

    fn dated(&self, lang: Lang) -> Table {
        let heads = [
            ("日期", "Date"),
            ("周期", "Kept for"),
            ("名称", "Name"),
            ("方案", "Scenario"),
            ("年份", "Year"),
            ("规则集", "Rules"),
            ("指标", "Indicator"),
            ("分区", "Zone"),
            ("数值", "Value"),
            ("单位", "Unit"),
            ("上一次", "The time before"),
            ("变化", "Change"),
            ("结论", "Verdict"),
            ("分子", "Numerator"),
            ("分母", "Denominator"),
        ];
        let heads = heads.map(|(zh, en)| lang.pick(zh, en));
        let mut table = Table::new("dated", lang.pick("指标存档", "Dated figures"), heads);
        for row in &self.dated {
            let id = IndicatorId::from_id(&row.indicator);
            let unit = UNITS.into_iter().find(|u| u.id() == row.unit);
            let name = id.map_or(row.indicator.as_str(), |id| indicator_name(id, lang));
            let unit_text = id.zip(unit).map_or(row.unit.as_str(), |(id, unit)| unit_name(id, unit, lang));
            let digits = match unit {
                Some(Unit::Ratio) => Digits::Percent(2),
                Some(Unit::Count | Unit::SquareMetres) => Digits::Fixed(0),
                Some(Unit::PerKm2 | Unit::SquareMetresPerPerson) | None => Digits::Fixed(2),
            };
            let scenario = if row.scenario.is_empty() { lang.pick("现状", "As it is") } else { &row.scenario };
            table.row([
                Cell::text(row.date.to_string()),
                Cell::text(period_text(row.period, lang)),
                Cell::text(&row.label),
                Cell::text(scenario),
                Cell::maybe(row.year.map(f64::from), Digits::Plain),
                Cell::text(&row.rules),
                Cell::text(name),
                Cell::text(row.zone.as_deref().unwrap_or(lang.pick("全区", "Whole"))),
                Cell::maybe(row.value(), digits),
                Cell::text(unit_text),
                Cell::maybe(row.before, digits),
                Cell::maybe(row.value().zip(row.before).map(|(now, before)| now - before), digits),
                Cell::text(met_text(row.met, lang)),
                Cell::number(row.numerator, Digits::Fixed(2)),
                Cell::number(row.denominator, Digits::Fixed(2)),
            ]);
        }
        table
    }
}

const UNITS: [Unit; 5] = [Unit::Ratio, Unit::PerKm2, Unit::SquareMetres, Unit::SquareMetresPerPerson, Unit::Count];

fn period_text(period: Period, lang: Lang) -> &'static str {
    match period {
        Period::Month => lang.pick("月度", "month"),
        Period::Quarter => lang.pick("季度", "quarter"),
        Period::Year => lang.pick("年度", "year"),
        Period::Day => lang.pick("某日", "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_table_only_of_what_there_is_and_every_unit_is_known() {
        assert!(Records::default().tables(Lang::Zh).is_empty());
        let comment = CommentRow { number: 3, text: "=cmd".to_owned(), ..CommentRow::default() };
        let records = Records { comments: vec![comment], ..Records::default() };
        let tables = records.tables(Lang::En);
        assert_eq!(tables.iter().map(|t| t.key).collect::<Vec<_>>(), ["comments"]);
        let text = String::from_utf8(tables[0].csv("")).unwrap();
        assert!(text.ends_with("3,,,,,'=cmd\r\n"), "{text}");
        for id in IndicatorId::ALL {
            assert_eq!(IndicatorId::from_id(id.id()), Some(id));
        }
    }
}
