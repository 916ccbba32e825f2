//! Groups and people in roles: those that the project knows, those that are known anyway, and new candidates.

mod defined;
mod named;
mod refer;
mod words;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use defined::Explained;
pub use defined::is_name;
use words::{is_between, is_weapon};
pub use words::{is_force, is_state, is_weapon_noun};

use super::place::DEMONYMS;
use super::token::{Kind, Reading, Shape};
use super::toll::TollName;
use crate::event::{GroupId, Groups};
use crate::text::fold;

/// A group by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupName {
    pub tokens: Range<usize>,
    /// Bytes.
    pub range: Range<usize>,
    /// The project's group, if it is one.
    pub group: Option<GroupId>,
    /// The group's main name, or the words as they stand.
    pub name: String,
    pub origin: Origin,
}

/// How a group was recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The project has it.
    Project,
    /// It is one of the groups that are bundled.
    Known,
    /// Its words say so: `Iraqi army`, `the militants`.
    Candidate,
}

/// The names of groups.
#[derive(Clone, Debug, Default)]
pub struct GroupIndex {
    names: HashMap<String, (Option<GroupId>, String)>,
    heads: HashSet<String>,
}

const MOST_WORDS: usize = 8;

impl GroupIndex {
    /// The bundled groups and, before them, the project's.
    pub fn new(groups: &Groups) -> Self {
        let mut index = Self::default();
        for (id, group) in groups.iter() {
            let short = group.name.split(" (").next().unwrap_or(&group.name);
            for name in std::iter::once(short)
                .chain(std::iter::once(&*group.name))
                .chain(group.aliases.iter().map(String::as_str))
            {
                index.push(name, Some(id), &group.name);
            }
        }
        for line in include_str!("known.txt").lines() {
            let mut names = line.split('|');
            let Some(main) = names.next() else { continue };
            // A name that the project has too lends it its other names.
            let all: Vec<&str> = std::iter::once(main).chain(names).collect();
            let known = all.iter().find_map(|it| index.names.get(&fold(it))).cloned();
            let (id, shown) = known.unwrap_or((None, main.to_owned()));
            for name in all {
                index.push(name, id, &shown);
            }
        }
        index
    }

    fn push(&mut self, name: &str, id: Option<GroupId>, main: &str) {
        let key = words(&fold(name));
        // `M23` is a name, `G9` is too little of one.
        let count = |of: fn(char) -> bool| key.chars().filter(|it| of(*it)).count();
        if count(char::is_alphabetic) < 2 && count(char::is_alphanumeric) < 3 {
            return;
        }
        let head = key.split(' ').next().unwrap_or("").to_owned();
        self.heads.insert(head);
        self.names.entry(key).or_insert_with(|| (id, main.to_owned()));
    }
}

/// As tokens fold: no full stops at the end of words.
fn words(key: &str) -> String {
    key.split(' ').map(|it| it.trim_end_matches('.')).collect::<Vec<_>>().join(" ")
}

/// Find the groups of a text. They never overlap.
pub fn find(reading: &Reading<'_>, index: &GroupIndex) -> Vec<GroupName> {
    let mut found = Vec::new();
    let explained = defined::defined(reading);
    let mut at = 0;
    while at < reading.tokens.len() {
        if reading.tokens[at].kind == Kind::Mark {
            at += 1;
            continue;
        }
        let it = of_text(reading, index, &explained, at)
            .or_else(|| known(reading, index, at))
            .or_else(|| of_country(reading, at))
            .or_else(|| named::named(reading, at))
            .or_else(|| acronym(reading, at))
            .or_else(|| plain(reading, at));
        match it {
            Some(it) => {
                at = it.tokens.end;
                found.push(it);
            }
            None => at += 1,
        }
    }
    refer::refer(reading, &mut found);
    found
}

/// A name that the text explains, or its letters: `the Public Security Apparatus (PSA)`, `PSA positions`.
fn of_text(reading: &Reading<'_>, index: &GroupIndex, explained: &Explained, at: usize) -> Option<GroupName> {
    let whole = explained.starting(at);
    let letters = || {
        let written = reading.tokens[at].shape == Shape::Upper || is_name(reading.word(at));
        explained.of(reading.key(at)).filter(|_| written)
    };
    let it = whole.or_else(letters)?;
    let known = index.names.get(&words(&fold(&it.name))).cloned();
    let origin = match &known {
        Some((Some(_), _)) => Origin::Project,
        Some(_) => Origin::Known,
        None => Origin::Candidate,
    };
    let (group, name) = known.unwrap_or_else(|| (None, it.name.clone()));
    let tokens = if whole.is_some() { it.tokens.clone() } else { at..at + 1 };
    Some(GroupName { range: reading.bytes(tokens.clone()), tokens, group, name, origin })
}

/// Those to whom something was done, by the words for them: `four students` of `detained four students`.
pub fn add_harmed(reading: &Reading<'_>, tolls: &[TollName], found: &mut Vec<GroupName>) {
    let mut more = Vec::new();
    for toll in tolls.iter().filter(|it| !it.whom.is_empty()) {
        let at = reading.tokens.partition_point(|it| it.end < toll.whom.end);
        let noun = reading.key(at);
        let nobody = matches!(
            noun,
            "people"
                | "person"
                | "persons"
                | "others"
                | "other"
                | "more"
                | "men"
                | "man"
                | "lives"
                | "members"
                | "member"
                | "drone"
                | "drones"
                | "missile"
                | "missiles"
                | "rocket"
                | "rockets"
                | "victims"
                | "personnel"
        );
        let start = if reading.tokens.get(at).is_some_and(|it| it.start < toll.whom.start) { at + 1 } else { at };
        let taken = found.iter().chain(&more).any(|it: &GroupName| it.tokens.contains(&start));
        if nobody || start != at || taken || at >= reading.tokens.len() {
            continue;
        }
        let range = reading.bytes(at..at + 1);
        let name = reading.text[range.clone()].to_owned();
        more.push(GroupName { tokens: at..at + 1, range, group: None, name, origin: Origin::Candidate });
    }
    found.append(&mut more);
    found.sort_by_key(|it| it.tokens.start);
}

/// The longest name of the index that starts here.
fn known(reading: &Reading<'_>, index: &GroupIndex, start: usize) -> Option<GroupName> {
    if !index.heads.contains(reading.key(start)) && !index.heads.contains(reading.key(start).trim_end_matches('.')) {
        return None;
    }
    let sentence = reading.tokens[start].sentence;
    let mut key = String::new();
    let mut best = None;
    let mut count = 0;
    for at in start..reading.tokens.len() {
        if reading.tokens[at].sentence != sentence || count == MOST_WORDS {
            break;
        }
        if reading.tokens[at].kind == Kind::Mark {
            let dash = matches!(reading.word(at), "–" | "—") && reading.is_capital(at + 1);
            if (dash || matches!(reading.word(at), "-" | "'" | "’" | "ʿ")) && at > start {
                continue;
            }
            break;
        }
        if reading.word(at).starts_with(['\'', '’']) {
            break;
        }
        count += 1;
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(reading.key(at));
        if let Some((id, name)) = index.names.get(&key) {
            // Names in lower case are other words, but for the tail of a name.
            let short = key.len() <= 4;
            let written = if short {
                reading.word(start).chars().all(|c| !c.is_lowercase())
            } else {
                // `al-Shabab`: the article of a name is often small.
                reading.is_capital(start) || is_article(reading.key(start)) && reading.is_capital(at)
            };
            if written {
                best = Some((at + 1, *id, name.clone()));
            }
        }
    }
    let (mut end, group, name) = best?;
    // `Houthi militants` are the Houthis.
    if is_people_of(reading.key(end)) && !reading.is_capital(end) && reading.tokens[end].sentence == sentence {
        end += 1;
    }
    // `al-Qaeda-linked fighters`
    let linked = reading.word(end) == "-"
        && matches!(reading.key(end + 1), "linked" | "affiliated" | "aligned" | "allied" | "inspired")
        && (is_people_of(reading.key(end + 2)) || is_force(reading.key(end + 2)));
    if linked {
        end += 3;
    }
    let tokens = start..end;
    let origin = if group.is_some() { Origin::Project } else { Origin::Known };
    Some(GroupName { range: reading.bytes(tokens.clone()), tokens, group, name, origin })
}

/// Letters that people are of: `rebels of the CPC`, `CODECO fighters`.
fn acronym(reading: &Reading<'_>, at: usize) -> Option<GroupName> {
    let token = &reading.tokens[at];
    let short = token.shape == Shape::Upper && (2..=6).contains(&(token.end - token.start));
    let next = reading.key(at + 1);
    let followed = is_people_of(next) && !reading.is_capital(at + 1);
    let by = 1 + usize::from(reading.before(at, 1) == "the");
    let of = matches!(reading.before(at, by), "of" | "from") && is_people_of(reading.before(at, by + 1));
    let word = token.kind == Kind::Word && short || is_name(reading.word(at));
    if !word || !(followed || of) || reading.key(at) == "us" {
        return None;
    }
    let tokens = at..at + 1 + usize::from(followed);
    let name = reading.word(at).to_owned();
    Some(GroupName { range: reading.bytes(tokens.clone()), tokens, group: None, name, origin: Origin::Candidate })
}

/// People who are meant by the name of their group: `JNIM fighters`.
fn is_people_of(key: &str) -> bool {
    matches!(
        key,
        "fighters"
            | "militants"
            | "rebels"
            | "forces"
            | "gunmen"
            | "insurgents"
            | "terrorists"
            | "members"
            | "troops"
            | "soldiers"
            | "jihadists"
            | "extremists"
            | "guerrillas"
            | "militiamen"
            | "paramilitaries"
            | "militia"
    )
}

fn is_article(key: &str) -> bool {
    matches!(key, "al" | "el" | "an" | "ash" | "as" | "ar" | "az" | "ad" | "ed")
}

/// `Iraqi army`, `US-led coalition`, `Iran-backed militias`, `Russian drones` are forces of a country.
fn of_country(reading: &Reading<'_>, start: usize) -> Option<GroupName> {
    if !reading.is_capital(start) {
        return None;
    }
    let key = reading.key(start);
    // `Ukraine said its forces`
    if matches!(reading.key(start + 1), "said" | "says" | "announced")
        && matches!(reading.key(start + 2), "it" | "its" | "that")
        && DEMONYMS.values().any(|it| *it == key)
        && !(1..=2).any(|by| matches!(reading.before(start, by), "in" | "from" | "near" | "of" | "across" | "and"))
    {
        let tokens = start..start + 1;
        let range = reading.bytes(tokens.clone());
        return Some(GroupName {
            name: reading.word(start).to_owned(),
            range,
            tokens,
            group: None,
            origin: Origin::Candidate,
        });
    }
    // `Russian missiles`, `Israeli airstrike`: of the country's forces.
    let adjective = DEMONYMS.contains_key(key) && !key.ends_with('s');
    let air_force = reading.key(start + 1) == "air" && reading.key(start + 2) == "force";
    if adjective && !air_force && is_weapon(reading.key(start + 1)) {
        let tokens = start..start + 1;
        let range = reading.bytes(tokens.clone());
        return Some(GroupName {
            name: format!("{} forces", reading.word(start)),
            range,
            tokens,
            group: None,
            origin: Origin::Candidate,
        });
    }
    let named = DEMONYMS.contains_key(key)
        || matches!(
            key,
            "us" | "u.s"
                | "uk"
                | "u.k"
                | "un"
                | "iran"
                | "turkey"
                | "russia"
                | "israel"
                | "saudi"
                | "kurdish"
                | "shia"
                | "sunni"
                | "shiite"
        ) && (reading.word(start + 1) == "-"
            || matches!(key, "us" | "u.s" | "uk" | "u.k" | "un" | "saudi" | "kurdish" | "shia" | "sunni" | "shiite"));
    if !named || key == "us" && reading.word(start) != "US" {
        return None;
    }
    let mut at = start + 1;
    while at < start + 6
        && is_between(if reading.word(at) == "-" { "-" } else { reading.key(at) })
        && !is_end_force(reading, at)
    {
        at += 1;
    }
    let force = reading.tokens.get(at).filter(|it| it.sentence == reading.tokens[start].sentence)?;
    if force.kind != Kind::Word || !is_force(reading.key(at)) {
        return None;
    }
    let tokens = start..at + 1;
    let range = reading.bytes(tokens.clone());
    Some(GroupName {
        name: reading.text[range.clone()].to_owned(),
        range,
        tokens,
        group: None,
        origin: Origin::Candidate,
    })
}

/// A force that nothing goes on after: `army` of `the army said`, not of `army units`.
fn is_end_force(reading: &Reading<'_>, at: usize) -> bool {
    is_force(reading.key(at)) && !is_force(reading.key(at + 1)) && !is_between(reading.key(at + 1))
}

/// `gunmen`, `the army`, `armed men`: nobody's in particular.
fn plain(reading: &Reading<'_>, at: usize) -> Option<GroupName> {
    let next = reading.key(at + 1);
    let words = match reading.key(at) {
        "police" if matches!(next, "officers" | "officer" | "personnel" | "commandos") => 2,
        "gang" | "militia" | "security" if matches!(next, "members" | "personnel" | "officers") => 2,
        "gunmen" | "gunman" | "militants" | "rebels" | "insurgents" | "assailants" | "attackers" | "militiamen"
        | "paramilitaries" | "jihadists" | "jihadis" | "extremists" | "terrorists" | "bandits" | "pirates"
        | "kidnappers" | "herders" | "settlers" | "separatists" | "mutineers" | "smugglers" | "traffickers"
        | "army" | "military" | "police" | "navy" | "gendarmes" | "soldiers" | "troops" | "fighters" | "militia"
        | "militias" | "guerrillas" | "protesters" | "demonstrators" | "rioters" | "vigilantes" | "peacekeepers"
        | "commandos" | "civilians" | "villagers" | "farmers" | "gang" | "gangs" => 1,
        "security" | "government" | "armed" | "special" | "coalition" | "allied" | "occupation" | "rebel"
        | "border" | "coast"
            if matches!(
                next,
                "forces"
                    | "troops"
                    | "soldiers"
                    | "men"
                    | "group"
                    | "groups"
                    | "gang"
                    | "gangs"
                    | "fighters"
                    | "guards"
                    | "guard"
                    | "police"
                    | "militants"
            ) =>
        {
            2
        }
        "air" if matches!(next, "defence" | "defense" | "defences" | "defenses") => 2,
        "junta" => 1,
        "suicide" if matches!(next, "bomber" | "bombers" | "attacker" | "attackers") => 2,
        _ => return None,
    };
    // `the army base` is a place, `police station` too.
    let after = reading.key(at + words);
    if matches!(
        after,
        "base"
            | "camp"
            | "station"
            | "academy"
            | "post"
            | "checkpoint"
            | "barracks"
            | "headquarters"
            | "spokesman"
            | "spokesperson"
            | "spokeswoman"
            | "chief"
            | "commander"
            | "leader"
            | "source"
            | "sources"
            | "position"
            | "positions"
            | "vehicle"
            | "vehicles"
            | "convoy"
            | "site"
            | "service"
            | "coup"
            | "hospital"
            | "airport"
            | "presence"
            | "aid"
    ) {
        return None;
    }
    let tokens = at..at + words;
    let range = reading.bytes(tokens.clone());
    Some(GroupName {
        name: reading.text[range.clone()].to_owned(),
        range,
        tokens,
        group: None,
        origin: Origin::Candidate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found = find(&Reading::new(text), &GroupIndex::new(&Groups::default()));
        let names: Vec<&str> = found.iter().map(|it| &*it.name).collect();
        assert_eq!(names, expect, "{text}");
    }

    #[test]
    fn groups_are_found_by_any_of_their_names() {
        check("Kataib Hezbollah and the RSF", &["Kata'ib Hezbollah", "Rapid Support Forces"]);
        check("the Houthis fired at U.S. forces", &["Houthi movement", "United States forces"]);
        check("Iran-backed militias and Iraqi border police", &["Iran-backed militias", "Iraqi border police"]);
        check("The rsf and us", &[]);
        check("fighters of al-Shabab and al-Qaeda", &["fighters", "Al-Shabaab", "al-Qaeda"]);
        check("The army base was hit, the army said", &["army"]);
        check("A suicide bomber and armed men", &["suicide bomber", "armed men"]);
        check(
            "the Nineveh Liberation Front fought the Movement for the Salvation of Gao",
            &["Nineveh Liberation Front", "Movement for the Salvation of Gao"],
        );

        check("هاجم الحوثيون السفينة", &["Houthi movement"]);
    }

    #[test]
    fn a_text_explains_its_own_letters() {
        check(
            "the Public Security Apparatus (PSA) left; PSA men stayed. The SDF (Special Deterrence Force) too",
            &[
                "Public Security Apparatus",
                "Public Security Apparatus",
                "Syrian Democratic Forces",
                "Special Deterrence Force",
            ],
        );
        check("the Greater Pibor Administrative Area (GPAA)", &[]);
    }

    #[test]
    fn who_is_spoken_of_again_is_named_by_who_was_named_before() {
        check("Al-Shabab attacked. The militants fled, the army said.", &["Al-Shabaab", "Al-Shabaab", "army"]);
        check(
            "The Congolese army shelled M23. The group said the army lied.",
            &[
                "Armed Forces of the Democratic Republic of Congo",
                "March 23 Movement",
                "March 23 Movement",
                "Armed Forces of the Democratic Republic of Congo",
            ],
        );
        check("The group of friends met.", &[]);
    }

    #[test]
    fn people_are_of_the_group_that_is_named_with_them() {
        check("al-Qaeda-linked fighters and rebels of the CPC", &["al-Qaeda", "rebels", "CPC"]);
        check("the 444th Brigade fought police officers", &["444th Brigade", "police officers"]);
    }

    #[test]
    fn the_projects_groups_come_first() {
        let group = crate::event::Group {
            key: "kh".into(),
            name: "KH".into(),
            aliases: vec!["Kataib Hezbollah".into()],
            ..Default::default()
        };
        let index = GroupIndex::new(&Groups::new(vec![group]));
        let found = find(&Reading::new("Hezbollah Brigades"), &index);
        assert_eq!((found[0].group, &*found[0].name, found[0].origin), (Some(GroupId(0)), "KH", Origin::Project));
    }
}
