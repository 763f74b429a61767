use super::*;

fn plan(id: &str) -> TargetSet {
    TargetSet::builtin(id).unwrap()
}

#[test]
fn every_plan_is_read_and_has_all_its_figures() {
    let counts: Vec<(&str, usize, usize)> =
        TargetSet::builtin_ids().map(|id| (id, plan(id).targets.len(), plan(id).results.len())).collect();
    assert_eq!(
        counts,
        [
            ("tianning-2023-2025", 17, 0),
            ("changzhou-2023", 9, 13),
            ("pukou-2023", 10, 0),
            ("new-district-2022", 4, 0),
            ("central-district", 3, 0)
        ]
    );
    assert!(TargetSet::builtin("nowhere").is_none());
    for id in TargetSet::builtin_ids() {
        assert_eq!(plan(id).id, id);
    }
}

#[test]
fn tianning_figure_by_figure() {
    let t = plan("tianning-2023-2025");
    let figures: Vec<(&str, f64, Kind, String)> =
        t.targets.iter().map(|x| (x.id.as_str(), x.value.unwrap(), x.kind, x.due())).collect();
    let want = [
        ("park_coverage", 90.0, Kind::Level, "2025"),
        ("green_land_rate", 40.0, Kind::Level, "2025"),
        ("green_cover_rate", 43.0, Kind::Level, "2025"),
        ("park_area_per_capita", 14.8, Kind::Level, "2025"),
        ("road_green_rate", 85.0, Kind::Level, "2025"),
        ("tree_lined_road_rate", 85.0, Kind::Level, "2025"),
        ("toilets_built", 80.0, Kind::Cumulative, "2023–2025"),
        ("parking_spaces_new", 4700.0, Kind::Cumulative, "2023–2025"),
        ("parking_spaces_connected", 5000.0, Kind::Cumulative, "2023–2025"),
        ("beautiful_zones", 5.0, Kind::Cumulative, "2023–2025"),
        ("park_area_new", 10.0, Kind::Annual, "2023–2025"),
        ("pocket_parks_new", 4.0, Kind::Annual, "2023–2025"),
        ("scenic_roads_new", 3.0, Kind::Annual, "2023–2025"),
        ("tree_lined_roads_improved", 15.0, Kind::ByYear, "2023"),
        ("transfer_stations", 2.0, Kind::Cumulative, "2023–2025"),
        ("demonstration_roads", 3.0, Kind::ByYear, "2023–2024"),
        ("old_estates", 53.0, Kind::Cumulative, "2023–2025"),
    ];
    for (have, want) in figures.iter().zip(want) {
        assert_eq!((have.0, have.1, have.2, have.3.as_str()), want);
    }
    let by_year = |id: &str| [2023, 2024, 2025].map(|y| t.target(id).unwrap().in_year(y));
    assert_eq!(by_year("parking_spaces_new"), [Some(1700.0), Some(1500.0), Some(1500.0)]);
    assert_eq!(by_year("parking_spaces_connected"), [Some(2000.0), Some(1500.0), Some(1500.0)]);
    assert_eq!(by_year("beautiful_zones"), [Some(1.0), Some(2.0), Some(2.0)]);
    assert_eq!(by_year("park_area_new"), [Some(10.0); 3]);
    assert_eq!(by_year("demonstration_roads"), [Some(3.0), Some(3.0), None]);
    assert_eq!(by_year("toilets_built"), [None; 3], "the total is not split by year");
    let parts: Vec<f64> = t.target("toilets_built").unwrap().parts.iter().map(|p| p.value).collect();
    assert_eq!(parts, [3.0, 3.0, 14.0], "only 20 of the 80 are itemised");
    let works: Vec<_> = t
        .target("transfer_stations")
        .unwrap()
        .milestones
        .iter()
        .map(|m| (m.year, m.started, m.finished, m.finished_in_all))
        .collect();
    assert_eq!(works, [(2023, 1, 0, None), (2024, 1, 1, None), (2025, 0, 0, Some(2))]);
    assert_eq!(t.area_km2, Some(154.8));
    assert_eq!(t.sub_districts.len(), 7);
    assert_eq!(
        (t.sub_districts[6].name.as_str(), t.sub_districts[6].lon, t.sub_districts[6].lat),
        ("郑陆镇", 120.0959, 31.8206)
    );
}

#[test]
fn goals_are_in_the_indicators_unit_and_only_of_states_and_totals() {
    let t = plan("tianning-2023-2025");
    let goal = t.goal("park_coverage").unwrap();
    assert_eq!((goal.value, goal.due.as_str(), goal.strict, goal.unverified), (0.9, "2025", false, false));
    assert_eq!(t.goal("beautiful_zones").unwrap().value, 5.0);
    assert_eq!(t.goal("park_area_per_capita").unwrap().value, 14.8);
    assert_eq!(t.goal("park_area_new"), None, "a yearly figure is no state");
    assert_eq!(t.goal("parking_spaces"), None, "4,700 new spaces are not 4,700 spaces");
    assert_eq!(t.goal("toilet_coverage"), None);
    assert_eq!(plan("central-district").goal("beautiful_zones").unwrap().value, 30.0);
    assert_eq!(plan("changzhou-2023").goal("beautiful_zones"), None);
}

#[test]
fn what_is_inferred_says_so_and_words_stay_words() {
    let circle = plan("new-district-2022").target("park_walking_circle").cloned().unwrap();
    assert_eq!(circle.value, Some(500.0));
    assert!(circle.inferred.as_ref().unwrap().zh.contains("推断") && circle.inferred.unwrap().en.contains("inference"));
    let blind = plan("pukou-2023").target("toilet_blind_spots").cloned().unwrap();
    assert_eq!((blind.kind, blind.value), (Kind::Qualitative, None));
}

#[test]
fn other_plans_key_figures() {
    let value = |plan_id: &str, id: &str| plan(plan_id).target(id).unwrap().value.unwrap();
    for (id, v) in [
        ("park_area_new", 70.0),
        ("pocket_parks_new", 28.0),
        ("green_roads", 21.0),
        ("vertical_greening", 7.0),
        ("toilets_built", 7.0),
        ("transfer_stations", 7.0),
        ("star_parks_reassessed", 37.0),
        ("parks_standardised", 28.0),
    ] {
        assert_eq!(value("changzhou-2023", id), v, "{id}");
    }
    let zones = plan("changzhou-2023").target("beautiful_zones_new").cloned().unwrap();
    assert_eq!(
        (zones.value, zones.max_value, zones.kind, zones.per.as_deref()),
        (Some(1.0), Some(2.0), Kind::Annual, Some("district"))
    );
    let results: Vec<f64> = plan("changzhou-2023").results.iter().map(|r| r.value).collect();
    assert_eq!(results, [92.74, 28.0, 21.0, 12.0, 40.0, 5.0, 143.0, 77.0, 4.0, 64.0, 342.0, 44.0, 1547.0]);
    for (id, v) in [
        ("parking_spaces_new", 1000.0),
        ("toilets_built", 10.0),
        ("greenways", 15.0),
        ("back_streets", 10.0),
        ("shared_parking", 2.0),
        ("governance_units", 6.0),
        ("governance_units_exemplary", 5.0),
        ("main_roads_intact", 98.0),
        ("branch_roads_intact", 95.0),
    ] {
        assert_eq!(value("pukou-2023", id), v, "{id}");
    }
    for (id, v) in [("beautiful_zones", 30.0), ("clean_avenues", 30.0), ("area_improved", 300.0)] {
        assert_eq!(value("central-district", id), v, "{id}");
    }
}

#[test]
fn mistakes_are_told_with_their_line() {
    let head = "id = \"mine\"\nname = { zh = \"甲\", en = \"A\" }\n";
    let bad = |body: &str| TargetSet::from_toml(&format!("{head}{body}")).unwrap_err();
    let unknown = bad("[[targets]]\nid = \"x\"\nname = { zh = \"\", en = \"\" }\nvaleu = 3\nkind = \"level\"\n");
    assert_eq!(unknown.line, Some(6));
    assert!(unknown.en().contains("unknown field `valeu`") && unknown.zh().contains("不认识的键 `valeu`"), "{unknown}");
    let kind = bad("[[targets]]\nid = \"x\"\nname = { zh = \"\", en = \"\" }\nkind = \"sometimes\"\n");
    assert_eq!(kind.line, Some(6));
    assert!(kind.zh().contains("不认识的值 `sometimes`"), "{}", kind.zh());
    let sum = bad(
        "[[targets]]\nid = \"x\"\nname = { zh = \"\", en = \"\" }\nvalue = 3\nunit = \"个\"\nkind = \"cumulative\"\nby_year = { 2023 = 2, 2024 = 2 }\n",
    );
    assert!(sum.en().contains("target x: the years add up to more"), "{sum}");
    assert!(bad("targets = []\n").zh().contains("至少要有一项"));
}

#[test]
fn a_plan_written_out_is_the_same() {
    for id in TargetSet::builtin_ids() {
        let plan = TargetSet::builtin(id).unwrap();
        assert_eq!(TargetSet::from_toml(&plan.to_toml()).unwrap(), plan, "{id}");
    }
}
