//! Questions of a window that take longer than a frame: asked once, answered from a thread, never waited for.
//!
//! Nothing here changes a project. A question has a key; what has been answered under one key stays to be shown while
//! the next is being worked out, and a newer question stops the older.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Weak};

use crate::analysis::effects::{self, ByDistance, Effect, Effects};
use crate::analysis::{Analysis, IndicatorId};
use crate::geom::Progress;
use crate::model::{LayerId, Project};

/// The wish that work should stop because nobody wants its answer any more.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Whether to stop.
    pub fn wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Asks for it.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Progress for Stop {
    fn at(&self, _done: f32) {}

    fn cancelled(&self) -> bool {
        self.wanted()
    }
}

/// Which value a question is about: compared by identity, never by content.
///
/// It keeps the place in memory, not the value: what comes later cannot be taken for what was there before, and yet the
/// value goes when everybody else has let it go.
pub struct Same<T>(Weak<T>);

impl<T> Same<T> {
    /// This very value.
    pub fn of(value: &Arc<T>) -> Self {
        Self(Arc::downgrade(value))
    }
}

impl<T> std::fmt::Debug for Same<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Same").field(&self.0.as_ptr()).finish()
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(Weak::clone(&self.0))
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Weak::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Same<T> {}

/// A question that is asked again and again, and its newest answer.
pub struct Query<K, T> {
    asked: Option<(K, Stop, Receiver<Option<T>>)>,
    answer: Option<(K, Option<Arc<T>>)>,
}

impl<K, T> Default for Query<K, T> {
    fn default() -> Self {
        Self { asked: None, answer: None }
    }
}

impl<K: PartialEq + Clone, T: Send + 'static> Query<K, T> {
    /// Asks, unless that very question is being answered or has been: `work` runs on a thread of its own and `wake` is
    /// called there when it is done. Work that yields `None` (it was stopped, or there is no answer) is not begun
    /// again until the key changes. A defect of ours (a panic) counts as no answer.
    pub fn ask(
        &mut self,
        key: &K,
        wake: impl FnOnce() + Send + 'static,
        work: impl FnOnce(&Stop) -> Option<T> + Send + 'static,
    ) {
        if !self.is_wanted(key) {
            return;
        }
        let stop = Stop::default();
        let (sender, answers) = channel();
        let inside = stop.clone();
        self.asked = Some((key.clone(), stop, answers));
        std::thread::spawn(move || {
            let answer = catch_unwind(AssertUnwindSafe(|| work(&inside))).unwrap_or_default();
            // Nobody listens any more once a newer question was asked.
            let _ = sender.send(answer);
            wake();
        });
    }

    /// The same, answered at once and on this thread: for work that is known to be short.
    pub fn ask_now(&mut self, key: &K, work: impl FnOnce() -> Option<T>) {
        if self.is_wanted(key) {
            self.answer = Some((key.clone(), work().map(Arc::new)));
        }
    }

    /// Takes in what has come, and tells whether the question is neither answered nor being answered; then whatever
    /// was asked before is stopped.
    fn is_wanted(&mut self, key: &K) -> bool {
        self.poll();
        if self.answer.as_ref().is_some_and(|(k, _)| k == key) || self.asked.as_ref().is_some_and(|(k, ..)| k == key) {
            return false;
        }
        if let Some((_, stop, _)) = self.asked.take() {
            stop.0.store(true, Ordering::Relaxed);
        }
        true
    }

    /// Takes in what has come. Never waits.
    pub fn poll(&mut self) {
        let Some((key, _, answers)) = &self.asked else { return };
        match answers.try_recv() {
            Ok(answer) => {
                self.answer = Some((key.clone(), answer.map(Arc::new)));
                self.asked = None;
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => {
                self.answer = Some((key.clone(), None));
                self.asked = None;
            }
        }
    }

    /// The newest answer, to whatever question.
    pub fn newest(&self) -> Option<&Arc<T>> {
        self.answer.as_ref().and_then(|(_, answer)| answer.as_ref())
    }

    /// The newest answer and the question it answers.
    pub fn newest_with_key(&self) -> Option<(&K, &Arc<T>)> {
        self.answer.as_ref().and_then(|(key, answer)| Some((key, answer.as_ref()?)))
    }

    /// The answer to this question, if it is there.
    pub fn current(&self, key: &K) -> Option<&Arc<T>> {
        self.answer.as_ref().filter(|(k, _)| k == key).and_then(|(_, answer)| answer.as_ref())
    }

    /// Whether an answer is being worked out.
    pub fn is_pending(&self) -> bool {
        self.asked.is_some()
    }
}

impl<K, T> Drop for Query<K, T> {
    fn drop(&mut self) {
        if let Some((_, stop, _)) = &self.asked {
            stop.0.store(true, Ordering::Relaxed);
        }
    }
}

/// What the card of a feature says beyond its fields.
#[derive(Clone, Default)]
pub struct Card {
    /// The zones it lies in: indices into [`crate::analysis::Analysis::zones`].
    pub zones: Vec<usize>,
    /// The land and the facilities of its indicator, to be given back with the next question about the same analysis.
    pub effects: Option<(IndicatorId, Arc<Effects>)>,
    /// What the facility does for that indicator; `None` for what serves nothing.
    pub effect: Option<Effect>,
}

/// Works out a card. `facility` is its index among the facilities of `analysis`, where it is one; `known` is what the
/// last card of the same analysis gathered. `None` if it was stopped.
pub fn card(
    project: &Project,
    analysis: &Analysis,
    layer: LayerId,
    feature: usize,
    facility: Option<usize>,
    known: Option<(IndicatorId, Arc<Effects>)>,
    stop: &Stop,
) -> Option<Card> {
    let mut card = Card { zones: effects::zones_of_feature(project, layer, feature), ..Card::default() };
    let rated = facility.and_then(|i| Some((i, analysis.facilities.get(i)?)));
    if let Some((index, rated)) = rated
        && let (Some(indicator), Some(radius)) = (effects::coverage_of(rated.kind), rated.radius_m)
    {
        let effects = match known {
            Some((of, effects)) if of == indicator => effects,
            _ => match Effects::new(project, indicator, stop).ok()? {
                Some(effects) => Arc::new(effects),
                None => return Some(card),
            },
        };
        card.effect = effects.of(project, (layer, feature), index, radius, stop).ok()?;
        card.effects = Some((indicator, effects));
    }
    Some(card)
}

/// How much residential land lies within each of some distances, in metres, of the nearest facility that serves, and
/// which parcels.
pub fn by_distance(project: &Project, indicator: IndicatorId, distances: &[f64], stop: &Stop) -> Option<ByDistance> {
    effects::by_distance(project, indicator, distances, stop).ok()?
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    fn settle<T: Send + 'static>(query: &mut Query<u32, T>) {
        while query.is_pending() {
            query.poll();
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_question_is_answered_once_and_its_answer_stays_while_the_next_is_worked_out() {
        let mut query: Query<u32, u32> = Query::default();
        query.ask(&1, || {}, |_| Some(10));
        settle(&mut query);
        assert_eq!(query.current(&1).map(|a| **a), Some(10));
        query.ask(&1, || {}, |_| panic!("it has been answered"));
        let (go, wait) = channel::<()>();
        query.ask(
            &2,
            || {},
            move |_| {
                let _ = wait.recv();
                Some(20)
            },
        );
        assert_eq!((query.newest().map(|a| **a), query.current(&2), query.is_pending()), (Some(10), None, true));
        let _ = go.send(());
        settle(&mut query);
        assert_eq!(query.current(&2).map(|a| **a), Some(20));
    }

    #[test]
    fn a_newer_question_stops_the_older() {
        let mut query: Query<u32, u32> = Query::default();
        let (told, hears) = channel();
        query.ask(
            &1,
            || {},
            move |stop| {
                while !stop.wanted() {
                    std::thread::yield_now();
                }
                let _ = told.send(());
                Some(1)
            },
        );
        query.ask(&2, || {}, |_| Some(2));
        hears.recv().expect("the older one was stopped");
        settle(&mut query);
        assert_eq!(query.newest().map(|a| **a), Some(2));
    }

    #[test]
    fn a_later_value_is_never_taken_for_one_that_is_gone() {
        let value = Arc::new([0u64; 40]);
        let same = Same::of(&value);
        assert!(same == Same::of(&Arc::clone(&value)) && same != Same::of(&Arc::new([0u64; 40])));
        drop(value);
        // Of the same size: any of them would get its place if that were free.
        assert!((0..2_000).all(|_| Same::of(&Arc::new([0u64; 40])) != same));
    }

    #[test]
    fn a_defect_is_no_answer_and_is_not_tried_again() {
        let mut query: Query<u32, u32> = Query::default();
        query.ask(&1, || {}, |_| panic!("a defect"));
        settle(&mut query);
        query.ask(&1, || {}, |_| Some(1));
        assert!(!query.is_pending() && query.newest().is_none());
        query.ask_now(&2, || Some(2));
        assert_eq!(query.current(&2).map(|a| **a), Some(2));
    }
}
