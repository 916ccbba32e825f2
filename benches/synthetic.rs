//! Writes the made-up events as CSV, for other programs and for trying the importers:
//! `cargo run --release --no-default-features --example synthetic -- ROWS [BYTES OF NOTES] [acled] > events.csv`
//!
//! With `acled`, the 31 columns of ACLED's exports.

#[path = "synthetic/mod.rs"]
mod synthetic;

use std::io::{BufWriter, Write, stdout};

use dateline::event::{Day, When};

fn main() -> std::io::Result<()> {
    let number = |at: usize| std::env::args().nth(at).and_then(|it| it.parse::<usize>().ok());
    let (rows, notes) = (number(1).unwrap_or(1_000_000), number(2).unwrap_or(200));
    let towns = synthetic::towns();
    let mut out = BufWriter::with_capacity(1 << 20, stdout().lock());
    if std::env::args().nth(3).is_some_and(|it| it == "acled") {
        return acled(&mut out, rows, notes).and_then(|()| out.flush());
    }
    writeln!(
        out,
        "event_id_cnty,day,event_date,last_date,longitude,latitude,event_type,sub_event_type,country,admin1,location,actor1,actor2,fatalities,notes"
    )?;
    let date = |day: i32| When::day(Day(day)).text().to_owned();
    for row in synthetic::rows(rows, notes) {
        let town = &towns[row.town];
        let (first, last) = row.days.map_or_else(Default::default, |(a, b)| (date(a), date(b)));
        let (lon, lat) = row.at.map_or_else(Default::default, |(x, y)| (format!("{x:.7}"), format!("{y:.7}")));
        writeln!(
            out,
            "SYN{},{},{first},{last},{lon},{lat},{},{},{},{},{},Group {},{},{},{}",
            row.id,
            row.days.map_or_else(String::new, |(a, _)| a.to_string()),
            synthetic::TYPES[row.event_type],
            synthetic::sub_type(&row),
            synthetic::country(town),
            synthetic::unit(town),
            town.name,
            row.actor,
            row.target.map_or_else(String::new, |it| format!("Group {it}")),
            row.fatalities.map_or_else(String::new, |it| it.to_string()),
            row.notes
        )?;
    }
    out.flush()
}

/// The columns of ACLED's exports since 2023, in their order.
fn acled(out: &mut impl Write, rows: usize, notes: usize) -> std::io::Result<()> {
    const KINDS: [&str; 8] = [
        "State forces",
        "Rebel group",
        "Political militia",
        "Identity militia",
        "Rioters",
        "Protesters",
        "Civilians",
        "External/Other forces",
    ];
    let towns = synthetic::towns();
    writeln!(
        out,
        "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,\
         actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,\
         latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
    )?;
    for row in synthetic::rows(rows, notes) {
        let town = &towns[row.town];
        let (first, last) = row.days.unwrap_or((synthetic::FIRST, synthetic::FIRST));
        let date = When::day(Day(first));
        let (lon, lat) = row.at.unwrap_or((town.lon, town.lat));
        let [kind, other] = [row.actor, row.target.unwrap_or(0)].map(|it| KINDS[it % 8]);
        writeln!(
            out,
            "{:.3}{},{},{},{},{},{},{},Group {},{},{kind},{},{},{},{kind}-{other},{},{},Region {},{},{},District {},,{},\
             {lat:.4},{lon:.4},{},Agency {}; Daily {},{},\"{}\",{},{},{}",
            synthetic::country(town),
            row.id,
            date.text(),
            &date.text()[..4],
            if last > first { 2 } else { 1 },
            ["Political violence", "Demonstrations", "Strategic developments"][row.event_type % 3],
            synthetic::TYPES[row.event_type],
            synthetic::sub_type(&row),
            row.actor,
            if row.sub_type == 0 { format!("Allies {}", row.actor % 40) } else { String::new() },
            row.target.map_or_else(String::new, |it| format!("Group {it}")),
            if row.sub_type == 1 { "Civilians" } else { "" },
            if row.target.is_some() { other } else { "" },
            if row.event_type == 2 { "Civilian targeting" } else { "" },
            100 + town.country,
            town.country % 6,
            synthetic::country(town),
            synthetic::unit(town),
            row.town % 300,
            town.name,
            row.confirmed + 1,
            row.town % 60,
            row.actor % 90,
            ["National", "Subnational", "Other"][row.sub_type % 3],
            row.notes,
            row.fatalities.unwrap_or(0),
            if row.event_type > 2 { "crowd size=no report" } else { "" },
            1_600_000_000 + i64::from(first / 7) * 604_800,
        )?;
    }
    Ok(())
}
