//! The story of the tutorial in numbers: what docs/tutorial.md says is what the session shows, and what the command line
//! gives of the same project, digit for digit.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use fugai::analysis::{Analysis, IndicatorId, Quantity};

use super::scripts::{against_golden, summary};

#[path = "../../examples/story/steps.rs"]
mod steps;

/// The figures of the command line, every file beside them.
fn report(project: &Path, out: &Path, more: &[&str]) -> serde_json::Value {
    let run = Command::new(env!("CARGO_BIN_EXE_fugai"))
        .arg("report")
        .arg(project)
        .arg("--out")
        .arg(out)
        .args(["--format", "json,csv,xlsx"])
        .args(more)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap()
}

fn bits(value: &serde_json::Value) -> Option<u64> {
    value.as_f64().map(f64::to_bits)
}

/// Every figure of the window, of the whole and of each sub-district, is in the report with the same bits.
fn same_figures(json: &serde_json::Value, analysis: &Analysis) {
    let listed = json["indicators"].as_array().unwrap();
    assert_eq!(listed.len(), analysis.indicators.len());
    let mut compared = 0;
    for indicator in &analysis.indicators {
        let other = listed.iter().find(|i| i["id"] == indicator.id.id()).unwrap();
        let value = indicator.quantity.and_then(Quantity::value).map(f64::to_bits);
        assert_eq!(bits(&other["value"]), value, "{:?}", indicator.id);
        let zones = other["zones"].as_array().unwrap();
        assert_eq!(zones.len(), indicator.zones.len());
        for (zone, own) in zones.iter().zip(&indicator.zones) {
            assert_eq!(bits(&zone["value"]), own.quantity.value().map(f64::to_bits), "{:?} {}", indicator.id, own.name);
            compared += 1;
        }
    }
    assert!(compared > 10, "sub-districts are compared too");
}

fn per_cent(rate: f64) -> String {
    format!("{:.2} %", rate * 100.0)
}

#[test]
fn the_tutorial_says_what_the_program_gives() {
    let dir = tempfile::tempdir().unwrap();
    let project = dir.path().join("教程.gpkg");
    let told = steps::tell(&project).unwrap();
    let mut text = String::from("## park coverage after each pocket park\n");
    for (n, rate) in told.rates.iter().enumerate() {
        let _ = writeln!(text, "{n} {rate:?}");
    }
    let _ = writeln!(text, "\n## the first scenario\n{}", summary(&told.first));
    let _ = writeln!(text, "## the second scenario\n{}", summary(&told.second));
    against_golden("story", &text);

    // In the tutorial, in both languages.
    let tutorial = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tutorial.md")).unwrap();
    let (zh, en) = tutorial.split_once("## English").unwrap();
    let park = |a: &Analysis| a.indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap().value().unwrap();
    let built = told.first.build_out.as_ref().unwrap();
    let years: Vec<f64> =
        built.curve.curves[0].points.iter().map(|p| p.quantity.and_then(Quantity::value).unwrap()).collect();
    let second = steps::rate(&told.second);
    let said = [told.rates[0], years[0], years[1], years[2], second];
    for (language, text) in [("zh", zh), ("en", en)] {
        for rate in said {
            assert!(text.contains(&per_cent(rate)), "{language}: the tutorial lacks {}", per_cent(rate));
        }
        let gain = format!("+{:.2}", (told.rates[1] - told.rates[0]) * 100.0);
        assert!(text.contains(&gain), "{language}: the tutorial lacks {gain}");
    }
    assert_eq!(told.rates.len(), steps::POCKET_PARKS + 1);
    assert!(told.rates.is_sorted(), "every pocket park brings something: {:?}", told.rates);
    let first = told.first.analysis.as_ref().unwrap();
    assert_eq!(park(first).to_bits(), told.rates[steps::POCKET_PARKS].to_bits());
    assert_eq!(first.indicator(IndicatorId::ParkCoverage).unwrap().met, Some(true), "the target is met");
    assert_eq!(years.iter().map(|y| y.to_bits()).collect::<Vec<_>>(), [10, 20, 30].map(|n| told.rates[n].to_bits()));

    // Compared: the table says what each has.
    let compared = &told.second.comparison.as_ref().unwrap().result;
    assert_eq!((park(&compared.a).to_bits(), park(&compared.b).to_bits()), (park(first).to_bits(), second.to_bits()));

    // Handed in from the command line.
    let out = dir.path().join("成果");
    same_figures(&report(&project, &out, &["--scenario", "方案一"]), first);
    let csv = std::fs::read_to_string(out.join("proposals.csv")).unwrap();
    let placed = csv.lines().filter(|l| l.starts_with("202")).count();
    assert_eq!(placed, steps::POCKET_PARKS, "{csv}");
    assert!(out.join("summary.xlsx").is_file());
    let two = dir.path().join("副本");
    same_figures(&report(&project, &two, &["--scenario", "方案一 副本"]), told.second.analysis.as_ref().unwrap());
    for (year, rate) in ["2023", "2024", "2025"].into_iter().zip(years) {
        let json = report(&project, &dir.path().join(year), &["--scenario", "方案一", "--year", year]);
        let park = json["indicators"].as_array().unwrap().iter().find(|i| i["id"] == "park_coverage").unwrap();
        assert_eq!(bits(&park["value"]), Some(rate.to_bits()), "{year}");
    }
}
