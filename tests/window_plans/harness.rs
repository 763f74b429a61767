//! A window around a running session, worked through accessible labels.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use fugai::session::{Action, Place, Session, Snapshot, Start, last_project};
use fugai::ui::{FugaiApp, Lang, Live, Options};

/// The window on a ground of its own; see `window_shell`.
pub(crate) struct Grounded(pub(crate) FugaiApp);

impl eframe::App for Grounded {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.0.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let ground = fugai::ui::theme::palette(self.0.state().dark).panel;
        ui.painter().rect_filled(ui.ctx().content_rect(), 0.0, ground);
        self.0.ui(ui, frame);
    }
}

pub(crate) struct Window {
    pub(crate) harness: Harness<'static, Grounded>,
    pub(crate) session: Arc<Session>,
}

/// The window as it opens without arguments, its data in a folder: the project that was open last, else the sample.
pub(crate) fn start(data: &Path, size: Vec2, lang: Lang) -> Window {
    let place = Place::Folder(data.to_owned());
    let first = last_project(data).map_or(Action::OpenSample, Action::OpenProject);
    let session = Arc::new(Session::start(Start { place, ..Start::default() }, || {}));
    session.send(first);
    let backend = Box::new(Live::new(Arc::clone(&session)));
    let harness = Harness::builder()
        .with_size(size)
        .with_max_steps(60)
        .with_context_setup(|ctx| {
            fugai::ui::fonts::install(ctx);
            fugai::ui::theme::install(ctx);
        })
        .wgpu()
        .build_eframe(move |cc| {
            let mut app = FugaiApp::new(cc, backend, Options { lang, dark: Some(false) });
            app.state_mut().today = "2024-06-15".parse().ok();
            Grounded(app)
        });
    let mut window = Window { harness, session };
    window.settled();
    window
}

pub(crate) fn open(data: &Path) -> Window {
    start(data, vec2(1600.0, 1000.0), Lang::Zh)
}

impl Window {
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.session.snapshot()
    }

    pub(crate) fn send(&mut self, action: impl Into<Action>) {
        self.session.send(action.into());
    }

    pub(crate) fn app(&self) -> &FugaiApp {
        &self.harness.state().0
    }

    /// Runs until the session is where it is wanted.
    pub(crate) fn until(&mut self, what: &str, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let begin = Instant::now();
        loop {
            self.harness.run_steps(2);
            let snapshot = self.snapshot();
            if wanted(&snapshot) {
                self.harness.run_steps(4);
                return snapshot;
            }
            let told: Vec<&str> = snapshot.messages.iter().map(|m| m.en.as_str()).collect();
            assert!(begin.elapsed() < Duration::from_mins(2), "{what} never came: {:?} {told:?}", snapshot.job);
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn settled(&mut self) -> Arc<Snapshot> {
        self.until("rest", |s| s.job.is_none() && s.analysis.is_some() && !s.stale)
    }

    pub(crate) fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }

    pub(crate) fn wait_for(&mut self, label: &str) {
        let begin = Instant::now();
        while !self.has(label) {
            self.harness.run_steps(2);
            assert!(begin.elapsed() < Duration::from_mins(1), "{label} never came");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn click(&mut self, label: &str) {
        let Some(node) = self.harness.query_all_by_label(label).next() else {
            let near: Vec<String> = self.labels(&label.chars().take(2).collect::<String>());
            panic!("nothing is labelled {label}; there are {near:?}")
        };
        node.click();
        self.harness.run_steps(4);
    }

    /// Takes the first thing whose name holds a text, as a screen reader does: a press on the middle of a row may land in
    /// a field of it.
    pub(crate) fn take(&mut self, part: &str) {
        let Some(node) = self.harness.query_all_by_label_contains(part).next() else { panic!("nothing says {part}") };
        node.click_accesskit();
        self.harness.run_steps(4);
    }

    pub(crate) fn click_part(&mut self, part: &str) {
        let Some(node) = self.harness.query_all_by_label_contains(part).next() else { panic!("nothing says {part}") };
        node.click();
        self.harness.run_steps(4);
    }

    /// Every label that holds a text.
    pub(crate) fn labels(&self, part: &str) -> Vec<String> {
        self.harness.query_all_by_label_contains(part).filter_map(|n| n.accesskit_node().label()).collect()
    }

    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(4);
    }

    /// Types a text into whatever has the keyboard.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.run_steps(4);
    }

    /// Gives a field the keyboard and types in place of what stands there.
    pub(crate) fn fill(&mut self, label: &str, text: &str) {
        let Some(node) = self.harness.query_all_by_label(label).find(|n| {
            let role = n.accesskit_node().role();
            matches!(role, egui::accesskit::Role::TextInput | egui::accesskit::Role::MultilineTextInput)
        }) else {
            panic!("no field is labelled {label}")
        };
        node.focus();
        self.harness.run_steps(4);
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.run_steps(2);
        self.type_text(text);
    }

    /// Closes the window and waits until its project is on the disk.
    pub(crate) fn close(self) {
        drop(self.harness);
        drop(self.session);
    }

    pub(crate) fn picture(&mut self, name: &str) {
        for _ in 0..200 {
            self.harness.run_steps(2);
            let settled = self.app().map().is_none_or(fugai::ui::map::MapPanel::settled);
            if settled {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let Some(folder) = std::env::var_os("FUGAI_PICTURES") else { return };
        let picture = self.harness.render().expect("a picture");
        picture.save(Path::new(&folder).join(format!("{name}.png"))).expect("saved");
    }
}
