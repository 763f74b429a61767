//! `fugai report`, `fugai verify` and `fugai synth`.

use std::sync::Arc;
use std::time::Instant;

use super::{Lang, ReportArguments, SynthArguments, TemplatesArguments, VerifyArguments};
use crate::session::{
    Date, ExportRequest, SessionError, SheetOptions, Timings, Which, export, hand_in, is_project, load, templates,
    verify, work,
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
    let english = common.lang == Lang::En;
    let mut found = Vec::new();
    let mut document = if let Some(path) = &file {
        if common.crs.is_some() {
            return Err(work::plane_is_fixed());
        }
        let (document, findings) = work::open_document(path)?;
        found = work::judge_findings(&findings, english)?;
        document
    } else {
        if let Some(name) = &arguments.scenario {
            return Err(work::no_project_for(name));
        }
        work::document_of(work::new_project_of(&requests, plane.as_ref())?)
    };
    if file.is_some() && !requests.is_empty() {
        let mut opened = load::open_layers(&requests, document.head.plane.as_ref(), document.free_layer().0, &())?;
        if !opened.failed.is_empty() {
            return Err(opened.failed.swap_remove(0).1);
        }
        document.layers.extend(opened.layers.into_iter().map(Arc::new));
        if let Some(plane) = document.head.plane.clone().or(opened.plane) {
            load::note_doubts(&mut document.layers, &plane);
            document.head_mut().plane = Some(plane);
        }
    }
    if let Some(rules) = rules {
        document.head_mut().rules = rules;
    }
    if targets.is_some() {
        document.head_mut().targets = targets;
    }
    let load_ms = work::millis_since(begin);

    let begin = Instant::now();
    let made = hand_in(&document, arguments.scenario.as_deref(), arguments.year, english, &())?;
    let request = ExportRequest {
        dir: arguments.out.clone(),
        formats: arguments.formats.iter().flat_map(|f| f.0.iter().copied()).collect(),
        which: Which::default(),
        english,
        date: arguments.date.or_else(today),
        sheet: SheetOptions {
            paper: arguments.paper,
            portrait: arguments.portrait,
            scale: arguments.scale,
            title: arguments.title.clone().unwrap_or_default(),
            source: arguments.source.clone().unwrap_or_default(),
            kinds: arguments.kinds.clone().unwrap_or(SheetOptions::default().kinds),
            ..SheetOptions::default()
        },
        dpi: f32::from(arguments.dpi),
        templates: arguments.templates.clone().or_else(|| templates::found_beside(file.as_deref()?)),
    };
    // With a day of its own an answer owes nothing to the clock, and so says nothing of how long things took.
    let timings = match arguments.date {
        Some(_) => Timings::default(),
        None => Timings { load_ms, analyse_ms: work::millis_since(begin), ..Timings::default() },
    };
    export::export(&made.subject(), &request, timings, &())?;
    let mut text = work::table(&made.project, &made.analysis, english);
    for sentence in found {
        text.push('\n');
        text.push_str(&sentence);
    }
    Ok(text)
}

/// Today in China; `None` on a machine whose clock stands before 1970.
fn today() -> Option<Date> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Date::from_unix(i64::try_from(since.as_secs()).ok()?, 8)
}

/// Recomputes an evidence pack; the verdict as text, and whether everything agrees.
///
/// # Errors
/// Where there is no such pack, or it cannot be read.
pub(super) fn verified(arguments: &VerifyArguments) -> Result<(String, bool), SessionError> {
    let found = verify::verify(&arguments.pack, &())?;
    Ok((verify::verification_text(&found, arguments.lang == Lang::En), found.agrees()))
}

/// Writes the bundled templates out and says where to. Those that are there already are left as they are.
///
/// # Errors
/// Where the folder cannot be written.
pub(super) fn templates(arguments: &TemplatesArguments) -> Result<String, SessionError> {
    let dir = if is_project(&arguments.to) { templates::beside(&arguments.to) } else { arguments.to.clone() };
    let (written, kept) = templates::save_bundled(&dir)?;
    let (n, dir) = (written.len(), dir.display());
    Ok(arguments.lang.pick(
        format!("模板：{n} 个文件已写入 {dir}，{kept} 个原有文件未动"),
        format!("Templates: {n} files written to {dir}, {kept} that were there are left as they are"),
    ))
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
