//! The thread that writes the project file: one transaction a gesture, in order, tried again where the disk is full.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use super::place;
use crate::model::plan::Document;
use crate::store::{Commit, History, Store, StoreError, View};

/// A project in full, as it is in memory: what a new file is made of.
pub(super) struct Whole {
    pub(super) path: PathBuf,
    pub(super) document: Document,
    pub(super) history: History,
    pub(super) view: View,
    /// How many gestures it holds, counted as [`Keeper::commit`] counts.
    pub(super) upto: u64,
    /// Which project of the session it is: the number that goes with whatever is told of it.
    pub(super) era: u64,
}

enum Order {
    /// Write a new file, and go on in it.
    Create(Box<Whole>),
    /// Give the file up as [`Order::Release`] does, and go on in one that was opened: the project of this number.
    Adopt(Box<Store>, u64, Option<Box<Whole>>),
    Commit(u64, Commit),
    /// Write a copy for as long as the file itself cannot be written.
    Rescue(Box<Whole>),
    /// Give the file up: another project is opened. With what it should hold, where that may not be on the disk yet.
    Release(Option<Box<Whole>>),
    /// The program ends; this is what the file should hold.
    End(Box<Whole>),
}

/// What the keeper tells.
pub(super) enum Kept {
    /// Everything up to this gesture is on the disk.
    Saved(u64, SystemTime),
    /// A new file was made; everything up to this gesture is in it.
    Created(PathBuf, u64, SystemTime),
    /// A new file could not be made; the old one, if any, goes on.
    NotCreated(StoreError),
    /// The file cannot be written for now; it is tried again.
    Waiting(StoreError),
    /// The file cannot be written any more.
    Failed(StoreError),
    /// A copy was written meanwhile.
    Rescued(PathBuf),
}

/// How long to wait before a failed transaction is tried again.
const PAUSE: Duration = Duration::from_millis(500);
/// How long the end of the program waits for a disk that is full or busy.
const PATIENCE_AT_END: Duration = Duration::from_secs(3);

/// A handle on the thread.
pub(super) struct Keeper {
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
    sent: u64,
}

impl Keeper {
    /// Starts the thread; `tell` gets what there is to tell, with the number of the project that it is about.
    pub(super) fn start(tell: impl Fn(u64, Kept) + Send + 'static) -> Self {
        let (orders, inbox) = channel();
        let thread = std::thread::spawn(move || {
            let tell = Box::new(tell);
            Desk {
                store: None,
                path: None,
                era: 0,
                queue: VecDeque::new(),
                tell,
                rescue: None,
                unrescued: None,
                last: None,
                troubled: false,
            }
            .run(&inbox);
        });
        Self { orders: Some(orders), thread: Some(thread), sent: 0 }
    }

    fn send(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // The thread ends only with this handle.
            let _ = orders.send(order);
        }
    }

    /// How many gestures were handed over.
    pub(super) fn sent(&self) -> u64 {
        self.sent
    }

    pub(super) fn create(&self, whole: Whole) {
        self.send(Order::Create(Box::new(whole)));
    }

    pub(super) fn rescue(&self, whole: Whole) {
        self.send(Order::Rescue(Box::new(whole)));
    }

    /// Gives the file up and goes on in `store`. `last` is what the file should hold, where that may not be on the disk
    /// yet: it is written as a copy where the file cannot be written.
    pub(super) fn adopt(&self, store: Store, era: u64, last: Option<Whole>) {
        self.send(Order::Adopt(Box::new(store), era, last.map(Box::new)));
    }

    /// Gives the file up; `last` as for [`Keeper::adopt`].
    pub(super) fn release(&self, last: Option<Whole>) {
        self.send(Order::Release(last.map(Box::new)));
    }

    /// Says before the end what the file should hold.
    pub(super) fn end(&self, last: Whole) {
        self.send(Order::End(Box::new(last)));
    }

    pub(super) fn commit(&mut self, commit: Commit) {
        self.sent += 1;
        self.send(Order::Commit(self.sent, commit));
    }
}

impl Drop for Keeper {
    /// Waits until what was handed over is written, or cannot be.
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has been told by its message; there is nothing more to save.
            let _ = thread.join();
        }
    }
}

struct Desk {
    store: Option<Store>,
    /// Where the file is, or was when it could be written last.
    path: Option<PathBuf>,
    /// The number of the project that the file is of.
    era: u64,
    queue: VecDeque<(u64, Commit)>,
    tell: Box<dyn Fn(u64, Kept) + Send>,
    /// The copy that was written while the file could not be.
    rescue: Option<PathBuf>,
    /// What could not be written to such a copy either.
    unrescued: Option<Box<Whole>>,
    /// What is to be in the file when the program ends.
    last: Option<Box<Whole>>,
    troubled: bool,
}

impl Desk {
    fn run(mut self, inbox: &Receiver<Order>) {
        loop {
            let order = if self.queue.is_empty() {
                inbox.recv().map_err(RecvTimeoutError::from)
            } else {
                inbox.recv_timeout(PAUSE)
            };
            match order {
                Ok(order) => {
                    // Whatever waits besides is taken at once, so that only the last of several copies is written.
                    let mut orders = VecDeque::from([order]);
                    orders.extend(inbox.try_iter());
                    while let Some(order) = orders.pop_front() {
                        let superseded =
                            matches!(order, Order::Rescue(_)) && orders.iter().any(|o| matches!(o, Order::Rescue(_)));
                        if !superseded {
                            self.take(order);
                        }
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.write();
            if let Some(whole) = self.unrescued.take() {
                self.take(Order::Rescue(whole));
            }
        }
        let begin = Instant::now();
        while !self.queue.is_empty() && self.store.is_some() && begin.elapsed() < PATIENCE_AT_END {
            self.write();
            if !self.queue.is_empty() {
                std::thread::sleep(PAUSE / 5);
            }
        }
        let last = self.last.take();
        self.copy_last(last, true);
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Create(whole) => {
                // The file that is given up is complete first.
                self.write();
                match Store::create(&whole.path, &whole.document, &whole.history, &whole.view) {
                    Ok(store) => {
                        self.queue.retain(|(n, _)| *n > whole.upto);
                        self.store = Some(store);
                        self.path = Some(whole.path.clone());
                        self.era = whole.era;
                        if let Some(copy) = self.rescue.take().filter(|c| *c != whole.path) {
                            // The new file has everything: nobody needs the copy.
                            place::remove(&copy);
                        }
                        self.troubled = false;
                        (self.tell)(whole.era, Kept::Created(whole.path, whole.upto, SystemTime::now()));
                    }
                    Err(error) => (self.tell)(whole.era, Kept::NotCreated(error)),
                }
            }
            Order::Adopt(store, era, last) => {
                self.give_up(last);
                self.path = Some(store.path().to_owned());
                self.store = Some(*store);
                self.era = era;
            }
            Order::Release(last) => self.give_up(last),
            Order::End(last) => self.last = Some(last),
            Order::Commit(number, commit) => {
                // Of places that were only passed, the last is enough.
                let passed = |c: &Commit| matches!(c, Commit::View(_));
                if passed(&commit) && self.queue.back().is_some_and(|(_, last)| passed(last)) {
                    self.queue.pop_back();
                }
                self.queue.push_back((number, commit));
            }
            Order::Rescue(whole) => {
                // Written in the meantime, or given up: there is nothing to save any more.
                if self.store.is_none() || self.queue.is_empty() {
                    return;
                }
                // No room there either, or another program reads the copy: it is tried again with the file.
                self.unrescued = self.copy(&whole, true).is_err().then_some(whole);
            }
        }
    }

    /// Writes a copy of the project that stands for its file. `opens`: the next start opens it.
    fn copy(&mut self, whole: &Whole, opens: bool) -> Result<(), StoreError> {
        let path = self.rescue.clone().unwrap_or_else(|| whole.path.clone());
        Store::create(&path, &whole.document, &whole.history, &whole.view)?;
        if let Some(original) = &self.path {
            place::note_origin(&path, original);
        }
        if let Some(folder) = path.parent().filter(|_| opens) {
            // Whatever happens now, the next start opens the file that has everything.
            place::note_last(folder, Some(&path));
        }
        self.rescue = Some(path.clone());
        (self.tell)(whole.era, Kept::Rescued(path));
        Ok(())
    }

    /// Writes a copy of what is given up while its file lacks something, unless there is one that has everything.
    fn copy_last(&mut self, last: Option<Box<Whole>>, opens: bool) {
        let complete = self.queue.is_empty() || self.rescue.is_some() && self.unrescued.is_none();
        if let Some(last) = last.filter(|_| !complete)
            && let Err(error) = self.copy(&last, opens)
        {
            (self.tell)(last.era, Kept::Failed(error));
        }
    }

    /// Lets go of the file, written as far as it can be. A copy that has more than the file stays where it is.
    fn give_up(&mut self, last: Option<Box<Whole>>) {
        self.write();
        self.copy_last(last, false);
        self.queue.clear();
        self.store = None;
        self.path = None;
        self.rescue = None;
        self.unrescued = None;
        self.troubled = false;
    }

    /// Writes what waits, as far as it goes.
    fn write(&mut self) {
        let Some(store) = &mut self.store else {
            return;
        };
        while let Some((number, commit)) = self.queue.front() {
            match store.commit(commit) {
                Ok(()) => {
                    let number = *number;
                    self.queue.pop_front();
                    if self.queue.is_empty() {
                        if let Some(copy) = self.rescue.take() {
                            // The file itself is complete again: nobody needs the copy.
                            if let Some(folder) = copy.parent() {
                                place::note_last(folder, Some(store.path()));
                            }
                            place::remove(&copy);
                        }
                        self.troubled = false;
                        (self.tell)(self.era, Kept::Saved(number, SystemTime::now()));
                    }
                }
                Err(error) if error.may_pass() => {
                    if !std::mem::replace(&mut self.troubled, true) {
                        (self.tell)(self.era, Kept::Waiting(error));
                    }
                    return;
                }
                Err(error) => {
                    self.store = None;
                    (self.tell)(self.era, Kept::Failed(error));
                    return;
                }
            }
        }
    }
}
