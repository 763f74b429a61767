//! What the coordinates of a file mean.

use std::fmt;
use std::str::FromStr;

use super::CrsError;

/// The datum or projection of a layer's coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayerCrs {
    /// WGS 84 in degrees: EPSG:4326 and CRS84.
    Wgs84,
    /// CGCS2000 in degrees: EPSG:4490. Taken as one datum with WGS 84 (they differ by centimetres).
    Cgcs2000,
    /// 火星坐标: what Amap, Tencent and other Chinese web maps use, some 500 m from WGS 84.
    Gcj02,
    /// What Baidu Maps uses: GCJ-02 shifted once more.
    Bd09,
    /// Any other system, by its EPSG code.
    Epsg(u32),
}

impl LayerCrs {
    /// The system of an EPSG code; those that are WGS 84 or CGCS2000 in degrees get their own name.
    pub fn from_epsg(code: u32) -> Self {
        match code {
            4326 | 4979 => Self::Wgs84,
            4490 | 4480 => Self::Cgcs2000,
            code => Self::Epsg(code),
        }
    }

    /// Whether its coordinates are degrees. A code that nobody knows counts as not geographic.
    pub fn is_geographic(&self) -> bool {
        match self {
            Self::Wgs84 | Self::Cgcs2000 | Self::Gcj02 | Self::Bd09 => true,
            Self::Epsg(code) => super::plane::is_geographic(*code),
        }
    }

    /// Whether it may be mixed with WGS 84 and CGCS2000 without a shift that matters: GCJ-02 and BD-09 may not.
    pub fn is_shifted(&self) -> bool {
        matches!(self, Self::Gcj02 | Self::Bd09)
    }
}

impl fmt::Display for LayerCrs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wgs84 => f.write_str("wgs84"),
            Self::Cgcs2000 => f.write_str("cgcs2000"),
            Self::Gcj02 => f.write_str("gcj02"),
            Self::Bd09 => f.write_str("bd09"),
            Self::Epsg(code) => write!(f, "EPSG:{code}"),
        }
    }
}

impl FromStr for LayerCrs {
    type Err = CrsError;

    /// Reads a name (`wgs84`, `GCJ-02`), a code (`EPSG:4549`, `EPSG4549`, `4549`), a URN (`urn:ogc:def:crs:EPSG::4490`,
    /// `urn:ogc:def:crs:OGC:1.3:CRS84`) or an OGC address (`http://www.opengis.net/def/crs/EPSG/0/4490`).
    fn from_str(text: &str) -> Result<Self, CrsError> {
        let unknown = || CrsError::Unknown(text.trim().chars().take(80).collect());
        let lower = text.trim().to_ascii_lowercase().replace('：', ":");
        let plain: String = lower.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
        match plain.as_str() {
            "wgs84" | "crs84" | "crs:84" | "ogc:crs84" => return Ok(Self::Wgs84),
            "cgcs2000" | "2000" => return Ok(Self::Cgcs2000),
            "gcj02" | "gcj" => return Ok(Self::Gcj02),
            "bd09" | "bd09ll" | "bd" => return Ok(Self::Bd09),
            _ => {}
        }
        // A minus belongs to GCJ-02, but not to a code.
        let spaceless: String = lower.chars().filter(|&c| c != ' ').collect();
        let code = spaceless.strip_prefix("epsg").map(|c| c.trim_start_matches(':'));
        if let Some(code) = code.filter(|c| !c.is_empty() && c.bytes().all(|d| d.is_ascii_digit())) {
            return code.parse().map(Self::from_epsg).map_err(|_e| unknown());
        }
        let parts: Vec<&str> = lower.split([':', '/']).filter(|p| !p.is_empty()).collect();
        match parts.as_slice() {
            [code] | ["epsg", .., code] => code.parse().map(Self::from_epsg).map_err(|_e| unknown()),
            ["urn", "ogc" | "x-ogc", "def", "crs", "epsg", .., code] => {
                code.parse().map(Self::from_epsg).map_err(|_e| unknown())
            }
            ["http" | "https", _, "def", "crs", "epsg", _, code] => {
                code.parse().map(Self::from_epsg).map_err(|_e| unknown())
            }
            ["urn", "ogc" | "x-ogc", "def", "crs", "ogc", .., "crs84" | "crs84h" | "84"]
            | ["http" | "https", _, "def", "crs", "ogc", _, "crs84" | "crs84h"] => Ok(Self::Wgs84),
            _ => Err(unknown()),
        }
    }
}
