//! All events in an order: what repeats is put in order once, then events by counting.

use super::{Sort, SortKey};
use crate::event::{Category, Code, EventId};
use crate::project::Project;

/// The rank of each code, and how many ranks there are. What has no value comes last.
struct Ranks {
    of: Vec<u32>,
    count: usize,
}

impl Ranks {
    /// By what each code stands for, nothing last in either direction.
    fn new<T: Ord>(values: Vec<Option<T>>, descending: bool) -> Self {
        let mut codes: Vec<usize> = (0..values.len()).filter(|code| values[*code].is_some()).collect();
        codes.sort_by(|a, b| {
            let order = values[*a].cmp(&values[*b]);
            if descending { order.reverse() } else { order }
        });
        let mut of = vec![0; values.len()];
        let mut rank = 0;
        for (at, code) in codes.iter().enumerate() {
            // Equal values share a rank.
            if at > 0 && values[codes[at - 1]] != values[*code] {
                rank += 1;
            }
            of[*code] = rank;
        }
        let last = if codes.is_empty() { 0 } else { rank + 1 };
        for (of, _) in of.iter_mut().zip(&values).filter(|(_, value)| value.is_none()) {
            *of = last;
        }
        Self { of, count: last as usize + 1 }
    }
}

fn folded(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_lowercase())
}

/// The rows by rank; those of one rank stay as they are.
fn by_rank(rows: &[EventId], count: usize, rank: impl Fn(EventId) -> u32) -> Vec<EventId> {
    let mut next = vec![0_usize; count + 1];
    for id in rows {
        next[rank(*id) as usize + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut out = vec![EventId(0); rows.len()];
    for id in rows {
        let at = &mut next[rank(*id) as usize];
        out[*at] = *id;
        *at += 1;
    }
    out
}

/// Rows that are newest first, sorted by something else than the date.
pub(super) fn sorted(sort: Sort, project: &Project, rows: Vec<EventId>) -> Vec<EventId> {
    let events = &project.events;
    let descending = sort.descending;
    let of_words = |words: &Category| {
        let ranks = Ranks::new((0..words.codes() as Code).map(|code| folded(words.word(code))).collect(), descending);
        by_rank(&rows, ranks.count, |id| ranks.of[words.code(id.row()) as usize])
    };
    match sort.key {
        SortKey::Date => rows,
        SortKey::Title => by_title(project, rows, descending),
        SortKey::Type => of_words(&events.sub_event_type),
        SortKey::Status => of_words(&events.status),
        SortKey::Place => {
            let names = project.places.iter().map(|place| folded(&place.name));
            let ranks = Ranks::new([None].into_iter().chain(names).collect(), descending);
            by_rank(&rows, ranks.count, |id| ranks.of[events.place_codes().get(id.row()) as usize])
        }
        SortKey::Group => {
            let lists = events.actor_lists();
            // Of a list that no event has any more the group may be gone.
            let first = |code| lists.list(code).first().and_then(|group| project.groups.find(*group));
            let name = |code| first(code).and_then(|group| folded(&group.name));
            let ranks = Ranks::new((0..lists.codes() as Code).map(name).collect(), descending);
            by_rank(&rows, ranks.count, |id| ranks.of[lists.rows().get(id.row()) as usize])
        }
        SortKey::Sources => {
            let lists = events.source_lists();
            let length = |code| Some(lists.list(code).len());
            let ranks = Ranks::new((0..lists.codes() as Code).map(length).collect(), descending);
            by_rank(&rows, ranks.count, |id| ranks.of[lists.rows().get(id.row()) as usize])
        }
        SortKey::Toll => {
            let ((killed, dead), (injured, hurt)) = (events.fatality_codes(), events.injury_codes());
            // By the second number first: rows that are equal in the first keep that order. Unknown beside a known one
            // counts as none.
            let known: Vec<Option<u32>> = injured.map(|toll| toll.most()).collect();
            let ranks = Ranks::new(known.iter().map(|n| Some(n.unwrap_or(0))).collect(), descending);
            let rows = by_rank(&rows, ranks.count, |id| ranks.of[hurt.get(id.row()) as usize]);
            let deaths: Vec<Option<u32>> = killed.map(|toll| toll.most()).collect();
            let first = Ranks::new(deaths.iter().map(|n| Some(n.unwrap_or(0))).collect(), descending);
            by_rank(&rows, first.count + 1, |id| {
                let (dead, hurt) = (dead.get(id.row()) as usize, hurt.get(id.row()) as usize);
                if deaths[dead].is_none() && known[hurt].is_none() { first.count as u32 } else { first.of[dead] }
            })
        }
    }
}

/// Titles hardly ever repeat: by their first letters as a number, and in full where these are the same.
fn by_title(project: &Project, rows: Vec<EventId>, descending: bool) -> Vec<EventId> {
    let events = &project.events;
    let letters = |id: EventId| {
        let mut bytes = [0_u8; 8];
        let lower = events.title(id).chars().take(8).flat_map(char::to_lowercase);
        let mut at = 0;
        for letter in lower {
            if at + letter.len_utf8() > bytes.len() {
                break;
            }
            letter.encode_utf8(&mut bytes[at..]);
            at += letter.len_utf8();
        }
        u64::from_be_bytes(bytes)
    };
    let full = |at: u32| events.title(rows[at as usize]).chars().flat_map(char::to_lowercase);
    let (titled, untitled): (Vec<u32>, Vec<u32>) =
        (0..rows.len() as u32).partition(|at| !events.title(rows[*at as usize]).is_empty());
    let mut keyed: Vec<(u64, u32)> = titled.into_iter().map(|at| (letters(rows[at as usize]), at)).collect();
    keyed.sort_unstable_by(|a, b| {
        let order = a.0.cmp(&b.0).then_with(|| full(a.1).cmp(full(b.1)));
        let order = if descending { order.reverse() } else { order };
        order.then(a.1.cmp(&b.1))
    });
    keyed.into_iter().map(|(_, at)| at).chain(untitled).map(|at| rows[at as usize]).collect()
}
