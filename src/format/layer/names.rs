//! Names of columns that a dBase table cut to ten letters, as the great datasets call them.

/// The columns of ACLED (2023 and after, and before).
const ACLED: &[&str] = &[
    "event_id_cnty",
    "event_id_no_cnty",
    "event_date",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "country",
    "admin1",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source_scale",
    "fatalities",
    "timestamp",
];

/// The columns of UCDP GED, in the order of version 23.1.
const UCDP: &[&str] = &[
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "priogrid_gid",
    "country_id",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_civilians",
    "deaths_unknown",
];

/// dBase leaves so much of a name.
const LENGTH: usize = 10;

/// The names in full, where most of them are those of one dataset; otherwise as they are. A second name of the same
/// beginning is cut to eight letters, an underscore and a number, as GDAL does it.
pub(super) fn in_full(names: &[&str]) -> Vec<String> {
    let plain = || names.iter().map(|it| (*it).to_owned()).collect();
    for known in [ACLED, UCDP] {
        let mut used = vec![false; known.len()];
        let mut found = 0;
        let full: Vec<String> = names
            .iter()
            .map(|name| {
                let lower = name.to_ascii_lowercase();
                let stem = lower.rsplit_once('_').filter(|(stem, number)| {
                    stem.len() == LENGTH - 2 && number.len() == 1 && number.bytes().all(|it| it.is_ascii_digit())
                });
                let fits = |long: &str| match stem {
                    _ if long == lower => true,
                    Some((stem, _)) if long.starts_with(stem) && long.len() > LENGTH => true,
                    _ => lower.len() == LENGTH && long.starts_with(&lower),
                };
                // A number is only given where the ten letters are taken.
                let taken = |at: usize| {
                    let head = known[at].get(..LENGTH);
                    stem.is_none() || (0..known.len()).any(|it| used[it] && known[it].get(..LENGTH) == head)
                };
                let Some(at) = (0..known.len()).find(|at| !used[*at] && fits(known[*at]) && taken(*at)) else {
                    return (*name).to_owned();
                };
                used[at] = true;
                found += 1;
                known[at].to_owned()
            })
            .collect();
        if found >= 6 {
            return full;
        }
    }
    plain()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_cut_are_those_of_their_dataset_again() {
        let acled = [
            "EVENT_ID_C",
            "EVENT_DATE",
            "TIME_PRECI",
            "EVENT_TYPE",
            "SUB_EVENT_",
            "ACTOR1",
            "ASSOC_ACTO",
            "ACTOR2",
            "ASSOC_AC_1",
            "GEO_PRECIS",
            "FATALITIES",
            "mine",
        ];
        let expect = [
            "event_id_cnty",
            "event_date",
            "time_precision",
            "event_type",
            "sub_event_type",
            "actor1",
            "assoc_actor_1",
            "actor2",
            "assoc_actor_2",
            "geo_precision",
            "fatalities",
            "mine",
        ];
        assert_eq!(in_full(&acled), expect);
        let ucdp =
            ["type_of_vi", "conflict_n", "conflict_1", "dyad_name", "side_a", "side_b", "where_prec", "date_start"];
        assert_eq!(in_full(&ucdp)[..3], ["type_of_violence", "conflict_new_id", "conflict_name"]);
        assert_eq!(in_full(&["DATE", "event_type", "NAME"]), ["DATE", "event_type", "NAME"]);
    }
}
