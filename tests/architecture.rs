//! Holds the `use crate::…` lines of every room against the table in ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The table of arrows: lines such as `| geom | – |` and `| io | crs, geom, model |` below "## Rooms".
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is readable");
    let rows: BTreeMap<_, BTreeSet<_>> = text
        .lines()
        .skip_while(|l| !l.starts_with("| room | may use |"))
        .skip(2)
        .take_while(|l| l.starts_with('|'))
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let room = cells.next().expect("a room").trim_matches('`').to_owned();
            let uses = cells.next().expect("what it may use");
            let uses = uses.split(',').map(|u| u.trim().trim_matches('`').to_owned()).filter(|u| u != "–").collect();
            (room, uses)
        })
        .collect();
    assert!(rows.len() >= 9, "the table of rooms was not found in ARCHITECTURE.md");
    rows
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Rooms that a file names by `crate::room`, in code (comments and doc links aside).
fn rooms_used(source: &str, rooms: &BTreeSet<String>) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for line in source.lines().map(|l| l.split("//").next().unwrap_or("")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let inner = group.split('}').next().unwrap_or("");
                used.extend(rooms.iter().filter(|r| inner.split(',').any(|p| first_segment(p.trim()) == **r)).cloned());
            } else if let Some(room) = rooms.get(first_segment(rest)) {
                used.insert(room.clone());
            }
        }
    }
    used
}

fn first_segment(path: &str) -> &str {
    path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
}

#[test]
fn every_room_uses_only_what_the_table_allows() {
    let table = table();
    let rooms: BTreeSet<String> = table.keys().cloned().collect();
    let mut wrong = Vec::new();
    for (room, allowed) in &table {
        let mut files = Vec::new();
        rust_files(&root().join("src").join(room), &mut files);
        for file in files {
            let source = std::fs::read_to_string(&file).expect("a readable file");
            for used in rooms_used(&source, &rooms) {
                if used != *room && !allowed.contains(&used) {
                    wrong.push(format!("{} uses {used}", file.strip_prefix(root()).unwrap_or(&file).display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that the table does not have:\n{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_room_and_no_cycle() {
    let table = table();
    let on_disk: BTreeSet<String> = std::fs::read_dir(root().join("src"))
        .expect("src is readable")
        .filter_map(|e| {
            let path = e.ok()?.path();
            path.is_dir().then(|| path.file_name().map(|n| n.to_string_lossy().into_owned()))?
        })
        .collect();
    assert_eq!(on_disk, table.keys().cloned().collect(), "rooms on disk against rooms in ARCHITECTURE.md");

    let mut left = table;
    while !left.is_empty() {
        let free: Vec<String> = left
            .iter()
            .filter(|(_, uses)| uses.iter().all(|u| !left.contains_key(u)))
            .map(|(r, _)| r.clone())
            .collect();
        assert!(!free.is_empty(), "rooms in a circle: {:?}", left.keys());
        for room in free {
            left.remove(&room);
        }
    }
}

#[test]
fn the_scan_finds_groups_paths_and_ignores_comments() {
    let rooms = ["geom", "io", "ui"].map(str::to_owned).into();
    let used = rooms_used("use crate::{geom, io::read};\n// crate::ui\nlet x = crate::geom::Coord::zero();", &rooms);
    assert_eq!(used, ["geom", "io"].map(str::to_owned).into());
}
