//! What the map canvas costs a frame, on a city of 100,000 parcels, 25,000 streets and 50,000 points.
//!
//! Runs without a screen, on software Vulkan where there is no card. Prints a table in Markdown.
//! `cargo bench --bench canvas [-- PARCELS]`.
#![allow(clippy::print_stdout)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui_wgpu::{RenderState, RendererOptions, ScreenDescriptor, wgpu};
use egui::{Vec2, pos2, vec2};
use egui_kittest::wgpu::{create_render_state, default_wgpu_setup};
use egui_kittest::{Harness, TestRenderer};
use fugai::analysis::{IndicatorId, analyse};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::model::{Feature, Import, Layer, LayerId, Plane, Project, Role, RuleSet, Source};
use fugai::session::{Action, Snapshot};
use fugai::ui::i18n::Lang;
use fugai::ui::map::view::View;
use fugai::ui::map::{Costs, LayerStyle, MapInput, MapPanel, Overlays, Selection};
use fugai::ui::{Backend, FugaiApp, Options, fonts, theme};

struct Window {
    panel: MapPanel,
    snapshot: Snapshot,
    styles: Vec<LayerStyle>,
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let input = MapInput {
            snapshot: &self.snapshot,
            styles: &self.styles,
            overlays: Overlays::default(),
            selection: &Selection::default(),
            why: None,
            indicator: IndicatorId::ParkCoverage,
            to_degrees: &|_| None,
            plan: fugai::ui::map::PlanInput::default(),
            dark: false,
            lang: Lang::En,
        };
        self.panel.show(ui, &input);
    }
}

/// Draws as a window does, and waits until the card is done; never reads the picture back.
struct Screen {
    state: RenderState,
    texture: Option<wgpu::Texture>,
}

impl TestRenderer for Screen {
    fn setup_eframe(&self, cc: &mut eframe::CreationContext<'_>, frame: &mut eframe::Frame) {
        cc.wgpu_render_state = Some(self.state.clone());
        frame.wgpu_render_state = Some(self.state.clone());
    }

    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        let mut renderer = self.state.renderer.write();
        let mut set: Vec<_> = delta.set.drain().collect();
        set.sort_by_key(|(id, _)| format!("{id:?}"));
        for (id, images) in set {
            for image in images {
                renderer.update_texture(&self.state.device, &self.state.queue, id, &image);
            }
        }
        let mut free: Vec<_> = delta.free.drain().collect();
        free.sort_by_key(|id| format!("{id:?}"));
        for id in free {
            renderer.free_texture(&id);
        }
    }

    fn render(&mut self, ctx: &egui::Context, output: &egui::FullOutput) -> Result<image::RgbaImage, String> {
        let (device, queue) = (&self.state.device, &self.state.queue);
        let mut renderer = self.state.renderer.write();
        let ppp = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * ppp;
        let size_in_pixels = [size.x.round() as u32, size.y.round() as u32];
        let screen = ScreenDescriptor { pixels_per_point: ppp, size_in_pixels };
        let format = self.state.target_format;
        let texture = self.texture.get_or_insert_with(|| {
            device.create_texture(&wgpu::TextureDescriptor {
                label: None,
                size: wgpu::Extent3d { width: size_in_pixels[0], height: size_in_pixels[1], depth_or_array_layers: 1 },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
                view_formats: &[],
            })
        });
        let shapes = ctx.tessellate(output.shapes.clone(), ppp);
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let buffers = renderer.update_buffers(device, queue, &mut encoder, &shapes, &screen);
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        {
            let mut pass = encoder
                .begin_render_pass(&wgpu::RenderPassDescriptor {
                    label: None,
                    color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                        view: &view,
                        resolve_target: None,
                        ops: wgpu::Operations {
                            load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                            store: wgpu::StoreOp::Store,
                        },
                        depth_slice: None,
                    })],
                    ..Default::default()
                })
                .forget_lifetime();
            renderer.render(&mut pass, &shapes, &screen);
        }
        queue.submit(buffers.into_iter().chain([encoder.finish()]));
        device.poll(wgpu::PollType::wait_indefinitely()).map_err(|e| e.to_string())?;
        Ok(image::RgbaImage::new(1, 1))
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

fn city(parcels: u32, analysed: bool) -> Snapshot {
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
    let park = |n: u32| {
        let at = |dx: f64, dy: f64| warp(chance(n * 2 + 900_001) * spread + dx, chance(n * 2 + 900_002) * spread + dy);
        let size = 0.3 + 0.9 * chance(n + 77);
        let ring = vec![at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size), at(0.0, 0.0)];
        Shape::from_region(normalise(vec![vec![ring]]).0)
    };
    let mut layers = vec![
        layer(0, Role::Road, (0..parcels / 4).map(|n| street(n * 4 + n % 3)).collect()),
        layer(1, Role::Residential, (0..parcels).map(parcel).collect()),
        layer(2, Role::Parking, (0..parcels / 2).map(point).collect()),
    ];
    if analysed {
        layers.push(layer(3, Role::Park, (0..parcels / 10).map(park).collect()));
    }
    let project = Project {
        name: "bench".to_owned(),
        synthetic: true,
        plane: Plane { epsg: Some(4549), definition: String::new() },
        layers,
        rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("the built-in rule set")),
        targets: None,
    };
    let analysis = analysed.then(|| Arc::new(analyse(&project, &()).expect("nobody cancels")));
    Snapshot { revision: 1, project: Some(Arc::new(project)), analysis, ..Snapshot::default() }
}

type Map = Harness<'static, Window>;

fn frame(map: &mut Map) -> (Duration, Costs) {
    let start = Instant::now();
    map.step();
    map.render().expect("the map can be drawn");
    (start.elapsed(), map.state().panel.costs())
}

/// Frames until everything is on the screen, sharp: how long that took, and the longest of them.
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

fn sorted(mut times: Vec<Duration>) -> Vec<f64> {
    times.sort();
    times.into_iter().map(|t| t.as_secs_f64() * 1e3).collect()
}

/// Median, nineteen of twenty, and most, in ms.
fn spread(times: Vec<Duration>) -> [f64; 3] {
    let t = sorted(times);
    [t[t.len() / 2], t[t.len() * 19 / 20], t[t.len() - 1]]
}

fn memory(which: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(which)).unwrap_or("0 0");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn window(render: &RenderState) -> Screen {
    Screen { state: render.clone(), texture: None }
}

fn build(snapshot: Snapshot) -> Map {
    let state = create_render_state(default_wgpu_setup(), RendererOptions::default());
    println!("{}\n", state.adapter.get_info().name);
    Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::install(ctx);
        })
        .renderer(window(&state))
        .build_eframe(|cc| Window {
            panel: MapPanel::new(cc.wgpu_render_state.as_ref().expect("the harness draws with wgpu")),
            snapshot,
            styles: Vec::new(),
        })
}

fn pan(map: &mut Map, by: Vec2, frames: usize) -> Vec<(Duration, Costs)> {
    let from = pos2(640.0, 400.0);
    map.hover_at(from);
    map.step();
    map.drag_at(from);
    map.step();
    let mut all = Vec::new();
    for i in 1..=frames {
        map.hover_at(from + by * i as f32);
        all.push(frame(map));
    }
    map.drop_at(from + by * frames as f32);
    map.step();
    all
}

fn main() {
    let parcels = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(100_000);
    let snapshot = city(parcels, false);
    let bare = memory("VmRSS");
    let start = Instant::now();
    let mut map = build(snapshot);
    let mut first = None;
    while start.elapsed() < Duration::from_mins(2) && !map.state().panel.settled() {
        frame(&mut map);
        if first.is_none() && map.state().panel.counts().slices > 0 {
            first = Some(start.elapsed());
        }
    }
    let ms = |d: Duration| d.as_secs_f64() * 1e3;
    println!(
        "{parcels} parcels: something to see after {:.0} ms, everything sharp after {:.0} ms\n",
        first.map_or(0.0, ms),
        ms(start.elapsed())
    );
    let all = map.state().panel.view().expect("there is data");
    for _ in 0..40 {
        frame(&mut map);
    }
    let idle = spread((0..20).map(|_| frame(&mut map).0).collect());
    println!("a frame in which nothing changed: {:.1} ms\n", idle[0]);
    println!(
        "| view | m/point | whole picture ms | longest frame of it ms | pan frame ms (median, 95 %, most) | frames/s | own ui + prepare + paint ms (median, 95 %) | of it ui, prepare, paint |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let views = [("all", all.metres_per_point), ("district", 12.0), ("quarter", 3.0), ("street", 0.5)];
    for (name, metres_per_point) in views {
        map.state_mut().panel.set_view(View { metres_per_point: metres_per_point * 1.001, ..all });
        let (whole, longest) = settle(&mut map);
        let frames = pan(&mut map, vec2(9.0, -6.0), 60);
        let times = spread(frames.iter().map(|f| f.0).collect());
        let mean: f64 = frames.iter().map(|f| ms(f.0)).sum::<f64>() / frames.len() as f64;
        let part = |pick: fn(&Costs) -> Duration| spread(frames.iter().map(|(_, c)| pick(c)).collect())[0];
        let own = spread(frames.iter().map(|(_, c)| c.show + c.prepare + c.paint).collect());
        println!(
            "| {name} | {metres_per_point:.1} | {:.0} | {:.0} | {:.1}, {:.1}, {:.1} | {:.0} | {:.2}, {:.2} | {:.2}, {:.2}, {:.2} |",
            ms(whole),
            ms(longest),
            times[0],
            times[1],
            times[2],
            1e3 / mean,
            own[0],
            own[1],
            part(|c| c.show),
            part(|c| c.prepare),
            part(|c| c.paint),
        );
    }
    println!("\n| layer alone | at m/point | whole picture ms |");
    println!("|---|---|---|");
    for (n, name) in ["streets", "parcels", "points"].into_iter().enumerate() {
        for metres_per_point in [all.metres_per_point, 12.0, 3.0] {
            let style = |l: u32| LayerStyle {
                layer: LayerId(l),
                visible: l as usize == n,
                color: egui::Color32::from_rgb(0x60, 0x90, 0xC0),
                by: None,
            };
            map.state_mut().styles = (0..3).map(style).collect();
            map.state_mut().panel.set_view(View { metres_per_point: metres_per_point * 1.003, ..all });
            let (whole, _) = settle(&mut map);
            println!("| {name} | {metres_per_point:.1} | {:.0} |", ms(whole));
        }
    }
    map.state_mut().styles = Vec::new();
    println!("\n| zoom | frame ms (median, 95 %, most) | frames/s | sharp again after ms | longest frame ms |");
    println!("|---|---|---|---|---|");
    for (name, from, to) in [("in from all", all.metres_per_point, 4.0), ("out to all", 4.0, all.metres_per_point)] {
        map.state_mut().panel.set_view(View { metres_per_point: from * 1.002, ..all });
        settle(&mut map);
        for _ in 0..10 {
            frame(&mut map);
        }
        let steps = 40;
        let frames: Vec<Duration> = (1..=steps)
            .map(|i| {
                let metres_per_point = from * (to / from).powf(f64::from(i) / f64::from(steps));
                map.state_mut().panel.set_view(View { metres_per_point, ..all });
                frame(&mut map).0
            })
            .collect();
        let mean: f64 = frames.iter().copied().map(ms).sum::<f64>() / frames.len() as f64;
        let times = spread(frames);
        let (sharp, longest) = settle(&mut map);
        println!(
            "| {name} | {:.1}, {:.1}, {:.1} | {:.0} | {:.0} | {:.0} |",
            times[0],
            times[1],
            times[2],
            1e3 / mean,
            ms(sharp),
            ms(longest)
        );
    }
    println!("\n| hover | hit test ms (median, 95 %, most) | frame ms |");
    println!("|---|---|---|");
    for (name, metres_per_point) in views {
        map.state_mut().panel.set_view(View { metres_per_point, ..all });
        settle(&mut map);
        let mut frames = Vec::new();
        for i in 0..60_u32 {
            map.hover_at(pos2(40.0 + 1200.0 * chance(i * 2 + 7) as f32, 40.0 + 700.0 * chance(i * 2 + 8) as f32));
            frames.push(frame(&mut map));
        }
        let hit = spread(frames.iter().map(|(_, c)| c.hit).collect());
        let times = spread(frames.iter().map(|f| f.0).collect());
        println!("| {name} | {:.3}, {:.3}, {:.3} | {:.1} |", hit[0], hit[1], hit[2], times[0]);
    }
    println!(
        "\nMemory: {:.0} MB for the city before the window, {:.0} MB with it, {:.0} MB at most.",
        bare,
        memory("VmRSS"),
        memory("VmHWM")
    );
    drop(map);
    whole_window(parcels);
}

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

/// The whole window with its panels, and the served and unserved land of the same city with a tenth as many parks.
fn whole_window(parcels: u32) {
    let snapshot = Arc::new(city(parcels, true));
    let bare = memory("VmRSS");
    let start = Instant::now();
    let state = create_render_state(default_wgpu_setup(), RendererOptions::default());
    let mut map: Harness<'static, FugaiApp> = Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::install(ctx);
        })
        .renderer(window(&state))
        .build_eframe(|cc| FugaiApp::new(cc, Box::new(Still(snapshot)), Options { lang: Lang::Zh, dark: Some(false) }));
    let ms = |d: Duration| d.as_secs_f64() * 1e3;
    let frame = |map: &mut Harness<'static, FugaiApp>| {
        let start = Instant::now();
        map.step();
        map.render().expect("the window can be drawn");
        (start.elapsed(), map.state().map().map(MapPanel::costs).unwrap_or_default())
    };
    let settle = |map: &mut Harness<'static, FugaiApp>| {
        let start = Instant::now();
        let mut longest = Duration::ZERO;
        while start.elapsed() < Duration::from_mins(1) {
            longest = longest.max(frame(map).0);
            if map.state().map().is_some_and(MapPanel::settled) {
                break;
            }
        }
        (ms(start.elapsed()), ms(longest))
    };
    let first = ms(frame(&mut map).0);
    settle(&mut map);
    println!(
        "\nThe whole window with its panels, parks, served and unserved land: first frame after {first:.0} ms, map sharp after {:.0} ms.\n",
        ms(start.elapsed())
    );
    for _ in 0..40 {
        frame(&mut map);
    }
    println!(
        "| view | m/point | frame without change ms | pan frame ms (median, 95 %, most) | frames/s | zoomed to it: longest frame, sharp after ms |"
    );
    println!("|---|---|---|---|---|---|");
    let middle = map.state().map().map_or(pos2(600.0, 300.0), |_| pos2(620.0, 300.0));
    for notches in [0, 6, 10] {
        map.hover_at(middle);
        map.step();
        let mut longest = 0.0_f64;
        for _ in 0..notches {
            map.event(egui::Event::MouseWheel {
                unit: egui::MouseWheelUnit::Line,
                delta: vec2(0.0, 1.0),
                phase: egui::TouchPhase::Move,
                modifiers: egui::Modifiers::NONE,
                source: egui::MouseWheelSource::Unknown,
            });
            for _ in 0..4 {
                longest = longest.max(ms(frame(&mut map).0));
            }
        }
        let (sharp, slowest) = settle(&mut map);
        for _ in 0..30 {
            frame(&mut map);
        }
        let idle = spread((0..10).map(|_| frame(&mut map).0).collect());
        map.drag_at(middle);
        map.step();
        let frames: Vec<Duration> = (1..=60)
            .map(|i| {
                map.hover_at(middle + vec2(4.0, -3.0) * i as f32);
                frame(&mut map).0
            })
            .collect();
        map.drop_at(middle + vec2(4.0, -3.0) * 60.0);
        map.step();
        let mean: f64 = frames.iter().copied().map(ms).sum::<f64>() / frames.len() as f64;
        let times = spread(frames);
        let at = map.state().map().and_then(MapPanel::view).map_or(0.0, |v| v.metres_per_point);
        println!(
            "| {notches} notches in | {at:.1} | {:.1} | {:.1}, {:.1}, {:.1} | {:.0} | {:.0}, {sharp:.0} |",
            idle[0],
            times[0],
            times[1],
            times[2],
            1e3 / mean,
            longest.max(slowest)
        );
    }
    println!(
        "\nMemory of the whole window: {:.0} MB, of which {bare:.0} MB for the city and its figures.",
        memory("VmRSS")
    );
}
