//! Pictures of the window and each of its panels, light and dark, against those kept in `snapshots/`.
//!
//! They are made by Mesa's software renderer on Debian. Another version of it may draw edges a little differently, so
//! some pixels may differ; a panel that moved, lost its text or its colours differs in far more.

use dateline::app::App;
use dateline::settings::{Density, ThemeChoice};
use dateline_ui_tests::{has_adapter, open_with, settings};
use egui_kittest::{Harness, HarnessBuilder, SnapshotOptions, image_snapshot_options};

/// Draw until the base map has arrived.
fn settle(harness: &mut Harness<'_, App>) {
    for _ in 0..60 {
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(40));
    }
}

fn pictures(theme: ThemeChoice, name: &str) {
    if !has_adapter() {
        return;
    }
    let builder = HarnessBuilder::default().with_size(egui::vec2(1280.0, 800.0)).wgpu();
    let mut harness = open_with(builder, settings(theme), None);
    settle(&mut harness);
    let image = harness.render().expect("a picture");
    // Four in a thousand pixels: edges differ by less than that, a lost row, axis or count by more.
    let part = |what: &str, [x, y, w, h]: [u32; 4]| {
        let crop = egui_kittest_image::crop(&image, x, y, w, h);
        let most = (w * h / 250) as usize;
        image_snapshot_options(
            &crop,
            format!("{name}_{what}"),
            &SnapshotOptions::new().threshold(1.2).max_failed_pixels(most),
        );
    };
    part("window", [0, 0, 1280, 800]);
    part("bars", [0, 0, 1280, 92]);
    part("list", [0, 92, 345, 532]);
    part("map", [346, 92, 550, 532]);
    part("reader", [897, 92, 383, 532]);
    part("timeline", [0, 625, 1280, 151]);
}

/// Parts of pictures.
mod egui_kittest_image {
    use image::{RgbaImage, imageops};

    pub fn crop(image: &RgbaImage, x: u32, y: u32, w: u32, h: u32) -> RgbaImage {
        imageops::crop_imm(image, x, y, w, h).to_image()
    }
}

#[test]
fn the_window_and_its_panels_look_as_they_should_in_light() {
    pictures(ThemeChoice::Light, "light");
}

#[test]
fn the_window_and_its_panels_look_as_they_should_in_dark() {
    pictures(ThemeChoice::Dark, "dark");
}

#[test]
fn the_compact_list_looks_as_it_should() {
    if !has_adapter() {
        return;
    }
    let builder = HarnessBuilder::default().with_size(egui::vec2(1280.0, 800.0)).wgpu();
    let mut compact = settings(ThemeChoice::Light);
    compact.density = Density::Compact;
    let mut harness = open_with(builder, compact, None);
    settle(&mut harness);
    let image = harness.render().expect("a picture");
    let crop = egui_kittest_image::crop(&image, 0, 92, 345, 532);
    let options = SnapshotOptions::new().threshold(1.2).max_failed_pixels(345 * 532 / 250);
    image_snapshot_options(&crop, "light_list_compact", &options);
}
