//! How far a reader has come, and whether it is still wanted.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

/// What is being done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u8)]
pub enum Phase {
    /// Not begun.
    #[default]
    Waiting,
    /// Finding out what it is.
    Looking,
    /// Reading rows.
    Reading,
    /// Putting rows in order.
    Ordering,
    /// Writing a file.
    Writing,
    Done,
}

/// Shared between the thread that works and whoever watches it. Every part is one atomic: to look costs nothing, and
/// nobody waits.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    rows: AtomicU64,
    cancelled: AtomicBool,
    phase: AtomicU8,
}

/// Work that nobody wants any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cancelled;

impl Progress {
    /// Bytes of the file read so far (before it was unpacked, where it is packed).
    pub fn bytes(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Bytes of the file; 0 while that is not known.
    pub fn total_bytes(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Rows or features read, or written, so far.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// 0 to 1, if the size is known.
    pub fn fraction(&self) -> Option<f32> {
        let total = self.total_bytes();
        (total > 0).then(|| (self.bytes() as f64 / total as f64).min(1.0) as f32)
    }

    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Relaxed) {
            1 => Phase::Looking,
            2 => Phase::Reading,
            3 => Phase::Ordering,
            4 => Phase::Writing,
            5 => Phase::Done,
            _ => Phase::Waiting,
        }
    }

    /// So much of so much is done, in whatever unit.
    pub fn tell(&self, done: u64, total: u64) {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
    }

    /// Ask the work to stop; it does so within some milliseconds and leaves nothing behind.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    pub(super) fn set_phase(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
    }

    pub(super) fn set_total(&self, bytes: u64) {
        self.total.store(bytes, Ordering::Relaxed);
    }

    pub(super) fn add_bytes(&self, bytes: usize) {
        self.done.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn set_bytes(&self, bytes: u64) {
        self.done.store(bytes, Ordering::Relaxed);
    }

    /// The file is read once more from its beginning.
    pub(super) fn start_again(&self) {
        self.done.store(0, Ordering::Relaxed);
        self.rows.store(0, Ordering::Relaxed);
    }

    pub(super) fn add_rows(&self, rows: usize) {
        self.rows.fetch_add(rows as u64, Ordering::Relaxed);
    }

    pub(super) fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_tells_how_far_and_whether_to_go_on() {
        let progress = Progress::default();
        assert_eq!((progress.fraction(), progress.phase()), (None, Phase::Waiting));
        progress.set_total(200);
        progress.add_bytes(50);
        progress.set_phase(Phase::Reading);
        assert_eq!((progress.fraction(), progress.phase()), (Some(0.25), Phase::Reading));
        assert_eq!(progress.check(), Ok(()));
        progress.cancel();
        assert_eq!(progress.check(), Err(Cancelled));
    }
}
