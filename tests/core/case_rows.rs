//! Rows with something wrong: kept, without what is wrong, and told where.

use dateline::event::{EventId, Toll};
use dateline::format::Import;

use crate::folder::{Case, assert_one_issue, told};

fn one(import: &Import) -> EventId {
    import.project.events.by_key("one").unwrap()
}

fn details(import: &Import) -> Vec<(&str, &str)> {
    import.project.events.details(one(import)).collect()
}

#[test]
fn a_bad_value_is_an_issue_and_a_detail_and_the_event_is_kept() {
    for (property, value, words, detail) in [
        ("event_date", r#""yesterday""#, ["\"yesterday\"", "this is not a date"], "yesterday"),
        ("event_date", r#""2024-02-30""#, ["2024-02-30", "there is no such day"], "2024-02-30"),
        ("place", r#""nowhere""#, ["nowhere", "there is no place with this id"], "nowhere"),
        ("place", "7", ["7", "an id in quotation marks"], "7"),
        ("actors", r#"["us","them"]"#, ["them", "add the group to groups.toml"], "them"),
        ("sources", r#"["w","x"]"#, ["", "there is no source"], "w, x"),
        ("fatalities", r#"{"min":-1}"#, ["-1", "write whole numbers"], r#"{"min":-1}"#),
        ("fatalities", r#"{"min":3,"max":1}"#, ["", "the lower first"], r#"{"min":3,"max":1}"#),
        ("fatalities", "3", ["\"3\"", "write whole numbers"], "3"),
        ("notes", r#"{"a":1}"#, ["", "this must be a text"], r#"{"a":1}"#),
        ("verified", r#""yes""#, ["yes", "write true or false"], "yes"),
        ("claims", "4", ["4", "a list of claims"], "4"),
    ] {
        let import = Case::new().event(&format!("\"title\":\"One\",\n\"{property}\":{value}")).read();
        let told = told(&import.report.issues);
        let place = format!("events.geojson:3 [one] {property} = ");
        assert!(told[0].starts_with(&place), "{told:?}");
        assert!(words.iter().all(|word| told[0].contains(word)), "{told:?}");
        assert_eq!(details(&import), [(property, detail)], "{property} {value}");
        assert_eq!(import.project.events.title(one(&import)), "One");
    }
}

#[test]
fn numbers_that_are_none_cost_only_their_field() {
    let import = Case::new().event(r#""title":"One","independent_origins":1e999,"weapon":"drone""#).read();
    assert_one_issue(&import, &["independent_origins", "number out of range"]);
    assert_eq!(details(&import), [("independent_origins", "1e999"), ("weapon", "drone")]);
    let error = Case::new().event(r#""title":"One","x":NaN"#).try_read().unwrap_err().to_string();
    assert!(error.contains("events.geojson: line 2, column"), "{error}");
}

#[test]
fn a_position_off_the_globe_leaves_the_event_unplaced() {
    for geometry in [
        r#"{"type":"Point","coordinates":[33.8,142.4]}"#,
        r#"{"type":"Point","coordinates":[1e308,0]}"#,
        r#"{"type":"Point","coordinates":[1e999,0]}"#,
        r#"{"type":"Point","coordinates":["42","33"]}"#,
        r#"{"type":"Polygon","coordinates":[]}"#,
        "7",
    ] {
        let feature = format!(r#"{{"id":"one","geometry":{geometry},"properties":{{"title":"One"}}}}"#);
        let import = Case::new().events(&feature).read();
        assert_one_issue(&import, &["events.geojson:2 [one] geometry = ", "write"]);
        assert_eq!((import.project.events.len(), import.project.events.placed()), (1, 0));
        assert_eq!(details(&import), [("geometry", geometry)]);
    }
}

#[test]
fn an_event_is_where_its_place_is_unless_it_has_its_own_point() {
    let feature = |geometry: &str| {
        format!(r#"{{"id":"one","geometry":{geometry},"properties":{{"title":"One","place":"base"}}}}"#)
    };
    for (geometry, lon, precision) in
        [("null", 42.4, Some(3000.0)), (r#"{"type":"Point","coordinates":[10,20]}"#, 10.0, None)]
    {
        let import = Case::new().events(&feature(geometry)).read();
        let events = &import.project.events;
        let id = one(&import);
        assert!((events.position(id).unwrap().lon - lon).abs() < 1e-6);
        assert_eq!(events.precision_m(id), precision);
        assert_eq!((events.country.get(id.row()), events.admin1.get(id.row())), ("Iraq", "Anbar"));
    }
}

#[test]
fn the_second_of_two_ids_is_told_apart() {
    let feature = |title: &str| format!(r#"{{"id":"one","properties":{{"title":"{title}"}}}}"#);
    let import = Case::new().events(&format!("{},\n{},\n{}", feature("a"), feature("b"), feature("c"))).read();
    let told = told(&import.report.issues);
    assert!(told[0].starts_with("events.geojson:3") && told[0].contains("read as one~2"), "{told:?}");
    assert!(told[1].starts_with("events.geojson:4") && told[1].contains("read as one~3"), "{told:?}");
    let events = &import.project.events;
    assert_eq!(events.title(events.by_key("one~2").unwrap()), "b");
}

#[test]
fn features_without_id_title_or_properties_are_told() {
    let import = Case::new().file("case.toml", "format = 1\ntitle = \"T\"\n").without("articles/a.md");
    let import = import.events("{\"properties\":{\"title\":\"x\"}},\n17,\n{\"id\":\"B b\"}").read();
    let told = told(&import.report.issues);
    for (issue, words) in told.iter().zip(["event-1", "feature 2", "feature 3", "an id should be", "has no title"]) {
        assert!(issue.contains(words), "{told:#?}");
    }
    assert_eq!((told.len(), import.report.counts.events), (5, 2));
}

#[test]
fn everything_else_is_kept_in_the_order_of_the_file() {
    let import = Case::new()
        .event(r#""weapon":"drone","title":"One","own":[1,{"a":null}],"local_time":"22:30","none":null,"list":["a","b"],"independent_origins":2,"verified":false,"fatalities":{"max":0}"#)
        .read();
    assert_eq!(told(&import.report.issues), [""; 0]);
    let expect = [
        ("weapon", "drone"),
        ("own", r#"[1,{"a":null}]"#),
        ("local_time", "22:30"),
        ("list", "a, b"),
        ("independent_origins", "2"),
    ];
    assert_eq!(details(&import), expect);
    assert_eq!((import.report.counts.events, import.report.counts.unverified), (0, 1));
    assert_eq!(import.project.events.fatalities(one(&import)), Toll { min: None, max: Some(0) });
}

#[test]
fn claims_keep_their_source() {
    let import = Case::new()
        .event(r#""title":"One","claims":[{"field":"injuries","value":34,"source":"wire","adopted":true},{"field":"place","value":"b","source":"??"},{"value":"x"}]"#)
        .read();
    let told = told(&import.report.issues);
    assert!(told[0].contains("claims.source = \"??\"") && told[1].contains("needs a"), "{told:?}");
    let claims = import.project.events.claims(one(&import));
    assert_eq!((claims.len(), claims[0].value.as_str(), claims[0].adopted), (2, "34", true));
    assert_eq!((claims[0].source.is_some(), claims[1].source.is_some()), (true, false));
}

#[test]
fn links_to_nothing_stay_as_text() {
    let body =
        "+++\ntitle = \"B\"\n+++\nSee [that](event:two),\n[there](place:x), [this](./b.md) and [it](event:one).\n";
    let import = Case::new().file("articles/b.md", body).read();
    let told = told(&import.report.issues);
    for (issue, words) in
        told.iter().zip(["b.md:4 link = \"event:two\"", "b.md:5 link = \"place:x\"", "a link starts with"])
    {
        assert!(issue.contains(words), "{told:#?}");
    }
    let article = &import.project.articles[1];
    assert_eq!(article.text, "See that, there, this and it.");
    assert_eq!((told.len(), article.mentions.len()), (3, 1));
}

#[test]
fn tables_tell_the_line_of_what_is_wrong() {
    for (file, text, words) in [
        (
            "groups.toml",
            "\n[[group]]\nid = \"a\"\nname = \"A\"\numbrella = [\"b\"]\n",
            "groups.toml:5 [a] umbrella = \"b\": there is no group",
        ),
        (
            "groups.toml",
            "[[group]]\nid = \"a\"\nname = \"A\"\ncolour = \"mauve\"\n",
            "groups.toml:4 [a] colour = \"mauve\": this word",
        ),
        ("groups.toml", "[[group]]\nid = \"a\"\n", "groups.toml:1 [a] name = \"\": this group has no name"),
        ("groups.toml", "[group]\nid = \"a\"\n", "groups.toml:1 group = \"\": only [[group]] tables"),
        ("case.toml", "format = 1\ntitle = \"T\"\nview = { lon = 500, lat = 0, zoom = 1 }\n", "case.toml:3 view = "),
        ("case.toml", "format = 1\ntitle = \"T\"\ncolor = 1\n", "case.toml:3 color = \"1\": this name is not known"),
        (
            "case.toml",
            "title = \"T\"\nformat = 1\nfirst_event = \"x\"\n",
            "case.toml:3 first_event = \"x\": there is no event",
        ),
        (
            "case.toml",
            "title = \"T\"\nformat = 1\nfirst_article = \"x\"\n",
            "case.toml:3 first_article = \"x\": there is no article",
        ),
        (
            "articles/a.md",
            "+++\ntitle = \"A\"\ndate = \"soon\"\n+++\n",
            "articles/a.md:3 date = \"soon\": this is not a date",
        ),
    ] {
        assert_one_issue(&Case::new().file(file, text).read(), &[words]);
    }
    let source = "[[source]]\nid = \"wire\"\npublisher = \"W\"\ndate = \"soon\"\nextra = 1\n";
    let import = Case::new().file("sources.toml", source).read();
    assert_one_issue(&import, &["sources.toml:4 [wire] date"]);
    let expect = [("date", "soon"), ("extra", "1")].map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(import.project.sources[0].details, expect);
}
