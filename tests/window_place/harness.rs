//! A window around a running session with the sample district, and hands to work it with.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use fugai::analysis::{Analysis, IndicatorId, Quantity, analyse};
use fugai::geom::Coord;
use fugai::model::plan::Proposal;
use fugai::session::{Action, Session, Snapshot, Start};
use fugai::ui::{FugaiApp, Lang, Live, Options};

pub(crate) struct Window {
    pub(crate) harness: Harness<'static, FugaiApp>,
    pub(crate) session: Arc<Session>,
}

/// The window with the sample district, analysed and drawn.
pub(crate) fn open() -> Window {
    open_as(Options { lang: Lang::Zh, dark: Some(false) })
}

pub(crate) fn open_as(options: Options) -> Window {
    let session = Arc::new(Session::start(Start::default(), || {}));
    session.send(Action::OpenSample);
    let backend = Live::new(Arc::clone(&session));
    let harness = Harness::builder()
        .with_size(vec2(1440.0, 900.0))
        .with_max_steps(60)
        .with_context_setup(|ctx| {
            fugai::ui::fonts::install(ctx);
            fugai::ui::theme::install(ctx);
        })
        .wgpu()
        .build_eframe(move |cc| FugaiApp::new(cc, Box::new(backend), options));
    let mut window = Window { harness, session };
    window.settle();
    window
}

impl Window {
    pub(crate) fn app(&self) -> &FugaiApp {
        self.harness.state()
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.session.snapshot()
    }

    /// Runs until the figures are those of the project and the map is drawn.
    pub(crate) fn settle(&mut self) {
        self.until("the window stands still", |w| w.app().is_settled());
    }

    /// Runs until something holds.
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begin = Instant::now();
        let mut still = 0;
        while begin.elapsed() < Duration::from_mins(3) {
            self.harness.run_steps(2);
            self.harness.render().expect("a picture");
            still = if holds(self) { still + 1 } else { 0 };
            if still == 3 {
                self.harness.run_steps(2);
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.keep("stuck");
        panic!("never: {what}");
    }

    pub(crate) fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }

    pub(crate) fn wait_for(&mut self, label: &str) {
        self.until(label, |w| w.has(label));
    }

    /// The first label that holds a text.
    pub(crate) fn label_of(&self, part: &str) -> String {
        let node = self.harness.query_all_by_label_contains(part).next();
        // What a label says is its value.
        let said = node.and_then(|n| n.accesskit_node().label().or_else(|| n.accesskit_node().value()));
        said.unwrap_or_else(|| panic!("nothing says {part}"))
    }

    /// Clicks the first thing whose label holds a text.
    pub(crate) fn click(&mut self, part: &str) {
        let Some(node) = self.harness.query_all_by_label_contains(part).next() else {
            self.keep("not_found");
            panic!("nothing says {part}")
        };
        node.click();
        self.harness.run_steps(4);
    }

    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(4);
    }

    /// Types a text into the field of this name, in place of what is there.
    pub(crate) fn type_into(&mut self, label: &str, text: &str) {
        let node = self.harness.query_all_by_label(label).find(|n| {
            n.accesskit_node().role() == egui::accesskit::Role::TextInput
                || n.accesskit_node().role() == egui::accesskit::Role::MultilineTextInput
        });
        let Some(node) = node else {
            self.keep("no_field");
            panic!("no field {label}")
        };
        node.focus();
        self.harness.run_steps(2);
        self.press(Modifiers::COMMAND, Key::A);
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.run_steps(3);
    }

    /// Where a position lies on the screen.
    pub(crate) fn on_screen(&self, at: Coord) -> Pos2 {
        let view = self.app().map().unwrap().view().expect("the map has data");
        let middle = self.harness.get_by_label("地图").rect().center();
        let offset = (at - view.center) / view.metres_per_point;
        middle + vec2(offset.x as f32, -offset.y as f32)
    }

    pub(crate) fn hover(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.harness.run_steps(2);
    }

    pub(crate) fn button(&mut self, at: Pos2, button: PointerButton, pressed: bool) {
        let modifiers = Modifiers::NONE;
        self.harness.event_modifiers(egui::Event::PointerButton { pos: at, button, pressed, modifiers }, modifiers);
        self.harness.step();
    }

    pub(crate) fn click_at(&mut self, at: Pos2) {
        self.click_with(at, PointerButton::Primary);
    }

    pub(crate) fn click_with(&mut self, at: Pos2, button: PointerButton) {
        self.hover(at);
        self.button(at, button, true);
        self.button(at, button, false);
        // Longer than a double click.
        self.harness.run_steps(30);
    }

    /// Presses, moves there in steps, and stays pressed.
    pub(crate) fn pull(&mut self, from: Pos2, to: Pos2) {
        self.hover(from);
        self.button(from, PointerButton::Primary, true);
        for i in 1..=8 {
            let at = from + (to - from) * (i as f32 / 8.0);
            self.harness.event(egui::Event::PointerMoved(at));
            self.harness.step();
        }
    }

    pub(crate) fn release(&mut self, at: Pos2) {
        self.button(at, PointerButton::Primary, false);
        self.harness.run_steps(3);
    }

    pub(crate) fn proposals(&self) -> Vec<Arc<Proposal>> {
        let snapshot = self.snapshot();
        let Some(id) = snapshot.scenario else { return Vec::new() };
        snapshot.document.as_ref().unwrap().scenario(id).map(|s| s.proposals.clone()).unwrap_or_default()
    }

    pub(crate) fn coverage(&self) -> Quantity {
        let snapshot = self.snapshot();
        assert!(!snapshot.stale);
        coverage_of(snapshot.analysis.as_ref().unwrap())
    }

    /// For looking at: writes a picture where FUGAI_PICTURES says.
    pub(crate) fn keep(&mut self, name: &str) {
        if let Some(dir) = std::env::var_os("FUGAI_PICTURES") {
            let image = self.harness.render().expect("a picture");
            image.save(std::path::Path::new(&dir).join(name).with_extension("png")).expect("the folder can be written");
        }
    }
}

pub(crate) fn coverage_of(analysis: &Analysis) -> Quantity {
    analysis.indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap()
}

/// The project that is shown, analysed from the beginning.
pub(crate) fn from_scratch(window: &Window) -> Analysis {
    analyse(window.snapshot().project.as_ref().unwrap(), &()).unwrap()
}
