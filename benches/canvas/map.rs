//! The map alone: what the canvas itself costs on the window's thread, and what lies under the pointer.

use std::time::Duration;

use egui::{pos2, vec2};
use fugai::analysis::IndicatorId;
use fugai::session::Snapshot;
use fugai::ui::i18n::Lang;
use fugai::ui::map::view::View;
use fugai::ui::map::{Costs, MapInput, MapPanel, Overlays, Selection};

use super::city::chance;
use super::figures::{Goal, Row, least_and_middle, ms, spread};
use super::{RUNS, SIZE, screen::Screen};

struct Alone {
    panel: MapPanel,
    snapshot: Snapshot,
}

impl eframe::App for Alone {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let input = MapInput {
            snapshot: &self.snapshot,
            styles: &[],
            overlays: Overlays::default(),
            selection: &Selection::default(),
            why: None,
            difference: None,
            pins: &[],
            indicator: IndicatorId::ParkCoverage,
            to_degrees: &|_| None,
            plan: fugai::ui::map::PlanInput::default(),
            dark: false,
            lang: Lang::En,
        };
        self.panel.show(ui, &input);
    }
}

/// Views as metres a point; the first is all there is.
const VIEWS: [(&str, f64); 4] =
    [("all of it", 0.0), ("12 m a point", 12.0), ("3 m a point", 3.0), ("0.5 m a point", 0.5)];

/// `read`: while somebody reads the tree of names.
pub(crate) fn measure(snapshot: &Snapshot, read: bool) -> Vec<Row> {
    let mut map = Screen::open(SIZE, read, |cc| Alone {
        panel: MapPanel::new(cc.wgpu_render_state.as_ref().expect("the bench draws with wgpu")),
        snapshot: snapshot.clone(),
    });
    map.until(|a| a.panel.settled());
    let all = map.app.panel.view().expect("there is data");
    let mut rows = Vec::new();
    let reader = if read { ", with a screen reader" } else { "" };
    for (name, at) in VIEWS {
        let metres_per_point = if at == 0.0 { all.metres_per_point } else { at };
        let mut own = Vec::new();
        let mut said = [0.0; 4];
        for run in 0..RUNS {
            map.app.panel.set_view(View { metres_per_point: metres_per_point * (1.001 + 1e-4 * run as f64), ..all });
            map.until(|a| a.panel.settled());
            let costs = pan(&mut map);
            let part = |pick: fn(&Costs) -> Duration| spread(&costs.iter().map(pick).collect::<Vec<_>>());
            let whole = part(|c| c.show + c.prepare + c.paint);
            if own.iter().all(|o| whole[0] < *o) {
                said = [whole[1], part(|c| c.show)[0], part(|c| c.prepare)[0], part(|c| c.paint)[0]];
            }
            own.push(whole[0]);
        }
        let (least, middle) = least_and_middle(own);
        rows.push(Row::new(
            format!("own ui + prepare + paint of a pan frame, {name}{reader}"),
            Goal::AtMost(0.5, "ms"),
            least,
            format!(
                "{least:.2} ms (of {RUNS} runs the middle one {middle:.2}; 19 of 20 frames {:.2}; ui {:.2}, prepare {:.2}, paint {:.2})",
                said[0], said[1], said[2], said[3]
            ),
        ));
    }
    if read {
        return rows;
    }
    for (name, at) in VIEWS {
        map.app.panel.set_view(View { metres_per_point: if at == 0.0 { all.metres_per_point } else { at }, ..all });
        map.until(|a| a.panel.settled());
        let hits: Vec<Duration> = (0..200_u32)
            .map(|i| {
                map.move_to(pos2(40.0 + 1200.0 * chance(i * 2 + 7) as f32, 40.0 + 700.0 * chance(i * 2 + 8) as f32));
                map.frame();
                map.app.panel.costs().hit
            })
            .collect();
        let [median, _, most] = spread(&hits);
        rows.push(Row::new(
            format!("hit test of a hover, {name}"),
            Goal::AtMost(1.0, "ms"),
            most,
            format!("{median:.3} ms, at most {most:.3}; the outline in the same frame"),
        ));
    }
    rows
}

/// Moves the map by a drag: what each frame cost.
fn pan(map: &mut Screen<Alone>) -> Vec<Costs> {
    let from = pos2(640.0, 400.0);
    map.move_to(from);
    map.frame();
    map.button(from, true);
    map.frame();
    let costs = (1..=60)
        .map(|i| {
            map.move_to(from + vec2(9.0, -6.0) * i as f32);
            map.frame();
            map.app.panel.costs()
        })
        .collect();
    map.button(from + vec2(540.0, -360.0), false);
    map.frame();
    costs
}

/// How long a whole picture takes, from nothing, by view.
pub(crate) fn pictures(snapshot: &Snapshot) -> Vec<Row> {
    let mut map = Screen::open(SIZE, false, |cc| Alone {
        panel: MapPanel::new(cc.wgpu_render_state.as_ref().expect("the bench draws with wgpu")),
        snapshot: snapshot.clone(),
    });
    let (something, _) = map.until(|a| a.panel.counts().slices > 0);
    let (rest, longest) = map.until(|a| a.panel.settled());
    vec![Row::new(
        "the map from nothing (vertices, triangles, symbols made on worker threads)",
        Goal::None,
        0.0,
        format!(
            "something to see after {:.0} ms, everything sharp after {:.0} ms, longest frame {:.0} ms",
            ms(something),
            ms(something + rest),
            ms(longest)
        ),
    )]
}
