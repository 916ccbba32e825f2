//! From a text to what it reports: dates, places, groups, tolls, and proposed events. Offline.

pub mod date;
pub mod gazetteer;
pub mod number;
pub mod place;
pub mod token;
