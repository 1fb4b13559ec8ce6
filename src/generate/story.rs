//! All that is planted in one month of one system, and what of it falls into a calendar month.
//!
//! A month can be told without telling the months before it: nothing is kept from one to the next.

use chrono::{NaiveDateTime, NaiveTime};

use super::complaint::{Complaint, complaints};
use super::delivery::deliveries;
use super::deployment::{Deliveries, Live, Row};
use super::incident::{Cause, End, Scope, Ticket};
use super::request::{Request, requests};
use super::surge::{Surge, surges};
use super::system::System;
use super::trouble;
use super::work::{Work, works};
use crate::calendar::Month;

/// What was planted in a month; some of it may happen in the next.
#[derive(Debug)]
pub struct Story {
    /// Deployments, with the requests that they deliver.
    pub deliveries: Deliveries,
    /// Incidents, those of releases too.
    pub tickets: Vec<Ticket>,
    /// Maintenance.
    pub works: Vec<Work>,
    /// Requests.
    pub requests: Vec<Request>,
    /// Surges.
    pub surges: Vec<Surge>,
    /// Complaints.
    pub complaints: Vec<Complaint>,
}

/// What happens in a calendar month.
#[derive(Debug)]
pub struct View {
    /// The month.
    pub month: Month,
    /// What was planted in it and in the two months before it, the latest first.
    pub stories: [Story; 3],
    /// Deployments of the next month, which deliver requests of this one.
    pub next: Deliveries,
}

impl Story {
    /// The release behind an incident, and on what evidence.
    pub fn release(&self, ticket: &Ticket) -> Option<(&Live, &'static str)> {
        match ticket.release {
            Cause::None => None,
            Cause::Named(live) => Some((&self.deliveries.lives[live], "id")),
            Cause::Field(live) => Some((&self.deliveries.lives[live], "field")),
            Cause::Time(live) => Some((&self.deliveries.lives[live], "time")),
        }
    }
}

impl View {
    /// The view of a month.
    pub fn of(system: &System, month: Month) -> Self {
        // A request is delivered in its own month or the next, so a story needs the month before and the one after.
        let mut planted = [1, 0, -1, -2, -3].map(|n| deliveries(system, month.plus(n)));
        let asked = [0, 1, 2, 3].map(|n: usize| {
            let month = month.plus(-i32::try_from(n).unwrap_or_default());
            requests(system, month, &planted[n + 1].lives, &planted[n].lives)
        });
        for (n, request) in (0..).zip(&asked).flat_map(|(n, requests)| requests.iter().map(move |r| (n, r))) {
            for (later, live) in &request.delivered {
                planted[if *later { n } else { n + 1 }].lives[*live].requests.push(request.id.clone());
            }
        }
        let reported = [0, 1, 2, 3].map(|n: usize| {
            let mut tickets = planted[n + 1].tickets.clone();
            tickets.extend(trouble::tickets(system, month.plus(-i32::try_from(n).unwrap_or_default())));
            trouble::calm(system, &mut tickets);
            tickets
        });
        let [next, this, last, first, _] = planted;
        let [asked, asked_last, asked_first, _] = asked;
        let story = |n: usize, deliveries: Deliveries, requests: Vec<Request>| {
            let month = month.plus(-i32::try_from(n).unwrap_or_default());
            // Incidents of the month before may last into this one.
            let surges = surges(system, month, &reported[n], &reported[n + 1]);
            let complaints = complaints(system, month, &reported[n], &surges);
            let (tickets, works) = (reported[n].clone(), works(system, month));
            Story { deliveries, tickets, works, requests, surges, complaints }
        };
        View { month, stories: [story(0, this, asked), story(1, last, asked_last), story(2, first, asked_first)], next }
    }

    /// Whether a time lies in the month.
    pub fn holds(&self, time: NaiveDateTime) -> bool {
        Month::of(time.date()) == self.month
    }

    /// Rows of deployment logs that start in the month, with the requests that each names.
    pub fn rows(&self) -> Vec<(&Row, &[String])> {
        let rows = self.stories.iter().flat_map(|s| s.deliveries.rows.iter().map(move |r| (s, r)));
        let mut rows: Vec<_> = rows.filter(|(_, r)| self.holds(r.start)).collect();
        rows.sort_by_key(|(_, r)| r.start);
        rows.into_iter().map(|(story, row)| (row, story.deliveries.carried(row))).collect()
    }

    /// Incidents that begin in the month.
    pub fn tickets(&self) -> impl Iterator<Item = (&Story, &Ticket)> {
        let tickets = self.stories.iter().flat_map(|s| s.tickets.iter().map(move |t| (s, t)));
        tickets.filter(|(_, t)| self.holds(t.counts_from()))
    }

    /// For each minute of the month, whether the service was fully down: an outage that it recovered from, or
    /// maintenance with a stop.
    pub fn down(&self, system: &System) -> Vec<bool> {
        let first = self.month.first_day().and_time(NaiveTime::MIN);
        let last = self.month.plus(1).first_day().and_time(NaiveTime::MIN);
        let place = |time: NaiveDateTime| usize::try_from((time.clamp(first, last) - first).num_minutes()).unwrap_or(0);
        let mut down = vec![false; place(last)];
        for story in &self.stories {
            // Servers stop whether or not the ledger knows the scope.
            let is_full = |t: &&Ticket| t.scope == Scope::Full || t.scope == Scope::Blank && t.stop;
            let tickets = story.tickets.iter().filter(|t| !t.rejected).filter(is_full);
            let outages = tickets.filter_map(|t| match t.end {
                End::At(end) | End::Closed(end) => Some((t.start, end)),
                End::Unknown | End::Open => None,
            });
            let works =
                story.works.iter().filter(|w| w.window(system.planned_work).is_some()).map(|w| (w.start, w.end));
            for (from, to) in outages.chain(works) {
                down[place(from)..place(to).max(place(from))].fill(true);
            }
        }
        down
    }

    /// Complaints of the month.
    pub fn complaints(&self) -> impl Iterator<Item = &Complaint> {
        self.stories.iter().flat_map(|s| &s.complaints).filter(|c| self.holds(c.at))
    }
}
