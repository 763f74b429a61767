//! Scripts of a session: what somebody does, one action after another, and the figures that each step must show.
//!
//! The golden figures stand in `tests/plan/golden`, exact to the last digit that a 64-bit number has; `FUGAI_BLESS=1`
//! writes them anew. Another processor may round the last digits of an arc otherwise, so figures may differ by 1e-10 of
//! their size.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use fugai::analysis::Quantity;
use fugai::geom::Coord;
use fugai::model::FacilityKind;
use fugai::model::plan::{Period, Prefer, Proposal, ProposalId, ScenarioId};
use fugai::session::{Action, PlanAction, Snapshot};

use super::support::{Desk, problem, square};

/// A step of a script: what is done, in words, and whether figures are written down after it.
type Step = (&'static str, Box<dyn Fn(&Snapshot) -> Vec<Action>>);

fn step(name: &'static str, act: impl Fn(&Snapshot) -> Vec<Action> + 'static) -> Step {
    (name, Box::new(act))
}

fn gap(snapshot: &Snapshot, rank: usize) -> Coord {
    snapshot.analysis.as_ref().unwrap().gaps[rank].label_point
}

fn proposal(kind: FacilityKind, at: Coord, side: f64, year: i32) -> Proposal {
    Proposal::new(kind, square(at.x - side / 2.0, at.y - side / 2.0, side), year)
}

fn put(proposal: Proposal) -> Action {
    PlanAction::Put(Box::new(proposal)).into()
}

fn last_proposal(snapshot: &Snapshot) -> Arc<Proposal> {
    let document = snapshot.document.as_ref().unwrap();
    let scenario = document.scenario(snapshot.scenario.unwrap()).unwrap();
    Arc::clone(scenario.proposals.last().unwrap())
}

fn scenario(snapshot: &Snapshot, nth: usize) -> ScenarioId {
    snapshot.document.as_ref().unwrap().scenarios[nth].id
}

/// A park and a pocket park in the two largest gaps; one is moved, taken away, brought back.
fn placing() -> Vec<Step> {
    vec![
        step("the sample district", |_| vec![]),
        step("a pocket park in the largest gap", |s| {
            vec![put(proposal(FacilityKind::PocketPark, gap(s, 0), 60.0, 2024))]
        }),
        step("a park in the largest gap that is left", |s| {
            vec![put(proposal(FacilityKind::Park, gap(s, 0), 90.0, 2025))]
        }),
        step("the park is moved by 120 m to the east", |s| {
            let last = last_proposal(s);
            let at = last.position().unwrap();
            let moved = proposal(FacilityKind::Park, Coord { x: at.x + 120.0, y: at.y }, 90.0, 2025);
            vec![put(Proposal { id: last.id, ..moved })]
        }),
        step("the move is undone", |_| vec![Action::Undo]),
        step("and done again", |_| vec![Action::Redo]),
        step("the park is removed", |s| vec![PlanAction::Remove(vec![last_proposal(s).id]).into()]),
        step("a toilet beside it", |s| vec![put(proposal(FacilityKind::Toilet, gap(s, 1), 8.0, 2024))]),
        step("the base", |_| vec![PlanAction::ShowScenario(None).into()]),
    ]
}

/// Three years, a scenario forked and merged, what each year shows.
fn scenarios() -> Vec<Step> {
    vec![
        step("a scenario with something in each year", |s| {
            let mut all = vec![PlanAction::NewScenario { name: "甲".to_owned(), from: None }.into()];
            for (n, year) in [2023, 2024, 2025].into_iter().enumerate() {
                all.push(put(proposal(FacilityKind::PocketPark, gap(s, n), 70.0, year)));
            }
            all
        }),
        step("by the end of 2023", |_| vec![PlanAction::ShowYear(Some(2023)).into()]),
        step("by the end of 2024", |_| vec![PlanAction::ShowYear(Some(2024)).into()]),
        step("a fork of it, all of it", |s| {
            vec![
                PlanAction::ShowYear(None).into(),
                PlanAction::NewScenario { name: "乙".to_owned(), from: Some(scenario(s, 0)) }.into(),
            ]
        }),
        step("the fork has a park more", |s| vec![put(proposal(FacilityKind::Park, gap(s, 0), 100.0, 2025))]),
        step("meanwhile the first one loses a pocket park", |s| {
            let first = s.document.as_ref().unwrap().scenarios[0].proposals[1].id;
            vec![PlanAction::ShowScenario(Some(scenario(s, 0))).into(), PlanAction::Remove(vec![first]).into()]
        }),
        step("the fork is merged back", |s| {
            vec![PlanAction::Merge { from: scenario(s, 1), into: scenario(s, 0), prefer: Prefer::Ours }.into()]
        }),
        step("the build-out of what came of it", |_| vec![PlanAction::BuildOut.into()]),
        step("both compared", |s| {
            vec![PlanAction::Compare { a: Some(scenario(s, 1)), b: Some(scenario(s, 0)), year: None }.into()]
        }),
        step("the first one is removed", |s| vec![PlanAction::RemoveScenario(scenario(s, 0)).into()]),
    ]
}

/// Figures kept in two months with something built between them.
fn dated() -> Vec<Step> {
    let keep = |day: &'static str| {
        move |_: &Snapshot| {
            vec![
                PlanAction::KeepFigures { date: day.parse().unwrap(), period: Period::Month, label: String::new() }
                    .into(),
            ]
        }
    };
    vec![
        step("kept in March", keep("2024-03-31")),
        step("a park", |s| vec![put(proposal(FacilityKind::Park, gap(s, 0), 120.0, 2024))]),
        step("kept in April", keep("2024-04-30")),
        step("measured by another rule set", |_| vec![Action::SetRules("city-checkup-2021".to_owned())]),
        step("kept in May", keep("2024-05-31")),
    ]
}

fn number(out: &mut String, value: Option<f64>) {
    // The shortest text that reads back as the same number.
    let _ = match value {
        Some(value) => write!(out, " {value:?}"),
        None => write!(out, " –"),
    };
}

/// Everything a step shows, a line a figure: a name, then numbers.
pub(crate) fn summary(snapshot: &Snapshot) -> String {
    let mut out = String::new();
    let document = snapshot.document.as_ref().unwrap();
    let shown = snapshot.scenario.and_then(|id| document.scenario(id)).map_or("base", |s| s.name.as_str());
    let _ = writeln!(out, "shown {shown} {:?}", snapshot.year);
    for scenario in &document.scenarios {
        let _ = writeln!(out, "scenario {} {}", scenario.name, scenario.proposals.len());
    }
    let analysis = snapshot.analysis.as_ref().unwrap();
    for indicator in &analysis.indicators {
        let Some(Quantity { numerator, denominator }) = indicator.quantity else { continue };
        let _ = write!(out, "{} {:?}", indicator.id.id(), indicator.met);
        number(&mut out, Some(numerator));
        number(&mut out, Some(denominator));
        out.push('\n');
    }
    let _ = write!(out, "gaps {}", analysis.gaps.len());
    number(&mut out, analysis.gaps.first().map(|g| g.area_m2));
    out.push('\n');
    if let Some(base) = &snapshot.base {
        let park = base.indicators[0].quantity.and_then(Quantity::value);
        out.push_str("base");
        number(&mut out, park);
        out.push('\n');
    }
    if let Some(found) = snapshot.build_out.as_ref().filter(|b| !b.stale) {
        for point in &found.curve.curves[0].points {
            let _ = write!(out, "build_out {} {:?}", point.year, point.met);
            number(&mut out, point.quantity.and_then(Quantity::value));
            out.push('\n');
        }
        for works in &found.curve.works {
            for work in &works.years {
                let _ = write!(out, "works {} {}", works.target, work.year);
                number(&mut out, Some(work.done));
                number(&mut out, work.asked);
                number(&mut out, Some(work.done_in_all));
                number(&mut out, work.asked_in_all);
                out.push('\n');
            }
        }
    }
    if let Some(found) = snapshot.comparison.as_ref().filter(|c| !c.stale) {
        let _ = writeln!(out, "differing {}", found.result.differing);
        for served in &found.result.served {
            let _ = write!(out, "served {}", served.indicator.id());
            served.land_m2.iter().for_each(|land| number(&mut out, Some(*land)));
            out.push('\n');
        }
    }
    for figures in &document.figures {
        let park =
            figures.figures.iter().find(|f| f.indicator == "park_coverage").and_then(fugai::model::plan::Figure::value);
        let _ = write!(out, "kept {} {}", figures.date, figures.rules);
        number(&mut out, park);
        out.push('\n');
    }
    out
}

/// Whether two lines say the same: words alike, numbers close.
fn same(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| {
            a == b
                || match (a.parse::<f64>(), b.parse::<f64>()) {
                    (Ok(x), Ok(y)) => (x - y).abs() <= 1e-10 * x.abs().max(y.abs()),
                    _ => false,
                }
        })
}

fn run(name: &str, steps: Vec<Step>) {
    let desk = Desk::start(None);
    desk.send(Action::OpenSample);
    let mut snapshot = desk.settled();
    let mut text = String::new();
    for (what, act) in steps {
        for action in act(&snapshot) {
            let computed = matches!(action, Action::Plan(PlanAction::BuildOut | PlanAction::Compare { .. }));
            desk.send(action);
            if computed {
                desk.done();
                desk.until(|s| s.job.is_none() && (s.build_out.is_some() || s.comparison.is_some()));
            }
        }
        snapshot = desk.settled();
        let _ = writeln!(text, "## {what}\n{}", summary(&snapshot));
    }
    against_golden(name, &text);
}

/// Holds a text against the golden one of a name, or writes it anew.
pub(crate) fn against_golden(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/plan/golden").join(format!("{name}.txt"));
    if std::env::var_os("FUGAI_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    let (golden, text): (Vec<&str>, Vec<&str>) = (golden.lines().collect(), text.lines().collect());
    for (n, (want, have)) in golden.iter().zip(&text).enumerate() {
        assert!(same(want, have), "{name}, line {}:\nwanted {want}\nhave   {have}", n + 1);
    }
    assert_eq!(golden.len(), text.len(), "{name}: another number of lines");
}

#[test]
fn placing_moving_undoing() {
    run("placing", placing());
}

#[test]
fn scenarios_by_year_forked_merged_compared() {
    run("scenarios", scenarios());
}

#[test]
fn figures_kept_by_date() {
    run("dated", dated());
}

#[test]
fn the_base_beside_a_scenario_is_the_base_and_every_scenario_has_its_build_out() {
    let desk = Desk::start(None);
    desk.send(Action::OpenSample);
    let first = desk.settled();
    assert!(Arc::ptr_eq(first.base.as_ref().unwrap(), first.analysis.as_ref().unwrap()));
    desk.send(put(proposal(FacilityKind::PocketPark, gap(&first, 0), 60.0, 2024)));
    let placed = desk.settled();
    let value = |s: &Snapshot, base: bool| {
        let analysis = if base { s.base.as_ref() } else { s.analysis.as_ref() };
        analysis.unwrap().indicators[0].quantity.unwrap().value().unwrap()
    };
    assert_eq!(value(&placed, true).to_bits(), value(&first, false).to_bits());
    assert!(value(&placed, false) > value(&placed, true));
    // Looking at many other states does not push the base out.
    for n in 0..16 {
        let at = Coord { x: gap(&first, 0).x + f64::from(n), y: gap(&first, 0).y };
        desk.send(put(Proposal { id: ProposalId(1), ..proposal(FacilityKind::PocketPark, at, 60.0, 2024) }));
        desk.settled();
    }
    let later = desk.done();
    assert!(later.base.as_ref().is_some_and(|b| Arc::ptr_eq(b, first.analysis.as_ref().unwrap())));

    // A newer file for a layer makes another base.
    let shown = scenario(&later, 0);
    desk.send(PlanAction::NewScenario { name: "乙".to_owned(), from: Some(shown) });
    for id in [None, Some(shown), desk.done().scenario] {
        desk.send(PlanAction::BuildOutOf(id));
    }
    let all = desk.until(|s| s.build_outs.len() == 3 && s.job.is_none());
    assert!(all.build_outs.iter().all(|b| !b.stale));
    let base = all.build_outs.iter().find(|b| b.scenario.is_none()).unwrap();
    let flat: Vec<u64> =
        base.curve.curves[0].points.iter().map(|p| p.quantity.unwrap().value().unwrap().to_bits()).collect();
    assert!(flat.len() >= 3 && flat.iter().all(|v| *v == value(&first, false).to_bits()));
    // Only the scenario that is changed has to be computed anew.
    desk.send(put(proposal(FacilityKind::PocketPark, gap(&first, 2), 60.0, 2025)));
    let changed = desk.settled();
    let stale: Vec<_> = changed.build_outs.iter().filter(|b| b.stale).map(|b| b.scenario).collect();
    assert_eq!(stale, [changed.scenario]);
    desk.send(PlanAction::RemoveScenario(shown));
    assert_eq!(desk.done().build_outs.len(), 2, "of what is gone nothing is shown");
}

#[test]
fn the_steps_of_the_history_have_names() {
    let desk = Desk::start(None);
    desk.send(Action::OpenSample);
    desk.settled();
    desk.send(PlanAction::NewScenario { name: "甲".to_owned(), from: None });
    desk.send(Action::RenameProject("区".to_owned()));
    let snapshot = desk.done();
    let named = |steps: &[fugai::model::Text]| steps.iter().map(|t| t.zh.clone()).collect::<Vec<_>>();
    assert_eq!(named(&snapshot.history.done), ["项目改名", "新建方案：甲"]);
    desk.send(Action::Undo);
    let undone = desk.done();
    assert_eq!(
        (named(&undone.history.done), named(&undone.history.undone)),
        (vec!["新建方案：甲".to_owned()], vec!["项目改名".to_owned()])
    );
}

#[test]
fn the_ledger_is_written_as_a_table() {
    use fugai::model::plan::{ProblemId, ProblemPlace};
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(None);
    desk.send(Action::OpenSample);
    let snapshot = desk.settled();
    let gap = &snapshot.analysis.as_ref().unwrap().gaps[0];
    for title in ["甲", "乙"] {
        desk.send(PlanAction::PutProblem(Box::new(problem(title, gap.label_point, ProblemPlace::Gap))));
    }
    desk.done();
    let path = dir.path().join("台账");
    let (problems, today) = (vec![ProblemId(2), ProblemId(1)], "2024-07-01".parse().unwrap());
    desk.send(PlanAction::ExportLedger { path: path.clone(), problems, today, english: false });
    let told = desk.done();
    assert!(told.messages.last().unwrap().zh.contains("已导出"), "{:?}", told.messages);
    let text = std::fs::read_to_string(path.with_extension("csv")).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 3);
    let zone = gap.zone.clone().unwrap_or_default();
    assert!(rows[1].starts_with(&format!("2,乙,服务盲区,盲区,{zone},街道办,2024-06-30,未整改,是,")), "{}", rows[1]);
    assert!(rows[2].starts_with("1,甲,"));
    let east: f64 = rows[1].split(',').nth(12).unwrap().parse().unwrap();
    assert!((119.0..121.0).contains(&east), "degrees are written: {east}");
    // A folder that cannot be made is told, and nothing happens.
    let bad = PlanAction::ExportLedger {
        path: path.with_extension("csv").join("x.csv"),
        problems: vec![ProblemId(1)],
        today,
        english: true,
    };
    desk.send(bad);
    let told = desk.done();
    assert_eq!(told.messages.last().unwrap().severity, fugai::session::Severity::Error);
}

#[test]
fn projects_that_were_open_are_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let desk = Desk::start(Some(&data));
    desk.send(Action::OpenSample);
    desk.settled();
    desk.send(Action::RenameProject("区".to_owned()));
    desk.saved();
    let (one, two) = (dir.path().join("一.gpkg"), dir.path().join("二.gpkg"));
    for path in [&one, &two] {
        desk.send(Action::SaveAs(path.clone()));
        desk.until(|s| s.file.as_ref().is_some_and(|f| f.path.as_ref() == Some(path)));
    }
    assert_eq!(desk.saved().recent.to_vec(), [two.clone(), one.clone()], "the nameless one is gone");
    drop(desk.session);
    std::fs::remove_file(&one).unwrap();
    let desk = Desk::start(Some(&data));
    assert_eq!(desk.done().recent.to_vec(), [two]);
}
