//! The fuzz targets on stable Rust: each over its seeds and over some hundred mutations of them, the same in every run.
//! `scripts/fuzz` does it in earnest.

use std::fs;
use std::path::{Path, PathBuf};

use crate::targets::{TARGETS, run};

/// Mutations of all seeds of a target.
const ROUNDS: usize = 240;
/// A project file is large, and opening one costs a millisecond.
const FEW: usize = 60;

fn seeds(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut all: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().map(|it| it.unwrap().path()).collect();
    all.sort();
    all
}

/// Numbers by chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

fn mutated(seed: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    const WORDS: [&[u8]; 12] =
        [b"\0", b"\xFF\xFF\xFF\xFF", b"\"", b"<", b">", b"{", b"[", b",", b"\n", b"-1", b"99999999999", b"\xC3"];
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + 1 + chance.below(40)).min(bytes.len());
        match chance.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 if at < bytes.len() => bytes[at] = chance.below(256) as u8,
            2 => drop(bytes.splice(at..at, WORDS[chance.below(WORDS.len())].iter().copied())),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
            5 => {
                let from = chance.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ => bytes.truncate(at.max(bytes.len() / 2)),
        }
    }
    bytes
}

#[test]
fn every_fuzz_target_holds_over_its_seeds_and_their_mutations() {
    let made = crate::format_files::Files::new();
    let project = made.path("a.gpkg");
    dateline::store::save_as(&dateline::format::read_bundled().project, &[], &project).unwrap();
    for (name, _) in TARGETS {
        let mut seeds: Vec<Vec<u8>> = seeds(name).iter().map(|path| fs::read(path).unwrap()).collect();
        if name == "project" {
            // Made by the program itself.
            seeds.push(fs::read(&project).unwrap());
        }
        assert!(!seeds.is_empty(), "{name}");
        seeds.iter().for_each(|seed| run(name, seed));
        let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
        for _ in 0..if name == "project" { FEW } else { ROUNDS } {
            let (seed, other) = (chance.below(seeds.len()), chance.below(seeds.len()));
            run(name, &mutated(&seeds[seed], &seeds[other], &mut chance));
        }
    }
}

#[test]
fn every_fuzz_target_is_built_by_name() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml")).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    for (name, _) in TARGETS {
        assert!(
            manifest.contains(&format!("name = \"{name}\"")) && folder.join(format!("{name}.rs")).exists(),
            "{name}"
        );
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), TARGETS.len());
}
