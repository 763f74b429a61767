//! Everything but layers and history: one row a record, its `body` the record in full, the other columns for people who
//! look at the file with other programs. The order of each collection stands among the settings.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, params};
use serde::de::DeserializeOwned;

use super::blob::{self, Kind};
use super::layer::{Shelf, srs_of};
use super::schema::{get, put, set_extent};
use super::seal::{self, seal};
use super::{StoreError, srs};
use crate::geom::{Coord, Shape, bounds};
use crate::model::plan::{
    Change, Comment, DatedFigures, Document, Head, Item, Problem, ProblemState, Proposal, Scenario, ScoreSheet, What,
};

/// Writes a whole document into empty tables.
pub(super) fn write_all(to: &Connection, document: &Document, shelf: &mut Shelf) -> Result<(), StoreError> {
    write_head(to, document)?;
    write_layers(to, document, shelf)?;
    for scenario in &document.scenarios {
        write_scenario(to, scenario)?;
        for proposal in &scenario.proposals {
            write_proposal(to, document, scenario, proposal)?;
        }
    }
    for problem in &document.problems {
        write_problem(to, document, problem)?;
    }
    for comment in &document.comments {
        write_comment(to, comment)?;
    }
    for sheet in &document.sheets {
        write_sheet(to, sheet)?;
    }
    for figures in &document.figures {
        write_figures(to, figures)?;
    }
    write_orders(to, document)?;
    write_extents(to, document)
}

/// Writes what some changes touched, as it is in the document afterwards.
pub(super) fn write_changes(
    to: &Connection,
    document: &Document,
    changes: &[Change],
    shelf: &mut Shelf,
) -> Result<(), StoreError> {
    let mut scenarios = BTreeSet::new();
    let mut whole = BTreeSet::new();
    let mut proposals = BTreeSet::new();
    let (mut problems, mut comments, mut sheets) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut figures, mut layers, mut head) = (BTreeSet::new(), false, false);
    for change in changes {
        match change {
            Change::Head(_) => head = true,
            Change::Layer(_) => layers = true,
            Change::Scenario(item) => {
                let ids = ids(item, |s| s.id);
                if item.old.is_none() || item.new.is_none() {
                    whole.extend(ids.clone());
                }
                scenarios.extend(ids);
            }
            Change::Proposal(id, item) => {
                scenarios.insert(*id);
                proposals.extend(ids(item, |p| p.id).into_iter().map(|p| (*id, p)));
            }
            Change::Problem(item) => problems.extend(ids(item, |p| p.id)),
            Change::Comment(item) => comments.extend(ids(item, |c| c.id)),
            Change::Sheet(item) => sheets.extend(ids(item, |s| s.id)),
            Change::Figures(item) => figures.extend(ids(item, |f| f.id)),
        }
    }
    if head {
        write_head(to, document)?;
    }
    if layers || head {
        write_layers(to, document, shelf)?;
    }
    for id in &whole {
        to.prepare_cached("DELETE FROM fugai_proposals WHERE scenario = ?1")?.execute([id.0])?;
        if let Some(scenario) = document.scenario(*id) {
            for proposal in &scenario.proposals {
                write_proposal(to, document, scenario, proposal)?;
            }
        }
    }
    for id in &scenarios {
        match document.scenario(*id) {
            Some(scenario) => write_scenario(to, scenario)?,
            None => remove(to, "DELETE FROM fugai_scenarios WHERE id = ?1", i64::from(id.0))?,
        }
    }
    for (scenario, proposal) in &proposals {
        let there = document.scenario(*scenario).and_then(|s| Some((s, s.proposal(*proposal)?)));
        match there {
            Some((scenario, proposal)) => write_proposal(to, document, scenario, proposal)?,
            None => {
                remove(to, "DELETE FROM fugai_proposals WHERE fid = ?1", proposal_key(scenario.0, proposal.0))?;
            }
        }
    }
    for id in &problems {
        match document.problems.iter().find(|p| p.id == *id) {
            Some(problem) => write_problem(to, document, problem)?,
            None => remove(to, "DELETE FROM fugai_problems WHERE fid = ?1", i64::from(id.0))?,
        }
    }
    for id in &comments {
        match document.comments.iter().find(|c| c.id == *id) {
            Some(comment) => write_comment(to, comment)?,
            None => remove(to, "DELETE FROM fugai_comments WHERE id = ?1", i64::from(id.0))?,
        }
    }
    for id in &sheets {
        match document.sheets.iter().find(|s| s.id == *id) {
            Some(sheet) => write_sheet(to, sheet)?,
            None => remove(to, "DELETE FROM fugai_sheets WHERE id = ?1", i64::from(id.0))?,
        }
    }
    for id in &figures {
        match document.figures.iter().find(|f| f.id == *id) {
            Some(figures) => write_figures(to, figures)?,
            None => remove(to, "DELETE FROM fugai_figures WHERE id = ?1", i64::from(id.0))?,
        }
    }
    write_orders(to, document)?;
    if !(proposals.is_empty() && whole.is_empty() && problems.is_empty()) || head {
        write_extents(to, document)?;
    }
    Ok(())
}

fn ids<T, N>(item: &Item<Arc<T>>, id: impl Fn(&T) -> N) -> Vec<N> {
    item.old.iter().chain(&item.new).map(|(_, t)| id(t)).collect()
}

fn remove(to: &Connection, sql: &str, id: i64) -> Result<(), StoreError> {
    to.prepare_cached(sql)?.execute([id])?;
    Ok(())
}

fn write_head(to: &Connection, document: &Document) -> Result<(), StoreError> {
    put(to, "head", &seal(&*document.head))?;
    srs::write(to, document.head.plane.as_ref())?;
    let srs_id = srs_of(document);
    to.execute(
        "UPDATE gpkg_contents SET srs_id = ?1 WHERE table_name IN ('fugai_proposals', 'fugai_problems')",
        [srs_id],
    )?;
    to.execute(
        "UPDATE gpkg_geometry_columns SET srs_id = ?1 WHERE table_name IN ('fugai_proposals', 'fugai_problems')",
        [srs_id],
    )?;
    Ok(())
}

fn write_layers(to: &Connection, document: &Document, shelf: &mut Shelf) -> Result<(), StoreError> {
    let srs_id = srs_of(document);
    let states: Vec<i64> =
        document.layers.iter().map(|l| shelf.keep(to, l, srs_id)).collect::<Result<_, StoreError>>()?;
    put(to, "layers", &seal(&states))?;
    shelf.register(to, document)
}

fn write_orders(to: &Connection, document: &Document) -> Result<(), StoreError> {
    let orders: [(&str, Vec<u32>); 5] = [
        ("scenarios", document.scenarios.iter().map(|s| s.id.0).collect()),
        ("problems", document.problems.iter().map(|p| p.id.0).collect()),
        ("comments", document.comments.iter().map(|c| c.id.0).collect()),
        ("sheets", document.sheets.iter().map(|s| s.id.0).collect()),
        ("figures", document.figures.iter().map(|f| f.id.0).collect()),
    ];
    orders.into_iter().try_for_each(|(key, ids)| put(to, key, &seal(&ids)))
}

/// The extents that our own feature tables declare are kept true, because other programs believe them.
fn write_extents(to: &Connection, document: &Document) -> Result<(), StoreError> {
    let proposals = document.scenarios.iter().flat_map(|s| &s.proposals).filter_map(|p| p.shape.bounds());
    set_extent(to, "fugai_proposals", bounds::around_all(proposals))?;
    let at: Vec<Coord> = document.problems.iter().map(|p| Coord { x: p.at[0], y: p.at[1] }).collect();
    set_extent(to, "fugai_problems", bounds::of_coords(&at))
}

/// The proposals stand in rows of their own; the scenario keeps their order.
#[derive(serde::Serialize, serde::Deserialize)]
struct ScenarioText {
    scenario: Scenario,
    order: Vec<u32>,
}

fn write_scenario(to: &Connection, scenario: &Scenario) -> Result<(), StoreError> {
    let order = scenario.proposals.iter().map(|p| p.id.0).collect();
    let bare = Scenario { proposals: Vec::new(), ..scenario.clone() };
    to.prepare_cached("INSERT OR REPLACE INTO fugai_scenarios VALUES (?, ?, ?, ?)")?.execute(params![
        scenario.id.0,
        scenario.name,
        scenario.parent.map(|p| p.0),
        seal(&ScenarioText { scenario: bare, order })
    ])?;
    Ok(())
}

fn proposal_key(scenario: u32, proposal: u32) -> i64 {
    i64::from(scenario) << 32 | i64::from(proposal)
}

fn write_proposal(
    to: &Connection,
    document: &Document,
    scenario: &Scenario,
    proposal: &Proposal,
) -> Result<(), StoreError> {
    let what = match proposal.what {
        What::New => "new",
        What::Close(_) => "close",
        What::Change(_) => "change",
    };
    to.prepare_cached("INSERT OR REPLACE INTO fugai_proposals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![
            proposal_key(scenario.id.0, proposal.id.0),
            blob::encode(&proposal.shape, Kind::Mixed, srs_of(document)),
            scenario.id.0,
            proposal.id.0,
            proposal.name,
            kind_of(proposal),
            what,
            proposal.year,
            proposal.area(),
            proposal.spaces,
            proposal.cost,
            proposal.note,
            seal(proposal)
        ])?;
    Ok(())
}

fn kind_of(proposal: &Proposal) -> String {
    serde_json::to_string(&proposal.kind).unwrap_or_default().trim_matches('"').to_owned()
}

fn write_problem(to: &Connection, document: &Document, problem: &Problem) -> Result<(), StoreError> {
    let shape = Shape::from_point(Coord { x: problem.at[0], y: problem.at[1] });
    let state = match problem.state {
        ProblemState::Open => "open",
        ProblemState::UnderWay => "under_way",
        ProblemState::Closed => "closed",
    };
    to.prepare_cached("INSERT OR REPLACE INTO fugai_problems VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
        problem.id.0,
        blob::encode(&shape, Kind::Point, srs_of(document)),
        problem.title,
        problem.kind,
        problem.unit,
        problem.deadline.map(|d| d.to_string()),
        state,
        seal(problem)
    ])?;
    Ok(())
}

fn write_comment(to: &Connection, comment: &Comment) -> Result<(), StoreError> {
    to.prepare_cached("INSERT OR REPLACE INTO fugai_comments VALUES (?, ?, ?, ?, ?, ?)")?.execute(params![
        comment.id.0,
        comment.proposal.0,
        comment.date.to_string(),
        comment.by,
        comment.text,
        seal(comment)
    ])?;
    Ok(())
}

fn write_sheet(to: &Connection, sheet: &ScoreSheet) -> Result<(), StoreError> {
    to.prepare_cached("INSERT OR REPLACE INTO fugai_sheets VALUES (?, ?, ?)")?.execute(params![
        sheet.id.0,
        sheet.name,
        seal(sheet)
    ])?;
    Ok(())
}

fn write_figures(to: &Connection, figures: &DatedFigures) -> Result<(), StoreError> {
    to.prepare_cached("INSERT OR REPLACE INTO fugai_figures VALUES (?, ?, ?, ?, ?)")?.execute(params![
        figures.id.0,
        figures.date.to_string(),
        figures.label,
        figures.rules,
        seal(figures)
    ])?;
    Ok(())
}

/// The head, and whether it is what was written; `None` where it is not there or cannot be understood.
pub(super) fn read_head(from: &Connection) -> Result<Option<(Head, bool)>, StoreError> {
    Ok(get(from, "head")?.and_then(|t| seal::open(&t)))
}

/// The numbers of the states of the present layers, and whether they are what was written.
pub(super) fn read_layer_order(from: &Connection) -> Result<(Vec<i64>, bool), StoreError> {
    Ok(get(from, "layers")?.and_then(|t| seal::open(&t)).unwrap_or_default())
}

/// Records that are not what was written.
#[derive(Debug, Default)]
pub(super) struct Hurt {
    /// Those that could not be read or understood.
    pub(super) lost: usize,
    /// Those that were read, but not as they were written.
    pub(super) altered: usize,
}

/// Fills in everything but head and layers.
pub(super) fn read_into(from: &Connection, document: &mut Document) -> Hurt {
    let mut hurt = Hurt::default();
    let proposals: Vec<(u32, Proposal)> =
        bodies(from, "SELECT scenario, body FROM fugai_proposals ORDER BY fid", &mut hurt);
    let scenarios: Vec<(u32, ScenarioText)> =
        bodies(from, "SELECT id, body FROM fugai_scenarios ORDER BY id", &mut hurt);
    let mut read: Vec<Scenario> = Vec::new();
    for (id, text) in scenarios {
        let mut own: Vec<Arc<Proposal>> =
            proposals.iter().filter(|(of, _)| *of == id).map(|(_, p)| Arc::new(p.clone())).collect();
        sort(&mut own, &text.order, |p| p.id.0);
        hurt.lost += text.order.len().saturating_sub(own.len());
        read.push(Scenario { proposals: own, ..text.scenario });
    }
    document.scenarios = in_order(from, "scenarios", read, |s| s.id.0, &mut hurt);
    document.problems = list(from, "problems", "SELECT fid, body FROM fugai_problems", |p: &Problem| p.id.0, &mut hurt);
    document.comments = list(from, "comments", "SELECT id, body FROM fugai_comments", |c: &Comment| c.id.0, &mut hurt);
    document.sheets = list(from, "sheets", "SELECT id, body FROM fugai_sheets", |s: &ScoreSheet| s.id.0, &mut hurt);
    document.figures =
        list(from, "figures", "SELECT id, body FROM fugai_figures", |f: &DatedFigures| f.id.0, &mut hurt);
    share_fork_points(&mut document.scenarios);
    hurt
}

/// What a fork has in common with another scenario is one thing in memory, as it was before.
fn share_fork_points(scenarios: &mut [Arc<Scenario>]) {
    let all: Vec<Arc<Proposal>> = scenarios.iter().flat_map(|s| s.proposals.iter().cloned()).collect();
    for scenario in scenarios {
        let scenario = Arc::make_mut(scenario);
        for proposal in &mut scenario.fork_point {
            if let Some(same) = all.iter().find(|p| p.id == proposal.id && **p == *proposal) {
                *proposal = Arc::clone(same);
            }
        }
    }
}

fn list<T: DeserializeOwned>(
    from: &Connection,
    key: &str,
    sql: &str,
    id: impl Fn(&T) -> u32,
    hurt: &mut Hurt,
) -> Vec<Arc<T>> {
    let read = bodies(from, sql, hurt).into_iter().map(|(_, t)| t).collect();
    in_order(from, key, read, id, hurt)
}

fn in_order<T>(from: &Connection, key: &str, read: Vec<T>, id: impl Fn(&T) -> u32, hurt: &mut Hurt) -> Vec<Arc<T>> {
    let (order, intact): (Vec<u32>, bool) =
        get(from, key).ok().flatten().and_then(|t| seal::open(&t)).unwrap_or_default();
    hurt.altered += usize::from(!intact || order.len() != read.len());
    let mut all: Vec<Arc<T>> = read.into_iter().map(Arc::new).collect();
    sort(&mut all, &order, id);
    all
}

/// Sorts by an order; what it does not name comes last.
fn sort<T>(all: &mut [Arc<T>], order: &[u32], id: impl Fn(&T) -> u32) {
    let place: std::collections::BTreeMap<u32, usize> = order.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    all.sort_by_key(|t| place.get(&id(t)).copied().unwrap_or(usize::MAX));
}

/// Every row that can be read and understood; the others are counted.
fn bodies<T: DeserializeOwned>(from: &Connection, sql: &str, hurt: &mut Hurt) -> Vec<(u32, T)> {
    let mut out = Vec::new();
    let Ok(mut statement) = from.prepare(sql) else {
        hurt.lost += 1;
        return out;
    };
    let Ok(mut rows) = statement.query([]) else {
        hurt.lost += 1;
        return out;
    };
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                let record = row.get::<_, i64>(0).ok().zip(row.get::<_, String>(1).ok());
                match record.and_then(|(id, body)| Some((u32::try_from(id).ok()?, seal::open(&body)?))) {
                    Some((id, (record, intact))) => {
                        hurt.altered += usize::from(!intact);
                        out.push((id, record));
                    }
                    None => hurt.lost += 1,
                }
            }
            Ok(None) => return out,
            Err(_) => {
                hurt.lost += 1;
                return out;
            }
        }
    }
}
