//! `guide/maturity.toml`: the level a system stands on, the level that is suggested, and the guide's word for the step
//! (guide.md §1.8, ranking.md §4.6).
//!
//! What the inventory leaves blank stays open: a level, a suggestion or a step is known only where every level that the
//! blanks allow gives the same one. What a step is good for is said by the [`benefits`](crate::rank::Benefits).

use serde::Deserialize;

use super::parse::{from_toml, unknown};
use super::{Assessment, Verdict};
use crate::catalog::figure::{Answer, System};
use crate::catalog::{self, Kind};
use crate::diagnostic::{Diagnostic, Result};

const BUILTIN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/maturity.toml"));
const BUILTIN_FILE: &str = "guide/maturity.toml";
const CODE: &str = "E0405";

/// Level of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Level {
    /// 레거시.
    L0,
    /// 클라우드 준비.
    L1,
    /// 클라우드 친화.
    L2,
    /// 클라우드 네이티브.
    L3,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Level; 4] = [Level::L0, Level::L1, Level::L2, Level::L3];

    /// Code in the outputs.
    pub fn code(self) -> &'static str {
        ["L0", "L1", "L2", "L3"][self as usize]
    }
}

/// The rules.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maturity {
    /// Version of the file.
    pub version: String,
    /// Names of the levels, lowest first.
    #[serde(rename = "level")]
    pub levels: Vec<LevelName>,
    /// From the inventory to the current level; the first rule that holds.
    pub current: Vec<CurrentRule>,
    /// From the answers to the suggested level.
    pub suggested: SuggestedRule,
    /// Words for the step up to a level; the first rule that holds.
    #[serde(rename = "path")]
    pub paths: Vec<PathRule>,
}

/// How a level is called.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelName {
    /// Level.
    pub id: Level,
    /// Name, Korean.
    pub name_ko: String,
    /// Name, English.
    pub name_en: String,
}

/// A system with these words in its inventory stands on this level. An empty list does not ask.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurrentRule {
    /// Level.
    pub level: Level,
    /// Words of `platform`.
    #[serde(default)]
    pub platform: Vec<String>,
    /// Words of `ci_cd`.
    #[serde(default)]
    pub ci_cd: Vec<String>,
    /// Words of `architecture`.
    #[serde(default)]
    pub architecture: Vec<String>,
}

/// Which level is suggested.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuggestedRule {
    /// Level from `native_min_yes` on.
    pub native: Level,
    /// YES of any tier.
    pub native_min_yes: u8,
    /// Level from `friendly_min_yes` on, where the group or the item asks for it.
    pub friendly: Level,
    /// YES of any tier.
    pub friendly_min_yes: u8,
    /// Group of the ranking.
    pub group: String,
    /// Score of the group, 0 to 1.
    pub group_min: f64,
    /// Item that asks for it when YES, whatever its tier.
    pub item: u8,
    /// Level that is always suggested, unless the system stands higher.
    pub floor: Level,
}

/// The word for a step.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathRule {
    /// Level that the step leads to.
    pub to: Level,
    /// The guide's word.
    pub word: String,
    /// Item that must be settled (tier H or D) as `answer`.
    pub item: Option<u8>,
    /// `Y` or `N`.
    pub answer: Option<String>,
}

/// The step from the current to the suggested level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// The system stands there already.
    Stay,
    /// The guide's word.
    Step(String),
}

impl Path {
    /// The word, or `none`.
    pub fn word(&self) -> &str {
        match self {
            Path::Stay => "none",
            Path::Step(word) => word,
        }
    }
}

/// Levels of one system; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// Levels that the inventory allows, lowest first.
    pub possible: Vec<Level>,
    /// Columns of the inventory that would settle the current level.
    pub missing: Vec<&'static str>,
    /// Where the system stands.
    pub current: Option<Level>,
    /// Where the guide's answers point.
    pub suggested: Option<Level>,
    /// How to get there.
    pub path: Option<Path>,
}

impl Maturity {
    /// The rules that come with assay.
    ///
    /// # Errors
    /// `E0405` when they contradict the catalogue.
    pub fn builtin() -> Result<Self> {
        Maturity::parse(BUILTIN, BUILTIN_FILE)
    }

    /// Reads rules; `file` is how the user names it.
    ///
    /// # Errors
    /// `E0405` for a word that the inventory does not know, and for a level without a name or without a step.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        let rules: Maturity = from_toml(CODE, file, text)?;
        for rule in &rules.current {
            for (column, words, _) in columns(rule, &System::default()) {
                check_words(column, words, file)?;
            }
        }
        if !rules.levels.iter().map(|l| l.id).eq(Level::ALL) {
            return Err(Diagnostic::input(CODE, "name the levels L0, L1, L2 and L3, once each").at_file(file));
        }
        for to in Level::ALL.into_iter().skip(1) {
            if !rules.paths.iter().any(|p| p.to == to && p.item.is_none()) {
                let message = format!("no `[[path]]` without an item leads to {}", to.code());
                return Err(Diagnostic::input(CODE, message).at_file(file));
            }
        }
        Ok(rules)
    }

    /// The levels of one system. `group_score` is its score in the group of [`SuggestedRule::group`].
    pub fn levels(&self, system: &System, assessment: &Assessment, group_score: Option<f64>) -> Levels {
        let (possible, missing) = self.possible(system);
        let suggest = |current: Level| self.suggest(current, assessment, group_score);
        let path = |current: Level| self.path(current, suggest(current), assessment);
        Levels {
            current: same(possible.iter().copied()),
            suggested: same(possible.iter().map(|l| suggest(*l))),
            path: same(possible.iter().map(|l| path(*l))),
            possible,
            missing,
        }
    }

    /// The name of a level.
    pub fn name(&self, level: Level) -> Option<&LevelName> {
        self.levels.iter().find(|l| l.id == level)
    }

    /// Levels that the inventory allows, and the blank columns that keep it from saying more.
    fn possible(&self, system: &System) -> (Vec<Level>, Vec<&'static str>) {
        let (mut levels, mut missing) = (Vec::new(), Vec::new());
        for rule in &self.current {
            let asked = columns(rule, system);
            let said: Vec<_> = asked.iter().map(|(_, words, cell)| holds(words, *cell)).collect();
            if said.contains(&Some(false)) {
                continue;
            }
            levels.push(rule.level);
            if !said.contains(&None) {
                break;
            }
            missing.extend(asked.iter().zip(&said).filter(|(_, s)| s.is_none()).map(|((column, ..), _)| *column));
        }
        levels.sort_unstable();
        levels.dedup();
        missing.sort_unstable();
        missing.dedup();
        match levels.as_slice() {
            // No rule speaks of these words: anything may be true.
            [] => (Level::ALL.to_vec(), missing),
            [_] => (levels, Vec::new()),
            _ => (levels, missing),
        }
    }

    fn suggest(&self, current: Level, assessment: &Assessment, group_score: Option<f64>) -> Level {
        let rule = &self.suggested;
        let yes = assessment.tally.yes_point;
        let item = assessment.items.iter().any(|i| i.item == rule.item && i.answer == Answer::Y);
        let needed = item || group_score.is_some_and(|score| score >= rule.group_min);
        match assessment.verdict {
            Verdict::KeepSystem => current,
            Verdict::KeepArchitecture => current.max(rule.floor),
            _ if yes >= rule.native_min_yes => rule.native,
            _ if yes >= rule.friendly_min_yes && needed => rule.friendly,
            _ => current.max(rule.floor),
        }
    }

    fn path(&self, current: Level, suggested: Level, assessment: &Assessment) -> Path {
        let settled = |rule: &PathRule| {
            let of_item = |i: &&super::ItemAnswer| Some(i.item) == rule.item && !i.is_open();
            let found = assessment.items.iter().find(of_item).map(|i| super::answer_code(i.answer));
            rule.item.is_none() || (found.is_some() && found == rule.answer.as_deref())
        };
        let word = || self.paths.iter().find(|p| p.to == suggested && settled(p)).map(|p| p.word.clone());
        match word() {
            Some(word) if current < suggested => Path::Step(word),
            _ => Path::Stay,
        }
    }
}

/// The columns that a rule asks for: name, words, and the cell of the system.
fn columns<'a>(rule: &'a CurrentRule, system: &'a System) -> [(&'static str, &'a [String], Option<&'a str>); 3] {
    [
        ("platform", &rule.platform, system.platform.as_deref()),
        ("ci_cd", &rule.ci_cd, system.ci_cd.as_deref()),
        ("architecture", &rule.architecture, system.architecture.as_deref()),
    ]
}

/// Whether the cell is one of the words; unknown where it is blank and anything is asked.
fn holds(words: &[String], cell: Option<&str>) -> Option<bool> {
    if words.is_empty() {
        return Some(true);
    }
    cell.map(|cell| words.iter().any(|w| w == cell))
}

/// The one value that all have.
fn same<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|v| v == first).then_some(first)
}

/// Words of the inventory's column must be words that it can hold.
pub(crate) fn check_words(column: &str, words: &[String], file: &str) -> Result<()> {
    let known = catalog::table("systems").and_then(|t| t.column(column)).map(|c| c.kind);
    let Some(Kind::Code(known)) = known else {
        return Err(Diagnostic::internal(CODE, format!("`{column}` of the inventory holds no words")));
    };
    match words.iter().find(|w| !known.contains(&w.as_str())) {
        Some(word) => Err(unknown(CODE, file, &format!("word of `{column}`"), word, known)),
        None => Ok(()),
    }
}
