//! What a report is set from.

use std::collections::BTreeMap;

use crate::Day;

/// What a report is set from.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// Every file that the template can read, by its name from the root, such as `main.typ`, `data.json`, `map.svg`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Which of them is set.
    pub main: String,
    /// The day that the document carries; `None` for none.
    pub day: Option<Day>,
    /// What tells this document from others, for the file's identifier; never shown.
    pub ident: String,
}
