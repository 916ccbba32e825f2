use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::{NativeOptions, Renderer};

use super::{Ahead, App, Start};
use crate::cli::Args;
use crate::settings::Settings;

/// Open the window: with Vulkan or whatever else wgpu finds, then with OpenGL, else say what to install.
pub fn run(args: &Args) -> ExitCode {
    let started = std::time::Instant::now();
    let path = Settings::path();
    // Settings that could not be read are not written over.
    let (settings, path) = match path {
        Some(path) => {
            let (settings, whole) = Settings::load(&path);
            (settings, Some(path).filter(|_| whole))
        }
        None => (Settings::default(), None),
    };
    let size = args.window.size.unwrap_or(settings.layout.window);
    // A window of a size asked for this once is not how the user left it.
    let keeps = args.window.screenshot.is_none() && !args.window.time_first_frame;
    let forced = std::env::var("DATELINE_RENDERER").unwrap_or_default();
    let renderers: &[Renderer] = match forced.as_str() {
        "glow" | "opengl" => &[Renderer::Glow],
        "wgpu" | "vulkan" => &[Renderer::Wgpu],
        _ => &[Renderer::Wgpu, Renderer::Glow],
    };
    let state = crate::store::state_folder().filter(|_| keeps);
    // While window and graphics come up, a disk would have nothing to do.
    let ahead = args.path.as_ref().map(|path| Ahead::read(path, &settings, state.as_deref())).unwrap_or_default();
    let failed = Arc::<AtomicBool>::default();
    let mut reasons = Vec::new();
    for renderer in renderers {
        let start = Start {
            case: args.path.clone(),
            ahead: ahead.clone(),
            settings: settings.clone(),
            settings_path: path.clone().filter(|_| keeps),
            state: state.clone(),
            theme: args.window.theme,
            screenshot: args.window.screenshot.clone(),
            failed: Arc::clone(&failed),
            first_frame_since: args.window.time_first_frame.then_some(started),
            own_fonts_only: args.window.screenshot.is_some(),
        };
        match open(*renderer, size, start) {
            Ok(()) if failed.load(Ordering::Relaxed) => return ExitCode::FAILURE,
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => {
                tracing::warn!("no window with {renderer:?}: {error}");
                reasons.push(format!("{renderer:?}: {error}"));
            }
        }
    }
    eprintln!("dateline: no window could be opened.");
    for reason in &reasons {
        eprintln!("  {reason}");
    }
    eprintln!("A display (X11 or Wayland) and a graphics driver are needed. On Debian or Ubuntu:");
    eprintln!(
        "  sudo apt-get install mesa-vulkan-drivers libgl1-mesa-dri libxkbcommon-x11-0 libxcursor1 libxi6 libxrandr2"
    );
    eprintln!("Without a display: scripts/run starts a virtual one, and `dateline check PATH` needs none.");
    ExitCode::FAILURE
}

fn open(renderer: Renderer, (width, height): (f32, f32), start: Start) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Dateline")
        .with_app_id("dateline")
        .with_inner_size([width, height])
        .with_min_inner_size([760.0, 480.0])
        .with_icon(icon());
    let options = NativeOptions {
        viewport,
        renderer,
        persist_window: false,
        // Nothing here is a gradient, and without a graphics card every point of every frame would pay for it.
        dithering: false,
        system_font_fallback: !start.own_fonts_only,
        ..NativeOptions::default()
    };
    eframe::run_native(
        "dateline",
        options,
        Box::new(move |creation| {
            guard(creation);
            Ok(Box::new(App::new(&creation.egui_ctx, start)))
        }),
    )
}

/// A complaint of the graphics driver is logged; by default it would end the program.
fn guard(creation: &eframe::CreationContext<'_>) {
    if let Some(state) = &creation.wgpu_render_state {
        tracing::info!("graphics: {:?}", state.adapter.get_info());
        state.device.on_uncaptured_error(Arc::new(|error| tracing::error!("graphics: {error}")));
    }
}

fn icon() -> egui::IconData {
    let decoded = image::load_from_memory(include_bytes!("../../assets/icon/dateline-128.png"));
    decoded.map_or_else(
        |_| egui::IconData::default(),
        |image| {
            let image = image.into_rgba8();
            egui::IconData { width: image.width(), height: image.height(), rgba: image.into_raw() }
        },
    )
}
