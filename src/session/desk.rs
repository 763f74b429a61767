//! The state behind a session: events in, jobs, snapshots out. What actions do to the document stands in
//! [`super::desk_plan`], how it gets onto the disk in [`super::desk_file`].

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Instant;

use super::action::{Action, OpenRequest};
use super::error::SessionError;
use super::export::ExportRequest;
use super::keeper::{Keeper, Kept};
use super::key::Key;
use super::live::LiveDesk;
use super::messages;
use super::snapshot::{Exported, FileStatus, JobKind, Message, PendingUpdate, Severity, Steps};
use super::words;
use super::work::{self, Opened};
use super::worker::{JobProgress, Shared, Start};
use crate::analysis::Analysis;
use crate::analysis::build_out::{BuildOut, build_out};
use crate::analysis::compare::{Comparison, compare};
use crate::analysis::renewal::{Renewal, renew};
use crate::analysis::scenario::{Orphan, apply};
use crate::io::write::Timings;
use crate::model::plan::{Change, Document, Edit, Scenario, ScenarioId, diff};
use crate::model::{Layer, LayerId, Project, RuleSet, TargetSet, Text};
use crate::store::{self, Commit, History, View};

/// What reaches the session's thread.
pub(super) enum Event {
    /// The user wants something.
    Act(Action),
    /// A job has ended.
    Done(u64, Box<Outcome>),
    /// The file was written, or could not be.
    Kept(Kept),
    /// The handle is gone.
    End,
}

/// What a job hands back.
pub(super) enum Outcome {
    Loaded(LoadPlan, Result<Opened, SessionError>, f64),
    ProjectOpened(Result<Box<store::Opened>, SessionError>, f64),
    Analysed(u64, Key, Result<Analysis, SessionError>, f64),
    /// The base beside the scenario that is shown.
    BaseAnalysed(Key, Result<Analysis, SessionError>),
    Exported(PathBuf, Result<Vec<(PathBuf, u64)>, SessionError>, f64),
    BuiltOut(Key, Option<ScenarioId>, Result<BuildOut, SessionError>),
    Compared(u64, Between, Result<Box<Comparison>, SessionError>),
    Renewed(u64, LayerId, Result<Box<Renewal>, SessionError>),
    /// A defect of ours: the job panicked. The session lives on.
    Panicked(JobKind, String),
}

/// Two scenarios and a year.
pub(super) type Between = (Option<ScenarioId>, Option<ScenarioId>, Option<i32>);

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

/// Something to be computed besides the analysis.
#[derive(Clone)]
pub(super) enum Query {
    BuildOut(Option<ScenarioId>),
    Compare(Between),
    Renew(LayerId, OpenRequest),
}

/// A job under way.
pub(super) struct Running {
    number: u64,
    pub(super) kind: JobKind,
    stop: Arc<AtomicBool>,
    /// The question that it answers, where it is one.
    query: Option<Query>,
}

/// How many analyses are kept for undo, redo and switching scenarios.
const KEPT_ANALYSES: usize = 12;

/// The state behind a session.
pub(super) struct Desk {
    pub(super) start: Start,
    pub(super) to_self: Sender<Event>,
    pub(super) shared: Arc<Shared>,
    pub(super) revision: u64,
    pub(super) document: Arc<Document>,
    pub(super) history: History,
    /// Numbers the states of the document that figures depend on; those before each step, and after each undone one.
    pub(super) stamp: u64,
    stamps_made: u64,
    stamps_done: Vec<u64>,
    stamps_undone: Vec<u64>,
    pub(super) view: View,
    /// The base, and what the scenario shown makes of it.
    pub(super) base: Option<Arc<Project>>,
    pub(super) project: Option<Arc<Project>>,
    pub(super) orphans: Arc<[Orphan]>,
    pub(super) analysis: Option<Arc<Analysis>>,
    pub(super) analysed_revision: u64,
    pub(super) cache: VecDeque<(Key, Arc<Analysis>, f64)>,
    pub(super) loads: VecDeque<LoadPlan>,
    pub(super) exports: VecDeque<ExportRequest>,
    pub(super) exported: Option<Arc<Exported>>,
    pub(super) queries: VecDeque<Query>,
    pub(super) running: Option<Running>,
    jobs_started: u64,
    pub(super) messages: Vec<Message>,
    messages_made: u64,
    pub(super) timings: Timings,
    /// The user stopped the analysis: do not start it again until something changes.
    held: bool,
    pub(super) keeper: Option<Keeper>,
    pub(super) file: Option<FileStatus>,
    pub(super) live: LiveDesk,
    /// The figures of the base, for as long as it stays the same.
    pub(super) base_analysis: Option<(Key, Arc<Analysis>)>,
    /// The base could not be analysed as it is: it is not tried again until it changes.
    base_refused: Option<Key>,
    /// By scenario, the last computed last, with what its figures depend on.
    pub(super) build_outs: Vec<(Key, Option<ScenarioId>, Arc<BuildOut>)>,
    pub(super) recent: Arc<[PathBuf]>,
    /// The history by name, and the history it was made of: how many steps, and which is the last.
    pub(super) steps: ((usize, usize, usize), Arc<Steps>),
    pub(super) comparison: Option<(u64, Between, Arc<Comparison>)>,
    pub(super) update: Option<(u64, Arc<PendingUpdate>)>,
    pub(super) wanted_scenario: Option<String>,
}

impl Desk {
    pub(super) fn new(start: Start, to_self: Sender<Event>, shared: Arc<Shared>) -> Self {
        let document = Arc::new(work::new_document(&start));
        let live = LiveDesk::start(Arc::clone(&shared));
        let recent = super::desk_file::recent(&start.place);
        Self {
            start,
            to_self,
            shared,
            revision: 0,
            document,
            history: History::default(),
            stamp: 0,
            stamps_made: 0,
            stamps_done: Vec::new(),
            stamps_undone: Vec::new(),
            view: View::default(),
            base: None,
            project: None,
            orphans: Arc::new([]),
            analysis: None,
            analysed_revision: 0,
            cache: VecDeque::new(),
            loads: VecDeque::new(),
            exports: VecDeque::new(),
            exported: None,
            queries: VecDeque::new(),
            running: None,
            jobs_started: 0,
            messages: Vec::new(),
            messages_made: 0,
            timings: Timings::default(),
            held: false,
            keeper: None,
            file: None,
            live,
            base_analysis: None,
            base_refused: None,
            build_outs: Vec::new(),
            recent,
            steps: Default::default(),
            comparison: None,
            update: None,
            wanted_scenario: None,
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
            Event::Kept(kept) => self.kept(kept),
        }
        self.show_wanted();
        self.start_next();
        self.name_steps();
        self.publish();
        true
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Open(requests) => self.loads.push_back(LoadPlan::Add(requests)),
            Action::OpenSample => self.loads.push_back(LoadPlan::Sample),
            Action::OpenProject(path) => self.open_project(path),
            Action::SaveAs(path) => self.save_as(&path),
            Action::CloseAll => {
                self.loads.clear();
                self.drop_exports();
                self.queries.clear();
                self.stop_job();
                self.begin(work::new_document(&self.start));
            }
            Action::RemoveLayer(id) => {
                let name = self.document.layer(id).map(|l| l.name.clone()).unwrap_or_default();
                let name = Text::new(format!("移除图层：{name}"), format!("Remove layer {name}"));
                self.edit(name, |d| d.layers.retain(|l| l.id != id));
            }
            Action::SetRole(id, role) => {
                let name = words::role(&self.document, id, role);
                self.edit(name, |d| {
                    for layer in d.layers.iter_mut().filter(|l| l.id == id && l.role != role) {
                        Arc::make_mut(layer).role = role;
                    }
                });
            }
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
            Action::RenameProject(name) => {
                self.edit(Text::new("项目改名", "Rename project"), |d| d.head_mut().name = name);
            }
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::Plan(action) => self.plan(action),
            Action::Export(request) => {
                self.held = false;
                self.exports.push_back(*request);
            }
            Action::Cancel => self.cancel(),
            Action::DismissMessage(id) => self.messages.retain(|m| m.id != id),
        }
    }

    fn set_rules(&mut self, rules: RuleSet) {
        self.start.rules = Some(rules.clone());
        let name = Text::new(format!("规则集：{}", rules.name.zh), format!("Rules: {}", rules.name.en));
        self.edit(name, |d| d.head_mut().rules = Arc::new(rules));
    }

    fn set_targets(&mut self, targets: Option<TargetSet>) {
        self.start.targets.clone_from(&targets);
        let name = targets.as_ref().map_or_else(
            || Text::new("不设目标", "No targets"),
            |t| Text::new(format!("目标：{}", t.name.zh), format!("Targets: {}", t.name.en)),
        );
        self.edit(name, |d| d.head_mut().targets = targets.map(Arc::new));
    }

    fn set_crs(&mut self, id: LayerId, crs: String) {
        let Some(layer) = self.document.layer(id) else { return };
        let request = OpenRequest { path: layer.source.path.clone(), role: Some(layer.role), crs: Some(crs) };
        self.loads.push_back(LoadPlan::Again(id, request));
    }

    fn cancel(&mut self) {
        match self.running.as_ref().map(|r| r.kind) {
            Some(JobKind::Load) => self.loads.clear(),
            Some(JobKind::Analyse) => {
                self.held = true;
                self.drop_exports();
            }
            Some(JobKind::BuildOut | JobKind::Compare) => {
                self.queries.clear();
                if let Some(running) = &mut self.running {
                    running.query = None;
                }
            }
            Some(JobKind::Export) => self.drop_exports(),
            None => {}
        }
        self.stop_job();
    }

    fn stop_job(&mut self) {
        if let Some(job) = &self.running {
            job.stop.store(true, Ordering::Relaxed);
        }
    }

    /// One step of undo: what `change` does to the document. Refused where the project may only be read. Nothing happens
    /// where nothing changes.
    pub(super) fn edit(&mut self, name: Text, change: impl FnOnce(&mut Document)) {
        let mut next = Document::clone(&self.document);
        change(&mut next);
        self.commit(name, next);
    }

    /// Makes `next` the document, as one step of undo. Tells whether it could.
    pub(super) fn commit(&mut self, name: Text, next: Document) -> bool {
        let changes = diff(&self.document, &next);
        if changes.is_empty() {
            return true;
        }
        if self.refuse_if_read_only() {
            return false;
        }
        let figures = affects_figures(&changes);
        let edit = Arc::new(Edit { name, changes });
        self.document = Arc::new(next);
        self.history.done.push(Arc::clone(&edit));
        self.history.undone.clear();
        self.stamps_done.push(self.stamp);
        self.stamps_undone.clear();
        if figures {
            self.stamps_made += 1;
            self.stamp = self.stamps_made;
        }
        self.keep(Commit::Did(edit));
        self.refresh(figures);
        true
    }

    fn undo(&mut self) {
        if self.history.done.is_empty() || self.refuse_if_read_only() {
            return;
        }
        let Some(edit) = self.history.done.pop() else { return };
        let mut next = Document::clone(&self.document);
        if next.apply(&Edit::clone(&edit).inverse()).is_err() {
            // Every step leads from the document as it was, so its inverse always fits.
            self.history.done.push(edit);
            return;
        }
        self.document = Arc::new(next);
        self.stamps_undone.push(self.stamp);
        self.stamp = self.stamps_done.pop().unwrap_or(self.stamp);
        self.history.undone.push(Arc::clone(&edit));
        self.look_at(&edit);
        let figures = affects_figures(&edit.changes);
        self.keep(Commit::Undid(edit));
        self.refresh(figures);
    }

    fn redo(&mut self) {
        if self.history.undone.is_empty() || self.refuse_if_read_only() {
            return;
        }
        let Some(edit) = self.history.undone.pop() else { return };
        let mut next = Document::clone(&self.document);
        if next.apply(&edit).is_err() {
            self.history.undone.push(edit);
            return;
        }
        self.document = Arc::new(next);
        self.stamps_done.push(self.stamp);
        self.stamp = self.stamps_undone.pop().unwrap_or(self.stamp);
        self.history.done.push(Arc::clone(&edit));
        self.look_at(&edit);
        let figures = affects_figures(&edit.changes);
        self.keep(Commit::Redid(edit));
        self.refresh(figures);
    }

    /// Shows the scenario that a step is about, so that one sees what is undone.
    fn look_at(&mut self, edit: &Edit) {
        let about = edit.changes.iter().find_map(|c| match c {
            Change::Proposal(id, _) => Some(*id),
            Change::Scenario(item) => item.new.as_ref().or(item.old.as_ref()).map(|(_, s)| s.id),
            _ => None,
        });
        let there = about.filter(|id| self.document.scenario(*id).is_some());
        if there.is_some() && there != self.view.scenario {
            self.view.scenario = there;
            self.keep_view();
        }
    }

    /// Starts over with a document: another file, another history.
    pub(super) fn begin(&mut self, document: Document) {
        self.close_file();
        self.document = Arc::new(document);
        self.history = History::default();
        self.view = View::default();
        self.reset_stamps(0);
        self.analysis = None;
        self.refresh(true);
    }

    /// Numbers the states anew, for a history of so many steps.
    pub(super) fn reset_stamps(&mut self, done: usize) {
        self.stamps_undone.clear();
        self.cache.clear();
        self.build_outs.clear();
        (self.base_analysis, self.base_refused) = (None, None);
        (self.comparison, self.update) = (None, None);
        // Figures of the states before are not at hand: each has a number of its own, and every step may matter.
        let first = self.stamps_made + 1;
        self.stamps_done = (0..done as u64).map(|i| first + i).collect();
        self.stamp = first + done as u64;
        let undone = self.history.undone.len() as u64;
        self.stamps_undone = (0..undone).rev().map(|i| self.stamp + 1 + i).collect();
        self.stamps_made = self.stamp + undone;
    }

    /// The document or what is shown of it is another one now. `figures` tells whether figures may be other ones.
    pub(super) fn refresh(&mut self, figures: bool) {
        if self.view.scenario.is_some_and(|id| self.document.scenario(id).is_none()) {
            self.view.scenario = None;
            self.keep_view();
        }
        if !figures {
            return;
        }
        self.base = self.document.project().map(Arc::new);
        let (project, orphans) = match (&self.base, self.view.scenario.and_then(|id| self.document.scenario(id))) {
            (Some(base), Some(scenario)) if !scenario.proposals.is_empty() => {
                let (project, orphans) = apply(base, scenario, self.view.year);
                (Some(Arc::new(project)), orphans)
            }
            (base, _) => (base.clone(), Vec::new()),
        };
        self.project = project;
        self.orphans = orphans.into();
        self.revision += 1;
        self.held = false;
        // What is being worked out is about an older state. The figures that are shown come first; a question is asked
        // again after them.
        if let Some(running) = &mut self.running
            && matches!(running.kind, JobKind::Analyse | JobKind::BuildOut | JobKind::Compare)
        {
            running.stop.store(true, Ordering::Relaxed);
            if let Some(query) = running.query.take() {
                self.queries.push_front(query);
            }
        }
        if self.project.is_none() {
            self.analysis = None;
        }
        let key = self.key();
        if let Some((_, analysis, ms)) = self.cache.iter().find(|(k, ..)| *k == key) {
            self.analysis = Some(Arc::clone(analysis));
            self.timings.analyse_ms = *ms;
            self.analysed_revision = self.revision;
        }
        if let (Some(project), Some(base)) = (&self.project, &self.base) {
            self.live.project(Arc::clone(project), Arc::clone(base), self.document.head.placement.clone());
        }
    }

    /// Whether nothing is being loaded or waits to be.
    pub(super) fn nothing_loads(&self) -> bool {
        self.loads.is_empty() && self.running.as_ref().is_none_or(|r| r.kind != JobKind::Load)
    }

    /// Whether the figures at hand are those of what is shown.
    pub(super) fn figures_are_fresh(&self) -> bool {
        self.analysed_revision == self.revision
    }

    /// Takes what a job hands back; `stopped` if nobody wanted it any more when it ended.
    fn finish(&mut self, outcome: Outcome, stopped: bool) {
        match outcome {
            // It was stopped too late to notice: what it brings is not wanted all the same.
            Outcome::Loaded(_, Ok(_), _) | Outcome::ProjectOpened(Ok(_), _) if stopped => {}
            Outcome::Loaded(plan, Ok(opened), ms) => {
                self.timings.load_ms = ms;
                self.take_layers(&plan, opened);
            }
            Outcome::ProjectOpened(Ok(opened), ms) => {
                self.timings.load_ms = ms;
                self.take_project(*opened);
            }
            Outcome::Loaded(_, Err(e), _)
            | Outcome::ProjectOpened(Err(e), _)
            | Outcome::BuiltOut(_, _, Err(e))
            | Outcome::Compared(_, _, Err(e))
            | Outcome::Renewed(_, _, Err(e)) => self.report(Severity::Error, &e, None),
            Outcome::Analysed(revision, key, Ok(analysis), ms) => {
                // Kept even when the project has moved on: an older figure that says so beats none.
                let analysis = Arc::new(analysis);
                self.cache.retain(|(k, ..)| *k != key);
                self.cache.push_front((key, Arc::clone(&analysis), ms));
                self.hold_base();
                self.cache.truncate(KEPT_ANALYSES);
                if self.analysed_revision < self.revision {
                    self.timings.analyse_ms = ms;
                    self.analysed_revision = revision;
                    self.analysis = self.project.is_some().then_some(analysis);
                }
            }
            Outcome::Analysed(_, _, Err(SessionError::Cancelled), _) => {}
            Outcome::Analysed(_, _, Err(e), _) => {
                self.held = true;
                self.drop_exports();
                self.report(Severity::Error, &e, None);
            }
            Outcome::Exported(dir, result, ms) => {
                self.timings.write_ms = ms;
                self.take_export(dir, result);
            }
            Outcome::BaseAnalysed(key, Ok(analysis)) => self.base_analysis = Some((key, Arc::new(analysis))),
            Outcome::BaseAnalysed(key, Err(e)) => {
                if !matches!(e, SessionError::Cancelled) || !stopped {
                    self.base_refused = Some(key);
                }
                self.report(Severity::Error, &e, None);
            }
            // It was begun again for what is there now.
            Outcome::BuiltOut(..) | Outcome::Compared(..) | Outcome::Renewed(..) if stopped => {}
            Outcome::BuiltOut(key, scenario, Ok(curve)) => {
                self.build_outs.retain(|(_, of, _)| *of != scenario);
                self.build_outs.push((key, scenario, Arc::new(curve)));
            }
            Outcome::Compared(stamp, between, Ok(result)) => {
                self.comparison = Some((stamp, between, Arc::new(*result)));
            }
            Outcome::Renewed(stamp, layer, Ok(renewal)) => {
                self.update = Some((stamp, Arc::new(PendingUpdate { layer, renewal: Arc::new(*renewal) })));
            }
            Outcome::Panicked(kind, detail) => {
                self.held = kind == JobKind::Analyse && !stopped;
                self.drop_exports();
                let message = messages::defect(kind, &detail);
                if kind == JobKind::Export {
                    self.export_failed(Text::new(message.zh.clone(), message.en.clone()));
                }
                self.say(message);
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
            work::note_doubts(&mut next.layers, &plane);
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

    fn start_next(&mut self) {
        if self.running.is_some() {
            return;
        }
        if let Some(plan) = self.loads.pop_front() {
            self.start_load(plan);
        } else if let (Some(project), Some(base)) = (self.project.clone(), self.base.clone()) {
            let fresh = self.analysed_revision == self.revision;
            let base_key = self.base_key();
            let base_waits = self.base_figures(&base_key).is_none() && self.base_refused.as_ref() != Some(&base_key);
            // What was exported now would be figures of an older project: an export waits for the new ones.
            if !fresh && !self.held {
                let (revision, key) = (self.revision, self.key());
                self.spawn(JobKind::Analyse, move |progress| {
                    let begin = Instant::now();
                    let result = work::analyse(&project, progress);
                    Outcome::Analysed(revision, key, result, work::millis_since(begin))
                });
            } else if let Some(request) = self.exports.pop_front() {
                self.start_export(request);
            } else if fresh && base_waits {
                self.spawn(JobKind::Analyse, move |progress| {
                    Outcome::BaseAnalysed(base_key, work::analyse(&base, progress))
                });
            } else if let Some(query) = self.queries.pop_front() {
                self.start_query(query, base);
            }
        } else if let Some(request) = self.exports.pop_front() {
            self.drop_exports();
            self.take_export(request.dir, Err(SessionError::NoLayers));
        } else {
            self.queries.clear();
        }
    }

    fn start_query(&mut self, query: Query, base: Arc<Project>) {
        let (stamp, document) = (self.stamp, Arc::clone(&self.document));
        let scenario = move |id: Option<ScenarioId>| {
            let found = id.and_then(|id| document.scenario(id)).map(|s| Scenario::clone(s));
            found.unwrap_or_else(|| Scenario::empty(ScenarioId(0), ""))
        };
        let asked = query.clone();
        match query {
            Query::BuildOut(id) => {
                let key = self.key_of(id, None);
                self.spawn(JobKind::BuildOut, move |progress| {
                    let result = build_out(&base, &scenario(id), progress).map_err(SessionError::from);
                    Outcome::BuiltOut(key, id, result)
                });
            }
            Query::Compare(between) => self.spawn(JobKind::Compare, move |progress| {
                let of = |id| apply(&base, &scenario(id), between.2).0;
                let result = compare(&of(between.0), &of(between.1), progress);
                Outcome::Compared(stamp, between, result.map(Box::new).map_err(SessionError::from))
            }),
            Query::Renew(id, request) => {
                let Some(old) = self.document.layer(id).cloned() else { return };
                self.spawn(JobKind::Compare, move |progress| {
                    let newer = work::open_update(&request, &base.plane, &old, progress);
                    let result = newer.and_then(|n| renew(&base, &old, n, progress).map_err(SessionError::from));
                    Outcome::Renewed(stamp, id, result.map(Box::new))
                });
            }
        }
        if let Some(running) = &mut self.running {
            running.query = Some(asked);
        }
    }

    fn start_load(&mut self, plan: LoadPlan) {
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

    pub(super) fn spawn(&mut self, kind: JobKind, job: impl FnOnce(&JobProgress) -> Outcome + Send + 'static) {
        self.jobs_started += 1;
        let number = self.jobs_started;
        let stop = Arc::new(AtomicBool::new(false));
        let progress = JobProgress::new(Arc::clone(&self.shared), Arc::clone(&stop));
        let to_self = self.to_self.clone();
        self.running = Some(Running { number, kind, stop, query: None });
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

    pub(super) fn report(&mut self, severity: Severity, error: &SessionError, fix: Option<Action>) {
        if !matches!(error, SessionError::Cancelled) {
            self.say(Message { id: 0, severity, zh: error.zh(), en: error.en(), fix });
        }
    }

    pub(super) fn say(&mut self, message: Message) {
        // Said again, it stands once, as the newest.
        self.messages.retain(|m| (m.severity, &m.zh, &m.fix) != (message.severity, &message.zh, &message.fix));
        self.messages_made += 1;
        self.messages.push(Message { id: self.messages_made, ..message });
    }
}

/// Whether figures may be other ones after these changes: not where only the ledger, comments, sheets or dated figures
/// change.
fn affects_figures(changes: &[Change]) -> bool {
    changes.iter().any(|c| matches!(c, Change::Head(_) | Change::Layer(_) | Change::Scenario(_) | Change::Proposal(..)))
}
