use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui::{ColorImage, Context, ViewportCommand};

/// Saves a picture of the window once it has settled, then closes it.
pub struct Screenshot {
    path: PathBuf,
    started: Instant,
    asked: bool,
    taken: Arc<Mutex<Option<Arc<ColorImage>>>>,
}

/// Time for tiles and fonts to arrive.
const SETTLE: Duration = Duration::from_millis(2500);

impl Screenshot {
    pub fn new(path: PathBuf) -> Self {
        Self { path, started: Instant::now(), asked: false, taken: Arc::default() }
    }

    /// Once a frame.
    pub fn frame(&mut self, ctx: &Context) {
        let taken = self.taken.lock().ok().and_then(|mut it| it.take());
        if let Some(image) = taken {
            if let Err(error) = save(&image, &self.path) {
                tracing::error!("{} cannot be written: {error}", self.path.display());
            }
            ctx.send_viewport_cmd(ViewportCommand::Close);
        } else if !self.asked && self.started.elapsed() > SETTLE {
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
