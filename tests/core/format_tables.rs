//! Tables: ACLED, UCDP, GDELT, and whatever people keep in columns.

use std::sync::Arc;

use dateline::event::{LonLat, Toll};
use dateline::format::{FormatId, Mapping, OpenOptions, Role, Scheme, open, preview};

use crate::format_files::{Files, first, gzipped, ids, issues, read, read_as, told, workbook, zipped};

const ACLED: &str = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp\n\
XAA1,28 December 2022,2022,1,Political violence,Violence against civilians,Attack,Red Army (Xanadu),Red Youth (Xanadu); Red Guard (Xanadu),3,Civilians (Xanadu),NA,7,37,Civilian targeting,999,Elsewhere,Xanadu,North,Upper,NA,Port Alba,12.0455,3.1338,1,Gazette; Herald,National,\"On 28 December, one \"\"shot\"\" fell, it is said.\",0,NA,1675102875\n\
XAA2,15 June 2022,2022,2,Political violence,Battles,Armed clash,Red Army (Xanadu),NA,3,Blue Army (Xanadu),NA,2,23,NA,999,Elsewhere,Xanadu,North,Upper,NA,Hill 5,-12.5,-3.25,2,Herald,National,Fighting.,NA,NA,1675102876\n\
XAA3,15 June 2022,2022,3,Demonstrations,Protests,Peaceful protest,Protesters (Xanadu),NA,6,NA,NA,0,60,NA,999,Elsewhere,Xanadu,South,NA,NA,South,1,2,3,Herald,National,March.,3,crowd size=50,1675102877\n";

#[test]
fn an_acled_export_becomes_events_with_their_precision() {
    let import = read_as("export.csv", ACLED);
    assert_eq!(issues(&import), [""; 0]);
    assert_eq!(
        told(&import),
        [
            "Attack: Red Army (Xanadu) – Red Youth (Xanadu) | 2022-12-28 | 3.1338 12.0455",
            "Armed clash: Red Army (Xanadu) – Blue Army (Xanadu) | 2022-06-12/2022-06-18 | -3.2500 -12.5000",
            "Peaceful protest: Protesters (Xanadu) | 2022-06 | 2.0000 1.0000",
        ]
    );
    let project = &import.project;
    let [one, two, three] = ids(project)[..] else { panic!() };
    let events = &project.events;
    let names = |list: &[dateline::event::GroupId]| {
        list.iter().map(|id| project.groups.get(*id).name.as_str()).collect::<Vec<_>>().join("|")
    };
    assert_eq!(names(events.actors(one)), "Red Army (Xanadu)|Red Youth (Xanadu)|Red Guard (Xanadu)");
    assert_eq!(names(events.targets(one)), "Civilians (Xanadu)");
    assert_eq!(
        (names(events.actors(two)).as_str(), events.targets(two).len()),
        ("Red Army (Xanadu)|Blue Army (Xanadu)", 0)
    );
    assert_eq!(project.groups.iter().next().unwrap().1.kind, "Political militia");
    assert_eq!(events.fatalities(one), Toll { min: Some(0), max: Some(0) });
    assert!(events.fatalities(two).is_unknown(), "NA is unknown, never zero");
    assert_eq!([one, two, three].map(|id| events.precision_m(id)), [Some(5_000.0), Some(25_000.0), Some(100_000.0)]);
    assert_eq!(events.sources(one).len(), 2);
    assert_eq!(
        (project.place_name(one), events.country.get(one.row()), events.admin1.get(one.row())),
        ("Port Alba", "Xanadu", "North")
    );
    assert_eq!(
        (events.detail(one, "admin2"), events.detail(one, "admin3"), events.detail(two, "coded_date")),
        ("Upper", "", "2022-06-15")
    );
    assert!(events.notes(one).contains("one \"shot\" fell"));
}

#[test]
fn acled_is_known_in_its_older_layout_in_capitals_and_with_columns_left_out() {
    let older = "data_id,iso,event_id_cnty,event_id_no_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,timestamp,iso3\n\
        7,999,XAA1,1,28-Dec-22,2022,1,Battles,Armed clash,A,,1,B,,2,12,R,C,P,,,Town,1.5,2.5,1,S,L,N,4,1,XAA\n";
    let trimmed =
        "EVENT_DATE,EVENT_TYPE,ACTOR1,COUNTRY,LATITUDE,LONGITUDE,FATALITIES\n28-12-2022,Battles,A,C,1.5,2.5,4\n";
    for (text, key) in [(older, "XAA1"), (trimmed, "row-1")] {
        let import = read_as("x.csv", text);
        let (id, events) = (first(&import), &import.project.events);
        assert_eq!((events.key(id), events.date_text(id)), (key, "2022-12-28"));
        assert_eq!(
            (events.position(id).map(|at| (at.lat * 10.0).round()), events.fatalities(id).most()),
            (Some(15.0), Some(4))
        );
        assert_eq!(issues(&import), [""; 0]);
    }
}

#[test]
fn a_ucdp_table_is_read_by_the_names_of_its_columns() {
    let text = "relid,high,best,low,id,type_of_violence,conflict_name,dyad_name,side_a,side_b,source_article,source_office,source_date,source_headline,where_prec,where_coordinates,adm_1,latitude,longitude,geom_wkt,country,date_prec,date_start,date_end,year\n\
        R1,7,5,4,100,1,X: Gov,Gov - Rebels,Government of X,Rebels,\"\"\"Wire,2016-01-02,Clash\"\"\",Wire;Agency,2016-01-02;2016-01-03,Clash;More,4,North province,North,10.5,20.5,POINT (20.5 10.5),X,2,2016-01-01 00:00:00.000,2016-01-04 00:00:00.000,2016\n\
        R2,0,0,0,101,3,c,d,IS,Civilians,a,Wire,2016-01-02,h,1,Town,North,11,21,POINT (21 11),X,1,2016-02-01,2016-02-01,2016\n\
        R3,1,5,9,102,2,c,d,A,B,a,Wire,2016-01-02,h,1,Town,North,11,21,POINT (21 11),X,4,2016-02-15,2016-02-15,2016\n";
    let import = read_as("ged.csv", text);
    let project = &import.project;
    let [one, two, three] = ids(project)[..] else { panic!() };
    let events = &project.events;
    assert_eq!(
        told(&import),
        [
            "State-based conflict: Government of X – Rebels | 2016-01-01/2016-01-04 | 20.5000 10.5000",
            "One-sided violence: IS – Civilians | 2016-02-01 | 21.0000 11.0000",
            "Non-state conflict: A – B | 2016-02 | 21.0000 11.0000",
        ]
    );
    assert_eq!(events.fatalities(one), Toll { min: Some(4), max: Some(7) });
    assert_eq!(
        (events.detail(one, "best"), events.detail(one, "type_of_violence"), events.detail(one, "geom_wkt")),
        ("5", "1", "")
    );
    assert_eq!((events.actors(two).len(), events.targets(two).len(), events.targets(one).len()), (1, 1, 0));
    assert_eq!((events.precision_m(one), events.precision_m(two)), (Some(100_000.0), Some(5_000.0)));
    let source = project.source(events.sources(one)[1]);
    assert_eq!(
        (source.publisher.as_str(), source.title.as_str(), source.date.as_ref().unwrap().text()),
        ("Agency", "More", "2016-01-03")
    );
    // Bounds that cross are an issue, and the best estimate stands.
    assert_eq!(events.fatalities(three), Toll { min: Some(5), max: Some(5) });
    assert!(issues(&import)[0].contains("low = \"9\""), "{:?}", issues(&import));
}

/// A row of GDELT with so many columns.
fn gdelt(columns: usize) -> String {
    let mut row = vec![String::new(); columns];
    let geo = if columns == 61 { 51 } else { 49 };
    for (at, text) in [
        (0, "881"),
        (1, "20181024"),
        (2, "201810"),
        (3, "2018"),
        (4, "2018.8"),
        (6, "SENATE"),
        (16, "PRESS"),
        (26, "043"),
        (27, "043"),
        (28, "04"),
        (29, "1"),
        (30, "-2.0"),
    ] {
        row[at] = text.to_owned();
    }
    let skip = usize::from(columns == 61);
    for (at, text) in
        [(0, "4"), (1, "Homs, Hims, Syria"), (2, "SY"), (3, "SY11"), (4 + skip, "34.73"), (5 + skip, "36.72")]
    {
        row[geo + at] = text.to_owned();
    }
    if columns != 57 {
        row[columns - 1] = "https://www.example.org/a".to_owned();
    }
    row.join("\t")
}

#[test]
fn gdelt_is_known_without_a_header_plain_zipped_and_gzipped() {
    let files = Files::new();
    for columns in [61, 58, 57] {
        let text = format!("{0}\n{0}\n", gdelt(columns));
        let plain = files.put("20181024.export.CSV", &text);
        let packed = files.put("a.zip", zipped(&[("20181024.export.CSV", text.as_bytes())]));
        let gz = files.put("a.gz", gzipped(text.as_bytes()));
        for path in [plain, packed, gz] {
            let import = read(&path);
            assert_eq!(told(&import)[0], "Consultation: SENATE – PRESS | 2018-10-24 | 36.7200 34.7300");
            let (id, project) = (first(&import), &import.project);
            let events = &project.events;
            assert_eq!(
                (events.event_type.get(id.row()), events.sub_event_type.get(id.row())),
                ("Consultation", "CAMEO 043")
            );
            assert_eq!(
                (events.country.get(id.row()), events.admin1.get(id.row()), project.place_name(id)),
                ("Syria", "Hims", "Homs, Hims, Syria")
            );
            assert_eq!((events.detail(id, "EventRootCode"), events.detail(id, "GoldsteinScale")), ("04", "-2.0"));
            assert_eq!((events.actors(id).len(), events.targets(id).len()), (1, 1));
            assert_eq!(events.sources(id).len(), usize::from(columns != 57));
            // The same id twice is told, and both rows are kept.
            assert_eq!((events.len(), import.report.issues.len()), (2, 1));
        }
    }
}

#[test]
fn any_table_is_guessed_with_its_delimiter_encoding_and_decimal_commas() {
    let german = "Datum;Ort;Breite;Länge;Tote;Beschreibung\n3.5.2024;Köln;50,9375;6,9603;;Brücke gesperrt\n14.6.2024;Düren;50,8;6,48;2;Unfall\n";
    let (cp1252, ..) = encoding_rs::WINDOWS_1252.encode(german);
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(german.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [german.as_bytes(), &cp1252, &utf16] {
        let import = read_as("tabelle.txt", bytes);
        assert_eq!(
            told(&import),
            ["Brücke gesperrt | 2024-05-03 | 6.9603 50.9375", "Unfall | 2024-06-14 | 6.4800 50.8000"]
        );
        let (id, project) = (first(&import), &import.project);
        assert!(project.events.fatalities(id).is_unknown() && project.place_name(id) == "Köln");
    }
    let arabic = "التاريخ,المكان,القتلى,الوصف\n2024-05-03,حمص,3,اشتباكات في المدينة\n";
    let (cp1256, ..) = encoding_rs::WINDOWS_1256.encode(arabic);
    let import = read_as("a.csv", cp1256);
    let id = first(&import);
    assert_eq!((import.project.place_name(id), import.project.events.fatalities(id).most()), ("حمص", Some(3)));
    assert!(issues(&import)[0].contains("windows-1256"));
}

#[test]
fn rows_without_place_or_date_are_kept_and_what_cannot_be_used_is_told() {
    let text = "id,date,lat,lon,killed,notes\n1,2024-05-03,33.5,36.3,2,good\n2,someday,33.5,36.3,,undated\n3,2024-05-03,133.5,36.3,,off the globe\n4,,,,many,nothing\n5,2024-05-03,33.5,,1,half\n5,2024-05-04,NaN,inf,1,again\n\"6\",2024-02-30\n";
    let import = read_as("x.csv", text);
    let counts = import.report.counts;
    assert_eq!((counts.events, counts.placed, counts.dated), (7, 2, 4));
    let told = issues(&import);
    for words in [
        "x.csv:3 [2] date = \"someday\": this is not a date",
        "x.csv:4 [3] lat = \"133.5\": this is not on the globe",
        "x.csv:5 [4] killed = \"many\": this is not a number of people",
        "x.csv:6 [5] lat = \"33.5\": the longitude is missing",
        "x.csv:7 [5~2] id = \"5\": this id is used before",
        "x.csv:7 [5~2] lon = \"inf\"",
        "x.csv:8 [6] date = \"2024-02-30\": there is no such day",
        "x.csv:8 [6]: the row has fewer fields",
    ] {
        assert!(told.iter().any(|it| it.starts_with(words)), "{words} is not in {told:#?}");
    }
    let events = &import.project.events;
    let id = events.by_key("2").unwrap();
    assert_eq!(events.detail(id, "date"), "someday", "what cannot be used is kept");
}

#[test]
fn day_and_month_are_asked_for_and_a_mapping_answers() {
    let files = Files::new();
    let path = files.put("x.csv", "when,where,lat,lon\n03/04/2024,Homs,34.7,36.7\n05/06/2024,Hama,35.1,36.7\n");
    let seen = preview(&path, &OpenOptions::default()).unwrap().unwrap();
    assert_eq!((seen.format, seen.questions.len(), seen.columns.len(), seen.rows.len()), (FormatId::Csv, 1, 4, 2));
    assert_eq!(seen.sample.report.counts.events, 2);
    let guessed = read(&path);
    assert!(issues(&guessed)[0].contains("day/month or month/day"));
    let mut mapping = Mapping::from_toml(&seen.mapping.to_toml()).unwrap();
    mapping.dates = dateline::format::DateOrder::MonthFirst;
    mapping.columns[1].role = Role::Place;
    let options = OpenOptions { mapping: Some(mapping.clone()), ..OpenOptions::default() };
    let import = open(&path, &options, &Arc::default()).unwrap();
    assert_eq!((told(&import)[0].as_str(), issues(&import).len()), ("Homs | 2024-03-04 | 36.7000 34.7000", 0));
    mapping.columns[0].name = "other".into();
    let options = OpenOptions { mapping: Some(mapping), ..OpenOptions::default() };
    let error = open(&path, &options, &Arc::default()).unwrap_err().to_string();
    assert!(error.contains("no column named other") && error.contains("when, where, lat, lon"), "{error}");
}

#[test]
fn a_spreadsheet_is_read_like_a_table_with_its_dates() {
    let book = workbook(&[
        &["My events"],
        &["id", "date", "place", "lat", "lon", "killed"],
        &["e1", "d:45415", "Homs", "n:34.73", "n:36.72", "n:2"],
        &["e2", "d:45416", "Hama", "n:35.13", "n:36.75"],
    ]);
    for name in ["book.xlsx", "wrong.csv"] {
        let import = read_as(name, &book);
        assert_eq!(told(&import), ["Homs | 2024-05-03 | 36.7200 34.7300", "Hama | 2024-05-04 | 36.7500 35.1300"]);
        assert_eq!(issues(&import), [""; 0]);
        assert_eq!(import.project.events.fatalities(first(&import)).most(), Some(2));
    }
}

#[test]
fn an_archive_of_several_files_says_which_one_was_read() {
    let small = b"date,lat,lon\n2024-05-03,1,2\n";
    let large = b"date,lat,lon\n2024-05-03,1,2\n2024-05-04,3,4\n";
    let files = Files::new();
    let path = files.put(
        "x.zip",
        zipped(&[
            ("readme.txt", &[b'x'; 900]),
            ("b.csv", small),
            ("../../a.csv", large),
            ("__MACOSX/._a.csv", b"junk"),
        ]),
    );
    let import = read(&path);
    assert_eq!(import.report.counts.events, 2);
    assert!(
        issues(&import)[0].contains("../../a.csv") && issues(&import)[0].contains("also holds b.csv"),
        "{:?}",
        issues(&import)
    );
    let options = OpenOptions { part: Some("b.csv".into()), ..OpenOptions::default() };
    assert_eq!(open(&path, &options, &Arc::default()).unwrap().report.counts.events, 1);
    let options = OpenOptions { part: Some("c.csv".into()), ..OpenOptions::default() };
    assert!(open(&path, &options, &Arc::default()).unwrap_err().to_string().contains("holds no file \"c.csv\""));
}

#[test]
fn lists_of_records_in_json_are_tables_too() {
    let api = "{\"status\":200,\"count\":1,\"data\":[{\"event_id_cnty\":\"X1\",\"event_date\":\"2024-05-03\",\"event_type\":\"Battles\",\"sub_event_type\":\"Armed clash\",\"actor1\":\"A\",\"latitude\":\"1.5\",\"longitude\":\"2.5\",\"geo_precision\":\"1\",\"fatalities\":\"3\"}]}";
    let import = read_as("api.json", api);
    assert_eq!(told(&import), ["Armed clash: A | 2024-05-03 | 2.5000 1.5000"]);
    let nested = "[{\"name\":\"Fire\",\"when\":\"3 May 2024\",\"location\":{\"lat\":1.5,\"lng\":2.5},\"tags\":[\"a\",\"b\"],\"x\":NaN}]";
    let import = read_as("list.json", nested);
    assert_eq!(told(&import), ["Fire | 2024-05-03 | 2.5000 1.5000"]);
    assert_eq!(import.project.events.detail(first(&import), "tags"), "a; b");
}

#[test]
fn the_mapping_knows_whose_codes_a_table_uses() {
    let files = Files::new();
    let seen = preview(&files.put("x.csv", ACLED), &OpenOptions::default()).unwrap().unwrap();
    assert_eq!((seen.mapping.scheme, seen.format), (Scheme::Acled, FormatId::Acled));
    assert_eq!(seen.mapping.column(Role::Date).unwrap().name, "event_date");
    assert_eq!(
        seen.sample.project.events.position(first(&seen.sample)).map(|at| at.lon > 3.0),
        LonLat::new(0.0, 0.0).map(|_| true)
    );
    assert!(preview(&files.put("x.kml", "<kml/>"), &OpenOptions::default()).unwrap().is_none());
}

#[test]
fn hashtags_below_a_header_say_what_columns_are_and_are_no_event() {
    let text =
        "Fecha,Donde,A,B,Muertes\n#date,#loc,#geo+lat,#geo+lon,#affected+killed\n2024-05-03,Idleb,35.93,36.63,3\n";
    let import = read_as("x.csv", text);
    assert_eq!(told(&import), ["Idleb | 2024-05-03 | 36.6300 35.9300"]);
    let id = first(&import);
    assert_eq!(import.project.events.fatalities(id).min, Some(3));
    assert_eq!(issues(&import), [""; 0]);
}

#[test]
fn eastings_and_northings_need_a_zone() {
    let import = read_as("x.csv", "id,date,easting,northing,zone\na,2024-05-03,263068.8,3741327.5,38N\n");
    assert_eq!(told(&import), ["Event a | 2024-05-03 | 42.4411 33.7856"]);
    let files = Files::new();
    let path = files.put("x.csv", "id,date,easting,northing\na,2024-05-03,263068.8,3741327.5\n");
    let unsaid = read(&path);
    assert_eq!(told(&unsaid), ["Event a | 2024-05-03 | –"]);
    assert!(issues(&unsaid).iter().any(|it| it.contains("in which zone")), "{:?}", issues(&unsaid));
    let mut mapping = preview(&path, &OpenOptions::default()).unwrap().unwrap().mapping;
    mapping.grid = Some("38N".to_owned());
    assert_eq!(Mapping::from_toml(&mapping.to_toml()).as_ref(), Ok(&mapping));
    let options = OpenOptions { mapping: Some(mapping), ..OpenOptions::default() };
    let said = open(&path, &options, &Arc::default()).unwrap();
    assert_eq!((told(&said), issues(&said)), (vec!["Event a | 2024-05-03 | 42.4411 33.7856".to_owned()], vec![]));
}

#[test]
fn what_looks_mixed_up_is_said_and_never_mended() {
    for (text, says) in [
        ("date,place,lat,lon\n2024-05-03,Sydney,151.2,-33.86\n2024-05-04,Sydney,151.3,-33.87\n", "look swapped"),
        ("date,place,x,y\n2024-05-03,a,263068.8,3741327.5\n", "UTM"),
        ("date,place\n1403-02-14,Tehran\n1403-02-15,Tehran\n", "Persian"),
        ("date,place,position\n2024-05-03,a,\"[44.4, 33.3]\"\n", "come first"),
    ] {
        let import = read_as("x.csv", text);
        assert!(issues(&import).iter().any(|it| it.contains(says)), "{text}: {:?}", issues(&import));
    }
}

#[test]
fn what_is_only_said_to_be_unknown_is_no_group_no_place_and_no_mistake() {
    let import = read_as(
        "x.csv",
        "date,perpetrator,city,killed\n2024-05-03,Unknown,unknown,Unknown\nunknown,IS[1],Homs[a],12[2]\n",
    );
    assert_eq!(issues(&import), [""; 0]);
    let project = &import.project;
    assert_eq!((project.groups.len(), project.places.len()), (1, 1));
    assert_eq!((project.places[0].name.as_str(), import.report.counts.dated), ("Homs", 1));
    let events = &project.events;
    assert_eq!(ids(project).iter().map(|id| events.fatalities(*id).min).collect::<Vec<_>>(), [None, Some(12)]);
}
