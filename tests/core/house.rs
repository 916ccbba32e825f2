//! The house rules: who may use whom, and how long a file may be.

use std::path::{Path, PathBuf};

/// What each module may use of the others.
const MAY_USE: [(&str, &[&str]); 21] = [
    ("event", &[]),
    ("text", &[]),
    ("tiles", &[]),
    ("worker", &[]),
    ("article", &["event"]),
    ("project", &["event", "article"]),
    ("index", &["event", "project", "text"]),
    ("filter", &["event", "article", "index", "project"]),
    ("session", &["event", "article", "filter", "index", "project"]),
    ("format", &["event", "article", "project", "text", "worker"]),
    ("corroborate", &["article", "event", "index", "project", "text"]),
    ("review", &["article", "corroborate", "event", "extract", "index", "project", "text"]),
    ("extract", &["article", "event", "text", "worker"]),
    ("settings", &["tiles"]),
    ("store", &["event", "article", "project"]),
    ("cli", &["event", "extract", "filter", "format", "project", "settings", "store", "text", "worker"]),
    ("theme", &["session"]),
    ("widget", &["theme", "text"]),
    (
        "view",
        &[
            "event",
            "article",
            "corroborate",
            "extract",
            "filter",
            "format",
            "index",
            "project",
            "review",
            "session",
            "settings",
            "text",
            "theme",
            "tiles",
            "widget",
        ],
    ),
    (
        "app",
        &[
            "article",
            "cli",
            "corroborate",
            "event",
            "extract",
            "format",
            "index",
            "project",
            "review",
            "session",
            "settings",
            "store",
            "theme",
            "tiles",
            "view",
        ],
    ),
    ("lib", &[]),
];

/// No file is longer, tests in it included.
const LONGEST: usize = 600;

fn sources() -> Vec<PathBuf> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|it| it == "rs") {
                out.push(path);
            }
        }
    }
    let mut out = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    out
}

/// The module a file belongs to: the first part of its path under `src`.
fn module(path: &Path) -> String {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let first = path.strip_prefix(src).unwrap().iter().next().unwrap().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for path in sources() {
        let from = module(&path);
        if from == "main" {
            continue;
        }
        let (_, allowed) =
            MAY_USE.iter().find(|(name, _)| *name == from).unwrap_or_else(|| panic!("{from} has no rule"));
        let text = std::fs::read_to_string(&path).unwrap();
        // What tests inside a file use is their own matter.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for part in line.split("crate::").skip(1) {
                let used: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if part.starts_with('{') {
                    wrong.push(format!("{}:{}: name each module: no `crate::{{…}}`", path.display(), number + 1));
                }
                if used != from && !allowed.contains(&used.as_str()) && MAY_USE.iter().any(|(name, _)| *name == used) {
                    wrong.push(format!("{}:{}: {from} uses {used}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_names_no_window_toolkit_and_only_the_map_names_walkers() {
    let mut wrong = Vec::new();
    for path in sources() {
        let from = module(&path);
        let shell = ["theme", "widget", "view", "app"].contains(&from.as_str());
        let map = path.to_string_lossy().contains("view/map/");
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if !shell && ["egui::", "eframe::", "walkers::"].iter().any(|it| line.contains(it))
                || !map && line.contains("walkers::")
            {
                wrong.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_theme_names_a_colour() {
    let mut wrong = Vec::new();
    for path in sources().iter().filter(|path| ["widget", "view", "app"].contains(&module(path).as_str())) {
        let text = std::fs::read_to_string(path).unwrap();
        // What tests inside a file use is their own matter.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            // Converting a colour is fine, writing one down is not.
            let literal = |call: &str| line.split(call).skip(1).any(|it| it.starts_with(|c: char| c.is_ascii_digit()));
            let written =
                ["from_rgb(", "from_gray(", "from_black_alpha(", "from_white_alpha(", "from_rgba_premultiplied("]
                    .into_iter()
                    .chain(["from_rgba_unmultiplied(", "hex_color!("])
                    .any(|call| literal(call) || call.ends_with("!(") && line.contains(call));
            // Transparency and placeholders are no colours.
            let named = line
                .split("Color32::")
                .skip(1)
                .map(|it| it.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect::<String>())
                .any(|name| name.len() > 1 && !["TRANSPARENT", "PLACEHOLDER", "WHITE"].contains(&name.as_str()));
            if written || named {
                wrong.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_small() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter_map(|path| {
            let lines = std::fs::read_to_string(&path).unwrap().lines().count();
            (lines > LONGEST).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
