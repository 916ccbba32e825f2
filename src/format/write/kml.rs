use std::collections::BTreeMap;
use std::io::Write;

use super::record::Record;
use super::{Broken, Job};
use crate::event::{EventId, GroupId};
use crate::format::row::OWN;
use crate::format::xml::OURS;

/// Colours that differ for people with any sort of colour vision: Okabe and Ito, "Color Universal Design" (2008).
const COLOURS: [(&str, [u8; 3]); 7] = [
    ("orange", [230, 159, 0]),
    ("blue", [0, 114, 178]),
    ("red", [213, 94, 0]),
    ("green", [0, 158, 115]),
    ("purple", [204, 121, 167]),
    ("sky", [86, 180, 233]),
    ("yellow", [240, 228, 66]),
];
/// For what no group is named for, and groups that ask for it.
const GREY: [u8; 3] = [128, 128, 128];

/// Values that are written otherwise, or not at all.
const ELSEWHERE: [&str; 4] = ["event_id_cnty", "latitude", "longitude", "details"];

/// A document with a folder, and a style, for each group that is named first.
pub(super) fn write(job: &Job<'_>, out: &mut dyn Write) -> Result<(), Broken> {
    let project = job.project;
    let mut folders: BTreeMap<Option<GroupId>, Vec<EventId>> = BTreeMap::new();
    for id in job.ids {
        folders.entry(project.events.actors(*id).first().copied()).or_default().push(*id);
    }
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document id=\"{OURS}\">")?;
    writeln!(out, "<name>{}</name>", escape(&project.meta.title))?;
    for (at, group) in folders.keys().enumerate() {
        let asked = group.map_or("grey", |id| project.groups.get(id).colour.as_str());
        let own = COLOURS.iter().find(|(name, _)| *name == asked).map(|(_, rgb)| *rgb);
        let rgb = if asked == "grey" { GREY } else { own.unwrap_or(COLOURS[at % COLOURS.len()].1) };
        let [r, g, b] = rgb;
        writeln!(
            out,
            "<Style id=\"{}\"><IconStyle><color>ff{b:02x}{g:02x}{r:02x}</color><scale>0.8</scale><Icon><href>http://maps.google.com/mapfiles/kml/shapes/placemark_circle.png</href></Icon></IconStyle></Style>",
            style(*group)
        )?;
    }
    let mut done = 0_usize;
    for (group, ids) in &folders {
        let name = group.map_or("No group named", |id| &project.groups.get(id).name);
        writeln!(out, "<Folder><name>{}</name>", escape(name))?;
        for id in ids {
            if done.is_multiple_of(1024) {
                job.progress.check()?;
            }
            done += 1;
            job.progress.add_rows(1);
            placemark(job.record(*id), *group, out)?;
        }
        writeln!(out, "</Folder>")?;
    }
    writeln!(out, "</Document></kml>")?;
    Ok(())
}

fn style(group: Option<GroupId>) -> String {
    group.map_or_else(|| "none".to_owned(), |id| format!("g{}", id.0))
}

fn placemark(record: Record<'_>, group: Option<GroupId>, out: &mut dyn Write) -> Result<(), Broken> {
    let events = &record.project.events;
    let id = record.id;
    // An id of XML is a name; ours may be anything, so it goes with the data as well.
    writeln!(out, "<Placemark><name>{}</name>", escape(events.title(id)))?;
    if !events.notes(id).is_empty() {
        // Descriptions are read as HTML: marks in the text are written twice over.
        writeln!(out, "<description>{}</description>", escape(&escape(events.notes(id)).replace('\n', "<br>")))?;
    }
    let (start, end) = (record.cell("start").plain(), record.cell("end").plain());
    match (start.as_str(), end.as_str()) {
        ("", "") => {}
        (start, end) if start == end => {
            let text = events.date_text(id);
            let moment = if text.contains('T') && !text.contains(['/', '~', '?', '%']) { text } else { start };
            writeln!(out, "<TimeStamp><when>{}</when></TimeStamp>", escape(moment))?;
        }
        (start, end) => {
            write!(out, "<TimeSpan>")?;
            if !start.is_empty() {
                write!(out, "<begin>{start}</begin>")?;
            }
            if !end.is_empty() {
                write!(out, "<end>{end}</end>")?;
            }
            writeln!(out, "</TimeSpan>")?;
        }
    }
    write!(out, "<styleUrl>#{}</styleUrl><ExtendedData>", style(group))?;
    let key = ("event_id_cnty".to_owned(), events.key(id).to_owned());
    let own = OWN.iter().filter(|(name, _)| !ELSEWHERE.contains(name));
    let own = own.map(|(name, _)| ((*name).to_owned(), record.cell(name).plain()));
    for (name, text) in std::iter::once(key).chain(own).chain(record.details()) {
        if !text.is_empty() {
            write!(out, "<Data name=\"{}\"><value>{}</value></Data>", escape(&name), escape(&text))?;
        }
    }
    writeln!(out, "</ExtendedData>")?;
    if let Some(at) = record.at() {
        writeln!(out, "<Point><coordinates>{:.6},{:.6}</coordinates></Point>", at.lon, at.lat)?;
    }
    writeln!(out, "</Placemark>")?;
    Ok(())
}

/// Text for XML. Characters that XML cannot hold become U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() && c < '\u{20}' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
