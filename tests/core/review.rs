//! From a report to accepted events, without a window.

use dateline::article::Target;
use dateline::event::{Groups, TableBuilder};
use dateline::extract::import;
use dateline::index::Lookups;
use dateline::project::{Capture, Change};
use dateline::project::{Meta, Project};
use dateline::review::{Fate, Known, Review, Spot, Who, known};
use dateline::store;

const REPORT: &str = "# Drone hits a fuel depot near Erbil\n\nAn armed drone struck a fuel depot \
                      near Erbil on Tuesday, killing two guards and wounding five others, the governor said. No group \
                      claimed the attack.\n\nThe ministry plans to send engineers next week.\n";

fn empty() -> Project {
    let table = TableBuilder::default().build();
    Project::new(Meta::default(), table, Vec::new(), Groups::default(), Vec::new(), Vec::new())
}

fn review(project: &Project) -> Review {
    let mut report = import::read("depot.md", REPORT.as_bytes()).unwrap();
    "2024-03-14".clone_into(&mut report.date);
    Review::new(&report, "depot.md", project)
}

#[test]
fn an_accepted_proposal_stands_on_the_map_in_time_and_on_its_sentence() {
    let mut project = empty();
    let review = review(&project);
    assert_eq!(review.fates, [Fate::Open], "one occurrence, and a plan that names no place");
    let added = project.apply(&review.add_article(&project)).unwrap();
    let (edit, key) = review.accept(0, &project).unwrap();
    let reverse = project.apply(&edit).unwrap();

    let event = project.events.ids().next().unwrap();
    assert_eq!(project.events.key(event), key);
    let source = project.source(project.events.sources(event)[0]);
    assert_eq!(source.title, "Drone hits a fuel depot near Erbil", "the report is its source");
    let at = project.events.position(event).unwrap();
    assert!((at.lat - 36.19).abs() < 0.3 && (at.lon - 44.01).abs() < 0.3, "{at:?}");
    assert_eq!(project.events.date_text(event), "2024-03-12");
    let toll = (project.events.fatalities(event).text(), project.events.injuries(event).text());
    assert_eq!(toll, (Some("2".to_owned()), Some("5".to_owned())));
    assert_eq!(project.events.sub_event_type.get(event.row()), "Air/drone strike");
    let told: Vec<&str> = project
        .mentions(event)
        .iter()
        .map(|it| {
            let article = project.article(it.article);
            let mention = &article.mentions[it.mention];
            assert_eq!(mention.target, Target::Event(event));
            &article.text[mention.range.clone()]
        })
        .collect();
    // The sentence, and whoever is or is not said to have done it.
    assert!(told.len() >= 2 && told[0].contains("struck a fuel depot"), "{told:?}");

    project.apply(&reverse).unwrap();
    assert!(project.events.is_empty() && project.places.is_empty() && project.groups.is_empty());
    project.apply(&added).unwrap();
    assert!(project.articles.is_empty());
}

#[test]
fn a_rejected_proposal_stays_rejected_for_the_same_text() {
    let mut project = empty();
    let (edit, _) = review(&project).reject(0, &project).unwrap();
    project.apply(&edit).unwrap();
    let again = review(&project);
    assert_eq!((again.fates.as_slice(), again.next_open(0)), (&[Fate::Rejected][..], None));
    assert!(project.events.is_empty());
}

#[test]
fn an_event_accepted_from_a_second_report_uses_the_places_there_are() {
    let mut project = empty();
    for _ in 0..2 {
        let review = review(&project);
        assert_eq!(review.fates, [Fate::Open]);
        project.apply(&review.add_article(&project)).unwrap();
        project.apply(&review.accept(0, &project).unwrap().0).unwrap();
    }
    assert_eq!((project.events.len(), project.articles.len(), project.places.len()), (2, 2, 1));
}

#[test]
fn what_the_user_changes_before_accepting_is_what_is_added() {
    let mut project = empty();
    let mut review = review(&project);
    project.apply(&review.add_article(&project)).unwrap();
    assert!(review.choices(0).len() > 1, "Erbil is a city and a province");
    let draft = &mut review.drafts[0];
    draft.title = "Another title".into();
    draft.when = dateline::event::When::parse("2024-03-11/2024-03-12").ok();
    draft.place = Spot::Choice(1);
    draft.actors = vec![Who::New("The Northern Guard".into())];
    draft.fatalities = dateline::event::Toll { min: Some(3), max: Some(4) };
    project.apply(&review.accept(0, &project).unwrap().0).unwrap();
    let event = project.events.ids().next().unwrap();
    assert_eq!(project.events.title(event), "Another title");
    assert_eq!(project.events.date_text(event), "2024-03-11/2024-03-12");
    assert_eq!(project.place_name(event), review.choices(0)[1].name);
    assert_eq!(project.groups.get(project.events.actors(event)[0]).name, "The Northern Guard");
    assert_eq!(project.events.fatalities(event).text().as_deref(), Some("3–4"));
}

#[test]
fn a_proposal_merged_into_a_likely_event_leaves_claims_and_mentions_there() {
    let mut project = empty();
    let first = review(&project);
    project.apply(&first.add_article(&project)).unwrap();
    project.apply(&first.accept(0, &project).unwrap().0).unwrap();
    let other = REPORT.replace("killing two guards", "killing four guards").replace("fuel depot", "oil depot");
    let mut report = import::read("oil.md", other.as_bytes()).unwrap();
    "2024-03-14".clone_into(&mut report.date);
    let second = Review::new(&report, "oil.md", &project);
    project.apply(&second.add_article(&project)).unwrap();

    let lookups = Lookups::new(&project.events);
    let likely = second.likely(0, &project, &lookups, 5);
    let event = project.events.ids().next().unwrap();
    assert_eq!(likely[0].event, event);
    assert!(likely[0].score > 0.7 && likely[0].reasons.iter().any(|it| it.text == "same day"), "{likely:?}");

    let before = project.clone();
    let reverse = project.apply(&second.merge(0, event, &project).unwrap()).unwrap();
    assert_eq!(project.events.len(), 1);
    let event = project.events.ids().next().unwrap();
    let claims: Vec<(&str, bool)> = project
        .events
        .claims(event)
        .iter()
        .filter(|it| it.field == "fatalities")
        .map(|it| (it.value.as_str(), it.adopted))
        .collect();
    assert_eq!(claims, [("2", true), ("4", false)]);
    let articles: std::collections::BTreeSet<_> = project.mentions(event).iter().map(|it| it.article).collect();
    assert_eq!(articles.len(), 2, "it stands on sentences of both reports");
    assert_eq!((project.events.sources(event).len(), project.places.len()), (2, 1));
    project.apply(&reverse).unwrap();
    assert_eq!(project.events.claims(project.events.ids().next().unwrap()).len(), 0);
    assert_eq!(project.sources, before.sources);
}

const THREE: &str = "Drone hits a depot\n\nAn armed drone struck a fuel depot near Erbil on 12 March 2024, killing two \
                     guards.\n\nRockets were fired at Ain al-Asad on 14 March 2024 and caused no casualties.\n\n\
                     Gunmen shot dead a police officer in Kirkuk on 15 March 2024.\n";

fn three(project: &Project) -> Review {
    Review::new(&import::read("three.txt", THREE.as_bytes()).unwrap(), "three.txt", project)
}

#[test]
fn all_above_a_confidence_are_accepted_in_one_step_and_undone_in_one() {
    let mut project = empty();
    let mut review = three(&project);
    project.apply(&review.add_article(&project)).unwrap();
    assert_eq!(review.waiting(), 3);
    assert_eq!(review.above(1.1).len(), 0);
    let all = review.above(0.0);
    let (edit, keys) = review.accept_all(&all, &project);
    assert_eq!(edit.label, "Accept 3 proposals");
    let reverse = project.apply(&edit).unwrap();
    keys.iter().for_each(|(at, key)| review.decide(*at, Fate::Accepted, key));
    assert_eq!((project.events.len(), review.waiting(), project.sources.len()), (3, 0, 1));
    assert!(project.events.ids().all(|id| project.mentions(id).len() == 1));

    project.apply(&reverse).unwrap();
    review.follow(&project);
    assert_eq!((project.events.len(), review.waiting()), (0, 3), "what is undone waits again");
}

#[test]
fn what_was_decided_of_a_report_is_known_when_it_is_gone_through_again_from_the_saved_project() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.gpkg");
    let mut project = empty();
    let capture = Capture::of("three.txt", THREE.as_bytes(), "https://example.org/three");
    let review = three(&project).with_capture(capture.clone());
    project.apply(&review.add_article(&project)).unwrap();
    store::save_as(&project, &[], &path).unwrap();
    // One by one, as a window saves.
    let mut writer = store::Writer::open(&path).unwrap();
    for edit in [review.accept(0, &project).unwrap().0, review.reject(1, &project).unwrap().0] {
        project.apply(&edit).unwrap();
        writer.write(&edit, None).unwrap();
    }
    drop(writer);
    let opened = store::open(&path).unwrap();
    assert!(opened.issues.is_empty(), "{:?}", opened.issues);
    let project = opened.project;
    let article = project.article_by_key(&review.article.key).unwrap();
    let again = Review::again(article, &project, None);
    assert_eq!(again.fates, [Fate::Accepted, Fate::Rejected, Fate::Open]);
    let kept = &project.work().captures[&review.article.key];
    assert_eq!((kept.bytes().as_deref(), &kept.captured), (Ok(THREE.as_bytes()), &capture.captured));

    let sha = dateline::project::sha256(THREE.as_bytes());
    assert_eq!(known(&project, &sha, "whatever", ""), Some(Known::Same(article)));
    let spaced = project.article(article).text.replace(' ', "  ");
    assert_eq!(known(&project, "", &spaced, ""), Some(Known::Same(article)));
    assert_eq!(known(&project, "", "another text", "https://example.org/other"), None);
}

#[test]
fn originals_and_verdicts_are_written_one_by_one_into_a_file_that_has_no_tables_for_them_yet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.gpkg");
    let mut project = empty();
    let review = three(&project);
    project.apply(&review.add_article(&project)).unwrap();
    project.apply(&review.accept_all(&[0, 1], &project).0).unwrap();
    store::save_as(&project, &[], &path).unwrap();
    let older = rusqlite::Connection::open(&path).unwrap();
    older
        .execute_batch(
            "DROP TABLE captures; DROP TABLE event_relations; \
             DELETE FROM gpkg_contents WHERE table_name IN ('captures', 'event_relations');",
        )
        .unwrap();
    drop(older);
    assert!(store::open(&path).unwrap().issues.is_empty());

    let [a, b] = [0, 1].map(|at| project.events.ids().nth(at).unwrap());
    let different = project.relate(a, b, Some(dateline::project::Verdict::Different));
    let capture = Capture::of("three.txt", THREE.as_bytes(), "");
    let kept = dateline::project::Edit::new(
        "Keep",
        vec![Change::Capture { key: review.article.key.clone(), record: Some(Box::new(capture)) }],
    );
    let mut writer = store::Writer::open(&path).unwrap();
    let mut reverses = Vec::new();
    for edit in [different, kept] {
        reverses.push(project.apply(&edit).unwrap());
        writer.write(&edit, None).unwrap();
    }
    let read = store::open(&path).unwrap().project;
    assert_eq!(read.work(), project.work());
    let [a, b] = [a, b].map(|id| read.events.by_key(project.events.key(id)).unwrap());
    assert_eq!(read.verdict(b, a), Some(dateline::project::Verdict::Different));
    for edit in reverses.iter().rev() {
        project.apply(edit).unwrap();
        writer.write(edit, None).unwrap();
    }
    drop(writer);
    assert_eq!(store::open(&path).unwrap().project.work(), project.work());
    assert!(project.work().captures.is_empty() && project.work().relations.is_empty());
}

#[test]
fn the_command_line_finds_the_places_of_a_gazetteer_and_refuses_a_file_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let (places, report) = (folder.path().join("mine.csv"), folder.path().join("report.txt"));
    std::fs::write(&places, "name;lat;lon\nZarbulan;36,52;44,11\nbroken;x;y\n").unwrap();
    std::fs::write(&report, "Gunmen shot dead a police officer in Zarbulan on 15 March 2024.\n").unwrap();
    let run = |gazetteer: &std::path::Path| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(["extract", "--gazetteer"]).arg(gazetteer).arg("--json").arg(&report).output().unwrap()
    };
    let done = run(&places);
    assert!(done.status.success());
    assert!(String::from_utf8_lossy(&done.stderr).contains("1 places, 1 rows were no place"));
    let found: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert!(found["mentions"].to_string().contains("36.52"), "{found}");
    let refused = run(&report);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("it is no file of places"));
}

#[test]
fn a_place_that_nobody_lists_is_kept_by_its_name() {
    let mut project = empty();
    let mut report =
        import::read("a.txt", b"Gunmen killed three farmers in the village of Zerwanxo, Iraq, on Tuesday.").unwrap();
    "2024-03-14".clone_into(&mut report.date);
    let review = Review::new(&report, "a.txt", &project);
    project.apply(&review.add_article(&project)).unwrap();
    project.apply(&review.accept(0, &project).unwrap().0).unwrap();
    let event = project.events.ids().next().unwrap();
    let place = project.place(project.events.place(event).unwrap());
    assert_eq!((&*place.name, place.position, project.events.position(event)), ("Zerwanxo", None, None));
}
