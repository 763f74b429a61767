//! The state behind a session: events in, and what they make of the document and its history. What is computed stands in
//! [`super::desk_jobs`], how layers come in [`super::desk_load`], what actions do to plans in [`super::desk_plan`], how
//! all of it gets onto the disk in [`super::desk_file`], and what is shown in [`super::desk_show`].

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::time::SystemTime;

use super::action::{Action, OpenRequest};
use super::desk_jobs::{Between, Outcome, Query, Running};
use super::desk_load::LoadPlan;
use super::error::SessionError;
use super::export::ExportRequest;
use super::keeper::{Keeper, Kept};
use super::key::Key;
use super::live::LiveDesk;
use super::query::Same;
use super::snapshot::{Exported, FileStatus, JobKind, Message, PendingUpdate, Severity, Steps};
use super::words;
use super::work;
use super::worker::{Shared, Start};
use crate::analysis::Analysis;
use crate::analysis::build_out::BuildOut;
use crate::analysis::compare::Comparison;
use crate::analysis::scenario::{Orphan, apply};
use crate::io::write::Timings;
use crate::model::plan::{Change, Document, Edit, ScenarioId, diff};
use crate::model::{LayerId, Project, RuleSet, TargetSet, Text};
use crate::store::{Commit, History, View};

/// What reaches the session's thread.
pub(super) enum Event {
    /// The user wants something.
    Act(Action),
    /// A job has ended.
    Done(u64, Box<Outcome>),
    /// The file of the project of this number was written, or could not be.
    Kept(u64, Kept),
    /// The handle is gone.
    End,
}

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
    pub(super) jobs_started: u64,
    pub(super) messages: Vec<Message>,
    messages_made: u64,
    pub(super) timings: Timings,
    /// The user stopped the analysis: do not start it again until something changes.
    pub(super) held: bool,
    pub(super) keeper: Option<Keeper>,
    pub(super) file: Option<FileStatus>,
    /// Counts the projects that this session has had open: what the keeper tells of an earlier one comes too late.
    pub(super) era: u64,
    /// Whether the file of this project is being made for the first time, without the user's asking.
    pub(super) making: bool,
    pub(super) live: LiveDesk,
    /// The figures of the base, for as long as it stays the same.
    pub(super) base_analysis: Option<(Key, Arc<Analysis>)>,
    /// The base could not be analysed as it is: it is not tried again until it changes.
    pub(super) base_refused: Option<Key>,
    /// By scenario, the last computed last, with what its figures depend on.
    pub(super) build_outs: Vec<(Key, Option<ScenarioId>, Arc<BuildOut>)>,
    pub(super) recent: Arc<[PathBuf]>,
    pub(super) unnamed: Arc<[(PathBuf, Option<SystemTime>)]>,
    /// The history by name, and the history it was made of: how many steps, and which is the last.
    pub(super) steps: (HistoryIs, Arc<Steps>),
    pub(super) comparison: Option<(u64, Between, Arc<Comparison>)>,
    pub(super) update: Option<(u64, Arc<PendingUpdate>)>,
    pub(super) wanted_scenario: Option<String>,
}

/// A history, told from others: how many steps are done and undone, and which was done last.
type HistoryIs = (usize, usize, Option<Same<Edit>>);

impl Desk {
    pub(super) fn new(start: Start, to_self: Sender<Event>, shared: Arc<Shared>) -> Self {
        let document = Arc::new(work::new_document(&start));
        let live = LiveDesk::start(Arc::clone(&shared));
        let (recent, unnamed) = super::desk_file::known_projects(&start.place);
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
            era: 0,
            making: false,
            live,
            base_analysis: None,
            base_refused: None,
            build_outs: Vec::new(),
            recent,
            unnamed,
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
                self.end();
                return false;
            }
            Event::Act(action) => self.act(action),
            Event::Done(number, outcome) => {
                if let Some(job) = self.running.take_if(|r| r.number == number) {
                    self.finish(*outcome, job.stop.load(Ordering::Relaxed));
                }
            }
            Event::Kept(era, kept) => self.kept(era, kept),
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

    /// Whether the figures at hand are those of what is shown.
    pub(super) fn figures_are_fresh(&self) -> bool {
        self.analysed_revision == self.revision
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
