use std::fmt;

use serde::Serialize;

/// How bad an [`Issue`] is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Read, but something about it deserves a look.
    Warning,
    /// The value, link or row could not be used as it stands.
    Error,
}

/// One thing that is wrong with what was read: where, what, and why. An issue never stops a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Issue {
    pub severity: Severity,
    /// The file inside the case, for example `events.geojson`.
    pub file: String,
    /// Line, counted from 1, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The feature, table or mention it is about, by its id or number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub feature: String,
    /// The field, if it is about one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// The value as it stands in the file, shortened.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// What is wrong and what to do, one sentence.
    pub message: String,
}

impl Issue {
    /// An error in a file, to be completed with [`Issue::at`] and its companions.
    pub fn error(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.into(),
            line: None,
            feature: String::new(),
            field: String::new(),
            value: String::new(),
            message: message.into(),
        }
    }

    /// The same as a warning.
    #[must_use]
    pub fn warn(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// On this line, counted from 1.
    #[must_use]
    pub fn at(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// About this feature.
    #[must_use]
    pub fn of(mut self, feature: impl Into<String>) -> Self {
        self.feature = feature.into();
        self
    }

    /// About this field and its value; long values are shortened.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, value: impl AsRef<str>) -> Self {
        const LONGEST: usize = 120;
        self.field = field.into();
        self.value = value.as_ref().chars().take(LONGEST).collect();
        if self.value.len() < value.as_ref().len() {
            self.value.push('…');
        }
        self
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.feature.is_empty() {
            write!(f, " [{}]", self.feature)?;
        }
        if !self.field.is_empty() {
            write!(f, " {} = {:?}", self.field, self.value)?;
        }
        write!(f, ": {}", self.message)
    }
}
