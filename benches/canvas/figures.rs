//! What is measured, held against what is wanted, and the state of the machine beside it.

use std::time::Duration;

/// A line of the table.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) goal: Goal,
    /// The figure that is held against the goal.
    pub(crate) value: f64,
    /// All that was measured, in words.
    pub(crate) said: String,
}

/// What is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    AtLeast(f64, &'static str),
    AtMost(f64, &'static str),
    None,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>, goal: Goal, value: f64, said: impl Into<String>) -> Self {
        Self { what: what.into(), goal, value, said: said.into() }
    }

    /// As a line of a table in Markdown.
    pub(crate) fn line(&self) -> String {
        let (goal, met) = match self.goal {
            Goal::AtLeast(least, unit) => (format!("≥ {least} {unit}"), Some(self.value >= least)),
            Goal::AtMost(most, unit) => (format!("≤ {most} {unit}"), Some(self.value <= most)),
            Goal::None => (String::new(), None),
        };
        let met = met.map_or("", |met| if met { "yes" } else { "**no**" });
        format!("| {} | {goal} | {} | {met} |", self.what, self.said)
    }
}

pub(crate) fn ms(d: Duration) -> f64 {
    d.as_secs_f64() * 1e3
}

/// Median, nineteen of twenty, and most, in ms.
pub(crate) fn spread(times: &[Duration]) -> [f64; 3] {
    let mut t: Vec<f64> = times.iter().copied().map(ms).collect();
    t.sort_by(f64::total_cmp);
    [t[t.len() / 2], t[t.len() * 19 / 20], t[t.len() - 1]]
}

/// Frames a second over all of these.
pub(crate) fn rate(times: &[Duration]) -> f64 {
    times.len() as f64 / times.iter().sum::<Duration>().as_secs_f64()
}

/// The least and the middle of the runs of one figure, the least first.
pub(crate) fn least_and_middle(mut runs: Vec<f64>) -> (f64, f64) {
    runs.sort_by(f64::total_cmp);
    (runs[0], runs[runs.len() / 2])
}

/// A line of `/proc/PID/status` in MB.
pub(crate) fn memory(process: &str, which: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(which)).unwrap_or("0 0");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// Processor time of this process so far, its own and the system's for it, to the hundredth of a second.
pub(crate) fn processor() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the process, in brackets, may hold blanks.
    let after = text.rsplit_once(')').map_or("", |t| t.1);
    let ticks: u64 = after.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// The load averages of the machine: of one, five and fifteen minutes.
pub(crate) fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
