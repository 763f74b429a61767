//! What a session shows of its state, and what figures depend on.

use std::sync::Arc;

use super::desk::Desk;
use super::key::{Key, Which};
use super::query::Same;
use super::snapshot::{BuildOutOf, ComparisonOf, JobStatus, Snapshot, Steps};
use crate::analysis::Analysis;
use crate::model::Project;
use crate::model::plan::{Edit, ScenarioId};
use crate::store::History;

impl Desk {
    pub(super) fn key(&self) -> Key {
        self.key_of(self.view.scenario, self.view.year)
    }

    pub(super) fn base_key(&self) -> Key {
        self.key_of(None, None)
    }

    /// What the figures of a scenario by the end of a year depend on.
    pub(super) fn key_of(&self, scenario: Option<ScenarioId>, year: Option<i32>) -> Key {
        Key::of(&self.document, Which { scenario, year })
    }

    /// The figures of the base, where they are known.
    pub(super) fn base_figures(&self, key: &Key) -> Option<&Arc<Analysis>> {
        let kept = self.base_analysis.as_ref().filter(|(k, _)| k == key).map(|(_, a)| a);
        kept.or_else(|| self.cache.iter().find(|(k, ..)| k == key).map(|(_, a, _)| a))
    }

    /// Keeps the figures of the base apart, so that looking at many scenarios does not push them out.
    pub(super) fn hold_base(&mut self) {
        let key = self.base_key();
        if let Some(analysis) = self.base_figures(&key).cloned() {
            self.base_analysis = Some((key, analysis));
        }
    }

    /// The project that is shown and the newest figures.
    pub(super) fn shown(&self) -> Option<(&Project, &Analysis)> {
        Some((self.project.as_deref()?, self.analysis.as_deref()?))
    }

    /// Names the steps of the history, where it is another one.
    pub(super) fn name_steps(&mut self) {
        const SHOWN: usize = 100;
        let History { done, undone } = &self.history;
        let of = (done.len(), undone.len(), done.last().map(Same::of));
        if self.steps.0 != of {
            let named = |steps: &[Arc<Edit>]| steps.iter().rev().take(SHOWN).map(|e| e.name.clone()).collect();
            self.steps = (of, Arc::new(Steps { done: named(done), undone: named(undone) }));
        }
    }

    pub(super) fn publish(&self) {
        let stamp = self.stamp;
        let known = |id: &Option<ScenarioId>| id.is_none_or(|id| self.document.scenario(id).is_some());
        let build_outs: Vec<Arc<BuildOutOf>> = self
            .build_outs
            .iter()
            .filter(|(_, scenario, _)| known(scenario))
            .map(|(key, scenario, curve)| {
                let stale = *key != self.key_of(*scenario, None);
                Arc::new(BuildOutOf { scenario: *scenario, stale, curve: Arc::clone(curve) })
            })
            .collect();
        self.shared.publish(Snapshot {
            revision: self.revision,
            project: self.project.clone(),
            analysis: self.analysis.clone(),
            stale: self.analysis.is_some() && self.analysed_revision != self.revision,
            job: self.running.as_ref().map(|r| JobStatus { kind: r.kind, progress: 0.0 }),
            messages: self.messages.clone(),
            analyse_ms: self.analysis.is_some().then_some(self.timings.analyse_ms),
            document: Some(Arc::clone(&self.document)),
            scenario: self.view.scenario,
            year: self.view.year,
            orphans: Arc::clone(&self.orphans),
            undo: self.history.done.last().map(|e| e.name.clone()),
            redo: self.history.undone.last().map(|e| e.name.clone()),
            file: self.file.clone(),
            live: None,
            base: self.base_figures(&self.base_key()).cloned(),
            build_out: build_outs.last().cloned(),
            build_outs: build_outs.into(),
            history: Arc::clone(&self.steps.1),
            recent: Arc::clone(&self.recent),
            unnamed: Arc::clone(&self.unnamed),
            comparison: self.comparison.as_ref().map(|(made, (a, b, year), result)| {
                let (a, b, year) = (*a, *b, *year);
                Arc::new(ComparisonOf { a, b, year, stale: *made != stamp, result: Arc::clone(result) })
            }),
            update: self.update.as_ref().map(|(_, u)| Arc::clone(u)),
            exported: self.exported.clone(),
            window: self.view.window.as_str().into(),
        });
    }
}
