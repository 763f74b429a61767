//! The whole window with its panels, parks, and the served and unserved land of the city.

use std::sync::Arc;
use std::time::Duration;

use egui::{Pos2, pos2, vec2};
use fugai::geom::Coord;
use fugai::session::{Action, Snapshot};
use fugai::ui::i18n::Lang;
use fugai::ui::map::MapPanel;
use fugai::ui::{Backend, FugaiApp, Options};

use super::figures::{Goal, Row, least_and_middle, memory, ms, processor, rate, spread};
use super::{RUNS, SIZE, screen::Screen};

/// Keeps a project that never changes.
struct Still(Arc<Snapshot>);

impl Backend for Still {
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0)
    }

    fn send(&self, _action: Action) {}

    fn to_degrees(&self, _at: Coord) -> Option<(f64, f64)> {
        None
    }

    fn to_plane(&self, _lon: f64, _lat: f64) -> Option<Coord> {
        None
    }
}

type Window = Screen<FugaiApp>;

const MIDDLE: Pos2 = pos2(620.0, 300.0);
/// Notches of the wheel from the whole city to each view.
const NOTCHES: [u32; 4] = [0, 6, 12, 20];

fn settled(app: &FugaiApp) -> bool {
    app.map().is_some_and(MapPanel::settled)
}

pub(crate) fn measure(snapshot: Snapshot) -> Vec<Row> {
    let bare = memory("self", "VmRSS");
    let snapshot = Arc::new(snapshot);
    let look = Options { lang: Lang::Zh, dark: Some(false) };
    let mut window = Screen::open(SIZE, false, |cc| FugaiApp::new(cc, Box::new(Still(snapshot)), look));
    let mut rows = vec![Row::new("drawn by", Goal::None, 0.0, window.adapter())];
    let first = window.frame();
    let (sharp, longest) = window.until(settled);
    rows.push(Row::new(
        "the whole window from nothing",
        Goal::None,
        0.0,
        format!(
            "first frame {:.0} ms, map sharp after {:.0} ms, longest frame {:.0} ms",
            ms(first),
            ms(sharp),
            ms(longest)
        ),
    ));
    for _ in 0..60 {
        window.frame();
    }
    let mut now = 0;
    for notches in NOTCHES {
        while now < notches {
            window.move_to(MIDDLE);
            window.wheel(1.0);
            for _ in 0..4 {
                window.frame();
            }
            now += 1;
        }
        window.until(settled);
        for _ in 0..40 {
            window.frame();
        }
        let still: Vec<Duration> = (0..20).map(|_| window.frame()).collect();
        rows.push(pan(&mut window, spread(&still)[0]));
    }
    for _ in 0..NOTCHES[NOTCHES.len() - 1] {
        window.wheel(-1.0);
        for _ in 0..4 {
            window.frame();
        }
    }
    window.until(settled);
    rows.extend(zoom(&mut window));
    rows.push(Row::new(
        "memory of the bench with the whole window",
        Goal::AtMost(800.0, "MB"),
        memory("self", "VmRSS"),
        format!("{:.0} MB, of which {bare:.0} MB for the city and its figures", memory("self", "VmRSS")),
    ));
    rows
}

/// Drags the map about, several times; `still` is what a frame without change takes in ms.
fn pan(window: &mut Window, still: f64) -> Row {
    let at = window.app.map().and_then(MapPanel::view).map_or(0.0, |v| v.metres_per_point);
    let mut best: Option<(f64, [f64; 3], f64)> = None;
    let mut slow = Vec::new();
    for run in 0..RUNS {
        // There and back, so that every run begins where the first did.
        let step = if run % 2 == 0 { vec2(4.0, -3.0) } else { vec2(-4.0, 3.0) };
        window.move_to(MIDDLE);
        window.frame();
        window.button(MIDDLE, true);
        window.frame();
        let busy = processor();
        let frames: Vec<Duration> = (1..=60)
            .map(|i| {
                window.move_to(MIDDLE + step * i as f32);
                window.frame()
            })
            .collect();
        let busy = ms(processor().saturating_sub(busy)) / frames.len() as f64;
        window.button(MIDDLE + step * 60.0, false);
        window.frame();
        let fps = rate(&frames);
        if best.is_none_or(|b| fps > b.0) {
            best = Some((fps, spread(&frames), busy));
        }
        slow.push(-fps);
    }
    let (_, middle) = least_and_middle(slow);
    let (fps, [median, most_of, most], busy) = best.unwrap_or_default();
    Row::new(
        format!("pan of the whole window at {at:.1} m a point"),
        Goal::AtLeast(30.0, "frames/s"),
        fps,
        format!(
            "{fps:.0} frames/s (of {RUNS} runs the middle one {:.0}); frame {median:.0} ms, 19 of 20 {most_of:.0}, longest {most:.0}; {busy:.0} ms of processor a frame; a frame without change {still:.0} ms",
            -middle
        ),
    )
}

/// Turns the wheel inward and out again at one notch in three frames.
fn zoom(window: &mut Window) -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, way, notches) in [("in", 1.0, 12), ("out", -1.0, 12)] {
        let mut best: Option<(f64, f64, f64, f64)> = None;
        let mut others = Vec::new();
        for _ in 0..RUNS {
            if name == "out" {
                turn(window, 1.0, notches);
                window.until(settled);
            }
            for _ in 0..30 {
                window.frame();
            }
            let frames = turn(window, way, notches);
            let (sharp, slowest) = window.until(settled);
            let longest = frames.iter().copied().max().unwrap_or_default().max(slowest);
            if name == "in" {
                turn(window, -1.0, notches);
                window.until(settled);
            }
            let run = (rate(&frames), spread(&frames)[0], ms(longest), ms(sharp));
            others.push(run.2);
            if best.is_none_or(|b| run.2 < b.2) {
                best = Some(run);
            }
        }
        let (fps, median, longest, sharp) = best.unwrap_or_default();
        let (_, middle) = least_and_middle(others);
        rows.push(Row::new(
            format!("zoom {name}, twelve notches, the scaled picture in the same frame"),
            Goal::AtLeast(20.0, "frames/s"),
            fps,
            format!("{fps:.0} frames/s, frame {median:.0} ms"),
        ));
        rows.push(Row::new(
            format!("sharp again after zooming {name}"),
            Goal::AtMost(600.0, "ms"),
            sharp,
            format!("{sharp:.0} ms"),
        ));
        rows.push(Row::new(
            format!("longest frame of it, zooming {name}"),
            Goal::AtMost(50.0, "ms"),
            longest,
            format!("{longest:.0} ms (of {RUNS} runs the middle one {middle:.0})"),
        ));
    }
    rows
}

fn turn(window: &mut Window, way: f32, notches: u32) -> Vec<Duration> {
    let mut frames = Vec::new();
    for _ in 0..notches {
        window.move_to(MIDDLE);
        window.wheel(way);
        frames.extend((0..3).map(|_| window.frame()));
    }
    // The wheel's movement is smoothed: it runs on for a few frames.
    frames.extend((0..12).map(|_| window.frame()));
    frames
}
