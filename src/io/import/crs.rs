//! What the coordinates of a file mean: chosen, declared, or by plausibility; never changed silently.

use std::fmt;
use std::str::FromStr;

use super::bulk::{self, Bulk, extent_of, figure};
use super::datum::{datum_by_name, suspicion};
use crate::crs::plausible::{Guess, guess};
use crate::crs::{self, CrsError, LayerCrs, Transformer};
use crate::geom::{Coord, Rect};
use crate::io::error::{CrsSuggestion, IoError};
use crate::io::raw::RawLayer;
use crate::model::{CrsOrigin, Note};

/// A datum or projection as a user gives it: `wgs84 cgcs2000 gcj02 bd09 EPSG:n`, each with `;swap` behind it where the
/// file has its axes exchanged (latitude before longitude, northing before easting).
///
/// It is what stands after `@` in `--layer ROLE=PATH@CRS`, and what a suggested fix carries.
///
/// ```
/// use fugai::io::import::ChosenCrs;
/// let chosen: ChosenCrs = "EPSG:4549;swap".parse()?;
/// assert!(chosen.swap_axes);
/// assert_eq!(chosen.to_string(), "EPSG:4549;swap");
/// # Ok::<(), fugai::crs::CrsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChosenCrs {
    /// What the coordinates are, once x is east and y is north.
    pub crs: LayerCrs,
    /// Whether the file has y before x.
    pub swap_axes: bool,
}

impl FromStr for ChosenCrs {
    type Err = CrsError;

    fn from_str(text: &str) -> Result<Self, CrsError> {
        let text = text.trim();
        let (name, swap_axes) = match text.rsplit_once([';', '；']) {
            Some((name, swap)) if swap.trim().eq_ignore_ascii_case("swap") => (name, true),
            Some(_) => return Err(CrsError::Unknown(text.to_owned())),
            None => (text, false),
        };
        Ok(Self { crs: name.parse()?, swap_axes })
    }
}

impl fmt::Display for ChosenCrs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.crs, if self.swap_axes { ";swap" } else { "" })
    }
}

/// What the coordinates of a file were settled to mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// What they are, once x is east and y is north.
    pub crs: LayerCrs,
    /// Whether the file has y before x; only ever by choice.
    pub swap_axes: bool,
    /// How that was settled.
    pub origin: CrsOrigin,
    /// What is worth knowing about it.
    pub notes: Vec<Note>,
}

impl Settled {
    /// In the syntax of [`ChosenCrs`].
    pub fn name(&self) -> String {
        ChosenCrs { crs: self.crs, swap_axes: self.swap_axes }.to_string()
    }
}

/// Settles what a file's coordinates mean: what the user chose, else what the file declares, else WGS 84 if they are
/// plausible degrees.
///
/// The bulk of the features decides; single ones far off are left to be skipped when they cannot be transformed.
///
/// # Errors
/// [`IoError::CrsDoubt`], with suggestions, where the numbers contradict what was chosen or declared (metres declared
/// as degrees, exchanged axes, another zone's prefix), or where nothing is declared and they are no plausible degrees:
/// any figure from them would be meaningless.
pub fn settle_crs(raw: &RawLayer, chosen: Option<&ChosenCrs>) -> Result<Settled, IoError> {
    let Some(core) = core_extent(raw, None) else {
        // No feature, no doubt.
        let declared = raw.declared.as_deref().and_then(|d| d.parse().ok());
        let crs = chosen.map(|c| c.crs).or(declared).unwrap_or(LayerCrs::Wgs84);
        let origin = if chosen.is_some() {
            CrsOrigin::Chosen
        } else if declared.is_some() {
            CrsOrigin::Declared
        } else {
            CrsOrigin::Assumed
        };
        return Ok(Settled { crs, swap_axes: chosen.is_some_and(|c| c.swap_axes), origin, notes: Vec::new() });
    };
    if let Some(chosen) = chosen {
        // The user may know better than any rule of thumb; only what cannot be is refused.
        let extent = if chosen.swap_axes { swapped(core) } else { core };
        let geographic = chosen.crs.is_geographic();
        let degrees = within(extent, 360.0, 90.0);
        if geographic != degrees && (geographic || spans_little(extent)) {
            return Err(doubt(raw, core, &Said::Chosen(chosen.to_string())));
        }
        let (crs, swap_axes) = (chosen.crs, chosen.swap_axes);
        return Ok(Settled { crs, swap_axes, origin: CrsOrigin::Chosen, notes: Vec::new() });
    }
    let mut notes = Vec::new();
    if let Some(declared) = &raw.declared {
        match declared.parse::<LayerCrs>() {
            Ok(crs) if agrees(crs, core) => {
                return Ok(Settled { crs, swap_axes: false, origin: CrsOrigin::Declared, notes });
            }
            Ok(crs) => return Err(doubt(raw, core, &Said::Declared(crs))),
            Err(_) => notes.push(Note { key: "unknown_declared_crs", detail: declared.chars().take(80).collect() }),
        }
    }
    if guess(core) != Guess::Degrees {
        return Err(doubt(raw, core, &Said::Nothing));
    }
    notes.push(Note { key: "crs_assumed", detail: LayerCrs::Wgs84.to_string() });
    notes.extend(datum_by_name(raw, core).map(suspicion));
    Ok(Settled { crs: LayerCrs::Wgs84, swap_axes: false, origin: CrsOrigin::Assumed, notes })
}

/// The extent of the bulk of a layer in degrees, good enough to choose a plane by; `None` for a layer without features.
///
/// The bulk is what lies within 3° or 300 km of the features' median position; where nothing does as a whole (one
/// feature larger than that), it is everything in the same kind of numbers.
///
/// # Errors
/// [`IoError::Projection`] where the layer's projection cannot be opened or does not hold its coordinates.
pub fn extent_degrees(raw: &RawLayer, settled: &Settled) -> Result<Option<Rect>, IoError> {
    let geographic = settled.crs.is_geographic();
    let Some(core) = core_extent(raw, Some(geographic)) else { return Ok(None) };
    let extent = if settled.swap_axes { swapped(core) } else { core };
    let LayerCrs::Epsg(code) = settled.crs else { return Ok(Some(extent)) };
    if geographic {
        return Ok(Some(extent));
    }
    let (min, max) = (extent.min(), extent.max());
    if matches!(code, 3857 | 900_913) {
        const RADIUS: f64 = 6_378_137.0;
        let degrees = |c: Coord| Coord { x: (c.x / RADIUS).to_degrees(), y: (c.y / RADIUS).sinh().atan().to_degrees() };
        return Ok(Some(Rect::new(degrees(min), degrees(max))));
    }
    let failed = |e: CrsError| IoError::Projection { path: named_path(raw), problem: e };
    let plane = crs::plane_from_epsg(code).map_err(failed)?;
    let mut corners = [min, Coord { x: min.x, y: max.y }, max, Coord { x: max.x, y: min.y }];
    Transformer::new(&LayerCrs::Wgs84, &plane).and_then(|t| t.to_source(&mut corners)).map_err(failed)?;
    Ok(extent_of(corners.iter().copied()))
}

/// The path for messages: the name where the layer came from memory.
pub(super) fn named_path(raw: &RawLayer) -> std::path::PathBuf {
    if raw.path.as_os_str().is_empty() { raw.name.clone().into() } else { raw.path.clone() }
}

/// What has been said about the coordinates so far.
enum Said {
    Chosen(String),
    Declared(LayerCrs),
    Nothing,
}

/// Whether numbers may be what a file declares them to be.
fn agrees(crs: LayerCrs, core: Rect) -> bool {
    let guess = guess(core);
    if crs.is_geographic() {
        return guess == Guess::Degrees;
    }
    let LayerCrs::Epsg(code) = crs else { return false };
    match guess {
        // Metres within a few hundred of the origin of a projection are rarer than degrees with a wrong label.
        Guess::Degrees | Guess::SwappedDegrees => !spans_little(core),
        Guess::GkMetres { swapped: true, .. } => !is_transverse(code),
        Guess::GkMetres { candidates, swapped: false } => !is_gauss_kruger(code) || fits_zone(code, &candidates),
        Guess::WebMercator => !(4502..=4512).contains(&code) && !(4534..=4554).contains(&code),
        Guess::Unknown => true,
    }
}

/// A zone without a number before its easting fits every such zone, of 3° and of 6°.
fn fits_zone(code: u32, candidates: &[u32]) -> bool {
    candidates.contains(&code) || (candidates.len() > 1 && (4502..=4512).contains(&code))
}

fn is_gauss_kruger(code: u32) -> bool {
    (4491..=4554).contains(&code)
}

fn is_transverse(code: u32) -> bool {
    is_gauss_kruger(code) || (32601..=32660).contains(&code)
}

fn within(r: Rect, x: f64, y: f64) -> bool {
    r.min().x >= -x && r.max().x <= x && r.min().y >= -y && r.max().y <= y
}

/// Whether all of it lies within the numbers that degrees can have.
fn spans_little(r: Rect) -> bool {
    within(r, 180.0, 180.0)
}

fn swapped(r: Rect) -> Rect {
    let flip = |c: Coord| Coord { x: c.y, y: c.x };
    Rect::new(flip(r.min()), flip(r.max()))
}

/// The extent of those features that lie together and are of one kind (degrees, metres, …) with the layer's median
/// position: one feature at (0, 0) or in other units must not speak for a file.
///
/// `degrees`: whether the coordinates are degrees; told from the numbers where nobody knows.
fn core_extent(raw: &RawLayer, degrees: Option<bool>) -> Option<Rect> {
    let centre = bulk::centre(raw)?;
    let middle = Rect::new(centre, centre);
    let bulk = Bulk::of(raw, degrees.unwrap_or_else(|| within(middle, 360.0, 360.0)))?;
    let kind = |r: Rect| std::mem::discriminant(&guess(r));
    let wanted = kind(middle);
    let extents = || raw.features.iter().filter_map(|f| extent_of(f.geometry.coords.iter().copied()));
    let corners = |r: Rect| [r.min(), r.max()];
    extent_of(extents().filter(|r| kind(*r) == wanted && bulk.holds(*r)).flat_map(corners))
        .or_else(|| extent_of(extents().filter(|r| kind(*r) == wanted).flat_map(corners)))
        .or_else(|| extent_of(extents().flat_map(corners)))
}

fn doubt(raw: &RawLayer, core: Rect, said: &Said) -> IoError {
    let guess = guess(core);
    let (found_zh, found_en) = match &guess {
        Guess::Degrees => ("像经纬度（度）", "look like degrees"),
        Guess::SwappedDegrees => ("像纬度在前的经纬度", "look like degrees with the latitude first"),
        Guess::GkMetres { swapped: false, .. } => ("像高斯–克吕格投影坐标（米）", "look like Gauss–Krüger metres"),
        Guess::GkMetres { swapped: true, .. } => {
            ("像北坐标在前的高斯–克吕格投影坐标（米）", "look like Gauss–Krüger metres, northing first")
        }
        Guess::WebMercator => ("像网络墨卡托坐标（米）", "look like metres of Web Mercator"),
        Guess::Unknown => ("不像任何常用坐标系", "fit no common coordinate system"),
    };
    let (said_zh, said_en) = match said {
        Said::Chosen(crs) => (format!("指定为 {crs}"), format!("{crs} was chosen")),
        Said::Declared(crs) => (format!("文件声明为 {crs}"), format!("the file declares {crs}")),
        Said::Nothing => ("文件没有声明坐标系".to_owned(), "the file declares no coordinate system".to_owned()),
    };
    let (min, max) = (core.min(), core.max());
    let place = format!("x {}…{}, y {}…{}", figure(min.x), figure(max.x), figure(min.y), figure(max.y));
    IoError::CrsDoubt {
        path: named_path(raw),
        zh: format!("{said_zh}，而数值（{place}）{found_zh}"),
        en: format!("{said_en}, but the numbers ({place}) {found_en}"),
        suggestions: suggestions(&guess, said),
    }
}

fn suggestions(guess: &Guess, said: &Said) -> Vec<CrsSuggestion> {
    let suggest = |crs: LayerCrs, swap_axes: bool, zh: String, en: String| CrsSuggestion {
        crs: ChosenCrs { crs, swap_axes }.to_string(),
        swap_axes,
        zh,
        en,
    };
    let declared = match said {
        Said::Declared(crs) => Some(*crs),
        _ => None,
    };
    match guess {
        Guess::Degrees | Guess::SwappedDegrees => {
            let swap = *guess == Guess::SwappedDegrees;
            let crs = declared.filter(LayerCrs::is_geographic).unwrap_or(LayerCrs::Wgs84);
            let (zh, en) = if swap {
                ("交换坐标轴，按经纬度读取", "exchange the axes and read degrees")
            } else {
                ("按经纬度读取", "read degrees")
            };
            vec![suggest(crs, swap, zh.to_owned(), en.to_owned())]
        }
        Guess::GkMetres { candidates, swapped } => {
            let mut codes = candidates.clone();
            // The zone of 120° E first, then outward; but what the file declares before all.
            codes.sort_by_key(|c| c.abs_diff(4549));
            if let Some(LayerCrs::Epsg(code)) = declared
                && (fits_zone(code, candidates) || (!is_gauss_kruger(code) && is_transverse(code)))
            {
                codes.retain(|c| *c != code);
                codes.insert(0, code);
            }
            codes
                .into_iter()
                .map(|code| suggest(LayerCrs::Epsg(code), *swapped, zone_zh(code), zone_en(code)))
                .collect()
        }
        Guess::WebMercator => vec![suggest(
            LayerCrs::Epsg(3857),
            false,
            "按网络墨卡托读取，面积和距离仍在项目平面上量算".to_owned(),
            "read Web Mercator; measures stay on the project's plane".to_owned(),
        )],
        Guess::Unknown => Vec::new(),
    }
}

/// The central meridian of a Gauss–Krüger code, and whether the easting carries the zone's number.
fn zone(code: u32) -> Option<(u32, bool)> {
    Some(match code {
        4491..=4501 => ((code - 4491 + 13) * 6 - 3, true),
        4502..=4512 => ((code - 4502) * 6 + 75, false),
        4513..=4533 => ((code - 4513 + 25) * 3, true),
        4534..=4554 => ((code - 4534) * 3 + 75, false),
        _ => return None,
    })
}

fn zone_zh(code: u32) -> String {
    match zone(code) {
        Some((meridian, true)) => format!("CGCS2000 高斯–克吕格，中央经线 {meridian}°，东坐标带带号"),
        Some((meridian, false)) => format!("CGCS2000 高斯–克吕格，中央经线 {meridian}°（请核对经线）"),
        None => "文件声明的投影".to_owned(),
    }
}

fn zone_en(code: u32) -> String {
    match zone(code) {
        Some((meridian, true)) => {
            format!("CGCS2000 Gauss–Krüger, central meridian {meridian}°, zone in the easting")
        }
        Some((meridian, false)) => format!("CGCS2000 Gauss–Krüger, central meridian {meridian}° (check the meridian)"),
        None => "the projection that the file declares".to_owned(),
    }
}

#[cfg(test)]
mod tests;
