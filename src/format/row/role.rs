//! What a column or property means.

use serde::{Deserialize, Serialize};

/// What the values of a column are. Whatever is not given a meaning is kept as a detail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Kept under its own name, shown with the event.
    #[default]
    Detail,
    /// Says nothing that other columns do not say: left out.
    Repeats,
    /// Stable id of the event.
    Key,
    Title,
    /// When, or when it began.
    Date,
    DateEnd,
    /// The first day of a week that a row sums up.
    Week,
    Year,
    Month,
    Day,
    Time,
    /// How exact the date is, as ACLED or UCDP code it.
    TimePrecision,
    Longitude,
    Latitude,
    /// Both in one, or WKT.
    Position,
    /// How exact the position is: a code of ACLED, UCDP or GDELT, or a word.
    GeoPrecision,
    /// How far the true place may lie from the point, in kilometres.
    PrecisionKm,
    /// The same in metres.
    PrecisionM,
    Country,
    Admin1,
    Place,
    /// One more place, by name.
    OtherPlaces,
    Kind,
    EventType,
    SubEventType,
    /// Who takes part; lists are divided by `;`.
    Actors,
    /// The other side, in tables that do not say who did it to whom.
    OtherSide,
    /// To whom it was done.
    Targets,
    Notes,
    Fatalities,
    FatalitiesMin,
    FatalitiesMax,
    Injuries,
    InjuriesMin,
    InjuriesMax,
    /// Who published it; lists are divided by `;`.
    Sources,
    SourceUrl,
    SourceTitle,
    SourceDate,
    Status,
    Corroboration,
    Confidence,
    Contradictions,
    /// `true` or `false`.
    Verified,
    /// Sources in full, as JSON: `[{"publisher": …, "title": …, "date": …, "url": …}]`.
    Citations,
    /// What single sources say, as JSON: `[{"field": …, "value": …, "source": {…}, "note": …, "adopted": …}]`.
    Claims,
    /// How many events a row sums up.
    Count,
}

impl Role {
    /// Whether only one column can have it.
    pub fn is_single(self) -> bool {
        !matches!(
            self,
            Self::Detail
                | Self::Repeats
                | Self::Actors
                | Self::OtherSide
                | Self::Targets
                | Self::Sources
                | Self::SourceUrl
                | Self::OtherPlaces
        )
    }
}

use Role as R;

/// Names of columns, folded to lower-case letters and digits, and what they mean. Names come from ACLED, UCDP, GDELT,
/// this program, and from what people call such columns in English, French, Spanish, German, Portuguese and Arabic.
const NAMES: &[(Role, &str)] = &[
    (
        R::Key,
        "id eventid eventidcnty slug incidentcode uid uuid guid globaleventid fid objectid incidentid recordid key \
         identifier eventkey dataid idevento codigo الرقم",
    ),
    (
        R::Title,
        "title name headline label summary titel titre titulo eventname incidenttitle shortdescription \
         bezeichnung nom nombre namesprimary العنوان عنوان",
    ),
    (
        R::Date,
        "date eventdate datestart startdate start begin datum fecha data jour when day1 sqldate \
         incidentdate dateofevent dateofincident eventdatetime datetime occurred occurredon \
         occurrencedate dateoccurred dateevenement fechaevento tag tarih التاريخ تاريخ дата timestart \
         starttime begindate datebegin fromdate datefrom von debut datedebut inicio fechainicio beginn dateedtf edtf",
    ),
    (R::DateEnd, "dateend enddate end todate dateto bis fin datefin fechafin ende endtime timeend"),
    (R::Week, "week weekstart weekof weekstarting"),
    (R::Year, "year iyear jahr annee ano yil السنة"),
    (R::Month, "month imonth monat mois mes الشهر"),
    (R::Day, "day iday"),
    (R::Time, "time localtime timeofday hour uhrzeit heure hora الوقت"),
    (R::TimePrecision, "timeprecision dateprec dateprecision"),
    (
        R::Longitude,
        "longitude lon long lng x xcoord xcoordinate centroidlongitude actiongeolong longitud laenge \
         lange langengrad laengengrad decimallongitude coordx geolon gpslong gpslongitude pointx خطالطول",
    ),
    (
        R::Latitude,
        "latitude lat y ycoord ycoordinate centroidlatitude actiongeolat latitud breite breitengrad \
         decimallatitude coordy geolat gpslat gpslatitude pointy خطالعرض",
    ),
    (
        R::Position,
        "coordinates coords coordinate latlon latlng latlong geo geopoint geolocation gps position wkt \
         geomwkt geometry geom thegeom mgrs gridreference gridref utm coord koordinaten coordenadas coordonnees الاحداثيات",
    ),
    (R::GeoPrecision, "geoprecision whereprec geographicprecision locationprecision positionprecision actiongeotype"),
    (R::PrecisionKm, "precisionkm radiuskm accuracykm"),
    (R::PrecisionM, "precisionm radiusm accuracym coordinateuncertaintyinmeters"),
    (R::Country, "country countryname countrytxt land pays pais nation ulke الدولة البلد страна"),
    (
        R::Admin1,
        "admin1 adm1 admin1name adm1name province governorate state provstate provincia departamento \
         departement bundesland oblast region1 muhafaza المحافظة المنطقة",
    ),
    (
        R::Place,
        "location place placename city town village locationname wherecoordinates ort lieu lugar ville \
         ciudad municipality site settlement locality actiongeofullname yer المكان الموقع المدينة город locationid placeid",
    ),
    (R::OtherPlaces, "otherplaces otherlocationids"),
    (R::Kind, "kind"),
    (
        R::EventType,
        "eventtype type category categorie categoria kategorie typeofviolence attacktype1txt \
         incidenttype eventcategory art tipo نوعالحدث النوع primarytype",
    ),
    (R::SubEventType, "subeventtype subtype subcategory eventsubtype subcategoria unterkategorie"),
    (
        R::Actors,
        "actor1 actor actors sidea actor1name perpetrator perpetrators gname group groups attacker \
         assailant belligerent belligerents acteur akteur actorname responsible responsibleparty partya الفاعل الجهة actorids actorid",
    ),
    (R::OtherSide, "actor2 sideb actor2name assocactor1 assocactor2 allyactor1 allyactor2 partyb"),
    (R::Targets, "target targets target1 victim victims targettype1txt cible ziel objetivo الهدف targetids targetid"),
    (
        R::Notes,
        "notes description desc comment comments details text note content body narrative message fulltext caption beschreibung \
         descripcion descricao remarks aciklama الوصف ملاحظات описание",
    ),
    (
        R::Fatalities,
        "fatalities deaths killed nkill dead tote morts muertos mortos fatalitiestotal totaldeaths \
         deathtoll olu القتلى",
    ),
    (R::FatalitiesMin, "fatalitiesmin low deathslow minfatalities killedmin deathsmin"),
    (R::FatalitiesMax, "fatalitiesmax high deathshigh maxfatalities killedmax deathsmax"),
    (R::Injuries, "injuries injured wounded nwound verletzte blesses heridos feridos yarali الجرحى"),
    (R::InjuriesMin, "injuriesmin injuredmin woundedmin"),
    (R::InjuriesMax, "injuriesmax injuredmax woundedmax"),
    (
        R::Sources,
        "source sources publisher sourcename sourceoffice quelle fuente fonte newssource المصدر источник sourceids",
    ),
    (R::SourceUrl, "url link sourceurl sourceurls href website links urls web sourcelink الرابط"),
    (R::SourceTitle, "sourceheadline sourcetitle articletitle"),
    (R::SourceDate, "sourcedate publicationdate datepublished published"),
    (R::Status, "attributionstatus"),
    (R::Corroboration, "corroboration"),
    (R::Confidence, "confidence"),
    (R::Contradictions, "contradictions"),
    (R::Verified, "verified"),
];

/// Letters and digits of a name, in lower case, without accents.
pub(crate) fn plain(name: &str) -> String {
    if name.is_ascii() {
        return name.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase() as char).collect();
    }
    crate::text::fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a plain name means, and how strongly: 0 is the field's own name for it.
pub(crate) fn rank_of(plain_name: &str) -> Option<(Role, usize)> {
    let same = |it: &str| it == plain_name || (!it.is_ascii() && plain(it) == plain_name);
    NAMES.iter().find_map(|(role, names)| names.split(' ').position(same).map(|rank| (*role, rank)))
}

/// Roles whose names are still clear with other words before or behind them.
const CLEAR: [Role; 6] = [R::Date, R::Longitude, R::Latitude, R::Position, R::Title, R::Notes];
/// Words that make something else of what follows them.
const ELSE: [&str; 23] = [
    "created",
    "updated",
    "modified",
    "changed",
    "published",
    "publication",
    "upload",
    "uploaded",
    "added",
    "entry",
    "report",
    "reported",
    "reporting",
    "source",
    "birth",
    "end",
    "last",
    "access",
    "accessed",
    "verification",
    "author",
    "user",
    "file",
];
/// Words behind a name that change nothing.
const UNITS: [&str; 12] = ["utc", "gmt", "local", "wgs", "84", "wgs84", "dd", "deg", "degrees", "decimal", "n", "e"];

/// What a name means that says more than is known: `attr_geolocation_latitude`, `Date (UTC)`, `itemLabel`.
pub(crate) fn words_rank(name: &str) -> Option<(Role, usize)> {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut small = false;
    for c in name.chars() {
        if small && c.is_uppercase() {
            spaced.push(' ');
        }
        small = c.is_lowercase();
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    let spaced = spaced.to_lowercase();
    let mut words: Vec<&str> = spaced.split(' ').filter(|it| !it.is_empty()).collect();
    while words.len() > 1 && words.last().is_some_and(|it| UNITS.contains(it)) {
        words.pop();
    }
    (0..words.len()).find_map(|from| {
        let (before, name) = words.split_at(from);
        let (role, rank) = rank_of(&plain(&name.concat()))?;
        // Letters alone, as x and n, are too little.
        let clear = CLEAR.contains(&role) && name.concat().len() >= 3;
        (clear && !before.iter().any(|it| ELSE.contains(it))).then_some((role, 1000 + from * 100 + rank))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_says_more_is_known_by_its_last_words() {
        for (name, expect) in [
            ("attr_geolocation_latitude", R::Latitude),
            ("Incident Latitude (WGS84)", R::Latitude),
            ("Date (UTC)", R::Date),
            ("acq_date", R::Date),
            ("strikeDate", R::Date),
            ("itemLabel", R::Title),
            ("source_date", R::Detail),
            ("date_of_birth", R::Detail),
            ("created date", R::Detail),
            ("children_killed", R::Detail),
            ("index x", R::Detail),
            ("", R::Detail),
        ] {
            assert_eq!(words_rank(name).map_or(R::Detail, |it| it.0), expect, "{name}");
        }
    }

    #[test]
    fn names_of_columns_are_known_however_they_are_written() {
        for (name, expect) in [
            ("EVENT_DATE", R::Date),
            ("Event date", R::Date),
            ("Länge", R::Longitude),
            ("Längengrad", R::Longitude),
            ("laengengrad", R::Longitude),
            ("Départ.", R::Detail),
            ("Département", R::Admin1),
            ("التاريخ", R::Date),
            ("assoc_actor_1", R::OtherSide),
            ("", R::Detail),
            ("foo", R::Detail),
        ] {
            let role = rank_of(&plain(name)).map_or(R::Detail, |(role, _)| role);
            assert_eq!(role, expect, "{name}");
        }
    }

    #[test]
    fn no_name_has_two_meanings() {
        let mut all: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.split(' ')).collect();
        all.sort_unstable();
        let before = all.len();
        all.dedup();
        assert_eq!(all.len(), before);
    }
}
