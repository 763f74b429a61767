//! Dialogs of the system for files and folders. They run elsewhere; the window goes on meanwhile.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Wake, Waker};

use super::i18n::{Lang, tr};

/// What a dialog asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Layer files to open.
    OpenFiles,
    /// A folder of layer files to open.
    OpenFolder,
    /// A folder to export into.
    Export,
    /// A file with a rule set.
    Rules,
    /// A file with targets.
    Targets,
}

/// What came of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// These were chosen.
    Chosen(Purpose, Vec<PathBuf>),
    /// Nothing was chosen.
    Cancelled,
    /// It ended before anyone could have seen it: this system has none.
    Unavailable,
}

type Pending = Pin<Box<dyn Future<Output = Vec<PathBuf>>>>;

/// The dialog that is open; at most one.
#[derive(Default)]
pub(super) struct Dialogs {
    open: Option<(Purpose, f64, Pending)>,
}

struct Repaint(egui::Context);

impl Wake for Repaint {
    fn wake(self: Arc<Self>) {
        self.0.request_repaint();
    }
}

impl Dialogs {
    /// Opens a dialog, unless one is open. `now` is the window's clock in seconds.
    pub(super) fn ask(&mut self, purpose: Purpose, lang: Lang, now: f64, window: Option<&eframe::Frame>) {
        if self.open.is_some() {
            return;
        }
        let (key, layers) = match purpose {
            Purpose::OpenFiles => ("top.open_files", true),
            Purpose::OpenFolder => ("top.open_folder", false),
            Purpose::Export => ("top.export", false),
            Purpose::Rules => ("rules.set", false),
            Purpose::Targets => ("rules.targets", false),
        };
        let mut dialog = rfd::AsyncFileDialog::new().set_title(tr(lang, key));
        if layers {
            dialog = dialog
                .add_filter("GeoJSON", &["geojson", "json", "geojsonl", "ndjson", "geojsons"])
                .add_filter("*", &["*"]);
        } else if matches!(purpose, Purpose::Rules | Purpose::Targets) {
            dialog = dialog.add_filter("TOML", &["toml"]);
        }
        if let Some(window) = window.and_then(|f| f.winit_window()) {
            dialog = dialog.set_parent(window);
        }
        let future: Pending = match purpose {
            Purpose::OpenFiles => {
                let picked = dialog.pick_files();
                Box::pin(
                    async move { picked.await.unwrap_or_default().into_iter().map(|f| f.path().to_owned()).collect() },
                )
            }
            Purpose::OpenFolder | Purpose::Export => {
                let picked = dialog.pick_folder();
                Box::pin(async move { picked.await.map(|f| f.path().to_owned()).into_iter().collect() })
            }
            Purpose::Rules | Purpose::Targets => {
                let picked = dialog.pick_file();
                Box::pin(async move { picked.await.map(|f| f.path().to_owned()).into_iter().collect() })
            }
        };
        self.open = Some((purpose, now, future));
    }

    /// Looks whether the dialog has been answered. Never waits.
    pub(super) fn poll(&mut self, ctx: &egui::Context, now: f64) -> Option<Answer> {
        let (purpose, since, future) = self.open.as_mut()?;
        let waker = Waker::from(Arc::new(Repaint(ctx.clone())));
        let Poll::Ready(paths) = future.as_mut().poll(&mut TaskContext::from_waker(&waker)) else { return None };
        // Nobody reads and closes a dialog in a third of a second.
        let seen = now - *since > 0.35;
        let answer = match (paths.is_empty(), seen) {
            (false, _) => Answer::Chosen(*purpose, paths),
            (true, true) => Answer::Cancelled,
            (true, false) => Answer::Unavailable,
        };
        self.open = None;
        Some(answer)
    }
}
