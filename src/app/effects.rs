use egui::{Context, OpenUrl, ViewportCommand};

use super::App;
use super::jobs::Done;
use crate::session::Effect;

impl App {
    pub(super) fn perform(&mut self, ctx: &Context, effect: Effect) {
        match effect {
            Effect::OpenCase(path) => self.jobs.open_case(path),
            Effect::OpenBundledCase => self.show_case(crate::format::read_bundled(), None),
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
                Done::Case(path, Ok(import)) => self.show_case(*import, Some(&path)),
                Done::Case(_, Err(error)) => self.views.trouble(error),
                Done::Picked(Some(path)) => self.jobs.open_case(path),
                Done::Picked(None) => {}
            }
            ctx.request_repaint();
        }
    }

    /// A folder dropped on the window is opened; so is the folder of a dropped case file.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let Some(path) = dropped.first().map(|file| file.path().to_path_buf()) else {
            return;
        };
        let folder = if path.is_dir() { path } else { path.parent().map(std::path::Path::to_path_buf).unwrap_or(path) };
        self.jobs.open_case(folder);
    }
}
