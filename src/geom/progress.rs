//! How long work tells how far it is, and learns that nobody wants its result any more.

use std::sync::atomic::{AtomicU32, Ordering};

/// Whom long work tells how far it is, and asks whether to go on.
pub trait Progress: Sync {
    /// Tells that `done` of the work, from 0 to 1, is finished. Called from any thread, cheap to call often.
    fn at(&self, done: f32);
    /// Whether the work should stop. Work that sees `true` returns [`Cancelled`].
    fn cancelled(&self) -> bool;
}

/// Nobody listens and nobody cancels.
impl Progress for () {
    fn at(&self, _done: f32) {}
    fn cancelled(&self) -> bool {
        false
    }
}

/// The work was cancelled before it finished; there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// A stretch of a longer job's progress: what it reports is scaled into the whole.
pub struct Stretch<'a> {
    whole: &'a dyn Progress,
    from: f32,
    share: f32,
}

impl<'a> Stretch<'a> {
    /// The stretch of `whole` that begins at `from` and takes `share` of it, both from 0 to 1.
    pub fn new(whole: &'a dyn Progress, from: f32, share: f32) -> Self {
        Self { whole, from, share }
    }
}

impl Progress for Stretch<'_> {
    fn at(&self, done: f32) {
        self.whole.at(self.from + self.share * done);
    }
    fn cancelled(&self) -> bool {
        self.whole.cancelled()
    }
}

/// Several pieces of one job that are done at the same time: the whole stands at the mean of them, whichever reports.
pub struct Abreast<'a> {
    whole: &'a dyn Progress,
    /// How far each piece is, as the bits of an `f32`.
    done: Vec<AtomicU32>,
}

impl<'a> Abreast<'a> {
    /// `pieces` equal pieces of `whole`.
    pub fn new(whole: &'a dyn Progress, pieces: usize) -> Self {
        Self { whole, done: std::iter::repeat_with(AtomicU32::default).take(pieces).collect() }
    }

    /// The piece at this place, from 0.
    ///
    /// # Panics
    /// Once it reports, if there is no such piece.
    pub fn piece(&self, at: usize) -> impl Progress + use<'_> {
        Piece { all: self, at }
    }
}

struct Piece<'a> {
    all: &'a Abreast<'a>,
    at: usize,
}

impl Progress for Piece<'_> {
    fn at(&self, done: f32) {
        let pieces = &self.all.done;
        pieces[self.at].store(done.to_bits(), Ordering::Relaxed);
        let sum: f32 = pieces.iter().map(|bits| f32::from_bits(bits.load(Ordering::Relaxed))).sum();
        self.all.whole.at(sum / pieces.len() as f32);
    }
    fn cancelled(&self) -> bool {
        self.all.whole.cancelled()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Default)]
    struct Heard(Mutex<Vec<f32>>);

    impl Progress for Heard {
        fn at(&self, done: f32) {
            self.0.lock().expect("nobody panics").push(done);
        }
        fn cancelled(&self) -> bool {
            true
        }
    }

    #[test]
    fn pieces_side_by_side_add_up() {
        let heard = Heard::default();
        {
            let part = Stretch::new(&heard, 0.5, 0.5);
            let all = Abreast::new(&part, 2);
            let (first, second) = (all.piece(0), all.piece(1));
            second.at(0.5);
            first.at(1.0);
            second.at(1.0);
            assert!(first.cancelled());
        }
        assert_eq!(heard.0.into_inner().expect("nobody panics"), [0.625, 0.875, 1.0]);
    }
}
