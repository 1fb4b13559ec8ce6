//! Incidents of HP Service Manager: one text file a year, with semicolons, days before months, and no scope.

use std::io::BufWriter;
use std::path::PathBuf;

use chrono::{Datelike, Duration, NaiveDateTime};
use fs_err::File;

use super::super::incident::{End, Ticket};
use super::super::story::View;
use super::super::system::System;
use super::create;
use super::text::{Form, Rows};
use crate::calendar::Month;
use crate::diagnostic::Result;

const HEADER: [&str; 16] = [
    "CI Name (aff)",
    "CI Type (aff)",
    "Service Component WBS (aff)",
    "Incident ID",
    "Status",
    "Impact",
    "Urgency",
    "Priority",
    "Category",
    "Open Time",
    "Resolved Time",
    "Close Time",
    "Handle Time (Hours)",
    "Closure Code",
    "Related Change",
    "ServiceComp WBS (CBy)",
];

/// Writes the incidents.
pub struct Hpsm {
    folder: PathBuf,
    file: Option<Rows<BufWriter<File>>>,
}

impl Hpsm {
    /// Writes into a folder.
    pub fn new(folder: PathBuf) -> Self {
        Hpsm { folder, file: None }
    }

    fn rows(&mut self, month: Month) -> Result<&mut Rows<BufWriter<File>>> {
        if self.file.is_none() {
            let file = create(&self.folder, &format!("Incident_{}.csv", month.first_day().year()))?;
            let mut rows = Rows::to_file(file, Form { delimiter: b';', encoding: encoding_rs::WINDOWS_1252 })?;
            rows.row(HEADER)?;
            self.file = Some(rows);
        }
        Ok(self.file.as_mut().expect("it was made above"))
    }

    /// Writes the incidents of a system.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        for (_, ticket) in view.tickets() {
            self.rows(view.month)?.row(cells(system, ticket))?;
        }
        Ok(())
    }

    /// Ends the file of the year.
    pub fn end(&mut self) -> Result<()> {
        self.file.take().map_or(Ok(()), |rows| rows.end().map(|_| ()))
    }
}

fn cells(system: &System, ticket: &Ticket) -> [String; 16] {
    let text =
        |time: Option<NaiveDateTime>| time.map(|t| t.format("%d/%m/%Y %H:%M:%S").to_string()).unwrap_or_default();
    let end = match ticket.end {
        End::At(end) | End::Closed(end) => Some(end).filter(|t| *t <= system.horizon),
        End::Unknown | End::Open => None,
    };
    let closed = end.map(|t| (t + Duration::minutes(30)).min(system.horizon));
    let hours = end.map(|t| (t - ticket.start).num_minutes() * 100 / 60).unwrap_or_default();
    let code = match ticket.cause {
        "프로그램" | "SW" => "Software",
        "하드웨어" => "Hardware",
        "외부기관" => "Referred",
        _ => "Other",
    };
    let change = if ticket.change.is_empty() { "#N/B" } else { &ticket.change };
    let item = system.components.iter().position(|c| *c == ticket.component).unwrap_or_default();
    [
        format!("WBA{:05}{item}", system.number),
        "application".into(),
        system.wbs(),
        ticket.id.clone(),
        if end.is_some() { "Closed" } else { "Work In Progress" }.into(),
        ticket.grade.to_string(),
        ticket.grade.to_string(),
        ticket.grade.to_string(),
        "incident".into(),
        text(Some(ticket.start)),
        text(end),
        text(closed),
        format!("{},{:02}", hours / 100, hours % 100),
        code.into(),
        change.into(),
        "#N/B".into(),
    ]
}
