//! Every text of the window in Chinese and English: the tables of `assets/i18n`, one for each part of the window.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// Each table holds groups of its own; a test fails on a group that two of them have.
const TABLES: [&str; 5] = [
    include_str!("../../assets/i18n/strings.toml"),
    include_str!("../../assets/i18n/proposals.toml"),
    include_str!("../../assets/i18n/scenarios.toml"),
    include_str!("../../assets/i18n/ledger.toml"),
    include_str!("../../assets/i18n/export.toml"),
];

/// The language of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// Picks the text of this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

impl std::str::FromStr for Lang {
    type Err = String;

    /// `zh` or `en`, with any region (`zh-CN`, `en_GB`).
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "zh" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            _ => Err(format!("unknown language {text:?}: zh or en")),
        }
    }
}

/// A group of the table: key → Chinese, English.
#[derive(Deserialize)]
#[serde(transparent)]
struct Group(BTreeMap<String, [String; 2]>);

fn groups() -> impl Iterator<Item = (String, Group)> {
    TABLES.into_iter().flat_map(|text| {
        let groups: BTreeMap<String, Group> =
            toml::from_str(text).expect("the built-in tables of texts are read by a test");
        groups
    })
}

fn table() -> &'static BTreeMap<String, [String; 2]> {
    static PARSED: OnceLock<BTreeMap<String, [String; 2]>> = OnceLock::new();
    PARSED.get_or_init(|| {
        groups()
            .flat_map(|(group, Group(texts))| {
                texts.into_iter().map(move |(key, both)| (format!("{group}.{key}"), both))
            })
            .collect()
    })
}

/// The text under `key` (`group.key`) in a language; the key itself where there is none, so that a gap is seen.
pub fn tr(lang: Lang, key: &str) -> &str {
    match table().get(key) {
        Some([zh, en]) => lang.pick(zh, en),
        None => key,
    }
}

/// The text under `key`, with each `{name}` replaced.
pub fn trf(lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    let mut text = tr(lang, key).to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// Whether there is a text under `key`.
pub fn has(key: &str) -> bool {
    table().contains_key(key)
}

/// The text for a key that the model, a reader or the analysis gave (`null_geometry`, `no_population`, …), with its
/// particulars; the bare key and the particulars where the table has no words for it.
pub fn tr_note(lang: Lang, group: &str, key: &str, detail: &str) -> String {
    let full = format!("{group}.{key}");
    if has(&full) {
        // Some particulars are keys themselves, such as what a density is taken over.
        let known = format!("detail.{detail}");
        let words = if has(&known) { tr(lang, &known) } else { detail };
        let text = trf(lang, &full, &[("detail", words)]);
        // Without particulars the text ends in the colon that would have introduced them.
        text.trim_end_matches([' ', ':', '：']).to_owned()
    } else if detail.is_empty() {
        key.to_owned()
    } else {
        format!("{key}: {detail}")
    }
}

/// Every key, and both its texts.
pub fn entries() -> impl Iterator<Item = (&'static str, [&'static str; 2])> {
    table().iter().map(|(key, [zh, en])| (key.as_str(), [zh.as_str(), en.as_str()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(n, _)| n)).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn every_key_has_both_languages_with_the_same_placeholders() {
        let mut checked = 0;
        for (key, [zh, en]) in entries() {
            // Units of plain counts have a measure word in Chinese and none in English.
            assert!(!zh.is_empty() && (!en.is_empty() || key.starts_with("unit.count")), "{key} lacks a language");
            assert_eq!(placeholders(zh), placeholders(en), "{key}: placeholders differ");
            checked += 1;
        }
        assert!(checked > 300, "only {checked} texts");
    }

    #[test]
    fn no_two_tables_have_a_group_of_one_name() {
        let names: Vec<String> = groups().map(|(name, _)| name).collect();
        let mut once = names.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), names.len());
    }

    #[test]
    fn each_role_indicator_and_unit_is_named() {
        for role in crate::model::Role::ALL {
            assert!(has(&format!("role.{}", role.id())) && has(&format!("kind.{}", role.id())), "{role:?}");
        }
    }

    #[test]
    fn an_unknown_key_shows_itself() {
        assert_eq!(tr(Lang::Zh, "nowhere.nothing"), "nowhere.nothing");
        assert_eq!(tr_note(Lang::En, "reason", "brand_new", "x"), "brand_new: x");
        assert_eq!(tr_note(Lang::En, "reason", "null_geometry", "whatever"), "no geometry");
        assert_eq!(tr_note(Lang::Zh, "note", "crs_member", ""), "文件带旧式 crs 成员");
        assert_eq!(tr_note(Lang::En, "note", "per", "zones"), "taken over: the union of the zones");
    }

    #[test]
    fn languages_are_told_by_their_tags() {
        assert_eq!("zh-CN".parse(), Ok(Lang::Zh));
        assert_eq!("en_GB.UTF-8".parse(), Ok(Lang::En));
        assert!("fr".parse::<Lang>().is_err());
    }
}
