//! The project file of a session: made by itself, written gesture by gesture, moved to safety where it cannot be written.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::desk::{Desk, Event};
use super::desk_load::LoadPlan;
use super::desk_plan::with_extension;
use super::error::SessionError;
use super::keeper::{Keeper, Kept, Whole};
use super::messages::message;
use super::place::{self, Place};
use super::snapshot::{FileStatus, Message, Save, Severity};
use crate::store::{Commit, Finding, Opened, ReadOnly, StoreError};

impl Desk {
    /// Says that the project may only be read, where it is so.
    pub(super) fn refuse_if_read_only(&mut self) -> bool {
        let Some(reason) = self.file.as_ref().and_then(|f| f.read_only.clone()) else { return false };
        let (zh, en) = why_read_only(&reason);
        let error = SessionError::refused(
            format!("{zh}，不能修改；请用“另存为”存一份再改"),
            format!("{en} and cannot be changed; save it under another name and change that"),
        );
        self.report(Severity::Warning, &error, None);
        true
    }

    fn keeper(&mut self) -> &mut Keeper {
        let to_self = self.to_self.clone();
        self.keeper.get_or_insert_with(|| {
            Keeper::start(move |era, kept| {
                // Nobody listens any more when the session has ended.
                let _ = to_self.send(Event::Kept(era, kept));
            })
        })
    }

    fn folder(&self) -> Option<PathBuf> {
        match &self.start.place {
            Place::Memory => None,
            Place::Folder(folder) => Some(folder.clone()),
        }
    }

    /// Where copies go that cannot lie beside the file.
    pub(super) fn copies_folder(&self) -> PathBuf {
        self.folder().unwrap_or_else(std::env::temp_dir)
    }

    fn whole(&mut self, path: PathBuf) -> Whole {
        let upto = self.keeper().sent();
        let (history, view, era) = (self.history.clone(), self.view.clone(), self.era);
        Whole { path, document: (*self.document).clone(), history, view, upto, era }
    }

    /// Writes one gesture, in a file that is made where there is none yet.
    pub(super) fn keep(&mut self, commit: Commit) {
        match &mut self.file {
            Some(file) if file.read_only.is_some() => {}
            Some(file) => {
                let copy_too = matches!(file.save, Save::Waiting { .. });
                if !copy_too {
                    file.save = Save::Saving;
                }
                self.keeper().commit(commit);
                if copy_too {
                    self.rescue();
                }
            }
            None => {
                // The sample as it comes is nobody's work.
                let work = !self.document.layers.is_empty();
                let untouched = self.history.done.is_empty() && self.history.undone.is_empty();
                if work && !(self.document.head.synthetic && untouched) {
                    self.make_file("unsaved");
                }
            }
        }
    }

    /// Notes where the user is. Not worth a file of its own.
    pub(super) fn keep_view(&mut self) {
        if self.file.is_some() {
            let view = self.view.clone();
            self.keep(Commit::View(view));
        }
    }

    fn make_file(&mut self, stem: &str) {
        let Some(folder) = self.folder() else { return };
        match place::free_name(&folder, stem) {
            Ok(path) => {
                self.file = Some(FileStatus {
                    path: Some(path.clone()),
                    unnamed: true,
                    save: Save::Saving,
                    read_only: None,
                    findings: Vec::new(),
                });
                self.making = true;
                let whole = self.whole(path);
                self.keeper().create(whole);
            }
            Err(error) => {
                let folder = folder.display();
                self.say(message(
                    Severity::Error,
                    format!("无法在 {folder} 保存项目（{error}）；请用“另存为”选一个能写入的文件夹"),
                    format!(
                        "the project cannot be kept in {folder} ({error}); save it in a folder that can be written"
                    ),
                ));
            }
        }
    }

    fn rescue(&mut self) {
        let Some(folder) = self.folder() else { return };
        let known = self.file.as_ref().and_then(|f| match &f.save {
            Save::Waiting { copy, .. } => copy.clone(),
            _ => None,
        });
        let Some(path) = known.or_else(|| place::free_name(&folder, "rescued").ok()) else { return };
        let whole = self.whole(path);
        self.keeper().rescue(whole);
    }

    pub(super) fn save_as(&mut self, path: &Path) {
        let path = with_extension(path, "gpkg");
        let own = self
            .file
            .as_ref()
            .is_some_and(|f| f.read_only.is_none() && f.path.as_deref().is_some_and(|p| same(p, &path)));
        if own {
            return;
        }
        let read_only_self = self.file.as_ref().and_then(|f| f.path.as_deref()).is_some_and(|p| same(p, &path));
        if read_only_self {
            let error = SessionError::Store(StoreError::ReadOnly { path });
            self.report(Severity::Error, &error, None);
            return;
        }
        let whole = self.whole(path);
        self.keeper().create(whole);
    }

    pub(super) fn open_project(&mut self, path: PathBuf) {
        let path = std::path::absolute(&path).unwrap_or(path);
        if self.file.as_ref().and_then(|f| f.path.as_deref()).is_some_and(|p| same(p, &path)) {
            return;
        }
        self.loads.push_back(LoadPlan::Project(path));
    }

    /// From here on it is another project: what is still told of the one before comes too late.
    fn next_era(&mut self) {
        self.era += 1;
        self.making = false;
    }

    /// What the file should hold, where that may not be on the disk yet: for the case that it cannot be written when it
    /// is given up.
    fn unsaved(&mut self) -> Option<Whole> {
        let file = self.file.as_ref().filter(|f| f.read_only.is_none() && !matches!(f.save, Save::Saved(_)))?;
        let known = match &file.save {
            Save::Waiting { copy, .. } => copy.clone(),
            _ => None,
        };
        let folder = self.folder()?;
        // A name of its own: the next project may be in trouble before this copy is written.
        let path = known.or_else(|| place::free_name(&folder, &format!("rescued-{}", self.era)).ok())?;
        Some(self.whole(path))
    }

    /// The session ends: what was done is in the file, or in a copy that the next start opens.
    pub(super) fn end(&mut self) {
        if let Some(last) = self.unsaved() {
            self.keeper().end(last);
        }
    }

    /// The project that is open is given up; what was done is in its file.
    pub(super) fn close_file(&mut self) {
        let last = self.unsaved();
        self.next_era();
        if self.file.take().is_some() {
            self.keeper().release(last);
            self.note_last(None);
        }
    }

    fn note_last(&mut self, path: Option<&Path>) {
        if let Some(folder) = self.folder() {
            place::note_last(&folder, path);
            if let Some(path) = path {
                place::note_recent(&folder, path);
            }
            self.look_for_projects();
        }
    }

    /// Lists anew which projects there are to be opened.
    fn look_for_projects(&mut self) {
        (self.recent, self.unnamed) = known_projects(&self.start.place);
    }

    pub(super) fn take_project(&mut self, opened: Opened) {
        let Opened { store, history, view, read_only, findings } = opened;
        let last = self.unsaved();
        self.next_era();
        let unnamed = self.folder().is_some_and(|f| store.path().parent() == Some(&f));
        let path = store.path().to_owned();
        self.document = Arc::new(store.document().clone());
        self.history = history;
        self.view = view;
        let done = self.history.done.len();
        self.reset_stamps(done);
        self.analysis = None;
        self.analysed_revision = 0;
        if read_only.is_none() {
            let era = self.era;
            self.keeper().adopt(store, era, last);
            self.note_last(Some(&path));
        } else {
            self.keeper().release(last);
        }
        if let Some(original) = place::origin(&path) {
            self.say(rescued_copy(&original));
        }
        for finding in &findings {
            let (zh, en) = found(finding);
            self.say(message(Severity::Warning, zh, en));
        }
        if let Some(reason) = &read_only {
            let (zh, en) = why_read_only(reason);
            let name = path.display();
            self.say(message(Severity::Warning, format!("{name}：{zh}"), format!("{name}: {en}")));
        }
        self.file = Some(FileStatus { path: Some(path), unnamed, save: Save::Saved(None), read_only, findings });
        self.refresh(true);
    }

    /// Takes what the keeper tells of a project that was given up meanwhile: the one that is open has nothing to do with
    /// it. A file that was made is complete, and stays.
    fn kept_late(&mut self, kept: Kept) {
        match kept {
            Kept::Created(path, ..) | Kept::Rescued(path) => {
                if let Some(folder) = self.folder() {
                    place::note_recent(&folder, &path);
                    self.look_for_projects();
                }
            }
            Kept::NotCreated(error) | Kept::Waiting(error) | Kept::Failed(error) => {
                self.report(Severity::Error, &SessionError::Store(error), None);
            }
            Kept::Saved(..) => {}
        }
    }

    /// Takes what the keeper tells of the project of a number.
    pub(super) fn kept(&mut self, era: u64, kept: Kept) {
        if era != self.era {
            self.kept_late(kept);
            return;
        }
        let all = self.keeper().sent();
        match kept {
            Kept::Saved(upto, at) => {
                if let Some(file) = self.file.as_mut().filter(|_| upto == all) {
                    let before = std::mem::replace(&mut file.save, Save::Saved(Some(at)));
                    if matches!(before, Save::Waiting { .. }) {
                        // The copy is gone.
                        self.look_for_projects();
                    }
                }
            }
            Kept::Created(path, upto, at) => {
                self.making = false;
                let unnamed = self.folder().is_some_and(|f| path.parent() == Some(&f));
                let old =
                    self.file.as_ref().filter(|f| f.unnamed && f.read_only.is_none()).and_then(|f| f.path.clone());
                if let Some(old) = old.filter(|old| *old != path) {
                    // The whole project has a place of its own now: the nameless one is only in the way.
                    place::remove(&old);
                }
                self.note_last(Some(&path));
                let save = if upto == all { Save::Saved(Some(at)) } else { Save::Saving };
                self.file = Some(FileStatus { path: Some(path), unnamed, save, read_only: None, findings: Vec::new() });
            }
            Kept::NotCreated(error) => {
                // A file of ours that could not be made is tried again at the next gesture.
                if std::mem::take(&mut self.making) {
                    self.file = None;
                }
                self.report(Severity::Error, &SessionError::Store(error), None);
            }
            Kept::Waiting(error) => {
                if let Some(file) = &mut self.file {
                    file.save = Save::Waiting { zh: error.zh(), en: error.to_string(), copy: None };
                }
                self.report(Severity::Error, &SessionError::Store(error), None);
                self.rescue();
            }
            Kept::Rescued(path) => {
                if let Some(FileStatus { save: Save::Waiting { copy, .. }, .. }) = &mut self.file
                    && copy.as_ref() != Some(&path)
                {
                    *copy = Some(path.clone());
                    if let Some(folder) = self.folder() {
                        place::note_recent(&folder, &path);
                    }
                    self.look_for_projects();
                    let path = path.display();
                    self.say(message(
                        Severity::Info,
                        format!("在此期间，全部工作保存在 {path}"),
                        format!("Meanwhile all work is kept in {path}"),
                    ));
                }
            }
            Kept::Failed(error) => {
                self.report(Severity::Error, &SessionError::Store(error), None);
                let original = self.file.take().and_then(|f| f.path);
                self.make_file("rescued");
                if let Some(path) = self.file.as_ref().and_then(|f| f.path.clone()) {
                    if let Some(original) = original {
                        place::note_origin(&path, &original);
                    }
                    let path = path.display();
                    self.say(message(
                        Severity::Warning,
                        format!("项目现在保存在 {path}，什么都没有丢；可用“另存为”放回原处"),
                        format!("The project is now kept in {path}, nothing is lost; save it where it belongs"),
                    ));
                }
            }
        }
    }
}

/// Project files, each with when it was written last.
type Dated = Arc<[(PathBuf, Option<SystemTime>)]>;

/// The projects that were open before, the newest first, and those that nobody has named a place for.
pub(super) fn known_projects(place: &Place) -> (Arc<[PathBuf]>, Dated) {
    match place {
        Place::Memory => Default::default(),
        Place::Folder(folder) => (place::recent_projects(folder).into(), place::unnamed_projects(folder).into()),
    }
}

/// Says that this is the copy of a file that could not be written, and what to do.
fn rescued_copy(original: &Path) -> Message {
    let original = original.display();
    message(
        Severity::Warning,
        format!(
            "这是救援副本：{original} 当时写不进去，全部工作保存在这里，原文件缺少最后的修改；请让原处可以写入（腾出空间、插好磁盘），再用“另存为”存回原处"
        ),
        format!(
            "This is the rescued copy: {original} could not be written, all work is here, and the file itself lacks what \
             was done last; make room or put the disk back, then save this copy there (Save as)"
        ),
    )
}

/// Whether two paths name one file.
fn same(a: &Path, b: &Path) -> bool {
    let real = |p: &Path| std::fs::canonicalize(p).unwrap_or_else(|_| p.to_owned());
    a == b || real(a) == real(b)
}

/// Why a project may only be read, in both languages.
pub(super) fn why_read_only(reason: &ReadOnly) -> (String, String) {
    match reason {
        ReadOnly::InUse => (
            "另一个窗口正打开着这个项目，这里只能查看".to_owned(),
            "another window has this project open; here it can only be looked at".to_owned(),
        ),
        ReadOnly::Forbidden => (
            "这个文件或所在文件夹不能写入，只能查看".to_owned(),
            "this file or its folder may not be written; it can only be looked at".to_owned(),
        ),
        ReadOnly::Damaged { detail, copy } => {
            let (zh, en) = match copy {
                Some(copy) => (format!("，副本在 {}", copy.display()), format!("; a copy is {}", copy.display())),
                None => ("，没有空间保留副本".to_owned(), "; there was no room for a copy".to_owned()),
            };
            (
                format!("文件已损坏（{detail}），已尽量读出，只能查看{zh}"),
                format!("the file is damaged ({detail}); what can be read is shown, for looking only{en}"),
            )
        }
    }
}

/// What was found in a file, in both languages.
pub(super) fn found(finding: &Finding) -> (String, String) {
    match finding {
        Finding::LayerAltered { layer } => (
            format!("图层“{layer}”的内容与保存时不同：可能被其他程序改过，或磁盘有损坏；请核对"),
            format!(
                "The features of “{layer}” are not those that were saved: another program changed them, or the disk did; check them"
            ),
        ),
        Finding::FeaturesLost { layer, count } => (
            format!("图层“{layer}”有 {count} 个要素读不出"),
            format!("{count} features of “{layer}” could not be read"),
        ),
        Finding::LayersLost { count } => (format!("{count} 个图层读不出"), format!("{count} layers could not be read")),
        Finding::RecordsLost { count } => (
            format!("{count} 条记录（方案、台账等）读不出"),
            format!("{count} records (proposals, problems and the like) could not be read"),
        ),
        Finding::RecordsAltered { count } => (
            format!("{count} 条记录与保存时不同：可能被其他程序改过，或磁盘有损坏；请核对"),
            format!(
                "{count} records are not what was saved: another program changed them, or the disk did; check them"
            ),
        ),
        Finding::HistoryCut => (
            "编辑历史不完整，只能撤销其中一部分".to_owned(),
            "The history of edits is not complete; only a part of it can be undone".to_owned(),
        ),
        Finding::Upgraded { from, copy } => {
            let (zh, en) = copy.as_ref().map_or_else(Default::default, |c| {
                (format!("，旧文件保留为 {}", c.display()), format!("; the older file is kept as {}", c.display()))
            });
            (format!("项目已由旧版本（{from}）升级{zh}"), format!("The project was brought up from version {from}{en}"))
        }
    }
}
