//! Where the city is dense, where its parts lie and what they are like: smooth functions of the place.

use super::plane::{P, from_degrees};
use super::rng::noise;

/// A sub-district: name, longitude and latitude of its centre, and how far it reaches, metres.
pub(super) struct Zone {
    pub(super) name: &'static str,
    pub(super) centre: (f64, f64),
    pub(super) reach: f64,
}

/// The seven sub-districts of 天宁区, by their published centres; their reach and shape are invented.
pub(super) const ZONES: [Zone; 7] = [
    Zone { name: "天宁街道", centre: (119.9656, 31.7749), reach: 1_850.0 },
    Zone { name: "红梅街道", centre: (119.9789, 31.7921), reach: 2_050.0 },
    Zone { name: "茶山街道", centre: (119.9675, 31.7555), reach: 1_950.0 },
    Zone { name: "兰陵街道", centre: (119.9409, 31.7578), reach: 1_550.0 },
    Zone { name: "雕庄街道", centre: (119.9992, 31.7422), reach: 2_000.0 },
    Zone { name: "青龙街道", centre: (120.0103, 31.7941), reach: 2_950.0 },
    Zone { name: "郑陆镇", centre: (120.0959, 31.8206), reach: 5_250.0 },
];

/// Small towns of the rural east: metres east and north of the origin, reach, density.
const TOWNS: [(f64, f64, f64, f64); 4] = [
    (11_390.0, 5_070.0, 2_300.0, 0.72),
    (8_300.0, 2_000.0, 1_300.0, 0.5),
    (14_900.0, 6_900.0, 1_250.0, 0.52),
    (9_300.0, 8_200.0, 1_000.0, 0.46),
];

/// The fields of one city: the district's own, or the same enlarged.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    seed: u64,
    /// How many times larger than the real district, in length.
    pub(super) scale: f64,
}

impl Fields {
    pub(super) fn new(seed: u64, scale: f64) -> Self {
        Self { seed, scale }
    }

    pub(super) fn zones(&self) -> usize {
        ZONES.len()
    }

    /// The centre of a sub-district on the ground, metres.
    pub(super) fn centre(&self, zone: usize) -> P {
        let c = from_degrees(ZONES[zone].centre.0, ZONES[zone].centre.1);
        P::new(c.x * self.scale, c.y * self.scale)
    }

    /// The sub-district at a place, [`super::lattice::OUTSIDE`] if none reaches it.
    pub(super) fn zone(&self, at: P) -> u8 {
        let mut best = (super::lattice::OUTSIDE, 1.0);
        let at_real = P::new(at.x / self.scale, at.y / self.scale);
        for (k, zone) in ZONES.iter().enumerate() {
            let c = from_degrees(zone.centre.0, zone.centre.1);
            let d = at_real.minus(c);
            // The town in the east is longer than wide.
            let along = if zone.reach > 5_000.0 { 0.86 } else { 1.0 };
            let far = P::new(d.x * along, d.y / along).length() / zone.reach;
            let far = far * (1.0 + 0.13 * noise(self.seed, 501 + k as u64, at_real.x / 1_900.0, at_real.y / 1_900.0));
            if far < best.1 {
                best = (k as u8, far);
            }
        }
        best.0
    }

    /// From 0 (open country) to 1 (the old town): how densely a place is built.
    pub(super) fn urban(&self, at: P) -> f64 {
        let p = P::new(at.x / self.scale, at.y / self.scale);
        let bump = |c: P, reach: f64, top: f64| {
            let d = p.minus(c).length() / reach;
            top * (1.0 - d * d).max(-0.5)
        };
        let mut most = bump(P::new(-500.0, -300.0), 6_900.0, 1.0);
        for (x, y, reach, top) in TOWNS {
            most = most.max(bump(P::new(x, y), reach, top));
        }
        (most + 0.13 * noise(self.seed, 520, p.x / 1_100.0, p.y / 1_100.0)).clamp(0.0, 1.0)
    }

    /// From 0 to 1: how much a place is given to trade. Highest in the centre of each sub-district.
    pub(super) fn trade(&self, at: P) -> f64 {
        let mut most: f64 = 0.0;
        for k in 0..ZONES.len() {
            let (reach, top) = if k == 0 { (1_250.0, 1.0) } else { (800.0, 0.62) };
            let d = at.minus(self.centre(k)).length() / (reach * self.scale);
            most = most.max(top * (1.0 - d));
        }
        most
    }

    /// From 0 to 1: how much a place is given to industry: in patches, at the edge of the built-up area.
    pub(super) fn industry(&self, at: P) -> f64 {
        let patch = noise(self.seed, 530, at.x / 1_700.0, at.y / 1_700.0);
        let edge = 1.0 - ((self.urban(at) - 0.42) / 0.36).abs();
        ((patch + 0.12) * 1.7 * edge.max(0.0)).clamp(0.0, 0.85)
    }

    /// How far apart parks are here, about 1 in the old town, up to 3 where new quarters went without.
    pub(super) fn neglect(&self, at: P) -> f64 {
        let patch = noise(self.seed, 540, at.x / 1_350.0, at.y / 1_350.0);
        let newness = 1.0 - self.urban(at);
        (0.5 + 1.25 * newness + 1.3 * patch.max(0.0) * (0.3 + newness)).max(0.45)
    }

    /// Whether a village stands at this place of the open country.
    pub(super) fn village(&self, at: P) -> bool {
        noise(self.seed, 550, at.x / 620.0, at.y / 620.0) > 0.42
    }
}
