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
#[path = "hostile/corpus.rs"]
mod corpus;
#[path = "core/corroborate.rs"]
mod corroborate;
#[path = "core/explore.rs"]
mod explore;
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
#[path = "core/format_database.rs"]
mod format_database;
#[path = "core/format_files.rs"]
mod format_files;
#[path = "core/format_layers.rs"]
mod format_layers;
#[path = "core/format_shapes.rs"]
mod format_shapes;
#[path = "core/format_tables.rs"]
mod format_tables;
#[path = "core/format_write.rs"]
mod format_write;
#[path = "core/fuzzed.rs"]
mod fuzzed;
#[path = "core/gdelt_mentions.rs"]
mod gdelt_mentions;
#[cfg(feature = "geoparquet")]
#[path = "core/geoparquet.rs"]
mod geoparquet;
#[path = "core/hostile_corpus.rs"]
mod hostile_corpus;
#[path = "core/hostile_files.rs"]
mod hostile_files;
#[path = "core/house.rs"]
mod house;
#[path = "core/layers.rs"]
mod layers;
#[path = "core/project_beside.rs"]
mod project_beside;
#[path = "core/project_edits.rs"]
mod project_edits;
#[path = "core/project_session.rs"]
mod project_session;
#[path = "core/project_state.rs"]
mod project_state;
#[path = "core/review.rs"]
mod review;
#[path = "core/store_bulk.rs"]
mod store_bulk;
#[path = "core/store_convert.rs"]
mod store_convert;
#[path = "core/store_damage.rs"]
mod store_damage;
#[path = "core/store_disk.rs"]
mod store_disk;
#[path = "core/store_faults.rs"]
mod store_faults;
#[path = "core/store_files.rs"]
mod store_files;
#[path = "core/store_kill.rs"]
mod store_kill;
#[path = "core/store_saver.rs"]
mod store_saver;
#[path = "core/store_versions.rs"]
mod store_versions;
#[path = "hostile/targets.rs"]
mod targets;
#[path = "core/tile_server.rs"]
mod tile_server;
#[path = "core/tiles.rs"]
mod tiles;
