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
#[path = "core/explore.rs"]
mod explore;
#[path = "core/folder.rs"]
mod folder;
#[path = "core/format_files.rs"]
mod format_files;
#[path = "core/format_shapes.rs"]
mod format_shapes;
#[path = "core/format_tables.rs"]
mod format_tables;
#[path = "core/format_write.rs"]
mod format_write;
#[path = "core/hostile_files.rs"]
mod hostile_files;
#[path = "core/house.rs"]
mod house;
#[path = "core/tile_server.rs"]
mod tile_server;
#[path = "core/tiles.rs"]
mod tiles;
