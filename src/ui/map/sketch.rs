//! What is drawn over the map for a while: what is being measured or marked, why a place is served, and the cards that
//! say it in words.

use egui::{
    Align2, Color32, CornerRadius, FontId, Frame as Box, Id, Margin, Order, Painter, Pos2, Rect as UiRect, Response,
    RichText, Shape, Stroke, Ui, Vec2, vec2,
};

use super::access;
use super::palette::Palette;
use super::tags;
use super::tools::{self, Tool};
use super::view::Frame;
use super::{MapInput, MapOutput, MapPanel, WhyShown, pointing};
use crate::analysis::why::{Lack, Near, Served, TierAnswer};
use crate::geom::Coord;
use crate::session::Snapshot;
use crate::session::snapshot::JobKind;
use crate::ui::i18n::{Lang, tr, trf};
use crate::ui::{format, icons};

/// At most so many lines are drawn for a tier.
const LINES: usize = 2;

/// The width of the card that answers why, in points.
const WHY_WIDTH: f32 = 324.0;

impl MapPanel {
    /// Draws what is being measured or marked, and the lines of an answer; returns where their metres stand.
    pub(super) fn sketch(
        &self,
        ui: &Ui,
        rect: UiRect,
        frame: &Frame,
        input: &MapInput<'_>,
        pointer: Option<Coord>,
        palette: &Palette,
    ) -> Vec<UiRect> {
        let painter = ui.painter().with_clip_rect(rect);
        let on = |at: Coord| frame.to_screen(rect, at);
        let tags = input.why.map(|why| lines(&painter, rect, &on, why, &self.over, input.lang, palette));
        let ink = palette.selected;
        if let Some(kind) = self.hand.drawing {
            let at: Vec<Pos2> = self.hand.vertices.iter().map(|&v| on(v)).collect();
            match (kind, at.as_slice()) {
                (Tool::Rectangle, &[a, b]) => {
                    let marked = UiRect::from_two_pos(a, b);
                    outline(&painter, &corners(marked), true, ink, palette);
                }
                _ => outline(&painter, &at, true, ink, palette),
            }
        } else if self.hand.tool.measures() {
            let all = self.hand.measured(pointer);
            let at: Vec<Pos2> = all.iter().map(|&v| on(v)).collect();
            outline(&painter, &at, self.hand.tool == Tool::Area && all.len() > 2, ink, palette);
            for &p in at.iter().take(self.hand.vertices.len()) {
                painter.circle(p, 4.0, palette.card, Stroke::new(1.6, ink));
            }
            if let (Some(&end), Some(said)) = (at.last(), self.said(&all, input.lang)) {
                tag(&painter, end + vec2(12.0, -12.0), Align2::LEFT_BOTTOM, &said.0, palette.text, palette);
            }
        }
        tags.unwrap_or_default()
    }

    /// The measure of a line or an outline in words: short, and in full.
    fn said(&self, vertices: &[Coord], lang: Lang) -> Option<(String, String)> {
        match self.hand.tool {
            Tool::Distance if vertices.len() > 1 => {
                let short = format::length(lang, tools::length(vertices));
                let full =
                    trf(lang, "maptool.distance_is", &[("length", &short), ("n", &format::count(vertices.len() - 1))]);
                Some((short, full))
            }
            Tool::Area if vertices.len() > 2 => {
                let (m2, around) = tools::area(vertices);
                let short = format::area(lang, m2);
                let around = format::length(lang, around);
                Some((short.clone(), trf(lang, "maptool.area_is", &[("area", &short), ("around", &around)])))
            }
            _ => None,
        }
    }

    /// The cards over the map: what is measured, the answer to why, what lies under the pointer, the menu.
    pub(super) fn cards(
        &mut self,
        ui: &Ui,
        response: &Response,
        rect: UiRect,
        input: &MapInput<'_>,
        output: &mut MapOutput,
    ) {
        let palette = Palette::of(input.dark);
        self.menu(response, input, output);
        let hint = match self.hand.tool {
            // The placing tool has a panel of its own, which knows the whole window.
            Tool::Select | Tool::Place => None,
            Tool::Rectangle => Some("maptool.hint_rectangle"),
            Tool::Lasso => Some("maptool.hint_lasso"),
            Tool::Distance => Some("maptool.hint_distance"),
            Tool::Area => Some("maptool.hint_area"),
            Tool::Why => Some("maptool.hint_why"),
        };
        if let Some(hint) = hint {
            let said = self.said(&self.hand.measured(output.pointer), input.lang);
            let done = self.said(&self.hand.vertices, input.lang);
            // Beside the card of an answer, not under it.
            let taken = if input.why.is_some() { WHY_WIDTH + 12.0 } else { 0.0 };
            let top = rect.center_top() + vec2(-taken / 2.0, 12.0);
            card(ui, "map tool", top, Align2::CENTER_TOP, palette, |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 10.0;
                    let text = said.as_ref().map_or_else(|| tr(input.lang, hint).to_owned(), |s| s.1.clone());
                    ui.label(RichText::new(text).size(13.0).color(palette.text));
                    if let Some((_, full)) = &done
                        && small_button(ui, icons::COPY, tr(input.lang, "maptool.copy_measure"), palette).clicked()
                    {
                        ui.ctx().copy_text(full.clone());
                    }
                    if small_button(ui, icons::CLOSE, tr(input.lang, "maptool.put_down"), palette).clicked() {
                        self.hand.take(Tool::Select);
                    }
                });
            });
        }
        if let Some(why) = input.why {
            let top = rect.right_top() + vec2(-12.0, 12.0);
            card(ui, "map why", top, Align2::RIGHT_TOP, palette, |ui| {
                ui.set_max_width(WHY_WIDTH - 24.0);
                if answer(ui, why, input, palette) {
                    output.close_why = true;
                }
            });
        }
        self.tip(ui, response, rect, input, output, palette);
    }

    /// What a click would take, said beside the pointer.
    fn tip(
        &self,
        ui: &Ui,
        response: &Response,
        rect: UiRect,
        input: &MapInput<'_>,
        output: &MapOutput,
        palette: &Palette,
    ) {
        let Some(&first) = output.hovered.first() else { return };
        // A handle under the pointer is what a press takes, not the thing below it.
        if response.context_menu_opened() || response.dragged() || self.over_handle(ui, rect, input) {
            return;
        }
        let (Some(at), Some(mut text)) = (response.hover_pos(), access::title_of(&self.content, first, input.lang))
        else {
            return;
        };
        if output.hovered.len() > 1 {
            let more = format::count(output.hovered.len() - 1);
            text.push_str(&trf(input.lang, "maptool.more_here", &[("n", &more)]));
        }
        let left = at.x > rect.center().x;
        let (offset, align) =
            if left { (vec2(-14.0, 18.0), Align2::RIGHT_TOP) } else { (vec2(16.0, 18.0), Align2::LEFT_TOP) };
        tag(&ui.painter().with_clip_rect(rect), at + offset, align, &text, palette.text, palette);
    }

    /// The menu of the right mouse button.
    fn menu(&mut self, response: &Response, input: &MapInput<'_>, output: &mut MapOutput) {
        let lang = input.lang;
        let Some((at, here)) = self.menu.clone() else { return };
        response.context_menu(|ui| {
            ui.set_min_width(210.0);
            let plane = format!("{:.3}, {:.3}", at.x, at.y);
            let entry = |ui: &mut Ui, text: String| {
                let pressed = ui.button(text).clicked();
                if pressed {
                    ui.close();
                }
                pressed
            };
            if entry(ui, trf(lang, "maptool.copy_plane", &[("at", &plane)])) {
                ui.ctx().copy_text(plane);
            }
            if let Some((lon, lat)) = (input.to_degrees)(at) {
                let degrees = format!("{lon:.7}, {lat:.7}");
                if entry(ui, trf(lang, "maptool.copy_degrees", &[("at", &degrees)])) {
                    ui.ctx().copy_text(degrees);
                }
            }
            ui.separator();
            self.plan_menu(ui, input, at, &here, output);
            if entry(ui, tr(lang, "maptool.why_here").to_owned()) {
                output.ask_why = Some(pointing::question(input, &here, at));
            }
            if entry(ui, tr(lang, "maptool.measure_here").to_owned()) {
                self.hand.take(Tool::Distance);
                self.hand.set(at);
            }
            if entry(ui, tr(lang, "ledger.report_here").to_owned()) {
                output.report = Some((at, here.clone()));
            }
            if !here.is_empty() {
                ui.separator();
                ui.label(RichText::new(tr(lang, "maptool.here")).size(11.5).color(Palette::of(input.dark).text_weak));
                for &what in here.iter().take(12) {
                    let Some(name) = access::title_of(&self.content, what, lang) else { continue };
                    if entry(ui, name) {
                        output.clicked = Some(Some(what));
                    }
                }
            }
        });
    }
}

fn corners(rect: UiRect) -> [Pos2; 4] {
    [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()]
}

/// A line or an outline that is being drawn, with a light edge so that it is seen on any ground.
fn outline(painter: &Painter, at: &[Pos2], closed: bool, ink: Color32, palette: &Palette) {
    if at.len() < 2 {
        return;
    }
    let mut path = at.to_vec();
    if closed {
        path.push(at[0]);
    }
    painter.add(Shape::line(path.clone(), Stroke::new(4.0, palette.halo.gamma_multiply(0.8))));
    if closed {
        painter.extend(Shape::dashed_line(&path, Stroke::new(1.8, ink), 6.0, 4.0));
    } else {
        painter.add(Shape::line(path, Stroke::new(1.8, ink)));
    }
}

/// A few words on a card of their own, at a place on the map.
pub(super) fn tag(painter: &Painter, at: Pos2, align: Align2, text: &str, color: Color32, palette: &Palette) -> UiRect {
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(12.5), color);
    let size = tag_size(painter, text);
    let mut place = align.anchor_size(at, size);
    // Kept on the map, so that it can be read.
    let clip = painter.clip_rect().shrink(4.0);
    let inward = |low: f32, high: f32, least: f32, most: f32| (least - low).max(0.0) - (high - most).max(0.0);
    place = place.translate(vec2(
        inward(place.left(), place.right(), clip.left(), clip.right()),
        inward(place.top(), place.bottom(), clip.top(), clip.bottom()),
    ));
    painter.rect(
        place,
        CornerRadius::same(5),
        palette.card,
        Stroke::new(1.0, palette.card_edge),
        egui::StrokeKind::Inside,
    );
    painter.galley(place.min + vec2(7.0, 4.0), galley, color);
    place
}

/// How large such a card is.
fn tag_size(painter: &Painter, text: &str) -> Vec2 {
    painter.layout_no_wrap(text.to_owned(), FontId::proportional(12.5), Color32::WHITE).size() + vec2(14.0, 8.0)
}

/// A card that lies over the map, with widgets on it.
fn card(ui: &Ui, id: &str, at: Pos2, pivot: Align2, palette: &Palette, contents: impl FnOnce(&mut Ui)) {
    egui::Area::new(Id::unique(id)).order(Order::Middle).pivot(pivot).fixed_pos(at).constrain(true).show(
        ui.ctx(),
        |ui| {
            Box::NONE
                .fill(palette.card)
                .stroke(Stroke::new(1.0, palette.card_edge))
                .corner_radius(8)
                .inner_margin(Margin::symmetric(12, 8))
                .show(ui, contents);
        },
    );
}

fn small_button(ui: &mut Ui, icon: &str, name: &str, palette: &Palette) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(22.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let color = if response.hovered() || response.has_focus() { palette.text } else { palette.text_weak };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, icons::font(16.0), color);
    response.on_hover_text(name)
}

/// Lines from the place to what serves it and to the nearest of each tier, with their metres.
///
/// Where a line leaves the map an arrow shows the way, and the tag says whereto. Tags keep clear of what lies `over`.
fn lines(
    painter: &Painter,
    canvas: UiRect,
    on: &dyn Fn(Coord) -> Pos2,
    why: &WhyShown,
    over: &[UiRect],
    lang: Lang,
    palette: &Palette,
) -> Vec<UiRect> {
    let room = canvas.shrink(6.0);
    let mut drawn: Vec<usize> = Vec::new();
    let nearest = why.answer.tiers.iter().flat_map(|t| t.nearest.iter().take(LINES));
    let all: Vec<&Near> = why.answer.by.iter().take(6).chain(nearest).collect();
    let mut tags: Vec<([Pos2; 2], String, Color32)> = Vec::new();
    for near in all {
        if drawn.contains(&near.facility) {
            continue;
        }
        drawn.push(near.facility);
        let reaches = near.short_m <= 0.0;
        let color = if reaches { palette.selected } else { palette.gap_edge };
        let [a, b] = near.line.map(on);
        painter.line_segment([a, b], Stroke::new(4.5, palette.halo.gamma_multiply(0.85)));
        if reaches {
            painter.line_segment([a, b], Stroke::new(2.0, color));
        } else {
            painter.extend(Shape::dashed_line(&[a, b], Stroke::new(2.0, color), 6.0, 4.0));
        }
        let leaves = !room.contains(b);
        if !leaves {
            painter.circle(b, 4.0, palette.card, Stroke::new(2.0, color));
        } else if let Some((_, end)) = tags::in_sight(a, b, room) {
            arrow(painter, a + (b - a) * end, (b - a).normalized(), color, palette);
        }
        let distance = format::length(lang, near.distance_m);
        let mut text = if reaches {
            distance
        } else {
            trf(lang, "maptool.short", &[("distance", &distance), ("short", &format::length(lang, near.short_m))])
        };
        if leaves {
            text = trf(lang, "maptool.off_map", &[("name", &near.name), ("distance", &text)]);
        }
        tags.push(([a, b], text, color));
    }
    let at = on(why.at);
    painter.circle(at, 5.0, palette.card, Stroke::new(2.2, palette.text));
    // The place itself stays in sight, too.
    let mut taken: Vec<UiRect> = over.to_vec();
    taken.push(UiRect::from_center_size(at, Vec2::splat(14.0)));
    for ([a, b], text, color) in tags {
        let size = tag_size(painter, &text);
        // The card says the same in words: what has no room is not written here.
        if let Some(place) = tags::place(a, b, size, room, &taken) {
            taken.push(tag(painter, place.center(), Align2::CENTER_CENTER, &text, color, palette).expand(2.0));
        }
    }
    taken.split_off(over.len() + 1)
}

/// The tip of a line that goes on beyond the map.
fn arrow(painter: &Painter, tip: Pos2, way: Vec2, color: Color32, palette: &Palette) {
    let (back, side) = (tip - way * 10.0, way.rot90() * 5.5);
    let points = vec![tip, back + side, back - side];
    painter.add(Shape::convex_polygon(points, color, Stroke::new(1.2, palette.card)));
}

/// What is said of an answer that waits for figures.
pub(in crate::ui) fn waiting(snap: &Snapshot) -> &'static str {
    let under_way = snap.job.is_some_and(|j| matches!(j.kind, JobKind::Load | JobKind::Analyse));
    if under_way { "maptool.why_under_way" } else { "maptool.why_waits" }
}

/// The answer in words; tells whether it is to be put away.
fn answer(ui: &mut Ui, why: &WhyShown, input: &MapInput<'_>, palette: &Palette) -> bool {
    let lang = input.lang;
    let text = |key: &str| tr(lang, key).to_owned();
    let mut close = false;
    let (title, color) = match why.answer.served {
        Served::Whole => (text("maptool.served_whole"), palette.selected),
        Served::Part => (text("maptool.served_part"), palette.gap_edge),
        Served::Not => (text("maptool.served_not"), palette.gap_edge),
    };
    let color = if why.stale { palette.text_weak } else { color };
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).size(15.0).strong().color(color));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            close = small_button(ui, icons::CLOSE, tr(lang, "maptool.close_why"), palette).clicked();
        });
    });
    let line = |ui: &mut Ui, text: String, color: Color32| {
        ui.add(egui::Label::new(RichText::new(text).size(12.5).color(color)).wrap());
    };
    if why.stale {
        let key = waiting(input.snapshot);
        line(ui, format!("{} {}", icons::CLOCK, tr(lang, key)), palette.gap_edge);
    }
    let mut about = format::indicator(lang, why.answer.indicator);
    if let Some(land) = why.answer.land
        && let Some(share) = land.value()
    {
        about.push_str(&trf(
            lang,
            "maptool.land",
            &[
                ("covered", &format::area(lang, land.numerator)),
                ("of", &format::area(lang, land.denominator)),
                ("share", &format::percent(share, None, 1)),
            ],
        ));
    }
    line(ui, about, palette.text_weak);
    ui.add_space(4.0);
    for tier in &why.answer.tiers {
        let rule = rule(tier, lang);
        let found = match tier.nearest.first() {
            None => text("maptool.tier_none"),
            Some(near) if near.short_m <= 0.0 => trf(
                lang,
                "maptool.tier_reaches",
                &[("name", &near.name), ("distance", &format::length(lang, near.distance_m))],
            ),
            Some(near) => trf(
                lang,
                "maptool.tier_short",
                &[
                    ("name", &near.name),
                    ("distance", &format::length(lang, near.distance_m)),
                    ("short", &format::length(lang, near.short_m)),
                ],
            ),
        };
        line(ui, rule, palette.text_weak);
        let color = if tier.reaches() { palette.selected } else { palette.text };
        line(ui, found, color);
        ui.add_space(2.0);
    }
    for almost in why.answer.almost.iter().take(3) {
        let lack = match almost.lack {
            Lack::Area { short_m2, .. } => trf(lang, "maptool.lack_area", &[("area", &format::area(lang, short_m2))]),
            Lack::AreaUnknown => text("maptool.lack_unknown"),
            Lack::Closed => text("maptool.lack_closed"),
            Lack::NotBuilt => text("maptool.lack_not_built"),
        };
        let said = trf(
            lang,
            "maptool.almost",
            &[("name", &almost.name), ("distance", &format::length(lang, almost.distance_m)), ("lack", &lack)],
        );
        line(ui, said, palette.text);
    }
    close
}

/// A tier as the rule set has it.
fn rule(tier: &TierAnswer, lang: Lang) -> String {
    let radius = format::length(lang, tier.radius_m);
    match (tier.min_area_m2, tier.max_area_m2) {
        (Some(from), Some(to)) => trf(
            lang,
            "maptool.tier_between",
            &[("from", &format::area(lang, from)), ("to", &format::area(lang, to)), ("radius", &radius)],
        ),
        (Some(from), None) => {
            trf(lang, "maptool.tier_from", &[("from", &format::area(lang, from)), ("radius", &radius)])
        }
        (None, _) => trf(lang, "maptool.tier_any", &[("radius", &radius)]),
    }
}
