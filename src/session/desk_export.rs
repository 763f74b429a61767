//! Handing in: the jobs that make files, and what comes of them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::desk::Desk;
use super::desk_jobs::Outcome;
use super::error::SessionError;
use super::export::{self, ExportRequest};
use super::hand_in::HandIn;
use super::key::Known;
use super::messages;
use super::snapshot::{Exported, JobKind, Severity};
use super::templates;
use super::work;
use crate::geom::Stretch;
use crate::io::write::Timings;
use crate::model::Text;

impl Desk {
    /// Exports what the document is now. Figures at hand are taken where they are those of the very state that is asked
    /// for; all others are computed. Templates are those beside the project where none are asked for.
    pub(super) fn start_export(&mut self, mut request: ExportRequest) {
        let document = Arc::clone(&self.document);
        let known: Known = self.cache.iter().map(|(key, analysis, _)| (key.clone(), Arc::clone(analysis))).collect();
        let file = self.file.as_ref().and_then(|f| f.path.clone());
        self.spawn(JobKind::Export, move |progress| {
            let begin = Instant::now();
            request.templates = request.templates.or_else(|| templates::found_beside(&file?));
            let made =
                HandIn::new(&document, request.which, request.english, &known, &Stretch::new(progress, 0.0, 0.4));
            let result = made.and_then(|made| {
                // Bytes that are the same for the same input cannot say how long things took.
                export::export(&made.subject(), &request, Timings::default(), &Stretch::new(progress, 0.4, 0.6))
            });
            let size = |path: PathBuf| {
                let bytes = std::fs::metadata(&path).map_or(0, |m| m.len());
                (path, bytes)
            };
            let result = result.map(|files| files.into_iter().map(size).collect());
            Outcome::Exported(request.dir, result, work::millis_since(begin))
        });
    }

    /// Gives up what waits to be exported.
    pub(super) fn drop_exports(&mut self) {
        while let Some(request) = self.exports.pop_front() {
            self.take_export(request.dir, Err(SessionError::Cancelled));
        }
    }

    /// Takes what came of an export.
    pub(super) fn take_export(&mut self, dir: PathBuf, result: Result<Vec<(PathBuf, u64)>, SessionError>) {
        let number = 1 + self.exported.as_ref().map_or(0, |e| e.number);
        let mut exported = Exported { number, dir, ..Exported::default() };
        match result {
            Ok(files) => {
                self.say(messages::exported(&exported.dir, files.len()));
                exported.files = files;
            }
            Err(SessionError::Cancelled) => exported.cancelled = true,
            Err(error) => {
                self.report(Severity::Error, &error, None);
                exported.problem = Some(Text::new(error.zh(), error.en()));
            }
        }
        self.exported = Some(Arc::new(exported));
    }

    /// Notes that a defect of ours ended an export.
    pub(super) fn export_failed(&mut self, problem: Text) {
        let number = 1 + self.exported.as_ref().map_or(0, |e| e.number);
        self.exported = Some(Arc::new(Exported { number, problem: Some(problem), ..Exported::default() }));
    }
}
