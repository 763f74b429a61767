//! The map for those who do not see it, and for tests: facilities and what is selected, as named things within it.

use egui::{Id, Rect as UiRect, Response, Role as A11y, Sense, Ui, UiBuilder, Vec2, WidgetInfo};
use geo::InteriorPoint as _;

use super::Selected;
use super::classify::name;
use super::content::{Content, Entry, Origin};
use super::style::Subject;
use super::view::Frame;
use crate::geom::Coord;
use crate::model::Layer;
use crate::ui::format;
use crate::ui::i18n::{Lang, tr, trf};

/// So many facilities are named at once; more would only bury each other.
const MOST: usize = 300;

/// A thing within the map that can be reached by its name.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    what: Selected,
    at: Coord,
    name: String,
}

/// The facilities in sight of the layers that `visible` lets through, in the order of their layers.
pub(crate) fn in_sight(content: &Content, frame: &Frame, lang: Lang, visible: impl Fn(&Entry) -> bool) -> Vec<Named> {
    let mut named = Vec::new();
    let land = frame.bounds();
    for entry in content.entries.iter().filter(|e| visible(e)) {
        let (Origin::Layer(layer), Some(hits)) = (&entry.origin, &entry.hits) else { continue };
        if layer.role.facility_kind().is_none() {
            continue;
        }
        let mut found: Vec<u32> = hits.query(&land).take(MOST - named.len()).collect();
        found.sort_unstable();
        named.extend(found.into_iter().filter_map(|i| {
            let what = Selected::Feature { layer: layer.id, feature: i as usize };
            Some(Named { what, at: middle(entry, i as usize)?, name: title(layer, i as usize, lang) })
        }));
        if named.len() == MOST {
            break;
        }
    }
    named
}

/// What a thing on the map is called; `None` where it is gone.
pub(crate) fn title_of(content: &Content, what: Selected, lang: Lang) -> Option<String> {
    match (what, &find(content, what)?.origin) {
        (Selected::Feature { feature, .. }, Origin::Layer(layer)) => Some(title(layer, feature, lang)),
        (Selected::Gap(gap), Origin::Analysis(analysis)) => {
            let rank = analysis.gaps.get(gap)?.rank;
            Some(trf(lang, "map.gap", &[("rank", &format::count(rank))]))
        }
        _ => None,
    }
}

/// What is selected, by name.
pub(crate) fn selected(content: &Content, what: Selected, lang: Lang) -> Option<Named> {
    let entry = find(content, what)?;
    let name = title_of(content, what, lang)?;
    let index = match what {
        Selected::Feature { feature, .. } => feature,
        Selected::Gap(gap) => gap,
    };
    let name = trf(lang, "map.chosen", &[("name", &name)]);
    Some(Named { what, at: middle(entry, index)?, name })
}

/// The entry that holds a thing.
pub(crate) fn find(content: &Content, what: Selected) -> Option<&Entry> {
    content.entries.iter().find(|e| match what {
        Selected::Feature { layer, .. } => e.layer == Some(layer),
        Selected::Gap(_) => e.subject == Subject::Gaps,
    })
}

fn middle(entry: &Entry, index: usize) -> Option<Coord> {
    let item = entry.thing(index)?;
    item.points
        .first()
        .copied()
        .or_else(|| item.polygons.first()?.interior_point().map(Coord::from))
        .or_else(|| item.lines.first().and_then(|l| l.0.get(l.0.len() / 2).copied()))
}

/// The name of a feature with its kind, unless the name says it; its kind and number where it has no name.
fn title(layer: &Layer, feature: usize, lang: Lang) -> String {
    let kind = tr(lang, &format!("kind.{}", layer.role.id())).to_owned();
    let number = format::count(feature + 1);
    let own = layer.features.get(feature).and_then(|f| name(layer, f, lang == Lang::Zh));
    match own {
        Some(own) if own.to_lowercase().contains(&kind.to_lowercase()) => own.to_owned(),
        own => trf(lang, "map.thing", &[("kind", &kind), ("name", own.unwrap_or(&number))]),
    }
}

/// Whether anybody reads the tree of names; if not, there is no need to make it.
pub(crate) fn is_read(ui: &Ui, canvas: &Response) -> bool {
    ui.ctx().accesskit_node_builder(canvas.id, |_| ()).is_some()
}

/// Puts the named things into the widget tree, as children of the canvas. They only listen: what a click takes is
/// decided by the map itself, because things lie upon each other.
pub(crate) fn publish(ui: &mut Ui, canvas: &Response, rect: UiRect, frame: &Frame, named: &[Named]) {
    let builder = UiBuilder::new().max_rect(rect).accessibility_parent(canvas.id).sense(Sense::hover());
    let child = ui.new_child(builder);
    for thing in named {
        let at = frame.to_screen(rect, thing.at);
        if !rect.contains(at) {
            continue;
        }
        let id: Id = canvas.id.with(thing.what).with(&thing.name);
        let response = child.interact(UiRect::from_center_size(at, Vec2::splat(16.0)), id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(A11y::Image, true, &thing.name));
    }
}
