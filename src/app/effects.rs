use egui::{Context, OpenUrl, ViewportCommand};

use super::App;
use super::jobs::Done;
use crate::session::Effect;
use crate::tiles::TileSource;
use crate::view::{Change, Shell};

impl App {
    pub(super) fn perform(&mut self, ctx: &Context, effect: Effect) {
        match effect {
            Effect::OpenCase(path) => self.jobs.open(&path),
            Effect::OpenBundledCase => {
                // Whatever is still being read would come too late.
                self.jobs.cancel();
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
            Effect::Say(text) => self.say(text),
            // No view makes edits yet.
            Effect::Save(_) => {}
            Effect::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    pub(super) fn finish_jobs(&mut self, ctx: &Context) {
        while let Some(done) = self.jobs.next() {
            match done {
                Done::Case { path, result: Ok(opened), .. } => self.show_case(*opened, Some(&path)),
                Done::Case { result: Err(error), .. } if error.is_empty() => self.say("Cancelled".to_owned()),
                Done::Case { result: Err(error), .. } => self.views.trouble(error),
                Done::Picked(Some(path)) => self.jobs.open(&path),
                Done::PickedMap(Some(path)) => self.use_map(ctx, path),
                Done::Picked(None) | Done::PickedMap(None) => {}
                Done::Written(text) => self.say(text),
                Done::NotWritten(text) => self.views.trouble(text),
                Done::NoDialog => self.views.answer(&Shell::OpenPath(true)),
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

    /// A folder or file dropped on the window is opened; a map is shown behind the events.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let Some(path) = dropped.first().map(|file| file.path().to_path_buf()) else {
            return;
        };
        if dropped.len() > 1 {
            self.say(format!("Opening the first of {} files that were dropped", dropped.len()));
        }
        let is_map = ["pmtiles", "mbtiles"];
        if path.extension().is_some_and(|it| is_map.iter().any(|map| it.eq_ignore_ascii_case(map))) {
            return self.use_map(ctx, path);
        }
        // A file of a case stands for the whole case.
        let folder = path.parent().filter(|it| !path.is_dir() && it.join("case.toml").is_file());
        self.jobs.open(folder.unwrap_or(&path));
    }
}
