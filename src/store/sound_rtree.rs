//! Whether an R-tree of two dimensions is in order: what SQLite's own check asks, without a query for every entry.

use std::collections::HashMap;

use rusqlite::Connection;

const DEEPEST: usize = 40;
const CELL: usize = 24;

/// West, east, south, north.
type Bounds = [f32; 4];

/// Whether every node lies within what is said of it, and is known as the one that holds what it holds.
///
/// # Errors
/// If the tables of the R-tree cannot be read.
pub fn is_sound(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    let Some(rows) = places(connection, &format!("SELECT rowid, nodeno FROM \"{name}_rowid\" ORDER BY rowid"))? else {
        return Ok(false);
    };
    let sql = format!("SELECT nodeno, parentnode FROM \"{name}_parent\" ORDER BY nodeno");
    let Some(parents) = places(connection, &sql)? else { return Ok(false) };
    let mut nodes = HashMap::new();
    let mut statement = connection.prepare(&format!("SELECT nodeno, data FROM \"{name}_node\""))?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let Ok(data) = row.get_ref(1)?.as_blob() else { return Ok(false) };
        nodes.insert(row.get(0)?, data.to_vec());
    }
    let mut it = Tree { nodes, rows, parents, entries: 0, inner: 0 };
    let whole = it.root().is_some();
    Ok(whole && it.entries == it.rows.0.len() && it.inner == it.parents.0.len())
}

/// Node by row, or by node, ascending.
struct Places(Vec<(i64, i64)>);

impl Places {
    fn get(&self, of: i64) -> Option<i64> {
        // Ids mostly follow each other.
        let near = self.0.first().and_then(|(first, _)| usize::try_from(of.checked_sub(*first)?).ok());
        let at = match near.and_then(|at| self.0.get(at)) {
            Some((it, node)) if *it == of => return Some(*node),
            _ => self.0.binary_search_by_key(&of, |(it, _)| *it).ok()?,
        };
        Some(self.0[at].1)
    }
}

/// Nothing if anything else than numbers stands there.
fn places(connection: &Connection, sql: &str) -> rusqlite::Result<Option<Places>> {
    let mut statement = connection.prepare(sql)?;
    let mut found = statement.query([])?;
    let mut places = Vec::new();
    while let Some(row) = found.next()? {
        let (Ok(of), Ok(node)) = (row.get(0), row.get(1)) else { return Ok(None) };
        places.push((of, node));
    }
    Ok(Some(Places(places)))
}

struct Tree {
    nodes: HashMap<i64, Vec<u8>>,
    rows: Places,
    parents: Places,
    entries: usize,
    inner: usize,
}

impl Tree {
    fn root(&mut self) -> Option<()> {
        let depth = self.nodes.get(&1)?.get(..2).map(|it| usize::from(u16::from_be_bytes([it[0], it[1]])))?;
        if depth > DEEPEST {
            return None;
        }
        self.node(1, depth, None)
    }

    fn node(&mut self, number: i64, depth: usize, within: Option<Bounds>) -> Option<()> {
        // Every node once: what leads in circles comes to an end.
        let data = self.nodes.remove(&number)?;
        let cells = usize::from(u16::from_be_bytes(data.get(2..4)?.try_into().ok()?));
        for cell in data.get(4..4 + cells * CELL)?.chunks_exact(CELL) {
            let of = i64::from_be_bytes(cell.get(..8)?.try_into().ok()?);
            let number_at = |at: usize| cell.get(at..at + 4)?.try_into().ok().map(f32::from_be_bytes);
            let bounds = [number_at(8)?, number_at(12)?, number_at(16)?, number_at(20)?];
            let [west, east, south, north] = bounds;
            // What is no number is not in order.
            if !(west <= east && south <= north) {
                return None;
            }
            if let Some([w, e, s, n]) = within
                && !(w <= west && east <= e && s <= south && north <= n)
            {
                return None;
            }
            if depth == 0 {
                self.entries += 1;
                (self.rows.get(of) == Some(number)).then_some(())?;
            } else {
                self.inner += 1;
                (self.parents.get(of) == Some(number)).then_some(())?;
                self.node(of, depth - 1, Some(bounds))?;
            }
        }
        Some(())
    }
}
