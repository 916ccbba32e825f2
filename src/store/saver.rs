//! Saving on a thread of its own: a covered window may not paint for minutes, and a slow disk must not stop a frame.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::side_by_side::identity;
use super::{Backup, LogEntry, StoreError, Writer, recovery};
use crate::project::Edit;

/// What the saver has to tell. It is told on a thread of the saver's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaveEvent {
    /// Every edit up to this number is durable.
    Saved(u64),
    /// Edits wait in memory. `kept`: they are in a recovery file, too. It is tried again by itself now and then, and at
    /// once by [`Saver::retry`].
    Failed {
        error: StoreError,
        waiting: usize,
        kept: bool,
    },
    BackedUp(PathBuf),
    BackupFailed(StoreError),
}

/// How to save.
pub struct SaverOptions {
    /// Where backups and recovery files go; nothing: there are none.
    pub state: Option<PathBuf>,
    /// The least time between two backups.
    pub backup_every: Duration,
    /// How long after saving begins the first backup is made, if nothing is saved before: copying a large project would
    /// keep the window from showing it.
    pub first_backup: Duration,
    /// Told of everything; a window wakes itself here.
    pub tell: Arc<dyn Fn(SaveEvent) + Send + Sync>,
}

impl SaverOptions {
    /// Backups every half hour, in the user's state folder.
    pub fn new(tell: impl Fn(SaveEvent) + Send + Sync + 'static) -> Self {
        Self {
            state: recovery::state_folder(),
            backup_every: Duration::from_secs(30 * 60),
            first_backup: Duration::from_secs(4),
            tell: Arc::new(tell),
        }
    }
}

enum Request {
    Save(u64, Arc<Edit>, LogEntry),
    /// The moment of a line of the change log, and why it was made.
    Reason(String, String),
    Setting(String, String),
    Retry,
    /// Answer when everything before it is saved or has failed.
    Flush(Sender<bool>),
}

/// Saves edits to one project file, in order, each durable before it is told to be saved.
pub struct Saver {
    requests: Option<Sender<Request>>,
    thread: Option<JoinHandle<()>>,
    last: u64,
}

impl Saver {
    /// Begin to save to a project file. Nothing is written before there is an edit.
    ///
    /// # Errors
    /// If the file cannot be written to.
    pub fn start(path: &Path, options: SaverOptions) -> Result<Self, StoreError> {
        let writer = Writer::open(path)?;
        let (sender, receiver) = channel();
        let mut work = Work {
            identity: identity(path),
            path: path.to_owned(),
            writer: Some(writer),
            options,
            waiting: VecDeque::new(),
            settings: Vec::new(),
            reasons: Vec::new(),
            kept: 0,
            failures: 0,
            next_try: None,
            begun: Instant::now(),
            backed_up: None,
            changed: true,
            backup: None,
        };
        let thread = std::thread::Builder::new().name("save".to_owned()).spawn(move || work.run(&receiver));
        let thread = thread.map_err(|error| StoreError::io(path, &error))?;
        Ok(Self { requests: Some(sender), thread: Some(thread), last: 0 })
    }

    /// Save an edit; its number is told when it is durable. Returns at once.
    pub fn save(&mut self, edit: Arc<Edit>) -> u64 {
        let log = LogEntry::now(&edit);
        self.save_with(edit, log)
    }

    /// The same with its line of the change log.
    pub fn save_with(&mut self, edit: Arc<Edit>, log: LogEntry) -> u64 {
        self.last += 1;
        self.send(Request::Save(self.last, edit, log));
        self.last
    }

    /// Say why the line of the change log of this moment was made.
    pub fn put_reason(&mut self, at: &str, reason: &str) {
        self.send(Request::Reason(at.to_owned(), reason.to_owned()));
    }

    /// Keep a value beside the project, for example how its window was left; not logged.
    pub fn put_setting(&mut self, name: &str, value: &str) {
        self.send(Request::Setting(name.to_owned(), value.to_owned()));
    }

    /// Try again at once what failed.
    pub fn retry(&self) {
        self.send(Request::Retry);
    }

    /// Wait until everything is saved; whether it is.
    pub fn flush(&self, patience: Duration) -> bool {
        let (sender, receiver) = channel();
        self.send(Request::Flush(sender));
        receiver.recv_timeout(patience).unwrap_or(false)
    }

    fn send(&self, request: Request) {
        if let Some(requests) = &self.requests {
            // The thread ends only with this value.
            let _ = requests.send(request);
        }
    }
}

impl Drop for Saver {
    /// What still waits is saved or kept for recovery first.
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Work {
    path: PathBuf,
    identity: Option<(u64, u64)>,
    writer: Option<Writer>,
    options: SaverOptions,
    waiting: VecDeque<(u64, Arc<Edit>, LogEntry)>,
    settings: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    /// How many of those that wait are in the recovery file.
    kept: usize,
    failures: u32,
    next_try: Option<Instant>,
    begun: Instant,
    backed_up: Option<Instant>,
    changed: bool,
    backup: Option<JoinHandle<()>>,
}

impl Work {
    fn run(&mut self, requests: &Receiver<Request>) {
        self.back_up();
        loop {
            let pause = match self.next_try {
                Some(at) => at.saturating_duration_since(Instant::now()),
                None if self.backed_up.is_none() && self.options.state.is_some() => {
                    self.options.first_backup.saturating_sub(self.begun.elapsed())
                }
                None => Duration::from_secs(60),
            };
            let mut flush = Vec::new();
            let mut asked = true;
            match requests.recv_timeout(pause) {
                Ok(request) => {
                    self.take(request, &mut flush);
                    // What came meanwhile goes into the same transaction.
                    while let Ok(request) = requests.try_recv() {
                        self.take(request, &mut flush);
                    }
                    // The first edit of a session finds a backup of what was there before.
                    if self.backed_up.is_none() {
                        self.back_up();
                    }
                }
                Err(RecvTimeoutError::Timeout) => asked = self.next_try.is_some_and(|at| at <= Instant::now()),
                Err(RecvTimeoutError::Disconnected) => {
                    self.save();
                    if let Some(backup) = self.backup.take() {
                        let _ = backup.join();
                    }
                    return;
                }
            }
            if asked && (self.next_try.is_none_or(|at| at <= Instant::now()) || !flush.is_empty()) {
                self.save();
            } else if !self.waiting.is_empty() {
                self.keep();
            }
            for answer in flush {
                let _ = answer.send(self.waiting.is_empty());
            }
            self.back_up();
        }
    }

    fn take(&mut self, request: Request, flush: &mut Vec<Sender<bool>>) {
        match request {
            Request::Save(number, edit, log) => self.waiting.push_back((number, edit, log)),
            Request::Setting(name, value) => {
                self.settings.retain(|(known, _)| *known != name);
                self.settings.push((name, value));
            }
            Request::Reason(at, reason) => self.reasons.push((at, reason)),
            Request::Retry => self.next_try = None,
            Request::Flush(answer) => flush.push(answer),
        }
    }

    fn tell(&self, event: SaveEvent) {
        (self.options.tell)(event);
    }

    /// Write everything that waits, in one transaction.
    fn save(&mut self) {
        let Some(last) = self.waiting.back().map(|(number, ..)| *number) else {
            self.save_reasons();
            self.save_settings();
            return;
        };
        match self.write() {
            Ok(()) => {
                self.waiting.clear();
                (self.failures, self.next_try, self.changed) = (0, None, true);
                if std::mem::take(&mut self.kept) > 0
                    && let Some(state) = &self.options.state
                {
                    recovery::saved(state, &self.path);
                }
                self.tell(SaveEvent::Saved(last));
                self.save_reasons();
                self.save_settings();
                if let Some(writer) = &mut self.writer {
                    writer.tidy();
                }
            }
            Err(error) => {
                // The connection may be the trouble.
                self.writer = None;
                let kept = self.keep();
                let pause = Duration::from_secs([1, 2, 5, 10, 30][self.failures.min(4) as usize]);
                self.failures += 1;
                // What cannot pass by itself waits for the user.
                let pause = if error.may_pass() { pause } else { Duration::from_secs(24 * 60 * 60) };
                self.next_try = Instant::now().checked_add(pause);
                self.tell(SaveEvent::Failed { error, waiting: self.waiting.len(), kept });
            }
        }
    }

    fn write(&mut self) -> Result<(), StoreError> {
        let now = identity(&self.path);
        if now.is_none() || now != self.identity {
            return Err(StoreError::Replaced(self.path.clone()));
        }
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(Writer::open(&self.path)?),
        };
        writer.write_all(self.waiting.iter().map(|(_, edit, log)| (&**edit, Some(log))))
    }

    /// Reasons come after the lines that they belong to; what cannot be written now is tried again.
    fn save_reasons(&mut self) {
        if self.reasons.is_empty() || identity(&self.path) != self.identity {
            return;
        }
        let Some(writer) = &mut self.writer else { return };
        let left = self.reasons.iter().position(|(at, reason)| {
            let written = writer.put_reason(at, reason);
            written.inspect_err(|error| tracing::warn!("a reason could not be saved: {error}")).is_err()
        });
        self.reasons.drain(..left.unwrap_or(self.reasons.len()));
        if left.is_some() {
            self.next_try = Instant::now().checked_add(Duration::from_secs(5));
        }
    }

    /// Lost if it fails: how a window was left is no work.
    fn save_settings(&mut self) {
        let same = identity(&self.path) == self.identity;
        if let Some(writer) = self.writer.as_mut().filter(|_| same) {
            for (name, value) in std::mem::take(&mut self.settings) {
                if let Err(error) = writer.put_setting(&name, &value) {
                    tracing::warn!("a setting of the project could not be kept: {error}");
                }
            }
        }
    }

    /// Put what waits into the recovery file; whether it is there.
    fn keep(&mut self) -> bool {
        let Some(state) = &self.options.state else { return false };
        let new = self.waiting.iter().skip(self.kept).map(|(_, edit, _)| &**edit);
        match recovery::keep(state, &self.path, new) {
            Ok(_) => {
                self.kept = self.waiting.len();
                true
            }
            Err(error) => {
                tracing::error!("edits could not be kept for recovery: {error}");
                false
            }
        }
    }

    /// When saving begins, and then now and then if anything has changed; on a thread of its own, since edits go on.
    fn back_up(&mut self) {
        let due = match self.backed_up {
            None => !self.waiting.is_empty() || self.begun.elapsed() >= self.options.first_backup,
            Some(at) => at.elapsed() >= self.options.backup_every,
        };
        let running = self.backup.as_ref().is_some_and(|it| !it.is_finished());
        let Some(state) = self.options.state.clone().filter(|_| due && self.changed && !running) else { return };
        self.backed_up = Some(Instant::now());
        self.changed = false;
        let (tell, path) = (Arc::clone(&self.options.tell), self.path.clone());
        let work = move || {
            tell(match Backup::make(&state, &path) {
                Ok(backup) => SaveEvent::BackedUp(backup.path),
                Err(error) => SaveEvent::BackupFailed(error),
            });
        };
        self.backup = std::thread::Builder::new().name("backup".to_owned()).spawn(work).ok();
    }
}
