//! The sample district of `data/sample`, embedded in the program, so that it opens on any machine without a file.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/", $name)))),*]
    };
}

const FILES: &[(&str, &[u8])] = files![
    "boundary.geojson",
    "zones.geojson",
    "parks.geojson",
    "pocket_parks.geojson",
    "toilets.geojson",
    "transfer_stations.geojson",
    "parking.geojson",
    "beautiful_zones.geojson",
    "residential.geojson",
    "candidates.geojson",
    "roads.geojson",
    "water.geojson",
    "verges.geojson",
    "commercial.geojson",
    "industrial.geojson",
    "public.geojson",
    "open_land.geojson",
];

/// The layers of the sample district: file name and GeoJSON text, in the order in which they are generated.
pub fn files() -> &'static [(&'static str, &'static [u8])] {
    FILES
}
