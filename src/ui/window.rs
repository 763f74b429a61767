//! Opens the native window around a running session.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::app::{FugaiApp, Options};
use super::backend::Live;
use super::picture::Picture;
use super::settings::Settings;
use super::trace::Traced;
use crate::session::{Action, Session, Start};

/// What the window opens with.
#[derive(Default)]
pub struct RunOptions {
    /// Rules, targets and plane.
    pub start: Start,
    /// What to do first, usually opening layers.
    pub actions: Vec<Action>,
    /// Language and theme.
    pub look: Options,
    /// Remember the window in this file, and open it as the file tells; `None` to open as at first.
    pub remember: Option<PathBuf>,
    /// Whether somebody asked for the language, which then counts more than the one remembered.
    pub lang_told: bool,
    /// Save a picture of the window here once its figures are there, and close it.
    pub screenshot: Option<PathBuf>,
}

/// The window could not be opened, or its picture not saved.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// No display, or no graphics driver.
    #[error("{0}")]
    Open(String),
    /// The picture could not be written.
    #[error("{}: {problem}", path.display())]
    Picture {
        /// Where it was to go.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
}

/// Opens the window and returns when it is closed.
///
/// The session starts before the window does, so that layers are being read while the graphics driver wakes up.
///
/// # Errors
/// Where there is no display or no driver, or the picture asked for cannot be written.
pub fn run(options: RunOptions) -> Result<(), WindowError> {
    let RunOptions { start, actions, look, remember, lang_told, screenshot } = options;
    let remembered = remember.map(|path| (Settings::load(&path), path));
    let window: Arc<OnceLock<egui::Context>> = Arc::default();
    let wake = {
        let window = Arc::clone(&window);
        move || {
            if let Some(ctx) = window.get() {
                ctx.request_repaint();
            }
        }
    };
    let session = Session::start(start, wake);
    for action in actions {
        session.send(action);
    }
    let result: Arc<OnceLock<WindowError>> = Arc::default();
    let picture = screenshot.map(|path| Picture::new(path, Arc::clone(&result)));
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("fugai")
            .with_inner_size(remembered.as_ref().and_then(|(s, _)| s.window).unwrap_or([1440.0, 900.0]))
            .with_maximized(remembered.as_ref().is_some_and(|(s, _)| s.maximized))
            .with_min_inner_size([900.0, 600.0])
            .with_icon(icon())
            .with_drag_and_drop(true),
        centered: true,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "Fugai 覆盖",
        native,
        Box::new(move |cc| {
            // Set once: this closure runs once.
            let _ = window.set(cc.egui_ctx.clone());
            let mut app = FugaiApp::new(cc, Box::new(Live::new(Arc::new(session))), look).with_rich_clipboard();
            if let Some((settings, path)) = remembered {
                app = app.remembering(path, settings, lang_told);
            }
            Ok(match picture {
                Some(picture) => Box::new(picture.around(app)),
                None if Traced::is_wanted() => Box::new(Traced::new(app)),
                None => Box::new(app) as Box<dyn eframe::App>,
            })
        }),
    )
    .map_err(|e| WindowError::Open(e.to_string()))?;
    Arc::into_inner(result).and_then(OnceLock::into_inner).map_or(Ok(()), Err)
}

/// The icon of the window: a place, the circle it serves, and the piece that nothing serves.
fn icon() -> egui::IconData {
    const SIDE: usize = 64;
    let accent = super::theme::LIGHT.accent;
    let missed = super::theme::LIGHT.missed;
    let mut rgba = Vec::with_capacity(SIDE * SIDE * 4);
    for y in 0..SIDE {
        for x in 0..SIDE {
            // The share of the pixel inside a disc, from the distance to its edge.
            let inside = |cx: f32, cy: f32, r: f32| {
                let (dx, dy) = (x as f32 + 0.5 - cx, y as f32 + 0.5 - cy);
                (r - dx.hypot(dy) + 0.5).clamp(0.0, 1.0)
            };
            let ring = inside(29.0, 35.0, 26.0) - inside(29.0, 35.0, 20.0);
            let teal = ring.max(inside(29.0, 35.0, 8.0));
            let orange = inside(51.0, 13.0, 9.0);
            let halo = inside(51.0, 13.0, 13.0);
            let teal = teal * (1.0 - halo);
            let color = if orange > teal { missed } else { accent };
            rgba.extend([color.r(), color.g(), color.b(), (orange.max(teal) * 255.0) as u8]);
        }
    }
    egui::IconData { rgba, width: SIDE as u32, height: SIDE as u32 }
}
