//! The smallest window that a map program of this kind can be: eframe and a walkers map whose every tile is one and the
//! same picture, ready in memory. It prints how many milliseconds passed from its start to its first frame and quits;
//! `benches/launch` compares.

use std::time::Instant;

use walkers::sources::Attribution;
use walkers::{Tile, TileId, TilePiece, Tiles};

/// One picture for every tile: no file, no decoding, no waiting.
struct Same(egui::TextureHandle);

impl Tiles for Same {
    fn at(&mut self, _: TileId) -> Option<TilePiece> {
        let whole = egui::Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
        Some(TilePiece::new(Tile::Raster(self.0.clone()), whole))
    }

    fn attribution(&self) -> Attribution {
        Attribution { text: "", url: "", logo_light: None, logo_dark: None }
    }

    fn tile_size(&self) -> u32 {
        256
    }
}

struct Bare {
    started: Instant,
    tiles: Same,
    memory: walkers::MapMemory,
    frames: u32,
}

impl eframe::App for Bare {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        egui::CentralPanel::default().show(ui, |ui| {
            ui.add(walkers::Map::new(Some(&mut self.tiles), &mut self.memory, walkers::lon_lat(42.0, 34.0)));
        });
        self.frames += 1;
        // The second frame begins when the first one was shown.
        if self.frames == 2 {
            println!("{}", self.started.elapsed().as_millis());
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
        ui.ctx().request_repaint();
    }
}

fn main() -> eframe::Result {
    let started = Instant::now();
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size([1600.0, 1000.0]),
        persist_window: false,
        ..Default::default()
    };
    let app = move |creation: &eframe::CreationContext<'_>| {
        let picture = egui::ColorImage::filled([256, 256], egui::Color32::from_rgb(0xE8, 0xEC, 0xE4));
        let tiles = Same(creation.egui_ctx.load_texture("tile", picture, egui::TextureOptions::LINEAR));
        Bare { started, tiles, memory: walkers::MapMemory::default(), frames: 0 }
    };
    eframe::run_native("bare", options, Box::new(move |creation| Ok(Box::new(app(creation)))))
}
