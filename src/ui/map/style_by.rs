//! Layers coloured by a field: categories of its texts, or classes of its numbers, always discrete.

use std::collections::BTreeMap;

use egui::{Color32, RichText, Sense, Ui, vec2};

use crate::model::{Feature, Layer, Value};
use crate::ui::format;
use crate::ui::i18n::{Lang, tr};
use crate::ui::theme;
use crate::ui::widgets::list_up_to;

/// At most so many categories are told apart by colour; the rest are "other".
const MOST: usize = 8;
/// Numbers are put into so many classes at first.
const USUAL: usize = 5;

/// How a layer is coloured by one of its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldStyle {
    /// The field's name.
    pub field: String,
    /// The classes of its values.
    pub classes: Classes,
}

/// The classes of a field's values.
#[derive(Debug, Clone, PartialEq)]
pub enum Classes {
    /// These texts, the most frequent first; everything else is one class more.
    Categories(Vec<String>),
    /// Numbers: below the first bound, from it to below the second, …, from the last on. What is no number is one class
    /// more.
    Steps(Vec<f64>, Method),
}

/// How numbers are put into classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// About as many things in each class.
    Counts,
    /// Classes of one width.
    Widths,
}

/// Apart from one another and from the map's own teal and orange for results, for readers who see no red or no green as
/// well: between blue, violet, yellow and brown, and told apart by lightness too. A test holds their distances.
const HUES: [u32; MOST] =
    [0x0018_34A5, 0x00F0_E050, 0x008A_43F3, 0x006B_3908, 0x00E5_C2FF, 0x0080_688A, 0x00A0_8FE5, 0x0053_0048];
/// From light to dark, told apart by lightness alone.
const RAMP: [u32; 7] = [0x00D8_EFC6, 0x00A6_DBB9, 0x006C_C5BE, 0x003E_A3BF, 0x0029_77B1, 0x0027_4C93, 0x001D_2A63];

fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl FieldStyle {
    /// The style that suits a field: classes where most of its values are different numbers, categories else. `None`
    /// where the layer has no such field, or nothing in it.
    pub fn of(layer: &Layer, field: &str) -> Option<Self> {
        let values = values(layer, field)?;
        let filled = values.iter().filter(|v| !v.is_null()).count();
        let mut numbers: Vec<f64> = values.iter().filter_map(|v| v.as_f64()).collect();
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        if values.iter().filter(|v| v.as_f64().is_some()).count() * 2 > filled && numbers.len() > MOST {
            Self::steps(layer, field, USUAL, Method::Counts)
        } else {
            Self::categories(layer, field)
        }
    }

    /// One class for each of the most frequent values.
    pub fn categories(layer: &Layer, field: &str) -> Option<Self> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in values(layer, field)? {
            if !value.is_null() {
                *counts.entry(value.to_string()).or_insert(0) += 1;
            }
        }
        let mut all: Vec<(String, usize)> = counts.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.truncate(MOST);
        let names: Vec<String> = all.into_iter().map(|(name, _)| name).collect();
        (!names.is_empty()).then(|| Self { field: field.to_owned(), classes: Classes::Categories(names) })
    }

    /// `count` classes (2 to 7) of numbers, with bounds rounded to what reads well.
    pub fn steps(layer: &Layer, field: &str, count: usize, method: Method) -> Option<Self> {
        let mut numbers: Vec<f64> = values(layer, field)?.iter().filter_map(|v| v.as_f64()).collect();
        numbers.sort_by(f64::total_cmp);
        let (&low, &high) = (numbers.first()?, numbers.last()?);
        let count = count.clamp(2, RAMP.len());
        let mut bounds: Vec<f64> = (1..count)
            .map(|i| match method {
                Method::Counts => numbers[i * numbers.len() / count],
                Method::Widths => low + (high - low) * i as f64 / count as f64,
            })
            .map(|b| rounded(b, high - low))
            .filter(|b| *b > low && *b <= high)
            .collect();
        bounds.dedup();
        Some(Self { field: field.to_owned(), classes: Classes::Steps(bounds, method) })
    }

    /// How many classes there are, that of what fits nowhere included.
    pub fn len(&self) -> usize {
        1 + match &self.classes {
            Classes::Categories(names) => names.len(),
            Classes::Steps(bounds, _) => bounds.len() + 1,
        }
    }

    /// Whether there is no class: never.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The class of each feature of a layer, in its order; the last class where the value fits nowhere.
    pub(crate) fn classify(&self, layer: &Layer) -> Vec<u8> {
        let last = (self.len() - 1) as u8;
        let Some(column) = layer.field(&self.field) else { return vec![last; layer.features.len()] };
        let of = |feature: &Feature| -> u8 {
            let value = feature.values.get(column).unwrap_or(&Value::Null);
            match &self.classes {
                Classes::Categories(names) => {
                    if value.is_null() {
                        return last;
                    }
                    let text = value.to_string();
                    names.iter().position(|n| *n == text).map_or(last, |i| i as u8)
                }
                Classes::Steps(bounds, _) => value.as_f64().map_or(last, |v| bounds.partition_point(|b| *b <= v) as u8),
            }
        };
        layer.features.iter().map(of).collect()
    }

    /// The colour of a class.
    pub fn color(&self, class: u8, dark: bool) -> Color32 {
        let class = usize::from(class);
        if class + 1 >= self.len() {
            return if dark { Color32::from_gray(0x60) } else { Color32::from_gray(0xC4) };
        }
        match &self.classes {
            Classes::Categories(_) => rgb(HUES[class % HUES.len()]),
            Classes::Steps(bounds, _) => {
                // Spread over the whole ramp; on a dark ground light means more.
                let n = bounds.len().max(1);
                let at = class * (RAMP.len() - 1) / n;
                rgb(RAMP[if dark { RAMP.len() - 1 - at } else { at }])
            }
        }
    }

    /// What a class is, in words.
    pub fn label(&self, class: u8, lang: Lang) -> String {
        let class = usize::from(class);
        if class + 1 >= self.len() {
            return tr(lang, "mapstyle.other").to_owned();
        }
        match &self.classes {
            Classes::Categories(names) => names[class].clone(),
            Classes::Steps(bounds, _) => {
                let text = |v: f64| {
                    let decimals = if v.fract() == 0.0 { 0 } else { 2 };
                    format::number(v, decimals)
                };
                match (class.checked_sub(1).map(|i| bounds[i]), bounds.get(class)) {
                    (None, Some(to)) => format!("< {}", text(*to)),
                    (Some(from), Some(to)) => format!("{} – {}", text(from), text(*to)),
                    (Some(from), None) => format!("≥ {}", text(from)),
                    (None, None) => tr(lang, "mapstyle.all").to_owned(),
                }
            }
        }
    }
}

fn values<'a>(layer: &'a Layer, field: &str) -> Option<Vec<&'a Value>> {
    let column = layer.field(field)?;
    Some(layer.features.iter().map(|f| f.values.get(column).unwrap_or(&Value::Null)).collect())
}

/// A bound rounded to what the range deserves: two digits of it.
fn rounded(value: f64, range: f64) -> f64 {
    if range <= 0.0 {
        return value;
    }
    let step = 10f64.powf(range.log10().floor() - 1.0);
    (value / step).round() * step
}

/// The part of a layer's popup that colours it by a field. Returns the new style where the user changed it: `Some(None)`
/// for one colour again.
pub fn style_popup_ui(
    ui: &mut Ui,
    layer: &Layer,
    now: Option<&FieldStyle>,
    lang: Lang,
    dark: bool,
) -> Option<Option<FieldStyle>> {
    if layer.fields.is_empty() {
        return None;
    }
    let mut changed = None;
    let p = theme::palette(dark);
    ui.separator();
    ui.label(RichText::new(tr(lang, "mapstyle.by")).size(12.0).color(p.muted));
    let one = tr(lang, "mapstyle.one");
    // A list, not a box that opens one: it would be a popup of its own, and close the one it stands in.
    list_up_to(150.0).id_salt(("style by", layer.id.0)).show(ui, |ui| {
        if ui.selectable_label(now.is_none(), one).clicked() {
            changed = Some(None);
        }
        for field in layer.fields.iter() {
            let on = now.is_some_and(|s| s.field == **field);
            if ui.selectable_label(on, &**field).clicked() && !on {
                changed = FieldStyle::of(layer, field).map(Some);
            }
        }
    });
    let Some(style) = now else { return changed };
    if let Classes::Steps(bounds, method) = &style.classes {
        ui.horizontal(|ui| {
            for (which, key) in [(Method::Counts, "mapstyle.counts"), (Method::Widths, "mapstyle.widths")] {
                if ui.selectable_label(*method == which, tr(lang, key)).clicked() {
                    changed = Some(FieldStyle::steps(layer, &style.field, bounds.len() + 1, which));
                }
            }
            for (more, text, key) in [(false, "−", "mapstyle.fewer"), (true, "+", "mapstyle.more")] {
                let count = if more { bounds.len() + 2 } else { bounds.len() };
                let button = ui.small_button(text).on_hover_text(tr(lang, key));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, tr(lang, key)));
                if button.clicked() && (2..=RAMP.len()).contains(&count) {
                    changed = Some(FieldStyle::steps(layer, &style.field, count, *method));
                }
            }
        });
    }
    for class in 0..style.len() as u8 {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 12.0), Sense::hover());
            ui.painter().rect_filled(rect, 3, style.color(class, dark));
            ui.label(RichText::new(style.label(class, lang)).size(12.5).color(p.text));
        });
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Import, LayerId, Role, Source};

    fn layer(values: Vec<Value>) -> Layer {
        let feature = |(value, index)| Feature { index, values: Box::new([value]), ..Feature::default() };
        Layer {
            id: LayerId(1),
            role: Role::Parking,
            name: String::new(),
            source: Source::default(),
            fields: [Box::from("spaces")].into(),
            features: values.into_iter().zip(0..).map(feature).collect::<Vec<_>>().into(),
            import: Import::default(),
        }
    }

    #[test]
    fn numbers_come_in_classes_of_like_counts_and_what_is_no_number_apart() {
        let mut values: Vec<Value> = (0..100).map(|i| Value::Number(f64::from(i * i))).collect();
        values.push(Value::Null);
        let layer = layer(values);
        let style = FieldStyle::of(&layer, "spaces").expect("a style");
        let classes = style.classify(&layer);
        assert_eq!(style.len(), 6);
        assert_eq!(classes[100], 5);
        for class in 0..5 {
            let n = classes[..100].partition_point(|c| *c <= class) - classes[..100].partition_point(|c| *c < class);
            assert!((14..=26).contains(&n), "class {class}: {n}");
        }
        assert!(classes[..100].is_sorted());
        assert!(FieldStyle::of(&layer, "nothing").is_none());
        let even = FieldStyle::steps(&layer, "spaces", 4, Method::Widths).expect("a style");
        assert_eq!(even.classes, Classes::Steps(vec![2500.0, 4900.0, 7400.0], Method::Widths));
        assert_eq!(even.label(1, Lang::Zh), "2\u{2009}500 – 4\u{2009}900");
    }

    #[test]
    fn the_most_frequent_texts_have_colours_of_their_own() {
        let text = |t: &str| Value::Text(t.into());
        let mut values: Vec<Value> = (0..20).map(|i| text(&format!("种类{:02}", i % 10))).collect();
        values.extend([text("种类07"), text("种类07"), Value::Null]);
        let layer = layer(values);
        let style = FieldStyle::of(&layer, "spaces").expect("a style");
        let Classes::Categories(names) = &style.classes else { panic!("{style:?}") };
        assert_eq!((names.len(), names[0].as_str()), (MOST, "种类07"));
        let classes = style.classify(&layer);
        assert_eq!((classes[7], classes[9], classes[22]), (0, 8, 8));
        let colors: Vec<Color32> = (0..9).map(|c| style.color(c, false)).collect();
        assert!(colors.iter().enumerate().all(|(i, c)| !colors[..i].contains(c)));
    }

    /// How far a colour is from others as it is seen without red (protanopia) or without green (deuteranopia), by
    /// Machado, Oliveira and Fernandes 2009: a hundredth of OKLab's lightness from black to white is 1.
    #[expect(clippy::unreadable_literal, reason = "matrices as they were published")]
    mod sight {
        use egui::Color32;

        type Matrix = [[f64; 3]; 3];

        /// Everything; no green; no red.
        const SIGHTS: [Matrix; 3] = [
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        ];
        /// From linear sRGB to cones, and from their cube roots to OKLab.
        const CONES: Matrix = [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ];
        const LAB: Matrix = [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ];

        fn times(m: &Matrix, v: [f64; 3]) -> [f64; 3] {
            m.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
        }

        fn linear(c: u8) -> f64 {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        }

        fn seen(color: Color32, sight: &Matrix) -> [f64; 3] {
            let [r, g, b, _] = color.to_array();
            let light = times(sight, [r, g, b].map(linear)).map(|c| c.clamp(0.0, 1.0));
            times(&LAB, times(&CONES, light).map(f64::cbrt))
        }

        /// The distance of two colours to whoever tells them apart worst.
        pub(super) fn distance(a: Color32, b: Color32) -> f64 {
            let apart = |sight: &Matrix| {
                let (a, b) = (seen(a, sight), seen(b, sight));
                100.0 * (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
            };
            SIGHTS.iter().map(apart).fold(f64::INFINITY, f64::min)
        }
    }

    #[test]
    fn categories_are_told_from_one_another_and_from_results_by_colour_blind_readers() {
        use crate::ui::map::palette::{DARK, LIGHT};
        let hues = HUES.map(rgb);
        for (i, a) in hues.iter().enumerate() {
            for b in &hues[..i] {
                let apart = sight::distance(*a, *b);
                assert!(apart > 15.0, "{a:?} and {b:?}: {apart:.1}");
            }
            for p in [&LIGHT, &DARK] {
                // Served, not served, and what two scenarios differ by.
                let results = [p.covered, p.covered_far, p.gap, p.gap_far, p.gap_hatch, p.gap_edge, p.gained, p.lost];
                for result in results {
                    let apart = sight::distance(*a, result);
                    assert!(apart > 7.0, "{a:?} and the map's {result:?}: {apart:.1}");
                }
            }
        }
        // What is told apart only by those who see every colour fails the same measure: orange and olive.
        assert!(sight::distance(rgb(0x00E6_9F00), rgb(0x00B8_A900)) < 7.0);
    }
}
