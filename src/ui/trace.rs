//! `FUGAI_TRACE=1`: the window says on stderr when it stands, when there is something to see on the map, when the map shows
//! its first whole picture, and when all figures are there and everything is sharp. For `benches/canvas`, which reads the clock.

use std::io::Write as _;
use std::time::Duration;

use super::app::FugaiApp;

/// A window that tells how far it is.
pub(super) struct Traced {
    app: FugaiApp,
    frames: u32,
    said: usize,
}

const MILESTONES: [&str; 4] = ["window", "something", "picture", "settled"];

impl Traced {
    /// Whether somebody asked for it.
    pub(super) fn is_wanted() -> bool {
        std::env::var_os("FUGAI_TRACE").is_some_and(|v| v == "1")
    }

    pub(super) fn new(app: FugaiApp) -> Self {
        if let Some(map) = app.map() {
            map.tell_when_settled();
        }
        Self { app, frames: 0, said: 0 }
    }
}

impl eframe::App for Traced {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        // What the frame before was drawn with is on the screen now.
        let something = self.app.map().is_none_or(|map| map.counts().slices > 0 && map.chunks_built() > 0);
        let pictured = self.app.map().is_none_or(|map| map.counts().whole > 0 && map.settled());
        let truths = [self.frames > 0, something, pictured, self.app.is_settled()];
        while truths.get(self.said).is_some_and(|t| *t) {
            // Nobody may be listening.
            let _ = writeln!(std::io::stderr(), "trace: {}", MILESTONES[self.said]);
            self.said += 1;
        }
        self.frames += 1;
        self.app.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
        if self.said < MILESTONES.len() {
            // Seldom: a window that is drawn again and again would be what is measured.
            ui.ctx().request_repaint_after(Duration::from_millis(100));
        }
    }

    fn on_exit(&mut self) {
        self.app.on_exit();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }
}
