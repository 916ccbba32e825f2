//! Opens the whole window in a test: without a display, found and driven by accessible names.

use std::path::{Path, PathBuf};

use dateline::app::{Ahead, App, Start};
use dateline::settings::{Settings, ThemeChoice};
use egui_kittest::{Harness, HarnessBuilder};

/// The window with the bundled case.
pub fn open() -> Harness<'static, App> {
    open_with(HarnessBuilder::default().with_size(egui::vec2(1600.0, 1000.0)), settings(ThemeChoice::Light), None)
}

/// The window with a case folder.
pub fn open_case(folder: &Path) -> Harness<'static, App> {
    let builder = HarnessBuilder::default().with_size(egui::vec2(1600.0, 1000.0));
    let mut harness = open_with(builder, settings(ThemeChoice::Light), Some(folder.to_path_buf()));
    // Cases are read beside the window.
    for _ in 0..200 {
        std::thread::sleep(std::time::Duration::from_millis(10));
        harness.step();
    }
    harness
}

/// The window with work kept in a folder, and with a project file if there is one.
pub fn open_keeping(state: &Path, file: Option<&Path>) -> Harness<'static, App> {
    let (state, case) = (state.to_path_buf(), file.map(Path::to_path_buf));
    let builder = HarnessBuilder::default().with_size(egui::vec2(1600.0, 1000.0));
    let mut harness = builder.with_theme(egui::Theme::Light).with_max_steps(40).build_eframe(move |creation| {
        let settings = settings(ThemeChoice::Light);
        let start = Start { case, settings, state: Some(state), own_fonts_only: true, ..Start::default() };
        App::new(&creation.egui_ctx, start)
    });
    harness.run_steps(6);
    harness
}

/// The window that is started with a file, as the program does it: what is there is read before.
pub fn start_with(file: &Path) -> Harness<'static, App> {
    let (settings, case) = (settings(ThemeChoice::Light), file.to_path_buf());
    let ahead = Ahead::read(&case, &settings, None);
    let builder = HarnessBuilder::default().with_size(egui::vec2(1600.0, 1000.0));
    builder.with_theme(egui::Theme::Light).with_max_steps(40).build_eframe(move |creation| {
        let start = Start { case: Some(case), ahead, settings, own_fonts_only: true, ..Start::default() };
        App::new(&creation.egui_ctx, start)
    })
}

/// Settings under which every run looks the same.
pub fn settings(theme: ThemeChoice) -> Settings {
    Settings { theme, reduce_motion: true, ..Settings::default() }
}

/// The window as the builder makes it.
pub fn open_with(builder: HarnessBuilder<App>, settings: Settings, case: Option<PathBuf>) -> Harness<'static, App> {
    // The harness sets its own theme after the window has set the user's.
    let theme = if settings.theme == ThemeChoice::Dark { egui::Theme::Dark } else { egui::Theme::Light };
    let mut harness = builder.with_theme(theme).with_max_steps(40).build_eframe(move |creation| {
        let start = Start { case, settings, own_fonts_only: true, ..Start::default() };
        App::new(&creation.egui_ctx, start)
    });
    harness.run_steps(6);
    harness
}

/// Whether there is a graphics adapter to render pictures with. Where it is required its lack is a failure.
pub fn has_adapter() -> bool {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    let made = catch_unwind(AssertUnwindSafe(|| {
        let mut harness = HarnessBuilder::<()>::default().with_size(egui::vec2(8.0, 8.0)).wgpu().build_ui(|_| {});
        harness.render().is_ok()
    }));
    let there = made.unwrap_or(false);
    assert!(
        there || std::env::var_os("DATELINE_REQUIRE_ADAPTER").is_none(),
        "a graphics adapter is required here; on Debian install mesa-vulkan-drivers"
    );
    if !there {
        eprintln!("skipped: no graphics adapter");
    }
    there
}
