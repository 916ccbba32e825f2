//! One file read by several connections at once.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rusqlite::Connection;

use super::connect;

/// More connections than this do not help.
const MOST: usize = 8;

/// Which file it is, whatever its name: another one under the same name is not the one that was opened.
#[cfg(unix)]
pub fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|it| (it.dev(), it.ino()))
}

#[cfg(not(unix))]
pub fn identity(path: &Path) -> Option<(u64, u64)> {
    path.exists().then_some((0, 0))
}

/// Connections beside one that is reading already, one for each further core, which all see what that one sees: while it
/// reads, no writer gets at the file. `file` is [`identity`] before the first connection was made. Where it is not
/// certain that they see the same, or if the file is busy, there are none.
pub fn helpers(main: &Connection, path: &Path, file: Option<(u64, u64)>) -> Vec<Connection> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST);
    // A journal of that kind is written to while others read.
    let journal: rusqlite::Result<String> = main.query_row("PRAGMA journal_mode", [], |row| row.get(0));
    if file.is_none() || journal.is_ok_and(|it| it == "wal") {
        return Vec::new();
    }
    let begin = || {
        let it = connect::reader(path)?;
        it.busy_timeout(Duration::from_millis(50))?;
        it.execute_batch("BEGIN")?;
        // Only with a first look it keeps writers away.
        it.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        Ok::<_, rusqlite::Error>(it)
    };
    let helpers: Vec<Connection> = (1..cores).map_while(|_| begin().ok()).collect();
    if identity(path) == file { helpers } else { Vec::new() }
}

/// Do a number of tasks, each on whichever connection is free, this thread's `main` one included. Each connection
/// begins with a state of its own, by its number from 0; what comes back is in the order of the tasks.
///
/// # Errors
/// The first that a task had; the others are not begun then.
pub fn each<S: Send, T: Send>(
    main: &Connection,
    helpers: &mut [Connection],
    tasks: usize,
    start: impl Fn(usize) -> S + Sync,
    work: impl Fn(&Connection, &mut S, usize) -> rusqlite::Result<T> + Sync,
) -> rusqlite::Result<(Vec<S>, Vec<T>)> {
    let next = AtomicUsize::new(0);
    let run = |connection: &Connection, number: usize| {
        let (mut state, mut done) = (start(number), Vec::new());
        loop {
            let task = next.fetch_add(1, Ordering::Relaxed);
            if task >= tasks {
                return Ok((state, done));
            }
            match work(connection, &mut state, task) {
                Ok(it) => done.push((task, it)),
                Err(error) => {
                    next.store(tasks, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    };
    let helpers = helpers.iter_mut().take(tasks.saturating_sub(1));
    let all: Vec<rusqlite::Result<_>> = std::thread::scope(|scope| {
        let run = &run;
        let others: Vec<_> = (1..).zip(helpers).map(|(number, it)| scope.spawn(move || run(it, number))).collect();
        let mut all = vec![run(main, 0)];
        all.extend(others.into_iter().map(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        all
    });
    let (mut states, mut done) = (Vec::new(), Vec::new());
    for it in all {
        let (state, more) = it?;
        states.push(state);
        done.extend(more);
    }
    done.sort_by_key(|(task, _)| *task);
    Ok((states, done.into_iter().map(|(_, it)| it).collect()))
}

/// Ranges of row ids that hold about so many rows each of a table, together all of them: from, and before.
pub fn ranges(connection: &Connection, table: &str, size: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
    let end = |which: &str| -> rusqlite::Result<Option<i64>> {
        connection.query_row(&format!("SELECT {which}(id) FROM {table}"), [], |row| row.get(0))
    };
    let (Some(first), Some(last)) = (end("min")?, end("max")?) else { return Ok(Vec::new()) };
    // Ids may lie far apart: then there are few ranges, and one of them may hold all rows.
    let span = i128::from(last) - i128::from(first) + 1;
    let count = (span / i128::from(size.max(1))).clamp(1, 4096);
    let cut = |i: i128| i64::try_from(i128::from(first) + span * i / count).unwrap_or(i64::MAX);
    Ok((0..count).map(|i| (cut(i), if i + 1 == count { last } else { cut(i + 1) - 1 })).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_every_row_once_whatever_its_id() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL)").unwrap();
        assert_eq!(ranges(&connection, "t", 10).unwrap(), []);
        let mut ids: Vec<i64> = (1..100).map(|i| i * i * i).collect();
        for more in [[-5, 0], [i64::MIN, 7], [i64::MAX, i64::MAX - 1]] {
            ids.extend(more);
            connection.execute_batch("DELETE FROM t").unwrap();
            for id in &ids {
                connection.execute("INSERT OR IGNORE INTO t VALUES (?1)", [id]).unwrap();
            }
            let mut found = 0;
            for (from, to) in ranges(&connection, "t", 50).unwrap() {
                let sql = "SELECT count(*) FROM t WHERE id BETWEEN ?1 AND ?2";
                found += connection.query_row(sql, [from, to], |row| row.get::<_, i64>(0)).unwrap();
            }
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(found, ids.len() as i64);
        }
    }

    #[test]
    fn results_come_in_the_order_of_the_tasks_and_an_error_ends_the_work() {
        let open = || Connection::open_in_memory().unwrap();
        let (main, mut others) = (open(), vec![open(), open()]);
        let (states, done) = each(
            &main,
            &mut others,
            50,
            |_| 0,
            |_, count, task| {
                *count += 1;
                Ok(task * 2)
            },
        )
        .unwrap();
        assert_eq!((states.len(), states.iter().sum::<i32>()), (3, 50));
        assert_eq!(done, (0..50).map(|task| task * 2).collect::<Vec<_>>());
        let fails = each(
            &main,
            &mut others,
            50,
            |_| (),
            |_, (), task| {
                if task == 7 { Err(rusqlite::Error::InvalidQuery) } else { Ok(()) }
            },
        );
        assert!(fails.is_err());
    }
}
