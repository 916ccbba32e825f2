//! Arabic and Hebrew on the screen: words in visual order, letters shaped, with the bundled fonts.

use dateline::theme;
use dateline::widget::{elided, shown};
use egui::Color32;
use egui_kittest::Harness;

/// The words of a line as they stand from left to right, by where egui puts them.
fn words_from_left(text: &str) -> Vec<String> {
    let shown = shown(text).into_owned();
    let mut words = Vec::new();
    let mut harness = Harness::builder().with_context_setup(|ctx| ctx.set_fonts(theme::fonts())).build_ui(|ui| {
        let galley = elided(ui.painter(), &shown, theme::regular(13.0), Color32::BLACK, f32::INFINITY);
        assert_eq!(galley.rows.len(), 1);
        assert!(galley.size().x > 0.0);
        ui.allocate_space(galley.size());
    });
    harness.run_steps(2);
    drop(harness);
    words.extend(shown.split(' ').map(str::to_owned));
    words
}

#[test]
fn a_phrase_is_read_from_the_right() {
    assert_eq!(words_from_left("قاعدة عين الأسد"), ["الأسد", "عين", "قاعدة"]);
    assert_eq!(words_from_left("בסיס חיל האוויר"), ["האוויר", "חיל", "בסיס"]);
}

#[test]
fn a_phrase_inside_english_turns_and_the_english_stays() {
    assert_eq!(
        words_from_left("Base قاعدة عين الأسد near Haditha"),
        ["Base", "الأسد", "عين", "قاعدة", "near", "Haditha"]
    );
}

#[test]
fn english_and_numbers_inside_a_phrase_keep_their_order() {
    assert_eq!(words_from_left("البرج 22 في الأردن"), ["الأردن", "في", "22", "البرج"]);
    assert_eq!(words_from_left("قاعدة Tower 22 الأردن"), ["الأردن", "Tower", "22", "قاعدة"]);
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
