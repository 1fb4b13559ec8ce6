//! Writes what was planted: figures per system and month, causes of incidents, requests and their releases, surges.
//!
//! Nothing here reads what the exports say or how figures are made from them; minutes are counted one by one.

use std::path::Path;

use chrono::{NaiveDateTime, NaiveTime};
use fs_err::File;

use super::days::{at, days, is_working, minute_text};
use super::monitor::Monitor;
use super::request::{Class, Request};
use super::story::View;
use super::system::System;
use crate::diagnostic::{Diagnostic, Result};

/// The figures of truth/months.csv, after system and month.
pub const FIGURES: [&str; 20] = [
    "releases",
    "component_deploys",
    "failed_attempts",
    "rollbacks",
    "hotfixes",
    "failed_by_rollback",
    "failed_strict",
    "failed",
    "incidents",
    "outages",
    "full_outages",
    "outage_minutes",
    "full_outage_minutes",
    "planned_minutes",
    "deploy_caused_minutes",
    "change_requests",
    "policy_requests",
    "due",
    "on_time",
    "complaints",
];

/// The columns of truth/surges.csv: `end` is until when samples show the surge, `peak_factor` its height over the usual
/// load of that time, `found_from` the first month before which 56 days were measured. `over_peak` is Y where it is 1.5
/// times as high as the daily peak for sure: such a surge is to be found even where a weekly baseline has absorbed it.
const SURGES: [&str; 8] =
    ["system_id", "start", "end", "class", "peak_factor", "bucket_minutes", "found_from", "over_peak"];

/// Writes the files of truth/.
pub struct Truth {
    months: csv::Writer<File>,
    causes: csv::Writer<File>,
    links: csv::Writer<File>,
    surges: csv::Writer<File>,
}

fn failed(error: csv::Error) -> Diagnostic {
    Diagnostic::input("E0101", error.to_string())
}

impl Truth {
    /// Makes the folder and its files.
    ///
    /// # Errors
    /// `E0101` where they cannot be written.
    pub fn create(folder: &Path) -> Result<Self> {
        fs_err::create_dir_all(folder)?;
        let file = |name: &str, header: &[&str]| -> Result<csv::Writer<File>> {
            let mut writer = csv::Writer::from_writer(File::create(folder.join(name))?);
            writer.write_record(header).map_err(failed)?;
            Ok(writer)
        };
        let months: Vec<&str> = ["system_id", "period"].into_iter().chain(FIGURES).collect();
        Ok(Truth {
            months: file("months.csv", &months)?,
            causes: file("incident_causes.csv", &["system_id", "incident_id", "deploy_source", "deploy_id", "grade"])?,
            links: file("request_releases.csv", &["system_id", "sr_id", "deploy_source", "deploy_id", "lead_seconds"])?,
            surges: file("surges.csv", &SURGES)?,
        })
    }

    /// Writes the month of a system.
    ///
    /// # Errors
    /// `E0101` where the files cannot be written.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        let figures = figures(system, view);
        let names = [system.id.clone(), view.month.to_string()].into_iter();
        self.months.write_record(names.chain(figures.iter().map(ToString::to_string))).map_err(failed)?;
        for (story, ticket) in view.tickets().filter(|(_, t)| !t.rejected) {
            if let Some((live, grade)) = story.release(ticket) {
                self.causes.write_record([&system.id, &ticket.id, live.source, &live.id, grade]).map_err(failed)?;
            }
        }
        self.write_surges(system, view)?;
        let requests = &view.stories[0].requests;
        for request in requests.iter().filter(|r| r.class == Class::Change && r.void.is_none()) {
            let first = request
                .delivered
                .first()
                .map(|(later, at)| if *later { &view.next.lives[*at] } else { &view.stories[0].deliveries.lives[*at] });
            if let Some(live) = first {
                let seconds = (live.start - request.asked).num_seconds().to_string();
                self.links.write_record([&system.id, &request.id, live.source, &live.id, &seconds]).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn write_surges(&mut self, system: &System, view: &View) -> Result<()> {
        let Some(monitor) = Monitor::of(system) else { return Ok(()) };
        for surge in &view.stories[0].surges {
            self.surges
                .write_record([
                    system.id.as_str(),
                    &minute_text(surge.start),
                    &minute_text(surge.end),
                    surge.class.word(),
                    &format!("{:.2}", surge.factor),
                    &monitor.step.to_string(),
                    &monitor.found_from().to_string(),
                    if surge.over_peak { "Y" } else { "N" },
                ])
                .map_err(failed)?;
        }
        Ok(())
    }

    /// Ends the files.
    ///
    /// # Errors
    /// `E0101` where they cannot be written.
    pub fn finish(mut self) -> Result<()> {
        let files = [&mut self.months, &mut self.causes, &mut self.links, &mut self.surges];
        files.into_iter().try_for_each(csv::Writer::flush)?;
        Ok(())
    }
}

/// The figures of a month, in the order of [`FIGURES`].
fn figures(system: &System, view: &View) -> Vec<usize> {
    let lives = || {
        let lives = view.stories.iter().flat_map(|s| &s.deliveries.lives);
        lives.filter(|l| view.holds(l.start))
    };
    let times = |of: fn(&super::deployment::Deliveries) -> &Vec<NaiveDateTime>| {
        view.stories.iter().flat_map(|s| of(&s.deliveries)).filter(|t| view.holds(**t)).count()
    };
    let tickets = || view.tickets().map(|(_, t)| t).filter(|t| !t.rejected);
    let asked = || view.stories[0].requests.iter().filter(|r| r.class == Class::Change && r.void.is_none());
    let dues: Vec<&Request> = view.stories.iter().flat_map(|s| &s.requests).filter(|r| due_in(r, view)).collect();
    let on_time = |r: &&&Request| r.done.zip(r.due).is_some_and(|(done, due)| done.date() <= due);
    let [outage, full, planned, caused] = minutes(system, view);
    vec![
        lives().count(),
        lives().map(|l| usize::try_from(l.components).unwrap_or_default()).sum(),
        times(|d| &d.failures),
        times(|d| &d.rollbacks),
        lives().filter(|l| l.hotfix).count(),
        lives().filter(|l| l.rolled_back).count(),
        lives().filter(|l| l.rolled_back || l.named).count(),
        lives().filter(|l| l.rolled_back || l.named || l.followed || l.hotfixed).count(),
        tickets().count(),
        tickets().filter(|t| t.outage(system.hpsm).is_some()).count(),
        tickets().filter(|t| t.outage(system.hpsm) == Some(true)).count(),
        outage,
        full,
        planned,
        caused,
        asked().count(),
        asked().filter(|r| r.policy).count(),
        dues.len(),
        dues.iter().filter(on_time).count(),
        view.complaints().count(),
    ]
}

fn due_in(request: &Request, view: &View) -> bool {
    request.void.is_none() && request.due.is_some_and(|due| view.holds(due.and_time(NaiveTime::MIN)))
}

const FULL: u8 = 1;
const PARTIAL: u8 = 2;
const CAUSED: u8 = 4;
const PLANNED: u8 = 8;
const CLOSED: u8 = 16;

/// Minutes of the month: down, fully down, planned, down by a release that is known as the cause.
fn minutes(system: &System, view: &View) -> [usize; 4] {
    let first = view.month.first_day().and_time(NaiveTime::MIN);
    let last = view.month.plus(1).first_day().and_time(NaiveTime::MIN);
    let place = |time: NaiveDateTime| usize::try_from((time.clamp(first, last) - first).num_minutes()).unwrap_or(0);
    let mut board = vec![0_u8; place(last)];
    let mut mark = |from: NaiveDateTime, to: NaiveDateTime, flag: u8| {
        board[place(from)..place(to).max(place(from))].iter_mut().for_each(|minute| *minute |= flag);
    };
    for story in &view.stories {
        for ticket in story.tickets.iter().filter(|t| !t.rejected) {
            let Some(is_full) = ticket.outage(system.hpsm) else { continue };
            let (from, to) = (ticket.counts_from(), ticket.counts_to(system.horizon).unwrap_or(system.horizon));
            mark(from, to, if is_full { FULL } else { PARTIAL });
            if story.release(ticket).is_some_and(|(_, grade)| grade != "time") {
                mark(from, to, CAUSED);
            }
        }
        for work in &story.works {
            match work.window(system.planned_work) {
                Some(true) => mark(work.start, work.end, PLANNED),
                Some(false) => mark(work.start, work.end, FULL),
                None => {}
            }
        }
    }
    for day in days(view.month).filter(|_| system.service_hours.is_some()) {
        let opens = if is_working(day) { at(day, 9, 0) } else { at(day, 24, 0) };
        mark(at(day, 0, 0), opens, CLOSED);
        mark(at(day, 18, 0).max(opens), at(day, 24, 0), CLOSED);
    }
    let count = |all_of: &dyn Fn(u8) -> bool| board.iter().filter(|minute| all_of(**minute)).count();
    let counts = |minute: u8, flags: u8| minute & flags != 0 && minute & (PLANNED | CLOSED) == 0;
    [
        count(&|m| counts(m, FULL | PARTIAL)),
        count(&|m| counts(m, FULL)),
        count(&|m| m & PLANNED != 0 && m & CLOSED == 0),
        count(&|m| counts(m, CAUSED)),
    ]
}
