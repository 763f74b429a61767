//! What handing in takes: `cargo bench --bench paper`.
//!
//! A map sheet of a city of 100,000 parcels on A3 as PDF, SVG and PNG at 300 dpi with what they weigh, and the reports of
//! the sample district. Each is the median of five runs after a warm-up, the least beside it.
#![allow(clippy::print_stdout, reason = "what was measured is printed")]

use std::sync::Arc;
use std::time::Instant;

use fugai::analysis::{Analysis, FacilityDetail, facility_details};
use fugai::io::write::{self, Answer, Lang};
use fugai::model::Project;
use fugai::report::{self, SheetOptions};
use fugai::session::{OpenRequest, load, work};

struct Measured {
    project: Project,
    analysis: Analysis,
    details: Vec<FacilityDetail>,
}

impl Measured {
    fn of(project: Project, details: bool) -> Self {
        let analysis = work::analyse(&project, &()).expect("nobody cancels");
        let details = if details { facility_details(&project, &()).expect("nobody cancels") } else { Vec::new() };
        Self { project, analysis, details }
    }

    fn answer(&self) -> Answer<'_> {
        Answer {
            project: &self.project,
            analysis: &self.analysis,
            details: &self.details,
            base: None,
            plan: None,
            date: "2026-11-22".parse().ok(),
            lang: Lang::Zh,
        }
    }
}

fn city(parcels: usize) -> Measured {
    let dir = tempfile::tempdir().expect("a folder");
    work::synthesise(Some(3), Some(parcels), Some(parcels / 33), dir.path()).expect("a city");
    let request = OpenRequest { path: dir.path().to_owned(), ..OpenRequest::default() };
    let opened = load::open_layers(&[request], None, 1, &()).expect("opened");
    let mut project = work::new_project(opened.plane.expect("a plane"), None, None);
    project.layers = opened.layers.into_iter().map(Arc::new).collect();
    Measured::of(project, false)
}

/// Median and least of five runs after a warm-up, in milliseconds.
fn timed<T>(mut run: impl FnMut() -> T) -> (f64, f64, T) {
    let mut last = run();
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let begin = Instant::now();
            last = run();
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[2], times[0], last)
}

fn line(what: &str, goal: &str, median: f64, least: f64, remark: &str) {
    println!("| {what} | {goal} | {median:.0} ms | {least:.0} ms | {remark} |");
}

fn megabytes(bytes: &[u8]) -> String {
    format!("{:.1} MB", bytes.len() as f64 / 1e6)
}

fn main() {
    if std::env::args().any(|a| a == "--list") {
        return;
    }
    println!("| work | goal | median | least | remarks |\n|---|---|---|---|---|");
    let city = city(100_000);
    let answer = city.answer();
    let options = SheetOptions::default();
    let (composing, least, sheet) = timed(|| report::map_sheet(&answer, &options));
    line(
        "A3 map sheet of 100,000 parcels, composed",
        "",
        composing,
        least,
        &format!("{} things drawn", sheet.ops.len()),
    );
    let (median, least, pdf) = timed(|| report::sheet_pdf(&answer, &sheet).expect("a PDF"));
    line("the same as PDF", "< 20 MB", median, least, &megabytes(&pdf));
    let (median, least, svg) = timed(|| report::sheet_svg(&sheet));
    line("the same as SVG", "< 20 MB", median, least, &megabytes(&svg));
    let (median, least, png) = timed(|| report::sheet_png(&sheet, 300.0).expect("a picture"));
    let remark = format!("{}, {:.1} s with composing", megabytes(&png), (composing + median) / 1e3);
    line("the same as PNG at 300 dpi", "≤ 10 s with composing", median, least, &remark);

    let mut project = work::new_project_of(&[], None).expect("the sample");
    load::note_doubts(&mut project.layers, &project.plane.clone());
    let sample = Measured::of(project, true);
    let answer = sample.answer();
    let (median, least, book) = timed(|| write::workbook(&answer).expect("a workbook"));
    line("workbook of the sample", "", median, least, &format!("{} KB", book.len() / 1000));
    reports(&sample);
}

#[cfg(feature = "typst")]
fn reports(sample: &Measured) {
    use report::Kind;
    use std::collections::BTreeMap;

    let answer = sample.answer();
    let zones = sample.analysis.zones.len();
    let set = |kind: &Kind| report::report(&answer, kind, &BTreeMap::new()).expect("a report");
    // The first one of a process has to read the fonts and the templates.
    let begin = Instant::now();
    let first = set(&Kind::District);
    let cold = begin.elapsed().as_secs_f64() * 1e3;
    let (median, least, _) = timed(|| set(&Kind::District));
    let remark = format!("{} KB; the first of a process {cold:.0} ms", first.len() / 1000);
    line("district report of the sample", "", median, least, &remark);
    let each = || (0..zones).map(|zone| set(&Kind::Checkup(vec![zone])).len()).sum::<usize>();
    let (median, least, bytes) = timed(each);
    let what = format!("all {zones} check-ups of the sample, one by one");
    line(&what, "≤ 5 s", median, least, &format!("{} KB together", bytes / 1000));
}

#[cfg(not(feature = "typst"))]
fn reports(_: &Measured) {
    println!("\nReports were left out: this build has no typst");
}
