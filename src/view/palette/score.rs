//! How well a name answers what was typed. Both are folded.

/// The better, the higher; none if it does not answer.
pub fn score(query: &str, name: &str) -> Option<i32> {
    if query.is_empty() || name.is_empty() {
        return None;
    }
    if name == query {
        return Some(1000);
    }
    let shorter = i32::try_from(name.len() / 4).unwrap_or(i32::MAX).min(60);
    if name.starts_with(query) {
        return Some(900 - shorter);
    }
    let (mut sum, mut terms) = (0, 0);
    for term in query.split_whitespace() {
        sum += word(term, name)?;
        terms += 1;
    }
    if terms == 0 {
        return None;
    }
    let together = if terms > 1 && name.contains(query) { 60 } else { 0 };
    Some(sum / terms + together - shorter)
}

/// The best of several names of one thing.
pub fn best<'a>(query: &str, names: impl IntoIterator<Item = &'a str>) -> Option<i32> {
    // A later name is an alternate one: it answers a little less well.
    names.into_iter().enumerate().filter_map(|(i, name)| score(query, name).map(|s| s - i32::from(i > 0) * 10)).max()
}

/// One word: the start of a word, somewhere, initials, or its letters in order.
fn word(term: &str, name: &str) -> Option<i32> {
    // An apostrophe is part of a word: Kata'ib.
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | 'ʼ');
    let starts = |at: usize| name[..at].chars().next_back().is_none_or(|before| !inside(before));
    if let Some(first) = name.find(term) {
        let at_start = name.match_indices(term).any(|(at, _)| starts(at));
        return Some(if first == 0 {
            800
        } else if at_start {
            700
        } else {
            450
        });
    }
    let initials: String =
        name.char_indices().filter(|(at, c)| c.is_alphanumeric() && starts(*at)).map(|(_, c)| c).collect();
    if term.chars().count() > 1 && initials.starts_with(term) {
        return Some(600);
    }
    letters(term, name)
}

/// The letters of the term in order, with few gaps. In long texts nearly everything would be found so.
fn letters(term: &str, name: &str) -> Option<i32> {
    if term.chars().count() < 3 || name.len() > 80 {
        return None;
    }
    let mut wanted = term.chars().peekable();
    let (mut gaps, mut began) = (0, false);
    for c in name.chars() {
        match wanted.peek() {
            Some(next) if *next == c => {
                wanted.next();
                began = true;
            }
            Some(_) => gaps += i32::from(began),
            None => break,
        }
    }
    let most = i32::try_from(term.chars().count()).unwrap_or(i32::MAX);
    (wanted.peek().is_none() && gaps <= 2 * most).then_some(250 - 10 * gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(query: &str, names: &[&'static str]) -> Vec<&'static str> {
        let mut found: Vec<_> = names.iter().filter_map(|name| score(query, name).map(|s| (s, *name))).collect();
        found.sort_by_key(|(s, _)| std::cmp::Reverse(*s));
        found.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn the_start_of_a_name_goes_before_the_start_of_a_word_before_the_middle_of_one() {
        let names = ["ain al-asad", "asadabad", "basad", "tower 22"];
        assert_eq!(ranked("asad", &names), ["asadabad", "ain al-asad", "basad"]);
    }

    #[test]
    fn every_word_must_be_found_and_order_does_not_matter() {
        assert!(score("asad drone", "two drones at ain al-asad").is_some());
        assert!(score("asad tank", "two drones at ain al-asad").is_none());
        assert!(score("ain al", "ain al-asad") > score("al ain", "ain al-asad"));
    }

    #[test]
    fn initials_and_letters_in_order_are_found() {
        assert!(score("kh", "kata'ib hezbollah").is_some());
        assert!(score("clrflt", "clear filters").is_some());
        assert!(score("xyz", "clear filters").is_none());
        assert!(score("hzblh", "hezbollah") < score("hez", "hezbollah"));
    }

    #[test]
    fn any_script_is_only_letters() {
        assert!(score("الأسد", "عين الأسد").is_some());
        assert!(best("kh", ["kata'ib hezbollah", "kh"]) > best("kh", ["kata'ib hezbollah"]));
        assert_eq!(score("", "anything"), None);
    }
}
