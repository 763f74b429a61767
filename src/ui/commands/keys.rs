//! Keys: which command is asked for, and how a shortcut is written.

use egui::{Context, Event, ImeEvent, Key, KeyboardShortcut, Modifiers};

use super::super::context::Cx;
use super::{Entry, all};

/// The commands whose shortcuts are pressed now. Takes the keys, so that nothing else sees them.
///
/// While a text field has the keyboard, keys that write belong to it; while an input method composes, all of them do.
pub(in super::super) fn pressed(ctx: &Context, cx: &mut Cx<'_>) -> Vec<&'static Entry> {
    let typing = ctx.text_edit_focused();
    if composing(ctx, cx, typing) {
        return Vec::new();
    }
    let covered = cx.is_covered();
    let mut shortcuts: Vec<(KeyboardShortcut, &'static Entry)> = all()
        .map(|(_, e)| e)
        .filter(|e| !covered || e.over_sheets)
        .flat_map(|e| e.keys.iter().map(move |&k| (k, e)))
        .filter(|(k, _)| !typing || !writes(*k))
        .collect();
    // A shortcut with more modifiers first: it would answer to the one with fewer as well.
    shortcuts.sort_by_key(|(k, _)| std::cmp::Reverse(weight(k.modifiers)));
    let mut asked = Vec::new();
    for (shortcut, entry) in shortcuts {
        // One that does not apply leaves its key to others.
        if (entry.when)(cx) && ctx.input_mut(|i| i.consume_shortcut(&shortcut)) {
            asked.push(entry);
        }
    }
    asked
}

/// Whether an input method is composing. The keys that end a composition still belong to it.
fn composing(ctx: &Context, cx: &mut Cx<'_>, typing: bool) -> bool {
    let before = cx.state.composing;
    let mut ended = false;
    let now = ctx.input(|i| {
        i.events.iter().fold(before, |now, event| match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => !text.is_empty(),
            Event::Ime(ImeEvent::Commit(_)) => {
                ended = true;
                false
            }
            _ => now,
        })
    });
    // A field that lost the keyboard composes no more, whether or not the input method said so.
    cx.state.composing = now && typing;
    typing && (before || now || ended)
}

fn weight(m: Modifiers) -> u8 {
    u8::from(m.command || m.ctrl || m.mac_cmd) + u8::from(m.shift) + u8::from(m.alt)
}

/// Whether the shortcut would write or edit in a text field.
fn writes(shortcut: KeyboardShortcut) -> bool {
    let m = shortcut.modifiers;
    let commands = m.command || m.ctrl || m.mac_cmd || m.alt;
    let edits = matches!(
        shortcut.logical_key,
        Key::A | Key::C | Key::V | Key::X | Key::Y | Key::Z | Key::ArrowLeft | Key::ArrowRight | Key::Home | Key::End
    );
    !commands && !is_function_key(shortcut.logical_key) || edits
}

fn is_function_key(key: Key) -> bool {
    (Key::F1..=Key::F35).contains(&key)
}

/// Whether a command may have this shortcut at all: the keys that move within lists and fields are theirs.
#[cfg(test)]
pub(super) fn suits(shortcut: KeyboardShortcut) -> bool {
    let own = [Key::Tab, Key::Enter, Key::Space, Key::ArrowUp, Key::ArrowDown, Key::Backspace, Key::Escape];
    !own.contains(&shortcut.logical_key)
}

/// How a shortcut is written: `Ctrl+Shift+O`.
pub(in super::super) fn label(shortcut: KeyboardShortcut) -> String {
    names_of(shortcut).join("+")
}

/// The keys of a shortcut one by one: `Ctrl`, `Shift`, `O`.
pub(in super::super) fn names_of(shortcut: KeyboardShortcut) -> Vec<String> {
    let m = shortcut.modifiers;
    let mut keys = Vec::new();
    if m.command || m.ctrl {
        keys.push(if cfg!(target_os = "macos") { "⌘".to_owned() } else { "Ctrl".to_owned() });
    }
    if m.alt {
        keys.push("Alt".to_owned());
    }
    // A question mark is typed with Shift and says so itself.
    if m.shift {
        keys.push("Shift".to_owned());
    }
    keys.push(match shortcut.logical_key {
        Key::Plus | Key::Equals => "+".to_owned(),
        Key::Minus => "−".to_owned(),
        Key::PageUp => "PgUp".to_owned(),
        Key::PageDown => "PgDn".to_owned(),
        other => other.symbol_or_name().to_owned(),
    });
    keys
}
