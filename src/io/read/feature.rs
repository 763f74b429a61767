//! Features: one at a time, and a run of them in one worker.

use std::collections::HashMap;

use super::cursor::{Cursor, Fault};
use super::geometry::{Builder, is_geometry_type};
use super::scan::{Element, find_feature};
use crate::io::raw::{Kinds, PartKind, RawFeature};
use crate::model::Value;

/// A layer has at most this many fields; a file of a million different keys must not cost a million columns.
pub(super) const MAX_FIELDS: usize = 2_000;

/// What one worker made of a run of elements. Indices count from 0 within the run.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) features: Vec<RawFeature>,
    pub(super) skipped: Vec<(usize, Fault)>,
    pub(super) total: usize,
    pub(super) fields: Vec<Box<str>>,
    pub(super) kinds: Kinds,
    pub(super) too_many_fields: bool,
    pub(super) ids_ignored: usize,
    /// Whether some element was broken JSON, so that features were looked for within it.
    pub(super) recovered: bool,
}

/// Reads the features of consecutive elements. `lines` says that features stand on lines of their own, `bare` that
/// geometries without a Feature around them count.
pub(super) fn read_run(text: &[u8], elements: &[Element], lines: bool, bare: bool) -> Run {
    let mut reader =
        Reader { run: Run::default(), builder: Builder::default(), values: Vec::new(), seen: HashMap::new(), bare };
    for element in elements {
        let text = &text[..element.limit];
        let fault = match reader.element(&mut Cursor::new(text, element.start)) {
            Ok(feature) => {
                reader.keep(feature);
                continue;
            }
            Err(fault) => fault,
        };
        // A feature that is merely unusable ends where its braces say. Where the text is broken they may have
        // swallowed its neighbours, which are looked for and kept.
        let mut whole = Cursor::new(text, element.start);
        let intact = !fault.is_syntax() && whole.skip_value().is_ok() && element.end == Some(whole.at);
        reader.skip(fault, text.len());
        if intact {
            continue;
        }
        reader.run.recovered = true;
        let mut from = element.start + 1;
        while let Some(start) = find_feature(text, from, lines) {
            let mut c = Cursor::new(text, start);
            match reader.element(&mut c) {
                Ok(feature) => {
                    reader.keep(feature);
                    from = c.at;
                }
                Err(fault) => {
                    let mut whole = Cursor::new(text, start);
                    from = if whole.skip_value().is_ok() { whole.at } else { start + 1 };
                    reader.skip(fault, text.len());
                }
            }
        }
    }
    reader.run.features.shrink_to_fit();
    reader.run
}

struct Reader {
    run: Run,
    builder: Builder,
    values: Vec<Value>,
    seen: HashMap<Box<str>, usize>,
    bare: bool,
}

impl Reader {
    fn keep(&mut self, mut feature: RawFeature) {
        feature.index = self.run.total as u32;
        self.run.total += 1;
        let kinds = &mut self.run.kinds;
        kinds.points += usize::from(feature.geometry.has(PartKind::Points));
        kinds.lines += usize::from(feature.geometry.has(PartKind::Line));
        kinds.polygons += usize::from(feature.geometry.has(PartKind::Exterior));
        self.run.features.push(feature);
    }

    fn skip(&mut self, mut fault: Fault, end: usize) {
        if fault.is_syntax() && fault.at >= end {
            fault.reason = "truncated";
        }
        self.run.skipped.push((self.run.total, fault));
        self.run.total += 1;
    }

    fn element(&mut self, c: &mut Cursor<'_>) -> Result<RawFeature, Fault> {
        let start = c.at;
        if c.token() != Some(b'{') {
            c.skip_value()?;
            return Err(Fault::new(start, "not_an_object", "a feature is not an object"));
        }
        c.at += 1;
        self.builder.clear();
        self.values.clear();
        let mut kind: Option<&[u8]> = None;
        let mut id = None;
        let mut geometry = None; // None: absent; Some(false): null
        let mut first = true;
        while let Some((key, _)) = c.member(first)? {
            first = false;
            match key {
                b"type" if c.peek() == Some(b'"') => kind = Some(c.raw_string()?.0),
                b"geometry" if c.peek() == Some(b'n') => {
                    c.skip_value()?;
                    geometry = Some(false);
                }
                b"geometry" => {
                    self.builder.clear();
                    self.builder.geometry(c, 0)?;
                    geometry = Some(true);
                }
                b"properties" if c.peek() == Some(b'{') => self.properties(c)?,
                b"id" => id = self.id(c)?,
                _ => c.skip_value()?,
            }
        }
        match kind {
            Some(b"Feature") => {}
            Some(name) if self.bare && is_geometry_type(name) => {
                self.builder.clear();
                self.values.clear();
                *c = Cursor::new(c.text, start);
                self.builder.geometry(c, 0)?;
                geometry = Some(true);
            }
            Some(name) => {
                let name: String = String::from_utf8_lossy(name).chars().take(40).collect();
                return Err(Fault::new(start, "unknown_type", format!("\"{name}\" where a Feature should be")));
            }
            None => return Err(Fault::new(start, "unknown_type", "an object without a type")),
        }
        match geometry {
            None => return Err(Fault::new(start, "null_geometry", "the feature has no geometry")),
            Some(false) => return Err(Fault::new(start, "null_geometry", "the geometry is null")),
            Some(true) if self.builder.is_empty() => {
                return Err(Fault::new(start, "empty_geometry", "the geometry has no positions"));
            }
            Some(true) => {}
        }
        while self.values.last().is_some_and(Value::is_null) {
            self.values.pop();
        }
        let values = std::mem::take(&mut self.values);
        // A box of exactly the right size, and the room kept for the next feature.
        let mut exact = Vec::with_capacity(values.len());
        let mut values = values;
        exact.append(&mut values);
        self.values = values;
        Ok(RawFeature { index: 0, id, geometry: self.builder.finish(), values: exact.into_boxed_slice() })
    }

    fn id(&mut self, c: &mut Cursor<'_>) -> Result<Option<Box<str>>, Fault> {
        let start = c.at;
        match c.peek() {
            Some(b'"') => return Ok(Some(c.string()?.into())),
            Some(b'-' | b'0'..=b'9') if c.number().is_some() => {
                return Ok(Some(String::from_utf8_lossy(&c.text[start..c.at]).into()));
            }
            Some(b'n') => {}
            _ => self.run.ids_ignored += 1,
        }
        c.skip_value()?;
        Ok(None)
    }

    fn properties(&mut self, c: &mut Cursor<'_>) -> Result<(), Fault> {
        self.values.clear();
        c.at += 1;
        let mut guess = 0; // features mostly have the same keys in the same order
        let mut first = true;
        while let Some((key, escapes)) = c.member(first)? {
            first = false;
            let field = self.field(key, escapes, guess);
            let value = value(c)?;
            let Some(field) = field else { continue };
            guess = field + 1;
            if self.values.len() <= field {
                self.values.resize(field + 1, Value::Null);
            }
            self.values[field] = value;
        }
        Ok(())
    }

    fn field(&mut self, key: &[u8], escapes: bool, guess: usize) -> Option<usize> {
        if !escapes && self.run.fields.get(guess).is_some_and(|f| f.as_bytes() == key) {
            return Some(guess);
        }
        let quoted = [b"\"", key, b"\""].concat();
        let name = Cursor::new(&quoted, 0).string().ok()?;
        if let Some(&field) = self.seen.get(&*name) {
            return Some(field);
        }
        if self.run.fields.len() >= MAX_FIELDS {
            self.run.too_many_fields = true;
            return None;
        }
        let name: Box<str> = name.into();
        self.run.fields.push(name.clone());
        self.seen.insert(name, self.run.fields.len() - 1);
        Some(self.run.fields.len() - 1)
    }
}

/// The attribute at the cursor. Objects, arrays and integers that a double cannot hold are kept as their text; NaN
/// and infinities, which are no JSON, become null.
fn value(c: &mut Cursor<'_>) -> Result<Value, Fault> {
    let start = c.at;
    match c.peek() {
        Some(b'"') => return Ok(Value::Text(c.string()?.into())),
        Some(b'{' | b'[') => c.skip_value()?,
        _ => {
            if let Some(n) = c.number() {
                if n.value.is_finite() && !n.beyond_integer {
                    return Ok(Value::Number(n.value));
                }
            } else {
                return match c.word() {
                    Some("true") => Ok(Value::Bool(true)),
                    Some("false") => Ok(Value::Bool(false)),
                    Some(_) => Ok(Value::Null),
                    None => Err(c.unexpected("a value")),
                };
            }
        }
    }
    Ok(Value::Text(String::from_utf8_lossy(&c.text[start..c.at]).into()))
}
