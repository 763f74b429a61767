//! The card of a facility: its fields in reading order, where it lies, what it serves alone, its pictures.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{ColorImage, RichText, TextureHandle, Ui};

use crate::analysis::card::{self, CardField};
use crate::analysis::effects::{Effect, Effects};
use crate::analysis::{Analysis, IndicatorId};
use crate::model::{Feature, Layer, LayerId, Value};
use crate::session::query::{self, Card, Query, Same};

use super::context::{Command, Cx};
use super::i18n::tr;
use super::inspector::fact;
use super::map::Selected;
use super::theme::size;
use super::{format, icons, photo, widgets};

/// Which card: the analysis, the layer, the feature.
type Of = (Same<Analysis>, LayerId, usize);

/// What cards need beyond the snapshot.
#[derive(Default)]
pub(super) struct Cards {
    card: Query<Of, Card>,
    /// What the last card gathered: the analysis it belongs to, and the land and facilities of one indicator.
    known: Option<(Same<Analysis>, IndicatorId, Arc<Effects>)>,
    photos: Query<(PathBuf, String), Vec<photo::Photo>>,
    textures: Vec<(String, TextureHandle)>,
    textures_of: Option<(PathBuf, String)>,
}

/// Asks for the card of a feature; `None` until it is there.
pub(super) fn ask(ui: &Ui, cx: &mut Cx<'_>, layer: &Layer, feature: usize) -> Option<Arc<Card>> {
    let project = cx.snap.project.clone()?;
    let analysis = cx.snap.analysis.clone().filter(|_| !cx.snap.stale)?;
    let figures = Same::of(&analysis);
    let of = (figures.clone(), layer.id, feature);
    let cards = &mut cx.work.cards;
    let known = cards.known.as_ref().filter(|(a, ..)| *a == figures).map(|(_, i, e)| (*i, Arc::clone(e)));
    let id = layer.id;
    cards.card.ask(&of, super::table::waker(ui), move |stop| {
        let facility = analysis.facilities.iter().position(|f| f.layer == id && f.feature == feature);
        query::card(&project, &analysis, id, feature, facility, known, stop)
    });
    let card = cards.card.current(&of).cloned()?;
    if let Some((indicator, effects)) = &card.effects {
        cards.known = Some((figures, *indicator, Arc::clone(effects)));
    }
    Some(card)
}

/// The sub-district it lies in.
pub(super) fn place(ui: &mut Ui, cx: &Cx<'_>, card: Option<&Arc<Card>>) {
    let Some(analysis) = cx.snap.analysis.as_ref().filter(|a| !a.zones.is_empty()) else { return };
    let text = match card {
        None => "…".to_owned(),
        Some(card) => {
            let names: Vec<&str> =
                card.zones.iter().filter_map(|&z| analysis.zones.get(z)).map(|z| z.name.as_str()).collect();
            if names.is_empty() { cx.tr("gaps.no_zone").to_owned() } else { names.join(cx.lang().pick("、", ", ")) }
        }
    };
    fact(ui, cx, cx.tr("select.zone"), &text);
    ui.add_space(size::UNIT);
}

/// What it does for the indicator of its kind.
pub(super) fn effect(ui: &mut Ui, cx: &mut Cx<'_>, card: Option<&Arc<Card>>) {
    let Some(card) = card else {
        if cx.work.cards.card.is_pending() {
            widgets::muted(ui, cx.tr("card.computing"));
        }
        return;
    };
    let (Some(effect), Some((indicator, _))) = (&card.effect, &card.effects) else { return };
    let lang = cx.lang();
    widgets::heading(ui, format::indicator(lang, *indicator));
    let people = |n: Option<f64>| {
        n.map_or(String::new(), |n| format!(" · {}", cx.trf("card.people", &[("n", &format::number(n, 0))])))
    };
    let parcels = |n: usize| cx.trf("card.parcels", &[("n", &format::count(n))]);
    let land = |m2: f64, n: usize, heads: Option<f64>| {
        format!("{} {} · {}{}", format::hectares(m2), cx.tr("unit.hectares"), parcels(n), people(heads))
    };
    let served = land(effect.served.covered_m2, effect.parcels_served, effect.people_served);
    fact(ui, cx, cx.tr("card.served"), &served);
    let alone = land(effect.lost_m2, effect.parcels_lost.len(), effect.people_lost);
    fact(ui, cx, cx.tr("card.alone"), &alone);
    fact(ui, cx, cx.tr("card.without"), &change(cx, effect.with.covered_m2, effect.without.covered_m2, effect));
    zones_lost(ui, cx, effect);
    if !effect.parcels_lost.is_empty() {
        let text = cx.trf("card.show_lost", &[("n", &format::count(effect.parcels_lost.len()))]);
        if widgets::link(ui, &text).clicked() {
            let things: Vec<Selected> =
                effect.parcels_lost.iter().map(|&(layer, feature)| Selected::Feature { layer, feature }).collect();
            cx.ask(Command::ShowAll(things));
        }
    }
    ui.add_space(size::UNIT);
}

/// `87.69 % → 87.12 %（−0.57 个百分点）`, or that nothing changes.
fn change(cx: &Cx<'_>, with: f64, without: f64, effect: &Effect) -> String {
    shares(cx, with, without, effect.with.demand_m2)
}

fn shares(cx: &Cx<'_>, with: f64, without: f64, demand: f64) -> String {
    if demand <= 0.0 {
        return "–".to_owned();
    }
    let (a, b) = (with / demand * 100.0, without / demand * 100.0);
    let fall = a - b;
    // A small loss is still shown with a figure that is not nought.
    let decimals = if fall > 0.0 && fall < 0.01 { 4 } else { 2 };
    let values = [
        ("with", format::number(a, decimals)),
        ("without", format::number(b, decimals)),
        ("fall", format::number(-fall, decimals)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    cx.trf(if fall > 0.0 { "card.change" } else { "card.no_change" }, &values)
}

/// The sub-districts that lose most, the largest loss first.
fn zones_lost(ui: &mut Ui, cx: &Cx<'_>, effect: &Effect) {
    let Some(analysis) = cx.snap.analysis.as_ref() else { return };
    let mut zones: Vec<_> = effect.zones.iter().collect();
    zones.sort_by(|a, b| (b.1.covered_m2 - b.2.covered_m2).total_cmp(&(a.1.covered_m2 - a.2.covered_m2)));
    for (zone, with, without) in zones.into_iter().take(3) {
        let Some(info) = analysis.zones.get(*zone) else { continue };
        fact(ui, cx, &info.name, &shares(cx, with.covered_m2, without.covered_m2, with.demand_m2));
    }
}

/// Its fields in reading order, then its pictures.
pub(super) fn fields(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer, feature: &Feature) {
    widgets::heading(ui, cx.tr("select.attributes"));
    let lines = card::card(layer, feature);
    // Facilities are read by their known fields; for anything else the file's own names say more.
    let facility = layer.role.facility_kind().is_some();
    let mut pictures = None;
    let mut any = false;
    for line in &lines {
        if line.field == Some(CardField::Photo) && facility {
            pictures = Some(line.value.to_string());
        }
        let text = match line.value {
            Value::Null => continue,
            // "Opening hours: no" would say that it is never open.
            value if facility && line.day_and_night().is_some() => {
                cx.tr(if value.as_bool() == Some(true) { "card.open_24h" } else { "card.not_open_24h" }).to_owned()
            }
            Value::Bool(b) => cx.tr(if *b { "select.yes" } else { "select.no" }).to_owned(),
            Value::Number(n) => n.to_string(),
            Value::Text(t) => t.to_string(),
        };
        any = true;
        match line.field.filter(|_| facility) {
            Some(known) => {
                let caption = tr(cx.lang(), &format!("card_field.{}", known.id())).to_owned();
                fact(ui, cx, &caption, &text);
            }
            None => fact(ui, cx, line.name, &text),
        }
    }
    if !any {
        widgets::muted(ui, cx.tr("select.no_attributes"));
    }
    if let Some(pictures) = pictures {
        show_photos(ui, cx, &layer.source.path, &pictures);
    }
}

fn show_photos(ui: &mut Ui, cx: &mut Cx<'_>, source: &Path, text: &str) {
    let key = (source.to_owned(), text.to_owned());
    let cards = &mut cx.work.cards;
    let asked = key.clone();
    cards.photos.ask(&key, super::table::waker(ui), move |_| Some(photo::load_all(&asked.0, &asked.1)));
    let Some(found) = cards.photos.current(&key).cloned() else {
        widgets::muted(ui, tr(cx.state.lang, "card.photo_loading"));
        return;
    };
    if cards.textures_of.as_ref() != Some(&key) {
        cards.textures = found.iter().filter_map(|p| texture(ui, p)).collect();
        cards.textures_of = Some(key);
    }
    ui.add_space(6.0);
    for (name, texture) in &cards.textures {
        let whole = texture.size_vec2();
        let width = ui.available_width().min(320.0);
        let shown = whole * (width / whole.x).min(200.0 / whole.y).min(1.0);
        let image = ui.add(egui::Image::new((texture.id(), shown)).corner_radius(6));
        let label = name.clone();
        image.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
        image.on_hover_text(name);
        ui.add_space(4.0);
    }
    for missing in found.iter() {
        match missing {
            photo::Photo::Picture { .. } => {}
            photo::Photo::Missing { name, sought } => {
                let folders: Vec<String> = sought.iter().map(|p| p.display().to_string()).collect();
                let text = tr_missing(cx, name);
                remark(ui, cx, &text).on_hover_text(folders.join("\n"));
                for folder in folders {
                    widgets::muted(ui, folder);
                }
            }
            photo::Photo::Unreadable { path, problem } => {
                let path = path.display().to_string();
                let text = cx.trf("card.photo_broken", &[("path", &path), ("problem", problem)]);
                remark(ui, cx, &text);
            }
            photo::Photo::Address(address) => {
                let text = cx.trf("card.photo_address", &[("address", address)]);
                remark(ui, cx, &text);
            }
        }
    }
}

fn tr_missing(cx: &Cx<'_>, name: &str) -> String {
    cx.trf("card.photo_missing", &[("name", name)])
}

fn remark(ui: &mut Ui, cx: &Cx<'_>, text: &str) -> egui::Response {
    let text = RichText::new(format!("{} {text}", icons::WARNING)).size(size::SMALL).color(cx.p.missed_text);
    ui.add(egui::Label::new(text).wrap())
}

fn texture(ui: &Ui, found: &photo::Photo) -> Option<(String, TextureHandle)> {
    let photo::Photo::Picture { name, width, height, rgba } = found else { return None };
    let image = ColorImage::from_rgba_unmultiplied([*width, *height], rgba);
    Some((name.clone(), ui.ctx().load_texture(name, image, egui::TextureOptions::LINEAR)))
}
