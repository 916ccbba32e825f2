//! What the program does without a window.

#[path = "core/bundled.rs"]
mod bundled;
#[path = "core/case_files.rs"]
mod case_files;
#[path = "core/case_mutation.rs"]
mod case_mutation;
#[path = "core/case_rows.rs"]
mod case_rows;
#[path = "core/check.rs"]
mod check;
#[path = "core/extract_dates.rs"]
mod extract_dates;
#[path = "core/extract_gold.rs"]
mod extract_gold;
#[path = "core/extract_import.rs"]
mod extract_import;
#[path = "core/extract_properties.rs"]
mod extract_properties;
#[path = "core/folder.rs"]
mod folder;
#[path = "core/house.rs"]
mod house;
#[path = "core/tile_server.rs"]
mod tile_server;
#[path = "core/tiles.rs"]
mod tiles;
