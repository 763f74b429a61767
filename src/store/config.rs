//! How connections are opened: nothing in a file is trusted, everything written is on the disk.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::StoreError;

/// A file that somebody else may have made must not keep us busy for ever: steps of SQLite's machine, in millions.
const PATIENCE: u64 = 20_000;

/// Opens a file to read and write it. What a killed process left half-written is rolled back.
pub(super) fn open_writable(path: &Path) -> Result<Connection, StoreError> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|e| StoreError::from(e).at(path))?;
    harden(&connection)?;
    connection.busy_timeout(Duration::from_millis(300))?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    connection.execute_batch("PRAGMA synchronous = EXTRA")?;
    Ok(connection)
}

/// Opens a file to read it; as it is on the disk, with nothing rolled back, where it can be had no other way.
pub(super) fn open_readable(path: &Path, as_it_is: bool) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = if as_it_is {
        Connection::open_with_flags(uri(path), flags)
    } else {
        Connection::open_with_flags(path, flags - OpenFlags::SQLITE_OPEN_URI)
    }
    .map_err(|e| StoreError::from(e).at(path))?;
    harden(&connection)?;
    connection.busy_timeout(Duration::from_millis(300))?;
    Ok(connection)
}

/// Opens a damaged file to read what can be read of it, even where it is shorter than it says.
pub(super) fn open_damaged(path: &Path) -> Result<Connection, StoreError> {
    let connection = open_readable(path, true)?;
    // Only so does SQLite read a file that is cut off; nothing can be written to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
    Ok(connection)
}

/// Opens a file that is not there yet; it counts only once it is complete, so nothing is journalled.
pub(super) fn open_new(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(|e| StoreError::from(e).at(path))?;
    harden(&connection)?;
    connection.query_row("PRAGMA journal_mode = MEMORY", [], |_| Ok(()))?;
    connection.execute_batch("PRAGMA synchronous = FULL")?;
    Ok(connection)
}

fn uri(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let text = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23").replace('\\', "/");
    let root = if text.starts_with('/') { "" } else { "/" };
    format!("file:{root}{text}?immutable=1")
}

fn harden(connection: &Connection) -> Result<(), StoreError> {
    let set = |option, on| connection.set_db_config(option, on).map(|_| ());
    set(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    set(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Those of the spatial index call functions that only other programs have; we write the index ourselves.
    set(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    set(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA foreign_keys = OFF; PRAGMA mmap_size = 0")?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 1 << 29)?;
    connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 100)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    Ok(())
}

/// Ends what takes for ever, while a file of unknown origin is read.
pub(super) fn be_watchful(connection: &Connection) {
    let mut millions = 0;
    connection.progress_handler(
        1_000_000,
        Some(move || {
            millions += 1;
            millions > PATIENCE
        }),
    );
}

/// The file has been read: from now on there is only what we write.
pub(super) fn be_at_ease(connection: &Connection) {
    connection.progress_handler(0, None::<fn() -> bool>);
}
