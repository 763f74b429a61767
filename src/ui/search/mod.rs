//! Search over all layers: by name and by what the fields hold, in Chinese, pinyin and initials; a coordinate jumps.

mod index;
pub(super) mod place;

use egui::{Align2, Area, Id, Order, Rect, Ui, vec2};

use crate::geom::Coord;
use crate::model::Project;
use crate::session::query::{Query, Same};

use super::commands::Entry;
use super::context::{Command, Cx};
use super::find::Rank;
use super::i18n::tr;
use super::map::Selected;
use super::pick_list::{self, Item};
use super::{commands, icons, palette, theme};
use index::{Found, Index};

/// So many things are listed at most.
const MOST: usize = 60;
/// And so many commands below them.
const MOST_COMMANDS: usize = 4;

/// The search: what is typed, and what was found.
#[derive(Default)]
pub(super) struct Search {
    text: String,
    at: usize,
    open: bool,
    /// Enter was pressed before anything was found: the first that comes is taken.
    eager: bool,
    /// Set for a frame when the field is to take the keyboard.
    call: bool,
    index: Query<Same<Project>, Index>,
    found: Query<(Same<Project>, String), Vec<Found>>,
}

impl Search {
    /// Whether the list is open.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    fn is_pending(&self) -> bool {
        self.index.is_pending() || self.found.is_pending()
    }

    /// Closes the list and gives the keyboard back.
    pub(super) fn leave(&mut self, ctx: &egui::Context) {
        self.open = false;
        ctx.memory_mut(|m| m.surrender_focus(field_id()));
    }

    /// Puts the keyboard into the field.
    pub(super) fn call(&mut self) {
        self.call = true;
    }
}

/// What a row of the list stands for.
enum Row {
    Thing(Found),
    Place(place::Reading),
    Command(&'static Entry),
}

fn field_id() -> Id {
    Id::unique("search field")
}

/// The field in the bar at the top, and the list below it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, width: f32) {
    let mut search = std::mem::take(&mut cx.work.search);
    search.show(ui, cx, width);
    cx.work.search = search;
}

impl Search {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, width: f32) {
        let (rect, _) = ui.allocate_exact_size(vec2(width, 30.0), egui::Sense::hover());
        let had_focus = ui.memory(|m| m.has_focus(field_id()));
        if cx.is_covered() {
            self.open = false;
        }
        let rows = if had_focus || self.open { self.rows(ui, cx) } else { Vec::new() };
        self.at = self.at.min(rows.len().saturating_sub(1));
        let mut taken = None;
        if had_focus && self.open {
            let pressed = pick_list::keys(ui, cx.state.composing, &mut self.at, rows.len());
            taken = pressed.enter.then_some(self.at);
            self.eager |= pressed.enter && rows.is_empty() && self.is_pending();
        }
        if self.eager && !self.is_pending() {
            self.eager = false;
            taken = taken.or(Some(0));
        }
        self.field(ui, cx, rect);
        if self.open && !self.text.trim().is_empty() {
            taken = self.list(ui, cx, rect, &rows).or(taken);
        }
        if let Some(row) = taken.and_then(|i| rows.into_iter().nth(i)) {
            self.take(ui, cx, row);
        }
    }

    fn field(&mut self, ui: &mut Ui, cx: &Cx<'_>, rect: Rect) {
        let p = cx.p;
        let focused = ui.memory(|m| m.has_focus(field_id()));
        let edge = if focused { p.accent } else { p.line };
        ui.painter().rect(rect, 6.0, p.raised, egui::Stroke::new(1.0, edge), egui::StrokeKind::Inside);
        let icon = egui::pos2(rect.left() + 16.0, rect.center().y);
        ui.painter().text(icon, Align2::CENTER_CENTER, icons::SEARCH, icons::font(15.0), p.muted);
        let cap = if focused { "Esc" } else { "Ctrl+F" };
        let galley =
            ui.painter().layout_no_wrap(cap.to_owned(), egui::FontId::proportional(theme::size::SMALL), p.muted);
        let roomy = rect.width() > 190.0;
        let right = if roomy { galley.size().x + 18.0 } else { 8.0 };
        if roomy {
            let at = egui::pos2(rect.right() - 10.0 - galley.size().x, rect.center().y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, p.muted);
        }
        let room = Rect::from_min_max(
            egui::pos2(rect.left() + 30.0, rect.top() + 1.0),
            egui::pos2(rect.right() - right, rect.bottom() - 1.0),
        );
        let hint = cx.tr("search.hint");
        let response = ui.put(
            room,
            egui::TextEdit::singleline(&mut self.text)
                .id(field_id())
                .hint_text(egui::RichText::new(hint).color(p.muted))
                .frame(egui::Frame::NONE)
                .align(Align2::LEFT_CENTER)
                .desired_width(room.width()),
        );
        let label = cx.tr("search.label");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SearchInput, true, label));
        if std::mem::take(&mut self.call) {
            response.request_focus();
            self.open = true;
            // What was typed before is chosen, so that typing replaces it.
            if let Some(mut state) = egui::TextEdit::load_state(ui.ctx(), field_id()) {
                let end = self.text.chars().count();
                state.cursor.set_char_range(Some(egui::text::CCursorRange::two(
                    egui::text::CCursor::new(0),
                    egui::text::CCursor::new(end),
                )));
                state.store(ui.ctx(), field_id());
            }
        }
        if response.gained_focus() || response.clicked() {
            self.open = true;
        }
        if response.changed() {
            self.at = 0;
            self.open = true;
            self.eager = false;
        }
    }

    fn list(&mut self, ui: &Ui, cx: &mut Cx<'_>, field: Rect, rows: &[Row]) -> Option<usize> {
        let window = ui.ctx().content_rect();
        let width = (field.width().max(440.0)).min(window.width() - 24.0);
        let left = field.left().min(window.right() - width - 28.0).max(8.0);
        let height = (window.height() - field.bottom() - 120.0).clamp(120.0, 448.0);
        let mut clicked = None;
        let pending = self.is_pending();
        let shown = Area::new(Id::unique("search list"))
            .order(Order::Foreground)
            .fixed_pos(egui::pos2(left, field.bottom() + 6.0))
            .show(ui.ctx(), |ui| {
                theme::floating(cx.p).inner_margin(egui::Margin::same(6)).show(ui, |ui| {
                    ui.set_width(width);
                    if rows.is_empty() {
                        let key = if pending { "search.pending" } else { "search.nothing" };
                        pick_list::nothing(ui, cx, cx.tr(key));
                    }
                    clicked =
                        pick_list::show(ui, cx, "search rows", rows.len(), self.at, height, |cx, i| item(cx, &rows[i]));
                    let more = self.found.newest().map_or(0, |f| f.len()).saturating_sub(MOST);
                    if more > 0 {
                        pick_list::nothing(ui, cx, &cx.trf("search.more", &[("n", &super::format::count(more))]));
                    }
                });
            });
        let outside = palette::clicked_outside(ui, shown.response.rect.union(field));
        if outside && clicked.is_none() {
            self.leave(ui.ctx());
        }
        clicked
    }

    /// What is listed for what is typed: places, things, commands.
    fn rows(&mut self, ui: &Ui, cx: &Cx<'_>) -> Vec<Row> {
        let text = self.text.trim().to_owned();
        if text.is_empty() {
            return Vec::new();
        }
        let mut rows = Vec::new();
        let mut bounds = None;
        if let Some(project) = cx.snap.project.clone() {
            let of = Same::of(&project);
            self.index.ask(&of, super::table::waker(ui), move |stop| Index::new(&project, stop));
            if let Some(index) = self.index.current(&of).cloned() {
                bounds = index.bounds();
                let key = (of.clone(), text.clone());
                let asked = text.clone();
                if index.is_short() {
                    self.found.ask_now(&key, || index.find(&asked, &crate::session::query::Stop::default()));
                } else {
                    self.found.ask(&key, super::table::waker(ui), move |stop| index.find(&asked, stop));
                }
                // The last answer stays until the next is there; one for another project is of no use.
                let newest = self.found.newest_with_key().filter(|((o, _), _)| *o == of);
                rows.extend(newest.iter().flat_map(|(_, f)| f.iter().take(MOST).cloned().map(Row::Thing)));
            }
        }
        // A coordinate stands before everything that merely holds its digits.
        let places = place::read(&text, bounds, cx);
        rows.splice(0..0, places.into_iter().map(Row::Place));
        let mut named: Vec<_> = palette::ranked(cx.lang(), &text)
            .filter(|(rank, .., entry)| *rank < Rank::Scattered && (entry.when)(cx))
            .collect();
        named.sort_by_key(|(rank, at, ..)| (*rank, *at));
        rows.extend(named.into_iter().take(MOST_COMMANDS).map(|(.., entry)| Row::Command(entry)));
        rows
    }

    fn take(&mut self, ui: &Ui, cx: &mut Cx<'_>, row: Row) {
        match row {
            Row::Thing(found) => {
                cx.ask(Command::Visit(Selected::Feature { layer: found.layer, feature: found.feature as usize }));
                cx.show_thing();
            }
            Row::Place(reading) => cx.ask(Command::Jump(reading.at)),
            Row::Command(entry) => {
                self.leave(ui.ctx());
                entry.run(cx);
                return;
            }
        }
        self.leave(ui.ctx());
    }
}

fn item<'r>(cx: &Cx<'_>, row: &'r Row) -> Item<'r> {
    let lang = cx.lang();
    match row {
        Row::Place(reading) => Item {
            icon: icons::CROSSHAIR,
            title: cx.trf("search.jump", &[("place", &reading.shown)]).into(),
            detail: cx.tr(reading.how).into(),
            side: "".into(),
            keys: Vec::new(),
            enabled: true,
        },
        Row::Command(entry) => Item {
            icon: if entry.icon.is_empty() { commands::NO_ICON } else { entry.icon },
            title: entry.title(cx).into(),
            detail: "".into(),
            side: cx.tr("search.command").into(),
            keys: entry.keys.first().map(|k| commands::names_of(*k)).unwrap_or_default(),
            enabled: true,
        },
        Row::Thing(found) => {
            let described = cx.project().and_then(|p| describe(cx, p, found));
            let (icon, title, detail, side) = described.unwrap_or_default();
            let side = if side.is_empty() { String::new() } else { tr(lang, &side).to_owned() };
            Item {
                icon,
                title: title.into(),
                detail: detail.into(),
                side: side.into(),
                keys: Vec::new(),
                enabled: true,
            }
        }
    }
}

/// Icon, name, where it was found, and the key of its role.
fn describe(cx: &Cx<'_>, project: &Project, found: &Found) -> Option<(&'static str, String, String, String)> {
    let layer = project.layers.iter().find(|l| l.id == found.layer)?;
    let feature = layer.features.get(found.feature as usize)?;
    let kind = layer.role.id();
    let name = crate::analysis::card::name(layer, feature)
        .unwrap_or_else(|| format!("{} {}", tr(cx.lang(), &format!("kind.{kind}")), feature.index + 1));
    let detail = match found.field {
        Some(at) => {
            let field = layer.fields.get(at as usize)?;
            let text = feature.values.get(at as usize)?.to_string();
            let short: String = text.chars().take(40).collect();
            format!("{field}: {short}")
        }
        None => found.zone.as_deref().unwrap_or_default().to_owned(),
    };
    Some((icons::of_role(layer.role), name, detail, format!("kind.{kind}")))
}

/// Where a place lies, for those that hold one.
pub(super) fn around(at: Coord) -> crate::geom::Rect {
    const HALF: f64 = 450.0;
    crate::geom::Rect::new(Coord { x: at.x - HALF, y: at.y - HALF }, Coord { x: at.x + HALF, y: at.y + HALF })
}
