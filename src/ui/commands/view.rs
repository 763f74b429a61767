//! What the window shows, and how.

use egui::Key;

use super::super::icons;
use super::{Entry, ctrl};

pub(super) const LIST: &[Entry] = &[
    Entry::new("command.left", icons::SIDEBAR, |cx| cx.state.left = !cx.state.left)
        .keys(&[ctrl(Key::Num1)])
        .switch(|cx| cx.state.left)
        .also("panel sidebar 面板 图层"),
    Entry::new("command.bottom", icons::BOTTOM_BAR, |cx| cx.state.bottom = !cx.state.bottom)
        .keys(&[ctrl(Key::Num2)])
        .switch(|cx| cx.state.bottom)
        .also("panel 面板"),
    Entry::new("command.right", icons::SIDEBAR, |cx| cx.state.right = !cx.state.right)
        .keys(&[ctrl(Key::Num3)])
        .switch(|cx| cx.state.right)
        .also("panel sidebar 面板 指标"),
    Entry::new("command.text_larger", icons::PLUS, |cx| cx.state.set_text_size(1))
        .keys(&[ctrl(Key::Plus), ctrl(Key::Equals)])
        .also("zoom font size 字号 缩放"),
    Entry::new("command.text_smaller", icons::MINUS, |cx| cx.state.set_text_size(-1))
        .keys(&[ctrl(Key::Minus)])
        .also("zoom font size 字号 缩放"),
    Entry::new("command.text_usual", "", |cx| cx.state.set_text_size(0))
        .keys(&[ctrl(Key::Num0)])
        .also("zoom font size 字号 缩放"),
    Entry::new("command.reset_layout", icons::RESET, |cx| cx.state.reset_layout())
        .also("panels default 恢复 默认 面板"),
    Entry::new("command.dark", icons::MOON, |cx| cx.state.dark = !cx.state.dark)
        .switch(|cx| cx.state.dark)
        .also("theme light night 主题 浅色 夜间"),
    Entry::new("command.language", icons::TRANSLATE, |cx| cx.state.lang = cx.state.lang.other())
        .also("language english chinese 语言 英文 中文"),
];
