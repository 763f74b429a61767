//! Edits: what changes a document, each with old and new and so with a total inverse.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Comment, DatedFigures, Document, Head, Problem, Proposal, Scenario, ScenarioId, ScoreSheet};
use crate::model::{Layer, Text};

/// Something that has another value afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Swap<T> {
    /// The value before.
    pub old: T,
    /// The value after.
    pub new: T,
}

/// Something in a list, with its position: there before, there afterwards, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item<T> {
    /// Position and value before; `None` where it is added.
    pub old: Option<(usize, T)>,
    /// Position and value after; `None` where it is taken out.
    pub new: Option<(usize, T)>,
}

/// One change of a document. `L` is a layer: in memory itself, in a file the number under which it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change<L = Arc<Layer>> {
    /// Name, plane, rules, targets, rules of placement.
    Head(Swap<Arc<Head>>),
    /// A layer.
    Layer(Item<L>),
    /// A scenario: all of it where it comes or goes; where it stays, everything but its proposals.
    Scenario(Item<Arc<Scenario>>),
    /// A proposal of a scenario.
    Proposal(ScenarioId, Item<Arc<Proposal>>),
    /// A problem of the ledger.
    Problem(Item<Arc<Problem>>),
    /// A comment.
    Comment(Item<Arc<Comment>>),
    /// A score sheet.
    Sheet(Item<Arc<ScoreSheet>>),
    /// Dated figures.
    Figures(Item<Arc<DatedFigures>>),
}

/// What one gesture does: a name in both languages, and the changes in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edit<L = Arc<Layer>> {
    /// What it is called: 新建口袋公园, "New pocket park".
    pub name: Text,
    /// The changes, in order.
    pub changes: Vec<Change<L>>,
}

/// An edit does not fit the document: it was made for another state of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the edit does not fit the document: {0}")]
pub struct EditError(pub &'static str);

impl<T> Item<T> {
    fn inverse(self) -> Self {
        Self { old: self.new, new: self.old }
    }

    fn map<U, E>(self, f: &mut impl FnMut(T) -> Result<U, E>) -> Result<Item<U>, E> {
        let mut one = |i: Option<(usize, T)>| i.map(|(at, t)| Ok((at, f(t)?))).transpose();
        Ok(Item { old: one(self.old)?, new: one(self.new)? })
    }
}

impl<L> Change<L> {
    /// What takes it back.
    pub fn inverse(self) -> Self {
        match self {
            Self::Head(Swap { old, new }) => Self::Head(Swap { old: new, new: old }),
            Self::Layer(i) => Self::Layer(i.inverse()),
            Self::Scenario(i) => Self::Scenario(i.inverse()),
            Self::Proposal(s, i) => Self::Proposal(s, i.inverse()),
            Self::Problem(i) => Self::Problem(i.inverse()),
            Self::Comment(i) => Self::Comment(i.inverse()),
            Self::Sheet(i) => Self::Sheet(i.inverse()),
            Self::Figures(i) => Self::Figures(i.inverse()),
        }
    }

    /// The same change with its layers in another form.
    ///
    /// # Errors
    /// Those of `f`.
    pub fn map_layers<M, E>(self, f: &mut impl FnMut(L) -> Result<M, E>) -> Result<Change<M>, E> {
        Ok(match self {
            Self::Layer(item) => Change::Layer(item.map(f)?),
            Self::Head(s) => Change::Head(s),
            Self::Scenario(i) => Change::Scenario(i),
            Self::Proposal(s, i) => Change::Proposal(s, i),
            Self::Problem(i) => Change::Problem(i),
            Self::Comment(i) => Change::Comment(i),
            Self::Sheet(i) => Change::Sheet(i),
            Self::Figures(i) => Change::Figures(i),
        })
    }
}

impl<L> Edit<L> {
    /// What takes it back: the inverse of each change, in reverse order, under the same name.
    pub fn inverse(self) -> Self {
        Self { name: self.name, changes: self.changes.into_iter().rev().map(Change::inverse).collect() }
    }

    /// The same edit with its layers in another form.
    ///
    /// # Errors
    /// Those of `f`.
    pub fn map_layers<M, E>(self, f: &mut impl FnMut(L) -> Result<M, E>) -> Result<Edit<M>, E> {
        let changes = self.changes.into_iter().map(|c| c.map_layers(f)).collect::<Result<_, E>>()?;
        Ok(Edit { name: self.name, changes })
    }
}

/// Something in a list that is known by its number.
trait Numbered: Sized {
    type Number: PartialEq;
    fn number(&self) -> Self::Number;
    /// Whether nothing has to be done to get from one to the other.
    fn unchanged(a: &Arc<Self>, b: &Arc<Self>) -> bool;
}

macro_rules! numbered {
    ($($type:ty => $number:ty),*) => {$(
        impl Numbered for $type {
            type Number = $number;
            fn number(&self) -> $number {
                self.id
            }
            fn unchanged(a: &Arc<Self>, b: &Arc<Self>) -> bool {
                Arc::ptr_eq(a, b) || a == b
            }
        }
    )*};
}

numbered!(
    Proposal => super::ProposalId, Problem => super::ProblemId, Comment => super::CommentId,
    ScoreSheet => super::SheetId, DatedFigures => super::FiguresId
);

impl Numbered for Layer {
    type Number = crate::model::LayerId;
    fn number(&self) -> Self::Number {
        self.id
    }
    fn unchanged(a: &Arc<Self>, b: &Arc<Self>) -> bool {
        Arc::ptr_eq(a, b)
    }
}

impl Numbered for Scenario {
    type Number = ScenarioId;
    fn number(&self) -> ScenarioId {
        self.id
    }
    fn unchanged(a: &Arc<Self>, b: &Arc<Self>) -> bool {
        Arc::ptr_eq(a, b)
            || (a.name == b.name && a.parent == b.parent && a.note == b.note && a.fork_point == b.fork_point)
    }
}

fn replace<T: Numbered>(list: &mut Vec<Arc<T>>, item: &Item<Arc<T>>) -> Result<(), EditError> {
    let number = |i: &Option<(usize, Arc<T>)>| i.as_ref().map(|(_, t)| t.number());
    let (old, new) = (number(&item.old), number(&item.new));
    if let Some(old) = &old {
        let at = list.iter().position(|t| t.number() == *old).ok_or(EditError("what it changes is not there"))?;
        list.remove(at);
    }
    if let (Some(number), Some((at, value))) = (new, &item.new) {
        if list.iter().any(|t| t.number() == number) {
            return Err(EditError("what it adds is there already"));
        }
        list.insert((*at).min(list.len()), Arc::clone(value));
    }
    Ok(())
}

impl Document {
    /// Carries out one change.
    ///
    /// # Errors
    /// Where it does not fit the document; what came before it in the same edit has been carried out then.
    pub fn change(&mut self, change: &Change) -> Result<(), EditError> {
        match change {
            Change::Head(swap) => {
                self.head = Arc::clone(&swap.new);
                Ok(())
            }
            Change::Layer(item) => replace(&mut self.layers, item),
            Change::Scenario(Item { old: Some((_, old)), new: Some((at, new)) }) => {
                // The proposals have changes of their own.
                let proposals =
                    self.scenario(old.id).ok_or(EditError("what it changes is not there"))?.proposals.clone();
                let new = Arc::new(Scenario { proposals, ..Scenario::clone(new) });
                let item = Item { old: Some((0, Arc::clone(old))), new: Some((*at, new)) };
                replace(&mut self.scenarios, &item)
            }
            Change::Scenario(item) => replace(&mut self.scenarios, item),
            Change::Proposal(id, item) => {
                let scenario = self.scenario_mut(*id).ok_or(EditError("its scenario is not there"))?;
                replace(&mut scenario.proposals, item)
            }
            Change::Problem(item) => replace(&mut self.problems, item),
            Change::Comment(item) => replace(&mut self.comments, item),
            Change::Sheet(item) => replace(&mut self.sheets, item),
            Change::Figures(item) => replace(&mut self.figures, item),
        }
    }

    /// Carries out an edit, all of it or nothing.
    ///
    /// # Errors
    /// Where it does not fit; the document is as it was then.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), EditError> {
        let mut next = self.clone();
        edit.changes.iter().try_for_each(|c| next.change(c))?;
        *self = next;
        Ok(())
    }
}

/// The changes that lead from one list to the other: what goes, from the end; then what comes or changes or moves, from
/// the beginning.
fn list_changes<T: Numbered>(old: &[Arc<T>], new: &[Arc<T>], mut each: impl FnMut(Item<Arc<T>>)) {
    let mut now: Vec<Arc<T>> = old.to_vec();
    for at in (0..now.len()).rev() {
        if new.iter().all(|n| n.number() != now[at].number()) {
            each(Item { old: Some((at, now.remove(at))), new: None });
        }
    }
    for (at, value) in new.iter().enumerate() {
        match now.iter().position(|n| n.number() == value.number()) {
            Some(from) if from == at && T::unchanged(&now[from], value) => {}
            Some(from) => {
                let before = now.remove(from);
                now.insert(at.min(now.len()), Arc::clone(value));
                each(Item { old: Some((from, before)), new: Some((at, Arc::clone(value))) });
            }
            None => {
                now.insert(at.min(now.len()), Arc::clone(value));
                each(Item { old: None, new: Some((at, Arc::clone(value))) });
            }
        }
    }
}

fn bare(scenario: &Scenario) -> Arc<Scenario> {
    Arc::new(Scenario { proposals: Vec::new(), ..scenario.clone() })
}

/// The changes that lead from one document to another; none where they are the same. Layers are told apart by identity,
/// not by content.
pub fn diff(old: &Document, new: &Document) -> Vec<Change> {
    let mut out = Vec::new();
    if !Arc::ptr_eq(&old.head, &new.head) && old.head != new.head {
        out.push(Change::Head(Swap { old: Arc::clone(&old.head), new: Arc::clone(&new.head) }));
    }
    list_changes(&old.layers, &new.layers, |i| out.push(Change::Layer(i)));
    list_changes(&old.scenarios, &new.scenarios, |item| {
        out.push(Change::Scenario(match item {
            // Its proposals have changes of their own.
            Item { old: Some((from, a)), new: Some((to, b)) } => {
                Item { old: Some((from, bare(&a))), new: Some((to, bare(&b))) }
            }
            whole => whole,
        }));
    });
    for scenario in &new.scenarios {
        if let Some(before) = old.scenario(scenario.id)
            && !Arc::ptr_eq(before, scenario)
        {
            let id = scenario.id;
            list_changes(&before.proposals, &scenario.proposals, |i| out.push(Change::Proposal(id, i)));
        }
    }
    list_changes(&old.problems, &new.problems, |i| out.push(Change::Problem(i)));
    list_changes(&old.comments, &new.comments, |i| out.push(Change::Comment(i)));
    list_changes(&old.sheets, &new.sheets, |i| out.push(Change::Sheet(i)));
    list_changes(&old.figures, &new.figures, |i| out.push(Change::Figures(i)));
    out
}
