//! Plants the deployments of a month: single days and whole weeks, each with a shape that the figures must count right.
//!
//! Releases start on Tuesdays, Wednesdays and Thursdays between 18:00 and 20:45; incidents of other causes keep away
//! from them (see `trouble`), so that every rule of attribution has one answer.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, Weekday};

use super::days::{at, later, ordinal, plus, weekdays};
use super::deployment::{Deliveries, Env, Kind, Live, Outcome, Row};
use super::random::Stream;
use super::system::{DeployLog, System};
use super::{day_shapes, week_shapes};
use crate::calendar::Month;

/// Plants one month of one system.
#[derive(Debug)]
pub struct Planter<'a> {
    /// The system.
    pub system: &'a System,
    /// The month.
    pub month: Month,
    /// Draws the shapes.
    pub random: Stream,
    /// What was planted.
    pub out: Deliveries,
    slot: i64,
}

/// A version of a component with the change that brings it.
#[derive(Debug, Clone)]
pub struct Item {
    /// Module.
    pub component: String,
    /// Version.
    pub version: String,
    /// The version before it.
    pub previous: String,
    /// Change.
    pub change: String,
}

/// The deployments whose week begins in the month.
pub fn deliveries(system: &System, month: Month) -> Deliveries {
    let random = system.stream(month, "deployments");
    let mut planter = Planter { system, month, random, out: Deliveries::default(), slot: 0 };
    if system.active(month) {
        for tuesday in weekdays(month, Weekday::Tue) {
            planter.week(tuesday);
        }
        planter.infra();
    }
    let horizon = system.horizon;
    planter.out.rows.retain(|r| r.start < horizon);
    planter.out
}

impl Planter<'_> {
    fn week(&mut self, tuesday: NaiveDate) {
        // At the end of the history a shape could be cut in half: only whole days are planted there.
        let whole = plus(tuesday, 7).and_time(chrono::NaiveTime::MIN) <= self.system.horizon;
        let habits = self.system.habits;
        if self.random.chance(habits.hard_weeks) && whole {
            return week_shapes::plant(self, tuesday);
        }
        for day in [tuesday, plus(tuesday, 1), plus(tuesday, 2)] {
            if self.random.chance(habits.deploys) && at(day, 24, 0) <= self.system.horizon {
                let start = later(at(day, 18, 0), *self.random.pick(&[0, 0, 10, 30, 45]));
                let item = self.item();
                if self.random.chance(25) {
                    self.staging(start, &item);
                }
                if self.random.chance(habits.hard_days) && whole {
                    day_shapes::plant(self, start, item);
                } else {
                    self.release(start, &item);
                }
            }
        }
    }

    /// A patch of the operating system on the first Sunday, now and then: no release.
    fn infra(&mut self) {
        let sunday = weekdays(self.month, Weekday::Sun).next();
        if let Some(sunday) = sunday.filter(|_| self.system.log == DeployLog::Ledger && self.random.chance(30)) {
            let nothing = Item {
                component: String::new(),
                version: String::new(),
                previous: String::new(),
                change: String::new(),
            };
            let at = self.row(at(sunday, 2, 0), &nothing, None);
            self.out.rows[at].kind = Kind::Infra;
        }
    }

    /// The next version, of the component whose turn it is.
    pub fn item(&mut self) -> Item {
        self.slot += 1;
        let (year, month) = (self.month.first_day().year() - 2020, self.month.first_day().month());
        let which = usize::try_from(self.slot).unwrap_or_default() % self.system.components.len();
        Item {
            component: self.system.components[which].to_string(),
            version: format!("v{year}.{month}.{}", self.slot),
            previous: format!("v{year}.{month}.{}", self.slot - 1),
            change: format!("CHG-{}-{:04}-{:02}", self.month.first_day().format("%Y%m"), self.system.number, self.slot),
        }
    }

    /// A row in the log of the system; returns its position.
    pub fn row(&mut self, start: NaiveDateTime, item: &Item, carries: Option<usize>) -> usize {
        self.row_in(self.system.log == DeployLog::Jenkins, start, item, carries)
    }

    /// A row in Jenkins or in the ledger.
    pub fn row_in(&mut self, jenkins: bool, start: NaiveDateTime, item: &Item, carries: Option<usize>) -> usize {
        let place = self.out.rows.len();
        let build = ordinal(self.month) % 600 * 100 + i64::try_from(place).unwrap_or_default() + 1;
        let month = self.month.first_day().format("%Y%m");
        self.out.rows.push(Row {
            id: format!("DPL-{month}-{:04}-{:02}", self.system.number, place + 1),
            jenkins,
            build,
            start,
            finish: start + Duration::minutes(self.random.within(5, 15)),
            component: item.component.clone(),
            host: self.system.host(0),
            env: Env::Production,
            kind: Kind::Planned,
            outcome: Outcome::Success,
            version: item.version.clone(),
            change: item.change.clone(),
            carries,
        });
        place
    }

    /// A release of one component by one row; returns its position.
    pub fn release(&mut self, start: NaiveDateTime, item: &Item) -> usize {
        let live = self.out.lives.len();
        let first = self.row(start, item, Some(live));
        self.live(first)
    }

    /// Makes a row the first one of a release; returns the release's position.
    pub fn live(&mut self, first: usize) -> usize {
        let row = &self.out.rows[first];
        self.out.lives.push(Live {
            id: if row.jenkins { super::jenkins_id(self.system, row) } else { row.id.clone() },
            source: if row.jenkins { "jenkins" } else { "deploy" },
            start: row.start,
            components: 1,
            hotfix: row.kind == Kind::Hotfix,
            rolled_back: false,
            named: false,
            followed: false,
            hotfixed: false,
            requests: Vec::new(),
        });
        self.out.lives.len() - 1
    }

    /// The next release's position: what a failed attempt wanted to deliver.
    pub fn next(&self) -> usize {
        self.out.lives.len()
    }

    /// A rollback of a release, so many minutes after its start.
    pub fn roll_back(&mut self, live: usize, item: &Item, minutes: i64) {
        let start = later(self.out.lives[live].start, minutes);
        let back = Item { version: item.previous.clone(), ..item.clone() };
        let row = self.row(start, &back, None);
        self.out.rows[row].kind = Kind::Rollback;
        self.out.rollbacks.push(start);
        self.out.lives[live].rolled_back = true;
    }

    fn staging(&mut self, start: NaiveDateTime, item: &Item) {
        let carries = Some(self.next());
        let row = self.row(start - Duration::hours(27), item, carries);
        self.out.rows[row].env = Env::Staging;
    }
}
