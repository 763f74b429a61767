//! The command palette: every command, found by its name in either language, by pinyin or by initials.

use egui::{Align, Align2, Area, Id, Key, Modifiers, Order, Rect, Ui, vec2};

use super::commands::{self, Entry, Group, Made};
use super::context::Cx;
use super::find::{Query, Rank, folded};
use super::i18n::{Lang, tr};
use super::pick_list::{self, Item};
use super::theme;

/// What is typed and which command is chosen while the palette is open.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    /// What is typed.
    pub text: String,
    /// The row chosen, counted from the top.
    pub at: usize,
}

/// A command that is offered.
enum Offer {
    /// One of the table, its group, and whether it applies.
    Entry(Group, &'static Entry, bool),
    /// One about something that is open.
    Made(Made),
}

impl Offer {
    fn applies(&self) -> bool {
        !matches!(self, Self::Entry(.., false))
    }
}

/// Shows it while it is open.
pub(super) fn show(ui: &Ui, cx: &mut Cx<'_>) {
    let Some(mut palette) = cx.state.palette.take() else { return };
    let window = ui.ctx().content_rect();
    let width = (window.width() - 48.0).min(560.0);
    let mut chosen: Option<Offer> = None;
    let mut open = true;
    let shown = Area::new(Id::unique("palette"))
        .order(Order::Foreground)
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(window.center_top() + vec2(0.0, 56.0))
        .show(ui.ctx(), |ui| {
            theme::floating(cx.p).show(ui, |ui| {
                ui.set_width(width);
                let mut offers = offers(cx, &palette.text);
                palette.at = palette.at.min(offers.len().saturating_sub(1));
                let keys = pick_list::keys(ui, cx.state.composing, &mut palette.at, offers.len());
                let hint = cx.tr("palette.hint");
                let field = pick_list::field(ui, cx, Id::unique("palette field"), &mut palette.text, hint, true);
                if field.changed() {
                    palette.at = 0;
                }
                ui.add_space(6.0);
                if offers.is_empty() {
                    pick_list::nothing(ui, cx, cx.tr("palette.nothing"));
                }
                let height = (window.height() - 200.0).clamp(120.0, 420.0);
                let clicked = pick_list::show(ui, cx, "palette rows", offers.len(), palette.at, height, |cx, i| {
                    item(cx, &offers[i])
                });
                let taken = clicked.or(keys.enter.then_some(palette.at));
                let taken = taken.filter(|&i| offers.get(i).is_some_and(Offer::applies));
                chosen = taken.map(|i| offers.swap_remove(i));
                open = chosen.is_none();
            });
        });
    if open && clicked_outside(ui, shown.response.rect) {
        open = false;
    }
    if open {
        cx.state.palette = Some(palette);
    }
    match chosen {
        Some(Offer::Entry(_, entry, _)) => {
            entry.run(cx);
        }
        Some(Offer::Made(made)) => made.run(cx),
        None => {}
    }
    if !open {
        ui.ctx().memory_mut(|m| m.surrender_focus(Id::unique("palette field")));
    }
}

/// Whether the pointer was pressed somewhere else.
pub(super) fn clicked_outside(ui: &Ui, rect: Rect) -> bool {
    ui.input(|i| i.pointer.any_pressed() && i.pointer.interact_pos().is_some_and(|at| !rect.contains(at)))
}

fn item<'e>(cx: &Cx<'_>, offer: &'e Offer) -> Item<'e> {
    let side = |on: bool, group: Group| if on { cx.tr("palette.on") } else { cx.tr(group.key()) };
    let (group, entry, applies) = match offer {
        Offer::Entry(group, entry, applies) => (*group, *entry, *applies),
        Offer::Made(made) => {
            return Item {
                icon: made.icon,
                title: made.name(cx.lang()).into(),
                detail: made.name(cx.lang().other()).into(),
                side: side(made.on == Some(true), made.group).into(),
                keys: Vec::new(),
                enabled: true,
            };
        }
    };
    let on = entry.on.is_some_and(|on| on(cx));
    Item {
        icon: if entry.icon.is_empty() { commands::NO_ICON } else { entry.icon },
        title: entry.title(cx).into(),
        // The other language's name, so that one who knows a command there finds it here.
        detail: tr(cx.lang().other(), entry.name).into(),
        side: side(on, group).into(),
        keys: entry.keys.first().map(|k| commands::names_of(*k)).unwrap_or_default(),
        enabled: applies,
    }
}

/// What answers to a text, best first; with nothing typed, everything in the order of the menu. Commands that do not
/// apply come last.
fn offers(cx: &Cx<'_>, text: &str) -> Vec<Offer> {
    let mut found: Vec<(bool, Rank, usize, Offer)> = ranked(cx.lang(), text)
        .map(|(rank, at, group, entry)| {
            let applies = (entry.when)(cx);
            (!applies, rank, at, Offer::Entry(group, entry, applies))
        })
        // The palette does not offer itself.
        .filter(|(.., o)| !matches!(o, Offer::Entry(_, entry, _) if entry.name == "command.palette"))
        .collect();
    let query = Query::new(text);
    found.extend(commands::made(cx).into_iter().enumerate().filter_map(|(at, made)| {
        let rank = made.names.iter().filter_map(|n| query.rank_loosely(&folded(n))).min()?;
        // Behind the commands of the table, which are about everything.
        Some((false, rank, usize::MAX / 2 + at, Offer::Made(made)))
    }));
    found.sort_by_key(|(out, rank, at, _)| (*out, *rank, *at));
    found.into_iter().map(|(.., offer)| offer).collect()
}

/// The commands that answer to a text in either language, in the order of the menu.
pub(super) fn ranked(lang: Lang, text: &str) -> impl Iterator<Item = (Rank, usize, Group, &'static Entry)> {
    let query = Query::new(text);
    commands::all().enumerate().filter_map(move |(at, (group, entry))| {
        let names = [tr(lang, entry.name), tr(lang.other(), entry.name)];
        let by_name = names.iter().filter_map(|n| query.rank_loosely(&folded(n))).min();
        let also = || query.rank(&folded(entry.also)).map(|r| r.max(Rank::Holds));
        Some((by_name.or_else(also)?, at, group, entry))
    })
}

/// The keys of the sheet of shortcuts and of menus, right-aligned.
pub(super) fn key_caps(ui: &mut Ui, cx: &Cx<'_>, keys: &[String]) {
    ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for key in keys.iter().rev() {
            super::widgets::chip(ui, key, cx.p.hover, cx.p.line, cx.p.text);
        }
    });
}

/// Whether a key with these modifiers is pressed now; taken, so that nothing else sees it.
pub(super) fn take(ui: &Ui, key: Key) -> bool {
    ui.input_mut(|i| i.consume_key(Modifiers::NONE, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(lang: Lang, text: &str) -> Option<&'static str> {
        ranked(lang, text).min_by_key(|(rank, at, ..)| (*rank, *at)).map(|(.., e)| e.name)
    }

    #[test]
    fn a_command_is_found_in_either_language_by_sound_and_by_other_names() {
        for lang in [Lang::Zh, Lang::En] {
            for (text, name) in [
                ("全图", "command.fit_all"),
                ("quantu", "command.fit_all"),
                ("fit all", "command.fit_all"),
                ("dccg", "command.export"),
                ("daochu", "command.export"),
                ("xiayige", "command.next_gap"),
                ("next", "command.next_gap"),
                ("theme", "command.dark"),
            ] {
                assert_eq!(first(lang, text), Some(name), "{lang:?} {text}");
            }
            assert_eq!(first(lang, "zzzzzz"), None);
        }
    }

    #[test]
    fn every_command_is_found_by_its_whole_name_in_either_language() {
        for lang in [Lang::Zh, Lang::En] {
            for (_, entry) in commands::all() {
                for name in [tr(Lang::Zh, entry.name), tr(Lang::En, entry.name)] {
                    // Among the first: "New park" is a part of "New pocket park".
                    let mut found: Vec<_> = ranked(lang, name).collect();
                    found.sort_by_key(|(rank, at, ..)| (*rank, *at));
                    let first = found.iter().take(3).any(|(.., e)| e.name == entry.name);
                    assert!(first, "{lang:?}: {name} does not find {}", entry.name);
                }
            }
        }
    }
}
