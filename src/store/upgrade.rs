//! Older files are brought to the present version step by step, each in one transaction, after a copy was kept.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::schema::{SCHEMA, put};

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

const _: () = assert!(STEPS.len() as i64 + 1 == SCHEMA, "every version but the last has a step to the next");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema::get;

    #[test]
    fn steps_are_taken_one_by_one_and_a_step_that_fails_leaves_the_version_before_it() {
        let mut file = Connection::open_in_memory().unwrap();
        file.execute_batch(
            "CREATE TABLE fugai_settings (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT);
             CREATE TABLE plan (a TEXT); INSERT INTO plan VALUES ('x');",
        )
        .unwrap();
        put(&file, "schema", "2").unwrap();
        let never: Step = |_| Err(StoreError::Confused("taken already"));
        let add: Step = |c| Ok(c.execute_batch("ALTER TABLE plan ADD COLUMN b TEXT DEFAULT 'y'")?);
        let fill: Step = |c| Ok(c.execute_batch("UPDATE plan SET b = a || b")?);
        let broken: Step = |c| {
            c.execute_batch("DROP TABLE plan")?;
            Err(StoreError::Confused("half-way"))
        };
        upgrade(&mut file, 2, &[never, add, fill]).unwrap();
        assert_eq!(get(&file, "schema").unwrap().as_deref(), Some("4"));
        assert!(upgrade(&mut file, 4, &[never, never, never, broken]).is_err());
        assert_eq!(get(&file, "schema").unwrap().as_deref(), Some("4"));
        let there: String = file.query_row("SELECT b FROM plan", [], |r| r.get(0)).unwrap();
        assert_eq!(there, "xy", "a step that fails is taken back");
    }
}
