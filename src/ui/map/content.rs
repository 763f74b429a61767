//! What there is to draw: turns layers and analysis into chunks on worker threads, and keeps them while they are valid.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use eframe::egui_wgpu::wgpu;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::classify::Classifier;
use super::gpu::GpuChunk;
use super::hit;
use super::labels::{self, Label};
use super::mesh::{self, Item, bounds, join};
use super::room;
use super::style::{Glyph, Subject, recipe};
use super::{FieldStyle, MapInput, MapView, Selected};
use crate::analysis::compare::Comparison;
use crate::analysis::edge::uncertain;
use crate::analysis::parcels::{ParcelFigure, parcels};
use crate::analysis::{Analysis, IndicatorId};
use crate::geom::index::BoxIndex;
use crate::geom::label::interior_point;
use crate::geom::{Coord, Progress, Rect};
use crate::model::{Layer, LayerId, Project, Role};

/// More selected things than this are drawn into the picture; fewer lie over it.
pub(crate) const MANY: usize = 200;

/// What an entry is made from; held so that it stays comparable by address.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    Layer(Arc<Layer>),
    Analysis(Arc<Analysis>),
    /// What is doubtful at the edge of a project's data.
    Edge(Arc<Project>, Arc<Analysis>),
    /// How the parcels of a project fare under a coverage.
    Fare(Arc<Project>, IndicatorId),
    /// Two scenarios compared, under a coverage.
    Differ(Arc<Comparison>, IndicatorId),
    /// Many selected things.
    Chosen(Arc<Project>, Option<Arc<Analysis>>, u64, Arc<[Selected]>),
}

/// Everything known about one layer, or one result of the analysis.
pub(crate) struct Entry {
    pub(crate) subject: Subject,
    pub(crate) layer: Option<LayerId>,
    pub(crate) origin: Origin,
    serial: u64,
    /// Chunks still to come; `None` before their number is known.
    pending: Option<usize>,
    chunks: Vec<Arc<GpuChunk>>,
    /// What the same layer looked like before, shown until the new is complete.
    former: Vec<Arc<GpuChunk>>,
    pub(crate) spacing: f64,
    pub(crate) bounds: Option<Rect>,
    pub(crate) hits: Option<Arc<BoxIndex>>,
    pub(crate) labels: Arc<[Label]>,
    /// By class, the land of its things in m², where the classes come from figures.
    pub(crate) land: Arc<[f64]>,
    /// The field it is coloured by.
    pub(crate) by: Option<Arc<FieldStyle>>,
    wanted: Arc<AtomicBool>,
    /// The layers whose symbols its own give way to.
    before: Vec<Arc<Layer>>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.wanted.store(false, Ordering::Relaxed);
    }
}

impl Entry {
    /// The chunks to draw now.
    pub(crate) fn shown(&self) -> &[Arc<GpuChunk>] {
        if self.complete() || self.former.is_empty() { &self.chunks } else { &self.former }
    }

    /// Whether nothing is known of it yet.
    pub(crate) fn former_or_none(&self) -> bool {
        self.pending.is_none()
    }

    fn complete(&self) -> bool {
        self.pending == Some(0)
    }

    /// The n-th thing as what can be selected; `None` for what cannot.
    pub(crate) fn selected(&self, index: usize) -> Option<Selected> {
        match (self.subject, self.layer) {
            (Subject::Gaps, _) => Some(Selected::Gap(index)),
            (_, Some(layer)) => Some(Selected::Feature { layer, feature: index }),
            _ => None,
        }
    }

    /// The geometry of the n-th thing, in the order of the layer or the analysis.
    pub(crate) fn thing(&self, index: usize) -> Option<Item<'_>> {
        match (&self.origin, self.subject) {
            (Origin::Layer(layer), _) => layer.features.get(index).map(feature_item),
            (Origin::Analysis(analysis), Subject::Gaps) => {
                analysis.gaps.get(index).map(|g| Item { polygons: &g.polygons, ..Item::default() })
            }
            (
                Origin::Analysis(_) | Origin::Edge(..) | Origin::Fare(..) | Origin::Differ(..) | Origin::Chosen(..),
                _,
            ) => None,
        }
    }
}

fn feature_item(feature: &crate::model::Feature) -> Item<'_> {
    Item {
        polygons: feature.shape.region.polygons(),
        lines: &feature.shape.lines,
        points: &feature.shape.points,
        class: 0,
        room: 0.0,
    }
}

/// A place that no symbol has.
const NOWHERE: Coord = Coord { x: f64::NAN, y: f64::NAN };

enum News {
    Began { chunks: usize, spacing: f64, bounds: Option<Rect>, labels: Arc<[Label]>, land: Arc<[f64]> },
    Chunk(Arc<GpuChunk>),
    Hits(Arc<BoxIndex>),
}

/// All entries, and the line on which workers report.
pub(crate) struct Content {
    device: wgpu::Device,
    pub(crate) entries: Vec<Entry>,
    /// Counts up whenever something looks different.
    pub(crate) version: u64,
    /// How many chunks workers have built so far: a frame in which only the view moved adds none.
    pub(crate) built: Arc<AtomicU64>,
    serial: u64,
    sender: mpsc::Sender<(u64, News)>,
    news: mpsc::Receiver<(u64, News)>,
}

impl Content {
    pub(crate) fn new(device: wgpu::Device) -> Self {
        let (sender, news) = mpsc::channel();
        Self { device, entries: Vec::new(), version: 0, built: Arc::default(), serial: 0, sender, news }
    }

    /// Takes in a snapshot: keeps what is unchanged, starts work on what is new, forgets the rest. Costs what the
    /// number of layers costs, not their size.
    pub(crate) fn sync(&mut self, input: &MapInput<'_>, ctx: &egui::Context) {
        let snapshot = input.snapshot;
        let by = |layer: &Layer| {
            let plain = !matches!(layer.role, Role::Road | Role::Context);
            input.styles.iter().find(|s| plain && s.layer == layer.id).and_then(|s| s.by.clone())
        };
        let mut wanted: Vec<(Subject, Option<LayerId>, Origin)> = Vec::new();
        if let Some(project) = &snapshot.project {
            for layer in &project.layers {
                wanted.push((Subject::Layer(layer.role), Some(layer.id), Origin::Layer(Arc::clone(layer))));
            }
            if let Some(analysis) = &snapshot.analysis {
                for subject in [Subject::Covered, Subject::Gaps, Subject::Service] {
                    wanted.push((subject, None, Origin::Analysis(Arc::clone(analysis))));
                }
                if !snapshot.stale {
                    let edge = Origin::Edge(Arc::clone(project), Arc::clone(analysis));
                    wanted.push((Subject::Uncertain, None, edge));
                }
            }
        }
        let view = input.overlays.view;
        if let (Some(project), true) = (&snapshot.project, input.overlays.coverage && view != MapView::Coverage) {
            let indicator = match input.indicator {
                own @ (IndicatorId::ToiletCoverage
                | IndicatorId::TransferStationCoverage
                | IndicatorId::ParkingCoverage) => own,
                _ => IndicatorId::ParkCoverage,
            };
            wanted.push((Subject::Fare(view), None, Origin::Fare(Arc::clone(project), indicator)));
        }
        if let Some(shown) = input.difference {
            // Land is known by what both make of it only where the whole coverage is drawn.
            let whole = (shown.indicator == IndicatorId::ParkCoverage).then_some([Subject::Both, Subject::Neither]);
            for subject in whole.into_iter().flatten().chain([Subject::OnlyA, Subject::OnlyB]) {
                wanted.push((subject, None, Origin::Differ(Arc::clone(&shown.result), shown.indicator)));
            }
        }
        if let (Some(project), true) = (&snapshot.project, input.selection.len() > MANY) {
            let stamp = input.selection.stamp();
            let known = self.entries.iter().find_map(|e| match &e.origin {
                Origin::Chosen(p, _, s, all) if *s == stamp && Arc::ptr_eq(p, project) => Some(Arc::clone(all)),
                _ => None,
            });
            let all = known.unwrap_or_else(|| input.selection.iter().collect());
            let origin = Origin::Chosen(Arc::clone(project), snapshot.analysis.clone(), stamp, all);
            wanted.push((Subject::Chosen, None, origin));
        }
        let styled = |origin: &Origin| match origin {
            Origin::Layer(layer) => by(layer),
            _ => None,
        };
        let same = self.entries.len() == wanted.len()
            && self
                .entries
                .iter()
                .zip(&wanted)
                .all(|(e, w)| e.subject == w.0 && e.layer == w.1 && alike(&e.origin, &w.2) && e.by == styled(&w.2));
        if same {
            return;
        }
        self.version += 1;
        let mut old = std::mem::take(&mut self.entries);
        let signs: Vec<Arc<Layer>> = wanted
            .iter()
            .filter_map(|w| match &w.2 {
                Origin::Layer(layer) if Glyph::of(layer.role).is_some() => Some(Arc::clone(layer)),
                _ => None,
            })
            .collect();
        for (subject, layer, origin) in wanted {
            let rank = |r: Role| Glyph::of(r).map(|g| g as u8);
            let before: Vec<Arc<Layer>> = match &origin {
                Origin::Layer(own) if rank(own.role).is_some() => {
                    let earlier = |l: &&Arc<Layer>| (rank(l.role), l.id.0) < (rank(own.role), own.id.0);
                    signs.iter().filter(earlier).cloned().collect()
                }
                _ => Vec::new(),
            };
            let old_entry = old.iter().position(|e| e.subject == subject && e.layer == layer);
            let old_entry = old_entry.map(|i| old.swap_remove(i));
            let entry = match old_entry {
                Some(mut entry)
                    if alike(&entry.origin, &origin)
                        && alike_all(&entry.before, &before)
                        && entry.by == styled(&origin) =>
                {
                    entry.origin = origin;
                    entry
                }
                old_entry => {
                    let by = styled(&origin);
                    // What was drawn in other classes would be shown in wrong colours.
                    let former = old_entry.filter(|e| e.by == by).map(|e| e.shown().to_vec()).unwrap_or_default();
                    self.begin(subject, layer, origin, by, former, before, ctx)
                }
            };
            self.entries.push(entry);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of an entry")]
    fn begin(
        &mut self,
        subject: Subject,
        layer: Option<LayerId>,
        origin: Origin,
        by: Option<Arc<FieldStyle>>,
        former: Vec<Arc<GpuChunk>>,
        before: Vec<Arc<Layer>>,
        ctx: &egui::Context,
    ) -> Entry {
        self.serial += 1;
        let wanted = Arc::new(AtomicBool::new(true));
        let task = Task {
            serial: self.serial,
            subject,
            origin: origin.clone(),
            device: self.device.clone(),
            wanted: Arc::clone(&wanted),
            sender: self.sender.clone(),
            ctx: ctx.clone(),
            built: Arc::clone(&self.built),
            before: before.clone(),
            by: by.clone(),
            made: OnceLock::new(),
        };
        rayon::spawn(move || task.run());
        Entry {
            subject,
            layer,
            origin,
            serial: self.serial,
            pending: None,
            chunks: Vec::new(),
            former,
            spacing: f64::INFINITY,
            bounds: None,
            hits: None,
            labels: Arc::default(),
            land: Arc::default(),
            by,
            wanted,
            before,
        }
    }

    /// Takes in what workers have finished since the last frame.
    pub(crate) fn receive(&mut self) {
        while let Ok((serial, news)) = self.news.try_recv() {
            let Some(entry) = self.entries.iter_mut().find(|e| e.serial == serial) else { continue };
            match news {
                News::Began { chunks, spacing, bounds, labels, land } => {
                    entry.land = land;
                    entry.pending = Some(chunks);
                    entry.spacing = spacing;
                    entry.bounds = bounds;
                    entry.labels = labels;
                }
                News::Chunk(chunk) => {
                    entry.chunks.push(chunk);
                    entry.pending = entry.pending.map(|n| n.saturating_sub(1));
                }
                News::Hits(hits) => entry.hits = Some(hits),
            }
            if entry.complete() {
                entry.former = Vec::new();
                // Workers finish in any order; the picture must not depend on it.
                entry.chunks.sort_by(|a, b| {
                    let key = |c: &GpuChunk| (c.class, c.origin[0].to_bits(), c.origin[1].to_bits());
                    key(a).cmp(&key(b))
                });
            }
            self.version += 1;
        }
    }

    /// Whether workers have more to report.
    pub(crate) fn busy(&self) -> bool {
        self.entries.iter().any(|e| !e.complete() || e.hits.is_none())
    }

    /// The smallest upright rectangle around all layers whose extent is known; context counts only where nothing else
    /// does, so that a river that runs on does not shrink the district.
    pub(crate) fn bounds(&self) -> Option<Rect> {
        let of = |context: bool| {
            self.entries
                .iter()
                .filter(
                    |e| matches!(e.subject, Subject::Layer(r) if matches!(r, Role::Context | Role::Road) == context),
                )
                .filter_map(|e| e.bounds)
                .reduce(join)
        };
        of(false).or_else(|| of(true))
    }

    /// Whether the extent of every layer is known.
    pub(crate) fn measured(&self) -> bool {
        !self.entries.is_empty() && self.entries.iter().all(|e| e.pending.is_some())
    }
}

fn alike(a: &Origin, b: &Origin) -> bool {
    match (a, b) {
        (Origin::Layer(a), Origin::Layer(b)) => {
            Arc::ptr_eq(a, b) || (Arc::ptr_eq(&a.features, &b.features) && a.role == b.role)
        }
        (Origin::Analysis(a), Origin::Analysis(b)) => Arc::ptr_eq(a, b),
        (Origin::Edge(p, a), Origin::Edge(q, b)) => {
            let roles = [Role::Boundary, Role::Park, Role::PocketPark];
            Arc::ptr_eq(a, b) && same_layers(p, q, |r| roles.contains(&r))
        }
        (Origin::Differ(p, a), Origin::Differ(q, b)) => Arc::ptr_eq(p, q) && a == b,
        (Origin::Chosen(p, _, a, _), Origin::Chosen(q, _, b, _)) => Arc::ptr_eq(p, q) && a == b,
        (Origin::Fare(p, a), Origin::Fare(q, b)) => {
            let roles = [Role::Boundary, Role::Residential];
            a == b && same_layers(p, q, |r| roles.contains(&r) || r.facility_kind().is_some())
        }
        _ => false,
    }
}

/// Whether two states of a project have the same rules, and the same features in the roles that matter.
fn same_layers(a: &Project, b: &Project, matters: impl Fn(Role) -> bool) -> bool {
    let of = |p: &Project| -> Vec<Arc<Layer>> { p.layers.iter().filter(|l| matters(l.role)).cloned().collect() };
    let same = |(a, b): (&Arc<Layer>, &Arc<Layer>)| a.role == b.role && Arc::ptr_eq(&a.features, &b.features);
    let (first, second) = (of(a), of(b));
    Arc::ptr_eq(&a.rules, &b.rules) && first.len() == second.len() && first.iter().zip(&second).all(same)
}

fn alike_all(a: &[Arc<Layer>], b: &[Arc<Layer>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(&a.features, &b.features) && a.role == b.role)
}

struct Task {
    serial: u64,
    subject: Subject,
    origin: Origin,
    device: wgpu::Device,
    wanted: Arc<AtomicBool>,
    sender: mpsc::Sender<(u64, News)>,
    ctx: egui::Context,
    built: Arc<AtomicU64>,
    /// Layers whose symbols come before those of this one.
    before: Vec<Arc<Layer>>,
    by: Option<Arc<FieldStyle>>,
    /// What is worked out here, and drawn.
    made: OnceLock<Made>,
}

/// What a task works out before it draws.
enum Made {
    Land(Vec<geo::Polygon<f64>>),
    Figures(Vec<ParcelFigure>),
}

/// Tells work that nobody waits for it any more.
struct Unwanted<'a>(&'a AtomicBool);

impl Progress for Unwanted<'_> {
    fn at(&self, _done: f32) {}

    fn cancelled(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

impl Task {
    /// Works out what the origin stands for, where that is more than looking it up.
    fn make(&self) -> Option<&Made> {
        let made = match &self.origin {
            Origin::Edge(project, analysis) => Made::Land(uncertain(project, analysis)),
            Origin::Fare(project, indicator) => {
                Made::Figures(parcels(project, *indicator, &Unwanted(&self.wanted)).unwrap_or_default())
            }
            Origin::Layer(_) | Origin::Analysis(_) | Origin::Differ(..) | Origin::Chosen(..) => return None,
        };
        Some(self.made.get_or_init(|| made))
    }

    /// By class of a view, the land in m².
    fn land(&self) -> Arc<[f64]> {
        let (Subject::Fare(view), Some(Made::Figures(figures))) = (self.subject, self.made.get()) else {
            return Arc::default();
        };
        let mut land = vec![0.0; usize::from(view.classes())];
        for figure in figures {
            for (sum, m2) in land.iter_mut().zip(view.land(figure)) {
                *sum += m2;
            }
        }
        land.into()
    }

    fn run(self) {
        self.make();
        let items = self.items();
        let groups = mesh::groups(&items);
        let extent = items.iter().filter_map(bounds).reduce(join);
        let spacing = extent.map_or(f64::INFINITY, |extent| crowding(&items, extent));
        let land = self.land();
        self.send(News::Began { chunks: groups.len(), spacing, bounds: extent, labels: self.labels(), land });
        let recipe = recipe(self.subject);
        groups.par_iter().for_each(|group| {
            if self.wanted.load(Ordering::Relaxed) {
                self.built.fetch_add(1, Ordering::Relaxed);
                let chunk = mesh::build(&items, group, recipe);
                self.send(News::Chunk(GpuChunk::upload(&self.device, &chunk)));
            }
        });
        let can_be_hit = matches!(self.subject, Subject::Layer(_) | Subject::Gaps);
        let hits = if can_be_hit && self.wanted.load(Ordering::Relaxed) { hit::index(&items) } else { hit::index(&[]) };
        self.send(News::Hits(Arc::new(hits)));
    }

    fn send(&self, news: News) {
        // The receiver is gone only when the canvas is.
        let _ = self.sender.send((self.serial, news));
        self.ctx.request_repaint_after(Duration::from_millis(8));
    }

    fn items(&self) -> Vec<Item<'_>> {
        let mut items = self.bare_items();
        let with_symbols = matches!(self.subject, Subject::Layer(r) if Glyph::of(r).is_some())
            || items.iter().any(|i| !i.points.is_empty());
        if with_symbols {
            // One symbol stands for a thing however many points it has.
            let place = |item: &Item<'_>| {
                item.points.first().copied().or_else(|| item.polygons.first().map(interior_point)).unwrap_or(NOWHERE)
            };
            let own: Vec<Coord> = items.iter().map(place).collect();
            let before: Vec<Coord> = self
                .before
                .iter()
                .flat_map(|l| l.features.iter())
                .filter_map(|f| f.shape.points.first().copied())
                .collect();
            for (item, room) in items.iter_mut().zip(room::rooms(&before, &own)) {
                item.room = room;
            }
        }
        items
    }

    fn bare_items(&self) -> Vec<Item<'_>> {
        match (&self.origin, self.subject) {
            (Origin::Layer(layer), _) if self.by.is_some() => {
                let classes = self.by.as_ref().map(|by| by.classify(layer)).unwrap_or_default();
                let things = layer.features.iter().zip(classes);
                things.map(|(f, class)| Item { class, ..feature_item(f) }).collect()
            }
            (Origin::Edge(..), _) => match self.made.get() {
                Some(Made::Land(polygons)) => polygon_items(polygons),
                _ => Vec::new(),
            },
            (Origin::Fare(project, _), Subject::Fare(view)) => match self.made.get() {
                Some(Made::Figures(figures)) => figures
                    .iter()
                    .filter_map(|figure| {
                        let layer = project.layers.iter().find(|l| l.id == figure.layer)?;
                        let feature = layer.features.get(figure.feature)?;
                        Some(Item { class: view.class(figure), ..feature_item(feature) })
                    })
                    .collect(),
                _ => Vec::new(),
            },
            (Origin::Fare(..), _) => Vec::new(),
            (Origin::Differ(result, indicator), subject) => {
                let served = result.served.iter().find(|s| s.indicator == *indicator);
                match subject {
                    Subject::Both => polygon_items(&result.b.covered),
                    Subject::Neither => {
                        result.b.gaps.iter().map(|g| Item { polygons: &g.polygons, ..Item::default() }).collect()
                    }
                    Subject::OnlyA => served.map_or_else(Vec::new, |s| polygon_items(s.only_a.polygons())),
                    Subject::OnlyB => served.map_or_else(Vec::new, |s| polygon_items(s.only_b.polygons())),
                    _ => Vec::new(),
                }
            }
            (Origin::Chosen(project, analysis, _, all), _) => all
                .iter()
                .filter_map(|what| match *what {
                    Selected::Feature { layer, feature } => {
                        let layer = project.layers.iter().find(|l| l.id == layer)?;
                        layer.features.get(feature).map(feature_item)
                    }
                    Selected::Gap(gap) => {
                        let gap = analysis.as_ref()?.gaps.get(gap)?;
                        Some(Item { polygons: &gap.polygons, ..Item::default() })
                    }
                })
                .collect(),
            (Origin::Layer(layer), _) => {
                let classes = Classifier::new(layer);
                layer.features.iter().map(|f| Item { class: classes.class(f), ..feature_item(f) }).collect()
            }
            (Origin::Analysis(a), Subject::Covered) => polygon_items(&a.covered),
            (Origin::Analysis(a), Subject::Service) => polygon_items(&a.service_areas),
            (Origin::Analysis(a), _) => {
                a.gaps.iter().map(|g| Item { polygons: &g.polygons, ..Item::default() }).collect()
            }
        }
    }

    fn labels(&self) -> Arc<[Label]> {
        let Origin::Layer(layer) = &self.origin else { return Arc::default() };
        labels::of(layer).into()
    }
}

/// How far apart things are where most of them are, in metres: a district whose middle is crowded is drawn as crowded,
/// however empty its outskirts.
fn crowding(items: &[Item<'_>], extent: Rect) -> f64 {
    let middles: Vec<Coord> = items
        .iter()
        .flat_map(|item| {
            let area = if item.points.is_empty() { bounds(item).map(Rect::center) } else { None };
            item.points.iter().copied().chain(area)
        })
        .collect();
    if middles.len() < 2 {
        return f64::INFINITY;
    }
    let n = middles.len() as f64;
    let even = (extent.width().max(1.0) * extent.height().max(1.0) / n).sqrt();
    // Squares that would hold four things each if they were spread evenly.
    let side = 2.0 * even;
    let mut squares: Vec<(i64, i64)> =
        middles.iter().map(|c| ((c.x / side).floor() as i64, (c.y / side).floor() as i64)).collect();
    squares.sort_unstable();
    let neighbours: f64 = squares.chunk_by(|a, b| a == b).map(|c| (c.len() * (c.len() - 1)) as f64).sum::<f64>() / n;
    (side / neighbours.sqrt().max(1e-3)).min(even)
}

fn polygon_items(polygons: &[geo::Polygon<f64>]) -> Vec<Item<'_>> {
    polygons.iter().map(|p| Item { polygons: std::slice::from_ref(p), ..Item::default() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crowding_is_measured_where_the_crowd_is() {
        let even: Vec<Coord> =
            (0..400).map(|i| Coord { x: f64::from(i % 20) * 100.0, y: f64::from(i / 20) * 100.0 }).collect();
        let items = |points: &'_ [Coord]| {
            crowding(
                &points.iter().map(|p| Item { points: std::slice::from_ref(p), ..Item::default() }).collect::<Vec<_>>(),
                Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: 2000.0, y: 2000.0 }),
            )
        };
        let spread = items(&even);
        assert!((80.0..=120.0).contains(&spread), "{spread}");
        let crowd: Vec<Coord> = even.iter().map(|c| Coord { x: c.x / 4.0, y: c.y / 4.0 }).collect();
        let crowded = items(&crowd);
        assert!(crowded < 0.4 * spread, "{crowded}");
    }
}
