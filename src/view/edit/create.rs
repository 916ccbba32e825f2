//! New groups, places, sources and tags, made in the step that first names them.

use super::{Kind, Picked};
use crate::event::{Place, Source};
use crate::project::{Change, GroupRecord, Project, Tag};

/// The key of what was picked, and the change that makes it if it is new.
pub fn key_of(project: &Project, kind: Kind, picked: Picked) -> (String, Option<Change>) {
    match picked {
        Picked::Key(key) => (key, None),
        Picked::New(name) => {
            let key = project.free_key(&name);
            let change = make(kind, key.clone(), name);
            (key, change)
        }
    }
}

fn make(kind: Kind, key: String, name: String) -> Option<Change> {
    let change = match kind {
        Kind::Group => Change::Group {
            key: key.clone(),
            record: Some(Box::new(GroupRecord { key, name, ..GroupRecord::default() })),
        },
        Kind::Place => {
            Change::Place { key: key.clone(), record: Some(Box::new(Place { key, name, ..Place::default() })) }
        }
        Kind::Source => {
            // An address is one; anything else is who published it.
            let address = name.starts_with("https://") || name.starts_with("http://");
            let (publisher, url) = if address { (host(&name), name) } else { (name, String::new()) };
            let record = Source { key: key.clone(), publisher, url, ..Source::default() };
            Change::Source { key, record: Some(Box::new(record)) }
        }
        Kind::Tag => Change::Tag { key, record: Some(Tag { name, colour: String::new() }) },
        Kind::Event => return None,
    };
    Some(change)
}

fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_source_of_an_address_is_called_by_its_host() {
        let project = Project::default();
        let (key, change) = key_of(&project, Kind::Source, Picked::New("https://www.example.org/a?b".into()));
        let Some(Change::Source { key: made, record: Some(source) }) = change else { panic!("no source") };
        assert_eq!(made, key);
        assert_eq!((source.publisher.as_str(), source.url.as_str()), ("example.org", "https://www.example.org/a?b"));
    }

    #[test]
    fn what_exists_is_not_made_again() {
        assert_eq!(key_of(&Project::default(), Kind::Group, Picked::Key("kh".into())), ("kh".to_owned(), None));
    }
}
