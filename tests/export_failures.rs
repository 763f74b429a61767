//! Where nothing can be written: one sentence, and what was there before is as it was. And names from hostile data, which
//! leave no folder and run in no spreadsheet.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx};
use fugai::model::plan::Document;
use fugai::session::{ExportRequest, Format, HandIn, OpenRequest, Timings, export, hand_in, work};

fn sample() -> HandIn {
    hand_in(&work::document_of(work::new_project_of(&[], None).unwrap()), None, None, false, &()).unwrap()
}

fn request(dir: &Path, formats: &[Format]) -> ExportRequest {
    let date = "2026-11-22".parse().ok();
    ExportRequest {
        formats: formats.iter().copied().collect(),
        date,
        dpi: 50.0,
        ..ExportRequest::summary(dir.to_owned(), false)
    }
}

/// Every file of a folder with its bytes.
fn all(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A file system in memory; `None` where this user may not mount one. Gone when dropped.
struct Mounted(tempfile::TempDir);

impl Mounted {
    fn new(options: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "none"]).arg(dir.path()).output();
        mount.is_ok_and(|o| o.status.success()).then_some(Self(dir))
    }

    fn again(&self, options: &str) -> bool {
        let mount = Command::new("mount").args(["-o", options]).arg(self.0.path()).output();
        mount.is_ok_and(|o| o.status.success())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // The folder below it goes with the temporary one.
        let _ = Command::new("umount").arg(self.0.path()).output();
    }
}

fn refused(made: &HandIn, request: &ExportRequest) -> String {
    let error = export::export(&made.subject(), request, Timings::default(), &()).unwrap_err();
    for text in [error.zh(), error.en()] {
        assert!(!text.contains('\n') && text.chars().count() < 300, "{text}");
    }
    error.zh()
}

#[test]
fn a_full_disk_leaves_the_old_files_and_nothing_half_written() {
    let Some(disk) = Mounted::new("size=400k") else {
        println!("skipped: no small disk can be mounted here");
        return;
    };
    let made = sample();
    let out = disk.0.path().join("成果 一");
    export::export(&made.subject(), &request(&out, &[Format::Xlsx]), Timings::default(), &()).unwrap();
    let before = all(disk.0.path());
    assert_eq!(before.len(), 1);
    let said =
        refused(&made, &request(&out, &[Format::Xlsx, Format::Csv, Format::MapPng, Format::MapPdf, Format::Pack]));
    assert!(said.contains("成果 一"), "{said}");
    assert_eq!(all(disk.0.path()), before);
}

#[test]
fn a_folder_that_may_only_be_read_is_told_and_left() {
    let made = sample();
    if let Some(disk) = Mounted::new("size=4m") {
        let out = disk.0.path().join("成果");
        export::export(&made.subject(), &request(&out, &[Format::Csv]), Timings::default(), &()).unwrap();
        let before = all(&out);
        assert!(disk.again("remount,ro"), "a mounted disk can be made read-only");
        let said = refused(&made, &request(&out, &[Format::Csv, Format::Xlsx]));
        assert!(said.contains("成果"), "{said}");
        assert!(refused(&made, &request(&disk.0.path().join("新"), &[Format::Csv])).contains("新"));
        assert_eq!(all(&out), before);
        assert!(disk.again("remount,rw"));
        return;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).unwrap();
        if fs::write(dir.path().join("x"), "x").is_ok() {
            println!("skipped: this user may write everywhere and mount nothing");
            return;
        }
        assert!(!refused(&made, &request(dir.path(), &[Format::Csv])).is_empty());
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn a_workbook_that_is_open_elsewhere_is_not_replaced_under_its_reader() {
    let dir = tempfile::tempdir().unwrap();
    let made = sample();
    let ask = request(dir.path(), &[Format::Csv, Format::Xlsx]);
    export::export(&made.subject(), &ask, Timings::default(), &()).unwrap();
    // What LibreOffice leaves beside a file that it has open, and Excel and WPS.
    for lock in [".~lock.summary.xlsx#", "~$summary.xlsx"] {
        let lock = dir.path().join(lock);
        fs::write(&lock, "office").unwrap();
        let before = all(dir.path());
        let english = ExportRequest { english: true, ..ask.clone() };
        let said = refused(&made, &english);
        assert!(said.contains("summary.xlsx") && said.contains("打开"), "{said}");
        assert_eq!(all(dir.path()), before, "no other file was replaced either");
        fs::remove_file(lock).unwrap();
    }
    export::export(&made.subject(), &ask, Timings::default(), &()).unwrap();
}

#[test]
fn a_file_where_the_folder_should_be_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let made = sample();
    let file = dir.path().join("文件");
    fs::write(&file, "x").unwrap();
    assert!(refused(&made, &request(&file.join("下面"), &[Format::Csv])).contains("文件"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}

/// Names that somebody may have written into a field.
fn hostile() -> Vec<String> {
    vec![
        "../../../../tmp/出去".to_owned(),
        "C:\\Windows\\system32\\甲".to_owned(),
        "=cmd|' /C calc'!A0".to_owned(),
        "@SUM(1+1)*cmd|' /C calc'!A0".to_owned(),
        "+1-1".to_owned(),
        "\t=1+1".to_owned(),
        "CON".to_owned(),
        "名".repeat(10_000),
        "第一行\n第二行\r\n=1+1".to_owned(),
        "\u{202e}fdp.街道".to_owned(),
        "#let x = 1; *粗* $x$ <标签> @引用 \\ ".to_owned(),
        "..".to_owned(),
        String::new(),
    ]
}

fn district(dir: &Path) -> Document {
    let square = |i: usize, dx: f64, size: f64, name: &str| {
        let (x, y) = (119.97 + 0.01 * i as f64 + dx, 31.78);
        serde_json::json!({"type": "Feature", "properties": {"name": name, "area_m2": 8000},
            "geometry": {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]}})
    };
    let file = |name: &str, size: f64, dx: f64| {
        let features: Vec<_> = hostile().iter().enumerate().map(|(i, n)| square(i, dx, size, n)).collect();
        let path = dir.join(name);
        fs::write(&path, serde_json::json!({"type": "FeatureCollection", "features": features}).to_string()).unwrap();
        path
    };
    let requests = [
        ("zone", "街道 =1.geojson", 0.0099, 0.0),
        ("park", "公园.geojson", 0.0008, 0.0),
        ("residential", "居住.geojson", 0.004, 0.003),
    ]
    .map(|(role, name, size, dx)| OpenRequest {
        path: file(name, size, dx),
        role: fugai::model::Role::from_id(role),
        crs: Some("cgcs2000".to_owned()),
    });
    let mut project = work::new_project_of(&requests, None).unwrap();
    project.name = "=HYPERLINK(\"http://x\",\"../../项目\")".repeat(300);
    work::document_of(project)
}

#[test]
fn hostile_names_leave_no_folder_and_run_in_no_spreadsheet() {
    let dir = tempfile::tempdir().unwrap();
    let (data, out) = (dir.path().join("数据"), dir.path().join("成果 out"));
    fs::create_dir(&data).unwrap();
    let made = hand_in(&district(&data), None, None, false, &()).unwrap();
    let formats: Vec<Format> = Format::ALL.into_iter().filter(|f| export::REPORTS || !f.needs_engine()).collect();
    let before = all(&data);
    let mut ask = request(&out, &formats);
    ask.sheet.title = format!("=1+1 {}", hostile()[7]);
    ask.sheet.source = hostile().join(" ");
    let written = export::export(&made.subject(), &ask, Timings::default(), &()).unwrap();
    assert_eq!(all(&data), before, "the sources are as they were");
    let there = all(dir.path());
    for path in there.keys().filter(|p| !p.starts_with(&data)) {
        assert!(path.starts_with(&out) && written.contains(path), "{}", path.display());
        let depth = path.strip_prefix(&out).unwrap().components().count();
        assert!(depth <= 2, "{}", path.display());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.len() <= 255 && !name.contains(['\\', ':', '\n', '\u{202e}']), "{name}");
    }
    if export::REPORTS {
        assert_eq!(there.keys().filter(|p| p.starts_with(out.join("checkup"))).count(), hostile().len());
    }
    for (path, bytes) in there.iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "csv")) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(&bytes[3..]);
        for record in reader.records() {
            for cell in &record.unwrap() {
                let formula = cell.starts_with(['=', '+', '@', '\t', '\r'])
                    || cell.starts_with('-') && cell.parse::<f64>().is_err();
                assert!(!formula, "{}: {cell}", path.display());
            }
        }
    }
    let mut book: Xlsx<_> = calamine::open_workbook(out.join("summary.xlsx")).unwrap();
    for name in book.sheet_names() {
        for formula in book.worksheet_formula(&name).unwrap().rows().flatten().filter(|f| !f.is_empty()) {
            let plain = formula.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '(' | ')' | ':' | '-' | '+'));
            assert!(plain && !formula.contains("HYPERLINK") && formula.len() < 40, "{name}: {formula}");
        }
        for cell in book.worksheet_range(&name).unwrap().rows().flatten() {
            if let Data::String(text) = cell {
                assert!(text.chars().count() <= 32_767);
            }
        }
    }
    // The same again over it, with everything replaced and nothing left beside.
    export::export(&made.subject(), &ask, Timings::default(), &()).unwrap();
    let again = all(dir.path());
    assert_eq!(again.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    for (path, bytes) in &there {
        assert!(bytes == &again[path], "{} differs", path.display());
    }
}
