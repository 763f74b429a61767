//! Layers in, results out.

use egui::Key;

use super::super::context::Command;
use super::super::forms::Form;
use super::super::icons;
use super::{CTRL_SHIFT, Entry, ctrl, key, with_figures, with_project};
use crate::session::Action;

pub(super) const LIST: &[Entry] = &[
    Entry::new("command.open_files", icons::FILE_PLUS, |cx| cx.ask(Command::OpenFiles))
        .keys(&[ctrl(Key::O)])
        .also("import load add 导入 载入 添加"),
    Entry::new("command.open_folder", icons::FOLDER, |cx| cx.ask(Command::OpenFolder))
        .keys(&[key(CTRL_SHIFT, Key::O)])
        .also("import load directory 导入 载入 目录"),
    Entry::new("command.open_sample", icons::MAP, |cx| cx.send(Action::OpenSample)).also("demo example 演示"),
    Entry::new("command.project_open", icons::FOLDER, |cx| cx.ask(Command::OpenProject)).also("gpkg load 载入"),
    Entry::new("command.project_save_as", icons::SAVE, |cx| cx.ask(Command::SaveAs))
        .keys(&[key(CTRL_SHIFT, Key::S)])
        .when(with_project)
        .also("store copy 保存 副本"),
    Entry::new("command.project_rename", icons::PENCIL, super::super::project::rename).when(with_project),
    Entry::new("command.project_steps", icons::HISTORY, |cx| cx.state.form = Some(Form::Steps))
        .when(with_project)
        .also("undo redo history 撤销 重做"),
    Entry::new("command.export", icons::EXPORT, |cx| cx.ask(Command::Export))
        .keys(&[ctrl(Key::E)])
        .when(with_figures)
        .also("save summary report csv json geojson 汇总 报告 保存"),
    Entry::new("command.rules_file", icons::BOOK, |cx| cx.ask(Command::RulesFile)).also("standard 标准"),
    Entry::new("command.targets_file", icons::TARGET, |cx| cx.ask(Command::TargetsFile)).also("plan goals 规划"),
    Entry::new("command.no_targets", icons::CLOSE, |cx| cx.send(Action::SetTargets(None)))
        .when(|cx| cx.project().is_some_and(|p| p.targets.is_some())),
    Entry::new("command.close_all", icons::X_CIRCLE, |cx| cx.send(Action::CloseAll)).when(with_project),
    Entry::new("command.cancel", icons::STOP, |cx| cx.send(Action::Cancel))
        .when(|cx| cx.snap.job.is_some())
        .also("stop 停止"),
];
