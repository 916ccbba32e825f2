//! What the process that reads risky files may do, and what becomes of those that misbehave.
//!
//! This program is its own child: started with the word `worker`, it takes the place of a parser that a hostile file has
//! taken over, and does what the file says.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dateline::extract::import;
use dateline::format::{OpenError, OpenOptions, Progress, open};
use dateline::worker::{Child, Limits, Speaker, serve, set_worker_program};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    if args.get(1).is_some_and(|it| it == "worker") {
        let limits = Limits { memory: 256 << 20, seconds: 1 };
        return serve(limits, misbehave);
    }
    // As `cargo test` names tests to run.
    let wanted: Vec<&String> = args.iter().skip(1).filter(|it| !it.starts_with('-')).collect();
    set_worker_program(std::env::current_exe().unwrap());
    for (name, test) in TESTS {
        if wanted.is_empty() || wanted.iter().any(|it| name.contains(it.as_str())) {
            test();
            println!("test {name} ... ok");
        }
    }
    ExitCode::SUCCESS
}

const TESTS: [(&str, fn()); 6] = [
    ("a_child_can_open_no_connection_no_file_and_no_process", nothing_is_opened),
    ("a_child_that_loops_eats_or_breaks_is_a_reason", misfortunes_are_reasons),
    ("a_table_that_breaks_its_reader_is_a_reason", tables_are_isolated),
    ("a_report_that_breaks_its_reader_is_a_reason", reports_are_isolated),
    ("a_child_that_nobody_wants_is_ended", the_unwanted_are_ended),
    ("what_a_child_says_is_not_believed", answers_are_checked),
];

/// What the file says, under the limits of every child.
fn misbehave(mut file: File, out: &mut Speaker<'_>) -> Result<(), String> {
    let mut said = String::new();
    file.read_to_string(&mut said).map_err(|error| error.to_string())?;
    let word = said.split_whitespace().nth(1).unwrap_or("");
    match word {
        "reach" => {
            out.head("")?;
            for (what, result) in reach() {
                writeln!(out, "{what}: {result}").map_err(|error| error.to_string())?;
            }
            Ok(())
        }
        "loop" => loop {
            std::hint::spin_loop();
        },
        "eat" => {
            let mut all: Vec<Vec<u8>> = Vec::new();
            loop {
                all.push(vec![1; 16 << 20]);
            }
        }
        "recurse" => Err(format!("{}", deeper(1))),
        "panic" => panic!("a parser that met something it did not expect"),
        "abort" => std::process::abort(),
        "wait" => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        "flood" => {
            out.head("")?;
            loop {
                out.write_all(&[b' '; 4096]).map_err(|error| error.to_string())?;
            }
        }
        "cut" => {
            out.head("")?;
            write!(out, "{{\"Ok\":{{\"title\":").map_err(|error| error.to_string())
        }
        "lie" => {
            out.head("")?;
            let report = import::Report {
                text: "é".into(),
                paragraphs: vec![(import::Kind::Plain, 1..900)],
                ..import::Report::default()
            };
            serde_json::to_writer(out, &Ok::<_, import::Reason>(report)).map_err(|error| error.to_string())
        }
        other => Err(format!("asked for {other}")),
    }
}

#[expect(unconditional_recursion, reason = "as a parser does on a file nested without end")]
fn deeper(depth: u64) -> u64 {
    let room = [depth; 512];
    std::hint::black_box(&room);
    deeper(depth + 1) + room[depth as usize % 512]
}

/// Everything a parser that was taken over might try, with the answer.
fn reach() -> Vec<(&'static str, String)> {
    let told =
        |result: std::io::Result<()>| result.map_or_else(|error| error.kind().to_string(), |()| "done".to_owned());
    let folder = std::env::temp_dir();
    vec![
        ("connect", told(std::net::TcpStream::connect("127.0.0.1:9").map(drop))),
        ("listen", told(std::net::TcpListener::bind("127.0.0.1:0").map(drop))),
        ("send", told(std::net::UdpSocket::bind("127.0.0.1:0").map(drop))),
        #[cfg(unix)]
        ("local socket", told(std::os::unix::net::UnixStream::pair().map(drop))),
        ("read a file", told(File::open("/etc/passwd").map(drop))),
        ("make a file", told(File::create(folder.join("dateline-isolation")).map(drop))),
        ("remove a file", told(std::fs::remove_file(folder.join("dateline-isolation")))),
        ("list a folder", told(std::fs::read_dir("/").map(drop))),
        ("start a program", told(std::process::Command::new("/bin/true").spawn().map(drop))),
        ("start a thread", told(std::thread::Builder::new().spawn(|| ()).map(drop))),
    ]
}

/// Start a child on a file with this word.
fn child(word: &str) -> Result<String, String> {
    let mut file = tempfile::tempfile().unwrap();
    write!(file, "x {word}").unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    let mut child = Child::start("misbehave", &[], file, || false)?;
    let mut said = String::new();
    child.read_to_string(&mut said).map_err(|error| error.to_string())?;
    Ok(said)
}

fn nothing_is_opened() {
    let said = child("reach").unwrap();
    assert!(said.lines().count() >= 9, "{said}");
    if cfg!(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64"))) {
        for line in said.lines() {
            assert!(line.ends_with(": permission denied"), "{line}");
        }
    }
}

/// What each of them comes to, in the words of the reason.
const MISFORTUNES: [(&str, &str); 6] = [
    ("loop", "it took more than 60 seconds of work"),
    ("eat", "it needs more memory than the 1024 MiB"),
    ("recurse", "nested too deep"),
    ("panic", "its reader failed on it"),
    ("abort", "its reader broke down on it"),
    ("nothing", "asked for nothing"),
];

fn misfortunes_are_reasons() {
    for (word, expect) in MISFORTUNES {
        let told = child(word).unwrap_err();
        assert!(told.contains(expect), "{word}: {told}");
    }
}

fn put(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn tables_are_isolated() {
    let folder = tempfile::tempdir().unwrap();
    for (word, expect) in MISFORTUNES {
        let path = put(folder.path(), "x.xlsx", &format!("PK\u{3}\u{4} {word}"));
        let told = open(&path, &OpenOptions::default(), &Arc::default()).unwrap_err().to_string();
        assert!(told.contains("x.xlsx: this file could not be read: ") && told.contains(expect), "{word}: {told}");
    }
}

fn reports_are_isolated() {
    let folder = tempfile::tempdir().unwrap();
    for (word, expect) in MISFORTUNES {
        for (name, magic) in [("x.pdf", "%PDF-1.7"), ("x.docx", "PK\u{3}\u{4}")] {
            let told =
                import::open(&put(folder.path(), name, &format!("{magic} {word}")), || false).unwrap_err().to_string();
            assert!(told.contains("this file could not be read: ") && told.contains(expect), "{word}: {told}");
        }
    }
}

fn answers_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    for word in ["flood", "cut", "lie"] {
        let told = import::open(&put(folder.path(), "x.pdf", &format!("%PDF-1.7 {word}")), || false).unwrap_err();
        assert!(told.to_string().contains("its reader"), "{word}: {told}");
    }
}

fn the_unwanted_are_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = put(folder.path(), "x.zip", "PK\u{3}\u{4} wait");
    let progress = Arc::new(Progress::default());
    let cancel = Arc::clone(&progress);
    let begun = Instant::now();
    let cancelling = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        cancel.cancel();
    });
    assert!(matches!(open(&path, &OpenOptions::default(), &progress), Err(OpenError::Cancelled)));
    cancelling.join().unwrap();
    // It would have waited for minutes.
    assert!(begun.elapsed() < Duration::from_secs(60));
    let wanted = Arc::new(AtomicBool::new(true));
    let asked = Arc::clone(&wanted);
    wanted.store(false, Ordering::Relaxed);
    let path = put(folder.path(), "x.pdf", "%PDF-1.7 wait");
    let told = import::open(&path, move || !asked.load(Ordering::Relaxed)).unwrap_err();
    assert!(told.to_string().contains("nobody waits"), "{told}");
}
