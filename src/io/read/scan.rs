//! The outer form of a file: which document it is and where its features lie. Looks at no coordinate.

use super::cursor::{Cursor, Fault, object_end};

/// Where one feature (or what stands in a feature's place) lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) start: usize,
    /// One past its end by braces; `None` where they never close.
    pub(super) end: Option<usize>,
    /// Where the next element starts: a broken one may hold swallowed neighbours up to here.
    pub(super) limit: usize,
}

/// The outer form of a file.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) elements: Vec<Element>,
    /// The `crs` member's value.
    pub(super) crs: Option<(usize, usize)>,
    /// Whether features follow one another without an array around them.
    pub(super) sequence: bool,
    /// Whether geometries by themselves count as features.
    pub(super) bare: bool,
    /// Things to note: a key and where.
    pub(super) notes: Vec<(&'static str, usize)>,
    /// Whether a list of features was found, so that none at all is an answer and not a failure.
    pub(super) has_list: bool,
    /// Why there is nothing, if there is nothing.
    pub(super) failure: Option<(Failure, usize)>,
}

/// Why a file as a whole is no layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// Not JSON at all.
    NotJson(String),
    /// JSON of another kind; its `type`, where it has one.
    OtherJson(Option<String>),
    /// A FeatureCollection without a list of features.
    NoFeatures,
    /// Esri's JSON.
    EsriJson,
    /// TopoJSON.
    TopoJson,
}

/// Finds the features of a text (after its byte order mark).
pub(super) fn scan(text: &[u8]) -> Scan {
    let mut scan = Scan::default();
    let mut c = Cursor::new(text, 0);
    let mut documents = 0usize;
    loop {
        // RFC 8142 puts a record separator before each text; some writers put commas between lines.
        while let Some(0x1e | b',') = c.token() {
            c.at += 1;
        }
        let Some(first) = c.token() else { break };
        let start = c.at;
        match first {
            b'{' if documents > 0 && !opens_collection(text, start) => {
                let end = object_end(text, start);
                scan.push(start, end);
                scan.sequence = true;
                scan.bare = true;
                c.at = end.unwrap_or(text.len());
            }
            b'{' => {
                scan.document(&mut c);
            }
            b'[' => {
                c.at += 1;
                scan.bare = true;
                scan.has_list = true;
                scan.list(&mut c);
            }
            _ if documents == 0 => {
                let problem = match c.skip_value() {
                    Ok(()) => Failure::OtherJson(None),
                    Err(fault) => Failure::NotJson(fault.detail.into_owned()),
                };
                scan.fail(problem, start);
                return scan;
            }
            _ => {
                let Some(next) = find_feature(text, start, true) else {
                    scan.notes.push(("trailing_text", start));
                    break;
                };
                scan.notes.push(("stray_text", start));
                c.at = next;
            }
        }
        documents += 1;
    }
    let mut limit = text.len();
    for element in scan.elements.iter_mut().rev() {
        element.limit = limit;
        limit = element.start;
    }
    scan
}

impl Scan {
    fn push(&mut self, start: usize, end: Option<usize>) {
        self.elements.push(Element { start, end, limit: 0 });
        if end.is_none() {
            self.notes.push(("truncated", start));
        }
    }

    fn fail(&mut self, failure: Failure, at: usize) {
        self.failure.get_or_insert((failure, at));
    }

    /// One top-level object; leaves the cursor behind it.
    fn document(&mut self, c: &mut Cursor<'_>) {
        let start = c.at;
        let found = self.elements.len();
        let mut top = Top::default();
        match self.members(c, &mut top) {
            Ok(()) => {}
            Err(fault) if top.list.is_some() => {
                // The features are safe; what comes after them is not worth a refusal.
                let key = if fault.at >= c.text.len() { "truncated" } else { "trailing_text" };
                if self.notes.last().is_none_or(|n| n.0 != "truncated") {
                    self.notes.push((key, fault.at));
                }
                c.at = find_feature(c.text, fault.at, true).unwrap_or(c.text.len());
            }
            Err(fault) => {
                // Not a collection as far as it can be read: a single feature, or the first of a sequence.
                let plausible = top.kind.as_deref().is_some_and(|k| k != b"FeatureCollection")
                    || find_feature(c.text, start, false) == Some(start);
                self.fail(Failure::NotJson(fault.detail.into_owned()), fault.at);
                if plausible || find_feature(c.text, fault.at, true).is_some() {
                    let end = object_end(c.text, start);
                    self.bare = true;
                    self.push(start, end);
                    c.at = end.unwrap_or(c.text.len());
                } else {
                    c.at = c.text.len();
                }
                return;
            }
        }
        match top.kind.as_deref() {
            Some(b"FeatureCollection") | None if top.list.is_some() => {
                if top.kind.is_none() && top.esri {
                    self.elements.truncate(found);
                    self.fail(Failure::EsriJson, start);
                    return;
                }
                self.has_list = true;
                if top.kind.is_none() {
                    self.notes.push(("missing_type", start));
                }
            }
            Some(b"FeatureCollection") => self.fail(Failure::NoFeatures, start),
            Some(b"Topology") => self.fail(Failure::TopoJson, start),
            _ if top.esri => {
                self.elements.truncate(found);
                self.fail(Failure::EsriJson, start);
            }
            Some(kind) if kind == b"Feature" || super::geometry::is_geometry_type(kind) => {
                self.elements.truncate(found);
                self.bare = true;
                self.push(start, Some(c.at));
            }
            kind => {
                self.elements.truncate(found);
                let kind = kind.map(|k| String::from_utf8_lossy(k).chars().take(40).collect());
                self.fail(Failure::OtherJson(kind), start);
            }
        }
    }

    fn members(&mut self, c: &mut Cursor<'_>, top: &mut Top) -> Result<(), Fault> {
        c.expect(b'{')?;
        let mut first = true;
        while let Some((key, _)) = c.member(first)? {
            first = false;
            let start = c.at;
            match key {
                b"features" if c.peek() == Some(b'[') => {
                    top.list = Some(start);
                    c.at += 1;
                    self.list(c);
                    continue;
                }
                b"type" if c.peek() == Some(b'"') => {
                    top.kind = Some(c.raw_string()?.0.to_vec());
                    continue;
                }
                b"geometryType" | b"spatialReference" | b"fieldAliases" => top.esri = true,
                _ => {}
            }
            c.skip_value()?;
            if key == b"crs" {
                self.crs = Some((start, c.at));
            }
        }
        Ok(())
    }

    /// The elements of a list of features, after its `[`; leaves the cursor behind its `]`, or at the end.
    fn list(&mut self, c: &mut Cursor<'_>) {
        loop {
            match c.token() {
                Some(b'{') => {
                    let start = c.at;
                    let end = object_end(c.text, start);
                    self.push(start, end);
                    c.at = end.unwrap_or(c.text.len());
                }
                Some(b']') => {
                    c.at += 1;
                    return;
                }
                Some(b',') => c.at += 1,
                None => {
                    if self.notes.last().is_none_or(|n| n.0 != "truncated") {
                        self.notes.push(("truncated", c.at));
                    }
                    return;
                }
                Some(_) => {
                    let start = c.at;
                    if c.skip_value().is_ok() {
                        self.push(start, Some(c.at));
                    } else {
                        self.notes.push(("stray_text", start));
                        c.at = find_feature(c.text, start, false).unwrap_or(c.text.len());
                        if c.at == c.text.len() {
                            return;
                        }
                    }
                }
            }
        }
    }
}

#[derive(Default)]
struct Top {
    kind: Option<Vec<u8>>,
    list: Option<usize>,
    esri: bool,
}

/// Whether the object at `start` says early on that it is a collection.
fn opens_collection(text: &[u8], start: usize) -> bool {
    let head = &text[start..text.len().min(start + 160)];
    memchr::memmem::find(head, b"FeatureCollection").is_some()
}

/// The first place at or after `from` where a feature plausibly starts: a brace that does not stand for a member's
/// value and opens on a `"type"` that is no geometry's, `"geometry"` or `"properties"`, perhaps after `id` and `bbox`; with
/// `lines`, any brace at the start of a line too.
pub(super) fn find_feature(text: &[u8], from: usize, lines: bool) -> Option<usize> {
    memchr::memchr_iter(b'{', text.get(from..)?).map(|i| from + i).find(|&i| {
        let before = text[..i].iter().rev().find(|c| !matches!(c, b' ' | b'\n' | b'\r' | b'\t'));
        if before == Some(&b':') {
            return false;
        }
        let starts_line = i > 0 && matches!(text[i - 1], b'\n' | b'\r' | 0x1e);
        (lines && starts_line && text.get(i + 1).is_some_and(|c| matches!(c, b'"' | b' '))) || opens_feature(text, i)
    })
}

fn opens_feature(text: &[u8], start: usize) -> bool {
    let mut c = Cursor::new(text, start + 1);
    let mut first = true;
    while let Ok(Some((key, _))) = c.member(first) {
        first = false;
        match key {
            // A misspelt type still stands where a feature stands; a geometry's type does not.
            b"type" => return matches!(c.raw_string(), Ok((name, _)) if !super::geometry::is_geometry_type(name)),
            b"geometry" | b"properties" => return true,
            b"id" | b"bbox" if c.skip_value().is_ok() => {}
            _ => return false,
        }
    }
    false
}
