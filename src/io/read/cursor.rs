//! A forgiving walk over JSON text that never recurses.

use std::borrow::Cow;

use super::number::{Number, number};

/// Why a feature cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    /// Byte offset in the text.
    pub(super) at: usize,
    /// The `snake_case` key that ends up in [`crate::model::Skipped`].
    pub(super) reason: &'static str,
    /// What exactly, in English.
    pub(super) detail: Cow<'static, str>,
}

impl Fault {
    pub(super) fn new(at: usize, reason: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { at, reason, detail: detail.into() }
    }

    pub(super) fn syntax(at: usize, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(at, BAD_JSON, detail)
    }

    /// Whether the text itself is broken, rather than well-formed but unusable.
    pub(super) fn is_syntax(&self) -> bool {
        self.reason == BAD_JSON
    }
}

pub(super) const BAD_JSON: &str = "bad_json";
/// Objects and arrays may be this deep within a value.
const MAX_DEPTH: usize = 512;

/// A position in JSON text.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a [u8], at: usize) -> Self {
        Self { text, at }
    }

    #[inline(always)]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// The next byte after blanks, not consumed.
    #[inline(always)]
    pub(super) fn token(&mut self) -> Option<u8> {
        while let Some(c) = self.peek() {
            if !matches!(c, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(c);
            }
            self.at += 1;
        }
        None
    }

    /// Consumes blanks and then `wanted`.
    #[inline(always)]
    pub(super) fn expect(&mut self, wanted: u8) -> Result<(), Fault> {
        if self.token() == Some(wanted) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unexpected(&format!("'{}'", wanted as char)))
        }
    }

    #[cold]
    pub(super) fn unexpected(&self, wanted: &str) -> Fault {
        let found = match self.peek() {
            None => "the end of the text".to_owned(),
            Some(c @ 0x20..0x7f) => format!("'{}'", c as char),
            Some(c) => format!("byte 0x{c:02x}"),
        };
        Fault::syntax(self.at, format!("expected {wanted}, found {found}"))
    }

    /// The raw inside of the string at the cursor, and whether it holds escapes.
    ///
    /// Raw control characters are let through: many exporters write line breaks into names as they are.
    #[inline]
    pub(super) fn raw_string(&mut self) -> Result<(&'a [u8], bool), Fault> {
        if self.token() != Some(b'"') {
            return Err(self.unexpected("a string"));
        }
        let opened = self.at;
        let start = opened + 1;
        let mut i = start;
        let mut escapes = false;
        loop {
            let Some(n) = self.text.get(i..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) else {
                return Err(Fault::syntax(self.text.len(), "a string is not closed"));
            };
            i += n;
            if self.text[i] == b'"' {
                self.at = i + 1;
                return Ok((&self.text[start..i], escapes));
            }
            escapes = true;
            i += 2;
        }
    }

    /// The string at the cursor.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        let (raw, escapes) = self.raw_string()?;
        Ok(if escapes { Cow::Owned(unescape(raw)) } else { String::from_utf8_lossy(raw) })
    }

    /// The number at the cursor; `None`, nothing consumed, where there is none.
    #[inline(always)]
    pub(super) fn number(&mut self) -> Option<Number> {
        let n = number(self.text.get(self.at..)?)?;
        self.at += n.len;
        Some(n)
    }

    /// Consumes one of the words that are values: `true false null`, and `NaN Infinity -Infinity`, which are no JSON
    /// but widely written.
    pub(super) fn word(&mut self) -> Option<&'static str> {
        let rest = self.text.get(self.at..)?;
        let word = ["true", "false", "null", "NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "-NaN", "-nan"]
            .into_iter()
            .find(|w| rest.starts_with(w.as_bytes()))?;
        self.at += word.len();
        Some(word)
    }

    /// Goes to the next member of an object, after `{` (`first`) or after a member; its key, or `None` at the `}`,
    /// which is consumed. The cursor is left at the value.
    #[inline]
    pub(super) fn member(&mut self, first: bool) -> Result<Option<(&'a [u8], bool)>, Fault> {
        match self.token() {
            Some(b'}') => {
                self.at += 1;
                return Ok(None);
            }
            Some(b',') if !first => self.at += 1,
            _ if first => {}
            _ => return Err(self.unexpected("',' or '}'")),
        }
        let key = self.raw_string()?;
        self.expect(b':')?;
        self.token();
        Ok(Some(key))
    }

    /// Goes to the next element of an array, after `[` (`first`) or after an element; `false` at the `]`, which is
    /// consumed.
    pub(super) fn element(&mut self, first: bool) -> Result<bool, Fault> {
        match self.token() {
            Some(b']') => {
                self.at += 1;
                return Ok(false);
            }
            Some(b',') if !first => {
                self.at += 1;
                self.token();
            }
            Some(_) if first => {}
            _ => return Err(self.unexpected("',' or ']'")),
        }
        Ok(true)
    }

    /// Passes over the value at the cursor, whatever it is.
    pub(super) fn skip_value(&mut self) -> Result<(), Fault> {
        let mut open = [0u64; MAX_DEPTH / 64]; // one bit a level: whether it is an object
        let mut depth = 0usize;
        loop {
            match self.token() {
                Some(c @ (b'{' | b'[')) => {
                    if depth == MAX_DEPTH {
                        return Err(Fault::syntax(self.at, "nested too deeply"));
                    }
                    let (word, bit) = (depth / 64, 1 << (depth % 64));
                    open[word] = if c == b'{' { open[word] | bit } else { open[word] & !bit };
                    depth += 1;
                    self.at += 1;
                    let more = if c == b'{' { self.member(true)?.is_some() } else { self.element(true)? };
                    if more {
                        continue;
                    }
                    depth -= 1;
                }
                Some(b'"') => {
                    self.raw_string()?;
                }
                _ => {
                    if self.number().is_none() && self.word().is_none() {
                        return Err(self.unexpected("a value"));
                    }
                }
            }
            loop {
                if depth == 0 {
                    return Ok(());
                }
                let object = open[(depth - 1) / 64] >> ((depth - 1) % 64) & 1 == 1;
                let more = if object { self.member(false)?.is_some() } else { self.element(false)? };
                if more {
                    break;
                }
                depth -= 1;
            }
        }
    }
}

/// Resolves JSON escapes; what cannot be resolved (a lone surrogate, an unknown escape) becomes U+FFFD.
fn unescape(raw: &[u8]) -> String {
    let mut out = Vec::with_capacity(raw.len());
    let mut i = 0;
    while i < raw.len() {
        let Some(n) = memchr::memchr(b'\\', &raw[i..]) else {
            out.extend_from_slice(&raw[i..]);
            break;
        };
        out.extend_from_slice(&raw[i..i + n]);
        i += n + 2;
        let plain = match raw.get(i - 1) {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(&c @ (b'"' | b'\\' | b'/')) => c as char,
            Some(b'u') => {
                let (c, used) = unicode_escape(&raw[i..]);
                i += used;
                c
            }
            _ => char::REPLACEMENT_CHARACTER,
        };
        out.extend_from_slice(plain.encode_utf8(&mut [0; 4]).as_bytes());
    }
    String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

/// The character of `XXXX` or `XXXX\uXXXX` at the start of `b`, and the bytes used.
fn unicode_escape(b: &[u8]) -> (char, usize) {
    let Some(high) = hex4(b) else { return (char::REPLACEMENT_CHARACTER, 0) };
    if (0xd800..0xdc00).contains(&high)
        && b.get(4..6) == Some(b"\\u")
        && let Some(low @ 0xdc00..0xe000) = b.get(6..).and_then(hex4)
    {
        let c = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER), 10);
    }
    (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 4)
}

fn hex4(b: &[u8]) -> Option<u32> {
    b.get(..4)?.iter().try_fold(0, |n, &c| Some(n * 16 + (c as char).to_digit(16)?))
}

/// The end (one past the `}`) of the object that opens at `start`, by braces and strings alone; `None` if it is open
/// at the end of the text.
///
/// Brackets need no look: a coordinate array holds neither braces nor quotes, so it is passed over at the speed of
/// memory.
pub(super) fn object_end(text: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut i = start;
    loop {
        i += memchr::memchr3(b'{', b'}', b'"', text.get(i..)?)?;
        match text[i] {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(i + 1);
                }
            }
            _ => {
                i += 1;
                loop {
                    i += memchr::memchr2(b'"', b'\\', text.get(i..)?)?;
                    if text[i] == b'"' {
                        break;
                    }
                    i += 2;
                }
            }
        }
        i += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes() {
        let mut c = Cursor::new(br#""a\n\u4e2d\ud83d\ude00\ud800\/\"""#, 0);
        assert_eq!(c.string().unwrap(), "a\n中😀\u{fffd}/\"");
        assert!(Cursor::new(b"\"abc", 0).string().is_err());
        assert!(Cursor::new(b"\"abc\\", 0).string().is_err());
    }

    #[test]
    fn deep_nesting_is_refused_without_recursion() {
        let deep = [vec![b'['; 1_000_000], vec![b']'; 1_000_000]].concat();
        assert_eq!(Cursor::new(&deep, 0).skip_value().unwrap_err().detail, "nested too deeply");
        let fine = [vec![b'['; 500], vec![b']'; 500]].concat();
        assert!(Cursor::new(&fine, 0).skip_value().is_ok());
    }

    proptest! {
        #[test]
        fn skips_exactly_what_serde_json_reads(value in any_json()) {
            let text = serde_json::to_string_pretty(&value).unwrap();
            let mut c = Cursor::new(text.as_bytes(), 0);
            c.skip_value().unwrap();
            prop_assert_eq!(c.at, text.len());
            if value.is_object() {
                prop_assert_eq!(object_end(text.as_bytes(), 0), Some(text.len()));
            }
        }

        #[test]
        fn strings_read_as_serde_json_reads_them(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(Cursor::new(json.as_bytes(), 0).string().unwrap(), text);
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            (-1e9..1e9).prop_map(|n: f64| n.into()),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|m| serde_json::Value::Object(m.into_iter().collect())),
            ]
        })
    }
}
