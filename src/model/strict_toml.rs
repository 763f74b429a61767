//! Reading the user's own TOML so that every mistake is told with its line, in both languages.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};

use super::bilingual::Text;

/// Why a rule set or a plan could not be read: where, and what is expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct DataError {
    /// The file, as it was given; empty while only text was parsed.
    pub file: String,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong and what is expected.
    pub message: Text,
}

impl DataError {
    /// The same error, told with the name of the file it is in.
    pub fn in_file(mut self, file: &str) -> Self {
        file.clone_into(&mut self.file);
        self
    }

    /// One sentence in Chinese: file, line, what is wrong and what is expected.
    pub fn zh(&self) -> String {
        let mut place = self.file.clone();
        if let Some(line) = self.line {
            place = format!("{place}第 {line} 行");
        }
        if place.is_empty() { self.message.zh.clone() } else { format!("{place}：{}", self.message.zh) }
    }

    /// One sentence in English: file, line, what is wrong and what is expected.
    pub fn en(&self) -> String {
        let place = match (self.file.is_empty(), self.line) {
            (true, None) => return self.message.en.clone(),
            (true, Some(line)) => format!("line {line}"),
            (false, None) => self.file.clone(),
            (false, Some(line)) => format!("{}, line {line}", self.file),
        };
        format!("{place}: {}", self.message.en)
    }
}

impl std::fmt::Display for DataError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.en())
    }
}

/// Reads a value whose types refuse unknown keys.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, DataError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| 1 + text.get(..span.start).unwrap_or(text).matches('\n').count());
        let en = error.message().replace('\n', "; ");
        DataError { file: String::new(), line, message: Text { zh: in_chinese(&en), en } }
    })
}

/// An error that is not tied to one line.
pub(super) fn plain(zh: String, en: String) -> DataError {
    DataError { file: String::new(), line: None, message: Text { zh, en } }
}

/// The parser speaks English; its usual sentences are turned into Chinese, anything else is quoted.
fn in_chinese(en: &str) -> String {
    if let Some(rest) = en.strip_prefix("unknown field ") {
        let (name, expected) = rest.split_once(", ").unwrap_or((rest, ""));
        let names = expected.trim_start_matches("expected one of ").trim_start_matches("expected ");
        return if names.is_empty() {
            format!("不认识的键 {name}")
        } else {
            format!("不认识的键 {name}，此处可用的键：{}", names.replace(" or ", "、").replace(", ", "、"))
        };
    }
    if let Some(rest) = en.strip_prefix("unknown variant ") {
        let (name, expected) = rest.split_once(", ").unwrap_or((rest, ""));
        let names = expected.trim_start_matches("expected one of ").trim_start_matches("expected ");
        return format!("不认识的值 {name}，可用的值：{}", names.replace(" or ", "、").replace(", ", "、"));
    }
    if let Some(name) = en.strip_prefix("missing field ") {
        return format!("缺少键 {name}");
    }
    if let Some(name) = en.strip_prefix("duplicate key") {
        return format!("键重复{name}");
    }
    if let Some(rest) = en.strip_prefix("invalid type: ")
        && let Some((found, expected)) = rest.split_once(", expected ")
    {
        return format!("类型不对：这里是 {found}，应为 {expected}");
    }
    CHECKS
        .iter()
        .find(|(english, _)| *english == en)
        .map_or_else(|| format!("TOML 读不懂：{en}"), |(_, zh)| (*zh).to_owned())
}

const POSITIVE: &str = "expected a finite number greater than 0";
const NOT_NEGATIVE: &str = "expected a finite number, 0 or more";
const SHARE: &str = "expected a share between 0 and 1, such as 0.9 for 90 %";
const IDENTIFIER: &str = "expected an identifier of lower-case letters, digits, - and _";
const NOT_EMPTY: &str = "expected at least one entry";
/// A tier whose upper end does not lie above its lower end.
pub(super) const EMPTY_RANGE: &str = "the upper end must be greater than the lower end";

const CHECKS: [(&str, &str); 6] = [
    (POSITIVE, "应为大于 0 的有限数"),
    (NOT_NEGATIVE, "应为不小于 0 的有限数"),
    (SHARE, "应为 0 到 1 之间的比例，例如 90 % 写作 0.9"),
    (IDENTIFIER, "标识应由小写字母、数字、- 和 _ 组成"),
    (NOT_EMPTY, "至少要有一项"),
    (EMPTY_RANGE, "上限必须大于下限"),
];

pub(super) fn positive<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(d)?;
    if value.is_finite() && value > 0.0 { Ok(value) } else { Err(D::Error::custom(POSITIVE)) }
}

pub(super) fn not_negative<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(d)?;
    if value.is_finite() && value >= 0.0 { Ok(value) } else { Err(D::Error::custom(NOT_NEGATIVE)) }
}

pub(super) fn maybe_positive<'de, D: Deserializer<'de>>(d: D) -> Result<Option<f64>, D::Error> {
    positive(d).map(Some)
}

pub(super) fn share<'de, D: Deserializer<'de>>(d: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(d)?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(D::Error::custom(SHARE)) }
}

pub(super) fn identifier<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    let id = String::deserialize(d)?;
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    if !id.is_empty() && id.bytes().all(good) { Ok(id) } else { Err(D::Error::custom(IDENTIFIER)) }
}

pub(super) fn not_empty<'de, T: Deserialize<'de>, D: Deserializer<'de>>(d: D) -> Result<Vec<T>, D::Error> {
    let list = Vec::<T>::deserialize(d)?;
    if list.is_empty() { Err(D::Error::custom(NOT_EMPTY)) } else { Ok(list) }
}

/// Files that are built into the program, by identifier, the default first.
pub(super) struct Builtin(pub(super) &'static [(&'static str, &'static str)]);

impl Builtin {
    /// Their identifiers.
    pub(super) fn ids(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.0.iter().map(|(id, _)| *id)
    }

    /// The text of one.
    pub(super) fn text(&self, id: &str) -> Option<&'static str> {
        self.0.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
    }
}
