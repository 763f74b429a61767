//! The map itself: the layers of a project drawn into a rectangle of paper at a scale.

use std::collections::BTreeSet;

use fugai_paper::{Anchor, Fonts, Ink, Op, Sheet, Stroke, Weight, hatch};
use geo::{LineString, Polygon};
use rayon::prelude::*;

use crate::geom::label::interior_point;
use crate::geom::{Coord, Rect, bounds};
use crate::io::write::{Answer, Lang};
use crate::model::{FacilityKind, Feature, Layer, Role};

/// How far a simplified outline may stray, in millimetres of paper: half the finest line a printer draws.
const TOLERANCE: f64 = 0.04;
/// Areas in one path.
const CHUNK: usize = 300;

pub(super) const TEXT: Ink = Ink::hex(0x1C_2530);
pub(super) const MUTED: Ink = Ink::hex(0x5B_6570);
pub(super) const FAINT: Ink = Ink::hex(0xC9_D1D6);
pub(super) const MET: Ink = Ink::hex(0x0F_766E);
pub(super) const MISSED: Ink = Ink::hex(0xC2_5A1A);
pub(super) const WHITE: Ink = Ink::hex(0xFF_FFFF);
pub(super) const GROUND: Ink = Ink::hex(0xFB_FAF7);
pub(super) const ZONE: Ink = Ink::hex(0xF3_F4F0);
pub(super) const WATER: Ink = Ink::hex(0xCF_E3F1);
pub(super) const GREEN: Ink = Ink::hex(0xE4_EEDC);
pub(super) const ROAD: Ink = Ink::hex(0xC6_C8C4);
pub(super) const COVERED: Ink = Ink::hex(0x9F_D3C0);
pub(super) const GAP: Ink = Ink::hex(0xF3_B183);
pub(super) const GAP_LINE: Ink = Ink::hex(0xC2_5A1A);
pub(super) const SERVICE: Ink = Ink::hex(0x4F_9A5E);
pub(super) const BORDER: Ink = Ink::hex(0x4A_5560);

/// The colour of a facility on the map.
pub(super) fn colour(kind: FacilityKind) -> Ink {
    Ink::hex(match kind {
        FacilityKind::Park => 0x4F_A25F,
        FacilityKind::PocketPark => 0x8B_C98A,
        FacilityKind::Toilet => 0x7A_3FB0,
        FacilityKind::TransferStation => 0x9A_6B3F,
        FacilityKind::Parking => 0x2A_5DB0,
        FacilityKind::BeautifulZone => 0xE3_8AB0,
    })
}

/// What the map shows; each names a line of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Residential land within reach of a park.
    Covered,
    /// Residential land without.
    Gap,
    /// The numbers of the largest gaps.
    GapNumber,
    /// Facilities of a kind.
    Facility(FacilityKind),
    /// What a scenario proposes.
    Proposal,
    /// The outline of the parks' service areas.
    Service,
    /// Borders of sub-districts.
    Zone,
    /// The border of the study area.
    Boundary,
    /// Roads.
    Road,
    /// Water.
    Water,
}

/// Where the map lies on the paper, and what of the plane it shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    /// Left, top, width and height on the paper, in millimetres.
    pub(super) frame: [f32; 4],
    /// What lies in the middle.
    pub(super) centre: Coord,
    /// Metres of ground to a millimetre of paper.
    pub(super) metres: f64,
}

impl View {
    /// Shows all of an extent with a margin, at a round scale.
    pub(super) fn around(extent: &Rect, frame: [f32; 4]) -> Self {
        let room = |length: f64, paper: f32| length / f64::from((paper - 8.0).max(1.0));
        let needed = room(extent.width(), frame[2]).max(room(extent.height(), frame[3])).max(0.05);
        Self { frame, centre: extent.center(), metres: round_scale(needed) }
    }

    /// `n` of the scale 1 : n.
    pub(super) fn scale(&self) -> f64 {
        (self.metres * 1000.0).round()
    }

    pub(super) fn place(&self, c: Coord) -> [f64; 2] {
        let [x, y, w, h] = self.frame.map(f64::from);
        [x + w / 2.0 + (c.x - self.centre.x) / self.metres, y + h / 2.0 - (c.y - self.centre.y) / self.metres]
    }

    /// What it shows of the plane.
    pub(super) fn extent(&self) -> Rect {
        let half =
            Coord { x: f64::from(self.frame[2]) / 2.0 * self.metres, y: f64::from(self.frame[3]) / 2.0 * self.metres };
        Rect::new(self.centre - half, self.centre + half)
    }
}

/// The next rounder number of metres to a millimetre: 1 : 10 000, 12 500, 15 000, 20 000, …
fn round_scale(needed: f64) -> f64 {
    let power = 10_f64.powf(needed.log10().floor());
    let steps = [1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0];
    let step = steps.into_iter().find(|s| s * power >= needed * (1.0 - 1e-9)).unwrap_or(10.0);
    // Twelve digits: 1.25 × 10 is to be 12.5 on every machine.
    (step * power * 1e9).round() / 1e9
}

/// What is to be drawn.
#[derive(Debug, Clone)]
pub(super) struct Content {
    /// Facilities drawn, parks as areas.
    pub(super) kinds: Vec<FacilityKind>,
    /// How many of the largest gaps carry their number.
    pub(super) numbers: usize,
    /// Only this zone is named and framed, the others are faded; `None` for all.
    pub(super) zone: Option<usize>,
    /// Height of place names in millimetres.
    pub(super) names: f32,
}

/// Everything of a project that has a place: the border, else zones, else residential land, else all.
pub(super) fn extent(answer: &Answer<'_>, zone: Option<usize>) -> Option<Rect> {
    let project = answer.project;
    if let Some(info) = zone.and_then(|z| answer.analysis.zones.get(z)) {
        let layer = project.layers.iter().find(|l| l.id == info.layer)?;
        return layer.features.get(info.feature)?.shape.bounds();
    }
    let of = |role: Role| {
        let shapes = project.layers_of(role).flat_map(|l| l.features.iter()).filter_map(|f| f.shape.bounds());
        bounds::around_all(shapes)
    };
    let own = [Role::Boundary, Role::Zone, Role::Residential].into_iter().find_map(of);
    own.or_else(|| {
        bounds::around_all(project.layers.iter().flat_map(|l| l.features.iter()).filter_map(|f| f.shape.bounds()))
    })
}

/// Draws the map into its frame, and says what is on it.
pub(super) fn draw(sheet: &mut Sheet, answer: &Answer<'_>, view: &View, content: &Content) -> BTreeSet<Shown> {
    let mut it = Drawing { sheet, view, seen: view.extent(), shown: BTreeSet::new() };
    let (project, analysis) = (answer.project, answer.analysis);
    it.sheet.rect(view.frame, Some(GROUND), None);
    it.sheet.ops.push(Op::Clip(view.frame));
    it.areas(features(project.layers_of(Role::Zone)), Some(ZONE), None, None);
    for layer in project.layers_of(Role::Context) {
        let water = |f: &Feature| says_water(layer, f);
        let green = says(&layer.name, &["绿", "green", "verge"]);
        let ink = if green { GREEN } else { Ink::hex(0xEC_EBE5) };
        it.areas(features([layer]).filter(|f| !water(f)), Some(ink), None, None);
        it.areas(features([layer]).filter(|f| water(f)), Some(WATER), None, Some(Shown::Water));
        it.lines(features([layer]).filter(|f| water(f)), &Stroke::new(WATER, 0.35), Some(Shown::Water));
    }
    it.roads(project.layers_of(Role::Road).map(|l| &**l));
    it.polygons(&analysis.covered.iter().collect::<Vec<_>>(), Some(COVERED), None, Some(Shown::Covered));
    let gaps: Vec<&Polygon<f64>> = analysis.gaps.iter().flat_map(|g| &g.polygons).collect();
    it.hatched(&gaps);
    for kind in [FacilityKind::Park, FacilityKind::PocketPark] {
        if content.kinds.contains(&kind) {
            let ink = colour(kind);
            let role = if kind == FacilityKind::Park { Role::Park } else { Role::PocketPark };
            let edge = Stroke::new(Ink::hex(0x2F_7A43), 0.12);
            it.areas(features(project.layers_of(role)), Some(ink), Some(&edge), Some(Shown::Facility(kind)));
            it.points(features(project.layers_of(role)), kind);
        }
    }
    if content.kinds.contains(&FacilityKind::Park) {
        let edge = Stroke { ink: SERVICE, width: 0.18, dash: Some([1.2, 0.8]) };
        it.polygons(&analysis.service_areas.iter().collect::<Vec<_>>(), None, Some(&edge), Some(Shown::Service));
    }
    if content.kinds.contains(&FacilityKind::BeautifulZone) {
        let ink = colour(FacilityKind::BeautifulZone);
        let shown = Some(Shown::Facility(FacilityKind::BeautifulZone));
        it.areas(
            features(project.layers_of(Role::BeautifulZone)),
            Some(ink.at(60)),
            Some(&Stroke::new(ink, 0.3)),
            shown,
        );
    }
    for (kind, role) in [
        (FacilityKind::Toilet, Role::Toilet),
        (FacilityKind::TransferStation, Role::TransferStation),
        (FacilityKind::Parking, Role::Parking),
    ] {
        if content.kinds.contains(&kind) {
            it.points(features(project.layers_of(role)), kind);
        }
    }
    super::proposed::draw(&mut it, answer, content.names * 0.62);
    let zones = Stroke { ink: BORDER, width: 0.22, dash: Some([1.6, 0.7]) };
    it.areas(features(project.layers_of(Role::Zone)), None, Some(&zones), Some(Shown::Zone));
    let border = Stroke { ink: BORDER, width: 0.45, dash: Some([3.0, 1.0]) };
    it.areas(features(project.layers_of(Role::Boundary)), None, Some(&border), Some(Shown::Boundary));
    it.lines(features(project.layers_of(Role::Boundary)), &border, Some(Shown::Boundary));
    it.only_one(answer, content.zone);
    it.numbers(answer, content);
    it.names(answer, content);
    it.sheet.ops.push(Op::Unclip);
    let frame = Stroke::new(TEXT, 0.3);
    it.sheet.rect(view.frame, None, Some(frame));
    it.shown
}

fn features<'a, L>(layers: impl IntoIterator<Item = &'a L>) -> impl Iterator<Item = &'a Feature>
where
    L: std::ops::Deref<Target = Layer> + 'a,
{
    layers.into_iter().flat_map(|l| l.features.iter())
}

fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|w| text.contains(w))
}

const WATER_WORDS: &[&str] = &["水", "河", "湖", "塘", "渠", "water", "river", "lake", "canal", "stream"];

fn says_water(layer: &Layer, feature: &Feature) -> bool {
    if says(&layer.name, &["水系", "河流", "水体", "water", "river"]) {
        return true;
    }
    let fields = ["class", "kind", "type", "natural", "waterway", "landuse"];
    fields.iter().any(|f| layer.value(feature, f).as_text().is_some_and(|t| says(t, WATER_WORDS)))
}

pub(super) struct Drawing<'a> {
    pub(super) sheet: &'a mut Sheet,
    pub(super) view: &'a View,
    seen: Rect,
    shown: BTreeSet<Shown>,
}

impl Drawing<'_> {
    pub(super) fn sees(&self, bounds: Option<Rect>) -> bool {
        bounds.is_some_and(|b| bounds::meet(&b, &self.seen))
    }

    pub(super) fn mark(&mut self, shown: Option<Shown>) {
        if let Some(shown) = shown {
            self.shown.insert(shown);
        }
    }

    /// The rings of a polygon on paper; `None` where it is too small to be seen.
    fn rings(&self, polygon: &Polygon<f64>) -> Option<Vec<Vec<[f32; 2]>>> {
        let place = |r: &LineString<f64>| fugai_paper::ring(r.0.iter().map(|&c| self.view.place(c)), TOLERANCE);
        let mut rings = vec![place(polygon.exterior())?];
        rings.extend(polygon.interiors().iter().filter_map(place));
        Some(rings)
    }

    fn polygons(&mut self, list: &[&Polygon<f64>], fill: Option<Ink>, stroke: Option<&Stroke>, shown: Option<Shown>) {
        use geo::BoundingRect as _;
        let chunks: Vec<Vec<Vec<[f32; 2]>>> = list
            .par_chunks(CHUNK)
            .map(|chunk| {
                let seen = chunk.iter().filter(|p| self.sees(p.bounding_rect()));
                seen.filter_map(|p| self.rings(p)).flatten().collect()
            })
            .collect();
        for parts in chunks.into_iter().filter(|c| !c.is_empty()) {
            self.mark(shown);
            self.sheet.ops.push(Op::Path { parts, closed: true, fill, stroke: stroke.cloned() });
        }
    }

    pub(super) fn areas<'f>(
        &mut self,
        list: impl Iterator<Item = &'f Feature>,
        fill: Option<Ink>,
        stroke: Option<&Stroke>,
        shown: Option<Shown>,
    ) {
        let polygons: Vec<&Polygon<f64>> = list.flat_map(|f| f.shape.region.polygons()).collect();
        self.polygons(&polygons, fill, stroke, shown);
    }

    fn lines<'f>(&mut self, list: impl Iterator<Item = &'f Feature>, stroke: &Stroke, shown: Option<Shown>) {
        let mut parts = Vec::new();
        for feature in list.filter(|f| self.sees(f.shape.bounds())) {
            let lines = feature.shape.lines.iter();
            parts.extend(lines.filter_map(|l| fugai_paper::line(l.0.iter().map(|&c| self.view.place(c)), TOLERANCE)));
        }
        if !parts.is_empty() {
            self.mark(shown);
            self.sheet.ops.push(Op::Path { parts, closed: false, fill: None, stroke: Some(stroke.clone()) });
        }
    }

    /// Main roads wider than streets; streets only where the scale has room for them.
    fn roads<'f>(&mut self, layers: impl Iterator<Item = &'f Layer>) {
        const MAIN: &[&str] = &["快速", "主干", "高速", "motorway", "trunk", "primary"];
        const MIDDLE: &[&str] = &["次干", "secondary", "tertiary"];
        for layer in layers {
            let class = |f: &Feature| {
                let fields = ["class", "highway", "fclass", "kind", "type"];
                let says_one =
                    |words| fields.iter().any(|n| layer.value(f, n).as_text().is_some_and(|t| says(t, words)));
                if says_one(MAIN) { 2 } else { usize::from(says_one(MIDDLE)) }
            };
            let widths = if self.view.metres > 60.0 { [0.0, 0.12, 0.3] } else { [0.12, 0.22, 0.45] };
            for (at, width) in widths.into_iter().enumerate().filter(|(_, w)| *w > 0.0) {
                let list = layer.features.iter().filter(|f| class(f) == at);
                self.lines(list, &Stroke::new(ROAD, width), Some(Shown::Road));
            }
        }
    }

    fn hatched(&mut self, list: &[&Polygon<f64>]) {
        let before = self.sheet.ops.len();
        self.polygons(list, Some(GAP), Some(&Stroke::new(GAP_LINE, 0.12)), Some(Shown::Gap));
        let areas: Vec<Vec<Vec<[f32; 2]>>> = self.sheet.ops[before..]
            .iter()
            .filter_map(|op| match op {
                Op::Path { parts, .. } => Some(hatch(parts, 0.9)),
                _ => None,
            })
            .collect();
        for parts in areas.into_iter().filter(|p| !p.is_empty()) {
            let stroke = Some(Stroke::new(GAP_LINE, 0.14));
            self.sheet.ops.push(Op::Path { parts, closed: false, fill: None, stroke });
        }
    }

    fn points<'f>(&mut self, list: impl Iterator<Item = &'f Feature>, kind: FacilityKind) {
        let places: Vec<Coord> = list
            .filter(|f| f.shape.region.is_empty() && self.sees(f.shape.bounds()))
            .flat_map(|f| f.shape.points.iter().copied())
            .collect();
        for place in places {
            let at = self.view.place(place).map(|v| (v * 100.0).round() as f32 / 100.0);
            self.mark(Some(Shown::Facility(kind)));
            symbol(self.sheet, at, kind, 1.5);
        }
    }

    /// Fades what lies outside one zone and frames it.
    fn only_one(&mut self, answer: &Answer<'_>, zone: Option<usize>) {
        let Some(info) = zone.and_then(|z| answer.analysis.zones.get(z)) else {
            return;
        };
        let layer = answer.project.layers.iter().find(|l| l.id == info.layer);
        let Some(feature) = layer.and_then(|l| l.features.get(info.feature)) else {
            return;
        };
        let [x, y, w, h] = self.view.frame;
        let mut veil = vec![vec![[x, y], [x + w, y], [x + w, y + h], [x, y + h]]];
        let own: Vec<Vec<[f32; 2]>> =
            feature.shape.region.polygons().iter().filter_map(|p| self.rings(p)).flatten().collect();
        veil.extend(own.iter().cloned());
        self.sheet.ops.push(Op::Path { parts: veil, closed: true, fill: Some(WHITE.at(165)), stroke: None });
        let stroke = Some(Stroke::new(TEXT, 0.5));
        self.sheet.ops.push(Op::Path { parts: own, closed: true, fill: None, stroke });
    }

    fn numbers(&mut self, answer: &Answer<'_>, content: &Content) {
        let gaps = answer.analysis.gaps.iter().filter(|g| content.zone.is_none() || g.zone_index == content.zone);
        let mut taken: Vec<[f64; 2]> = Vec::new();
        for (i, gap) in gaps.take(content.numbers).enumerate() {
            let at = self.view.place(gap.label_point);
            if !bounds::meet(&Rect::new(gap.label_point, gap.label_point), &self.seen)
                || taken.iter().any(|t| (t[0] - at[0]).hypot(t[1] - at[1]) < 3.4)
            {
                continue;
            }
            taken.push(at);
            self.mark(Some(Shown::GapNumber));
            number(self.sheet, at.map(|v| v as f32), i + 1);
        }
    }

    fn names(&mut self, answer: &Answer<'_>, content: &Content) {
        let fonts = Fonts::bundled();
        let mut taken: Vec<[f64; 4]> = Vec::new();
        for (i, zone) in answer.analysis.zones.iter().enumerate() {
            let layer = answer.project.layers.iter().find(|l| l.id == zone.layer);
            let Some(feature) = layer.and_then(|l| l.features.get(zone.feature)) else {
                continue;
            };
            let largest = feature.shape.region.polygons().iter().max_by(|a, b| {
                use geo::Area as _;
                a.unsigned_area().total_cmp(&b.unsigned_area())
            });
            let Some(place) = largest.map(interior_point) else {
                continue;
            };
            if !bounds::meet(&Rect::new(place, place), &self.seen) {
                continue;
            }
            let own = content.zone.is_none_or(|z| z == i);
            let size = if own { content.names } else { content.names * 0.8 };
            let name = fonts.fitted(&zone.name, Weight::SemiBold, 12.0);
            let half = f64::from(fonts.width(&name, Weight::SemiBold) * size) / 2.0;
            let at = self.view.place(place);
            let area = [at[0] - half, at[1] - f64::from(size), at[0] + half, at[1] + f64::from(size) * 0.4];
            let free = |t: &[f64; 4]| area[2] < t[0] || t[2] < area[0] || area[3] < t[1] || t[3] < area[1];
            if !taken.iter().all(free) {
                continue;
            }
            taken.push(area);
            let ink = if own { TEXT } else { MUTED };
            let halo = Some((WHITE.at(230), size * 0.22));
            let at = [at[0] as f32, at[1] as f32 + size * 0.35];
            self.sheet.label(at, size, &name, ink, Weight::SemiBold, Anchor::Middle, halo);
        }
    }
}

/// A number in a disc.
pub(super) fn number(sheet: &mut Sheet, at: [f32; 2], n: usize) {
    disc(sheet, at, 1.55, WHITE, Some(Stroke::new(GAP_LINE, 0.25)));
    let ink = Ink::hex(0x8A_3D0C);
    sheet.label([at[0], at[1] + 0.75], 2.1, &n.to_string(), ink, Weight::SemiBold, Anchor::Middle, None);
}

/// A facility that is a point: shapes differ, so that they can be told apart without colour.
pub(super) fn symbol(sheet: &mut Sheet, at: [f32; 2], kind: FacilityKind, size: f32) {
    let (ink, r) = (colour(kind), size / 2.0);
    let edge = Some(Stroke::new(WHITE, 0.12));
    match kind {
        FacilityKind::TransferStation => sheet.rect([at[0] - r, at[1] - r, size, size], Some(ink), edge),
        FacilityKind::Parking => {
            let ring = vec![
                [at[0], at[1] - r * 1.2],
                [at[0] + r * 1.2, at[1]],
                [at[0], at[1] + r * 1.2],
                [at[0] - r * 1.2, at[1]],
            ];
            sheet.ops.push(Op::Path { parts: vec![ring], closed: true, fill: Some(ink), stroke: edge });
        }
        _ => disc(sheet, at, r, ink, edge),
    }
}

pub(super) fn disc(sheet: &mut Sheet, at: [f32; 2], r: f32, fill: Ink, stroke: Option<Stroke>) {
    let ring = (0..24).map(|i| {
        let (sin, cos) = (i as f32 * std::f32::consts::TAU / 24.0).sin_cos();
        [at[0] + r * cos, at[1] + r * sin].map(|v| (v * 1000.0).round() / 1000.0)
    });
    sheet.ops.push(Op::Path { parts: vec![ring.collect()], closed: true, fill: Some(fill), stroke });
}

/// The map alone with scale bar and north arrow, so wide and high in millimetres, for a page that has its own text: of
/// the whole, or of one zone with its gaps numbered. With it `n` of its scale 1 : n.
pub fn map_picture(answer: &Answer<'_>, width: f32, height: f32, zone: Option<usize>, numbers: usize) -> (Sheet, f64) {
    let title = super::furniture::title(answer);
    let mut sheet = Sheet::new(width, height, &title, answer.lang.pick("zh", "en"));
    let frame = [0.15, 0.15, width - 0.3, height - 0.3];
    let Some(extent) = extent(answer, zone) else {
        return (sheet, 0.0);
    };
    let view = View::around(&extent, frame);
    let kinds = vec![FacilityKind::Park, FacilityKind::PocketPark];
    let content = Content { kinds, numbers, zone, names: 2.9 };
    draw(&mut sheet, answer, &view, &content);
    super::furniture::scale_bar(&mut sheet, &view, [frame[0] + 4.0, frame[1] + frame[3] - 4.0], answer.lang);
    super::furniture::north(&mut sheet, [frame[0] + frame[2] - 6.0, frame[1] + 4.0], 7.0, answer.lang);
    (sheet, view.scale())
}

/// What a line of the legend says.
pub(super) fn legend_text(shown: Shown, lang: Lang) -> &'static str {
    match shown {
        Shown::Covered => lang.pick("已覆盖居住用地", "Residential, covered"),
        Shown::Gap => lang.pick("未覆盖居住用地（盲区）", "Residential, not covered"),
        Shown::GapNumber => lang.pick("较大盲区及序号", "Larger gaps, numbered"),
        Shown::Facility(FacilityKind::Park) => lang.pick("公园", "Park"),
        Shown::Facility(FacilityKind::PocketPark) => lang.pick("口袋公园", "Pocket park"),
        Shown::Facility(FacilityKind::Toilet) => lang.pick("公厕", "Public toilet"),
        Shown::Facility(FacilityKind::TransferStation) => lang.pick("垃圾转运站", "Transfer station"),
        Shown::Facility(FacilityKind::Parking) => lang.pick("公共停车场", "Public parking"),
        Shown::Facility(FacilityKind::BeautifulZone) => lang.pick("美丽街区", "Beautiful-street zone"),
        Shown::Proposal => lang.pick("拟建设施", "Proposed"),
        Shown::Service => lang.pick("公园服务范围", "Service area of parks"),
        Shown::Zone => lang.pick("街道（镇）界", "Sub-district border"),
        Shown::Boundary => lang.pick("研究范围", "Study area"),
        Shown::Road => lang.pick("道路", "Road"),
        Shown::Water => lang.pick("水体", "Water"),
    }
}
