use super::SourceId;

/// What one source says of one field of an event.
///
/// Sources disagree: every claim is kept, one may be adopted, and the note says why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The field, by its name in the case folder (`event_date`, `place`, `injuries`, …).
    pub field: String,
    /// The value as told: EDTF, a number or range, or words.
    pub value: String,
    pub source: Option<SourceId>,
    pub note: String,
    pub adopted: bool,
}
