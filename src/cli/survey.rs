//! The questionnaire: what only people can answer, out as workbooks and back into answers.csv.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use assay::calendar::Month;
use assay::diagnostic::{Diagnostic, Kind, Result};
use assay::lake::{Lake, write_whole};
use assay::portfolio::{Portfolio, Request, period};
use assay::report::survey::{self as report, Row, workbook};
use assay::survey::file::{AnswersFile, Taken};
use assay::survey::{self, Brought, Listed, fault};
use assay::workspace::config::Lang;
use assay::workspace::{Workspace, lock};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Subcommand;

use super::Ended;
use super::context::{Context, When};
use super::table::Table;

/// Arguments of `assay survey`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the questions as a workbook to fill in, those first that settle most verdicts
    Export(Export),
    /// Bring the answers of filled-in workbooks into answers.csv; whatever cannot be used is named
    Import {
        /// Workbooks that came back
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Refuse answers of a later day; today when left out
        #[arg(long, value_name = "DATE")]
        as_of: Option<NaiveDate>,
    },
}

#[derive(Debug, clap::Args)]
struct Export {
    /// Workbook to write (.xlsx)
    #[arg(value_name = "FILE", required_unless_present = "per_department", conflicts_with = "per_department")]
    file: Option<PathBuf>,
    /// Ask about the systems of this department only; may be given several times
    #[arg(long = "department", value_name = "NAME")]
    departments: Vec<String>,
    /// Write a workbook for each department into this folder instead
    #[arg(long, value_name = "FOLDER")]
    per_department: Option<PathBuf>,
    #[command(flatten)]
    when: When,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    match &args.command {
        Command::Export(args) => export(context, args),
        Command::Import { files, as_of } => import(context, files, *as_of),
    }
}

/// A workbook to write: where, for which department, with which rows.
type Paper<'r> = (PathBuf, Option<&'r str>, Vec<&'r Row>);

fn export(context: &Context, args: &Export) -> Result<Ended> {
    let workspace = context.open()?;
    if let Some(file) = &args.file {
        check_place(context, &workspace, file)?;
    }
    let portfolio = context.compute(&workspace, &args.when, None)?;
    let lang = context.lang(&workspace);
    report::check_departments(&portfolio, &args.departments)?;
    let wanted = |row: &Row| {
        args.departments.is_empty() || row.department.as_ref().is_some_and(|d| args.departments.contains(d))
    };
    let rows: Vec<Row> = report::rows(&portfolio, lang)?.into_iter().filter(wanted).collect();
    warn_unlisted(context, &portfolio);
    if rows.is_empty() {
        context.ui.note(&format!("nothing is to be asked about {}: no workbook was written", portfolio.month));
        return Ok(Ended::Done);
    }
    let papers = papers(args, &rows, portfolio.month, lang);
    for (path, ..) in &papers {
        check_place(context, &workspace, path)?;
    }
    for (path, department, rows) in &papers {
        write_whole(path, &workbook::bytes(&workspace, &portfolio, rows, *department, lang)?)?;
        let systems: BTreeSet<_> = rows.iter().map(|r| &r.question.system_id).collect();
        let (questions, systems) = (counted(rows.len(), "question"), counted(systems.len(), "system"));
        context.ui.note(&format!("wrote {}: {questions} about {systems}", path.display()));
    }
    context.ui.data(&by_item(&rows, lang));
    context.ui.note("next: send it out, then `assay survey import FILE.xlsx` with what comes back");
    Ok(Ended::Done)
}

/// The workbooks to write.
fn papers<'r>(args: &Export, rows: &'r [Row], month: Month, lang: Lang) -> Vec<Paper<'r>> {
    let departments = report::by_department(rows);
    if let Some(file) = &args.file {
        let only = match departments.as_slice() {
            [(department, _)] => *department,
            _ => None,
        };
        return vec![(file.clone(), only, rows.iter().collect())];
    }
    let folder = args.per_department.clone().unwrap_or_default();
    let mut names = BTreeSet::new();
    let paper = |(department, rows): (Option<&'r str>, Vec<&'r Row>)| {
        let name = file_name(department, month, lang);
        let numbered = |n: usize| if n == 1 { format!("{name}.xlsx") } else { format!("{name}-{n}.xlsx") };
        // Two names that differ in letters no file can have.
        let free = (1..).map(numbered).find(|name| names.insert(name.to_lowercase())).unwrap_or_default();
        (folder.join(free), department, rows)
    };
    departments.into_iter().map(paper).collect()
}

/// A file for a department, without what some system takes for more than a letter.
fn file_name(department: Option<&str>, month: Month, lang: Lang) -> String {
    let (survey, none) = if lang == Lang::Ko { ("질문지", "부서미상") } else { ("survey", "no-department") };
    let plain = |c: char| if c.is_control() || r#"<>:"/\|?*"#.contains(c) { '_' } else { c };
    let name: String = department.unwrap_or(none).trim().chars().map(plain).take(60).collect();
    format!("{survey}_{month}_{}", name.trim_end_matches(['.', ' ']))
}

/// Refuses a place that is no workbook, belongs to the workspace, or holds a file: it may have answers in it.
fn check_place(context: &Context, workspace: &Workspace, path: &Path) -> Result<()> {
    if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")) {
        return Err(Diagnostic::input("E0161", "a questionnaire is a workbook")
            .at_file(path)
            .hint("name a file that ends in `.xlsx`"));
    }
    context.check_output(workspace, path)?;
    if path.exists() {
        return Err(Diagnostic::input("E0175", "there is such a file, and answers may stand in it")
            .at_file(path)
            .hint("give another name, or move the file away"));
    }
    Ok(())
}

fn warn_unlisted(context: &Context, portfolio: &Portfolio) {
    let unlisted = report::unlisted(portfolio);
    if unlisted.is_empty() {
        return;
    }
    let samples: Vec<_> = unlisted.iter().take(3).map(|name| format!("`{name}`")).collect();
    let message = format!("nothing is asked about {} that no inventory lists", counted(unlisted.len(), "system"));
    context.ui.warning(
        &Diagnostic::input("W0225", message)
            .fact(samples.join(", "))
            .hint("`assay systems suggest` proposes what they stand for; what is new belongs into systems.csv"),
    );
}

/// How many verdicts hang on each item.
fn by_item(rows: &[Row], lang: Lang) -> String {
    let headers = match lang {
        Lang::Ko => ["문항", ">질문", ">미확정 판정", ">이 답만으로 확정"],
        Lang::En => ["item", ">asked", ">open verdicts", ">settled by it alone"],
    };
    let mut table = Table::new(&headers);
    for count in report::counts(rows) {
        table.row([count.topic.code(), count.asked.to_string(), count.open.to_string(), count.alone.to_string()]);
    }
    table.text()
}

fn import(context: &Context, files: &[PathBuf], as_of: Option<NaiveDate>) -> Result<Ended> {
    let workspace = context.open()?;
    let now = DateTime::<Utc>::from(SystemTime::now()).timestamp_micros();
    let today = as_of.unwrap_or_else(|| workspace.zone.local(now).date());
    let _lock = lock::take(&workspace.root)?;
    let listed = Listed::of(&workspace)?;
    let mut ended = Ended::Done;
    let mut newest = None;
    for path in files {
        let brought = match survey::read(path, &listed, today) {
            Ok(brought) => brought,
            Err(fault) if fault.kind == Kind::Input => {
                context.ui.fault(&fault);
                ended = Ended::WithFaults;
                continue;
            }
            Err(fault) => return Err(fault),
        };
        if !brought.faults.is_empty() {
            name_faults(context, &workspace, path, &brought)?;
            ended = Ended::WithFaults;
        }
        let file = AnswersFile::read(&workspace, &listed)?;
        let taken = file.take(&brought.answers)?;
        say(context, path, &brought, &taken);
        let rewritten = taken.added + taken.replaced.len() > 0;
        if let Some(encoding) = file.other_encoding.filter(|_| rewritten) {
            let message = format!("answers.csv was {encoding} and is UTF-8 with a byte order mark from now on");
            context.ui.warning(&Diagnostic::input("W0223", message));
        }
        newest = newest.max(brought.answers.iter().map(|a| a.at).max());
    }
    if let Some(day) = newest {
        warn_later(context, &workspace, day)?;
        context.ui.note("next: `assay rank` shows where the systems stand now, `assay run` writes the month anew");
    }
    Ok(ended)
}

/// Names every cell that cannot be used; a list holds those that are too many to be said.
fn name_faults(context: &Context, workspace: &Workspace, path: &Path, brought: &Brought) -> Result<()> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let list = workspace.out("survey").join(format!("{stem}-unusable.csv"));
    let sheet = survey::sheet(brought.lang);
    if fault::needs_list(&brought.faults) {
        write_whole(&list, &fault::csv(&brought.faults, sheet)?)?;
    }
    for fault in fault::diagnostics(&brought.faults, path, sheet, &list) {
        context.ui.fault(&fault);
    }
    Ok(())
}

/// What a workbook brought, and what it replaced.
fn say(context: &Context, path: &Path, brought: &Brought, taken: &Taken) {
    if let Some(first) = brought.reasons_alone.first() {
        let count = brought.reasons_alone.len();
        let message = format!("{} without an answer; the first is `{first}`", counted(count, "reason"));
        context.ui.warning(
            &Diagnostic::input("W0221", message)
                .at_file(path)
                .hint("choose an answer beside them and import the workbook again"),
        );
    }
    for (old, new) in taken.replaced.iter().take(3) {
        let message = format!(
            "item {} of `{}` by {} on {} was answered otherwise before",
            new.item, new.system_id, new.by, new.at
        );
        let replaced = Diagnostic::input("W0224", message).at_file("answers.csv");
        context.ui.warning(&replaced.fact(format!("{} gave way to {}", shown(old), shown(new))));
    }
    let systems: BTreeSet<_> = brought.answers.iter().map(|a| &a.system_id).collect();
    let mut parts =
        vec![format!("{} about {}", counted(brought.answers.len(), "answer"), counted(systems.len(), "system"))];
    parts.push(format!("{} added to answers.csv", taken.added));
    let more = [(taken.replaced.len(), "replaced"), (taken.same, "there already"), (brought.unanswered, "left blank")];
    parts.extend(more.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    context.ui.note(&format!("{}: {}", path.display(), parts.join(", ")));
}

fn shown(answer: &assay::catalog::figure::HumanAnswer) -> String {
    let code = assay::assess::answer_code(answer.answer);
    let reason = answer.reason.as_ref().map(|r| format!(" ({r})")).unwrap_or_default();
    let expires = answer.expires.map(|d| format!(" until {d}")).unwrap_or_default();
    format!("`{code}{reason}{expires}`")
}

/// Answers that came after the end of the last closed month do not count for it.
fn warn_later(context: &Context, workspace: &Workspace, newest: NaiveDate) -> Result<()> {
    let receipts = Lake::new(workspace.lake()).active()?;
    // An empty lake has no month that they could come too late for.
    let Ok(period) = period::choose(workspace, &receipts, &Request::default()) else { return Ok(()) };
    let last = workspace.zone.local(period.as_of - 1).date();
    if newest > last {
        let message =
            format!("the newest answer is of {newest}: {}, looked at up to {last}, does not know it yet", period.month);
        let until = newest.succ_opt().unwrap_or(newest);
        context.ui.warning(&Diagnostic::input("W0222", message).hint(format!(
            "`assay rank --month {} --as-of {until}` counts it; so does the run of a later month",
            period.month
        )));
    }
    Ok(())
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
