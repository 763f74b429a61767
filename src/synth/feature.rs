//! What a generated layer holds.

use super::plane::Fixed;
use super::plots::Plot;
use crate::model::Role;

/// An attribute.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Int(i64),
    /// Tenths.
    Tenths(i64),
    Bool(bool),
    Null,
}

/// A geometry in units of 1e-7 degree; rings are not closed here, outer ones counter-clockwise.
#[derive(Debug, Clone)]
pub(super) enum Geometry {
    Null,
    Point(Fixed),
    Line(Vec<Fixed>),
    Polygon(Vec<Vec<Fixed>>),
    MultiPolygon(Vec<Vec<Vec<Fixed>>>),
    /// A ring written exactly as it is, faults and all.
    Raw(Vec<Fixed>),
}

/// A feature of a small layer.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Empty for context, which nobody refers to: the sample stays small.
    pub(super) id: String,
    pub(super) geometry: Geometry,
    pub(super) properties: Vec<(&'static str, Value)>,
}

/// The features of a layer: few ones ready to write, or plots, which are turned into text only when written.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Items(Vec<Item>),
    Plots { seed: u64, prefix: char, plots: Vec<Plot>, faults: Vec<Item> },
}

/// One layer of a generated city, and the file it is written to.
#[derive(Debug, Clone)]
pub struct SynthLayer {
    pub(super) file_name: &'static str,
    pub(super) title: &'static str,
    pub(super) role: Role,
    pub(super) content: Content,
}

impl SynthLayer {
    /// The name of its file, such as `parks.geojson`.
    pub fn file_name(&self) -> &'static str {
        self.file_name
    }

    /// What it shows, in Chinese.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// What it stands for in an analysis.
    pub fn role(&self) -> Role {
        self.role
    }

    /// How many features it has, deliberate faults included.
    pub fn len(&self) -> usize {
        match &self.content {
            Content::Items(items) => items.len(),
            Content::Plots { plots, faults, .. } => plots.len() + faults.len(),
        }
    }

    /// Whether it has no feature.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
