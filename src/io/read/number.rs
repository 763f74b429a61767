//! Numbers, correctly rounded, without going through an owned string.

/// What a JSON number turned out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// The nearest double; infinite where the text overflows.
    pub(super) value: f64,
    /// How many bytes it took.
    pub(super) len: usize,
    /// Whether it is an integer of a magnitude that a double cannot hold exactly.
    pub(super) beyond_integer: bool,
}

const POW10: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Reads the number at the start of `b`; `None` if there is none (no digit where one must be).
///
/// Up to 2⁵³ in the digits and up to 22 decimals, one division of two exact doubles is already the correctly rounded
/// value (Clinger 1990); everything else goes through the standard library, which is correctly rounded too. Leading
/// zeros are tolerated.
pub(super) fn number(b: &[u8]) -> Option<Number> {
    let negative = b.first() == Some(&b'-');
    let mut i = usize::from(negative);
    let first = i;
    let mut mantissa: u64 = 0;
    while let Some(d) = digit(b, i) {
        mantissa = mantissa.wrapping_mul(10).wrapping_add(d);
        i += 1;
    }
    let integer_digits = i - first;
    if integer_digits == 0 {
        return None;
    }
    let mut decimals = 0;
    if b.get(i) == Some(&b'.') {
        let point = i;
        i += 1;
        while let Some(d) = digit(b, i) {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(d);
            i += 1;
        }
        decimals = i - point - 1;
        if decimals == 0 {
            return None;
        }
    }
    let plain = !matches!(b.get(i), Some(b'e' | b'E'));
    if plain && integer_digits + decimals <= 19 && mantissa <= 1 << 53 && decimals <= 22 {
        let magnitude = mantissa as f64 / POW10[decimals];
        let value = if negative { -magnitude } else { magnitude };
        return Some(Number { value, len: i, beyond_integer: false });
    }
    if !plain {
        i += 1;
        if matches!(b.get(i), Some(b'+' | b'-')) {
            i += 1;
        }
        digit(b, i)?;
        while digit(b, i).is_some() {
            i += 1;
        }
    }
    let value: f64 = std::str::from_utf8(&b[..i]).ok()?.parse().ok()?;
    Some(Number { value, len: i, beyond_integer: plain && decimals == 0 && value.abs() > 9_007_199_254_740_992.0 })
}

#[inline(always)]
fn digit(b: &[u8], i: usize) -> Option<u64> {
    b.get(i).map(|c| c.wrapping_sub(b'0')).filter(|d| *d < 10).map(u64::from)
}

#[cfg(test)]
mod tests {
    use super::number;
    use proptest::prelude::*;

    #[test]
    fn odd_numbers() {
        assert_eq!(number(b"14.5176373,").unwrap().value, 14.517_637_3);
        assert_eq!(number(b"-0").unwrap().value.to_bits(), (-0.0f64).to_bits());
        assert_eq!(number(b"9007199254740993").unwrap().value, 9_007_199_254_740_992.0);
        assert!(!number(b"9007199254740992").unwrap().beyond_integer);
        assert!(number(b"123456789012345678901").unwrap().beyond_integer);
        assert_eq!(number(b"1e5 ").unwrap().len, 3);
        assert!(number(b"1e999").unwrap().value.is_infinite());
        for bad in [&b"-"[..], b".5", b"1.", b"1e", b"1e+", b"NaN", b"", b"\"1\""] {
            assert_eq!(number(bad), None, "{}", String::from_utf8_lossy(bad));
        }
    }

    proptest! {
        #[test]
        fn rounds_as_the_standard_library_does(text in r"-?[0-9]{1,21}(\.[0-9]{1,21})?([eE][+-]?[0-9]{1,2})?") {
            let ours = number(text.as_bytes()).unwrap();
            prop_assert_eq!(ours.value.to_bits(), text.parse::<f64>().unwrap().to_bits());
            prop_assert_eq!(ours.len, text.len());
        }

        #[test]
        fn written_doubles_read_back(value in any::<f64>().prop_filter("finite", |v| v.is_finite())) {
            prop_assert_eq!(number(format!("{value:?}").as_bytes()).unwrap().value.to_bits(), value.to_bits());
        }
    }
}
