//! The map.

use egui::Key;

use super::super::context::Command;
use super::super::map::{MapView, Tool, ZOOM_STEP};
use super::super::{icons, inspector};
use super::{Entry, plain, with_project, with_selection};

pub(super) const LIST: &[Entry] = &[
    Entry::new("command.fit_all", icons::FRAME, |cx| cx.ask(Command::FitAll))
        .keys(&[plain(Key::Home)])
        .when(with_project)
        .also("zoom everything 缩放"),
    Entry::new("command.fit_selection", icons::SELECTION, |cx| cx.ask(Command::FitSelection))
        .keys(&[plain(Key::F)])
        .when(with_selection)
        .also("zoom 定位"),
    Entry::new("command.zoom_in", icons::PLUS, |cx| cx.ask(Command::Zoom(ZOOM_STEP)))
        .keys(&[plain(Key::Plus), plain(Key::Equals)])
        .when(with_project)
        .also("closer larger 拉近 放大"),
    Entry::new("command.zoom_out", icons::MINUS, |cx| cx.ask(Command::Zoom(1.0 / ZOOM_STEP)))
        .keys(&[plain(Key::Minus)])
        .when(with_project)
        .also("farther smaller 拉远 缩小"),
    Entry::new("command.tool_select", "", |cx| cx.ask(Command::Tool(Tool::Select)))
        .keys(&[plain(Key::V)])
        .when(with_project)
        .also("pointer 指针"),
    Entry::new("command.tool_rectangle", "", |cx| cx.ask(Command::Tool(Tool::Rectangle)))
        .keys(&[plain(Key::R)])
        .when(with_project)
        .also("box 矩形"),
    Entry::new("command.tool_lasso", "", |cx| cx.ask(Command::Tool(Tool::Lasso)))
        .keys(&[plain(Key::L)])
        .when(with_project)
        .also("polygon 圈选"),
    Entry::new("command.tool_distance", "", |cx| cx.ask(Command::Tool(Tool::Distance)))
        .keys(&[plain(Key::M)])
        .when(with_project)
        .also("ruler length 测距 量算"),
    Entry::new("command.tool_area", "", |cx| cx.ask(Command::Tool(Tool::Area)))
        .keys(&[plain(Key::A)])
        .when(with_project)
        .also("measure hectares 测面积 量算"),
    Entry::new("command.tool_why", icons::QUESTION, |cx| cx.ask(Command::Tool(Tool::Why)))
        .keys(&[plain(Key::W)])
        .when(with_project)
        .also("explain covered 解释 覆盖 盲区"),
    Entry::new("command.view_coverage", "", |cx| cx.state.overlays.view = MapView::Coverage)
        .switch(|cx| cx.state.overlays.view == MapView::Coverage),
    Entry::new("command.view_depth", "", |cx| cx.state.overlays.view = MapView::Depth)
        .switch(|cx| cx.state.overlays.view == MapView::Depth)
        .also("overlap 重叠"),
    Entry::new("command.view_distance", "", |cx| cx.state.overlays.view = MapView::Distance)
        .switch(|cx| cx.state.overlays.view == MapView::Distance)
        .also("nearest 最近"),
    Entry::new("command.coverage", icons::HOUSE, |cx| cx.state.overlays.coverage = !cx.state.overlays.coverage)
        .switch(|cx| cx.state.overlays.coverage),
    Entry::new("command.service_areas", icons::CROSSHAIR, |cx| {
        cx.state.overlays.service_areas = !cx.state.overlays.service_areas;
    })
    .switch(|cx| cx.state.overlays.service_areas),
    Entry::new("command.labels", icons::PIN, |cx| cx.state.overlays.labels = !cx.state.overlays.labels)
        .switch(|cx| cx.state.overlays.labels),
    Entry::new("command.legend", icons::STACK, |cx| cx.state.legend = Some(cx.state.legend == Some(false)))
        .when(with_project)
        .switch(|cx| cx.state.legend != Some(false))
        .also("key colours 颜色 说明"),
    Entry::new("command.why_selection", icons::QUESTION, inspector::ask_why)
        .when(inspector::can_ask_why)
        .also("explain covered 解释 覆盖 盲区"),
];
