//! Filters, palette, settings.

use dateline::app::App;
use dateline::filter::{Clause, Control};
use dateline::settings::ThemeChoice;
use dateline_ui_tests::open;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

fn count(harness: &Harness<'_, App>) -> usize {
    harness.state().session().derived().rows.count()
}

/// Whatever has the keyboard.
fn focused<'h>(harness: &'h Harness<'_, App>) -> egui_kittest::Node<'h> {
    harness.root().children_recursive().find(|node| node.is_focused()).expect("something has the keyboard")
}

#[test]
fn a_typed_date_filters_and_the_chip_takes_it_back() {
    let mut harness = open();
    harness.get_by_label("Show events from").focus();
    harness.run_steps(2);
    harness.get_by_label("Show events from").type_text("2024-07-01");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    let session = harness.state().session();
    let Some(Clause::Time(span)) = session.filter().get(Control::Time) else { panic!("no date filter") };
    assert_eq!(span.from, dateline::event::Day::from_ymd(2024, 7, 1));
    let left = count(&harness);
    assert!(left > 0 && left < 40, "{left}");
    // Every event that is left may have happened in the range.
    let events = &session.project().events;
    assert!(session.derived().list.iter().all(|id| events.days(*id).is_some_and(|(_, last)| Some(last) >= span.from)));
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::X);
    harness.run_steps(4);
    assert_eq!(count(&harness), 124);
}

#[test]
fn the_group_filter_takes_an_umbrella_with_its_members() {
    let mut harness = open();
    harness
        .get_by(|node| node.role() == Role::Button && node.label().is_some_and(|it| it.starts_with("Group")))
        .click();
    harness.run_steps(4);
    let row = harness
        .get_all_by_role(Role::CheckBox)
        .filter(|node| node.accesskit_node().label().is_some_and(|it| it.starts_with("Islamic Resistance in Iraq, ")))
        // The legend names it too; the list of choices lies above it.
        .min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()))
        .expect("the list names the umbrella");
    let told: usize = row.accesskit_node().label().unwrap().rsplit(", ").next().unwrap().parse().unwrap();
    row.click();
    harness.run_steps(4);
    assert_eq!(count(&harness), told, "the count beside a choice is what it leaves");
    let session = harness.state().session();
    let groups = &session.project().groups;
    let umbrella = groups.by_key("islamic_resistance_in_iraq").unwrap();
    let members = groups.members(umbrella);
    let events = &session.project().events;
    let takes_part = |id| events.actors(id).iter().chain(events.targets(id)).any(|group| members.contains(group));
    assert!(session.derived().list.iter().all(|id| takes_part(*id)));
    assert!(session.derived().list.iter().any(|id| !events.actors(*id).contains(&umbrella)), "members count too");
}

#[test]
fn words_filter_in_any_script_and_escape_clears_them() {
    let mut harness = open();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_steps(3);
    for (typed, least) in [("tanf", 1), ("عين الأسد", 10), ("NUJABA", 1)] {
        let field = harness.get_all_by_role(Role::TextInput).find(|node| node.is_focused()).expect("the words field");
        field.type_text(typed);
        harness.run_steps(4);
        let left = count(&harness);
        assert!(left >= least && left < 124, "{typed}: {left}");
        harness.key_press(Key::Escape);
        harness.run_steps(3);
        assert_eq!(count(&harness), 124);
    }
}

#[test]
fn the_palette_goes_to_an_event_and_runs_a_command() {
    let mut harness = open();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(4);
    let field = focused(&harness);
    field.type_text("tower 22");
    harness.run_steps(6);
    harness.key_press(Key::Enter);
    harness.run_steps(6);
    let session = harness.state().session();
    let what = session.selection().primary.map(|id| session.project().place_name(id).to_owned());
    assert!(what.is_some_and(|name| name.contains("Tower 22")) || !session.selection().events.is_empty());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(4);
    let field = focused(&harness);
    field.type_text("dark");
    harness.run_steps(6);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    assert_eq!(harness.state().settings().theme, ThemeChoice::Dark);
}

#[test]
fn the_theme_button_switches_light_and_dark() {
    let mut harness = open();
    harness.get_by_label("Switch to dark").click();
    harness.run_steps(4);
    assert_eq!(harness.state().settings().theme, ThemeChoice::Dark);
    assert_eq!(harness.ctx.theme(), egui::Theme::Dark);
    harness.get_by_label("Switch to light").click();
    harness.run_steps(4);
    assert_eq!(harness.ctx.theme(), egui::Theme::Light);
}

#[test]
fn filters_go_back_and_forward() {
    let mut harness = open();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_steps(3);
    harness
        .get_all_by_role(Role::TextInput)
        .find(|node| node.is_focused())
        .expect("the words field")
        .type_text("erbil");
    harness.run_steps(4);
    let some = count(&harness);
    assert!(some < 124);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::OpenBracket);
    harness.run_steps(4);
    assert_eq!(count(&harness), 124);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::CloseBracket);
    harness.run_steps(4);
    assert_eq!(count(&harness), some);
}

#[test]
fn every_sheet_opens_by_key_and_closes_by_escape() {
    for (key, modifiers, name) in [
        (Key::F1, Modifiers::NONE, "Keys"),
        (Key::Comma, Modifiers::COMMAND, "Settings"),
        (Key::K, Modifiers::COMMAND, "Search"),
    ] {
        let mut harness = open();
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(4);
        assert!(harness.query_all_by_label_contains(name).count() > 0, "{name}");
        let modal = harness.ctx.memory(|memory| memory.top_modal_layer().is_some());
        assert!(modal, "{name} is no sheet");
        harness.key_press(Key::Escape);
        harness.run_steps(4);
        harness.key_press(Key::Escape);
        harness.run_steps(4);
        assert!(harness.ctx.memory(|memory| memory.top_modal_layer().is_none()), "{name} stays open");
    }
}
