//! A layer brought up to date: what a newer file adds, removes, moves and changes, and what becomes of the indicators.
//!
//! Features are matched by an identifier where both files have one that is unique in each, else by place: first those
//! whose geometry is the same, then the nearest within [`REACH_M`], those of the same name before others.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::geom::index::BoxIndex;
use crate::geom::{Cancelled, Coord, Progress, Rect, Shape, Stretch};
use crate::model::plan::{Difference, Document, FacilityRef, ProblemPlace, What};
use crate::model::{Feature, Layer, Project, Value};

use super::compare::changes;
use super::fields::{self, Columns};

/// Features farther apart than this are not taken for one that moved, in metres.
pub const REACH_M: f64 = 100.0;
/// Middles nearer than this are the same place: files are written with six or seven decimals of a degree.
const SAME_PLACE_M: f64 = 0.2;

/// By what features were matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MatchedBy {
    /// The `id` member of the features.
    Id,
    /// This attribute.
    Field(Box<str>),
    /// Their place.
    Place,
}

/// Something that is in both files.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Its position in the old layer.
    pub old: usize,
    /// Its position in the new one.
    pub new: usize,
    /// How far its middle moved, in metres.
    pub moved_m: f64,
    /// Names of the attributes that have another value.
    pub fields: Vec<Box<str>>,
    /// Whether its geometry is another one.
    pub reshaped: bool,
}

/// What a newer file does to a layer.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The layer as it would be, under the old number and name.
    pub layer: Arc<Layer>,
    /// By what features were matched.
    pub by: MatchedBy,
    /// Positions in the new layer.
    pub added: Vec<usize>,
    /// Positions in the old layer.
    pub removed: Vec<usize>,
    /// What lies elsewhere; it may have changed besides.
    pub moved: Vec<Pair>,
    /// What has another shape or other attributes at its place.
    pub changed: Vec<Pair>,
    /// What is as it was.
    pub same: Vec<(usize, usize)>,
    /// Every figure before and after, under the same rules; those that differ are those whose two values differ.
    pub figures: Vec<Difference>,
}

/// Compares a layer of the base with its newer file, and the indicators of the base before and after.
///
/// # Errors
/// [`Cancelled`].
pub fn renew(base: &Project, old: &Arc<Layer>, newer: Layer, progress: &dyn Progress) -> Result<Renewal, Cancelled> {
    let layer = Arc::new(Layer { id: old.id, name: old.name.clone(), role: old.role, ..newer });
    let mut renewal = matched(old, layer);
    let mut after = base.clone();
    for slot in after.layers.iter_mut().filter(|l| l.id == old.id) {
        *slot = Arc::clone(&renewal.layer);
    }
    let before = super::analyse(base, &Stretch::new(progress, 0.2, 0.4))?;
    let after = super::analyse(&after, &Stretch::new(progress, 0.6, 0.4))?;
    renewal.figures = changes(&before, &after);
    Ok(renewal)
}

/// What a newer layer does to an older one, without the indicators.
pub fn matched(old: &Layer, layer: Arc<Layer>) -> Renewal {
    let (by, pairs) = match by_identifier(old, &layer) {
        Some(found) => found,
        None => (MatchedBy::Place, by_place(old, &layer)),
    };
    let mut partner_old = vec![false; old.features.len()];
    let mut partner_new = vec![false; layer.features.len()];
    let (mut moved, mut changed, mut same) = (Vec::new(), Vec::new(), Vec::new());
    for (a, b) in pairs {
        (partner_old[a], partner_new[b]) = (true, true);
        let (x, y) = (&old.features[a], &layer.features[b]);
        let moved_m = match (middle(&x.shape), middle(&y.shape)) {
            (Some(p), Some(q)) => (p.x - q.x).hypot(p.y - q.y),
            _ => 0.0,
        };
        let pair = Pair { old: a, new: b, moved_m, fields: differing(old, x, &layer, y), reshaped: x.shape != y.shape };
        if moved_m > SAME_PLACE_M {
            moved.push(pair);
        } else if !pair.fields.is_empty() || differs_in_shape(&x.shape, &y.shape) {
            changed.push(pair);
        } else {
            same.push((a, b));
        }
    }
    let alone = |partners: &[bool]| -> Vec<usize> {
        partners.iter().enumerate().filter(|(_, p)| !**p).map(|(i, _)| i).collect()
    };
    Renewal {
        by,
        added: alone(&partner_new),
        removed: alone(&partner_old),
        moved,
        changed,
        same,
        figures: Vec::new(),
        layer,
    }
}

impl Renewal {
    /// The document with the newer layer in place of the old one. Proposals, problems and score sheets that speak of a
    /// facility speak of the same one afterwards; of one that is gone they speak in vain, and are kept.
    pub fn taken_over(&self, document: &Document) -> Document {
        let mut next = document.clone();
        let Some(at) = next.layers.iter().position(|l| l.id == self.layer.id) else { return next };
        let old = std::mem::replace(&mut next.layers[at], Arc::clone(&self.layer));
        let partner: BTreeMap<usize, usize> =
            self.same.iter().copied().chain(self.moved.iter().chain(&self.changed).map(|p| (p.old, p.new))).collect();
        let renewed = |reference: &FacilityRef| -> Option<FacilityRef> {
            let feature = partner.get(&reference.find(&old)?)?;
            Some(FacilityRef::to(&self.layer, &self.layer.features[*feature])).filter(|new| new != reference)
        };
        for scenario in &mut next.scenarios {
            let proposals: Vec<_> = [&scenario.proposals, &scenario.fork_point]
                .map(|list| {
                    list.iter()
                        .map(|p| match p.facility().and_then(renewed) {
                            Some(new) => {
                                let mut p = (**p).clone();
                                p.what = match p.what {
                                    What::Close(_) => What::Close(new),
                                    _ => What::Change(new),
                                };
                                Arc::new(p)
                            }
                            None => Arc::clone(p),
                        })
                        .collect()
                })
                .into();
            let mut lists = proposals.into_iter();
            let (own, fork): (Vec<_>, Vec<_>) = (lists.next().unwrap_or_default(), lists.next().unwrap_or_default());
            let untouched = |a: &[Arc<_>], b: &[Arc<_>]| a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b));
            if !untouched(&own, &scenario.proposals) || !untouched(&fork, &scenario.fork_point) {
                let scenario = Arc::make_mut(scenario);
                (scenario.proposals, scenario.fork_point) = (own, fork);
            }
        }
        for problem in &mut next.problems {
            if let ProblemPlace::Facility(facility) = &problem.place
                && let Some(new) = renewed(facility)
            {
                Arc::make_mut(problem).place = ProblemPlace::Facility(new);
            }
        }
        for sheet in &mut next.sheets {
            if let Some(new) = sheet.zone.as_ref().and_then(renewed) {
                Arc::make_mut(sheet).zone = Some(new);
            }
        }
        next
    }
}

/// Attributes that identify a thing across files.
const IDENTIFIERS: &[&str] = &["osmid", "id", "fid", "uuid", "guid", "code", "编号", "编码", "代码", "标识码", "bsm"];

fn by_identifier(old: &Layer, new: &Layer) -> Option<(MatchedBy, Vec<(usize, usize)>)> {
    let own = |layer: &Layer| unique(layer.features.iter().map(|f| f.id.as_deref().map(str::to_owned)));
    if let (Some(a), Some(b)) = (own(old), own(new))
        && a.keys().any(|k| b.contains_key(k))
    {
        return Some((MatchedBy::Id, pairs(&a, &b)));
    }
    IDENTIFIERS.iter().find_map(|name| {
        let (a, b) = (Columns::of(old, &[name]), Columns::of(new, &[name]));
        let of = |layer: &Layer, c: &Columns| unique(layer.features.iter().map(|f| c.text(f)));
        let field = old.fields.get(a.first()?)?.clone();
        let (a, b) = (of(old, &a)?, of(new, &b)?);
        a.keys().any(|k| b.contains_key(k)).then(|| (MatchedBy::Field(field), pairs(&a, &b)))
    })
}

/// Every feature by its identifier; `None` where one has none, or two have the same.
fn unique(ids: impl Iterator<Item = Option<String>>) -> Option<BTreeMap<String, usize>> {
    let mut found = BTreeMap::new();
    for (i, id) in ids.enumerate() {
        let id = id.filter(|id| !id.trim().is_empty())?;
        if found.insert(id, i).is_some() {
            return None;
        }
    }
    (!found.is_empty()).then_some(found)
}

fn pairs(a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>) -> Vec<(usize, usize)> {
    let mut out: Vec<_> = a.iter().filter_map(|(id, i)| Some((*i, *b.get(id)?))).collect();
    out.sort_unstable();
    out
}

fn by_place(old: &Layer, new: &Layer) -> Vec<(usize, usize)> {
    let key = |s: &Shape| {
        let b = s.bounds()?;
        Some([b.min().x, b.min().y, b.max().x, b.max().y].map(f64::to_bits))
    };
    let mut by_box: BTreeMap<[u64; 4], Vec<usize>> = BTreeMap::new();
    for (i, f) in new.features.iter().enumerate().rev() {
        if let Some(key) = key(&f.shape) {
            by_box.entry(key).or_default().push(i);
        }
    }
    let mut taken = vec![false; new.features.len()];
    let mut pairs = Vec::new();
    let mut left = Vec::new();
    for (i, f) in old.features.iter().enumerate() {
        let twins = key(&f.shape).and_then(|k| by_box.get(&k));
        let twin = twins.into_iter().flatten().rev().find(|&&j| !taken[j] && new.features[j].shape == f.shape);
        match twin {
            Some(&j) => {
                taken[j] = true;
                pairs.push((i, j));
            }
            None => left.push(i),
        }
    }
    let open: Vec<usize> = (0..new.features.len()).filter(|&j| !taken[j]).collect();
    let at = open.iter().filter_map(|&j| Some((middle(&new.features[j].shape)?, j as u32)));
    let index = BoxIndex::new(at.map(|(m, j)| (Rect::new(m, m), j)));
    let (names_old, names_new) = (Columns::of(old, fields::NAME), Columns::of(new, fields::NAME));
    let mut candidates: Vec<(bool, f64, usize, usize)> = Vec::new();
    for &i in &left {
        let Some(here) = middle(&old.features[i].shape) else { continue };
        let by = Coord { x: REACH_M, y: REACH_M };
        let name = fields::name_of(&names_old, &old.features[i]);
        for j in index.query(&Rect::new(here - by, here + by)) {
            let other = &new.features[j as usize];
            let Some(there) = middle(&other.shape) else { continue };
            let distance = (here.x - there.x).hypot(here.y - there.y);
            if distance <= REACH_M {
                let same_name = name.is_some() && name == fields::name_of(&names_new, other);
                candidates.push((!same_name, distance, i, j as usize));
            }
        }
    }
    candidates.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut used = vec![false; old.features.len()];
    for (_, _, i, j) in candidates {
        if !used[i] && !taken[j] {
            (used[i], taken[j]) = (true, true);
            pairs.push((i, j));
        }
    }
    pairs.sort_unstable();
    pairs
}

fn middle(shape: &Shape) -> Option<Coord> {
    shape.bounds().map(Rect::center)
}

/// Whether two shapes at one place differ by more than rounding: in what they are made of, or in extent or area.
fn differs_in_shape(a: &Shape, b: &Shape) -> bool {
    if a == b {
        return false;
    }
    let kind = |s: &Shape| (s.points.len(), s.lines.len(), s.region.polygons().len());
    let size = |s: &Shape| s.bounds().map_or((0.0, 0.0), |r| (r.width(), r.height()));
    let ((aw, ah), (bw, bh)) = (size(a), size(b));
    let (area_a, area_b) = (a.region.area(), b.region.area());
    kind(a) != kind(b)
        || (aw - bw).abs() > SAME_PLACE_M
        || (ah - bh).abs() > SAME_PLACE_M
        || (area_a - area_b).abs() > SAME_PLACE_M * (aw + ah).max(1.0)
}

fn differing(old: &Layer, a: &Feature, new: &Layer, b: &Feature) -> Vec<Box<str>> {
    let mut names: Vec<&Box<str>> = old.fields.iter().collect();
    names.extend(new.fields.iter().filter(|f| old.field(f).is_none()));
    names
        .into_iter()
        .filter(|name| {
            let (x, y) = (old.value(a, name), new.value(b, name));
            let blank = |v: &Value| v.is_null() || v.to_string().trim().is_empty();
            x != y && !(blank(x) && blank(y))
        })
        .cloned()
        .collect()
}
