use std::path::{Path, PathBuf};

use egui::{Context, OpenUrl, ViewportCommand};

use super::App;
use super::incoming::How;
use super::jobs::Done;
use crate::session::Effect;
use crate::tiles::TileSource;
use crate::view::{Change, Shell};

impl App {
    pub(super) fn perform(&mut self, ctx: &Context, effect: Effect) {
        match effect {
            Effect::OpenCase(path) => self.open_path(&path),
            Effect::Save(edit) => self.save_edit(&edit),
            Effect::Turn { back } => self.turn_layers(back),
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
                Done::Damaged { rescue, .. } | Done::Backups(rescue) => self.views.rescue(*rescue),
                Done::Rescued { result: Ok(rescued), .. } => self.show_rescued(*rescued),
                Done::Rescued { result: Err(error), .. } => self.views.trouble("This could not be opened", error),
                Done::Relayered { result, .. } => self.relayered(result.map(|it| *it)),
                Done::Brought { result, number } => self.brought(result, number),
                Done::Looked { version, look } => self.looked(version, look.map(|it| *it)),
                Done::PickedFiles(Some(paths), how, ask) => self.take_picked(ctx, paths, how, ask),
                Done::PickedFiles(None, ..) => {}
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

    /// Folders and files dropped on the window are opened; several files are layers of one project.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let paths: Vec<_> = dropped.iter().map(|file| file.path().to_path_buf()).collect();
        if !paths.is_empty() {
            self.take_picked(ctx, paths, How::Open, false);
        }
    }

    /// Files that somebody chose or dropped.
    fn take_picked(&mut self, ctx: &Context, mut paths: Vec<PathBuf>, how: How, ask: bool) {
        let ends = |path: &Path, endings: [&str; 2]| {
            path.extension().is_some_and(|it| endings.iter().any(|ending| it.eq_ignore_ascii_case(ending)))
        };
        let are_reports = |it: &Path| super::jobs::is_report(it) || super::reports::holds_reports(it);
        if how == How::Open && !ask && !paths.is_empty() && paths.iter().all(|it| are_reports(it)) {
            return self.read_reports(&paths);
        }
        // A file of a case folder stands for the whole case.
        for path in &mut paths {
            let folder = path.parent().filter(|folder| !path.is_dir() && folder.join("case.toml").is_file());
            if let Some(folder) = folder.map(Path::to_path_buf) {
                *path = folder;
            }
        }
        paths.dedup();
        match &paths[..] {
            [] => {}
            [path] if ends(path, ["pmtiles", "mbtiles"]) => self.use_map(ctx, path.clone()),
            [path] if how == How::Open && !ask => self.open_path(&path.clone()),
            _ => self.take_in(paths, how, ask),
        }
    }
}
