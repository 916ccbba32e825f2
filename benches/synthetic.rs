//! Writes the made-up events as CSV, for other programs and for trying the importers:
//! `cargo run --release --no-default-features --example synthetic -- ROWS [BYTES OF NOTES] > events.csv`

#[path = "synthetic/mod.rs"]
mod synthetic;

use std::io::{BufWriter, Write, stdout};

use dateline::event::{Day, When};

fn main() -> std::io::Result<()> {
    let number = |at: usize| std::env::args().nth(at).and_then(|it| it.parse::<usize>().ok());
    let (rows, notes) = (number(1).unwrap_or(1_000_000), number(2).unwrap_or(200));
    let towns = synthetic::towns();
    let mut out = BufWriter::with_capacity(1 << 20, stdout().lock());
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
