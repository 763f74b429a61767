//! The story of the tutorial (docs/tutorial.md), step by step in a session: thirty pocket parks over three years, and a
//! second scenario beside the first.
//!
//! The rule of the story: each pocket park is a square of 2,400 m², and stands in the middle of the gap that is the
//! largest when the ones before it are there (the first row of the table of gaps). Ten are built a year, from 2023 on.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use fugai::analysis::{IndicatorId, Quantity};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::model::FacilityKind;
use fugai::model::plan::{Proposal, ProposalId, ScenarioId};
use fugai::session::{Action, PlanAction, Save, Session, Snapshot, Start};

/// How many pocket parks are placed, and how many of them a year.
pub(crate) const POCKET_PARKS: usize = 30;
const A_YEAR: usize = 10;
const FIRST_YEAR: i32 = 2023;
/// The area of a pocket park, and of the park that the second scenario has in place of the last five, in m².
const POCKET_M2: f64 = 2_400.0;
const PARK_M2: f64 = 10_000.0;
const GIVEN_UP: usize = 5;

/// What the story shows.
pub(crate) struct Told {
    /// The park coverage of the base, then after each pocket park.
    pub(crate) rates: Vec<f64>,
    /// The first scenario, all of it, with its build-out.
    pub(crate) first: Arc<Snapshot>,
    /// The second scenario, all of it, compared with the first.
    pub(crate) second: Arc<Snapshot>,
}

/// Tells the story and leaves the project in a file, which is made or replaced.
///
/// # Errors
/// What the session says where it cannot go on.
pub(crate) fn tell(path: &Path) -> Result<Told, String> {
    let teller = Teller::new();
    teller.send(Action::OpenSample);
    let mut now = teller.settled()?;
    let mut rates = vec![rate(&now)];
    for n in 0..POCKET_PARKS {
        let year = FIRST_YEAR + (n / A_YEAR) as i32;
        teller.send(put(in_the_largest_gap(&now, FacilityKind::PocketPark, POCKET_M2, year)));
        now = teller.settled()?;
        rates.push(rate(&now));
    }
    let scenario = now.scenario.ok_or("no scenario was made")?;
    teller.send(PlanAction::BuildOut);
    let first = teller.until(|s| s.job.is_none() && s.build_out.as_ref().is_some_and(|b| !b.stale))?;

    // The copy gives up the last five pocket parks for one park.
    teller.send(PlanAction::NewScenario { name: "方案一 副本".to_owned(), from: Some(scenario) });
    let forked = teller.settled()?;
    teller.send(PlanAction::Remove(last(&forked, GIVEN_UP)));
    let fewer = teller.settled()?;
    let year = FIRST_YEAR + 2;
    teller.send(put(in_the_largest_gap(&fewer, FacilityKind::Park, PARK_M2, year)));
    let other = teller.settled()?.scenario;
    teller.send(PlanAction::Compare { a: Some(scenario), b: other, year: None });
    let second = teller.until(|s| s.job.is_none() && s.comparison.as_ref().is_some_and(|c| !c.stale))?;

    teller.send(PlanAction::ShowScenario(Some(scenario)));
    teller.send(Action::SaveAs(path.to_owned()));
    // Marks of this teller are of no use to a window.
    teller.send(PlanAction::KeepWindow { text: String::new(), was: None });
    teller.until(|s| {
        let saved = |f: &fugai::session::FileStatus| f.path.is_some() && matches!(f.save, Save::Saved(_));
        s.window.is_empty() && s.file.as_ref().is_some_and(saved)
    })?;
    Ok(Told { rates, first, second })
}

/// The share of residential land within reach of a park; no number where nothing has been measured.
pub(crate) fn rate(snapshot: &Snapshot) -> f64 {
    let park = snapshot.analysis.as_ref().and_then(|a| a.indicator(IndicatorId::ParkCoverage));
    park.and_then(|i| i.quantity).and_then(Quantity::value).unwrap_or(f64::NAN)
}

fn put(proposal: Proposal) -> Action {
    PlanAction::Put(Box::new(proposal)).into()
}

/// A square of an area in the middle of the largest gap, as the placing tool makes it at a click.
fn in_the_largest_gap(snapshot: &Snapshot, kind: FacilityKind, area_m2: f64, year: i32) -> Proposal {
    let gap = snapshot.analysis.as_ref().and_then(|a| a.gaps.first());
    let at = gap.map_or(Coord { x: 0.0, y: 0.0 }, |g| g.label_point);
    let half = area_m2.sqrt() / 2.0;
    let corner = |dx: f64, dy: f64| Coord { x: at.x + half * dx, y: at.y + half * dy };
    let ring = vec![corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
    let shape = Shape::from_region(normalise(vec![vec![ring]]).0);
    Proposal { area_m2: Some(area_m2), ..Proposal::new(kind, shape, year) }
}

/// The numbers of the last proposals of the scenario that is shown.
fn last(snapshot: &Snapshot, count: usize) -> Vec<ProposalId> {
    let document = snapshot.document.as_ref();
    let shown = document.and_then(|d| d.scenario(snapshot.scenario.unwrap_or(ScenarioId(0))));
    shown.map(|s| s.proposals.iter().rev().take(count).map(|p| p.id).collect()).unwrap_or_default()
}

/// A session, and the bell that it rings.
struct Teller {
    session: Session,
    bell: Receiver<()>,
    marks: std::cell::Cell<u32>,
}

impl Teller {
    fn new() -> Self {
        let (ring, bell) = channel();
        let session = Session::start(Start::default(), move || {
            // At the end nobody listens any more.
            let _ = ring.send(());
        });
        Self { session, bell, marks: std::cell::Cell::new(0) }
    }

    fn send(&self, action: impl Into<Action>) {
        self.session.send(action.into());
    }

    fn until(&self, wanted: impl Fn(&Snapshot) -> bool) -> Result<Arc<Snapshot>, String> {
        const PATIENCE: Duration = Duration::from_mins(3);
        let begin = Instant::now();
        loop {
            let snapshot = self.session.snapshot();
            if wanted(&snapshot) {
                return Ok(snapshot);
            }
            if begin.elapsed() > PATIENCE {
                let said: Vec<&str> = snapshot.messages.iter().map(|m| m.en.as_str()).collect();
                return Err(format!("the session does not come to rest: {:?} {said:?}", snapshot.job));
            }
            let _ = self.bell.recv_timeout(Duration::from_millis(50));
        }
    }

    /// Waits until everything that was sent has been carried out.
    fn done(&self) -> Result<(), String> {
        self.marks.set(self.marks.get() + 1);
        let mark = format!("step {}", self.marks.get());
        self.send(PlanAction::KeepWindow { text: mark.clone(), was: None });
        self.until(|s| *s.window == *mark).map(|_| ())
    }

    /// Waits until the figures are those of what is shown.
    fn settled(&self) -> Result<Arc<Snapshot>, String> {
        self.done()?;
        self.until(|s| s.job.is_none() && s.analysis.is_some() && !s.stale)
    }
}
