//! What a plan brings, as it is handed in: one sum a coverage, the same in every place, and a sub-district's own figures.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::collections::BTreeMap;
use std::sync::Arc;

use fugai::analysis::{Analysis, IndicatorId, analyse, facility_details};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::io::pack;
use fugai::io::write::{self, Answer, Lang};
use fugai::model::plan::{
    Document, Problem, ProblemId, ProblemPlace, ProblemState, Proposal, ProposalId, Scenario, ScenarioId,
};
use fugai::model::{FacilityKind, Feature, Import, Layer, LayerId, Project, Role, RuleSet, Source, Value};
use fugai::report::{self, Kind};
use fugai::session::{ExportRequest, Format, HandIn, Timings, export, hand_in, verify, work};

fn square(x: f64, y: f64, side: f64) -> Shape {
    let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
    let ring = ring.map(|(a, b)| Coord { x: x + a * side, y: y + b * side }).to_vec();
    Shape::from_region(normalise(vec![vec![ring]]).0)
}

fn layer(id: u32, role: Role, shapes: Vec<(&str, Shape)>) -> Arc<Layer> {
    let feature = |(i, (name, shape)): (usize, (&str, Shape))| Feature {
        index: i as u32,
        shape,
        values: [Value::Text(name.into())].into(),
        ..Feature::default()
    };
    Arc::new(Layer {
        id: LayerId(id),
        role,
        name: role.id().to_owned(),
        source: Source::default(),
        fields: ["name".into()].into(),
        features: shapes.into_iter().enumerate().map(feature).collect(),
        import: Import::default(),
    })
}

/// A row of estates through two sub-districts that meet at x = 1900, with a park at the western end.
fn base() -> Project {
    let x = 497_158.0;
    let y = 3_517_458.0;
    Project {
        name: "小区".to_owned(),
        synthetic: false,
        plane: work::plane_from_name("EPSG:4549").unwrap(),
        layers: vec![
            layer(1, Role::Residential, (0..20).map(|i| ("", square(x + f64::from(i) * 200.0, y, 180.0))).collect()),
            layer(2, Role::Park, vec![("甲园", square(x, y + 200.0, 80.0))]),
            layer(
                3,
                Role::Zone,
                vec![
                    ("西街道", square(x - 100.0, y - 1000.0, 2000.0)),
                    ("东街道", square(x + 1900.0, y - 1000.0, 2200.0)),
                ],
            ),
        ],
        rules: Arc::new(RuleSet::builtin(RuleSet::DEFAULT_ID).unwrap()),
        targets: None,
    }
}

fn at(kind: FacilityKind, id: u32, x: f64, year: i32) -> Proposal {
    let (x, y) = (497_158.0 + x, 3_517_458.0 + 200.0);
    let shape = match kind {
        FacilityKind::PocketPark => square(x, y, 30.0),
        _ => Shape::from_point(Coord { x, y }),
    };
    Proposal { id: ProposalId(id), cost: Some(10.0), ..Proposal::new(kind, shape, year) }
}

fn planned(proposals: Vec<Proposal>, problems: usize) -> Document {
    let mut document = work::document_of(base());
    let mut scenario = Scenario::empty(ScenarioId(1), "方案");
    scenario.proposals = proposals.into_iter().map(Arc::new).collect();
    document.scenarios.push(Arc::new(scenario));
    let problem = |i: usize| Problem {
        id: ProblemId(i as u32 + 1),
        at: [497_158.0 + if i.is_multiple_of(2) { 500.0 } else { 2500.0 }, 3_517_458.0 + 50.0],
        place: ProblemPlace::Gap,
        title: format!("第 {i} 号问题，{}", "说明".repeat(60)),
        kind: String::new(),
        unit: "园林绿化中心".repeat(20),
        deadline: "2026-12-31".parse().ok(),
        state: ProblemState::UnderWay,
        history: Vec::new(),
    };
    document.problems = (0..problems).map(|i| Arc::new(problem(i))).collect();
    document
}

/// Two pocket parks, the second hard by the border, and a toilet on the same land as the first.
fn three() -> Document {
    planned(
        vec![
            at(FacilityKind::PocketPark, 1, 900.0, 2025),
            at(FacilityKind::Toilet, 2, 950.0, 2025),
            at(FacilityKind::PocketPark, 3, 1850.0, 2026),
        ],
        2,
    )
}

fn made(document: &Document) -> HandIn {
    hand_in(document, Some("方案"), None, false, &()).unwrap()
}

/// What a template gets.
fn data(made: &HandIn, kind: &Kind) -> serde_json::Value {
    let details = facility_details(&made.project, &()).unwrap();
    let template = report::template(&answer(made, &details), kind, &BTreeMap::new());
    serde_json::from_slice(&template.files["data.json"]).unwrap()
}

fn answer<'a>(made: &'a HandIn, details: &'a [fugai::analysis::FacilityDetail]) -> Answer<'a> {
    Answer {
        project: &made.project,
        analysis: &made.analysis,
        details,
        base: made.base.as_deref(),
        plan: made.plan.as_ref(),
        date: None,
        lang: Lang::Zh,
    }
}

fn park(analysis: &Analysis, zone: Option<usize>) -> f64 {
    let i = analysis.indicator(IndicatorId::ParkCoverage).unwrap();
    zone.map_or(i.quantity.unwrap(), |z| i.zones[z].quantity).numerator
}

/// A column of a table of a template, and the words of its rows.
fn column(table: &serde_json::Value, head: &str) -> Vec<String> {
    let heads = table["head"].as_array().unwrap();
    let at = heads.iter().position(|h| h == head).unwrap_or_else(|| panic!("{head} in {heads:?}"));
    table["rows"].as_array().unwrap().iter().map(|r| r[at].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_coverage_has_one_sum_and_it_is_the_change_of_its_indicator_everywhere() {
    let made = made(&three());
    let base = made.base.as_ref().unwrap();
    let parks = (park(&made.analysis, None) - park(base, None)) / 1e4;
    let toilets = made.analysis.indicator(IndicatorId::ToiletCoverage).unwrap().quantity.unwrap().numerator / 1e4;
    assert!(parks > 1.0 && toilets > 1.0, "{parks} {toilets}");

    let files = write::csv_files(&answer(&made, &facility_details(&made.project, &()).unwrap())).unwrap();
    let csv = String::from_utf8(files.iter().find(|(n, _)| n == "proposals.csv").unwrap().1.clone()).unwrap();
    let rows: Vec<Vec<&str>> =
        csv.trim_start_matches('\u{feff}').lines().map(|l| l.trim_end().split(',').collect()).collect();
    let named = |name: &str| rows.iter().find(|r| r.contains(&name)).unwrap_or_else(|| panic!("{name}: {csv}"));
    for (head, whole) in [("公园新增覆盖（m²）", parks), ("公厕新增覆盖（m²）", toilets)] {
        let column = rows[0].iter().position(|h| *h == head).unwrap_or_else(|| panic!("{head}: {csv}"));
        let number = |row: &[&str]| row[column].parse::<f64>().unwrap();
        assert!((number(named("合计")) - whole * 1e4).abs() < 0.01, "{head}: {csv}");
        assert!((number(named("较现状变化")) - whole * 1e4).abs() < 0.01, "{csv}");
        assert_eq!(named("核对（应为 0）")[column], "0.00", "{csv}");
    }

    let csv = String::from_utf8(files.iter().find(|(n, _)| n == "summary.csv").unwrap().1.clone()).unwrap();
    let rows: Vec<Vec<&str>> = csv.trim_start_matches('\u{feff}').lines().map(|l| l.split(',').collect()).collect();
    let value = |a: &Analysis| a.indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap().value().unwrap();
    let change = (value(&made.analysis) - value(base)) * 100.0;
    assert_eq!((rows[0][3], rows[1][3].to_owned()), ("较现状变化", format!("{change:.2}")));

    let report = data(&made, &Kind::District);
    for (head, whole) in [("公园新增覆盖（公顷）", parks), ("公厕新增覆盖（公顷）", toilets)] {
        let cells = column(&report["years"], head);
        assert_eq!(cells[cells.len() - 2..], [format!("{whole:.2}"), format!("{whole:.2}")], "{head}");
    }
    let said = report["points"].as_array().unwrap().last().unwrap().as_str().unwrap();
    assert!(said.contains(&format!("新增覆盖居住用地 {parks:.2} 公顷")), "{said}");
}

#[test]
fn a_park_just_across_the_border_is_a_gain_of_the_neighbour() {
    let document = three();
    let made = made(&document);
    let base = made.base.as_ref().unwrap();
    let scenario = document.scenario_named("方案").unwrap();
    let mut in_all = 0.0;
    for (zone, name) in ["西街道", "东街道"].iter().enumerate() {
        let page = data(&made, &Kind::Checkup(vec![zone]))["pages"][0].clone();
        assert_eq!(page["name"], *name);
        let mut last = park(base, Some(zone));
        let (shares, gains) =
            (column(&page["years"], "公园覆盖率（%）"), column(&page["years"], "公园新增覆盖（公顷）"));
        assert_eq!(column(&page["years"], "年末"), ["现状", "2025", "2026"]);
        // A full analysis of each year says the same.
        for (row, year) in [(1, 2025), (2, 2026)] {
            let project = fugai::analysis::scenario::apply(&document.project().unwrap(), scenario, Some(year)).0;
            let full = analyse(&project, &()).unwrap();
            let now = full.indicator(IndicatorId::ParkCoverage).unwrap().zones[zone].quantity;
            assert_eq!(shares[row], format!("{:.2}", now.value().unwrap() * 100.0));
            assert_eq!(gains[row], format!("{:.2}", (now.numerator - last) / 1e4 + 0.0));
            in_all += now.numerator - last;
            last = now.numerator;
        }
        if zone == 1 {
            assert!(page["located"].is_null(), "none of them lies here");
            assert!(gains[2].parse::<f64>().unwrap() > 1.0 && gains[1] == "0.00", "{gains:?}");
            let points = page["points"].to_string();
            assert!(points.contains("在本街道安排 0 个项目") && points.contains(&gains[2]), "{points}");
        } else {
            assert_eq!(page["located"].as_array().unwrap().len(), 3);
        }
    }
    assert!((in_all - (park(&made.analysis, None) - park(base, None))).abs() < 1e-3, "the gains of the zones add up");
}

#[cfg(feature = "typst")]
#[test]
fn check_ups_have_two_pages_however_much_is_planned_and_found() {
    let kinds = [FacilityKind::PocketPark, FacilityKind::Toilet, FacilityKind::TransferStation, FacilityKind::Parking];
    let proposals = (0..30).map(|i| Proposal {
        name: format!("第 {i} 号项目，{}", "名称".repeat(200)),
        ..at(kinds[i as usize % 4], i + 1, 100.0 + 120.0 * f64::from(i), 2025 + i as i32 % 12)
    });
    let document = planned(proposals.collect(), 30);
    let made = made(&document);
    let details = facility_details(&made.project, &()).unwrap();
    for zone in 0..2 {
        let pdf = report::report(&answer(&made, &details), &Kind::Checkup(vec![zone]), &BTreeMap::new()).unwrap();
        let pdf = lopdf::Document::load_mem(&pdf).unwrap();
        let pages: Vec<String> = pdf.get_pages().keys().map(|p| pdf.extract_text(&[*p]).unwrap()).collect();
        assert_eq!(pages.len(), 2, "zone {zone}: {pages:#?}");
        let text: String = pdf.extract_text(&[2]).unwrap().split_whitespace().collect();
        assert!(text.contains("另有") && text.contains("号项目"), "{text}");
    }
}

/// Writes the list of hashes anew, as somebody would who wants to hide a change.
fn relist(dir: &std::path::Path) {
    let sums = std::fs::read_to_string(dir.join(pack::SUMS)).unwrap();
    let line = |name: &str| format!("{}  {name}\n", pack::sha256(&std::fs::read(dir.join(name)).unwrap()));
    let text: String = sums.lines().filter_map(|l| l.split_once("  ")).map(|(_, name)| line(name)).collect();
    std::fs::write(dir.join(pack::SUMS), text).unwrap();
}

#[test]
fn gains_are_figures_of_the_pack_and_are_verified_though_the_sources_are_gone() {
    let dir = tempfile::tempdir().unwrap();
    let made = made(&three());
    let request = ExportRequest {
        formats: [Format::Pack, Format::Json].into(),
        date: "2026-11-22".parse().ok(),
        ..ExportRequest::summary(dir.path().join("out"), false)
    };
    export::export(&made.subject(), &request, Timings::default(), &()).unwrap();
    let unpacked = dir.path().join("pack");
    for (name, bytes) in pack::open(&dir.path().join("out/pack.zip")).unwrap().files {
        let path = unpacked.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let verified = || verify::verify(&unpacked, &()).unwrap();
    let untouched = verified();
    assert!(untouched.agrees() && !untouched.without_plan, "{}", verify::verification_text(&untouched, true));
    assert!(untouched.tables_compared && untouched.uncompared.contains(&"workbook.xlsx".to_owned()));
    assert!(verify::verification_text(&untouched, true).contains("NOT compared"));

    // The summary has the scenario, its gains, its years and the base, to the last digit.
    let text = std::fs::read_to_string(dir.path().join("out/summary.json")).unwrap();
    let plan = serde_json::from_str::<serde_json::Value>(&text).unwrap()["plan"].clone();
    assert_eq!((plan["scenario"].as_str(), plan["year"].is_null()), (Some("方案"), true));
    let rows = &made.plan.as_ref().unwrap().proposals;
    for (row, told) in rows.iter().zip(plan["proposals"].as_array().unwrap()) {
        assert_eq!(told["gain_m2"].as_f64().map(f64::to_bits), row.gain_m2.map(f64::to_bits));
    }
    let before = park(made.base.as_ref().unwrap(), None);
    let base = plan["base"].as_array().unwrap().iter().find(|i| i["id"] == "park_coverage").unwrap();
    assert_eq!(base["covered_m2"].as_f64(), Some(before));
    assert_eq!(plan["scenarios"].as_array().unwrap().len(), 2);
    assert_eq!(plan["years"][1]["coverages"][0]["zones"].as_array().unwrap().len(), 2);

    // A gain that is changed in the record, and one that is changed in a table, though all hashes are made to fit.
    let gain = rows[0].gain_m2.unwrap();
    let edit = |name: &str, from: &str, to: &str| {
        let path = unpacked.join(name);
        let old = std::fs::read_to_string(&path).unwrap();
        assert!(old.contains(from), "{name} holds {from}");
        std::fs::write(&path, old.replacen(from, to, 1)).unwrap();
        relist(&unpacked);
        let found = verified();
        std::fs::write(&path, old).unwrap();
        relist(&unpacked);
        found
    };
    let found = edit("record.json", &format!("\"gain_m2\": {gain}"), "\"gain_m2\": 99999.5");
    let places: Vec<&str> = found.figures.differs.iter().map(|d| d.place.as_str()).collect();
    assert_eq!(places, ["plan.proposals[0].gain_m2"]);
    let found = edit("tables/proposals.csv", &format!("{gain:.2}"), "99999.50");
    assert!(found.files.iter().any(|(name, _)| name == "tables/proposals.csv") && !found.agrees());

    // A pack that was written before gains were recorded still agrees, and says that they are in the tables alone.
    let record = unpacked.join("record.json");
    let mut old: serde_json::Value = serde_json::from_slice(&std::fs::read(&record).unwrap()).unwrap();
    old["figures"].as_object_mut().unwrap().remove("plan");
    old.as_object_mut().unwrap().remove("layout");
    std::fs::write(&record, serde_json::to_vec_pretty(&old).unwrap()).unwrap();
    relist(&unpacked);
    let found = verified();
    assert!(found.agrees() && found.without_plan, "{}", verify::verification_text(&found, true));
    assert!(!found.tables_compared && found.uncompared.contains(&"tables/proposals.csv".to_owned()));
}
