//! Opening a pack: a folder or a zip file that anybody may have made.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::write::{as_data, made_anew, parameters};
use super::{RECORD, Record, SCHEMA, SUMS, sha256};
use crate::io::IoError;
use crate::io::write::Answer;
use crate::model::{RuleSet, TargetSet};

/// A pack holds no more than this: an office machine could not unpack it.
const MOST_BYTES: u64 = 4 << 30;
/// Nor more files.
const MOST_FILES: usize = 10_000;

/// A pack as it lies on the disk.
#[derive(Debug)]
pub struct Pack {
    /// Its record.
    pub record: Record,
    /// Every file by its name inside, with `/` between folders.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Reads a folder or a zip file into memory. Nothing is unpacked to the disk.
///
/// # Errors
/// Where there is no such file or folder, it cannot be read, is too large, or holds no record of this kind.
pub fn open(path: &Path) -> Result<Pack, IoError> {
    let meta = fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    let files = if meta.is_dir() { folder(path)? } else { zipped(path)? };
    let no_pack = |problem: String| IoError::Unreadable { path: path.to_owned(), problem };
    let record = files
        .get(RECORD)
        .ok_or_else(|| no_pack(format!("没有 {RECORD}，不是证据包 / no {RECORD}, no evidence pack")))?;
    let record: Record = serde_json::from_slice(record).map_err(|e| no_pack(format!("{RECORD}: {e}")))?;
    if record.schema != SCHEMA {
        return Err(no_pack(format!("{RECORD}: schema {} ≠ {SCHEMA}", record.schema)));
    }
    Ok(Pack { record, files })
}

/// Names and sizes in bytes of what is in a zip, in its order; `None` where it is none.
pub fn names(zip: &[u8]) -> Option<Vec<(String, u64)>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).ok()?;
    let all = 0..archive.len();
    all.map(|i| archive.by_index(i).ok().and_then(|f| Some((f.name().ok()?.into_owned(), f.size())))).collect()
}

fn unreadable(path: &Path, e: &std::io::Error) -> IoError {
    match e.kind() {
        std::io::ErrorKind::NotFound => IoError::NotFound { path: path.to_owned() },
        _ => IoError::Unreadable { path: path.to_owned(), problem: e.to_string() },
    }
}

fn too_large(path: &Path) -> IoError {
    IoError::Unreadable {
        path: path.to_owned(),
        problem: "过大，不是证据包 / too large for an evidence pack".to_owned(),
    }
}

fn folder(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, IoError> {
    let mut files = BTreeMap::new();
    let mut waiting: Vec<(PathBuf, String, usize)> = vec![(root.to_owned(), String::new(), 0)];
    let mut left = MOST_BYTES;
    while let Some((dir, prefix, depth)) = waiting.pop() {
        for entry in fs::read_dir(&dir).map_err(|e| unreadable(&dir, &e))? {
            let entry = entry.map_err(|e| unreadable(&dir, &e))?;
            let path = entry.path();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(|e| unreadable(&path, &e))?;
            if kind.is_dir() && depth < 4 {
                waiting.push((path, format!("{name}/"), depth + 1));
            } else if kind.is_file() {
                let mut bytes = Vec::new();
                let file = File::open(&path).map_err(|e| unreadable(&path, &e))?;
                file.take(left + 1).read_to_end(&mut bytes).map_err(|e| unreadable(&path, &e))?;
                left = left.checked_sub(bytes.len() as u64).ok_or_else(|| too_large(root))?;
                files.insert(name, bytes);
                if files.len() > MOST_FILES {
                    return Err(too_large(root));
                }
            }
        }
    }
    Ok(files)
}

fn zipped(path: &Path) -> Result<BTreeMap<String, Vec<u8>>, IoError> {
    let broken =
        |e: &dyn std::fmt::Display| IoError::Unreadable { path: path.to_owned(), problem: format!("zip: {e}") };
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(file)).map_err(|e| broken(&e))?;
    if archive.len() > MOST_FILES {
        return Err(too_large(path));
    }
    let mut files = BTreeMap::new();
    let mut left = MOST_BYTES;
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(|e| broken(&e))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|e| broken(&e))?.replace('\\', "/");
        let mut bytes = Vec::new();
        entry.take(left + 1).read_to_end(&mut bytes).map_err(|e| broken(&format!("{name}: {e}")))?;
        left = left.checked_sub(bytes.len() as u64).ok_or_else(|| too_large(path))?;
        files.insert(name, bytes);
    }
    // A zip made by hand of the folder has everything one folder further in.
    if !files.contains_key(RECORD)
        && let Some(root) = files.keys().find_map(|k| k.strip_suffix(RECORD).map(str::to_owned))
    {
        files = files.into_iter().filter_map(|(k, v)| Some((k.strip_prefix(&root)?.to_owned(), v))).collect();
    }
    Ok(files)
}

/// What is wrong with a file of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// Its bytes are not those it was listed with.
    Changed,
    /// It is listed and not there.
    Missing,
    /// It is there and not listed.
    Unlisted,
    /// It does not follow from the figures.
    NotFromFigures,
}

impl Pack {
    /// Files whose bytes are not those that `SHA256SUMS` lists, that are missing, or that are not listed, by name.
    pub fn file_faults(&self) -> Vec<(String, FileFault)> {
        let mut faults = Vec::new();
        let sums = self.files.get(SUMS).map(|b| String::from_utf8_lossy(b).into_owned());
        let Some(sums) = sums else {
            return vec![(SUMS.to_owned(), FileFault::Missing)];
        };
        let listed: BTreeMap<&str, &str> =
            sums.lines().filter_map(|l| l.split_once("  ")).map(|(hash, name)| (name.trim(), hash.trim())).collect();
        for (name, hash) in &listed {
            match self.files.get(*name) {
                None => faults.push(((*name).to_owned(), FileFault::Missing)),
                Some(bytes) if sha256(bytes) != *hash => faults.push(((*name).to_owned(), FileFault::Changed)),
                Some(_) => {}
            }
        }
        for input in &self.record.inputs {
            let changed = self.files.get(&input.file).is_some_and(|bytes| sha256(bytes) != input.sha256);
            if changed && !faults.iter().any(|(name, _)| *name == input.file) {
                faults.push((input.file.clone(), FileFault::Changed));
            }
        }
        let own = |name: &str| name == SUMS || listed.contains_key(name);
        faults.extend(self.files.keys().filter(|n| !own(n)).map(|n| (n.clone(), FileFault::Unlisted)));
        faults
    }

    /// The files that follow from the figures, made anew: to be held against those of the pack.
    ///
    /// # Errors
    /// As [`super::files`].
    pub fn made_anew(&self, answer: &Answer<'_>) -> Result<Vec<(String, Vec<u8>)>, IoError> {
        Ok(made_anew(answer)?.into_iter().filter(|(name, _)| self.files.contains_key(name)).collect())
    }

    /// The record's rules and the pack's rules, plan and parameters as data, to be held against one another.
    pub fn data(
        &self,
        rules: &RuleSet,
        targets: Option<&TargetSet>,
    ) -> [(&'static str, serde_json::Value, serde_json::Value); 3] {
        [
            (super::RULES, self.record.rules.clone(), as_data(rules)),
            (super::TARGETS, self.record.targets.clone(), targets.map_or(serde_json::Value::Null, as_data)),
            ("parameters", self.record.parameters.clone(), parameters()),
        ]
    }
}
