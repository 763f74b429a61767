//! The file by itself: what is written is read again, whatever happens to it meanwhile.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use fugai::model::plan::{Document, Edit, Scenario, ScenarioId, diff};
use fugai::model::{Role, Text};
use fugai::store::{Commit, Finding, History, Opened, ReadOnly, Store, StoreError, View, is_project};

use super::support::{Dice, district, pocket};

fn made(dir: &Path, document: &Document) -> std::path::PathBuf {
    let path = dir.join("天宁 100%#1.gpkg");
    drop(Store::create(&path, document, &History::default(), &View::default()).unwrap());
    path
}

fn open(path: &Path) -> Opened {
    Store::open(path, &std::env::temp_dir()).unwrap()
}

fn step(store: &mut Store, change: impl FnOnce(&mut Document)) -> Arc<Edit> {
    let mut next = store.document().clone();
    change(&mut next);
    let edit = Arc::new(Edit { name: Text::new("改", "change"), changes: diff(store.document(), &next) });
    store.commit(&Commit::Did(Arc::clone(&edit))).unwrap();
    edit
}

#[test]
fn a_document_comes_back_bit_for_bit() {
    let dir = tempfile::tempdir().unwrap();
    let document = district();
    let path = made(dir.path(), &document);
    assert!(is_project(&path));
    let opened = open(&path);
    assert_eq!(opened.findings, []);
    assert_eq!(opened.read_only, None);
    for (a, b) in document.layers.iter().zip(&opened.store.document().layers) {
        assert!(a.same_as(b), "{}: {:?} against {:?}", a.name, a.features[0], b.features[0]);
    }
    assert!(document.same_as(opened.store.document()));
    // Nothing but the project and its lock is left lying about.
    drop(opened);
    let mut names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["天宁 100%#1.gpkg", "天宁 100%#1.gpkg.lock"]);
}

#[test]
fn steps_are_written_undone_and_done_again_and_the_history_survives() {
    let dir = tempfile::tempdir().unwrap();
    let start = district();
    let path = made(dir.path(), &start);
    let mut dice = Dice(4);
    let mut store = open(&path).store;
    let mut states = vec![start];
    for i in 0..60 {
        let pocket = pocket(&mut dice, &format!("园 {i}"));
        step(&mut store, |d| match i % 6 {
            0 => d.scenarios.push(Arc::new(Scenario::empty(d.free_scenario(), format!("方案 {i}")))),
            1 if i > 20 && d.layers.len() > 3 => drop(d.layers.remove(i % d.layers.len())),
            2 => Arc::make_mut(&mut d.layers[0]).role = if i % 4 == 0 { Role::Context } else { Role::Population },
            3 => Arc::make_mut(&mut d.layers[1]).name = "居住用地".to_owned(),
            _ => {
                let id = d.free_proposal();
                let scenario = d.scenario_mut(ScenarioId(1)).unwrap();
                scenario.proposals.push(Arc::new(fugai::model::plan::Proposal { id, ..pocket }));
            }
        });
        states.push(store.document().clone());
    }
    let view = View { scenario: Some(ScenarioId(1)), year: Some(2024), window: "{}".to_owned() };
    store.commit(&Commit::View(view.clone())).unwrap();
    drop(store);

    let Opened { mut store, history, view: seen, findings, .. } = open(&path);
    assert_eq!((findings, seen), (Vec::new(), view));
    assert!(store.document().same_as(states.last().unwrap()));
    assert_eq!(history.done.len(), states.len() - 1);
    for (edit, state) in history.done.iter().rev().zip(states.iter().rev().skip(1)).take(40) {
        store.commit(&Commit::Undid(Arc::clone(edit))).unwrap();
        assert!(store.document().same_as(state));
    }
    drop(store);
    let Opened { mut store, history, .. } = open(&path);
    assert_eq!((history.done.len(), history.undone.len()), (states.len() - 41, 40));
    assert!(store.document().same_as(&states[states.len() - 41]));
    for edit in history.undone.iter().rev().take(39) {
        store.commit(&Commit::Redid(Arc::clone(edit))).unwrap();
    }
    // A new step takes the place of the one that was not done again.
    step(&mut store, |d| d.head_mut().name = "新名".to_owned());
    drop(store);
    let opened = open(&path);
    assert_eq!((opened.history.done.len(), opened.history.undone.len()), (states.len() - 1, 0));
    assert_eq!(opened.store.document().head.name, "新名");
}

#[test]
fn a_second_window_only_looks_and_a_third_writes_when_the_first_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path(), &district());
    let first = open(&path);
    let mut second = open(&path);
    assert_eq!(second.read_only, Some(ReadOnly::InUse));
    assert!(matches!(second.store.commit(&Commit::View(View::default())), Err(StoreError::ReadOnly { .. })));
    assert!(matches!(
        Store::create(&path, &district(), &History::default(), &View::default()),
        Err(StoreError::InUse { .. })
    ));
    drop((first, second));
    assert_eq!(open(&path).read_only, None);
}

#[test]
fn what_is_no_project_or_a_newer_one_is_refused_with_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("empty.gpkg"), "").unwrap();
    fs::write(at("text.gpkg"), "{\"type\": \"FeatureCollection\"}".repeat(10)).unwrap();
    for name in ["empty.gpkg", "text.gpkg", "missing.gpkg", "."] {
        let error = Store::open(&at(name), dir.path()).unwrap_err();
        let good = matches!(error, StoreError::NotAProject { .. } | StoreError::Missing { .. });
        assert!(good && !is_project(&at(name)), "{name}: {error}");
    }
    let path = made(dir.path(), &district());
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute("UPDATE fugai_settings SET value = '99' WHERE key = 'schema'", []).unwrap();
    drop(other);
    let error = Store::open(&path, dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::Newer { version: 99, .. }), "{error}");
    assert!(error.zh().contains("更新") && error.to_string().contains("newer version"));
}

#[test]
fn a_full_disk_loses_nothing_and_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path(), &district());
    let mut store = open(&path).store;
    step(&mut store, |d| d.scenarios.push(Arc::new(Scenario::empty(ScenarioId(1), "甲"))));
    let size = fs::metadata(&path).unwrap().len();
    store.limit_size(size).unwrap();
    let mut next = store.document().clone();
    next.scenario_mut(ScenarioId(1)).unwrap().note = "长".repeat(100_000);
    let changes = diff(store.document(), &next);
    let edit = Commit::Did(Arc::new(Edit { name: Text::default(), changes }));
    let before = store.document().clone();
    let error = store.commit(&edit).unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }) && error.may_pass(), "{error}");
    assert!(error.to_string().contains("天宁"), "the file is named: {error}");
    assert!(store.document().same_as(&before));
    store.limit_size(size * 10).unwrap();
    store.commit(&edit).unwrap();
    drop(store);
    let opened = open(&path);
    assert!(opened.store.document().same_as(&next) && opened.findings.is_empty());
}

#[test]
fn a_file_that_is_moved_away_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path(), &district());
    let mut store = open(&path).store;
    fs::rename(&path, dir.path().join("elsewhere.gpkg")).unwrap();
    let error = store.commit(&Commit::View(View::default())).unwrap_err();
    assert!(matches!(error, StoreError::Moved { .. }), "{error}");
}

#[test]
fn every_damage_is_told_and_what_can_be_read_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let document = district();
    let path = made(dir.path(), &document);
    let whole = fs::read(&path).unwrap();

    // Another program changes an attribute: the file is sound, but not what was written.
    let other = rusqlite::Connection::open(&path).unwrap();
    other.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    other.execute("UPDATE \"公园\" SET \"名称\" = '改名' WHERE fid = 1", []).unwrap();
    drop(other);
    let opened = open(&path);
    assert_eq!(opened.findings, [Finding::LayerAltered { layer: "公园".to_owned() }]);
    assert_eq!(opened.read_only, None);
    drop(opened);

    let mut dice = Dice(11);
    let (mut read, mut refused) = (0, 0);
    for round in 0..60 {
        let mut bytes = whole.clone();
        match round % 3 {
            0 => bytes.truncate(4096 * (1 + dice.below(whole.len() / 4096 - 1))),
            1 => {
                let page = 1 + dice.below(whole.len() / 4096 - 1);
                bytes[page * 4096..(page + 1) * 4096].fill(0);
            }
            _ => {
                for _ in 0..20 {
                    let at = 100 + dice.below(bytes.len() - 100);
                    bytes[at] ^= 1 << dice.below(8);
                }
            }
        }
        let name = dir.path().join(format!("hurt-{round}.gpkg"));
        fs::write(&name, &bytes).unwrap();
        match Store::open(&name, dir.path()) {
            Err(StoreError::Damaged { .. } | StoreError::NotAProject { .. } | StoreError::Newer { .. }) => refused += 1,
            Err(error) => panic!("round {round}: {error}"),
            Ok(opened) => {
                read += 1;
                let same = opened.store.document().same_as(&document);
                let told = !opened.findings.is_empty() || opened.read_only.is_some();
                // Bytes that nobody reads (free space, the spatial index) may change unseen.
                assert!(same || told, "round {round}: another document, and nobody says so");
                if let Some(ReadOnly::Damaged { copy, .. }) = &opened.read_only {
                    let kept = fs::read(copy.as_ref().unwrap()).unwrap();
                    assert!(kept == bytes, "round {round}: the copy is what was there");
                }
                assert_eq!(fs::read(&name).unwrap().len(), bytes.len());
            }
        }
    }
    // Of so small a file every page matters to something; still more than a third can be read in part.
    eprintln!("{read} were read, {refused} were not");
    assert!(read >= 20, "{read} were read, {refused} were not");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_looked_at() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path(), &district());
    fs::remove_file(dir.path().join("天宁 100%#1.gpkg.lock")).unwrap();
    let mode = |m| fs::set_permissions(dir.path(), fs::Permissions::from_mode(m)).unwrap();
    mode(0o555);
    let forbidden = fs::write(dir.path().join("probe"), "").is_err();
    let opened = Store::open(&path, &std::env::temp_dir());
    mode(0o755);
    if forbidden {
        let opened = opened.unwrap();
        assert_eq!(opened.read_only, Some(ReadOnly::Forbidden));
        assert!(opened.store.document().same_as(&district()));
    } else {
        eprintln!("skipped: this user may write everywhere");
    }
}
