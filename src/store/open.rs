//! Opening a project file: whether it is one, whether it may be written, whether it is whole.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use super::content::{Content, read_content};
use super::head::layer_from;
use super::history::{self, History, View};
use super::layer::{self, Shelf};
use super::lock::Lock;
use super::schema::{SCHEMA, get, put};
use super::{Store, StoreError, config, damage, records, upgrade};
use crate::model::plan::Document;
use crate::model::{Layer, RuleSet};

/// Why a file is open for reading only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadOnly {
    /// Another window has it.
    InUse,
    /// The file or its folder may not be written.
    Forbidden,
    /// It is damaged; what could be read of it is shown.
    Damaged {
        /// What was found.
        detail: String,
        /// Where a copy of it was kept; `None` where there was no room for one.
        copy: Option<PathBuf>,
    },
}

/// Something that was found when a file was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The features of a layer are not those that were written: another program changed them, or the disk did.
    LayerAltered {
        /// The layer's name.
        layer: String,
    },
    /// Features of a layer that could not be read.
    FeaturesLost {
        /// The layer's name.
        layer: String,
        /// How many.
        count: usize,
    },
    /// Layers of which nothing could be read.
    LayersLost {
        /// How many.
        count: usize,
    },
    /// Records (proposals, problems and the like) that could not be read.
    RecordsLost {
        /// How many.
        count: usize,
    },
    /// Records that were read, but are not what was written.
    RecordsAltered {
        /// How many.
        count: usize,
    },
    /// The history could not be read in full: undo reaches less far back.
    HistoryCut,
    /// The file was written by an older version and was brought to the present one.
    Upgraded {
        /// The version it had.
        from: i64,
        /// Where the older file was kept.
        copy: Option<PathBuf>,
    },
}

/// An open file and what it holds.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub store: Store,
    /// What can be undone and done again.
    pub history: History,
    /// Where the user was.
    pub view: View,
    /// Why it may only be read; `None` where it may be written.
    pub read_only: Option<ReadOnly>,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl Store {
    /// Opens a project file. Copies that have to be kept go beside it, or else to `copies`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use fugai::model::{RuleSet, plan::Document};
    /// use fugai::store::{History, Store, StoreError, View};
    ///
    /// let folder = tempfile::tempdir().expect("a temporary folder");
    /// let path = folder.path().join("天宁.gpkg");
    /// let document = Document::empty(Arc::new(RuleSet::builtin("garden-city-2022").expect("built in")));
    /// let view = View { year: Some(2025), ..View::default() };
    /// drop(Store::create(&path, &document, &History::default(), &view)?);
    ///
    /// let opened = Store::open(&path, folder.path())?;
    /// assert_eq!((opened.view.year, opened.findings.len()), (Some(2025), 0));
    /// assert_eq!(opened.store.document().head.rules.id, "garden-city-2022");
    /// // Nobody else may write it meanwhile.
    /// assert!(matches!(
    ///     Store::create(&path, &document, &History::default(), &view),
    ///     Err(StoreError::InUse { .. })
    /// ));
    /// # Ok::<(), StoreError>(())
    /// ```
    ///
    /// # Errors
    /// Where it is missing, no project, written by a newer version, or so damaged that nothing can be read.
    pub fn open(path: &Path, copies: &Path) -> Result<Opened, StoreError> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        open(&path, copies, false).map_err(|e| e.at(&path))
    }

    /// Opens a project file to read it once, whoever else has it open; nothing is written to it but what a killed process
    /// left half-done.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn look(path: &Path, copies: &Path) -> Result<Opened, StoreError> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        open(&path, copies, true).map_err(|e| e.at(&path))
    }
}

fn open(path: &Path, copies: &Path, only_look: bool) -> Result<Opened, StoreError> {
    look_at_header(path)?;
    let (lock, mut read_only) = match Lock::take(path) {
        Ok(Some(lock)) => (Some(lock), None),
        Ok(None) => (None, Some(ReadOnly::InUse)),
        // A folder that may not be written, or has no room for so much as a lock: looked at all the same.
        Err(_) => (None, Some(ReadOnly::Forbidden)),
    };
    // Opened to be written first, so that what a killed process left half-done is rolled back.
    let connection = if lock.is_some() { config::open_writable(path) } else { Err(StoreError::Confused("no lock")) };
    let (mut connection, mut lock) = match connection {
        Ok(connection) => (connection, lock),
        Err(StoreError::Damaged { detail, .. }) => return open_damaged(path, copies, detail, lock),
        Err(_) => {
            read_only = read_only.or(Some(ReadOnly::Forbidden));
            match readable(path) {
                Ok(connection) => (connection, None),
                Err(StoreError::Damaged { detail, .. }) => return open_damaged(path, copies, detail, None),
                Err(error) => return Err(error),
            }
        }
    };
    config::be_watchful(&connection);
    if let Some(detail) = damage::check(&connection) {
        drop(connection);
        return open_damaged(path, copies, detail, lock);
    }
    let version = version_of(&connection, path)?;
    let mut findings = Vec::new();
    if only_look {
        lock = None;
        read_only = Some(ReadOnly::Forbidden);
    }
    if version < SCHEMA && lock.is_some() {
        // No other handle may be open while the file is copied.
        drop(connection);
        let copy = damage::keep_copy(path, &format!("v{version}"), copies).ok();
        connection = config::open_writable(path)?;
        upgrade::upgrade(&mut connection, version, upgrade::STEPS)?;
        findings.push(Finding::Upgraded { from: version, copy });
    }
    let read = match read_all(&connection, false, &mut findings) {
        Ok(read) => read,
        Err(StoreError::Damaged { detail, .. } | StoreError::Io { detail, .. }) => {
            drop(connection);
            return open_damaged(path, copies, detail, lock);
        }
        Err(error) => return Err(error),
    };
    if lock.is_some() {
        // A folder that may not be written shows only now: the journal cannot be made. Not before all was
        // read, because nothing is to be written to a damaged file.
        let probe = put(&connection, "opened_by", concat!("fugai ", env!("CARGO_PKG_VERSION")));
        match probe {
            Ok(()) | Err(StoreError::Full { .. } | StoreError::Busy { .. }) => {}
            Err(_) => {
                lock = None;
                read_only = Some(ReadOnly::Forbidden);
                drop(connection);
                connection = readable(path)?;
            }
        }
    }
    finish(path, connection, lock, read, read_only, findings)
}

fn readable(path: &Path) -> Result<Connection, StoreError> {
    let connection = config::open_readable(path, false)?;
    // A journal that may not be rolled back shows at the first reading.
    if connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).is_ok() {
        return Ok(connection);
    }
    drop(connection);
    config::open_readable(path, true)
}

/// Whether a file is a project of Fugai, of whatever version. Not to be asked of a file that a [`Store`] has open.
pub fn is_project(path: &Path) -> bool {
    look_at_header(path).is_ok()
        && readable(path).is_ok_and(|c| !matches!(version_of(&c, path), Err(StoreError::NotAProject { .. })))
}

/// Opens a copy of a damaged file and reads what can be read of it.
fn open_damaged(path: &Path, copies: &Path, detail: String, lock: Option<Lock>) -> Result<Opened, StoreError> {
    drop(lock);
    let copy = damage::keep_copy(path, "damaged", copies).ok();
    let connection = config::open_damaged(copy.as_deref().unwrap_or(path))?;
    let mut findings = Vec::new();
    let lost = |_| StoreError::Damaged { path: path.to_owned(), detail: detail.clone() };
    version_of(&connection, path).map_err(|e| if matches!(e, StoreError::Newer { .. }) { e } else { lost(e) })?;
    config::be_watchful(&connection);
    let read = read_all(&connection, true, &mut findings).map_err(lost)?;
    let read_only = ReadOnly::Damaged { detail, copy };
    finish(path, connection, None, read, Some(read_only), findings)
}

fn finish(
    path: &Path,
    mut connection: Connection,
    lock: Option<Lock>,
    read: Everything,
    read_only: Option<ReadOnly>,
    mut findings: Vec<Finding>,
) -> Result<Opened, StoreError> {
    let Everything { document, mut shelf, states, history, history_intact, view } = read;
    if !history_intact {
        findings.push(Finding::HistoryCut);
    }
    if lock.is_some() && history_intact {
        let used = |state: i64| states.contains(&state);
        let garbage = shelf.has_unused(&used);
        if garbage {
            let one = rusqlite::Transaction::new(&mut connection, rusqlite::TransactionBehavior::Immediate)?;
            let mark = shelf.clone();
            let swept = shelf.sweep(&one, &used).and_then(|()| one.commit().map_err(StoreError::from));
            if swept.is_err() {
                // Left for another time: a full disk must not keep anybody from opening.
                shelf = mark;
            }
        }
    }
    let done = history.done.len();
    if lock.is_some() && !history_intact {
        let one = rusqlite::Transaction::new(&mut connection, rusqlite::TransactionBehavior::Immediate)?;
        one.execute("DELETE FROM fugai_history", [])?;
        history::write_all(&one, &history, &mut shelf, layer::srs_of(&document))?;
        one.commit()?;
    }
    config::be_at_ease(&connection);
    let store = Store { path: path.to_owned(), connection, lock, document, shelf, done };
    Ok(Opened { store, history, view, read_only, findings })
}

/// Whether the file is a GeoPackage at all.
fn look_at_header(path: &Path) -> Result<(), StoreError> {
    let mut head = [0_u8; 72];
    let file = File::open(path).map_err(|e| StoreError::io(path, &e))?;
    let not = |reason: &str| StoreError::NotAProject { path: path.to_owned(), reason: reason.to_owned() };
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(not("a folder"));
    }
    let mut read = 0;
    let mut limited = file.take(72);
    // SQLite has no handle on the file yet, so closing this one drops no lock of it.
    while read < head.len() {
        match limited.read(&mut head[read..]) {
            Ok(0) => break,
            Ok(n) => read += n,
            Err(error) => return Err(StoreError::io(path, &error)),
        }
    }
    if read == 0 {
        return Err(not("an empty file"));
    }
    if !head.starts_with(b"SQLite format 3\0") {
        return Err(not("not a GeoPackage"));
    }
    Ok(())
}

fn version_of(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    let not = |reason: &str| StoreError::NotAProject { path: path.to_owned(), reason: reason.to_owned() };
    let ours = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'fugai_settings'", [], |r| r.get::<_, i64>(0))?;
    if ours == 0 {
        return Err(not("a GeoPackage without a project"));
    }
    let version: i64 = get(connection, "schema")?.and_then(|t| t.parse().ok()).ok_or_else(|| not("no version"))?;
    if version > SCHEMA {
        return Err(StoreError::Newer { path: path.to_owned(), version, known: SCHEMA });
    }
    Ok(version)
}

struct Everything {
    document: Document,
    shelf: Shelf,
    /// The states that the document or the history needs.
    states: Vec<i64>,
    history: History,
    history_intact: bool,
    view: View,
}

fn read_all(from: &Connection, patient: bool, findings: &mut Vec<Finding>) -> Result<Everything, StoreError> {
    let no_head = || StoreError::Damaged { path: PathBuf::new(), detail: "the head of the project".to_owned() };
    let (head, head_intact) = records::read_head(from)?.ok_or_else(no_head)?;
    let (order, order_intact) = records::read_layer_order(from)?;
    let (shelf, lost) = read_shelf(from, patient, &order, findings)?;
    let rules = Arc::new(RuleSet::builtin(RuleSet::DEFAULT_ID).ok_or(StoreError::Confused("no default rules"))?);
    let mut document = Document { head: Arc::new(head), ..Document::empty(rules) };
    document.layers = order.iter().filter_map(|state| shelf.layer(*state).cloned()).collect();
    let missing = order.len() - document.layers.len();
    if missing > 0 || lost > 0 {
        if !patient && missing > 0 {
            return Err(StoreError::Damaged { path: PathBuf::new(), detail: format!("{missing} layers") });
        }
        findings.push(Finding::LayersLost { count: missing.max(lost) });
    }
    let hurt = records::read_into(from, &mut document);
    if hurt.lost > 0 {
        findings.push(Finding::RecordsLost { count: hurt.lost });
    }
    let altered = hurt.altered + usize::from(!head_intact) + usize::from(!order_intact);
    if altered > 0 {
        findings.push(Finding::RecordsAltered { count: altered });
    }
    let (history, history_intact) = history::read(from, &shelf);
    let mut states = order;
    for edit in history.done.iter().chain(&history.undone) {
        let mut note = |layer: Arc<Layer>| -> Result<i64, ()> { shelf.state(&layer).ok_or(()) };
        let of_layers = edit.changes.iter().filter(|c| matches!(c, crate::model::plan::Change::Layer(_)));
        for change in of_layers {
            if let Ok(crate::model::plan::Change::Layer(item)) = change.clone().map_layers(&mut note) {
                states.extend(item.old.iter().chain(&item.new).map(|(_, s)| *s));
            }
        }
    }
    states.sort_unstable();
    states.dedup();
    Ok(Everything { document, shelf, states, history, history_intact, view: history::read_view(from) })
}

/// Reads every content and every state; how many contents could not be read at all.
fn read_shelf(
    from: &Connection,
    patient: bool,
    order: &[i64],
    findings: &mut Vec<Finding>,
) -> Result<(Shelf, usize), StoreError> {
    let mut states: Vec<(i64, i64, String, String)> = Vec::new();
    {
        let mut statement = from.prepare("SELECT id, content, name, body FROM fugai_layers ORDER BY id")?;
        let mut rows = statement.query([])?;
        loop {
            match rows.next() {
                Ok(Some(r)) => states.push((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
                Ok(None) => break,
                Err(_) if patient => break,
                Err(error) => return Err(error.into()),
            }
        }
    }
    let mut shelf = Shelf::default();
    let mut contents: BTreeMap<i64, Content> = BTreeMap::new();
    let mut lost = 0;
    for (state, content, name, body) in states {
        if let std::collections::btree_map::Entry::Vacant(place) = contents.entry(content) {
            match read_content(from, content, patient) {
                Ok(read) => {
                    if order.contains(&state) && read.lost > 0 {
                        findings.push(Finding::FeaturesLost { layer: name.clone(), count: read.lost });
                    } else if order.contains(&state) && !read.intact {
                        findings.push(Finding::LayerAltered { layer: name.clone() });
                    }
                    shelf.add_content(read.content.clone());
                    place.insert(read.content);
                }
                Err(_) if patient => {
                    lost += 1;
                    continue;
                }
                Err(error) => return Err(error),
            }
        }
        if let Some((layer, intact)) = contents.get(&content).and_then(|c| layer_from(&body, c)) {
            if !intact && order.contains(&state) {
                findings.push(Finding::LayerAltered { layer: name });
            }
            shelf.add_state(Arc::new(layer), state);
        }
    }
    Ok((shelf, lost))
}
