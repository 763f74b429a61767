//! The map sheet: title, map, figure, legend and everything a map that is filed has to say.

use std::str::FromStr;

use fugai_paper::{Anchor, Fonts, Sheet, Weight};

use super::furniture::{self, bar, coordinates, legend, north, rule, scale_bar};
use super::map::{self, Content, MET, MISSED, MUTED, TEXT, View};
use crate::analysis::{IndicatorId, Unit};
use crate::geom::{Coord, Rect};
use crate::io::write::sheets::remarks;
use crate::io::write::tables::{figure, goal_text};
use crate::io::write::words::{date_text, file_name, indicator_name, role_name, synthetic_statement};
use crate::io::write::{Answer, Lang};
use crate::model::{FacilityKind, Role};

/// A size of paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 297 × 420 mm.
    #[default]
    A3,
}

impl FromStr for Paper {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "a4" => Ok(Self::A4),
            "a3" => Ok(Self::A3),
            _ => Err(format!("“{text}”不是 a4 或 a3。 “{text}” is neither a4 nor a3.")),
        }
    }
}

/// How a map sheet is laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetOptions {
    /// The paper.
    pub paper: Paper,
    /// Upright rather than on its side.
    pub portrait: bool,
    /// Which facilities are drawn.
    pub kinds: Vec<FacilityKind>,
    /// How many of the largest gaps carry a number.
    pub numbers: usize,
    /// The `n` of the scale 1 : n; `None` for the largest round one that shows everything.
    pub scale: Option<f64>,
    /// The title; empty for that of the project.
    pub title: String,
    /// The line about where the data are from; empty for the names of the files.
    pub source: String,
}

impl SheetOptions {
    /// The `n` of a scale as people write it, `1:10000`, `1 : 10 000` or `10000`; from 1:100 to 1:10,000,000.
    ///
    /// ```
    /// use fugai::report::SheetOptions;
    /// assert_eq!(SheetOptions::scale_from("1：25 000"), Some(25_000.0));
    /// assert_eq!(SheetOptions::scale_from("12,500"), Some(12_500.0));
    /// assert_eq!(SheetOptions::scale_from("1:0"), None);
    /// ```
    pub fn scale_from(text: &str) -> Option<f64> {
        let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，' | '_')).collect();
        let n = text.strip_prefix("1:").or_else(|| text.strip_prefix("1：")).unwrap_or(&text);
        n.parse().ok().filter(|n| (100.0..=1e7).contains(n))
    }
}

impl Default for SheetOptions {
    fn default() -> Self {
        Self {
            paper: Paper::A3,
            portrait: false,
            kinds: vec![FacilityKind::Park, FacilityKind::PocketPark],
            numbers: 10,
            scale: None,
            title: String::new(),
            source: String::new(),
        }
    }
}

/// Margin of the paper in millimetres.
const MARGIN: f32 = 10.0;

/// The map sheet of an answer.
pub fn map_sheet(answer: &Answer<'_>, options: &SheetOptions) -> Sheet {
    let (short, long) = match options.paper {
        Paper::A4 => (210.0, 297.0),
        Paper::A3 => (297.0, 420.0),
    };
    let (width, height) = if options.portrait { (short, long) } else { (long, short) };
    let k = if options.paper == Paper::A3 { 1.0 } else { 0.8 };
    let lang = answer.lang;
    let title = one_line(&options.title).unwrap_or_else(|| furniture::title(answer));
    let mut sheet = Sheet::new(width, height, &title, lang.pick("zh", "en"));
    let inner = width - 2.0 * MARGIN;

    // Title, with what kind of data this is.
    let title = Fonts::bundled().fitted(&sheet.title, Weight::SemiBold, inner / (8.0 * k) - 2.0);
    let top = MARGIN + 8.0 * k;
    sheet.label([width / 2.0, top], 8.0 * k, &title, TEXT, Weight::SemiBold, Anchor::Middle, None);
    let subtitle = subtitle(answer);
    let subtitle = Fonts::bundled().fitted(&subtitle, Weight::Regular, inner / (3.2 * k));
    sheet.label([width / 2.0, top + 5.6 * k], 3.2 * k, &subtitle, MUTED, Weight::Regular, Anchor::Middle, None);

    let head = top + 11.0 * k + 2.0;
    let foot = height - MARGIN - 15.0 * k;
    let panel = 74.0 * k;
    let (frame, side) = if options.portrait {
        let deep = 78.0 * k;
        ([MARGIN, head, inner, foot - head - deep], [MARGIN, foot - deep + 7.0, inner, deep - 7.0])
    } else {
        let map_width = inner - panel - 6.0;
        ([MARGIN, head, map_width, foot - head], [MARGIN + map_width + 6.0, head, panel, foot - head])
    };
    let extent = map::extent(answer, None)
        .unwrap_or_else(|| Rect::new(Coord { x: -500.0, y: -500.0 }, Coord { x: 500.0, y: 500.0 }));
    let view = match options.scale {
        Some(n) => View { frame, centre: extent.center(), metres: n / 1000.0 },
        None => View::around(&extent, frame),
    };
    let content = Content { kinds: options.kinds.clone(), numbers: options.numbers, zone: None, names: 4.2 * k };
    let shown = map::draw(&mut sheet, answer, &view, &content);
    coordinates(&mut sheet, &view);
    north(&mut sheet, [frame[0] + frame[2] - 12.0 * k, frame[1] + 6.0 * k], 11.0 * k, lang);
    scale_bar(&mut sheet, &view, [frame[0] + 18.0, frame[1] + frame[3] - 5.0], lang);

    if options.portrait {
        let column = (side[2] - 12.0) / 3.0;
        figures(&mut sheet, answer, [side[0], side[1], column], k);
        zones(&mut sheet, answer, [side[0] + column + 6.0, side[1], column], side[3], k);
        let at = [side[0] + 2.0 * (column + 6.0), side[1]];
        heading(&mut sheet, at, lang.pick("图例", "Legend"), k);
        legend(&mut sheet, &shown, [at[0], at[1] + 9.5 * k], 5.6 * k, lang);
    } else {
        let mut y = figures(&mut sheet, answer, [side[0], side[1], side[2]], k);
        y = zones(&mut sheet, answer, [side[0], y + 5.0 * k, side[2]], side[3] * 0.42, k);
        heading(&mut sheet, [side[0], y + 5.0 * k], lang.pick("图例", "Legend"), k);
        legend(&mut sheet, &shown, [side[0], y + 14.5 * k], 6.0 * k, lang);
    }
    imprint(&mut sheet, answer, &options.source, [MARGIN, foot + 4.5 + 4.6 * k, inner], k);
    sheet
}

/// A text that somebody typed, on one line and of a length that a sheet can hold; `None` where there is none.
fn one_line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).take(200).collect();
    (!line.is_empty()).then_some(line)
}

fn subtitle(answer: &Answer<'_>) -> String {
    let lang = answer.lang;
    let rules = &answer.project.rules;
    let mut parts = vec![format!("{}{}", lang.pick("规则集：", "Rules: "), lang.pick(&rules.name.zh, &rules.name.en))];
    if let Some(plan) = answer.plan.filter(|p| !p.scenario.is_empty()) {
        parts.push(format!("{}{}", lang.pick("方案：", "Scenario: "), plan.scenario));
    }
    if answer.project.synthetic {
        parts.push(synthetic_statement(lang).to_owned());
    }
    if let Some(date) = answer.date {
        parts.push(date_text(date, lang));
    }
    parts.join(lang.pick("　·　", "  ·  "))
}

fn heading(sheet: &mut Sheet, at: [f32; 2], text: &str, k: f32) {
    sheet.label([at[0], at[1] + 3.4 * k], 3.8 * k, text, TEXT, Weight::SemiBold, Anchor::Start, None);
}

/// The figure with its target; returns where it ends.
fn figures(sheet: &mut Sheet, answer: &Answer<'_>, [x, y, width]: [f32; 3], k: f32) -> f32 {
    let lang = answer.lang;
    heading(sheet, [x, y], indicator_name(IndicatorId::ParkCoverage, lang), k);
    let mut y = y + 3.4 * k;
    let Some(park) = answer.analysis.indicator(IndicatorId::ParkCoverage) else {
        return y;
    };
    let Some((q, value)) = park.quantity.and_then(|q| Some((q, q.value()?))) else {
        sheet.text([x, y + 8.0 * k], 3.2 * k, lang.pick("没有数值", "no figure"), MUTED);
        return y + 8.0 * k;
    };
    let ink = match park.met {
        Some(true) => MET,
        Some(false) => MISSED,
        None => TEXT,
    };
    let number = figure(Unit::Ratio, value, park.goal.as_ref());
    let size = 15.0 * k;
    sheet.label([x, y + 15.5 * k], size, &number, ink, Weight::SemiBold, Anchor::Start, None);
    let wide = Fonts::bundled().width(&number, Weight::SemiBold) * size;
    sheet.label([x + wide + 1.0, y + 15.5 * k], 7.0 * k, "%", ink, Weight::SemiBold, Anchor::Start, None);
    y += 20.0 * k;
    bar(sheet, [x, y, width, 2.4 * k], value, park.goal.as_ref().map(|g| g.value), ink);
    y += 8.0 * k;
    let line = |sheet: &mut Sheet, y: f32, text: &str, ink| {
        let text = Fonts::bundled().fitted(text, Weight::Regular, width / (3.0 * k));
        sheet.text([x, y], 3.0 * k, &text, ink);
    };
    if let Some(goal) = &park.goal {
        let verdict = match park.met {
            Some(true) => lang.pick("达标", "met"),
            Some(false) => lang.pick("未达标", "missed"),
            None => "",
        };
        let due = if goal.due.is_empty() {
            String::new()
        } else {
            format!("{}{}{}", lang.pick("（", " ("), goal.due, lang.pick("）", ")"))
        };
        let text = format!("{}{}{due}", lang.pick("目标 ", "Target "), goal_text(park.id, park.unit, goal, lang));
        line(sheet, y, &format!("{verdict}　{text}"), ink);
        y += 4.8 * k;
        let source = format!("{}{}", lang.pick("目标来源：", "From: "), lang.pick(&goal.source, &goal.source_en));
        for part in broken(&source, width / (3.0 * k)) {
            line(sheet, y, &part, MUTED);
            y += 4.8 * k;
        }
    }
    let unit = lang.pick("公顷", "ha");
    let text = match lang {
        Lang::Zh => format!("覆盖 {:.2} {unit} ÷ 居住用地 {:.2} {unit}", q.numerator / 1e4, q.denominator / 1e4),
        Lang::En => format!("{:.2} {unit} covered ÷ {:.2} {unit} residential", q.numerator / 1e4, q.denominator / 1e4),
    };
    line(sheet, y, &text, TEXT);
    y += 4.8 * k;
    let gaps = &answer.analysis.gaps;
    let area: f64 = gaps.iter().map(|g| g.area_m2).sum::<f64>() + 0.0;
    let text = match lang {
        Lang::Zh => format!("盲区 {} 处，共 {:.2} {unit}", gaps.len(), area / 1e4),
        Lang::En => format!("{} gaps, {:.2} {unit} in all", gaps.len(), area / 1e4),
    };
    line(sheet, y, &text, TEXT);
    y + 2.0 * k
}

/// A text broken into at most two lines of a width in ems, at a blank where there is one in the last third.
fn broken(text: &str, ems: f32) -> Vec<String> {
    let fonts = Fonts::bundled();
    let mut width = 0.0;
    let mut fits = text.len();
    for (at, c) in text.char_indices() {
        width += fonts.width(c.encode_utf8(&mut [0; 4]), Weight::Regular);
        if width > ems {
            fits = at;
            break;
        }
    }
    if fits == text.len() {
        return vec![text.to_owned()];
    }
    let cut = text[..fits].rfind(' ').filter(|&blank| blank * 3 > fits * 2).unwrap_or(fits);
    vec![text[..cut].to_owned(), text[cut..].trim_start().to_owned()]
}

/// Coverage by sub-district as bars, as many as there is room for; returns where they end.
fn zones(sheet: &mut Sheet, answer: &Answer<'_>, [x, y, width]: [f32; 3], room: f32, k: f32) -> f32 {
    let lang = answer.lang;
    let Some(park) = answer.analysis.indicator(IndicatorId::ParkCoverage).filter(|p| !p.zones.is_empty()) else {
        return y;
    };
    heading(sheet, [x, y], lang.pick("各街道（镇）", "Sub-districts"), k);
    let step = 5.4 * k;
    let most = (((room - 10.0 * k) / step) as usize).max(1);
    let mut y = y + 9.0 * k;
    let name_width = width * 0.33;
    for zone in park.zones.iter().take(most) {
        let name = Fonts::bundled().fitted(&zone.name, Weight::Regular, name_width / (3.0 * k));
        sheet.text([x, y], 3.0 * k, &name, TEXT);
        let Some(value) = zone.quantity.value() else {
            sheet.label([x + width, y], 3.0 * k, "–", MUTED, Weight::Regular, Anchor::End, None);
            y += step;
            continue;
        };
        let ink = if zone.met == Some(false) { MISSED } else { MET };
        let goal = park.goal.as_ref().filter(|_| zone.met.is_some());
        let text = format!("{} %", figure(Unit::Ratio, value, goal));
        let left = x + name_width + 1.0;
        let bar_width = width - name_width - 17.0 * k;
        bar(sheet, [left, y - 2.1 * k, bar_width, 2.0 * k], value, park.goal.as_ref().map(|g| g.value), ink);
        sheet.label([x + width, y], 3.0 * k, &text, ink, Weight::SemiBold, Anchor::End, None);
        y += step;
    }
    if park.zones.len() > most {
        let rest = park.zones.len() - most;
        let text = match lang {
            Lang::Zh => format!("……另有 {rest} 个"),
            Lang::En => format!("… and {rest} more"),
        };
        sheet.text([x, y], 3.0 * k, &text, MUTED);
        y += step;
    }
    y - step + 2.0 * k
}

/// The lines at the foot: plane and scale, data, what nobody has verified, who made it.
fn imprint(sheet: &mut Sheet, answer: &Answer<'_>, source: &str, [x, y, width]: [f32; 3], k: f32) {
    let (lang, project) = (answer.lang, answer.project);
    rule(sheet, x, y - 3.6 * k, width);
    let size = 2.5 * k;
    let mut at = y;
    let mut line = |text: &str| {
        let text = Fonts::bundled().fitted(text, Weight::Regular, width / size);
        sheet.text([x, at], size, &text, MUTED);
        at += 3.7 * k;
    };
    let colon = lang.pick("：", ": ");
    let roles = [Role::Residential, Role::Park, Role::PocketPark, Role::Zone, Role::Boundary];
    let data: Vec<String> = project
        .layers
        .iter()
        .filter(|l| roles.contains(&l.role))
        .map(|l| format!("{} {}", role_name(l.role, lang), file_name(l)))
        .collect();
    let data = one_line(source).unwrap_or_else(|| data.join(lang.pick("，", ", ")));
    line(&format!("{}{colon}{data}", lang.pick("数据来源", "Data")));
    let made = format!("{} {}", lang.pick("制图：覆盖 Fugai", "Made with Fugai"), env!("CARGO_PKG_VERSION"));
    let frame = lang.pick("图廓坐标为平面坐标（m）", "frame coordinates in metres of the plane");
    let date =
        answer.date.map_or(String::new(), |d| format!("{}{}", lang.pick("　日期：", "   Date: "), date_text(d, lang)));
    line(&format!("{}{colon}{}　{frame}　{made}{date}", lang.pick("坐标系", "Plane"), plane_text(answer)));
    let notes: Vec<String> = remarks(answer).into_iter().skip(usize::from(project.synthetic)).collect();
    if let Some(first) = notes.first() {
        let more = notes.len() - 1;
        let more = match (more, lang) {
            (0, _) => String::new(),
            (n, Lang::Zh) => format!("（另有 {n} 条，见汇总表）"),
            (n, Lang::En) => format!(" (and {n} more, see the summary)"),
        };
        line(&format!("{first}{more}"));
    }
}

/// The plane by name and what it is.
pub(super) fn plane_text(answer: &Answer<'_>) -> String {
    let plane = &answer.project.plane;
    match plane.epsg {
        Some(code @ 4534..=4554) => {
            let meridian = 75 + 3 * (code - 4534);
            match answer.lang {
                Lang::Zh => format!("EPSG:{code}（CGCS2000 3° 带，中央经线 {meridian}° E）"),
                Lang::En => format!("EPSG:{code} (CGCS2000, 3° zone, central meridian {meridian}° E)"),
            }
        }
        _ => plane.name(),
    }
}
