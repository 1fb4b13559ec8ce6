//! What the shell and scripts share: statements and the commands that begin with a point. It prints nothing.

use std::time::{Duration, Instant};

use assay::diagnostic::{Diagnostic, Result, nearest};
use assay::engine::Engine;
use assay::report::views;
use clap::ValueEnum;

use super::script::{Piece, pieces};
use super::{Format, form, questions};
use crate::cli::table::{Table, cut};

/// Rows of a table that the terminal shows.
const MOST_ROWS: usize = 200;

/// Files that may read one another in a row.
const DEEPEST: usize = 8;

const HELP: &str = "\
.tables            what can be asked, with a line on each
.schema NAME       columns of a table or view
.names             the named questions
.name NAME [K=V …] ask a named question
.read FILE         run the statements of a file
.format FORM       table, csv, json or markdown
.help              this
.quit              leave (or Ctrl-D)
A statement ends with a semicolon. Tab completes; the arrows bring back what was typed.
";

/// The commands, for completion.
pub const COMMANDS: [&str; 8] = [".tables", ".schema", ".names", ".name", ".read", ".format", ".help", ".quit"];

/// A running session.
pub struct Session<'e> {
    engine: &'e Engine,
    format: Format,
    most: usize,
    reading: usize,
}

/// What a statement or a command gave.
pub struct Answer {
    /// Text to print.
    pub text: String,
    /// How long the engine took; nothing for commands.
    pub took: Option<Duration>,
    /// Whether the session ends.
    pub quit: bool,
}

impl Answer {
    fn said(text: String) -> Self {
        Answer { text, took: None, quit: false }
    }
}

impl<'e> Session<'e> {
    /// A session that shows all rows of a result.
    pub fn new(engine: &'e Engine, format: Format) -> Self {
        Session { engine, format, most: usize::MAX, reading: 0 }
    }

    /// From now on tables are cut to what a person reads.
    pub fn cut_tables(&mut self) {
        self.most = MOST_ROWS;
    }

    /// Names for completion: views and their columns.
    pub fn words(&self) -> Result<Vec<String>> {
        let rows = self.engine.query(
            "select distinct name from (select table_name as name from information_schema.tables \
             union all select column_name from information_schema.columns) order by 1",
        )?;
        Ok(rows.texts(0)?.into_iter().flatten().collect())
    }

    /// Runs one query.
    ///
    /// # Errors
    /// `E0140` with what the engine said, `E0143` for what is no query.
    pub fn query(&self, query: &str) -> Result<Answer> {
        self.engine.check_reads_only(query)?;
        let start = Instant::now();
        let rows = self.engine.query(query)?;
        let took = start.elapsed();
        Ok(Answer { text: form::text(&rows, self.format, self.most)?, took: Some(took), quit: false })
    }

    /// Runs statements and commands one after the other; the first fault ends it.
    pub fn script(&mut self, text: &str) -> Result<String> {
        let mut out = String::new();
        let (pieces, _) = pieces(text);
        if pieces.is_empty() {
            return Err(Diagnostic::input("E0142", "there is no query"));
        }
        for piece in pieces {
            let answer = self.piece(&piece)?;
            out.push_str(&answer.text);
            if answer.quit {
                break;
            }
        }
        Ok(out)
    }

    /// Runs one statement or command.
    pub fn piece(&mut self, piece: &Piece) -> Result<Answer> {
        match piece {
            Piece::Statement(query) => self.query(query),
            Piece::Command(command) => self.command(command),
        }
    }

    fn command(&mut self, command: &str) -> Result<Answer> {
        let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let rest = rest.trim().trim_end_matches(';').trim();
        match name.trim_end_matches(';') {
            ".quit" | ".exit" => Ok(Answer { text: String::new(), took: None, quit: true }),
            ".help" => Ok(Answer::said(HELP.into())),
            ".tables" => Ok(Answer::said(self.tables()?)),
            ".schema" => Ok(Answer::said(self.schema(rest)?)),
            ".names" => Ok(Answer::said(questions::listed())),
            ".name" => self.named(rest),
            ".read" => self.read(rest),
            ".format" => {
                self.format = Format::from_str(rest, true).ok().filter(|f| *f != Format::Parquet).ok_or_else(|| {
                    Diagnostic::input("E0146", format!("no form is called `{rest}`"))
                        .hint("forms: table, csv, json, markdown")
                })?;
                Ok(Answer::said(String::new()))
            }
            other => {
                let fault = Diagnostic::input("E0146", format!("no command is called `{other}`"));
                Err(match nearest(other, COMMANDS) {
                    Some(near) => fault.hint(format!("did you mean `{near}`?")),
                    None => fault.hint("`.help` lists them"),
                })
            }
        }
    }

    fn read(&mut self, file: &str) -> Result<Answer> {
        if self.reading == DEEPEST {
            return Err(Diagnostic::input("E0146", format!("`{file}` is read by itself")));
        }
        let text = fs_err::read_to_string(file)?;
        self.reading += 1;
        let read = self.script(&text);
        self.reading -= 1;
        read.map(Answer::said)
    }

    fn named(&mut self, rest: &str) -> Result<Answer> {
        let mut words = rest.split_whitespace();
        let question = questions::find(words.next().unwrap_or_default())?;
        let given: Vec<String> = words.map(str::to_string).collect();
        self.engine.execute(&questions::settings(&question, &given)?)?;
        self.query(question.text)
    }

    fn tables(&self) -> Result<String> {
        let mut table = Table::new(&["name", "what it holds"]);
        for view in views::list(self.engine)? {
            table.row([view.name, cut(&view.doc, 56)]);
        }
        Ok(table.text())
    }

    fn schema(&self, name: &str) -> Result<String> {
        let known = views::list(self.engine)?;
        if name.is_empty() {
            return Err(Diagnostic::input("E0146", "`.schema` needs a name").hint("`.tables` lists them"));
        }
        let quoted = name.replace('"', "\"\"");
        let described = self.engine.query(&format!("describe \"{quoted}\"")).map_err(|_| {
            let fault = Diagnostic::input("E0146", format!("no table is called `{name}`"));
            match nearest(name, known.iter().map(|v| v.name.as_str())) {
                Some(near) => fault.hint(format!("did you mean `{near}`?")),
                None => fault.hint("`.tables` lists them"),
            }
        })?;
        let mut table = Table::new(&["column", "type", "meaning"]);
        for (column, kind) in described.texts(0)?.into_iter().zip(described.texts(1)?) {
            let column = column.unwrap_or_default();
            let doc = views::column_doc(name, &column).unwrap_or_default();
            table.row([column, kind.unwrap_or_default().to_lowercase(), cut(doc, 44)]);
        }
        let doc = known.into_iter().find(|v| v.name == name).map(|v| format!("{}\n", v.doc));
        Ok(doc.unwrap_or_default() + &table.text())
    }
}
