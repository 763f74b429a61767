//! The tables and layers of a pack held against those that its figures give when they are made anew.

use serde_json::Value as Json;

use super::compare::compare;
use crate::io::pack::{Pack, WORKBOOK};

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// Files that do not follow from the figures.
    pub(super) differs: Vec<String>,
    /// Files that could not be compared.
    pub(super) uncompared: Vec<String>,
}

/// Holds every file of `anew` against that of the pack. Byte by byte where every layer is as it was read; else by what
/// they say, because the same layer written out by the program has another hash and another list of what was mended.
pub(super) fn held(pack: &Pack, anew: &[(String, Vec<u8>)], skip: &dyn Fn(&str) -> bool) -> Held {
    let exact = pack.record.inputs.iter().all(|i| i.as_read);
    let mut out = Held::default();
    for (name, bytes) in anew {
        let Some(there) = pack.files.get(name).filter(|there| *there != bytes) else { continue };
        let same = match name.rsplit_once('.') {
            _ if exact => Some(false),
            _ if *name == WORKBOOK || name == "tables/inputs.csv" => None,
            Some((_, "csv")) => Some(same_table(there, bytes)),
            // Without a code of its own the plane is left and entered again, and corners move by less than a millimetre.
            Some((_, "geojson")) if pack.record.plane.epsg.is_none() => None,
            _ => Some(same_json(there, bytes, skip)),
        };
        match same {
            Some(true) => {}
            Some(false) => out.differs.push(name.clone()),
            None => out.uncompared.push(name.clone()),
        }
    }
    out
}

/// The files of a pack that follow from its figures, by name: those that are not compared where none is made anew.
pub(super) fn all_of(pack: &Pack) -> Vec<String> {
    let made = |name: &&String| {
        name.starts_with("tables/") || name.starts_with("layers/") || *name == WORKBOOK || *name == "summary.json"
    };
    pack.files.keys().filter(made).cloned().collect()
}

fn same_json(a: &[u8], b: &[u8], skip: &dyn Fn(&str) -> bool) -> bool {
    let read = |bytes| serde_json::from_slice::<Json>(bytes).ok();
    read(a).zip(read(b)).is_some_and(|(a, b)| compare(&a, &b, skip).differs.is_empty())
}

/// Whether two CSV files say the same but for their remarks: the same words, and numbers that differ by no more than one
/// in the last digit that is shown.
fn same_table(a: &[u8], b: &[u8]) -> bool {
    rows(a).zip(rows(b)).is_some_and(|(a, b)| {
        a.len() == b.len()
            && a.iter().zip(&b).all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_cell(a, b)))
    })
}

/// The rows of a table, remarks left out; `None` where it is no CSV.
fn rows(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let all: Result<Vec<Vec<String>>, _> =
        reader.records().map(|r| r.map(|r| r.iter().map(str::to_owned).collect())).collect();
    let remark = |row: &Vec<String>| row.first().is_some_and(|c| c == "说明" || c == "Remark");
    Some(all.ok()?.into_iter().filter(|r| !remark(r)).collect())
}

fn same_cell(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) else { return false };
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, d)| d.len().min(15) as i32);
    decimals(a) == decimals(b) && (x - y).abs() <= 1.001 * 10f64.powi(-decimals(a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_the_same_but_for_remarks_and_the_last_digit() {
        let table = "\u{feff}名称,m²\r\n甲,12.34\r\n说明,旧\r\n".as_bytes();
        let same = |text: &str| same_table(table, format!("\u{feff}{text}").as_bytes());
        assert!(same("名称,m²\r\n甲,12.35\r\n说明,新\r\n说明,再一条\r\n"));
        assert!(!same("名称,m²\r\n甲,12.36\r\n"));
        assert!(!same("名称,m²\r\n乙,12.34\r\n"));
        assert!(!same("名称,m²\r\n甲,12.34\r\n丙,1\r\n"));
        assert!(!same("名称,m²\r\n甲,12.3\r\n"));
    }
}
