//! Names on the map, taken out of vector tiles as data: the view places and draws them.

use super::{
    key::TileKey,
    mvt::{Shape, VectorFeature, VectorLayer, VectorTile},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    Country,
    /// A province, governorate or state of a federation.
    Region,
    City,
    /// A sea, gulf, strait or lake.
    Sea,
}

/// A name at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub kind: LabelKind,
    /// The English name where there is one.
    pub name: String,
    pub name_ar: Option<String>,
    /// Position in the world square of Web Mercator, 0 to 1 from west and from north.
    pub world: [f64; 2],
    /// 0 is the most important of its kind; about 10 the least.
    pub rank: u8,
    /// Shown from this zoom of the map (a world of 256 points at 0) …
    pub min_zoom: f32,
    /// … and up to this one.
    pub max_zoom: f32,
    pub capital: bool,
    /// Inhabitants; 0 where unknown.
    pub population: u32,
}

impl Label {
    /// Order of placing: smaller is placed first and pushes later ones aside.
    pub fn order(&self) -> u32 {
        let rank = u32::from(self.rank);
        match self.kind {
            LabelKind::Country => rank,
            LabelKind::City if self.capital => 100 + rank,
            LabelKind::City => 200 + rank * 10,
            LabelKind::Sea => 205 + rank * 10,
            LabelKind::Region => 400 + rank,
        }
    }

    /// Position in degrees: longitude, latitude.
    pub fn lon_lat(&self) -> (f64, f64) {
        let [x, y] = self.world;
        let latitude = (std::f64::consts::PI * (1.0 - 2.0 * y)).sinh().atan();
        (x * 360.0 - 180.0, latitude.to_degrees())
    }
}

/// The labels of the tile `key`, read from the data of `data_key`, which is `key` or an ancestor. Most important first.
pub(super) fn labels(data: &VectorTile, data_key: TileKey, key: TileKey) -> Vec<Label> {
    let (left, top, side) = data_key.in_world();
    let (own_left, own_top, own_side) = key.in_world();
    let mut found = Vec::new();
    for layer in &data.layers {
        for feature in layer.features.iter().filter(|feature| feature.shape == Shape::Point) {
            let Some([x, y]) = feature.parts.first().and_then(|part| part.first()) else { continue };
            let extent = f64::from(layer.extent);
            let world = [left + f64::from(*x) / extent * side, top + f64::from(*y) / extent * side];
            let (dx, dy) = (world[0] - own_left, world[1] - own_top);
            // A label belongs to one tile only, though tiles overlap a little.
            if (0.0..own_side).contains(&dx) && (0.0..own_side).contains(&dy) {
                found.extend(label(layer, feature, world));
            }
        }
    }
    found.sort_by(|a, b| a.order().cmp(&b.order()).then(b.population.cmp(&a.population)).then(a.name.cmp(&b.name)));
    found
}

fn label(layer: &VectorLayer, feature: &VectorFeature, world: [f64; 2]) -> Option<Label> {
    let name = ["name:en", "name_en", "name", "name:latin"].iter().find_map(|key| layer.text(feature, key))?;
    let name_ar = ["name_ar", "name:ar"].iter().find_map(|key| layer.text(feature, key));
    let number = |key: &str| layer.number(feature, key);
    let class = ["kind", "class"].iter().find_map(|key| layer.text(feature, key)).unwrap_or("");
    let detail = layer.text(feature, "kind_detail").unwrap_or(class);

    let kind = match (layer.name.as_str(), class) {
        ("countries", _) | ("places" | "place", "country") => LabelKind::Country,
        ("admin1_labels", _) | ("places" | "place", "region" | "state" | "province") => LabelKind::Region,
        ("marine" | "water_name", _) => LabelKind::Sea,
        ("water" | "physical_point", "ocean" | "sea" | "bay" | "gulf" | "strait" | "lake" | "water") => LabelKind::Sea,
        ("places" | "place", "continent" | "neighbourhood" | "suburb" | "quarter" | "macrohood") => return None,
        ("places" | "place", _) => LabelKind::City,
        _ => return None,
    };
    // Protomaps' and OpenMapTiles' zooms are of tiles 512 points wide: one less than the map's.
    let own = class.is_empty() || matches!(layer.name.as_str(), "marine" | "countries" | "admin1_labels");
    let shift = if own { 0.0 } else { 1.0 };
    let min_zoom =
        number("min_zoom").map_or_else(|| first_zoom(kind, detail, number("rank")), |zoom| zoom as f32 + shift);
    let last = match kind {
        LabelKind::Country => 8.0,
        LabelKind::Region => 10.5,
        LabelKind::City | LabelKind::Sea => 30.0,
    };
    let rank = number("rank").or_else(|| number("population_rank").map(|rank| (16.0 - rank) * 0.7));
    let capital = number("capital").is_some_and(|level| level > 0.0 && level <= 2.0)
        || matches!(layer.text(feature, "capital"), Some("yes"));
    Some(Label {
        kind,
        name: name.chars().take(80).collect(),
        name_ar: name_ar.map(|name| name.chars().take(80).collect()),
        world,
        rank: rank.unwrap_or(f64::from(min_zoom)).clamp(0.0, 20.0) as u8,
        min_zoom,
        max_zoom: number("max_zoom").map_or(last, |zoom| zoom as f32 + 1.0),
        capital,
        population: number("pop").or_else(|| number("population")).unwrap_or(0.0).clamp(0.0, 4e9) as u32,
    })
}

/// Where a schema does not say from which zoom a name is shown.
fn first_zoom(kind: LabelKind, class: &str, rank: Option<f64>) -> f32 {
    let rank = rank.unwrap_or(6.0) as f32;
    match (kind, class) {
        (LabelKind::Country, _) => 1.5 + rank * 0.6,
        (LabelKind::Region, _) => 4.5 + rank * 0.3,
        (LabelKind::City, "city") => 3.0 + rank * 0.4,
        (LabelKind::City, "town") => 7.0 + rank * 0.1,
        (LabelKind::City, "village") => 10.5,
        (LabelKind::City, "hamlet" | "isolated_dwelling" | "locality") => 12.5,
        (LabelKind::City, _) => 6.0,
        (LabelKind::Sea, "ocean") => 1.0,
        (LabelKind::Sea, "sea") => 3.5,
        (LabelKind::Sea, _) => 6.0,
    }
}
