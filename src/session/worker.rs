//! The session's thread: carries out actions in order, runs one job at a time, publishes snapshots.
//!
//! What makes it safe: only this thread changes the project; a job gets a snapshot and hands back a result; a newer
//! analysis cancels the older, and figures of an older revision are shown as stale and never exported.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use super::action::Action;
use super::desk::{Desk, Event};
use super::place::Place;
use super::snapshot::Snapshot;
use crate::analysis::live::LiveFigures;
use crate::geom::Progress;
use crate::model::{Plane, RuleSet, TargetSet};

/// What a session begins with.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The rule set; `None` for the default one.
    pub rules: Option<RuleSet>,
    /// The targets; `None` for none (the sample district has its own).
    pub targets: Option<TargetSet>,
    /// The plane; `None` to choose it by the data.
    pub plane: Option<Plane>,
    /// Where the project is kept.
    pub place: Place,
}

type Wake = dyn Fn() + Send + Sync;

/// What the session's thread and the outside share.
pub(super) struct Shared {
    published: Mutex<Arc<Snapshot>>,
    /// The figures of what follows the pointer: they come too often to wait for the session.
    live: Mutex<Option<Arc<LiveFigures>>>,
    /// Bits of an `f32`: the progress of the job under way.
    progress: AtomicU32,
    wake: Box<Wake>,
}

impl Shared {
    pub(super) fn publish(&self, snapshot: Snapshot) {
        *self.published.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        (self.wake)();
    }

    pub(super) fn publish_live(&self, live: Option<Arc<LiveFigures>>) {
        *self.live.lock().unwrap_or_else(PoisonError::into_inner) = live;
        (self.wake)();
    }
}

/// A handle on a running session. Dropping it stops the job under way, waits for the
/// project file to be complete, and ends the session.
pub struct Session {
    inbox: Sender<Event>,
    shared: Arc<Shared>,
    /// Waited for at the end where there is a file to be written to.
    thread: Option<JoinHandle<()>>,
}

impl Session {
    /// Starts a session without layers. `wake` is called from other threads whenever there is something new to see.
    pub fn start(start: Start, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared {
            published: Mutex::default(),
            live: Mutex::default(),
            progress: AtomicU32::new(0),
            wake: Box::new(wake),
        });
        let (inbox, events) = channel();
        let keeps = start.place != Place::Memory;
        let desk = Desk::new(start, inbox.clone(), Arc::clone(&shared));
        let thread = std::thread::spawn(move || run(desk, &events));
        Self { inbox, shared, thread: keeps.then_some(thread) }
    }

    /// Asks for something. Never blocks; what comes of it is seen in later snapshots.
    pub fn send(&self, action: Action) {
        // The thread ends only when this handle is dropped, so there is always somebody to take the action.
        let _ = self.inbox.send(Event::Act(action));
    }

    /// The newest state, with the progress of the job under way.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        let mut snapshot = Arc::clone(&self.shared.published.lock().unwrap_or_else(PoisonError::into_inner));
        if snapshot.job.is_some() {
            let progress = f32::from_bits(self.shared.progress.load(Ordering::Relaxed));
            if let Some(job) = &mut Arc::make_mut(&mut snapshot).job {
                job.progress = progress;
            }
        }
        let live = self.shared.live.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if live.is_some() {
            Arc::make_mut(&mut snapshot).live = live;
        }
        snapshot
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.inbox.send(Event::End);
        if let Some(thread) = self.thread.take() {
            // What was done is on the disk when this returns. A panic there has been told by its message.
            let _ = thread.join();
        }
    }
}

fn run(mut desk: Desk, events: &Receiver<Event>) {
    while let Ok(event) = events.recv() {
        if !desk.handle(event) {
            return;
        }
    }
}

/// The progress of one job, and the wish that it should stop.
pub(super) struct JobProgress {
    shared: Arc<Shared>,
    stop: Arc<AtomicBool>,
    begun: Instant,
    /// When the window was woken last, in milliseconds since then.
    woken: AtomicU32,
}

/// So many milliseconds at least lie between two looks at the progress: a picture of the window takes a processor as long
/// as a good part of a short job.
const PACE: u32 = 100;

impl JobProgress {
    pub(super) fn new(shared: Arc<Shared>, stop: Arc<AtomicBool>) -> Self {
        shared.progress.store(0.0_f32.to_bits(), Ordering::Relaxed);
        Self { shared, stop, begun: Instant::now(), woken: AtomicU32::new(0) }
    }
}

impl Progress for JobProgress {
    fn at(&self, done: f32) {
        let before = f32::from_bits(self.shared.progress.load(Ordering::Relaxed));
        // Parallel parts report out of order: the bar only moves forward, and wakes the window only when it shows.
        if done >= before + 0.01 {
            self.shared.progress.store(done.clamp(0.0, 1.0).to_bits(), Ordering::Relaxed);
            let now = u32::try_from(self.begun.elapsed().as_millis()).unwrap_or(u32::MAX);
            let last = self.woken.load(Ordering::Relaxed);
            let due = now.saturating_sub(last) >= PACE;
            if due && self.woken.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
                (self.shared.wake)();
            }
        }
    }

    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
