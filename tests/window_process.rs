//! The real window, as a process on a virtual display: it opens, computes, shows the sample district and closes.
#![cfg(all(feature = "gui", target_os = "linux"))]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A virtual display, ended when dropped.
struct Display {
    server: Child,
    number: String,
}

impl Display {
    /// Starts Xvfb on a free number; `None`, with a printed line, where it is not installed and need not be.
    fn start() -> Option<Self> {
        let started = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = match started {
            Ok(server) => server,
            Err(error) => {
                assert!(std::env::var_os("CI").is_none(), "Xvfb must be there in continuous integration: {error}");
                println!("skipped: Xvfb is not installed");
                return None;
            }
        };
        // It writes the number it found and a line feed once it listens.
        let mut number = String::new();
        let mut byte = [0];
        let out = server.stdout.as_mut().unwrap();
        while out.read(&mut byte).unwrap() == 1 && byte[0] != b'\n' {
            number.push(byte[0] as char);
        }
        assert!(!number.is_empty(), "Xvfb ended before it listened");
        Some(Self { server, number: format!(":{number}") })
    }

    fn screenshot(&self, runtime: &Path, picture: &Path, arguments: &[&str]) {
        let output = Command::new(env!("CARGO_BIN_EXE_fugai"))
            .args(arguments)
            .arg("--screenshot")
            .arg(picture)
            .env("DISPLAY", &self.number)
            .env_remove("WAYLAND_DISPLAY")
            .env("XDG_RUNTIME_DIR", runtime)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // Nothing to be done where it has ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn the_window_shows_the_sample_district() {
    let Some(display) = Display::start() else { return };
    let dir = tempfile::tempdir().unwrap();
    let picture = dir.path().join("窗口 window.png");
    display.screenshot(dir.path(), &picture, &[]);
    let image = image::open(&picture).unwrap().into_rgba8();
    assert!(image.width() >= 900 && image.height() >= 600, "{:?}", image.dimensions());

    // The map, without the panels: many colours of many things, not one flat sheet.
    let (w, h) = image.dimensions();
    let colours: BTreeSet<[u8; 4]> = (h / 5..h / 2)
        .step_by(3)
        .flat_map(|y| (w / 3..w * 2 / 3).step_by(3).map(move |x| (x, y)))
        .map(|(x, y)| image.get_pixel(x, y).0)
        .collect();
    assert!(colours.len() > 50, "only {} colours on the map", colours.len());
}

#[test]
fn without_a_display_there_is_a_sentence() {
    let output = Command::new(env!("CARGO_BIN_EXE_fugai"))
        .args(["--lang", "en"])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("fugai report --out"), "{message}");
}
