//! Large files, read window by window, so that text and features are never held side by side.
//!
//! Only what is plain is read this way: one FeatureCollection in UTF-8, complete to the last brace, whose features are
//! sound JSON. At the first thing that is otherwise this gives up, and the file is read whole, because what a damaged or
//! unusual file means can depend on all of it. What comes out is the same either way.

use std::io::Read;
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::cursor::{Cursor, object_end};
use super::feature::{Run, read_run};
use super::gather::{Gather, Lines};
use super::scan::Element;
use super::{RawLayer, hex, runs};
use crate::geom::Progress;
use crate::io::error::IoError;

/// How the windows follow one another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windows {
    /// How many bytes are read at a time.
    pub(super) bytes: usize,
    /// How many bytes there are in all, as far as is known; for progress alone.
    pub(super) total: u64,
}

/// Why a file was not read window by window.
pub(super) enum Refusal {
    /// It is not plain, or cannot be read: read it whole, which tells what is the matter.
    NotPlain,
    /// There is no more to be told by reading it whole.
    Final(IoError),
}

/// What is open in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the list of features.
    Head,
    List,
    /// After it.
    Tail,
}

/// Reads a plain file; the path and the name of what comes out are left empty.
pub(super) fn read(
    path: &Path,
    source: &mut impl Read,
    windows: Windows,
    progress: &dyn Progress,
) -> Result<RawLayer, Refusal> {
    let mut hash = Sha256::new();
    let mut window: Vec<u8> = Vec::new();
    let mut gather = Gather::default();
    let (mut state, mut is_collection, mut crs) = (State::Head, false, None);
    let (mut size, mut lines) = (0_u64, (1, 0));
    let mut ended = false;
    while !ended {
        if progress.cancelled() {
            return Err(Refusal::Final(IoError::Cancelled));
        }
        let carried = window.len();
        let mut read = 0;
        // A little more, so that whoever looks for the end of the file does not make it twice as large.
        window.reserve_exact(windows.bytes + 64);
        while read < windows.bytes && !ended {
            let more = source.by_ref().take((windows.bytes - read) as u64).read_to_end(&mut window);
            let more = more.map_err(|_problem| Refusal::NotPlain)?;
            read += more;
            ended = more == 0;
        }
        let first = size == 0;
        size += read as u64;
        let skip = if first { start_of_text(&window).ok_or(Refusal::NotPlain)? } else { 0 };
        let text = &window[skip..];
        let (parsed, ()) = rayon::join(
            || -> Result<(Vec<Run>, usize), Refusal> {
                let mut c = Cursor::new(text, 0);
                if state == State::Head {
                    (is_collection, crs) = head(&mut c, is_collection).ok_or(Refusal::NotPlain)?;
                    state = State::List;
                }
                let mut elements = Vec::new();
                if state == State::List && list(&mut c, &mut elements, ended).ok_or(Refusal::NotPlain)? {
                    state = State::Tail;
                }
                let used = c.at;
                std::str::from_utf8(&text[..used]).map_err(|_not_utf8| Refusal::NotPlain)?;
                let runs: Vec<Run> = runs(&elements)
                    .into_par_iter()
                    .map(|(from, to)| {
                        if progress.cancelled() {
                            return Err(Refusal::Final(IoError::Cancelled));
                        }
                        let run = read_run(text, &elements[from..to], false, false);
                        if run.recovered { Err(Refusal::NotPlain) } else { Ok(run) }
                    })
                    .collect::<Result<_, _>>()?;
                Ok((runs, used))
            },
            || hash.update(&window[carried..]),
        );
        let (runs, used) = parsed?;
        let mut here = Lines::after(&text[..used], lines);
        for run in runs {
            gather.add(run, &mut here);
        }
        lines = here.end();
        // What follows the list is short, and is read when all of it is there.
        if state == State::Tail && ended {
            let (is, named) = tail(&text[used..], is_collection).ok_or(Refusal::NotPlain)?;
            (is_collection, crs) = (is, named.or(crs));
        }
        window.drain(..skip + used);
        progress.at((size as f64 / windows.total.max(1) as f64).min(1.0) as f32);
    }
    if state != State::Tail || !is_collection {
        return Err(Refusal::NotPlain);
    }
    drop(window);
    let layer = gather.finish(path, crs.as_deref(), Vec::new()).map_err(Refusal::Final)?;
    Ok(RawLayer { sha256: hex(hash), bytes: size, ..layer })
}

/// Where the text of a file starts, after a byte order mark; `None` if it may not be JSON in UTF-8.
fn start_of_text(bytes: &[u8]) -> Option<usize> {
    let skip = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let sound = !matches!(bytes, [0xff | 0xfe | 0, ..] | [b'{' | b'[', 0, ..]);
    (sound && crate::io::open::format_of_bytes(bytes).is_none()).then_some(skip)
}

/// Goes to the inside of the list of features. Whether the type of a collection was seen, and the `crs` member.
fn head(c: &mut Cursor<'_>, is_collection: bool) -> Option<(bool, Option<Vec<u8>>)> {
    if c.token() != Some(b'{') {
        return None;
    }
    c.at += 1;
    members(c, true, is_collection)
}

/// What follows the list, to the end of the file, of which nothing but blanks may be left.
fn tail(text: &[u8], is_collection: bool) -> Option<(bool, Option<Vec<u8>>)> {
    let mut c = Cursor::new(text, 0);
    let found = members(&mut c, false, is_collection)?;
    std::str::from_utf8(text).ok()?;
    c.token().is_none().then_some(found)
}

/// Reads members: up to the inside of a list of features from the start of an object (`first`), to the end of the object
/// after a list.
fn members(c: &mut Cursor<'_>, first: bool, mut is_collection: bool) -> Option<(bool, Option<Vec<u8>>)> {
    let mut at_first = first;
    let mut crs = None;
    while let Some((key, _)) = c.member(at_first).ok()? {
        at_first = false;
        let start = c.at;
        match key {
            b"features" if first && c.peek() == Some(b'[') => {
                c.at += 1;
                return Some((is_collection, crs));
            }
            b"features" | b"geometryType" | b"spatialReference" | b"fieldAliases" => return None,
            b"type" => {
                is_collection = c.peek() == Some(b'"') && c.raw_string().ok()?.0 == b"FeatureCollection";
                if !is_collection {
                    return None;
                }
                continue;
            }
            _ => {}
        }
        c.skip_value().ok()?;
        if key == b"crs" {
            crs = Some(c.text[start..c.at].to_vec());
        }
    }
    (!first).then_some((is_collection, crs))
}

/// Finds the features that are whole, and whether the list ends here; leaves the cursor behind the last one, or behind
/// the list. `None` where something else is among them, or the file `ended` before the list.
fn list(c: &mut Cursor<'_>, elements: &mut Vec<Element>, ended: bool) -> Option<bool> {
    loop {
        match c.token() {
            Some(b'{') => {
                let start = c.at;
                let Some(end) = object_end(c.text, start) else { return (!ended).then_some(false) };
                elements.push(Element { start, end: Some(end), limit: end });
                c.at = end;
            }
            Some(b']') => {
                c.at += 1;
                return Some(true);
            }
            Some(b',') => c.at += 1,
            None => return (!ended).then_some(false),
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests;
