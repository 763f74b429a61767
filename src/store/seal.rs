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
    Sha256::digest(text.as_bytes()).iter().take(8).map(|b| format!("{b:02x}")).collect()
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
        assert_eq!(open::<Vec<String>>(&text).unwrap().1, true);
        let other = text.replace("\"x\"", "\"y\"");
        assert_eq!(open::<Vec<String>>(&other).unwrap(), (vec!["公园".to_owned(), "y".to_owned()], false));
        assert!(open::<Vec<u8>>(&text).is_none() && open::<Vec<String>>("[]").is_none());
    }
}
