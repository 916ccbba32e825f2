//! In which system coordinates are given, and how they become degrees of longitude and latitude on WGS 84.

use super::row::{on_globe, utm_degrees};

/// Half the width of the world in metres of Web Mercator.
const MERCATOR: f64 = 20_037_508.342_789_244;

/// A system of coordinates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Crs {
    kind: Kind,
    /// Its name, where its datum lies more than some metres from WGS 84, or where it is not known here.
    name: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Kind {
    #[default]
    Degrees,
    Mercator,
    Utm {
        zone: u8,
        south: bool,
    },
    Unknown,
}

impl Crs {
    /// The system with this EPSG code; 0 and less are what GeoPackage calls undefined, which is tried as degrees.
    pub fn of_epsg(code: i64) -> Self {
        let utm = |zone: i64, south| Kind::Utm { zone: zone as u8, south };
        let kind = match code {
            ..=0 | 4326 | 4979 | 4269 | 4258 | 4937 | 4674 | 4283 | 7844 | 4612 | 6668 | 4490 | 4171 | 4167 | 4322 => {
                Kind::Degrees
            }
            3857 | 900_913 | 3785 | 102_100 | 102_113 => Kind::Mercator,
            32_601..=32_660 => utm(code - 32_600, false),
            32_701..=32_760 => utm(code - 32_700, true),
            // ETRS89 and NAD83.
            25_828..=25_838 => utm(code - 25_800, false),
            26_901..=26_923 => utm(code - 26_900, false),
            // Older national systems in degrees from Greenwich.
            4120..=4327 | 4600..=4762 => return Self { kind: Kind::Degrees, name: format!("EPSG:{code}") },
            _ => return Self::unknown(&format!("EPSG:{code}")),
        };
        Self { kind, name: String::new() }
    }

    /// A system by what files call it: `EPSG:4326`, `urn:ogc:def:crs:EPSG::32638`, `…#4326`, `CRS84`, a zone of UTM such
    /// as `38N`, or a definition in well-known text.
    pub fn of_name(name: &str) -> Self {
        let name = name.trim();
        let plain: String = name.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b as char).collect();
        let upper = plain.to_ascii_uppercase();
        if upper.is_empty() || upper.ends_with("CRS84") || upper.ends_with("CRS84H") || upper.ends_with("WGS84") {
            return Self::default();
        }
        if name.contains('[') {
            return Self::of_wkt(name);
        }
        if let Some(utm) = zone(&upper) {
            return utm;
        }
        if upper.contains("MERCATOR") {
            return Self { kind: Kind::Mercator, name: String::new() };
        }
        let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
        match name[name.len() - digits..].parse() {
            Ok(code) if upper.contains("EPSG") || upper.contains("ESRI") || digits == name.len() => Self::of_epsg(code),
            _ => Self::unknown(name),
        }
    }

    /// A system defined in well-known text, as in files that end with `.prj`; that of Esri or of ISO 19162.
    pub fn of_wkt(text: &str) -> Self {
        let upper = text.trim().to_ascii_uppercase();
        let name = text.split('"').nth(1).unwrap_or("").to_owned();
        let datum: String = ["DATUM[", "ENSEMBLE["]
            .iter()
            .find_map(|it| upper.split_once(it))
            .and_then(|(_, rest)| rest.split('"').nth(1))
            .unwrap_or("")
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let near = NEAR.iter().any(|it| datum.contains(it));
        let named = if near { String::new() } else { name.clone() };
        // Grads, and other meridians than that of Greenwich.
        let greenwich = upper.split("PRIMEM[").nth(1).is_none_or(|it| number_behind(it) == Some(0.0));
        if upper.starts_with("GEOG") || upper.starts_with("GEODCRS") {
            let degrees = upper.contains("0.01745") || upper.contains("\"DEGREE\"");
            return if degrees && greenwich { Self { kind: Kind::Degrees, name: named } } else { Self::unknown(&name) };
        }
        let parameter = |wanted: &str| {
            let all = upper.split("PARAMETER[\"").skip(1);
            let same = |it: &&str| it.split('"').next().is_some_and(|it| it.replace(' ', "_") == wanted);
            all.into_iter().find(same).and_then(number_behind)
        };
        let either = |names: [&str; 2]| names.iter().find_map(|it| parameter(it)).unwrap_or(0.0);
        let meridian = either(["CENTRAL_MERIDIAN", "LONGITUDE_OF_NATURAL_ORIGIN"]);
        if ["AUXILIARY_SPHERE", "PSEUDO-MERCATOR", "PSEUDO MERCATOR", "PSEUDO_MERCATOR", "WEB_MERCATOR"]
            .iter()
            .any(|it| upper.contains(it))
            && meridian == 0.0
        {
            return Self { kind: Kind::Mercator, name: String::new() };
        }
        let (east, north) = (either(["FALSE_EASTING"; 2]), either(["FALSE_NORTHING"; 2]));
        let scale = either(["SCALE_FACTOR", "SCALE_FACTOR_AT_NATURAL_ORIGIN"]);
        let origin = either(["LATITUDE_OF_ORIGIN", "LATITUDE_OF_NATURAL_ORIGIN"]);
        let zone = (meridian + 183.0) / 6.0;
        let is_utm = (upper.contains("TRANSVERSE_MERCATOR") || upper.contains("TRANSVERSE MERCATOR"))
            && !upper.contains("FOOT")
            && (scale - 0.9996).abs() < 1e-9
            && east == 500_000.0
            && origin == 0.0
            && (north == 0.0 || north == 10_000_000.0)
            && zone.fract() == 0.0
            && (1.0..=60.0).contains(&zone)
            && greenwich;
        if is_utm {
            return Self { kind: Kind::Utm { zone: zone as u8, south: north > 0.0 }, name: named };
        }
        Self::unknown(if name.is_empty() { "a system that is not named" } else { &name })
    }

    fn unknown(name: &str) -> Self {
        Self { kind: Kind::Unknown, name: name.to_owned() }
    }

    pub fn is_known(&self) -> bool {
        self.kind != Kind::Unknown
    }

    /// Whether coordinates are degrees as they stand.
    pub fn is_degrees(&self) -> bool {
        self.kind == Kind::Degrees
    }

    /// What it is called, if it is not one of the usual ones.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people should know of it before they trust a position.
    pub fn note(&self) -> Option<String> {
        match self.kind {
            _ if self.name.is_empty() => None,
            Kind::Unknown => Some(format!(
                "the coordinates are in {}, which is not converted here: no position was taken from them; export the file in EPSG:4326 (WGS 84)",
                self.name
            )),
            _ => Some(format!(
                "the coordinates are in {}, an older datum: positions may be off by up to some hundred metres; export the file in EPSG:4326 (WGS 84) if that matters",
                self.name
            )),
        }
    }

    /// Longitude and latitude of a position; nothing if there is no such place.
    pub fn degrees(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        match self.kind {
            Kind::Degrees => Some([x, y]),
            Kind::Mercator => {
                let lat = (std::f64::consts::PI * y / MERCATOR).sinh().atan().to_degrees();
                on_globe(x / MERCATOR * 180.0, lat)
            }
            Kind::Utm { zone, south } => utm_degrees(zone, x, if south { y - 10_000_000.0 } else { y }),
            Kind::Unknown => None,
        }
    }
}

/// A zone of UTM: `38N`, `UTM38S`, `UTMZONE38N`. The letter is the hemisphere, not a band.
fn zone(upper: &str) -> Option<Crs> {
    let rest = upper.strip_prefix("UTM").unwrap_or(upper);
    let rest = rest.strip_prefix("ZONE").unwrap_or(rest);
    let (digits, south) = match (rest.strip_suffix('N'), rest.strip_suffix('S')) {
        (Some(digits), _) => (digits, false),
        (_, Some(digits)) => (digits, true),
        _ => return None,
    };
    let zone = digits.parse().ok().filter(|it| (1..=60).contains(it) && digits.len() <= 2)?;
    Some(Crs { kind: Kind::Utm { zone, south }, name: String::new() })
}

/// The number behind a name in quotation marks: `Greenwich",0.0],…`.
fn number_behind(text: &str) -> Option<f64> {
    let behind = text.split_once(',')?.1;
    behind.split([',', ']']).next()?.trim().parse().ok()
}

/// Datums within a few metres of WGS 84.
const NEAR: [&str; 24] = [
    "WGS1984",
    "WGS84",
    "WORLDGEODETICSYSTEM1984",
    "WGS1972",
    "WORLDGEODETICSYSTEM1972",
    "NORTHAMERICAN1983",
    "NORTHAMERICANDATUM1983",
    "NAD83",
    "ETRS1989",
    "ETRS89",
    "EUROPEANTERRESTRIALREFERENCESYSTEM1989",
    "GDA1994",
    "GDA94",
    "GDA2020",
    "GEOCENTRICDATUMOFAUSTRALIA",
    "SIRGAS",
    "SISTEMADEREFERENCIAGEOCENTRICO",
    "JGD2000",
    "JGD2011",
    "JAPANESEGEODETICDATUM2",
    "CHINA2000",
    "CGCS2000",
    "RGF1993",
    "ITRF",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_known_by_code_name_and_definition() {
        let utm = |zone, south| Kind::Utm { zone, south };
        let esri = |name: &str, datum: &str, more: &str| {
            format!(
                "PROJCS[\"{name}\",GEOGCS[\"GCS\",DATUM[\"{datum}\",SPHEROID[\"S\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],{more},UNIT[\"Meter\",1.0]]"
            )
        };
        let tm = "PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",45.0],PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\"Latitude_Of_Origin\",0.0]";
        for (name, expect, noted) in [
            ("EPSG:4326".to_owned(), Kind::Degrees, false),
            ("urn:ogc:def:crs:EPSG::32638".to_owned(), utm(38, false), false),
            ("http://www.opengis.net/def/crs/EPSG/0/32737".to_owned(), utm(37, true), false),
            ("http://www.opengis.net/gml/srs/epsg.xml#3857".to_owned(), Kind::Mercator, false),
            ("urn:ogc:def:crs:OGC:1.3:CRS84".to_owned(), Kind::Degrees, false),
            ("UTM zone 38N".to_owned(), utm(38, false), false),
            ("38s".to_owned(), utm(38, true), false),
            ("61N".to_owned(), Kind::Unknown, true),
            ("EPSG:27700".to_owned(), Kind::Unknown, true),
            ("EPSG:4284".to_owned(), Kind::Degrees, true),
            (esri("WGS_1984_UTM_Zone_38N", "D_WGS_1984", tm), utm(38, false), false),
            (esri("X", "D_WGS_1984", &tm.replace("45.0", "44.0")), Kind::Unknown, true),
            (esri("P", "D_Pulkovo_1942", tm), utm(38, false), true),
            (
                esri("WGS_1984_Web_Mercator_Auxiliary_Sphere", "D_WGS_1984", "PROJECTION[\"Mercator_Auxiliary_Sphere\"]"),
                Kind::Mercator,
                false,
            ),
            ("GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]".to_owned(), Kind::Degrees, false),
            ("GEOGCS[\"NTF (Paris)\",DATUM[\"NTF\"],PRIMEM[\"Paris\",2.5969213],UNIT[\"grad\",0.015707963267949]]".to_owned(), Kind::Unknown, true),
            ("GEOGCRS[\"WGS 84\",ENSEMBLE[\"World Geodetic System 1984 ensemble\",MEMBER[\"x\"]],PRIMEM[\"Greenwich\",0],CS[ellipsoidal,2],AXIS[\"a\",north],UNIT[\"degree\",0.0174532925199433]]".to_owned(), Kind::Degrees, false),
        ] {
            let crs = Crs::of_name(&name);
            assert_eq!((crs.kind, crs.note().is_some()), (expect, noted), "{name}");
        }
    }

    #[test]
    fn coordinates_become_degrees() {
        let near = |at: Option<[f64; 2]>, [lon, lat]: [f64; 2]| {
            let [x, y] = at.unwrap();
            assert!((x - lon).abs() < 1e-5 && (y - lat).abs() < 1e-5, "{x} {y}");
        };
        near(Crs::of_name("38N").degrees([263_068.8, 3_741_327.5]), [42.4411, 33.7856]);
        near(Crs::of_epsg(32756).degrees([334_368.6, 6_250_948.3]), [151.2093, -33.8688]);
        near(Crs::of_epsg(3857).degrees([4_040_897.52, 3_961_860.22]), [36.3, 33.5]);
        for bad in [[f64::NAN, 1.0], [1e300, 1e300], [f64::INFINITY, 0.0]] {
            assert_eq!(Crs::of_name("38N").degrees(bad), None);
            assert_eq!(Crs::of_epsg(3857).degrees(bad), None);
        }
        assert_eq!(Crs::of_epsg(27700).degrees([1.0, 1.0]), None);
    }
}
