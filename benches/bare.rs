//! The smallest window that a map program of this kind can be: eframe and walkers, nothing else. It prints how many
//! milliseconds passed from its start to its first frame and quits; `benches/launch` compares.

use std::time::Instant;

struct Bare {
    started: Instant,
    memory: walkers::MapMemory,
    frames: u32,
}

impl eframe::App for Bare {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        ui.add(walkers::Map::new(None, &mut self.memory, walkers::lon_lat(42.0, 34.0)));
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
    let app = move |_: &eframe::CreationContext<'_>| Bare { started, memory: walkers::MapMemory::default(), frames: 0 };
    eframe::run_native("bare", options, Box::new(move |creation| Ok(Box::new(app(creation)))))
}
