//! What two tellings have in common, and what tells them apart.

use super::Found;
use super::draft::Draft;
use super::merge::{Group, grain};
use crate::extract::date::Days;
use crate::extract::group::Origin;
use crate::extract::toll::Harm;

/// Whether both name who took part, and nobody is named by both.
pub(super) fn others(found: Found<'_>, group: &Group, draft: &Draft) -> bool {
    let here = || draft.actors.iter().copied();
    let there = || group.drafts.iter().flat_map(|it| it.actors.iter().chain(&it.targets)).copied();
    // `gunmen` and `Iran-backed militias` may be anybody.
    let named = |it: &usize| {
        let it = &found.groups[*it];
        it.origin != Origin::Candidate
            || it.name.split([' ', '-']).all(|it| it.starts_with(|c: char| !c.is_lowercase()))
    };
    let known: Vec<&str> = there().map(|it| &*found.groups[it].name).collect();
    here().any(|it| named(&it))
        && group.drafts.iter().flat_map(|it| &it.actors).any(named)
        && !here().any(|it| known.contains(&&*found.groups[it].name))
}

/// Whether both count their dead, and otherwise, where the later telling has a time or a place of its own. At least
/// eleven may become fourteen, but not six.
pub(super) fn counts_differ(found: Found<'_>, group: &Group, draft: &Draft) -> bool {
    let range = |it: &usize| {
        let toll = &found.tolls[*it];
        let some = toll.harm == Harm::Killed && toll.toll.min.is_some_and(|it| it > 0);
        some.then_some((toll.toll.min.unwrap_or(0), toll.toll.max.unwrap_or(u32::MAX)))
    };
    let own = draft.date.is_some_and(|it| it.1) && draft.place.is_some_and(|it| it.2);
    let here: Vec<(u32, u32)> = draft.tolls.iter().filter_map(range).collect();
    let mut there = group.drafts.iter().flat_map(|it| &it.tolls).filter_map(range).peekable();
    let alike = |a: (u32, u32), b: (u32, u32)| a.0 <= b.1 && b.0 <= a.1;
    own && !here.is_empty() && there.peek().is_some() && !there.any(|a| here.iter().any(|b| alike(a, *b)))
}

/// Whether somebody with a name of their own takes part in both.
pub(super) fn shares(found: Found<'_>, group: &Group, draft: &Draft) -> bool {
    let named = |it: &usize| {
        let name = &found.groups[*it].name;
        name.len() > 3 && name.split(' ').any(|it| it.starts_with(char::is_uppercase))
    };
    let there: Vec<&str> = group.drafts.iter().flat_map(|it| &it.targets).map(|it| &*found.groups[*it].name).collect();
    draft.targets.iter().filter(|it| named(it)).any(|it| {
        let name = &*found.groups[*it].name;
        there
            .iter()
            .any(|it| it.contains(name) || name.contains(it) && it.len() > 3 && it.starts_with(char::is_uppercase))
    })
}

/// Whether two names may be of one place; none if nobody knows.
pub(super) fn same_place(found: Found<'_>, a: usize, b: usize) -> Option<bool> {
    let words = |it: usize| found.reading.text[found.places[it].range.clone()].to_lowercase();
    match (&found.spots[a], &found.spots[b]) {
        (Some(a), Some(b)) => Some(a.agrees(b)),
        _ if words(a) == words(b) => Some(true),
        // A village may lie in any district or country.
        _ if grain(found, a) >= 2 || grain(found, b) >= 2 => None,
        _ => Some(false),
    }
}

/// Whether one is the day after the other.
pub(super) fn next_day(a: &Days, b: &Days) -> bool {
    a.first == a.last && b.first == b.last && a.first.0.abs_diff(b.first.0) == 1
}

/// Whether one date tells much less than the other.
pub(super) fn coarser(a: &Days, b: &Days) -> bool {
    let span = |it: &Days| i64::from(it.last.0) - i64::from(it.first.0);
    (span(a) - span(b)).abs() >= 5
}

/// Whether two dates may be one.
pub(super) fn overlap(a: &Days, b: &Days) -> bool {
    a.first <= b.last && b.first <= a.last
}
