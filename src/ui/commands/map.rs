//! The map.

use egui::Key;

use super::super::context::Command;
use super::super::icons;
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
    Entry::new("command.coverage", icons::HOUSE, |cx| cx.state.overlays.coverage = !cx.state.overlays.coverage)
        .switch(|cx| cx.state.overlays.coverage),
    Entry::new("command.service_areas", icons::CROSSHAIR, |cx| {
        cx.state.overlays.service_areas = !cx.state.overlays.service_areas;
    })
    .switch(|cx| cx.state.overlays.service_areas),
    Entry::new("command.labels", icons::PIN, |cx| cx.state.overlays.labels = !cx.state.overlays.labels)
        .switch(|cx| cx.state.overlays.labels),
];
