//! Records with a checksum, so that a byte that a disk has changed is noticed: `{"sum": "…", "record": …}`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

#[derive(Serialize, Deserialize)]
struct Sealed<'a> {
    sum: String,
    #[serde(borrow)]
    record: &'a RawValue,
}

/// The first 64 bits of the SHA-256 of a text.
fn sum(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes())[..8])
}

/// Bytes as lower-case digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, b| {
        // Writing into a text never fails.
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// A record as JSON, with its checksum.
pub(super) fn seal<T: Serialize>(record: &T) -> String {
    let json = serde_json::to_string(record).expect("records are plain: the session lets no other number in");
    format!("{{\"sum\":\"{}\",\"record\":{json}}}", sum(&json))
}

/// The record, and whether it is what was written; `None` where it cannot be understood.
pub(super) fn open<T: DeserializeOwned>(text: &str) -> Option<(T, bool)> {
    let sealed: Sealed<'_> = serde_json::from_str(text).ok()?;
    let record = serde_json::from_str(sealed.record.get()).ok()?;
    Some((record, sum(sealed.record.get()) == sealed.sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_noticed() {
        let text = seal(&vec!["公园".to_owned(), "x".to_owned()]);
        assert!(open::<Vec<String>>(&text).unwrap().1);
        let other = text.replace("\"x\"", "\"y\"");
        assert_eq!(open::<Vec<String>>(&other).unwrap(), (vec!["公园".to_owned(), "y".to_owned()], false));
        assert!(open::<Vec<u8>>(&text).is_none() && open::<Vec<String>>("[]").is_none());
    }
}
