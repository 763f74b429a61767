//! What stands around a map: scale bar, north arrow, frame coordinates, legend.

use std::collections::BTreeSet;

use fugai_paper::{Anchor, Ink, Op, Sheet, Stroke, Weight, hatch};

use super::map::{
    self, BORDER, COVERED, FAINT, GAP, GAP_LINE, MUTED, ROAD, SERVICE, Shown, TEXT, View, WATER, WHITE, legend_text,
};
use crate::analysis::IndicatorId;
use crate::io::write::words::{indicator_name, synthetic_statement};
use crate::io::write::{Answer, Lang};
use crate::model::FacilityKind;

/// What the project is called; the sample district in the language of the answer.
pub(super) fn project_name<'a>(answer: &'a Answer<'_>) -> &'a str {
    let project = answer.project;
    let sample = project.synthetic && synthetic_statement(Lang::Zh).starts_with(&project.name);
    if sample { answer.lang.pick("示例数据（合成）", "Sample data (synthetic)") } else { &project.name }
}

/// What the sheet is called.
pub(super) fn title(answer: &Answer<'_>) -> String {
    let name = indicator_name(IndicatorId::ParkCoverage, answer.lang);
    match project_name(answer) {
        "" => name.to_owned(),
        project => format!("{project}{}{name}", answer.lang.pick("　", "  ")),
    }
}

/// A length for people: metres below a kilometre.
fn length(metres: f64) -> String {
    if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") }
}

/// A scale bar whose left lower end is at a place: two parts, a round length, about 30 mm long.
pub(super) fn scale_bar(sheet: &mut Sheet, view: &View, at: [f32; 2], lang: Lang) {
    let room = view.metres * 34.0;
    let power = 10_f64.powf(room.log10().floor());
    let step = [5.0, 4.0, 2.0, 1.0].into_iter().find(|s| s * power <= room).unwrap_or(1.0);
    let metres = step * power;
    let mm = (metres / view.metres) as f32;
    let [x, y] = at;
    sheet.rect([x - 2.0, y - 7.6, mm + 14.0, 10.0], Some(WHITE.at(205)), None);
    let edge = Some(Stroke::new(TEXT, 0.18));
    sheet.rect([x, y - 1.4, mm / 2.0, 1.4], Some(TEXT), edge.clone());
    sheet.rect([x + mm / 2.0, y - 1.4, mm / 2.0, 1.4], Some(WHITE), edge);
    for (share, text) in [(0.0, "0".to_owned()), (0.5, plain(metres / 2.0, metres)), (1.0, length(metres))] {
        let anchor = if share == 0.0 { Anchor::Start } else { Anchor::Middle };
        sheet.label([x + mm * share, y - 2.2], 2.3, &text, TEXT, Weight::Regular, anchor, None);
    }
    let scale = format!("1 : {}", grouped(view.scale()));
    let text = format!("{} {scale}", lang.pick("比例尺", "Scale"));
    sheet.label([x, y - 5.1], 2.3, &text, TEXT, Weight::SemiBold, Anchor::Start, None);
}

fn plain(metres: f64, whole: f64) -> String {
    if whole >= 1000.0 { format!("{}", metres / 1000.0) } else { format!("{metres}") }
}

/// Thousands parted by thin spaces, as on maps.
pub(super) fn grouped(n: f64) -> String {
    let digits = format!("{n:.0}");
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 && c.is_ascii_digit() && !out.ends_with('-') {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// An arrow to grid north, its top at a place.
pub(super) fn north(sheet: &mut Sheet, at: [f32; 2], height: f32, lang: Lang) {
    let [x, y] = at;
    let (half, foot) = (height * 0.3, y + height);
    let left = vec![[x, y], [x - half, foot], [x, foot - height * 0.28]];
    let right = vec![[x, y], [x + half, foot], [x, foot - height * 0.28]];
    let stroke = Some(Stroke::new(TEXT, 0.2));
    sheet.ops.push(Op::Path { parts: vec![left], closed: true, fill: Some(TEXT), stroke: stroke.clone() });
    sheet.ops.push(Op::Path { parts: vec![right], closed: true, fill: Some(WHITE), stroke });
    let halo = Some((WHITE.at(230), 0.5));
    sheet.label([x, foot + 2.8], 2.6, lang.pick("北", "N"), TEXT, Weight::SemiBold, Anchor::Middle, halo);
}

/// Ticks and coordinates around the frame, in metres of the plane: every so many round metres, about 50 mm apart.
pub(super) fn coordinates(sheet: &mut Sheet, view: &View) {
    let room = view.metres * 50.0;
    let power = 10_f64.powf(room.log10().floor());
    let step = power * [5.0, 2.0, 1.0].into_iter().find(|s| s * power <= room).unwrap_or(1.0);
    let extent = view.extent();
    let [x, y, w, h] = view.frame;
    let stroke = Stroke::new(TEXT, 0.2);
    let mut east = (extent.min().x / step).ceil() * step;
    while east <= extent.max().x {
        let at = view.place(crate::geom::Coord { x: east, y: extent.min().y })[0] as f32;
        for (edge, out) in [(y, -1.2), (y + h, 1.2)] {
            sheet.segment([at, edge], [at, edge + out], stroke.clone());
        }
        // Corners are left to the other axis.
        if at > x + 8.0 && at < x + w - 8.0 {
            for base in [y - 1.7, y + h + 3.3] {
                sheet.label([at, base], 1.9, &grouped(east), MUTED, Weight::Regular, Anchor::Middle, None);
            }
        }
        east += step;
    }
    let mut north = (extent.min().y / step).ceil() * step;
    while north <= extent.max().y {
        let at = view.place(crate::geom::Coord { x: extent.min().x, y: north })[1] as f32;
        for (edge, out) in [(x, -1.2), (x + w, 1.2)] {
            sheet.segment([edge, at], [edge + out, at], stroke.clone());
        }
        if at > y + 4.0 && at < y + h - 4.0 {
            // Set inside, on a seam, so that the frame may reach the margin.
            let halo = Some((WHITE.at(230), 0.5));
            let text = grouped(north);
            sheet.label([x + 1.0, at + 0.7], 1.9, &text, MUTED, Weight::Regular, Anchor::Start, halo);
            sheet.label([x + w - 1.0, at + 0.7], 1.9, &text, MUTED, Weight::Regular, Anchor::End, halo);
        }
        north += step;
    }
}

/// The lines of the legend, one below the other from a place; returns where the next would stand. Only what is on the
/// map is in it.
pub(super) fn legend(sheet: &mut Sheet, shown: &BTreeSet<Shown>, at: [f32; 2], step: f32, lang: Lang) -> f32 {
    let [x, mut y] = at;
    let (w, h, size) = (7.0, step * 0.58, step * 0.52);
    for &one in shown {
        let middle = y - h / 2.0 + 0.2;
        let area = [x, y - h + 0.2, w, h];
        match one {
            Shown::Covered => sheet.rect(area, Some(COVERED), None),
            Shown::Gap => {
                sheet.rect(area, Some(GAP), Some(Stroke::new(GAP_LINE, 0.15)));
                let [l, t, w, h] = area;
                let parts = hatch(&[vec![[l, t], [l + w, t], [l + w, t + h], [l, t + h]]], 0.9);
                sheet.ops.push(Op::Path {
                    parts,
                    closed: false,
                    fill: None,
                    stroke: Some(Stroke::new(GAP_LINE, 0.14)),
                });
            }
            Shown::GapNumber => map::number(sheet, [x + w / 2.0, middle], 1),
            Shown::Facility(kind @ (FacilityKind::Park | FacilityKind::PocketPark)) => {
                sheet.rect(area, Some(map::colour(kind)), Some(Stroke::new(Ink::hex(0x2F_7A43), 0.12)));
            }
            Shown::Facility(FacilityKind::BeautifulZone) => {
                let ink = map::colour(FacilityKind::BeautifulZone);
                sheet.rect(area, Some(ink.at(60)), Some(Stroke::new(ink, 0.3)));
            }
            Shown::Facility(kind) => map::symbol(sheet, [x + w / 2.0, middle], kind, 2.0),
            Shown::Proposal => super::proposed::swatch(sheet, area),
            Shown::Service => sheet.segment(
                [x, middle],
                [x + w, middle],
                Stroke { ink: SERVICE, width: 0.25, dash: Some([1.2, 0.8]) },
            ),
            Shown::Zone => {
                sheet.segment(
                    [x, middle],
                    [x + w, middle],
                    Stroke { ink: BORDER, width: 0.25, dash: Some([1.6, 0.7]) },
                );
            }
            Shown::Boundary => {
                sheet.segment([x, middle], [x + w, middle], Stroke { ink: BORDER, width: 0.5, dash: Some([3.0, 1.0]) });
            }
            Shown::Road => sheet.segment([x, middle], [x + w, middle], Stroke::new(ROAD, 0.45)),
            Shown::Water => sheet.rect(area, Some(WATER), None),
        }
        sheet.text([x + w + 2.0, y - 0.25], size, legend_text(one, lang), TEXT);
        y += step;
    }
    y
}

/// A bar with the target as a tick; its upper left corner, width and height in millimetres.
pub(super) fn bar(sheet: &mut Sheet, area: [f32; 4], value: f64, goal: Option<f64>, ink: Ink) {
    let [x, y, w, h] = area;
    sheet.rect(area, Some(Ink::hex(0xEC_EEEF)), None);
    sheet.rect([x, y, w * value.clamp(0.0, 1.0) as f32, h], Some(ink), None);
    if let Some(goal) = goal {
        let at = x + w * goal.clamp(0.0, 1.0) as f32;
        sheet.segment([at, y - 0.5], [at, y + h + 0.5], Stroke::new(TEXT, 0.35));
    }
}

/// A thin line across.
pub(super) fn rule(sheet: &mut Sheet, x: f32, y: f32, width: f32) {
    sheet.segment([x, y], [x + width, y], Stroke::new(FAINT, 0.2));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!(grouped(35_000.0), "35 000");
        assert_eq!(grouped(3_517_000.0), "3 517 000");
        assert_eq!(grouped(-1_500.0), "-1 500");
        assert_eq!(grouped(999.0), "999");
    }
}
