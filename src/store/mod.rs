//! The project file: one GeoPackage that holds a document, its history, and where the user was.
//!
//! Layers are feature tables with an R-tree, as any GIS reads them; everything else stands in attribute tables beside
//! them, whose `body` is the record in full. A gesture is one `IMMEDIATE` transaction with a rollback journal and
//! `synchronous = EXTRA`, so what was said to be saved survives a kill and a power cut, and the file alone is the whole
//! project: it can be copied and mailed. Nothing here starts a thread; nothing else in the process opens the file while
//! a [`Store`] has it, because closing a second handle would drop SQLite's locks.

mod blob;
mod config;
mod content;
mod damage;
mod error;
mod head;
mod history;
mod intern;
mod layer;
mod lock;
mod open;
mod records;
mod schema;
mod seal;
mod srs;
mod upgrade;

pub use error::StoreError;
pub use history::{Commit, History, View};
pub use open::{Finding, Opened, ReadOnly, is_project};
pub use schema::SCHEMA;

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::model::plan::{Change, Document};
use layer::Shelf;
use lock::Lock;

/// An open project file, and what it holds.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Connection,
    /// Held for as long as the file may be written; released by the end of the process whatever ends it.
    lock: Option<Lock>,
    /// What is in the file.
    document: Document,
    /// Which layers are kept in it, those that only the history knows included.
    shelf: Shelf,
    /// How many steps of the history are done.
    done: usize,
}

impl Store {
    /// Makes a new file for a document and its history; one that is there is replaced, and not before the new one is
    /// complete.
    ///
    /// # Errors
    /// Where the folder cannot be written, the disk is full, or another window has the file.
    pub fn create(path: &Path, document: &Document, history: &History, view: &View) -> Result<Self, StoreError> {
        let lock = Lock::take(path)?.ok_or_else(|| StoreError::InUse { path: path.to_owned() })?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let temporary = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
        let written = Self::write_new(&temporary, document, history, view)
            .and_then(|shelf| fs::rename(&temporary, path).map(|()| shelf).map_err(|e| StoreError::io(path, &e)));
        let shelf = match written {
            Ok(shelf) => shelf,
            Err(error) => {
                // What is left of the attempt is of no use to anybody.
                let _ = fs::remove_file(&temporary);
                return Err(error.at(path));
            }
        };
        sync_folder(path);
        let connection = config::open_writable(path)?;
        let done = history.done.len();
        Ok(Self { path: path.to_owned(), connection, lock: Some(lock), document: document.clone(), shelf, done })
    }

    fn write_new(path: &Path, document: &Document, history: &History, view: &View) -> Result<Shelf, StoreError> {
        // Left over from an attempt of a process with the same number.
        let _ = fs::remove_file(path);
        let mut connection = config::open_new(path)?;
        let all = connection.transaction()?;
        schema::create(&all, document)?;
        let mut shelf = Shelf::default();
        records::write_all(&all, document, &mut shelf)?;
        history::write_all(&all, history, &mut shelf, layer::srs_of(document))?;
        history::write_view(&all, view)?;
        all.commit()?;
        connection.close().map_err(|(_, e)| StoreError::from(e))?;
        Ok(shelf)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it may be written.
    pub fn is_writable(&self) -> bool {
        self.lock.is_some()
    }

    /// What is in the file now.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Writes what one gesture did, in one transaction. When this returns, the gesture is on the disk; on an error the
    /// file is as it was before.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Moved`] where the file was moved or removed, [`StoreError::Busy`],
    /// [`StoreError::ReadOnly`], or what SQLite says.
    pub fn commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
        if self.lock.is_none() {
            return Err(StoreError::ReadOnly { path: self.path.clone() });
        }
        if !self.path.is_file() {
            return Err(StoreError::Moved { path: self.path.clone() });
        }
        let path = self.path.clone();
        let mark = self.shelf.mark();
        self.commit_inner(commit).map_err(|e| {
            self.shelf.back_to(&mark);
            e.at(&path)
        })
    }

    fn commit_inner(&mut self, commit: &Commit) -> Result<(), StoreError> {
        let shelf = &mut self.shelf;
        let mut document = self.document.clone();
        let mut done = self.done;
        let one = rusqlite::Transaction::new(&mut self.connection, rusqlite::TransactionBehavior::Immediate)?;
        let edit = match commit {
            Commit::Did(edit) => {
                let head = edit.changes.iter().find_map(|c| match c {
                    Change::Head(swap) => Some(&swap.new),
                    _ => None,
                });
                let frame = srs::number(head.unwrap_or(&document.head).plane.as_ref());
                history::push(&one, done, edit, shelf, frame)?;
                done += 1;
                Some((**edit).clone())
            }
            Commit::Undid(edit) => {
                done = done.checked_sub(1).ok_or(StoreError::Confused("nothing to undo"))?;
                Some((**edit).clone().inverse())
            }
            Commit::Redid(edit) => {
                done += 1;
                Some((**edit).clone())
            }
            Commit::View(view) => {
                history::write_view(&one, view)?;
                None
            }
        };
        if let Some(edit) = &edit {
            document.apply(edit).map_err(|e| StoreError::Confused(e.0))?;
            records::write_changes(&one, &document, &edit.changes, shelf)?;
            history::write_done(&one, done)?;
        }
        one.commit()?;
        (self.document, self.done) = (document, done);
        Ok(())
    }

    /// Allows the file no more than so many bytes (at least its present size), as a full disk would.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn limit_size(&self, bytes: u64) -> Result<(), StoreError> {
        let page: u64 = self.connection.query_row("PRAGMA page_size", [], |r| r.get::<_, i64>(0))? as u64;
        let sql = format!("PRAGMA max_page_count = {}", (bytes / page).max(1));
        self.connection.query_row(&sql, [], |_| Ok(()))?;
        Ok(())
    }
}

/// Makes a rename last; where a folder cannot be synchronised, nothing is lost but that.
fn sync_folder(path: &Path) {
    if let Some(Ok(folder)) = path.parent().map(fs::File::open) {
        let _ = folder.sync_all();
    }
}
