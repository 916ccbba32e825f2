//! Choices that hold others: taking one takes everything below it.

use std::collections::BTreeSet;

use egui::Color32;

/// One choice.
#[derive(Clone, PartialEq, Debug)]
pub struct Node<T> {
    pub key: T,
    pub label: String,
    /// Everything it can be found by, folded.
    pub folded: String,
    /// How many events it would leave under the other filters.
    pub count: u32,
    pub depth: u8,
    pub parent: Option<usize>,
    pub dot: Option<Color32>,
}

/// A node and everything it lies in, innermost first.
fn upwards<T>(nodes: &[Node<T>], at: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(Some(at), move |i| nodes.get(*i).and_then(|node| node.parent))
}

/// Whether a choice is taken, by itself or with what it lies in.
pub fn taken<T: Ord>(nodes: &[Node<T>], set: &BTreeSet<T>, at: usize) -> bool {
    upwards(nodes, at).any(|i| nodes.get(i).is_some_and(|node| set.contains(&node.key)))
}

/// Take a choice, or leave it out. Leaving out a part of what is taken as a whole leaves its other parts.
pub fn toggle<T: Ord + Copy>(nodes: &[Node<T>], set: &BTreeSet<T>, at: usize) -> BTreeSet<T> {
    let mut set = set.clone();
    let path: Vec<usize> = upwards(nodes, at).collect();
    let whole = path.iter().rposition(|i| set.contains(&nodes[*i].key));
    match whole {
        Some(top) => {
            for i in &path {
                set.remove(&nodes[*i].key);
            }
            // From the outermost taken one down to this: the brothers stay.
            for pair in path[..=top].windows(2) {
                let (child, parent) = (pair[0], pair[1]);
                let brothers = nodes.iter().enumerate().filter(|(i, node)| node.parent == Some(parent) && *i != child);
                set.extend(brothers.map(|(_, node)| node.key));
            }
        }
        None => {
            for i in 0..nodes.len() {
                if i != at && upwards(nodes, i).any(|up| up == at) {
                    set.remove(&nodes[i].key);
                }
            }
            set.insert(nodes[at].key);
        }
    }
    set
}

/// The nodes to show: those that match with everything around them, else those that are not folded away.
pub fn visible<T>(nodes: &[Node<T>], query: &str, open: impl Fn(usize) -> bool) -> Vec<usize> {
    if query.is_empty() {
        return (0..nodes.len()).filter(|i| upwards(nodes, *i).skip(1).all(&open)).collect();
    }
    let own: Vec<bool> =
        nodes.iter().map(|node| query.split_whitespace().all(|word| node.folded.contains(word))).collect();
    let mut show = vec![false; nodes.len()];
    for i in 0..nodes.len() {
        if own[i] {
            for up in upwards(nodes, i) {
                show[up] = true;
            }
        } else if upwards(nodes, i).skip(1).any(|up| own[up]) {
            show[i] = true;
        }
    }
    (0..nodes.len()).filter(|i| show[*i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// iraq(0): anbar(1): asad(2), haditha(3); erbil(4). syria(5).
    fn nodes() -> Vec<Node<u8>> {
        let node = |key: u8, label: &str, depth: u8, parent: Option<usize>| Node {
            key,
            label: label.into(),
            folded: label.into(),
            count: 1,
            depth,
            parent,
            dot: None,
        };
        vec![
            node(0, "iraq", 0, None),
            node(1, "anbar", 1, Some(0)),
            node(2, "asad", 2, Some(1)),
            node(3, "haditha", 2, Some(1)),
            node(4, "erbil", 1, Some(0)),
            node(5, "syria", 0, None),
        ]
    }

    #[test]
    fn taking_a_whole_takes_its_parts_and_forgets_that_they_were_taken_alone() {
        let nodes = nodes();
        let set = toggle(&nodes, &BTreeSet::from([2]), 0);
        assert_eq!(set, BTreeSet::from([0]));
        assert!(taken(&nodes, &set, 3) && !taken(&nodes, &set, 5));
        assert!(toggle(&nodes, &set, 0).is_empty());
    }

    #[test]
    fn leaving_out_a_part_keeps_the_other_parts() {
        let set = toggle(&nodes(), &BTreeSet::from([0, 5]), 2);
        assert_eq!(set, BTreeSet::from([3, 4, 5]));
    }

    #[test]
    fn searching_shows_what_matches_where_it_lies_and_what_it_holds() {
        let nodes = nodes();
        assert_eq!(visible(&nodes, "asad", |_| false), [0, 1, 2]);
        assert_eq!(visible(&nodes, "anbar", |_| false), [0, 1, 2, 3]);
        assert_eq!(visible(&nodes, "", |_| false), [0, 5]);
        assert_eq!(visible(&nodes, "", |i| i == 0), [0, 1, 4, 5]);
        assert!(visible(&nodes, "qom", |_| true).is_empty());
    }
}
