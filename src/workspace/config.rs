//! The settings of a workspace (assay.toml), with their defaults.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalog;
use crate::diagnostic::{Diagnostic, Result, nearest};

/// assay.toml.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Name of the agency or portfolio, for titles.
    pub name: String,
    /// Zone of local time: `Asia/Seoul`, or an offset like `+09:00`.
    pub time_zone: String,
    /// Language of outputs: `ko` or `en`.
    pub lang: Lang,
    /// A file is read only when it has not changed for so long.
    pub settle_seconds: u64,
    /// Preset of weights that orders the candidates.
    pub preset: String,
    /// Systems that the planner can take: the cut-off that a robust rank stays within.
    pub cutoff: usize,
    /// More rejected records than this end a run with exit code 3.
    pub max_rejects: Option<u64>,
    /// More names that no alias knows than this end a run with exit code 3.
    pub max_unresolved: Option<u64>,
    /// Settings of a source, that is a folder under inbox/.
    pub source: Vec<Source>,
    /// What the exports of a source are known to cover.
    pub covers: Vec<Covers>,
    /// What is done with a finished month.
    pub on_finish: OnFinish,
    /// Overrides of numbers in `queries/parameters.toml` and `guide/checklist.toml`.
    pub parameters: BTreeMap<String, toml::Value>,
    /// The file itself, without comments and blanks.
    #[serde(skip)]
    pub settings: toml::Table,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            name: String::new(),
            time_zone: "Asia/Seoul".into(),
            lang: Lang::default(),
            settle_seconds: 0,
            preset: "balanced-v1".into(),
            cutoff: 10,
            max_rejects: None,
            max_unresolved: None,
            source: Vec::new(),
            covers: Vec::new(),
            on_finish: OnFinish::default(),
            parameters: BTreeMap::new(),
            settings: toml::Table::new(),
        }
    }
}

/// Language of outputs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Korean.
    Ko,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// The one of two texts that is in this language.
    pub fn pick<T>(self, ko: T, en: T) -> T {
        if self == Lang::Ko { ko } else { en }
    }
}

/// A command that a finished month is handed on to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OnFinish {
    /// Program and arguments; none is run where it is empty. It gets a JSON object on its standard input.
    pub command: Vec<String>,
    /// It is ended after so long.
    pub seconds: u64,
}

impl Default for OnFinish {
    fn default() -> Self {
        OnFinish { command: Vec::new(), seconds: 60 }
    }
}

/// Settings of a source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Folder under inbox/.
    pub name: String,
    /// Zone of its times without one, where the connector does not say.
    pub time_zone: Option<String>,
    /// Connector of all its exports, in place of detection.
    pub connector: Option<String>,
}

/// What the exports of a source are known to cover. Outside of it a figure is unknown, not zero.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Covers {
    /// Source; `*` is all.
    pub source: String,
    /// Tables.
    pub tables: Vec<String>,
    /// First day.
    pub from: Day,
    /// First day after.
    pub to: Day,
    /// Systems by id; `*` is all.
    #[serde(default = "all")]
    pub systems: Vec<String>,
}

fn all() -> Vec<String> {
    vec!["*".into()]
}

/// A calendar date, quoted or bare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "toml::Value")]
pub struct Day(pub NaiveDate);

impl TryFrom<toml::Value> for Day {
    type Error = String;

    fn try_from(value: toml::Value) -> std::result::Result<Self, String> {
        let text = match &value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        text.parse().map(Day).map_err(|_| format!("`{text}` is no date like 2026-10-01"))
    }
}

impl Config {
    /// Reads and checks the settings.
    ///
    /// # Errors
    /// `E0122` for what does not parse, unknown keys, tables that do not exist.
    pub fn parse(text: &str) -> Result<Self> {
        let fault =
            |e: toml::de::Error| Diagnostic::input("E0122", "cannot read the settings").fact(e.to_string().trim_end());
        let settings = text.parse().map_err(fault)?;
        let config = Config { settings, ..toml::from_str(text).map_err(fault)? };
        for table in config.covers.iter().flat_map(|c| &c.tables) {
            if catalog::table(table).is_none_or(|t| t.class != catalog::Class::Fact) {
                let known: Vec<_> = catalog::tables(catalog::Class::Fact).map(|t| t.name).collect();
                let hint = nearest(table, known.iter().copied())
                    .map_or_else(|| format!("tables: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
                return Err(
                    Diagnostic::input("E0122", format!("`covers` names `{table}`, which is no table")).hint(hint)
                );
            }
        }
        if let Some(bad) = config.covers.iter().find(|c| c.to.0 <= c.from.0) {
            let message = format!("`covers` of `{}` ends ({}) before it begins ({})", bad.source, bad.to.0, bad.from.0);
            return Err(Diagnostic::input("E0122", message).hint("`to` is the first day that is not covered"));
        }
        Ok(config)
    }

    /// What is declared to be covered, as text.
    pub fn covers_text(&self) -> String {
        self.settings.get("covers").map(ToString::to_string).unwrap_or_default()
    }

    /// These settings with other coverage, of a text as [`Config::covers_text`] gives it.
    ///
    /// # Errors
    /// As [`Config::parse`].
    pub fn with_covers(&self, covers: &str) -> Result<Self> {
        let mut settings = self.settings.clone();
        settings.remove("covers");
        // A list in one line stands before the tables.
        let first = if covers.is_empty() { String::new() } else { format!("covers = {covers}\n") };
        Config::parse(&format!("{first}{settings}"))
    }

    /// The settings of a source, if there are any.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.source.iter().find(|s| s.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_what_is_expected() {
        let fault = Config::parse("timezone = \"Asia/Seoul\"").expect_err("the key is misspelt");
        assert_eq!(fault.code, "E0122");
        assert!(fault.facts[0].contains("timezone") && fault.facts[0].contains("time_zone"), "{fault}");
    }

    #[test]
    fn other_coverage_leaves_the_rest() {
        let covers =
            "[[covers]]\nsource = \"itsm\"\ntables = [\"incidents\"]\nfrom = 2026-10-01\nto = \"2026-11-01\"\n";
        let before = Config::parse(&format!("cutoff = 7\n{covers}[parameters]\n\"item1.ratio\" = 0.2\n")).unwrap();
        let none = before.with_covers("").unwrap();
        assert_eq!((none.covers.len(), none.cutoff, none.parameters.len()), (0, 7, 1));
        let again = none.with_covers(&before.covers_text()).unwrap();
        assert_eq!((again.settings == before.settings, again.covers[0].from), (true, before.covers[0].from));
    }

    #[test]
    fn coverage_names_tables_that_exist_and_runs_forward() {
        let covers = |table: &str, to: &str| {
            format!("[[covers]]\nsource = \"itsm\"\ntables = [\"{table}\"]\nfrom = 2026-10-01\nto = \"{to}\"")
        };
        assert!(Config::parse(&covers("incidents", "2026-11-01")).is_ok());
        let fault = Config::parse(&covers("incident", "2026-11-01")).expect_err("no such table");
        assert_eq!(fault.hints, ["did you mean `incidents`?"]);
        assert!(Config::parse(&covers("incidents", "2026-10-01")).is_err());
    }
}
