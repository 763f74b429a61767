//! A process that edits is killed at random moments; whatever it said to be saved is there, and nothing is damaged.
//!
//! 12 rounds by default; `FUGAI_KILLS=1000` makes a thousand, `FUGAI_KILL_SEED` others.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use fugai::model::plan::{Document, ProposalId, ScenarioId};
use fugai::session::{Action, PlanAction, Save};
use fugai::store::{History, Store, View};

use super::support::{Desk, Dice, district, pocket};

const FILE: &str = "district.gpkg";

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(otherwise)
}

/// The child: does one gesture after the other and says which are saved.
#[test]
fn child_that_edits_until_it_is_killed() {
    let Some(dir) = std::env::var_os("FUGAI_KILL_FOLDER") else { return };
    let dir = Path::new(&dir);
    let desk = Desk::start(Some(dir));
    desk.send(Action::OpenProject(dir.join(FILE)));
    desk.until(|s| s.document.as_ref().is_some_and(|d| !d.layers.is_empty()));
    let document = desk.done().document.clone().unwrap();
    let mut done = last_gesture(&document);
    let mut out = std::io::stdout();
    loop {
        for _ in 0..3 {
            done += 1;
            desk.send(gesture(done));
        }
        let snapshot = desk.done();
        if matches!(snapshot.file.as_ref().map(|f| &f.save), Some(Save::Saved(Some(_)))) {
            writeln!(out, "saved {}", last_gesture(snapshot.document.as_ref().unwrap())).unwrap();
            out.flush().unwrap();
        }
    }
}

/// The gesture with this number: two new parks, then the second one moves.
fn gesture(n: u32) -> Action {
    let mut proposal = pocket(&mut Dice(u64::from(n)), "园");
    proposal.note = n.to_string();
    if n.is_multiple_of(3) {
        proposal.id = ProposalId(n / 3 * 2);
    }
    PlanAction::Put(Box::new(proposal)).into()
}

fn last_gesture(document: &Document) -> u32 {
    document.scenarios.iter().flat_map(|s| &s.proposals).filter_map(|p| p.note.parse().ok()).max().unwrap_or(0)
}

fn check(document: &Document, gestures: u32) {
    let scenario = document.scenario(ScenarioId(1));
    let notes: Vec<u32> = scenario.iter().flat_map(|s| &s.proposals).filter_map(|p| p.note.parse().ok()).collect();
    let mut expected: Vec<u32> = Vec::new();
    for n in 1..=gestures {
        if n % 3 == 0 {
            *expected.last_mut().unwrap() = n;
        } else {
            expected.push(n);
        }
    }
    assert_eq!(notes, expected);
}

#[test]
fn nothing_that_was_saved_is_lost_when_the_process_is_killed() {
    let rounds = number("FUGAI_KILLS", 12);
    let mut dice = Dice(number("FUGAI_KILL_SEED", 1));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let start = district();
    drop(Store::create(&path, &start, &History::default(), &View::default()).unwrap());
    let mut at_least = 0;
    for round in 0..rounds {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child_that_edits_until_it_is_killed", "--nocapture"])
            .env("FUGAI_KILL_FOLDER", dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let reader = std::thread::spawn(move || {
            let mut last = 0;
            while let Some(Ok(line)) = lines.next() {
                if let Some(n) = line.split("saved ").nth(1).and_then(|n| n.trim().parse::<u32>().ok()) {
                    last = n;
                }
            }
            last
        });
        std::thread::sleep(Duration::from_millis(60 + dice.below(500) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let said = reader.join().unwrap();
        at_least = at_least.max(said);
        let opened = Store::open(&path, dir.path()).unwrap_or_else(|e| panic!("round {round}: {e}"));
        assert_eq!((&opened.findings[..], &opened.read_only), (&[][..], &None), "round {round}");
        let document = opened.store.document();
        let there = last_gesture(document);
        assert!(there >= at_least, "round {round}: {at_least} gestures were saved, {there} are there");
        check(document, there);
        assert_eq!(opened.history.done.len() as u32, there, "round {round}");
        at_least = there;
        if round % 8 == 0 {
            let mut back = Document::clone(document);
            for edit in opened.history.done.iter().rev() {
                back.apply(&(**edit).clone().inverse()).unwrap();
            }
            assert!(back.same_as(&start), "round {round}: undo leads back to the start");
        }
        // The file grows by thousands of gestures otherwise.
        if there > 1500 {
            drop(opened);
            drop(Store::create(&path, &start, &History::default(), &View::default()).unwrap());
            at_least = 0;
        }
    }
    assert!(rounds < 5 || at_least > 0, "the child did something at all");
    let _ = Arc::new(start);
}
