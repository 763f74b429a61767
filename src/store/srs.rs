//! The plane of a project as a row of `gpkg_spatial_ref_sys`.

use rusqlite::{Connection, params};

use super::StoreError;
use crate::model::Plane;

/// The number for a plane that no authority numbers.
const OWN: i32 = 100_000;
const WGS84: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,\
AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],\
UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4326\"]]";
const CGCS2000: &str = "GEOGCS[\"China Geodetic Coordinate System 2000\",DATUM[\"China_2000\",\
SPHEROID[\"CGCS2000\",6378137,298.257222101,AUTHORITY[\"EPSG\",\"1024\"]],AUTHORITY[\"EPSG\",\"1043\"]],\
PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,\
AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4490\"]]";

/// The number that geometries carry.
pub(super) fn number(plane: Option<&Plane>) -> i32 {
    plane.map_or(-1, |p| p.epsg.and_then(|e| i32::try_from(e).ok()).unwrap_or(OWN))
}

/// The three rows that every GeoPackage has.
pub(super) fn write_standard(to: &Connection) -> Result<(), StoreError> {
    let mut row = to.prepare("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)")?;
    row.execute(params!["Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinates"])?;
    row.execute(params!["Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinates"])?;
    row.execute(params!["WGS 84 geodetic", 4326, "EPSG", 4326, WGS84, "longitude/latitude coordinates in degrees"])?;
    Ok(())
}

/// The row of a plane, if it is not there yet.
pub(super) fn write(to: &Connection, plane: Option<&Plane>) -> Result<(), StoreError> {
    let Some(plane) = plane else { return Ok(()) };
    let id = number(Some(plane));
    let organisation = if plane.epsg.is_some() { "EPSG" } else { "FUGAI" };
    let definition = definition(plane).unwrap_or_else(|| "undefined".to_owned());
    to.execute("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = ?1 AND srs_id NOT IN (-1, 0, 4326)", [id])?;
    to.execute(
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
        params![plane.name(), id, organisation, id, definition, plane.definition],
    )?;
    Ok(())
}

/// The plane in well-known text; `None` for what is no transverse Mercator that we can describe.
fn definition(plane: &Plane) -> Option<String> {
    let value = |key: &str| {
        let word = plane.definition.split_whitespace().find_map(|w| w.strip_prefix('+')?.strip_prefix(key))?;
        word.strip_prefix('=').map(str::to_owned)
    };
    let number = |key: &str, otherwise: f64| value(key).and_then(|v| v.parse::<f64>().ok()).unwrap_or(otherwise);
    let kind = value("proj")?;
    let (lon, k, x, y, lat) = match kind.as_str() {
        "tmerc" => {
            let k = number("k", number("k_0", 1.0));
            (number("lon_0", 0.0), k, number("x_0", 0.0), number("y_0", 0.0), number("lat_0", 0.0))
        }
        "utm" => {
            let south = plane.definition.split_whitespace().any(|w| w == "+south");
            (6.0 * number("zone", 1.0) - 183.0, 0.9996, 500_000.0, if south { 1e7 } else { 0.0 }, 0.0)
        }
        _ => return None,
    };
    let china = plane.epsg.is_some_and(|e| (4491..=4554).contains(&e)) || value("ellps").as_deref() == Some("GRS80");
    let (base, name) = (if china { CGCS2000 } else { WGS84 }, plane.name());
    let authority = plane.epsg.map_or(String::new(), |e| format!(",AUTHORITY[\"EPSG\",\"{e}\"]"));
    Some(format!(
        "PROJCS[\"{name}\",{base},PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",{lat}],\
         PARAMETER[\"central_meridian\",{lon}],PARAMETER[\"scale_factor\",{k}],PARAMETER[\"false_easting\",{x}],\
         PARAMETER[\"false_northing\",{y}],UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]]{authority}]",
        name = name.replace('"', "'"),
    ))
}
