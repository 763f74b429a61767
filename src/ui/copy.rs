//! Copying: a table as text and as a table that a word processor takes, a part of the window as a picture.

use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};

use egui::{Context, Rect};

use crate::analysis::Analysis;
use crate::session::tables::{TableText, Which, table};

use super::context::{Command, Cx};
use super::i18n::Lang;
use super::state::{Chart, Remark};
use super::{chart, dated, ledger, plan, renewal, scenarios, scores};

/// A part of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The map with what lies on it.
    Map,
    /// The tables below it.
    Tables,
    /// The chart beside them.
    Chart,
    /// The indicators.
    Indicators,
}

/// Tables that can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Copied {
    /// The indicators.
    Indicators,
    /// The sub-districts.
    Zones,
    /// The gaps.
    Gaps,
    /// What the chart shows.
    Chart,
    /// The proposals of the scenario shown, with what each brings.
    Proposals,
    /// The problems of the ledger that are listed.
    Problems,
    /// The score sheets with their marks.
    Scores,
    /// The comments on proposals.
    Comments,
    /// Dated figures: two of them compared, or those kept.
    Dated,
    /// What a newer file changes.
    Renewal,
    /// Two scenarios beside one another.
    Compare,
}

/// Frames to wait before a picture is taken, so that menus and the palette are gone.
const WAIT: u8 = 3;

/// Copies for the panels, and remembers where they are.
#[derive(Default)]
pub(super) struct Copier {
    /// Where each part was shown last, in points.
    pub(super) places: BTreeMap<Part, Rect>,
    waiting: Option<(Part, u8)>,
    /// To the thread that holds the clipboard of the system; `None` where only text is put there.
    rich: Option<Sender<(TableText, Context)>>,
}

impl Copier {
    /// Puts tables onto the system's clipboard as tables as well, not as text alone.
    pub(super) fn make_rich(&mut self) {
        let (sender, tables) = channel::<(TableText, Context)>();
        std::thread::spawn(move || {
            // It serves what was copied as long as it lives, so it is kept until the window closes.
            let mut board: Option<arboard::Clipboard> = None;
            while let Ok((table, ctx)) = tables.recv() {
                if board.is_none() {
                    board = arboard::Clipboard::new().ok();
                }
                let text = table.tsv();
                let done = board.as_mut().is_some_and(|b| b.set().html(table.html(), Some(text.clone())).is_ok());
                if !done {
                    ctx.copy_text(text);
                    ctx.request_repaint();
                }
            }
        });
        self.rich = Some(sender);
    }

    /// Puts a table onto the clipboard.
    pub(super) fn table(&self, ctx: &Context, table: TableText) {
        let text = table.tsv();
        // A compositor of its own kind hears only from the window itself.
        let wayland = std::env::var_os("WAYLAND_DISPLAY").is_some();
        let sent = !wayland && self.rich.as_ref().is_some_and(|rich| rich.send((table, ctx.clone())).is_ok());
        if !sent {
            ctx.copy_text(text);
        }
    }

    /// Takes a picture of a part as soon as nothing lies over it.
    pub(super) fn picture(&mut self, part: Part) {
        self.waiting = Some((part, WAIT));
    }

    /// Once a frame: takes the picture that is due. Says what was taken.
    pub(super) fn tick(&mut self, ctx: &Context) -> Option<Part> {
        let (part, frames) = self.waiting?;
        if frames > 0 {
            self.waiting = Some((part, frames - 1));
            ctx.request_repaint();
            return None;
        }
        self.waiting = None;
        let place = *self.places.get(&part)?;
        let (window, scale) = (ctx.clone(), ctx.pixels_per_point());
        ctx.request_screenshot(move |image| {
            if let Some(cut) = cut(&image, place, scale) {
                window.copy_image(cut);
                window.request_repaint();
            }
        });
        Some(part)
    }
}

/// A part of a picture of the window; `None` where nothing of it is on the picture.
fn cut(image: &egui::ColorImage, place: Rect, scale: f32) -> Option<egui::ColorImage> {
    let [w, h] = image.size;
    let at = |v: f32, most: usize| (v * scale).round().clamp(0.0, most as f32) as usize;
    let (left, top) = (at(place.left(), w), at(place.top(), h));
    let (right, bottom) = (at(place.right(), w), at(place.bottom(), h));
    let size = [right.checked_sub(left)?, bottom.checked_sub(top)?];
    (size[0] > 0 && size[1] > 0).then(|| image.region_by_pixels([left, top], size))
}

/// Copies a table, where there is one. Figures that are not those of what is shown any more are not copied: it says so.
pub(super) fn copy(cx: &mut Cx<'_>, what: Copied) {
    if is_stale(cx, what) {
        return cx.ask(Command::Remark("copy.stale"));
    }
    let made = match what {
        Copied::Proposals => plan::table(cx),
        Copied::Problems => ledger::table(cx),
        Copied::Scores => scores::table(cx),
        Copied::Comments => ledger::comments_table(cx),
        Copied::Dated => dated::table(cx),
        Copied::Renewal => renewal::table(cx),
        Copied::Compare => scenarios::compare_table(cx),
        Copied::Indicators | Copied::Zones | Copied::Gaps | Copied::Chart => of_figures(cx, what),
    };
    cx.ask(made.map_or(Command::Remark("copy.nothing"), Command::CopyTable));
}

/// Whether what it shows waits for figures that are being computed.
fn is_stale(cx: &Cx<'_>, what: Copied) -> bool {
    match what {
        // What people wrote down, and figures as they were kept.
        Copied::Problems | Copied::Scores | Copied::Comments | Copied::Dated | Copied::Renewal => false,
        Copied::Proposals => cx.snap.stale || !plan::gains_current(cx),
        Copied::Compare => scenarios::compare_stale(cx),
        Copied::Chart if cx.state.chart == Chart::Years => scenarios::years_stale(cx),
        Copied::Chart if cx.state.chart == Chart::Compare => scenarios::compare_stale(cx),
        Copied::Indicators | Copied::Zones | Copied::Gaps | Copied::Chart => cx.snap.stale,
    }
}

/// A table of the figures shown.
fn of_figures(cx: &Cx<'_>, what: Copied) -> Option<TableText> {
    let (project, analysis) = cx.project().zip(cx.snap.analysis.as_ref())?;
    let english = cx.lang() == Lang::En;
    let of = |analysis: &Analysis, which| table(project, analysis, which, english);
    match what {
        Copied::Indicators => of(analysis, Which::Indicators),
        Copied::Zones => of(analysis, Which::Zones),
        Copied::Gaps => of(analysis, Which::Gaps),
        _ => chart::table(cx, analysis),
    }
}

/// A table whose columns of figures are named by their positions.
pub(super) fn as_table(title: &str, head: Vec<String>, figures: &[usize], rows: Vec<Vec<String>>) -> TableText {
    let right = (0..head.len()).map(|c| figures.contains(&c)).collect();
    TableText { title: title.to_owned(), head, right, rows, ..TableText::default() }
}

/// A number for a spreadsheet: with so many decimals, and nothing between thousands; empty for none.
pub(super) fn cell(value: Option<f64>, decimals: usize) -> String {
    value.map_or(String::new(), |v| format!("{:.decimals$}", v + 0.0))
}

/// The window's own remark that something is on the clipboard.
pub(super) fn remark(key: &'static str, now: f64) -> Remark {
    Remark { key, since: now }
}

/// Seconds that such a remark stays.
pub(super) const REMARK_STAYS: f64 = 3.0;

#[cfg(test)]
mod tests {
    use egui::{Color32, ColorImage, pos2};

    use super::*;

    #[test]
    fn a_part_is_cut_out_of_the_picture_in_its_own_points() {
        let mut image = ColorImage::filled([40, 20], Color32::WHITE);
        image.pixels[5 * 40 + 10] = Color32::BLACK;
        // Twice as many pixels as points.
        let part = cut(&image, Rect::from_min_max(pos2(5.0, 2.5), pos2(10.0, 7.5)), 2.0).unwrap();
        assert_eq!((part.size, part.pixels[0]), ([10, 10], Color32::BLACK));
        let beyond = cut(&image, Rect::from_min_max(pos2(15.0, -5.0), pos2(90.0, 90.0)), 2.0).unwrap();
        assert_eq!(beyond.size, [10, 20]);
        assert!(cut(&image, Rect::from_min_max(pos2(30.0, 30.0), pos2(40.0, 40.0)), 2.0).is_none());
    }
}
