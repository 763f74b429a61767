//! The one plane on which a project measures.

/// The plane of a project, described so that it can be named, exported and opened again.
///
/// The transformation itself is built from it by [`crate::crs`].
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// EPSG code, where the plane has one.
    pub epsg: Option<u32>,
    /// PROJ definition, in metres, east and north, `+type=crs` left out.
    pub definition: String,
}

impl Plane {
    /// `EPSG:4549`, or the PROJ definition where there is no code.
    pub fn name(&self) -> String {
        self.epsg.map_or_else(|| self.definition.clone(), |code| format!("EPSG:{code}"))
    }
}
