//! Names beside the gazetteer's: of people of a place, abbreviations, and kinds of places that a name may end with.

use std::collections::HashMap;
use std::sync::LazyLock;

/// `american` → `united states`. Keys of several words are joined by spaces.
pub static DEMONYMS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for line in include_str!("demonyms.txt").lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let first = words.iter().position(|it| it.starts_with(char::is_uppercase)).unwrap_or(words.len());
        let place = line.find(words.get(first).copied().unwrap_or("\n")).map_or(line, |at| line[..at].trim_end());
        for word in &words[first..] {
            let key = word.replace('_', " ").to_lowercase();
            let plural = match &key {
                it if it.ends_with("man") && it.len() > 7 && !it.ends_with("erman") => {
                    Some(format!("{}men", &it[..it.len() - 3]))
                }
                it if ["ese", "ish", "ch", "ss", "sh", "ois", "yz", "i kurdish"]
                    .iter()
                    .any(|end| it.ends_with(end)) =>
                {
                    None
                }
                it => Some(format!("{it}s")),
            };
            if let Some(plural) = plural {
                map.insert(plural, place);
            }
            map.insert(key, place);
        }
    }
    map
});

/// `w.va` → `west virginia`, `KY` → `kentucky`.
pub static ABBREVIATIONS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| include_str!("abbreviations.txt").lines().filter_map(|line| line.split_once(' ')).collect());

/// Words after a name that make it a street.
pub fn is_street(key: &str) -> bool {
    matches!(
        key,
        "street"
            | "st"
            | "road"
            | "rd"
            | "avenue"
            | "ave"
            | "drive"
            | "dr"
            | "boulevard"
            | "blvd"
            | "lane"
            | "ln"
            | "highway"
            | "hwy"
            | "parkway"
            | "pkwy"
            | "expressway"
            | "freeway"
            | "turnpike"
            | "way"
            | "court"
            | "close"
            | "crescent"
            | "terrace"
            | "trail"
            | "pike"
            | "alley"
            | "row"
            | "circle"
    )
}

/// Words after a name that make it a place of some kind, and words before a name that do.
pub fn is_feature(key: &str) -> bool {
    matches!(
        key,
        "county"
            | "parish"
            | "township"
            | "twp"
            | "borough"
            | "village"
            | "river"
            | "creek"
            | "lake"
            | "bay"
            | "island"
            | "islands"
            | "valley"
            | "mountain"
            | "mountains"
            | "hill"
            | "hills"
            | "forest"
            | "park"
            | "beach"
            | "bridge"
            | "heights"
            | "falls"
            | "springs"
            | "ridge"
            | "canyon"
            | "wilderness"
            | "harbor"
            | "harbour"
            | "peninsula"
            | "desert"
            | "reservoir"
            | "airport"
            | "airfield"
            | "airbase"
            | "square"
            | "plaza"
            | "ford"
            | "point"
            | "cove"
            | "swamp"
            | "dam"
            | "province"
            | "governorate"
            | "oblast"
            | "prefecture"
            | "district"
            | "crossing"
            | "junction"
            | "farms"
            | "estates"
            | "woods"
            | "meadows"
            | "gardens"
            | "strip"
            | "coast"
            | "sea"
            | "gulf"
            | "strait"
            | "plateau"
    )
}

pub fn is_feature_head(key: &str) -> bool {
    matches!(
        key,
        "lake"
            | "mount"
            | "mt"
            | "fort"
            | "ft"
            | "port"
            | "camp"
            | "cape"
            | "st"
            | "saint"
            | "san"
            | "santa"
            | "el"
            | "los"
            | "las"
            | "la"
            | "new"
            | "north"
            | "south"
            | "east"
            | "west"
            | "upper"
            | "lower"
            | "point"
            | "isle"
    )
}

/// Words at the end of the name of an institution.
pub fn is_institution(key: &str) -> bool {
    matches!(
        key,
        "university"
            | "college"
            | "school"
            | "schools"
            | "hospital"
            | "department"
            | "police"
            | "council"
            | "court"
            | "church"
            | "times"
            | "news"
            | "herald"
            | "post"
            | "tribune"
            | "gazette"
            | "journal"
            | "star"
            | "sun"
            | "inc"
            | "corp"
            | "co"
            | "company"
            | "llc"
            | "ltd"
            | "group"
            | "bank"
            | "hotel"
            | "center"
            | "centre"
            | "club"
            | "association"
            | "institute"
            | "foundation"
            | "society"
            | "agency"
            | "authority"
            | "commission"
            | "committee"
            | "board"
            | "bureau"
            | "office"
            | "ministry"
            | "party"
            | "union"
            | "league"
            | "team"
            | "airlines"
            | "airways"
            | "army"
            | "force"
            | "forces"
            | "navy"
            | "guard"
            | "senate"
            | "house"
            | "assembly"
            | "parliament"
            | "museum"
            | "theatre"
            | "theater"
            | "stadium"
            | "library"
            | "high"
            | "elementary"
            | "middle"
            | "academy"
            | "fire"
            | "sheriff"
            | "jail"
            | "prison"
            | "district"
            | "state"
            | "community"
            | "public"
            | "regional"
            | "medical"
            | "memorial"
            | "national"
            | "international"
            | "federal"
            | "supreme"
            | "superior"
            | "circuit"
            | "municipal"
            | "city"
            | "town"
            | "area"
            | "chamber"
            | "democratic"
            | "republican"
            | "foundation's"
            | "clinic"
            | "services"
            | "service"
            | "system"
            | "network"
            | "trust"
            | "festival"
            | "fair"
            | "open"
            | "cup"
            | "games"
            | "accord"
            | "agreement"
            | "treaty"
            | "act"
            | "law"
            | "bill"
            | "war"
            | "crusade"
            | "embassy"
            | "consulate"
    )
}

/// Words before the name of a person.
pub fn is_title(key: &str) -> bool {
    matches!(
        key,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "prof"
            | "professor"
            | "sir"
            | "lord"
            | "lady"
            | "dame"
            | "gen"
            | "general"
            | "lt"
            | "lieutenant"
            | "col"
            | "colonel"
            | "maj"
            | "major"
            | "capt"
            | "captain"
            | "cmdr"
            | "commander"
            | "adm"
            | "admiral"
            | "sgt"
            | "sergeant"
            | "cpl"
            | "corporal"
            | "pvt"
            | "private"
            | "pfc"
            | "spc"
            | "const"
            | "constable"
            | "det"
            | "detective"
            | "officer"
            | "deputy"
            | "inspector"
            | "supt"
            | "superintendent"
            | "chief"
            | "sheriff"
            | "judge"
            | "justice"
            | "magistrate"
            | "gov"
            | "governor"
            | "sen"
            | "senator"
            | "rep"
            | "representative"
            | "congressman"
            | "congresswoman"
            | "mayor"
            | "councilman"
            | "councilwoman"
            | "councillor"
            | "councilor"
            | "alderman"
            | "commissioner"
            | "secretary"
            | "minister"
            | "president"
            | "premier"
            | "chancellor"
            | "king"
            | "queen"
            | "prince"
            | "princess"
            | "pope"
            | "bishop"
            | "archbishop"
            | "father"
            | "rev"
            | "reverend"
            | "pastor"
            | "rabbi"
            | "imam"
            | "sheikh"
            | "sheik"
            | "ayatollah"
            | "emir"
            | "sultan"
            | "coach"
            | "manager"
            | "director"
            | "principal"
            | "spokesman"
            | "spokeswoman"
            | "ambassador"
            | "attorney"
            | "lawyer"
            | "prosecutor"
            | "actor"
            | "actress"
            | "singer"
            | "author"
            | "president-elect"
            | "chairman"
            | "chairwoman"
            | "trooper"
            | "firefighter"
            | "pilot"
            | "quarterback"
            | "pitcher"
            | "guard"
            | "forward"
            | "brother"
            | "sister"
            | "daughter"
            | "son"
            | "wife"
            | "husband"
            | "mother"
            | "uncle"
            | "aunt"
            | "cousin"
            | "hon"
            | "sens"
            | "reps"
            | "messrs"
            | "first lady"
            | "senior"
            | "junior"
            | "sophomore"
            | "freshman"
            | "defendant"
            | "suspect"
            | "saint"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_abbreviations_name_their_place() {
        for (word, place) in [
            ("iraqi", "iraq"),
            ("iraqis", "iraq"),
            ("sri lankan", "sri lanka"),
            ("british", "united kingdom"),
            ("frenchmen", "france"),
            ("swiss", "switzerland"),
            ("germans", "germany"),
        ] {
            assert_eq!(DEMONYMS.get(word), Some(&place), "{word}");
        }
        assert_eq!(ABBREVIATIONS.get("w.va"), Some(&"west virginia"));
        assert!(!DEMONYMS.contains_key("swisss") && !DEMONYMS.contains_key(""));
    }
}
