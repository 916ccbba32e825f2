//! How much of a file is read at most. Every limit is far above what real exports hold and far below what would hurt.

/// One field of a table.
pub const MAX_FIELD: usize = 4 << 20;
/// One record of a table, one feature of a JSON file, the text of one XML element.
pub const MAX_RECORD: usize = 16 << 20;
/// Columns of a table.
pub const MAX_COLUMNS: usize = 4096;
/// How deep elements of an XML file or values of a JSON file may be nested.
pub const MAX_DEPTH: usize = 64;
/// Rows or features of one file.
pub const MAX_ROWS: usize = 50_000_000;
/// What one packed file may come to: 16 GiB, …
pub const MAX_UNPACKED: u64 = 16 << 30;
/// … and 200 times its packed size, once it is larger than [`FREE_UNPACKED`].
pub const MAX_RATIO: u64 = 200;
/// What may come out of any packed file, however well it was packed: 64 MiB.
pub const FREE_UNPACKED: u64 = 64 << 20;
/// Files in an archive.
pub const MAX_MEMBERS: usize = 10_000;
/// Points of one track.
pub const MAX_POINTS: usize = 5_000_000;
/// How much of a file is looked at to find out what it is.
pub const HEAD: usize = 256 << 10;

/// Whether so much may have come out of a packed file of this size.
pub fn unpacked_too_much(packed: u64, unpacked: u64) -> bool {
    unpacked > MAX_UNPACKED || (unpacked > FREE_UNPACKED && unpacked > packed.saturating_mul(MAX_RATIO))
}
