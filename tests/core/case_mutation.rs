use proptest::prelude::*;

use crate::folder::{ARTICLE, Case};

const EVENT: &str = r#"{"features":[{"id":"one","geometry":{"type":"Point","coordinates":[42,33]},"properties":{"title":"One","event_date":"2024-01-28/2024-01-29","actors":["us"],"fatalities":{"min":1,"max":3},"sources":["wire"],"claims":[{"field":"place","value":"base"}]}}]}"#;
const GROUP: &str = "[[group]]\nid = \"us\"\nname = \"US\"\numbrella = [\"us\"]\naliases = [\"\u{627}\"]\n";

/// Put other bytes in some places.
fn mutate(text: &str, changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_read_or_refused_but_never_crashes(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&b"\"{}[]:,0-e.~\n\\\xFF a+"[..])), 0..4),
    ) {
        for (file, text) in [("events.geojson", EVENT), ("groups.toml", GROUP), ("articles/a.md", ARTICLE)] {
            let case = Case::new().file(file, mutate(text, &changes));
            match case.try_read() {
                Ok(import) => prop_assert!(import.report.counts.groups <= 1),
                Err(error) => prop_assert!(error.to_string().starts_with(file), "{}", error),
            }
        }
    }
}
