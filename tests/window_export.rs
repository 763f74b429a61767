//! The export panel without a screen: what it offers, what it asks for, what it shows of what will be handed in.
#![allow(clippy::unwrap_used, dead_code, reason = "a test that fails says where; the harness is shared with others")]
#![cfg(feature = "gui")]

#[path = "window_map/city.rs"]
mod city;
#[path = "window_shell/harness.rs"]
mod harness;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Modifiers, OutputCommand, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use fugai::model::Text;
use fugai::model::plan::{Document, Scenario, ScenarioId};
use fugai::session::snapshot::{Exported, JobKind, JobStatus};
use fugai::session::{Action, ExportRequest, Format, Paper, Snapshot, Which, export, work};
use fugai::ui::settings::Settings;
use fugai::ui::{Lang, Options};

use harness::{Window, measured, open_as, open_with};

/// The small city as a document.
fn with_document() -> Snapshot {
    let mut snapshot = measured();
    let mut project = Arc::unwrap_or_clone(snapshot.project.clone().unwrap());
    project.plane = work::plane_from_name("EPSG:4549").unwrap();
    snapshot.project = Some(Arc::new(project.clone()));
    snapshot.document = Some(Arc::new(work::document_of(project)));
    snapshot
}

fn open(snapshot: Snapshot) -> Window {
    open_as(snapshot, vec2(1440.0, 900.0), Options { lang: Lang::Zh, dark: Some(false) })
}

fn panel(snapshot: Snapshot) -> Window {
    let mut window = open(snapshot);
    window.press(Modifiers::COMMAND, Key::E);
    assert!(window.has("关闭导出面板"));
    window
}

/// Runs until a page is shown and nothing is being made.
fn page_there(window: &mut Window) {
    window.wait_for("预览第 1 页");
    for _ in 0..2_000 {
        if !window.has("更新中…") {
            return;
        }
        window.harness.run_steps(2);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("the preview is never ready");
}

fn write_into(window: &mut Window, label: &str, text: &str) {
    let field = window.harness.query_all_by_role_and_label(egui::Role::TextInput, label).next();
    field.unwrap_or_else(|| panic!("no field {label}")).focus();
    window.harness.run_steps(2);
    window.press(Modifiers::COMMAND, Key::A);
    if text.is_empty() {
        window.press(Modifiers::NONE, Key::Delete);
    } else {
        window.type_text(text);
    }
}

/// Presses the last of this name, wherever the list of choices is scrolled to.
fn press_below(window: &mut Window, label: &str) {
    let found = window.harness.query_all_by_label(label).last();
    found.unwrap_or_else(|| panic!("nothing is labelled {label}")).click_accesskit();
    window.harness.run_steps(2);
}

/// Clicks, and says what text it put on the clipboard.
fn copied(window: &mut Window, label: &str) -> Option<String> {
    window.harness.query_all_by_label(label).next().unwrap_or_else(|| panic!("nothing is labelled {label}")).click();
    for _ in 0..4 {
        window.harness.run_steps(1);
        for command in &window.harness.output().platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                return Some(text.clone());
            }
        }
    }
    None
}

fn asked_for(window: &Window) -> ExportRequest {
    let asked = window.asked();
    let Some(Action::Export(request)) = asked.last() else { panic!("an export is asked for: {asked:?}") };
    (**request).clone()
}

#[test]
fn everything_that_can_be_handed_in_is_there_and_says_so_plainly_where_it_cannot() {
    let mut window = panel(with_document());
    for name in [
        "区级报告",
        "街道体检报告",
        "图幅 PDF",
        "图幅 PNG",
        "图幅 SVG",
        "工作簿",
        "CSV 表",
        "盲区与已覆盖用地",
        "全精度汇总",
        "证据包",
    ] {
        let node = window.harness.query_all_by_label(name).next().unwrap_or_else(|| panic!("no {name}"));
        let needs = name.ends_with("报告");
        assert_eq!(node.accesskit_node().is_disabled(), needs && !export::REPORTS, "{name}");
    }
    assert_eq!(window.has("这个版本编译时未带排版引擎"), !export::REPORTS);
    page_there(&mut window);
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.has("关闭导出面板"));
}

#[test]
fn what_is_chosen_is_what_is_asked_for() {
    let mut window = panel(with_document());
    write_into(&mut window, "文件夹", "/tmp/成果 导出");
    write_into(&mut window, "日期", "2026-11-22");
    write_into(&mut window, "比例尺", "1：25 000");
    write_into(&mut window, "标题", "天宁区公园覆盖图");
    write_into(&mut window, "数据来源", "区城管局 2025 年普查");
    for label in ["A4", "竖", "200", "English", "图幅 SVG"] {
        window.click(label);
    }
    // The list of layers under the panel has one of this name too.
    press_below(&mut window, "公厕");
    window.click_part("导出 ");
    let request = asked_for(&window);
    assert_eq!(request.dir, PathBuf::from("/tmp/成果 导出"));
    let mut formats = vec![Format::Xlsx, Format::MapPdf, Format::MapSvg];
    formats.extend(export::REPORTS.then_some(Format::Report));
    formats.sort();
    assert_eq!(request.formats.iter().copied().collect::<Vec<_>>(), formats);
    assert!(request.english && request.date == "2026-11-22".parse().ok());
    assert_eq!((request.sheet.paper, request.sheet.portrait, request.sheet.scale), (Paper::A4, true, Some(25_000.0)));
    assert_eq!(
        (request.sheet.title.as_str(), request.sheet.source.as_str()),
        ("天宁区公园覆盖图", "区城管局 2025 年普查")
    );
    assert_eq!((request.dpi, request.sheet.kinds.len()), (200.0, 3));
}

#[test]
fn a_wrong_date_or_scale_is_told_and_nothing_is_written() {
    let mut window = panel(with_document());
    write_into(&mut window, "日期", "昨天");
    assert!(window.has("日期请写成"));
    write_into(&mut window, "日期", "");
    write_into(&mut window, "比例尺", "1:0");
    assert!(window.has("比例尺请写成"));
    let button = window.harness.query_all_by_label_contains("导出 3 项").next();
    let button = button.or_else(|| window.harness.query_all_by_label_contains("导出 2 项").next()).unwrap();
    assert!(button.accesskit_node().is_disabled());
    assert!(window.asked().is_empty());
}

#[test]
fn progress_can_be_stopped_and_what_was_written_is_listed() {
    let mut window = panel(with_document());
    write_into(&mut window, "文件夹", "/tmp/成果");
    window.click_part("导出 ");
    let mut snapshot = with_document();
    snapshot.job = Some(JobStatus { kind: JobKind::Export, progress: 0.42 });
    *window.fake.snapshot.borrow_mut() = Arc::new(snapshot.clone());
    window.harness.run_steps(4);
    assert!(window.has("正在生成 42%"));
    window.click("停止导出");
    assert_eq!(window.asked().last(), Some(&Action::Cancel));

    snapshot.job = None;
    let file = |name: &str, bytes| (Path::new("/tmp/成果").join(name), bytes);
    snapshot.exported = Some(Arc::new(Exported {
        number: 1,
        dir: "/tmp/成果".into(),
        files: vec![file("summary.xlsx", 48_200), file("checkup/01-郑陆镇.pdf", 310_000)],
        ..Exported::default()
    }));
    *window.fake.snapshot.borrow_mut() = Arc::new(snapshot.clone());
    window.harness.run_steps(4);
    assert!(window.has("已写入 2 个文件，共 358 KB") && window.has("checkup/01-郑陆镇.pdf 310 KB"));
    assert_eq!(copied(&mut window, "复制路径").as_deref(), Some("/tmp/成果"));
    window.click("返回预览");
    assert!(!window.has("已写入"));

    // The next one fails: the sentence is there, and the panel is ready for another try.
    window.click_part("导出 ");
    snapshot.exported = Some(Arc::new(Exported {
        number: 2,
        dir: "/tmp/成果".into(),
        problem: Some(Text::new("无法写入 summary.xlsx", "summary.xlsx could not be written")),
        ..Exported::default()
    }));
    *window.fake.snapshot.borrow_mut() = Arc::new(snapshot);
    window.harness.run_steps(4);
    assert!(window.has("无法写入 summary.xlsx") && window.has("关闭导出面板"));
}

#[test]
fn scenario_and_year_are_chosen_apart_from_what_the_window_shows() {
    let mut snapshot = with_document();
    let mut document = Document::clone(snapshot.document.as_ref().unwrap());
    let kind = fugai::model::FacilityKind::PocketPark;
    let gap = snapshot.analysis.as_ref().unwrap().gaps[0].label_point;
    let mut scenario = Scenario::empty(ScenarioId(4), "近期方案");
    for (id, year) in [(1, 2024), (2, 2026)] {
        let shape = fugai::geom::Shape::from_point(gap);
        let proposal = fugai::model::plan::Proposal {
            id: fugai::model::plan::ProposalId(id),
            ..fugai::model::plan::Proposal::new(kind, shape, year)
        };
        scenario.proposals.push(Arc::new(proposal));
    }
    document.scenarios.push(Arc::new(scenario));
    snapshot.document = Some(Arc::new(document));
    let mut window = panel(snapshot);
    window.click("方案");
    window.click("近期方案");
    window.click("年份");
    window.click("2025");
    write_into(&mut window, "文件夹", "/tmp/x");
    window.click_part("导出 ");
    assert_eq!(asked_for(&window).which, Which { scenario: Some(ScenarioId(4)), year: Some(2025) });
}

#[test]
fn tables_and_files_are_previewed_as_they_will_be() {
    let mut window = panel(with_document());
    window.click("预览：工作簿");
    window.wait_for("上报字段");
    window.click("盲区");
    assert!(window.has("序号 · 街道 · 面积（m²）"));
    window.click("预览：证据包");
    window.wait_for("record.json ");
    assert!(window.has("SHA256SUMS ") && window.has("inputs/01-"));
    if export::REPORTS {
        window.click("预览：区级报告");
        window.wait_for("第 1 页，共");
        window.click("下一页");
        window.wait_for("第 2 页，共");
        window.wait_for("预览第 2 页");
    }
}

#[test]
fn choices_are_remembered_by_the_next_window() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("window.json");
    let kept = path.clone();
    let remembering = move |app: fugai::ui::FugaiApp| app.remembering(kept.clone(), Settings::load(&kept), false);
    let options = Options { lang: Lang::Zh, dark: Some(false) };
    let mut window = open_with(with_document(), vec2(1200.0, 800.0), options, remembering.clone());
    window.press(Modifiers::COMMAND, Key::E);
    for label in ["竖", "图幅 PNG", "证据包"] {
        window.click(label);
    }
    press_below(&mut window, "150");
    write_into(&mut window, "文件夹", "/tmp/记住的");
    window.click_part("导出 ");
    eframe::App::on_exit(&mut window.harness.state_mut().0);
    drop(window);
    let mut window = open_with(with_document(), vec2(1200.0, 800.0), options, remembering);
    window.press(Modifiers::COMMAND, Key::E);
    window.click_part("导出 ");
    let request = asked_for(&window);
    assert_eq!((request.sheet.portrait, request.dpi, request.dir.as_path()), (true, 150.0, Path::new("/tmp/记住的")));
    assert!(request.formats.contains(&Format::MapPng) && request.formats.contains(&Format::Pack));
}

#[test]
fn tables_are_copied_from_every_panel() {
    let mut window = open(with_document());
    for (label, head, least) in [
        ("盲区清单复制为表格", "序号\t街道\t面积（m²）", 3),
        ("指标复制为表格", "指标\t数值\t单位", 10),
        ("各街道复制为表格", "标识\t街道\t面积（km²）", 4),
        ("图表数据复制为表格", "标识\t街道\t面积（km²）", 4),
    ] {
        let text = copied(&mut window, label).unwrap_or_else(|| panic!("{label} copies nothing"));
        assert!(text.starts_with(head) && text.lines().count() > least, "{label}: {text}");
        window.harness.run_steps(2);
        assert!(window.has("表格已复制"), "{label}");
    }
}

#[test]
fn figures_that_are_being_computed_anew_are_not_copied() {
    let mut window = open(Snapshot { stale: true, ..with_document() });
    for label in ["盲区清单复制为表格", "指标复制为表格", "各街道复制为表格", "图表数据复制为表格"]
    {
        assert_eq!(copied(&mut window, label), None, "{label}");
        window.harness.run_steps(2);
        assert!(window.has("未复制") && !window.has("表格已复制"), "{label}");
    }
}

#[test]
fn the_panel_says_which_templates_are_in_use_and_saves_the_bundled_ones_beside_the_project() {
    use fugai::session::snapshot::{FileStatus, Save};

    let dir = tempfile::tempdir().unwrap();
    let file = FileStatus {
        path: Some(dir.path().join("规划.gpkg")),
        unnamed: false,
        save: Save::Saved(None),
        read_only: None,
        findings: Vec::new(),
    };
    let mut window = panel(Snapshot { file: Some(file), ..with_document() });
    window.wait_for("报告正用内置模板");
    press_below(&mut window, "把内置模板存到那里");
    window.wait_for("已写入 3 个模板");
    window.wait_for("报告正用项目旁的 规划.templates");
    let folder = dir.path().join("规划.templates");
    assert!(folder.join("district.typ").is_file());
    press_below(&mut window, "导出 3 项");
    assert_eq!(asked_for(&window).templates, Some(folder));

    // A folder that is chosen comes first, and goes with what is remembered.
    let mut window = panel(with_document());
    assert!(window.has("先保存项目"));
    write_into(&mut window, "报告模板", "/tmp/本局模板");
    press_below(&mut window, "导出 3 项");
    assert_eq!(asked_for(&window).templates, Some(PathBuf::from("/tmp/本局模板")));
}

#[test]
fn every_letter_is_there_by_day() {
    let mut window = panel(with_document());
    write_into(&mut window, "日期", "2026-11-22");
    write_into(&mut window, "文件夹", "/home/office/覆盖成果");
    page_there(&mut window);
    // Drawn whole, and no letter of it is missing from the faces.
    window.settle();
    assert!(!window.has("日期请写成"));
}

#[test]
fn every_letter_is_there_by_night_in_english_in_a_small_window() {
    let mut window = open_as(with_document(), vec2(900.0, 600.0), Options { lang: Lang::En, dark: Some(true) });
    window.press(Modifiers::COMMAND, Key::E);
    window.wait_for("Preview, page 1");
    write_into(&mut window, "Date", "2026-11-22");
    write_into(&mut window, "Folder", "/home/office/fugai");
    for _ in 0..400 {
        window.harness.run_steps(2);
        if !window.has("updating…") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    window.settle();
    assert!(!window.has("Write the date like"));
}
