//! GeoJSON, KML, GPX and TimeMap.

use crate::format_files::{Files, first, ids, issues, read, read_as, told, try_read, zipped};

fn point(more: &str) -> String {
    format!("{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[36.7,34.7]}},{more}}}")
}

#[test]
fn geojson_is_read_with_every_convention_of_time() {
    for (more, date) in [
        ("\"properties\":{\"name\":\"n\",\"time\":\"2024-05-03T10:00:00Z\"}", "2024-05-03T10:00:00Z"),
        ("\"properties\":{\"name\":\"n\",\"time\":1714730400000}", "2024-05-03T10:00:00Z"),
        ("\"properties\":{\"name\":\"n\",\"date\":\"3 May 2024\"}", "2024-05-03"),
        ("\"properties\":{\"name\":\"n\",\"start\":\"2024-05-03\",\"end\":\"2024-05-05\"}", "2024-05-03/2024-05-05"),
        ("\"time\":{\"interval\":[\"2024-05-03\",\"..\"]},\"properties\":{\"name\":\"n\"}", "2024-05-03/.."),
        (
            "\"when\":{\"timespans\":[{\"start\":{\"in\":\"1600\"},\"end\":{\"in\":\"1699\"}}]},\"properties\":{\"title\":\"n\"}",
            "1600/1699",
        ),
        ("\"properties\":{\"name\":\"n\"}", ""),
    ] {
        let import = read_as("x", format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", point(more)));
        assert_eq!(told(&import), [format!("n | {date} | 36.7000 34.7000")], "{more}");
        assert_eq!(issues(&import), [""; 0]);
    }
}

#[test]
fn features_come_alone_in_collections_or_line_by_line() {
    let one = point("\"id\":7,\"properties\":{\"name\":\"n\",\"colour\":\"red\",\"deep\":{\"a\":[1,2]}}");
    for text in [
        one.clone(),
        format!("{{\"features\":[{one}],\"type\":\"FeatureCollection\"}}"),
        format!("{one}\n"),
        format!("\u{1e}{one}\n"),
        format!("[{one}]"),
        format!("\u{feff}{one}"),
    ] {
        let import = read_as("x.csv", &text);
        let (id, events) = (first(&import), &import.project.events);
        assert_eq!(
            (events.key(id), events.detail(id, "colour"), events.detail(id, "deep.a")),
            ("7", "red", "1; 2"),
            "{text}"
        );
    }
    let lines = format!("{}\n{}\n", one, one.replace("\"id\":7", "\"id\":8"));
    assert_eq!(read_as("x", lines).report.counts.events, 2);
}

#[test]
fn lists_of_records_are_found_in_what_services_answer() {
    for (text, expect) in [
        (
            r#"{"head":{"vars":["item"]},"results":{"bindings":[{"itemLabel":{"type":"literal","value":"Battle"},
                "date":{"type":"literal","value":"1943-07-05T00:00:00Z"},"coord":{"type":"literal","value":"Point(36.1 51.7)"}}]}}"#,
            "Battle | 1943-07-05 | 36.1000 51.7000",
        ),
        (
            r#"{"version":0.6,"elements":[{"type":"node","id":1,"lat":33.7,"lon":42.4,"tags":{"name":"Gate"}}]}"#,
            "Gate |  | 42.4000 33.7000",
        ),
        (
            r#"{"response":{"numFound":1,"docs":[{"title":"Strike","date":"2024-01-28","lat":33.3,"lon":38.7}]}}"#,
            "Strike | 2024-01-28 | 38.7000 33.3000",
        ),
        (
            r#"[{"title":"Post","created_at":1721160000000,"geo":{"lat":33.3,"lon":38.7}}]"#,
            "Post | 2024-07-16T20:00:00Z | 38.7000 33.3000",
        ),
        // An object that is a record itself, not the cover of a list.
        (
            r#"{"title":"Alone","date":"2024-01-28","data":{"a":1,"b":{"c":2}},"lat":33.3,"lon":38.7}"#,
            "Alone | 2024-01-28 | 38.7000 33.3000",
        ),
    ] {
        let import = read_as("x.json", text);
        assert_eq!(told(&import), [expect], "{text}");
        assert_eq!(issues(&import), [""; 0], "{text}");
    }
    let import = read_as("x.json", r#"{"title":"t","date":"2024","data":{"a":1,"b":{"c":2}}}"#);
    let (id, events) = (first(&import), &import.project.events);
    assert_eq!((events.detail(id, "data.a"), events.detail(id, "data.b.c")), ("1", "2"));
}

#[test]
fn lists_of_links_are_sources_and_lists_of_pairs_are_fields() {
    let text = r#"[{"id":"CIV1","date":"03/26/2022","latitude":"48.0","longitude":"37.8","description":"A school was hit.",
        "sources":[{"id":"","path":"https://example.org/1","description":""},{"id":"","path":"https://example.org/2","description":""}],
        "filters":[{"key":"Type of area","value":"School"},{"key":"Weapon","value":"Artillery"},{"key":"Weapon","value":"Rocket"}]}]"#;
    let import = read_as("x.json", text);
    let (id, events) = (first(&import), &import.project.events);
    assert_eq!(import.project.sources.len(), 2);
    assert_eq!(events.detail(id, "filters.Type of area"), "School");
    assert_eq!(events.detail(id, "filters.Weapon"), "Artillery; Rocket");
}

#[test]
fn lines_and_areas_stand_at_their_middle_with_a_radius() {
    let text = "{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[10,50],[12,50]]},\"properties\":{\"name\":\"road\"}}";
    let import = read_as("x.json", text);
    let (id, events) = (first(&import), &import.project.events);
    assert_eq!(told(&import), ["road |  | 11.0000 50.0000"]);
    assert!((60_000.0..80_000.0).contains(&events.precision_m(id).unwrap()));
    assert!(events.detail(id, "geometry").contains("LineString"));
}

#[test]
fn a_bad_feature_costs_itself_and_a_file_that_is_cut_off_keeps_what_came_before() {
    let good = point("\"properties\":{\"name\":\"good\"}");
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{good},\n{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[500,1]}},\"properties\":{{}}}},\n7,\n{{\"type\":\"Feature\",\"properties\":{{\"x\":tru}}}},\n{good},\n{{\"type\":\"Fea"
    );
    let import = read_as("x.geojson", text);
    assert_eq!((import.report.counts.events, import.report.counts.placed), (3, 2));
    let told = issues(&import);
    for words in ["x.geojson:2", "not on the globe", "x.geojson:3", "x.geojson:4", "line 6: the file ends here"] {
        assert!(told.iter().any(|it| it.contains(words)), "{words} is not in {told:#?}");
    }
}

#[test]
fn linked_places_with_several_times_are_several_events() {
    let text = "{\"type\":\"FeatureCollection\",\"features\":[{\"@id\":\"http://x.org/p\",\"type\":\"Feature\",\"properties\":{\"title\":\"Alba\"},\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,2],\"when\":{\"timespans\":[{\"start\":{\"in\":\"1600\"},\"end\":{\"in\":\"1699\"}}]}},{\"type\":\"Point\",\"coordinates\":[3,4],\"when\":{\"timespans\":[{\"start\":{\"in\":\"1700\"}}]},\"certainty\":\"uncertain\"}]}}]}";
    let import = read_as("x.geojson", text);
    assert_eq!(told(&import), ["Alba | 1600/1699 | 1.0000 2.0000", "Alba | 1700/ | 3.0000 4.0000"]);
    assert_eq!(issues(&import), [""; 0]);
}

const KML: &str = "<?xml version=\"1.0\"?><!DOCTYPE kml [<!ENTITY a \"b\">]><kml xmlns=\"http://www.opengis.net/kml/2.2\" xmlns:gx=\"http://www.google.com/kml/ext/2.2\"><Document><name>Doc</name>
<Folder><name>Attacks</name>
<Placemark id=\"p1\"><name>One &amp; <![CDATA[two]]></name><description><![CDATA[<b>Bold</b><br>text <a href=\"https://x.org/1\">more</a>]]></description><TimeStamp><when>2024-05-03</when></TimeStamp><LookAt><longitude>99</longitude><latitude>9</latitude></LookAt><Point><coordinates>36.7,34.7,0</coordinates></Point></Placemark>
<Placemark><name>Span</name><TimeSpan><begin>2024-05</begin></TimeSpan><ExtendedData><Data name=\"killed\"><value>3</value></Data><SchemaData><SimpleData name=\"crew\">5</SimpleData></SchemaData></ExtendedData><Point><coordinates> 36.7,34.7 </coordinates></Point></Placemark>
</Folder>
<Placemark><name>Track</name><gx:Track><when>2024-05-03T10:00:00Z</when><when>2024-05-03T11:00:00Z</when><gx:coord>36 34 0</gx:coord><gx:coord>36.2 34 0</gx:coord></gx:Track></Placemark>
<Placemark><name>Nowhere</name><Point><coordinates/></Point></Placemark>
<Placemark><name>Bad</name><TimeStamp><when>soon</when></TimeStamp><Point><coordinates>361,1</coordinates></Point></Placemark>
</Document></kml>";

#[test]
fn kml_is_read_with_times_folders_tracks_and_further_data() {
    let import = read_as("x.kml", KML);
    assert_eq!(
        told(&import),
        [
            "One & two | 2024-05-03 | 36.7000 34.7000",
            "Span | 2024-05/.. | 36.7000 34.7000",
            "Track | 2024-05-03T10:00:00Z/2024-05-03T11:00:00Z | 36.1000 34.0000",
            "Nowhere |  | –",
            "Bad |  | –",
        ]
    );
    let project = &import.project;
    let [one, span, ..] = ids(project)[..] else { panic!() };
    let events = &project.events;
    assert_eq!(
        (events.key(one), events.event_type.get(one.row()), events.notes(one)),
        ("p1", "Attacks", "Bold\ntext more")
    );
    assert_eq!(project.source(events.sources(one)[0]).url, "https://x.org/1");
    assert_eq!((events.fatalities(span).most(), events.detail(span, "crew")), (Some(3), "5"));
    let told = issues(&import);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().all(|it| it.starts_with("x.kml:8")), "{told:?}");
}

#[test]
fn a_kmz_whose_main_file_only_links_is_read_where_the_places_are() {
    let files = Files::new();
    let link = b"<kml><Document><NetworkLink><Link><href>layers/a.kml</href></Link></NetworkLink></Document></kml>";
    let path = files.put("x.kmz", zipped(&[("doc.kml", link), ("layers/a.kml", KML.as_bytes())]));
    let plain = read_as("x.kml", KML);
    let import = read(&path);
    assert_eq!(told(&import), told(&plain));
    assert!(issues(&import).iter().all(|it| !it.contains("also holds")), "{:?}", issues(&import));
}

#[test]
fn what_other_programs_add_to_a_waypoint_is_kept() {
    let gpx = r#"<gpx xmlns:o="urn:o"><wpt lat="36.3" lon="43.1"><name>Depot</name><extensions>
        <o:date>2024/01/02</o:date><o:deep><o:colour>red</o:colour></o:deep></extensions></wpt></gpx>"#;
    let import = read_as("x.gpx", gpx);
    assert_eq!(told(&import), ["Depot | 2024-01-02 | 43.1000 36.3000"]);
    let id = first(&import);
    let details: Vec<_> = import.project.events.details(id).collect();
    assert!(details.iter().any(|(name, text)| *name == "colour" && *text == "red"), "{details:?}");
}

#[test]
fn kmz_is_kml_in_an_archive_under_any_name() {
    let files = Files::new();
    let path = files.put("x.bin", zipped(&[("images/a.kml", b"<kml/>"), ("doc.kml", KML.as_bytes())]));
    assert_eq!(read(&path).report.counts.events, 5);
}

#[test]
fn kml_that_is_cut_off_anywhere_never_hangs_and_keeps_what_is_whole() {
    let files = Files::new();
    for end in (0..KML.len()).step_by(7) {
        let path = files.put("x.kml", &KML.as_bytes()[..end]);
        if let Ok(import) = try_read(&path) {
            assert!(import.report.counts.events <= 5);
        }
    }
    for text in [
        "<kml><Document><Placemark>",
        "<kml><Document><Placemark><Point>",
        "<kml><Placemark><Point><coordinates></coordinates></Point></Placemark></kml>",
    ] {
        let _ = try_read(&files.put("x.kml", text));
    }
}

#[test]
fn gpx_waypoints_and_parts_of_tracks_are_events() {
    let text = "<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><metadata><time>2000-01-01T00:00:00Z</time></metadata>
<wpt lat=\"34.7\" lon=\"36.7\"><name>Post</name><time>2024-05-03T10:00:00Z</time><desc>A post</desc><sym>Flag</sym></wpt>
<trk><name>Run</name><trkseg><trkpt lat=\"34\" lon=\"36\"><time>2024-05-03T23:50:00Z</time></trkpt><trkpt lat=\"34\" lon=\"36.2\"><time>2024-05-04T00:10:00Z</time><extensions><hr>130</hr></extensions></trkpt></trkseg><trkseg><trkpt lat=\"91\" lon=\"0\"/><trkpt lat=\"1\" lon=\"2\"/></trkseg></trk></gpx>";
    let import = read_as("x.gpx", text);
    assert_eq!(
        told(&import),
        [
            "Post | 2024-05-03T10:00:00Z | 36.7000 34.7000",
            "Run | 2024-05-03T23:50:00Z/2024-05-04T00:10:00Z | 36.1000 34.0000",
            "Run (2) |  | 2.0000 1.0000",
        ]
    );
    assert_eq!(issues(&import).len(), 1);
    assert_eq!(import.project.events.detail(first(&import), "sym"), "Flag");
}

#[test]
fn a_timemap_site_is_read_from_its_events_with_what_stands_beside_them() {
    let files = Files::new();
    let path = files.put("my_events.json", "[{\"id\":\"E1\",\"description\":\"Police stopped a march. More.\",\"date\":\"06/01/2024\",\"time\":\"14:30\",\"location\":\"Square\",\"latitude\":\"41.03\",\"longitude\":\"28.98\",\"associations\":[\"a1\",\"a2\"],\"sources\":[\"s1\",\"s9\"],\"impact\":\"15 detained\"}]");
    files.put(
        "my_sources.json",
        "{\"s1\":{\"id\":\"s1\",\"paths\":[\"https://www.x.org/1\"],\"title\":\"T\",\"description\":\"D\"}}",
    );
    let associations = files.put("my_associations.json", "{\"a1\":{\"id\":\"a1\",\"title\":\"Protest\",\"mode\":\"DEFAULT\"},\"a2\":{\"id\":\"a2\",\"title\":\"North\",\"mode\":\"DEFAULT\"}}");
    let import = read(&path);
    assert_eq!(told(&import)[0].split(" | ").skip(1).collect::<Vec<_>>(), ["2024-06-01T14:30:00", "28.9800 41.0300"]);
    let (id, project) = (first(&import), &import.project);
    let events = &project.events;
    assert_eq!((events.event_type.get(id.row()), events.detail(id, "associations")), ("Protest", "Protest; North"));
    let source = project.source(events.sources(id)[0]);
    assert_eq!(
        (source.publisher.as_str(), source.url.as_str(), source.note.as_str()),
        ("x.org", "https://www.x.org/1", "D")
    );
    assert_eq!(project.place_name(id), "Square");
    assert!(try_read(&associations).unwrap_err().to_string().contains("open the events file"));
}
