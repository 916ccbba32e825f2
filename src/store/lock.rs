use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// One window's right to write to a project. It ends with this value, or with the process.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

/// Why a project may only be read here.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoLock {
    #[error("it is open in another window ({0})")]
    Held(String),
    #[error("its folder may not be written to")]
    Folder,
}

impl Lock {
    /// Take the right to write, if nobody has it. A hidden file beside the project says who has; it goes with the
    /// lock. The lock is the system's, so that a process that was killed holds none.
    ///
    /// # Errors
    /// If another window has it, or the folder may not be written to.
    pub fn take(project: &Path) -> Result<Self, NoLock> {
        let project = fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
        let name = project.file_name().unwrap_or_default().to_string_lossy();
        let path = project.with_file_name(format!(".{name}.lock"));
        // Whoever let go of it in between took the file away: then there is a new one to lock.
        for _ in 0..16 {
            let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let mut file = opened.map_err(|_| NoLock::Folder)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut who = String::new();
                    // Who it is matters less than that it is.
                    let _ = file.read_to_string(&mut who);
                    return Err(NoLock::Held(who.trim().to_owned()));
                }
                Err(TryLockError::Error(_)) => return Err(NoLock::Folder),
            }
            if !is_at(&file, &path) {
                continue;
            }
            let _ = file.set_len(0).and_then(|()| writeln!(file, "process {} on {}", std::process::id(), host()));
            return Ok(Self { file, path });
        }
        Err(NoLock::Held("somebody".to_owned()))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The file goes first: nobody can lock it and then lose it.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let which = |it: std::io::Result<fs::Metadata>| it.ok().map(|it| (it.dev(), it.ino()));
    which(file.metadata()).is_some_and(|it| Some(it) == which(fs::metadata(path)))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

fn host() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| fs::read_to_string("/etc/hostname"));
    name.map_or_else(|_| "this machine".to_owned(), |name| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_window_may_write_and_the_next_one_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("p.gpkg");
        let first = Lock::take(&project).unwrap();
        assert!(matches!(Lock::take(&project), Err(NoLock::Held(who)) if who.contains("process")));
        drop(first);
        drop(Lock::take(&project).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
