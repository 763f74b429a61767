//! Handing in, from the window's session and from the command line: the same bytes for the same input, figures of the
//! document as it is, and what is planned worked out from the base.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use fugai::analysis::scenario::apply;
use fugai::analysis::{IndicatorId, Quantity, analyse};
use fugai::cli::{Arguments, report};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::model::plan::{Document, Problem, ProblemId, ProblemState, Proposal, What};
use fugai::model::{FacilityKind, Role};
use fugai::session::{
    Action, ExportRequest, Format, Place, PlanAction, Save, Session, Snapshot, Start, Which, export, hand_in,
    templates, verify, work,
};

struct Desk {
    session: Session,
    bell: Receiver<()>,
}

impl Desk {
    fn start(place: Place) -> Self {
        let (ring, bell) = channel();
        let session = Session::start(Start { place, ..Start::default() }, move || {
            // The test may have ended already.
            let _ = ring.send(());
        });
        Self { session, bell }
    }

    fn send(&self, action: impl Into<Action>) {
        self.session.send(action.into());
    }

    fn until(&self, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let begin = Instant::now();
        loop {
            let snapshot = self.session.snapshot();
            if wanted(&snapshot) {
                return snapshot;
            }
            let told: Vec<_> = snapshot.messages.iter().map(|m| &m.en).collect();
            assert!(begin.elapsed() < Duration::from_mins(3), "still waiting: {:?} {told:?}", snapshot.job);
            let _ = self.bell.recv_timeout(Duration::from_millis(50));
        }
    }

    fn settled(&self) -> Arc<Snapshot> {
        self.until(|s| s.job.is_none() && s.analysis.is_some() && !s.stale)
    }

    /// Exports and waits for what comes of it.
    fn export(&self, request: ExportRequest) -> Arc<Snapshot> {
        let before = self.session.snapshot().exported.as_ref().map_or(0, |e| e.number);
        self.send(Action::Export(Box::new(request)));
        self.until(|s| s.exported.as_ref().is_some_and(|e| e.number > before))
    }
}

/// A square of land somewhere in the middle of a gap of the sample.
fn in_gap(snapshot: &Snapshot, rank: usize, side: f64) -> Shape {
    let at = snapshot.analysis.as_ref().unwrap().gaps[rank].label_point;
    let corner = |dx: f64, dy: f64| Coord { x: at.x + dx, y: at.y + dy };
    let ring = vec![corner(0.0, 0.0), corner(side, 0.0), corner(side, side), corner(0.0, side)];
    Shape::from_region(normalise(vec![vec![ring]]).0)
}

fn pocket(snapshot: &Snapshot, rank: usize, name: &str, year: i32) -> Proposal {
    let mut proposal = Proposal::new(FacilityKind::PocketPark, in_gap(snapshot, rank, 50.0), year);
    name.clone_into(&mut proposal.name);
    proposal.cost = Some(120.0 + rank as f64);
    proposal
}

fn problem(snapshot: &Snapshot) -> Problem {
    let at = snapshot.analysis.as_ref().unwrap().gaps[0].label_point;
    Problem {
        id: ProblemId(0),
        at: [at.x, at.y],
        place: fugai::model::plan::ProblemPlace::Gap,
        title: "最大的盲区没有公园".to_owned(),
        kind: String::new(),
        unit: "园林绿化中心".to_owned(),
        deadline: "2026-12-31".parse().ok(),
        state: ProblemState::UnderWay,
        history: Vec::new(),
    }
}

/// The sample with two scenarios and a ledger, the first scenario shown.
fn planned(desk: &Desk) -> Arc<Snapshot> {
    desk.send(Action::OpenSample);
    let sample = desk.settled();
    desk.send(PlanAction::NewScenario { name: "方案 A".to_owned(), from: None });
    // Put in an order that is not that of the years.
    desk.send(PlanAction::PutAll(vec![
        pocket(&sample, 0, "青枫口袋公园", 2025),
        pocket(&sample, 1, "新建园二", 2024),
        Proposal::new(
            FacilityKind::Toilet,
            Shape::from_point(sample.analysis.as_ref().unwrap().gaps[2].label_point),
            2024,
        ),
    ]));
    desk.send(PlanAction::PutProblem(Box::new(problem(&sample))));
    desk.send(PlanAction::NewScenario { name: "方案 B".to_owned(), from: None });
    desk.send(PlanAction::Put(Box::new(pocket(&sample, 3, "另一处", 2025))));
    desk.send(PlanAction::ShowNamed("方案 A".to_owned()));
    desk.until(|s| {
        let named = |s: &Snapshot| Some(s.document.as_ref()?.scenario(s.scenario?)?.name.clone());
        // It was shown before as well, while it was still empty.
        let all = s.document.as_ref().is_some_and(|d| d.scenarios.len() == 2);
        all && s.job.is_none() && !s.stale && named(s).as_deref() == Some("方案 A")
    })
}

fn request(dir: &Path, snapshot: &Snapshot, formats: &[Format]) -> ExportRequest {
    ExportRequest {
        formats: formats.iter().copied().collect(),
        which: Which { scenario: snapshot.scenario, year: snapshot.year },
        date: "2026-11-22".parse().ok(),
        dpi: 60.0,
        ..ExportRequest::summary(dir.to_owned(), false)
    }
}

fn made_here() -> Vec<Format> {
    Format::ALL.into_iter().filter(|f| export::REPORTS || !f.needs_engine()).collect()
}

fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(path.strip_prefix(dir).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_window_and_the_command_line_hand_in_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Place::Folder(dir.path().join("data")));
    let shown = planned(&desk);
    let (ours, theirs) = (dir.path().join("窗口 导出"), dir.path().join("命令行 导出"));
    let told = desk.export(request(&ours, &shown, &made_here()));
    let exported = told.exported.as_ref().unwrap();
    assert_eq!(exported.problem, None);
    assert!(
        exported.files.len() > 12
            && exported.files.iter().all(|(path, bytes)| {
                path.starts_with(&ours) && fs::metadata(path).unwrap().len() == *bytes && *bytes > 0
            })
    );
    let saved = desk.until(|s| matches!(s.file.as_ref().map(|f| &f.save), Some(Save::Saved(_))));
    let project = saved.file.as_ref().unwrap().path.clone().unwrap();
    drop(desk);

    let formats: Vec<&str> = made_here().into_iter().map(Format::id).collect();
    let line = format!(
        "fugai\0report\0{}\0--scenario\0方案 A\0--format\0{}\0--date\02026-11-22\0--dpi\060\0--out\0{}",
        project.display(),
        formats.join(","),
        theirs.display()
    );
    let arguments = <Arguments as clap::Parser>::try_parse_from(line.split('\0')).unwrap();
    let Some(fugai::cli::Command::Report(arguments)) = arguments.command else { panic!("a report was asked for") };
    report(&arguments).unwrap();

    let (a, b) = (files(&ours), files(&theirs));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(bytes == &b[name], "{} differs", name.display());
    }
}

#[cfg(feature = "typst")]
#[test]
fn templates_beside_the_project_are_used_and_a_mistake_in_one_names_its_line_and_keeps_the_old_files() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Place::Folder(dir.path().join("data")));
    let shown = planned(&desk);
    let saved = desk.until(|s| matches!(s.file.as_ref().map(|f| &f.save), Some(Save::Saved(_))));
    let project = saved.file.as_ref().unwrap().path.clone().unwrap();
    let folder = templates::beside(&project);
    assert_eq!(templates::save_bundled(&folder).unwrap().0.len(), 3);
    let own = folder.join("district.typ");
    let (out, theirs) = (dir.path().join("out"), dir.path().join("cli"));
    let pdf_text = |dir: &Path| {
        let pdf = lopdf::Document::load(dir.join("report.pdf")).unwrap();
        pdf.extract_text(&[1]).unwrap().split_whitespace().collect::<String>()
    };
    let by_line = || {
        let line = format!("fugai\0report\0{}\0--format\0report\0--out\0{}", project.display(), theirs.display());
        let arguments = <Arguments as clap::Parser>::try_parse_from(line.split('\0')).unwrap();
        let Some(fugai::cli::Command::Report(arguments)) = arguments.command else { panic!("a report was asked for") };
        report(&arguments)
    };
    fs::write(&own, "#import \"common.typ\": *\n#set text(font: \"Noto Sans SC\")\n本局格式").unwrap();
    let told = desk.export(request(&out, &shown, &[Format::Report]));
    assert_eq!(told.exported.as_ref().unwrap().problem, None);
    by_line().unwrap();
    assert!(pdf_text(&out) == "本局格式" && pdf_text(&theirs) == "本局格式");

    let before = (files(&out), files(&theirs));
    fs::write(&own, "#import \"common.typ\": *\n\n#let x = \n").unwrap();
    let told = desk.export(request(&out, &shown, &[Format::Report, Format::Csv]));
    let sentence = told.exported.as_ref().unwrap().problem.clone().unwrap();
    for text in [sentence.zh.clone(), sentence.en, by_line().unwrap_err().zh()] {
        assert!(text.contains("district.typ:3") && !text.contains('\n'), "{text}");
    }
    assert!(before == (files(&out), files(&theirs)), "what was there is as it was");
}

#[test]
fn a_figure_is_that_of_the_document_as_it_is_and_of_the_scenario_that_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Place::Memory);
    let shown = planned(&desk);
    let value = |dir: &Path| -> f64 {
        let summary: serde_json::Value = serde_json::from_slice(&fs::read(dir.join("summary.json")).unwrap()).unwrap();
        summary["indicators"][0]["value"].as_f64().unwrap()
    };
    let full = |document: &Document, which: Which| -> f64 {
        let base = document.project().unwrap();
        let project = match which.scenario {
            Some(id) => apply(&base, document.scenario(id).unwrap(), which.year).0,
            None => base,
        };
        let analysis = analyse(&project, &()).unwrap();
        analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity).and_then(Quantity::value).unwrap()
    };
    // Changed, and exported at once: the figures at hand are those of the document before.
    let id = shown.document.as_ref().unwrap().scenario(shown.scenario.unwrap()).unwrap().proposals[0].id;
    desk.send(PlanAction::Remove(vec![id]));
    let out = dir.path().join("changed");
    let told = desk.export(request(&out, &shown, &[Format::Json]));
    let document = told.document.clone().unwrap();
    let which = Which { scenario: shown.scenario, year: None };
    assert_eq!(value(&out).to_bits(), full(&document, which).to_bits());
    assert_ne!(value(&out).to_bits(), full(shown.document.as_ref().unwrap(), which).to_bits(), "it was another figure");

    // Another scenario and year than those the window shows.
    let other = document.scenario_named("方案 B").unwrap().id;
    for which in [
        Which::default(),
        Which { scenario: Some(other), year: None },
        Which { scenario: Some(other), year: Some(2024) },
    ] {
        let out = dir.path().join(format!("{which:?}").replace(['{', '}', ' ', ':', ','], ""));
        desk.export(ExportRequest { which, ..request(&out, &shown, &[Format::Json]) });
        assert_eq!(value(&out).to_bits(), full(&document, which).to_bits(), "{which:?}");
    }
}

#[test]
fn proposals_come_by_year_with_their_gain_and_the_gains_add_up_to_the_change() {
    let desk = Desk::start(Place::Memory);
    let shown = planned(&desk);
    let document = shown.document.clone().unwrap();
    let made = hand_in(&document, Some("方案 A"), None, false, &()).unwrap();
    let plan = made.plan.as_ref().unwrap();
    assert_eq!(plan.scenario, "方案 A");
    let years: Vec<_> = plan.proposals.iter().map(|p| (p.year, p.kind, p.what.as_str())).collect();
    assert_eq!(
        years,
        [
            (Some(2024), Some(FacilityKind::PocketPark), "新建"),
            (Some(2024), Some(FacilityKind::Toilet), "新建"),
            (Some(2025), Some(FacilityKind::PocketPark), "新建"),
        ]
    );
    assert!(plan.proposals.iter().all(|p| !p.zone.is_empty() && p.radius_m == Some(300.0)), "{plan:?}");
    let park = |a: &fugai::analysis::Analysis| a.indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap();
    let (base, now) = (park(made.base.as_ref().unwrap()), park(&made.analysis));
    let gains: f64 =
        plan.proposals.iter().filter(|p| p.kind == Some(FacilityKind::PocketPark)).filter_map(|p| p.gain_m2).sum();
    assert!(gains > 1_000.0 && (gains - (now.numerator - base.numerator)).abs() < 1e-5, "{gains}");
    // Coverage by year is that of a full analysis of that year, to the last bit.
    let scenario = document.scenario_named("方案 A").unwrap();
    for p in &plan.proposals {
        let project = apply(&document.project().unwrap(), scenario, p.year).0;
        let full = park(&analyse(&project, &()).unwrap()).value().unwrap();
        assert_eq!(p.coverage_after.unwrap().to_bits(), full.to_bits(), "{:?}", p.year);
    }
    // All scenarios beside the base, and the ledger with its sub-district.
    let names: Vec<&str> = plan.compared.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["现状", "方案 A", "方案 B"]);
    assert_eq!(plan.compared[1].park_coverage.map(f64::to_bits), now.value().map(f64::to_bits));
    assert_eq!((plan.compared[1].proposals, plan.compared[1].cost_wan), (3, Some(241.0)));
    assert_eq!((plan.ledger[0].status.as_str(), plan.ledger[0].due.as_str()), ("整改中", "2026-12-31"));
    assert!(!plan.ledger[0].zone.is_empty());

    let early = hand_in(&document, Some("方案 A"), Some(2024), true, &()).unwrap();
    let plan = early.plan.unwrap();
    assert_eq!((plan.proposals.len(), plan.scenario.as_str()), (2, "方案 A (by the end of 2024)"));
    assert_eq!(plan.proposals[0].what, "new");
    assert!(hand_in(&document, Some("没有"), None, false, &()).is_err());
}

#[test]
fn what_closes_or_changes_a_park_has_its_loss_and_gain() {
    let desk = Desk::start(Place::Memory);
    desk.send(Action::OpenSample);
    let sample = desk.settled();
    let project = sample.project.clone().unwrap();
    let parks = project.layers_of(Role::Park).next().unwrap();
    let reference = fugai::model::plan::FacilityRef::to(parks, &parks.features[2]);
    let mut close = Proposal::new(FacilityKind::Park, Shape::default(), 2024);
    close.what = What::Close(reference);
    desk.send(PlanAction::Put(Box::new(close)));
    let shown = desk.until(|s| s.scenario.is_some() && s.job.is_none() && !s.stale && s.analysis.is_some());
    let document = shown.document.clone().unwrap();
    let name = document.scenarios[0].name.clone();
    let made = hand_in(&document, Some(&name), None, false, &()).unwrap();
    let row = &made.plan.as_ref().unwrap().proposals[0];
    let rated = made.analysis.facilities.iter().find(|f| f.layer == parks.id && f.feature == 2).unwrap();
    assert_eq!((row.what.as_str(), &row.name, row.radius_m), ("关闭", &rated.name, None));
    assert!(row.gain_m2.unwrap() <= 0.0);
}

#[test]
fn a_pack_of_a_scenario_is_recomputed_from_the_base_and_what_was_decided() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Place::Memory);
    let shown = planned(&desk);
    desk.export(request(dir.path(), &shown, &[Format::Pack]));
    let pack = dir.path().join("pack.zip");
    let found = verify::verify(&pack, &()).unwrap();
    assert!(found.agrees(), "{}", verify::verification_text(&found, true));
    assert!(found.tables_compared && found.figures.equal > 100 && found.figures.close == 0);

    // One metre of a proposal, one figure of its gain: each is found.
    let unpacked = dir.path().join("unpacked");
    for (name, bytes) in fugai::io::pack::open(&pack).unwrap().files {
        let path = unpacked.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let table = unpacked.join("tables/proposals.csv");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, text.replace("青枫口袋公园", "青枫公园")).unwrap();
    let found = verify::verify(&unpacked, &()).unwrap();
    assert!(found.files.iter().any(|(name, _)| name == "tables/proposals.csv") && !found.agrees());
    fs::write(&table, text).unwrap();
    let record = unpacked.join("record.json");
    let text = fs::read_to_string(&record).unwrap();
    let changed = text.replace("\"cost\": 120.0", "\"cost\": 121.0");
    assert_ne!(text, changed);
    fs::write(&record, changed).unwrap();
    let found = verify::verify(&unpacked, &()).unwrap();
    let named: Vec<&str> = found.files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(named.contains(&"tables/proposals.csv") && named.contains(&"workbook.xlsx"), "{named:?}");
}

#[test]
fn an_export_can_be_stopped_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Place::Memory);
    let shown = planned(&desk);
    let out = dir.path().join("stopped");
    desk.send(Action::Export(Box::new(request(&out, &shown, &made_here()))));
    desk.send(Action::Cancel);
    let told = desk.until(|s| s.exported.is_some());
    let exported = told.exported.as_ref().unwrap();
    assert!(exported.cancelled && exported.files.is_empty() && exported.problem.is_none(), "{exported:?}");
    assert!(!out.exists());
    // The session goes on.
    desk.export(request(&out, &shown, &[Format::Csv]));
    assert!(out.join("proposals.csv").exists());
}

#[test]
fn the_terminal_table_is_of_what_was_handed_in() {
    let desk = Desk::start(Place::Memory);
    let shown = planned(&desk);
    let made = hand_in(shown.document.as_ref().unwrap(), Some("方案 A"), None, false, &()).unwrap();
    let text = work::table(&made.project, &made.analysis, false);
    let value = made.analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity?.value()).unwrap();
    assert!(text.contains(&format!("{:.2}", value * 100.0)), "{text}");
}

#[test]
fn the_preview_of_the_map_is_the_picture_that_is_written() {
    use fugai::session::preview::{PreviewKey, PreviewOf, Previewer, Seen};
    use fugai::session::query::Stop;

    let desk = Desk::start(Place::Memory);
    let shown = planned(&desk);
    let dir = tempfile::tempdir().unwrap();
    let document = shown.document.clone().unwrap();
    let mut ask = request(dir.path(), &shown, &[Format::MapPng]);
    ask.sheet.scale = Some(90_000.0);
    ask.dpi = 72.0;
    let told = desk.export(ask.clone());
    assert_eq!(told.exported.as_ref().unwrap().problem, None);
    let written = image::load_from_memory(&fs::read(dir.path().join("map.png")).unwrap()).unwrap().to_rgba8();
    let key = PreviewKey { document: Arc::clone(&document), request: ask, of: PreviewOf::Map, page: 0, dpi: 72 };
    let previewer = Previewer::default();
    let made = previewer.make(&key, None, &Stop::default()).unwrap().unwrap();
    let Seen::Page(raster, size) = made.seen else { panic!("a page") };
    assert_eq!((raster.width as u32, raster.height as u32), written.dimensions());
    assert!(raster.rgba == written.into_raw() && size == [420.0, 297.0]);

    // A preview that nobody wants any more is given up.
    let another = PreviewKey { document: Arc::new(Document::clone(&document)), ..key.clone() };
    let stopped = Stop::default();
    stopped.stop();
    assert!(previewer.make(&another, None, &stopped).is_none());

    if export::REPORTS {
        for (of, least) in [(PreviewOf::Report, 4), (PreviewOf::Checkup(0), 2)] {
            let key = PreviewKey { of, dpi: 50, page: 1, ..key.clone() };
            let made = previewer.make(&key, None, &Stop::default()).unwrap().unwrap();
            let Seen::Page(raster, size) = made.seen else { panic!("a page") };
            assert!(made.pages >= least && (size[0] - 210.0).abs() < 1.0 && (size[1] - 297.0).abs() < 1.0);
            assert!(raster.rgba.chunks(4).any(|p| p[0] < 100), "something is printed on it");
        }
    } else {
        let key = PreviewKey { of: PreviewOf::Report, ..key };
        let said = previewer.make(&key, None, &Stop::default()).unwrap().unwrap_err();
        assert!(said.zh.contains("typst"));
    }
}
