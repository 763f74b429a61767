//! Tables for the clipboard and for showing what a file will hold: those of the workbook, as people read them.

use fugai_paper::escaped;

use crate::analysis::{Analysis, FacilityDetail};
use crate::io::write::table::{Cell, Table};
use crate::io::write::{Answer, Lang, sheets};
use crate::model::Project;

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The indicators.
    Indicators,
    /// The sub-districts.
    Zones,
    /// The gaps.
    Gaps,
}

/// A table as people read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableText {
    /// Its name.
    pub title: String,
    /// Heads with their units.
    pub head: Vec<String>,
    /// Which columns hold figures, and so stand to the right.
    pub right: Vec<bool>,
    /// The rows, sums and checks last.
    pub rows: Vec<Vec<String>>,
    /// How many of the last rows are sums and checks.
    pub sums: usize,
    /// What goes with it, a sentence a line.
    pub remarks: Vec<String>,
}

impl TableText {
    pub(super) fn of(table: &Table) -> Self {
        let figure = |cell: &Cell| matches!(cell, Cell::Number(..) | Cell::Formula(..));
        let right = (0..table.head.len()).map(|c| table.rows.iter().any(|r| r.get(c).is_some_and(figure))).collect();
        Self {
            title: table.title.clone(),
            head: table.head.clone(),
            right,
            rows: table.rows.iter().map(|r| r.iter().map(Cell::shown).collect()).collect(),
            sums: table.sums,
            remarks: table.remarks.clone(),
        }
    }

    /// As text with tabs between the cells, for a spreadsheet. Nothing in it becomes a formula or breaks a row.
    pub fn tsv(&self) -> String {
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().zip(&self.right).map(|(c, right)| plain(c, *right)).collect();
            cells.join("\t") + "\r\n"
        };
        let heads: Vec<String> = self.head.iter().map(|h| plain(h, false)).collect();
        heads.join("\t") + "\r\n" + &self.rows.iter().map(|r| row(r)).collect::<String>()
    }

    /// As HTML, for a word processor: figures to the right, text as text whatever it looks like.
    pub fn html(&self) -> String {
        let mut out = String::from(
            "<meta charset=\"utf-8\"><table style=\"border-collapse:collapse;font-family:'Microsoft YaHei','Noto Sans SC',sans-serif;font-size:10pt\">",
        );
        let rule = "border-bottom:1px solid #c9d1d6;padding:2px 8px";
        out.push_str("<thead><tr>");
        for (head, right) in self.head.iter().zip(&self.right) {
            let align = if *right { "right" } else { "left" };
            let style = ["text-align:", align, ";background:#e8eef0;", rule].concat();
            for part in ["<th style=\"", &style, "\">", &escaped(head), "</th>"] {
                out.push_str(part);
            }
        }
        out.push_str("</tr></thead><tbody>");
        let figures = self.rows.len() - self.sums.min(self.rows.len());
        for (at, row) in self.rows.iter().enumerate() {
            out.push_str("<tr>");
            let weight = if at >= figures { "font-weight:600;" } else { "" };
            for (cell, right) in row.iter().zip(&self.right) {
                // Without this a spreadsheet would make dates of names, and formulas of what begins like one.
                let kind = if *right && is_figure(cell) { "text-align:right;" } else { "mso-number-format:'\\@';" };
                for part in ["<td style=\"", weight, kind, rule, "\">", &escaped(cell), "</td>"] {
                    out.push_str(part);
                }
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table>");
        out
    }
}

fn is_figure(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

/// A cell on one line, led by an apostrophe where a spreadsheet would take it for a formula.
fn plain(text: &str, figure: bool) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if figure && is_figure(&line) { line } else { crate::io::write::tables::harmless(&line) }
}

/// A table of a project for the clipboard. `None` where the plane cannot be brought to degrees.
pub fn table(project: &Project, analysis: &Analysis, which: Which, english: bool) -> Option<TableText> {
    let lang = if english { Lang::En } else { Lang::Zh };
    let answer = Answer { project, analysis, details: &[], base: None, plan: None, date: None, lang };
    let table = match which {
        Which::Indicators => sheets::summary(&answer),
        Which::Zones => sheets::zones(&answer),
        Which::Gaps => sheets::gaps(&answer).ok()?,
    };
    Some(TableText::of(&table))
}

/// Every table of an answer, each cut to so many rows above its sums.
pub(super) fn all(answer: &Answer<'_>, most: usize) -> Result<Vec<(TableText, usize)>, crate::io::IoError> {
    let cut = |table: Table| {
        let rows = table.rows.len();
        let mut text = TableText::of(&table);
        let figures = rows - table.sums;
        if figures > most {
            text.rows.drain(most..figures);
        }
        (text, figures)
    };
    Ok(sheets::all(answer)?.into_iter().map(cut).collect())
}

/// What facilities serve alone, for tables that say it.
pub(super) type Details = Vec<FacilityDetail>;

#[cfg(test)]
mod tests {
    use super::*;

    fn hostile() -> TableText {
        TableText {
            head: vec!["名称".to_owned(), "m²".to_owned()],
            right: vec![false, true],
            rows: vec![
                vec!["=HYPERLINK(\"x\")".to_owned(), "-3.5".to_owned()],
                vec!["a\tb\r\n<b>".to_owned(), "=1+1".to_owned()],
                vec!["合计".to_owned(), "1".to_owned()],
            ],
            sums: 1,
            ..TableText::default()
        }
    }

    #[test]
    fn nothing_that_is_copied_is_a_formula_or_breaks_a_row() {
        let tsv = hostile().tsv();
        let lines: Vec<&str> = tsv.split_terminator("\r\n").collect();
        assert_eq!(lines, ["名称\tm²", "'=HYPERLINK(\"x\")\t-3.5", "a b  <b>\t'=1+1", "合计\t1"]);
    }

    #[test]
    fn html_holds_text_and_no_markup_of_others() {
        let html = hostile().html();
        assert!(html.contains("a b  &lt;b&gt;") && !html.contains("<b>"));
        assert!(html.contains("mso-number-format:'\\@';border-bottom:1px solid #c9d1d6;padding:2px 8px\">=1+1"));
        assert!(html.contains("text-align:right;border-bottom:1px solid #c9d1d6;padding:2px 8px\">-3.5"));
        assert_eq!(html.matches("<tr>").count(), 4);
    }
}
