//! The state behind a session and what each action does to it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Instant;

use super::action::{Action, OpenRequest};
use super::error::SessionError;
use super::messages;
use super::snapshot::{JobKind, JobStatus, Message, Severity, Snapshot};
use super::work::{self, Opened};
use super::worker::{JobProgress, Shared, Start};
use crate::analysis::Analysis;
use crate::io::write::Timings;
use crate::model::{Layer, LayerId, Project, RuleSet, TargetSet};

/// What reaches the session's thread.
pub(super) enum Event {
    /// The user wants something.
    Act(Action),
    /// A job has ended.
    Done(u64, Box<Outcome>),
    /// The handle is gone.
    End,
}

/// What a job hands back.
pub(super) enum Outcome {
    Loaded(LoadPlan, Result<Opened, SessionError>, f64),
    Analysed(u64, Result<Analysis, SessionError>, f64),
    Exported(Result<Vec<PathBuf>, SessionError>, f64),
    /// A defect of ours: the job panicked. The session lives on.
    Panicked(JobKind, String),
}

/// What loading is to do with the layers it brings.
#[derive(Debug, Clone)]
pub(super) enum LoadPlan {
    /// Start over with the sample district.
    Sample,
    /// Put them beside what is open (in place of the sample district).
    Add(Vec<OpenRequest>),
    /// Read one layer again under another datum.
    Again(LayerId, OpenRequest),
}

/// A job under way.
struct Running {
    number: u64,
    kind: JobKind,
    stop: Arc<AtomicBool>,
}

/// The state behind a session.
pub(super) struct Desk {
    start: Start,
    to_self: Sender<Event>,
    shared: Arc<Shared>,
    revision: u64,
    project: Option<Arc<Project>>,
    analysis: Option<Arc<Analysis>>,
    analysed_revision: u64,
    loads: VecDeque<LoadPlan>,
    exports: VecDeque<(PathBuf, bool)>,
    running: Option<Running>,
    jobs_started: u64,
    next_layer: u32,
    messages: Vec<Message>,
    messages_made: u64,
    timings: Timings,
    /// The user stopped the analysis: do not start it again until something changes.
    held: bool,
}

impl Desk {
    pub(super) fn new(start: Start, to_self: Sender<Event>, shared: Arc<Shared>) -> Self {
        Self {
            start,
            to_self,
            shared,
            revision: 0,
            project: None,
            analysis: None,
            analysed_revision: 0,
            loads: VecDeque::new(),
            exports: VecDeque::new(),
            running: None,
            jobs_started: 0,
            next_layer: 1,
            messages: Vec::new(),
            messages_made: 0,
            timings: Timings::default(),
            held: false,
        }
    }

    /// Takes one event; `false` when the session is to end.
    pub(super) fn handle(&mut self, event: Event) -> bool {
        match event {
            Event::End => {
                self.stop_job();
                return false;
            }
            Event::Act(action) => self.act(action),
            Event::Done(number, outcome) => {
                if let Some(job) = self.running.take_if(|r| r.number == number) {
                    self.finish(*outcome, job.stop.load(Ordering::Relaxed));
                }
            }
        }
        self.start_next();
        self.publish();
        true
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Open(requests) => self.loads.push_back(LoadPlan::Add(requests)),
            Action::OpenSample => self.loads.push_back(LoadPlan::Sample),
            Action::CloseAll => {
                self.loads.clear();
                self.exports.clear();
                self.stop_job();
                self.project = None;
                self.analysis = None;
                self.changed();
            }
            Action::RemoveLayer(id) => self.edit(|p| p.layers.retain(|l| l.id != id)),
            Action::SetRole(id, role) => self.edit(|p| {
                for layer in p.layers.iter_mut().filter(|l| l.id == id) {
                    Arc::make_mut(layer).role = role;
                }
            }),
            Action::SetCrs(id, crs) => self.set_crs(id, crs),
            Action::SetRules(id) => match work::rules_from(&id) {
                Ok(rules) => self.set_rules(rules),
                Err(e) => self.report(Severity::Error, &e, None),
            },
            Action::SetTargets(None) => self.set_targets(None),
            Action::SetTargets(Some(id)) => match work::targets_from(&id) {
                Ok(targets) => self.set_targets(Some(targets)),
                Err(e) => self.report(Severity::Error, &e, None),
            },
            Action::Export { dir, english } => {
                self.held = false;
                self.exports.push_back((dir, english));
            }
            Action::Cancel => self.cancel(),
            Action::DismissMessage(id) => self.messages.retain(|m| m.id != id),
        }
    }

    fn set_rules(&mut self, rules: RuleSet) {
        self.start.rules = Some(rules.clone());
        self.edit(|p| p.rules = Arc::new(rules));
    }

    fn set_targets(&mut self, targets: Option<TargetSet>) {
        self.start.targets.clone_from(&targets);
        self.edit(|p| p.targets = targets.map(Arc::new));
    }

    fn set_crs(&mut self, id: LayerId, crs: String) {
        let Some(layer) = self.project.as_ref().and_then(|p| p.layers.iter().find(|l| l.id == id)) else { return };
        let request = OpenRequest { path: layer.source.path.clone(), role: Some(layer.role), crs: Some(crs) };
        self.loads.push_back(LoadPlan::Again(id, request));
    }

    fn cancel(&mut self) {
        match self.running.as_ref().map(|r| r.kind) {
            Some(JobKind::Load) => self.loads.clear(),
            Some(JobKind::Analyse) => {
                self.held = true;
                self.exports.clear();
            }
            Some(JobKind::Export) | None => {}
        }
        self.stop_job();
    }

    fn stop_job(&mut self) {
        if let Some(job) = &self.running {
            job.stop.store(true, Ordering::Relaxed);
        }
    }

    fn edit(&mut self, change: impl FnOnce(&mut Project)) {
        if let Some(project) = &mut self.project {
            change(Arc::make_mut(project));
            if project.layers.is_empty() {
                self.project = None;
                self.analysis = None;
            }
            self.changed();
        }
    }

    /// The project is another one now: what is being computed for the old one is of no use.
    fn changed(&mut self) {
        self.revision += 1;
        self.held = false;
        if self.running.as_ref().is_some_and(|r| r.kind == JobKind::Analyse) {
            self.stop_job();
        }
    }

    /// Takes what a job hands back; `stopped` if nobody wanted it any more when it ended.
    fn finish(&mut self, outcome: Outcome, stopped: bool) {
        match outcome {
            // It was stopped too late to notice: what it brings is not wanted all the same.
            Outcome::Loaded(_, Ok(_), _) if stopped => {}
            Outcome::Loaded(plan, Ok(opened), ms) => {
                self.timings.load_ms = ms;
                self.take_layers(&plan, opened);
            }
            Outcome::Loaded(_, Err(e), _) | Outcome::Exported(Err(e), _) => self.report(Severity::Error, &e, None),
            Outcome::Analysed(revision, Ok(analysis), ms) => {
                // Kept even when the project has moved on: an older figure that says so beats none.
                self.timings.analyse_ms = ms;
                self.analysed_revision = revision;
                self.analysis = self.project.is_some().then(|| Arc::new(analysis));
            }
            Outcome::Analysed(_, Err(SessionError::Cancelled), _) => {}
            Outcome::Analysed(_, Err(e), _) => {
                self.held = true;
                self.exports.clear();
                self.report(Severity::Error, &e, None);
            }
            Outcome::Exported(Ok(files), ms) => {
                self.timings.write_ms = ms;
                self.say(messages::exported(&files));
            }
            Outcome::Panicked(kind, detail) => {
                self.held = kind == JobKind::Analyse && !stopped;
                self.exports.clear();
                self.say(messages::defect(kind, &detail));
            }
        }
    }

    fn take_layers(&mut self, plan: &LoadPlan, opened: Opened) {
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
        // Files that failed on the way may have left holes in the numbering.
        let last = opened.layers.iter().map(|l| l.id.0).max();
        self.next_layer = last.map_or(self.next_layer, |last| self.next_layer.max(last + 1));
        let replaces = matches!(plan, LoadPlan::Sample) || self.project.as_ref().is_some_and(|p| p.synthetic);
        let rules = self.start.rules.clone().map(Arc::new);
        let targets = self.start.targets.clone().map(Arc::new);
        let mut project = match self.project.take() {
            Some(p) if !replaces || matches!(plan, LoadPlan::Again(..)) => Arc::unwrap_or_clone(p),
            _ => {
                self.analysis = None;
                work::new_project(plane.clone(), rules, targets)
            }
        };
        match plan {
            LoadPlan::Sample => work::mark_as_sample(&mut project),
            LoadPlan::Add(requests) => {
                if project.name.is_empty() {
                    project.name = work::project_name(requests);
                }
            }
            LoadPlan::Again(..) => {}
        }
        if let &LoadPlan::Again(id, _) = plan {
            // The only layer takes its plane along: it may have been somewhere else than it was thought to be.
            project.plane = plane;
            for (layer, old) in opened.layers.into_iter().zip(project.layers.iter_mut().filter(|l| l.id == id)) {
                *old = Arc::new(Layer { id, name: old.name.clone(), ..layer });
            }
        } else {
            for layer in opened.layers {
                let same = |open: &Arc<Layer>| open.role == layer.role && open.source.sha256 == layer.source.sha256;
                if project.layers.iter().any(same) {
                    self.say(messages::already_open(&layer.name));
                } else {
                    project.layers.push(Arc::new(layer));
                }
            }
        }
        self.project = Some(Arc::new(project));
        self.changed();
    }

    fn start_next(&mut self) {
        if self.running.is_some() {
            return;
        }
        if let Some(plan) = self.loads.pop_front() {
            self.start_load(plan);
        } else if let Some(project) = self.project.clone() {
            if self.analysed_revision != self.revision {
                // What was exported now would be figures of an older project: an export waits for the new ones.
                if !self.held {
                    let revision = self.revision;
                    self.spawn(JobKind::Analyse, move |progress| {
                        let begin = Instant::now();
                        let result = work::analyse(&project, progress);
                        Outcome::Analysed(revision, result, work::millis_since(begin))
                    });
                }
            } else if let (Some((dir, english)), Some(analysis)) = (self.exports.pop_front(), self.analysis.clone()) {
                let timings = self.timings;
                self.spawn(JobKind::Export, move |_| {
                    let begin = Instant::now();
                    let result = work::export(&dir, &project, &analysis, english, timings);
                    Outcome::Exported(result, work::millis_since(begin))
                });
            }
        } else if !self.exports.is_empty() {
            self.exports.clear();
            self.report(Severity::Error, &SessionError::NoLayers, None);
        }
    }

    fn start_load(&mut self, plan: LoadPlan) {
        let sample = self.project.as_ref().is_some_and(|p| p.synthetic);
        let only = self.project.as_ref().is_some_and(|p| p.layers.len() == 1);
        let again = matches!(plan, LoadPlan::Again(..));
        let open = self.project.as_ref().filter(|_| again || !sample).filter(|_| !(again && only));
        let plane = open.map(|p| p.plane.clone()).or_else(|| self.start.plane.clone());
        let next = self.next_layer;
        self.spawn(JobKind::Load, move |progress| {
            let begin = Instant::now();
            let result = match &plan {
                LoadPlan::Sample => work::open_sample(plane.as_ref(), next, progress),
                LoadPlan::Add(requests) => work::open_layers(requests, plane.as_ref(), next, progress),
                LoadPlan::Again(_, request) if sample => {
                    work::open_sample_file(request, plane.as_ref(), next, progress)
                }
                LoadPlan::Again(_, request) => {
                    work::open_layers(std::slice::from_ref(request), plane.as_ref(), next, progress)
                }
            };
            Outcome::Loaded(plan, result, work::millis_since(begin))
        });
    }

    fn spawn(&mut self, kind: JobKind, job: impl FnOnce(&JobProgress) -> Outcome + Send + 'static) {
        self.jobs_started += 1;
        let number = self.jobs_started;
        let stop = Arc::new(AtomicBool::new(false));
        let progress = JobProgress::new(Arc::clone(&self.shared), Arc::clone(&stop));
        let to_self = self.to_self.clone();
        self.running = Some(Running { number, kind, stop });
        std::thread::spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| job(&progress))).unwrap_or_else(|cause| {
                let text = cause.downcast_ref::<&str>().map(|s| (*s).to_owned());
                let text = text.or_else(|| cause.downcast_ref::<String>().cloned());
                Outcome::Panicked(kind, text.unwrap_or_default())
            });
            // Nobody listens any more when the session has ended.
            let _ = to_self.send(Event::Done(number, Box::new(outcome)));
        });
    }

    fn report(&mut self, severity: Severity, error: &SessionError, fix: Option<Action>) {
        if !matches!(error, SessionError::Cancelled) {
            self.say(Message { id: 0, severity, zh: error.zh(), en: error.en(), fix });
        }
    }

    fn say(&mut self, message: Message) {
        self.messages_made += 1;
        self.messages.push(Message { id: self.messages_made, ..message });
    }

    fn publish(&self) {
        self.shared.publish(Snapshot {
            revision: self.revision,
            project: self.project.clone(),
            analysis: self.analysis.clone(),
            stale: self.analysis.is_some() && self.analysed_revision != self.revision,
            job: self.running.as_ref().map(|r| JobStatus { kind: r.kind, progress: 0.0 }),
            messages: self.messages.clone(),
            analyse_ms: self.analysis.is_some().then_some(self.timings.analyse_ms),
        });
    }
}
