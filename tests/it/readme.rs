//! The READMEs are true: their generated parts match their sources in both languages, every command in them runs, and
//! README.ko.md explains every code that a fault or warning can carry.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use assay::catalog::reference;
use assay::connector::registry::Registry;
use assay::embedded;
use assay::engine::sql_text::{SqlText, parse_all};
use assay::metrics;
use assay::report::sentences::metric_unit;
use assay::report::views;
use assay::workspace::config::Lang;
use regex::Regex;

use crate::support::{Ran, Workspace, project, ran};

const PAGES: [&str; 2] = ["README.md", "README.ko.md"];

/// What the generated parts say in Korean, by their English text.
const KOREAN: &str = include_str!("../data/readme-ko.toml");

fn page(name: &str) -> String {
    fs_err::read_to_string(project(name)).expect("the README is there")
}

/// The language of a page.
struct Language {
    korean: Option<BTreeMap<String, String>>,
    missing: RefCell<BTreeSet<String>>,
}

impl Language {
    fn of(page: &str) -> Self {
        let sections: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(KOREAN).expect("the words are TOML");
        let korean = page.ends_with(".ko.md").then(|| sections.into_values().flatten().collect());
        Language { korean, missing: RefCell::default() }
    }

    fn say(&self, english: &str) -> String {
        let Some(korean) = self.korean.as_ref().filter(|_| !english.is_empty()) else { return english.to_string() };
        korean.get(english).cloned().unwrap_or_else(|| {
            self.missing.borrow_mut().insert(english.to_string());
            english.to_string()
        })
    }

    /// Of a title like `장애대장 / ledger of incidents` the half in this language.
    fn half<'t>(&self, title: &'t str) -> &'t str {
        let (korean, english) = title.split_once(" / ").unwrap_or((title, title));
        if self.korean.is_some() { korean } else { english }
    }
}

/// A Markdown table with a heading.
fn table(heads: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in rows {
        text.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    text
}

fn metrics_table(words: &Language) -> String {
    let heads = [words.say("id"), words.say("unit"), "이름".into(), words.say("question")];
    let row = |metric: &SqlText| {
        let lang = if words.korean.is_some() { Lang::Ko } else { Lang::En };
        let (unit, title) = (metric_unit(metric.get("unit"), lang).to_string(), metric.get("title_ko").to_string());
        let question = metric.get(lang.pick("question_ko", "question"));
        assert!(!question.is_empty(), "{} asks nothing in {lang:?}", metric.name);
        vec![format!("`{}`", metric.name), unit, title, question.to_string()]
    };
    table(&heads, metrics::catalogue().iter().map(row))
}

fn questions_table(words: &Language) -> String {
    let heads = ["id", "question", "settings"].map(|head| words.say(head));
    let setting = |setting: &str| {
        let (name, doc) = setting.split_once(':').expect("a setting is explained");
        format!("`{}`: {}", name.trim(), words.say(doc.trim()))
    };
    let row = |question: SqlText| {
        let of = if words.korean.is_some() { "title_ko" } else { "question" };
        let each = question.get("set").split(';').filter(|s| !s.trim().is_empty());
        vec![
            format!("`{}`", question.name),
            question.get(of).to_string(),
            each.map(setting).collect::<Vec<_>>().join("; "),
        ]
    };
    table(&heads, parse_all(embedded::EXPLORE).into_iter().map(row))
}

fn connectors_table(words: &Language) -> String {
    let registry = Registry::built_in().expect("the connectors can be read");
    let heads = ["id", "table", "export"].map(|head| words.say(head));
    let row = |(_, c): (_, &assay::connector::Connector)| {
        vec![format!("`{}`", c.id), format!("`{}`", c.table), words.half(&c.title).to_string()]
    };
    table(&heads, registry.all().map(row))
}

fn views_table(words: &Language) -> String {
    let models = parse_all(embedded::MODELS).into_iter().filter(|m| m.get("public") == "yes");
    // What stands below `doc` goes on in the header; the first sentence says what the view holds.
    let doc = |m: &SqlText| m.get("doc").split(". ").next().unwrap_or_default().trim_end_matches('.').to_string();
    let mut all: BTreeMap<String, String> = models.map(|m| (m.name.to_string(), doc(&m))).collect();
    all.extend(views::COMPUTED.map(|(name, doc)| (name.to_string(), doc.to_string())));
    let heads = ["view", "what it holds"].map(|head| words.say(head));
    table(&heads, all.into_iter().map(|(name, doc)| vec![format!("`{name}`"), words.say(&doc)]))
}

/// What the pages show of the sample: the title and the first systems that their first command prints, and the load of a
/// system in that month, in each language.
fn sample() -> (String, [String; 2]) {
    let workspace = Workspace::copy_of("sample-data");
    let fenced = |lines: Vec<&str>| {
        let lines: Vec<_> = lines.into_iter().map(str::trim_end).collect();
        format!("```text\n{}\n```", lines.join("\n"))
    };
    let run = workspace.done(&["run", "--month", "2026-10"]).stdout;
    let loads = [("en", "load of 2026-10"), ("ko", "2026-10 부하")].map(|(lang, heading)| {
        let explained = workspace.done(&["--quiet", "--lang", lang, "explain", "subsidy", "--month", "2026-10"]).stdout;
        let lines = explained.lines().skip_while(|line| !line.starts_with(heading));
        fenced(lines.take_while(|line| !line.is_empty()).collect())
    });
    (fenced(run.lines().take(10).collect()), loads)
}

/// The text with a generated part put between its marks.
fn with_part(text: &str, name: &str, part: &str) -> String {
    let open = format!("<!-- {name}: generated, a test fails on drift -->\n");
    let close = format!("<!-- /{name} -->");
    let (before, rest) = text.split_once(&open).unwrap_or_else(|| panic!("the opening mark of {name}"));
    let (_, after) = rest.split_once(&close).unwrap_or_else(|| panic!("the closing mark of {name}"));
    format!("{before}{open}{}\n{close}{after}", part.trim_end())
}

#[test]
fn their_generated_parts_match_their_sources() {
    let (sample, loads) = sample();
    let updates = std::env::var_os("UPDATE_README").is_some();
    for (name, load) in PAGES.into_iter().zip(loads) {
        let words = Language::of(name);
        let have = page(name);
        let parts = [
            ("sample", sample.clone()),
            ("load", load),
            ("connectors", connectors_table(&words)),
            ("questions", questions_table(&words)),
            ("views", views_table(&words)),
            ("metrics", metrics_table(&words)),
            ("tables", reference::markdown(&|english| words.say(english))),
        ];
        let want = parts.iter().fold(have.clone(), |text, (name, part)| with_part(&text, name, part));
        if updates {
            fs_err::write(project(name), &want).expect("it can be written");
        }
        let missing: String = words.missing.take().iter().map(|english| format!("{english:?} = \"\"\n")).collect();
        assert!(missing.is_empty(), "tests/data/readme-ko.toml has no Korean for\n{missing}");
        assert!(updates || have == want, "{name} has drifted; UPDATE_README=1 rewrites its generated parts");
        let open = ["PERFORMANCE", "TODO", "FIXME"].into_iter().find(|word| have.contains(word));
        assert_eq!(open, None, "{name} is not finished");
    }
}

/// The lines in blocks of `sh`, and the commands in running text.
fn commands(text: &str) -> (Vec<String>, BTreeSet<String>) {
    let spans = Regex::new("`(assay [^`]+)`").expect("it compiles");
    let (mut blocks, mut spoken) = (Vec::new(), BTreeSet::new());
    let mut fence = None;
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(kind) => fence = fence.is_none().then_some(kind),
            None if fence == Some("sh") => blocks.push(line.to_string()),
            None if fence.is_none() => spoken.extend(spans.captures_iter(line).map(|c| c[1].to_string())),
            None => {}
        }
    }
    (blocks, spoken)
}

/// Whether words of a command stand for others: `FILE`, `YYYY-MM`, `…`.
fn is_pattern(command: &str) -> bool {
    let stands_for =
        |word: &str| word.chars().any(|c| c.is_ascii_uppercase()) && !word.chars().any(|c| c.is_lowercase());
    command.contains('…') || command.split([' ', '=']).any(stands_for)
}

fn shell(workspace: &Workspace, command: &str) -> Ran {
    let binary = Path::new(env!("CARGO_BIN_EXE_assay")).parent().expect("a folder").to_path_buf();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    ran(shell.args(["-c", command]).current_dir(workspace.root()).env("PATH", &path).output().expect("a shell"))
}

#[test]
fn every_command_in_them_runs() {
    let [(blocks, mut spoken), (korean_blocks, korean_spoken)] = PAGES.map(|name| commands(&page(name)));
    assert_eq!(blocks, korean_blocks, "both pages show the same commands");
    assert!(blocks.len() >= 25, "found {blocks:?}");
    spoken.extend(korean_spoken);
    let workspace = Workspace::copy_of("sample-data");
    for command in &blocks {
        let ran = shell(&workspace, command);
        assert_eq!(ran.code, 0, "{command}\n{}\n{}", ran.stdout, ran.stderr);
    }
    // Commands in running text may lack a terminal or data here, but they must be understood.
    for command in spoken.iter().filter(|c| !is_pattern(c)) {
        let ran = shell(&workspace, command);
        assert!(![2, 255].contains(&ran.code), "{command}\n{}\n{}", ran.stdout, ran.stderr);
    }
}

/// All codes that the sources name as text.
fn codes_in(folder: &Path, codes: &mut BTreeSet<String>) {
    let code = Regex::new(r#""([EW]0\d{3})""#).expect("it compiles");
    for entry in fs_err::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            codes_in(&path, codes);
        } else {
            let text = fs_err::read_to_string(&path).expect("a source is text");
            codes.extend(code.captures_iter(&text).map(|c| c[1].to_string()));
        }
    }
}

#[test]
fn the_korean_one_explains_every_code() {
    let mut known = BTreeSet::new();
    codes_in(&project("src"), &mut known);
    let text = page("README.ko.md");
    let row = Regex::new(r"(?m)^\| `([EW]\d{4})` \| [^|]+ \| [^|]+ \|$").expect("it compiles");
    let explained: Vec<String> = row.captures_iter(&text).map(|c| c[1].to_string()).collect();
    let once: BTreeSet<String> = explained.iter().cloned().collect();
    assert_eq!(explained.len(), once.len(), "a code is explained twice");
    let unexplained: Vec<_> = known.difference(&once).collect();
    let unknown: Vec<_> = once.difference(&known).collect();
    assert!(unexplained.is_empty() && unknown.is_empty(), "not explained: {unexplained:?}; no codes: {unknown:?}");
    let mention = Regex::new(r"\b[EW]0\d{3}\b").expect("it compiles");
    for name in PAGES {
        let text = page(name);
        let stray: Vec<_> = mention.find_iter(&text).map(|m| m.as_str()).filter(|c| !known.contains(*c)).collect();
        assert!(stray.is_empty(), "{name} names codes that are none: {stray:?}");
    }
}
