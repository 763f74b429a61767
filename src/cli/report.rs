//! `fugai report` and `fugai synth`.

use std::sync::Arc;
use std::time::Instant;

use super::{Lang, ReportArguments, SynthArguments};
use crate::session::{SessionError, Timings, work};

/// Computes the indicators of the given layers, writes the summary, and returns the table for the terminal.
///
/// Unlike the window, which shows what it can, a report is all or nothing: any layer that cannot be read is an error
/// and then nothing is written. Without layers it measures the sample district.
///
/// # Errors
/// Where a layer, rule set, target or folder is at fault.
pub fn report(arguments: &ReportArguments) -> Result<String, SessionError> {
    let common = &arguments.common;
    if let Some(name) = &arguments.scenario {
        return Err(SessionError::NoScenario(name.clone()));
    }
    let plane = common.crs.as_deref().map(work::plane_from_name).transpose()?;
    let rules = common.rules.as_deref().map(work::rules_from).transpose()?.map(Arc::new);
    let targets = common.targets.as_deref().map(work::targets_from).transpose()?.map(Arc::new);

    let begin = Instant::now();
    let requests = common.requests();
    let mut opened = if requests.is_empty() {
        work::open_sample(plane.as_ref(), 1, &())?
    } else {
        work::open_layers(&requests, plane.as_ref(), 1, &())?
    };
    if !opened.failed.is_empty() {
        return Err(opened.failed.swap_remove(0).1);
    }
    let mut project = work::new_project(opened.plane.ok_or(SessionError::NoLayers)?, rules, targets);
    project.layers = opened.layers.into_iter().map(Arc::new).collect();
    if requests.is_empty() {
        work::mark_as_sample(&mut project);
    } else {
        project.name = work::project_name(&requests);
    }
    let load_ms = work::millis_since(begin);

    let begin = Instant::now();
    let analysis = work::analyse(&project, &())?;
    let timings = Timings { load_ms, analyse_ms: work::millis_since(begin), ..Timings::default() };
    work::export(&arguments.out, &project, &analysis, common.lang == Lang::En, timings)?;
    Ok(work::table(&project, &analysis, common.lang == Lang::En))
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
