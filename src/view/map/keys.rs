use egui::{EventFilter, Key, Modifiers, Response, Ui};

use crate::session::{Command, FlyTo};
use crate::view::Ctx;

/// What keys do while the map has the keyboard.
pub fn run(ui: &Ui, cx: &Ctx<'_>, response: &Response) {
    if !response.has_focus() {
        return;
    }
    ui.memory_mut(|memory| {
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        memory.set_focus_lock_filter(response.id, arrows);
    });
    const STEP: f32 = 120.0;
    let keys = [
        (Key::ArrowLeft, FlyTo::Pan(-STEP, 0.0)),
        (Key::ArrowRight, FlyTo::Pan(STEP, 0.0)),
        (Key::ArrowUp, FlyTo::Pan(0.0, -STEP)),
        (Key::ArrowDown, FlyTo::Pan(0.0, STEP)),
        (Key::Plus, FlyTo::Zoom(1.0)),
        (Key::Equals, FlyTo::Zoom(1.0)),
        (Key::Minus, FlyTo::Zoom(-1.0)),
        (Key::Home, FlyTo::Results),
    ];
    for (key, to) in keys {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            cx.send(Command::Fly(to));
        }
    }
}
