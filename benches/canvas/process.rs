//! The real program as a process on a virtual display: when its window is there, what it shows, how much memory it has.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::RUNS;
use super::figures::{Goal, Row, least_and_middle, memory, ms};

/// A virtual display, ended when dropped.
struct Display {
    server: Child,
    number: String,
}

impl Display {
    fn start() -> Option<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut number = String::new();
        let mut byte = [0];
        let out = server.stdout.as_mut()?;
        while out.read(&mut byte).ok()? == 1 && byte[0] != b'\n' {
            number.push(byte[0] as char);
        }
        Some(Self { server, number: format!(":{number}") })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// When each milestone was reached, from the start of the process, and the memory at the last of them.
#[derive(Default)]
struct Opening {
    window: Duration,
    something: Duration,
    picture: Duration,
    settled: Duration,
    now: f64,
    most: f64,
}

fn open(display: &Display, home: &Path, arguments: &[&str]) -> Option<Opening> {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fugai"))
        .args(arguments)
        .env("DISPLAY", &display.number)
        .env_remove("WAYLAND_DISPLAY")
        .env("XDG_RUNTIME_DIR", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("FUGAI_TRACE", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut opening = Opening::default();
    for line in BufReader::new(child.stderr.take()?).lines().map_while(Result::ok) {
        let at = start.elapsed();
        match line.trim() {
            "trace: window" => opening.window = at,
            "trace: something" => opening.something = at,
            "trace: picture" => opening.picture = at,
            "trace: settled" => {
                opening.settled = at;
                break;
            }
            _ => {}
        }
    }
    // What comes after, such as the figures of the panels, counts as well.
    std::thread::sleep(Duration::from_secs(3));
    let id = child.id().to_string();
    (opening.now, opening.most) = (memory(&id, "VmRSS"), memory(&id, "VmHWM"));
    let _ = child.kill();
    let _ = child.wait();
    Some(opening)
}

/// Nothing where there is no virtual display.
pub(crate) fn measure(parcels: u32) -> Vec<Row> {
    let (Some(display), Ok(home)) = (Display::start(), tempfile::tempdir()) else { return Vec::new() };
    let mut rows = Vec::new();
    let runs: Vec<Opening> = (0..RUNS + 2).filter_map(|_| open(&display, home.path(), &[])).collect();
    // The first run warms the caches of the disk.
    let figure = |pick: fn(&Opening) -> Duration| least_and_middle(runs.iter().skip(1).map(|r| ms(pick(r))).collect());
    let said = |(least, middle): (f64, f64)| format!("{least:.0} ms (of {} runs the middle one {middle:.0})", RUNS + 1);
    let (window, picture, settled) = (figure(|r| r.window), figure(|r| r.picture), figure(|r| r.settled));
    rows.push(Row::new("start of the process to the window", Goal::AtMost(400.0, "ms"), window.0, said(window)));
    rows.push(Row::new(
        "start of the process to the first picture of the sample district",
        Goal::AtMost(1000.0, "ms"),
        picture.0,
        said(picture),
    ));
    rows.push(Row::new("… to all figures, everything sharp", Goal::None, settled.0, said(settled)));
    let city = home.path().join("city");
    let made = Command::new(env!("CARGO_BIN_EXE_fugai"))
        .args([
            "synth",
            "--seed",
            "1",
            "--parcels",
            &parcels.to_string(),
            "--parks",
            &(parcels / 10).to_string(),
            "--out",
        ])
        .arg(&city)
        .output();
    let path = city.to_string_lossy().into_owned();
    if let (Ok(_), Some(run)) = (made, open(&display, home.path(), &[&path])) {
        rows.push(Row::new(
            format!("the window with a city of {parcels} parcels read from files: memory"),
            Goal::AtMost(800.0, "MB"),
            run.now,
            format!("{:.0} MB, at most {:.0} MB while it was read", run.now, run.most),
        ));
        rows.push(Row::new(
            "… something to see, its first whole picture, all figures",
            Goal::None,
            0.0,
            format!("{:.0} ms, {:.0} ms, {:.0} ms", ms(run.something), ms(run.picture), ms(run.settled)),
        ));
        // What was opened is a project now, and opens again without its files.
        if let Some(run) = open(&display, home.path(), &[]) {
            rows.push(Row::new(
                "the same city opened as a project: something to see",
                Goal::AtMost(1500.0, "ms"),
                ms(run.something),
                format!(
                    "{:.0} ms; whole {:.0} ms, all figures {:.0} ms",
                    ms(run.something),
                    ms(run.picture),
                    ms(run.settled)
                ),
            ));
        }
    }
    rows
}
