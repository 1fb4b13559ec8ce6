//! Builds of Jenkins: in turn a page of builds as one JSON document, and one build a line.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use chrono::{Duration, NaiveDateTime};
use fs_err::File;
use serde_json::{Value, json};

use super::super::days::{at, ordinal};
use super::super::deployment::{Env, Kind, Outcome, Row};
use super::super::story::View;
use super::super::system::{DeployLog, System};
use super::create;
use crate::calendar::Month;
use crate::diagnostic::Result;

/// Writes the builds.
pub struct Jenkins {
    folder: PathBuf,
    file: Option<(BufWriter<File>, bool)>,
    empty: bool,
}

impl Jenkins {
    /// Writes into a folder.
    pub fn new(folder: PathBuf) -> Self {
        Jenkins { folder, file: None, empty: true }
    }

    fn build(&mut self, month: Month, build: &Value) -> Result<()> {
        if self.file.is_none() {
            let lines = ordinal(month) % 2 == 0;
            let name = if lines { format!("builds_{month}.ndjson") } else { format!("builds_{month}.json") };
            let mut file = BufWriter::new(create(&self.folder, &name)?);
            if !lines {
                file.write_all(b"{\"_class\":\"com.cloudbees.hudson.plugins.folder.Folder\",\"builds\":[\n")?;
            }
            (self.file, self.empty) = (Some((file, lines)), true);
        }
        let (file, lines) = self.file.as_mut().expect("it was made above");
        if !self.empty {
            file.write_all(if *lines { b"\n" } else { b",\n" })?;
        }
        self.empty = false;
        file.write_all(build.to_string().as_bytes())?;
        Ok(())
    }

    /// Writes the builds of a system; a nightly test among them deploys nothing.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        for (row, requests) in view.rows().into_iter().filter(|(r, _)| r.jenkins) {
            self.build(view.month, &of_row(system, row, requests))?;
        }
        if system.log == DeployLog::Jenkins {
            let night = at(view.month.last_day(), 2, 0);
            let job = format!("{} » nightly-test", system.id);
            let (number, end) = (ordinal(view.month), night + Duration::minutes(20));
            self.build(view.month, &build(&job, number, [night, end], "SUCCESS", &[], &["Test"]))?;
        }
        Ok(())
    }

    /// Ends the file of the month.
    pub fn end(&mut self) -> Result<()> {
        if let Some((mut file, lines)) = self.file.take() {
            file.write_all(if lines { b"\n" } else { b"\n]}\n" })?;
            file.flush()?;
        }
        Ok(())
    }
}

fn build(
    job: &str,
    number: i64,
    [start, finish]: [NaiveDateTime; 2],
    result: &str,
    parameters: &[(&str, String)],
    stages: &[&str],
) -> Value {
    let millis = |t: NaiveDateTime| (t - Duration::hours(9)).and_utc().timestamp_millis();
    let parameters: Vec<Value> =
        parameters.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let stages: Vec<Value> = stages.iter().map(|name| json!({ "name": name })).collect();
    json!({
        "_class": "org.jenkinsci.plugins.workflow.job.WorkflowRun",
        "number": number,
        "displayName": format!("#{number}"),
        "fullDisplayName": format!("{job} #{number}"),
        "result": result,
        "building": false,
        "timestamp": millis(start),
        "duration": millis(finish) - millis(start),
        "actions": [{}, { "parameters": parameters }],
        "stages": stages,
    })
}

fn of_row(system: &System, row: &Row, requests: &[String]) -> Value {
    let result = match row.outcome {
        Outcome::Failed => "FAILURE",
        _ if row.build % 9 == 0 => "UNSTABLE",
        _ => "SUCCESS",
    };
    let job = job(system, row).replace('/', " » ");
    let env = if row.env == Env::Production { "prod" } else { "stg" };
    let change = Some(("CHANGE_ID", row.change.clone())).filter(|(_, change)| !change.is_empty());
    let parameters: Vec<_> =
        [("ENV", env.to_string()), ("VERSION", row.version.clone())].into_iter().chain(change).collect();
    let mut build = build(&job, row.build, [row.start, row.finish], result, &parameters, &["Build", "Test", "Deploy"]);
    if !requests.is_empty() {
        let items: Vec<Value> = requests.iter().map(|id| json!({ "msg": format!("{id} 반영") })).collect();
        build["changeSets"] = json!([{ "items": items }]);
    }
    build
}

/// Job of a row, with its folder.
pub fn job(system: &System, row: &Row) -> String {
    let task = match row.kind {
        Kind::Rollback => "rollback",
        Kind::Hotfix => "hotfix",
        _ => "deploy",
    };
    format!("{}/{}-{task}", system.id, row.component)
}
