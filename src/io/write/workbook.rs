//! The workbook (`.xlsx`): a sheet a table, typed cells, heads that stay in sight, and a chart of the sub-districts.
//!
//! Figures stand in the cells in full precision and are shown rounded; sums and checks are formulas that carry their
//! values, so that every reader shows the same. Text is always written as text: nothing in a name can become a formula.
//! The same answer gives the same bytes.

use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartMarker, ChartSolidFill, ChartType, Color,
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::Lang;
use super::answer::Answer;
use super::sheets;
use super::table::{Cell, Digits, Table};
use super::tables::cells_wide;
use super::words::{indicator_name, synthetic_statement};
use crate::analysis::IndicatorId;

/// Above the head: the title, and on what it rests.
const ABOVE: u32 = 2;
/// The first row of figures.
const FIRST: u32 = ABOVE + 1;
/// A spreadsheet holds no more characters in a cell.
const MOST_CHARACTERS: usize = 32_767;

const TEAL: Color = Color::RGB(0x0F_766E);
const ORANGE: Color = Color::RGB(0xC2_5A1A);
const GREY: Color = Color::RGB(0x5B_6570);
const HEAD: Color = Color::RGB(0xE8_EEF0);
const SUM: Color = Color::RGB(0xF4_F6F7);
const LINE: Color = Color::RGB(0xC9_D1D6);

/// The bytes of the workbook of these tables.
///
/// # Errors
/// What the writer says; a test writes every table, so only a defect comes here.
pub(super) fn bytes(answer: &Answer<'_>, tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let mut properties = DocProperties::new()
        .set_title(plain(&answer.project.name, 255))
        .set_author("Fugai")
        .set_comment(sheets::basis(answer));
    // Without a day of its own it would carry the clock's, and no two files would be alike.
    // Spreadsheets know years from 1900 on.
    let (year, month, day) =
        answer.date.map_or((2000, 1, 1), |d| (d.year().clamp(1900, 9999) as u16, d.month(), d.day()));
    properties = properties.set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?);
    book.set_properties(&properties);
    let looks = Looks::new(answer.lang);
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&table.title))?;
        fill(sheet, answer, table, &looks)?;
        if table.key == "zones"
            && let Some((chart, rows)) = chart(answer, table)
        {
            let below = FIRST + (table.rows.len() + table.remarks.len()) as u32 + 2;
            // Right of the columns that are printed on every page.
            sheet.insert_chart(below, 2, &chart)?;
            sheet.set_print_area(0, 0, below + rows, table.head.len().saturating_sub(1) as u16)?;
        }
    }
    book.save_to_buffer()
}

/// A sheet's name: at most 31 characters, none of those that a sheet may not have.
fn sheet_name(title: &str) -> String {
    let name: String =
        title.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).collect();
    plain(&name, 31)
}

/// Text without control characters, cut to a number of UTF-16 units.
fn plain(text: &str, most: usize) -> String {
    let mut left = most;
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    text.chars().filter(|c| !c.is_control() || *c == '\n').take_while(fits).collect()
}

struct Looks {
    title: Format,
    basis: Format,
    head: Format,
    remark: Format,
    font: &'static str,
}

impl Looks {
    fn new(lang: Lang) -> Self {
        let font = lang.pick("微软雅黑", "Calibri");
        let base = || Format::new().set_font_name(font).set_font_size(10);
        Self {
            title: base().set_font_size(14).set_bold().set_align(FormatAlign::VerticalCenter),
            basis: base().set_font_color(GREY).set_align(FormatAlign::VerticalCenter),
            head: base()
                .set_bold()
                .set_text_wrap()
                .set_background_color(HEAD)
                .set_border_bottom(FormatBorder::Thin)
                .set_border_color(LINE)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            remark: base().set_font_color(GREY),
            font,
        }
    }

    fn cell(&self, cell: &Cell, sum: bool, wrap: bool) -> Format {
        let mut format = Format::new()
            .set_font_name(self.font)
            .set_font_size(10)
            .set_align(FormatAlign::VerticalCenter)
            .set_border_bottom(FormatBorder::Hair)
            .set_border_color(LINE);
        if sum {
            format = format.set_bold().set_background_color(SUM);
        }
        match cell {
            Cell::Number(_, digits) | Cell::Formula(_, _, digits) => format.set_num_format(number_format(*digits)),
            // An indent parts text from the figures before it.
            Cell::Text(text) if matches!(text.as_str(), "未达标" | "missed") => {
                format.set_font_color(ORANGE).set_indent(1)
            }
            Cell::Text(text) if matches!(text.as_str(), "达标" | "met") => format.set_font_color(TEAL).set_indent(1),
            Cell::Text(_) if wrap => format.set_text_wrap().set_indent(1),
            Cell::Text(_) => format.set_indent(1),
            Cell::Blank => format,
        }
    }
}

fn number_format(digits: Digits) -> String {
    let decimals = |n: usize| {
        if n == 0 { String::new() } else { format!(".{}", "0".repeat(n)) }
    };
    match digits {
        Digits::Fixed(n) => format!("#,##0{}", decimals(n)),
        Digits::Percent(n) => format!("0{}%", decimals(n)),
        Digits::Power => "0.0E+00".to_owned(),
        Digits::Plain => "0".to_owned(),
    }
}

/// Widest a column gets, in characters of the Latin alphabet; longer text is wrapped.
const WIDEST: usize = 46;

fn fill(sheet: &mut Worksheet, answer: &Answer<'_>, table: &Table, looks: &Looks) -> Result<(), XlsxError> {
    let lang = answer.lang;
    let name = if answer.project.synthetic { synthetic_statement(lang) } else { answer.project.name.as_str() };
    sheet.write_string_with_format(0, 0, plain(&format!("{name} · {}", table.title), MOST_CHARACTERS), &looks.title)?;
    sheet.write_string_with_format(1, 0, plain(&sheets::basis(answer), MOST_CHARACTERS), &looks.basis)?;
    sheet.set_row_height(0, 26)?;
    sheet.set_row_height(1, 18)?;

    let widths: Vec<usize> = (0..table.head.len()).map(|column| width(table, column)).collect();
    for (column, (head, &width)) in table.head.iter().zip(&widths).enumerate() {
        sheet.set_column_width(column as u16, width as f64)?;
        sheet.write_string_with_format(ABOVE, column as u16, plain(head, MOST_CHARACTERS), &looks.head)?;
    }
    let lines = table.head.iter().zip(&widths).map(|(head, width)| cells_wide(head).div_ceil((*width - 1).max(1)));
    sheet.set_row_height(ABOVE, 6.0 + 15.0 * lines.max().unwrap_or(1) as f64)?;

    let figures = table.rows.len() - table.sums;
    for (at, cells) in table.rows.iter().enumerate() {
        let row = FIRST + at as u32;
        let mut tallest = 1;
        for (column, cell) in cells.iter().enumerate() {
            let wide = cells_wide(&cell.shown());
            let wrap = matches!(cell, Cell::Text(_)) && wide + 1 > widths[column];
            if wrap {
                tallest = tallest.max(wide.div_ceil(widths[column].saturating_sub(2).max(1)));
            }
            let format = looks.cell(cell, at >= figures, wrap);
            let column = column as u16;
            match cell {
                Cell::Blank => sheet.write_blank(row, column, &format)?,
                Cell::Text(text) => {
                    sheet.write_string_with_format(row, column, plain(text, MOST_CHARACTERS), &format)?
                }
                Cell::Number(value, _) => sheet.write_number_with_format(row, column, *value, &format)?,
                Cell::Formula(formula, value, _) => {
                    let formula = Formula::new(placed(formula)).set_result(value.to_string());
                    sheet.write_formula_with_format(row, column, formula, &format)?
                }
            };
        }
        sheet.set_row_height(row, 4.0 + 14.0 * tallest.min(12) as f64)?;
    }
    for (i, remark) in table.remarks.iter().enumerate() {
        let row = FIRST + (table.rows.len() + i) as u32 + 1;
        sheet.write_string_with_format(row, 0, plain(remark, MOST_CHARACTERS), &looks.remark)?;
    }

    // The column of names stays in sight with the heads.
    let names = match table.key {
        "zones" | "gaps" | "facilities" => 2,
        "proposals" => 3,
        _ => 1,
    };
    sheet.set_freeze_panes(FIRST, names)?;
    if figures > 1 && !table.head.is_empty() && matches!(table.key, "gaps" | "facilities" | "proposals") {
        sheet.autofilter(ABOVE, 0, FIRST + figures as u32 - 1, table.head.len() as u16 - 1)?;
    }
    // Many columns on one page would be too small to read: two pages then, names on both.
    let pages = if table.head.len() > 14 { 2 } else { 1 };
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(pages, 0).set_repeat_rows(ABOVE, ABOVE)?;
    if pages > 1 {
        sheet.set_repeat_columns(0, names.saturating_sub(1))?;
    }
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3).set_footer("&L&A&R&P / &N").set_screen_gridlines(false);
    Ok(())
}

/// A column as wide as its widest cell, Chinese characters counted twice; the head may break into lines.
fn width(table: &Table, column: usize) -> usize {
    // Chinese breaks anywhere, a Latin word nowhere.
    let latin = |c: char| c.is_ascii_graphic() || matches!(c, '²' | '–');
    let longest_word = |text: &str| text.split(|c| !latin(c)).map(cells_wide).max().unwrap_or(0);
    let shown = |cell: &Cell| match cell {
        // Separators between thousands.
        Cell::Number(v, Digits::Fixed(_)) | Cell::Formula(_, v, Digits::Fixed(_)) => {
            let thousands = if v.abs() >= 1.0 { v.abs().log10() as usize / 3 } else { 0 };
            cell.shown().len() + thousands
        }
        Cell::Number(_, Digits::Percent(_)) => cell.shown().len() + 1,
        other => cells_wide(&other.shown()),
    };
    let body = table.rows.iter().filter_map(|r| r.get(column)).map(shown).max().unwrap_or(0);
    let head = &table.head[column];
    let head = longest_word(head).max(cells_wide(head).div_ceil(3)).clamp(4, 24);
    body.max(head).clamp(5, WIDEST) + 3
}

/// A formula whose `{column:row}` are the cells of a table.
fn placed(formula: &str) -> String {
    let mut out = String::new();
    let mut rest = formula;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((place, after)) = after.split_once('}') else {
            break;
        };
        if let Some((column, row)) = place.split_once(':')
            && let (Ok(column), Ok(row)) = (column.parse::<u16>(), row.parse::<u32>())
        {
            out.push_str(&rust_xlsxwriter::utility::row_col_to_cell(FIRST + row, column));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Park coverage by sub-district as columns with the target as a line, and how many rows it takes; `None` without zones.
fn chart(answer: &Answer<'_>, table: &Table) -> Option<(Chart, u32)> {
    const ROWS: u32 = 20;
    let lang = answer.lang;
    let park = answer.analysis.indicator(IndicatorId::ParkCoverage)?;
    let zones = park.zones.len();
    if zones == 0 || park.quantity.is_none() {
        return None;
    }
    let name = indicator_name(park.id, lang);
    let column = table.head.iter().position(|h| h.starts_with(name) && h.contains('%'))? as u16;
    let sheet = sheet_name(&table.title);
    let (first, last) = (FIRST, FIRST + zones as u32 - 1);
    let font = |size: f64| {
        let mut font = ChartFont::new();
        font.set_name(lang.pick("微软雅黑", "Calibri")).set_size(size);
        font
    };
    let mut chart = Chart::new(ChartType::Column);
    chart
        .add_series()
        .set_name(name)
        .set_categories((sheet.as_str(), first, 1, last, 1))
        .set_values((sheet.as_str(), first, column, last, column))
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(TEAL)))
        .set_gap(60);
    let lowest = park.zones.iter().filter_map(|z| z.quantity.value()).fold(1.0, f64::min);
    let floor = ((lowest.min(park.goal.as_ref().map_or(1.0, |g| g.value)) * 10.0).floor() - 1.0).max(0.0) / 10.0;
    if let Some(goal) = &park.goal {
        let mut line = Chart::new(ChartType::Line);
        let target =
            format!("{} {}", lang.pick("目标", "Target"), super::tables::goal_text(park.id, park.unit, goal, lang));
        let column = table.head.iter().position(|h| h == lang.pick("目标（%）", "Target (%)"))? as u16;
        line.add_series()
            .set_name(&target)
            .set_categories((sheet.as_str(), first, 1, last, 1))
            .set_values((sheet.as_str(), first, column, last, column))
            .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(ORANGE).set_width(2.25)))
            .set_marker(ChartMarker::new().set_none());
        chart.combine(&line);
    }
    chart.title().set_name(name).set_font(&font(12.0));
    chart.x_axis().set_font(&font(9.0));
    chart.y_axis().set_major_gridlines_line(ChartLine::new().set_color(LINE).set_width(0.5));
    chart.y_axis().set_min(floor).set_max(1.0).set_num_format("0%").set_font(&font(9.0));
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9.0));
    chart.set_width((160 + 90 * zones as u32).clamp(640, 1600)).set_height(360);
    let values: Vec<String> =
        park.zones.iter().filter_map(|z| Some(format!("{} {:.1} %", z.name, z.quantity.value()? * 100.0))).collect();
    chart.set_alt_text(plain(&values.join(lang.pick("，", ", ")), 1000));
    Some((chart, ROWS))
}
