//! How each [`Role`] looks at a zoom: colour, width, dashes. The map is quiet, so that events speak.

use super::{
    classify::Role,
    colours::{MapColours, Rgb},
};

/// How to draw. Widths and dashes are in logical points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Paint {
    Fill(Rgb),
    Line { colour: Rgb, width: f32, dash: Option<[f32; 2]> },
}

/// A value that grows evenly between the stops and is constant outside them.
fn by_zoom(zoom: f32, stops: &[(f32, f32)]) -> f32 {
    let Some(&(first, least)) = stops.first() else { return 0.0 };
    if zoom <= first {
        return least;
    }
    for pair in stops.windows(2) {
        let ((z0, v0), (z1, v1)) = (pair[0], pair[1]);
        if zoom <= z1 {
            return v0 + (v1 - v0) * (zoom - z0) / (z1 - z0);
        }
    }
    stops.last().map_or(0.0, |&(_, most)| most)
}

/// How `role` is drawn at `zoom` (of the map: a world of 256 points at 0), or `None` where it is not.
pub(super) fn paint(role: Role, zoom: f32, colours: &MapColours) -> Option<Paint> {
    let line = |least: f32, colour, stops: &[(f32, f32)]| {
        (zoom >= least).then(|| Paint::Line { colour, width: by_zoom(zoom, stops), dash: None })
    };
    let fill = |least: f32, colour| (zoom >= least).then_some(Paint::Fill(colour));
    match role {
        Role::Earth => fill(0.0, colours.land),
        Role::Green => fill(5.0, colours.green),
        Role::Sand => fill(5.0, colours.sand),
        Role::Ice => fill(0.0, colours.ice),
        Role::Urban => fill(7.0, colours.urban),
        Role::Airfield => fill(9.0, colours.urban),
        Role::Water => fill(0.0, colours.water),
        Role::RiverGreat => line(2.5, colours.river, &[(3.0, 0.7), (6.0, 1.3), (10.0, 2.4), (14.0, 5.0), (18.0, 10.0)]),
        Role::River => line(4.0, colours.river, &[(4.0, 0.6), (7.0, 1.0), (10.0, 1.6), (14.0, 3.4), (18.0, 8.0)]),
        Role::RiverSmall => line(6.0, colours.river, &[(6.0, 0.5), (10.0, 1.0), (14.0, 2.0), (18.0, 4.0)]),
        Role::Building => fill(14.0, colours.building),
        Role::RoadMinor => line(12.5, colours.road_minor, &[(12.5, 0.6), (14.0, 1.2), (16.0, 3.5), (19.0, 12.0)]),
        Role::Road => line(9.5, colours.road, &[(9.5, 0.6), (12.0, 1.2), (14.0, 2.2), (16.0, 5.0), (19.0, 16.0)]),
        Role::RoadMajor => {
            line(6.0, colours.road_major, &[(6.0, 0.6), (9.0, 1.0), (12.0, 2.0), (15.0, 4.5), (19.0, 18.0)])
        }
        Role::Rail => (zoom >= 11.0).then(|| Paint::Line {
            colour: colours.rail,
            width: by_zoom(zoom, &[(11.0, 0.7), (16.0, 1.4), (19.0, 2.0)]),
            dash: Some([4.0, 2.0]),
        }),
        Role::Runway => line(10.0, colours.runway, &[(10.0, 1.0), (13.0, 4.0), (16.0, 20.0), (19.0, 60.0)]),
        Role::Admin => line(4.6, colours.admin, &[(5.0, 0.7), (8.0, 1.0), (14.0, 1.4)]),
        Role::Border => line(0.0, colours.border, &[(1.0, 0.5), (3.0, 0.8), (6.0, 1.1), (10.0, 1.5), (16.0, 2.0)]),
        Role::Disputed => (zoom >= 2.5).then(|| Paint::Line {
            colour: colours.border,
            width: by_zoom(zoom, &[(3.0, 0.7), (6.0, 1.0), (10.0, 1.4), (16.0, 2.0)]),
            dash: Some([4.0, 3.0]),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_grow_between_their_stops() {
        let stops = [(4.0, 1.0), (8.0, 3.0)];
        assert_eq!(by_zoom(0.0, &stops), 1.0);
        assert_eq!(by_zoom(6.0, &stops), 2.0);
        assert_eq!(by_zoom(20.0, &stops), 3.0);
    }

    #[test]
    fn areas_are_filled_and_lines_are_stroked() {
        for role in Role::ALL {
            let Some(paint) = paint(role, 19.0, &MapColours::LIGHT) else { continue };
            assert_eq!(role.is_area(), matches!(paint, Paint::Fill(_)), "{role:?}");
        }
    }
}
