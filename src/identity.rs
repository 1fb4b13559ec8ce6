//! Which system a name in an export stands for, and when.
//!
//! Names resolve when marts are built, so that mending an alias needs no re-import. A name that nothing
//! knows becomes a provisional system of that name. [`unite`] puts what connectors brought beside the files of
//! people; this module itself reads no files.

pub mod brought;
mod inventory;
pub mod unite;

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobMatcher};
use unicode_normalization::UnicodeNormalization;

use crate::calendar::{Micros, Zone};
use crate::connector::value::Value;
use crate::diagnostic::{Diagnostic, Result};
use crate::workspace::reference::Reference;

/// One name of one source, and the system it stands for within bounds (open where `None`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Source.
    pub source: String,
    /// The name as exports write it.
    pub system_ref: String,
    /// The system.
    pub system_id: String,
    /// First instant.
    pub valid_from: Option<Micros>,
    /// First instant after.
    pub valid_to: Option<Micros>,
    /// Whether the inventory lists the system.
    pub listed: bool,
}

/// How surely an alias fits: a smaller class wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    ExactOfSource,
    Exact,
    GlobOfSource,
    Glob,
    /// What an export says comes after all that a person wrote.
    BroughtOfSource,
    Brought,
}

#[derive(Debug)]
struct Alias {
    text: String,
    glob: Option<GlobMatcher>,
    source: Option<String>,
    system_id: String,
    valid_from: Option<Micros>,
    valid_to: Option<Micros>,
    brought: bool,
}

/// Resolves names by the inventory and the aliases.
#[derive(Debug)]
pub struct Resolver {
    aliases: Vec<Alias>,
    systems: BTreeSet<String>,
    /// Systems by their own id and name.
    own: BTreeMap<String, String>,
}

/// Composed, trimmed, single spaces, lower case.
pub fn normalise(name: &str) -> String {
    let composed: String = name.nfc().flat_map(char::to_lowercase).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Resolver {
    /// A resolver for an inventory and its aliases.
    ///
    /// # Errors
    /// `E0126` for an alias of a system that the inventory does not list, or a glob that does not parse.
    pub fn new(systems: &Reference, aliases: &Reference, zone: Zone) -> Result<Self> {
        let text = |row: &[Value], at: usize| row[at].text().map(str::to_string);
        let mut own = BTreeMap::new();
        let mut ids = BTreeSet::new();
        for row in &systems.rows {
            let id = text(row, 0).unwrap_or_default();
            if !ids.insert(id.clone()) {
                return Err(Diagnostic::input("E0126", format!("systems.csv lists `{id}` twice")));
            }
            own.insert(normalise(&id), id.clone());
        }
        let name_of = |row: &Vec<Value>| normalise(row[1].text().unwrap_or_default());
        let mut bearers: BTreeMap<String, usize> = BTreeMap::new();
        systems.rows.iter().for_each(|row| *bearers.entry(name_of(row)).or_default() += 1);
        // A name that several systems bear says of none which is meant.
        for row in systems.rows.iter().filter(|row| bearers.get(&name_of(row)) == Some(&1)) {
            own.entry(name_of(row)).or_insert(text(row, 0).unwrap_or_default());
        }
        let mut known = Vec::new();
        for row in &aliases.rows {
            let system_id = text(row, 1).unwrap_or_default();
            if !ids.is_empty() && !ids.contains(&system_id) {
                let hint = crate::diagnostic::nearest(&system_id, ids.iter().map(String::as_str));
                let fault = Diagnostic::input(
                    "E0126",
                    format!("aliases.csv names `{system_id}`, which systems.csv does not list"),
                );
                return Err(match hint {
                    Some(near) => fault.hint(format!("did you mean `{near}`?")),
                    None => fault,
                });
            }
            known.push(Alias::of(row, zone, false)?);
        }
        Ok(Resolver { aliases: known, systems: ids, own })
    }

    /// Takes aliases that exports gave; a name of a person's file always comes before them. Of several that claim a
    /// name for different systems none holds.
    ///
    /// # Errors
    /// As [`Resolver::new`] for a glob; aliases of exports are none, whatever letters they hold.
    pub fn learn(&mut self, aliases: &[Vec<Value>], zone: Zone) -> Result<()> {
        for row in aliases {
            self.aliases.push(Alias::of(row, zone, true)?);
        }
        Ok(())
    }

    /// Whether the inventory has a system of this id.
    pub fn lists(&self, system_id: &str) -> bool {
        self.systems.contains(system_id)
    }

    /// What a name of a source stands for now.
    ///
    /// # Errors
    /// As [`Resolver::resolve`].
    pub fn current(&self, source: &str, system_ref: &str) -> Result<Option<Name>> {
        Ok(self.resolve(source, system_ref)?.pop())
    }

    /// What a name of a source stands for, over all time.
    ///
    /// # Errors
    /// `E0127` when two aliases of one class claim the name for different systems at one time.
    pub fn resolve(&self, source: &str, system_ref: &str) -> Result<Vec<Name>> {
        let wanted = normalise(system_ref);
        let fits: Vec<(Class, &Alias)> =
            self.aliases.iter().filter_map(|a| Some((a.class(source, &wanted)?, a))).collect();
        let mut bounds: BTreeSet<Option<Micros>> = BTreeSet::from([None]);
        bounds.extend(fits.iter().flat_map(|(_, a)| [a.valid_from, a.valid_to]));
        let bounds: Vec<Option<Micros>> = bounds.into_iter().collect();
        let mut names: Vec<Name> = Vec::new();
        for (at, from) in bounds.iter().enumerate() {
            let system_id = self.at(&fits, *from, system_ref, &wanted)?;
            let to = bounds.get(at + 1).copied().flatten();
            match names.last_mut() {
                Some(last) if last.system_id == system_id => last.valid_to = to,
                _ => names.push(Name {
                    source: source.into(),
                    system_ref: system_ref.into(),
                    listed: self.systems.contains(&system_id),
                    system_id,
                    valid_from: *from,
                    valid_to: to,
                }),
            }
        }
        Ok(names)
    }

    /// The system at an instant (`None`: before all bounds).
    fn at(&self, fits: &[(Class, &Alias)], instant: Option<Micros>, system_ref: &str, wanted: &str) -> Result<String> {
        let holds = |a: &Alias| {
            let begun = a.valid_from.is_none_or(|from| instant.is_some_and(|t| from <= t));
            begun && a.valid_to.is_none_or(|to| instant.is_none_or(|t| t < to))
        };
        let holding: Vec<_> = fits.iter().filter(|(_, a)| holds(a)).collect();
        let Some(best) = holding.iter().map(|(class, _)| *class).min() else {
            return Ok(self.own.get(wanted).cloned().unwrap_or_else(|| provisional(system_ref)));
        };
        let claims: BTreeSet<&str> =
            holding.iter().filter(|(class, _)| *class == best).map(|(_, a)| a.system_id.as_str()).collect();
        match claims.into_iter().collect::<Vec<_>>().as_slice() {
            [one] => {
                Ok(self.own.get(wanted).filter(|_| best > Class::Exact).cloned().unwrap_or_else(|| (*one).to_string()))
            }
            _ if best >= Class::BroughtOfSource => {
                Ok(self.own.get(wanted).cloned().unwrap_or_else(|| provisional(system_ref)))
            }
            several => {
                Err(Diagnostic::input("E0127", format!("aliases.csv claims `{system_ref}` for several systems"))
                    .fact(several.iter().map(|s| format!("`{s}`")).collect::<Vec<_>>().join(", "))
                    .hint("delete all but one, or give them dates that do not overlap"))
            }
        }
    }
}

impl Alias {
    /// From a row of the table `aliases`.
    fn of(row: &[Value], zone: Zone, brought: bool) -> Result<Self> {
        let midnight = |at: usize| match &row[at] {
            Value::Date(day) => Some(zone.midnight(*day)),
            _ => None,
        };
        let text = normalise(row[0].text().unwrap_or_default());
        let glob = (!brought && text.contains(['*', '?'])).then(|| compile(&text)).transpose()?;
        Ok(Alias {
            text,
            glob,
            source: row[2].text().map(str::to_string),
            system_id: row[1].text().unwrap_or_default().to_string(),
            valid_from: midnight(3),
            valid_to: midnight(4),
            brought,
        })
    }

    fn class(&self, source: &str, wanted: &str) -> Option<Class> {
        if self.source.as_deref().is_some_and(|s| s != source) {
            return None;
        }
        match (&self.glob, self.source.is_some()) {
            (None, of_source) if self.brought && self.text == wanted => {
                Some(if of_source { Class::BroughtOfSource } else { Class::Brought })
            }
            (None, of_source) if self.text == wanted => {
                Some(if of_source { Class::ExactOfSource } else { Class::Exact })
            }
            (Some(glob), of_source) if glob.is_match(wanted) => {
                Some(if of_source { Class::GlobOfSource } else { Class::Glob })
            }
            _ => None,
        }
    }
}

/// The id of a system that no inventory lists: the name, with single spaces.
fn provisional(system_ref: &str) -> String {
    system_ref.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn compile(glob: &str) -> Result<GlobMatcher> {
    let glob = GlobBuilder::new(glob).literal_separator(false).build();
    glob.map(|g| g.compile_matcher()).map_err(|e| Diagnostic::input("E0126", format!("aliases.csv: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use crate::diagnostic::Place;

    fn reference(table: &str, rows: &[&[&str]]) -> Reference {
        let table = catalog::table(table).expect("a table of the catalog");
        let row = |cells: &&[&str]| {
            let value = |at: usize| match (cells.get(at), table.columns[at].kind) {
                (None | Some(&""), _) => Value::Null,
                (Some(day), catalog::Kind::Date) => Value::Date(day.parse().expect("a date of this test")),
                (Some(text), _) => Value::Text((*text).to_string()),
            };
            (0..table.columns.len()).map(value).collect()
        };
        Reference {
            table,
            rows: rows.iter().map(row).collect(),
            places: vec![Place::default(); rows.len()],
            unknown: Vec::new(),
            exists: true,
            path: std::path::PathBuf::new(),
        }
    }

    fn resolver(aliases: &[&[&str]]) -> Resolver {
        let systems = reference("systems", &[&["vote", "투표 시스템"], &["pay", "급여"]]);
        Resolver::new(&systems, &reference("aliases", aliases), Zone::default()).expect("the aliases are sound")
    }

    fn ids(names: &[Name]) -> Vec<(&str, bool)> {
        names.iter().map(|n| (n.system_id.as_str(), n.listed)).collect()
    }

    #[test]
    fn own_names_exact_aliases_and_globs_in_this_order() {
        let resolver = resolver(&[&["급*", "vote"], &["급여*", "pay", "itsm"], &["VOTE-WAS", "vote"]]);
        let id = |source: &str, name: &str| resolver.resolve(source, name).expect("no clash")[0].system_id.clone();
        assert_eq!(id("itsm", "투표  시스템"), "vote");
        assert_eq!(id("itsm", "vote-was"), "vote");
        assert_eq!(id("itsm", "급여 DB"), "pay", "the glob of the source beats the glob of all");
        assert_eq!(id("nms", "급여 DB"), "vote");
        assert_eq!(id("nms", "급여"), "pay", "its own name beats any glob");
    }

    #[test]
    fn an_alias_of_an_export_comes_after_all_that_people_wrote() {
        let mut resolver = resolver(&[&["team/*", "pay"]]);
        let brought = reference(
            "aliases",
            &[
                &["team/web", "vote"],
                &["org/web", "vote"],
                &["급여", "vote"],
                &["x", "vote"],
                &["x", "pay"],
                &["o*", "pay"],
            ],
        );
        resolver.learn(&brought.rows, Zone::default()).expect("they are no globs");
        let current = |name: &str| resolver.current("git", name).expect("no clash").expect("a name");
        assert_eq!(current("team/web").system_id, "pay", "a glob of a person beats an exact name of an export");
        assert_eq!(current("org/web").system_id, "vote");
        assert_eq!(current("급여").system_id, "pay", "a system's own name beats it too");
        assert_eq!((current("x").system_id.as_str(), current("x").listed), ("x", false), "two claims are none");
        assert_eq!(current("other").system_id, "other", "an export's `*` is a letter");
    }

    #[test]
    fn a_name_of_two_systems_stands_for_neither() {
        let systems = reference("systems", &[&["a", "홈페이지"], &["b", "홈페이지"], &["c", "급여"]]);
        let resolver = Resolver::new(&systems, &reference("aliases", &[]), Zone::default()).expect("sound");
        let id = |name: &str| resolver.resolve("itsm", name).expect("no clash")[0].system_id.clone();
        assert_eq!([id("홈페이지"), id("b"), id("급여")], ["홈페이지", "b", "c"]);
    }

    #[test]
    fn an_unknown_name_is_a_provisional_system() {
        assert_eq!(
            ids(&resolver(&[]).resolve("itsm", " 빅데이터  카페 ").expect("no clash")),
            [("빅데이터 카페", false)]
        );
    }

    #[test]
    fn an_alias_holds_within_its_dates_only() {
        let resolver =
            resolver(&[&["was01", "vote", "", "", "2026-03-01"], &["was01", "pay", "", "2026-03-01", "2026-06-01"]]);
        let names = resolver.resolve("nms", "was01").expect("no clash");
        assert_eq!(ids(&names), [("vote", true), ("pay", true), ("was01", false)]);
        assert_eq!(names[0].valid_to, names[1].valid_from);
        assert_eq!(names[2].valid_to, None);
    }

    #[test]
    fn two_claims_at_one_time_are_refused() {
        let fault = resolver(&[&["was", "vote"], &["WAS", "pay"]]).resolve("nms", "was").expect_err("a clash");
        assert_eq!(fault.code, "E0127");
    }
}
