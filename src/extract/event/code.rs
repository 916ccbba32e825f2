//! ACLED's type and sub-type of an event, where they follow from who did it to whom.

use super::draft::Draft;
use super::phrase::is_armed;
use super::trigger::Family;
use super::{Field, Found};
use crate::extract::group::{Origin, is_state};

/// The type and sub-type. Violence between armed sides is a battle; violence against others is against civilians.
pub(super) fn code(
    found: Found<'_>,
    family: Family,
    drafts: &[Draft],
    actors: &[Field<usize>],
    targets: &[Field<usize>],
    place: Option<usize>,
) -> (&'static str, &'static str) {
    let words = |wanted: &dyn Fn(&str) -> bool| {
        drafts.iter().flat_map(|it| it.tokens.clone()).any(|at| wanted(found.reading.key(at)))
    };
    let harmed: Vec<&str> = drafts
        .iter()
        .flat_map(|it| &it.tolls)
        .flat_map(|it| found.reading.text[found.tolls[*it].whom.clone()].split_whitespace())
        .collect();
    // Whoever marches and fights the police is at a riot.
    let marches = |it: &Field<usize>| found.groups[it.value].name.split(' ').any(|it| is_marcher(&it.to_lowercase()));
    let protests = |it: &Field<usize>| {
        let name = found.groups[it.value].name.to_lowercase();
        ["protest", "demonstrat", "riot", "supporter", "crowd", "striker"].iter().any(|it| name.contains(it))
    };
    let marched = targets.iter().any(marches) || harmed.iter().any(|it| is_marcher(&it.to_lowercase()));
    let state = |it: &Field<usize>| is_state(&found.groups[it.value].name);
    match family {
        // Whoever shoots at those who march uses more force than is needed.
        Family::Attack | Family::Killing
            if marched
                && (actors.iter().any(state) || words(&|key| matches!(key, "rubber" | "teargas" | "police"))) =>
        {
            ("Protests", "Excessive force against protesters")
        }
        Family::Clash
            if words(&|key| matches!(key, "sticks" | "bricks" | "stones" | "fists" | "clubs"))
                && !actors.iter().chain(targets).any(|it| fights(found, it.value)) =>
        {
            ("Riots", "Mob violence")
        }
        Family::Looting if actors.iter().any(protests) && !actors.iter().any(|it| fights(found, it.value)) => {
            Family::Riot.acled()
        }
        // A crowd that turns on people, and on no police, is a mob.
        Family::Riot if !targets.is_empty() && actors.iter().any(is_crowd(found)) && !words(&|key| key == "police") => {
            ("Riots", "Mob violence")
        }
        Family::Killing if actors.iter().any(is_crowd(found)) => ("Riots", "Mob violence"),
        Family::Clash if actors.iter().chain(targets).any(marches) => Family::Riot.acled(),
        Family::Attack | Family::Killing | Family::Raid => {
            let armed = |word: &str| is_armed(&word.to_lowercase());
            let sides = targets.iter().any(|it| fights(found, it.value));
            let civil = targets.iter().any(|it| is_civil(&found.groups[it.value].name))
                || harmed.iter().any(|it| is_civil(it) && !(sides && *it == "people"));
            let hurt = harmed.iter().any(|it| armed(it)) || targets.iter().any(|it| fights(found, it.value));
            let fought =
                words(&|key| matches!(key, "battle" | "firefight" | "gunfight" | "clash" | "clashes" | "fighting"));
            let fought = fought
                || drafts.iter().flat_map(|it| it.tokens.clone()).any(|at| {
                    found.reading.key(at) == "shootout"
                        || found.reading.key(at) == "shoot" && found.reading.key(at + 2) == "out"
                });
            let post =
                words(&|key| matches!(key, "outpost" | "outposts" | "barracks" | "garrison" | "posts" | "positions"));
            let post = post || on_military(found, drafts);
            let hurt = hurt || post && family == Family::Attack && actors.iter().any(|it| fights(found, it.value));
            let both = actors.iter().any(|it| fights(found, it.value)) && fought;
            if (hurt || both) && !civil { Family::Clash.acled() } else { family.acled() }
        }
        Family::Territory => {
            let back = words(&|key| {
                matches!(key, "retook" | "retaken" | "recaptured" | "liberated" | "regained" | "retake" | "recapture")
            });
            let state = actors.iter().any(|it| is_state(&found.groups[it.value].name));
            // ACLED counts a foreign state among those who overtake.
            let foreign = |it: &Field<usize>| place.is_some_and(|place| is_foreign(found, it.value, place));
            let other = actors
                .iter()
                .any(|it| fights(found, it.value) && !is_state(&found.groups[it.value].name) || foreign(it) && !back);
            if (state || back) && !other { ("Battles", "Government regains territory") } else { family.acled() }
        }
        Family::Protest
            if drafts.iter().any(|it| it.family == Family::Killing)
                && words(&|key| matches!(key, "police" | "troops" | "soldiers" | "forces")) =>
        {
            ("Protests", "Excessive force against protesters")
        }
        Family::Protest if words(&|key| matches!(key, "teargas" | "dispersed" | "cannon" | "tear")) => {
            ("Protests", "Protest with intervention")
        }
        _ => family.acled(),
    }
}

/// Whether a group is named after another country than the one that a place lies in: `Russian troops` in Ukraine.
fn is_foreign(found: Found<'_>, group: usize, place: usize) -> bool {
    let home = &found.groups[group].range;
    let country = |place: usize| found.spots[place].as_ref().map(|it| &it.iso2).filter(|it| !it.is_empty());
    let first = found.places.partition_point(|it| it.range.end <= home.start);
    let named = (first..found.places.len()).take_while(|it| found.places[*it].range.start < home.end);
    named.filter_map(country).next().zip(country(place)).is_some_and(|(home, there)| home != there)
}

/// Whether somebody is a crowd: `a mob`, `villagers` who act together.
fn is_crowd(found: Found<'_>) -> impl Fn(&Field<usize>) -> bool {
    move |it| {
        let name = found.groups[it.value].name.to_lowercase();
        name.split(' ').any(|it| matches!(it, "mob" | "mobs" | "crowd" | "crowds"))
    }
}

fn is_marcher(word: &str) -> bool {
    matches!(
        word,
        "students"
            | "protesters"
            | "demonstrators"
            | "rioters"
            | "activists"
            | "marchers"
            | "crowds"
            | "crowd"
            | "youths"
            | "supporters"
            | "strikers"
            | "fans"
    )
}

/// `a military convoy`, `an army post`
fn on_military(found: Found<'_>, drafts: &[Draft]) -> bool {
    drafts.iter().flat_map(|it| it.tokens.clone()).any(|at| {
        matches!(found.reading.key(at), "military" | "army")
            && matches!(
                found.reading.key(at + 1),
                "convoy"
                    | "vehicle"
                    | "vehicles"
                    | "base"
                    | "post"
                    | "patrol"
                    | "camp"
                    | "column"
                    | "truck"
                    | "trucks"
                    | "position"
            )
    })
}

/// Whether a group bears arms: one that is known, or whose name says so.
fn fights(found: Found<'_>, group: usize) -> bool {
    let group = &found.groups[group];
    let armed = |it: &str| {
        is_armed(it)
            || matches!(
                it,
                "position"
                    | "positions"
                    | "post"
                    | "posts"
                    | "outpost"
                    | "outposts"
                    | "units"
                    | "command"
                    | "corps"
                    | "division"
                    | "regiment"
                    | "force"
                    | "patrol"
                    | "patrols"
                    | "gendarmerie"
            )
    };
    let named = group.name.split_whitespace().any(|it| armed(&it.to_lowercase()));
    !is_civil(&group.name) && (named || group.origin == Origin::Known || group.origin == Origin::Project)
}

fn is_civil(name: &str) -> bool {
    name.split_whitespace().any(|it| {
        matches!(
            &*it.to_lowercase(),
            "civilians"
                | "civilian"
                | "villagers"
                | "farmers"
                | "children"
                | "women"
                | "residents"
                | "protesters"
                | "students"
                | "journalists"
                | "journalist"
                | "workers"
                | "passengers"
                | "people"
                | "demonstrators"
                | "worshippers"
                | "traders"
                | "herders"
                | "refugees"
                | "doctor"
                | "teacher"
                | "shoppers"
                | "family"
                | "girls"
                | "boys"
                | "aid"
        )
    })
}
