//! TOML with line numbers.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::FileProblem;
use super::fields::{Field, Fields};
use super::files::{Lines, position};
use crate::event::Issue;

/// A TOML text, its values with the places where they stand.
pub(super) struct Document<'a> {
    lines: Lines,
    /// Lines are moved by this many: the document may start in the middle of a file.
    skipped: u32,
    table: DeTable<'a>,
}

impl<'a> Document<'a> {
    /// Read a text that starts after `skipped` lines of its file.
    pub fn read(text: &'a str, skipped: u32) -> Result<Self, FileProblem> {
        let table = DeTable::parse(text).map_err(|error| {
            let (line, column) = position(text.as_bytes(), error.span().map_or(0, |span| span.start));
            FileProblem::Syntax { line: line.saturating_add(skipped), column, message: error.message().to_owned() }
        })?;
        Ok(Self { lines: Lines::new(text), skipped, table: table.into_inner() })
    }

    /// The properties at the top.
    pub fn fields<'i>(&self, file: &'i str, issues: &'i mut Vec<Issue>) -> Fields<'i> {
        Fields::new(file, self.skipped.saturating_add(1), self.fields_of(&self.table), issues)
    }

    /// Each table of a list of tables, `[[name]]`. Anything else in the file is an issue.
    pub fn for_each(&self, file: &str, name: &str, issues: &mut Vec<Issue>, mut take: impl FnMut(usize, Fields<'_>)) {
        let mut number = 0;
        for (key, value) in self.in_order(&self.table) {
            let line = self.line(key.span().start);
            let DeValue::Array(items) = value.get_ref() else {
                issues.push(stray(file, name, line, key.get_ref()));
                continue;
            };
            if key.get_ref() != name {
                issues.push(stray(file, name, line, key.get_ref()));
                continue;
            }
            for item in items.iter() {
                match item.get_ref() {
                    DeValue::Table(table) => {
                        let line = self.line(item.span().start);
                        take(number, Fields::new(file, line, self.fields_of(table), issues));
                    }
                    _ => issues.push(stray(file, name, self.line(item.span().start), key.get_ref())),
                }
                number += 1;
            }
        }
    }

    fn fields_of(&self, table: &DeTable<'_>) -> Vec<Field> {
        let field = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            let name: &std::borrow::Cow<'_, str> = key.get_ref();
            Field { name: name.clone().into_owned(), value: plain(value.get_ref()), line: self.line(key.span().start) }
        };
        self.in_order(table).into_iter().map(field).collect()
    }

    /// The entries in the order of the file.
    fn in_order<'t, 'v>(
        &self,
        table: &'t DeTable<'v>,
    ) -> Vec<(&'t Spanned<toml::de::DeString<'v>>, &'t Spanned<DeValue<'v>>)> {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
    }

    fn line(&self, offset: usize) -> u32 {
        self.lines.of(offset).saturating_add(self.skipped)
    }
}

fn stray(file: &str, name: &str, line: u32, found: &str) -> Issue {
    let message = format!("only [[{name}]] tables are read here; this was left out");
    Issue::error(file, message).at(line).field(found, "")
}

/// The value without its places. Dates become their text.
fn plain(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Integer(number) => {
            let parsed = i64::from_str_radix(number.as_str(), number.radix());
            parsed.map_or_else(|_| Value::String(number.as_str().to_owned()), Value::from)
        }
        DeValue::Float(number) => {
            let parsed = number.as_str().parse::<f64>().ok().and_then(serde_json::Number::from_f64);
            parsed.map_or_else(|| Value::String(number.as_str().to_owned()), Value::Number)
        }
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => items.iter().map(|item| plain(item.get_ref())).collect(),
        DeValue::Table(table) => {
            table.iter().map(|(key, value)| (key.get_ref().clone().into_owned(), plain(value.get_ref()))).collect()
        }
    }
}
