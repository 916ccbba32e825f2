//! When, as GeoJSON and its relatives write it.

use serde_json::Value;

use crate::event::When;
use crate::format::row::{DateOrder, between, date, epoch};

type Read = Result<Option<When>, (String, &'static str)>;

/// The time of a feature: JSON-FG's `time`, Linked Places' `when`, or the properties `time`, `times`, `coordTimes`.
pub(super) fn of_feature(feature: &Value) -> Read {
    let properties = feature.get("properties");
    // What is written as EDTF says most.
    let edtf = properties.and_then(|it| it.get("event_date")).and_then(Value::as_str);
    if edtf.is_some_and(|text| When::parse(text).is_ok()) {
        return Ok(None);
    }
    let here = |name: &str| feature.get(name).filter(|it| !it.is_null());
    if let Some(time) = here("time").filter(|it| it.is_object()) {
        return json_fg(time);
    }
    if let Some(when) = here("when").or_else(|| properties.and_then(|it| it.get("when")).filter(|it| it.is_object())) {
        return linked_places(when);
    }
    let Some(properties) = properties else { return Ok(None) };
    for name in ["times", "coordTimes", "linestringTimestamps"] {
        if let Some(list) = properties.get(name).filter(|it| it.is_array()) {
            return span(list);
        }
    }
    match properties.get("time") {
        // Milliseconds since 1970, as browsers count.
        Some(Value::Number(number)) => Ok(number.as_f64().map(|ms| day(ms / 1000.0))),
        _ => Ok(None),
    }
}

fn day(seconds: f64) -> When {
    epoch(seconds.floor() as i64, "Z")
}

fn one(value: &Value) -> Read {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => Ok(number.as_f64().map(|it| day(if it.abs() > 1e11 { it / 1000.0 } else { it }))),
        Value::String(text) => date(text, DateOrder::DayFirst).map(Some).map_err(|reason| (text.clone(), reason)),
        other => Err((other.to_string(), "this is not a date: write it in quotation marks")),
    }
}

/// `{"date": …}`, `{"timestamp": …}` or `{"interval": [from, to]}`, with `..` for an open end.
fn json_fg(time: &Value) -> Read {
    if let Some(interval) = time.get("interval").and_then(Value::as_array) {
        let [from, to] = interval.as_slice() else {
            return Err((time.to_string(), "an interval has two ends: [\"2024-01-28\", \"2024-01-29\"]"));
        };
        return ends(end(from)?, end(to)?, time);
    }
    one(time.get("timestamp").or_else(|| time.get("date")).unwrap_or(&Value::Null))
}

enum End {
    At(When),
    Open,
    Unknown,
}

fn end(value: &Value) -> Result<End, (String, &'static str)> {
    match value.as_str().map(str::trim) {
        Some("..") => Ok(End::Open),
        Some("") => Ok(End::Unknown),
        _ => Ok(one(value)?.map_or(End::Unknown, End::At)),
    }
}

/// An interval of two ends, as far as they are known.
fn ends(from: End, to: End, whole: &Value) -> Read {
    let text = |end: &End| match end {
        End::At(when) => when.text().to_owned(),
        End::Open => "..".to_owned(),
        End::Unknown => String::new(),
    };
    match (&from, &to) {
        (End::At(a), End::At(b)) => between(a, b).map(Some).map_err(|reason| (whole.to_string(), reason)),
        (End::At(_), _) | (_, End::At(_)) => Ok(When::parse(&format!("{}/{}", text(&from), text(&to))).ok()),
        _ => Ok(None),
    }
}

/// `{"timespans": [{"start": {"in" | "earliest" | "latest"}, "end": {…}}]}`; several are taken together.
pub(super) fn linked_places(when: &Value) -> Read {
    let spans = match when.get("timespans") {
        Some(Value::Array(spans)) => spans.as_slice(),
        Some(span @ Value::Object(_)) => std::slice::from_ref(span),
        _ => std::slice::from_ref(when),
    };
    let mut all: Option<(Option<When>, Option<When>)> = None;
    for span in spans {
        let (from, to) = (edge(span.get("start"), true)?, edge(span.get("end"), false)?);
        // "in" alone dates the whole.
        let (from, to) = match (from, to, span.get("in")) {
            (None, None, Some(within)) => {
                let within = one(within)?;
                (within.clone(), within)
            }
            (from, to, _) => (from, to),
        };
        all = Some(match all {
            None => (from, to),
            Some((a, b)) => {
                let first = a.zip(from).map(|(a, b)| if a.earliest() <= b.earliest() { a } else { b });
                let last = b.zip(to).map(|(a, b)| if a.latest() >= b.latest() { a } else { b });
                (first, last)
            }
        });
    }
    let end = |it: Option<When>| it.map_or(End::Unknown, End::At);
    match all {
        Some((from, to)) => ends(end(from), end(to), when),
        None => Ok(None),
    }
}

/// One end of a timespan: the earliest day of a start, the latest of an end.
fn edge(value: Option<&Value>, start: bool) -> Read {
    let Some(value) = value else { return Ok(None) };
    if !value.is_object() {
        return one(value);
    }
    let order = if start { ["in", "earliest", "latest"] } else { ["in", "latest", "earliest"] };
    match order.iter().find_map(|name| value.get(name)) {
        Some(value) => one(value),
        None => Ok(None),
    }
}

/// From the first to the last of many times, at whatever depth.
fn span(list: &Value) -> Read {
    let (mut first, mut last): (Option<When>, Option<When>) = (None, None);
    let mut open = vec![list];
    while let Some(value) = open.pop() {
        if let Value::Array(items) = value {
            open.extend(items);
            continue;
        }
        let Some(when) = one(value)? else { continue };
        let key = |it: &When| (it.earliest(), it.text().to_owned());
        if first.as_ref().is_none_or(|it| key(&when) < key(it)) {
            first = Some(when.clone());
        }
        if last.as_ref().is_none_or(|it| key(&when) > key(it)) {
            last = Some(when);
        }
    }
    match (first, last) {
        (Some(first), Some(last)) => between(&first, &last).map(Some).map_err(|reason| (String::new(), reason)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_convention_of_time_is_read() {
        for (feature, expect) in [
            (r#"{"time":{"date":"2024-07-16"}}"#, "2024-07-16"),
            (r#"{"time":{"timestamp":"2024-07-16T22:30:00Z"}}"#, "2024-07-16T22:30:00Z"),
            (r#"{"time":{"interval":["2024-07-16",".."]}}"#, "2024-07-16/.."),
            (r#"{"time":{"interval":["..","2024-07-16"]}}"#, "../2024-07-16"),
            (r#"{"time":{"interval":["2024-07-16","2024-07-18"]}}"#, "2024-07-16/2024-07-18"),
            (r#"{"time":null}"#, "–"),
            (r#"{"when":{"timespans":[{"start":{"in":"1600"},"end":{"in":"1699"}}]}}"#, "1600/1699"),
            (r#"{"when":{"timespans":[{"start":{"in":"1700"}}]}}"#, "1700/"),
            (
                r#"{"when":{"timespans":[{"start":{"earliest":"1700","latest":"1710"},"end":{"latest":"1720"}}]}}"#,
                "1700/1720",
            ),
            (
                r#"{"when":{"timespans":[{"start":{"in":"1600"},"end":{"in":"1610"}},{"start":{"in":"1650"},"end":{"in":"1660"}}]}}"#,
                "1600/1660",
            ),
            (r#"{"properties":{"time":1721088000000}}"#, "2024-07-16"),
            (
                r#"{"properties":{"times":["2024-07-16T01:00:00Z","2024-07-16T02:00:00Z"]}}"#,
                "2024-07-16T01:00:00Z/2024-07-16T02:00:00Z",
            ),
            (r#"{"properties":{"coordTimes":[[1721088000000],[1721174400000]]}}"#, "2024-07-16/2024-07-17"),
            (r#"{"time":{"date":"2024-07-16"},"properties":{"event_date":"2024-07~"}}"#, "–"),
            ("{}", "–"),
        ] {
            let read = of_feature(&serde_json::from_str(feature).unwrap()).unwrap();
            assert_eq!(read.as_ref().map_or("–", When::text), expect, "{feature}");
        }
        let bad = serde_json::from_str(r#"{"time":{"date":"soon"}}"#).unwrap();
        assert_eq!(of_feature(&bad).unwrap_err().0, "soon");
    }
}
