//! From a report to accepted events, without a window.

use dateline::article::Target;
use dateline::event::{Groups, TableBuilder};
use dateline::extract::import;
use dateline::project::{Meta, Project};
use dateline::review::{Fate, Review};

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
    assert_eq!(review.fates, [Fate::Open], "one occurrence, and a plan that is none");
    let added = project.apply(&review.add_article(&project)).unwrap();
    let edit = review.accept(0, &project).unwrap();
    let reverse = project.apply(&edit).unwrap();

    let event = project.events.ids().next().unwrap();
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
    // The headline and the sentence under it.
    assert!(told.len() == 2 && told[1].contains("struck a fuel depot"), "{told:?}");

    project.apply(&reverse).unwrap();
    assert!(project.events.is_empty() && project.places.is_empty() && project.groups.is_empty());
    project.apply(&added).unwrap();
    assert!(project.articles.is_empty());
}

#[test]
fn a_rejected_proposal_stays_rejected_for_the_same_text() {
    let mut project = empty();
    let edit = review(&project).reject(0, &project).unwrap();
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
        project.apply(&review.add_article(&project)).unwrap();
        project.apply(&review.accept(0, &project).unwrap()).unwrap();
    }
    assert_eq!((project.events.len(), project.articles.len(), project.places.len()), (2, 2, 1));
}
