use serde_json::Value;

use super::keys::Keys;
use crate::event::{Issue, When};

/// One property as it stands in the file.
pub(super) struct Field {
    pub name: String,
    pub value: Value,
    pub line: u32,
}

/// The properties of one feature or table, taken out one by one. What a reader does not take, or cannot use, is left
/// over as the details.
pub(super) struct Fields<'a> {
    file: &'a str,
    /// The id of the feature, for issues.
    pub feature: String,
    /// Where the feature starts.
    pub line: u32,
    fields: Vec<Option<Field>>,
    /// Values that were no good, with the place they had.
    refused: Vec<(usize, String, String)>,
    issues: &'a mut Vec<Issue>,
}

impl<'a> Fields<'a> {
    pub fn new(file: &'a str, line: u32, fields: Vec<Field>, issues: &'a mut Vec<Issue>) -> Self {
        let fields = fields.into_iter().map(Some).collect();
        Self { file, feature: String::new(), line, fields, refused: Vec::new(), issues }
    }

    /// Report something about a value.
    pub fn issue(&mut self, line: u32, field: &str, value: &str, message: impl Into<String>) -> &mut Issue {
        let issue = Issue::error(self.file, message).at(line).of(self.feature.clone()).field(field, value);
        let at = self.issues.len();
        self.issues.push(issue);
        &mut self.issues[at]
    }

    /// The same as a warning.
    pub fn warning(&mut self, line: u32, field: &str, value: &str, message: impl Into<String>) {
        let issue = self.issue(line, field, value, message);
        *issue = issue.clone().warn();
    }

    /// Take a property out; `null` is the same as not given.
    pub fn take(&mut self, name: &str) -> Option<(usize, Field)> {
        let at = self.fields.iter().position(|field| field.as_ref().is_some_and(|field| field.name == name))?;
        let field = self.fields[at].take()?;
        (!field.value.is_null()).then_some((at, field))
    }

    /// Report a value that is no good, and keep it among the details.
    pub fn refuse(&mut self, at: usize, field: &Field, message: impl Into<String>) {
        let text = text_of(&field.value);
        self.issue(field.line, &field.name, &text, message);
        self.refused.push((at, field.name.clone(), text));
    }

    /// Keep a part of a value that was reported, among the details.
    pub fn keep(&mut self, at: usize, name: &str, text: String) {
        self.refused.push((at, name.to_owned(), text));
    }

    /// A text; numbers and truth values count as texts.
    pub fn text(&mut self, name: &str) -> String {
        match self.take(name) {
            Some((at, field)) if field.value.is_array() || field.value.is_object() => {
                self.refuse(at, &field, "this must be a text: put it in quotation marks");
                String::new()
            }
            Some((_, field)) => text_of(&field.value),
            None => String::new(),
        }
    }

    /// A text that must be one of a few words; others are kept with a warning.
    pub fn word(&mut self, name: &str, words: &[&str]) -> String {
        let line = self.line_of(name);
        let text = self.text(name);
        if !text.is_empty() && !words.contains(&text.as_str()) {
            self.warning(line, name, &text, format!("this word is not known here; use one of: {}", words.join(", ")));
        }
        text
    }

    pub fn date(&mut self, name: &str) -> Option<When> {
        let (at, field) = self.take(name)?;
        let text = text_of(&field.value);
        if text.is_empty() {
            return None;
        }
        match When::parse(&text) {
            Ok(when) => Some(when),
            Err(error) => {
                self.refuse(at, &field, format!("this is not a date: {}; write {}", error.reason, error.instead));
                None
            }
        }
    }

    pub fn number(&mut self, name: &str) -> Option<f64> {
        let (at, field) = self.take(name)?;
        let number = field.value.as_f64().filter(|n| n.is_finite());
        if number.is_none() {
            self.refuse(at, &field, "this must be a number, without quotation marks");
        }
        number
    }

    pub fn truth(&mut self, name: &str) -> Option<Result<bool, ()>> {
        let (at, field) = self.take(name)?;
        Some(field.value.as_bool().ok_or_else(|| self.refuse(at, &field, "write true or false")))
    }

    /// A list of texts, with the line; a single text counts as a list of one.
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        let Some((at, field)) = self.take(name) else { return Vec::new() };
        match list_of(&field.value) {
            Some(texts) => texts,
            None => {
                self.refuse(at, &field, "this must be a list of texts: [\"one\", \"two\"]");
                Vec::new()
            }
        }
    }

    /// A list of ids; unknown ones are reported and kept among the details.
    pub fn ids<Id: Copy + PartialEq>(&mut self, name: &str, keys: &Keys<Id>) -> Vec<Id> {
        let Some((at, field)) = self.take(name) else { return Vec::new() };
        let Some(texts) = list_of(&field.value) else {
            self.refuse(at, &field, "this must be a list of ids: [\"one\", \"two\"]");
            return Vec::new();
        };
        let mut ids = Vec::new();
        let mut unknown = Vec::new();
        for text in texts {
            match keys.get(&text) {
                Some(id) if ids.contains(&id) => self.warning(field.line, name, &text, "this id is in the list twice"),
                Some(id) => ids.push(id),
                None => {
                    if let Some(message) = keys.unknown() {
                        self.issue(field.line, name, &text, message);
                    }
                    unknown.push(text);
                }
            }
        }
        if !unknown.is_empty() {
            self.refused.push((at, field.name, unknown.join(", ")));
        }
        ids
    }

    /// One id; an unknown one is reported and kept among the details.
    pub fn id<Id: Copy + PartialEq>(&mut self, name: &str, keys: &Keys<Id>) -> Option<Id> {
        let (at, field) = self.take(name)?;
        let Value::String(text) = &field.value else {
            self.refuse(at, &field, "this must be an id in quotation marks");
            return None;
        };
        let id = keys.get(text);
        if id.is_none() && !text.is_empty() {
            if let Some(message) = keys.unknown() {
                self.issue(field.line, name, text, message);
            }
            self.refused.push((at, name.to_owned(), text.clone()));
        }
        id
    }

    /// A list of texts that stays among the details.
    pub fn peek(&self, name: &str) -> Vec<String> {
        let field = self.fields.iter().flatten().find(|field| field.name == name);
        field.and_then(|field| list_of(&field.value)).unwrap_or_default()
    }

    /// The line of a property, or of the feature.
    pub fn line_of(&self, name: &str) -> u32 {
        self.fields.iter().flatten().find(|field| field.name == name).map_or(self.line, |field| field.line)
    }

    /// Report every property that was not taken as unknown.
    pub fn warn_of_rest(&mut self) {
        let rest: Vec<Field> = self.fields.iter_mut().filter_map(Option::take).collect();
        for field in rest {
            self.warning(
                field.line,
                &field.name,
                &text_of(&field.value),
                "this name is not known here; it was left out",
            );
        }
    }

    /// What is left, in the order of the file.
    pub fn details(self) -> Vec<(String, String)> {
        let left = self.fields.into_iter().enumerate().filter_map(|(at, field)| {
            let field = field.filter(|field| !field.value.is_null())?;
            Some((at, field.name, text_of(&field.value)))
        });
        let mut details: Vec<_> = left.chain(self.refused).filter(|(_, _, text)| !text.is_empty()).collect();
        details.sort_by_key(|(at, ..)| *at);
        details.into_iter().map(|(_, name, text)| (name, text)).collect()
    }
}

/// A value as people read it.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => match value.as_array().and_then(|_| list_of(value)) {
            Some(texts) => texts.join(", "),
            None => value.to_string(),
        },
    }
}

fn list_of(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) if text.is_empty() => Some(Vec::new()),
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}
