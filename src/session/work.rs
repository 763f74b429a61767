//! The work itself, without threads of its own: a project of layers, its rules and targets, its figures.
//!
//! The window's jobs and the command line call the same functions, so that both give the same figures.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::action::OpenRequest;
use super::error::SessionError;
use super::load::{note_doubts, open_layers, open_sample};
use crate::analysis::{self, Analysis};
use crate::crs::{self, LayerCrs};
use crate::geom::Progress;
use crate::io::write;
use crate::model::plan::{Document, Head};
use crate::model::{DataError, Plane, Project, RuleSet, TargetSet};
use crate::store::{Finding, Store};
use crate::synth::{self, SynthOptions};

/// The rule set used where none is chosen.
pub const DEFAULT_RULES: &str = "garden-city-2022";
/// The plan that the sample district is held against.
pub const SAMPLE_TARGETS: &str = "tianning-2023-2025";

/// What the sample district is called wherever it is shown: it says that it is synthetic.
pub const SAMPLE_NAME: &str = "示例数据（合成）";

/// The document a session begins with: no layers, the rules and targets that were asked for.
pub fn new_document(start: &super::Start) -> Document {
    let rules = start.rules.clone().map_or_else(default_rules, Arc::new);
    let mut document = Document::empty(rules);
    if start.targets.is_some() {
        document.head_mut().targets = start.targets.clone().map(Arc::new);
    }
    document
}

fn default_rules() -> Arc<RuleSet> {
    Arc::new(RuleSet::builtin(DEFAULT_RULES).expect("the default rule set is built in and tested"))
}

/// Marks the head of a document as that of the synthetic sample district, as [`mark_as_sample`] does a project.
pub fn mark_head_as_sample(head: &mut Head) {
    head.synthetic = true;
    SAMPLE_NAME.clone_into(&mut head.name);
    if head.targets.is_none() {
        head.targets = TargetSet::builtin(SAMPLE_TARGETS).map(Arc::new);
    }
}

/// The document of a project file, opened to be read; what was found wrong with it comes as the second.
///
/// # Errors
/// Where the file is at fault.
pub fn open_document(path: &Path) -> Result<(Document, Vec<Finding>), SessionError> {
    let opened = Store::look(path, &std::env::temp_dir())?;
    Ok((opened.store.document().clone(), opened.findings))
}

/// A document that holds a project and nothing that is planned.
pub fn document_of(project: Project) -> Document {
    let mut document = Document::empty(Arc::clone(&project.rules));
    let head = document.head_mut();
    (head.name, head.synthetic) = (project.name, project.synthetic);
    (head.plane, head.targets) = (Some(project.plane), project.targets);
    document.layers = project.layers;
    document
}

/// The project of some layer files, or of the sample district where there are none; one that cannot be read is an error.
///
/// # Errors
/// Where a file is at fault.
pub fn new_project_of(requests: &[OpenRequest], plane: Option<&Plane>) -> Result<Project, SessionError> {
    let mut opened =
        if requests.is_empty() { open_sample(plane, 1, &())? } else { open_layers(requests, plane, 1, &())? };
    if !opened.failed.is_empty() {
        return Err(opened.failed.swap_remove(0).1);
    }
    let mut project = new_project(opened.plane.ok_or(SessionError::NoLayers)?, None, None);
    project.layers = opened.layers.into_iter().map(Arc::new).collect();
    note_doubts(&mut project.layers, &project.plane);
    if requests.is_empty() {
        mark_as_sample(&mut project);
    } else {
        project.name = project_name(requests);
    }
    Ok(project)
}

/// That a project file has its plane already.
pub fn plane_is_fixed() -> SessionError {
    SessionError::refused("项目文件已有量算平面；请去掉 --crs", "a project file has its plane already; leave --crs out")
}

/// That `--scenario` needs a project file.
pub fn no_project_for(scenario: &str) -> SessionError {
    SessionError::refused(
        format!("方案“{scenario}”保存在项目文件里；请给出项目文件（.gpkg）"),
        format!("the scenario “{scenario}” is kept in a project file; name the project file (.gpkg)"),
    )
}

/// Sorts what was found wrong with a project file: what is lost is an error, because a report is all or nothing;
/// everything else is a sentence for the reader.
///
/// # Errors
/// Where anything is lost that figures may depend on.
pub fn judge_findings(findings: &[Finding], english: bool) -> Result<Vec<String>, SessionError> {
    let sentence = |f: &Finding| super::desk_file::found(f);
    let grave = |f: &&Finding| {
        matches!(f, Finding::FeaturesLost { .. } | Finding::LayersLost { .. } | Finding::RecordsLost { .. })
    };
    if let Some((zh, en)) = findings.iter().find(grave).map(sentence) {
        return Err(SessionError::refused(zh, en));
    }
    Ok(findings.iter().map(sentence).map(|(zh, en)| if english { en } else { zh }).collect())
}

/// Marks a project as the synthetic sample district and gives it its targets, unless others were chosen.
pub fn mark_as_sample(project: &mut Project) {
    project.synthetic = true;
    SAMPLE_NAME.clone_into(&mut project.name);
    if project.targets.is_none() {
        project.targets = TargetSet::builtin(SAMPLE_TARGETS).map(Arc::new);
    }
}

/// A name for a project of these files: the folder that holds the first one, else the file itself.
pub fn project_name(requests: &[OpenRequest]) -> String {
    let Some(path) = requests.first().map(|r| r.path.as_path()) else { return String::new() };
    // A bare file name lies in the current folder, which has a name too.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let dir = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
    let named = dir.and_then(Path::file_name).or_else(|| path.file_stem());
    named.map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The plane that `--crs` names.
///
/// # Errors
/// [`SessionError::BadCrs`] where it is no projected system in metres.
pub fn plane_from_name(name: &str) -> Result<Plane, SessionError> {
    match name.parse::<LayerCrs>().map_err(|e| SessionError::from_crs(name, &e))? {
        LayerCrs::Epsg(code) => crs::plane_from_epsg(code).map_err(|e| SessionError::from_crs(name, &e)),
        other => Err(SessionError::BadCrs {
            crs: name.to_owned(),
            zh: format!("{other} 以度为单位，不能量算；请选用以米为单位的投影坐标系，如 EPSG:4549"),
            en: format!("{other} is in degrees; choose a projection in metres, such as EPSG:4549"),
        }),
    }
}

/// The rule set with this identifier, or the one in this file.
///
/// # Errors
/// Where there is no such identifier and no such file, or the file is at fault.
pub fn rules_from(id_or_file: &str) -> Result<RuleSet, SessionError> {
    if let Some(rules) = RuleSet::builtin(id_or_file) {
        return Ok(rules);
    }
    let text = read_text(id_or_file, || known(RuleSet::builtin_ids()))?;
    RuleSet::from_toml(&text).map_err(|e| bad_data_file(id_or_file, &e))
}

/// The targets with this identifier, or those in this file.
///
/// # Errors
/// Where there is no such identifier and no such file, or the file is at fault.
pub fn targets_from(id_or_file: &str) -> Result<TargetSet, SessionError> {
    if let Some(targets) = TargetSet::builtin(id_or_file) {
        return Ok(targets);
    }
    let text = read_text(id_or_file, || known(TargetSet::builtin_ids()))?;
    TargetSet::from_toml(&text).map_err(|e| bad_data_file(id_or_file, &e))
}

fn known<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.collect::<Vec<_>>().join(" ")
}

fn bad_data_file(path: &str, error: &DataError) -> SessionError {
    SessionError::BadDataFile { path: path.into(), zh: error.zh(), en: error.en() }
}

fn read_text(path: &str, known: impl Fn() -> String) -> Result<String, SessionError> {
    std::fs::read_to_string(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => SessionError::UnknownId(path.to_owned(), known()),
        std::io::ErrorKind::InvalidData => SessionError::BadDataFile {
            path: path.into(),
            zh: "不是 UTF-8 文本；请另存为 UTF-8".to_owned(),
            en: "not UTF-8 text; save it as UTF-8".to_owned(),
        },
        _ => SessionError::BadDataFile {
            path: path.into(),
            zh: format!("无法读取（{e}）；请检查权限"),
            en: format!("cannot be read ({e}); check its permissions"),
        },
    })
}

/// Computes everything for a project.
///
/// # Errors
/// [`SessionError::Cancelled`].
pub fn analyse(project: &Project, progress: &dyn Progress) -> Result<Analysis, SessionError> {
    analysis::analyse(project, progress).map_err(SessionError::from)
}

/// The table of indicators for a terminal.
pub fn table(project: &Project, analysis: &Analysis, english: bool) -> String {
    write::table_for_people(project, analysis, write_lang(english))
}

fn write_lang(english: bool) -> write::Lang {
    if english { write::Lang::En } else { write::Lang::Zh }
}

/// Writes a synthetic city as layer files into a folder and says which; what is not given is as in the sample.
///
/// # Errors
/// Where the folder cannot be written.
pub fn synthesise(
    seed: Option<u64>,
    parcels: Option<usize>,
    parks: Option<usize>,
    dir: &Path,
) -> Result<Vec<PathBuf>, SessionError> {
    let options = SynthOptions {
        seed: seed.unwrap_or(synth::SAMPLE.seed),
        parcels: parcels.unwrap_or(synth::SAMPLE.parcels),
        parks: parks.unwrap_or(synth::SAMPLE.parks),
    };
    Ok(synth::write(&synth::generate(&options), dir)?)
}

/// An empty project on a plane, with the default rules and no targets.
///
/// # Panics
/// Never: the default rule set is built in, and a test reads it.
pub fn new_project(plane: Plane, rules: Option<Arc<RuleSet>>, targets: Option<Arc<TargetSet>>) -> Project {
    let rules = rules.unwrap_or_else(|| {
        Arc::new(RuleSet::builtin(DEFAULT_RULES).expect("the default rule set is built in and tested"))
    });
    Project { name: String::new(), synthetic: false, plane, layers: Vec::new(), rules, targets }
}

/// Milliseconds since `start`, for the timings in the summary.
pub fn millis_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
