//! Layers in a project file: each content once in a feature table, each state of a layer (name, role, provenance) as a
//! row that points to it. What only the history still knows stays in the file, but is not listed as a layer.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::content::{Content, write_content};
use super::head::HeadText;
use super::schema::quoted;
use super::{StoreError, seal, srs};
use crate::model::Layer;
use crate::model::plan::Document;

/// Which layers are in the file, by identity.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf {
    states: Vec<(Arc<Layer>, i64)>,
    contents: Vec<Content>,
}
/// How far the shelf was filled, to go back to.
pub(super) struct Mark(usize, usize);

impl Shelf {
    pub(super) fn mark(&self) -> Mark {
        Mark(self.states.len(), self.contents.len())
    }

    pub(super) fn back_to(&mut self, mark: &Mark) {
        self.states.truncate(mark.0);
        self.contents.truncate(mark.1);
    }

    /// Puts in what was read from the file.
    pub(super) fn add_content(&mut self, content: Content) {
        self.contents.push(content);
    }

    pub(super) fn add_state(&mut self, layer: Arc<Layer>, state: i64) {
        self.states.push((layer, state));
    }

    pub(super) fn layer(&self, state: i64) -> Option<&Arc<Layer>> {
        self.states.iter().find(|(_, s)| *s == state).map(|(l, _)| l)
    }

    /// The number under which a layer is kept.
    pub(super) fn state(&self, layer: &Arc<Layer>) -> Option<i64> {
        self.states.iter().rev().find(|(l, _)| Arc::ptr_eq(l, layer)).map(|(_, s)| *s)
    }

    /// Whether anything is kept that nobody uses.
    pub(super) fn has_unused(&self, used: &dyn Fn(i64) -> bool) -> bool {
        self.states.iter().any(|(_, s)| !used(*s))
    }

    /// The number under which a layer is kept; it is written if it is not there yet.
    pub(super) fn keep(&mut self, to: &Connection, layer: &Arc<Layer>, srs_id: i32) -> Result<i64, StoreError> {
        // The newest are asked for most.
        if let Some(state) = self.state(layer) {
            return Ok(state);
        }
        let known = |c: &&Content| Arc::ptr_eq(&c.features, &layer.features) && Arc::ptr_eq(&c.fields, &layer.fields);
        let there = self.contents.iter().find(known).map(|c| c.id);
        let content = if let Some(id) = there {
            id
        } else {
            let content = write_content(to, layer, srs_id)?;
            let id = content.id;
            self.contents.push(content);
            id
        };
        let body = seal::seal(&HeadText::of(layer, content));
        to.prepare_cached(
            "INSERT INTO fugai_layers (layer, role, name, source, content, body) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            layer.id.0,
            layer.role.id(),
            layer.name,
            layer.source.path.to_string_lossy(),
            content,
            body
        ])?;
        let state = to.last_insert_rowid();
        self.states.push((Arc::clone(layer), state));
        Ok(state)
    }

    /// Lists the layers of a document as what the file shows to other programs, and no others.
    pub(super) fn register(&self, to: &Connection, document: &Document) -> Result<(), StoreError> {
        let mut shown: BTreeMap<&str, &Layer> = BTreeMap::new();
        for layer in &document.layers {
            let of = |c: &&Content| Arc::ptr_eq(&c.features, &layer.features) && Arc::ptr_eq(&c.fields, &layer.fields);
            if let Some(content) = self.contents.iter().find(of) {
                shown.entry(&content.table).or_insert(layer);
            }
        }
        let listed: BTreeMap<String, String> = to
            .prepare_cached(
                "SELECT c.table_name, c.identifier FROM gpkg_contents c JOIN fugai_contents f \
                 ON f.table_name = c.table_name",
            )?
            .query_map([], |r| Ok((r.get(0)?, r.get::<_, Option<String>>(1)?.unwrap_or_default())))?
            .collect::<Result<_, _>>()?;
        for table in listed.keys().filter(|t| !shown.contains_key(t.as_str())) {
            to.execute("DELETE FROM gpkg_extensions WHERE table_name = ?1", [table])?;
            to.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = ?1", [table])?;
            to.execute("DELETE FROM gpkg_contents WHERE table_name = ?1", [table])?;
        }
        for (table, layer) in shown {
            let old = listed.get(table);
            // Two layers may be called the same, their identifiers may not.
            let names = [layer.name.clone(), format!("{} ({})", layer.name, layer.id.0), table.to_owned()];
            let taken = |name: &str| -> Result<bool, StoreError> {
                let mut found =
                    to.prepare_cached("SELECT 1 FROM gpkg_contents WHERE identifier = ?1 AND table_name != ?2")?;
                Ok(found.exists([name, table])?)
            };
            let mut identifier = None;
            for name in names {
                if !taken(&name)? {
                    identifier = Some(name);
                    break;
                }
            }
            if old == identifier.as_ref() && old.is_some() {
                continue;
            }
            if old.is_some() {
                to.execute(
                    "UPDATE gpkg_contents SET identifier = ?2 WHERE table_name = ?1",
                    params![table, identifier],
                )?;
                continue;
            }
            to.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, \
                 srs_id) SELECT table_name, 'features', ?2, ?3, min_x, min_y, max_x, max_y, srs_id FROM fugai_contents \
                 WHERE table_name = ?1",
                params![table, identifier, layer.role.id()],
            )?;
            to.execute(
                "INSERT INTO gpkg_geometry_columns SELECT table_name, 'geom', geometry, srs_id, 0, 0 FROM \
                 fugai_contents WHERE table_name = ?1",
                [table],
            )?;
            to.execute(
                "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', \
                 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
                [table],
            )?;
        }
        Ok(())
    }

    /// Throws away what neither the document nor the history knows any more. `used` are numbers of states.
    pub(super) fn sweep(&mut self, to: &Connection, used: &dyn Fn(i64) -> bool) -> Result<(), StoreError> {
        let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut self.states).into_iter().partition(|(_, s)| used(*s));
        self.states = kept;
        for (_, state) in gone {
            to.execute("DELETE FROM fugai_layers WHERE id = ?1", [state])?;
        }
        let used = |c: &Content| self.states.iter().any(|(l, _)| Arc::ptr_eq(&c.features, &l.features));
        let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut self.contents).into_iter().partition(used);
        self.contents = kept;
        for content in gone {
            to.execute_batch(&format!(
                "DROP TABLE IF EXISTS {}; DROP TABLE IF EXISTS {};",
                quoted(&format!("rtree_{}_geom", content.table)),
                quoted(&content.table)
            ))?;
            to.execute("DELETE FROM fugai_contents WHERE id = ?1", [content.id])?;
        }
        Ok(())
    }
}
/// The frame that the layers of a document are written in.
pub(super) fn srs_of(document: &Document) -> i32 {
    srs::number(document.head.plane.as_ref())
}
