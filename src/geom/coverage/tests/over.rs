//! A demand that is edited under the same sites.

use std::sync::Arc;

use super::{point, rect};
use crate::geom::coverage::{CoverageModel, CoverageOptions, Demand, ParcelRef, SiteRef};
use crate::geom::{Region, Shape};

struct City {
    parcels: Vec<(Region, f64)>,
    zones: Vec<Region>,
    boundary: Region,
    sites: Vec<(Shape, f64)>,
}

impl City {
    fn demand(&self) -> Arc<Demand> {
        let parcels: Vec<_> =
            self.parcels.iter().map(|(region, people)| ParcelRef { region, population: Some(*people) }).collect();
        let zones: Vec<_> = self.zones.iter().collect();
        Arc::new(Demand::new(&parcels, &zones, Some(&self.boundary), &()).expect("nobody cancels"))
    }

    fn model(&self, demand: &Arc<Demand>) -> CoverageModel {
        let sites: Vec<_> = self.sites.iter().map(|(shape, radius)| SiteRef { shape, radius: *radius }).collect();
        let options = CoverageOptions { depth: true };
        CoverageModel::with_options(Arc::clone(demand), &sites, options, &()).expect("nobody cancels")
    }
}

fn bits(model: &CoverageModel, parcels: usize, zones: usize) -> Vec<u64> {
    let parts = (0..parcels).map(|i| model.parcel(i)).chain((0..zones).map(|z| model.zone(z)));
    let all = parts.chain([model.total(), model.unzoned().expect("there are zones")]);
    let mut bits: Vec<u64> =
        all.flat_map(|c| [c.covered_m2, c.demand_m2, c.error_bound_m2, c.demand_bound_m2]).map(f64::to_bits).collect();
    bits.extend(model.depths().expect("kept").map(f64::to_bits));
    bits.push(model.population().covered.to_bits());
    bits.extend((0..zones).map(|z| model.zone_population(z).covered.to_bits()));
    bits
}

#[test]
fn an_edited_demand_equals_a_new_model() {
    let mut state = 3_u64;
    let mut unit = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut a_rect = move || {
        let (x, y) = (100.0 + 1500.0 * unit(), 100.0 + 1500.0 * unit());
        rect(x, y, x + 20.0 + 150.0 * unit(), y + 20.0 + 150.0 * unit())
    };
    // Two that stay where they are hold the middle of everything.
    let mut parcels = vec![(rect(0.0, 0.0, 30.0, 40.0), 5.0), (rect(1900.0, 1900.0, 2000.0, 2000.0), 70.0)];
    parcels.extend((0..120).map(|i| (a_rect(), f64::from(i))));
    let mut city = City {
        parcels,
        zones: vec![rect(0.0, 0.0, 900.0, 2000.0), rect(900.0, 300.0, 1700.0, 1900.0)],
        boundary: rect(10.0, 10.0, 1950.0, 1700.0),
        sites: (0..30).map(|i| (point(f64::from(i * 613 % 2000), f64::from(i * 397 % 1900)), 150.0)).collect(),
    };
    let mut model = city.model(&city.demand());
    for step in 0..24_usize {
        let at = 2 + step * 37 % (city.parcels.len() - 2);
        match step % 6 {
            0 => city.parcels[at].0 = a_rect(),
            1 => city.parcels.push((a_rect(), 11.0)),
            2 => drop(city.parcels.remove(at)),
            3 => city.parcels[at].1 += 1.0,
            4 => city.zones[1] = a_rect(),
            _ => city.parcels.swap(at, 3),
        }
        let demand = city.demand();
        let edited = model.over(Arc::clone(&demand), &()).expect("nobody cancels").expect("the middle stays");
        let n = (city.parcels.len(), city.zones.len());
        assert_eq!(bits(&edited, n.0, n.1), bits(&city.model(&demand), n.0, n.1), "step {step}");
        model = edited;
    }
}

#[test]
fn another_middle_needs_a_new_model() {
    let far = |x: f64| super::demand(&[rect(x, 2e5, x + 100.0, 2e5 + 100.0)]);
    let model = super::model(&far(1e5), &[]);
    assert!(model.over(far(1e5), &()).expect("nobody cancels").is_some());
    assert!(model.over(far(1.001e5), &()).expect("nobody cancels").is_none());
}
