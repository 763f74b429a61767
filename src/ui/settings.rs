//! What the window remembers between runs: language, theme, text size, panels. Nothing of a project.
//!
//! One small file in the user's configuration folder, written whole beside the old one and then put in its place. A
//! file that is damaged or from another version is as good as none: the window then opens as at first.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::session::query::Query;

use super::export::Choices;
use super::i18n::Lang;
use super::state::State;

/// Sizes of text, as factors of the usual one.
pub const TEXT_SIZES: [f32; 6] = [0.85, 1.0, 1.15, 1.3, 1.5, 1.75];

/// What is remembered. Fields that a file lacks are as in a first window.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `zh` or `en`; `None` to go by the start.
    pub lang: Option<String>,
    /// Whether the dark theme is on; `None` to go by the system.
    pub dark: Option<bool>,
    /// Size of text, as a factor of the usual one.
    pub text_size: Option<f32>,
    /// Which panels are hidden: `left`, `bottom`, `right`.
    pub hidden: Vec<String>,
    /// Widths of the left and the right panel and height of the lower one, in points.
    pub panels: Sizes,
    /// Whether the legend of the map is unfolded; `None` to go by the room there is.
    pub legend: Option<bool>,
    /// By role, the columns of its attribute table that are hidden.
    pub hidden_columns: BTreeMap<String, BTreeSet<String>>,
    /// Width and height of the window in points.
    pub window: Option<[f32; 2]>,
    /// Whether the window fills the screen.
    pub maximized: bool,
    /// What is handed in, and how.
    pub export: Choices,
}

/// Sizes of panels in points; `None` as at first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sizes {
    /// Width of the layer panel.
    pub left: Option<f32>,
    /// Height of the table panel.
    pub bottom: Option<f32>,
    /// Width of the indicator panel.
    pub right: Option<f32>,
}

impl Settings {
    /// What a file holds; as in a first window where there is none or it is damaged. Figures out of all reason are
    /// left out.
    pub fn load(path: &Path) -> Self {
        let read = std::fs::read(path).ok().filter(|bytes| bytes.len() < 1 << 20);
        let mut it: Self = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let within = |least: f32, most: f32| move |v: &f32| (least..=most).contains(v);
        it.export = it.export.sound();
        it.text_size = it.text_size.filter(within(0.5, 3.0));
        it.panels.left = it.panels.left.filter(within(80.0, 2000.0));
        it.panels.right = it.panels.right.filter(within(80.0, 2000.0));
        it.panels.bottom = it.panels.bottom.filter(within(60.0, 2000.0));
        it.window = it.window.filter(|[w, h]| within(400.0, 20_000.0)(w) && within(300.0, 20_000.0)(h));
        it
    }

    /// Writes it: whole, beside the old one, then in its place.
    ///
    /// # Errors
    /// Where the folder or the file cannot be written; the old file is then as it was.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        std::fs::create_dir_all(folder)?;
        // Two windows may close at once: each writes a file of its own.
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        let written = std::fs::File::create(&beside).and_then(|mut file| {
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.sync_all()
        });
        written.and_then(|()| std::fs::rename(&beside, path)).inspect_err(|_| {
            // What was begun is of no use; that it could not be written is what is reported.
            let _ = std::fs::remove_file(&beside);
        })
    }

    /// What the window shows now.
    pub(super) fn of(state: &State) -> Self {
        let panels = [("left", state.left), ("bottom", state.bottom), ("right", state.right)];
        Self {
            lang: Some(state.lang.pick("zh", "en").to_owned()),
            dark: Some(state.dark),
            text_size: Some(state.text_size),
            hidden: panels.iter().filter(|(_, open)| !open).map(|(name, _)| (*name).to_owned()).collect(),
            panels: state.sizes,
            legend: state.legend,
            hidden_columns: state.hidden_columns.clone(),
            window: None,
            maximized: false,
            export: state.export.clone(),
        }
    }

    /// Makes the window as it was; the language only where nobody asked for one.
    pub(super) fn apply(&self, state: &mut State, lang_told: bool) {
        let shown = |name: &str| !self.hidden.iter().any(|h| h == name);
        state.left = shown("left");
        state.bottom = shown("bottom");
        state.right = shown("right");
        state.sizes = self.panels;
        state.legend = self.legend;
        state.hidden_columns.clone_from(&self.hidden_columns);
        state.text_size = self.text_size.unwrap_or(1.0);
        state.export = self.export.clone();
        if let Some(dark) = self.dark {
            state.dark = dark;
        }
        if let Some(lang) = self.lang.as_ref().and_then(|l| l.parse::<Lang>().ok()).filter(|_| !lang_told) {
            state.lang = lang;
        }
    }
}

/// Where the settings of this user are: the configuration folder of the system. `None` where there is none.
pub fn user_file() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let base = if cfg!(target_os = "windows") {
        folder("APPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))
    };
    Some(base?.join("fugai").join("window.json"))
}

/// Keeps the file up to date while the window is open.
pub(super) struct Keeper {
    path: PathBuf,
    kept: Settings,
    /// What is to be written, and since when it has been as it is, in seconds of the window's clock.
    wanted: Option<(Settings, f64)>,
    writes: u64,
    writing: Query<u64, ()>,
}

/// What changes is written once it has been left alone for so many seconds.
const REST: f64 = 1.0;

impl Keeper {
    pub(super) fn new(path: PathBuf, kept: Settings) -> Self {
        Self { path, kept, wanted: None, writes: 0, writing: Query::default() }
    }

    /// Sees what the window shows now, and writes it on a thread once it has come to rest. Says in how many seconds it
    /// wants to be asked again.
    pub(super) fn see(&mut self, now: Settings, clock: f64) -> Option<f64> {
        self.writing.poll();
        if now == self.kept {
            self.wanted = None;
            return None;
        }
        let since = match &self.wanted {
            Some((wanted, since)) if *wanted == now => *since,
            _ => clock,
        };
        if clock - since < REST {
            self.wanted = Some((now, since));
            return Some(REST - (clock - since));
        }
        self.wanted = None;
        self.kept = now.clone();
        self.writes += 1;
        let path = self.path.clone();
        // A folder that cannot be written only means that the window opens as at first next time.
        self.writing.ask(&self.writes, || {}, move |_| now.save(&path).ok());
        None
    }

    /// The size of the window that was last remembered.
    pub(super) fn window(&self) -> Option<[f32; 2]> {
        self.kept.window
    }

    /// Writes what has not been written: the window is closing.
    pub(super) fn close(&mut self) {
        if let Some((wanted, _)) = self.wanted.take() {
            // See above.
            let _ = wanted.save(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_what_is_loaded() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a/b/window.json");
        assert_eq!(Settings::load(&path), Settings::default());
        let mut state = State::new(Lang::En, true);
        state.left = false;
        state.sizes.right = Some(300.0);
        state.legend = Some(false);
        state.hidden_columns.insert("park".to_owned(), ["area".to_owned(), "field:年份".to_owned()].into());
        state.text_size = 1.3;
        let settings = Settings::of(&state);
        settings.save(&path).expect("saved");
        assert_eq!(Settings::load(&path), settings);
        let mut other = State::new(Lang::Zh, false);
        Settings::load(&path).apply(&mut other, false);
        assert_eq!(Settings::of(&other), settings);
        let mut told = State::new(Lang::Zh, false);
        Settings::load(&path).apply(&mut told, true);
        assert_eq!(told.lang, Lang::Zh);
        // Nothing is left beside it.
        assert_eq!(std::fs::read_dir(path.parent().expect("a folder")).expect("listed").count(), 1);
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("window.json");
        for text in ["", "{", "null", "[1,2]", "{\"dark\": \"perhaps\"}", "\u{0}\u{1}"] {
            std::fs::write(&path, text).expect("written");
            assert_eq!(Settings::load(&path), Settings::default(), "{text}");
        }
        std::fs::write(&path, r#"{"text_size": 1e9, "panels": {"left": -4}, "new": 1, "dark": true}"#)
            .expect("written");
        assert_eq!(Settings::load(&path), Settings { dark: Some(true), ..Settings::default() });
    }

    #[test]
    fn what_changes_is_written_once_it_rests() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("window.json");
        let mut keeper = Keeper::new(path.clone(), Settings::default());
        let moved = |left| Settings { panels: Sizes { left: Some(left), ..Sizes::default() }, ..Settings::default() };
        assert_eq!(keeper.see(moved(200.0), 0.0), Some(REST));
        assert_eq!(keeper.see(moved(210.0), 0.9), Some(REST));
        assert!(keeper.see(moved(210.0), 1.4).is_some_and(|s| s < REST) && !path.exists());
        assert_eq!(keeper.see(moved(210.0), 2.0), None);
        while keeper.writing.is_pending() {
            keeper.writing.poll();
        }
        assert_eq!(Settings::load(&path), moved(210.0));
        assert!(keeper.see(moved(220.0), 3.0).is_some());
        keeper.close();
        assert_eq!(Settings::load(&path), moved(220.0));
    }
}
