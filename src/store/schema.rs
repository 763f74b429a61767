//! The tables of a project file: those of every GeoPackage 1.3, and our own.

use rusqlite::{Connection, params};

use super::{StoreError, srs};
use crate::geom::Rect;
use crate::model::plan::Document;

/// The version of our own tables that this program writes. Older files are brought to it step by step, newer ones are
/// refused.
pub const SCHEMA: i64 = 1;

/// Feature tables of our own: name, title, type of geometry.
pub(super) const FEATURES: [(&str, &str, &str); 2] =
    [("fugai_proposals", "拟建 Proposals", "GEOMETRY"), ("fugai_problems", "问题台账 Problems", "POINT")];

/// Tables without geometry.
pub(super) const ATTRIBUTES: [&str; 8] = [
    "fugai_settings",
    "fugai_layers",
    "fugai_contents",
    "fugai_scenarios",
    "fugai_comments",
    "fugai_sheets",
    "fugai_figures",
    "fugai_history",
];

const STANDARD: &str = "
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
";

const OWN: &str = "
CREATE TABLE fugai_settings (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT);
CREATE TABLE fugai_contents (
  id INTEGER PRIMARY KEY, table_name TEXT NOT NULL UNIQUE, geometry TEXT NOT NULL, srs_id INTEGER NOT NULL,
  features INTEGER NOT NULL, sha256 TEXT NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  columns TEXT NOT NULL);
CREATE TABLE fugai_layers (
  id INTEGER PRIMARY KEY, layer INTEGER NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL, source TEXT,
  content INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE fugai_scenarios (id INTEGER PRIMARY KEY, name TEXT NOT NULL, parent INTEGER, body TEXT NOT NULL);
CREATE TABLE fugai_proposals (
  fid INTEGER PRIMARY KEY, geom GEOMETRY, scenario INTEGER NOT NULL, proposal INTEGER NOT NULL, name TEXT, kind TEXT,
  what TEXT, year INTEGER, area_m2 DOUBLE, spaces DOUBLE, cost DOUBLE, note TEXT, body TEXT NOT NULL);
CREATE TABLE fugai_problems (
  fid INTEGER PRIMARY KEY, geom POINT, title TEXT, kind TEXT, unit TEXT, deadline DATE, state TEXT, body TEXT NOT NULL);
CREATE TABLE fugai_comments (id INTEGER PRIMARY KEY, proposal INTEGER, date DATE, author TEXT, text TEXT,
  body TEXT NOT NULL);
CREATE TABLE fugai_sheets (id INTEGER PRIMARY KEY, name TEXT, body TEXT NOT NULL);
CREATE TABLE fugai_figures (id INTEGER PRIMARY KEY, date DATE, label TEXT, rules TEXT, body TEXT NOT NULL);
CREATE TABLE fugai_history (id INTEGER PRIMARY KEY, name_zh TEXT, name_en TEXT, body TEXT NOT NULL);
";

/// Makes every table, empty. Before any data, so that a file cut off at the end still tells what it is.
pub(super) fn create(to: &Connection, document: &Document) -> Result<(), StoreError> {
    to.execute_batch(STANDARD)?;
    to.execute_batch(OWN)?;
    srs::write_standard(to)?;
    srs::write(to, document.head.plane.as_ref())?;
    let srs_id = srs::number(document.head.plane.as_ref());
    for (table, title, geometry) in FEATURES {
        to.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, 'features', ?, ?)",
            params![table, title, srs_id],
        )?;
        to.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
            params![table, geometry, srs_id],
        )?;
    }
    for table in ATTRIBUTES {
        // GeoPackage 1.3 leaves their frame open; 0 keeps every reader content.
        to.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?1, 'attributes', ?1, 0)",
            [table],
        )?;
    }
    put(to, "schema", &SCHEMA.to_string())?;
    put(to, "written_by", concat!("fugai ", env!("CARGO_PKG_VERSION")))
}

/// Sets a setting.
pub(super) fn put(to: &Connection, key: &str, value: &str) -> Result<(), StoreError> {
    to.prepare_cached(
        "INSERT INTO fugai_settings (key, value) VALUES (?1, ?2) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, value])?;
    Ok(())
}

/// A setting; `None` where it is not there.
pub(super) fn get(from: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    let mut found = from.prepare_cached("SELECT value FROM fugai_settings WHERE key = ?1")?;
    let mut rows = found.query([key])?;
    Ok(rows.next()?.and_then(|r| r.get::<_, Option<String>>(0).ok().flatten()))
}

/// Sets the extent that a table declares, and when it was changed.
pub(super) fn set_extent(to: &Connection, table: &str, extent: Option<Rect>) -> Result<(), StoreError> {
    let e = extent.map(|r| (r.min().x, r.min().y, r.max().x, r.max().y));
    to.prepare_cached(
        "UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5, \
         last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = ?1",
    )?
    .execute(params![table, e.map(|e| e.0), e.map(|e| e.1), e.map(|e| e.2), e.map(|e| e.3)])?;
    Ok(())
}

/// A name as SQL writes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The spatial index of a feature table, with the triggers that keep it right when another program edits the table
/// (GeoPackage 1.3, annex F.3).
pub(super) fn create_index(to: &Connection, table: &str) -> Result<(), StoreError> {
    let (t, index) = (quoted(table), quoted(&format!("rtree_{table}_geom")));
    let trigger = |which: &str| quoted(&format!("rtree_{table}_geom_{which}"));
    let insert = format!(
        "INSERT OR REPLACE INTO {index} VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), \
         ST_MaxY(NEW.geom));"
    );
    let there = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))";
    let gone = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    let delete = format!("DELETE FROM {index} WHERE id = OLD.fid;");
    to.execute_batch(&format!(
        "CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy);
         CREATE TRIGGER {} AFTER INSERT ON {t} WHEN {there} BEGIN {insert} END;
         CREATE TRIGGER {} AFTER UPDATE OF geom ON {t} WHEN OLD.fid = NEW.fid AND {there} BEGIN {insert} END;
         CREATE TRIGGER {} AFTER UPDATE OF geom ON {t} WHEN OLD.fid = NEW.fid AND {gone} BEGIN {delete} END;
         CREATE TRIGGER {} AFTER UPDATE ON {t} WHEN OLD.fid != NEW.fid AND {there} BEGIN {delete} {insert} END;
         CREATE TRIGGER {} AFTER UPDATE ON {t} WHEN OLD.fid != NEW.fid AND {gone}
           BEGIN DELETE FROM {index} WHERE id IN (OLD.fid, NEW.fid); END;
         CREATE TRIGGER {} AFTER DELETE ON {t} WHEN OLD.geom NOT NULL BEGIN {delete} END;",
        trigger("insert"),
        trigger("update1"),
        trigger("update2"),
        trigger("update3"),
        trigger("update4"),
        trigger("delete"),
    ))?;
    Ok(())
}
