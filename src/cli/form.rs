//! The guide's papers: the self-diagnosis form of a system, ready to sign, and the list of outages with their remedial
//! results.

use std::io::IsTerminal;
use std::path::PathBuf;

use assay::diagnostic::{Diagnostic, Result};
use assay::lake::write_whole;
use assay::report::form::{self, Words, markdown, workbook};
use assay::report::outage_log;
use clap::ValueEnum;

use super::context::{Context, When};
use super::{Ended, LangArg};

/// Arguments of `assay form`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id or name of the system
    #[arg(required_unless_present = "outages")]
    system: Option<String>,
    /// Print the outages of the month with their remedial results (장애조치결과) instead, of all systems if none is named
    #[arg(long)]
    outages: bool,
    /// Form of the paper; `xlsx` holds the form and the list of outages, each on a sheet to print on A4. Markdown when
    /// left out, xlsx where the file is called so
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    when: When,
}

/// Form of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// A workbook
    Xlsx,
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let other = args.output.as_ref().and_then(|p| p.extension()).filter(|e| *e != "md" && *e != "xlsx" && *e != "txt");
    if let (None, Some(other)) = (args.format, other) {
        let other = other.to_string_lossy();
        return Err(Diagnostic::input("E0155", format!("the form is not written as `{other}`"))
            .hint("name the file `.md` or `.xlsx`, or say `--format md`"));
    }
    let named_so = args.output.as_ref().is_some_and(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")));
    let format = args.format.unwrap_or(if named_so { Format::Xlsx } else { Format::Md });
    if format == Format::Xlsx && args.output.is_none() && std::io::stdout().is_terminal() {
        return Err(
            Diagnostic::input("E0155", "a workbook is nothing for a terminal").hint("name a file: `-o form.xlsx`")
        );
    }
    let workspace = context.open()?;
    if let Some(path) = &args.output {
        context.check_output(&workspace, path)?;
    }
    let portfolio = context.compute(&workspace, &args.when, None)?;
    // The paper is Korean whatever the workspace speaks; English stands beside it where it was asked for by name.
    let words = if matches!(context.lang, Some(LangArg::En)) { Words::Both } else { Words::Korean };
    let system = args.system.as_deref().map(|name| portfolio.system(name)).transpose()?;
    let paper = match system {
        Some(system) if !args.outages => Some(form::fill(&workspace, &portfolio, system, words)?),
        _ => None,
    };
    let log = || outage_log::list(&portfolio, system.map(|s| s.system_id.as_str()), words);
    let bytes = match (format, &paper) {
        (Format::Xlsx, paper) => workbook::bytes(paper.as_ref(), &log()?, portfolio.as_of)?,
        (Format::Md, Some(paper)) => markdown::form(paper).into_bytes(),
        (Format::Md, None) => markdown::outages(&log()?).into_bytes(),
    };
    match &args.output {
        Some(path) => {
            write_whole(path, &bytes)?;
            context.ui.note(&format!("wrote {}", path.display()));
        }
        None => context.ui.bytes(&bytes),
    }
    Ok(Ended::Done)
}
