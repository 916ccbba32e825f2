//! What is known of each tile, and which tiles are wanted next. Plain data behind one lock; no work is done here.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{colours::MapColours, key::TileKey, label::Label, raster::Pixels, service::TileState};

/// Memory for drawn tiles.
const MAX_PICTURE_BYTES: usize = 192 << 20;
const MAX_LABEL_TILES: usize = 600;
/// A longer queue forgets its oldest wishes; what is still on the screen is asked for again.
const MAX_WANTED: usize = 256;
/// These few tiles are always there to be enlarged: no place on the map is ever blank.
pub(super) const KEPT_ZOOM: u8 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Task {
    Picture,
    Labels,
}

struct Wish {
    task: Task,
    key: TileKey,
    frame: u64,
    order: u64,
    kept: bool,
}

#[derive(Default)]
struct Slot {
    pixels: Option<Arc<Pixels>>,
    /// Of the look the picture was drawn with.
    revision: u64,
    palette: u64,
    failed: Option<(Arc<str>, Instant)>,
    used: u64,
}

struct Names {
    labels: Option<Arc<Vec<Label>>>,
    /// After a failure: when to try again.
    retry: Option<Instant>,
    used: u64,
}

/// Colours and scale that pictures are drawn with.
#[derive(Clone)]
pub(super) struct Look {
    pub colours: Arc<MapColours>,
    pub scale: f32,
    /// Counts changes of colours or scale.
    pub revision: u64,
    /// Counts changes of colours only: a tile of another scale can still stand in for one that is being drawn.
    pub palette: u64,
}

pub(super) struct Store {
    pub closed: bool,
    pub look: Look,
    pub last_error: Option<Arc<str>>,
    slots: HashMap<TileKey, Slot>,
    names: HashMap<TileKey, Names>,
    wishes: Vec<Wish>,
    running: HashSet<(Task, TileKey)>,
    bytes: usize,
    frame: u64,
    clock: u64,
}

impl Store {
    pub fn new(colours: MapColours, scale: f32) -> Self {
        Self {
            closed: false,
            look: Look { colours: Arc::new(colours), scale, revision: 0, palette: 0 },
            last_error: None,
            slots: HashMap::new(),
            names: HashMap::new(),
            wishes: Vec::new(),
            running: HashSet::new(),
            bytes: 0,
            frame: 0,
            clock: 0,
        }
    }

    /// A new frame is drawn: what nobody asked for in the last two is no longer wanted.
    pub fn begin_frame(&mut self) {
        self.frame += 1;
        let frame = self.frame;
        self.wishes.retain(|wish| wish.kept || wish.frame + 2 >= frame);
    }

    /// Returns whether the colours changed.
    pub fn restyle(&mut self, colours: MapColours, scale: f32) -> bool {
        let recoloured = *self.look.colours != colours;
        if recoloured || self.look.scale != scale {
            let (revision, palette) = (self.look.revision + 1, self.look.palette + u64::from(recoloured));
            self.look = Look { colours: Arc::new(colours), scale, revision, palette };
        }
        recoloured
    }

    /// The few tiles that are drawn first and kept.
    pub fn want_kept(&mut self) {
        for z in 0..=KEPT_ZOOM {
            for (x, y) in (0..1 << z).flat_map(|x| (0..1 << z).map(move |y| (x, y))) {
                self.want(Task::Picture, TileKey { z, x, y }, true);
            }
        }
    }

    fn want(&mut self, task: Task, key: TileKey, kept: bool) {
        if self.running.contains(&(task, key)) {
            return;
        }
        self.clock += 1;
        let (frame, order) = (self.frame, self.clock);
        if let Some(wish) = self.wishes.iter_mut().find(|wish| wish.task == task && wish.key == key) {
            wish.frame = frame;
            return;
        }
        if self.wishes.len() >= MAX_WANTED
            && let Some(oldest) = (0..self.wishes.len()).min_by_key(|&i| (self.wishes[i].kept, self.wishes[i].order))
        {
            self.wishes.swap_remove(oldest);
        }
        self.wishes.push(Wish { task, key, frame, order, kept });
    }

    /// What to do next: the kept tiles, then what the newest frame asked for, in the order it asked.
    pub fn next(&mut self) -> Option<(Task, TileKey)> {
        let newest = |wish: &Wish| (!wish.kept, u64::MAX - wish.frame, wish.order);
        let at = (0..self.wishes.len()).min_by_key(|&index| newest(&self.wishes[index]))?;
        let wish = self.wishes.swap_remove(at);
        self.running.insert((wish.task, wish.key));
        Some((wish.task, wish.key))
    }

    pub fn finished(&mut self, task: Task, key: TileKey) {
        self.running.remove(&(task, key));
    }

    /// Tiles being drawn or waiting.
    pub fn open_tasks(&self) -> usize {
        self.wishes.len() + self.running.len()
    }

    /// The state of a tile; puts it on the list of wishes where it is missing, outdated, or failed long enough ago.
    pub fn picture(&mut self, key: TileKey) -> TileState {
        self.clock += 1;
        let (now, revision) = (Instant::now(), self.look.revision);
        let mut known = None;
        if let Some(slot) = self.slots.get_mut(&key) {
            slot.used = self.clock;
            known = slot.pixels.clone();
            if known.is_some() && slot.revision == revision {
                return known.map_or(TileState::Pending, TileState::Ready);
            }
            if let Some((reason, until)) = &slot.failed
                && now < *until
            {
                return known.map_or_else(|| TileState::Failed(Arc::clone(reason)), TileState::Ready);
            }
        }
        self.want(Task::Picture, key, false);
        // The old look stays on the screen until the new one is drawn.
        known.map_or(TileState::Pending, TileState::Ready)
    }

    /// The picture if there is one, and whether it has the present look. Nothing is asked for.
    pub fn peek(&mut self, key: TileKey) -> Option<(Arc<Pixels>, bool)> {
        self.clock += 1;
        let slot = self.slots.get_mut(&key)?;
        slot.used = self.clock;
        let current = slot.palette == self.look.palette;
        slot.pixels.clone().map(|pixels| (pixels, current))
    }

    pub fn put_picture(&mut self, key: TileKey, pixels: Pixels, look: &Look) {
        self.clock += 1;
        let slot = self.slots.entry(key).or_default();
        self.bytes -= slot.pixels.as_ref().map_or(0, |old| old.rgba.len());
        self.bytes += pixels.rgba.len();
        *slot = Slot {
            pixels: Some(Arc::new(pixels)),
            revision: look.revision,
            palette: look.palette,
            failed: None,
            used: self.clock,
        };
        while self.bytes > MAX_PICTURE_BYTES {
            let evictable = self.slots.iter().filter(|(key, slot)| key.z > KEPT_ZOOM && slot.pixels.is_some());
            let Some(oldest) = evictable.min_by_key(|(_, slot)| slot.used).map(|(key, _)| *key) else { break };
            if let Some(slot) = self.slots.remove(&oldest) {
                self.bytes -= slot.pixels.map_or(0, |pixels| pixels.rgba.len());
            }
        }
    }

    pub fn fail_picture(&mut self, key: TileKey, reason: Arc<str>, pause: Duration) {
        let now = Instant::now();
        if self.slots.len() > 20_000 {
            self.slots.retain(|_, slot| slot.pixels.is_some());
        }
        self.slots.entry(key).or_default().failed = Some((reason, now + pause));
    }

    pub fn labels(&mut self, key: TileKey) -> Option<Arc<Vec<Label>>> {
        self.clock += 1;
        if let Some(names) = self.names.get_mut(&key) {
            names.used = self.clock;
            if names.labels.is_some() || names.retry.is_some_and(|retry| Instant::now() < retry) {
                return names.labels.clone();
            }
        }
        self.want(Task::Labels, key, false);
        None
    }

    /// `None` after a failure, which is tried again after `pause`.
    pub fn put_labels(&mut self, key: TileKey, labels: Option<Vec<Label>>, pause: Duration) {
        self.clock += 1;
        let retry = labels.is_none().then(|| Instant::now() + pause);
        self.names.insert(key, Names { labels: labels.map(Arc::new), retry, used: self.clock });
        if self.names.len() > MAX_LABEL_TILES
            && let Some(oldest) = self.names.iter().min_by_key(|(_, names)| names.used).map(|(key, _)| *key)
        {
            self.names.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(z: u8, x: u32) -> TileKey {
        TileKey { z, x, y: 0 }
    }

    #[test]
    fn kept_tiles_come_first_then_the_newest_frame() {
        let mut store = Store::new(MapColours::LIGHT, 1.0);
        store.begin_frame();
        store.picture(key(5, 1));
        store.begin_frame();
        store.picture(key(5, 2));
        store.picture(key(5, 3));
        store.want_kept();
        let order: Vec<_> = std::iter::from_fn(|| store.next()).map(|(_, key)| key).collect();
        assert_eq!(order[0], TileKey::WORLD);
        assert_eq!(order[5..], [key(5, 2), key(5, 3), key(5, 1)]);
    }

    #[test]
    fn what_left_the_screen_is_no_longer_wanted() {
        let mut store = Store::new(MapColours::LIGHT, 1.0);
        store.picture(key(5, 1));
        for _ in 0..3 {
            store.begin_frame();
        }
        assert!(store.next().is_none());
    }

    #[test]
    fn memory_is_bounded_but_the_kept_tiles_stay() {
        let mut store = Store::new(MapColours::LIGHT, 1.0);
        let big = || Pixels { width: 4096, height: 4096, rgba: vec![0; 64 << 20] };
        let look = store.look.clone();
        store.put_picture(TileKey::WORLD, big(), &look);
        for x in 0..6 {
            store.put_picture(key(5, x), big(), &look);
        }
        assert!(store.bytes <= MAX_PICTURE_BYTES);
        assert!(store.peek(TileKey::WORLD).is_some());
        assert!(store.peek(key(5, 0)).is_none());
        assert!(store.peek(key(5, 5)).is_some());
    }
}
