//! Names by how they sound, whatever the spelling: `makhmour` and `makhmur`, `qarah` and `kara`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Archive;

/// Which names have which skeleton; made when first asked for.
#[derive(Debug, Default)]
pub(super) struct Sounds(OnceLock<HashMap<u64, Vec<u32>>>);

/// Names with one skeleton beyond which looking at each would cost more than it tells.
const MOST: usize = 200;

impl Archive {
    /// The numbers of names that are another spelling of this key, perhaps.
    pub fn sounds_like(&self, key: &str) -> &[u32] {
        let Some(wanted) = skeleton(key.as_bytes()) else { return &[] };
        let all = self.sounds.0.get_or_init(|| {
            let mut all: HashMap<u64, Vec<u32>> = HashMap::new();
            for name in 0..self.names() {
                if let (Some(it), Ok(number)) = (skeleton(self.name(name)), u32::try_from(name)) {
                    let list = all.entry(it).or_default();
                    if list.len() < MOST {
                        list.push(number);
                    }
                }
            }
            all
        });
        all.get(&wanted).map_or(&[], Vec::as_slice)
    }
}

/// Consonants without what transliterations disagree on, as a hash; none for names too short to tell, or in other letters.
fn skeleton(name: &[u8]) -> Option<u64> {
    if !name.is_ascii() || name.len() < 4 {
        return None;
    }
    let name = ["al ", "el ", "an ", "as ", "ar ", "at ", "az ", "ad ", "ash "]
        .iter()
        .find_map(|it| name.strip_prefix(it.as_bytes()))
        .unwrap_or(name);
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let (mut last, mut count) = (0, 0);
    for (at, letter) in name.iter().enumerate() {
        let sound = match letter {
            // `kh`, `gh`, `dh`, `sh`, `th`, `ph`: the breath is left out.
            b'h' if at > 0 && matches!(name[at - 1], b'k' | b'g' | b'd' | b's' | b't' | b'p' | b'c' | b'z') => continue,
            b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'\'' | b' ' | b'-' | b'w' => {
                last = 0;
                continue;
            }
            b'q' | b'c' => b'k',
            b'v' => b'f',
            b'z' => b's',
            b'j' => b'g',
            other => *other,
        };
        if sound != last {
            hash = (hash ^ u64::from(sound)).wrapping_mul(0x0100_0000_01b3);
            count += 1;
        }
        last = sound;
    }
    (count >= 3).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_skeleton() {
        for (a, b) in [
            ("makhmour", "makhmur"),
            ("an nuseirat", "nusayrat"),
            ("qarachogh", "karachog"),
            ("barsalogho", "barsalogo"),
        ] {
            assert_eq!(skeleton(a.as_bytes()), skeleton(b.as_bytes()), "{a} {b}");
        }
        assert_ne!(skeleton(b"mosul"), skeleton(b"basra"));
        assert_eq!(skeleton(b"ayo"), None);
        let names: Vec<&[u8]> =
            Archive::bundled().sounds_like("makhmour").iter().map(|it| Archive::bundled().name(*it as usize)).collect();
        assert!(names.contains(&&b"makhmur"[..]), "{names:?}");
    }
}
