//! Randomness and noise that give the same bits on every platform: integers, `+ − × ÷ √` and nothing of libm.

/// SplitMix64 (Steele, Lea, Flood 2014): one word of state, every seed good.
#[derive(Debug, Clone)]
pub(super) struct Rng(u64);

/// The finaliser of SplitMix64: spreads a word over all 64 bits.
pub(super) fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A word that depends on all of its arguments and on their order.
pub(super) fn hash(seed: u64, tag: u64, a: i64, b: i64) -> u64 {
    mix(mix(mix(mix(seed) ^ tag) ^ a as u64) ^ b as u64)
}

/// A word as a number in `[0, 1)`.
pub(super) fn unit(word: u64) -> f64 {
    (word >> 11) as f64 / (1_u64 << 53) as f64
}

impl Rng {
    /// A stream of its own for one thing: the same arguments give the same stream.
    pub(super) fn new(seed: u64, tag: u64, a: i64, b: i64) -> Self {
        Self(hash(seed, tag, a, b))
    }

    pub(super) fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// Uniform in `[0, 1)`.
    pub(super) fn unit(&mut self) -> f64 {
        unit(self.word())
    }

    /// Uniform in `[low, high)`.
    pub(super) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Uniform in `0..n`; `n` must be at least 1.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n - 1)
    }
}

/// Smooth value noise in `[-1, 1]` with features of about one unit of `x` and `y`.
pub(super) fn noise(seed: u64, tag: u64, x: f64, y: f64) -> f64 {
    let (x0, y0) = (x.floor(), y.floor());
    let (i, j) = (x0 as i64, y0 as i64);
    // Quintic fade: continuous curvature, so streets bend without a kink where noise cells meet.
    let fade = |t: f64| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    let (s, t) = (fade(x - x0), fade(y - y0));
    let at = |di: i64, dj: i64| 2.0 * unit(hash(seed, tag, i + di, j + dj)) - 1.0;
    let low = at(0, 0) * (1.0 - s) + at(1, 0) * s;
    let high = at(0, 1) * (1.0 - s) + at(1, 1) * s;
    low * (1.0 - t) + high * t
}
