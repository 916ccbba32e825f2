use std::io::Read;
use std::ops::Range;
use std::sync::LazyLock;

use super::{List, PlaceKind, PlaceNo};

const MAGIC: &[u8] = b"DLGAZ01\n";
static BUNDLED: &[u8] = include_bytes!("../../../assets/gazetteer/world.gaz");
/// No gazetteer unpacks to more.
const LARGEST: u64 = 256 << 20;

/// A gazetteer file as it is in memory. Read only.
#[derive(Debug)]
pub struct Archive {
    body: Vec<u8>,
    name: Range<usize>,
    post: Range<usize>,
    lat: Range<usize>,
    lon: Range<usize>,
    pop: Range<usize>,
    kind: Range<usize>,
    country: Range<usize>,
    admin1: Range<usize>,
    admin2: Range<usize>,
    radius: Range<usize>,
    show: Range<usize>,
    iso: Range<usize>,
    country_record: Range<usize>,
    lists: [Range<usize>; 3],
    /// Where each name, each name's links and each shown name ends.
    name_ends: Vec<u32>,
    post_ends: Vec<u32>,
    show_ends: Vec<u32>,
    /// For each first two bytes of a name: how many names come before.
    heads: Vec<u32>,
    pub(super) sounds: super::sound::Sounds,
}

/// Why a file is no gazetteer.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("this is not a gazetteer of this program; build it with scripts/gazetteer/build")]
    NotOne,
    #[error("the gazetteer cannot be unpacked: {0}")]
    Unpack(#[from] std::io::Error),
    #[error("the gazetteer is damaged: {0}; build it anew with scripts/gazetteer/build")]
    Damaged(&'static str),
}

impl Archive {
    /// The gazetteer that comes with the program; empty, with an error in the log, if it should be damaged.
    pub fn bundled() -> &'static Archive {
        static ARCHIVE: LazyLock<Archive> = LazyLock::new(|| {
            Archive::read(BUNDLED).unwrap_or_else(|error| {
                tracing::error!("{error}");
                Archive::empty()
            })
        });
        &ARCHIVE
    }

    /// Unpack and check a gazetteer.
    ///
    /// # Errors
    /// If the bytes are no gazetteer, or its parts contradict each other.
    pub fn read(bytes: &[u8]) -> Result<Self, ArchiveError> {
        let packed = bytes.strip_prefix(MAGIC).ok_or(ArchiveError::NotOne)?;
        let mut body = Vec::new();
        flate2::read::ZlibDecoder::new(packed).take(LARGEST).read_to_end(&mut body)?;
        let mut at = 0;
        let mut sections: Vec<([u8; 4], Range<usize>)> = Vec::new();
        while at < body.len() {
            let head = body.get(at..at + 8).ok_or(ArchiveError::Damaged("a section has no head"))?;
            let tag = [head[0], head[1], head[2], head[3]];
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
            let range = at + 8..(at + 8).saturating_add(length);
            if range.end > body.len() {
                return Err(ArchiveError::Damaged("a section is cut off"));
            }
            at = range.end;
            sections.push((tag, range));
        }
        let section = |tag: &[u8; 4]| {
            let found = sections.iter().find(|(it, _)| it == tag).map(|(_, range)| range.clone());
            found.ok_or(ArchiveError::Damaged("a section is missing"))
        };
        let ends = |range: Range<usize>, of: usize| {
            let mut sum = 0_u32;
            let ends: Vec<u32> = body[range]
                .iter()
                .map(|n| {
                    sum += u32::from(*n);
                    sum
                })
                .collect();
            if sum as usize == of { Ok(ends) } else { Err(ArchiveError::Damaged("lengths do not add up")) }
        };
        let (name, post, show) = (section(b"NAME")?, section(b"POST")?, section(b"SHOW")?);
        let name_ends = ends(section(b"NLEN")?, name.len())?;
        let post_ends = ends(section(b"NCNT")?, post.len() / 3)?;
        let show_ends = ends(section(b"SLEN")?, show.len())?;
        let archive = Self {
            lat: section(b"LAT_")?,
            lon: section(b"LON_")?,
            pop: section(b"POP_")?,
            kind: section(b"KIND")?,
            country: section(b"CTRY")?,
            admin1: section(b"ADM1")?,
            admin2: section(b"ADM2")?,
            radius: section(b"RAD_")?,
            iso: section(b"ISO2")?,
            country_record: section(b"CREC")?,
            lists: [section(b"WORD")?, section(b"GIVN")?, section(b"SURN")?],
            name,
            post,
            show,
            name_ends,
            post_ends,
            show_ends,
            heads: Vec::new(),
            body,
            sounds: Default::default(),
        };
        archive.checked()
    }

    fn checked(mut self) -> Result<Self, ArchiveError> {
        let places = self.show_ends.len();
        let columns = [(&self.lat, 4), (&self.lon, 4), (&self.pop, 1), (&self.kind, 1), (&self.country, 1)];
        let more = [(&self.admin1, 2), (&self.admin2, 2), (&self.radius, 1)];
        if columns.into_iter().chain(more).any(|(range, size)| range.len() != places * size)
            || self.post_ends.len() != self.name_ends.len()
            || self.country_record.len() != self.iso.len() * 2
        {
            return Err(ArchiveError::Damaged("its columns differ in length"));
        }
        if std::str::from_utf8(&self.body[self.show.clone()]).is_err() {
            return Err(ArchiveError::Damaged("a name is not UTF-8"));
        }
        self.heads = vec![0; 65537];
        let mut start = 0;
        for (i, end) in self.name_ends.iter().enumerate() {
            let name = &self.body[self.name.clone()][start..*end as usize];
            start = *end as usize;
            self.heads[head(name) + 1] = i as u32 + 1;
        }
        let mut before = 0;
        for it in &mut self.heads {
            before = (*it).max(before);
            *it = before;
        }
        Ok(self)
    }

    /// A gazetteer of nothing.
    pub fn empty() -> Self {
        let none = || 0..0;
        Self {
            body: vec![0; 16],
            name: none(),
            post: none(),
            lat: 0..4,
            lon: 0..4,
            pop: 0..1,
            kind: 0..1,
            country: 0..1,
            admin1: 0..2,
            admin2: 0..2,
            radius: 0..1,
            show: none(),
            iso: none(),
            country_record: none(),
            lists: [none(), none(), none()],
            name_ends: Vec::new(),
            post_ends: Vec::new(),
            show_ends: vec![0],
            heads: vec![0; 65537],
            sounds: Default::default(),
        }
    }

    /// How many places there are, number 0 (no place) not counted.
    pub fn len(&self) -> usize {
        self.show_ends.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many names there are.
    pub fn names(&self) -> usize {
        self.name_ends.len()
    }

    /// A folded name, by its number in sorted order.
    pub fn name(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.name_ends[i - 1] as usize };
        &self.body[self.name.clone()][start..self.name_ends[i] as usize]
    }

    /// The first of the names `within` that is not less than the key.
    fn lower_bound(&self, key: &[u8], within: Range<usize>) -> usize {
        let (mut low, mut high) = (within.start, within.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.name(middle) < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Where the names that start with these first two bytes are: the start of a search that [`Archive::narrow`] goes
    /// on with.
    pub fn start(&self, key: &[u8]) -> Range<usize> {
        let at = head(key);
        if key.len() < 2 { 0..self.names() } else { self.heads[at] as usize..self.heads[at + 1] as usize }
    }

    /// Narrow a range of names to those from `key` on: the name itself, if there is one, and whether longer names
    /// start with it. None if no name does.
    pub fn narrow(&self, key: &[u8], within: Range<usize>) -> Option<(Option<usize>, Range<usize>)> {
        let end = within.end;
        let low = self.lower_bound(key, within);
        if low >= end || !self.name(low).starts_with(key) {
            return None;
        }
        let exact = (self.name(low) == key).then_some(low);
        Some((exact, low..end))
    }

    /// The name that is exactly this key.
    pub fn find(&self, key: &str) -> Option<usize> {
        let key = key.as_bytes();
        self.narrow(key, self.start(key))?.0
    }

    /// The places with a name: each with whether it is only an alternate name of the place. The most populous first,
    /// those for which it is the main name before the others.
    pub fn places(&self, name: usize) -> impl Iterator<Item = (PlaceNo, bool)> + '_ {
        let start = if name == 0 { 0 } else { self.post_ends[name - 1] as usize };
        let links = &self.body[self.post.clone()][start * 3..self.post_ends[name] as usize * 3];
        links.chunks_exact(3).map(|it| {
            let link = u32::from_le_bytes([it[0], it[1], it[2], 0]);
            (PlaceNo((link >> 1).min(self.show_ends.len() as u32 - 1)), link & 1 == 1)
        })
    }

    fn byte(&self, column: &Range<usize>, at: PlaceNo) -> u8 {
        self.body[column.start + at.0 as usize]
    }

    fn number(&self, column: &Range<usize>, at: PlaceNo) -> i32 {
        let at = column.start + at.0 as usize * 4;
        i32::from_le_bytes([self.body[at], self.body[at + 1], self.body[at + 2], self.body[at + 3]])
    }

    fn short(&self, column: &Range<usize>, at: PlaceNo) -> PlaceNo {
        let at = column.start + at.0 as usize * 2;
        PlaceNo(u32::from(u16::from_le_bytes([self.body[at], self.body[at + 1]])).min(self.show_ends.len() as u32 - 1))
    }

    /// Degrees north.
    pub fn lat(&self, at: PlaceNo) -> f64 {
        f64::from(self.number(&self.lat, at)) / 10_000.0
    }

    /// Degrees east.
    pub fn lon(&self, at: PlaceNo) -> f64 {
        f64::from(self.number(&self.lon, at)) / 10_000.0
    }

    /// The natural logarithm of one more than the inhabitants; 0 if unknown.
    pub fn log_population(&self, at: PlaceNo) -> f32 {
        f32::from(self.byte(&self.pop, at)) / 8.0 * std::f32::consts::LN_2
    }

    pub fn kind(&self, at: PlaceNo) -> PlaceKind {
        use PlaceKind::*;
        const KINDS: [PlaceKind; 9] = [City, Country, Admin1, Admin2, Airfield, Water, Region, Continent, Site];
        KINDS[usize::from(self.byte(&self.kind, at)).min(KINDS.len() - 1)]
    }

    /// The number of its country, 0 if it is in none; equal numbers are equal countries.
    pub fn country(&self, at: PlaceNo) -> u8 {
        self.byte(&self.country, at)
    }

    /// ISO 3166-1 alpha-2 of its country, or the empty string.
    pub fn iso2(&self, at: PlaceNo) -> &str {
        let number = usize::from(self.country(at));
        let codes = &self.body[self.iso.clone()];
        let code = number.checked_sub(1).and_then(|i| codes.get(i * 2..i * 2 + 2)).unwrap_or(b"");
        std::str::from_utf8(code).unwrap_or("")
    }

    /// The country it lies in.
    pub fn country_place(&self, country: u8) -> PlaceNo {
        match usize::from(country).checked_sub(1) {
            Some(i) if i * 4 + 4 <= self.country_record.len() => {
                let at = self.country_record.start + i * 4;
                let number = [self.body[at], self.body[at + 1], self.body[at + 2], self.body[at + 3]];
                PlaceNo(u32::from_le_bytes(number).min(self.show_ends.len() as u32 - 1))
            }
            _ => PlaceNo(0),
        }
    }

    /// The first-order division it lies in; 0 if none is known.
    pub fn admin1(&self, at: PlaceNo) -> PlaceNo {
        self.short(&self.admin1, at)
    }

    /// The second-order division it lies in; 0 if none is known.
    pub fn admin2(&self, at: PlaceNo) -> PlaceNo {
        self.short(&self.admin2, at)
    }

    /// How far the true place may lie from the point: the radius of a circle as large as the place, in kilometres.
    pub fn radius_km(&self, at: PlaceNo) -> f32 {
        (f32::from(self.byte(&self.radius, at)) / 8.0).exp2() / 10.0
    }

    /// The main name as it is written.
    pub fn shown(&self, at: PlaceNo) -> &str {
        let i = at.0 as usize;
        let start = if i == 0 { 0 } else { self.show_ends[i - 1] as usize };
        std::str::from_utf8(&self.body[self.show.clone()][start..self.show_ends[i] as usize]).unwrap_or("")
    }

    /// The words of a list with their numbers.
    pub fn list(&self, list: List) -> impl Iterator<Item = (&str, u8)> {
        let range = match list {
            List::Common => &self.lists[0],
            List::Given => &self.lists[1],
            List::Surname => &self.lists[2],
        };
        let text = std::str::from_utf8(&self.body[range.clone()]).unwrap_or("");
        text.lines().filter_map(|line| line.split_once('\t')).map(|(word, n)| (word, n.parse().unwrap_or(1)))
    }
}

/// The first two bytes as a number.
fn head(name: &[u8]) -> usize {
    usize::from(name.first().copied().unwrap_or(0)) << 8 | usize::from(name.get(1).copied().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_gazetteer_is_whole_and_its_names_are_folded() {
        let archive = Archive::read(BUNDLED).unwrap();
        assert!(archive.len() > 200_000 && archive.names() > 300_000);
        let mut last: &[u8] = b"";
        for i in 0..archive.names() {
            let name = archive.name(i);
            assert!(last < name, "sorted");
            last = name;
            if i % 37 == 0 {
                let text = std::str::from_utf8(name).unwrap();
                assert_eq!(crate::text::fold(text), text);
                assert_eq!(archive.find(text), Some(i));
            }
        }
    }

    #[test]
    fn places_know_where_they_lie() {
        let archive = Archive::bundled();
        for (name, iso, lat, lon) in [
            ("baghdad", "IQ", 33.3, 44.4),
            ("دمشق", "SY", 33.5, 36.3),
            ("nyala", "SD", 12.05, 24.9),
            ("kharkiv", "UA", 50.0, 36.2),
            ("al asad air base", "IQ", 33.8, 42.4),
        ] {
            let name_no = archive.find(name).unwrap();
            let near = |at: PlaceNo| (archive.lat(at) - lat).abs() < 0.3 && (archive.lon(at) - lon).abs() < 0.3;
            let (at, _) = archive.places(name_no).find(|(at, _)| near(*at)).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(archive.iso2(at), iso, "{name}");
            assert_eq!(archive.iso2(archive.country_place(archive.country(at))), iso);
        }
    }

    #[test]
    fn damage_is_an_error() {
        assert!(matches!(Archive::read(b"no"), Err(ArchiveError::NotOne)));
        assert!(Archive::read(&BUNDLED[..BUNDLED.len() / 2]).is_err());
        assert!(Archive::empty().find("paris").is_none());
    }
}
