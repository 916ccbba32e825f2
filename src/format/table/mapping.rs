use serde::{Deserialize, Serialize};

use crate::format::crs::Crs;
use crate::format::row::{DateOrder, Role, Scheme};

/// How a table is read: what divides its fields, and what its columns mean. Guessed, shown, corrected by people, and
/// written as TOML.
///
/// ```toml
/// delimiter = ";"
/// dates = "day_first"
/// decimal_comma = true
///
/// [[columns]]
/// name = "Datum"
/// role = "date"
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// Whose codes the table uses.
    pub scheme: Scheme,
    /// The sheet of a spreadsheet, or the file in an archive, that it is for; the likeliest if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// As browsers name encodings; found out if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    pub delimiter: char,
    /// Records before the header, or before the first row where there is none.
    pub skip: usize,
    /// Whether a record with the names of columns comes first.
    pub header: bool,
    /// How dates are read that could be read in two ways.
    pub dates: DateOrder,
    /// A comma divides whole numbers from parts.
    pub decimal_comma: bool,
    /// The system of columns of eastings and northings, where no column tells the zone: a zone of UTM with N or S for the
    /// hemisphere, as `38N`, or `EPSG:…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid: Option<String>,
    /// What divides lists in one field.
    pub list: char,
    /// Words for "not given", beside the empty one.
    pub blanks: Vec<String>,
    /// What columns mean, by name; without a header, in order. A column that is not named is kept as a detail.
    pub columns: Vec<Column>,
}

/// What one column means.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: String,
    #[serde(default)]
    pub role: Role,
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            scheme: Scheme::None,
            part: None,
            encoding: None,
            delimiter: ',',
            skip: 0,
            header: true,
            dates: DateOrder::default(),
            decimal_comma: false,
            grid: None,
            list: ';',
            blanks: Vec::new(),
            columns: Vec::new(),
        }
    }
}

impl Mapping {
    /// Read a mapping that was written as TOML.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        let mapping: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if !mapping.delimiter.is_ascii() || matches!(mapping.delimiter, '"' | '\n' | '\r') {
            return Err("delimiter must be one plain character such as , ; | or a tab".to_owned());
        }
        if let Some(grid) = &mapping.grid
            && !Crs::of_name(grid).is_known()
        {
            return Err(format!("grid = {grid:?} is not known here: write a zone of UTM as 38N, or EPSG:32638"));
        }
        Ok(mapping)
    }

    /// As TOML.
    pub fn to_toml(&self) -> String {
        // A struct of plain fields can always be written.
        toml::to_string(self).unwrap_or_default()
    }

    /// The first column with a role.
    pub fn column(&self, role: Role) -> Option<&Column> {
        self.columns.iter().find(|column| column.role == role)
    }

    /// Tells tables of the same header: a mapping made for one can be offered for the other. The same on every
    /// machine and in every version.
    pub fn signature(&self) -> u64 {
        let names = self.columns.iter().flat_map(|column| column.name.bytes().chain([0x1f]));
        names.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_the_same_after_it_was_written_and_read() {
        let mapping = Mapping {
            delimiter: '\t',
            decimal_comma: true,
            blanks: vec!["NA".into()],
            columns: vec![
                Column { name: "Datum".into(), role: Role::Date },
                Column { name: "x\"y".into(), role: Role::Detail },
            ],
            ..Mapping::default()
        };
        assert_eq!(Mapping::from_toml(&mapping.to_toml()), Ok(mapping));
    }

    #[test]
    fn a_mapping_that_is_wrong_says_where() {
        let error = Mapping::from_toml("delimiter = \",\"\n[[columns]]\nname = \"a\"\nrole = \"dat\"\n").unwrap_err();
        assert!(error.contains("line 4") && error.contains("dat"), "{error}");
        assert!(Mapping::from_toml("delimiter = \"é\"").is_err());
        assert!(Mapping::from_toml("delimeter = \",\"").is_err());
    }
}
