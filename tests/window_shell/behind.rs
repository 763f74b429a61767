//! What the status line and the scale bar copy.

use egui::{Modifiers, OutputCommand, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;

use super::harness::{Window, measured, open};

fn click_at(window: &mut Window, at: Pos2) {
    window.harness.hover_at(at);
    window.harness.run_steps(2);
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        window.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
        window.harness.step();
    }
    window.harness.run_steps(4);
}

/// Clicks the first thing whose label holds a text; what it puts on the clipboard.
fn copied_by(window: &mut Window, label: &str) -> String {
    let node = window.harness.query_all_by_label_contains(label).next();
    node.unwrap_or_else(|| panic!("nothing says {label}")).click();
    for _ in 0..6 {
        window.harness.step();
        let commands = &window.harness.output().platform_output.commands;
        if let Some(OutputCommand::CopyText(text)) = commands.iter().find(|c| matches!(c, OutputCommand::CopyText(_))) {
            let text = text.clone();
            window.harness.run_steps(2);
            return text;
        }
    }
    panic!("nothing was copied");
}

#[test]
fn the_status_line_and_the_scale_bar_copy_what_they_show() {
    let mut window = open(measured());
    window.settle();
    let map = window.harness.get_by_label("地图").rect();
    click_at(&mut window, map.center());
    let center = window.app().map().unwrap().view().unwrap().center;
    window.harness.hover_at(map.center_bottom() + vec2(0.0, 60.0));
    window.harness.run_steps(3);
    // The place clicked stays when the pointer has left the map.
    let metres = copied_by(&mut window, "复制 E ");
    let (x, y) = metres.split_once(", ").unwrap();
    let away = (x.parse::<f64>().unwrap() - center.x).hypot(y.parse::<f64>().unwrap() - center.y);
    assert!(away < 2.0 * window.app().map().unwrap().view().unwrap().metres_per_point, "{metres}: {away}");
    assert!(window.has(&format!("已复制 {metres}")), "it is said what was copied");
    let degrees = copied_by(&mut window, "°N");
    assert!(degrees.starts_with("120.") || degrees.starts_with("119."), "{degrees}");
    let scale = copied_by(&mut window, "复制 1 : ");
    assert!(scale.starts_with("1:") && window.has(&format!("已复制 {scale}")), "{scale}");
    let bar = copied_by(&mut window, " · 1:");
    assert!(bar.ends_with(&format!(" · {scale}")) && window.has(&format!("已复制 {bar}")), "{bar}");
}
