//! What the map canvas costs a frame, on a city of 100,000 parcels, 25,000 streets and 50,000 points.
//!
//! Runs without a screen, on software Vulkan where there is no card. Prints a table in Markdown.
//! `cargo bench --bench canvas [-- PARCELS]`.
#![allow(clippy::print_stdout)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Vec2, pos2, vec2};
use egui_kittest::Harness;
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::model::{Feature, Import, Layer, LayerId, Plane, Project, Role, RuleSet, Source};
use fugai::session::Snapshot;
use fugai::ui::i18n::Lang;
use fugai::ui::map::view::View;
use fugai::ui::map::{Costs, MapInput, MapPanel, Overlays};
use fugai::ui::{fonts, theme};

struct Window {
    panel: MapPanel,
    snapshot: Snapshot,
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let input = MapInput {
            snapshot: &self.snapshot,
            styles: &[],
            overlays: Overlays::default(),
            selection: None,
            dark: false,
            lang: Lang::En,
        };
        self.panel.show(ui, &input);
    }
}

/// A number from 0 to 1 that only depends on `n`.
fn chance(n: u32) -> f64 {
    let mut h = n.wrapping_mul(0x9E37_79B1) ^ 0x85EB_CA77;
    h ^= h >> 15;
    h = h.wrapping_mul(0x2C1B_3C6D);
    h ^= h >> 12;
    f64::from(h >> 8) / f64::from(1 << 24)
}

fn layer(id: u32, role: Role, shapes: Vec<Shape>) -> Arc<Layer> {
    let feature = |(i, shape)| Feature { index: i as u32, shape, ..Feature::default() };
    Arc::new(Layer {
        id: LayerId(id),
        role,
        name: String::new(),
        source: Source::default(),
        fields: Arc::default(),
        features: shapes.into_iter().enumerate().map(feature).collect::<Vec<_>>().into(),
        import: Import::default(),
    })
}

fn city(parcels: u32) -> Snapshot {
    let side = f64::from(parcels).sqrt().ceil() as u32;
    let warp = |x: f64, y: f64| Coord {
        x: 500_000.0 + 80.0 * x + 60.0 * (y * 0.11).sin(),
        y: 3_520_000.0 + 80.0 * y + 60.0 * (x * 0.13).sin(),
    };
    let parcel = |n: u32| {
        let (x, y) = (f64::from(n % side), f64::from(n / side));
        let ring = (0..=16)
            .map(|k| {
                let angle = f64::from(k % 16) / 16.0 * std::f64::consts::TAU;
                let reach = 0.36 + 0.08 * chance(n * 16 + k % 16);
                warp(x + 0.5 + reach * angle.cos(), y + 0.5 + reach * angle.sin())
            })
            .collect();
        Shape::from_region(normalise(vec![vec![ring]]).0)
    };
    let street = |n: u32| {
        let (x, y) = (f64::from(n % side), f64::from(n / side % side));
        let at = |t: f64| if n.is_multiple_of(2) { warp(x + t, y.floor()) } else { warp(x.floor(), y + t) };
        Shape { lines: Box::new([(0..6).map(|k| at(f64::from(k) * 0.4)).collect()]), ..Shape::default() }
    };
    let spread = f64::from(side);
    let point = |n: u32| Shape::from_point(warp(chance(n * 2) * spread, chance(n * 2 + 1) * spread));
    let layers = vec![
        layer(0, Role::Road, (0..parcels / 4).map(|n| street(n * 4 + n % 3)).collect()),
        layer(1, Role::Residential, (0..parcels).map(parcel).collect()),
        layer(2, Role::Parking, (0..parcels / 2).map(point).collect()),
    ];
    let project = Project {
        name: "bench".to_owned(),
        synthetic: true,
        plane: Plane { epsg: Some(4549), definition: String::new() },
        layers,
        rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("the built-in rule set")),
        targets: None,
    };
    Snapshot { revision: 1, project: Some(Arc::new(project)), ..Snapshot::default() }
}

type Map = Harness<'static, Window>;

fn frame(map: &mut Map) -> (Duration, Costs) {
    let start = Instant::now();
    map.step();
    map.render().expect("the map can be drawn");
    (start.elapsed(), map.state().panel.costs())
}

fn settle(map: &mut Map) -> (Duration, Duration) {
    let start = Instant::now();
    let mut longest = Duration::ZERO;
    while start.elapsed() < Duration::from_mins(2) {
        longest = longest.max(frame(map).0);
        if map.state().panel.settled() {
            break;
        }
    }
    (start.elapsed(), longest)
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e3
}

fn main() {
    let parcels = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(100_000);
    let snapshot = city(parcels);
    let start = Instant::now();
    let mut map: Map = Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::install(ctx);
        })
        .wgpu()
        .build_eframe(|cc| Window {
            panel: MapPanel::new(cc.wgpu_render_state.as_ref().expect("the harness draws with wgpu")),
            snapshot,
        });
    let (_, _) = settle(&mut map);
    println!("{parcels} parcels, first whole picture after {:.0} ms\n", start.elapsed().as_secs_f64() * 1e3);
    let all = map.state().panel.view().expect("there is data");
    // What the harness itself costs: it reads every picture back.
    let idle = median((0..10).map(|_| frame(&mut map).0).collect());
    println!("a frame in which nothing changed, reading back included: {idle:.1} ms\n");
    println!(
        "| view | m/point | draw whole ms | longest frame ms | pan frame ms | own ui ms | prepare ms | paint ms |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (name, metres_per_point) in
        [("all", all.metres_per_point), ("district", 12.0), ("quarter", 3.0), ("street", 0.5)]
    {
        map.state_mut().panel.set_view(View { metres_per_point: metres_per_point * 1.001, ..all });
        let (whole, longest) = settle(&mut map);
        map.hover_at(pos2(640.0, 400.0));
        map.step();
        map.drag_at(pos2(640.0, 400.0));
        map.step();
        let mut frames = Vec::new();
        for i in 1..=24 {
            map.hover_at(pos2(640.0, 400.0) + vec2(9.0, -6.0) * i as f32);
            frames.push(frame(&mut map));
        }
        map.drop_at(pos2(640.0, 400.0));
        map.step();
        let own = |pick: fn(&Costs) -> Duration| median(frames.iter().map(|(_, c)| pick(c)).collect());
        println!(
            "| {name} | {metres_per_point:.1} | {:.0} | {:.0} | {:.1} | {:.2} | {:.2} | {:.2} |",
            whole.as_secs_f64() * 1e3,
            longest.as_secs_f64() * 1e3,
            median(frames.iter().map(|f| f.0).collect()),
            own(|c| c.show),
            own(|c| c.prepare),
            own(|c| c.paint),
        );
    }
}
