//! What is remembered of the panel between runs.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::FacilityKind;
use crate::session::{Format, Paper, SheetOptions};

use super::super::i18n::Lang;

/// What the panel remembers. Fields that a file lacks, or holds something odd in, are as at first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// The formats by their names on the command line.
    pub formats: BTreeSet<String>,
    /// Whether the map sheet is on A3 rather than A4.
    pub a3: bool,
    /// Whether it stands upright.
    pub portrait: bool,
    /// Dots per inch of its picture.
    pub dpi: u16,
    /// The `n` of its scale 1 : n; `None` for one that fits.
    pub scale: Option<f64>,
    /// Kinds of facilities on it, by their names in files.
    pub kinds: BTreeSet<String>,
    /// The language of what is handed in; `None` for that of the window.
    pub lang: Option<String>,
    /// The line about where the data are from; empty for the names of the files.
    pub source: String,
    /// The folder of templates as it is typed; empty for that beside the project, where there is one, else the bundled ones.
    pub templates: String,
    /// The folder that was written to last.
    pub folder: Option<PathBuf>,
}

/// Resolutions that are offered.
pub(super) const DPI: [u16; 4] = [150, 200, 300, 600];

/// Kinds that a map sheet can show, in the order of the list.
pub(super) const KINDS: [(FacilityKind, &str); 6] = [
    (FacilityKind::Park, "park"),
    (FacilityKind::PocketPark, "pocket_park"),
    (FacilityKind::Toilet, "toilet"),
    (FacilityKind::TransferStation, "transfer_station"),
    (FacilityKind::Parking, "parking"),
    (FacilityKind::BeautifulZone, "beautiful_zone"),
];

impl Default for Choices {
    fn default() -> Self {
        let usual = [Format::Xlsx, Format::MapPdf, Format::Report];
        Self {
            formats: usual.map(|f| f.id().to_owned()).into(),
            a3: true,
            portrait: false,
            dpi: 300,
            scale: None,
            kinds: ["park", "pocket_park"].map(str::to_owned).into(),
            lang: None,
            source: String::new(),
            templates: String::new(),
            folder: None,
        }
    }
}

impl Choices {
    /// As they can be used: figures out of all reason are as at first.
    pub(in super::super) fn sound(mut self) -> Self {
        let usual = Self::default();
        if !DPI.contains(&self.dpi) {
            self.dpi = usual.dpi;
        }
        self.scale = self.scale.filter(|n| (100.0..=1e7).contains(n));
        self.source.truncate(self.source.char_indices().nth(200).map_or(self.source.len(), |(at, _)| at));
        self.formats.retain(|f| Format::ALL.iter().any(|known| known.id() == f));
        self.kinds.retain(|k| KINDS.iter().any(|(_, known)| known == k));
        self
    }

    /// The formats that can be made by this build.
    pub(super) fn formats(&self) -> BTreeSet<Format> {
        let made = |f: &Format| crate::session::export::REPORTS || !f.needs_engine();
        Format::ALL.into_iter().filter(made).filter(|f| self.formats.contains(f.id())).collect()
    }

    /// Takes a format or leaves it.
    pub(super) fn set(&mut self, format: Format, on: bool) {
        if on {
            self.formats.insert(format.id().to_owned());
        } else {
            self.formats.remove(format.id());
        }
    }

    /// The language of what is handed in.
    pub(super) fn lang(&self, window: Lang) -> Lang {
        self.lang.as_deref().and_then(|l| l.parse().ok()).unwrap_or(window)
    }

    /// How the map sheet is laid out.
    pub(super) fn sheet(&self, title: &str) -> SheetOptions {
        SheetOptions {
            paper: if self.a3 { Paper::A3 } else { Paper::A4 },
            portrait: self.portrait,
            kinds: KINDS.iter().filter(|(_, id)| self.kinds.contains(*id)).map(|(kind, _)| *kind).collect(),
            scale: self.scale,
            title: title.to_owned(),
            source: self.source.clone(),
            ..SheetOptions::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_odd_in_a_file_is_as_at_first() {
        let text =
            r#"{"formats": ["xlsx", "nonsense"], "dpi": 77, "scale": -3.0, "kinds": ["park", "x"], "lang": "fr"}"#;
        let choices: Choices = serde_json::from_str(text).unwrap();
        let choices = choices.sound();
        assert_eq!((choices.dpi, choices.scale, choices.formats.len(), choices.kinds.len()), (300, None, 1, 1));
        assert_eq!(choices.lang(Lang::Zh), Lang::Zh);
        assert!(choices.a3);
    }

    #[test]
    fn the_engine_is_not_asked_for_where_there_is_none() {
        let formats = Choices::default().formats();
        assert_eq!(formats.contains(&Format::Report), crate::session::export::REPORTS);
        assert!(formats.contains(&Format::Xlsx));
    }
}
