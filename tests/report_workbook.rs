//! The workbook and the tables read back by another library and held against `summary.json`.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use calamine::{Data, Range, Reader as _, Xlsx};
use fugai::analysis::{Analysis, FacilityDetail, IndicatorId, facility_details};
use fugai::io::write::{self, Answer, Lang, LedgerRow, Plan, ProposalRow, ScenarioColumn};
use fugai::model::{FacilityKind, Project};
use fugai::session::{Date, ExportRequest, Format, Subject, Timings, export, load, work};

struct Sample {
    project: Project,
    analysis: Analysis,
    details: Vec<FacilityDetail>,
}

fn sample() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let opened = load::open_sample(None, 1, &()).expect("the sample opens");
        let mut project = work::new_project(opened.plane.expect("a plane"), None, None);
        project.layers = opened.layers.into_iter().map(Arc::new).collect();
        load::note_doubts(&mut project.layers, &project.plane);
        work::mark_as_sample(&mut project);
        let analysis = work::analyse(&project, &()).expect("analysed");
        let details = facility_details(&project, &()).expect("details");
        Sample { project, analysis, details }
    })
}

fn answer(lang: Lang) -> Answer<'static> {
    let Sample { project, analysis, details } = sample();
    let date = "2026-11-22".parse::<Date>().ok();
    Answer { project, analysis, details, base: None, plan: None, date, lang }
}

fn book(answer: &Answer<'_>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(write::workbook(answer).expect("a workbook"))).expect("calamine opens it")
}

fn summary() -> serde_json::Value {
    serde_json::from_slice(&write::summary_json(&answer(Lang::Zh), Timings::default())).expect("JSON")
}

/// Where a head stands: its row and column.
fn head(sheet: &Range<Data>, text: &str) -> (usize, usize) {
    for (r, row) in sheet.rows().enumerate() {
        if let Some(c) = row.iter().position(|cell| matches!(cell, Data::String(s) if s == text)) {
            return (r, c);
        }
    }
    panic!("no head {text}");
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(f) => *f,
        Data::Int(i) => *i as f64,
        other => panic!("{other:?} is no number"),
    }
}

fn text(cell: &Data) -> &str {
    match cell {
        Data::String(s) => s,
        Data::Empty => "",
        other => panic!("{other:?} is no text"),
    }
}

/// The rows under a head, as long as the first column that is asked for holds something.
fn below(sheet: &Range<Data>, top: usize, column: usize) -> Vec<&[Data]> {
    sheet.rows().skip(top + 1).take_while(|r| !matches!(r[column], Data::Empty)).collect()
}

#[test]
fn every_sheet_is_there_in_both_languages() {
    let zh = ["上报字段", "汇总", "分街道", "盲区", "设施分类", "设施", "输入数据", "规则"];
    let en = ["Form fields", "Summary", "Sub-districts", "Gaps", "Kinds", "Facilities", "Inputs", "Rules"];
    assert_eq!(book(&answer(Lang::Zh)).sheet_names(), zh);
    assert_eq!(book(&answer(Lang::En)).sheet_names(), en);
}

#[test]
fn the_form_has_the_official_fields_with_their_rounding() {
    let sheet = book(&answer(Lang::Zh)).worksheet_range("上报字段").expect("a sheet");
    let park = sample().analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity).expect("a figure");
    let field = |name: &str| {
        let (row, column) = head(&sheet, name);
        let cells = sheet.rows().nth(row).expect("a row");
        (number(&cells[column + 1]), text(&cells[column + 2]).to_owned())
    };
    let (covered, how) = field("建成区公园绿地服务半径覆盖的居住用地面积（公顷）");
    assert_eq!((format!("{covered}"), how.as_str()), (shortest(park.numerator / 1e4), "四舍五入至两位小数"));
    assert_eq!(format!("{}", field("居住用地总面积（公顷）").0), shortest(park.denominator / 1e4));
    let (rate, how) = field("公园绿地服务半径覆盖率（%）");
    assert_eq!(format!("{rate}"), shortest(park.value().expect("a share") * 100.0));
    assert!(how.contains("两位小数"), "{how}");
}

fn shortest(value: f64) -> String {
    format!("{value:.2}").parse::<f64>().expect("a number").to_string()
}

#[test]
fn figures_are_those_of_the_summary_to_the_last_digit() {
    let json = summary();
    let indicators = json["indicators"].as_array().expect("indicators");
    let mut book = book(&answer(Lang::Zh));
    let sheet = book.worksheet_range("汇总").expect("a sheet");
    let (top, names) = head(&sheet, "指标");
    let columns = ["数值", "分子", "分母", "误差上限"].map(|h| head(&sheet, h).1);
    let rows = below(&sheet, top, names);
    assert_eq!(rows.len(), indicators.len());
    let mut compared = 0;
    for (row, indicator) in rows.iter().zip(indicators) {
        assert_eq!(text(&row[names]), indicator["name"]["zh"]);
        let keys = ["value", "covered_m2", "demand_m2", "error_bound"];
        for (&column, key) in columns.iter().zip(keys) {
            if let Some(figure) = indicator[key].as_f64() {
                assert_eq!(number(&row[column]).to_bits(), figure.to_bits(), "{} {key}", indicator["id"]);
                compared += 1;
            }
        }
    }
    assert!(compared > 15, "{compared} figures compared");

    let sheet = book.worksheet_range("分街道").expect("a sheet");
    let (top, ids) = head(&sheet, "标识");
    let rows = below(&sheet, top, ids);
    let zones = json["zones"].as_array().expect("zones");
    assert_eq!(rows.len(), zones.len());
    for id in [IndicatorId::ParkCoverage, IndicatorId::ToiletCoverage, IndicatorId::ParkingCoverage] {
        let indicator = indicators.iter().find(|i| i["id"] == id.id()).expect("the indicator");
        for (key, tail) in [("covered_m2", " 覆盖面积（m²）"), ("demand_m2", " 居住用地（m²）"), ("value", "（%）")]
        {
            let column = head(&sheet, &format!("{}{tail}", id.name_zh())).1;
            for (row, zone) in rows.iter().zip(indicator["zones"].as_array().expect("zones")) {
                assert_eq!(text(&row[ids]), zone["id"]);
                if let Some(figure) = zone[key].as_f64() {
                    assert_eq!(number(&row[column]).to_bits(), figure.to_bits(), "{} {key}", zone["name"]);
                }
            }
        }
    }
}

#[test]
fn sums_close_in_every_table() {
    let mut book = book(&answer(Lang::Zh));
    let sheet = book.worksheet_range("分街道").expect("a sheet");
    let (_, names) = head(&sheet, "街道");
    let named = |what: &str| sheet.rows().find(|r| text(&r[names]) == what).expect("a row").to_vec();
    let (none, whole, check) = (named("未分区"), named("合计"), named("核对（应为 0）"));
    let (top, ids) = head(&sheet, "标识");
    let rows = below(&sheet, top, ids);
    let mut sums = 0;
    for column in names + 1..whole.len() {
        if matches!(check[column], Data::Empty) {
            continue;
        }
        let sum: f64 = rows.iter().map(|r| number(&r[column])).sum::<f64>() + number(&none[column]);
        let rest = sum - number(&whole[column]);
        assert!(rest.abs() < 1e-4, "column {column}: {rest} m² left over");
        assert!((number(&check[column]) - rest).abs() < 1e-6);
        sums += 1;
    }
    assert!(sums >= 8, "{sums} columns add up");

    let sheet = book.worksheet_range("盲区").expect("a sheet");
    let (top, ranks) = head(&sheet, "序号");
    let area = head(&sheet, "面积（m²）").1;
    let rows = below(&sheet, top, ranks);
    assert_eq!(rows.len(), sample().analysis.gaps.len());
    let sum = sheet.rows().find(|r| matches!(&r[1], Data::String(s) if s == "合计")).expect("a sum");
    let listed: f64 = rows.iter().map(|r| number(&r[area])).sum();
    assert!((number(&sum[area]) - listed).abs() < 1e-6 * listed);
    let rest = sheet.rows().find(|r| matches!(&r[1], Data::String(s) if s.starts_with("差额"))).expect("a check");
    let q = sample().analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity).expect("a figure");
    assert!((number(&rest[area]) - (q.denominator - q.numerator - listed)).abs() < 1e-3);
    assert!(number(&rest[area]).abs() < 1e-4 * q.denominator, "{} m² left over", number(&rest[area]));

    let sheet = book.worksheet_range("设施分类").expect("a sheet");
    let (top, kinds) = head(&sheet, "类别");
    let rows = below(&sheet, top, kinds);
    let (sum, of_kinds) = rows.split_last().expect("rows");
    for column in 1..sum.len() - 2 {
        let total: f64 =
            of_kinds.iter().filter(|r| !matches!(r[column], Data::Empty)).map(|r| number(&r[column])).sum();
        assert!((total - number(&sum[column])).abs() < 1e-3, "column {column}");
    }
    let counts = (1, 2, 3);
    assert_eq!(number(&sum[counts.0]) as usize, sample().analysis.facilities.len());
    for row in of_kinds {
        let parts: f64 = row[counts.1..row.len() - 2].iter().map(number).sum();
        assert_eq!(parts, number(&row[counts.0]), "{} are counted or not", text(&row[0]));
    }
}

#[test]
fn what_facilities_serve_alone_is_no_more_than_what_is_covered() {
    let sheet = book(&answer(Lang::Zh)).worksheet_range("设施").expect("a sheet");
    let (top, kinds) = head(&sheet, "类别");
    let alone = head(&sheet, "独自服务的居住用地（m²）").1;
    let rows = below(&sheet, top, kinds);
    assert_eq!(rows.len(), sample().analysis.facilities.len());
    for (id, names) in [
        (IndicatorId::ParkCoverage, &["公园", "口袋公园"][..]),
        (IndicatorId::ToiletCoverage, &["公厕"]),
        (IndicatorId::ParkingCoverage, &["停车场"]),
    ] {
        let covered = sample().analysis.indicator(id).and_then(|i| i.quantity).expect("a figure").numerator;
        let of = rows.iter().filter(|r| names.contains(&text(&r[kinds])) && !matches!(r[alone], Data::Empty));
        let sum: f64 = of.map(|r| number(&r[alone])).sum();
        assert!(sum > 0.0 && sum < covered, "{names:?}: {sum} of {covered}");
    }
}

#[test]
fn the_same_answer_gives_the_same_bytes() {
    let plan = plan();
    for lang in [Lang::Zh, Lang::En] {
        let answer = Answer { plan: Some(&plan), base: Some(&sample().analysis), ..answer(lang) };
        assert_eq!(write::workbook(&answer).expect("once"), write::workbook(&answer).expect("twice"));
    }
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let serial = threads.install(|| facility_details(&sample().project, &())).expect("details");
    assert_eq!(serial, sample().details, "what is served alone does not depend on the number of threads");
}

fn plan() -> Plan {
    Plan {
        scenario: "近期方案".to_owned(),
        proposals: vec![
            ProposalRow {
                name: "=HYPERLINK(\"http://x\")".to_owned(),
                kind: Some(FacilityKind::PocketPark),
                year: Some(2025),
                gain_m2: Some(12_345.678_9),
                cost_wan: Some(88.0),
                coverage_after: Some(0.8123),
                ..ProposalRow::default()
            },
            ProposalRow { name: "甲".repeat(10_000), year: Some(2026), gain_m2: Some(1.5), ..ProposalRow::default() },
        ],
        compared: vec![ScenarioColumn {
            name: "现状".to_owned(),
            park_coverage: Some(0.79),
            ..ScenarioColumn::default()
        }],
        ledger: vec![LedgerRow::default()],
        ..Plan::default()
    }
}

#[test]
fn proposals_and_the_change_are_there_with_a_plan_and_only_then() {
    let plan = plan();
    let with = Answer { plan: Some(&plan), base: Some(&sample().analysis), ..answer(Lang::Zh) };
    let mut book = book(&with);
    let sheet = book.worksheet_range("规划项目").expect("a sheet");
    let (top, _) = head(&sheet, "年份");
    let first = sheet.rows().nth(top + 1).expect("a row");
    assert_eq!(number(&first[0]), 2025.0);
    assert_eq!(text(&first[2]), "=HYPERLINK(\"http://x\")", "text stays text");
    let formulas = book.worksheet_formula("规划项目").expect("formulas");
    let all: Vec<&String> = formulas.rows().flatten().filter(|f| !f.is_empty()).collect();
    assert!(all.iter().all(|f| f.starts_with("SUM(")), "only sums are formulas: {all:?}");
    let gain = head(&sheet, "新增覆盖（m²）").1;
    let sum = sheet.rows().find(|r| matches!(&r[2], Data::String(s) if s == "合计")).expect("a sum");
    assert!((number(&sum[gain]) - 12_347.178_9).abs() < 1e-9);
    let sheet = book.worksheet_range("汇总").expect("a sheet");
    let (top, change) = head(&sheet, "较现状变化");
    assert_eq!(number(&sheet.rows().nth(top + 1).expect("a row")[change]), 0.0);
    assert!(book.worksheet_range("方案比较").is_ok());
}

#[test]
fn the_sub_districts_have_a_chart_with_the_target_as_a_line() {
    use std::io::Read as _;

    let book = write::workbook(&answer(Lang::Zh)).expect("a workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("a zip");
    let mut chart = String::new();
    archive.by_name("xl/charts/chart1.xml").expect("a chart").read_to_string(&mut chart).expect("text");
    for part in ["barChart", "lineChart", "公园绿地服务半径覆盖率", "目标 ≥ 90 %", "分街道"] {
        assert!(chart.contains(part), "{part}");
    }
    // One of the sheets shows it, and no other has any.
    let drawings = archive.file_names().flatten().filter(|n| n.starts_with("xl/drawings/drawing")).count();
    assert_eq!(drawings, 1);
}

#[test]
fn tables_are_csv_files_without_formulas() {
    let plan = plan();
    let files = write::csv_files(&Answer { plan: Some(&plan), ..answer(Lang::Zh) }).expect("tables");
    let names: BTreeSet<&str> = files.iter().map(|(n, _)| n.as_str()).collect();
    for name in [
        "summary.csv",
        "zones.csv",
        "form.csv",
        "gaps.csv",
        "kinds.csv",
        "facilities.csv",
        "inputs.csv",
        "rules.csv",
        "proposals.csv",
    ] {
        assert!(names.contains(name), "{name}: {names:?}");
    }
    for (name, bytes) in &files {
        assert!(bytes.starts_with(b"\xef\xbb\xbf"), "{name} begins with a BOM");
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(&bytes[3..]);
        for record in reader.records() {
            for cell in &record.expect("a record") {
                let formula =
                    cell.starts_with(['=', '+', '@']) || cell.starts_with('-') && cell.parse::<f64>().is_err();
                assert!(!formula, "{name}: {cell}");
            }
        }
    }
}

#[test]
fn an_export_that_cannot_be_placed_leaves_the_old_files() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("成果 文件夹");
    let Sample { project, analysis, .. } = sample();
    let subject = Subject { project, analysis, base: None, plan: None, planned: None };
    let request =
        ExportRequest { formats: [Format::Json, Format::Xlsx].into(), ..ExportRequest::summary(out.clone(), false) };
    export::export(&subject, &request, Timings::default(), &()).expect("written");
    let list = |dir: &Path| {
        let mut names: Vec<_> =
            std::fs::read_dir(dir).expect("a folder").map(|e| e.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(list(&out), ["summary.json", "summary.xlsx"]);
    let before = std::fs::read(out.join("summary.json")).expect("read");
    // A folder stands where the workbook is to go.
    std::fs::remove_file(out.join("summary.xlsx")).expect("removed");
    std::fs::create_dir(out.join("summary.xlsx")).expect("made");
    let again = ExportRequest { english: true, ..request };
    let timings = Timings { load_ms: 5.0, ..Timings::default() };
    let error = export::export(&subject, &again, timings, &()).expect_err("a folder is in the way");
    assert!(error.zh().contains("summary.xlsx") && !error.zh().contains('\n'), "{}", error.zh());
    assert_eq!(before, std::fs::read(out.join("summary.json")).expect("read"));
    assert_eq!(list(&out), ["summary.json", "summary.xlsx"], "nothing half-written is left");
}

/// Where LibreOffice is installed, it opens the workbook and works its formulas out to the same figures.
#[test]
fn libreoffice_reads_the_same_figures() {
    use std::process::Command;

    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("工作簿 1.xlsx");
    std::fs::write(&file, write::workbook(&answer(Lang::Zh)).expect("a workbook")).expect("written");
    // Every sheet as CSV, cells as they are rather than as they are shown.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    let profile = format!("-env:UserInstallation=file://{}/profile", dir.path().display());
    let result = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", filter, "--outdir"])
        .args([dir.path(), file.as_path()])
        .output();
    if !result.is_ok_and(|r| r.status.success()) {
        println!("LibreOffice is not here: the workbook is read by calamine alone");
        return;
    }
    let rows = |sheet: &str| -> Vec<csv::StringRecord> {
        let text = std::fs::read(dir.path().join(format!("工作簿 1-{sheet}.csv"))).expect("a sheet");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_slice());
        reader.records().map(|r| r.expect("a row")).collect()
    };
    // LibreOffice writes fifteen digits.
    let fifteen = |v: f64| format!("{v:.14e}").parse::<f64>().expect("a number");
    let figure = |text: &str| {
        let share = text.strip_suffix('%');
        let value: f64 = share.unwrap_or(text).parse().expect("a number");
        if share.is_some() { value / 100.0 } else { value }
    };
    let all = rows("汇总");
    let top = all.iter().position(|r| &r[0] == "指标").expect("a head");
    let column = |name: &str| all[top].iter().position(|h| h == name).expect("a column");
    let mut compared = 0;
    for (row, indicator) in all[top + 1..].iter().zip(summary()["indicators"].as_array().expect("indicators")) {
        assert_eq!(row[0], *indicator["name"]["zh"].as_str().expect("a name"));
        for (name, key) in [("数值", "value"), ("分子", "covered_m2"), ("分母", "demand_m2")] {
            if let Some(value) = indicator[key].as_f64() {
                let read = figure(&row[column(name)]);
                assert!((read - fifteen(value)).abs() <= 2e-15 * value.abs(), "{} {key}: {read}", indicator["id"]);
                compared += 1;
            }
        }
    }
    assert!(compared > 15, "{compared} figures compared");
    let zones = rows("分街道");
    let check = zones.iter().find(|r| &r[1] == "核对（应为 0）").expect("a check");
    let worked_out: Vec<f64> = check.iter().skip(2).filter(|c| !c.is_empty()).map(figure).collect();
    assert!(worked_out.len() >= 8 && worked_out.iter().all(|v| v.abs() < 1e-6), "{worked_out:?}");
}
