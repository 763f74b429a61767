//! What the window shows, and how.

use egui::Key;

use super::super::context::Cx;
use super::super::icons;
use super::super::state::{Chart, Tab};
use super::{Entry, ctrl, with_figures, with_project};

/// Shows a chart, wherever charts stand in a window of this width.
fn chart(cx: &mut Cx<'_>, which: Chart) {
    cx.state.chart = which;
    cx.state.bottom = true;
    if !cx.state.charts_beside {
        cx.state.tab = Tab::Charts;
    }
}

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
    Entry::new("command.zones_by_value", icons::SORT_BARS, |cx| cx.state.zones_by_value = !cx.state.zones_by_value)
        .when(with_figures)
        .switch(|cx| cx.state.zones_by_value)
        .also("order districts 排列 街道 分区"),
    Entry::new("command.chart_coverage", icons::SORT_BARS, |cx| chart(cx, Chart::Coverage))
        .when(with_project)
        .also("graph bars zones 柱状图 分区"),
    Entry::new("command.chart_distance", icons::CHART_LINE, |cx| chart(cx, Chart::Distance))
        .when(with_project)
        .also("graph curve 曲线图 累计"),
    Entry::new("command.chart_classes", icons::SORT_BARS, |cx| chart(cx, Chart::Classes))
        .when(with_project)
        .also("graph bars facilities 柱状图 等级"),
    Entry::new("command.chart_uncovered", icons::SORT_BARS, |cx| chart(cx, Chart::Uncovered))
        .when(with_project)
        .also("graph bars zones 柱状图 分区"),
    Entry::new("command.chart_reach", icons::SORT_BARS, |cx| chart(cx, Chart::Reach))
        .when(with_project)
        .also("graph gaps short 柱状图 盲区 差距"),
    Entry::new("command.years_chart", icons::CHART_LINE, |cx| chart(cx, Chart::Years))
        .when(with_project)
        .also("build-out curve 达标 建设"),
    Entry::new("command.text_larger", icons::PLUS, |cx| cx.state.set_text_size(1))
        .keys(&[ctrl(Key::Plus), ctrl(Key::Equals)])
        .also("zoom font size 字号 缩放"),
    Entry::new("command.text_smaller", icons::MINUS, |cx| cx.state.set_text_size(-1))
        .keys(&[ctrl(Key::Minus)])
        .also("zoom font size 字号 缩放"),
    Entry::new("command.text_usual", "", |cx| cx.state.set_text_size(0))
        .keys(&[ctrl(Key::Num0)])
        .also("zoom font size 字号 缩放"),
    Entry::new("command.all_columns", icons::LIST, |cx| cx.state.hidden_columns.clear())
        .when(|cx| cx.state.hidden_columns.values().any(|hidden| !hidden.is_empty()))
        .also("table attributes hidden 属性表 隐藏"),
    Entry::new("command.reset_layout", icons::RESET, |cx| cx.state.reset_layout())
        .also("panels default 恢复 默认 面板"),
    Entry::new("command.dark", icons::MOON, |cx| cx.state.dark = !cx.state.dark)
        .switch(|cx| cx.state.dark)
        .also("theme light night 主题 浅色 夜间"),
    Entry::new("command.language", icons::TRANSLATE, |cx| cx.state.lang = cx.state.lang.other())
        .also("language english chinese 语言 英文 中文"),
];
