//! Layers of geographic programs, feeds, and what phones and web maps keep.

use dateline::format::{FormatId, OpenOptions, preview};

use crate::format_files::{Files, first, issues, read, read_as, told, zipped};

/// A shapefile of two points with a name and a day in its table, and the table.
fn shapefile() -> (Vec<u8>, Vec<u8>) {
    let mut shp = vec![0; 100];
    shp[..4].copy_from_slice(&[0, 0, 0x27, 0x0A]);
    for (at, [x, y]) in [[36.3_f64, 33.5_f64], [36.7, 34.7]].iter().enumerate() {
        shp.extend((at as u32 + 1).to_be_bytes());
        shp.extend(10_u32.to_be_bytes());
        shp.extend(1_u32.to_le_bytes());
        shp.extend(x.to_le_bytes());
        shp.extend(y.to_le_bytes());
    }
    let mut dbf = vec![0; 32];
    (dbf[0], dbf[2], dbf[3]) = (3, 5, 3);
    dbf[4..8].copy_from_slice(&2_u32.to_le_bytes());
    dbf[8..10].copy_from_slice(&97_u16.to_le_bytes());
    dbf[10..12].copy_from_slice(&19_u16.to_le_bytes());
    for (name, kind, length) in [("NAME", b'C', 10), ("DATE", b'D', 8)] {
        let mut field = [0; 32];
        field[..4].copy_from_slice(name.as_bytes());
        (field[11], field[16]) = (kind, length);
        dbf.extend(field);
    }
    dbf.push(0x0D);
    dbf.extend(b" \xC7\xE1\xCD\xE1\xC9    20240503");
    dbf.truncate(97 + 1);
    dbf.extend(b"\xCD\xE1\xC8       20240503 Raid      20240504\x1A");
    (shp, dbf)
}

const PRJ: &str =
    "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\"],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
const EXPECT: [&str; 2] = ["حلب | 2024-05-03 | 36.3000 33.5000", "Raid | 2024-05-04 | 36.7000 34.7000"];

#[test]
fn a_shapefile_is_read_with_the_files_beside_it_or_out_of_an_archive() {
    let files = Files::new();
    let (shp, dbf) = shapefile();
    let parts: [(&str, &[u8]); 4] =
        [("a.shp", &shp[..]), ("a.DBF", &dbf), ("a.prj", PRJ.as_bytes()), ("a.cpg", b"1256")];
    for (name, bytes) in parts {
        files.put(name, bytes);
    }
    let import = read(&files.path("a.shp"));
    assert_eq!(told(&import), EXPECT);
    assert_eq!(issues(&import), [""; 0]);
    let table = read(&files.path("a.DBF"));
    assert_eq!(told(&table), ["حلب | 2024-05-03 | –", "Raid | 2024-05-04 | –"]);
    assert!(issues(&table)[0].contains("ends with .shp"), "{:?}", issues(&table));
    let all: [(&str, &[u8]); 4] =
        [("x/a.shp", &shp[..]), ("x/a.dbf", &dbf), ("x/a.prj", PRJ.as_bytes()), ("x/a.cpg", b"1256")];
    let packed = files.put("a.zip", zipped(&all));
    let import = read(&packed);
    assert_eq!((told(&import), issues(&import)), (EXPECT.map(str::to_owned).to_vec(), vec![]));
    std::fs::remove_file(files.path("a.DBF")).unwrap();
    std::fs::remove_file(files.path("a.prj")).unwrap();
    let bare = read(&files.path("a.shp"));
    assert_eq!(bare.report.counts.placed, 2);
    assert_eq!(issues(&bare).len(), 2, "{:?}", issues(&bare));
}

#[test]
fn a_dbase_table_is_shown_before_it_is_opened() {
    let files = Files::new();
    let path = files.put("alone.dbf", shapefile().1);
    let seen = preview(&path, &OpenOptions::default()).unwrap().unwrap();
    assert_eq!((seen.format, &seen.columns[..]), (FormatId::Dbf, &["NAME".to_owned(), "DATE".to_owned()][..]));
}

#[test]
fn flatgeobuf_is_read() {
    let import = read_as("x", include_bytes!("../../fuzz/seeds/fgb/small.fgb"));
    // Features stand in the order of the index.
    assert_eq!(told(&import), ["حلب | 2024-05-04 | 37.1000 36.2000", "Raid | 2024-05-03 | 36.3000 33.5000"]);
    assert_eq!(issues(&import), [""; 0]);
}

#[test]
fn feeds_are_events_with_the_item_as_their_source() {
    let rss = |item: &str| {
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Desk</title><item><title>Raid</title><link>https://a.org/1</link>{item}</item></channel></rss>"
        )
    };
    for (item, expect) in [
        (
            "<georss:point>33.5 36.3</georss:point><pubDate>Fri, 03 May 2024 11:00:00 +0000</pubDate>",
            "Raid | 2024-05-03T11:00:00+00:00 | 36.3000 33.5000",
        ),
        ("<geo:Point><geo:lat>33.5</geo:lat><geo:long>36.3</geo:long></geo:Point>", "Raid |  | 36.3000 33.5000"),
        (
            "<georss:where><gml:Point><gml:pos>33.5 36.3</gml:pos></gml:Point></georss:where>",
            "Raid |  | 36.3000 33.5000",
        ),
        ("<georss:box>33 36 34 37</georss:box>", "Raid |  | 36.5000 33.5000"),
        (
            "<x:fromdate>Thu, 02 May 2024 00:00:00 GMT</x:fromdate><pubDate>Fri, 03 May 2024 11:00:00 GMT</pubDate>",
            "Raid | 2024-05-02 | –",
        ),
        ("<description>&lt;p&gt;Nothing&lt;/p&gt;</description>", "Raid |  | –"),
    ] {
        let import = read_as("x", rss(item));
        assert_eq!(told(&import), [expect], "{item}");
        let source = &import.project.sources[0];
        assert_eq!((source.url.as_str(), source.publisher.as_str()), ("https://a.org/1", "Desk"));
    }
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title><entry><id>e1</id><title>Quake</title><updated>2024-05-07T09:50:12Z</updated><link rel=\"alternate\" href=\"https://b.org\"/><georss:point>-10.1 20.2</georss:point></entry></feed>";
    let import = read_as("x", atom);
    assert_eq!(told(&import), ["Quake | 2024-05-07T09:50:12Z | 20.2000 -10.1000"]);
    assert_eq!(import.project.events.key(first(&import)), "e1");
    let bad = read_as("x", rss("<georss:point>north</georss:point>"));
    assert!(issues(&bad)[0].contains("latitude longitude"), "{:?}", issues(&bad));
}

#[test]
fn gml_keeps_to_the_axes_that_its_names_of_systems_mean() {
    let gml = |shape: &str| {
        format!(
            "<wfs:FeatureCollection xmlns:gml=\"http://www.opengis.net/gml\"><gml:featureMember><x:raid gml:id=\"r1\"><x:name>Raid</x:name><x:date>2024-05-03</x:date><x:geom>{shape}</x:geom></x:raid></gml:featureMember></wfs:FeatureCollection>"
        )
    };
    for (shape, expect) in [
        (
            "<gml:Point srsName=\"urn:ogc:def:crs:EPSG::4326\"><gml:pos>33.5 36.3</gml:pos></gml:Point>",
            "36.3000 33.5000",
        ),
        (
            "<gml:Point srsName=\"http://www.opengis.net/def/crs/EPSG/0/4326\"><gml:pos>33.5 36.3</gml:pos></gml:Point>",
            "36.3000 33.5000",
        ),
        ("<gml:Point srsName=\"EPSG:4326\"><gml:pos>36.3 33.5</gml:pos></gml:Point>", "36.3000 33.5000"),
        (
            "<gml:Point srsName=\"urn:ogc:def:crs:OGC:1.3:CRS84\"><gml:pos>36.3 33.5</gml:pos></gml:Point>",
            "36.3000 33.5000",
        ),
        ("<gml:Point><gml:coordinates>36.3,33.5</gml:coordinates></gml:Point>", "36.3000 33.5000"),
        (
            "<gml:Point srsName=\"urn:ogc:def:crs:EPSG::32638\"><gml:pos>263068.8 3741327.5</gml:pos></gml:Point>",
            "42.4411 33.7856",
        ),
        (
            "<gml:LineString srsName=\"EPSG:4326\" srsDimension=\"3\"><gml:posList>36 33 5 37 34 6</gml:posList></gml:LineString>",
            "36.5000 33.5000",
        ),
        ("<gml:Point srsName=\"EPSG:27700\"><gml:pos>1 2</gml:pos></gml:Point>", "–"),
        ("", "–"),
    ] {
        let import = read_as("x.xml", gml(shape));
        assert_eq!(told(&import), [format!("Raid | 2024-05-03 | {expect}")], "{shape}");
        assert_eq!(issues(&import).is_empty(), !shape.contains("27700"), "{shape}");
        assert_eq!(import.project.events.key(first(&import)), "r1");
    }
}

#[test]
fn a_map_of_kepler_gl_has_its_rows_before_their_names() {
    let text = r#"{"datasets":[{"version":"v1","data":{"id":"a","label":"raids","allData":[["Raid","2024-05-03",33.5,36.3,null],["Camp","2024-05-04",null,null,{"type":"Point","coordinates":[36.7,34.7]}]],"fields":[{"name":"title","type":"string"},{"name":"date","type":"date"},{"name":"lat","type":"real"},{"name":"lng","type":"real"},{"name":"_geojson","type":"geojson"}]}}],"config":{},"info":{"app":"kepler.gl"}}"#;
    assert_eq!(
        told(&read_as("x", text)),
        ["Raid | 2024-05-03 | 36.3000 33.5000", "Camp | 2024-05-04 | 36.7000 34.7000"]
    );
}

#[test]
fn topojson_is_put_together_from_its_arcs() {
    let text = r#"{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[36,33]},"objects":{"a":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,1],"properties":{"name":"P"}},{"type":"Polygon","arcs":[[0,-2]],"properties":{"name":"A"}},{"type":"LineString","arcs":[9],"properties":{"name":"L"}},{"type":null,"properties":{"name":"N"}}]}},"arcs":[[[0,0],[2,0],[0,2]],[[0,0],[0,2],[2,0]]]}"#;
    let import = read_as("x", text);
    assert_eq!(told(&import), ["P |  | 36.5000 33.5000", "A |  | 36.5000 33.5000", "L |  | –", "N |  | –"]);
    assert_eq!(issues(&import).len(), 1, "{:?}", issues(&import));
}

#[test]
fn where_a_phone_was_is_read_from_every_kind_of_export() {
    for (text, expect) in [
        (
            r#"{"locations":[{"latitudeE7":335138000,"longitudeE7":362765000,"accuracy":20,"timestamp":"2024-05-03T10:00:00.1Z"}]}"#,
            "Position of a device | 2024-05-03T10:00:00Z | 36.2765 33.5138",
        ),
        (
            r#"{"timelineObjects":[{"placeVisit":{"location":{"latitudeE7":335138000,"longitudeE7":362765000,"name":"Cafe"},"duration":{"startTimestamp":"2022-05-03T10:00:00Z","endTimestamp":"2022-05-03T11:00:00Z"}}}]}"#,
            "Visit: Cafe | 2022-05-03T10:00:00Z/2022-05-03T11:00:00Z | 36.2765 33.5138",
        ),
        (
            r#"{"semanticSegments":[{"startTime":"2024-05-03T08:00:00Z","endTime":"2024-05-03T09:00:00Z","timelinePath":[{"point":"33.4°, 36.2°"},{"point":"33.6°, 36.4°"}]}],"rawSignals":[]}"#,
            "Path | 2024-05-03T08:00:00Z/2024-05-03T09:00:00Z | 36.3000 33.5000",
        ),
        (
            r#"[{"startTime":"2024-05-03T08:00:00Z","endTime":"2024-05-03T09:00:00Z","visit":{"topCandidate":{"placeLocation":"geo:33.5,36.3","semanticType":"Home"}}}]"#,
            "Visit: home | 2024-05-03T08:00:00Z/2024-05-03T09:00:00Z | 36.3000 33.5000",
        ),
    ] {
        let import = read_as("x", text);
        assert_eq!(told(&import), [expect]);
        assert_eq!(issues(&import), [""; 0]);
    }
    let flight = r#"{"icao":"ae01ce","r":"00-1","timestamp":1714694400.0,"trace":[[10.0,33.1,44.2,30000,400,90,0],[20.0,33.3,44.4,30000,400,90,0,null,{"flight":"RCH123 "}]]}"#;
    assert_eq!(
        told(&read_as("x", flight)),
        ["Flight RCH123 | 2024-05-03T00:00:10Z/2024-05-03T00:00:20Z | 44.3000 33.2000"]
    );
}

#[test]
fn geojson_in_another_system_is_converted_or_says_that_it_is_not() {
    let of = |crs: &str, x: f64, y: f64| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{crs}\"}}}},\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"name\":\"n\"}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{x},{y}]}}}}]}}"
        )
    };
    assert_eq!(
        told(&read_as("x", of("urn:ogc:def:crs:EPSG::32638", 263_068.8, 3_741_327.5))),
        ["n |  | 42.4411 33.7856"]
    );
    assert_eq!(told(&read_as("x", of("urn:ogc:def:crs:OGC:1.3:CRS84", 36.3, 33.5))), ["n |  | 36.3000 33.5000"]);
    let other = read_as("x", of("EPSG:27700", 5.0, 6.0));
    assert_eq!((told(&other), issues(&other).len()), (vec!["n |  | –".to_owned()], 1));
    assert!(other.project.events.detail(first(&other), "unconverted").contains("[5,6]"));
}
