//! Any bytes, found out by their content.
#![no_main]

use dateline::format::{OpenOptions, read_bytes};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = read_bytes("x", bytes.to_vec(), &OpenOptions::default(), &Default::default());
});
