//! What a feature of a vector tile is, in the words of this program, whichever schema the tile follows: the bundled
//! archive's own, Protomaps' or OpenMapTiles'.

use super::mvt::{Shape, VectorFeature, VectorLayer};

/// What is drawn, in the order it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    Earth,
    Green,
    Sand,
    Ice,
    Urban,
    Airfield,
    // Province lines and rivers run through lakes in the data, not on the map.
    Admin,
    RiverSmall,
    River,
    RiverGreat,
    Water,
    Building,
    RoadMinor,
    Road,
    RoadMajor,
    Rail,
    Runway,
    Disputed,
    Border,
}

impl Role {
    pub const ALL: [Role; 19] = [
        Role::Earth,
        Role::Green,
        Role::Sand,
        Role::Ice,
        Role::Urban,
        Role::Airfield,
        Role::Admin,
        Role::RiverSmall,
        Role::River,
        Role::RiverGreat,
        Role::Water,
        Role::Building,
        Role::RoadMinor,
        Role::Road,
        Role::RoadMajor,
        Role::Rail,
        Role::Runway,
        Role::Disputed,
        Role::Border,
    ];

    pub fn is_area(self) -> bool {
        self <= Role::Airfield || matches!(self, Role::Water | Role::Building)
    }
}

/// The role of a feature, or `None` for what this quiet map does not draw.
///
/// `zoom` is the zoom of the map (a world of 256 points at 0).
pub(super) fn role(layer: &VectorLayer, feature: &VectorFeature, zoom: f32) -> Option<Role> {
    let role = match layer.name.as_str() {
        "earth" | "land" => Some(Role::Earth),
        "water" | "ocean" | "lakes" => Some(water(layer, feature)),
        "rivers" | "waterway" | "physical_line" => river(layer, feature),
        "landcover" | "landuse" | "natural" | "park" | "globallandcover" => ground(layer, feature),
        "buildings" | "building" => Some(Role::Building),
        "roads" | "transportation" | "transit" => road(layer, feature),
        "aeroway" => Some(if feature.shape == Shape::Line { Role::Runway } else { Role::Airfield }),
        "admin1" => Some(Role::Admin),
        "boundaries" | "boundary" => boundary(layer, feature),
        _ => None,
    }?;
    let fits = match feature.shape {
        Shape::Point => false,
        Shape::Line => !role.is_area(),
        Shape::Polygon => role.is_area(),
    };
    // A tile drawn larger than its own zoom may hold what its maker wants shown only further in.
    let due = layer.number(feature, "min_zoom").is_none_or(|least| least <= f64::from(zoom) + 0.5);
    (fits && due).then_some(role)
}

fn kind<'a>(layer: &'a VectorLayer, feature: &VectorFeature) -> &'a str {
    ["kind", "class", "pmap:kind"].iter().find_map(|key| layer.text(feature, key)).unwrap_or("")
}

fn water(layer: &VectorLayer, feature: &VectorFeature) -> Role {
    match feature.shape {
        Shape::Polygon | Shape::Point => Role::Water,
        Shape::Line => river(layer, feature).unwrap_or(Role::RiverSmall),
    }
}

fn river(layer: &VectorLayer, feature: &VectorFeature) -> Option<Role> {
    if let Some(rank) = layer.number(feature, "rank") {
        return Some(match rank {
            ..=3.0 => Role::RiverGreat,
            ..=6.0 => Role::River,
            _ => Role::RiverSmall,
        });
    }
    match kind(layer, feature) {
        "river" => Some(Role::River),
        "canal" | "stream" | "drain" | "ditch" | "dam" => Some(Role::RiverSmall),
        _ => None,
    }
}

fn ground(layer: &VectorLayer, feature: &VectorFeature) -> Option<Role> {
    let class = kind(layer, feature);
    Some(match class {
        "wood" | "forest" | "grass" | "grassland" | "park" | "national_park" | "nature_reserve" | "garden"
        | "golf_course" | "scrub" | "meadow" | "orchard" | "vineyard" | "cemetery" | "wetland" | "protected_area"
        | "allotments" => Role::Green,
        "sand" | "beach" | "desert" | "barren" => Role::Sand,
        "ice" | "glacier" => Role::Ice,
        "residential" | "urban_area" | "urban" | "commercial" | "industrial" | "retail" | "suburb"
        | "neighbourhood" => Role::Urban,
        "aerodrome" | "airfield" | "military" | "naval_base" => Role::Airfield,
        _ => return None,
    })
}

fn road(layer: &VectorLayer, feature: &VectorFeature) -> Option<Role> {
    if matches!(layer.text(feature, "brunnel"), Some("tunnel")) || layer.number(feature, "is_tunnel") == Some(1.0) {
        return None;
    }
    let detail = layer.text(feature, "kind_detail").or_else(|| layer.text(feature, "pmap:kind_detail")).unwrap_or("");
    Some(match kind(layer, feature) {
        "highway" | "motorway" | "trunk" => Role::RoadMajor,
        "major_road" if matches!(detail, "motorway" | "trunk" | "primary") => Role::RoadMajor,
        "primary" => Role::RoadMajor,
        "major_road" | "medium_road" | "secondary" | "tertiary" => Role::Road,
        "minor_road" | "minor" | "service" | "residential" | "unclassified" => Role::RoadMinor,
        "rail" => Role::Rail,
        "aeroway" => match detail {
            "runway" => Role::Runway,
            _ => Role::RoadMinor,
        },
        _ => return None,
    })
}

fn boundary(layer: &VectorLayer, feature: &VectorFeature) -> Option<Role> {
    if layer.number(feature, "maritime") == Some(1.0) {
        return None;
    }
    let disputed = layer.number(feature, "disputed") == Some(1.0);
    if let Some(level) = layer.number(feature, "admin_level") {
        return match level as i64 {
            ..=2 if disputed => Some(Role::Disputed),
            ..=2 => Some(Role::Border),
            3 | 4 => Some(Role::Admin),
            _ => None,
        };
    }
    match kind(layer, feature) {
        "country" if disputed => Some(Role::Disputed),
        "country" | "" => Some(Role::Border),
        "region" | "macroregion" | "admin1" => Some(Role::Admin),
        "county" | "localadmin" | "locality" | "overlay" => None,
        // Disputed, indefinite, lines of control, leases, unrecognised.
        _ => Some(Role::Disputed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_listed_in_drawing_order() {
        assert!(Role::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(Role::ALL.iter().enumerate().all(|(at, role)| *role as usize == at));
    }
}
