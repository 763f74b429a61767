//! Map sheets and reports: what they say is read back, what they weigh and how long they take is held to.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use fugai::analysis::{Analysis, FacilityDetail, IndicatorId, Quantity, facility_details};
use fugai::io::write::{Answer, Lang};
use fugai::model::Project;
use fugai::report::{self, Paper, SheetOptions};
use fugai::session::{Date, OpenRequest, load, work};

struct Measured {
    project: Project,
    analysis: Analysis,
    details: Vec<FacilityDetail>,
}

impl Measured {
    fn of(mut project: Project, sample: bool) -> Self {
        load::note_doubts(&mut project.layers, &project.plane);
        if sample {
            work::mark_as_sample(&mut project);
        }
        let analysis = work::analyse(&project, &()).expect("analysed");
        let details = facility_details(&project, &()).expect("details");
        Self { project, analysis, details }
    }

    fn answer(&self, lang: Lang) -> Answer<'_> {
        Answer {
            project: &self.project,
            analysis: &self.analysis,
            details: &self.details,
            base: None,
            plan: None,
            date: "2026-11-22".parse::<Date>().ok(),
            lang,
        }
    }
}

fn sample() -> &'static Measured {
    static SAMPLE: OnceLock<Measured> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let opened = load::open_sample(None, 1, &()).expect("the sample opens");
        let mut project = work::new_project(opened.plane.expect("a plane"), None, None);
        project.layers = opened.layers.into_iter().map(Arc::new).collect();
        Measured::of(project, true)
    })
}

/// The text of each page, blanks taken out: line breaks and kerning are not what is asked.
fn pages(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).expect("a PDF");
    let count = document.get_pages().len() as u32;
    let text = |page: u32| document.extract_text(&[page]).expect("text").split_whitespace().collect::<String>();
    (1..=count).map(text).collect()
}

fn park_text() -> String {
    let value =
        sample().analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity).and_then(Quantity::value);
    format!("{:.2}", value.expect("a figure") * 100.0)
}

#[test]
fn a_map_sheet_says_what_a_filed_map_has_to_say() {
    let answer = sample().answer(Lang::Zh);
    for (paper, portrait) in [(Paper::A3, false), (Paper::A3, true), (Paper::A4, false), (Paper::A4, true)] {
        let sheet = report::map_sheet(&answer, &SheetOptions { paper, portrait, ..SheetOptions::default() });
        assert_eq!(sheet.width > sheet.height, !portrait);
        let pdf = report::sheet_pdf(&answer, &sheet).expect("a PDF");
        let text = pages(&pdf).remove(0);
        let value = park_text();
        for part in [
            "公园绿地服务半径覆盖率",
            "示例数据（合成）",
            value.as_str(),
            "未达标",
            "目标≥90%",
            "图例",
            "未覆盖居住用地（盲区）",
            "比例尺1:",
            "北",
            "EPSG:4549",
            "国家园林城市2022",
            "2026年11月22日",
            "parks.geojson",
            "天宁街道",
        ] {
            assert!(text.contains(part), "{paper:?} {portrait}: {part} in {text}");
        }
        assert!(pdf.len() < 3_000_000, "{} bytes", pdf.len());
        assert_eq!(pdf, report::sheet_pdf(&answer, &sheet).expect("a PDF"), "the same sheet, the same bytes");
    }
}

#[test]
fn a_map_sheet_in_english_has_no_chinese_but_names() {
    let answer = sample().answer(Lang::En);
    let sheet = report::map_sheet(&answer, &SheetOptions::default());
    let svg = String::from_utf8(report::sheet_svg(&sheet)).expect("UTF-8");
    for part in ["Legend", "Residential, not covered", "Sub-districts", "Scale 1 : ", "missed"] {
        assert!(svg.contains(part), "{part}");
    }
    assert!(!svg.contains("图例") && !svg.contains("比例尺"));
}

#[test]
fn a_picture_has_the_resolution_that_was_asked_for() {
    let answer = sample().answer(Lang::Zh);
    let sheet = report::map_sheet(&answer, &SheetOptions { paper: Paper::A4, ..SheetOptions::default() });
    let png = report::sheet_png(&sheet, 100.0).expect("a picture");
    let picture = image::load_from_memory(&png).expect("a PNG");
    assert_eq!((picture.width(), picture.height()), (1169, 827));
    assert_eq!(png, report::sheet_png(&sheet, 100.0).expect("a picture"));
    let (mut orange, mut teal) = (0, 0);
    for p in picture.to_rgb8().pixels() {
        let [r, g, b] = p.0.map(i32::from);
        orange += i32::from(r > 180 && (90..200).contains(&g) && b < 150 && r - b > 60);
        teal += i32::from((150..170).contains(&r) && (200..220).contains(&g) && (180..200).contains(&b));
    }
    assert!(orange > 500 && teal > 2_000, "gaps and covered land are drawn: {orange}, {teal}");
    assert!(report::sheet_png(&sheet, 20_000.0).is_err(), "a picture too large is refused");
}

#[test]
fn text_is_never_set_outside_the_page() {
    use fugai_paper::{Anchor, Fonts, Op};
    for lang in [Lang::Zh, Lang::En] {
        for (paper, portrait) in [(Paper::A3, false), (Paper::A3, true), (Paper::A4, false), (Paper::A4, true)] {
            let answer = sample().answer(lang);
            let sheet = report::map_sheet(&answer, &SheetOptions { paper, portrait, ..SheetOptions::default() });
            let mut clipped = false;
            for op in &sheet.ops {
                match op {
                    Op::Clip(_) => clipped = true,
                    Op::Unclip => clipped = false,
                    Op::Text { at, size, text, weight, anchor, .. } if !clipped => {
                        let width = Fonts::bundled().width(text, *weight) * size;
                        let left = match anchor {
                            Anchor::Start => at[0],
                            Anchor::Middle => at[0] - width / 2.0,
                            Anchor::End => at[0] - width,
                        };
                        let fits = left >= 4.0 && left + width <= sheet.width - 4.0 && at[1] <= sheet.height - 4.0;
                        assert!(fits, "{lang:?} {paper:?} {portrait}: “{text}” at {left} to {}", left + width);
                        assert!(Fonts::bundled().missing(text).is_empty(), "{text}");
                    }
                    _ => {}
                }
            }
        }
    }
}

/// A city of this many parcels; the largest is made only where there is time for it.
fn city(parcels: usize, parks: usize) -> Measured {
    let dir = tempfile::tempdir().expect("a folder");
    work::synthesise(Some(3), Some(parcels), Some(parks), dir.path()).expect("a city");
    let request = OpenRequest { path: dir.path().to_owned(), ..OpenRequest::default() };
    let opened = load::open_layers(&[request], None, 1, &()).expect("opened");
    let mut project = work::new_project(opened.plane.expect("a plane"), None, None);
    project.layers = opened.layers.into_iter().map(Arc::new).collect();
    Measured::of(project, false)
}

#[test]
fn a_city_of_a_hundred_thousand_parcels_fits_on_a_sheet() {
    let parcels = if cfg!(debug_assertions) { 12_000 } else { 100_000 };
    let city = city(parcels, parcels / 33);
    let answer = city.answer(Lang::Zh);
    let begin = Instant::now();
    let sheet = report::map_sheet(&answer, &SheetOptions::default());
    let composed = begin.elapsed();
    let pdf = report::sheet_pdf(&answer, &sheet).expect("a PDF");
    let as_pdf = begin.elapsed();
    let png = report::sheet_png(&sheet, 300.0).expect("a picture");
    let all = begin.elapsed();
    let svg = report::sheet_svg(&sheet);
    println!(
        "{parcels} parcels: composed {composed:?}, PDF {:?} and {} bytes, PNG {:?} and {} bytes, SVG {} bytes",
        as_pdf.saturating_sub(composed),
        pdf.len(),
        all.saturating_sub(as_pdf),
        png.len(),
        svg.len()
    );
    assert!(pdf.len() < 20_000_000 && svg.len() < 20_000_000, "PDF {} and SVG {} bytes", pdf.len(), svg.len());
    if !cfg!(debug_assertions) {
        assert!(all < Duration::from_secs(10), "{all:?}");
    }
}

#[cfg(feature = "typst")]
mod reports {
    use super::*;
    use fugai::io::write::{LedgerRow, Plan, ProposalRow, ScenarioColumn};
    use fugai::report::Kind;
    use std::collections::BTreeMap;

    fn set(answer: &Answer<'_>, kind: &Kind) -> Vec<u8> {
        report::report(answer, kind, &BTreeMap::new()).expect("a report")
    }

    #[test]
    fn the_district_report_says_figure_target_and_caveats() {
        let pdf = set(&sample().answer(Lang::Zh), &Kind::District);
        let pages = pages(&pdf);
        assert!((3..=9).contains(&pages.len()), "{} pages", pages.len());
        let value = park_text();
        for part in ["要点", "个未达到≥90%，从低到高为：郑陆镇", "处盲区合计"] {
            assert!(pages[0].contains(part), "{part} on the first page: {}", pages[0]);
        }
        for part in ["公园绿地服务半径覆盖报告", value.as_str(), "未达标", "示例数据（合成）", "比例尺1:", "天宁街道"]
        {
            assert!(pages[0].contains(part), "{part} on the first page: {}", pages[0]);
        }
        let all = pages.concat();
        for part in [
            "全部指标",
            "各街道（镇）",
            "未分区",
            "合计",
            "盲区",
            "独自服务",
            "方法与说明",
            "未经核对",
            "规则",
            "输入数据",
            "parks.geojson",
        ] {
            assert!(all.contains(part), "{part}");
        }
        for absent in ["规划项目", "方案比较", "台账"] {
            assert!(!all.contains(absent), "{absent} without a plan");
        }
        assert_eq!(pdf, set(&sample().answer(Lang::Zh), &Kind::District), "the same answer, the same bytes");
    }

    #[test]
    fn every_sub_district_has_a_check_up_of_two_pages_within_five_seconds() {
        let answer = sample().answer(Lang::Zh);
        let zones = sample().analysis.zones.len();
        let begin = Instant::now();
        let each: Vec<Vec<u8>> = (0..zones).map(|zone| set(&answer, &Kind::Checkup(vec![zone]))).collect();
        let took = begin.elapsed();
        println!("{zones} check-ups one by one: {took:?}");
        if !cfg!(debug_assertions) {
            assert!(took < Duration::from_secs(5), "{took:?}");
        }
        for (zone, pdf) in each.iter().enumerate() {
            let pages = pages(pdf);
            assert_eq!(pages.len(), 2, "{}", sample().analysis.zones[zone].name);
            assert!(pages[0].contains(&sample().analysis.zones[zone].name));
            assert!(pages[0].contains("要点") && pages[0].contains("最大的盲区"));
            assert!(pages[0].contains("全区") && pages[1].contains("最大的盲区") && pages[1].contains("公厕"));
        }
        let all = set(&answer, &Kind::Checkup((0..zones).collect()));
        assert_eq!(pages(&all).len(), 2 * zones, "all in one run");
    }

    #[test]
    fn a_plan_brings_its_sections() {
        let zone = &sample().analysis.zones[0].name;
        let plan = Plan {
            scenario: "近期方案".to_owned(),
            proposals: vec![
                ProposalRow {
                    name: "新建口袋公园#1".to_owned(),
                    zone: zone.clone(),
                    year: Some(2025),
                    gain_m2: Some(30_000.0),
                    ..ProposalRow::default()
                },
                ProposalRow {
                    name: "*别处*的 $x$ 公园".to_owned(), zone: "别处".to_owned(), ..ProposalRow::default()
                },
            ],
            compared: vec![ScenarioColumn { name: "现状".to_owned(), ..ScenarioColumn::default() }],
            ledger: vec![LedgerRow { zone: zone.clone(), subject: "补建公园".to_owned(), ..LedgerRow::default() }],
            ..Plan::default()
        };
        let answer = Answer { plan: Some(&plan), base: Some(&sample().analysis), ..sample().answer(Lang::Zh) };
        let all = pages(&set(&answer, &Kind::District)).concat();
        for part in [
            "规划项目（按年）",
            "新建口袋公园#1",
            "*别处*的$x$公园",
            "方案比较",
            "台账",
            "补建公园",
            "近期方案",
            "+0.00",
        ] {
            assert!(all.contains(part), "{part}");
        }
        let one = pages(&set(&answer, &Kind::Checkup(vec![0]))).concat();
        assert!(one.contains("新建口袋公园#1") && one.contains("补建公园") && !one.contains("别处"));
    }

    #[test]
    fn english_reports_are_english() {
        let all = pages(&set(&sample().answer(Lang::En), &Kind::District)).concat();
        for part in ["Allindicators", "Sub-districts", "Gaps", "Methodandcaveats", "missed"] {
            assert!(all.contains(part), "{part}");
        }
        assert!(!all.contains("全部指标") && !all.contains("结论"));
    }

    #[test]
    fn a_template_of_ones_own_takes_the_place_of_a_bundled_one() {
        let own = BTreeMap::from([(
            "district.typ".to_owned(),
            "#import \"common.typ\": *\n#set text(font: \"Noto Sans SC\")\n本局格式 #data.park.value"
                .as_bytes()
                .to_vec(),
        )]);
        let pdf = report::report(&sample().answer(Lang::Zh), &Kind::District, &own).expect("a report");
        assert_eq!(pages(&pdf).concat(), format!("本局格式{}", park_text()));
        let broken = BTreeMap::from([("district.typ".to_owned(), b"#let x = \n#nothing".to_vec())]);
        let error = report::report(&sample().answer(Lang::Zh), &Kind::District, &broken).expect_err("a mistake");
        assert!(error.to_string().starts_with("district.typ:"), "{error}");
    }

    #[test]
    fn names_with_characters_that_no_font_has_are_marked() {
        let mut project = sample().project.clone();
        project.name = "𠮷区".to_owned();
        project.synthetic = false;
        let answer = Answer { project: &project, ..sample().answer(Lang::Zh) };
        let first = pages(&set(&answer, &Kind::District)).remove(0);
        assert!(first.contains("〓区"), "{first}");
    }
}
