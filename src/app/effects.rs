use egui::{Context, OpenUrl, ViewportCommand};

use super::App;
use super::jobs::Done;
use crate::session::Effect;
use crate::tiles::TileSource;
use crate::view::{Change, Shell};

impl App {
    pub(super) fn perform(&mut self, ctx: &Context, effect: Effect) {
        match effect {
            Effect::OpenCase(path) => self.open_path(&path),
            Effect::Save(edit) => self.save_edit(&edit),
            Effect::Say(text) => self.say(text),
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
            Effect::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    pub(super) fn finish_jobs(&mut self, ctx: &Context) {
        while let Some(done) = self.jobs.next() {
            match done {
                Done::Case { path, result: Ok(opened), number } => self.show_case(*opened, Some((&path, number))),
                Done::Case { result: Err(error), .. } if error.is_empty() => self.say("Cancelled".to_owned()),
                Done::Case { result: Err(error), .. } => self.views.trouble("This could not be opened", error),
                Done::Picked(Some(path)) => self.open_path(&path),
                Done::PickedMap(Some(path)) => self.use_map(ctx, path),
                Done::PickedSave(Some(path), false) => self.write_project(super::document::Home::File(path)),
                Done::PickedSave(Some(path), true) => self.write_copy(&path),
                Done::Written(written) => self.written(ctx, *written),
                Done::Copied(Ok(path)) => self.say(format!("A copy is at {}", path.display())),
                Done::Copied(Err(error)) => self.views.trouble("The copy could not be written", error),
                Done::Saving(number, event) => self.told(number, event),
                Done::Exported(Ok(text)) => self.say(text),
                Done::Exported(Err(error)) => self.views.trouble("Nothing was written", error),
                Done::NoDialog(asked) => self.no_dialog(asked),
                Done::PickedGazetteer(Some(path)) => self.jobs.add_gazetteer(path),
                Done::Gazetteer(path, found) => self.gazetteer_came(path, found),
                Done::PickedReports(Some(paths)) => self.read_reports(&paths),
                Done::Report(came) => self.came(ctx, came),
                Done::Compared(compared) => self.compared(*compared),
                Done::Picked(None)
                | Done::PickedMap(None)
                | Done::PickedReports(None)
                | Done::PickedGazetteer(None)
                | Done::PickedSave(None, _) => {}
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

    /// A folder or a file dropped on the window is opened; of a file of a case, the whole case.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let Some(path) = dropped.first().map(|file| file.path().to_path_buf()) else {
            return;
        };
        let paths: Vec<std::path::PathBuf> = dropped.iter().map(|file| file.path().to_path_buf()).collect();
        if paths.iter().all(|it| super::jobs::is_report(it) || super::reports::holds_reports(it)) {
            return self.read_reports(&paths);
        }
        if dropped.len() > 1 {
            self.say(format!("Opening the first of {} files that were dropped", dropped.len()));
        }
        let is_map = ["pmtiles", "mbtiles"];
        if path.extension().is_some_and(|it| is_map.iter().any(|map| it.eq_ignore_ascii_case(map))) {
            return self.use_map(ctx, path);
        }
        // A file of a case folder stands for the whole case.
        let folder = path.parent().filter(|folder| !path.is_dir() && folder.join("case.toml").is_file());
        let path = folder.map_or(path.clone(), std::path::Path::to_path_buf);
        self.open_path(&path);
    }
}
