//! What is drawn of a layer, in what order, weight and colour.

use egui::Color32;

use super::classify::{context, road};
use super::mesh::Recipe;
use super::palette::Palette;
use super::views::MapView;
use crate::model::Role;

/// What a set of chunks comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// A layer of a role.
    Layer(Role),
    /// Served residential land.
    Covered,
    /// Residential land that nothing serves.
    Gaps,
    /// Land that nothing serves, but that something beyond the data could.
    Uncertain,
    /// Housing by how it fares.
    Fare(MapView),
    /// Land that both of two scenarios serve.
    Both,
    /// Land that neither serves.
    Neither,
    /// Land that the one serves and the other does not.
    OnlyA,
    /// Land that the other serves and the one does not.
    OnlyB,
    /// Many selected things.
    Chosen,
    /// The union of service areas.
    Service,
}

/// One way of drawing a chunk. Lengths are in points unless a name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pass {
    /// Lower is drawn earlier, under the rest.
    pub(crate) order: u16,
    /// Drawn only while a point shows at most this many metres …
    pub(crate) coarsest: f64,
    /// … and more than this many.
    pub(crate) finest: f64,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Fill(Color32),
    /// Lines that rise to the right, or with `falls` to the left.
    Hatch {
        ground: Color32,
        line: Color32,
        period: f32,
        width: f32,
        falls: bool,
    },
    Line {
        color: Color32,
        width: Width,
    },
    Dash {
        color: Color32,
        width: f32,
        pattern: [f32; 4],
    },
    /// A sign with a letter, for points with room for one.
    Symbol {
        color: Color32,
        ground: Color32,
        form: Form,
        glyph: Glyph,
        radius: f32,
    },
    /// A dot; with `symbol`, only for points that have no room for their sign.
    Dot {
        color: Color32,
        ground: Color32,
        radius: f32,
        symbol: bool,
    },
}

/// The width of a line: what it measures on the ground, within limits on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Width {
    pub(crate) metres: f32,
    pub(crate) min: f32,
    pub(crate) max: f32,
    /// Added on the screen, for casings.
    pub(crate) extra: f32,
}

impl Width {
    const fn fixed(points: f32) -> Self {
        Self { metres: 0.0, min: points, max: points, extra: 0.0 }
    }

    /// The width in points where a point shows `metres_per_point`.
    pub(crate) fn at(self, metres_per_point: f64) -> f32 {
        ((f64::from(self.metres) / metres_per_point) as f32).clamp(self.min, self.max) + self.extra
    }
}

/// The form of a symbol's ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Disc,
    Square,
}

/// The letter of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    // In the order in which symbols get their room: the rarer first.
    Transfer,
    Toilet,
    Parking,
}

impl Glyph {
    pub(crate) const ALL: [Self; 3] = [Self::Transfer, Self::Toilet, Self::Parking];

    /// What is written in the symbol.
    pub(crate) fn text(self, zh: bool) -> &'static str {
        match (self, zh) {
            (Self::Toilet, true) => "厕",
            (Self::Toilet, false) => "WC",
            (Self::Transfer, true) => "转",
            (Self::Transfer, false) => "T",
            (Self::Parking, _) => "P",
        }
    }

    /// The letter of a facility of this role.
    pub(crate) fn of(role: Role) -> Option<Self> {
        match role {
            Role::Toilet => Some(Self::Toilet),
            Role::TransferStation => Some(Self::Transfer),
            Role::Parking => Some(Self::Parking),
            _ => None,
        }
    }
}

/// From this many metres a point on (about 1:38 000) the map is read as a whole: what is served and what is not, not
/// every street and symbol.
pub(crate) const FAR: f64 = 10.0;
/// From this many metres a point on (about 1:150 000) a city lies on the screen as a whole: single facilities are grains
/// that hide what they serve, and parks step back behind it.
pub(crate) const CITY: f64 = 40.0;
/// Radius of a full symbol.
pub(crate) const SYMBOL_RADIUS: f32 = 8.0;
/// Dashes of zone boundaries: a dash, a gap, a dot, a gap.
pub(crate) const ZONE_DASH: [f32; 4] = [11.0, 3.5, 2.0, 3.5];
/// Dashes of service areas.
pub(crate) const SERVICE_DASH: [f32; 4] = [5.0, 3.5, 5.0, 3.5];
/// The hatching of gaps: its period along the axes and the width of its lines.
pub(crate) const HATCH: (f32, f32) = (8.0, 1.4);

/// What to build for a subject.
pub(crate) fn recipe(subject: Subject) -> Recipe {
    let Subject::Layer(role) = subject else {
        return Recipe { fill: true, share_edges: false, symbol_in_area: false };
    };
    Recipe {
        fill: !matches!(role, Role::Zone | Role::Boundary | Role::Road | Role::Population),
        share_edges: matches!(role, Role::Zone | Role::Boundary),
        symbol_in_area: Glyph::of(role).is_some(),
    }
}

/// How a subject's features of a class are drawn, given its layer's colour.
pub(crate) fn passes(subject: Subject, class: u8, color: Color32, palette: &Palette) -> Vec<Pass> {
    match subject {
        // Far out blocks are specks between streets that are drawn too wide: there the result lies over the streets,
        // in full colours.
        Subject::Covered => vec![
            fill(120, palette.covered).up_to(FAR),
            line(121, palette.covered_edge, 0.8).up_to(FAR),
            fill(345, palette.covered_far).from(FAR),
            // Closes the seams between specks, so that served quarters read as one.
            line(344, palette.covered_far.gamma_multiply(0.55), 1.0).from(FAR),
        ],
        Subject::Gaps => {
            let (period, width) = HATCH;
            let hatch = |ground, line| Kind::Hatch { ground, line, period, width, falls: false };
            vec![
                pass(150, hatch(palette.gap, palette.gap_hatch)).up_to(FAR),
                line(650, palette.gap_edge, 1.1).up_to(FAR),
                pass(590, hatch(palette.gap_far, palette.gap_edge)).from(FAR),
                line(650, palette.gap_edge, 1.0).from(FAR),
            ]
        }
        Subject::Uncertain => {
            let (period, width) = HATCH;
            let hatch = |ground, line| Kind::Hatch { ground, line, period, width, falls: true };
            vec![
                pass(152, hatch(palette.unsure, palette.unsure_hatch)).up_to(FAR),
                line(651, palette.unsure_hatch, 1.1).up_to(FAR),
                pass(592, hatch(palette.unsure, palette.unsure_hatch)).from(FAR),
                line(651, palette.unsure_hatch, 1.0).from(FAR),
            ]
        }
        Subject::Fare(view) => fare_passes(view, class, color, palette),
        Subject::Both => vec![
            fill(120, palette.covered).up_to(FAR),
            line(121, palette.covered_edge, 0.8).up_to(FAR),
            fill(345, palette.covered).from(FAR),
            line(344, palette.covered.gamma_multiply(0.55), 1.0).from(FAR),
        ],
        Subject::Neither => vec![
            fill(150, palette.gap).up_to(FAR),
            line(151, palette.gap_edge.gamma_multiply(0.45), 0.8).up_to(FAR),
            fill(346, palette.gap).from(FAR),
        ],
        Subject::OnlyA => {
            let (period, width) = HATCH;
            let hatch =
                Kind::Hatch { ground: palette.gap_far, line: palette.lost, period, width: width + 0.4, falls: true };
            vec![pass(591, hatch), line(652, palette.lost, 1.6)]
        }
        Subject::OnlyB => vec![fill(590, palette.gained), line(653, palette.gained_edge, 1.4)],
        Subject::Chosen => vec![
            fill(760, palette.selected.gamma_multiply(0.28)),
            line(761, palette.selected, 1.6),
            dot(810, palette.selected, palette, 5.5),
        ],
        Subject::Service => {
            // Only on land that says nothing else: it must not tint roads, water or what is covered.
            let faint = fill(50, palette.service.gamma_multiply(0.07));
            vec![
                faint,
                dash(610, palette.service.gamma_multiply(0.85), 1.1, SERVICE_DASH).up_to(FAR),
                dash(610, palette.service.gamma_multiply(0.45), 1.0, [3.0, 3.5, 3.0, 3.5]).from(FAR),
            ]
        }
        Subject::Layer(Role::Context) => context_passes(class, palette),
        Subject::Layer(Role::Road) => road_passes(class, palette),
        Subject::Layer(role) => layer_passes(role, color, palette),
    }
}

/// How parcels of a class of a view are drawn.
pub(crate) fn fare_passes(view: MapView, class: u8, color: Color32, palette: &Palette) -> Vec<Pass> {
    if view.hatched(class) {
        let (period, width) = HATCH;
        let hatch = |ground, line| Kind::Hatch { ground, line, period, width, falls: false };
        return vec![
            pass(150, hatch(palette.gap, palette.gap_hatch)).up_to(FAR),
            line(151, palette.gap_edge, 0.9).up_to(FAR),
            pass(590, hatch(palette.gap_far, palette.gap_edge)).from(FAR),
            line(589, palette.gap_far, 1.0).from(FAR),
        ];
    }
    vec![
        fill(120, color).up_to(FAR),
        line(121, toward(color, palette.text, 0.18), 0.7).up_to(FAR),
        fill(345, color).from(FAR),
        line(344, color.gamma_multiply(0.55), 1.0).from(FAR),
    ]
}

fn layer_passes(role: Role, color: Color32, palette: &Palette) -> Vec<Pass> {
    let edge = toward(color, palette.text, 0.28);
    match role {
        Role::Residential => vec![
            fill(100, color),
            line(101, toward(color, palette.text, 0.10), 0.6).up_to(12.0),
            line(160, palette.paper.gamma_multiply(0.55), 0.7).up_to(4.0),
            dot(810, toward(color, palette.text, 0.4), palette, 2.5),
        ],
        Role::Building => {
            vec![fill(170, color).up_to(6.0), line(171, toward(color, palette.text, 0.12), 0.6).up_to(2.5)]
        }
        Role::Population => vec![
            line(190, color.gamma_multiply(0.5), 0.7).up_to(10.0),
            dot(190, color.gamma_multiply(0.6), palette, 1.8).up_to(20.0),
        ],
        Role::BeautifulZone => vec![
            fill(500, color.gamma_multiply(0.16)),
            line(501, color.gamma_multiply(0.9), 1.4),
            dot(800, color, palette, 5.0),
        ],
        Role::Park | Role::PocketPark => {
            vec![
                fill(520, color).up_to(CITY),
                fill(520, color.gamma_multiply(0.6)).from(CITY),
                line(521, edge, 0.8).up_to(CITY),
                dot(800, color, palette, 4.5),
            ]
        }
        Role::Candidate => vec![
            fill(560, color.gamma_multiply(0.14)),
            dash(561, color, 1.4, [4.0, 3.0, 4.0, 3.0]),
            dot(800, color, palette, 4.0),
        ],
        // Far out a plain thin line says where a zone ends; dashes of many small zones would be all that is seen.
        Role::Zone => vec![
            line(699, palette.halo.gamma_multiply(0.6), 2.8).up_to(FAR),
            dash(700, toward(color, palette.text, 0.35), 1.2, ZONE_DASH).up_to(FAR),
            line(699, palette.halo.gamma_multiply(0.45), 2.4).from(FAR),
            line(700, toward(color, palette.text, 0.2).gamma_multiply(0.8), 0.9).from(FAR),
        ],
        // Zones end where the study area does: its light ground hides their dashes, so that one line is seen, not two.
        Role::Boundary => vec![
            line(709, palette.paper, 3.0),
            dash(710, color, 1.5, [12.0, 3.5, 2.0, 3.5]).up_to(FAR),
            line(710, color.gamma_multiply(0.85), 1.3).from(FAR),
        ],
        Role::Toilet | Role::TransferStation | Role::Parking => {
            let form = if role == Role::TransferStation { Form::Square } else { Form::Disc };
            let glyph = Glyph::of(role).unwrap_or(Glyph::Parking);
            let ground = palette.halo;
            vec![
                fill(540, color.gamma_multiply(0.22)).up_to(6.0),
                line(541, color, 1.0).up_to(6.0),
                pass(790, Kind::Dot { color, ground, radius: 3.0, symbol: true }).up_to(CITY),
                pass(800, Kind::Symbol { color, ground, form, glyph, radius: SYMBOL_RADIUS }),
            ]
        }
        Role::Road | Role::Context => Vec::new(),
    }
}

fn context_passes(class: u8, palette: &Palette) -> Vec<Pass> {
    let color = match class {
        context::WATER => {
            return vec![fill(60, palette.water), line(61, palette.water_edge, 0.9)];
        }
        context::GREEN => palette.green,
        context::PUBLIC => palette.public,
        context::COMMERCIAL => palette.commercial,
        context::INDUSTRIAL => palette.industrial,
        _ => palette.land,
    };
    let order = 10 + u16::from(class) * 2;
    vec![
        fill(order, color).up_to(FAR),
        fill(order, toward(color, palette.paper, 0.55)).from(FAR),
        line(order + 1, toward(color, palette.land_edge, 0.6), 0.7).up_to(8.0),
        dot(30, palette.land_edge, palette, 2.0).up_to(8.0),
    ]
}

fn road_passes(class: u8, palette: &Palette) -> Vec<Pass> {
    // Width on the ground, least and greatest on the screen, drawn up to, and with its casing up to (metres a point).
    let (metres, min, max, coarsest, cased) = match class {
        road::RAIL => {
            return vec![
                line(380, palette.rail, 1.6).up_to(40.0),
                dash(381, palette.paper, 0.9, [5.0, 5.0, 5.0, 5.0]).up_to(12.0),
            ];
        }
        road::PATH => (2.5, 0.6, 3.0, 2.5, 0.35),
        road::STREET => (7.0, 0.6, 11.0, 11.0, 2.6),
        road::TERTIARY => (10.0, 0.8, 14.0, 20.0, 6.0),
        road::SECONDARY => (14.0, 1.0, 18.0, 60.0, 11.0),
        road::PRIMARY => (19.0, 1.2, 24.0, f64::INFINITY, 16.0),
        _ => (23.0, 1.6, 28.0, f64::INFINITY, 16.0),
    };
    let width = Width { metres, min, max, extra: 0.0 };
    let base = u16::from(class);
    let surface = if class <= road::STREET { palette.street } else { palette.road };
    let hairline = toward(palette.rail, palette.paper, if class <= road::STREET { 0.6 } else { 0.35 });
    vec![
        pass(300 + base, Kind::Line { color: hairline, width }).up_to(coarsest).from(cased),
        pass(310 + base, Kind::Line { color: palette.casing, width: Width { extra: 1.5, ..width } }).up_to(cased),
        pass(330 + base, Kind::Line { color: surface, width }).up_to(cased),
    ]
}

fn pass(order: u16, kind: Kind) -> Pass {
    Pass { order, coarsest: f64::INFINITY, finest: 0.0, kind }
}

fn fill(order: u16, color: Color32) -> Pass {
    pass(order, Kind::Fill(color))
}

fn line(order: u16, color: Color32, width: f32) -> Pass {
    pass(order, Kind::Line { color, width: Width::fixed(width) })
}

fn dash(order: u16, color: Color32, width: f32, pattern: [f32; 4]) -> Pass {
    pass(order, Kind::Dash { color, width, pattern })
}

fn dot(order: u16, color: Color32, palette: &Palette, radius: f32) -> Pass {
    pass(order, Kind::Dot { color, ground: palette.halo, radius, symbol: false })
}

impl Pass {
    fn up_to(self, coarsest: f64) -> Self {
        Self { coarsest, ..self }
    }

    fn from(self, finest: f64) -> Self {
        Self { finest, ..self }
    }

    /// Whether it is drawn where a point shows `metres_per_point`.
    pub(crate) fn shows(&self, metres_per_point: f64) -> bool {
        metres_per_point <= self.coarsest && metres_per_point > self.finest
    }
}

/// A colour on the way to another; `t` from 0 to 1.
pub(crate) fn toward(from: Color32, to: Color32, t: f32) -> Color32 {
    from.lerp_to_gamma(to, t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::map::palette::LIGHT;
    use crate::ui::theme::role_color;

    #[test]
    fn every_role_is_drawn_and_the_order_is_that_of_the_map() {
        let top = |s, class, scale| {
            let passes = passes(s, class, LIGHT.text, &LIGHT);
            passes.iter().filter(|p| p.shows(scale)).map(|p| p.order).max().unwrap()
        };
        let first = |s, class| top(s, class, 1.0);
        for role in Role::ALL {
            assert!(!passes(Subject::Layer(role), 0, role_color(role, false), &LIGHT).is_empty(), "{role:?}");
        }
        let order = [
            first(Subject::Layer(Role::Context), context::WATER),
            first(Subject::Covered, 0),
            first(Subject::Layer(Role::Road), road::PRIMARY),
            passes(Subject::Layer(Role::Park), 0, LIGHT.text, &LIGHT)[1].order,
            first(Subject::Service, 0),
            first(Subject::Gaps, 0),
            first(Subject::Layer(Role::Zone), 0),
            first(Subject::Layer(Role::Toilet), 0),
        ];
        assert!(order.is_sorted(), "{order:?}");
        // Far out, what is served and what is not lies over the streets.
        let far = 2.0 * FAR;
        assert!(top(Subject::Covered, 0, far) > top(Subject::Layer(Role::Road), road::PRIMARY, far));
    }

    #[test]
    fn a_road_is_drawn_at_every_zoom_with_or_without_casing_but_never_both() {
        for class in [road::PRIMARY, road::EXPRESS] {
            let all = passes(Subject::Layer(Role::Road), class, LIGHT.road, &LIGHT);
            for mpp in [0.05, 1.0, 15.9, 16.0, 16.1, 41.0, 500.0] {
                let shown: Vec<u16> = all.iter().filter(|p| p.shows(mpp)).map(|p| p.order / 10).collect();
                assert!(shown == [30] || shown == [31, 33], "{mpp}: {shown:?}");
            }
        }
    }

    #[test]
    fn widths_follow_the_ground_within_limits() {
        let w = Width { metres: 20.0, min: 1.5, max: 24.0, extra: 0.0 };
        assert_eq!([100.0, 4.0, 0.1].map(|m| w.at(m)), [1.5, 5.0, 24.0]);
    }
}
