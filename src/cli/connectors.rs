//! The connectors: list them, show one, check one, draft one for an export.

use std::path::PathBuf;

use assay::connector::registry::{Home, Registry};
use assay::connector::{Connector, example};
use assay::diagnostic::{Diagnostic, Result};
use assay::ingest::rejects;
use assay::reader::{self, Content};
use clap::Subcommand;

use super::Ended;
use super::context::Context;
use super::table::{Table, cut};

/// Arguments of `assay connectors`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// All connectors, built in and of the workspace
    List,
    /// The text of one, to copy and change
    Show {
        /// Id of the connector
        id: String,
    },
    /// Run the examples of a file, or of all connectors
    Check {
        /// A connector file
        file: Option<PathBuf>,
    },
    /// A connector to start from, for an export that none fits
    Draft {
        /// The export
        export: PathBuf,
    },
}

/// Runs the command.
pub fn run(context: &Context, args: &Args) -> Result<Ended> {
    // Built-in connectors can be looked at outside of any workspace.
    let registry = Registry::of_workspace(&context.root())?;
    match &args.command {
        Command::List => {
            let mut table = Table::new(&["id", "table", "from", "title"]);
            for (home, connector) in registry.all() {
                let home = if home == Home::BuiltIn { "built in" } else { "workspace" };
                let title = cut(&connector.title, 30);
                table.row([connector.id.clone(), connector.table.clone(), home.to_string(), title]);
            }
            context.ui.data(&table.text());
        }
        Command::Show { id } => context.ui.data(registry.text(id)?),
        Command::Check { file } => return check(context, &registry, file.as_ref()),
        Command::Draft { export } => context.ui.data(&draft(export)?),
    }
    Ok(Ended::Done)
}

fn check(context: &Context, registry: &Registry, file: Option<&PathBuf>) -> Result<Ended> {
    let one =
        file.map(|path| Connector::parse(&fs_err::read_to_string(path)?).map_err(|e| e.at_file(path))).transpose()?;
    let connectors: Vec<&Connector> = match &one {
        Some(connector) => vec![connector],
        None => registry.all().map(|(_, c)| c).collect(),
    };
    let mut failed = 0;
    for connector in connectors {
        let faults = example::run(connector)?;
        failed += faults.len();
        let verdict = if faults.is_empty() { "ok" } else { "FAILED" };
        context.ui.data(&format!("{}: {} examples {verdict}\n", connector.id, connector.example.len()));
        for fault in faults {
            context.ui.fault(&Diagnostic::input("E0118", fault));
        }
    }
    Ok(if failed > 0 { Ended::WithFaults } else { Ended::Done })
}

/// The columns of an export as a connector that still lacks its canonical columns.
fn draft(export: &PathBuf) -> Result<String> {
    let parts = reader::open(export)?;
    if rejects::mended(&parts)?.is_some() {
        return Err(Diagnostic::input("E0119", "the file is a reject file; it imports as it is").at_file(export));
    }
    let part = parts.first().ok_or_else(|| Diagnostic::input("E0102", "the file is empty").at_file(export))?;
    let mut widest: Vec<String> = Vec::new();
    let mut seen = 0;
    let mut take = |row: reader::Row| {
        let filled: Vec<String> = row.cells.iter().map(|c| c.text().into_owned()).filter(|c| !c.is_empty()).collect();
        if filled.len() > widest.len() {
            widest = filled;
        }
        seen += 1;
        Ok(seen < 20)
    };
    match &part.content {
        Content::Delimited(text) => text.rows(&mut take)?,
        Content::Sheet(sheet) => sheet.rows(&mut take)?,
        Content::Json(document) => widest = document.field_names(20)?,
    }
    let mut text = String::from(
        "id = \"my_connector\"            # the name of this file\nproduct = \"my_product\"\ntitle = \"what the export is and how to make it\"\n\
         table = \"change_requests\"      # or deployments, incidents, maintenance …\n\n[detect]\nheaders = [",
    );
    text.push_str(&widest.iter().take(3).map(|h| format!("{h:?}")).collect::<Vec<_>>().join(", "));
    text.push_str(
        "]\n\n[record]\nrepeats = \"parts\"              # or \"versions\", where the last row of an id counts\n\n",
    );
    text.push_str(
        "# Columns of the export; write `[map.<canonical column>]` before each that matters, delete the others.\n",
    );
    for header in widest {
        text.push_str(&format!("# [map.]\n# from = {header:?}\n"));
    }
    text.push_str("\n[[example]]\nname = \"a record\"\nrow = { }\ngives = { }\n");
    Ok(text)
}
