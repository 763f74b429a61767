//! Older files are brought to the present version step by step, each in one transaction, after a copy was kept.

use rusqlite::{Connection, TransactionBehavior};

use super::schema::put;
use super::StoreError;

/// A step from one version of our tables to the next.
pub(super) type Step = fn(&Connection) -> Result<(), StoreError>;

/// The steps, by the version they start from, counted from 1. Version 1 is the first there is.
pub(super) const STEPS: &[Step] = &[];

/// Brings a file from `version` to the one after the last step.
pub(super) fn upgrade(connection: &mut Connection, version: i64, steps: &[Step]) -> Result<(), StoreError> {
    let from = usize::try_from(version - 1).unwrap_or(0);
    for (at, step) in steps.iter().enumerate().skip(from) {
        let one = rusqlite::Transaction::new(connection, TransactionBehavior::Immediate)?;
        step(&one)?;
        put(&one, "schema", &(at as i64 + 2).to_string())?;
        one.commit()?;
    }
    Ok(())
}
