//! Which planes there are, and which of them one may measure on.

use proj::Proj;

use super::CrsError;
use super::transform::quiet;
use crate::model::Plane;

/// The plane for data around a position in degrees.
///
/// In China, taken as 73.5–135.1° E and 3–54° N, it is the CGCS2000 3° Gauss–Krüger zone of that longitude without zone
/// prefix (EPSG:4534 at 75° E to EPSG:4554 at 135° E); elsewhere a transverse Mercator with scale 1 on the position
/// rounded to a hundredth of a degree, so that data of one place get one plane.
pub fn plane_for(lon: f64, lat: f64) -> Plane {
    if (73.5..=135.1).contains(&lon) && (3.0..=54.0).contains(&lat) {
        let zone = ((lon / 3.0).round() as u32).clamp(25, 45);
        let epsg = 4534 + zone - 25;
        return Plane { epsg: Some(epsg), definition: gauss_kruger(f64::from(zone) * 3.0, 500_000.0) };
    }
    let centre = |degrees: f64| (degrees * 100.0).round() / 100.0;
    Plane {
        epsg: None,
        definition: format!(
            "+proj=tmerc +lat_0={} +lon_0={} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs",
            centre(lat),
            centre(lon)
        ),
    }
}

/// The plane of an EPSG code.
///
/// It must be projected and in metres, and no Mercator: there lengths grow with the latitude, 18 % too long at 32° N.
/// Gauss–Krüger zones on CGCS2000 and UTM zones on WGS 84 are built in; any other code is looked up.
pub fn plane_from_epsg(code: u32) -> Result<Plane, CrsError> {
    match known(code) {
        Some(Known::Mercator) => Err(CrsError::Mercator(code)),
        Some(Known::Degrees) => Err(CrsError::NotProjected(code)),
        Some(Known::Projected(definition)) => Ok(Plane { epsg: Some(code), definition }),
        None => from_database(code),
    }
}

/// Whether a code stands for degrees; false for codes that nobody knows.
pub(super) fn is_geographic(code: u32) -> bool {
    match known(code) {
        Some(known) => matches!(known, Known::Degrees),
        None => describe(code).is_ok_and(|crs| horizontal(&crs)["type"] == "GeographicCRS"),
    }
}

/// What is known of a code without asking the database.
pub(super) enum Known {
    /// WGS 84 or CGCS2000 in degrees.
    Degrees,
    /// Web Mercator.
    Mercator,
    /// A transverse Mercator on WGS 84 or CGCS2000, as a PROJ definition.
    Projected(String),
}

pub(super) fn known(code: u32) -> Option<Known> {
    let zone = |first: u32, number: u32| f64::from(code - first + number);
    let projected = match code {
        4326 | 4490 | 4979 | 4480 => return Some(Known::Degrees),
        3857 | 900_913 => return Some(Known::Mercator),
        // CGCS2000, zones of 6° with and without the zone's number before the easting, then of 3°.
        4491..=4501 => gauss_kruger(zone(4491, 13) * 6.0 - 3.0, zone(4491, 13) * 1e6 + 5e5),
        4502..=4512 => gauss_kruger(zone(4502, 13) * 6.0 - 3.0, 5e5),
        4513..=4533 => gauss_kruger(zone(4513, 25) * 3.0, zone(4513, 25) * 1e6 + 5e5),
        4534..=4554 => gauss_kruger(zone(4534, 25) * 3.0, 5e5),
        32601..=32660 => format!("+proj=utm +zone={} +ellps=WGS84 +units=m +no_defs", code - 32600),
        32701..=32760 => format!("+proj=utm +zone={} +south +ellps=WGS84 +units=m +no_defs", code - 32700),
        _ => return None,
    };
    Some(Known::Projected(projected))
}

/// A Gauss–Krüger zone on CGCS2000, whose ellipsoid is that of GRS 80 (1/f = 298.257222101).
fn gauss_kruger(meridian: f64, false_easting: f64) -> String {
    format!("+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0={false_easting} +y_0=0 +ellps=GRS80 +units=m +no_defs")
}

fn from_database(code: u32) -> Result<Plane, CrsError> {
    let crs = describe(code)?;
    let crs = horizontal(&crs);
    match crs["type"].as_str() {
        Some("ProjectedCRS") => {}
        Some("GeographicCRS" | "GeodeticCRS") => return Err(CrsError::NotProjected(code)),
        _ => return Err(CrsError::UnknownCode(code)),
    }
    let method = crs["conversion"]["method"]["name"].as_str().unwrap_or_default();
    if method.contains("Mercator") && !method.contains("Transverse") && !method.contains("Oblique") {
        return Err(CrsError::Mercator(code));
    }
    let axes = crs["coordinate_system"]["axis"].as_array().map_or(&[][..], Vec::as_slice);
    for axis in axes {
        let unit = &axis["unit"];
        let name = unit.as_str().or_else(|| unit["name"].as_str()).unwrap_or("an unknown unit");
        if name != "metre" {
            return Err(CrsError::NotMetric { code, unit: name.to_owned() });
        }
    }
    Ok(Plane { epsg: Some(code), definition: format!("EPSG:{code}") })
}

/// What PROJ's database says of a code, as PROJJSON.
fn describe(code: u32) -> Result<serde_json::Value, CrsError> {
    quiet();
    let crs = Proj::new(&format!("EPSG:{code}")).map_err(|_e| CrsError::UnknownCode(code))?;
    let json = crs.to_projjson(Some(false), None, None).map_err(|_e| CrsError::UnknownCode(code))?;
    serde_json::from_str(&json).map_err(|_e| CrsError::UnknownCode(code))
}

/// The horizontal part of a compound system; else the system itself.
fn horizontal(crs: &serde_json::Value) -> &serde_json::Value {
    if crs["type"] == "CompoundCRS" { &crs["components"][0] } else { crs }
}
