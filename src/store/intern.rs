//! Keys that the program knows as fixed words, read from a file.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

static KEYS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
/// More different keys than any version of the program has; a file with more is not of our making.
const MOST: usize = 512;
const LONGEST: usize = 64;

/// The word as one that lives as long as the program; `other` for what can be none of ours.
pub(super) fn key(text: &str) -> &'static str {
    let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = keys.get(text) {
        return known;
    }
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if keys.len() >= MOST || text.len() > LONGEST || !plain {
        return "other";
    }
    let word: &'static str = Box::leak(text.into());
    keys.insert(word);
    word
}
