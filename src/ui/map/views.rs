//! What the map says about housing: served or not, by how many facilities at once, or how far the nearest is.

use egui::Color32;

use crate::analysis::parcels::ParcelFigure;
use crate::ui::i18n::{Lang, tr};

/// What the map says about housing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MapView {
    /// Served, not served, uncertain.
    #[default]
    Coverage,
    /// How many facilities serve a parcel at once.
    Depth,
    /// How far the nearest facility is from a parcel.
    Distance,
}

/// From good to bad: teal means near, brown far; told apart by lightness too (ColorBrewer BrBG is safe for colour-blind
/// readers).
const NEAR_TO_FAR: [u32; 5] = [0x0001_665E, 0x005A_B4AC, 0x00C7_EAE5, 0x00DF_C27D, 0x00A6_611A];
const NEAR_TO_FAR_DARK: [u32; 5] = [0x004F_C9BC, 0x002F_8F86, 0x0025_5A56, 0x008A_6A2C, 0x00D0_8A3C];
/// One, two, three and more at once.
const DEPTHS: [u32; 3] = [0x00C7_EAE5, 0x006B_BFB5, 0x0018_7A70];
const DEPTHS_DARK: [u32; 3] = [0x0023_4E4A, 0x0033_837A, 0x0062_CFC2];

impl MapView {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Coverage, Self::Depth, Self::Distance];

    /// How many classes of parcels it has.
    pub(crate) fn classes(self) -> u8 {
        match self {
            Self::Coverage => 0,
            Self::Depth => 4,
            Self::Distance => 5,
        }
    }

    /// The class of a parcel.
    pub(crate) fn class(self, parcel: &ParcelFigure) -> u8 {
        match self {
            Self::Coverage => 0,
            Self::Depth => parcel.depth(),
            Self::Distance => parcel.distance(),
        }
    }

    /// How much of a parcel's land is in each class, in m²; exact, whatever the class of the parcel as a whole.
    pub(crate) fn land(self, parcel: &ParcelFigure) -> Vec<f64> {
        let ends = match self {
            Self::Coverage => return Vec::new(),
            // What is served by three is served by two.
            Self::Depth => {
                let [one, two, three] = parcel.served_m2;
                return vec![parcel.demand_m2 - one, one - two, two - three, three];
            }
            Self::Distance => parcel.within_m2.into_iter().chain([parcel.demand_m2]),
        };
        ends.scan(0.0, |before, m2| Some(m2 - std::mem::replace(before, m2))).collect()
    }

    /// Whether a class is hatched as gaps are: what nothing serves.
    pub(crate) fn hatched(self, class: u8) -> bool {
        self == Self::Depth && class == 0
    }

    /// The colour of a class; that of a hatched one is of no use.
    pub(crate) fn color(self, class: u8, dark: bool) -> Color32 {
        let hex = match self {
            Self::Coverage => 0,
            Self::Depth => {
                let depth = usize::from(class.clamp(1, 3)) - 1;
                if dark { DEPTHS_DARK[depth] } else { DEPTHS[depth] }
            }
            Self::Distance => {
                let at = usize::from(class).min(NEAR_TO_FAR.len() - 1);
                if dark { NEAR_TO_FAR_DARK[at] } else { NEAR_TO_FAR[at] }
            }
        };
        Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
    }

    /// What a class is, in words.
    pub(crate) fn label(self, class: u8, lang: Lang) -> &'static str {
        let key = match (self, class) {
            (Self::Depth, 0) => "mapview.depth0",
            (Self::Depth, 1) => "mapview.depth1",
            (Self::Depth, 2) => "mapview.depth2",
            (Self::Depth, _) => "mapview.depth3",
            (_, 0) => "mapview.to100",
            (_, 1) => "mapview.to300",
            (_, 2) => "mapview.to500",
            (_, 3) => "mapview.to1000",
            _ => "mapview.beyond",
        };
        tr(lang, key)
    }

    /// Its name, short.
    pub fn name(self, lang: Lang) -> &'static str {
        tr(
            lang,
            match self {
                Self::Coverage => "mapview.coverage",
                Self::Depth => "mapview.depth",
                Self::Distance => "mapview.distance",
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LayerId;

    #[test]
    fn land_is_counted_exactly_and_a_parcel_has_the_class_of_most_of_it() {
        let parcel = ParcelFigure {
            layer: LayerId(0),
            feature: 0,
            demand_m2: 100.0,
            served_m2: [100.0, 50.0, 49.0],
            within_m2: [10.0, 49.0, 80.0, 100.0],
        };
        assert_eq!((MapView::Depth.class(&parcel), MapView::Distance.class(&parcel)), (2, 2));
        assert_eq!(MapView::Depth.land(&parcel), [0.0, 50.0, 1.0, 49.0]);
        assert_eq!(MapView::Distance.land(&parcel), [10.0, 39.0, 31.0, 20.0, 0.0]);
        for view in MapView::ALL {
            for (lang, other) in [(Lang::Zh, Lang::En)] {
                assert_ne!(view.name(lang), view.name(other));
                for class in 0..view.classes() {
                    assert_ne!(view.label(class, lang), view.label(class, other));
                }
            }
        }
    }
}
