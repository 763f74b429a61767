//! The columns of a layer's table: its own fields, and what follows from geometry and analysis.

use std::borrow::Cow;
use std::sync::Arc;

use geo::{Euclidean, Length as _};
use rayon::prelude::*;

use crate::analysis::{Analysis, card, effects};
use crate::model::{Layer, Project, Role, Value};
use crate::ui::format;
use crate::ui::i18n::{Lang, tr, tr_note};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Column {
    /// The number in the file, from 1.
    Number,
    /// A field of the layer.
    Field(usize),
    /// The zone it lies in.
    Zone,
    /// The area of its polygons.
    Area,
    /// The length of its lines.
    Length,
    /// The service radius under the rule set.
    Radius,
    /// Whether it serves, or why not.
    Serves,
    /// The share of a residential parcel that parks serve.
    Served,
}

/// A figure or a text in a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A figure and how many decimals it is shown with; `None` for as many as it has.
    Number(f64, Option<usize>),
    /// A figure that the file holds as a text, which is shown as it stands (leading noughts and all).
    Spelt(&'a str, f64),
    /// A text.
    Text(Cow<'a, str>),
}

/// A layer with everything its table shows. Made off the window's thread.
pub(super) struct Facts {
    /// The layer.
    pub(super) layer: Arc<Layer>,
    analysis: Option<Arc<Analysis>>,
    /// Every column, in the order in which they are shown.
    pub(super) columns: Vec<Column>,
    /// By field: whether all it holds is numbers.
    numeric: Vec<bool>,
    zones: Vec<Option<u32>>,
    areas: Vec<f64>,
    lengths: Vec<f64>,
    /// By feature: its index among the analysis's facilities.
    rated: Vec<Option<u32>>,
    /// By feature: the share that parks serve; empty where it is not known (yet).
    shares: Vec<Option<f64>>,
    names: Vec<usize>,
}

/// The shares of residential parcels that parks serve, by layer.
pub(super) type Shares = Vec<(crate::model::LayerId, Vec<Option<f64>>)>;

impl Facts {
    /// Gathers them. `analysis` only where it belongs to this very project.
    pub(super) fn new(
        project: &Project,
        layer: &Arc<Layer>,
        analysis: Option<&Arc<Analysis>>,
        shares: Option<&Shares>,
    ) -> Self {
        let features = &layer.features;
        let areas: Vec<f64> = features.par_iter().map(|f| f.shape.region.area()).collect();
        let lengths: Vec<f64> =
            features.par_iter().map(|f| f.shape.lines.iter().map(|l| Euclidean.length(l)).sum()).collect();
        let zones_known = layer.role != Role::Zone && analysis.is_some_and(|a| !a.zones.is_empty());
        let zones = if zones_known { effects::zones_of_layer(project, layer.id) } else { Vec::new() };
        let mut rated = Vec::new();
        if let Some(analysis) = analysis.filter(|_| layer.role.facility_kind().is_some()) {
            rated = vec![None; features.len()];
            for (i, f) in analysis.facilities.iter().enumerate().filter(|(_, f)| f.layer == layer.id) {
                if let Some(slot) = rated.get_mut(f.feature) {
                    *slot = Some(i as u32);
                }
            }
        }
        let shares = shares.and_then(|s| s.iter().find(|(id, _)| *id == layer.id)).map(|(_, s)| s.clone());
        let numeric = (0..layer.fields.len())
            .map(|i| {
                let mut any = false;
                let all = features.iter().filter_map(|f| f.values.get(i)).filter(|v| !v.is_null()).all(|v| {
                    any = true;
                    matches!(v, Value::Number(_)) || v.as_f64().is_some()
                });
                any && all
            })
            .collect();
        let names = card::name_columns(layer);
        let mut columns = vec![Column::Number];
        columns.extend(names.first().map(|&i| Column::Field(i)));
        if zones_known {
            columns.push(Column::Zone);
        }
        if areas.iter().any(|a| *a > 0.0) {
            columns.push(Column::Area);
        }
        if lengths.iter().any(|l| *l > 0.0) {
            columns.push(Column::Length);
        }
        if !rated.is_empty() {
            if layer.role != Role::BeautifulZone {
                columns.push(Column::Radius);
            }
            columns.push(Column::Serves);
        }
        if shares.is_some() {
            columns.push(Column::Served);
        }
        let fields = (0..layer.fields.len()).filter(|i| names.first() != Some(i));
        columns.extend(fields.map(Column::Field));
        Self {
            layer: Arc::clone(layer),
            analysis: analysis.cloned(),
            columns,
            numeric,
            zones,
            areas,
            lengths,
            rated,
            shares: shares.unwrap_or_default(),
            names,
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.layer.features.len()
    }

    /// Whether areas are in hectares: land; what is built is in square metres.
    fn in_hectares(&self) -> bool {
        self.layer.role.facility_kind().is_none()
    }

    /// The heading of a column.
    pub(super) fn title(&self, column: Column, lang: Lang) -> &str {
        tr(
            lang,
            match column {
                Column::Field(i) => return self.layer.fields.get(i).map_or("", |f| &**f),
                Column::Number => "table.number",
                Column::Zone => "table.zone",
                Column::Area if self.in_hectares() => "table.area_ha",
                Column::Area => "table.area_m2",
                Column::Length => "table.length",
                Column::Radius => "table.radius",
                Column::Serves => "table.serves",
                Column::Served => "table.served",
            },
        )
    }

    /// Whether a column holds numbers, and so stands at the right.
    pub(super) fn is_numeric(&self, column: Column) -> bool {
        match column {
            Column::Field(i) => self.numeric.get(i).copied().unwrap_or_default(),
            Column::Zone | Column::Serves => false,
            _ => true,
        }
    }

    /// Whether a column is the name.
    pub(super) fn is_name(&self, column: Column) -> bool {
        matches!(column, Column::Field(i) if self.names.first() == Some(&i))
    }

    /// A cell.
    pub(super) fn cell(&self, row: usize, column: Column, lang: Lang) -> Cell<'_> {
        let Some(feature) = self.layer.features.get(row) else { return Cell::Empty };
        let facility = || {
            let index = self.rated.get(row).copied().flatten()?;
            self.analysis.as_ref()?.facilities.get(index as usize)
        };
        let figure = |value: Option<f64>, decimals| value.map_or(Cell::Empty, |v| Cell::Number(v, Some(decimals)));
        match column {
            Column::Number => Cell::Number(f64::from(feature.index) + 1.0, Some(0)),
            Column::Field(i) => match feature.values.get(i) {
                None | Some(Value::Null) => Cell::Empty,
                Some(Value::Number(n)) => Cell::Number(*n, None),
                Some(Value::Bool(b)) => Cell::Text(tr(lang, if *b { "select.yes" } else { "select.no" }).into()),
                Some(Value::Text(t)) => match feature.values[i].as_f64().filter(|_| self.is_numeric(column)) {
                    Some(n) => Cell::Spelt(t, n),
                    None => Cell::Text(Cow::Borrowed(t)),
                },
            },
            Column::Zone => {
                let zone = self.zones.get(row).copied().flatten();
                let name = zone.and_then(|z| Some(&self.analysis.as_ref()?.zones.get(z as usize)?.name));
                name.map_or(Cell::Empty, |n| Cell::Text(Cow::Borrowed(n)))
            }
            Column::Area => {
                let area = self.areas.get(row).copied().filter(|a| *a > 0.0);
                if self.in_hectares() { figure(area.map(|a| a / 1e4), 2) } else { figure(area, 0) }
            }
            Column::Length => figure(self.lengths.get(row).copied().filter(|l| *l > 0.0), 0),
            Column::Radius => figure(facility().and_then(|f| f.radius_m), 0),
            Column::Serves => match facility() {
                None => Cell::Empty,
                Some(f) => Cell::Text(match f.reason {
                    None => tr(lang, "table.counts").into(),
                    Some(reason) => tr_note(lang, "reason", reason, "").into(),
                }),
            },
            Column::Served => figure(self.shares.get(row).copied().flatten().map(|s| s * 100.0), 1),
        }
    }

    /// What a column is called where it is remembered: by the name of its field, wherever that stands.
    pub(super) fn key(&self, column: Column) -> String {
        match column {
            Column::Number => "number".to_owned(),
            Column::Field(i) => format!("field:{}", self.layer.fields.get(i).map_or("", |f| &**f)),
            Column::Zone => "zone".to_owned(),
            Column::Area => "area".to_owned(),
            Column::Length => "length".to_owned(),
            Column::Radius => "radius".to_owned(),
            Column::Serves => "serves".to_owned(),
            Column::Served => "served".to_owned(),
        }
    }

    /// The name of a row, or its kind and number.
    pub(super) fn name(&self, row: usize, lang: Lang) -> String {
        let feature = &self.layer.features[row];
        let named = self.names.iter().filter_map(|&i| feature.values.get(i)).find(|v| !v.is_null());
        match named {
            Some(value) => value.to_string(),
            None => format!("{} {}", tr(lang, &format!("kind.{}", self.layer.role.id())), feature.index + 1),
        }
    }
}

impl Cell<'_> {
    /// As it is shown.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Number(n, Some(decimals)) => format::number(*n, *decimals).into(),
            Self::Number(n, None) => n.to_string().into(),
            Self::Spelt(t, _) => Cow::Borrowed(t),
            Self::Text(t) => Cow::Borrowed(t),
        }
    }

    /// As another program reads it: plain figures, no tab and no line break.
    pub(super) fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Number(n, Some(decimals)) => format!("{n:.decimals$}").into(),
            Self::Number(n, None) => n.to_string().into(),
            Self::Spelt(t, _) => Cow::Borrowed(t),
            Self::Text(t) if t.contains(['\t', '\n', '\r']) => t.replace(['\t', '\n', '\r'], " ").into(),
            Self::Text(t) => Cow::Borrowed(t),
        }
    }

    /// The number in it as it is shown, in the unit of its column.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(n, _) | Self::Spelt(_, n) => Some(*n),
            _ => None,
        }
    }
}
