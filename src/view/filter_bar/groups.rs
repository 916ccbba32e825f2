use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Color32, Ui};

use super::list::{Asked, ChoiceList};
use super::tree::Node;
use super::{Catalogue, height};
use crate::event::{GroupId, Groups};
use crate::filter::{Clause, Control, Facets, GroupChoice};
use crate::session::{Command, SlotKey};
use crate::text::fold;
use crate::view::Ctx;
use crate::view::parts::{note, rule, segments};

/// A group, or nobody. Where it stands in the tree is part of it: a group under two umbrellas stands twice.
type Choice = (Option<GroupId>, u16);

/// The choices of groups.
#[derive(Default)]
pub struct GroupsPopup {
    list: ChoiceList<Choice>,
}

impl GroupsPopup {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, catalogue: &Catalogue, fresh: bool) {
        let groups = &cx.session.project().groups;
        let chosen = match cx.session.filter().get(Control::Group) {
            Some(Clause::Groups(choice)) => choice.clone(),
            _ => GroupChoice::default(),
        };
        self.list.fill(cx, || nodes(cx, catalogue));
        let on = |nodes: &[Node<Choice>], i: usize| match nodes[i].key.0 {
            None => chosen.unclaimed,
            Some(group) => holds(groups, &chosen.groups, group),
        };
        let most = height(ui);
        let asked = self.list.show(ui, cx.theme, ("Groups", fresh), most, on);
        let mut next = chosen.clone();
        match asked {
            Some(Asked::Toggle(i)) => match self.list.nodes[i].key.0 {
                None => next.unclaimed = !next.unclaimed,
                Some(group) => next.groups = toggle(groups, &chosen.groups, group),
            },
            Some(Asked::All(keys)) => {
                next.unclaimed |= keys.iter().any(|(group, _)| group.is_none());
                next.groups.extend(keys.into_iter().filter_map(|(group, _)| group));
            }
            Some(Asked::None) => next = GroupChoice { all: chosen.all, ..GroupChoice::default() },
            None => {}
        }
        rule(ui, cx.theme);
        let pick = segments(ui, cx.theme, &["Any of these", "All of these"], usize::from(chosen.all));
        if let Some(pick) = pick {
            next.all = pick == 1;
        }
        ui.add_space(6.0);
        let text = if chosen.all {
            "Events in which every chosen group takes part, as actor or as target."
        } else {
            "Events in which one of the chosen groups takes part. An umbrella takes its members."
        };
        note(ui, cx.theme, text);
        if next != chosen {
            cx.send(Command::Filter { control: Control::Group, clause: Some(Clause::Groups(next)), merge: false });
        }
    }
}

/// Whether a group is chosen, by itself or under an umbrella.
fn holds(groups: &Groups, set: &BTreeSet<GroupId>, group: GroupId) -> bool {
    set.iter().any(|it| groups.members(*it).contains(&group))
}

/// Take a group or leave it out; leaving a member out of an umbrella leaves the umbrella's other members.
fn toggle(groups: &Groups, set: &BTreeSet<GroupId>, group: GroupId) -> BTreeSet<GroupId> {
    let over: Vec<GroupId> = set.iter().copied().filter(|it| groups.members(*it).contains(&group)).collect();
    let mut next: BTreeSet<GroupId> = set.iter().copied().filter(|it| !over.contains(it)).collect();
    if over.is_empty() {
        // Its members are taken with it.
        next.retain(|it| !groups.members(group).contains(it));
        next.insert(group);
        return next;
    }
    for umbrella in over.into_iter().filter(|it| *it != group) {
        let others = groups.members(umbrella).iter().copied().filter(|it| !groups.members(*it).contains(&group));
        next.extend(others);
    }
    next
}

/// Umbrellas with their members below them, those with most events first.
fn nodes(cx: &Ctx<'_>, catalogue: &Catalogue) -> Vec<Node<Choice>> {
    let groups = &cx.session.project().groups;
    let mut planter = Planter::new(cx);
    if catalogue.unclaimed {
        planter.out.push(Node {
            key: (None, 0),
            label: "No group named".to_owned(),
            folded: "no group named unclaimed".to_owned(),
            count: planter.facets.unclaimed,
            depth: 0,
            parent: None,
            dot: planter.dot(&SlotKey::Unclaimed),
        });
    }
    let mut ids: Vec<GroupId> = groups.iter().map(|(id, _)| id).collect();
    ids.sort_by_key(|id| planter.rank(*id));
    for id in ids.iter().filter(|id| groups.get(**id).umbrella.is_empty()) {
        planter.plant(*id, None);
    }
    // Umbrellas in a circle have no outermost one.
    for id in ids {
        if !planter.planted.contains(&id) {
            planter.plant(id, None);
        }
    }
    planter.out
}

/// Makes the tree.
struct Planter<'a> {
    cx: &'a Ctx<'a>,
    facets: Arc<Facets>,
    below: Vec<Vec<GroupId>>,
    out: Vec<Node<Choice>>,
    planted: BTreeSet<GroupId>,
    /// The way down to here, so that a circle of umbrellas ends.
    path: Vec<GroupId>,
}

impl<'a> Planter<'a> {
    fn new(cx: &'a Ctx<'a>) -> Self {
        let groups = &cx.session.project().groups;
        let mut it = Self {
            cx,
            facets: cx.session.facets(Control::Group),
            below: vec![Vec::new(); groups.len()],
            out: Vec::new(),
            planted: BTreeSet::new(),
            path: Vec::new(),
        };
        for (id, group) in groups.iter() {
            for up in &group.umbrella {
                if let Some(members) = it.below.get_mut(usize::from(up.0)) {
                    members.push(id);
                }
            }
        }
        let mut below = std::mem::take(&mut it.below);
        for members in &mut below {
            members.sort_by_key(|id| it.rank(*id));
        }
        it.below = below;
        it
    }

    fn count(&self, id: GroupId) -> u32 {
        self.facets.group(id)
    }

    fn rank(&self, id: GroupId) -> (Reverse<u32>, String) {
        (Reverse(self.count(id)), self.cx.session.project().groups.get(id).name.to_lowercase())
    }

    fn dot(&self, key: &SlotKey) -> Option<Color32> {
        let slots = &self.cx.session.derived().colouring.slots;
        slots.iter().find(|slot| slot.key == *key).map(|slot| self.cx.theme.hue(slot.hue))
    }

    fn plant(&mut self, id: GroupId, parent: Option<usize>) {
        let group = self.cx.session.project().groups.get(id);
        let at = self.out.len();
        self.planted.insert(id);
        self.out.push(Node {
            key: (Some(id), u16::try_from(at).unwrap_or(u16::MAX)),
            label: group.name.clone(),
            folded: fold(&format!("{} {} {}", group.name, group.aliases.join(" "), group.kind)),
            count: self.count(id),
            depth: u8::try_from(self.path.len()).unwrap_or(u8::MAX),
            parent,
            dot: self.dot(&SlotKey::Group(id)),
        });
        self.path.push(id);
        for child in self.below[usize::from(id.0)].clone() {
            if !self.path.contains(&child) {
                self.plant(child, Some(at));
            }
        }
        self.path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Group;

    #[test]
    fn leaving_a_member_out_of_an_umbrella_leaves_the_others() {
        let group =
            |umbrella: &[u16]| Group { umbrella: umbrella.iter().map(|i| GroupId(*i)).collect(), ..Group::default() };
        let groups = Groups::new(vec![group(&[]), group(&[0]), group(&[0]), group(&[])]);
        let set = |ids: &[u16]| ids.iter().map(|i| GroupId(*i)).collect::<BTreeSet<_>>();
        assert_eq!(toggle(&groups, &set(&[0, 3]), GroupId(1)), set(&[2, 3]));
        assert_eq!(toggle(&groups, &set(&[1, 3]), GroupId(0)), set(&[0, 3]));
        assert_eq!(toggle(&groups, &set(&[0]), GroupId(0)), set(&[]));
    }
}
