//! Work over rows on all cores.

use std::ops::Range;

/// Fewer rows are not worth a thread.
const FEW: usize = 150_000;
/// Parts begin at multiples of this.
const ALIGN: usize = 8192;
/// More threads than this do not help: memory is the limit.
const MOST: usize = 8;

/// This thread, and those that it starts, give way to the window's by so many steps of niceness: what they work out may
/// come a moment later, a frame may not.
pub fn give_way(steps: i32) {
    // There it is of a thread; elsewhere it would be of the whole program.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, steps) {
        tracing::debug!("a thread keeps its priority: {error}");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = steps;
}

/// Do the work for consecutive parts of the rows, each on a core of its own; the results in their order.
pub fn each_part<T: Send>(len: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    parts_on(cores(), len, work)
}

/// The same with one core left to whoever draws.
pub fn each_part_behind<T: Send>(len: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    parts_on((cores() - 1).max(1), len, work)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST)
}

fn parts_on<T: Send>(cores: usize, len: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    if len < FEW || cores < 2 {
        return vec![work(0..len)];
    }
    let size = len.div_ceil(cores).next_multiple_of(ALIGN);
    let mut parts = (0..len).step_by(size).map(|start| start..(start + size).min(len));
    let first = parts.next().unwrap_or(0..0);
    std::thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        let mut out = vec![work(first)];
        for other in others {
            match other.join() {
                Ok(it) => out.push(it),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        out
    })
}
