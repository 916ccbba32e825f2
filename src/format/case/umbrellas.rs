use super::GROUPS;
use crate::event::{Group, GroupId, Issue};

/// How many umbrellas may stand above each other: more is a mistake, and every level is counted for every group.
const DEEPEST: u16 = 32;

/// Leave out what would make a group stand under itself, or under more umbrellas than anybody means. What is left out
/// stays in the group's further fields.
pub(super) fn untangle(groups: &mut [Group], issues: &mut Vec<Issue>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        /// On the way up that is being walked.
        Open,
        /// How many umbrellas stand above it.
        Done(u16),
    }
    let mut seen = vec![Seen::Not; groups.len()];
    let mut left_out: Vec<(usize, GroupId, &'static str)> = Vec::new();
    // Walked without recursion: a file decides how deep this goes.
    for start in 0..groups.len() {
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((at, next)) = way.pop() {
            if next == 0 {
                if seen[at] != Seen::Not {
                    continue;
                }
                seen[at] = Seen::Open;
            }
            if let Some(up) = groups[at].umbrella.get(next) {
                way.push((at, next + 1));
                match seen.get(usize::from(up.0)) {
                    Some(Seen::Open) => left_out.push((at, *up, "this group would stand under itself; leave it out")),
                    Some(Seen::Not) => way.push((usize::from(up.0), 0)),
                    Some(Seen::Done(_)) | None => {}
                }
                continue;
            }
            let mut above = 0;
            for up in &groups[at].umbrella {
                match seen.get(usize::from(up.0)) {
                    Some(Seen::Done(depth)) if *depth < DEEPEST => above = above.max(depth + 1),
                    Some(Seen::Done(_)) => {
                        left_out.push((at, *up, "more than 32 umbrellas stand above each other; leave this one out"));
                    }
                    _ => {}
                }
            }
            seen[at] = Seen::Done(above);
        }
    }
    for (at, up, message) in left_out {
        let name = groups[usize::from(up.0)].key.clone();
        let group = &mut groups[at];
        group.umbrella.retain(|it| *it != up);
        issues.push(Issue::error(GROUPS, message).of(&group.key).field("umbrella", &name));
        group.details.push(("umbrella".to_owned(), name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(umbrellas: &[&[u16]]) -> Vec<Group> {
        let group = |(i, up): (usize, &&[u16])| Group {
            key: format!("g{i}"),
            umbrella: up.iter().map(|it| GroupId(*it)).collect(),
            ..Group::default()
        };
        umbrellas.iter().enumerate().map(group).collect()
    }

    #[test]
    fn a_group_never_stands_under_itself() {
        let (mut it, mut issues) = (groups(&[&[1], &[2, 3], &[0], &[]]), Vec::new());
        untangle(&mut it, &mut issues);
        assert_eq!(issues.len(), 1);
        assert_eq!((issues[0].feature.as_str(), issues[0].value.as_str()), ("g2", "g0"));
        assert_eq!((it[0].umbrella.len(), it[1].umbrella.len(), it[2].umbrella.len()), (1, 2, 0));
        assert_eq!(it[2].details, [("umbrella".to_owned(), "g0".to_owned())]);
    }

    #[test]
    fn a_tower_of_umbrellas_ends() {
        let up: Vec<[u16; 1]> = (1..=500).map(|i| [i]).collect();
        let mut all: Vec<&[u16]> = up.iter().map(<[u16; 1]>::as_slice).collect();
        all.push(&[]);
        let (mut it, mut issues) = (groups(&all), Vec::new());
        untangle(&mut it, &mut issues);
        assert!(!issues.is_empty());
        let tallest = (0..it.len()).map(|start| {
            let (mut at, mut steps) = (start, 0);
            while let Some(up) = it[at].umbrella.first() {
                (at, steps) = (usize::from(up.0), steps + 1);
            }
            steps
        });
        assert_eq!(tallest.max(), Some(usize::from(DEEPEST)));
    }
}
