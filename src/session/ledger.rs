//! The ledger handed in as a table.

use std::path::Path;

use super::error::SessionError;
use super::frame::PlaneView;
use crate::analysis::Analysis;
use crate::analysis::ledger::zone_at;
use crate::geom::Coord;
use crate::io::write::{self, Lang, LedgerRow, ledger_csv};
use crate::model::Project;
use crate::model::plan::{Date, Document, Problem, ProblemId};

/// The lines of these problems, in their order. Sub-districts are those of `shown`; without it there are none.
pub(super) fn rows<'a>(
    document: &Document,
    shown: Option<(&Project, &Analysis)>,
    problems: impl Iterator<Item = &'a Problem>,
    english: bool,
) -> Vec<LedgerRow> {
    let view = document.head.plane.as_ref().and_then(PlaneView::new);
    let lang = if english { Lang::En } else { Lang::Zh };
    let row = |problem: &Problem| {
        let at = Coord { x: problem.at[0], y: problem.at[1] };
        let zone = shown.and_then(|(project, analysis)| Some(&analysis.zones[zone_at(project, analysis, at)?].name));
        let degrees = view.as_ref().and_then(|v| v.to_degrees(at));
        LedgerRow::of(problem, zone.cloned().unwrap_or_default(), degrees, lang)
    };
    problems.map(row).collect()
}

/// Writes the problems of these numbers, in this order, as a CSV file.
///
/// # Errors
/// Where the file cannot be written; what was there before is then as it was.
pub(super) fn export(
    document: &Document,
    shown: Option<(&Project, &Analysis)>,
    problems: &[ProblemId],
    today: Date,
    path: &Path,
    english: bool,
) -> Result<(), SessionError> {
    let of = |id: &ProblemId| document.problems.iter().find(|p| p.id == *id).map(|p| &**p);
    let rows = rows(document, shown, problems.iter().filter_map(of), english);
    let bytes = ledger_csv(&rows, today, if english { Lang::En } else { Lang::Zh });
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new("."));
    write::place(folder, &[(name, bytes)])?;
    Ok(())
}
