//! The features of a layer as a table: columns, rows, the index of their boxes, and the seal by which damage is found.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, Row, params, params_from_iter};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::blob::{self, Kind};
use super::schema::{create_index, quoted};
use super::{StoreError, seal};
use crate::geom::{Rect, bounds};
use crate::model::{Feature, Layer, Value};

/// More attributes than this stand in one column of JSON.
const MOST_COLUMNS: usize = 500;
/// Rows that are hashed together.
const BLOCK: usize = 1024;

/// The features of a layer, kept once whatever the layer is called.
#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) id: i64,
    pub(super) table: String,
    pub(super) features: Arc<[Feature]>,
    pub(super) fields: Arc<[Box<str>]>,
}
/// A field and where it stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Column {
    field: Box<str>,
    /// Its column; `None` where its values stand in the column of JSON.
    stored: Option<String>,
    /// Its type; what does not fit stands in the column of JSON.
    kind: ColumnKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum ColumnKind {
    #[serde(rename = "TEXT")]
    Text,
    #[serde(rename = "DOUBLE")]
    Number,
    #[serde(rename = "BOOLEAN")]
    Bool,
}

impl ColumnKind {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::Text(_) => Self::Text,
        })
    }

    fn sql(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Number => "DOUBLE",
            Self::Bool => "BOOLEAN",
        }
    }
}

fn columns_of(layer: &Layer) -> Vec<Column> {
    let mut kinds: Vec<Option<ColumnKind>> = vec![None; layer.fields.len()];
    for feature in layer.features.iter() {
        for (kind, value) in kinds.iter_mut().zip(&feature.values) {
            if let Some(own) = ColumnKind::of(value) {
                *kind = Some(kind.map_or(own, |k| if k == own { k } else { ColumnKind::Text }));
            }
        }
    }
    let mut taken: Vec<String> = ["fid", "geom", "fugai_index", "fugai_id", "fugai_rest"].map(str::to_owned).into();
    let mut columns = Vec::new();
    for (i, (field, kind)) in layer.fields.iter().zip(kinds).enumerate() {
        let column = (i < MOST_COLUMNS && !field.contains('\0')).then(|| {
            let base: String = if field.trim().is_empty() { format!("field_{}", i + 1) } else { field.to_string() };
            let mut name = base.clone();
            let mut n = 2;
            while taken.contains(&name.to_lowercase()) {
                name = format!("{base}_{n}");
                n += 1;
            }
            taken.push(name.to_lowercase());
            name
        });
        columns.push(Column { field: field.clone(), stored: column, kind: kind.unwrap_or(ColumnKind::Text) });
    }
    columns
}

/// A row as it stands in the table.
struct Stored {
    geom: Option<Vec<u8>>,
    index: i64,
    id: Option<String>,
    rest: Option<String>,
    /// By column.
    cells: Vec<Value>,
}

impl Stored {
    fn of(feature: &Feature, columns: &[Column], kind: Kind, srs_id: i32) -> Self {
        let mut rest: BTreeMap<usize, &Value> = BTreeMap::new();
        let mut cells = Vec::with_capacity(columns.len());
        for (i, column) in columns.iter().enumerate() {
            let value = feature.values.get(i).unwrap_or(&Value::Null);
            let fits = ColumnKind::of(value).is_none_or(|k| k == column.kind);
            let finite = !matches!(value, Value::Number(n) if !n.is_finite());
            if column.stored.is_none() {
                if !value.is_null() {
                    rest.insert(i, value);
                }
                continue;
            }
            if fits && finite {
                cells.push(value.clone());
            } else {
                rest.insert(i, value);
                cells.push(Value::Text(value.to_string().into()));
            }
        }
        let rest = (!rest.is_empty()).then(|| serde_json::to_string(&rest).expect("values are plain"));
        Self {
            geom: blob::encode(&feature.shape, kind, srs_id),
            index: i64::from(feature.index),
            id: feature.id.as_deref().map(str::to_owned),
            rest,
            cells,
        }
    }

    fn read(row: &Row<'_>, columns: &[Column]) -> rusqlite::Result<Self> {
        let text = |i: usize| -> rusqlite::Result<Option<String>> {
            Ok(match row.get_ref(i)? {
                ValueRef::Text(t) => Some(String::from_utf8_lossy(t).into_owned()),
                ValueRef::Integer(n) => Some(n.to_string()),
                _ => None,
            })
        };
        let geom = match row.get_ref(1)? {
            ValueRef::Blob(b) => Some(b.to_vec()),
            _ => None,
        };
        let index = match row.get_ref(2)? {
            ValueRef::Integer(n) => n,
            // A row that another program has added: after all of ours.
            _ => row.get::<_, i64>(0)? - 1,
        };
        let mut cells = Vec::with_capacity(columns.len());
        for (i, column) in columns.iter().filter(|c| c.stored.is_some()).enumerate() {
            cells.push(match (row.get_ref(5 + i)?, column.kind) {
                (ValueRef::Null | ValueRef::Blob(_), _) => Value::Null,
                (ValueRef::Integer(n), ColumnKind::Bool) if n == 0 || n == 1 => Value::Bool(n == 1),
                (ValueRef::Integer(n), _) => Value::Number(n as f64),
                (ValueRef::Real(v), _) => Value::Number(v),
                (ValueRef::Text(t), _) => Value::Text(String::from_utf8_lossy(t).into()),
            });
        }
        Ok(Self { geom, index, id: text(3)?, rest: text(4)?, cells })
    }

    fn digest(&self, into: &mut Sha256) {
        let mut part = |tag: u8, bytes: &[u8]| {
            into.update([tag]);
            into.update((bytes.len() as u64).to_le_bytes());
            into.update(bytes);
        };
        part(0, self.geom.as_deref().unwrap_or_default());
        part(1, &self.index.to_le_bytes());
        part(2, self.id.as_deref().unwrap_or_default().as_bytes());
        part(3, self.rest.as_deref().unwrap_or_default().as_bytes());
        for cell in &self.cells {
            match cell {
                Value::Null => part(4, &[]),
                Value::Bool(b) => part(5, &[u8::from(*b)]),
                // SQLite keeps no sign of a zero.
                Value::Number(n) => part(6, &(n + 0.0).to_le_bytes()),
                Value::Text(t) => part(7, t.as_bytes()),
            }
        }
    }

    fn feature(self, columns: &[Column]) -> Feature {
        let mut cells = self.cells.into_iter();
        let mut values: Vec<Value> = columns
            .iter()
            .map(|c| if c.stored.is_some() { cells.next().unwrap_or_default() } else { Value::Null })
            .collect();
        let rest: BTreeMap<usize, Value> = self.rest.and_then(|r| serde_json::from_str(&r).ok()).unwrap_or_default();
        for (i, value) in rest {
            if let Some(slot) = values.get_mut(i) {
                *slot = value;
            }
        }
        while values.last().is_some_and(Value::is_null) {
            values.pop();
        }
        Feature {
            index: u32::try_from(self.index).unwrap_or(u32::MAX),
            id: self.id.map(Into::into),
            shape: self.geom.as_deref().and_then(blob::decode).unwrap_or_default(),
            values: values.into(),
        }
    }
}

/// SHA-256 over the hashes of blocks of rows, so that blocks can be hashed side by side.
fn hash_of(blocks: impl Iterator<Item = [u8; 32]>) -> String {
    let mut all = Sha256::new();
    for block in blocks {
        all.update(block);
    }
    seal::hexadecimal(&all.finalize())
}

fn block_hash(rows: &[Stored]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for row in rows {
        row.digest(&mut hash);
    }
    hash.finalize().into()
}

/// A name for the table of a layer, like no other in the file.
fn table_name(to: &Connection, layer: &Layer) -> Result<String, StoreError> {
    let plain: String = layer.name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(40).collect();
    let lower = plain.to_lowercase();
    let reserved = ["gpkg", "sqlite", "rtree", "fugai"].iter().any(|p| lower.starts_with(p));
    let base = if plain.trim_matches('_').is_empty() || reserved { format!("layer_{plain}") } else { plain };
    let mut taken =
        to.prepare_cached("SELECT 1 FROM sqlite_schema WHERE lower(name) = lower(?1) OR lower(name) = lower(?2)")?;
    let mut name = base.clone();
    let mut n = 2;
    while taken.exists([name.as_str(), &format!("rtree_{name}_geom")])? {
        name = format!("{base}_{n}");
        n += 1;
    }
    Ok(name)
}

/// Writes the features of a layer into a table of their own.
pub(super) fn write_content(to: &Connection, layer: &Layer, srs_id: i32) -> Result<Content, StoreError> {
    let kind = Kind::of(layer.features.iter().map(|f| &f.shape));
    let columns = columns_of(layer);
    let table = table_name(to, layer)?;
    let listed: Vec<(String, ColumnKind)> =
        columns.iter().filter_map(|c| Some((quoted(c.stored.as_ref()?), c.kind))).collect();
    let declared: Vec<String> = listed.iter().map(|(name, kind)| format!(", {name} {}", kind.sql())).collect();
    let declared = declared.concat();
    let t = quoted(&table);
    to.execute_batch(&format!(
        "CREATE TABLE {t} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {}, fugai_index MEDIUMINT, \
         fugai_id TEXT, fugai_rest TEXT{declared})",
        kind.name()
    ))?;
    create_index(to, &table)?;
    let marks = ", ?".repeat(listed.len());
    let names: Vec<String> = listed.iter().map(|(name, _)| format!(", {name}")).collect();
    let names = names.concat();
    let mut insert = to.prepare(&format!(
        "INSERT INTO {t} (fid, geom, fugai_index, fugai_id, fugai_rest{names}) VALUES (?, ?, ?, ?, ?{marks})"
    ))?;
    let mut index =
        to.prepare(&format!("INSERT INTO {} VALUES (?, ?, ?, ?, ?)", quoted(&format!("rtree_{table}_geom"))))?;
    let mut hashes = Vec::new();
    let mut extent: Option<Rect> = None;
    let mut fid = 0_i64;
    for group in layer.features.chunks(16 * BLOCK) {
        let blocks: Vec<(Vec<Stored>, [u8; 32])> = group
            .par_chunks(BLOCK)
            .map(|features| {
                let rows: Vec<Stored> = features.iter().map(|f| Stored::of(f, &columns, kind, srs_id)).collect();
                let hash = block_hash(&rows);
                (rows, hash)
            })
            .collect();
        let mut features = group.iter();
        for (rows, hash) in blocks {
            hashes.push(hash);
            for row in rows {
                fid += 1;
                let bounds = features.next().and_then(|f| f.shape.bounds());
                insert_row(&mut insert, fid, row)?;
                if let Some(b) = bounds {
                    index.execute(params![fid, b.min().x, b.max().x, b.min().y, b.max().y])?;
                    extent = Some(extent.map_or(b, |e| bounds::around(&e, &b)));
                }
            }
        }
    }
    let e = extent.map(|r| (r.min().x, r.min().y, r.max().x, r.max().y));
    to.execute(
        "INSERT INTO fugai_contents (table_name, geometry, srs_id, features, sha256, min_x, min_y, max_x, max_y, columns) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            table,
            kind.name(),
            srs_id,
            fid,
            hash_of(hashes.into_iter()),
            e.map(|e| e.0),
            e.map(|e| e.1),
            e.map(|e| e.2),
            e.map(|e| e.3),
            seal::seal(&columns)
        ],
    )?;
    let id = to.last_insert_rowid();
    Ok(Content { id, table, features: Arc::clone(&layer.features), fields: Arc::clone(&layer.fields) })
}

fn insert_row(insert: &mut rusqlite::Statement<'_>, fid: i64, row: Stored) -> Result<(), StoreError> {
    let head = [
        Sql::Integer(fid),
        row.geom.map_or(Sql::Null, Sql::Blob),
        Sql::Integer(row.index),
        row.id.map_or(Sql::Null, Sql::Text),
        row.rest.map_or(Sql::Null, Sql::Text),
    ];
    let cells = row.cells.into_iter().map(|v| match v {
        Value::Null => Sql::Null,
        Value::Bool(b) => Sql::Integer(i64::from(b)),
        Value::Number(n) => Sql::Real(n),
        Value::Text(t) => Sql::Text(t.into()),
    });
    insert.execute(params_from_iter(head.into_iter().chain(cells).map(ToSqlOutput::Owned)))?;
    Ok(())
}

/// The features that a content holds, and what was found wrong with them.
pub(super) struct Read {
    pub(super) content: Content,
    /// Whether they are what was written.
    pub(super) intact: bool,
    /// How many could not be read.
    pub(super) lost: usize,
}

/// Reads a content. With `patient`, rows that cannot be read are left out and counted; else they are an error.
pub(super) fn read_content(from: &Connection, id: i64, patient: bool) -> Result<Read, StoreError> {
    let (table, count, sha256, columns): (String, i64, String, String) =
        from.query_row("SELECT table_name, features, sha256, columns FROM fugai_contents WHERE id = ?1", [id], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
        })?;
    let (columns, known): (Vec<Column>, bool) = seal::open(&columns)
        .ok_or_else(|| StoreError::Damaged { path: PathBuf::new(), detail: format!("{table}: columns") })?;
    let names: String = columns.iter().filter_map(|c| Some(format!(", {}", quoted(c.stored.as_ref()?)))).collect();
    let sql = format!(
        "SELECT fid, geom, fugai_index, fugai_id, fugai_rest{names} FROM {} WHERE fid >= ?1 ORDER BY fid",
        quoted(&table)
    );
    let mut rows: Vec<Stored> = Vec::with_capacity(usize::try_from(count).unwrap_or(0).min(1 << 20));
    let mut statement = from.prepare(&sql)?;
    let mut next = 1_i64;
    let mut tries = 0;
    loop {
        let outcome = (|| -> rusqlite::Result<()> {
            let mut found = statement.query([next])?;
            while let Some(row) = found.next()? {
                let fid: i64 = row.get(0)?;
                let stored = Stored::read(row, &columns)?;
                next = fid + 1;
                rows.push(stored);
            }
            Ok(())
        })();
        match outcome {
            Ok(()) => break,
            Err(error) if !patient => return Err(error.into()),
            Err(_) => {
                // Past the row that cannot be read; far past it once many in a row could not.
                tries += 1;
                next += if tries > 2000 { 64 } else { 1 };
                if next > count {
                    break;
                }
            }
        }
    }
    let blocks: Vec<Vec<Stored>> = {
        let mut blocks = Vec::with_capacity(rows.len() / BLOCK + 1);
        let mut rows = rows.into_iter();
        loop {
            let block: Vec<Stored> = rows.by_ref().take(BLOCK).collect();
            if block.is_empty() {
                break;
            }
            blocks.push(block);
        }
        blocks
    };
    let read: Vec<([u8; 32], Vec<Feature>)> = blocks
        .into_par_iter()
        .map(|rows| (block_hash(&rows), rows.into_iter().map(|r| r.feature(&columns)).collect()))
        .collect();
    let intact = known && hash_of(read.iter().map(|(h, _)| *h)) == sha256;
    let features: Arc<[Feature]> = read.into_iter().flat_map(|(_, f)| f).collect();
    let lost = usize::try_from(count).unwrap_or(0).saturating_sub(features.len());
    let fields: Arc<[Box<str>]> = columns.into_iter().map(|c| c.field).collect();
    Ok(Read { content: Content { id, table, features, fields }, intact, lost })
}
