//! Sentences that the session itself says, in both languages.

use std::path::{Path, PathBuf};

use super::action::{Action, OpenRequest};
use super::desk_load::LoadPlan;
use super::error::SessionError;
use super::plan_action::PlanAction;
use super::snapshot::{JobKind, Message, Severity};
use crate::io::IoError;
use crate::model::LayerId;

pub(super) fn message(severity: Severity, zh: String, en: String) -> Message {
    Message { id: 0, severity, zh, en, fix: None }
}

/// Where the files were written.
pub(super) fn exported(dir: &Path, n: usize) -> Message {
    let dir = dir.display();
    message(Severity::Info, format!("已导出 {n} 个文件到 {dir}"), format!("Exported {n} files to {dir}"))
}

/// Files in an opened folder that are no layer files; `None` if there are none.
pub(super) fn ignored(files: &[PathBuf]) -> Option<Message> {
    const SHOWN: usize = 5;
    let names: Vec<String> =
        files.iter().take(SHOWN).filter_map(|f| Some(f.file_name()?.to_string_lossy().into_owned())).collect();
    if names.is_empty() {
        return None;
    }
    let more = files.len().saturating_sub(SHOWN);
    let (zh_more, en_more) =
        if more > 0 { (format!("等 {} 个", files.len()), format!(" and {more} more")) } else { Default::default() };
    Some(message(
        Severity::Info,
        format!("文件夹中不是图层文件、未打开：{}{zh_more}", names.join("、")),
        format!("Not layer files, left alone: {}{en_more}", names.join(", ")),
    ))
}

/// A defect of the program itself.
pub(super) fn defect(kind: JobKind, detail: &str) -> Message {
    let (zh, en) = match kind {
        JobKind::Load => ("读取图层", "reading layers"),
        JobKind::Analyse => ("计算指标", "computing the indicators"),
        JobKind::Export => ("导出成果", "exporting"),
        JobKind::BuildOut => ("逐年计算", "computing the years"),
        JobKind::Compare => ("比较", "comparing"),
    };
    message(
        Severity::Error,
        format!("程序缺陷：{zh}时出错（{detail}）。已打开的内容不受影响，请把这句话和所用文件发给开发者"),
        format!(
            "A defect in Fugai stopped {en} ({detail}). What is open is unharmed; please send this sentence and the \
             files to the developers"
        ),
    )
}

/// A file that is opened a second time in the same role: its things would be counted twice.
pub(super) fn already_open(name: &str) -> Message {
    message(
        Severity::Info,
        format!("图层“{name}”已经打开，没有重复添加"),
        format!("“{name}” is open already and was not added again"),
    )
}

/// The system that an error suggests for a file.
fn suggested(error: &SessionError) -> Option<String> {
    let SessionError::Io(IoError::CrsDoubt { suggestions, .. }) = error else { return None };
    Some(suggestions.first()?.crs.clone())
}

/// The action that reads the newer file of a layer after all, where its error suggests one.
pub(super) fn fix_for_update(layer: LayerId, request: &OpenRequest, error: &SessionError) -> Option<Action> {
    let request = OpenRequest { crs: Some(suggested(error)?), ..request.clone() };
    Some(PlanAction::ReadUpdate(layer, request).into())
}

/// The action that opens the file after all, where its error suggests one.
pub(super) fn fix_for(plan: &LoadPlan, request: &OpenRequest, error: &SessionError) -> Option<Action> {
    let crs = suggested(error)?;
    if let &LoadPlan::Again(id, _) = plan {
        return Some(Action::SetCrs(id, crs));
    }
    Some(Action::Open(vec![OpenRequest { crs: Some(crs), ..request.clone() }]))
}
