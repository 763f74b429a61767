//! The files that were read.

use super::remarks;
use crate::io::error::{reason_en, reason_zh};
use crate::io::write::Lang;
use crate::io::write::answer::Answer;
use crate::io::write::table::{Cell, Digits, Table};
use crate::io::write::words::{self, facility_reason, role_name};
use crate::model::CrsOrigin;

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
