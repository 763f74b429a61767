//! How a project was left: where the map looked, which layers it showed and how, which figures were in front. It is kept
//! in the project's own file, so that it opens as it was left, on another computer too; undo does not touch it.
//!
//! What is kept is a small JSON text of which every part is read by itself: a part that is missing, damaged or from
//! another version is left out, and the rest counts.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use egui::Color32;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::map::view::View;
use super::map::{Classes, FieldStyle, MapPanel, MapView, Method};
use super::state::{Chart, Look, State};
use crate::analysis::IndicatorId;
use crate::geom::Coord;
use crate::model::Project;
use crate::session::query::Same;
use crate::session::{Action, PlanAction, Snapshot};

/// What changes is sent once it has been left alone for so many seconds.
const REST: f64 = 1.0;
/// Texts longer than this are not ours.
const LONGEST: usize = 1 << 20;
/// More classes than this are not ours.
const MOST_CLASSES: usize = 16;

/// How a project was left. Fields in the order in which they are written.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct LeftAs {
    /// The middle of the map and its scale: x and y in metres on the project's plane, metres a point.
    map: Option<[f64; 3]>,
    /// By layer.
    layers: BTreeMap<u32, LayerLeft>,
    coverage: Option<bool>,
    service_areas: Option<bool>,
    labels: Option<bool>,
    pins: Option<bool>,
    /// `coverage`, `depth` or `distance`.
    view: Option<String>,
    indicator: Option<String>,
    chart: Option<String>,
    zones_by_value: Option<bool>,
}

/// How a layer was drawn, where the user said so.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct LayerLeft {
    visible: Option<bool>,
    /// `[red, green, blue]`.
    color: Option<[u8; 3]>,
    by: Option<StyleLeft>,
}

/// The field a layer is coloured by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StyleLeft {
    field: String,
    #[serde(default)]
    categories: Option<Vec<String>>,
    #[serde(default)]
    steps: Option<Vec<f64>>,
    #[serde(default)]
    equal_widths: bool,
}

const VIEWS: [(MapView, &str); 3] =
    [(MapView::Coverage, "coverage"), (MapView::Depth, "depth"), (MapView::Distance, "distance")];

/// Charts that show something in any project.
const CHARTS: [(Chart, &str); 6] = [
    (Chart::Years, "years"),
    (Chart::Coverage, "coverage"),
    (Chart::Distance, "distance"),
    (Chart::Classes, "classes"),
    (Chart::Uncovered, "uncovered"),
    (Chart::Reach, "reach"),
];

fn named<T: Copy + PartialEq>(list: &[(T, &'static str)], what: T) -> Option<String> {
    list.iter().find(|(t, _)| *t == what).map(|(_, name)| (*name).to_owned())
}

fn called<T: Copy>(list: &[(T, &'static str)], name: Option<&String>) -> Option<T> {
    list.iter().find(|(_, n)| name.is_some_and(|name| name == n)).map(|(t, _)| *t)
}

fn part<T: DeserializeOwned>(of: &Value, key: &str) -> Option<T> {
    T::deserialize(of.get(key)?).ok()
}

impl LeftAs {
    /// What the window shows of a project now.
    fn of(state: &State, view: Option<View>, project: &Project) -> Self {
        let mut layers: BTreeMap<u32, LayerLeft> = BTreeMap::new();
        for layer in &project.layers {
            let look = state.look_told(layer.id);
            let by = state.styles_by.get(&layer.id).map(|style| StyleLeft::of(style));
            if look.is_some() || by.is_some() {
                let color = look.and_then(|l| l.color).map(|c| [c.r(), c.g(), c.b()]);
                layers.insert(layer.id.0, LayerLeft { visible: look.map(|l| l.visible), color, by });
            }
        }
        Self {
            map: view.map(|v| {
                // Millimetres, and six digits of the scale: figures that come back the same from a text.
                let digits = 10f64.powf(5.0 - v.metres_per_point.log10().floor());
                let to = |value: f64, per: f64| (value * per).round() / per;
                [to(v.center.x, 1e3), to(v.center.y, 1e3), to(v.metres_per_point, digits)]
            }),
            layers,
            coverage: Some(state.overlays.coverage),
            service_areas: Some(state.overlays.service_areas),
            labels: Some(state.overlays.labels),
            pins: Some(state.ledger.pins),
            view: named(&VIEWS, state.overlays.view),
            indicator: Some(state.hero.id().to_owned()),
            chart: named(&CHARTS, state.chart),
            zones_by_value: Some(state.zones_by_value),
        }
    }

    /// Reads what was kept; whatever cannot be read is left out.
    fn read(text: &str) -> Self {
        let Some(all) = Some(text).filter(|t| t.len() <= LONGEST).and_then(|t| serde_json::from_str::<Value>(t).ok())
        else {
            return Self::default();
        };
        let sound = |[x, y, scale]: &[f64; 3]| {
            x.is_finite()
                && y.is_finite()
                && x.abs().max(y.abs()) < 1e9
                && (View::FINEST..=View::COARSEST).contains(scale)
        };
        let layers = all.get("layers").and_then(Value::as_object).into_iter().flatten();
        Self {
            map: part(&all, "map").filter(sound),
            layers: layers.filter_map(|(id, of)| Some((id.parse().ok()?, LayerLeft::read(of)))).collect(),
            coverage: part(&all, "coverage"),
            service_areas: part(&all, "service_areas"),
            labels: part(&all, "labels"),
            pins: part(&all, "pins"),
            view: part(&all, "view"),
            indicator: part(&all, "indicator"),
            chart: part(&all, "chart"),
            zones_by_value: part(&all, "zones_by_value"),
        }
    }

    /// Makes the window so.
    fn apply(&self, state: &mut State, map: Option<&mut MapPanel>, project: &Project) {
        state.forget_looks();
        for layer in &project.layers {
            let Some(left) = self.layers.get(&layer.id.0) else { continue };
            let usual = state.look(layer);
            let color = left.color.map(|[r, g, b]| Color32::from_rgb(r, g, b));
            if left.visible.is_some() || color.is_some() {
                state.set_look(layer.id, Look { visible: left.visible.unwrap_or(usual.visible), color });
            }
            let by = left.by.as_ref().and_then(StyleLeft::style);
            if let Some(style) = by.filter(|s| layer.fields.iter().any(|f| **f == *s.field)) {
                state.styles_by.insert(layer.id, Arc::new(style));
            }
        }
        let overlays = &mut state.overlays;
        overlays.coverage = self.coverage.unwrap_or(overlays.coverage);
        overlays.service_areas = self.service_areas.unwrap_or(overlays.service_areas);
        overlays.labels = self.labels.unwrap_or(overlays.labels);
        overlays.view = called(&VIEWS, self.view.as_ref()).unwrap_or(overlays.view);
        state.ledger.pins = self.pins.unwrap_or(state.ledger.pins);
        state.hero = self.indicator.as_deref().and_then(IndicatorId::from_id).unwrap_or(state.hero);
        state.chart = called(&CHARTS, self.chart.as_ref()).unwrap_or(state.chart);
        state.zones_by_value = self.zones_by_value.unwrap_or(state.zones_by_value);
        if let (Some([x, y, metres_per_point]), Some(map)) = (self.map, map) {
            map.set_view(View { center: Coord { x, y }, metres_per_point });
        }
    }
}

impl LayerLeft {
    fn read(of: &Value) -> Self {
        Self { visible: part(of, "visible"), color: part(of, "color"), by: part(of, "by") }
    }
}

impl StyleLeft {
    fn of(style: &FieldStyle) -> Self {
        let field = style.field.clone();
        match &style.classes {
            Classes::Categories(names) => {
                Self { field, categories: Some(names.clone()), steps: None, equal_widths: false }
            }
            Classes::Steps(bounds, method) => {
                Self { field, categories: None, steps: Some(bounds.clone()), equal_widths: *method == Method::Widths }
            }
        }
    }

    /// The style, where it is one.
    fn style(&self) -> Option<FieldStyle> {
        let classes = match (&self.categories, &self.steps) {
            (Some(names), None) if (1..=MOST_CLASSES).contains(&names.len()) => Classes::Categories(names.clone()),
            (None, Some(bounds)) if bounds.len() <= MOST_CLASSES => {
                let rising = bounds.windows(2).all(|b| b[0] < b[1]) && bounds.iter().all(|b| b.is_finite());
                let method = if self.equal_widths { Method::Widths } else { Method::Counts };
                rising.then(|| Classes::Steps(bounds.clone(), method))?
            }
            _ => return None,
        };
        Some(FieldStyle { field: self.field.clone(), classes })
    }
}

/// Sends what is to be found again, and finds it when another project is opened.
#[derive(Default)]
pub(super) struct Leaving {
    /// What the project's file holds, as far as the window knows.
    known: Arc<str>,
    /// What was sent and has not come back, the oldest first.
    sent: VecDeque<Arc<str>>,
    /// Which project is shown, and its file.
    shown: Option<(Same<Project>, Option<std::path::PathBuf>)>,
    /// A project was opened whose layers are not there yet.
    opening: bool,
    /// What is to be sent, and since when it has been as it is, in seconds of the window's clock.
    wanted: Option<(LeftAs, f64)>,
    last: LeftAs,
}

impl Leaving {
    /// Makes the window as a project that was just opened was left: called before anything is drawn.
    pub(super) fn arrive(&mut self, snap: &Snapshot, state: &mut State, map: Option<&mut MapPanel>) {
        let other_text = if let Some(at) = self.sent.iter().position(|t| *t == snap.window) {
            self.sent.drain(..=at);
            self.known = Arc::clone(&snap.window);
            false
        } else {
            snap.window != self.known
        };
        let file = snap.file.as_ref().and_then(|f| f.path.clone());
        let shown = snap.project.as_ref().map(|p| (Same::of(p), file));
        let other_project = match (&self.shown, &shown) {
            // Another name for the same is no other project, and neither is one that gets its first file.
            (Some((a, old)), Some((b, new))) => a != b && old != new && old.is_some(),
            (before, now) => before.is_some() != now.is_some(),
        };
        self.shown = shown;
        if other_text || other_project {
            self.known = Arc::clone(&snap.window);
            self.sent.clear();
            self.wanted = None;
            self.opening = true;
        }
        let Some(project) = snap.project.as_ref().filter(|_| self.opening) else { return };
        self.opening = false;
        LeftAs::read(&snap.window).apply(state, map, project);
    }

    /// Sees what the window shows now, and says what is to be sent once it has come to rest; and in how many seconds it
    /// wants to be asked again.
    pub(super) fn see(
        &mut self,
        snap: &Snapshot,
        state: &State,
        view: Option<View>,
        clock: f64,
    ) -> (Option<Action>, Option<f64>) {
        let kept = snap.file.as_ref().is_some_and(|f| f.read_only.is_none());
        let Some(project) = snap.project.as_ref().filter(|_| kept && !self.opening) else { return (None, None) };
        let now = LeftAs::of(state, view, project);
        if now == self.last {
            self.wanted = None;
            return (None, None);
        }
        let since = match &self.wanted {
            Some((wanted, since)) if *wanted == now => *since,
            _ => clock,
        };
        let left = REST - (clock - since);
        self.wanted = Some((now, since));
        if left > 0.0 { (None, Some(left)) } else { (self.send(), None) }
    }

    /// What waits to be sent, at once: the window is closing.
    pub(super) fn send(&mut self) -> Option<Action> {
        let (wanted, _) = self.wanted.take()?;
        let text = serde_json::to_string(&wanted).ok()?;
        self.last = wanted;
        let was = self.sent.back().unwrap_or(&self.known).to_string();
        if text == was {
            return None;
        }
        self.sent.push_back(text.as_str().into());
        Some(PlanAction::KeepWindow { text, was: Some(was) }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LayerId, Plane, RuleSet};
    use crate::ui::i18n::Lang;

    fn project() -> Project {
        let layer = |id: u32, fields: &[&str]| {
            Arc::new(crate::model::Layer {
                id: LayerId(id),
                role: crate::model::Role::Park,
                name: String::new(),
                source: crate::model::Source::default(),
                fields: fields.iter().map(|f| (*f).into()).collect(),
                features: Arc::default(),
                import: crate::model::Import::default(),
            })
        };
        Project {
            name: String::new(),
            synthetic: false,
            plane: Plane { epsg: Some(4549), definition: String::new() },
            layers: vec![layer(1, &["level", "ha"]), layer(4, &[])],
            rules: Arc::new(RuleSet::builtin("city-checkup-2021").expect("a built-in rule set")),
            targets: None,
        }
    }

    #[test]
    fn what_was_left_is_found_again() {
        let project = project();
        let mut state = State::new(Lang::Zh, false);
        state.set_look(LayerId(1), Look { visible: false, color: Some(Color32::from_rgb(1, 2, 3)) });
        let steps = FieldStyle { field: "ha".to_owned(), classes: Classes::Steps(vec![0.5, 2.0], Method::Widths) };
        state.styles_by.insert(LayerId(1), Arc::new(steps.clone()));
        state.overlays.labels = false;
        state.overlays.view = MapView::Distance;
        state.hero = IndicatorId::ToiletDensity;
        state.chart = Chart::Reach;
        let view = View { center: Coord { x: 500_123.25, y: 3_519_000.5 }, metres_per_point: 1.75 };
        let text = serde_json::to_string(&LeftAs::of(&state, Some(view), &project)).expect("plain values");
        let mut again = State::new(Lang::Zh, false);
        // What another project looked like does not stay.
        again.set_look(LayerId(4), Look { visible: false, color: None });
        let read = LeftAs::read(&text);
        assert_eq!(read.map, Some([500_123.25, 3_519_000.5, 1.75]));
        read.apply(&mut again, None, &project);
        let look = again.look(&project.layers[0]);
        assert_eq!((look.visible, look.color), (false, Some(Color32::from_rgb(1, 2, 3))));
        assert!(again.look(&project.layers[1]).visible);
        assert_eq!(again.styles_by.get(&LayerId(1)).map(|s| (**s).clone()), Some(steps));
        assert_eq!(again.overlays, state.overlays);
        assert_eq!((again.hero, again.chart), (IndicatorId::ToiletDensity, Chart::Reach));
        assert_eq!(LeftAs::of(&again, Some(view), &project), LeftAs::of(&state, Some(view), &project));
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_the_rest_counts() {
        let usual = State::new(Lang::Zh, false);
        for text in ["", "mark 3", "[1,2]", "{", "{\"map\":7,\"layers\":[],\"labels\":\"yes\",\"view\":3}"] {
            let mut state = State::new(Lang::Zh, false);
            assert_eq!(LeftAs::read(text), LeftAs::default(), "{text}");
            LeftAs::read(text).apply(&mut state, None, &project());
            assert_eq!((state.overlays, state.hero, state.chart), (usual.overlays, usual.hero, usual.chart));
        }
        let text = r#"{"map":[1e300,0,1],"labels":false,"view":"sideways","indicator":"none","chart":"pie","layers":
            {"1":{"visible":"no","color":[300,0,0],"by":{"field":"ha","steps":[2,1]}},"x":{},"9":{"visible":false},
             "4":{"visible":false,"by":{"field":"gone","categories":["a"]}}}}"#;
        let mut state = State::new(Lang::Zh, false);
        let read = LeftAs::read(text);
        assert_eq!(read.map, None);
        read.apply(&mut state, None, &project());
        assert!(!state.overlays.labels && state.overlays.view == MapView::Coverage && state.hero == usual.hero);
        assert!(state.look(&project().layers[0]).visible && !state.look(&project().layers[1]).visible);
        assert!(state.styles_by.is_empty());
    }
}
