//! The base map: what is drawn where, and how it behaves with files and servers that mean harm.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use dateline::tiles::{
    HttpOptions, MapColours, Pixels, PmTiles, ProxyChoice, Raster, Reader, Rgb, TileKey, TileService, TileSource,
    TileState, VectorTile, bundled_archive, rasterise,
};

fn archive() -> PmTiles {
    PmTiles::from_static(bundled_archive()).expect("the bundled map opens")
}

/// Draws a tile from the deepest data there are.
fn draw(archive: &PmTiles, key: TileKey, colours: &MapColours, scale: f32) -> Pixels {
    let raster = Raster { colours, scale, water_below: true };
    let (data_key, bytes) =
        key.lineage().find_map(|key| Some((key, archive.tile(key).unwrap()?))).expect("an ancestor exists");
    rasterise(&raster, key, data_key, &VectorTile::decode(&bytes).unwrap()).unwrap()
}

/// The tile at a place.
fn at(lon: f64, lat: f64, z: u8) -> TileKey {
    let side = f64::from(1u32 << z);
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
    TileKey::new(z, ((lon + 180.0) / 360.0 * side) as u32, (y * side) as u32).unwrap()
}

fn share(pixels: &Pixels, colour: Rgb) -> f64 {
    let all = pixels.rgba.as_chunks::<4>().0;
    all.iter().filter(|p| **p == [colour.0, colour.1, colour.2, 255]).count() as f64 / all.len() as f64
}

fn service(source: TileSource) -> TileService {
    let options = HttpOptions { proxy: ProxyChoice::Direct, cache_dir: None, ..HttpOptions::impatient() };
    TileService::with_options(source, MapColours::LIGHT, 0.25, Arc::new(|| ()), options)
}

/// Asks until the tile is ready or has failed.
fn wait(service: &TileService, key: TileKey) -> Result<Arc<Pixels>, String> {
    let deadline = Instant::now() + Duration::from_secs(10);
    while Instant::now() < deadline {
        match service.get(key) {
            TileState::Ready(pixels) => return Ok(pixels),
            TileState::Failed(reason) => return Err(reason.to_string()),
            TileState::Pending => std::thread::sleep(Duration::from_millis(5)),
        }
    }
    Err("nothing happened".into())
}

const LAND: Rgb = MapColours::LIGHT.land;
const WATER: Rgb = MapColours::LIGHT.water;

#[test]
fn a_coast_has_land_and_water_at_its_own_zoom_and_far_beyond() {
    let archive = archive();
    for z in [5, 8, 9, 11, 13] {
        let pixels = draw(&archive, at(48.45, 29.95, z), &MapColours::LIGHT, 0.5);
        assert!(share(&pixels, LAND) > 0.02 && share(&pixels, WATER) > 0.02, "the head of the Gulf at zoom {z}");
    }
    let desert = draw(&archive, at(42.5, 33.8, 17), &MapColours::LIGHT, 0.5);
    assert!(share(&desert, LAND) > 0.9, "Anbar is land at any zoom");
    let gulf = draw(&archive, at(50.5, 28.0, 16), &MapColours::LIGHT, 0.5);
    assert!(share(&gulf, WATER) > 0.9, "the Gulf is water at any zoom");
}

#[test]
fn places_without_detailed_data_are_drawn_from_the_deepest_there_are() {
    let archive = archive();
    let fjords = at(-73.4, -48.6, 9);
    assert!(archive.tile(fjords).unwrap().is_none(), "the archive has detail for the Middle East only");
    let pixels = draw(&archive, fjords, &MapColours::LIGHT, 0.5);
    assert!(share(&pixels, LAND) > 0.1);
}

#[test]
fn every_key_gives_an_opaque_picture() {
    let archive = archive();
    let mut seed = 7u64;
    for turn in 0..300u32 {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let z = (turn % 23) as u8;
        let mask = (1u64 << z) - 1;
        let key = TileKey::new(z, (seed >> 33 & mask) as u32, (seed >> 11 & mask) as u32).unwrap();
        let pixels = draw(&archive, key, &MapColours::DARK, 0.25);
        assert_eq!((pixels.width, pixels.height), (128, 128));
        assert!(pixels.rgba.as_chunks::<4>().0.iter().all(|p| p[3] == 255), "{key:?}");
    }
}

/// Neighbouring tiles must meet: along the shared edge land stays land.
#[test]
fn enlarged_tiles_meet_at_their_edges() {
    let archive = archive();
    for z in [11, 13] {
        let (left, span) = (at(48.3, 30.0, z), 6);
        let mut steps = 0;
        for dy in 0..span {
            for dx in 0..span {
                let key = TileKey { z, x: left.x + dx, y: left.y + dy };
                let east = TileKey { x: key.x + 1, ..key };
                let (a, b) =
                    (draw(&archive, key, &MapColours::LIGHT, 0.5), draw(&archive, east, &MapColours::LIGHT, 0.5));
                steps += (0..256)
                    .filter(|&y| {
                        let pair = (a.at(255, y), b.at(0, y));
                        pair == (Some(LAND), Some(WATER)) || pair == (Some(WATER), Some(LAND))
                    })
                    .count();
            }
        }
        // A coast that happens to run along an edge may differ here and there.
        assert!(steps < 60, "{steps} steps at zoom {z}");
    }
}

#[test]
fn the_service_draws_and_names_without_blocking() {
    let service = service(TileSource::Bundled);
    let started = Instant::now();
    let baghdad = at(44.4, 33.3, 6);
    assert!(matches!(service.get(baghdad), TileState::Pending));
    assert!(started.elapsed() < Duration::from_millis(100));
    wait(&service, baghdad).expect("the tile is drawn");
    wait(&service, TileKey::WORLD).expect("the world is always there");
    // Nobody asked for it: the outermost zooms are drawn at the start.
    let outermost = TileKey { z: 1, x: 1, y: 1 };
    let drawn = (0..400).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        service.peek(outermost).is_some()
    });
    assert!(drawn, "the outermost zooms are drawn at the start");

    let deadline = Instant::now() + Duration::from_secs(10);
    let labels = loop {
        match service.labels(baghdad) {
            Some(labels) => break labels,
            None if Instant::now() > deadline => panic!("no labels"),
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let city = labels.iter().find(|label| label.name == "Baghdad").expect("Baghdad is named");
    let (lon, lat) = city.lon_lat();
    assert!((lon - 44.4).abs() < 0.1 && (lat - 33.33).abs() < 0.1);
    assert!(city.capital && city.name_ar.is_some());
}

#[test]
fn new_colours_keep_the_old_tile_until_the_new_one_is_drawn() {
    let mut service = service(TileSource::Bundled);
    let key = at(44.4, 33.3, 4);
    let light = wait(&service, key).unwrap();
    service.set_colours(MapColours::DARK);
    assert!(matches!(service.get(key), TileState::Ready(pixels) if Arc::ptr_eq(&pixels, &light) || pixels != light));
    let deadline = Instant::now() + Duration::from_secs(10);
    while wait(&service, key).unwrap() == light {
        assert!(Instant::now() < deadline, "the dark tile never came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_mutated_archive_is_refused_or_read_but_never_panics() {
    let good = bundled_archive();
    let mut seed = 99u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (seed >> 33) as usize % below
    };
    for turn in 0..60 {
        // The header, root directory and metadata fit in here; tiles beyond are then out of bounds.
        let mut bytes = good[..good.len().min(200_000)].to_vec();
        if turn % 3 == 0 {
            bytes.truncate(next(bytes.len()));
        }
        for _ in 0..8 {
            let reach = if turn % 2 == 0 { 200 } else { 40_000 };
            let at = next(reach.min(bytes.len().max(1)));
            if let Some(byte) = bytes.get_mut(at) {
                *byte = next(256) as u8;
            }
        }
        let Ok(archive) = PmTiles::from_bytes(bytes) else { continue };
        for z in 0..12 {
            let key = at(44.4, 33.3, z);
            if let Ok(Some(bytes)) = archive.tile(key)
                && let Ok(tile) = VectorTile::decode(&bytes)
            {
                let raster = Raster { colours: &MapColours::LIGHT, scale: 0.25, water_below: true };
                rasterise(&raster, key, key, &tile).unwrap();
            }
        }
    }
}

#[test]
fn a_mutated_vector_tile_never_panics() {
    let archive = archive();
    let key = at(44.4, 33.3, 6);
    let good = archive.tile(key).unwrap().unwrap();
    for turn in 0..400usize {
        let mut bytes = good.clone();
        for step in 0..6usize {
            let at = (turn * 7919 + step * 104_729) % bytes.len();
            bytes[at] = bytes[at].wrapping_add((turn % 251) as u8 + 1);
        }
        bytes.truncate(bytes.len() - turn % 50);
        if let Ok(tile) = VectorTile::decode(&bytes) {
            let raster = Raster { colours: &MapColours::LIGHT, scale: 0.25, water_below: true };
            let deeper = at(44.4, 33.3, 9);
            rasterise(&raster, deeper, key, &tile).unwrap();
        }
    }
}

#[test]
fn an_mbtiles_file_is_read_with_its_rows_from_the_south() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mbtiles");
    let key = at(44.4, 33.3, 3);
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(
        "CREATE TABLE metadata (name TEXT, value TEXT);
         CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
         INSERT INTO metadata VALUES ('minzoom', '0'), ('maxzoom', '3'), ('attribution', '<b>me</b>'),
           ('json', '{\"vector_layers\":[{\"id\":\"earth\"}]}');",
    )
    .unwrap();
    let bytes = archive().tile(key).unwrap().unwrap();
    db.execute("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)", (key.z, key.x, (1u32 << key.z) - 1 - key.y, bytes))
        .unwrap();
    drop(db);
    let service = service(TileSource::MbTiles { path });
    let pixels = wait(&service, key).expect("the tile is drawn");
    assert!(share(&pixels, LAND) > 0.3 && share(&pixels, WATER) > 0.01);
    assert_eq!(service.attribution().text, "me");
}

#[test]
fn a_file_that_is_no_map_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    std::fs::write(&path, "not a map").unwrap();
    let pm = service(TileSource::PmTiles { path: path.clone() });
    assert!(wait(&pm, TileKey::WORLD).unwrap_err().contains("PMTiles"));
    let mb = service(TileSource::MbTiles { path });
    assert!(wait(&mb, TileKey::WORLD).is_err());
    let gone = service(TileSource::PmTiles { path: folder.path().join("gone") });
    assert!(wait(&gone, TileKey::WORLD).unwrap_err().contains("could not be read"));
}

/// How long the tiles of a first screen take; run with `--nocapture`.
#[test]
fn a_first_screen_is_drawn_quickly() {
    let archive = archive();
    let mut times = Vec::new();
    for (lon, lat, z) in [(44.4, 33.3, 5), (30.0, 25.0, 2), (47.9, 29.4, 8), (36.0, 33.5, 7)] {
        let first = at(lon, lat, z);
        for (dx, dy) in (0..4).flat_map(|dx| (0..3).map(move |dy| (dx, dy))) {
            let Some(key) = TileKey::new(z, first.x + dx, first.y + dy) else { continue };
            let started = Instant::now();
            draw(&archive, key, &MapColours::LIGHT, 1.0);
            times.push(started.elapsed());
        }
    }
    times.sort();
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{} tiles: median {median:?}, worst {worst:?}", times.len());
    assert!(median < Duration::from_millis(200), "{median:?}, even on a busy machine");
}

/// Pictures for human eyes: set DATELINE_PICTURES to a folder.
#[test]
fn pictures_can_be_written() {
    let Some(folder) = std::env::var_os("DATELINE_PICTURES") else { return };
    let archive = archive();
    let views = [
        ("world2", 20.0, 25.0, 1),
        ("mideast", 44.0, 33.0, 4),
        ("baghdad6", 44.4, 33.3, 6),
        ("kuwait9", 48.0, 29.8, 8),
        ("faw13", 48.45, 29.95, 12),
        ("hormuz11", 56.3, 26.5, 10),
        ("patagonia9", -72.5, -48.0, 8),
        ("levant8", 36.0, 33.5, 7),
    ];
    for (theme, colours) in [("light", MapColours::LIGHT), ("dark", MapColours::DARK)] {
        for (name, lon, lat, z) in views {
            let centre = at(lon, lat, z);
            let mut sheet = image::RgbaImage::new(1024, 1024);
            let start = Instant::now();
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let Some(key) = TileKey::new(z, centre.x + dx, centre.y + dy) else { continue };
                let pixels = draw(&archive, key, &colours, 1.0);
                let tile = image::RgbaImage::from_raw(512, 512, pixels.rgba).unwrap();
                image::imageops::replace(&mut sheet, &tile, i64::from(dx) * 512, i64::from(dy) * 512);
            }
            println!("{name} {theme} {:?} a tile", start.elapsed() / 4);
            sheet.save(std::path::Path::new(&folder).join(format!("{name}-{theme}.png"))).unwrap();
        }
    }
}
