//! Arabic and Hebrew on the screen: words in visual order, letters shaped, with the bundled fonts.

use std::sync::Arc;

use dateline::theme;
use dateline::widget::{elided, shown, wrapped};
use egui::{Color32, Galley};
use egui_kittest::Harness;

/// Lay a text out as the window does.
fn laid_out(lay: impl Fn(&egui::Painter) -> Arc<Galley>) -> Arc<Galley> {
    let found = std::cell::RefCell::new(None);
    let mut harness = Harness::builder().with_context_setup(|ctx| ctx.set_fonts(theme::fonts())).build_ui(|ui| {
        *found.borrow_mut() = Some(lay(ui.painter()));
    });
    harness.run_steps(2);
    drop(harness);
    found.into_inner().expect("a frame was drawn")
}

/// The words of a line from left to right, by where egui puts their letters. Only for letters that are not joined:
/// egui's list of glyphs does not say which letters a joined sign stands for.
fn letters_from_left(galley: &Galley) -> Vec<String> {
    let row = &galley.rows[0];
    // Signs without any width keep the count of letters right and are not drawn.
    let drawn = row.glyphs.iter().filter(|glyph| glyph.advance_width > 0.0);
    let mut letters: Vec<(f32, char)> = drawn.map(|glyph| (glyph.pos.x, glyph.chr)).collect();
    letters.sort_by(|a, b| a.0.total_cmp(&b.0));
    let words = letters.split(|(_, letter)| *letter == ' ');
    words.map(|word| word.iter().map(|(_, letter)| *letter).collect()).collect()
}

#[track_caller]
fn check(text: &str, from_left: &[&str]) {
    let galley = laid_out(|painter| elided(painter, text, theme::regular(13.0), Color32::BLACK, f32::INFINITY));
    assert_eq!(galley.rows.len(), 1);
    // What is handed to egui, which puts words from left to right.
    let handed: Vec<&str> = galley.text().split(' ').collect();
    assert_eq!(handed, from_left);
}

#[test]
fn letters_stand_where_a_reader_looks_for_them() {
    let text = "Base בסיס חיל האוויר near Haifa";
    let galley = laid_out(|painter| elided(painter, text, theme::regular(13.0), Color32::BLACK, f32::INFINITY));
    let turned = |word: &str| word.chars().rev().collect::<String>();
    let expect =
        ["Base".to_owned(), turned("האוויר"), turned("חיל"), turned("בסיס"), "near".to_owned(), "Haifa".to_owned()];
    assert_eq!(letters_from_left(&galley), expect);
}

#[test]
fn what_is_cut_away_is_the_end_of_the_text_and_not_of_the_line() {
    let text = "هجوم بطائرتين مسيرتين على قاعدة عين الأسد";
    let galley = laid_out(|painter| elided(painter, text, theme::regular(13.0), Color32::BLACK, 120.0));
    let shown = galley.text();
    assert!(galley.size().x <= 120.0, "{}", galley.size().x);
    assert!(shown.starts_with('…') && shown.ends_with("هجوم") && !shown.contains("الأسد"), "{shown}");
}

#[test]
fn the_first_line_holds_the_beginning() {
    let text = "هجوم بطائرتين مسيرتين على قاعدة عين الأسد";
    let galley = laid_out(|painter| wrapped(painter, text, theme::regular(13.0), Color32::BLACK, 140.0));
    let lines: Vec<&str> = galley.text().lines().collect();
    assert!(lines.len() > 1 && lines.len() == galley.rows.len(), "{lines:?}");
    assert!(lines[0].ends_with("هجوم") && lines.last().is_some_and(|it| it.starts_with("الأسد")), "{lines:?}");
}

#[test]
fn a_phrase_is_read_from_the_right() {
    check("قاعدة عين الأسد", &["الأسد", "عين", "قاعدة"]);
    check("בסיס חיל האוויר", &["האוויר", "חיל", "בסיס"]);
}

#[test]
fn a_phrase_inside_english_turns_and_the_english_stays() {
    check("Base قاعدة عين الأسد near Haditha", &["Base", "الأسد", "عين", "قاعدة", "near", "Haditha"]);
}

#[test]
fn english_and_numbers_inside_a_phrase_keep_their_order() {
    check("البرج 22 في الأردن", &["الأردن", "في", "22", "البرج"]);
    check("قاعدة Tower 22 الأردن", &["الأردن", "Tower", "22", "قاعدة"]);
}

#[test]
fn text_without_such_letters_is_left_alone() {
    let text = "Two armed drones, Ain al-Asad";
    assert!(matches!(shown(text), std::borrow::Cow::Borrowed(it) if it == text));
}

#[test]
fn every_letter_has_a_glyph_in_the_bundled_fonts() {
    // A missing glyph makes the harness panic.
    let names = "عين الأسد البرج كتائب حزب الله النجباء ; חיזבאללה ; Êrbil Dayr az-Zawr Ḩadīthah İzmir";
    let mut harness = Harness::builder().with_context_setup(|ctx| ctx.set_fonts(theme::fonts())).build_ui(move |ui| {
        for font in [theme::regular(13.0), theme::medium(13.0), theme::semibold(13.0), theme::serif(16.0)] {
            ui.label(egui::RichText::new(names).font(font));
        }
    });
    harness.run_steps(3);
}
