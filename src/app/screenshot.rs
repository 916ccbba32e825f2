use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui::{ColorImage, Context, ViewportCommand};

/// Saves a picture of the window once it has settled, then closes it.
pub struct Screenshot {
    path: PathBuf,
    started: Instant,
    /// Since when nothing was busy.
    rested: Option<Instant>,
    asked: bool,
    taken: Arc<Mutex<Option<Arc<ColorImage>>>>,
    /// Told to whoever started it: the picture could not be saved.
    failed: Arc<AtomicBool>,
}

/// Time for fonts and flights to come to rest.
const SETTLE: Duration = Duration::from_millis(1500);
/// A case or a map that takes longer is not waited for.
const LONGEST: Duration = Duration::from_secs(60);

impl Screenshot {
    pub fn new(path: PathBuf, failed: Arc<AtomicBool>) -> Self {
        Self { path, started: Instant::now(), rested: None, asked: false, taken: Arc::default(), failed }
    }

    /// Once a frame. `busy`: a case is being read, or the map is not whole yet.
    pub fn frame(&mut self, ctx: &Context, busy: bool) {
        if busy && self.started.elapsed() < LONGEST {
            self.rested = None;
        } else {
            self.rested.get_or_insert_with(Instant::now);
        }
        let taken = self.taken.lock().ok().and_then(|mut it| it.take());
        if let Some(image) = taken {
            if let Err(error) = save(&image, &self.path) {
                eprintln!("dateline: {} cannot be written: {error}", self.path.display());
                self.failed.store(true, Ordering::Relaxed);
            }
            ctx.send_viewport_cmd(ViewportCommand::Close);
        } else if !self.asked && self.rested.is_some_and(|since| since.elapsed() > SETTLE) {
            self.asked = true;
            let (slot, waker) = (Arc::clone(&self.taken), ctx.clone());
            ctx.request_screenshot(move |image| {
                if let Ok(mut slot) = slot.lock() {
                    *slot = Some(image);
                }
                waker.request_repaint();
            });
        }
        ctx.request_repaint_after(Duration::from_millis(50));
    }
}

fn save(image: &ColorImage, path: &std::path::Path) -> image::ImageResult<()> {
    let [width, height] = image.size.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    image::save_buffer(path, image.as_raw(), width, height, image::ColorType::Rgba8)
}
