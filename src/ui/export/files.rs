//! Which files an export would replace: looked up on a thread, so that a slow disk holds nothing up.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::session::query::Query;
use crate::session::{ExportRequest, Format, export};

/// What the folder holds already.
#[derive(Default)]
pub(super) struct Files {
    asked: Query<(PathBuf, BTreeSet<Format>), usize>,
}

impl Files {
    /// How many files would be replaced; 0 until that is known.
    pub(super) fn replaced(&mut self, ctx: &egui::Context, request: &ExportRequest) -> usize {
        let key = (request.dir.clone(), request.formats.clone());
        let ctx = ctx.clone();
        let (dir, formats) = key.clone();
        self.asked.ask(&key, move || ctx.request_repaint(), move |_| Some(export::there(&dir, &formats)));
        self.asked.current(&key).map_or(0, |n| **n)
    }

    /// Forgets what was found: the folder is another one now.
    pub(super) fn forget(&mut self) {
        self.asked = Query::default();
    }
}
