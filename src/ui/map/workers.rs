//! Threads of the map's own. On those that analyse, what the map waits for would stand behind an analysis of seconds: they
//! take new work only when their own is done.

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Does some work on one of them; on the common ones where the system gives no more threads.
pub(super) fn spawn(work: impl FnOnce() + Send + 'static) {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let name = |i| format!("map {i}");
    match POOL.get_or_init(|| ThreadPoolBuilder::new().thread_name(name).build().ok()) {
        Some(pool) => pool.spawn(work),
        None => rayon::spawn(work),
    }
}
