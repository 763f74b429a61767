//! Explanations.

use egui::Key;

use super::super::icons;
use super::super::state::Sheet;
use super::{Entry, Modifiers, key, plain, with_project};

pub(super) const LIST: &[Entry] = &[
    Entry::new("command.keys", icons::KEYBOARD, |cx| {
        cx.state.sheet = if cx.state.sheet.is_some() { None } else { Some(Sheet::Keys) };
    })
    .keys(&[plain(Key::Questionmark), key(Modifiers::SHIFT, Key::Slash)])
    .over_sheets()
    .also("help shortcuts keyboard 帮助"),
    Entry::new("command.basis", icons::BOOK, |cx| cx.state.sheet = Some(Sheet::Basis))
        .when(with_project)
        .also("rules sources 规则 出处"),
];
