//! `--screenshot`: the window saved as a picture once its figures are there.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::app::FugaiApp;
use super::window::WindowError;

/// After the analysis is done, the map needs a few frames to refine.
const SETTLE: Duration = Duration::from_secs(2);
/// If nothing is ever computed (no layers, a file at fault), the picture shows that.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where the picture goes, and what became of it.
pub(super) struct Picture {
    path: PathBuf,
    result: Arc<OnceLock<WindowError>>,
}

impl Picture {
    pub(super) fn new(path: PathBuf, result: Arc<OnceLock<WindowError>>) -> Self {
        Self { path, result }
    }

    /// The window that takes its own picture and closes.
    pub(super) fn around(self, app: FugaiApp) -> Posing {
        Posing { app, picture: self, opened: Instant::now(), ready: None, asked: false }
    }
}

/// A window that takes its own picture and closes.
pub(super) struct Posing {
    app: FugaiApp,
    picture: Picture,
    opened: Instant,
    ready: Option<Instant>,
    asked: bool,
}

/// Writes the picture and closes the window; a failure is kept for whoever opened the window.
fn save(path: PathBuf, result: &OnceLock<WindowError>, image: &egui::ColorImage) {
    let [width, height] = image.size;
    let bytes: Vec<u8> = image.pixels.iter().flat_map(egui::Color32::to_array).collect();
    let saved = image::save_buffer(&path, &bytes, width as u32, height as u32, image::ExtendedColorType::Rgba8);
    if let Err(error) = saved {
        // Set once: only one picture is ever asked for.
        let _ = result.set(WindowError::Picture { path, problem: error.to_string() });
    }
}

impl eframe::App for Posing {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.app.logic(ctx, frame);
        // It must stay so for a while: the map learns of new figures a frame after they are there.
        if !self.app.is_settled() && self.opened.elapsed() <= PATIENCE {
            self.ready = None;
        } else if self.ready.is_none() {
            self.ready = Some(Instant::now());
        }
        if !self.asked && self.ready.is_some_and(|since| since.elapsed() > SETTLE) {
            self.asked = true;
            let (path, result, window) = (self.picture.path.clone(), Arc::clone(&self.picture.result), ctx.clone());
            ctx.request_screenshot(move |image| {
                save(path, &result, &image);
                window.send_viewport_cmd(egui::ViewportCommand::Close);
            });
        }
        ctx.request_repaint_after(Duration::from_millis(50));
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
    }

    fn on_exit(&mut self) {
        self.app.on_exit();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }
}
