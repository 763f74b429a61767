//! Recomputing an evidence pack from itself alone, and saying figure by figure whether it agrees.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::OpenRequest;
use super::compare::{Compared, Difference, compare};
use super::error::SessionError;
use super::hand_in::HandIn;
use super::key::Which;
use super::load::{self, HeldFile};
use super::verify_files;
use super::work;
use crate::analysis::{self, Analysis, IndicatorId, Quantity};
use crate::geom::{Progress, Stretch};
use crate::io::pack::{self, FileFault, Pack, Record};
use crate::io::write::{self, Answer, Date, Lang};
use crate::model::{LayerId, Plane, Project, Role, RuleSet, TargetSet};

/// What verifying a pack found.
#[derive(Debug, Default)]
pub struct Verification {
    /// The version that wrote the pack, where it is not this one.
    pub other_version: Option<String>,
    /// Files that were changed, are missing, not listed, or do not follow from the figures.
    pub files: Vec<(String, FileFault)>,
    /// Rules, targets and parameters that differ from the record: the file, and where in it.
    pub rules: Vec<(String, Difference)>,
    /// Why nothing could be recomputed, in Chinese and English.
    pub broken: Option<(String, String)>,
    /// Every figure of the record against the recomputed one.
    pub figures: Compared,
    /// The indicators: recorded, recomputed, and whether all of it agrees, zones and gaps included.
    pub indicators: Vec<(IndicatorId, Option<f64>, Option<f64>, bool)>,
    /// Whether tables were made anew and compared, too.
    pub tables_compared: bool,
    /// Tables and layers that could not be compared with what the figures give, by name.
    pub uncompared: Vec<String>,
    /// Whether the pack is older than the record of what is planned, so that gains are compared in the tables alone.
    pub without_plan: bool,
}

impl Verification {
    /// Whether everything agrees.
    pub fn agrees(&self) -> bool {
        self.files.is_empty() && self.rules.is_empty() && self.broken.is_none() && self.figures.differs.is_empty()
    }
}

/// Opens a pack, recomputes it from its own files, and compares.
///
/// # Errors
/// Where it cannot be read or is no pack, and [`SessionError::Cancelled`]. What does not agree is no error.
pub fn verify(path: &Path, progress: &dyn Progress) -> Result<Verification, SessionError> {
    let pack = pack::open(path)?;
    let mut found = Verification { files: pack.file_faults(), ..Verification::default() };
    if pack.record.version != env!("CARGO_PKG_VERSION") {
        found.other_version = Some(pack.record.version.clone());
    }
    match recompute(&pack, &mut found, progress) {
        Ok(()) => {}
        Err(SessionError::Cancelled) => return Err(SessionError::Cancelled),
        Err(error) => found.broken = Some((error.zh(), error.en())),
    }
    Ok(found)
}

fn bad(file: &str, zh: impl Into<String>, en: impl Into<String>) -> SessionError {
    SessionError::BadDataFile { path: file.into(), zh: zh.into(), en: en.into() }
}

fn text_of<'a>(pack: &'a Pack, name: &str) -> Result<&'a str, SessionError> {
    let bytes = pack.files.get(name).ok_or_else(|| bad(name, "包内没有这个文件", "the pack does not hold it"))?;
    std::str::from_utf8(bytes).map_err(|_e| bad(name, "不是 UTF-8 文本", "is no UTF-8 text"))
}

fn recompute(pack: &Pack, found: &mut Verification, progress: &dyn Progress) -> Result<(), SessionError> {
    let record = &pack.record;
    let rules = RuleSet::from_toml(text_of(pack, pack::RULES)?).map_err(|e| bad(pack::RULES, e.zh(), e.en()))?;
    let targets = if record.targets.is_null() && !pack.files.contains_key(pack::TARGETS) {
        None
    } else {
        let text = text_of(pack, pack::TARGETS)?;
        Some(TargetSet::from_toml(text).map_err(|e| bad(pack::TARGETS, e.zh(), e.en()))?)
    };
    for (file, recorded, there) in pack.data(&rules, targets.as_ref()) {
        let compared = compare(&recorded, &there, &|_| false);
        found.rules.extend(compared.differs.into_iter().map(|d| (file.to_owned(), d)));
    }
    let project = project(pack, rules, targets, &Stretch::new(progress, 0.0, 0.4))?;
    let mut document = work::document_of(project);
    let mut which = Which::default();
    if let Some(planned) = &record.planned {
        document.scenarios.clone_from(&planned.scenarios);
        document.problems.clone_from(&planned.problems);
        document.comments.clone_from(&planned.comments);
        document.sheets.clone_from(&planned.sheets);
        document.figures.clone_from(&planned.figures);
        which = Which { scenario: planned.scenario, year: planned.year };
    }
    let made = HandIn::new(&document, which, record.english, &Vec::new(), &Stretch::new(progress, 0.4, 0.4))?;
    let (project, analysis) = (&made.project, &made.analysis);
    let details = analysis::facility_details(project, &Stretch::new(progress, 0.8, 0.2))?;
    let answer = Answer {
        project,
        analysis,
        details: &details,
        base: made.base.as_deref(),
        plan: made.plan.as_ref(),
        date: record.date.as_deref().and_then(|d| d.parse::<Date>().ok()),
        lang: if record.english { Lang::En } else { Lang::Zh },
    };
    let mut figures = write::figures(&answer);
    // A pack of before these were recorded is held against what it has.
    if record.figures.get("plan").is_none()
        && let Some(all) = figures.as_object_mut()
    {
        found.without_plan = all.remove("plan").is_some();
    }
    found.figures = compare(&record.figures, &figures, &|place| passed_over(record, place));
    found.indicators = indicators(record, analysis, &found.figures);
    let other = found.other_version.is_some() || record.layout != pack::LAYOUT;
    if other || (record.plan && record.planned.is_none()) {
        found.uncompared = verify_files::all_of(pack);
        return Ok(());
    }
    let anew = pack.made_anew(&answer)?;
    let held = verify_files::held(pack, &anew, &|place| place == "timings_ms" || passed_over(record, place));
    found.tables_compared = true;
    found.uncompared = held.uncompared;
    for name in held.differs {
        if !found.files.iter().any(|(n, _)| *n == name) {
            found.files.push((name, FileFault::NotFromFigures));
        }
    }
    Ok(())
}

/// What is told of an input that had no file of its own, and so cannot be the same again.
fn passed_over(record: &Record, place: &str) -> bool {
    if place == "app" {
        return true;
    }
    let Some(rest) = place.strip_prefix("inputs[layer ") else {
        return false;
    };
    let Some((layer, key)) = rest.split_once("].") else {
        return false;
    };
    let rewritten = record.inputs.iter().any(|i| i.layer.to_string() == layer && !i.as_read);
    rewritten && !matches!(key, "role" | "used" | "name" | "layer")
}

fn project(
    pack: &Pack,
    rules: RuleSet,
    targets: Option<TargetSet>,
    progress: &dyn Progress,
) -> Result<Project, SessionError> {
    let record = &pack.record;
    let plane = Plane { epsg: record.plane.epsg, definition: record.plane.definition.clone() };
    let mut files = Vec::with_capacity(record.inputs.len());
    for input in &record.inputs {
        let missing = || bad(&input.file, "包内没有这个文件", "the pack does not hold it");
        let unknown = || bad(pack::RECORD, format!("不认识的角色 {}", input.role), format!("no role {}", input.role));
        files.push(HeldFile {
            name: &input.file,
            bytes: pack.files.get(&input.file).ok_or_else(missing)?,
            request: OpenRequest {
                path: input.path.clone().into(),
                role: Some(Role::from_id(&input.role).ok_or_else(unknown)?),
                crs: input.crs.clone(),
            },
        });
    }
    let mut layers = load::open_held(&files, &plane, progress)?;
    for (layer, input) in layers.iter_mut().zip(&record.inputs) {
        layer.id = LayerId(input.layer);
        layer.name.clone_from(&input.name);
    }
    let mut project = Project {
        name: record.name.clone(),
        synthetic: record.synthetic,
        plane,
        layers: layers.into_iter().map(Arc::new).collect(),
        rules: Arc::new(rules),
        targets: targets.map(Arc::new),
    };
    load::note_doubts(&mut project.layers, &project.plane);
    Ok(project)
}

fn indicators(
    record: &Record,
    analysis: &Analysis,
    compared: &Compared,
) -> Vec<(IndicatorId, Option<f64>, Option<f64>, bool)> {
    let recorded = |id: IndicatorId| {
        let all = record.figures["indicators"].as_array()?;
        all.iter().find(|i| i["id"] == id.id())?["value"].as_f64()
    };
    let one = |id: IndicatorId| {
        let value = analysis.indicator(id).and_then(|i| i.quantity).and_then(Quantity::value);
        let place = format!("indicators[{}]", id.id());
        let agrees = !compared.differs.iter().any(|d| d.place.starts_with(&place));
        (id, recorded(id), value, agrees)
    };
    IndicatorId::ALL.into_iter().map(one).collect()
}

/// The verdict for a terminal: the indicators, then everything that differs, at most fifty lines of each.
pub fn verification_text(found: &Verification, english: bool) -> String {
    const MOST: usize = 50;
    let pick = |zh: &'static str, en: &'static str| if english { en } else { zh };
    let mut out = String::new();
    if let Some(version) = &found.other_version {
        let here = env!("CARGO_PKG_VERSION");
        let _ = if english {
            writeln!(out, "The pack was written by version {version} and is recomputed by {here}")
        } else {
            writeln!(out, "证据包由 {version} 版写出，现由 {here} 版复算")
        };
    }
    if let Some((zh, en)) = &found.broken {
        let _ = writeln!(out, "{}{}", pick("无法复算：", "Cannot be recomputed: "), if english { en } else { zh });
    }
    for (id, recorded, value, agrees) in &found.indicators {
        let name = if english { id.name_en() } else { id.name_zh() };
        let shown = |v: &Option<f64>| v.map_or("–".to_owned(), |v| v.to_string());
        let verdict = if *agrees { pick("一致", "agrees") } else { pick("不一致", "DIFFERS") };
        let _ = match (english, agrees) {
            (_, true) => writeln!(out, "{verdict}  {name}  {}", shown(value)),
            (false, false) => {
                writeln!(out, "{verdict}  {name}  包内 {}，复算 {}", shown(recorded), shown(value))
            }
            (true, false) => {
                writeln!(out, "{verdict}  {name}  pack {}, recomputed {}", shown(recorded), shown(value))
            }
        };
    }
    let mut more = |lines: Vec<String>| {
        let n = lines.len();
        for line in lines.into_iter().take(MOST) {
            let _ = writeln!(out, "{line}");
        }
        if n > MOST {
            let _ = if english {
                writeln!(out, "… and {} more", n - MOST)
            } else {
                writeln!(out, "……另有 {} 项", n - MOST)
            };
        }
    };
    more(
        found
            .files
            .iter()
            .map(|(name, fault)| {
                let what = match fault {
                    FileFault::Changed => {
                        pick("内容与清单不符，已被改动", "was changed: its bytes are not those listed")
                    }
                    FileFault::Missing => pick("缺失", "is missing"),
                    FileFault::Unlisted => pick("不在清单中", "is not listed"),
                    FileFault::NotFromFigures => {
                        pick("与按数字重新生成的不同", "is not what the figures give when it is made anew")
                    }
                };
                format!("{} {name}：{what}", pick("文件", "File")).replace('：', pick("：", ": "))
            })
            .collect(),
    );
    let difference = |kind: &str, d: &Difference| {
        let none = pick("无", "nothing");
        let show = |t: &str| if t.is_empty() { none.to_owned() } else { t.to_owned() };
        if english {
            format!("{kind} {}: record {}, found {}", d.place, show(&d.recorded), show(&d.found))
        } else {
            format!("{kind} {}：记录 {}，现为 {}", d.place, show(&d.recorded), show(&d.found))
        }
    };
    more(found.rules.iter().map(|(file, d)| difference(&format!("{} {file}", pick("规则", "Rules")), d)).collect());
    more(found.figures.differs.iter().map(|d| difference(pick("数字", "Figure"), d)).collect());
    let (equal, close, differs) = (found.figures.equal, found.figures.close, found.figures.differs.len());
    let _ = if english {
        writeln!(
            out,
            "{} items: {equal} the same to the last digit, {close} but for rounding, {differs} differ",
            equal + close + differs
        )
    } else {
        writeln!(
            out,
            "共 {} 项：{equal} 项完全相同，{close} 项仅末位舍入不同，{differs} 项不一致",
            equal + close + differs
        )
    };
    if found.tables_compared {
        out.push_str(if found.uncompared.is_empty() {
            pick(
                "工作簿、表格和图层已按数字重新生成并比对\n",
                "Workbook, tables and layers were made anew and compared\n",
            )
        } else {
            pick("其余表格和图层已按数字重新生成并比对\n", "All other tables and layers were made anew and compared\n")
        });
    }
    if !found.uncompared.is_empty() {
        let names = found.uncompared.join(pick("、", ", "));
        let _ = if english {
            writeln!(
                out,
                "NOT compared, because the pack does not hold the files as they were read or another version wrote it: {names}"
            )
        } else {
            writeln!(out, "未能比对（包内没有原样的输入文件，或由其他版本写出）：{names}")
        };
    }
    if found.without_plan {
        out.push_str(pick(
            "这个证据包早于规划数字的记录，项目增量只在表格中比对\n",
            "The pack is older than the record of what is planned; gains are compared in the tables alone\n",
        ));
    }
    out.push_str(if found.agrees() {
        pick("结论：证据包完整，全部数字可复算\n", "Verdict: the pack is whole and every figure recomputes\n")
    } else {
        pick("结论：证据包与其数字不一致\n", "Verdict: the pack does not agree with its figures\n")
    });
    out
}
