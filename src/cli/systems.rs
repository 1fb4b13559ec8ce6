//! Names in exports and the systems they stand for.

use std::collections::BTreeMap;

use assay::diagnostic::Result;
use assay::identity::normalise;
use assay::lake::write_whole;
use assay::portfolio::Portfolio;
use assay::workspace::{Workspace, lock};
use clap::Subcommand;

use super::Ended;
use super::context::{Context, When};
use super::status::unresolved;
use super::table::Table;

/// Arguments of `assay systems`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Names that no alias knows, with the records they hold
    Unresolved,
    /// The most similar listed system for each of them
    Suggest {
        /// How similar the names must be, 0 to 1
        #[arg(long, default_value_t = 0.85, value_name = "SHARE")]
        least: f64,
    },
    /// Write the suggestions to aliases.csv
    Accept {
        /// How similar the names must be, 0 to 1
        #[arg(long, default_value_t = 0.85, value_name = "SHARE")]
        least: f64,
    },
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    let workspace = context.open()?;
    let portfolio = context.compute(&workspace, &When::default(), None)?;
    match args.command {
        Command::Unresolved => {
            let mut table = Table::new(&["name", ">records"]);
            let mut names: Vec<_> = unresolved(&portfolio)?.into_iter().collect();
            names.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), name.clone()));
            for (name, count) in names {
                table.row([name, count.to_string()]);
            }
            context.ui.data(&table.text());
        }
        Command::Suggest { least } => {
            let mut table = Table::new(&["name", "system", ">similarity"]);
            for (name, (system, similarity)) in suggestions(&portfolio, least)? {
                table.row([name, system, format!("{similarity:.2}")]);
            }
            context.ui.data(&table.text());
        }
        Command::Accept { least } => {
            let _lock = lock::take(&workspace.root)?;
            let suggestions = suggestions(&portfolio, least)?;
            accept(&workspace, &suggestions)?;
            context.ui.note(&format!("wrote {} aliases to aliases.csv", suggestions.len()));
        }
    }
    Ok(Ended::Done)
}

/// The most similar listed system for each unresolved name, with the similarity.
fn suggestions(portfolio: &Portfolio, least: f64) -> Result<BTreeMap<String, (String, f64)>> {
    let plain = |name: &str| normalise(name).replace(' ', "");
    let listed: Vec<_> = portfolio.systems.values().filter(|s| !s.unlisted).collect();
    let mut found = BTreeMap::new();
    for name in unresolved(portfolio)?.into_keys() {
        let wanted = plain(&name);
        let best = listed
            .iter()
            .flat_map(|s| [(&s.system_id, &s.name), (&s.system_id, &s.system_id)])
            .map(|(id, known)| (strsim::jaro_winkler(&wanted, &plain(known)), id))
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        if let Some((similarity, id)) = best.filter(|(similarity, _)| *similarity >= least) {
            found.insert(name, (id.clone(), similarity));
        }
    }
    Ok(found)
}

/// Adds rows to aliases.csv and leaves those that are there as they are.
fn accept(workspace: &Workspace, suggestions: &BTreeMap<String, (String, f64)>) -> Result<()> {
    let path = workspace.reference("aliases");
    let mut text = if path.is_file() { fs_err::read_to_string(&path)? } else { "alias,system_id\n".into() };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let header: Vec<String> = {
        let mut csv =
            csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        csv.records()
            .next()
            .and_then(std::result::Result::ok)
            .map(|r| r.iter().map(str::to_string).collect())
            .unwrap_or_default()
    };
    let mut rows = csv::Writer::from_writer(Vec::new());
    for (name, (system, _)) in suggestions {
        let cell = |column: &String| match column.trim() {
            "alias" => name.clone(),
            "system_id" => system.clone(),
            _ => String::new(),
        };
        let row: Vec<String> = header.iter().map(cell).collect();
        rows.write_record(row).map_err(|e| assay::diagnostic::Diagnostic::internal("E0903", e.to_string()))?;
    }
    let added = rows.into_inner().map_err(|e| assay::diagnostic::Diagnostic::internal("E0903", e.to_string()))?;
    write_whole(&path, &[text.into_bytes(), added].concat())
}
