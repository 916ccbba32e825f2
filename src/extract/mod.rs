//! From a text to what it reports: dates, places, groups, tolls, and proposed events. Offline.

pub mod gazetteer;
pub mod place;
pub mod token;
