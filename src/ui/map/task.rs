//! The work of one entry of the map, on a worker thread: what it is made of, how crowded it is, and its chunks.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use eframe::egui_wgpu::wgpu;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::by_place::ByPlace;
use super::classify::Classifier;
use super::content::{Began, News, Origin, feature_item};
use super::gpu::GpuChunk;
use super::labels::{self, Label};
use super::mesh::{self, Item, bounds, join, places};
use super::room::{self, Rooms};
use super::style::{Glyph, Subject, recipe};
use super::{FieldStyle, Selected, hit};
use crate::analysis::edge::uncertain;
use crate::analysis::parcels::{ParcelFigure, parcels};
use crate::geom::{Coord, Progress, Rect};

/// The work of one entry.
pub(super) struct Task {
    pub(super) serial: u64,
    pub(super) subject: Subject,
    pub(super) origin: Origin,
    pub(super) device: wgpu::Device,
    pub(super) wanted: Arc<AtomicBool>,
    pub(super) sender: mpsc::Sender<(u64, News)>,
    pub(super) ctx: egui::Context,
    pub(super) built: Arc<AtomicU64>,
    /// The layers that share the room for symbols with this one.
    pub(super) rooms: Option<Arc<Rooms>>,
    pub(super) by: Option<Arc<FieldStyle>>,
    /// What is worked out here, and drawn.
    pub(super) made: OnceLock<Made>,
    /// How much room each symbol has where they share it with no other layer.
    pub(super) alone: OnceLock<Vec<f32>>,
}

/// What a task works out before it draws.
pub(super) enum Made {
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

    /// Does it, and reports what there is as soon as it is there.
    pub(super) fn run(self) {
        self.make();
        let items = self.items();
        let groups = mesh::groups(&items);
        let extent = items.iter().filter_map(bounds).reduce(join);
        let spacing = extent.map_or(f64::INFINITY, |extent| crowding(&items, extent));
        let land = self.land();
        self.send(News::Began(Began {
            chunks: groups.len(),
            spacing,
            bounds: extent,
            labels: self.labels(&items),
            land,
            signs: self.signs(&items),
        }));
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

    /// What there is to draw, with the room that each symbol has.
    fn items(&self) -> Vec<Item<'_>> {
        let mut items = self.bare_items();
        let in_area = recipe(self.subject).symbol_in_area;
        if !in_area && items.iter().all(|i| i.points.is_empty()) {
            return items;
        }
        let alone = || room::rooms(&items.iter().flat_map(|i| places(i, in_area)).collect::<Vec<_>>());
        let mut rest = match (&self.rooms, &self.origin) {
            (Some(rooms), Origin::Layer(layer)) => rooms.of(layer.id),
            _ => self.alone.get_or_init(alone),
        };
        for item in &mut items {
            let own = places(item, in_area).len();
            (item.rooms, rest) = rest.split_at(own.min(rest.len()));
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

    /// Where its symbols stand, and the room each has.
    fn signs(&self, items: &[Item<'_>]) -> Arc<ByPlace<(Coord, f32)>> {
        if !matches!(self.subject, Subject::Layer(role) if Glyph::of(role).is_some()) {
            return Arc::default();
        }
        let each = |i: &Item<'_>| places(i, true).into_iter().zip(i.rooms.to_vec());
        let mut signs: Vec<(Coord, f32)> = items.iter().flat_map(each).collect();
        signs.sort_by(|a, b| b.1.total_cmp(&a.1));
        Arc::new(ByPlace::new(signs))
    }

    fn labels(&self, items: &[Item<'_>]) -> Arc<ByPlace<Label>> {
        let Origin::Layer(layer) = &self.origin else { return Arc::default() };
        let room = |i: usize| items.get(i).and_then(|i| i.rooms.first()).copied().unwrap_or(0.0);
        Arc::new(ByPlace::new(labels::of(layer, room)))
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
