//! Whether a project file is sound, told in one pass over its pages. SQLite's own check comes to the same, at several times
//! the cost for a file of a million events; it is asked wherever this one does not find everything in order, and it has
//! the last word.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use rusqlite::Connection;

use super::sound_page::{Columns, Kind, Looker, Page, word};

/// Bytes that are read at once.
const PIECE: usize = 1 << 20;
/// Deeper trees are none.
const DEEPEST: u32 = 20;
/// Where SQLite locks a file: the page there is never used.
const LOCKED: u64 = 1 << 30;

/// Whether everything in a file is in order. `connection` reads this very file and keeps writers away meanwhile; `file`
/// must not be closed before it, since that would let go of its lock. No: there may be damage, or something that is not
/// usual in a project file.
pub fn is_sound(file: &File, connection: &Connection) -> bool {
    let Ok(Some(trees)) = trees(connection) else { return false };
    sound(file, &trees).is_some() && super::sound_rtree::is_sound(connection, RTREE).unwrap_or(false)
}

const RTREE: &str = "rtree_events_geom";

/// The tree of a table, with those of its indexes.
struct Tree {
    root: u32,
    /// Indexes that hold every row.
    indexes: Vec<u32>,
    /// Indexes that may hold fewer.
    partial: Vec<u32>,
    /// Columns that may not be empty, and those that hold no number.
    filled: u64,
    words: u64,
    /// Columns that every row must have.
    least: usize,
}

/// What the file says it holds; nothing if there is something in it that takes SQLite to check.
fn trees(connection: &Connection) -> rusqlite::Result<Option<Vec<Tree>>> {
    let text = |value: rusqlite::types::ValueRef<'_>| super::columns::string(value);
    let mut tables: Vec<(String, u32)> = vec![("sqlite_schema".to_owned(), 1)];
    let mut indexes: HashMap<String, (Vec<u32>, Vec<u32>)> = HashMap::new();
    let mut statement = connection.prepare("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, name, of) = (text(row.get_ref(0)?), text(row.get_ref(1)?), text(row.get_ref(2)?));
        let root: Option<u32> = row.get(3).unwrap_or(None);
        let sql = text(row.get_ref(4)?).to_ascii_uppercase();
        match (kind.as_str(), root) {
            ("table", Some(0) | None) if name == RTREE => {}
            ("table", Some(root @ 1..)) => {
                if ["CHECK", "STRICT", "WITHOUT"].iter().any(|it| sql.contains(it)) {
                    return Ok(None);
                }
                tables.push((name, root));
            }
            ("index", Some(root @ 1..)) => {
                let (whole, partial) = indexes.entry(of).or_default();
                if sql.contains("WHERE") { partial.push(root) } else { whole.push(root) }
            }
            ("trigger" | "view", _) => {}
            _ => return Ok(None),
        }
    }
    let mut trees = Vec::with_capacity(tables.len());
    for (name, root) in tables {
        let (whole, partial) = indexes.remove(&name).unwrap_or_default();
        let mut tree = Tree { root, indexes: whole, partial, filled: 0, words: 0, least: 0 };
        if root > 1 && !describe(connection, &name, &mut tree)? {
            return Ok(None);
        }
        trees.push(tree);
    }
    Ok(indexes.is_empty().then_some(trees))
}

/// What the columns of a table may hold. Whether all of them are kept as they are.
fn describe(connection: &Connection, table: &str, tree: &mut Tree) -> rusqlite::Result<bool> {
    let sql = "SELECT cid, type, \"notnull\", dflt_value IS NOT NULL, pk, hidden FROM pragma_table_xinfo(?1)";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([table])?;
    while let Some(row) = rows.next()? {
        let (column, kind): (u32, String) = (row.get(0)?, row.get(1)?);
        let (filled, default, key): (bool, bool, u32) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let (kind, bit) = (kind.to_ascii_uppercase(), 1_u64.checked_shl(column).unwrap_or(0));
        if row.get::<_, u32>(5)? != 0 {
            return Ok(false);
        }
        // A row's own id is not kept twice.
        if key > 0 && kind == "INTEGER" {
            continue;
        }
        if filled {
            tree.filled |= bit;
            tree.least = if default { tree.least } else { column as usize + 1 };
        }
        if !kind.contains("INT") && ["CHAR", "CLOB", "TEXT"].iter().any(|it| kind.contains(it)) {
            tree.words |= bit;
        }
    }
    Ok(true)
}

/// All pages of a file, and which of them have been met.
struct Pages {
    /// Nothing for those that are no sound pages of trees: they may be something else.
    pages: Vec<Option<Page>>,
    /// The number that every page begins with: of a page of text that goes on, where it goes on.
    next: Vec<u32>,
    met: Vec<bool>,
}

fn sound(file: &File, trees: &[Tree]) -> Option<()> {
    let mut file = file;
    let mut head = [0_u8; 100];
    file.seek(SeekFrom::Start(0)).ok()?;
    file.read_exact(&mut head).ok()?;
    let size = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        size => usize::from(size),
    };
    let length = file.metadata().ok()?.len();
    let count = word(&head, 28)?;
    let usual = head.starts_with(b"SQLite format 3\0")
        && size >= 512
        && size.is_power_of_two()
        // A rollback journal, no bytes kept free, no map of pointers, UTF-8; and it is known how many pages there are.
        && head[18..21] == [1, 1, 0]
        && word(&head, 52)? == 0
        && word(&head, 64)? == 0
        && word(&head, 56)? == 1
        && word(&head, 24)? == word(&head, 92)?
        && u64::from(count) * size as u64 == length;
    if !usual {
        return None;
    }
    let mut all = Pages::read(file, size, count)?;
    let locked = LOCKED / size as u64;
    if locked < u64::from(count) {
        all.met[locked as usize] = true;
    }
    all.free(file, size, word(&head, 32)?, word(&head, 36)?)?;
    for tree in trees {
        let (rows, columns) = all.tree(tree.root, Kind::Table)?;
        for index in &tree.indexes {
            let (entries, _) = all.tree(*index, Kind::Index)?;
            if entries != rows {
                return None;
            }
        }
        for index in &tree.partial {
            all.tree(*index, Kind::Index)?;
        }
        if columns.nulls & tree.filled != 0 || columns.numbers & tree.words != 0 || columns.least < tree.least {
            return None;
        }
    }
    all.met.iter().all(|met| *met).then_some(())
}

impl Pages {
    fn read(mut file: &File, size: usize, count: u32) -> Option<Self> {
        let count = count as usize;
        let mut it =
            Self { pages: Vec::with_capacity(count), next: Vec::with_capacity(count), met: vec![false; count] };
        let mut looker = Looker::default();
        let mut bytes = vec![0; PIECE.max(size)];
        file.seek(SeekFrom::Start(0)).ok()?;
        while it.pages.len() < count {
            let pages = (bytes.len() / size).min(count - it.pages.len());
            let piece = bytes.get_mut(..pages * size)?;
            file.read_exact(piece).ok()?;
            for page in piece.chunks_exact(size) {
                let head = if it.pages.is_empty() { 100 } else { 0 };
                it.next.push(word(page, 0)?);
                it.pages.push(looker.look(page, head));
            }
        }
        Some(it)
    }

    /// A page is met, for the first time.
    fn meet(&mut self, number: u32) -> Option<usize> {
        let at = number.checked_sub(1)? as usize;
        let met = self.met.get_mut(at)?;
        (!std::mem::replace(met, true)).then_some(at)
    }

    /// The list of free pages.
    fn free(&mut self, mut file: &File, size: usize, first: u32, count: u32) -> Option<()> {
        let (mut trunk, mut left) = (first, count);
        let mut page = vec![0; size];
        while trunk > 0 {
            self.meet(trunk)?;
            file.seek(SeekFrom::Start((u64::from(trunk) - 1) * size as u64)).ok()?;
            file.read_exact(&mut page).ok()?;
            let leaves = word(&page, 4)?;
            if leaves as usize > size / 4 - 2 {
                return None;
            }
            left = left.checked_sub(leaves + 1)?;
            for leaf in 0..leaves as usize {
                self.meet(word(&page, 8 + leaf * 4)?)?;
            }
            trunk = word(&page, 0)?;
        }
        (left == 0).then_some(())
    }

    /// A whole tree: how many rows or entries it has, and what stands in its columns.
    fn tree(&mut self, root: u32, kind: Kind) -> Option<(u64, Columns)> {
        let (_, rows, columns) = self.descend(root, kind, DEEPEST, (None, i64::MAX))?;
        Some((rows, columns))
    }

    /// The tree below a page, whose row ids are greater than the one and no greater than the other number: its depth, too.
    fn descend(
        &mut self,
        number: u32,
        kind: Kind,
        deepest: u32,
        (above, last): (Option<i64>, i64),
    ) -> Option<(u32, u64, Columns)> {
        let at = self.meet(number)?;
        let page = self.pages.get_mut(at)?.take()?;
        if page.kind != kind || deepest == 0 {
            return None;
        }
        if let Some((from, to)) = page.ids
            && (above.is_some_and(|above| from <= above) || to > last)
        {
            return None;
        }
        for (first, pages) in &page.overflow {
            let mut next = *first;
            for _ in 0..*pages {
                let at = self.meet(next)?;
                next = *self.next.get(at)?;
            }
            if next != 0 {
                return None;
            }
        }
        if page.leaf {
            return Some((0, u64::from(page.cells), page.columns));
        }
        // Entries of an index stand in inner pages, too.
        let (mut depth, mut columns) = (None, page.columns);
        let mut rows = if kind == Kind::Index { u64::from(page.cells) } else { 0 };
        let mut above = above;
        for (i, child) in page.children.iter().enumerate() {
            let to = page.keys.get(i).copied().unwrap_or(last);
            let (below, more, others) = self.descend(*child, kind, deepest - 1, (above, to))?;
            if depth.is_some_and(|depth| depth != below) {
                return None;
            }
            (depth, rows, columns) = (Some(below), rows + more, columns.and(others));
            above = page.keys.get(i).copied().or(above);
        }
        Some((depth? + 1, rows, columns))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Writer, connect, save_as};
    use super::*;
    use crate::event::{EventDraft, EventId, Group, GroupId, Groups, LonLat, TableBuilder, When};
    use crate::project::{Field, Meta, Project, Value};

    /// A file with trees of some depth, texts that go on over pages, free pages, and marks of edits.
    fn file(folder: &Path) -> std::path::PathBuf {
        let mut builder = TableBuilder::default();
        for i in 0..3000_u32 {
            builder.push(EventDraft {
                key: format!("k{i}"),
                title: format!("Title {i}"),
                when: When::parse("2024-07-16").ok(),
                position: LonLat::new(f64::from(i % 300), f64::from(i % 70)).filter(|_| i % 9 > 0),
                actors: vec![GroupId(i as u16 % 5)],
                notes: "Words. ".repeat(if i % 400 == 0 { 3000 } else { i as usize % 50 }),
                ..EventDraft::default()
            });
        }
        let groups = (0..5).map(|i| Group { key: format!("g{i}"), name: format!("Group {i}"), ..Group::default() });
        let groups = Groups::new(groups.collect());
        let mut project = Project::new(Meta::default(), builder.build(), Vec::new(), groups, Vec::new(), Vec::new());
        let path = folder.join("p.gpkg");
        save_as(&project, &[], &path).unwrap();
        let gone: Vec<EventId> = (400..900).map(EventId).collect();
        let some = (0..300).map(|i| EventId(i * 3));
        let edits = [
            project.set_field(some.clone(), Field::Title, &Value::Text("Another".into())),
            project.set_field(some.clone(), Field::Position, &Value::Position(LonLat::new(-10.0, 10.0))),
            project.star(some, true),
        ];
        let mut writer = Writer::open(&path).unwrap();
        for edit in edits {
            project.apply(&edit).unwrap();
            writer.write(&edit, None).unwrap();
        }
        writer.write(&project.remove_events(&gone), None).unwrap();
        path
    }

    fn verdicts(path: &Path) -> (bool, bool) {
        let file = File::open(path).unwrap();
        let Ok(connection) = connect::reader(path) else { return (false, false) };
        let ours = is_sound(&file, &connection);
        let theirs: rusqlite::Result<String> = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
        (ours, theirs.is_ok_and(|it| it == "ok"))
    }

    #[test]
    fn files_that_are_sound_are_found_to_be_whoever_wrote_them_last() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path());
        assert_eq!(verdicts(&path), (true, true));
        let other = |sql: &str| {
            let connection = Connection::open(&path).unwrap();
            connect::functions(&connection).unwrap();
            connection.execute_batch(sql).unwrap();
        };
        other("CREATE TABLE mine (id INTEGER PRIMARY KEY, words TEXT); CREATE INDEX part ON mine(words) WHERE words NOT NULL;
               INSERT INTO mine SELECT id, iif(id % 2, key, NULL) FROM events; DELETE FROM mine WHERE id % 3 = 0;");
        assert_eq!(verdicts(&path), (true, true), "a table of another program");
        other("VACUUM");
        assert_eq!(verdicts(&path), (true, true), "written anew by another program");
        // Whatever is not usual is left to SQLite.
        other("CREATE TABLE strict (a INTEGER) STRICT");
        assert_eq!(verdicts(&path), (false, true));
        other("DROP TABLE strict; PRAGMA journal_mode = WAL");
        assert_eq!(verdicts(&path), (false, true));
    }

    #[test]
    fn no_damage_that_sqlite_notices_is_taken_for_sound() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path());
        let good = std::fs::read(&path).unwrap();
        let mut state = 7_u64;
        let mut roll = |sides: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % sides
        };
        let rounds = std::env::var("DATELINE_DAMAGES").ok().and_then(|it| it.parse().ok()).unwrap_or(250);
        let (mut theirs_only, mut both, mut ours_only) = (0, 0, 0);
        for _ in 0..rounds {
            let mut bytes = good.clone();
            let page = roll(bytes.len() / 4096) * 4096;
            match roll(5) {
                // In the head of a page, where trees are held together; anywhere; a run; one page for another.
                0 => bytes[page + roll(40)] ^= 1 << roll(8),
                1 => bytes[page + roll(40)] = roll(256) as u8,
                2 => bytes[page + roll(4096)] ^= 1 << roll(8),
                3 => (0..1 + roll(60)).for_each(|_| bytes[page + roll(4096)] = roll(256) as u8),
                _ => {
                    let other = roll(bytes.len() / 4096) * 4096;
                    bytes.copy_within(page..page + 4096, other);
                }
            }
            std::fs::write(&path, &bytes).unwrap();
            match verdicts(&path) {
                (true, false) => theirs_only += 1,
                (false, false) => both += 1,
                (false, true) => ours_only += 1,
                (true, true) => {}
            }
        }
        println!(
            "{rounds} damages: {both} noticed by both, {ours_only} by this check alone, {theirs_only} by SQLite alone"
        );
        assert_eq!(theirs_only, 0);
    }
}
