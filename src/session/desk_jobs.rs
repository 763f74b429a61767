//! What a session has computed on threads of their own, one job at a time: which comes next, and what becomes of what it
//! hands back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::action::OpenRequest;
use super::desk::{Desk, Event};
use super::desk_load::LoadPlan;
use super::error::SessionError;
use super::key::Key;
use super::load::Opened;
use super::messages;
use super::snapshot::{JobKind, PendingUpdate, Severity};
use super::update;
use super::work;
use super::worker::JobProgress;
use crate::analysis::Analysis;
use crate::analysis::build_out::{BuildOut, build_out};
use crate::analysis::compare::{Comparison, compare};
use crate::analysis::renewal::{Renewal, renew};
use crate::analysis::scenario::apply;
use crate::model::plan::{Scenario, ScenarioId};
use crate::model::{LayerId, Project, Text};
use crate::store;

/// How many analyses are kept for undo, redo and switching scenarios.
const KEPT_ANALYSES: usize = 12;

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
    /// What a newer file does to a layer; where it cannot be told, with the request it belongs to.
    Renewed(u64, LayerId, Result<Box<Renewal>, (OpenRequest, SessionError)>),
    /// A defect of ours: the job panicked. The session lives on.
    Panicked(JobKind, String),
}

/// Two scenarios and a year.
pub(super) type Between = (Option<ScenarioId>, Option<ScenarioId>, Option<i32>);

/// Something to be computed besides the analysis.
#[derive(Clone)]
pub(super) enum Query {
    BuildOut(Option<ScenarioId>),
    Compare(Between),
    Renew(LayerId, OpenRequest),
}

/// A job under way.
pub(super) struct Running {
    pub(super) number: u64,
    pub(super) kind: JobKind,
    pub(super) stop: Arc<AtomicBool>,
    /// The question that it answers, where it is one.
    pub(super) query: Option<Query>,
}

impl Desk {
    pub(super) fn cancel(&mut self) {
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

    pub(super) fn stop_job(&mut self) {
        if let Some(job) = &self.running {
            job.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Takes what a job hands back; `stopped` if nobody wanted it any more when it ended.
    pub(super) fn finish(&mut self, outcome: Outcome, stopped: bool) {
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
            | Outcome::Compared(_, _, Err(e)) => self.report(Severity::Error, &e, None),
            Outcome::Renewed(_, layer, Err((request, e))) => {
                let fix = messages::fix_for_update(layer, &request, &e);
                self.report(Severity::Error, &e, fix);
            }
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
            Outcome::BuiltOut(..) | Outcome::Compared(..) | Outcome::Renewed(_, _, Ok(_)) if stopped => {}
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

    pub(super) fn start_next(&mut self) {
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

    pub(super) fn start_query(&mut self, query: Query, base: Arc<Project>) {
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
                    let newer = update::open_update(&request, &base.plane, &old, &base.layers, progress);
                    let result = newer.and_then(|n| renew(&base, &old, n, progress).map_err(SessionError::from));
                    Outcome::Renewed(stamp, id, result.map(Box::new).map_err(|e| (request, e)))
                });
            }
        }
        if let Some(running) = &mut self.running {
            running.query = Some(asked);
        }
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
}
