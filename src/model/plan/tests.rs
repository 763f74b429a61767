use std::sync::Arc;

use super::*;
use crate::geom::repair::normalise;
use crate::geom::{Coord, Shape};
use crate::model::{CrsOrigin, FacilityKind, Feature, Import, Layer, LayerId, Role, RuleSet, Source, TargetSet, Text};

fn rules() -> Arc<RuleSet> {
    Arc::new(RuleSet::builtin(RuleSet::DEFAULT_ID).unwrap())
}

fn square(x: f64, y: f64, size: f64) -> Shape {
    let at = |dx: f64, dy: f64| Coord { x: x + dx, y: y + dy };
    Shape::from_region(normalise(vec![vec![vec![at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size)]]]).0)
}

fn layer(id: u32) -> Arc<Layer> {
    Arc::new(Layer {
        id: LayerId(id),
        role: Role::Park,
        name: format!("公园 {id}"),
        source: Source { crs_origin: CrsOrigin::Chosen, ..Source::default() },
        fields: Arc::new([]),
        features: Arc::new([Feature { shape: square(0.1, 0.2, 30.0), ..Feature::default() }]),
        import: Import::default(),
    })
}

fn proposal(id: u32, x: f64) -> Arc<Proposal> {
    let mut it = Proposal::new(FacilityKind::PocketPark, square(x, 1.0 / 3.0, 20.0), 2024);
    it.id = ProposalId(id);
    Arc::new(it)
}

#[test]
fn every_rule_set_and_plan_can_be_written_in_full_and_read_back() {
    for id in RuleSet::builtin_ids() {
        let rules = RuleSet::builtin(id).unwrap();
        assert_eq!(RuleSet::from_toml(&rules.to_toml()).unwrap(), rules, "{id}");
    }
    for id in TargetSet::builtin_ids() {
        let plan = TargetSet::builtin(id).unwrap();
        assert_eq!(TargetSet::from_toml(&plan.to_toml()).unwrap(), plan, "{id}");
    }
}

#[test]
fn a_proposal_survives_being_written_down_to_the_last_bit() {
    let mut it = Proposal::clone(&proposal(7, 0.1 + 0.2));
    it.shape.points = Box::new([Coord { x: 497_158.123_456_789, y: 1.0 / 3.0 }]);
    it.what = What::Change(FacilityRef { layer: LayerId(3), index: 9, id: Some("a".into()) });
    it.fields = vec![("车型".into(), "小型".into_value()), ("x".into(), crate::model::Value::Number(0.1))];
    let text = serde_json::to_string(&it).unwrap();
    assert_eq!(serde_json::from_str::<Proposal>(&text).unwrap(), it, "{text}");
    // Of the fields only what has no default must be there.
    let short: Proposal = serde_json::from_str(r#"{"id":1,"kind":"toilet","year":2025}"#).unwrap();
    assert_eq!((short.what.clone(), short.fault()), (What::New, Some(Fault::NoPosition)));
}

trait IntoValue {
    fn into_value(self) -> crate::model::Value;
}

impl IntoValue for &str {
    fn into_value(self) -> crate::model::Value {
        crate::model::Value::Text(self.into())
    }
}

#[test]
fn faults_are_named() {
    let good = Proposal::clone(&proposal(1, 0.0));
    assert_eq!(good.fault(), None);
    let with = |f: fn(&mut Proposal)| {
        let mut it = good.clone();
        f(&mut it);
        it.fault()
    };
    assert_eq!(with(|p| p.shape = Shape::default()), Some(Fault::NoPosition));
    assert_eq!(with(|p| p.shape = Shape::from_point(Coord { x: f64::NAN, y: 0.0 })), Some(Fault::BadCoordinates));
    assert_eq!(with(|p| p.area_m2 = Some(-1.0)), Some(Fault::BadFigure));
    assert_eq!(with(|p| p.cost = Some(f64::INFINITY)), Some(Fault::BadFigure));
    assert_eq!(with(|p| p.year = 24), Some(Fault::BadYear));
}

/// A generator of numbers; the same seed gives the same ones.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

fn random_step(doc: &Document, dice: &mut Dice) -> Document {
    let mut next = doc.clone();
    match dice.below(12) {
        0 => next.layers.insert(dice.below(next.layers.len() + 1), layer(doc.free_layer().0)),
        1 if !next.layers.is_empty() => drop(next.layers.remove(dice.below(next.layers.len()))),
        2 if next.layers.len() > 1 => {
            let (a, b) = (dice.below(next.layers.len()), dice.below(next.layers.len()));
            next.layers.swap(a, b);
        }
        3 => {
            next.head_mut().name = format!("区 {}", dice.below(100));
            next.head_mut().targets = TargetSet::builtin("pukou-2023").map(Arc::new).filter(|_| dice.below(2) == 0);
        }
        4 => next.scenarios.push(Arc::new(Scenario::empty(doc.free_scenario(), "方案"))),
        5 if !next.scenarios.is_empty() => {
            let of = dice.below(next.scenarios.len());
            let fork = next.scenarios[of].fork(doc.free_scenario(), "分支");
            next.scenarios.insert(dice.below(next.scenarios.len()), Arc::new(fork));
        }
        6 if next.scenarios.len() > 3 => drop(next.scenarios.remove(dice.below(next.scenarios.len()))),
        7 if !next.scenarios.is_empty() => {
            let at = dice.below(next.scenarios.len());
            Arc::make_mut(&mut next.scenarios[at]).name = format!("名 {}", dice.below(9));
        }
        8 => next.problems.push(Arc::new(Problem {
            id: doc.free_problem(),
            at: [1.0, 2.0],
            place: ProblemPlace::Gap,
            title: "盲区".to_owned(),
            kind: String::new(),
            unit: "街道".to_owned(),
            deadline: None,
            state: ProblemState::Open,
            history: Vec::new(),
        })),
        _ if !next.scenarios.is_empty() => {
            let id = doc.free_proposal().0;
            let x = dice.below(1000) as f64 / 7.0;
            let at = dice.below(next.scenarios.len());
            let list = &mut Arc::make_mut(&mut next.scenarios[at]).proposals;
            match dice.below(3) {
                0 if !list.is_empty() => drop(list.remove(dice.below(list.len()))),
                1 if !list.is_empty() => {
                    let old = dice.below(list.len());
                    let id = list[old].id.0;
                    list[old] = proposal(id, x);
                }
                _ => list.insert(dice.below(list.len() + 1), proposal(id, x)),
            }
        }
        _ => {}
    }
    next
}

#[test]
fn random_edits_taken_back_and_made_again_give_the_start_and_the_end() {
    for seed in 0..20 {
        let mut dice = Dice(seed);
        let start = Document::empty(rules());
        let mut now = start.clone();
        let mut edits = Vec::new();
        for _ in 0..120 {
            let next = random_step(&now, &mut dice);
            let edit = Edit { name: Text::new("改", "change"), changes: diff(&now, &next) };
            now.apply(&edit).unwrap();
            assert!(now.same_as(&next), "seed {seed}: an edit leads where it was made to lead");
            edits.push(edit);
        }
        let end = now.clone();
        for edit in edits.iter().rev() {
            now.apply(&edit.clone().inverse()).unwrap();
        }
        assert!(now.same_as(&start), "seed {seed}");
        for edit in &edits {
            now.apply(edit).unwrap();
        }
        assert!(now.same_as(&end), "seed {seed}");
    }
}

#[test]
fn an_edit_that_does_not_fit_changes_nothing() {
    let mut doc = Document::empty(rules());
    let missing = Item { old: Some((0, proposal(1, 0.0))), new: None };
    let added = Change::Problem(Item::<Arc<Problem>> { old: None, new: None });
    let edit = Edit { name: Text::default(), changes: vec![added, Change::Proposal(ScenarioId(4), missing)] };
    let before = doc.clone();
    assert!(doc.apply(&edit).is_err());
    assert!(doc.same_as(&before));
}

#[test]
fn merging_takes_what_only_one_changed_and_names_what_both_did() {
    let mut base = Scenario::empty(ScenarioId(1), "甲");
    base.proposals = vec![proposal(1, 0.0), proposal(2, 10.0), proposal(3, 20.0)];
    let mut fork = base.fork(ScenarioId(2), "乙");
    fork.proposals[0] = proposal(1, 5.0); // moved in the fork alone
    fork.proposals.remove(1); // taken out of the fork alone
    fork.proposals.push(proposal(4, 40.0)); // new in the fork
    fork.proposals[1] = proposal(3, 21.0); // 3: both move it
    base.proposals[2] = proposal(3, 22.0);
    base.proposals.push(proposal(5, 50.0)); // new in the base
    let merged = merge(&base, &fork, Prefer::Ours);
    assert_eq!(merged.proposals, [proposal(1, 5.0), proposal(3, 22.0), proposal(5, 50.0), proposal(4, 40.0)]);
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.conflicts[0].on, ConflictOn::Proposal(ProposalId(3)));
    let theirs = merge(&base, &fork, Prefer::Theirs);
    assert!(theirs.proposals.contains(&proposal(3, 21.0)) && theirs.conflicts.len() == 1);
    // Nothing to merge is nothing changed.
    assert_eq!(merge(&base, &base.fork(ScenarioId(9), "丙"), Prefer::Theirs).proposals, base.proposals);
}

#[test]
fn two_proposals_for_one_facility_are_a_conflict() {
    let park = FacilityRef { layer: LayerId(1), index: 4, id: None };
    let close = |id| {
        let mut it = Proposal::clone(&proposal(id, 0.0));
        it.what = What::Close(park.clone());
        Arc::new(it)
    };
    let mut a = Scenario::empty(ScenarioId(1), "甲");
    let mut b = Scenario::empty(ScenarioId(2), "乙");
    a.proposals.push(close(1));
    b.proposals.push(close(2));
    let merged = merge(&a, &b, Prefer::Theirs);
    assert_eq!(merged.proposals, [close(2)]);
    assert_eq!(merged.conflicts[0].on, ConflictOn::Facility(park));
}

#[test]
fn a_sheet_is_added_up_by_its_weights() {
    let item = |weight, full| ScoreItem { name: String::new(), weight, full };
    let sheet = ScoreSheet {
        id: SheetId(1),
        name: "街区".to_owned(),
        zone: None,
        items: vec![item(3.0, 10.0), item(1.0, 5.0), item(0.0, 5.0)],
        scores: Vec::new(),
    };
    let marks = |m: Vec<Option<f64>>| Scored {
        date: "2024-03-31".parse().unwrap(),
        marks: m,
        by: String::new(),
        note: String::new(),
    };
    assert_eq!(sheet.total(&marks(vec![Some(8.0), Some(5.0), None])), Some(85.0));
    assert_eq!(sheet.total(&marks(vec![Some(8.0), None, None])), None);
    assert_eq!(sheet.total(&marks(vec![Some(11.0), Some(5.0)])), None, "above the full mark");
    assert_eq!(ScoreSheet { items: Vec::new(), ..sheet }.total(&marks(Vec::new())), None);
}

#[test]
fn dated_figures_are_compared_by_indicator_and_zone() {
    let figure = |n: f64, zones: &[(&str, f64)]| Figure {
        indicator: "park_coverage".to_owned(),
        unit: "ratio".to_owned(),
        numerator: n,
        denominator: 2.0,
        met: None,
        zones: zones
            .iter()
            .map(|(id, n)| ZoneFigure { id: (*id).to_owned(), name: (*id).to_owned(), numerator: *n, denominator: 1.0 })
            .collect(),
    };
    let set = |figures| DatedFigures {
        id: FiguresId(1),
        date: "2024-03-31".parse().unwrap(),
        period: Period::Month,
        label: String::new(),
        scenario: None,
        year: None,
        rules: "x".to_owned(),
        figures,
    };
    let rows = differences(&set(vec![figure(1.0, &[("a", 0.5), ("b", 0.5)])]), &set(vec![figure(1.5, &[("a", 0.75)])]));
    let short: Vec<_> = rows.iter().map(|d| (d.zone.as_ref().map(|z| z.0.as_str()), d.change())).collect();
    assert_eq!(short, [(None, Some(0.25)), (Some("a"), Some(0.25)), (Some("b"), None)]);
}
