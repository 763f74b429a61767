//! The history of a document: every gesture with its inverse, so that undo survives closing and reopening.

use std::sync::Arc;

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::layer::Shelf;
use super::schema::{get, put};
use super::{StoreError, seal, srs};
use crate::model::Layer;
use crate::model::plan::{Change, Edit, Head, ScenarioId, Swap};

/// What was done, and what was undone and can be done again.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// What was done, oldest first; the last is what undo takes back.
    pub done: Vec<Arc<Edit>>,
    /// What was undone; the last is what redo does again.
    pub undone: Vec<Arc<Edit>>,
}

/// Where the user was. Not part of what undo covers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// The scenario shown; `None` for the base.
    pub scenario: Option<ScenarioId>,
    /// Up to which year; `None` for all of it.
    pub year: Option<i32>,
    /// What the window keeps for itself: the place on the map and the like.
    pub window: String,
}

/// What is to be written in one transaction.
#[derive(Debug, Clone)]
pub enum Commit {
    /// A gesture; what had been undone cannot be done again any more.
    Did(Arc<Edit>),
    /// The last gesture was undone.
    Undid(Arc<Edit>),
    /// The last one that was undone was done again.
    Redid(Arc<Edit>),
    /// The user looks at something else.
    View(View),
}

/// The frame before and after an edit; `None` where it leaves the frame alone.
fn frames(edit: &Edit) -> Option<(i32, i32)> {
    edit.changes.iter().find_map(|c| match c {
        Change::Head(Swap { old, new }) => Some((of(old), of(new))),
        _ => None,
    })
}

fn of(head: &Head) -> i32 {
    srs::number(head.plane.as_ref())
}

fn write_step(to: &Connection, at: usize, edit: &Edit, shelf: &mut Shelf, srs_id: i32) -> Result<(), StoreError> {
    let stored: Edit<i64> = edit.clone().map_layers(&mut |layer: Arc<Layer>| shelf.keep(to, &layer, srs_id))?;
    let body = seal::seal(&stored);
    to.prepare_cached("INSERT INTO fugai_history VALUES (?, ?, ?, ?)")?.execute(params![
        at as i64,
        edit.name.zh,
        edit.name.en,
        body
    ])?;
    Ok(())
}

/// Writes a whole history into an empty table. `now` is the frame of the document as it is.
pub(super) fn write_all(to: &Connection, history: &History, shelf: &mut Shelf, now: i32) -> Result<(), StoreError> {
    // Layers of a step lie in the frame that the document had then.
    let mut frame = history.done.iter().find_map(|e| frames(e)).map_or(now, |f| f.0);
    for (at, edit) in history.done.iter().chain(history.undone.iter().rev()).enumerate() {
        frame = frames(edit).map_or(frame, |f| f.1);
        write_step(to, at, edit, shelf, frame)?;
    }
    write_done(to, history.done.len())
}

/// Adds a step after those that are done; what had been undone goes. `frame` is that of the document afterwards.
pub(super) fn push(to: &Connection, done: usize, edit: &Edit, shelf: &mut Shelf, frame: i32) -> Result<(), StoreError> {
    to.prepare_cached("DELETE FROM fugai_history WHERE id >= ?1")?.execute([done as i64])?;
    write_step(to, done, edit, shelf, frame)
}

/// Sets how many steps are done.
pub(super) fn write_done(to: &Connection, done: usize) -> Result<(), StoreError> {
    put(to, "done", &seal::seal(&done))
}

pub(super) fn write_view(to: &Connection, view: &View) -> Result<(), StoreError> {
    put(to, "view", &seal::seal(view))
}

pub(super) fn read_view(from: &Connection) -> View {
    get(from, "view").ok().flatten().and_then(|t| seal::open(&t)).map(|(view, _)| view).unwrap_or_default()
}

/// Reads the history; the flag tells whether all of it could be read. A step that cannot be understood costs those on
/// its far side: undo would lead astray there.
pub(super) fn read(from: &Connection, shelf: &Shelf) -> (History, bool) {
    let (done, told): (usize, bool) = get(from, "done").ok().flatten().and_then(|t| seal::open(&t)).unwrap_or_default();
    let mut steps: Vec<Option<Arc<Edit>>> = Vec::new();
    let whole = (|| -> rusqlite::Result<()> {
        let mut statement = from.prepare("SELECT id, body FROM fugai_history ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let at = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
            let body: String = row.get(1)?;
            if at != steps.len() {
                return Err(rusqlite::Error::InvalidQuery);
            }
            let edit = seal::open::<Edit<i64>>(&body).filter(|(_, intact)| *intact);
            steps.push(edit.and_then(|(edit, _)| {
                let found = |state: i64| shelf.layer(state).cloned().ok_or(());
                edit.map_layers(&mut { found }).ok().map(Arc::new)
            }));
        }
        Ok(())
    })()
    .is_ok();
    let intact = whole && told && steps.len() >= done && steps.iter().all(Option::is_some);
    let done = done.min(steps.len());
    let undone: Vec<Arc<Edit>> = steps.split_off(done).into_iter().map_while(|s| s).collect();
    let mut kept: Vec<Arc<Edit>> = steps.into_iter().rev().map_while(|s| s).collect();
    kept.reverse();
    (History { done: kept, undone: undone.into_iter().rev().collect() }, intact)
}
