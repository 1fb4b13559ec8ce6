//! One invented system: everything about it follows from its number, so that systems do not depend on each other.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::Plan;
use super::archetype::{Archetype, Habits};
use super::names::{AGENCIES, BASES, name};
use super::random::Stream;
use crate::calendar::Month;

/// Where the deployments of a system are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeployLog {
    /// In the ledger that people keep.
    Ledger,
    /// In Jenkins.
    Jenkins,
    /// In the ledger, and some in Jenkins as well.
    Both,
}

/// A system.
#[derive(Debug)]
pub struct System {
    /// Number, from 0; part of all its record ids.
    pub number: usize,
    /// Id; of the unlisted system its name.
    pub id: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub archetype: Archetype,
    /// What happens in it.
    pub habits: Habits,
    /// Department.
    pub department: &'static str,
    /// Agency.
    pub agency: &'static str,
    /// Modules.
    pub components: &'static [&'static str],
    /// Whether the inventory lists it.
    pub listed: bool,
    /// First month with events.
    pub since: Month,
    /// The end of the history: nothing later is in any export.
    pub horizon: NaiveDateTime,
    /// Where its deployments are logged.
    pub log: DeployLog,
    /// Whether its incidents come from HP Service Manager.
    pub hpsm: bool,
    /// Whether its maintenance is in the plan without numbers, not in the ledger.
    pub planned_work: bool,
    /// Weekly calendar, where it is not 24x7.
    pub service_hours: Option<&'static str>,
    seed: u64,
}

/// The habits of a kind, but for two systems of which more is told.
fn habits(number: usize, archetype: Archetype) -> Habits {
    match (number, archetype.habits()) {
        // The guide says of its second example that it has no outages and no trouble with deployments.
        (1, usual) => Habits { hard_days: 0, hard_weeks: 0, incidents: 0, ..usual },
        // Grants change with every policy, and late.
        (2, usual) => Habits { changes: 20, policy: 45, late: 35, ..usual },
        (_, usual) => usual,
    }
}

/// The number in the ids of the system that no inventory lists.
const UNLISTED: usize = 9_999;

impl System {
    /// The system with a number.
    pub fn new(plan: &Plan, number: usize) -> Self {
        let base = &BASES[number % BASES.len()];
        let (id, name) = name(number);
        let archetype = base.archetype;
        let late = archetype == Archetype::Newcomer && plan.months > 4;
        let since = if late { plan.first().plus(i32::try_from(plan.months).unwrap_or(0) / 3) } else { plan.first() };
        System {
            number,
            id,
            name,
            archetype,
            habits: habits(number, archetype),
            department: base.department,
            agency: AGENCIES[number / 4 % AGENCIES.len()],
            components: base.components,
            listed: true,
            since,
            horizon: plan.until.plus(1).first_day().and_time(NaiveTime::MIN),
            log: match archetype {
                Archetype::Msa => DeployLog::Jenkins,
                Archetype::Portal if number % 2 == 1 => DeployLog::Both,
                _ => DeployLog::Ledger,
            },
            hpsm: number % 9 == 6,
            planned_work: number % 3 == 1,
            service_hours: (archetype == Archetype::Internal && number % 4 == 2).then_some("Mon-Fri 09:00-18:00"),
            seed: plan.seed,
        }
    }

    /// The one system that exports name and no inventory lists.
    pub fn unlisted(plan: &Plan) -> Self {
        let since = plan.first().plus((i32::try_from(plan.months).unwrap_or(0) - 6).max(0));
        let name = "현장점검 모바일".to_string();
        let habits = Habits { deploys: 12, hard_days: 0, hard_weeks: 0, ..Archetype::Internal.habits() };
        let base = System::new(plan, 1);
        System {
            number: UNLISTED,
            id: name.clone(),
            name,
            habits,
            components: &["점검앱"],
            department: "현장지원팀",
            listed: false,
            since,
            planned_work: false,
            service_hours: None,
            ..base
        }
    }

    /// The listed systems, and the unlisted one.
    pub fn all(plan: &Plan) -> impl Iterator<Item = System> {
        (0..plan.systems).map(|number| System::new(plan, number)).chain([System::unlisted(plan)])
    }

    /// Whether anything of it is in an export of the month.
    pub fn active(&self, month: Month) -> bool {
        self.archetype != Archetype::Silent && month >= self.since && month.first_day() < self.horizon.date()
    }

    /// First day of which anything is known.
    pub fn first_day(&self) -> NaiveDate {
        self.since.first_day()
    }

    /// The random numbers of one purpose in one month.
    pub fn stream(&self, month: Month, purpose: &str) -> Stream {
        Stream::new(self.seed, &format!("{}/{}/{month}/{purpose}", self.number, self.id))
    }

    /// The random numbers of one purpose that has no month.
    pub fn stream_of_all(&self, purpose: &str) -> Stream {
        Stream::new(self.seed, &format!("{}/{}/{purpose}", self.number, self.id))
    }

    /// The random numbers of the three systems that fall together.
    pub fn group(&self, month: Month) -> Option<(usize, Stream)> {
        let group = self.number.checked_sub(2).filter(|_| self.listed)? / 3;
        Some((group, Stream::new(self.seed, &format!("group {group}/{month}"))))
    }

    /// An application server.
    pub fn host(&self, number: usize) -> String {
        self.server("was", number)
    }

    /// A server of a tier.
    pub fn server(&self, tier: &str, number: usize) -> String {
        let slug: String = if self.listed { self.id.replace('-', "") } else { "field".into() };
        format!("{slug}-{tier}{:02}", number + 1)
    }

    /// The last month of the history.
    pub fn last_month(&self) -> Month {
        Month::of(self.horizon.date()).plus(-1)
    }

    /// A spelling of its name; all of them are aliases but the first, which is the name itself.
    pub fn spelling(&self, which: i64) -> String {
        match which {
            1 if self.listed => format!("{}(통합)", self.name),
            2 if self.listed => format!("{} 시스템", self.name),
            3 => self.name.replacen(' ', "  ", 1),
            _ => self.name.clone(),
        }
    }

    /// Its name in HP Service Manager.
    pub fn wbs(&self) -> String {
        format!("WBS{:06}", self.number + 1)
    }
}
