//! `fugai report`, `fugai verify` and `fugai synth`.

use std::sync::Arc;
use std::time::Instant;

use super::{Lang, ReportArguments, SynthArguments, VerifyArguments};
use crate::session::{
    Date, ExportRequest, SessionError, SheetOptions, Subject, Timings, export, is_project, verify, work,
};

/// Computes the indicators of the given layers, writes the summary, and returns the table for the terminal.
///
/// Unlike the window, which shows what it can, a report is all or nothing: any layer that cannot be read is an error
/// and then nothing is written. Without layers it measures the sample district. Of a project file it measures the base,
/// or a scenario by the end of a year; the file is not changed.
///
/// # Errors
/// Where a layer, rule set, target or folder is at fault.
pub fn report(arguments: &ReportArguments) -> Result<String, SessionError> {
    let common = &arguments.common;
    let plane = common.crs.as_deref().map(work::plane_from_name).transpose()?;
    let rules = common.rules.as_deref().map(work::rules_from).transpose()?.map(Arc::new);
    let targets = common.targets.as_deref().map(work::targets_from).transpose()?.map(Arc::new);

    let begin = Instant::now();
    let mut requests = common.requests();
    let file = requests.iter().position(|r| r.role.is_none() && is_project(&r.path)).map(|at| requests.remove(at).path);
    let mut found = Vec::new();
    let mut project = if let Some(path) = &file {
        if common.crs.is_some() {
            return Err(work::plane_is_fixed());
        }
        let (project, findings) = work::open_project(path, arguments.scenario.as_deref(), arguments.year)?;
        found = work::judge_findings(&findings, common.lang == Lang::En)?;
        project
    } else {
        if let Some(name) = &arguments.scenario {
            return Err(work::no_project_for(name));
        }
        work::new_project_of(&requests, plane.as_ref())?
    };
    if file.is_some() && !requests.is_empty() {
        let next = 1 + project.layers.iter().map(|l| l.id.0).filter(|id| *id < u32::MAX / 2).max().unwrap_or(0);
        let mut opened = work::open_layers(&requests, Some(&project.plane), next, &())?;
        if !opened.failed.is_empty() {
            return Err(opened.failed.swap_remove(0).1);
        }
        project.layers.extend(opened.layers.into_iter().map(Arc::new));
        let plane = project.plane.clone();
        work::note_doubts(&mut project.layers, &plane);
    }
    if let Some(rules) = rules {
        project.rules = rules;
    }
    if targets.is_some() {
        project.targets = targets;
    }
    let load_ms = work::millis_since(begin);

    let begin = Instant::now();
    let analysis = work::analyse(&project, &())?;
    let timings = Timings { load_ms, analyse_ms: work::millis_since(begin), ..Timings::default() };
    let request = ExportRequest {
        dir: arguments.out.clone(),
        formats: arguments.formats.iter().copied().collect(),
        english: common.lang == Lang::En,
        date: arguments.date.or_else(today),
        sheet: SheetOptions { paper: arguments.paper, portrait: arguments.portrait, ..SheetOptions::default() },
        dpi: f32::from(arguments.dpi),
        templates: arguments.templates.clone(),
    };
    let subject = Subject { project: &project, analysis: &analysis, base: None, plan: None };
    export::export(&subject, &request, timings, &())?;
    let mut text = work::table(&project, &analysis, common.lang == Lang::En);
    for sentence in found {
        text.push('\n');
        text.push_str(&sentence);
    }
    Ok(text)
}

/// Today, in universal time; `None` on a machine whose clock stands before 1970.
fn today() -> Option<Date> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Date::from_days_since_1970(i64::try_from(since.as_secs() / 86_400).ok()?)
}

/// Recomputes an evidence pack; the verdict as text, and whether everything agrees.
///
/// # Errors
/// Where there is no such pack, or it cannot be read.
pub(super) fn verified(arguments: &VerifyArguments) -> Result<(String, bool), SessionError> {
    let found = verify::verify(&arguments.pack, &())?;
    Ok((verify::verification_text(&found, arguments.lang == Lang::En), found.agrees()))
}

/// Writes a synthetic city and says how many files it has.
///
/// # Errors
/// Where the folder cannot be written.
pub(super) fn synth(arguments: &SynthArguments) -> Result<String, SessionError> {
    let files = work::synthesise(arguments.seed, arguments.parcels, arguments.parks, &arguments.out)?;
    let (n, dir) = (files.len(), arguments.out.display());
    Ok(arguments.lang.pick(
        format!("示例数据（合成）：{n} 个文件已写入 {dir}"),
        format!("Synthetic sample data: {n} files written to {dir}"),
    ))
}
