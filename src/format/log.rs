//! Issues, kept within bounds: a million bad rows are told by the first of each sort and a number.

use std::collections::BTreeMap;

use crate::event::{Issue, Severity};

/// Issues of one wording about one field that are kept one by one.
const EACH: usize = 200;
/// Issues that are kept one by one, all in all.
const ALL: usize = 10_000;

/// Collects the issues of one file.
#[derive(Debug, Default)]
pub(super) struct Log {
    file: String,
    issues: Vec<Issue>,
    seen: BTreeMap<(String, String), (usize, usize, Severity)>,
}

impl Log {
    pub fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    /// The value could not be used as it stands.
    pub fn error(&mut self, line: u32, feature: &str, field: &str, value: &str, message: &str) {
        self.add(Severity::Error, line, feature, field, value, message);
    }

    /// It is read, but deserves a look.
    pub fn warning(&mut self, line: u32, feature: &str, field: &str, value: &str, message: &str) {
        self.add(Severity::Warning, line, feature, field, value, message);
    }

    fn add(&mut self, severity: Severity, line: u32, feature: &str, field: &str, value: &str, message: &str) {
        let full = self.issues.len() >= ALL;
        let key = (field.to_owned(), message.to_owned());
        let (count, kept, _) = self.seen.entry(key).or_insert((0, 0, severity));
        *count += 1;
        if *count > EACH || full {
            return;
        }
        *kept += 1;
        let mut issue = Issue::error(self.file.clone(), message).of(feature).field(field, value);
        if line > 0 {
            issue = issue.at(line);
        }
        self.issues.push(if severity == Severity::Warning { issue.warn() } else { issue });
    }

    /// The same file, nothing found yet.
    pub fn beside(&self) -> Self {
        Self::new(&self.file)
    }

    /// Take in what others found in rows of the same file, in the order of its lines.
    pub fn take_in(&mut self, others: impl IntoIterator<Item = Self>) {
        let mut issues = Vec::new();
        for other in others {
            // What was only counted there is only counted here.
            for (key, (count, kept, severity)) in other.seen {
                let (sum, ..) = self.seen.entry(key).or_insert((0, 0, severity));
                *sum += count - kept;
            }
            issues.extend(other.issues);
        }
        issues.sort_by_key(|issue| issue.line);
        for issue in issues {
            let full = self.issues.len() >= ALL;
            let key = (issue.field.clone(), issue.message.clone());
            let (count, kept, _) = self.seen.entry(key).or_insert((0, 0, issue.severity));
            *count += 1;
            if *kept < EACH && !full {
                *kept += 1;
                self.issues.push(issue);
            }
        }
    }

    /// All of them; what was not kept one by one is counted.
    pub fn finish(self) -> Vec<Issue> {
        let mut issues = self.issues;
        for ((field, message), (count, kept, severity)) in self.seen {
            if count > kept {
                let message = format!("{} more like this: {message}", count - kept);
                let issue = Issue::error(self.file.clone(), message).field(field, "");
                issues.push(if severity == Severity::Warning { issue.warn() } else { issue });
            }
        }
        issues
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_like_issues_are_a_few_and_a_number() {
        let mut log = Log::new("f.csv");
        for line in 1..=1_000 {
            log.error(line, "", "date", "x", "no date");
        }
        log.warning(7, "", "", "", "other");
        let issues = log.finish();
        assert_eq!(issues.len(), EACH + 2);
        assert_eq!(issues.last().unwrap().message, "800 more like this: no date");
    }
}
