//! Opening a folder in the system's file manager.

use std::path::Path;
use std::process::{Command, Stdio};

/// Opens a folder in the file manager, on a thread of its own. A system without one does nothing: the path can be copied.
pub(super) fn open(folder: &Path) {
    let program = if cfg!(target_os = "windows") {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(program);
    command.arg(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    std::thread::spawn(move || {
        // Waited for, so that it leaves no zombie; what it answers is of no use to anybody.
        let _ = command.status();
    });
}
