//! From pointer, wheel and keys to movements of the view.

use egui::{CursorIcon, Key, Modifiers, PointerButton, Rect as UiRect, Response, Ui, Vec2};

use super::view::View;

/// What the user did to the view in a frame.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Moves {
    pub(crate) pan: Vec2,
    /// A factor (above 1: closer) and the point it is about, from the middle of the canvas.
    pub(crate) zoom: Option<(f64, Vec2)>,
    pub(crate) fit_all: bool,
    pub(crate) fit_selection: bool,
    /// One step back was asked for.
    pub(crate) back: bool,
    /// What is drawn was said to be finished.
    pub(crate) finish: bool,
}

/// One notch of a wheel scrolls 40 to 50 points; it zooms by about a quarter.
const ZOOM_A_POINT: f64 = 0.005;
/// How much a button or a key zooms.
pub const ZOOM_STEP: f64 = 1.6;

/// Reads what concerns the view. `draws`: a drag with the main button draws or moves something; `sets`: clicks set
/// something down.
pub(crate) fn read(ui: &Ui, response: &Response, rect: UiRect, draws: bool, sets: bool) -> Moves {
    let mut moves = Moves::default();
    let middle = rect.center();
    let mut factor = 1.0;
    let mut anchor = Vec2::ZERO;

    let held = !draws || ui.input(|i| i.key_down(Key::Space));
    if held && response.dragged_by(PointerButton::Primary) || response.dragged_by(PointerButton::Middle) {
        moves.pan += response.drag_delta();
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    }
    if response.contains_pointer() {
        let (scroll, pinch, source) = ui.input(|i| (i.smooth_scroll_delta(), i.zoom_delta(), i.scroll_source()));
        if let Some(at) = response.hover_pos().or_else(|| ui.input(|i| i.pointer.latest_pos())) {
            anchor = at - middle;
        }
        factor *= f64::from(pinch);
        if source == Some(egui::MouseWheelSource::Trackpad) {
            moves.pan += scroll;
        } else {
            factor *= (f64::from(scroll.y) * ZOOM_A_POINT).exp();
        }
        if response.double_clicked() && !sets {
            factor *= 2.0;
        }
    }

    let listens = response.has_focus() || ui.memory(|m| m.focused().is_none());
    if listens && !ui.ctx().egui_wants_keyboard_input() || response.has_focus() {
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let any =
            |keys: &[Key]| keys.iter().any(|&k| pressed(k) || ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, k)));
        let mut by_key = 1.0;
        if any(&[Key::Plus, Key::Equals]) {
            by_key *= ZOOM_STEP;
        }
        if any(&[Key::Minus]) {
            by_key /= ZOOM_STEP;
        }
        if by_key != 1.0 {
            factor *= by_key;
            anchor = Vec2::ZERO;
        }
        moves.fit_all = pressed(Key::Home);
        moves.fit_selection = pressed(Key::F);
        // Esc closes an open menu first.
        let menu = egui::Popup::is_any_open(ui.ctx());
        moves.back = !menu && pressed(Key::Escape) || sets && pressed(Key::Backspace);
        moves.finish = sets && pressed(Key::Enter);
        if response.has_focus() {
            let step = 0.125 * rect.width().min(rect.height());
            for (key, way) in [
                (Key::ArrowLeft, Vec2::new(step, 0.0)),
                (Key::ArrowRight, Vec2::new(-step, 0.0)),
                (Key::ArrowUp, Vec2::new(0.0, step)),
                (Key::ArrowDown, Vec2::new(0.0, -step)),
            ] {
                if pressed(key) {
                    moves.pan += way;
                }
            }
        }
    }
    if factor != 1.0 {
        moves.zoom = Some((factor, anchor));
    }
    moves
}

/// Moves the view; tells whether it moved.
pub(crate) fn apply(view: &mut View, moves: &Moves, _rect: UiRect) -> bool {
    let before = *view;
    if moves.pan != Vec2::ZERO {
        view.pan(moves.pan);
    }
    if let Some((factor, anchor)) = moves.zoom {
        view.zoom(factor, anchor);
    }
    *view != before
}
