//! Risky files in a process of their own.
//!
//! Parsers that are not ours run in a child process of the same binary. It is handed the open file as its standard
//! input and may write to its standard output; before it reads a byte it limits itself to so much memory and processor
//! time, and on Linux to the few system calls that reading, reckoning and writing need: it can open no file, no
//! connection and no process. Whatever happens to it, a crash, a loop, hunger, is a reason here.
//!
//! | | Linux (x86-64, ARM64, RISC-V) | other Unix | Windows |
//! |---|---|---|---|
//! | processor time, size of files, core dumps | limited | limited | – |
//! | memory | limited | limited, but not on macOS | – |
//! | files, network, processes | refused (seccomp) | – | – |
//! | crash, silence, output without end | contained | contained | contained |
//!
//! What a child is to do with the file is said by whoever starts it ([`Child::start`]) and done by whoever serves it
//! ([`serve`]); this module knows no format.

mod child;
mod parent;
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
mod sandbox;
mod watch;

pub use child::{Speaker, serve, whole};
pub use parent::{Child, set_worker_program};

/// The first word of what a child says. A program that does not say it is no child of ours.
const HELLO: &str = "dateline-worker-2";

/// Memory of a child in bytes, address space included: 1 GiB.
pub const MAX_MEMORY: u64 = 1 << 30;
/// Processor time of a child, in seconds.
pub const MAX_SECONDS: u64 = 60;
/// How long a child may say nothing, in seconds, before it is taken for dead.
pub const MAX_SILENCE: u64 = 300;

/// What a child may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of memory.
    pub memory: u64,
    /// Seconds of processor time.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: MAX_MEMORY, seconds: MAX_SECONDS }
    }
}
