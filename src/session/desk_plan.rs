//! What actions do to the plans of a document. Each that changes something is one step of undo, named.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::desk::Desk;
use super::desk_jobs::Query;
use super::error::SessionError;
use super::messages::{self, message};
use super::plan_action::PlanAction;
use super::snapshot::Severity;
use super::words;
use crate::analysis::dated::{self, Keeping};
use crate::model::Text;
use crate::model::plan::{ConflictOn, Document, Fault, Problem, Proposal, ProposalId, Scenario, ScenarioId, merge};

impl Desk {
    pub(super) fn plan(&mut self, action: PlanAction) {
        match action {
            PlanAction::NewScenario { name, from } => self.new_scenario(&name, from),
            PlanAction::RenameScenario(id, name) => {
                let mut next = Document::clone(&self.document);
                let free = free_name(&next, &name, Some(id));
                if let Some(scenario) = next.scenario_mut(id) {
                    scenario.name = free;
                }
                self.commit(Text::new("方案改名", "Rename scenario"), next);
            }
            PlanAction::NoteScenario(id, note) => {
                let name = Text::new("方案说明", "Note on scenario");
                self.edit(name, |d| {
                    if let Some(scenario) = d.scenario_mut(id) {
                        scenario.note = note;
                    }
                });
            }
            PlanAction::RemoveScenario(id) => {
                let name = self.document.scenario(id).map(|s| s.name.clone()).unwrap_or_default();
                let name = Text::new(format!("删除方案：{name}"), format!("Remove scenario {name}"));
                self.edit(name, |d| d.scenarios.retain(|s| s.id != id));
            }
            PlanAction::Merge { from, into, prefer } => self.merge(from, into, prefer),
            PlanAction::ShowScenario(id) => {
                let known = id.is_none_or(|id| self.document.scenario(id).is_some());
                if known && id != self.view.scenario {
                    self.view.scenario = id;
                    self.look();
                }
            }
            PlanAction::ShowNamed(name) => {
                self.wanted_scenario = Some(name);
                self.show_wanted();
            }
            PlanAction::ShowYear(year) => {
                if year != self.view.year {
                    self.view.year = year;
                    self.look();
                }
            }
            PlanAction::KeepWindow { text, was } => {
                if text != self.view.window && was.is_none_or(|was| was == self.view.window) {
                    self.view.window = text;
                    self.keep_view();
                }
            }
            PlanAction::Put(proposal) => self.put(vec![*proposal]),
            PlanAction::PutAll(proposals) => self.put(proposals),
            PlanAction::Remove(ids) => self.remove(&ids),
            PlanAction::Drag(proposal) => {
                if self.sound(&proposal) {
                    self.live.drag(proposal);
                }
            }
            PlanAction::EndDrag => self.live.end(),
            PlanAction::SetPlacement(rules) => {
                if rules.is_sound() {
                    let name = Text::new("选址规则", "Rules of placement");
                    self.edit(name, |d| d.head_mut().placement = rules);
                }
            }
            PlanAction::KeepFigures { date, period, label } => self.keep_figures(date, period, label),
            PlanAction::RemoveFigures(id) => {
                let name = Text::new("删除指标存档", "Remove dated figures");
                self.edit(name, |d| d.figures.retain(|f| f.id != id));
            }
            PlanAction::BuildOut => self.queries.push_back(Query::BuildOut(self.view.scenario)),
            PlanAction::BuildOutOf(id) => self.queries.push_back(Query::BuildOut(id)),
            PlanAction::ExportLedger { path, problems, today, english } => {
                let path = with_extension(&path, "csv");
                let shown = self.shown();
                let result = super::ledger::export(&self.document, shown, &problems, today, &path, english);
                match result {
                    Ok(()) => self.say(messages::exported(path.parent().unwrap_or(&path), 1)),
                    Err(error) => self.report(Severity::Error, &error, None),
                }
            }
            PlanAction::Compare { a, b, year } => self.queries.push_back(Query::Compare((a, b, year))),
            PlanAction::ReadUpdate(layer, request) => self.queries.push_back(Query::Renew(layer, request)),
            PlanAction::AcceptUpdate => self.accept_update(),
            PlanAction::DropUpdate => self.update = None,
            other => self.ledger(other),
        }
    }

    fn ledger(&mut self, action: PlanAction) {
        match action {
            PlanAction::PutProblem(problem) => self.put_problem(*problem),
            PlanAction::NoteProblem(id, happened) => {
                let name = Text::new("问题进展", "Progress of a problem");
                self.edit(name, |d| {
                    if let Some(problem) = d.problems.iter_mut().find(|p| p.id == id) {
                        Arc::make_mut(problem).note(happened);
                    }
                });
            }
            PlanAction::RemoveProblem(id) => {
                let name = Text::new("删除问题", "Remove problem");
                self.edit(name, |d| d.problems.retain(|p| p.id != id));
            }
            PlanAction::PutComment(mut comment) => {
                let old = self.document.comments.iter().position(|c| c.id == comment.id && c.id.0 != 0);
                let name = if old.is_some() {
                    Text::new("修改意见", "Change comment")
                } else {
                    comment.id = self.document.free_comment();
                    Text::new("添加意见", "New comment")
                };
                self.edit(name, |d| put_at(&mut d.comments, old, *comment));
            }
            PlanAction::RemoveComment(id) => {
                let name = Text::new("删除意见", "Remove comment");
                self.edit(name, |d| d.comments.retain(|c| c.id != id));
            }
            PlanAction::PutSheet(mut sheet) => {
                if !sheet.is_sound() {
                    let error = SessionError::refused(
                        "评分表里有不是数的分值或权重；请改正",
                        "the score sheet has a mark or weight that is no number; correct it",
                    );
                    self.report(Severity::Error, &error, None);
                    return;
                }
                let old = self.document.sheets.iter().position(|s| s.id == sheet.id && s.id.0 != 0);
                let name = if old.is_some() {
                    Text::new("修改评分表", "Change score sheet")
                } else {
                    sheet.id = self.document.free_sheet();
                    Text::new("新建评分表", "New score sheet")
                };
                self.edit(name, |d| put_at(&mut d.sheets, old, *sheet));
            }
            PlanAction::RemoveSheet(id) => {
                let name = Text::new("删除评分表", "Remove score sheet");
                self.edit(name, |d| d.sheets.retain(|s| s.id != id));
            }
            // Everything else was taken above.
            _ => {}
        }
    }

    /// Something else is shown of the same document.
    fn look(&mut self) {
        self.keep_view();
        self.refresh(true);
    }

    /// Shows the scenario that was asked for by name, as soon as nothing is being loaded any more.
    pub(super) fn show_wanted(&mut self) {
        if !self.nothing_loads() {
            return;
        }
        let Some(name) = self.wanted_scenario.take() else { return };
        if let Some(id) = self.document.scenario_named(&name).map(|s| s.id) {
            self.plan(PlanAction::ShowScenario(Some(id)));
            return;
        }
        let known: Vec<&str> = self.document.scenarios.iter().map(|s| s.name.as_str()).collect();
        let error = SessionError::NoScenario { name, known: known.join(" · ") };
        self.report(Severity::Error, &error, None);
    }

    fn new_scenario(&mut self, name: &str, from: Option<ScenarioId>) {
        let mut next = Document::clone(&self.document);
        let id = next.free_scenario();
        let name = free_name(&next, name, None);
        let scenario = match from.and_then(|id| next.scenario(id)) {
            Some(parent) => parent.fork(id, name.clone()),
            None => Scenario::empty(id, name.clone()),
        };
        next.scenarios.push(Arc::new(scenario));
        self.commit_and_show(Text::new(format!("新建方案：{name}"), format!("New scenario {name}")), next, id);
    }

    /// As [`Desk::commit`], and shows the scenario.
    fn commit_and_show(&mut self, name: Text, next: Document, show: ScenarioId) {
        let before = self.view.scenario;
        let revision = self.revision;
        self.view.scenario = Some(show);
        if !self.commit(name, next) {
            self.view.scenario = before;
        } else if self.revision == revision && before != Some(show) {
            self.look();
        } else if before != Some(show) {
            self.keep_view();
        }
    }

    fn merge(&mut self, from: ScenarioId, into: ScenarioId, prefer: crate::model::plan::Prefer) {
        let (Some(theirs), Some(ours)) = (self.document.scenario(from), self.document.scenario(into)) else { return };
        if from == into {
            return;
        }
        let merged = merge(ours, theirs, prefer);
        let name = Text::new(
            format!("合并方案：{} → {}", theirs.name, ours.name),
            format!("Merge scenario {} into {}", theirs.name, ours.name),
        );
        let named: Vec<String> = merged
            .conflicts
            .iter()
            .map(|c| match (&c.on, c.name.as_str()) {
                (ConflictOn::Proposal(id), "") => format!("#{}", id.0),
                (ConflictOn::Facility(facility), "") => format!("#{}", facility.index + 1),
                (_, name) => name.to_owned(),
            })
            .collect();
        let winner = if prefer == crate::model::plan::Prefer::Ours { ours } else { theirs }.name.clone();
        let mut next = Document::clone(&self.document);
        if let Some(scenario) = next.scenario_mut(into) {
            scenario.proposals = merged.proposals;
        }
        self.commit_and_show(name, next, into);
        if !named.is_empty() {
            self.say(message(
                Severity::Warning,
                format!("两个方案都改了：{}；以“{winner}”为准", named.join("、")),
                format!("Both scenarios changed: {}; “{winner}” was followed", named.join(", ")),
            ));
        }
    }

    fn sound(&mut self, proposal: &Proposal) -> bool {
        let Some(fault) = proposal.fault() else { return true };
        let (zh, en) = match fault {
            Fault::NoPosition => {
                ("拟建设施没有位置；请在图上点一下或画出来", "the proposal has no position; place it on the map")
            }
            Fault::BadCoordinates => {
                ("坐标不是数或超出范围；请核对", "a coordinate is no number or out of range; check it")
            }
            Fault::BadFigure => (
                "面积、泊位或费用应为不小于 0 的数；请改正",
                "area, spaces and cost are numbers, 0 or more; correct them",
            ),
            Fault::BadYear => {
                ("年份应在 1900 到 2200 之间；请改正", "the year is to be between 1900 and 2200; correct it")
            }
        };
        self.report(Severity::Error, &SessionError::refused(zh, en), None);
        false
    }

    fn put(&mut self, proposals: Vec<Proposal>) {
        self.live.end();
        if proposals.is_empty() || !proposals.iter().all(|p| self.sound(p)) {
            return;
        }
        let mut next = Document::clone(&self.document);
        let shown = self.view.scenario.filter(|id| next.scenario(*id).is_some());
        let id = shown.unwrap_or_else(|| {
            // The base itself is never changed: what is proposed goes into a scenario.
            let id = next.free_scenario();
            let name = free_name(&next, "方案一", None);
            next.scenarios.push(Arc::new(Scenario::empty(id, name)));
            id
        });
        let mut name = Text::default();
        let count = proposals.len();
        let mut free = next.free_proposal().0;
        for mut proposal in proposals {
            let Some(scenario) = next.scenario_mut(id) else { return };
            let at = scenario.proposals.iter().position(|p| p.id == proposal.id && p.id.0 != 0);
            if proposal.id.0 == 0 {
                proposal.id = ProposalId(free);
                free += 1;
            }
            name = words::put(at.map(|i| &*scenario.proposals[i]), &proposal);
            put_at(&mut scenario.proposals, at, proposal);
        }
        if count > 1 {
            name = Text::new(format!("放置 {count} 处拟建"), format!("Put {count} proposals"));
        }
        self.commit_and_show(name, next, id);
    }

    fn remove(&mut self, ids: &[ProposalId]) {
        let Some(id) = self.view.scenario else { return };
        let Some(scenario) = self.document.scenario(id) else { return };
        let gone: Vec<&Proposal> = scenario.proposals.iter().map(|p| &**p).filter(|p| ids.contains(&p.id)).collect();
        if gone.is_empty() {
            return;
        }
        let name = words::removed(&gone);
        let ids = ids.to_vec();
        self.live.end();
        self.edit(name, |d| {
            if let Some(scenario) = d.scenario_mut(id) {
                scenario.proposals.retain(|p| !ids.contains(&p.id));
            }
        });
    }

    fn put_problem(&mut self, mut problem: Problem) {
        if !problem.at.iter().all(|v| v.is_finite()) {
            let error = SessionError::refused(
                "问题没有位置；请在图上点一下",
                "the problem has no position; place it on the map",
            );
            self.report(Severity::Error, &error, None);
            return;
        }
        let old = self.document.problems.iter().position(|p| p.id == problem.id && p.id.0 != 0);
        let name = if old.is_some() {
            Text::new("修改问题", "Change problem")
        } else {
            problem.id = self.document.free_problem();
            Text::new("新建问题", "New problem")
        };
        self.edit(name, |d| put_at(&mut d.problems, old, problem));
    }

    fn keep_figures(&mut self, date: crate::model::plan::Date, period: crate::model::plan::Period, label: String) {
        let Some(analysis) = self.analysis.clone().filter(|_| self.figures_are_fresh()) else {
            let error = SessionError::refused(
                "指标还在计算；算完后再存档",
                "the figures are being computed; keep them when they are done",
            );
            self.report(Severity::Warning, &error, None);
            return;
        };
        let keeping = Keeping {
            id: self.document.free_figures(),
            date,
            period,
            label,
            scenario: self.view.scenario,
            year: self.view.year.filter(|_| self.view.scenario.is_some()),
            rules: self.document.head.rules.id.clone(),
        };
        let figures = Arc::new(dated::keep(&analysis, keeping));
        let name = Text::new(format!("存档指标：{date}"), format!("Keep figures of {date}"));
        self.edit(name, |d| d.figures.push(figures));
    }

    fn accept_update(&mut self) {
        let Some((stamp, update)) = self.update.take() else { return };
        if stamp != self.stamp {
            let error = SessionError::refused(
                "读取新文件之后项目已有改动；请重新读取再接受",
                "the project has changed since the newer file was read; read it again and accept it then",
            );
            self.report(Severity::Warning, &error, None);
            return;
        }
        let next = update.renewal.taken_over(&self.document);
        let layer = &update.renewal.layer.name;
        self.commit(Text::new(format!("更新图层：{layer}"), format!("Update layer {layer}")), next);
    }
}

/// The path, with the extension added where it has another one or none.
pub(super) fn with_extension(path: &Path, extension: &str) -> PathBuf {
    let path = if path.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension)) {
        path.to_owned()
    } else {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(extension);
        name.into()
    };
    std::path::absolute(&path).unwrap_or(path)
}

fn put_at<T>(list: &mut Vec<Arc<T>>, at: Option<usize>, value: T) {
    match at {
        Some(at) => list[at] = Arc::new(value),
        None => list.push(Arc::new(value)),
    }
}

/// The name, or the name with a number where another scenario has it.
fn free_name(document: &Document, wanted: &str, of: Option<ScenarioId>) -> String {
    let wanted = wanted.trim();
    let wanted = if wanted.is_empty() { "方案" } else { wanted };
    let taken = |name: &str| document.scenario_named(name).is_some_and(|s| Some(s.id) != of);
    let mut name = wanted.to_owned();
    let mut n = 2;
    while taken(&name) {
        name = format!("{wanted} {n}");
        n += 1;
    }
    name
}
