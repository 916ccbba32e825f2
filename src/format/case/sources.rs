use super::SOURCES;
use super::keys::Keys;
use super::tables::Document;
use crate::event::{Issue, Source, SourceId};

/// Read `sources.toml`.
pub(super) fn read(document: &Document<'_>, keys: &mut Keys<SourceId>, issues: &mut Vec<Issue>) -> Vec<Source> {
    let mut sources = Vec::new();
    document.for_each(SOURCES, "source", issues, |number, mut fields| {
        let f = &mut fields;
        let id = SourceId(u32::try_from(sources.len()).unwrap_or(u32::MAX));
        let key = keys.define(id, number + 1, f);
        let line = f.line_of("publisher");
        let publisher = f.text("publisher");
        if publisher.trim().is_empty() {
            f.issue(line, "publisher", "", "this source has no publisher: say who published it");
        }
        let mut source = Source {
            key,
            publisher,
            agency: f.text("agency"),
            title: f.text("title"),
            title_basis: f.word("title_basis", &["seen", "url_slug", "not_recorded"]),
            date: f.date("date"),
            date_basis: f.text("date_basis"),
            url: f.text("url"),
            kind: f.text("kind"),
            note: f.text("note"),
            ..Source::default()
        };
        source.details = fields.details();
        sources.push(source);
    });
    sources
}
