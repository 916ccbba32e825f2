use std::collections::{BTreeSet, HashMap};

/// A group in the case, by its number in [`Groups`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GroupId(pub u16);

/// An actor: armed group, force, government, organisation.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Group {
    /// The id in the case folder.
    pub key: String,
    pub name: String,
    /// Other names, in any script.
    pub aliases: Vec<String>,
    pub kind: String,
    /// The groups that this one belongs to.
    pub umbrella: Vec<GroupId>,
    pub description: String,
    /// Name of a fixed category colour (orange, blue, red, grey, green, purple), or empty.
    pub colour: String,
    /// Every other field that was given, by name, in the order of the file.
    pub details: Vec<(String, String)>,
}

/// The groups of a case and who belongs to whom.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Groups {
    list: Vec<Group>,
    by_key: HashMap<String, GroupId>,
    /// For each group itself and everyone below it.
    members: Vec<BTreeSet<GroupId>>,
}

impl Groups {
    /// Groups in order; umbrellas may form cycles, members are then each other's members.
    pub fn new(list: Vec<Group>) -> Self {
        let id = |i: usize| GroupId(u16::try_from(i).unwrap_or(u16::MAX));
        let by_key = list.iter().enumerate().map(|(i, g)| (g.key.clone(), id(i))).collect();
        let mut below: Vec<Vec<GroupId>> = vec![Vec::new(); list.len()];
        for (i, group) in list.iter().enumerate() {
            for umbrella in &group.umbrella {
                if let Some(children) = below.get_mut(usize::from(umbrella.0)) {
                    children.push(id(i));
                }
            }
        }
        let members = (0..list.len())
            .map(|i| {
                let mut seen = BTreeSet::from([id(i)]);
                let mut open = vec![id(i)];
                while let Some(at) = open.pop() {
                    open.extend(below[usize::from(at.0)].iter().filter(|child| seen.insert(**child)));
                }
                seen
            })
            .collect();
        Self { list, by_key, members }
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The group with this number.
    ///
    /// # Panics
    /// If the number is not one of this case's.
    pub fn get(&self, id: GroupId) -> &Group {
        &self.list[usize::from(id.0)]
    }

    /// The group with this number, if there is one: tables may hold lists that no event has any more.
    pub fn find(&self, id: GroupId) -> Option<&Group> {
        self.list.get(usize::from(id.0))
    }

    pub fn by_key(&self, key: &str) -> Option<GroupId> {
        self.by_key.get(key).copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = (GroupId, &Group)> {
        self.list.iter().enumerate().map(|(i, g)| (GroupId(u16::try_from(i).unwrap_or(u16::MAX)), g))
    }

    /// The group and everyone under its umbrella.
    pub fn members(&self, id: GroupId) -> &BTreeSet<GroupId> {
        &self.members[usize::from(id.0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_umbrella_has_its_members_members() {
        let group = |key: &str, umbrella: &[u16]| Group {
            key: key.into(),
            umbrella: umbrella.iter().map(|i| GroupId(*i)).collect(),
            ..Group::default()
        };
        let groups = Groups::new(vec![group("axis", &[]), group("iri", &[0]), group("kh", &[1]), group("us", &[])]);
        assert_eq!(groups.members(GroupId(0)).len(), 3);
        assert_eq!(groups.members(GroupId(2)).len(), 1);
        assert_eq!(groups.by_key("us"), Some(GroupId(3)));
    }

    #[test]
    fn a_cycle_of_umbrellas_ends() {
        let group = |key: &str, up: u16| Group { key: key.into(), umbrella: vec![GroupId(up)], ..Group::default() };
        let groups = Groups::new(vec![group("a", 1), group("b", 0)]);
        assert_eq!(groups.members(GroupId(0)).len(), 2);
    }
}
