//! Runs of features put together into one layer.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::crs_member;
use super::feature::{MAX_FIELDS, Run};
use super::words::fault_zh;
use crate::io::error::IoError;
use crate::io::raw::RawLayer;
use crate::model::{Note, Skipped, Text, Value};

/// Takes run after run in the order of the file: indices count on, and fields stand in the order of first appearance.
#[derive(Default)]
pub(super) struct Gather {
    layer: RawLayer,
    fields: Vec<Box<str>>,
    places: HashMap<Box<str>, usize>,
    /// Line, column, reason and particulars of the first feature that is at fault.
    first_fault: Option<(usize, usize, &'static str, String)>,
    too_many_fields: bool,
    ids_ignored: usize,
}

impl Gather {
    /// Makes room for so many features more.
    pub(super) fn reserve(&mut self, features: usize) {
        self.layer.features.reserve_exact(features);
    }

    /// Adds a run; `lines` tells where the offsets of its faults are.
    pub(super) fn add(&mut self, run: Run, lines: &mut Lines<'_>) {
        let base = self.layer.import.total;
        let mut same = true;
        let map: Vec<Option<usize>> = run
            .fields
            .into_iter()
            .enumerate()
            .map(|(i, name)| {
                let (fields, places) = (&mut self.fields, &mut self.places);
                let place = places.get(&name).copied().or_else(|| {
                    (fields.len() < MAX_FIELDS).then(|| {
                        fields.push(name.clone());
                        places.insert(name, fields.len() - 1);
                        fields.len() - 1
                    })
                });
                same &= place == Some(i);
                self.too_many_fields |= place.is_none();
                place
            })
            .collect();
        for mut feature in run.features {
            feature.index += base as u32;
            if !same {
                feature.values = rearrange(feature.values, &map);
            }
            self.layer.features.push(feature);
        }
        for (index, fault) in run.skipped {
            let (line, column) = lines.place(fault.at);
            let detail = Text::new(fault_zh(fault.reason, &fault.detail), &*fault.detail);
            let at = u32::try_from(line).ok();
            if fault.reason != "null_geometry" && self.first_fault.is_none() {
                self.first_fault = Some((line, column, fault.reason, fault.detail.into_owned()));
            }
            self.layer.import.skipped.push(Skipped { index: base + index, reason: fault.reason, line: at, detail });
        }
        self.layer.import.total += run.total;
        self.layer.kinds.points += run.kinds.points;
        self.layer.kinds.lines += run.kinds.lines;
        self.layer.kinds.polygons += run.kinds.polygons;
        self.too_many_fields |= run.too_many_fields;
        self.ids_ignored += run.ids_ignored;
    }

    /// The layer, given the text of its `crs` member and what was noted of the file as a whole.
    ///
    /// # Errors
    /// If no feature can be used, although some are no mere features without a place.
    pub(super) fn finish(self, path: &Path, crs: Option<&[u8]>, noted: Vec<Note>) -> Result<RawLayer, IoError> {
        let mut layer = self.layer;
        layer.features.shrink_to_fit();
        // A feature without a place is no fault of the file (RFC 7946, 3.2), even where none has one.
        let placeless = |s: &Skipped| matches!(s.reason, "null_geometry" | "empty_geometry");
        if layer.features.is_empty()
            && !layer.import.skipped.iter().all(placeless)
            && let Some((line, column, reason, detail)) = self.first_fault
        {
            let total = layer.import.total;
            return Err(IoError::NothingUsable { path: path.to_owned(), total, line, column, reason, detail });
        }
        layer.fields = Arc::from(self.fields);
        layer.declared = crs.and_then(crs_member::named_crs);
        let notes = &mut layer.import.notes;
        notes.extend(noted);
        let mut note = |key, detail: String| notes.push(Note { key, detail });
        if let Some(name) = &layer.declared {
            note("crs_member", name.clone());
        }
        if self.too_many_fields {
            note("too_many_fields", MAX_FIELDS.to_string());
        }
        if self.ids_ignored > 0 {
            note("ids_ignored", self.ids_ignored.to_string());
        }
        if layer.features.is_empty() {
            note("no_features", layer.import.total.to_string());
        }
        Ok(layer)
    }
}

fn rearrange(values: Box<[Value]>, map: &[Option<usize>]) -> Box<[Value]> {
    let length = map[..values.len()].iter().flatten().max().map_or(0, |m| m + 1);
    let mut out = vec![Value::Null; length];
    for (value, place) in values.into_iter().zip(map) {
        if let Some(place) = place {
            out[*place] = value;
        }
    }
    while out.last().is_some_and(Value::is_null) {
        out.pop();
    }
    out.into_boxed_slice()
}

/// Turns byte offsets into lines and columns; cheap for offsets that mostly grow.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    /// The line the text starts in, from 1, and how many bytes of that line lie before it.
    start: (usize, usize),
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self::after(text, (1, 0))
    }

    /// Of a text that starts in a line (from 1) after so many bytes of that line.
    pub(super) fn after(text: &'a [u8], start: (usize, usize)) -> Self {
        Self { text, start, at: 0, line: start.0 }
    }

    /// Line and column of a byte, both from 1.
    pub(super) fn place(&mut self, at: usize) -> (usize, usize) {
        let at = at.min(self.text.len());
        if at < self.at {
            (self.at, self.line) = (0, self.start.0);
        }
        self.line += memchr::memchr_iter(b'\n', &self.text[self.at..at]).count();
        self.at = at;
        let before = memchr::memrchr(b'\n', &self.text[..at]).map_or(at + self.start.1, |i| at - i - 1);
        (self.line, before + 1)
    }

    /// Where a text that follows this one starts, to go on with [`Lines::after`].
    pub(super) fn end(&mut self) -> (usize, usize) {
        let (line, column) = self.place(self.text.len());
        (line, column - 1)
    }
}
