//! Opens the native window.

use super::app::{FugaiApp, Options};
use super::backend::Backend;

/// The window could not be opened: no display, or no graphics driver.
#[derive(Debug, thiserror::Error)]
#[error("the window could not be opened: {0}")]
pub struct WindowError(#[from] eframe::Error);

/// Opens the window and returns when it is closed. To be called on the main thread.
///
/// `start` is given a function that wakes the window, to be called from any thread whenever there is something new to
/// show, and returns what keeps the project.
pub fn run<B: Backend + 'static>(
    options: Options,
    start: impl FnOnce(Box<dyn Fn() + Send + Sync>) -> B + 'static,
) -> Result<(), WindowError> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Fugai 覆盖")
        .with_app_id("fugai")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([900.0, 600.0])
        .with_icon(icon())
        .with_drag_and_drop(true);
    let native = eframe::NativeOptions { viewport, centered: true, ..eframe::NativeOptions::default() };
    eframe::run_native(
        "fugai",
        native,
        Box::new(move |cc| {
            let ctx = cc.egui_ctx.clone();
            let backend = start(Box::new(move || ctx.request_repaint()));
            Ok(Box::new(FugaiApp::new(cc, Box::new(backend), options)))
        }),
    )?;
    Ok(())
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
