//! One attribute of one feature.

use serde::{Deserialize, Serialize};

/// One attribute of one feature, as the source file gave it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Absent or null.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A number. Integers beyond 2⁵³ are kept as text.
    Number(f64),
    /// Text. Nested objects and arrays are kept as their JSON text.
    Text(Box<str>),
}

impl Value {
    /// The number it is, or that its text spells (surrounding blanks and thousands separators allowed).
    ///
    /// `None` for anything else, including infinities and NaN.
    pub fn as_f64(&self) -> Option<f64> {
        let number = match self {
            Self::Number(n) => *n,
            Self::Text(t) => t.trim().replace([',', '，', ' '], "").parse().ok()?,
            Self::Null | Self::Bool(_) => return None,
        };
        number.is_finite().then_some(number)
    }

    /// The text, without surrounding blanks; `None` for anything but text, and for blank text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(t) => Some(t.trim()).filter(|t| !t.is_empty()),
            _ => None,
        }
    }

    /// The truth value it is, or that its text or number says: `true yes y 1 是 有 已接入` against
    /// `false no n 0 否 无 未接入`.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            Self::Number(n) => match *n {
                1.0 => Some(true),
                0.0 => Some(false),
                _ => None,
            },
            Self::Text(t) => match t.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "y" | "1" | "是" | "有" | "已接入" => Some(true),
                "false" | "no" | "n" | "0" | "否" | "无" | "未接入" => Some(false),
                _ => None,
            },
            Self::Null => None,
        }
    }

    /// Whether there is nothing to show.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(b) => b.fmt(f),
            Self::Number(n) => n.fmt(f),
            Self::Text(t) => f.write_str(t),
        }
    }
}
