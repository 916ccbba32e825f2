use egui::{Context, OpenUrl, ViewportCommand};

use super::App;
use super::jobs::Done;
use crate::session::Effect;
use crate::tiles::TileSource;
use crate::view::{Change, Shell};

impl App {
    pub(super) fn perform(&mut self, ctx: &Context, effect: Effect) {
        match effect {
            Effect::OpenCase(path) => self.jobs.open_case(&path),
            Effect::OpenBundledCase => {
                // Whatever is still being read would come too late.
                self.jobs.forget_cases();
                self.show_case(crate::format::read_bundled().into(), None);
            }
            Effect::CopyText(text) => {
                ctx.copy_text(text);
                self.say("Copied".to_owned());
            }
            Effect::OpenLink(url) => {
                // Only addresses of pages: never a file or a program.
                if url.starts_with("https://") || url.starts_with("http://") {
                    ctx.open_url(OpenUrl::new_tab(url));
                } else {
                    self.say(format!("Not opened, since it is not a web address: {url}"));
                }
            }
            Effect::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    pub(super) fn finish_jobs(&mut self, ctx: &Context) {
        while let Some(done) = self.jobs.next() {
            match done {
                Done::Case { path, result: Ok(opened), .. } => self.show_case(*opened, Some(&path)),
                Done::Case { result: Err(error), .. } => self.views.trouble(error),
                Done::Picked(Some(path)) => self.jobs.open_case(&path),
                Done::PickedMap(Some(path)) => self.use_map(ctx, path),
                Done::Picked(None) | Done::PickedMap(None) => {}
            }
            ctx.request_repaint();
        }
    }

    /// Show a map file behind the events.
    fn use_map(&mut self, ctx: &Context, path: std::path::PathBuf) {
        let is = |extension: &str| path.extension().is_some_and(|it| it.eq_ignore_ascii_case(extension));
        let map = if is("mbtiles") { TileSource::MbTiles { path } } else { TileSource::PmTiles { path } };
        self.answer(ctx, Shell::Set(Change::new(|settings| settings.map = map)));
    }

    /// A folder dropped on the window is opened; so is the folder of a dropped case file.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let Some(path) = dropped.first().map(|file| file.path().to_path_buf()) else {
            return;
        };
        if path.extension().is_some_and(|it| it == "pmtiles" || it == "mbtiles") {
            return self.use_map(ctx, path);
        }
        let folder = if path.is_dir() { path } else { path.parent().map(std::path::Path::to_path_buf).unwrap_or(path) };
        self.jobs.open_case(&folder);
    }
}
