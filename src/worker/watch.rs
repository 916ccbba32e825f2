//! Ends a child that nobody wants any more, or that says nothing for too long.

use std::process::ExitStatus;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::MAX_SILENCE;

/// How often it is asked whether the child is still wanted.
const PAUSE: Duration = Duration::from_millis(20);

/// Asked from time to time whether the work is still wanted.
pub(super) type Unwanted = Arc<dyn Fn() -> bool + Send + Sync>;

/// Why a child was ended from outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ended {
    Unwanted,
    Silent,
}

struct Shared {
    process: Mutex<std::process::Child>,
    /// Somebody waits for words of the child.
    waiting: AtomicBool,
    /// Pauses that it has said nothing.
    silent: AtomicU64,
    done: AtomicBool,
    ended: Mutex<Option<Ended>>,
}

/// A process under watch.
pub(super) struct Watched(Arc<Shared>);

impl Watched {
    pub fn new(process: std::process::Child, unwanted: Unwanted) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            process: Mutex::new(process),
            waiting: AtomicBool::new(false),
            silent: AtomicU64::new(0),
            done: AtomicBool::new(false),
            ended: Mutex::new(None),
        });
        let it = Self(Arc::clone(&shared));
        std::thread::Builder::new().name("watch reader".to_owned()).spawn(move || watch(&shared, &unwanted))?;
        Ok(it)
    }

    /// Do what waits for the child; it may be ended meanwhile.
    pub fn waiting<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.silent.store(0, Ordering::Relaxed);
        self.0.waiting.store(true, Ordering::Relaxed);
        let it = work();
        self.0.waiting.store(false, Ordering::Relaxed);
        it
    }

    /// How it ended, once its output has ended.
    pub fn wait(&self) -> std::io::Result<(ExitStatus, Option<Ended>)> {
        loop {
            // Not held for long: it may have closed its output and go on.
            if let Some(status) = lock(&self.0.process).try_wait()? {
                self.0.done.store(true, Ordering::Relaxed);
                return Ok((status, *lock(&self.0.ended)));
            }
            self.waiting(|| std::thread::sleep(Duration::from_millis(1)));
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.0.done.swap(true, Ordering::Relaxed) {
            let mut process = lock(&self.0.process);
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn watch(shared: &Shared, unwanted: &Unwanted) {
    while !shared.done.load(Ordering::Relaxed) {
        std::thread::sleep(PAUSE);
        let silent = shared.silent.fetch_add(1, Ordering::Relaxed);
        let too_long = shared.waiting.load(Ordering::Relaxed)
            && u128::from(silent) * PAUSE.as_millis() > 1000 * u128::from(MAX_SILENCE);
        let why = if unwanted() {
            Ended::Unwanted
        } else if too_long {
            Ended::Silent
        } else {
            continue;
        };
        *lock(&shared.ended) = Some(why);
        let _ = lock(&shared.process).kill();
        return;
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
