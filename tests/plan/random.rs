//! Whatever a user may do, in any order: undone it is the start, done again it is the end, in memory and on the disk.
//!
//! 400 actions by default; `FUGAI_ACTIONS=10000` makes ten thousand, `FUGAI_ACTIONS_SEED` others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fugai::model::plan::{
    Comment, CommentId, Document, FacilityRef, Happened, Period, PlacementRules, Prefer, Problem, ProblemId,
    ProblemPlace, ProblemState, Proposal, ProposalId, ScoreItem, ScoreSheet, Scored, SheetId, What,
};
use fugai::model::{FacilityKind, Layer, Role};
use fugai::session::{Action, OpenRequest, PlanAction, Snapshot};

use super::session::{document, made, on_disk, opened};
use super::support::{Dice, district, pocket};

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(otherwise)
}

pub(super) fn problem(n: usize) -> Problem {
    Problem {
        id: ProblemId(0),
        at: [super::support::X + n as f64, super::support::Y],
        place: ProblemPlace::Gap,
        title: format!("盲区 {n}"),
        kind: "服务盲区".to_owned(),
        unit: "街道办".to_owned(),
        deadline: "2024-06-30".parse().ok(),
        state: ProblemState::Open,
        history: Vec::new(),
    }
}

/// Layer files in degrees about the district, two years of each: with identifiers, without, and of points.
fn layer_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for (name, kind) in [("公园", 0), ("停车场", 1), ("公厕", 2)] {
        for year in [2024, 2025] {
            let features: Vec<String> = (0..12)
                .filter(|i| (i + year) % 5 != 0)
                .map(|i| {
                    let lon = 119.97 + 0.0011 * f64::from(i) + if i == 7 { 0.0002 * f64::from(year - 2024) } else { 0.0 };
                    let (lat, e, n) = (31.785, lon + 0.0006, 31.7856);
                    let id = if kind == 0 { format!(r#""id":"{i}","#) } else { String::new() };
                    let geometry = if kind == 2 {
                        format!(r#"{{"type":"Point","coordinates":[{lon},{lat}]}}"#)
                    } else {
                        format!(
                            r#"{{"type":"Polygon","coordinates":[[[{lon},{lat}],[{e},{lat}],[{e},{n}],[{lon},{n}],[{lon},{lat}]]]}}"#
                        )
                    };
                    format!(
                        r#"{{"type":"Feature",{id}"properties":{{"name":"{name} {i}","泊位":{}}},"geometry":{geometry}}}"#,
                        20 * i + year % 7
                    )
                })
                .collect();
            let path = dir.join(format!("{name}{year}.geojson"));
            fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))).unwrap();
            files.push(path);
        }
    }
    files
}

fn pick<'a, T>(dice: &mut Dice, list: &'a [T]) -> Option<&'a T> {
    (!list.is_empty()).then(|| &list[dice.below(list.len())])
}

/// What is done to scenarios and what they propose.
fn plans(snapshot: &Snapshot, dice: &mut Dice, n: usize) -> Option<PlanAction> {
    let doc = snapshot.document.as_ref().unwrap();
    let ids: Vec<_> = doc.scenarios.iter().map(|s| s.id).collect();
    let some = |dice: &mut Dice| ids.get(dice.below(ids.len() + 1)).copied();
    let shown = snapshot.scenario.and_then(|id| doc.scenario(id));
    let list = shown.map(|s| &s.proposals[..]).unwrap_or_default();
    Some(match dice.below(17) {
        0 => PlanAction::NewScenario { name: format!("方案 {}", dice.below(5)), from: some(dice) },
        1 if ids.len() > 2 => PlanAction::RemoveScenario(*pick(dice, &ids)?),
        2 => PlanAction::ShowScenario(some(dice)),
        3 => PlanAction::ShowYear((dice.below(2) == 0).then_some(2024)),
        4 if ids.len() > 1 => PlanAction::Merge {
            from: *pick(dice, &ids)?,
            into: *pick(dice, &ids)?,
            prefer: if n.is_multiple_of(2) { Prefer::Ours } else { Prefer::Theirs },
        },
        5 => PlanAction::Remove(vec![pick(dice, list)?.id]),
        6 | 7 => {
            let moved = pocket(dice, "移");
            PlanAction::Put(Box::new(Proposal { id: pick(dice, list)?.id, ..moved }))
        }
        8 => PlanAction::RenameScenario(*pick(dice, &ids)?, format!("改名 {}", dice.below(7))),
        9 => PlanAction::NoteScenario(*pick(dice, &ids)?, format!("说明 {n}")),
        10..=12 => PlanAction::Put(Box::new(about_a_facility(&doc.layers, dice, n)?)),
        13 => {
            let mut several: Vec<Proposal> = (0..3).map(|i| pocket(dice, &format!("成批 {n}-{i}"))).collect();
            several.extend(about_a_facility(&doc.layers, dice, n));
            if let Some(there) = pick(dice, list) {
                several.push(Proposal { id: there.id, year: 2025, ..Proposal::clone(there) });
            }
            PlanAction::PutAll(several)
        }
        _ => PlanAction::Put(Box::new(pocket(dice, &format!("园 {n}")))),
    })
}

/// A facility of the base that is closed, enlarged, or given more spaces.
fn about_a_facility(layers: &[Arc<Layer>], dice: &mut Dice, n: usize) -> Option<Proposal> {
    let kinds = [
        (Role::Park, FacilityKind::Park),
        (Role::Toilet, FacilityKind::Toilet),
        (Role::Parking, FacilityKind::Parking),
    ];
    let (role, kind) = kinds[dice.below(3)];
    let of: Vec<&Arc<Layer>> = layers.iter().filter(|l| l.role == role).collect();
    let layer = pick(dice, &of)?;
    let facility = FacilityRef::to(layer, pick(dice, &layer.features)?);
    let mut it = Proposal::new(kind, fugai::geom::Shape::default(), 2023 + dice.below(3) as i32);
    it.name = format!("原有 {n}");
    match dice.below(3) {
        0 => it.what = What::Close(facility),
        1 => {
            it.what = What::Change(facility);
            it.area_m2 = Some(400.0 + 9000.0 * dice.unit());
        }
        _ => {
            it.what = What::Change(facility);
            it.shape = pocket(dice, "").shape;
            it.spaces = (kind == FacilityKind::Parking).then(|| dice.below(300) as f64);
        }
    }
    Some(it)
}

/// What is done in the tabs of the ledger, the comments, the scores and the dated figures.
fn ledger(snapshot: &Snapshot, dice: &mut Dice, n: usize) -> Option<PlanAction> {
    let doc = snapshot.document.as_ref().unwrap();
    let happened = |dice: &mut Dice| Happened {
        date: "2024-05-01".parse().unwrap(),
        state: [ProblemState::Open, ProblemState::UnderWay, ProblemState::Closed][dice.below(3)],
        by: "张".to_owned(),
        text: format!("第 {n} 次"),
    };
    let comment = |id| Comment {
        id,
        proposal: ProposalId(1),
        scenario: snapshot.scenario,
        date: "2024-05-01".parse().unwrap(),
        by: String::new(),
        text: format!("意见 {n}"),
    };
    let item = |name: &str| ScoreItem { name: name.to_owned(), weight: 1.0, full: 10.0 };
    Some(match dice.below(14) {
        0 | 1 => PlanAction::PutProblem(Box::new(problem(n))),
        2 => PlanAction::NoteProblem(pick(dice, &doc.problems)?.id, happened(dice)),
        3 => PlanAction::PutProblem(Box::new(Problem { id: pick(dice, &doc.problems)?.id, ..problem(n) })),
        4 => PlanAction::RemoveProblem(pick(dice, &doc.problems)?.id),
        5 => PlanAction::PutComment(Box::new(comment(CommentId(0)))),
        6 => PlanAction::PutComment(Box::new(comment(pick(dice, &doc.comments)?.id))),
        7 => PlanAction::RemoveComment(pick(dice, &doc.comments)?.id),
        8 => PlanAction::PutSheet(Box::new(ScoreSheet {
            id: SheetId(0),
            name: format!("评分 {n}"),
            zone: None,
            items: vec![item("整洁")],
            scores: Vec::new(),
        })),
        9 => {
            let mut sheet = ScoreSheet::clone(pick(dice, &doc.sheets)?);
            sheet.items.push(item("绿化"));
            let marks = sheet.items.iter().map(|_| (dice.below(3) > 0).then(|| 10.0 * dice.unit())).collect();
            let (by, note) = ("李".to_owned(), format!("{n}"));
            sheet.scores.push(Scored { date: "2024-05-01".parse().unwrap(), marks, by, note });
            PlanAction::PutSheet(Box::new(sheet))
        }
        10 => PlanAction::RemoveSheet(pick(dice, &doc.sheets)?.id),
        11 | 12 => PlanAction::KeepFigures {
            date: "2024-06-30".parse().unwrap(),
            period: [Period::Month, Period::Quarter, Period::Year][dice.below(3)],
            label: format!("存 {n}"),
        },
        _ => PlanAction::RemoveFigures(pick(dice, &doc.figures)?.id),
    })
}

/// What is done to the base and to the project as a whole.
fn base(snapshot: &Snapshot, files: &[PathBuf], dice: &mut Dice) -> Option<Action> {
    let doc = snapshot.document.as_ref().unwrap();
    let layer = pick(dice, &doc.layers)?;
    let from_a_file: Vec<&Arc<Layer>> = doc.layers.iter().filter(|l| files.contains(&l.source.path)).collect();
    let file = pick(dice, files)?.clone();
    Some(match dice.below(11) {
        0 => Action::SetRules(["city-checkup-2021", "garden-city-2022"][dice.below(2)].to_owned()),
        1 => Action::SetTargets((dice.below(2) == 0).then(|| "pukou-2023".to_owned())),
        2 => Action::SetRole(layer.id, [Role::Context, Role::Park, Role::Residential, Role::Zone][dice.below(4)]),
        3 if doc.layers.len() > 3 => Action::RemoveLayer(layer.id),
        4 => Action::RenameProject(format!("区 {}", dice.below(9))),
        5 => {
            let rules = PlacementRules {
                on_candidates: dice.below(2) == 0,
                forbidden: (dice.below(2) == 0).then_some(layer.id).into_iter().collect(),
                spacing_m: BTreeMap::from([(FacilityKind::PocketPark, 100.0 * dice.unit())]),
                setback_m: BTreeMap::new(),
            };
            PlanAction::SetPlacement(rules).into()
        }
        6 | 7 => Action::Open(vec![OpenRequest { path: file, ..OpenRequest::default() }]),
        8 => {
            let crs = ["gcj02", "bd09", "wgs84"][dice.below(3)];
            Action::SetCrs(pick(dice, &from_a_file)?.id, crs.to_owned())
        }
        _ => {
            let layer = pick(dice, &from_a_file).map_or(layer, |l| *l);
            PlanAction::ReadUpdate(layer.id, OpenRequest { path: file, ..OpenRequest::default() }).into()
        }
    })
}

#[test]
fn random_actions_undone_and_done_again_give_the_start_and_the_end_in_memory_and_on_disk() {
    let actions = number("FUGAI_ACTIONS", 400);
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path());
    let files = layer_files(dir.path());
    let desk = opened(dir.path(), &path);
    let mut dice = Dice(number("FUGAI_ACTIONS_SEED", 1) as u64);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for n in 0..actions {
        let snapshot = desk.done();
        let action = match dice.below(12) {
            0 => Some(Action::Undo),
            1 => Some(Action::Redo),
            2..=4 => base(&snapshot, &files, &mut dice),
            5..=7 => ledger(&snapshot, &mut dice, n).map(Action::from),
            _ => plans(&snapshot, &mut dice, n).map(Action::from),
        };
        let Some(action) = action else { continue };
        let keeps = matches!(action, Action::Plan(PlanAction::KeepFigures { .. }));
        let reads = matches!(action, Action::Plan(PlanAction::ReadUpdate(..)));
        let waits = reads || matches!(action, Action::Open(_) | Action::SetCrs(..));
        if keeps {
            desk.until(|s| s.job.is_none());
        }
        desk.send(action);
        let after = desk.done();
        if waits {
            let after = desk.until(|s| s.job.is_none());
            if reads && after.update.is_some() {
                desk.send(PlanAction::AcceptUpdate);
            }
        }
        let name = desk.done().undo.clone().filter(|u| Some(u) != snapshot.undo.as_ref()).unwrap_or_default().zh;
        let kind: String = name.split(['：', ' ']).next().unwrap_or_default().to_owned();
        *kinds.entry(kind).or_default() += 1;
        drop(after);
    }
    while desk.done().redo.is_some() {
        desk.send(Action::Redo);
    }
    let end: Document = document(&desk.done());
    let mut steps = 0;
    while desk.done().undo.is_some() {
        desk.send(Action::Undo);
        steps += 1;
    }
    assert!(document(&desk.done()).same_as(&district()), "undone, it is the start");
    assert!(steps > actions / 4, "{steps} steps");
    for kind in ["更新图层", "改变坐标系", "打开图层", "选址规则", "存档指标", "放置", "方案改名", "方案说明"]
    {
        assert!(kinds.keys().any(|k| k.starts_with(kind)), "{kind} was never done: {kinds:?}");
    }
    assert_eq!(desk.close(), path);
    assert!(on_disk(&path).same_as(&district()), "undone, it is the start on the disk");

    // The history survives: another session does it all again.
    let desk = opened(dir.path(), &path);
    for _ in 0..steps {
        desk.send(Action::Redo);
    }
    let snapshot = desk.done();
    assert!(snapshot.redo.is_none() && document(&snapshot).same_as(&end), "done again, it is the end");
    desk.close();
    assert!(on_disk(&path).same_as(&end), "done again, it is the end on the disk");
}
