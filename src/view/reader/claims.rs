//! Where sources disagree: what each says of each field, and which was adopted.

use egui::{Align2, Rect, Ui, UiBuilder, pos2, vec2};

use super::facts;
use super::prose::{prose, section};
use crate::event::{Claim, EventId};
use crate::theme::{Theme, icons, medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::{hairline, icon};

pub fn show(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let events = &cx.session.project().events;
    let claims = events.claims(event);
    if !events.is_disputed(event) {
        return;
    }
    section(ui, cx.theme, "Where sources disagree");
    if !events.contradictions(event).is_empty() {
        prose(ui, events.contradictions(event), regular(size::BODY), cx.theme.text);
    }
    for field in fields(claims) {
        ui.add_space(8.0);
        prose(ui, &field_name(field), medium(size::SMALL), cx.theme.text_2);
        for claim in claims.iter().filter(|claim| claim.field == field) {
            row(ui, cx, claim);
        }
    }
}

/// The fields that there are claims of, in the order of their first ones.
fn fields(claims: &[Claim]) -> Vec<&str> {
    let mut fields: Vec<&str> = Vec::new();
    for claim in claims {
        if !fields.contains(&claim.field.as_str()) {
            fields.push(&claim.field);
        }
    }
    fields
}

fn field_name(field: &str) -> String {
    match field {
        "event_date" => "Date".to_owned(),
        "fatalities" => "Killed".to_owned(),
        "injuries" => "Injured".to_owned(),
        "sub_event_type" => "Type".to_owned(),
        other => words::human(other),
    }
}

/// Value at the left, who says so and what is noted at the right; the adopted one is ticked.
fn row(ui: &mut Ui, cx: &Ctx<'_>, claim: &Claim) {
    let theme = cx.theme;
    let project = cx.session.project();
    let (top, width) = (ui.cursor().min + vec2(0.0, 5.0), ui.available_width());
    hairline(ui.painter(), top.x..=top.x + width, top.y - 5.0, Theme::fade(theme.line, 0.8));
    let value_width = ((width - 22.0) * 0.42).round();
    let mut column = |name: &str, left: f32, width: f32, add: &mut dyn FnMut(&mut Ui)| {
        let place = Rect::from_min_size(top + vec2(left, 0.0), vec2(width, f32::INFINITY));
        let mut child = ui.new_child(UiBuilder::new().id_salt((name, left as i32)).max_rect(place));
        child.spacing_mut().item_spacing.y = 0.0;
        add(&mut child);
        child.min_rect().bottom()
    };
    let value = facts::claim_value(project, &claim.field, &claim.value);
    let left = column("value", 22.0, value_width, &mut |ui| {
        let font = if claim.adopted { medium(size::BODY) } else { regular(size::BODY) };
        prose(ui, &value, font, theme.text);
        if claim.adopted {
            prose(ui, "adopted", medium(size::AXIS), theme.accent);
        }
    });
    let right = column("said", 22.0 + value_width + 14.0, width - 36.0 - value_width, &mut |ui| {
        if let Some(source) = claim.source {
            prose(ui, &facts::publisher(project.source(source)), medium(size::SMALL), theme.text_2);
        }
        let note = claim.note.strip_prefix("Adopted: ").filter(|_| claim.adopted).unwrap_or(&claim.note);
        if !note.is_empty() {
            let mut chars = note.chars();
            let note: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
            prose(ui, &note, regular(size::SMALL), theme.text_2);
        }
    });
    if claim.adopted {
        let at = pos2(top.x + 8.0, top.y + 10.0);
        ui.painter().text(at, Align2::CENTER_CENTER, icon::CHECK_CIRCLE, icons(16.0), theme.accent);
    }
    let bottom = left.max(right).max(top.y + 20.0) + 2.0;
    ui.advance_cursor_after_rect(Rect::from_min_max(top - vec2(0.0, 5.0), pos2(top.x + width, bottom)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_grouped_by_field_in_the_order_they_come() {
        let claim = |field: &str| Claim {
            field: field.into(),
            value: String::new(),
            source: None,
            note: String::new(),
            adopted: false,
        };
        let claims = [claim("injuries"), claim("place"), claim("injuries")];
        assert_eq!(fields(&claims), ["injuries", "place"]);
        assert_eq!(field_name("injuries"), "Injured");
    }
}
