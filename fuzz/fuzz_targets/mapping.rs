//! A mapping as TOML, and a table that is read with it, divided by a line of three dashes.
#![no_main]

use dateline::format::{Mapping, OpenOptions, read_bytes};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Some((mapping, table)) = text.split_once("\n---\n") else { return };
    let Ok(mapping) = Mapping::from_toml(mapping) else { return };
    assert_eq!(Mapping::from_toml(&mapping.to_toml()).as_ref(), Ok(&mapping));
    let options = OpenOptions { mapping: Some(mapping), ..OpenOptions::default() };
    let _ = read_bytes("x.csv", table.as_bytes().to_vec(), &options, &Default::default());
});
