//! What there is to draw: turns layers and analysis into chunks on worker threads, and keeps them while they are valid.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, mpsc};

use eframe::egui_wgpu::wgpu;

use super::by_place::ByPlace;
use super::gpu::GpuChunk;
use super::labels::Label;
use super::mesh::{Item, join};
use super::room::Rooms;
use super::style::Subject;
use super::task::Task;
use super::workers;
use super::{FieldStyle, MapInput, MapView, Selected};
use crate::analysis::compare::Comparison;
use crate::analysis::{Analysis, IndicatorId};
use crate::geom::index::BoxIndex;
use crate::geom::{Coord, Rect};
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
    pub(crate) labels: Arc<ByPlace<Label>>,
    /// By class, the land of its things in m², where the classes come from figures.
    pub(crate) land: Arc<[f64]>,
    /// The field it is coloured by.
    pub(crate) by: Option<Arc<FieldStyle>>,
    wanted: Arc<AtomicBool>,
    /// The layers that share the room for symbols with it.
    rooms: Option<Arc<Rooms>>,
    /// Where its symbols stand and how much room each has, in metres; those with the most come first.
    pub(crate) signs: Arc<ByPlace<(Coord, f32)>>,
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

/// What is drawn of a feature.
pub(super) fn feature_item(feature: &crate::model::Feature) -> Item<'_> {
    Item {
        polygons: feature.shape.region.polygons(),
        lines: &feature.shape.lines,
        points: &feature.shape.points,
        class: 0,
        rooms: &[],
    }
}

/// What a worker reports.
pub(super) enum News {
    Began(Began),
    Chunk(Arc<GpuChunk>),
    Hits(Arc<BoxIndex>),
}

/// What is known of an entry before its chunks are built.
pub(super) struct Began {
    pub(super) chunks: usize,
    pub(super) spacing: f64,
    pub(super) bounds: Option<Rect>,
    pub(super) labels: Arc<ByPlace<Label>>,
    pub(super) land: Arc<[f64]>,
    pub(super) signs: Arc<ByPlace<(Coord, f32)>>,
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
        let layers = wanted.iter().filter_map(|w| match &w.2 {
            Origin::Layer(layer) => Some(layer),
            _ => None,
        });
        let rooms = Rooms::among(layers);
        // What was reckoned for the same layers is good for all of them.
        let known = old.iter().find_map(|e| e.rooms.clone().filter(|r| r.same(&rooms)));
        let rooms = known.unwrap_or_else(|| Arc::new(rooms));
        for (subject, layer, origin) in wanted {
            let rooms = layer.is_some_and(|id| rooms.holds(id)).then(|| Arc::clone(&rooms));
            let old_entry = old.iter().position(|e| e.subject == subject && e.layer == layer);
            let old_entry = old_entry.map(|i| old.swap_remove(i));
            let entry = match old_entry {
                Some(mut entry)
                    if alike(&entry.origin, &origin)
                        && same_rooms(entry.rooms.as_ref(), rooms.as_ref())
                        && entry.by == styled(&origin) =>
                {
                    entry.origin = origin;
                    entry
                }
                old_entry => {
                    let by = styled(&origin);
                    // What was drawn in other classes would be shown in wrong colours.
                    let former = old_entry.filter(|e| e.by == by).map(|e| e.shown().to_vec()).unwrap_or_default();
                    self.begin(subject, layer, origin, by, former, rooms, ctx)
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
        rooms: Option<Arc<Rooms>>,
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
            rooms: rooms.clone(),
            by: by.clone(),
            made: OnceLock::new(),
            alone: OnceLock::new(),
        };
        workers::spawn(move || task.run());
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
            rooms,
            signs: Arc::default(),
        }
    }

    /// Takes in what workers have finished since the last frame.
    pub(crate) fn receive(&mut self) {
        while let Ok((serial, news)) = self.news.try_recv() {
            let Some(entry) = self.entries.iter_mut().find(|e| e.serial == serial) else { continue };
            match news {
                News::Began(began) => {
                    entry.pending = Some(began.chunks);
                    entry.spacing = began.spacing;
                    entry.bounds = began.bounds;
                    entry.labels = began.labels;
                    entry.land = began.land;
                    entry.signs = began.signs;
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

fn same_rooms(a: Option<&Arc<Rooms>>, b: Option<&Arc<Rooms>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.same(b),
        (None, None) => true,
        _ => false,
    }
}
