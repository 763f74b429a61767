//! The one table of commands. The menu, the palette, the sheet of shortcuts and the keys are all made from it.
//!
//! To add a command: one [`Entry`] in the list of its group, and its name under `[command]` in the table of texts.

mod copy;
mod file;
mod go;
mod help;
mod keys;
mod made;
mod map;
mod plan;
mod view;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::context::Cx;
use super::icons;

pub(super) use keys::{label, names_of, pressed};
pub(super) use made::{Made, made};

/// Where a command stands in the menu and on the sheet of shortcuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// Layers in, results out.
    File,
    /// What the window shows.
    View,
    /// The map.
    Map,
    /// From thing to thing.
    Go,
    /// Placing and the steps back; scenarios by year, the ledger, dated figures.
    Plan,
    /// Onto the clipboard.
    Copy,
    /// Explanations.
    Help,
}

impl Group {
    /// All of them, in the order of the menu.
    pub(super) const ALL: [Self; 7] = [Self::File, Self::Copy, Self::Go, Self::Plan, Self::Map, Self::View, Self::Help];

    /// Its name in the table of texts.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::File => "command_group.file",
            Self::View => "command_group.view",
            Self::Map => "command_group.map",
            Self::Go => "command_group.go",
            Self::Plan => "command_group.plan",
            Self::Copy => "command_group.copy",
            Self::Help => "command_group.help",
        }
    }

    fn list(self) -> &'static [Entry] {
        match self {
            Self::File => file::LIST,
            Self::View => view::LIST,
            Self::Map => map::LIST,
            Self::Go => go::LIST,
            Self::Plan => plan::LIST,
            Self::Copy => copy::LIST,
            Self::Help => help::LIST,
        }
    }
}

/// A command: what it is called, when it applies, what it does.
pub(super) struct Entry {
    /// Its identifier and the key of its name in the table of texts: `command.…`.
    pub(super) name: &'static str,
    /// Other names it is found by, in either language; none is shown.
    pub(super) also: &'static str,
    /// Its icon; empty for none.
    pub(super) icon: &'static str,
    /// Its shortcuts; the first is the one shown.
    pub(super) keys: &'static [KeyboardShortcut],
    /// Whether it applies now. One that does not is shown faint and does nothing.
    pub(super) when: fn(&Cx<'_>) -> bool,
    /// For what is on or off: whether it is on.
    pub(super) on: Option<fn(&Cx<'_>) -> bool>,
    /// Whether its keys work while a sheet lies over the window.
    pub(super) over_sheets: bool,
    /// What it does: changes the state of the window, or asks for something.
    pub(super) run: fn(&mut Cx<'_>),
}

impl Entry {
    /// A command that always applies.
    pub(super) const fn new(name: &'static str, icon: &'static str, run: fn(&mut Cx<'_>)) -> Self {
        Self { name, also: "", icon, keys: &[], when: always, on: None, over_sheets: false, run }
    }

    /// With shortcuts.
    pub(super) const fn keys(self, keys: &'static [KeyboardShortcut]) -> Self {
        Self { keys, ..self }
    }

    /// Found by other names as well.
    pub(super) const fn also(self, also: &'static str) -> Self {
        Self { also, ..self }
    }

    /// Applies only then.
    pub(super) const fn when(self, when: fn(&Cx<'_>) -> bool) -> Self {
        Self { when, ..self }
    }

    /// A switch, which is on or off.
    pub(super) const fn switch(self, on: fn(&Cx<'_>) -> bool) -> Self {
        Self { on: Some(on), ..self }
    }

    /// Its keys work while a sheet lies over the window.
    pub(super) const fn over_sheets(self) -> Self {
        Self { over_sheets: true, ..self }
    }

    /// Its name in the language of the window.
    pub(super) fn title(&self, cx: &Cx<'_>) -> &'static str {
        cx.tr(self.name)
    }

    /// Does it, where it applies; says whether it did.
    pub(super) fn run(&self, cx: &mut Cx<'_>) -> bool {
        let applies = (self.when)(cx);
        if applies {
            (self.run)(cx);
        }
        applies
    }
}

/// Every command with its group, in the order of the menu.
pub(super) fn all() -> impl Iterator<Item = (Group, &'static Entry)> {
    Group::ALL.into_iter().flat_map(|g| g.list().iter().map(move |e| (g, e)))
}

/// The command of this name.
#[cfg(test)]
pub(super) fn by_name(name: &str) -> Option<&'static Entry> {
    all().map(|(_, e)| e).find(|e| e.name == name)
}

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const fn plain(k: Key) -> KeyboardShortcut {
    key(Modifiers::NONE, k)
}

const fn ctrl(k: Key) -> KeyboardShortcut {
    key(Modifiers::COMMAND, k)
}

const CTRL_SHIFT: Modifiers = Modifiers { alt: false, ctrl: false, shift: true, mac_cmd: false, command: true };

fn always(_: &Cx<'_>) -> bool {
    true
}

fn with_project(cx: &Cx<'_>) -> bool {
    cx.project().is_some()
}

fn with_figures(cx: &Cx<'_>) -> bool {
    cx.can_export()
}

fn with_selection(cx: &Cx<'_>) -> bool {
    cx.selected().is_some()
}

fn with_gaps(cx: &Cx<'_>) -> bool {
    cx.snap.analysis.as_ref().is_some_and(|a| !a.gaps.is_empty())
}

/// The icon shown beside a command without one of its own.
pub(super) const NO_ICON: &str = icons::CARET_RIGHT;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ui::i18n;

    #[test]
    fn every_command_has_a_name_of_its_own_and_no_two_share_a_key() {
        let mut names = BTreeSet::new();
        let mut keys = BTreeSet::new();
        for (group, entry) in all() {
            assert!(i18n::has(entry.name) && i18n::has(group.key()), "{} has no text", entry.name);
            assert!(entry.name.starts_with("command."), "{}", entry.name);
            assert!(names.insert(entry.name), "{} is there twice", entry.name);
            for shortcut in entry.keys {
                // Two keys of one command may be written alike, as + with and without Shift.
                let written = (label(*shortcut), entry.name);
                let taken = keys.iter().any(|(l, n)| *l == written.0 && *n != written.1);
                assert!(!taken, "{} is taken twice", written.0);
                keys.insert(written);
            }
        }
        assert!(names.len() > 20 && by_name("command.palette").is_some());
        // And no name is left over in the table of texts.
        for (text, _) in i18n::entries().filter(|(k, _)| k.starts_with("command.")) {
            assert!(names.contains(text), "{text} names no command");
        }
    }

    #[test]
    fn keys_that_a_text_field_needs_are_not_taken_from_it() {
        for (_, entry) in all() {
            for shortcut in entry.keys {
                assert!(keys::suits(*shortcut), "{}", entry.name);
            }
        }
    }
}
