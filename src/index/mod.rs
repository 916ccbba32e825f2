//! Derived look-ups over events: sets of rows, their clusters on the map, their bars in time, their words.

mod bits;
mod cluster;
mod histogram;
mod words;

pub use bits::Bits;
pub use cluster::{Cluster, ClusterRequest, clusters};
pub use histogram::{Band, Bin, Histogram, HistogramRequest, Unit};
pub use words::WordIndex;
