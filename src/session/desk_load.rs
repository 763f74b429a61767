//! How layers come into a session: what is read, and what becomes of the document with what was read.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::action::OpenRequest;
use super::desk::Desk;
use super::desk_jobs::Outcome;
use super::error::SessionError;
use super::load::{self, Opened};
use super::messages;
use super::snapshot::{JobKind, Severity};
use super::work;
use crate::model::plan::Document;
use crate::model::{Layer, LayerId, Text};
use crate::store;

/// What loading is to do with the layers it brings.
#[derive(Debug, Clone)]
pub(super) enum LoadPlan {
    /// Start over with the sample district.
    Sample,
    /// Put them beside what is open (in place of the sample district).
    Add(Vec<OpenRequest>),
    /// Read one layer again under another datum.
    Again(LayerId, OpenRequest),
    /// Open a project file.
    Project(PathBuf),
}

impl Desk {
    pub(super) fn take_layers(&mut self, plan: &LoadPlan, opened: Opened) {
        for (request, error) in &opened.failed {
            let fix = messages::fix_for(plan, request, error);
            self.report(Severity::Error, error, fix);
        }
        if let Some(message) = messages::ignored(&opened.ignored) {
            self.say(message);
        }
        if opened.layers.is_empty() {
            return;
        }
        let Some(plane) = opened.plane else { return };
        // The sample stays in its own file, where it was worked on; own files begin a project of their own.
        let anew = match plan {
            LoadPlan::Sample => true,
            LoadPlan::Again(..) => false,
            LoadPlan::Add(_) | LoadPlan::Project(_) => self.document.head.synthetic,
        };
        if anew {
            self.begin(work::new_document(&self.start));
        }
        let first = opened.layers.first().map(|l| l.name.clone()).unwrap_or_default();
        let mut next = Document::clone(&self.document);
        let head = next.head_mut();
        if head.plane.is_none() {
            head.plane = Some(plane.clone());
        }
        let name = match plan {
            LoadPlan::Sample => {
                work::mark_head_as_sample(head);
                Text::new("打开示例数据", "Open the sample district")
            }
            LoadPlan::Add(requests) => {
                if head.name.is_empty() {
                    head.name = work::project_name(requests);
                }
                let n = opened.layers.len();
                if n == 1 {
                    Text::new(format!("打开图层：{first}"), format!("Open layer {first}"))
                } else {
                    Text::new(format!("打开 {n} 个图层"), format!("Open {n} layers"))
                }
            }
            LoadPlan::Again(..) | LoadPlan::Project(_) => {
                Text::new(format!("改变坐标系：{first}"), format!("Coordinate system of {first}"))
            }
        };
        if let &LoadPlan::Again(id, _) = plan {
            // The only layer takes its plane along: it may have been somewhere else than it was thought to be.
            if next.head.plane.as_ref() != Some(&plane) {
                next.head_mut().plane = Some(plane);
            }
            for (layer, old) in opened.layers.into_iter().zip(next.layers.iter_mut().filter(|l| l.id == id)) {
                *old = Arc::new(Layer { id, name: old.name.clone(), ..layer });
            }
        } else {
            for layer in opened.layers {
                let same = |open: &Arc<Layer>| open.role == layer.role && open.source.sha256 == layer.source.sha256;
                if next.layers.iter().any(same) {
                    self.say(messages::already_open(&layer.name));
                } else {
                    let id = next.free_layer();
                    next.layers.push(Arc::new(Layer { id, ..layer }));
                }
            }
        }
        if let Some(plane) = next.head.plane.clone() {
            load::note_doubts(&mut next.layers, &plane);
        }
        if matches!(plan, LoadPlan::Sample) {
            // Nobody's work yet: undo does not lead before it.
            self.document = Arc::new(next);
            self.reset_stamps(0);
            self.refresh(true);
        } else {
            self.commit(name, next);
        }
    }

    pub(super) fn start_load(&mut self, plan: LoadPlan) {
        let sample = self.document.head.synthetic;
        let only = self.document.layers.len() == 1;
        let again = matches!(plan, LoadPlan::Again(..));
        let open = self.base.as_ref().filter(|_| again || !sample).filter(|_| !(again && only));
        let plane = open.map(|p| p.plane.clone()).or_else(|| self.start.plane.clone());
        let next = self.document.free_layer().0;
        let copies = self.copies_folder();
        self.spawn(JobKind::Load, move |progress| {
            let begin = Instant::now();
            let result = match &plan {
                LoadPlan::Project(path) => {
                    let opened = store::Store::open(path, &copies).map(Box::new).map_err(SessionError::from);
                    return Outcome::ProjectOpened(opened, work::millis_since(begin));
                }
                LoadPlan::Sample => load::open_sample(plane.as_ref(), next, progress),
                LoadPlan::Add(requests) => load::open_layers(requests, plane.as_ref(), next, progress),
                LoadPlan::Again(_, request) if sample => {
                    load::open_sample_file(request, plane.as_ref(), next, progress)
                }
                LoadPlan::Again(_, request) => {
                    load::open_layers(std::slice::from_ref(request), plane.as_ref(), next, progress)
                }
            };
            Outcome::Loaded(plan, result, work::millis_since(begin))
        });
    }

    /// Whether nothing is being loaded or waits to be.
    pub(super) fn nothing_loads(&self) -> bool {
        self.loads.is_empty() && self.running.as_ref().is_none_or(|r| r.kind != JobKind::Load)
    }
}
