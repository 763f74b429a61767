//! Coordinates from a layer's system onto the plane, in batches.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Once;

use proj::{Proj, ProjCreateError};

use super::plane::{Known, known};
use super::{CrsError, LayerCrs, offset};
use crate::geom::Coord;
use crate::model::Plane;

/// Brings coordinates of one system onto one plane and back.
///
/// It goes by way of WGS 84 in degrees, which is taken as one datum with CGCS2000. Neither `Send` nor `Sync`, because
/// PROJ is not: open one in each worker. The first of a system in a thread costs some milliseconds, the next ones
/// nothing.
///
/// ```
/// use fugai::crs::{LayerCrs, Transformer, plane_from_epsg};
/// use fugai::geom::Coord;
///
/// // A place in Changzhou as a Chinese web map gives it, some 500 m off, onto CGCS2000 Gauss–Krüger, zone 40.
/// let crs: LayerCrs = "GCJ-02".parse()?;
/// let transformer = Transformer::new(&crs, &plane_from_epsg(4549)?)?;
/// let mut places = [Coord { x: 119.9747382153, y: 31.7779531147 }];
/// transformer.to_plane(&mut places)?;
/// assert!((places[0].x - 497_158.4578).abs() < 1e-3 && (places[0].y - 3_517_458.1508).abs() < 1e-3);
/// # Ok::<(), fugai::crs::CrsError>(())
/// ```
pub struct Transformer {
    source: Leg,
    plane: Leg,
}

impl Transformer {
    /// Opens the way from a layer's system to the plane.
    pub fn new(from: &LayerCrs, to: &Plane) -> Result<Self, CrsError> {
        let same = matches!((from, to.epsg), (LayerCrs::Epsg(code), Some(epsg)) if *code == epsg);
        let (source, plane) =
            if same { (Leg::Same, Leg::Same) } else { (Leg::from_layer(*from)?, Leg::from_plane(to)?) };
        Ok(Self { source, plane })
    }

    /// From the source to the plane, in place. If it fails, the coordinates are as they were.
    ///
    /// Fails where a coordinate is not finite, no place on Earth, or one that the plane cannot hold.
    pub fn to_plane(&self, coords: &mut [Coord]) -> Result<(), CrsError> {
        all_or_nothing(coords, |c| {
            self.source.to_degrees(c)?;
            self.plane.degrees_to(c)
        })
    }

    /// From the plane back to the source, in place. If it fails, the coordinates are as they were.
    pub fn to_source(&self, coords: &mut [Coord]) -> Result<(), CrsError> {
        all_or_nothing(coords, |c| {
            self.plane.to_degrees(c)?;
            self.source.degrees_to(c)
        })
    }
}

/// Carries out `go`, or leaves the coordinates as they were and finds the one at fault.
fn all_or_nothing(coords: &mut [Coord], go: impl Fn(&mut [Coord]) -> Result<(), CrsError>) -> Result<(), CrsError> {
    let given = coords.to_vec();
    let Err(error) = go(coords) else { return Ok(()) };
    coords.copy_from_slice(&given);
    Err(match error {
        // PROJ tells that something is out of range, but not where: look at the positions one by one.
        CrsError::OutOfRange { crs, .. } => {
            let index = given.iter().position(|c| go(&mut [*c]).is_err()).unwrap_or_default();
            let Coord { x, y } = given.get(index).copied().unwrap_or_default();
            CrsError::OutOfRange { index, x, y, crs }
        }
        error => error,
    })
}

/// One system's way to and from WGS 84 in degrees.
enum Leg {
    /// Degrees of WGS 84 or CGCS2000.
    Degrees,
    /// Source and plane are one: nothing to do.
    Same,
    Gcj02,
    Bd09,
    Proj {
        name: String,
        to_degrees: Rc<Proj>,
        from_degrees: Rc<Proj>,
        looked_up: bool,
    },
}

impl Leg {
    fn from_layer(crs: LayerCrs) -> Result<Self, CrsError> {
        match crs {
            LayerCrs::Wgs84 | LayerCrs::Cgcs2000 => Ok(Self::Degrees),
            LayerCrs::Gcj02 => Ok(Self::Gcj02),
            LayerCrs::Bd09 => Ok(Self::Bd09),
            LayerCrs::Epsg(code) => match known(code) {
                Some(Known::Degrees) => Ok(Self::Degrees),
                Some(Known::Mercator) => Self::from_definition(crs.to_string(), "+proj=webmerc +ellps=WGS84"),
                Some(Known::Projected(definition)) => Self::from_definition(crs.to_string(), &definition),
                None => Self::from_code(code),
            },
        }
    }

    fn from_plane(plane: &Plane) -> Result<Self, CrsError> {
        match plane.epsg {
            Some(code) if !plane.definition.starts_with('+') => Self::from_code(code),
            _ => Self::from_definition(plane.name(), &plane.definition),
        }
    }

    /// Without a database: the projection alone, on a datum taken as WGS 84.
    fn from_definition(name: String, definition: &str) -> Result<Self, CrsError> {
        quiet();
        let open = |pipeline: String| {
            opened(&pipeline, || Proj::new(&pipeline))
                .map_err(|e| CrsError::Proj { crs: name.clone(), reason: e.to_string() })
        };
        let bare = definition.replace("+no_defs", "").replace("+type=crs", "");
        let from_degrees = open(format!("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step {bare}"))?;
        let to_degrees =
            open(format!("+proj=pipeline +step +inv {bare} +step +proj=unitconvert +xy_in=rad +xy_out=deg"))?;
        Ok(Self::Proj { name, to_degrees, from_degrees, looked_up: false })
    }

    /// By PROJ's database, with a shift of datum where there is one.
    fn from_code(code: u32) -> Result<Self, CrsError> {
        quiet();
        let name = format!("EPSG:{code}");
        let open = |from: &str, to: &str| {
            opened(&format!("{from} {to}"), || Proj::new_known_crs(from, to, None))
                .map_err(|_e| CrsError::UnknownCode(code))
        };
        let to_degrees = open(&name, "EPSG:4326")?;
        let from_degrees = open("EPSG:4326", &name)?;
        Ok(Self::Proj { name, to_degrees, from_degrees, looked_up: true })
    }

    fn name(&self) -> &str {
        match self {
            Self::Degrees | Self::Same => "WGS 84",
            Self::Gcj02 => "GCJ-02",
            Self::Bd09 => "BD-09",
            Self::Proj { name, .. } => name,
        }
    }

    fn to_degrees(&self, coords: &mut [Coord]) -> Result<(), CrsError> {
        match self {
            Self::Degrees => self.check_degrees(coords)?,
            Self::Same => {
                if !coords.iter().all(|&c| crate::geom::grid::is_usable(c)) {
                    return Err(self.out_of_range());
                }
            }
            Self::Gcj02 => {
                self.check_degrees(coords)?;
                for c in coords {
                    *c = offset::gcj02_to_wgs84(*c);
                }
            }
            Self::Bd09 => {
                self.check_degrees(coords)?;
                for c in coords {
                    *c = offset::gcj02_to_wgs84(offset::bd09_to_gcj02(*c));
                }
            }
            Self::Proj { to_degrees, .. } => self.convert(to_degrees, coords)?,
        }
        Ok(())
    }

    fn degrees_to(&self, coords: &mut [Coord]) -> Result<(), CrsError> {
        match self {
            Self::Degrees | Self::Same => {}
            Self::Gcj02 => coords.iter_mut().for_each(|c| *c = offset::wgs84_to_gcj02(*c)),
            Self::Bd09 => {
                for c in coords {
                    *c = offset::gcj02_to_bd09(offset::wgs84_to_gcj02(*c));
                }
            }
            Self::Proj { from_degrees, .. } => self.convert(from_degrees, coords)?,
        }
        Ok(())
    }

    fn check_degrees(&self, coords: &[Coord]) -> Result<(), CrsError> {
        // Not "out of range" by a negated comparison: a NaN must fail as well.
        let good = |c: &Coord| c.x.abs() <= 360.0 && c.y.abs() <= 90.0;
        if coords.iter().all(good) { Ok(()) } else { Err(self.out_of_range()) }
    }

    fn out_of_range(&self) -> CrsError {
        // `Transformer` finds out which position it is.
        CrsError::OutOfRange { index: 0, x: f64::NAN, y: f64::NAN, crs: self.name().to_owned() }
    }

    fn convert(&self, proj: &Proj, coords: &mut [Coord]) -> Result<(), CrsError> {
        let Self::Proj { name, looked_up, .. } = self else { return Ok(()) };
        if coords.is_empty() {
            return Ok(());
        }
        if !coords.iter().all(|c| c.x.is_finite() && c.y.is_finite()) {
            return Err(self.out_of_range());
        }
        proj.convert_array(coords).map_err(|_e| self.out_of_range())?;
        if !coords.iter().all(|c| c.x.is_finite() && c.y.is_finite()) {
            return Err(self.out_of_range());
        }
        if *looked_up && proj.proj_info().description.is_some_and(|d| d.contains("Ballpark")) {
            return Err(CrsError::NoTransformation(name.clone()));
        }
        Ok(())
    }
}

/// A way that this thread has opened before, else the one that `open` opens: PROJ reads its database for each anew,
/// which takes as long as bringing some ten thousand positions along it.
fn opened(key: &str, open: impl FnOnce() -> Result<Proj, ProjCreateError>) -> Result<Rc<Proj>, ProjCreateError> {
    /// A project knows few systems; the oldest goes where there are more.
    const KEPT: usize = 16;
    type Ways = Vec<(String, Rc<Proj>)>;
    thread_local! {
        static WAYS: RefCell<Ways> = const { RefCell::new(Vec::new()) };
    }
    WAYS.with_borrow_mut(|ways| {
        if let Some((_, proj)) = ways.iter().find(|(known, _)| known == key) {
            return Ok(Rc::clone(proj));
        }
        let proj = Rc::new(open()?);
        if ways.len() == KEPT {
            ways.remove(0);
        }
        ways.push((key.to_owned(), Rc::clone(&proj)));
        Ok(proj)
    })
}

/// Keeps PROJ from writing to standard error: whatever it has to say comes back as an error value.
pub(super) fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: a null context stands for PROJ's default context, which PROJ creates itself and never frees. New
        // contexts copy their level from it. `Once` keeps two threads from setting it at the same time.
        #[allow(unsafe_code)]
        unsafe {
            proj_sys::proj_log_level(std::ptr::null_mut(), proj_sys::PJ_LOG_LEVEL_PJ_LOG_NONE);
        }
    });
}
