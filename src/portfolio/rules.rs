//! What turns inputs into results, by name: the program, the settings, the parameters, the guide's files and the queries.
//!
//! A report keeps this list, so that a rule that changed since can be named. Neither names nor the language nor `covers`
//! are rules; `covers` says what was observed and counts as an input.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use crate::assess::{Checklist, Parameter};
use crate::diagnostic::{Diagnostic, Result};
use crate::embedded;
use crate::engine::inputs;
use crate::engine::parameters::parameters;
use crate::workspace::{SETTINGS, Workspace};

/// Values by what they are of: `assay.toml cutoff`, `parameters item1.ratio`, `queries/models/releases.sql`.
pub type Rules = BTreeMap<String, String>;

/// Characters of a value that is kept as it is; of a longer one, and of a file, the hash is kept.
const LONGEST: usize = 60;
/// What a hash begins with.
pub const HASH: char = '#';

/// Settings that are no rules; parameters and preset count as they are in force.
const NO_RULES: [&str; 6] = ["name", "lang", "covers", "parameters", "preset", "on_finish"];

/// The rules of a workspace as they are now.
///
/// # Errors
/// `E0122` for settings that do not fit; `E0907` for a shipped file that is no TOML.
pub fn of(workspace: &Workspace, checklist: &Checklist) -> Result<Rules> {
    let config = &workspace.config;
    let mut rules = Rules::new();
    rules.insert("program".into(), env!("CARGO_PKG_VERSION").into());
    rules.insert("preset".into(), config.preset.clone());
    let mut settings = config.settings.clone();
    NO_RULES.iter().for_each(|key| _ = settings.remove(*key));
    settings.entry("time_zone").or_insert_with(|| Value::String(config.time_zone.clone()));
    settings.entry("cutoff").or_insert_with(|| Value::Integer(i64::try_from(config.cutoff).unwrap_or(i64::MAX)));
    flatten(&mut rules, SETTINGS, &Value::Table(settings));
    for (name, value) in parameters(checklist, &config.parameters)? {
        let value = match value {
            Parameter::Number(number) => number.to_string(),
            Parameter::Text(text) => text,
        };
        rules.insert(format!("parameters {name}"), value);
    }
    for (folder, files) in [("guide", embedded::GUIDE), ("guide/presets", embedded::PRESETS)] {
        for (name, text) in files {
            let mut table = read(text)?;
            // They are among those in force.
            table.remove("parameters");
            flatten(&mut rules, &format!("{folder}/{name}.toml"), &Value::Table(table));
        }
    }
    flatten(&mut rules, "queries/dictionary.toml", &Value::Table(read(inputs::DICTIONARY)?));
    let queries = [
        ("prelude", embedded::PRELUDES),
        ("models", embedded::MODELS),
        ("metrics", embedded::METRICS),
        ("checks", embedded::CHECKS),
    ];
    for (folder, files) in queries {
        rules.extend(files.iter().map(|(name, text)| (format!("queries/{folder}/{name}.sql"), hash(text))));
    }
    rules.extend(embedded::REFERENCES.iter().map(|(name, text)| (format!("guide/{name}.csv"), hash(text))));
    Ok(rules)
}

fn read(text: &str) -> Result<Table> {
    text.parse().map_err(|e| Diagnostic::internal("E0907", format!("cannot read a shipped file: {e}")))
}

/// Every value under its path; the tables of a list go by their name where they have one.
fn flatten(rules: &mut Rules, name: &str, value: &Value) {
    let below = |key: &str| if name.contains(' ') { format!("{name}.{key}") } else { format!("{name} {key}") };
    match value {
        Value::Table(table) => table.iter().for_each(|(key, value)| flatten(rules, &below(key), value)),
        Value::Array(list) if list.iter().all(Value::is_table) => {
            for (at, value) in list.iter().enumerate() {
                let own = ["id", "name", "number", "input"].iter().find_map(|key| value.get(key));
                let key = own.map_or(at.to_string(), shown);
                flatten(rules, &below(&key), value);
            }
        }
        value => {
            let text = shown(value);
            rules.insert(name.into(), if text.chars().count() > LONGEST { hash(&text) } else { text });
        }
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text);
    format!("{HASH}{}", digest.iter().take(8).map(|b| format!("{b:02x}")).collect::<String>())
}

/// Rules that differ, in order: the name, what it was and what it is; nothing where it was not there.
pub fn changed<'r>(before: &'r Rules, now: &'r Rules) -> Vec<(&'r str, Option<&'r str>, Option<&'r str>)> {
    let names: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let value = |rules: &'r Rules, name: &String| rules.get(name).map(String::as_str);
    let all = names.into_iter().map(|name| (name.as_str(), value(before, name), value(now, name)));
    all.filter(|(_, was, is)| was != is).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_by_their_path_and_long_ones_by_their_hash() {
        let text = "a = 1\n[[source]]\nname = \"nms\"\nzone = \"UTC\"\n[b]\nc = [1, 2]\nlong = \"ppppppppppppppppppppppppp\
                    ppppppppppppppppppppppppppppppppppppppppp\"\n";
        let mut rules = Rules::new();
        flatten(&mut rules, "x.toml", &Value::Table(text.parse().unwrap()));
        let long = rules.remove("x.toml b.long").unwrap();
        assert!(long.starts_with(HASH) && long.len() == 17, "{long}");
        let expected = [
            ("x.toml a", "1"),
            ("x.toml b.c", "[1, 2]"),
            ("x.toml source.nms.name", "nms"),
            ("x.toml source.nms.zone", "UTC"),
        ];
        assert_eq!(rules, expected.map(|(k, v)| (k.to_string(), v.to_string())).into());
    }

    #[test]
    fn what_differs_is_listed_with_both_values() {
        let rules = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let (before, now): (Rules, Rules) =
            (rules(&[("a", "1"), ("b", "2"), ("c", "3")]), rules(&[("a", "1"), ("b", "4"), ("d", "5")]));
        let expected = [("b", Some("2"), Some("4")), ("c", Some("3"), None), ("d", None, Some("5"))];
        assert_eq!(changed(&before, &now), expected);
    }
}
