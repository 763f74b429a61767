//! A window without a screen: runs the program as a window would, waits until the card is done, reads nothing back.

use std::time::{Duration, Instant};

use eframe::egui_wgpu::{RenderState, RendererOptions, ScreenDescriptor, wgpu};
use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, TouchPhase, Vec2, ViewportId, vec2};
use egui_kittest::wgpu::{create_render_state, default_wgpu_setup};

/// A window of a program.
pub(crate) struct Screen<A> {
    pub(crate) app: A,
    ctx: egui::Context,
    frame: eframe::Frame,
    state: RenderState,
    texture: wgpu::TextureView,
    size: Vec2,
    opened: Instant,
    events: Vec<Event>,
}

impl<A: eframe::App> Screen<A> {
    /// Opens one of `size` points. `read`: somebody reads the tree of names, as a screen reader does.
    pub(crate) fn open(size: Vec2, read: bool, make: impl FnOnce(&eframe::CreationContext<'_>) -> A) -> Self {
        let state = create_render_state(default_wgpu_setup(), RendererOptions::default());
        let ctx = egui::Context::default();
        fugai::ui::fonts::install(&ctx);
        fugai::ui::theme::install(&ctx);
        if read {
            ctx.enable_accesskit();
        }
        let mut creation = eframe::CreationContext::_new_kittest(ctx.clone());
        creation.wgpu_render_state = Some(state.clone());
        let mut frame = eframe::Frame::_new_kittest();
        frame.wgpu_render_state = Some(state.clone());
        let texture = state.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: wgpu::Extent3d { width: size.x as u32, height: size.y as u32, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: state.target_format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        let texture = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let app = make(&creation);
        Self { app, ctx, frame, state, texture, size, opened: Instant::now(), events: Vec::new() }
    }

    /// What draws.
    pub(crate) fn adapter(&self) -> String {
        self.state.adapter.get_info().name
    }

    /// Whatever happens in the next frame.
    pub(crate) fn event(&mut self, event: Event) {
        self.events.push(event);
    }

    pub(crate) fn move_to(&mut self, at: Pos2) {
        self.event(Event::PointerMoved(at));
    }

    pub(crate) fn button(&mut self, pos: Pos2, pressed: bool) {
        let button = PointerButton::Primary;
        self.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
    }

    /// One notch of the wheel; `way` above 0 brings the map nearer.
    pub(crate) fn wheel(&mut self, way: f32) {
        self.event(Event::MouseWheel {
            unit: MouseWheelUnit::Line,
            delta: vec2(0.0, way),
            phase: TouchPhase::Move,
            modifiers: Modifiers::NONE,
            source: egui::MouseWheelSource::Unknown,
        });
    }

    /// Runs and draws one frame: how long it took until the card was done.
    pub(crate) fn frame(&mut self) -> Duration {
        let start = Instant::now();
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.opened.elapsed().as_secs_f64()),
            events: std::mem::take(&mut self.events),
            ..RawInput::default()
        };
        if let Some(viewport) = input.viewports.get_mut(&ViewportId::ROOT) {
            viewport.native_pixels_per_point = Some(1.0);
        }
        let (app, frame) = (&mut self.app, &mut self.frame);
        let mut output = self.ctx.run_ui(input, |ui| {
            app.logic(ui.ctx(), frame);
            app.ui(ui, frame);
        });
        let (device, queue) = (&self.state.device, &self.state.queue);
        let mut renderer = self.state.renderer.write();
        let mut set: Vec<_> = output.textures_delta.set.drain().collect();
        set.sort_by_key(|(id, _)| format!("{id:?}"));
        for (id, images) in set {
            for image in images {
                renderer.update_texture(device, queue, id, &image);
            }
        }
        let screen =
            ScreenDescriptor { pixels_per_point: 1.0, size_in_pixels: [self.size.x as u32, self.size.y as u32] };
        let shapes = self.ctx.tessellate(output.shapes, 1.0);
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let buffers = renderer.update_buffers(device, queue, &mut encoder, &shapes, &screen);
        {
            let mut pass = encoder
                .begin_render_pass(&wgpu::RenderPassDescriptor {
                    label: None,
                    color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                        view: &self.texture,
                        resolve_target: None,
                        ops: wgpu::Operations {
                            load: wgpu::LoadOp::Clear(wgpu::Color::WHITE),
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
        device.poll(wgpu::PollType::wait_indefinitely()).expect("the card answers");
        let mut free: Vec<_> = output.textures_delta.free.drain().collect();
        free.sort_by_key(|id| format!("{id:?}"));
        for id in free {
            renderer.free_texture(&id);
        }
        start.elapsed()
    }

    /// Frames until `done`: how long that took, and the longest of them.
    pub(crate) fn until(&mut self, done: impl Fn(&A) -> bool) -> (Duration, Duration) {
        let start = Instant::now();
        let mut longest = Duration::ZERO;
        while start.elapsed() < Duration::from_mins(2) {
            longest = longest.max(self.frame());
            if done(&self.app) {
                break;
            }
        }
        (start.elapsed(), longest)
    }
}
