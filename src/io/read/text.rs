//! Bytes into UTF-8 text.

use std::borrow::Cow;

/// The bytes as UTF-8 without a byte order mark, and the encoding they were in where it was another one.
///
/// UTF-16 is known by its mark or by its zero bytes, GB 18030 (GBK, GB 2312) by not being UTF-8. A UTF-8 file with a few
/// damaged bytes stays UTF-8: the damaged ones read as U+FFFD, and the encoding is given as `damaged UTF-8`.
pub(super) fn to_utf8(bytes: &[u8]) -> (Cow<'_, [u8]>, Option<&'static str>) {
    let decode = |encoding: &'static encoding_rs::Encoding| {
        let (text, _) = encoding.decode_with_bom_removal(bytes);
        (Cow::Owned(text.into_owned().into_bytes()), Some(encoding.name()))
    };
    match bytes {
        [0xff, 0xfe, ..] | [b'{' | b'[', 0, ..] => return decode(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] | [0, b'{' | b'[', ..] => return decode(encoding_rs::UTF_16BE),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if std::str::from_utf8(bytes).is_ok() {
        return (Cow::Borrowed(bytes), None);
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if bad > good / 8 {
        let (text, _, damaged) = encoding_rs::GB18030.decode(bytes);
        if !damaged {
            return (Cow::Owned(text.into_owned().into_bytes()), Some("GB18030"));
        }
    }
    (Cow::Borrowed(bytes), Some("damaged UTF-8"))
}
