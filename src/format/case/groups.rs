use super::GROUPS;
use super::keys::Keys;
use super::places::check_ids;
use super::tables::Document;
use crate::event::{Group, GroupId, Groups, Issue, SourceId};

/// The category colours that a group may have.
const COLOURS: [&str; 6] = ["orange", "blue", "red", "grey", "green", "purple"];

/// Read `groups.toml`.
pub(super) fn read(
    document: &Document<'_>,
    sources: &Keys<SourceId>,
    keys: &mut Keys<GroupId>,
    issues: &mut Vec<Issue>,
) -> Groups {
    let mut groups: Vec<Group> = Vec::new();
    // An umbrella may stand below its members, so these are looked up when all ids are known.
    let mut umbrellas: Vec<(u32, Vec<String>)> = Vec::new();
    document.for_each(GROUPS, "group", issues, |number, mut fields| {
        let f = &mut fields;
        let Some(id) = u16::try_from(groups.len()).ok().filter(|id| *id != u16::MAX) else {
            f.issue(f.line, "", "", "there are more than 65,535 groups; this one was left out");
            return;
        };
        let key = keys.define(GroupId(id), number + 1, f);
        let line = f.line_of("name");
        let mut name = f.text("name");
        if name.trim().is_empty() {
            f.issue(line, "name", "", "this group has no name: give it one");
            name.clone_from(&key);
        }
        umbrellas.push((f.line_of("umbrella"), f.texts("umbrella")));
        check_ids(f, "sources", sources);
        let mut group = Group {
            key,
            name,
            aliases: f.texts("aliases"),
            kind: f.text("kind"),
            description: f.text("description"),
            colour: f.word("colour", &COLOURS),
            ..Group::default()
        };
        if !COLOURS.contains(&group.colour.as_str()) {
            group.colour.clear();
        }
        group.details = fields.details();
        groups.push(group);
    });
    for (group, (line, names)) in groups.iter_mut().zip(umbrellas) {
        for name in names {
            match keys.get(&name) {
                Some(id) => group.umbrella.push(id),
                None => {
                    let message = keys.unknown().unwrap_or_default();
                    issues.push(Issue::error(GROUPS, message).at(line).of(&group.key).field("umbrella", &name));
                    group.details.push(("umbrella".to_owned(), name));
                }
            }
        }
    }
    super::umbrellas::untangle(&mut groups, issues);
    Groups::new(groups)
}
