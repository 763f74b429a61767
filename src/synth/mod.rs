//! A synthetic city at Tianning's place: the sample district, and the same city enlarged for tests and benchmarks.
//!
//! Nothing of it is surveyed: streets, land, parks and people are drawn by a seeded generator. The names and the published
//! centres of the seven sub-districts alone are real. The same options give the same bytes on every platform: only
//! integers, `+ − × ÷ √` and rounding are used, and nothing depends on the number of threads.

mod city;
mod convex;
mod facilities;
mod feature;
mod fields;
mod frame;
mod land;
mod lattice;
mod names;
mod near;
mod parks;
mod plane;
mod plots;
mod rng;
pub mod sample;
mod shapes;
mod streets;
mod write;

use std::path::PathBuf;

pub use feature::SynthLayer;
pub use write::{MARK, write};

use crate::model::Role;
use streets::Use;

/// What to generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SynthOptions {
    /// Everything random follows from it.
    pub seed: u64,
    /// How many residential parcels. More parcels than the sample's make the city larger and denser.
    pub parcels: usize,
    /// How many parks, pocket parks included.
    pub parks: usize,
}

/// The options of the sample district in `data/sample`.
pub const SAMPLE: SynthOptions = SynthOptions { seed: 2024, parcels: 5_000, parks: 174 };

/// A generated city: its layers, in the order in which they are written.
#[derive(Debug, Clone)]
pub struct SynthCity {
    layers: Vec<SynthLayer>,
}

impl SynthCity {
    /// The layers.
    pub fn layers(&self) -> &[SynthLayer] {
        &self.layers
    }

    /// The layer with this file name.
    pub fn layer(&self, file_name: &str) -> Option<&SynthLayer> {
        self.layers.iter().find(|l| l.file_name() == file_name)
    }
}

/// A generated file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{} could not be written: {source}. Choose a folder that you may write to and that has room.", path.display())]
pub struct SynthError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system reports.
    pub source: std::io::Error,
}

/// Generates a city. Options that ask for next to nothing give a small city with what fits, never a failure.
///
/// ```
/// use fugai::synth::{SynthOptions, generate};
///
/// let city = generate(&SynthOptions { seed: 7, parcels: 300, parks: 20 });
/// let parcels = city.layer("residential.geojson").expect("every city has one");
/// assert_eq!(parcels.len(), 300);
///
/// // The same options give the same bytes, wherever and however often.
/// let text = |layer: &fugai::synth::SynthLayer| {
///     let mut out = Vec::new();
///     layer.write_to(&mut out).map(|()| out)
/// };
/// let again = generate(&SynthOptions { seed: 7, parcels: 300, parks: 20 });
/// assert_eq!(text(parcels)?, text(again.layer("residential.geojson").expect("the same"))?);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn generate(options: &SynthOptions) -> SynthCity {
    let city = city::draw(options);
    let layer =
        |file_name, title, role, items| SynthLayer { file_name, title, role, content: feature::Content::Items(items) };
    let plots = |file_name, title, role, uses: &[Use], prefix, faults| SynthLayer {
        file_name,
        title,
        role,
        content: land::content(&city, uses, prefix, faults),
    };
    let faults = if *options == SAMPLE { land::faults(&city) } else { Vec::new() };
    let n = options.parcels;
    SynthCity {
        layers: vec![
            layer("boundary.geojson", "边界", Role::Boundary, frame::boundary(&city)),
            layer("zones.geojson", "街道", Role::Zone, frame::zones(&city)),
            layer("parks.geojson", "公园", Role::Park, facilities::parks(&city, false)),
            layer("pocket_parks.geojson", "口袋公园", Role::PocketPark, facilities::parks(&city, true)),
            layer("toilets.geojson", "公厕", Role::Toilet, facilities::toilets(&city, n)),
            layer(
                "transfer_stations.geojson",
                "垃圾转运站",
                Role::TransferStation,
                facilities::transfer_stations(&city, n),
            ),
            layer("parking.geojson", "公共停车场", Role::Parking, facilities::parking(&city, n)),
            layer("beautiful_zones.geojson", "美丽街区", Role::BeautifulZone, facilities::beautiful_zones(&city)),
            plots("residential.geojson", "居住用地", Role::Residential, &[Use::Residential, Use::Village], 'R', faults),
            layer("candidates.geojson", "备选用地", Role::Candidate, land::candidates(&city)),
            layer("roads.geojson", "道路", Role::Road, frame::roads(&city)),
            layer("water.geojson", "水系", Role::Context, frame::water(&city)),
            layer("verges.geojson", "防护绿地", Role::Context, frame::verges(&city)),
            plots("commercial.geojson", "商业用地", Role::Context, &[Use::Commercial], 'C', Vec::new()),
            plots("industrial.geojson", "工业用地", Role::Context, &[Use::Industrial], 'I', Vec::new()),
            plots("public.geojson", "公共服务用地", Role::Context, &[Use::Public], 'A', Vec::new()),
            plots("open_land.geojson", "农林和未利用地", Role::Context, &[Use::Farmland, Use::Idle], 'N', Vec::new()),
        ],
    }
}

#[cfg(test)]
mod tests;
