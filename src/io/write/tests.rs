use std::fs;
use std::sync::Arc;

use serde_json::Value as Json;

use super::*;
use crate::analysis::analyse;
use crate::crs::{LayerCrs, Transformer, plane_from_epsg};
use crate::geom::repair::normalise;
use crate::geom::{Coord, Shape};
use crate::model::{Feature, Import, Layer, LayerId, Role, RuleSet, Skipped, Source, Text, Value};

/// A rectangle given in metres around (500 km, 3,522 km) of EPSG:4549.
fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> Shape {
    let ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)];
    let ring = ring.iter().map(|&(x, y)| Coord { x: 500_000.0 + x, y: 3_522_000.0 + y }).collect();
    Shape::from_region(normalise(vec![vec![ring]]).0)
}

fn layer(id: u32, role: Role, fields: &[&str], rows: Vec<(Shape, Vec<Value>)>) -> Arc<Layer> {
    let features: Vec<Feature> = rows
        .into_iter()
        .enumerate()
        .map(|(i, (shape, values))| Feature { index: i as u32, id: None, shape, values: values.into() })
        .collect();
    Arc::new(Layer {
        id: LayerId(id),
        role,
        name: role.id().to_owned(),
        source: Source { path: format!("{}.geojson", role.id()).into(), sha256: "ab".repeat(32), ..Source::default() },
        fields: fields.iter().map(|f| Box::from(*f)).collect(),
        import: Import {
            total: features.len() + 2,
            skipped: vec![
                Skipped { index: 7, reason: "null_geometry", line: None, detail: Text::default() },
                Skipped { index: 9, reason: "null_geometry", line: None, detail: Text::default() },
            ],
            ..Import::default()
        },
        features: features.into(),
    })
}

fn project() -> Project {
    let text = |t: &str| Value::Text(t.into());
    Project {
        name: "试".to_owned(),
        synthetic: true,
        plane: plane_from_epsg(4549).unwrap(),
        layers: vec![
            layer(0, Role::Residential, &[], vec![(rect(-1000.0, -1000.0, 1000.0, 1000.0), vec![])]),
            layer(
                1,
                Role::Park,
                &["name"],
                vec![(rect(-50.0, -50.0, 50.0, 50.0), vec![text("园")]), (rect(600.0, 600.0, 610.0, 610.0), vec![])],
            ),
            layer(
                2,
                Role::Zone,
                &["name", "osm_id"],
                vec![
                    (rect(-1000.0, -1000.0, 0.0, 1000.0), vec![text("=HYPERLINK(\"x\")"), text("r1")]),
                    (rect(0.0, -1000.0, 900.0, 1000.0), vec![text("东, \"新\"街道"), text("-2")]),
                ],
            ),
        ],
        rules: Arc::new(RuleSet::builtin("garden-city-2022").unwrap()),
        targets: None,
    }
}

const TIMINGS: Timings = Timings { load_ms: 1.5, analyse_ms: 2.5, write_ms: 3.5 };

fn written(lang: Lang) -> (tempfile::TempDir, Project, Analysis) {
    let dir = tempfile::tempdir().unwrap();
    let project = project();
    let analysis = analyse(&project, &()).unwrap();
    let files = write_summary_in(&dir.path().join("out"), &project, &analysis, TIMINGS, lang).unwrap();
    assert_eq!(files.len(), 5);
    assert!(files.iter().all(|f| f.is_file()));
    assert_eq!(fs::read_dir(dir.path().join("out")).unwrap().count(), 5, "nothing temporary is left");
    (dir, project, analysis)
}

#[test]
fn the_summary_keeps_its_contract() {
    let (dir, _, analysis) = written(Lang::Zh);
    let json: Json = serde_json::from_slice(&fs::read(dir.path().join("out/summary.json")).unwrap()).unwrap();
    assert_eq!(json["schema"], "fugai.summary/1");
    assert_eq!(json["crs"], "EPSG:4549");
    assert_eq!(json["synthetic"], true);
    assert_eq!(json["rules"]["id"], "garden-city-2022");
    assert_eq!(json["rules"]["unverified"][0], "tiers");
    let park = &json["inputs"][1];
    assert_eq!(
        (park["role"].as_str(), park["path"].as_str(), park["features"].as_u64(), park["used"].as_u64()),
        (Some("park"), Some("park.geojson"), Some(4), Some(1))
    );
    assert_eq!(park["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(
        park["skipped"],
        serde_json::json!([{"reason": "null_geometry", "count": 2, "indices": [7, 9]}, {"reason": "below_smallest_tier", "count": 1}])
    );
    let ids: Vec<&str> = json["indicators"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect();
    for id in [
        "park_coverage",
        "toilet_coverage",
        "toilet_density",
        "transfer_station_coverage",
        "parking_coverage",
        "parking_spaces",
        "beautiful_zones",
        "beautiful_zone_area",
    ] {
        assert!(ids.contains(&id), "{id}");
    }
    let coverage = &json["indicators"][0];
    let q = analysis.indicators[0].quantity.unwrap();
    assert_eq!(coverage["value"].as_f64(), q.value(), "full precision, bit for bit");
    assert_eq!(coverage["covered_m2"].as_f64(), Some(q.numerator));
    assert_eq!(coverage["demand_m2"].as_f64(), Some(q.denominator));
    assert_eq!(
        (coverage["target"].as_f64(), coverage["met"].as_bool(), coverage["unit"].as_str()),
        (Some(0.9), Some(false), Some("ratio"))
    );
    assert!(coverage["error_bound"].as_f64().unwrap() < 1e-6);
    assert_eq!(coverage["zones"][0]["id"], "r1");
    let sum: f64 = coverage["zones"]
        .as_array()
        .unwrap()
        .iter()
        .chain([&coverage["unzoned"]])
        .map(|z| z["covered_m2"].as_f64().unwrap())
        .sum();
    assert!((sum - q.numerator).abs() < 1e-6);
    assert!((coverage["unzoned"]["demand_m2"].as_f64().unwrap() - 200_000.0).abs() < 1e-6);
    assert_eq!(json["indicators"][1]["value"], Json::Null);
    assert_eq!(json["timings_ms"], serde_json::json!({"load": 1.5, "analyse": 2.5, "write": 3.5}));
}

#[test]
fn tables_open_in_office_programs_as_they_are() {
    for (lang, head) in [(Lang::Zh, "指标,标识,数值"), (Lang::En, "Indicator,Id,Value")] {
        let (dir, _, _) = written(lang);
        for name in ["summary.csv", "zones.csv"] {
            let bytes = fs::read(dir.path().join("out").join(name)).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let body = text.strip_prefix('\u{feff}').expect("a byte-order mark");
            assert_eq!(body.matches('\n').count(), body.matches("\r\n").count());
            assert!(name != "summary.csv" || body.starts_with(head), "{body}");
            assert!(body.contains(lang.pick("未经核对：公园面积分级与服务半径", "Not verified: park tiers")), "{body}");
            assert!(body.contains(lang.pick("示例数据（合成）", "Sample data (synthetic)")));
        }
        let zones = fs::read_to_string(dir.path().join("out/zones.csv")).unwrap();
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).from_reader(zones.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(&rows[0][1], "'=HYPERLINK(\"x\")");
        assert_eq!((&rows[1][0], &rows[1][1]), ("'-2", "东, \"新\"街道"));
        assert_eq!(&rows[2][1], lang.pick("未分区", "In no zone"));
        assert_eq!(&rows[3][1], lang.pick("合计", "Whole"));
        let column = |row: usize, at: usize| rows[row][at].parse::<f64>().unwrap();
        assert!(
            (column(0, 5) + column(1, 5) + column(2, 5) - column(3, 5)).abs() <= 2.0,
            "covered m² add up but for rounding"
        );
        assert_eq!(column(0, 6) + column(1, 6) + column(2, 6), 4e6);
    }
}

#[test]
fn people_served_stand_beside_coverage_and_nowhere_else() {
    let rows = |project: &Project, name: &str| {
        let dir = tempfile::tempdir().unwrap();
        let analysis = analyse(project, &()).unwrap();
        write_summary(dir.path(), project, &analysis, TIMINGS).unwrap();
        let text = fs::read_to_string(dir.path().join(name)).unwrap();
        let text = text.trim_start_matches('\u{feff}').to_owned();
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let rows: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        (rows, analysis)
    };
    let column = |rows: &[Vec<String>], head: &str| rows[0].iter().position(|h| h == head).unwrap();

    let mut project = project();
    let parcel = vec![(rect(-1000.0, -1000.0, 1000.0, 1000.0), vec![Value::Number(5000.0)])];
    project.layers[0] = layer(0, Role::Residential, &["population"], parcel);
    let (summary, analysis) = rows(&project, "summary.csv");
    let at = column(&summary, "服务人口");
    assert_eq!(summary[0][at + 1], "服务人口占比（%）");
    // One parcel: its people are served as its land is.
    let share = analysis.indicators[0].quantity.and_then(crate::analysis::Quantity::value).unwrap();
    assert_eq!(summary[1][at..at + 2], [format!("{:.0}", 5000.0 * share), format!("{:.2}", 100.0 * share)]);
    let density = summary.iter().find(|r| r[1] == "toilet_density").unwrap();
    assert_eq!(density[at..at + 2], ["", ""]);

    let (zones, analysis) = rows(&project, "zones.csv");
    let at = column(&zones, "公园绿地服务半径覆盖率 服务人口");
    assert_eq!(zones[0][at + 1], "公园绿地服务半径覆盖率 服务人口占比（%）");
    for (row, zone) in zones[1..].iter().zip(&analysis.indicators[0].zones) {
        let people = zone.population.unwrap();
        let share = format!("{:.2}", 100.0 * people.value().unwrap());
        assert_eq!(row[at..at + 2], [format!("{:.0}", people.numerator), share]);
    }
    assert_eq!((zones[3][1].as_str(), &zones[3][at..at + 2]), ("未分区", &[String::new(), String::new()][..]));
    assert_eq!(zones[4][at], summary[1][column(&summary, "服务人口")]);

    // Where no parcel says how many live on it the columns are there and empty.
    let (summary, _) = rows(&self::project(), "summary.csv");
    let at = column(&summary, "服务人口");
    assert_eq!(summary[1][at..at + 2], ["", ""]);
}

#[test]
fn rounding_never_turns_missed_into_met() {
    let goal = crate::model::targets::Goal {
        value: 0.9,
        strict: false,
        at_most: false,
        due: String::new(),
        source: String::new(),
        source_en: String::new(),
        unverified: false,
    };
    assert_eq!(tables::figure(crate::analysis::Unit::Ratio, 0.812_345, Some(&goal)), "81.23");
    assert_eq!(tables::figure(crate::analysis::Unit::Ratio, 0.899_999, Some(&goal)), "89.9999");
    assert_eq!(tables::figure(crate::analysis::Unit::Ratio, 0.9, Some(&goal)), "90.00");
    let floor = crate::model::targets::Goal { value: 0.8, strict: true, ..goal };
    assert_eq!(tables::figure(crate::analysis::Unit::Ratio, 0.800_001, Some(&floor)), "80.0001");
    assert_eq!(tables::figure(crate::analysis::Unit::Ratio, 0.8, Some(&floor)), "80.00");
}

#[test]
fn layers_are_of_rfc_7946() {
    let (dir, project, analysis) = written(Lang::Zh);
    let back = Transformer::new(&LayerCrs::Wgs84, &project.plane).unwrap();
    for (name, want) in [("gaps.geojson", analysis.gaps.len()), ("covered.geojson", analysis.covered.len())] {
        let text = fs::read_to_string(dir.path().join("out").join(name)).unwrap();
        let json: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(json["fugai"]["synthetic"], true);
        assert!(json["fugai"]["unverified"][0].as_str().unwrap().contains("公园面积分级"));
        assert!(json.get("crs").is_none());
        let features = json["features"].as_array().unwrap();
        assert_eq!(features.len(), want);
        let mut area = 0.0;
        for feature in features {
            for (i, ring) in rings(&feature["geometry"]) {
                let mut coords: Vec<Coord> =
                    ring.iter().map(|c| Coord { x: c[0].as_f64().unwrap(), y: c[1].as_f64().unwrap() }).collect();
                assert_eq!(coords.first(), coords.last());
                assert!(coords.iter().all(|c| (119.9..120.1).contains(&c.x) && (31.7..31.9).contains(&c.y)));
                assert_eq!(signed(&coords) > 0.0, i == 0, "exteriors counter-clockwise, holes clockwise");
                back.to_plane(&mut coords).unwrap();
                area += signed(&coords);
            }
        }
        let q = analysis.indicators[0].quantity.unwrap();
        let want = if name == "gaps.geojson" { q.denominator - q.numerator } else { q.numerator };
        assert!((area - want).abs() < 10.0, "{name}: {area} against {want}");
    }
    let gaps: Json = serde_json::from_str(&fs::read_to_string(dir.path().join("out/gaps.geojson")).unwrap()).unwrap();
    let first = &gaps["features"][0]["properties"];
    assert_eq!((first["rank"].as_u64(), first["nearest"].as_str()), (Some(1), Some("园")));
    assert!(first["short_m"].as_f64().unwrap() > 0.0);
}

#[test]
fn a_gap_of_several_pieces_is_one_multipolygon() {
    let dir = tempfile::tempdir().unwrap();
    let mut project = project();
    let sides = vec![(rect(700.0, 0.0, 800.0, 90.0), vec![]), (rect(820.0, 0.0, 850.0, 90.0), vec![])];
    project.layers[0] = layer(0, Role::Residential, &[], sides);
    let analysis = analyse(&project, &()).unwrap();
    write_summary(dir.path(), &project, &analysis, TIMINGS).unwrap();
    let read = |name: &str| serde_json::from_slice::<Json>(&fs::read(dir.path().join(name)).unwrap()).unwrap();
    let gaps = read("gaps.geojson");
    assert_eq!(gaps["features"].as_array().unwrap().len(), 1);
    let gap = &gaps["features"][0];
    assert_eq!(
        (gap["geometry"]["type"].as_str(), gap["properties"]["pieces"].as_u64()),
        (Some("MultiPolygon"), Some(2))
    );
    let outlines = gap["geometry"]["coordinates"].as_array().unwrap();
    assert_eq!(
        outlines.iter().map(|p| (p.as_array().unwrap().len(), p[0].as_array().unwrap().len())).collect::<Vec<_>>(),
        [(1, 5); 2]
    );
    assert!((gap["properties"]["area_m2"].as_f64().unwrap() - 11_700.0).abs() < 1e-6);
    let summary = read("summary.json");
    assert_eq!((summary["gaps"]["count"].as_u64(), summary["gaps"]["pieces"].as_u64()), (Some(1), Some(2)));
}

/// The rings of a Polygon or MultiPolygon, each with its place in its polygon.
fn rings(geometry: &Json) -> Vec<(usize, &Vec<Json>)> {
    let coordinates = &geometry["coordinates"];
    let polygons = match geometry["type"].as_str().unwrap() {
        "Polygon" => std::slice::from_ref(coordinates),
        "MultiPolygon" => coordinates.as_array().unwrap(),
        other => panic!("{other}"),
    };
    polygons
        .iter()
        .flat_map(|polygon| polygon.as_array().unwrap().iter().map(|ring| ring.as_array().unwrap()).enumerate())
        .collect()
}

fn signed(ring: &[Coord]) -> f64 {
    let o = ring[0];
    ring.windows(2).map(|w| (w[0].x - o.x) * (w[1].y - o.y) - (w[1].x - o.x) * (w[0].y - o.y)).sum::<f64>() / 2.0
}

#[test]
fn writing_again_gives_the_same_bytes_and_failure_leaves_the_old_files() {
    let (dir, mut project, analysis) = written(Lang::Zh);
    let out = dir.path().join("out");
    let read = || FILES.map(|f| fs::read(out.join(f)).unwrap_or_default());
    let before = read();
    write_summary(&out, &project, &analysis, TIMINGS).unwrap();
    assert_eq!(before, read());
    // A folder in the way of one of them: none is replaced.
    fs::remove_file(out.join("covered.geojson")).unwrap();
    fs::create_dir(out.join("covered.geojson")).unwrap();
    let before = read();
    project.name = "another".to_owned();
    let error = write_summary(&out, &project, &analysis, TIMINGS).unwrap_err();
    assert!(error.zh().contains("covered.geojson") && error.en().contains("covered.geojson"), "{error}");
    assert_eq!(before, read());
    assert_eq!(fs::read_dir(&out).unwrap().count(), 5);
    // A file where the folder should be.
    let file = out.join("summary.json");
    let error = write_summary(&file, &project, &analysis, TIMINGS).unwrap_err();
    assert!(matches!(&error, IoError::Write { path, .. } if *path == file), "{error:?}");
    assert_eq!(before[0], fs::read(&file).unwrap());
    // A folder that was made for nothing is taken away again.
    let mut odd = project.clone();
    odd.plane.definition = "+proj=nothing".to_owned();
    odd.plane.epsg = None;
    let fresh = dir.path().join("fresh");
    assert!(write_summary(&fresh, &odd, &analysis, TIMINGS).is_err());
    assert!(!fresh.exists());
}

#[test]
fn the_table_for_a_terminal_is_aligned() {
    let project = project();
    let analysis = analyse(&project, &()).unwrap();
    assert_eq!(tables::cells_wide("公园 A"), 6);
    let table = table_for_people(&project, &analysis, Lang::Zh);
    assert!(table.contains("示例数据（合成）") && table.contains("未经核对"));
    let lines: Vec<&str> = table.lines().filter(|l| l.contains("未达标")).collect();
    assert!(lines.len() >= 3, "{table}");
    let place = |line: &str| tables::cells_wide(&line[..line.find("未达标").unwrap()]);
    assert_eq!(place(lines[1]), place(lines[2]), "{table}");
    let sample = Project { name: "示例数据（合成）".to_owned(), ..project.clone() };
    let table = table_for_people(&sample, &analysis, Lang::Zh);
    assert_eq!(table.lines().next(), Some("示例数据（合成），不是真实地区的数字"), "what it is, once");
    let english = table_for_people(&project, &analysis, Lang::En);
    assert!(english.starts_with("试  Sample data (synthetic)"), "{english}");
    assert!(english.contains("Park service-radius coverage") && english.contains("≥ 90 %"), "{english}");
}
