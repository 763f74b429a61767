//! Planning in the window, around a running session: scenarios by year, comparisons, the ledger, dated figures, newer
//! files, and the project from one start to the next.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]
#![cfg(feature = "gui")]

mod copies;
mod harness;
mod pictures;

use egui::{Key, Modifiers, vec2};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::model::plan::{ProblemPlace, ProblemState, Proposal};
use fugai::model::{FacilityKind, Role};
use fugai::session::{Action, OpenRequest, PlanAction, ReadOnly, Save, Snapshot};
use fugai::ui::Lang;
use fugai::ui::state::{Chart, Tab};

use harness::{Window, open, start};

const CTRL_SHIFT: Modifiers = Modifiers { alt: false, ctrl: false, shift: true, mac_cmd: false, command: true };

fn park(snapshot: &Snapshot, gap: usize, side: f64, year: i32) -> Proposal {
    let Coord { x, y } = snapshot.analysis.as_ref().unwrap().gaps[gap].label_point;
    let half = side / 2.0;
    let at = |dx: f64, dy: f64| Coord { x: x + dx, y: y + dy };
    let ring = vec![at(-half, -half), at(half, -half), at(half, half), at(-half, half)];
    Proposal::new(FacilityKind::PocketPark, Shape::from_region(normalise(vec![vec![ring]]).0), year)
}

/// A window with a scenario that builds something in each of three years.
fn with_scenario(data: &std::path::Path) -> Window {
    let mut window = open(data);
    window.press(CTRL_SHIFT, Key::N);
    window.type_text("甲");
    window.press(Modifiers::NONE, Key::Enter);
    let first = window.until("the scenario", |s| s.scenario.is_some());
    for (gap, year) in [(0, 2023), (1, 2024), (2, 2025)] {
        window.send(PlanAction::Put(Box::new(park(&first, gap, 70.0, year))));
    }
    window.until("three proposals", |s| {
        let document = s.document.as_ref().unwrap();
        s.scenario.and_then(|id| document.scenario(id)).is_some_and(|s| s.proposals.len() == 3)
    });
    window.settled();
    window
}

fn value(snapshot: &Snapshot) -> f64 {
    snapshot.analysis.as_ref().unwrap().indicators[0].quantity.unwrap().value().unwrap()
}

#[test]
fn a_scenario_is_made_forked_shown_by_year_and_undone() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = open(dir.path());
    assert!(window.has("尚无改动"), "nothing is kept of the sample as it comes");
    assert!(window.has("显示现状") && !window.has("对比两个方案"));
    window.click("新建方案…");
    window.type_text("甲");
    window.press(Modifiers::NONE, Key::Enter);
    let made = window.until("the scenario", |s| s.scenario.is_some());
    assert_eq!(made.document.as_ref().unwrap().scenarios[0].name, "甲");
    assert!(window.has("显示方案：甲（0 处拟建）"));
    window.wait_for("已自动保存");
    let base = value(&window.settled());
    for (gap, year) in [(0, 2023), (1, 2024)] {
        window.send(PlanAction::Put(Box::new(park(&made, gap, 70.0, year))));
    }
    window.until("two proposals", |s| s.document.as_ref().unwrap().scenarios[0].proposals.len() == 2);
    let all = value(&window.settled());
    assert!(all > base);
    // The change since the base stands beside the figure, in words for those who do not see the arrow.
    assert!(window.has("相对现状上升") && window.has("个百分点"), "{:?}", window.labels("现状"));
    window.click("到 2023 年底");
    let early = window.until("2023", |s| s.year == Some(2023) && !s.stale && s.job.is_none());
    assert!(value(&early) > base && value(&early) < all);
    window.press(Modifiers::NONE, Key::CloseBracket);
    window.until("2024", |s| s.year == Some(2024));
    window.press(Modifiers::NONE, Key::OpenBracket);
    window.until("2023 again", |s| s.year == Some(2023));
    // While something is placed the same keys make it larger and smaller.
    window.press(Modifiers::NONE, Key::P);
    let usual = window.app().state().plan.draft.area_m2;
    window.press(Modifiers::NONE, Key::CloseBracket);
    assert!(window.app().state().plan.placing && window.app().state().plan.draft.area_m2 > usual);
    assert_eq!(window.settled().year, Some(2023));
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.app().state().plan.placing);
    window.click("全部实施后");
    window.until("all years", |s| s.year.is_none());

    window.click("方案操作");
    window.click("复制为新方案…");
    assert!(window.has("从“甲”的 2 处拟建开始"));
    window.fill("方案名称", "乙");
    window.click("新建");
    let forked = window.until("the fork", |s| s.document.as_ref().unwrap().scenarios.len() == 2);
    let fork = &forked.document.as_ref().unwrap().scenarios[1];
    assert_eq!((fork.name.as_str(), fork.proposals.len(), Some(fork.id)), ("乙", 2, forked.scenario));
    window.click("方案操作");
    window.click("改名…");
    window.type_text("丙");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("another name", |s| s.document.as_ref().unwrap().scenarios[1].name == "丙");

    // Merging tells what it brings before it does.
    window.send(PlanAction::Put(Box::new(park(&made, 2, 70.0, 2025))));
    window.until("a third", |s| s.document.as_ref().unwrap().scenarios[1].proposals.len() == 3);
    window.click("方案操作");
    window.click("合并到另一方案…");
    assert!(window.has("新增 1 处，修改 0 处，移除 0 处"), "{:?}", window.labels("新增"));
    window.click("合并");
    window.until("merged", |s| s.document.as_ref().unwrap().scenarios[0].proposals.len() == 3);

    // What is removed can be brought back at once.
    window.click("方案操作");
    window.click("删除方案");
    window.until("one scenario", |s| s.document.as_ref().unwrap().scenarios.len() == 1);
    assert!(window.has("已删除方案“甲”"));
    window.click("撤销");
    window.until("both again", |s| s.document.as_ref().unwrap().scenarios.len() == 2);
    // The history has a name for each step.
    window.click_part("项目：");
    window.click("操作历史");
    assert!(window.has("方案改名") && window.has("新建方案：甲"));
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.has("新建方案：甲"));
    window.close();
}

#[test]
fn two_scenarios_are_compared_in_figures_on_a_chart_and_on_the_map() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = with_scenario(dir.path());
    window.press(Modifiers::NONE, Key::C);
    let compared = window.until("the comparison", |s| s.comparison.is_some() && s.job.is_none());
    let result = &compared.comparison.as_ref().unwrap().result;
    assert!(result.differing > 0 && !result.served.is_empty());
    assert_eq!((window.app().state().tab, window.app().state().chart), (Tab::Compare, Chart::Compare));
    // What differs comes first, the figure of both and the change in words.
    let rows = window.labels("→");
    assert!(rows[0].contains("全区") && rows[0].contains("上升"), "{rows:?}");
    assert!(window.has("对比对象 A 现状") && window.has("对比对象 B 甲"));
    // By year as well.
    window.click("到 2023 年底");
    let early =
        window.until("2023", |s| s.comparison.as_ref().is_some_and(|c| c.year == Some(2023)) && s.job.is_none());
    let land = |s: &Snapshot| s.comparison.as_ref().unwrap().result.served[0].only_b.area();
    assert!(land(&early) > 0.0 && land(&early) < land(&compared));
    // The other way round what was gained is lost.
    window.click("交换 A 与 B");
    let swapped = window.until("swapped", |s| s.comparison.as_ref().is_some_and(|c| c.b.is_none() && c.a.is_some()));
    assert_eq!(swapped.comparison.as_ref().unwrap().result.served[0].only_b.area(), 0.0);
    window.wait_for("下降");
    window.click("显示现状");
    window.harness.run_steps(4);
    assert!(window.app().state().scenes.comparing.is_none());
    assert_eq!(window.app().state().tab, Tab::Gaps);
    window.close();
}

#[test]
fn the_build_out_shows_every_scenario_and_leads_to_its_years() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = with_scenario(dir.path());
    assert_eq!(window.app().state().chart, Chart::Years, "the first scenario brings its chart");
    window.until("both build-outs", |s| s.build_outs.iter().filter(|b| !b.stale).count() == 2 && s.job.is_none());
    let years = window.labels("2024：");
    assert!(years[0].contains("甲") && years[0].contains("现状") && years[0].contains('%'), "{years:?}");
    window.click(&years[0]);
    window.until("2024", |s| s.year == Some(2024));
    assert!(window.has("时间轴"));
    // What is built is held against the plan, years and totals apart.
    window.click("年度任务");
    assert!(window.has("当年完成 / 当年要求"));
    let rows = window.labels("口袋公园");
    assert!(!rows.is_empty(), "the plan of the sample asks for pocket parks");
    window.close();
}

#[test]
fn a_problem_is_pinned_to_a_gap_followed_up_and_closed() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = open(dir.path());
    window.press(Modifiers::NONE, Key::J);
    window.press(CTRL_SHIFT, Key::B);
    assert!(window.has("登记问题") && window.has("钉在盲区"));
    window.type_text("缺口袋公园");
    window.click("服务盲区");
    window.fill("责任单位", "街道办");
    window.fill("整改期限（可不填）", "2024-06-01");
    window.click("挂账");
    let entered = window.until("the problem", |s| !s.document.as_ref().unwrap().problems.is_empty());
    let problem = &entered.document.as_ref().unwrap().problems[0];
    let gap = entered.analysis.as_ref().unwrap().gaps[0].label_point;
    assert_eq!((problem.place.clone(), problem.at), (ProblemPlace::Gap, [gap.x, gap.y]));
    assert_eq!((problem.kind.as_str(), problem.unit.as_str()), ("服务盲区", "街道办"));
    assert_eq!(window.app().state().tab, Tab::Ledger);
    assert!(window.has("台账 1") && window.has("台账：缺口袋公园（未整改）"), "a pin on the map");
    assert!(window.has("未整改，期限 2024-06-01 逾期"), "it was due before today");
    // A click on the pin shows the problem.
    window.click("台账：缺口袋公园（未整改）");
    assert_eq!(window.app().state().ledger.selected, Some(problem.id));
    window.click("登记进展");
    window.fill("做了什么", "选址");
    window.click("登记");
    window.until("under way", |s| s.document.as_ref().unwrap().problems[0].state == ProblemState::UnderWay);
    assert!(window.has("选址"));
    window.click("登记进展");
    window.click("已销号");
    window.click("登记");
    let closed = window.until("closed", |s| s.document.as_ref().unwrap().problems[0].state == ProblemState::Closed);
    assert_eq!(closed.document.as_ref().unwrap().problems[0].history.len(), 3);
    assert!(window.has("台账：缺口袋公园（已销号）") && !window.has("台账 1") && window.has("销号率 100.0%"));
    window.click("未整改 0");
    assert!(window.has("没有符合条件的问题") && !window.has("台账：缺口袋公园"), "the map follows the filter");
    window.click("显示全部");
    window.click("删除问题");
    window.until("removed", |s| s.document.as_ref().unwrap().problems.is_empty());
    window.click("撤销");
    window.until("back", |s| s.document.as_ref().unwrap().problems.len() == 1);
    window.close();
}

#[test]
fn a_score_sheet_has_the_items_and_weights_of_its_user() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = open(dir.path());
    window.send(Action::RenameProject("区".to_owned()));
    window.harness.run_steps(4);
    window.click("台账");
    window.click("街区评分");
    window.click("新建评分表…");
    window.fill("评分表名称", "青果巷");
    window.fill("第 1 项名称", "立面");
    window.fill("第 1 项权重", "3");
    window.fill("第 1 项满分", "10");
    window.click("添加评分项");
    window.fill("第 2 项名称", "保洁");
    window.click("新建");
    let made = window.until("the sheet", |s| !s.document.as_ref().unwrap().sheets.is_empty());
    let items = &made.document.as_ref().unwrap().sheets[0].items;
    assert_eq!(
        items.iter().map(|i| (i.name.as_str(), i.weight, i.full)).collect::<Vec<_>>(),
        [("立面", 3.0, 10.0), ("保洁", 1.0, 100.0)]
    );
    window.click("打分：青果巷");
    window.fill("立面 得分", "8");
    assert!(window.has("填完计分项后得出"));
    window.fill("保洁 得分", "60");
    assert!(window.has("总分 75.0"));
    window.click("存分");
    window.until("marks", |s| s.document.as_ref().unwrap().sheets[0].scores.len() == 1);
    assert!(window.has("2024-06-15 75.0"));
    window.close();
}

#[test]
fn figures_are_kept_and_two_days_are_compared() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = open(dir.path());
    window.click("存档");
    window.click("存档当前指标…");
    window.fill("日期", "2024-05-31");
    window.click("存入");
    window.until("kept", |s| s.document.as_ref().unwrap().figures.len() == 1);
    assert!(window.has("再存一次"));
    let snapshot = window.settled();
    window.send(PlanAction::Put(Box::new(park(&snapshot, 0, 90.0, 2024))));
    window.until("placed", |s| s.scenario.is_some());
    window.settled();
    window.click("存档当前指标…");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("kept twice", |s| s.document.as_ref().unwrap().figures.len() == 2);
    assert!(window.has("2024-05-31 → 2024-06-15"), "{:?}", window.labels("2024-05"));
    let rows = window.labels("公园绿地服务半径覆盖率 全区");
    assert!(rows.iter().any(|r| r.contains("上升")), "{rows:?}");
    window.click("删除存档 2024-05-31");
    window.until("one left", |s| s.document.as_ref().unwrap().figures.len() == 1);
    window.close();
}

/// The parks of the sample with one gone, one moved, one new.
fn newer_parks(dir: &std::path::Path) -> std::path::PathBuf {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/parks.geojson");
    let mut parks: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let features = parks["features"].as_array_mut().unwrap();
    features.remove(3);
    let mut fresh = features[0].clone();
    shift(&mut features[1]["geometry"]["coordinates"], 0.0003);
    shift(&mut fresh["geometry"]["coordinates"], 0.01);
    if let Some(id) = fresh.get_mut("id") {
        *id = "brand-new".into();
    }
    fresh["properties"]["name"] = "新公园".into();
    fresh["properties"]["id"] = "brand-new".into();
    features.push(fresh);
    let newer = dir.join("parks.geojson");
    std::fs::write(&newer, parks.to_string()).unwrap();
    newer
}

fn shift(value: &mut serde_json::Value, by: f64) {
    match value.as_array_mut() {
        Some(pair) if pair.first().is_some_and(serde_json::Value::is_number) => {
            pair[0] = (pair[0].as_f64().unwrap() + by).into();
        }
        Some(all) => all.iter_mut().for_each(|v| shift(v, by)),
        None => {}
    }
}

#[test]
fn a_layer_is_renewed_after_its_differences_are_shown() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = open(dir.path());
    let snapshot = window.snapshot();
    let parks = snapshot.project.as_ref().unwrap().layers_of(Role::Park).next().unwrap().clone();
    window.click("图层选项：公园");
    assert!(window.has("用新文件更新"));
    window.press(Modifiers::NONE, Key::Escape);
    let path = newer_parks(dir.path());
    let request = OpenRequest { path, ..OpenRequest::default() };
    window.send(PlanAction::ReadUpdate(parks.id, request.clone()));
    window.until("the update", |s| s.update.is_some());
    assert_eq!(window.app().state().tab, Tab::Renewal);
    assert!(window.has("新增 1") && window.has("消失 1") && window.has("移动 1"), "{:?}", window.labels("新增"));
    assert!(window.has("新公园"));
    window.click("消失 1");
    let gone = fugai::analysis::card::name(&parks, &parks.features[3]).unwrap_or_default();
    window.click_part(&gone);
    assert!(window.app().state().selection.is_some(), "what is gone is shown on the map");
    window.click("不更新");
    window.until("dropped", |s| s.update.is_none());
    assert_eq!(
        window.snapshot().project.as_ref().unwrap().layers_of(Role::Park).next().unwrap().features.len(),
        parks.features.len()
    );
    window.send(PlanAction::ReadUpdate(parks.id, request));
    window.until("the update again", |s| s.update.is_some());
    window.click_part("指标变化");
    let rows = window.labels("公园绿地服务半径覆盖率 全区");
    assert!(rows[0].contains("→"), "{rows:?}");
    window.click("接受更新");
    let taken = window.until("taken over", |s| s.undo.as_ref().is_some_and(|u| u.zh.starts_with("更新图层")));
    assert!(taken.update.is_none());
    window.close();
}

#[test]
fn a_project_is_found_again_at_the_next_start_with_all_that_was_done() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = with_scenario(dir.path());
    window.click_part("项目：");
    window.click("项目改名…");
    window.type_text("天宁区 2024");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("the name", |s| s.project.as_ref().is_some_and(|p| p.name == "天宁区 2024"));
    window.press(Modifiers::NONE, Key::J);
    window.press(CTRL_SHIFT, Key::B);
    window.click("挂账");
    window.until("the problem", |s| s.document.as_ref().unwrap().problems.len() == 1);
    window.click("到 2024 年底");
    window.until("2024", |s| s.year == Some(2024));
    window.until("saved", |s| matches!(s.file.as_ref().map(|f| &f.save), Some(Save::Saved(Some(_)))));
    let before = window.settled();
    window.close();

    let mut again = open(dir.path());
    let after = again.settled();
    assert!(after.document.as_ref().unwrap().same_as(before.document.as_ref().unwrap()));
    assert_eq!((after.scenario, after.year), (before.scenario, before.year));
    assert!(again.has("项目：天宁区 2024") && again.has("已自动保存") && again.has("台账 1"));
    // A second window only looks, and says so.
    let second = start(dir.path(), vec2(900.0, 700.0), Lang::Zh);
    assert_eq!(second.snapshot().file.as_ref().unwrap().read_only, Some(ReadOnly::InUse));
    assert!(second.has("只读：另一窗口正在编辑"));
    second.close();
    again.close();
}

#[test]
fn a_project_opens_as_it_was_left() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = with_scenario(dir.path());
    window.until("the file", |s| s.file.as_ref().is_some_and(|f| f.path.is_some()));
    let steps = window.snapshot().history.done.len();
    window.click("隐藏图层：公园");
    window.click("服务范围");
    window.click_part("公厕密度 ");
    window.press(Modifiers::NONE, Key::Plus);
    window.press(Modifiers::NONE, Key::Plus);
    let view = window.app().map().unwrap().view().unwrap();
    // Left alone for a while, it is kept; and it is no step of undo.
    let kept = window.until("what is kept", |s| s.window.contains("\"visible\":false"));
    window.until("the disk", |s| s.file.as_ref().is_some_and(|f| matches!(f.save, Save::Saved(_))));
    assert_eq!(kept.history.done.len(), steps);
    // Closed at once after a change, it is kept as well.
    window.press(Modifiers::NONE, Key::Minus);
    let last = window.app().map().unwrap().view().unwrap();
    assert!(last.metres_per_point > view.metres_per_point);
    window.harness.run_steps(1);
    eframe::App::on_exit(&mut window.harness.state_mut().0);
    window.close();

    let window = open(dir.path());
    let snapshot = window.snapshot();
    let project = snapshot.project.as_ref().unwrap();
    let state = window.app().state();
    let parks = project.layers_of(Role::Park).next().unwrap();
    assert!(!state.look(parks).visible && window.has("显示图层：公园"));
    assert!(!state.overlays.service_areas && state.overlays.coverage && state.overlays.labels);
    assert_eq!(state.hero, fugai::analysis::IndicatorId::ToiletDensity);
    let found = window.app().map().unwrap().view().unwrap();
    assert!((found.center.x - last.center.x).abs() < 0.01 && (found.center.y - last.center.y).abs() < 0.01);
    assert!((found.metres_per_point / last.metres_per_point - 1.0).abs() < 1e-5, "{found:?} was {last:?}");
}

#[test]
fn what_cannot_be_read_of_how_a_project_was_left_is_ignored() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = with_scenario(dir.path());
    window.until("the file", |s| s.file.as_ref().is_some_and(|f| f.path.is_some()));
    let text = r#"{"map":"everywhere","layers":{"1":7},"labels":false,"indicator":"none"}"#.to_owned();
    // Another project has been opened since this was made: nothing is kept of it.
    window.send(PlanAction::KeepWindow { text: "for another".to_owned(), was: Some("of another".to_owned()) });
    window.send(PlanAction::KeepWindow { text: text.clone(), was: None });
    let now = window.until("the text", |s| &*s.window == text.as_str() || s.window.contains("\"labels\":false"));
    assert!(!now.window.contains("for another"));
    // The window takes over what can be read of it, as when a project is opened.
    assert!(!window.app().state().overlays.labels && window.app().state().overlays.coverage);
    assert!(window.app().map().unwrap().view().is_some() && window.has("隐藏图层：公园"));
}

#[test]
fn a_proposal_is_named_through_an_input_method() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = with_scenario(dir.path());
    window.click("拟建设施 3");
    window.take("，2024 年");
    window.click("选中");
    window.fill("名称", "");
    let preedit = |text: &str| {
        let text = text.to_owned();
        egui::Event::Ime(egui::ImeEvent::Preedit { text, active_range_chars: None })
    };
    window.harness.event(preedit("dongmen"));
    window.harness.run_steps(2);
    window.harness.event(preedit(""));
    window.harness.event(egui::Event::Ime(egui::ImeEvent::Commit("东门口袋公园".to_owned())));
    window.harness.run_steps(2);
    window.press(Modifiers::NONE, Key::Enter);
    let named = window.until("the name", |s| {
        let document = s.document.as_ref().unwrap();
        let scenario = s.scenario.and_then(|id| document.scenario(id));
        scenario.is_some_and(|s| s.proposals.iter().any(|p| p.name == "东门口袋公园"))
    });
    let document = named.document.as_ref().unwrap();
    let scenario = named.scenario.and_then(|id| document.scenario(id)).unwrap();
    let years: Vec<i32> = scenario.proposals.iter().filter(|p| p.name == "东门口袋公园").map(|p| p.year).collect();
    assert_eq!(years, [2024], "that one alone, and the name whole");
}

#[test]
fn what_a_crash_left_without_a_name_is_in_the_project_menu() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = with_scenario(dir.path());
    let first = window.until("saved", |s| matches!(s.file.as_ref().map(|f| &f.save), Some(Save::Saved(Some(_)))));
    let first = first.file.as_ref().unwrap().path.clone().unwrap();
    window.send(Action::OpenSample);
    window.until("the sample", |s| s.file.is_none() && s.job.is_none());
    window.settled();
    window.click_part("项目：");
    window.click_part("未命名的工作");
    window.click(&first.file_stem().unwrap().to_string_lossy());
    let back = window.until("the other one", |s| s.file.as_ref().and_then(|f| f.path.as_ref()) == Some(&first));
    assert_eq!(back.document.as_ref().unwrap().scenarios.len(), 1);
    window.close();
}
