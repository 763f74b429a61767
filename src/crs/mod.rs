//! From any datum or projection to the plane in metres and back.
//!
//! At this interface coordinates are always x = east or longitude, y = north or latitude, whatever order an authority
//! defines. Nothing here reads the network; the projections that matter (Gauss–Krüger, UTM, a transverse Mercator on
//! the data's centre) need no database, for all others PROJ's own is part of the binary.

mod layer_crs;
mod offset;
mod plane;
pub mod plausible;
mod scale;
mod transform;

pub use layer_crs::LayerCrs;
pub use offset::{bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02};
pub use plane::{plane_for, plane_from_epsg};
pub use scale::scale_error;
pub use transform::Transformer;

/// Why coordinates could not be brought onto the plane.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CrsError {
    /// The text names no reference system that Fugai knows.
    #[error(
        "\"{0}\" is not a coordinate reference system; use wgs84, cgcs2000, gcj02, bd09 or an EPSG code (EPSG:4549 or \
         4549), with ;swap after it where the file has its axes exchanged"
    )]
    Unknown(String),
    /// No such EPSG code, or one without horizontal coordinates.
    #[error("EPSG:{0} is not a horizontal coordinate reference system that PROJ knows; check the number")]
    UnknownCode(u32),
    /// Degrees are no measure of distance.
    #[error(
        "EPSG:{0} is in degrees; nothing can be measured on it. Choose a projected system in metres, such as EPSG:4549"
    )]
    NotProjected(u32),
    /// Not metres.
    #[error("EPSG:{code} is in {unit}, not in metres; choose a projected system in metres")]
    NotMetric {
        /// The code that was asked for.
        code: u32,
        /// Its unit.
        unit: String,
    },
    /// Mercator stretches distances with the latitude.
    #[error(
        "EPSG:{0} is a Mercator projection: its metres are not metres on the ground (18 % too many at 32° N, and areas \
         38 %), so nothing can be measured on it. It may be the system of a layer, but not the plane of a project"
    )]
    Mercator(u32),
    /// The source's datum can be brought to WGS 84 only by guessing.
    #[error("for {0} no transformation to WGS 84 is known that is better than a guess; convert the file first")]
    NoTransformation(String),
    /// A position that the system cannot hold.
    #[error("position {} ({}, {}) is outside the range of {crs}", index + 1, figure(*x), figure(*y))]
    OutOfRange {
        /// Which of the coordinates given, from 0; the sentences count from 1.
        index: usize,
        /// Its x, as given.
        x: f64,
        /// Its y, as given.
        y: f64,
        /// The system that cannot hold it.
        crs: String,
    },
    /// PROJ says no.
    #[error("{crs} cannot be opened: {reason}")]
    Proj {
        /// What was to be opened.
        crs: String,
        /// What PROJ said.
        reason: String,
    },
}

/// A coordinate for a sentence: as it is, or in powers of ten where it is no coordinate.
fn figure(v: f64) -> String {
    if v.abs() < 1e9 && (v == 0.0 || v.abs() > 1e-9) { v.to_string() } else { format!("{v:.3e}") }
}

impl CrsError {
    /// The sentence in Chinese; `Display` is the one in English.
    pub fn zh(&self) -> String {
        match self {
            Self::Unknown(text) => format!(
                "“{text}”不是坐标系；请用 wgs84、cgcs2000、gcj02、bd09 或 EPSG 代码（EPSG:4549 或 4549），文件坐标轴颠倒时后加 ;swap"
            ),
            Self::UnknownCode(code) => format!("EPSG:{code} 不是已知的平面或地理坐标系；请核对代码"),
            Self::NotProjected(code) => {
                format!("EPSG:{code} 以度为单位，不能量算；请选用以米为单位的投影坐标系，如 EPSG:4549")
            }
            Self::NotMetric { code, unit } => {
                format!("EPSG:{code} 的单位是 {unit}，不是米；请选用以米为单位的投影坐标系")
            }
            Self::Mercator(code) => format!(
                "EPSG:{code} 是墨卡托投影，其长度不是地面长度（北纬 32° 处长 18 %，面积大 38 %），不能量算；可作图层坐标系，不可作项目平面"
            ),
            Self::NoTransformation(name) => format!("{name} 到 WGS 84 没有可靠的转换；请先转换文件"),
            Self::OutOfRange { index, x, y, crs } => {
                format!("第 {} 个坐标（{}，{}）超出 {crs} 的范围", index + 1, figure(*x), figure(*y))
            }
            Self::Proj { crs, .. } => format!("无法使用坐标系 {crs}；请核对其定义"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_what_to_do() {
        let unknown = "EPSG:x".parse::<LayerCrs>().unwrap_err();
        for text in [unknown.zh(), unknown.to_string()] {
            assert!(text.contains("wgs84") && text.contains("EPSG:4549") && text.contains(";swap"), "{text}");
        }
        let errors = [
            CrsError::UnknownCode(1),
            CrsError::NotProjected(4326),
            CrsError::NotMetric { code: 2249, unit: "US survey foot".to_owned() },
            CrsError::Mercator(3857),
            CrsError::NoTransformation("EPSG:2437".to_owned()),
            CrsError::OutOfRange { index: 0, x: 1e300, y: -4e200, crs: "WGS 84".to_owned() },
            CrsError::Proj { crs: "x".to_owned(), reason: "Unknown error (code 4096)".to_owned() },
        ];
        for error in errors {
            let (zh, en) = (error.zh(), error.to_string());
            assert!(zh.chars().any(|c| c > '\u{2fff}') && !zh.contains("error"), "{zh}");
            assert!(en.chars().count() < 300 && zh.chars().count() < 200, "{en}");
        }
    }

    #[test]
    fn codes_as_people_write_them() {
        for text in ["EPSG:4326", "epsg:4326", "EPSG4326", "epsg 4326", "4326", "EPSG：4326", " EPSG: 4326 "] {
            assert_eq!(text.parse::<LayerCrs>().ok(), Some(LayerCrs::Wgs84), "{text}");
        }
        assert_eq!("EPSG4549".parse::<LayerCrs>().unwrap(), LayerCrs::Epsg(4549));
        assert!("EPSG".parse::<LayerCrs>().is_err() && "EPSG4549x".parse::<LayerCrs>().is_err());
    }
}
