//! Dialogs of the system for files and folders. They run elsewhere; the window goes on meanwhile.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Wake, Waker};

use super::i18n::{Lang, tr};
use crate::model::LayerId;

/// What a dialog asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Layer files to open.
    OpenFiles,
    /// A folder of layer files to open.
    OpenFolder,
    /// A folder to export into.
    Export,
    /// A folder of templates of reports.
    Templates,
    /// A file with a rule set.
    Rules,
    /// A file with targets.
    Targets,
    /// A project file to open.
    OpenProject,
    /// The name under which to go on.
    SaveAs,
    /// A newer file for a layer.
    RenewLayer(LayerId),
    /// Where to write the ledger.
    Ledger,
}

impl Purpose {
    /// What it asks for, in the table of texts.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::OpenFiles => "top.open_files",
            Self::OpenFolder => "top.open_folder",
            Self::Export => "top.export",
            Self::Templates => "export.templates_browse",
            Self::Rules => "rules.set",
            Self::Targets => "rules.targets",
            Self::OpenProject => "project.open_title",
            Self::SaveAs => "project.save_as_title",
            Self::RenewLayer(_) => "renewal.choose",
            Self::Ledger => "ledger.export",
        }
    }
}

/// What came of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// These were chosen.
    Chosen(Purpose, Vec<PathBuf>),
    /// Nothing was chosen.
    Cancelled,
    /// It ended before anyone could have seen it: this system has none. What was asked, and the name suggested.
    Unavailable(Purpose, String),
}

type Pending = Pin<Box<dyn Future<Output = Vec<PathBuf>>>>;

/// The dialog that is open; at most one.
#[derive(Default)]
pub(super) struct Dialogs {
    open: Option<(Purpose, f64, Pending)>,
    suggested: String,
}

struct Repaint(egui::Context);

impl Wake for Repaint {
    fn wake(self: Arc<Self>) {
        self.0.request_repaint();
    }
}

impl Dialogs {
    /// Opens a dialog, unless one is open. `now` is the window's clock in seconds; `suggested` a file name to begin with,
    /// or nothing.
    pub(super) fn ask(
        &mut self,
        purpose: Purpose,
        suggested: &str,
        lang: Lang,
        now: f64,
        window: Option<&eframe::Frame>,
    ) {
        if self.open.is_some() {
            return;
        }
        let layers = matches!(purpose, Purpose::OpenFiles | Purpose::RenewLayer(_));
        suggested.clone_into(&mut self.suggested);
        let key = purpose.key();
        let mut dialog = rfd::AsyncFileDialog::new().set_title(tr(lang, key));
        if layers {
            dialog = dialog
                .add_filter("GeoJSON", &["geojson", "json", "geojsonl", "ndjson", "geojsons"])
                .add_filter("*", &["*"]);
        } else if matches!(purpose, Purpose::Rules | Purpose::Targets) {
            dialog = dialog.add_filter("TOML", &["toml"]);
        } else if matches!(purpose, Purpose::OpenProject | Purpose::SaveAs) {
            dialog = dialog.add_filter("GeoPackage", &["gpkg"]);
        } else if purpose == Purpose::Ledger {
            dialog = dialog.add_filter("CSV", &["csv"]);
        }
        if !suggested.is_empty() {
            dialog = dialog.set_file_name(suggested);
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
            Purpose::OpenFolder | Purpose::Export | Purpose::Templates => {
                let picked = dialog.pick_folder();
                Box::pin(async move { picked.await.map(|f| f.path().to_owned()).into_iter().collect() })
            }
            Purpose::SaveAs | Purpose::Ledger => {
                let picked = dialog.save_file();
                Box::pin(async move { picked.await.map(|f| f.path().to_owned()).into_iter().collect() })
            }
            Purpose::Rules | Purpose::Targets | Purpose::OpenProject | Purpose::RenewLayer(_) => {
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
            (true, false) => Answer::Unavailable(*purpose, std::mem::take(&mut self.suggested)),
        };
        self.open = None;
        Some(answer)
    }
}
