//! A place, to be changed in place.

use egui::Ui;

use super::group_form::lines;
use super::typing::{Line, Typing};
use super::{Kind, Picker, parse};
use crate::event::{Place, PlaceId};
use crate::project::Edit;
use crate::session::Command;
use crate::theme::{regular, size};
use crate::view::Ctx;
use crate::view::parts::button;
use crate::view::reader::prose::{input_field as field, prose};

/// What stands in the fields.
#[derive(Default)]
pub struct PlaceForm {
    typing: Typing,
    picker: Picker,
}

impl PlaceForm {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, id: PlaceId) {
        let project = cx.session.project();
        let place = project.place(id);
        let put = |change: &dyn Fn(&mut Place)| {
            let mut place = place.clone();
            change(&mut place);
            project.put_place(place)
        };
        let name = |text: &str| {
            let text = text.trim().to_owned();
            if text.is_empty() {
                return Err("A place needs a name".to_owned());
            }
            Ok(put(&|it| it.name.clone_from(&text)))
        };
        self.line(ui, cx, place, ("Name", "", 1), &place.name, name);
        let aliases = place.aliases.join("\n");
        self.line(ui, cx, place, ("Other names", "One on each line", 3), &aliases, |text| {
            Ok(put(&|it| it.aliases = lines(text)))
        });
        let position = parse::position_text(place.position);
        self.line(ui, cx, place, ("Position", "Latitude, longitude", 1), &position, |text| {
            Ok(match parse::position(text)? {
                // Events that lie at the place go with it.
                Some(at) => project.move_place(id, at),
                None => put(&|it| it.position = None),
            })
        });
        let precision = parse::distance_text(place.precision_km.map(|km| km * 1000.0));
        self.line(ui, cx, place, ("Within", "3 km, 300 m", 1), &precision, |text| {
            let km = parse::distance(text)?.map(|metres| metres / 1000.0);
            Ok(put(&|it| it.precision_km = km))
        });
        self.line(ui, cx, place, ("Kind", "", 1), &place.kind, |text| Ok(put(&|it| it.kind = text.trim().to_owned())));
        self.line(ui, cx, place, ("Province", "", 1), &place.admin1, |text| {
            Ok(put(&|it| it.admin1 = text.trim().to_owned()))
        });
        self.line(ui, cx, place, ("Country", "", 1), &place.country, |text| {
            Ok(put(&|it| it.country = text.trim().to_owned()))
        });
        self.line(ui, cx, place, ("Note", "", 2), &place.note, |text| Ok(put(&|it| it.note = text.to_owned())));
        field(ui, cx.theme, "Merge", |ui| {
            let merge = button(ui, cx.theme, "Merge into another place…");
            let except = [place.key.clone()];
            let picked = self.picker.show(ui, cx, &merge, Kind::Place, "Merge into", &except);
            if let Some(super::Picked::Key(into)) = picked
                && let Some(into) = project.place_by_key(&into)
            {
                cx.send(Command::Edit(project.merge_places(id, into)));
            }
            let text = "Every event and mention then names the other one, which keeps this one's names. Points stay.";
            prose(ui, text, regular(size::SMALL), cx.theme.text_2);
        });
    }

    fn line(
        &mut self,
        ui: &mut Ui,
        cx: &Ctx<'_>,
        place: &Place,
        (name, hint, rows): (&str, &str, usize),
        current: &str,
        meaning: impl FnOnce(&str) -> Result<Edit, String>,
    ) {
        field(ui, cx.theme, name, |ui| {
            let slot = format!("place {name}");
            let line = Line { slot: &slot, of: &place.key, name: &format!("Place: {name}"), hint, rows };
            self.typing.line(ui, cx, &line, current, meaning);
        });
    }
}
