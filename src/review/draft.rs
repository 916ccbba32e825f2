use crate::event::{Toll, When};
use crate::extract::Extraction;
use crate::extract::event::{Field, Proposal};
use crate::project::Project;

/// What a proposal would add, to be changed before it is accepted.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Draft {
    pub title: String,
    pub when: Option<When>,
    pub place: Spot,
    pub event_type: String,
    pub sub_event_type: String,
    pub actors: Vec<Who>,
    pub targets: Vec<Who>,
    pub fatalities: Toll,
    pub injuries: Toll,
    pub status: String,
}

/// Where it would be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Spot {
    #[default]
    Nowhere,
    /// One of the places that the name in the text may mean, by its number.
    Choice(usize),
    /// A place of the project, by key.
    Known(String),
    /// A new place of this name; nobody knows where.
    New(String),
}

/// Who took part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Who {
    /// A group of the project, by key.
    Known(String),
    /// A group that the project has not, by name.
    New(String),
}

impl Who {
    /// What people call it.
    pub fn name<'a>(&'a self, project: &'a Project) -> &'a str {
        match self {
            Self::Known(key) => project.groups.by_key(key).map_or(key, |id| &project.groups.get(id).name),
            Self::New(name) => name,
        }
    }
}

impl Draft {
    /// What a proposal says.
    pub fn of(proposal: &Proposal, text: &str, extraction: &Extraction, project: &Project) -> Self {
        let who = |fields: &[Field<usize>]| {
            let mut list: Vec<Who> = Vec::new();
            for name in fields.iter().filter_map(|it| extraction.groups.get(it.value)) {
                let known = name.group.map(|id| project.groups.get(id).key.clone());
                let known = known.or_else(|| named(project, &name.name));
                let it = known.map_or_else(|| Who::New(name.name.clone()), Who::Known);
                if !list.contains(&it) {
                    list.push(it);
                }
            }
            list
        };
        let named_place = proposal.place.as_ref().and_then(|it| extraction.places.get(it.value));
        let place = match named_place {
            None => Spot::Nowhere,
            Some(it) if !it.choices.is_empty() => Spot::Choice(0),
            // A name that nobody lists is kept; where it lies is for the user to say.
            Some(it) => {
                let name = text[it.range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
                let known = project.places.iter().find(|it| it.name == name || it.aliases.contains(&name));
                known.map_or(Spot::New(name), |it| Spot::Known(it.key.clone()))
            }
        };
        Self {
            title: proposal.title.clone(),
            when: proposal.when.as_ref().and_then(|it| When::parse(&it.value.edtf).ok()),
            place,
            event_type: proposal.event_type.to_owned(),
            sub_event_type: proposal.sub_event_type.to_owned(),
            actors: who(&proposal.actors),
            targets: who(&proposal.targets),
            fatalities: proposal.fatalities.as_ref().map_or(Toll::UNKNOWN, |it| it.value),
            injuries: proposal.injuries.as_ref().map_or(Toll::UNKNOWN, |it| it.value),
            status: proposal.status.as_ref().map_or_else(String::new, |it| it.value.to_owned()),
        }
    }
}

/// The key of the group of this name.
pub(super) fn named(project: &Project, name: &str) -> Option<String> {
    project.groups.iter().find(|(_, it)| it.name == name).map(|(_, it)| it.key.clone())
}
