//! Every file of the hostile corpus, read by the program in a process of its own.

use std::process::Command;

use crate::corpus::{By, CORPUS};

/// The bound: no hostile file makes the program, or a reader it starts, ask for more than this, text of the file
/// included. In KiB of address space, which is more than what is ever used of it.
const BOUND: u64 = 3 << 19;

#[cfg(target_os = "linux")]
#[test]
fn every_hostile_file_is_a_clear_answer_within_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a").join("b");
    std::fs::create_dir_all(&inner).unwrap();
    let mut wrong = Vec::new();
    for file in &CORPUS {
        let path = file.write(&inner, 20).unwrap();
        let word = if file.by == By::Check { "check" } else { "extract" };
        let output = Command::new("sh")
            .args(["-c", &format!("ulimit -v {BOUND}; exec \"$0\" \"$@\"")])
            .args([env!("CARGO_BIN_EXE_dateline"), word, path.to_str().unwrap()])
            .output()
            .unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
        let ended = output.status.code().is_some_and(|code| code <= 2);
        if !ended || said.contains("panicked") || !said.contains(file.says) {
            let short: String = said.chars().take(400).collect();
            wrong.push(format!("{} ({}): {}: {short}", file.name, file.what, output.status));
        }
        std::fs::remove_file(path).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // What an archive calls its files is no path.
    assert!(!folder.path().join("out.kml").exists());
}
