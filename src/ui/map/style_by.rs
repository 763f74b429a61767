//! Layers coloured by a field: categories of its texts, or classes of its numbers, always discrete.

use std::collections::BTreeMap;

use egui::{Color32, RichText, Sense, Ui, vec2};

use crate::model::{Feature, Layer, Value};
use crate::ui::format;
use crate::ui::i18n::{Lang, tr};
use crate::ui::theme;

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

/// Safe to tell apart for colour-blind readers (Okabe and Ito), without the map's own teal and orange for results.
const HUES: [u32; MOST] =
    [0x0000_72B2, 0x00E6_9F00, 0x0000_9E73, 0x00CC_79A7, 0x0056_B4E9, 0x00D5_5E00, 0x00B8_A900, 0x0066_6666];
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
    egui::ScrollArea::vertical().id_salt(("style by", layer.id.0)).max_height(150.0).show(ui, |ui| {
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
    let style = now?;
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
}
