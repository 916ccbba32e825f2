use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, OpenUrl, ViewportCommand};

use super::App;
use super::incoming::How;
use super::jobs::{Asked, Done};
use crate::review::Review;
use crate::session::{Command, Effect};
use crate::tiles::TileSource;
use crate::view::open_path::Typed;
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
                Done::NoDialog(Asked::Save) => self.views.answer(&Shell::SavePath),
                Done::NoDialog(Asked::Columns) => self.views.answer(&Shell::TypePath(Typed::Columns)),
                Done::NoDialog(Asked::Layer) => self.views.answer(&Shell::TypePath(Typed::Layer)),
                Done::PickedReport(Some(path)) => self.jobs.read_report(&path, Arc::clone(self.session.project())),
                Done::Proposed(Ok(review)) => self.propose(ctx, *review),
                Done::Proposed(Err(error)) => self.views.trouble("This report could not be read", error),
                Done::NoDialog(Asked::Report) => self.views.answer(&Shell::OpenPath(true)),
                Done::NoDialog(Asked::Open) => self.views.answer(&Shell::OpenPath(true)),
                Done::Picked(None) | Done::PickedMap(None) | Done::PickedReport(None) | Done::PickedSave(None, _) => {}
            }
            ctx.request_repaint();
        }
    }

    /// A report was read: its text becomes an article, and what it proposes waits for the user.
    pub fn propose(&mut self, ctx: &Context, review: Review) {
        let edit = review.add_article(self.session.project());
        let key = review.article.key.clone();
        self.command(ctx, Command::Edit(edit));
        if let Some(article) = self.session.project().article_by_key(&key) {
            self.command(ctx, Command::OpenArticle(article));
            self.views.review(review);
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
