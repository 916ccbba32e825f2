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
    /// Metres east of the false origin of a zone of UTM or another grid.
    Easting,
    /// Metres north, in a column of their own.
    Northing,
    /// The zone of UTM that they are in, with its band or hemisphere.
    Zone,
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
         identifier eventkey dataid idevento codigo الرقم \
         incidentnumber incidentno incidentnr eventnumber eventno casenumber caseid postid recordnumber reportid \
         referencecode uniquereferencecode refcode disno activityid reportkey ibccode sindeventid",
    ),
    (
        R::Title,
        "title name headline label summary titel titre titulo eventname incidenttitle shortdescription \
         bezeichnung nom nombre namesprimary العنوان عنوان что what whathappend vesselname filename",
    ),
    (
        R::Date,
        "date eventdate datestart startdate start begin datum fecha data jour when day1 sqldate \
         incidentdate dateofevent dateofincident eventdatetime datetime occurred occurredon \
         occurrencedate dateoccurred dateevenement fechaevento tag tarih التاريخ تاريخ дата timestart \
         datetimeoriginal datetaken capturedat takenat mindate дата_события датасобытия تاریخ дата_події dateofdeath fechadeloshechos fechadelhecho datedelevenement \
         starttime begindate datebegin fromdate datefrom von debut datedebut inicio fechainicio beginn dateedtf edtf",
    ),
    (R::DateEnd, "maxdate dateend enddate end todate dateto bis fin datefin fechafin ende endtime timeend"),
    (R::Week, "week weekstart weekof weekstarting"),
    (R::Year, "startyear year iyear jahr annee ano yil السنة"),
    (R::Month, "startmonth month imonth monat mois mes الشهر"),
    (R::Day, "startday day iday"),
    (R::Time, "time localtime timeofday hour uhrzeit heure hora الوقت"),
    (R::TimePrecision, "timeprecision dateprec dateprecision"),
    (
        R::Longitude,
        "longitude lon long lng x xcoord xcoordinate centroidlongitude actiongeolong longitud laenge \
         lange langengrad laengengrad decimallongitude coordx geolon gpslong gpslongitude pointx خطالطول долгота довгота boylam طولجغرافیایی",
    ),
    (
        R::Latitude,
        "latitude lat y ycoord ycoordinate centroidlatitude actiongeolat latitud breite breitengrad \
         decimallatitude coordy geolat gpslat gpslatitude pointy خطالعرض широта enlem عرضجغرافیایی",
    ),
    (
        R::Position,
        "coordinates coords coordinate latlon latlng latlong geo geopoint geolocation gps position wkt \
         geomwkt geometry geom thegeom mgrs gridreference gridref utm coord koordinaten coordenadas coordonnees الاحداثيات \
         geohash pluscode pluscodes olc openlocationcode geolocalisation geolocalizacion",
    ),
    (R::Easting, "easting eastings utmeasting utmx xutm utme east xmetres xmeters rechtswert estex coordxutm"),
    (R::Northing, "northing northings utmnorthing utmy yutm utmn north ymetres ymeters hochwert nortey coordyutm"),
    (R::Zone, "utmzone zone zoneutm zonautm huso fuseau gridzone utmzonenumber"),
    (R::GeoPrecision, "geoprecision whereprec geographicprecision locationprecision positionprecision actiongeotype"),
    (R::PrecisionKm, "precisionkm radiuskm accuracykm"),
    (R::PrecisionM, "precisionm radiusm accuracym coordinateuncertaintyinmeters"),
    (R::Country, "country countryname countrytxt land pays pais nation ulke الدولة البلد страна"),
    (
        R::Admin1,
        "admin1 adm1 admin1name adm1name province governorate state provstate provincia departamento \
         departement bundesland oblast region1 muhafaza المحافظة المنطقة область استان",
    ),
    (
        R::Place,
        "location place placename city town village locationname wherecoordinates ort lieu lugar ville \
         ciudad municipality site settlement locality actiongeofullname yer المكان الموقع المدينة город locationid placeid where \
         district area neighbourhood neighborhood commune towncity cityname placeofincident lieudelincident место населенныйпункт населенийпункт municipio مکان شهر martyrdomlocation elocal",
    ),
    (R::OtherPlaces, "otherplaces otherlocationids"),
    (R::Kind, "kind"),
    (
        R::EventType,
        "eventtype type category categorie categoria kategorie typeofviolence attacktype1txt \
         incidenttype eventcategory art tipo نوعالحدث النوع primarytype \
         typeofviolation violationtype typeofincident typeofevent typeofattack attacktype striketype disastertype \
         activitytype maincategory typeofcrime crimetype tipodehecho tipodeevento",
    ),
    (R::SubEventType, "disastersubtype subeventtype subtype subcategory eventsubtype subcategoria unterkategorie"),
    (
        R::Actors,
        "actor1 actor actors sidea actor1name perpetrator perpetrators gname group groups attacker \
         assailant belligerent belligerents acteur akteur actorname responsible responsibleparty partya الفاعل الجهة actorids actorid sideaname \
         reportedperpetratorname perpetratorname reportedperpetrator faction presuntoresponsable",
    ),
    (R::OtherSide, "actor2 sideb actor2name assocactor1 assocactor2 allyactor1 allyactor2 partyb sidebname"),
    (R::Targets, "target targets target1 victim victims targettype1txt cible ziel objetivo الهدف targetids targetid"),
    (
        R::Notes,
        "notes description desc comment comments details text note content body narrative message fulltext caption beschreibung \
         whathappened notiz notizen bemerkung bemerkungen kommentar \
         descripcion descricao remarks aciklama الوصف ملاحظات описание опис شرح توضیحات",
    ),
    (
        R::Fatalities,
        "fatalities deaths killed nkill dead tote morts muertos mortos fatalitiestotal totaldeaths \
         deathtoll olu القتلى погибло погибшие погибших убито загиблі загинуло کشته nombredemorts nombremorts victimasfatales fallecidos bdbest deathsrecorded ndeath ndeaths",
    ),
    (
        R::FatalitiesMin,
        "fatalitiesmin low deathslow minfatalities killedmin deathsmin bdlow reportedminimum minimumtotalpeoplekilled",
    ),
    (
        R::FatalitiesMax,
        "fatalitiesmax high deathshigh maxfatalities killedmax deathsmax bdhigh reportedmaximum maximumtotalpeoplekilled",
    ),
    (
        R::Injuries,
        "injuries injured wounded nwound verletzte blesses heridos feridos yarali الجرحى ранено раненые раненых поранені поранено زخمی nombredeblesses nombreblesses lesionados",
    ),
    (R::InjuriesMin, "injuriesmin injuredmin woundedmin minimumreportedinjured"),
    (R::InjuriesMax, "injuriesmax injuredmax woundedmax maximumreportedinjured"),
    (
        R::Sources,
        "source sources publisher sourcename sourceoffice quelle fuente fonte newssource المصدر источник джерело منبع kaynak sourceids",
    ),
    (R::SourceUrl, "url link sourceurl sourceurls href website links urls web sourcelink الرابط"),
    (R::SourceTitle, "sourceheadline sourcetitle articletitle"),
    (R::SourceDate, "sourcedate publicationdate datepublished published"),
    (R::Status, "attributionstatus"),
    (R::Corroboration, "corroboration"),
    (R::Confidence, "confidence"),
    (R::Contradictions, "contradictions"),
    (R::Verified, "verified"),
    (R::Count, "events numberofevents noofevents eventcount"),
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
const CLEAR: [Role; 7] = [R::Time, R::Date, R::Longitude, R::Latitude, R::Position, R::Title, R::Notes];
/// Words that make something else of what follows them.
const ELSE: [&str; 26] = [
    "response",
    "side",
    "component",
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
const UNITS: [&str; 15] =
    ["en", "eng", "english", "utc", "gmt", "local", "wgs", "84", "wgs84", "dd", "deg", "degrees", "decimal", "n", "e"];

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
    // Forms ask whole sentences.
    if words.len() > 1 {
        match words[..] {
            ["when", ..] => return Some((Role::Date, 900)),
            ["where", ..] => return Some((Role::Place, 900)),
            ["what", "happened", ..] => return Some((Role::Notes, 900)),
            _ => {}
        }
    }
    if let Some(found) = toll_words(&words) {
        return Some(found);
    }
    // "SiND Event ID", whosever it is.
    if let [.., thing, "id"] = words[..]
        && matches!(thing, "event" | "incident" | "case" | "record")
        && !words.iter().any(|it| ELSE.contains(it))
    {
        return Some((Role::Key, 1100));
    }
    (0..words.len()).find_map(|from| {
        let (before, name) = words.split_at(from);
        let (role, rank) = rank_of(&plain(&name.concat()))?;
        // Letters alone, as x and n, are too little.
        let clear = CLEAR.contains(&role) && name.concat().len() >= 3;
        (clear && !before.iter().any(|it| ELSE.contains(it))).then_some((role, 1000 + from * 100 + rank))
    })
}

/// Numbers of people killed or injured, however that is put: `Total killed`, `civilian_deaths_min`, `best_fatality_estimate`.
/// Other words, as in `children_killed`, make a part of the toll of it, which is none of the whole.
fn toll_words(words: &[&str]) -> Option<(Role, usize)> {
    const KILLED: [&str; 7] = ["killed", "deaths", "fatalities", "fatality", "dead", "kills", "death"];
    const INJURED: [&str; 4] = ["injured", "injuries", "wounded", "injury"];
    const ANY: [&str; 27] = [
        "total",
        "number",
        "no",
        "of",
        "people",
        "persons",
        "person",
        "count",
        "num",
        "n",
        "best",
        "estimate",
        "estimated",
        "estimates",
        "reported",
        "confirmed",
        "the",
        "victims",
        "sum",
        "were",
        "how",
        "many",
        "individuals",
        "overall",
        "all",
        "toll",
        "casualties",
    ];
    const CIVILIAN: [&str; 3] = ["civilian", "civilians", "civ"];
    const LOW: [&str; 5] = ["low", "min", "minimum", "lower", "least"];
    const HIGH: [&str; 5] = ["high", "max", "maximum", "upper", "most"];
    let any = |list: &[&str]| words.iter().any(|it| list.contains(it));
    let known = |it: &&str| [&KILLED[..], &INJURED, &ANY, &CIVILIAN, &LOW, &HIGH].iter().any(|list| list.contains(it));
    if words.len() < 2 || !words.iter().all(known) || any(&KILLED) == any(&INJURED) {
        return None;
    }
    let role = match (any(&KILLED), any(&LOW), any(&HIGH)) {
        (_, true, true) => return None,
        (true, false, false) => Role::Fatalities,
        (true, true, _) => Role::FatalitiesMin,
        (true, _, true) => Role::FatalitiesMax,
        (false, false, false) => Role::Injuries,
        (false, true, _) => Role::InjuriesMin,
        (false, _, true) => Role::InjuriesMax,
    };
    // The whole before a part of it.
    let part = usize::from(any(&CIVILIAN)) * 100 + usize::from(!any(&["total", "overall", "all", "best"])) * 10;
    Some((role, 2000 + part + words.len()))
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
            ("Total killed", R::Fatalities),
            ("fatalities_civilian_min", R::FatalitiesMin),
            ("high_fatality_estimate", R::FatalitiesMax),
            ("Number of people injured", R::Injuries),
            ("Place of Death", R::Detail),
            ("When did it happen?", R::Date),
            ("SiND Event ID", R::Key),
            ("acq_time", R::Time),
            ("summary_en", R::Title),
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
