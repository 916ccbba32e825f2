//! A real window on a virtual display, driven by real mouse and key events.
//!
//! Needs Xvfb, xdotool and a graphics driver; where they are missing the test is skipped, unless
//! `DATELINE_REQUIRE_ADAPTER` is set.
#![cfg(feature = "gui")]

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dateline::event::{LonLat, WorldPoint};
use dateline::format::read_bundled;
use dateline::session::Session;

const SIZE: (f64, f64) = (1600.0, 1000.0);

/// Killed when dropped, whatever the test did.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A virtual display and its name, if there can be one.
fn display() -> Option<(Running, String)> {
    // Xvfb picks a free number and says which. It must not start over when a client leaves: whoever comes at that moment
    // (every `xdotool` is a client) is turned away.
    let mut child = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut said = child.stdout.take()?;
    let running = Running(child);
    let mut name = String::from(":");
    let mut byte = [0_u8; 1];
    while said.read(&mut byte).ok()? == 1 && byte[0] != b'\n' {
        name.push(char::from(byte[0]));
    }
    (name.len() > 1).then_some((running, name))
}

fn xdotool(display: &str, args: &[&str]) -> Option<String> {
    let output = Command::new("xdotool").args(args).env("DISPLAY", display).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Wait until something holds; what it gives. What the program wrote is shown if it never does.
fn wait<T>(what: &str, log: &Path, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(it) = look() {
            return it;
        }
        if started.elapsed() > Duration::from_secs(60) {
            panic!(
                "waited in vain for {what}; the program said:\n{}",
                std::fs::read_to_string(log).unwrap_or_default()
            );
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Where on the screen an event stands alone, with panels and camera as at the first start.
fn lonely_marker() -> (f64, f64) {
    let project = Arc::new(read_bundled().project);
    let (lon, lat, zoom) = project.meta.view.expect("the bundled case says where to look");
    // The sizes of panels and bars at the first start.
    let map = [384.0, 92.0, SIZE.0 - 440.0, SIZE.1 - 24.0 - 152.0];
    let zoom = (zoom * 4.0_f64).round() / 4.0;
    let session = Session::new(Arc::clone(&project));
    let radius = |count| if count <= 1 { 6.0 } else { 9.0 + 2.6 * f64::from(count).sqrt() };
    let marks = session.clusters(dateline::event::WorldRect::WORLD, zoom, &radius);
    let (cx, cy) = WorldPoint::from(LonLat { lon, lat }).fraction();
    let scale = 256.0 * project.meta.view.expect("checked above").2.exp2();
    let at = |x: f64, y: f64| ((map[0] + map[2]) / 2.0 + (x - cx) * scale, (map[1] + map[3]) / 2.0 + (y - cy) * scale);
    marks
        .iter()
        .filter(|mark| mark.count == 1)
        .map(|mark| at(mark.x, mark.y))
        .find(|(x, y)| *x > map[0] + 60.0 && *x < map[2] - 80.0 && *y > map[1] + 60.0 && *y < map[3] - 60.0)
        .expect("some event stands alone on the first screen")
}

#[test]
fn a_person_can_start_click_type_and_quit() {
    let required = std::env::var_os("DATELINE_REQUIRE_ADAPTER").is_some();
    let there = display().filter(|(_, name)| xdotool(name, &["version"]).is_some());
    let Some((_server, display)) = there else {
        assert!(!required, "Xvfb and xdotool are required here");
        eprintln!("skipped: no Xvfb or no xdotool");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("log");
    let program = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["--size", "1600x1000", "--theme", "light"])
        .env("DISPLAY", &display)
        .env_remove("WAYLAND_DISPLAY")
        .env("DATELINE_CONFIG", folder.path())
        .env("DATELINE_LOG", "dateline=debug,warn")
        .env("NO_COLOR", "1")
        .stderr(std::fs::File::create(&log).expect("a log"))
        .spawn()
        .expect("the program starts");
    let mut program = Running(program);
    let said = |what: &str| std::fs::read_to_string(&log).unwrap_or_default().contains(what).then_some(());

    let window = wait("a window", &log, || xdotool(&display, &["search", "--onlyvisible", "--name", "Dateline$"]));
    let window = window.lines().next().expect("one window").to_owned();
    xdotool(&display, &["windowfocus", "--sync", &window]);
    // Time for the first frames: the map takes clicks once it is drawn.
    std::thread::sleep(Duration::from_secs(4));

    let (x, y) = lonely_marker();
    let move_to = |x: f64, y: f64| xdotool(&display, &["mousemove", &format!("{x:.0}"), &format!("{y:.0}")]);
    wait("the click on a marker to select its event", &log, || {
        move_to(x - 3.0, y);
        std::thread::sleep(Duration::from_millis(200));
        move_to(x, y);
        std::thread::sleep(Duration::from_millis(400));
        xdotool(&display, &["click", "1"]);
        std::thread::sleep(Duration::from_millis(900));
        said("Select { event")
    });

    wait("typed words to filter", &log, || {
        xdotool(&display, &["key", "ctrl+f"]);
        std::thread::sleep(Duration::from_millis(400));
        xdotool(&display, &["type", "--delay", "60", "tower"]);
        std::thread::sleep(Duration::from_millis(900));
        said("Words(\"tower\")")
    });

    let picture = folder.path().join("window.png");
    let taken = Command::new("import").args(["-window", "root"]).arg(&picture).env("DISPLAY", &display).status();
    let taken = taken.is_ok_and(|status| status.success());
    assert!(taken || !required, "ImageMagick's import is required here");
    if taken {
        let image = image::open(&picture).expect("a picture").into_rgb8();
        let colours: std::collections::HashSet<_> = image.pixels().map(|pixel| pixel.0).collect();
        assert!(colours.len() > 200, "the window is blank: {} colours", colours.len());
    }

    xdotool(&display, &["key", "Escape", "ctrl+q"]);
    let status = wait("the program to quit", &log, || {
        xdotool(&display, &["key", "ctrl+q"]);
        program.0.try_wait().expect("its status")
    });
    let log = std::fs::read_to_string(&log).unwrap_or_default();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains("panicked"), "{log}");
}
