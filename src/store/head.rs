//! What a project file says of a layer beside its features: name, role, provenance, what the import found.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::content::Content;
use super::{intern, seal};
use crate::model::{CrsOrigin, Import, Layer, LayerId, Note, Role, Skipped, Source, Text};

/// Everything of a layer but its features.
#[derive(Serialize, Deserialize)]
pub(super) struct HeadText {
    content: i64,
    id: LayerId,
    role: Role,
    name: String,
    path: String,
    sha256: String,
    bytes: u64,
    crs: String,
    crs_origin: String,
    total: usize,
    skipped: Vec<(usize, String, String)>,
    /// Beside each of `skipped`, whose text is in English, its line and the text in Chinese.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    skipped_at: Vec<(Option<u32>, String)>,
    repaired: BTreeMap<String, usize>,
    notes: Vec<(String, String)>,
}

impl HeadText {
    pub(super) fn of(layer: &Layer, content: i64) -> Self {
        let origin = match layer.source.crs_origin {
            CrsOrigin::Declared => "declared",
            CrsOrigin::Chosen => "chosen",
            CrsOrigin::Assumed => "assumed",
        };
        let import = &layer.import;
        Self {
            content,
            id: layer.id,
            role: layer.role,
            name: layer.name.clone(),
            path: layer.source.path.to_string_lossy().into_owned(),
            sha256: layer.source.sha256.clone(),
            bytes: layer.source.bytes,
            crs: layer.source.crs.clone(),
            crs_origin: origin.to_owned(),
            total: import.total,
            skipped: import.skipped.iter().map(|s| (s.index, s.reason.to_owned(), s.detail.en.clone())).collect(),
            skipped_at: import.skipped.iter().map(|s| (s.line, s.detail.zh.clone())).collect(),
            repaired: import.repaired.clone(),
            notes: import.notes.iter().map(|n| (n.key.to_owned(), n.detail.clone())).collect(),
        }
    }
}

/// A layer from the text of its head and its content, and whether the head is what was written.
pub(super) fn layer_from(body: &str, content: &Content) -> Option<(Layer, bool)> {
    let (text, intact): (HeadText, bool) = seal::open(body)?;
    let crs_origin = match text.crs_origin.as_str() {
        "declared" => CrsOrigin::Declared,
        "chosen" => CrsOrigin::Chosen,
        _ => CrsOrigin::Assumed,
    };
    let mut beside = text.skipped_at.into_iter();
    let skipped = |(index, reason, en): (usize, String, String)| {
        let reason = intern::key(&reason);
        let (line, detail) = match beside.next() {
            Some((line, zh)) => (line, Text { zh, en }),
            None => before_lines_were_numbers(&en),
        };
        Skipped { index, reason, line, detail }
    };
    let note = |(key, detail): (String, String)| {
        let line = detail.strip_prefix("line ").filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
        Note { key: intern::key(&key), detail: line.map_or_else(|| detail.clone(), str::to_owned) }
    };
    let layer = Layer {
        id: text.id,
        role: text.role,
        name: text.name,
        source: Source { path: text.path.into(), sha256: text.sha256, bytes: text.bytes, crs: text.crs, crs_origin },
        fields: Arc::clone(&content.fields),
        features: Arc::clone(&content.features),
        import: Import {
            total: text.total,
            skipped: text.skipped.into_iter().map(skipped).collect(),
            repaired: text.repaired,
            notes: text.notes.into_iter().map(note).collect(),
        },
    };
    Some((layer, intact && text.content == content.id))
}

/// Line and particulars of `line 12: the geometry is null`, as files had them that knew English alone.
fn before_lines_were_numbers(en: &str) -> (Option<u32>, Text) {
    let cut = en.strip_prefix("line ").and_then(|rest| rest.split_once(": "));
    match cut.and_then(|(line, what)| Some((line.parse().ok()?, what))) {
        Some((line, what)) => (Some(line), Text::new("", what)),
        None => (None, Text::new("", en)),
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particulars_of_older_files_keep_their_line() {
        let what = Text::new("", "the geometry is null");
        assert_eq!(before_lines_were_numbers("line 12: the geometry is null"), (Some(12), what));
        assert_eq!(before_lines_were_numbers("zero_area"), (None, Text::new("", "zero_area")));
    }
}
