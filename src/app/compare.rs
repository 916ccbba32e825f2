//! Comparing two sides beside the window, and writing originals.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::App;
use super::jobs::{Done, Jobs};
use crate::article::ArticleId;
use crate::corroborate::{Comparison, Corroborator, Progress, Side, sides};
use crate::index::Lookups;
use crate::project::Project;
use crate::view::Running;

/// What came of looking at two sides.
pub enum Compared {
    Sides(Arc<Project>, Vec<Side>),
    /// Of which state of the project, and what was found; nothing if it failed or was cancelled.
    Found(Arc<Project>, u64, Option<Comparison>),
}

/// A comparison that is going on.
pub struct Comparing {
    number: u64,
    progress: Arc<Progress>,
}

impl Comparing {
    pub fn running(&self) -> Running {
        let (done, total) = (self.progress.done.load(Ordering::Relaxed), self.progress.total.load(Ordering::Relaxed));
        let fraction = (total > 0).then(|| done as f32 / total as f32);
        Running { text: "Comparing".to_owned(), fraction }
    }

    pub fn cancel(&self) {
        self.progress.cancelled.store(true, Ordering::Relaxed);
    }
}

impl Jobs {
    /// Find what can be compared.
    pub fn find_sides(&self, project: Arc<Project>) {
        let (sender, ctx) = self.outlet();
        self.beside("sides", move || {
            let sides = catch_unwind(AssertUnwindSafe(|| sides(&project))).unwrap_or_default();
            let _ = sender.send(Done::Compared(Box::new(Compared::Sides(project, sides))));
            ctx.request_repaint();
        });
    }

    /// Compare two sides; one that is going on is not wanted any more.
    pub fn compare(&mut self, project: Arc<Project>, lookups: Arc<Lookups>, a: Side, b: Side) {
        if let Some(before) = &self.comparing {
            before.cancel();
        }
        self.cases += 1;
        let (number, progress) = (self.cases, Arc::<Progress>::default());
        self.comparing = Some(Comparing { number, progress: Arc::clone(&progress) });
        let (sender, ctx) = self.outlet();
        self.beside("compare", move || {
            let found =
                catch_unwind(AssertUnwindSafe(|| Corroborator::new(&project, &lookups).compare(&a, &b, &progress)));
            let found = found.unwrap_or(None);
            let _ = sender.send(Done::Compared(Box::new(Compared::Found(project, number, found))));
            ctx.request_repaint();
        });
    }
}

impl App {
    pub(super) fn compared(&mut self, compared: Compared) {
        match compared {
            Compared::Sides(project, sides) => {
                if Arc::ptr_eq(&project, self.session.project()) {
                    self.views.sides_came(project, sides);
                }
            }
            Compared::Found(project, number, found) => {
                if self.jobs.comparing.as_ref().is_some_and(|it| it.number == number) {
                    self.jobs.comparing = None;
                    if Arc::ptr_eq(&project, self.session.project()) {
                        self.views.compared(found);
                    }
                }
            }
        }
    }

    /// Whether there was anything to stop.
    pub(super) fn cancel_comparing(&mut self) -> bool {
        let Some(comparing) = self.jobs.comparing.take() else { return false };
        comparing.cancel();
        self.say("Cancelled: choose a side to compare again".to_owned());
        true
    }

    /// Write the original of an article to a file, by way of one beside it.
    pub(super) fn write_original(&self, article: ArticleId, path: PathBuf) {
        let project = self.session.project();
        let Some(article) = project.articles.get(article.0 as usize) else { return };
        let Some(capture) = project.work().captures.get(&article.key).cloned() else { return };
        let (sender, ctx) = self.jobs.outlet();
        self.jobs.beside("original", move || {
            let write = || -> Result<String, String> {
                use std::io::Write as _;
                let bytes = capture.bytes().map_err(|why| why.to_string())?;
                let told = |error: std::io::Error| format!("{}: {error}", path.display());
                let mut file = atomic_write_file::AtomicWriteFile::open(&path).map_err(told)?;
                file.write_all(&bytes).map_err(told)?;
                file.commit().map_err(told)?;
                Ok(format!("The original is at {}", path.display()))
            };
            let _ = sender.send(Done::Exported(write()));
            ctx.request_repaint();
        });
    }
}
