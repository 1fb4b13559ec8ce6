//! The command line: one module per command, one place that prints (`ui`), one that maps faults to exit
//! codes.

mod backtest;
mod calibrate;
mod completions;
mod connectors;
mod context;
mod explain;
mod export;
mod finish;
mod forget;
mod form;
mod generate;
mod ingest;
mod init;
mod metrics;
mod rank;
mod run;
mod sql;
mod status;
mod survey;
mod systems;
mod table;
mod ui;
mod whatif;

use std::path::PathBuf;
use std::process::ExitCode;

use assay::diagnostic::{Diagnostic, Kind};
use clap::{Parser, Subcommand, ValueEnum};

use context::Context;
use ui::Ui;

/// Measures which information systems are worth turning cloud-native, from operations exports.
///
/// Drop exports into inbox/ of a workspace and type `assay run`.
#[derive(Debug, Parser)]
#[command(name = "assay", version, max_term_width = 100)]
pub struct Cli {
    /// Folder of the workspace; the current folder when left out
    #[arg(long, short = 'w', global = true, env = "ASSAY_WORKSPACE", value_name = "DIR")]
    workspace: Option<PathBuf>,
    /// Language of outputs; the workspace's when left out
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArg>,
    /// Say nothing but faults
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Form of what goes to standard error
    #[arg(long, global = true, value_enum, default_value = "text")]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Command,
}

/// Language of outputs.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangArg {
    /// Korean
    Ko,
    /// English
    En,
}

/// Form of what goes to standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a workspace: settings, templates of reference files, an inbox
    Init(init::Args),
    /// The monthly job: ingest the inbox, measure, assess, rank, write out/<month>/
    Run(run::Args),
    /// Read exports into the lake
    Ingest(ingest::Args),
    /// What was ingested, what was not, and which names are unresolved
    Status(status::Args),
    /// Names in exports and the systems they stand for
    Systems(systems::Args),
    /// The connectors: list them, show one, check one, draft one for an export
    Connectors(connectors::Args),
    /// The definitions of all figures
    Metrics(metrics::Args),
    /// The ranking of a month
    Rank(rank::Args),
    /// Why a system stands where it stands
    Explain(explain::Args),
    /// What would move if an answer or the weights were others; writes nothing
    Whatif(whatif::Args),
    /// Whether the ranking of past months foretold what came after them
    Backtest(backtest::Args),
    /// The guide's papers of a system: the self-diagnosis form, and the outages with their remedial results
    Form(form::Args),
    /// The questionnaire: what only people can answer, as a workbook, and their answers back into answers.csv
    Survey(survey::Args),
    /// How the thresholds and the reference curve lie in the portfolio, and a proposed curve with both ranks
    Calibrate(calibrate::Args),
    /// Ask the data in SQL; read-only
    Sql(sql::Args),
    /// Hand all facts and figures on as one file
    Export(export::Args),
    /// Leave an export out from now on, although it still lies in the inbox
    Forget(forget::Args),
    /// Make an invented agency of any size, with what was planted in it
    Generate(generate::Args),
    /// Completions for a shell
    Completions(completions::Args),
}

/// How a command ended, when no fault stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// All done.
    Done,
    /// Done, but some input could not be read; it was said.
    WithFaults,
    /// Done, but more rejects or unresolved names than the workspace allows.
    OverLimit,
}

/// Parses the command line, runs the command, and turns its end into an exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let ui = Ui::new(cli.quiet, cli.log_format == LogFormat::Json);
    let context = Context { workspace: cli.workspace, lang: cli.lang, ui };
    let ended = match &cli.command {
        Command::Init(args) => init::run(&context, args),
        Command::Run(args) => run::run(&context, args),
        Command::Ingest(args) => ingest::run(&context, args),
        Command::Status(args) => status::run(&context, args),
        Command::Systems(args) => systems::run(&context, args),
        Command::Connectors(args) => connectors::run(&context, args),
        Command::Metrics(args) => metrics::run(&context, args),
        Command::Rank(args) => rank::run(&context, args),
        Command::Explain(args) => explain::run(&context, args),
        Command::Whatif(args) => whatif::run(&context, args),
        Command::Backtest(args) => backtest::run(&context, args),
        Command::Form(args) => form::run(&context, args),
        Command::Survey(args) => survey::run(&context, args),
        Command::Calibrate(args) => calibrate::run(&context, args),
        Command::Sql(args) => sql::run(&context, args),
        Command::Export(args) => export::run(&context, args),
        Command::Forget(args) => forget::run(&context, args),
        Command::Generate(args) => generate::run(&context, args),
        Command::Completions(args) => completions::run(&context, args),
    };
    match ended {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::WithFaults) => ExitCode::from(1),
        Ok(Ended::OverLimit) => ExitCode::from(3),
        Err(fault) => {
            context.ui.fault(&fault);
            exit_code(&fault)
        }
    }
}

fn exit_code(fault: &Diagnostic) -> ExitCode {
    ExitCode::from(match fault.kind {
        Kind::Input => 1,
        Kind::Locked => 4,
        Kind::Internal => 255,
    })
}
