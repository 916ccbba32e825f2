//! Bytes that are said to be of this format. Every event that is read has an id of its own and an order of days.
#![no_main]

use dateline::format::{FormatId, OpenOptions, read_bytes};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let options = OpenOptions { format: Some(FormatId::GeoJson), ..OpenOptions::default() };
    if let Ok(import) = read_bytes("x", bytes.to_vec(), &options, &Default::default()) {
        let events = &import.project.events;
        assert_eq!(import.report.counts.events + import.report.counts.unverified, events.len());
        for id in events.ids() {
            assert!(!events.key(id).is_empty() && events.days(id).is_none_or(|(first, last)| first <= last));
        }
    }
});
