//! Reports that are brought in: read beside the window, one after the other, and then gone through.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use egui::Context;

use super::App;
use super::gazetteers::Gazetteers;
use super::jobs::{Done, Jobs};
use crate::article::ArticleId;
use crate::extract::gazetteer::Layer;
use crate::extract::import::{self, Report};
use crate::project::{Capture, Project};
use crate::review::{Known, Review, known};
use crate::session::Command;
use crate::view::Running;
use crate::view::edit::next_gesture;
use crate::view::paste::Pasted;
use crate::view::words::count;

/// Why a report came to nothing that the user gave up: nobody is told.
const UNWANTED: &str = "cancelled";

/// More files of a folder are not looked at.
const MOST: usize = 5000;

/// A report that was read, with what it proposes.
pub struct Came {
    /// Of which batch.
    batch: u64,
    name: String,
    result: Result<Box<Review>, String>,
}

/// Reports that are being read.
pub struct Batch {
    number: u64,
    total: usize,
    came: usize,
    added: usize,
    failed: Vec<String>,
    /// All that is added is one step to undo.
    gesture: u64,
    /// What waits to be read; nothing once the reader has stopped.
    queue: Arc<Mutex<Option<VecDeque<From>>>>,
    done: Arc<AtomicUsize>,
    cancelled: Arc<AtomicBool>,
}

impl Batch {
    /// What is running, in words.
    pub fn running(&self) -> Running {
        let done = self.done.load(Ordering::Relaxed);
        let text = if self.total == 1 {
            "Reading a report".to_owned()
        } else {
            format!("Reading report {} of {}", (done + 1).min(self.total), self.total)
        };
        let fraction = (self.total > 1).then(|| done as f32 / self.total as f32);
        Running { text, fraction }
    }

    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

/// Where a report comes from.
pub enum From {
    File(PathBuf),
    Paste(Pasted),
    /// One of the project's own.
    Article(ArticleId),
}

impl Jobs {
    /// Read reports one after the other and find what they propose.
    pub fn read_reports(
        &mut self,
        reports: Vec<From>,
        project: Arc<Project>,
        (gazetteers, paths): (Gazetteers, Vec<PathBuf>),
    ) {
        if reports.is_empty() {
            return;
        }
        let mut reports: VecDeque<From> = reports.into();
        // What comes while others are read waits behind them.
        if let Some(batch) = &mut self.batch
            && let Ok(mut queue) = batch.queue.lock()
            && let Some(queue) = queue.as_mut()
        {
            batch.total += reports.len();
            return queue.append(&mut reports);
        }
        self.cases += 1;
        let number = self.cases;
        let batch = Batch {
            number,
            total: reports.len(),
            queue: Arc::new(Mutex::new(Some(reports))),
            came: 0,
            added: 0,
            failed: Vec::new(),
            gesture: next_gesture(),
            done: Arc::default(),
            cancelled: Arc::default(),
        };
        let (done, cancelled, queue) =
            (Arc::clone(&batch.done), Arc::clone(&batch.cancelled), Arc::clone(&batch.queue));
        let (sender, ctx) = self.outlet();
        self.batch = Some(batch);
        self.beside("reports", move || {
            let (layer, wrong) = gazetteers.layer(&paths);
            if !wrong.is_empty() {
                let _ = sender.send(Done::Exported(Ok(wrong.join(" · "))));
            }
            while let Some(report) = next(&queue) {
                if cancelled.load(Ordering::Relaxed) {
                    break;
                }
                let (name, result) = one(report, &project, layer.as_ref(), &cancelled);
                done.fetch_add(1, Ordering::Relaxed);
                if sender.send(Done::Report(Came { batch: number, name, result })).is_err() {
                    break;
                }
                ctx.request_repaint();
            }
        });
    }
}

impl Jobs {
    /// Whatever is still being read belongs to a project that is not open any more.
    pub fn stop_reports(&mut self) {
        if let Some(batch) = self.batch.take() {
            batch.cancel();
        }
    }
}

/// The next report that waits. If there is none, nothing can wait there any more.
fn next(queue: &Mutex<Option<VecDeque<From>>>) -> Option<From> {
    let mut queue = queue.lock().ok()?;
    let next = queue.as_mut()?.pop_front();
    if next.is_none() {
        *queue = None;
    }
    next
}

/// Read one report; a bug in a reader must not take the others down.
fn one(
    report: From,
    project: &Project,
    layer: Option<&Arc<Layer>>,
    cancelled: &Arc<AtomicBool>,
) -> (String, Result<Box<Review>, String>) {
    let name = match &report {
        From::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        From::Paste(_) => "the pasted text".to_owned(),
        From::Article(id) => project.article(*id).title.clone(),
    };
    let read = catch_unwind(AssertUnwindSafe(|| match &report {
        From::File(path) => file(path, &name, project, layer.cloned(), Arc::clone(cancelled)),
        From::Paste(pasted) => paste(pasted, project, layer.cloned(), cancelled),
        From::Article(id) => {
            let unwanted = || cancelled.load(Ordering::Relaxed);
            Review::again_unless(*id, project, layer.cloned(), &unwanted).ok_or_else(|| UNWANTED.to_owned())
        }
    }));
    let result = read.unwrap_or_else(|_| Err(format!("{name} could not be read: the reader failed on it.")));
    (name, result.map(Box::new))
}

fn file(
    path: &Path,
    name: &str,
    project: &Project,
    layer: Option<Arc<Layer>>,
    cancelled: Arc<AtomicBool>,
) -> Result<Review, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    // What is risky is read in a process of its own, which ends when nobody wants it any more.
    let unwanted = {
        let cancelled = Arc::clone(&cancelled);
        move || cancelled.load(Ordering::Relaxed)
    };
    let (bytes, report) = import::open(path, unwanted).map_err(|why| told(&why))?;
    let capture = Capture::of(name, &bytes, &report.address);
    let unwanted = || cancelled.load(Ordering::Relaxed);
    let read = Review::read_unless(&report, name, project, layer, &unwanted).ok_or_else(|| UNWANTED.to_owned())?;
    Ok(read.with_capture(capture))
}

fn paste(
    pasted: &Pasted,
    project: &Project,
    layer: Option<Arc<Layer>>,
    cancelled: &AtomicBool,
) -> Result<Review, String> {
    let bytes = pasted.text.as_bytes();
    let read = import::read_as(import::Format::Plain, bytes).map_err(|why| format!("The pasted text: {why}"))?;
    let first = || read.text.lines().next().unwrap_or("Pasted report").chars().take(120).collect();
    let text = |own: &str| own.trim().to_owned();
    let title: String = match (text(&pasted.title), &read.title) {
        (own, _) if !own.is_empty() => own,
        (_, found) if !found.is_empty() => found.clone(),
        _ => first(),
    };
    let report = Report {
        publisher: text(&pasted.publisher),
        date: if pasted.published.trim().is_empty() { read.date.clone() } else { text(&pasted.published) },
        address: text(&pasted.address),
        ..read.titled(&title)
    };
    let capture = Capture::of("", bytes, &report.address);
    let unwanted = || cancelled.load(Ordering::Relaxed);
    let read = Review::read_unless(&report, "Pasted report", project, layer, &unwanted);
    Ok(read.ok_or_else(|| UNWANTED.to_owned())?.with_capture(capture))
}

impl App {
    /// Read files as reports; of a folder all that are reports.
    pub(super) fn read_reports(&mut self, paths: &[PathBuf]) {
        if let Some(why) = self.session.read_only() {
            return self.say(format!("No report was added: this project is open for reading only, {why}"));
        }
        let mut files = Vec::new();
        for path in paths {
            if path.is_dir() {
                files.extend(in_folder(path));
            } else {
                files.push(path.clone());
            }
        }
        if files.is_empty() {
            return self
                .say("There is no report in this folder: texts, web pages, DOCX, mail and PDF are read".to_owned());
        }
        let reports = files.into_iter().map(From::File).collect();
        self.find_events(reports);
    }

    /// Find what reports propose, with the user's gazetteers.
    pub(super) fn find_events(&mut self, reports: Vec<From>) {
        let gazetteers = (self.gazetteers.clone(), self.gazetteer_paths());
        self.jobs.read_reports(reports, Arc::clone(self.session.project()), gazetteers);
    }

    /// A report was read: its text becomes an article, and what it proposes waits for the user. One that is here
    /// already is not added twice.
    pub(super) fn came(&mut self, ctx: &Context, Came { batch, name, result }: Came) {
        // Of another project, or cancelled: it does not count.
        let Some(it) = self.jobs.batch.as_mut().filter(|it| it.number == batch) else { return };
        it.came += 1;
        let (alone, gesture) = (it.total == 1, it.gesture);
        match result {
            Ok(review) => self.take_up(ctx, *review, &name, alone, gesture),
            Err(why) => {
                if let Some(it) = &mut self.jobs.batch {
                    it.failed.push(why);
                }
            }
        }
        self.end_batch(batch);
    }

    fn take_up(&mut self, ctx: &Context, review: Review, name: &str, alone: bool, gesture: u64) {
        let project = self.session.project();
        if let Some(article) = project.article_by_key(&review.article.key)
            && project.article(article).text == *review.article.text
            && review.capture.is_none()
        {
            // One of the project's own, gone through again.
            return self.go_through(ctx, review);
        }
        let sha256 = review.capture.as_ref().map_or("", |it| it.sha256.as_str());
        match known(project, sha256, &review.article.text, &review.article.url) {
            Some(Known::Same(article)) => {
                let title = project.article(article).title.clone();
                if alone {
                    self.say(format!("This report is here already, as “{title}”: it was not added twice"));
                    self.find_events(vec![From::Article(article)]);
                } else {
                    self.views.report_was_here(name.to_owned());
                }
                return;
            }
            Some(Known::Changed(article)) => return self.views.report_changed(article, review),
            None => {}
        }
        self.add_report(ctx, review, gesture);
    }

    /// Add a report whatever is here already, and go through it.
    pub(super) fn add_report(&mut self, ctx: &Context, mut review: Review, gesture: u64) {
        let project = self.session.project();
        review.settle_key(project);
        let mut edit = review.add_article(project).in_gesture(gesture);
        if let Some(it) = &mut self.jobs.batch {
            it.added += 1;
            if it.added > 1 {
                edit.label = format!("Add {} reports", it.added);
            }
        }
        self.command(ctx, Command::Edit(edit));
        self.finish_edits();
        self.go_through(ctx, review);
    }

    /// Show what a report proposes; what is already on the desk stays in front.
    fn go_through(&mut self, ctx: &Context, review: Review) {
        let key = review.article.key.clone();
        let front = self.views.review(review);
        if let Some(article) = self.session.project().article_by_key(&key).filter(|_| front) {
            self.command(ctx, Command::OpenArticle(article));
        }
    }

    /// Once all have come: say how many, and what could not be read.
    fn end_batch(&mut self, number: u64) {
        let Some(batch) = self.jobs.batch.as_ref().filter(|it| it.number == number) else { return };
        let cancelled = batch.cancelled.load(Ordering::Relaxed);
        if batch.came < batch.total && !cancelled {
            return;
        }
        let Some(batch) = self.jobs.batch.take() else { return };
        let _ = self.session.apply(Command::EndGesture);
        if !batch.failed.is_empty() {
            let what = count(batch.failed.len(), "report could not be read", "reports could not be read");
            let title = if batch.total == 1 { "This report could not be read".to_owned() } else { what };
            const SHOWN: usize = 12;
            let more = batch.failed.len().saturating_sub(SHOWN);
            let mut text = batch.failed.into_iter().take(SHOWN).collect::<Vec<_>>().join("\n");
            if more > 0 {
                text += &format!("\nand {more} more");
            }
            self.views.trouble(&title, text);
        } else if batch.total > 1 {
            self.say(format!("Added {}", count(batch.added, "report", "reports")));
        }
    }

    /// Stop reading reports; those that were read stay. Whether there was anything to stop.
    pub(super) fn cancel_reports(&mut self) -> bool {
        let Some(batch) = self.jobs.batch.take() else { return false };
        batch.cancel();
        let _ = self.session.apply(Command::EndGesture);
        self.say(format!("Cancelled: {} of {} were read", count(batch.came, "report", "reports"), batch.total));
        true
    }
}

/// The reports of a folder, in the order of their names; folders in it are left alone.
fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> =
        entries.map(|it| it.path()).filter(|it| it.is_file() && super::jobs::is_report(it)).take(MOST).collect();
    files.sort();
    files
}

/// Whether a folder holds reports and nothing that is opened as a case.
pub fn holds_reports(folder: &Path) -> bool {
    folder.is_dir() && !folder.join("case.toml").is_file() && !in_folder(folder).is_empty()
}
