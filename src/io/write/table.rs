//! A table of an answer, before it becomes a sheet of the workbook, a CSV file or a part of a report.

use super::tables::harmless;

/// How a number is shown; the number itself is kept whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digits {
    /// With so many decimals.
    Fixed(usize),
    /// A share, as per cent with so many decimals.
    Percent(usize),
    /// As a power of ten.
    Power,
    /// A year or a number that names: no separator between thousands.
    Plain,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Blank,
    Text(String),
    Number(f64, Digits),
    /// A figure that the spreadsheet works out again from the cells above, with the value it has.
    Formula(String, f64, Digits),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text: String = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    pub(crate) fn number(value: f64, digits: Digits) -> Self {
        if value.is_finite() { Self::Number(value, digits) } else { Self::Blank }
    }

    pub(crate) fn maybe(value: Option<f64>, digits: Digits) -> Self {
        value.map_or(Self::Blank, |v| Self::number(v, digits))
    }

    pub(crate) fn count(n: usize) -> Self {
        Self::Number(n as f64, Digits::Fixed(0))
    }

    /// As people read it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(value, digits) | Self::Formula(_, value, digits) => shown(*value, *digits),
        }
    }
}

/// A number as people read it, without separators between thousands. Never `-0`.
pub(crate) fn shown(value: f64, digits: Digits) -> String {
    let text = match digits {
        Digits::Fixed(decimals) => format!("{value:.decimals$}"),
        Digits::Percent(decimals) => format!("{:.decimals$}", value * 100.0),
        Digits::Power => format!("{value:.1e}"),
        Digits::Plain => format!("{value}"),
    };
    if text.starts_with('-') && text.chars().all(|c| matches!(c, '-' | '0' | '.')) {
        text[1..].to_owned()
    } else {
        text
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// Name of its CSV file, without the extension; ASCII.
    pub(crate) key: &'static str,
    /// Its name for people; names the sheet.
    pub(crate) title: String,
    /// Heads with their units.
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// How many of the last rows are sums and checks.
    pub(crate) sums: usize,
    /// What goes with it, a sentence a line.
    pub(crate) remarks: Vec<String>,
}

impl Table {
    pub(crate) fn new(key: &'static str, title: &str, head: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let head = head.into_iter().map(Into::into).collect();
        Self { key, title: title.to_owned(), head, ..Self::default() }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let row: Vec<Cell> = cells.into_iter().collect();
        debug_assert_eq!(row.len(), self.head.len(), "{}", self.key);
        self.rows.push(row);
    }

    pub(crate) fn sum(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.row(cells);
        self.sums += 1;
    }

    /// As CSV: UTF-8 with a byte-order mark and CRLF; no cell that a spreadsheet would take for a formula. Shares are in
    /// per cent, and a head that does not say so gets the sign.
    pub(crate) fn csv(&self, remark: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice("\u{feff}".as_bytes());
        let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(bytes);
        let mut write = |cells: Vec<String>| csv.write_record(cells).expect("writing to memory");
        write(self.head.iter().map(|h| harmless(h)).collect());
        for row in &self.rows {
            let cell = |cell: &Cell| match cell {
                Cell::Text(text) => harmless(text),
                other => other.shown(),
            };
            write(row.iter().map(cell).collect());
        }
        for line in &self.remarks {
            write(vec![remark.to_owned(), harmless(line)]);
        }
        csv.into_inner().expect("writing to memory")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_without_a_lone_minus() {
        assert_eq!(shown(-1e-9, Digits::Fixed(2)), "0.00");
        assert_eq!(shown(-0.006, Digits::Fixed(2)), "-0.01");
        assert_eq!(shown(0.794_956, Digits::Percent(2)), "79.50");
        assert_eq!(shown(2025.0, Digits::Plain), "2025");
        assert_eq!(shown(0.0, Digits::Fixed(0)), "0");
    }

    #[test]
    fn a_csv_file_holds_no_formula_and_keeps_numbers_negative() {
        let mut table = Table::new("x", "X", ["=1+1", "b"]);
        table.row([Cell::text("@SUM(A1)"), Cell::Number(-3.0, Digits::Fixed(1))]);
        table.row([Cell::text("\"a\",\nb"), Cell::Blank]);
        table.remarks.push("+cmd".to_owned());
        let text = String::from_utf8(table.csv("说明")).unwrap();
        assert_eq!(text, "\u{feff}'=1+1,b\r\n'@SUM(A1),-3.0\r\n\"\"\"a\"\",\nb\",\r\n说明,'+cmd\r\n");
    }
}
