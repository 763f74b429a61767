//! The panel below the map: tables on the left, a chart beside them where there is room.

use egui::{Ui, vec2};

use crate::session::snapshot::Severity;

use super::context::{Command, Cx};
use super::copy::{self, Copied, Part};
use super::state::{Chart, Tab};
use super::tab_row::TabItem;
use super::theme::size;
use super::{
    chart, dated, format, gaps, icons, import_report, inspector, ledger, messages, plan, renewal, scenarios, tab_row,
    table, widgets,
};

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let whole = ui.available_rect_before_wrap();
    let with_chart = whole.width() > 1000.0;
    cx.state.charts_beside = with_chart;
    let split = if with_chart { (whole.left() + whole.width() * 0.56).round() } else { whole.right() };
    let table = whole.with_max_x(split);
    cx.work.copier.places.insert(Part::Tables, table);
    cx.work.copier.places.remove(&Part::Chart);
    ui.scope_builder(egui::UiBuilder::new().max_rect(table.shrink2(vec2(size::MARGIN, 0.0))), |ui| {
        tables(ui, cx, with_chart);
    });
    if with_chart {
        ui.painter().vline(split, whole.y_range(), egui::Stroke::new(1.0, cx.p.line));
        cx.work.copier.places.insert(Part::Chart, whole.with_min_x(split + 1.0));
        let room = whole.with_min_x(split).shrink2(vec2(size::MARGIN, 0.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| charts(ui, cx));
    }
    ui.advance_cursor_after_rect(whole);
}

fn tables(ui: &mut Ui, cx: &mut Cx<'_>, with_chart: bool) {
    let gaps_n = cx.snap.analysis.as_ref().map_or(0, |a| a.gaps.len());
    let proposals_n = plan::count(cx.snap);
    let messages_n = cx.snap.messages.len();
    let trouble = cx.snap.messages.iter().any(|m| m.severity != Severity::Info);
    ui.horizontal(|ui| {
        ui.set_min_height(38.0);
        if with_chart && cx.state.tab == Tab::Charts {
            cx.state.tab = Tab::Gaps;
        }
        let with_count =
            |text: &str, n: usize| if n == 0 { text.to_owned() } else { format!("{text} {}", format::count(n)) };
        if with_chart && cx.state.tab == Tab::Charts {
            cx.state.tab = Tab::Gaps;
        }
        let mut tabs = vec![TabItem::new(Tab::Gaps, with_count(cx.tr("tab.gaps"), gaps_n))];
        if cx.snap.update.is_some() {
            tabs.push(TabItem { dot: true, ..TabItem::new(Tab::Renewal, cx.tr("tab.renewal")) });
        }
        if cx.state.scenes.comparing.is_some() {
            tabs.push(TabItem::new(Tab::Compare, cx.tr("tab.compare")));
        }
        tabs.push(TabItem::new(Tab::Proposals, with_count(cx.tr("place.tab"), proposals_n)));
        tabs.push(TabItem::new(Tab::Table, cx.tr("tab.table")));
        tabs.push(TabItem::new(Tab::Ledger, with_count(cx.tr("tab.ledger"), ledger::waiting(cx))));
        tabs.push(TabItem::new(Tab::Selection, cx.tr("tab.selection")));
        if !with_chart {
            tabs.push(TabItem::new(Tab::Charts, cx.tr("tab.charts")));
        }
        tabs.push(TabItem::new(Tab::Dated, with_count(cx.tr("tab.dated"), dated::count(cx))));
        tabs.push(TabItem::new(Tab::Import, cx.tr("tab.import")));
        let messages = TabItem::new(Tab::Messages, with_count(cx.tr("tab.messages"), messages_n));
        tabs.push(TabItem { dot: trouble, ..messages });
        // The buttons at the right edge of the row: a step up and down, copied as a table and as a picture.
        let steps = if cx.state.tab == Tab::Gaps && gaps_n > 0 { 124.0 } else { 0.0 };
        let copied = of_tab(cx);
        let steps = if copied.is_some() { 68.0 } else { steps };
        let room = ui.available_width() - steps;
        if let Some(tab) = tab_row::show(ui, &tabs, cx.state.tab, room, 18.0, cx.tr("tab.more")) {
            cx.state.tab = tab;
        }
        if cx.state.tab == Tab::Gaps && gaps_n > 0 {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                if widgets::icon_button(ui, icons::CARET_DOWN, cx.tr("gaps.next")).clicked() {
                    cx.ask(Command::Step(true));
                }
                if widgets::icon_button(ui, icons::CARET_UP, cx.tr("gaps.previous")).clicked() {
                    cx.ask(Command::Step(false));
                }
                buttons(ui, cx, Copied::Gaps, Part::Tables);
                if ui.available_width() > 90.0 {
                    widgets::muted(ui, cx.tr("gaps.step_hint"));
                }
            });
        } else if let Some(copied) = of_tab(cx) {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                buttons(ui, cx, copied, Part::Tables);
            });
        }
    });
    match cx.state.tab {
        Tab::Gaps => gaps::show(ui, cx),
        Tab::Proposals => plan::list(ui, cx),
        Tab::Table => table::show(ui, cx),
        Tab::Selection => inspector::show(ui, cx),
        Tab::Charts => charts(ui, cx),
        Tab::Ledger => ledger::show(ui, cx),
        Tab::Compare => scenarios::compare_tab(ui, cx),
        Tab::Dated => dated::show(ui, cx),
        Tab::Renewal => renewal::show(ui, cx),
        Tab::Import => import_report::show(ui, cx),
        Tab::Messages => messages::list(ui, cx),
    }
}

/// What the tab in front can be copied as, but for the gaps.
fn of_tab(cx: &Cx<'_>) -> Option<Copied> {
    let document = cx.snap.document.as_ref();
    match cx.state.tab {
        Tab::Proposals if plan::count(cx.snap) > 0 => Some(Copied::Proposals),
        Tab::Ledger => match cx.state.ledger.part {
            ledger::Part::Problems => document.filter(|d| !d.problems.is_empty()).map(|_| Copied::Problems),
            ledger::Part::Scores => document.filter(|d| !d.sheets.is_empty()).map(|_| Copied::Scores),
            ledger::Part::Comments => document.filter(|d| !d.comments.is_empty()).map(|_| Copied::Comments),
        },
        Tab::Dated if dated::count(cx) > 0 => Some(Copied::Dated),
        Tab::Renewal if cx.snap.update.is_some() => Some(Copied::Renewal),
        Tab::Compare if cx.state.scenes.comparing.is_some() => Some(Copied::Compare),
        _ => None,
    }
}

/// Copies what a part shows, as a table and as a picture; from right to left.
fn buttons(ui: &mut Ui, cx: &mut Cx<'_>, table: Copied, part: Part) {
    let (picture, as_table) = match table {
        Copied::Chart => ("copy.chart_picture", "copy.chart_table"),
        Copied::Proposals => ("copy.gaps_picture", "copy.proposals_table"),
        Copied::Problems => ("copy.gaps_picture", "copy.problems_table"),
        Copied::Scores => ("copy.gaps_picture", "copy.scores_table"),
        Copied::Comments => ("copy.gaps_picture", "copy.comments_table"),
        Copied::Dated => ("copy.gaps_picture", "copy.dated_table"),
        Copied::Renewal => ("copy.gaps_picture", "copy.renewal_table"),
        Copied::Compare => ("copy.gaps_picture", "copy.compare_table"),
        _ => ("copy.gaps_picture", "copy.gaps_table"),
    };
    if widgets::icon_button(ui, icons::CAMERA, cx.tr(picture)).clicked() {
        cx.ask(Command::CopyPicture(part));
    }
    if widgets::icon_button(ui, icons::CLIPBOARD, cx.tr(as_table)).clicked() {
        copy::copy(cx, table);
    }
}

fn charts(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal(|ui| {
        ui.set_min_height(38.0);
        let mut tabs = vec![TabItem::new(Chart::Years, cx.tr("chart.years"))];
        if cx.state.scenes.comparing.is_some() {
            tabs.insert(0, TabItem::new(Chart::Compare, cx.tr("chart.compare")));
        }
        for (which, key) in [
            (Chart::Coverage, "chart.coverage"),
            (Chart::Distance, "chart.distance"),
            (Chart::Classes, "chart.classes"),
            (Chart::Uncovered, "chart.uncovered"),
            (Chart::Reach, "chart.reach"),
        ] {
            tabs.push(TabItem::new(which, cx.tr(key)));
        }
        let room = ui.available_width() - if cx.snap.analysis.is_some() { 68.0 } else { 0.0 };
        if let Some(chart) = tab_row::show(ui, &tabs, cx.state.chart, room, 14.0, cx.tr("chart.more")) {
            cx.state.chart = chart;
        }
        if cx.snap.analysis.is_some() && ui.available_width() > 64.0 {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let part = if cx.work.copier.places.contains_key(&Part::Chart) { Part::Chart } else { Part::Tables };
                buttons(ui, cx, Copied::Chart, part);
            });
        }
    });
    chart::show(ui, cx);
}
