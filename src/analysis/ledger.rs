//! Where the problems of the ledger lie, and how many there are of each sort.

use crate::geom::Coord;
use crate::geom::distance::contains;
use crate::model::Project;
use crate::model::plan::{Date, Problem, ProblemState};

use super::Analysis;

/// The zone of statistics that holds a place: an index into [`Analysis::zones`]. On a border that two share, the first;
/// `None` outside all of them.
pub fn zone_at(project: &Project, analysis: &Analysis, at: Coord) -> Option<usize> {
    analysis.zones.iter().position(|zone| {
        let layer = project.layers.iter().find(|l| l.id == zone.layer);
        layer.and_then(|l| l.features.get(zone.feature)).is_some_and(|f| {
            let inside = f
                .shape
                .bounds()
                .is_some_and(|b| (b.min().x..=b.max().x).contains(&at.x) && (b.min().y..=b.max().y).contains(&at.y));
            inside && contains(&f.shape.region, at)
        })
    })
}

/// How many problems there are of each sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Nobody has begun.
    pub open: usize,
    /// Under way.
    pub under_way: usize,
    /// Closed.
    pub closed: usize,
    /// Of those that are not closed: how many should have been solved by now.
    pub overdue: usize,
}

impl Tally {
    /// Counts problems, as they stand on a day.
    pub fn of<'a>(problems: impl Iterator<Item = &'a Problem>, today: Date) -> Self {
        let mut tally = Self::default();
        for problem in problems {
            match problem.state {
                ProblemState::Open => tally.open += 1,
                ProblemState::UnderWay => tally.under_way += 1,
                ProblemState::Closed => tally.closed += 1,
            }
            tally.overdue += usize::from(problem.overdue(today));
        }
        tally
    }

    /// All of them.
    pub fn all(self) -> usize {
        self.open + self.under_way + self.closed
    }

    /// The share that is closed (销号率); `None` without problems.
    pub fn closed_share(self) -> Option<f64> {
        (self.all() > 0).then(|| self.closed as f64 / self.all() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::{ProblemId, ProblemPlace};

    fn problem(state: ProblemState, deadline: Option<&str>) -> Problem {
        Problem {
            id: ProblemId(1),
            at: [0.0, 0.0],
            place: ProblemPlace::Place,
            title: String::new(),
            kind: String::new(),
            unit: String::new(),
            deadline: deadline.and_then(|d| d.parse().ok()),
            state,
            history: Vec::new(),
        }
    }

    #[test]
    fn problems_are_counted_by_state_and_deadline() {
        let today: Date = "2024-06-30".parse().unwrap();
        let all = [
            problem(ProblemState::Open, Some("2024-06-29")),
            problem(ProblemState::Open, Some("2024-06-30")),
            problem(ProblemState::UnderWay, None),
            problem(ProblemState::Closed, Some("2024-01-01")),
        ];
        let tally = Tally::of(all.iter(), today);
        assert_eq!(tally, Tally { open: 2, under_way: 1, closed: 1, overdue: 1 });
        assert_eq!((tally.all(), tally.closed_share()), (4, Some(0.25)));
        assert_eq!(Tally::of([].iter(), today).closed_share(), None);
    }
}
