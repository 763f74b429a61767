//! Whether two layers hold the same, however they came about.

use crate::model::{Feature, Import, Layer, Source, Value};

impl Layer {
    /// Whether both hold the same: identity, role, name, provenance, what was noticed, features and values, bit for bit.
    /// Attributes that are absent at the end of a feature count as null.
    pub fn same_as(&self, other: &Self) -> bool {
        let a = (&self.id, &self.role, &self.name, &self.fields, self.features.len());
        a == (&other.id, &other.role, &other.name, &other.fields, other.features.len())
            && same_source(&self.source, &other.source)
            && same_import(&self.import, &other.import)
            && self.features.iter().zip(other.features.iter()).all(|(a, b)| a.same_as(b))
    }
}

impl Feature {
    /// Whether both hold the same; attributes that are absent at the end count as null.
    pub fn same_as(&self, other: &Self) -> bool {
        let values = self.values.len().max(other.values.len());
        let at = |f: &'_ Self, i: usize| f.values.get(i).cloned().unwrap_or(Value::Null);
        self.index == other.index
            && self.id == other.id
            && self.shape == other.shape
            && (self.values == other.values || (0..values).all(|i| at(self, i) == at(other, i)))
    }
}

fn same_source(a: &Source, b: &Source) -> bool {
    let parts = |s: &Source| (s.path.clone(), s.sha256.clone(), s.bytes, s.crs.clone(), s.crs_origin);
    parts(a) == parts(b)
}

fn same_import(a: &Import, b: &Import) -> bool {
    a.total == b.total && a.skipped == b.skipped && a.repaired == b.repaired && a.notes == b.notes
}
