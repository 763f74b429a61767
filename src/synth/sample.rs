//! The sample district of `data/sample`, embedded in the program, so that it opens on any machine without a file.

use crate::model::Role;

/// One layer of the sample district.
#[derive(Debug, Clone, Copy)]
pub struct SampleFile {
    /// Its file's name in `data/sample`.
    pub file_name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it stands for.
    pub role: Role,
    /// GeoJSON text.
    pub bytes: &'static [u8],
}

macro_rules! files {
    ($(($name:literal, $title:literal, $role:ident)),* $(,)?) => {
        &[$(SampleFile {
            file_name: concat!($name, ".geojson"),
            title: $title,
            role: Role::$role,
            bytes: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/", $name, ".geojson")),
        }),*]
    };
}

const FILES: &[SampleFile] = files![
    ("boundary", "边界", Boundary),
    ("zones", "街道", Zone),
    ("parks", "公园", Park),
    ("pocket_parks", "口袋公园", PocketPark),
    ("toilets", "公厕", Toilet),
    ("transfer_stations", "垃圾转运站", TransferStation),
    ("parking", "公共停车场", Parking),
    ("beautiful_zones", "美丽街区", BeautifulZone),
    ("residential", "居住用地", Residential),
    ("candidates", "备选用地", Candidate),
    ("roads", "道路", Road),
    ("water", "水系", Context),
    ("verges", "防护绿地", Context),
    ("commercial", "商业用地", Context),
    ("industrial", "工业用地", Context),
    ("public", "公共服务用地", Context),
    ("open_land", "农林和未利用地", Context),
];

/// The layers of the sample district, in the order in which they are generated.
pub fn files() -> &'static [SampleFile] {
    FILES
}
