//! Commands about what is open: one for each layer, indicator, scenario and rule set. They are made when the palette is
//! shown, because the things they are about come and go.

use super::super::context::{Command, Cx, layer_bounds};
use super::super::i18n::{Lang, trf};
use super::super::layers::{self, Opened};
use super::super::scenarios;
use super::super::state::Tab;
use super::super::{icons, rules_view};
use super::Group;
use crate::analysis::IndicatorId;
use crate::analysis::scenario::is_proposal_layer;
use crate::model::plan::ScenarioId;
use crate::model::{Layer, LayerId};
use crate::session::Action;

/// A command about one thing that is open.
pub(in super::super) struct Made {
    /// Where it stands.
    pub(in super::super) group: Group,
    /// Its name in Chinese and in English.
    pub(in super::super) names: [String; 2],
    /// Its icon.
    pub(in super::super) icon: &'static str,
    /// For what is on or off: whether it is on.
    pub(in super::super) on: Option<bool>,
    act: Act,
}

/// What is done.
enum Act {
    Show(LayerId),
    Open(LayerId, Opened),
    Zoom(LayerId),
    Table(LayerId),
    Report(LayerId),
    Renew(LayerId),
    Remove(LayerId),
    Hero(IndicatorId),
    Scenario(Option<ScenarioId>),
    Rules(String),
    Targets(String),
}

/// All there are now, in the order of what they are about.
pub(in super::super) fn made(cx: &Cx<'_>) -> Vec<Made> {
    let Some(project) = cx.project() else { return Vec::new() };
    let mut all = Vec::new();
    if let Some(analysis) = &cx.snap.analysis {
        for id in analysis.indicators.iter().map(|i| i.id) {
            let names = both("made.indicator", |lang| lang.pick(id.name_zh(), id.name_en()).to_owned());
            let on = Some(cx.state.hero == id);
            all.push(Made { group: Group::View, names, icon: icons::TARGET, on, act: Act::Hero(id) });
        }
    }
    let list = scenarios::all(cx);
    if !list.is_empty() {
        for id in list.iter().map(|s| Some(s.id)) {
            let names = both("made.scenario", |_| scenarios::name_of(cx, id));
            let on = Some(cx.snap.scenario == id);
            all.push(Made { group: Group::Plan, names, icon: icons::BRANCH, on, act: Act::Scenario(id) });
        }
    }
    for layer in &project.layers {
        of_layer(&mut all, cx, layer, &project.layers);
    }
    let rules = rules_view::rule_choices(Lang::Zh).into_iter().zip(rules_view::rule_choices(Lang::En));
    for ((id, zh), (_, en)) in rules {
        let names = both("made.rules", |lang| lang.pick(&zh, &en).to_owned());
        let on = Some(project.rules.id == id);
        all.push(Made { group: Group::File, names, icon: icons::BOOK, on, act: Act::Rules(id) });
    }
    let targets = rules_view::target_choices(Lang::Zh).into_iter().zip(rules_view::target_choices(Lang::En));
    for ((id, zh), (_, en)) in targets {
        let names = both("made.targets", |lang| lang.pick(&zh, &en).to_owned());
        let on = Some(project.targets.as_ref().is_some_and(|t| t.id == id));
        all.push(Made { group: Group::File, names, icon: icons::TARGET, on, act: Act::Targets(id) });
    }
    all
}

fn both(key: &str, name: impl Fn(Lang) -> String) -> [String; 2] {
    [Lang::Zh, Lang::En].map(|lang| trf(lang, key, &[("name", &name(lang))]))
}

fn of_layer(all: &mut Vec<Made>, cx: &Cx<'_>, layer: &Layer, among: &[std::sync::Arc<Layer>]) {
    let id = layer.id;
    let mut put = |key, icon, on, act| {
        let names = both(key, |lang| layers::name_among(lang, layer, among));
        all.push(Made { group: Group::Map, names, icon, on, act });
    };
    let shown = cx.state.look(layer).visible;
    put("made.layer", icons::EYE, Some(shown), Act::Show(id));
    put("made.style", icons::POLYGON, None, Act::Open(id, Opened::Style));
    put("made.zoom", icons::FRAME, None, Act::Zoom(id));
    put("made.table", icons::LIST, None, Act::Table(id));
    if !is_proposal_layer(id) {
        put("made.menu", icons::DOTS, None, Act::Open(id, Opened::Menu));
        put("made.report", icons::FILE_TEXT, None, Act::Report(id));
        put("made.renew", icons::HISTORY, None, Act::Renew(id));
        put("made.remove", icons::TRASH, None, Act::Remove(id));
    }
}

impl Made {
    /// Its name in a language.
    pub(in super::super) fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.names[0], &self.names[1])
    }

    /// Does it. What is gone since is left alone.
    pub(in super::super) fn run(self, cx: &mut Cx<'_>) {
        match self.act {
            Act::Show(id) => {
                if let Some(layer) = cx.project().and_then(|p| p.layers.iter().find(|l| l.id == id)) {
                    let look = cx.state.look(layer);
                    cx.state.set_look(id, super::super::state::Look { visible: !look.visible, ..look });
                }
            }
            Act::Open(id, what) => {
                cx.state.left = true;
                cx.state.opened = Some((id, what));
            }
            Act::Zoom(id) => {
                if let Some(bounds) = cx.project().and_then(|p| layer_bounds(p, id)) {
                    cx.ask(Command::Fit(bounds));
                }
            }
            Act::Table(id) => {
                cx.work.tables.choose(id);
                cx.show_tab(Tab::Table);
            }
            Act::Report(id) => {
                cx.show_tab(Tab::Import);
                cx.state.import_focus = Some(id);
            }
            Act::Renew(id) => cx.ask(Command::RenewLayer(id)),
            Act::Remove(id) => cx.send(Action::RemoveLayer(id)),
            Act::Hero(id) => {
                cx.state.right = true;
                cx.state.hero = id;
            }
            Act::Scenario(id) => scenarios::show_scenario(cx, id),
            Act::Rules(id) => cx.send(Action::SetRules(id)),
            Act::Targets(id) => cx.send(Action::SetTargets(Some(id))),
        }
    }
}
