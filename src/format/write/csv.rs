use std::collections::HashMap;
use std::io::Write;

use super::{Broken, Job, further, numbered};
use crate::format::row::OWN;
use crate::format::table::FORMULA;

/// Columns as ACLED names them where it has one, then ours, then every further field in a column of its own.
pub(super) fn write(job: &Job<'_>, out: &mut dyn Write, delimiter: u8) -> Result<(), Broken> {
    let names = further(job)?;
    let columns: HashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut line = Vec::new();
    // Every cell with the delimiter behind it; the last one gives it up for the end of the line.
    let cell = |line: &mut Vec<u8>, text: &str, is_text: bool| {
        put(line, text, is_text, delimiter);
        line.push(delimiter);
    };
    let end = |line: &mut Vec<u8>| {
        line.pop();
        line.push(b'\n');
    };
    for name in OWN.iter().map(|(name, _)| *name).chain(names.iter().map(String::as_str)) {
        cell(&mut line, name, true);
    }
    end(&mut line);
    out.write_all(&line)?;
    let mut cells: Vec<String> = vec![String::new(); names.len()];
    for record in job.records() {
        let record = record?;
        line.clear();
        for (name, _) in OWN {
            let value = record.cell(name);
            cell(&mut line, &value.plain(), value.is_text());
        }
        cells.iter_mut().for_each(String::clear);
        for (name, text) in numbered(record.details()) {
            if let Some(at) = columns.get(name.as_str()) {
                cells[*at] = text;
            }
        }
        for text in &cells {
            cell(&mut line, text, text.parse::<f64>().is_err());
        }
        end(&mut line);
        out.write_all(&line)?;
    }
    Ok(())
}

/// One cell, in quotation marks where it needs them. What a spreadsheet would run begins with an apostrophe, and so does
/// what begins with an apostrophe before it.
pub(super) fn put(line: &mut Vec<u8>, text: &str, is_text: bool, delimiter: u8) {
    let guard = is_text && text.trim_start_matches('\'').starts_with(FORMULA);
    let quoted = text.bytes().any(|b| matches!(b, b'"' | b'\n' | b'\r') || b == delimiter)
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace);
    if quoted {
        line.push(b'"');
    }
    if guard {
        line.push(b'\'');
    }
    if quoted {
        for byte in text.bytes() {
            if byte == b'"' {
                line.push(b'"');
            }
            line.push(byte);
        }
        line.push(b'"');
    } else {
        line.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_guarded() {
        for (text, is_text, expect) in [
            ("=HYPERLINK(\"x\")", true, "\"'=HYPERLINK(\"\"x\"\")\""),
            ("@SUM(1)", true, "'@SUM(1)"),
            ("-2+3", true, "'-2+3"),
            ("-2.5", false, "-2.5"),
            ("'=x", true, "''=x"),
            ("'plain", true, "'plain"),
            ("a,b", true, "\"a,b\""),
            (" a", true, "\" a\""),
        ] {
            let mut line = Vec::new();
            put(&mut line, text, is_text, b',');
            assert_eq!(String::from_utf8(line).unwrap(), expect);
        }
    }
}
