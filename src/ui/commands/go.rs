//! From thing to thing.

use egui::Key;

use super::super::context::{Command, Cx};
use super::super::icons;
use super::super::state::Tab;
use super::{CTRL_SHIFT, Entry, ctrl, key, plain, with_gaps, with_project, with_selection};

fn palette(cx: &mut Cx<'_>) {
    cx.toggle_palette();
}

pub(super) const LIST: &[Entry] = &[
    Entry::new("command.palette", icons::COMMAND, palette).keys(&[ctrl(Key::K), key(CTRL_SHIFT, Key::P)]).over_sheets(),
    Entry::new("command.search", icons::SEARCH, |cx| cx.work.search.call())
        .keys(&[ctrl(Key::F)])
        .when(with_project)
        .also("find jump coordinate 坐标 定位 跳转"),
    Entry::new("command.next_gap", icons::CARET_DOWN, |cx| cx.ask(Command::Step(true)))
        .keys(&[plain(Key::J)])
        .when(with_gaps),
    Entry::new("command.previous_gap", icons::CARET_UP, |cx| cx.ask(Command::Step(false)))
        .keys(&[plain(Key::K)])
        .when(with_gaps),
    Entry::new("command.copy_place", icons::COPY, |cx| cx.ask(Command::CopyPlace))
        .keys(&[key(CTRL_SHIFT, Key::C)])
        .when(with_selection),
    Entry::new("command.clear_selection", icons::CLOSE, |cx| cx.ask(Command::Select(None))).when(with_selection),
    Entry::new("command.show_gaps", icons::POLYGON, |cx| cx.show_tab(Tab::Gaps)).when(with_project),
    Entry::new("command.show_table", icons::LIST, |cx| cx.show_tab(Tab::Table))
        .keys(&[ctrl(Key::T)])
        .when(with_project)
        .also("attributes fields 字段"),
    Entry::new("command.show_selection", icons::INFO, |cx| cx.show_tab(Tab::Selection)).when(with_project),
    Entry::new("command.show_import", icons::FILE_TEXT, |cx| cx.show_tab(Tab::Import)).when(with_project),
    Entry::new("command.show_messages", icons::WARNING, |cx| cx.show_tab(Tab::Messages)),
];
