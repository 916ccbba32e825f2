//! Addresses that are the same page, however they are written.

use std::collections::HashMap;

use crate::article::ArticleId;
use crate::event::EventId;
use crate::project::Project;

/// An address so that the same page has the same one: without scheme, `www.`, fragment, what only tracks readers, and a
/// slash at its end; the host in small letters, further parameters in order. Empty for what is no web address.
pub fn normal(address: &str) -> String {
    let address = address.trim();
    let rest = match address.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => rest,
        Some(_) => return String::new(),
        None if address.contains('.') && !address.contains(char::is_whitespace) => address,
        None => return String::new(),
    };
    let rest = rest.split('#').next().unwrap_or(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = path.split_once('/').unwrap_or((path, ""));
    let host = host.rsplit('@').next().unwrap_or(host).to_ascii_lowercase();
    let host = host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(&host);
    let plain = ["www.", "m.", "amp."].iter().find_map(|it| host.strip_prefix(it)).filter(|it| it.contains('.'));
    let path = path.trim_end_matches('/');
    let path = ["/amp", "/index.html", "/index.htm"].iter().find_map(|it| path.strip_suffix(it)).unwrap_or(path);
    let mut further: Vec<&str> = query.split('&').filter(|it| !it.is_empty() && !tracks(it)).collect();
    further.sort_unstable();
    let mut normal = plain.unwrap_or(host).to_owned();
    if !path.is_empty() {
        normal.push('/');
        normal.push_str(path);
    }
    if !further.is_empty() {
        normal.push('?');
        normal.push_str(&further.join("&"));
    }
    normal
}

/// Whether a parameter only says where a reader came from.
fn tracks(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or(parameter).to_ascii_lowercase();
    name.starts_with("utm_")
        || matches!(
            name.as_str(),
            "fbclid"
                | "gclid"
                | "dclid"
                | "msclkid"
                | "mc_cid"
                | "mc_eid"
                | "igshid"
                | "ref"
                | "ref_src"
                | "cmpid"
                | "smid"
                | "s_cid"
        )
}

/// The articles of a project by their addresses.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    articles: HashMap<String, ArticleId>,
}

impl Addresses {
    pub fn new(project: &Project) -> Self {
        let mut articles = HashMap::new();
        for id in project.article_ids() {
            let address = normal(&project.article(id).url);
            if !address.is_empty() {
                articles.entry(address).or_insert(id);
            }
        }
        Self { articles }
    }

    /// The article with this address.
    pub fn article(&self, address: &str) -> Option<ArticleId> {
        if self.articles.is_empty() || address.is_empty() {
            return None;
        }
        self.articles.get(&normal(address)).copied()
    }

    /// The articles that an event's sources are, by address: GDELT's `SOURCEURL` and the like.
    pub fn of_event(&self, project: &Project, event: EventId) -> Vec<ArticleId> {
        if self.articles.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<ArticleId> =
            project.events.sources(event).iter().filter_map(|id| self.article(&project.source(*id).url)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The events that rest on an article by its address, in the order of rows. Looks through all sources once.
pub fn events_of(project: &Project, article: ArticleId) -> Vec<EventId> {
    let address = normal(&project.article(article).url);
    let host = address.split('/').next().unwrap_or("").to_owned();
    if host.is_empty() {
        return Vec::new();
    }
    let same = |url: &str| url.len() >= host.len() && url.contains(host.as_str()) && normal(url) == address;
    let sources: Vec<bool> = project.sources.iter().map(|it| same(&it.url)).collect();
    if !sources.contains(&true) {
        return Vec::new();
    }
    let lists = project.events.source_lists();
    let named = |code| lists.list(code).iter().any(|id| sources.get(id.0 as usize) == Some(&true));
    let codes: Vec<bool> = (0..lists.codes()).map(|code| named(code as crate::event::Code)).collect();
    project.events.ids().filter(|id| codes[lists.rows().get(id.row()) as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_page_has_the_same_address_however_it_is_written() {
        for (text, expect) in [
            ("https://www.Example.org/a/B/", "example.org/a/B"),
            ("http://example.org/a/B?utm_source=x&fbclid=1#top", "example.org/a/B"),
            ("example.org/a?b=2&a=1", "example.org/a?a=1&b=2"),
            ("https://m.example.org:443/news/amp", "example.org/news"),
            ("https://user@example.org", "example.org"),
            ("https://www.org/", "www.org"),
            ("ftp://example.org/a", ""),
            ("The Daily News", ""),
            ("", ""),
        ] {
            assert_eq!(normal(text), expect, "{text}");
        }
    }
}
