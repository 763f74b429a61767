use super::*;

fn set(id: &str) -> RuleSet {
    RuleSet::builtin(id).unwrap()
}

fn tiers(id: &str) -> Vec<(f64, Option<f64>, f64, Option<Quarter>)> {
    set(id).park.tiers.iter().map(|t| (t.min_area_m2, t.max_area_m2, t.radius_m, t.only_in)).collect()
}

#[test]
fn the_five_sets_have_their_tiers() {
    let ids: Vec<&str> = RuleSet::builtin_ids().collect();
    assert_eq!(ids, ["garden-city-2022", "garden-city-2016", "city-checkup-2021", "gbt-50563-2010", "gbt-51346-2019"]);
    assert_eq!(ids[0], RuleSet::DEFAULT_ID);
    for id in ids {
        assert_eq!(set(id).id, id);
    }
    let historic = Some(Quarter::HistoricQuarter);
    assert_eq!(tiers("garden-city-2022"), [(5000.0, None, 500.0, None), (400.0, Some(5000.0), 300.0, None)]);
    assert_eq!(
        tiers("garden-city-2016"),
        [(5000.0, None, 500.0, None), (2000.0, Some(5000.0), 300.0, None), (1000.0, Some(2000.0), 300.0, historic)]
    );
    assert_eq!(tiers("city-checkup-2021"), [(5000.0, None, 500.0, None), (2000.0, Some(5000.0), 300.0, None)]);
    assert_eq!(tiers("gbt-50563-2010"), [(5000.0, None, 500.0, None), (1000.0, Some(5000.0), 300.0, historic)]);
    assert_eq!(
        tiers("gbt-51346-2019"),
        [
            (4000.0, None, 500.0, None),
            (2000.0, Some(4000.0), 300.0, Some(Quarter::OldDistrict)),
            (1000.0, Some(4000.0), 300.0, historic)
        ]
    );
}

#[test]
fn tier_ends_are_inclusive_below_and_exclusive_above() {
    let rules = set("garden-city-2022");
    let radius =
        |area: f64| rules.park.tiers.iter().filter(|t| t.holds(area, |_| false)).map(|t| t.radius_m).reduce(f64::max);
    assert_eq!([399.999, 400.0, 4999.999, 5000.0].map(radius), [None, Some(300.0), Some(300.0), Some(500.0)]);
}

#[test]
fn required_shares_and_the_legal_floor_of_all() {
    let shares = |id: &str| -> Vec<(f64, bool, bool)> {
        set(id).requirements("park_coverage").iter().map(|g| (g.value, g.strict, g.unverified)).collect()
    };
    let floor = (0.8, true, false);
    assert_eq!(shares("garden-city-2022"), [(0.9, false, false), (0.85, false, true), floor]);
    assert_eq!(shares("garden-city-2016"), [(0.9, false, true), (0.8, false, true), floor]);
    for id in ["city-checkup-2021", "gbt-50563-2010", "gbt-51346-2019"] {
        assert_eq!(shares(id), [floor], "{id}");
    }
    let goal = set("city-checkup-2021").goal("park_coverage").unwrap();
    assert!(!goal.is_met_by(0.8) && goal.is_met_by(0.800_000_1));
    assert_eq!(set("garden-city-2022").goal("toilet_coverage"), None);
    let heads: Vec<f64> =
        set("garden-city-2022").requirements("park_area_per_capita").iter().map(|g| g.value).collect();
    assert_eq!(heads, [8.0, 14.8]);
}

#[test]
fn shared_figures() {
    let r = set("gbt-51346-2019");
    assert_eq!(r.toilet.radius.metres, 300.0);
    assert_eq!(r.toilet.radius.cite.zh(), "GB 55013-2021 第 5.0.1 条（A，见过条文原文）");
    assert_eq!(r.toilet.radius.cite.en(), "GB 55013-2021 §5.0.1 (A, clause text seen)");
    let densities: Vec<(f64, f64)> = r.toilet.densities.iter().map(|d| (d.min_per_km2, d.max_per_km2)).collect();
    assert_eq!(densities, [(3.0, 5.0), (4.0, 11.0), (5.0, 6.0), (1.0, 2.0)]);
    // 2 / (3√3 r²) with r in km.
    assert!((r.toilet.plane_minimum.per_km2 - 2.0 / (3.0 * 3f64.sqrt() * 0.09)).abs() < 0.005);
    let vehicles: Vec<_> =
        r.transfer_station.vehicles.iter().map(|v| (v.id, v.radius_m, v.max_radius_m, v.default)).collect();
    assert_eq!(
        vehicles,
        [
            (Vehicle::HandCart, Some(400.0), Some(1000.0), false),
            (Vehicle::SmallMotor, Some(3000.0), Some(5000.0), true),
            (Vehicle::Medium, None, None, false)
        ]
    );
    let setback = |tpd: f64| r.transfer_station.setback(tpd).unwrap().metres;
    assert_eq!([0.0, 149.9, 150.0, 450.0, 450.1].map(setback), [10.0, 10.0, 15.0, 15.0, 30.0]);
    assert_eq!(r.transfer_station.least_setback().unwrap().metres, 10.0);
    let classes: Vec<_> = r.transfer_station.classes.iter().map(|c| (c.id.as_str(), c.min_tpd, c.max_tpd)).collect();
    assert_eq!(
        classes,
        [
            ("collection_station", 0.0, Some(30.0)),
            ("small", 0.0, Some(150.0)),
            ("medium", 150.0, Some(450.0)),
            ("large", 450.0, None)
        ]
    );
    let points: Vec<f64> = r.transfer_station.collection_points.iter().map(|c| c.metres).collect();
    assert_eq!(points, [120.0, 70.0]);
    assert_eq!(
        (r.parking.radius.metres, r.parking.profiles[0].id.as_str(), r.parking.profiles[0].radius_m),
        (300.0, "city-centre", 200.0)
    );
    let sizes: Vec<_> = r.pocket_park.sizes.iter().map(|s| (s.min_area_m2, s.max_area_m2, s.max_inclusive)).collect();
    assert_eq!(sizes, [(400.0, 10_000.0, true), (0.0, 10_000.0, false)]);
    assert_eq!(r.green.other_green_max_share, 0.2);
    let walks: Vec<_> = r.walking.circles.iter().map(|c| (c.minutes, c.min_m, c.max_m)).collect();
    assert_eq!(walks, [(5.0, 300.0, 300.0), (10.0, 500.0, 500.0), (15.0, 800.0, 1000.0)]);
    let rows: Vec<_> = r
        .park
        .classes
        .iter()
        .map(|c| (c.min_area_m2 / 1e4, c.max_area_m2.map(|a| a / 1e4), c.min_radius_m, c.max_radius_m))
        .collect();
    assert_eq!(
        rows,
        [
            (50.0, None, 3000.0, None),
            (20.0, Some(50.0), 2000.0, Some(3000.0)),
            (10.0, Some(20.0), 1200.0, Some(2000.0)),
            (5.0, Some(10.0), 800.0, Some(1000.0)),
            (1.0, Some(5.0), 500.0, Some(500.0)),
            (0.4, Some(1.0), 300.0, Some(300.0)),
            (0.2, Some(0.4), 300.0, Some(300.0))
        ]
    );
}

#[test]
fn what_rests_on_memory_says_so() {
    let keys = |id: &str| -> Vec<&str> { set(id).unverified().iter().map(|u| u.key).collect() };
    assert_eq!(
        keys("garden-city-2022"),
        ["tiers", "measured_from", "required", "parking_radius", "parking_profiles", "green_rates"]
    );
    assert!(!keys("city-checkup-2021").contains(&"tiers"));
    assert!(keys("gbt-50563-2010").contains(&"tiers"));
    let inferred = set("gbt-51346-2019").unverified_for("park_coverage");
    assert_eq!(inferred[0].key, "tiers");
    assert_eq!(inferred[0].citations.len(), 1, "only the inferred floor, not the clause that was seen");
    assert!(inferred[0].citations[0].zh().contains("推断"));
    assert!(set("garden-city-2022").unverified_for("toilet_coverage").is_empty());
}

const HEAD: &str = "id = \"own\"\nname = { zh = \"自\", en = \"own\" }\ninclude = \"garden-city-2016\"\n";

#[test]
fn an_own_file_takes_the_rest_from_what_it_includes() {
    let own = RuleSet::from_toml(&format!(
        "{HEAD}[parking]\nradius = {{ metres = 200, cite = {{ source = \"x\", known = \"A\" }} }}\n"
    ))
    .unwrap();
    assert_eq!((own.id.as_str(), own.parking.radius.metres, own.parking.profiles.len()), ("own", 200.0, 0));
    assert_eq!(own.park, set("garden-city-2016").park);
}

#[test]
fn mistakes_are_told_with_line_and_expectation() {
    let bad = |text: &str| RuleSet::from_toml(text).unwrap_err().in_file("my.toml");
    let unknown = bad(&format!("{HEAD}[parking]\nradios = 3\n"));
    assert_eq!(unknown.line, Some(5));
    assert!(
        unknown.en().starts_with("my.toml, line 5: unknown field `radios`, expected `radius` or `profiles`"),
        "{unknown}"
    );
    assert!(
        unknown.zh().starts_with("my.toml第 5 行：不认识的键 `radios`，此处可用的键：`radius`、`profiles`"),
        "{}",
        unknown.zh()
    );
    let range =
        bad(&format!("{HEAD}[parking]\nradius = {{ metres = -3, cite = {{ source = \"x\", known = \"A\" }} }}\n"));
    assert_eq!(
        (range.line, range.en().contains("greater than 0"), range.zh().contains("大于 0")),
        (Some(5), true, true)
    );
    let letter =
        bad(&format!("{HEAD}[parking]\nradius = {{ metres = 3, cite = {{ source = \"x\", known = \"D\" }} }}\n"));
    assert!(letter.line == Some(5) && letter.en().contains("unknown variant `D`"), "{letter}");
    let tier = bad(&format!(
        "{HEAD}[park]\nmeasured_from = {{ source = \"x\", known = \"A\" }}\n[[park.tiers]]\nmin_area_m2 = 5\nmax_area_m2 = 4\nradius_m = 3\ncite = {{ source = \"x\", known = \"A\" }}\n"
    ));
    assert!(tier.line.is_some() && tier.zh().contains("上限必须大于下限"), "{tier}");
    let include = bad(&HEAD.replace("garden-city-2016", "nowhere"));
    assert!(include.line == Some(3) && include.en().contains("expected one of common, garden-city-2022"), "{include}");
    let section = bad("id = \"own\"\nname = { zh = \"自\", en = \"own\" }\n");
    assert!(section.zh().contains("缺少 [park]"), "{section}");
    let kind = bad(&format!("{HEAD}parking = 3\n"));
    assert!(kind.line == Some(4) && kind.zh().contains("类型不对"), "{}", kind.zh());
    assert!(bad("id = ").line == Some(1));
}

#[test]
fn a_rule_set_written_out_is_the_same_and_needs_no_other() {
    for id in RuleSet::builtin_ids() {
        let rules = RuleSet::builtin(id).unwrap();
        let text = rules.to_toml();
        assert!(!text.contains("include"), "{id}");
        assert_eq!(RuleSet::from_toml(&text).unwrap(), rules, "{id}");
    }
}
