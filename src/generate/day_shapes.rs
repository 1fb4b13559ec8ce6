//! Deployments of one evening that are more than one plain row.

use chrono::{Duration, NaiveDateTime};

use super::days::later;
use super::delivery::{Item, Planter};
use super::deployment::{Kind, Outcome};
use super::incident::{Cause, End, Scope, Ticket};
use super::system::DeployLog;

/// Plants one shape.
pub fn plant(p: &mut Planter, start: NaiveDateTime, item: Item) {
    match p.random.within(0, 12) {
        0 => rolling(p, start, &item),
        1 => retried(p, start, &item),
        2 => failed(p, start, &item),
        3 => several(p, start, &item, 20),
        4 => several(p, start, &item, 100),
        5 => {
            let live = p.release(start, &item);
            p.roll_back(live, &item, 90);
        }
        6 => taken_back(p, start, &item),
        7 => of_kind(p, start, &item),
        8 => by_two_tools(p, start, &item),
        9 => named(p, start, &item),
        10 => by_field(p, start, &item),
        11 => by_time(p, start, &item),
        _ => named_and_rolled_back(p, start, &item),
    }
}

/// Host by host: one release.
fn rolling(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    let live = p.release(start, item);
    for (host, minutes) in [(1, 5), (2, 10)] {
        let row = p.row(later(start, minutes), item, Some(live));
        p.out.rows[row].host = p.system.host(host);
    }
}

/// The second try within an hour succeeds: one release from the first try on.
fn retried(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    let live = p.next();
    let first = p.row(start, item, Some(live));
    p.out.rows[first].outcome = Outcome::Failed;
    let wait = p.random.within(20, 50);
    p.row(later(start, wait), item, Some(live));
    p.live(first);
}

/// No release at all; the requests wait for the next one.
fn failed(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    let next = p.next();
    let row = p.row(start, item, Some(next));
    p.out.rows[row].outcome = Outcome::Failed;
    p.out.failures.push(start);
}

/// Two modules under one change: one release.
fn several(p: &mut Planter, start: NaiveDateTime, item: &Item, minutes: i64) {
    let live = p.release(start, item);
    if p.system.components.len() > 1 {
        let change = item.change.clone();
        let other = Item { change, ..p.item() };
        p.row(later(start, minutes), &other, Some(live));
        p.out.lives[live].components = 2;
    }
}

/// The row itself says that it was taken back: a release and a rollback. Jenkins knows no such result.
fn taken_back(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    let live = p.release(start, item);
    if p.system.log != DeployLog::Jenkins {
        let row = p.out.rows.len() - 1;
        p.out.rows[row].outcome = Outcome::RolledBack;
        p.out.rollbacks.push(p.out.rows[row].finish);
        p.out.lives[live].rolled_back = true;
    }
}

/// Settings or data, which have numbers of their own: counted like any other.
fn of_kind(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    p.release(start, item);
    if p.system.log != DeployLog::Jenkins {
        let row = p.out.rows.len() - 1;
        p.out.rows[row].kind = *p.random.pick(&[Kind::Config, Kind::DataPatch]);
        p.out.rows[row].version = item.version.replacen('v', "set-", 1);
    }
}

/// Ledger and Jenkins log one deployment: one release, no retry.
fn by_two_tools(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    let live = p.release(start, item);
    if p.system.log == DeployLog::Both {
        p.row_in(true, later(start, 2), item, Some(live));
    }
}

/// An incident that names the change, or the deployment, as its cause.
fn named(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    let live = p.release(start, item);
    let minutes = p.random.within(20, 90);
    let begun = later(p.out.rows[p.out.rows.len() - 1].finish, minutes);
    let length = p.random.within(15, 100);
    let by_deployment = p.random.chance(40);
    let change = if by_deployment { p.out.lives[live].id.clone() } else { item.change.clone() };
    let mut ticket = caused(p, item, begun, length);
    ticket.change = change;
    ticket.release = Cause::Named(live);
    if p.random.chance(40) {
        (ticket.scope, ticket.grade, ticket.stop, ticket.action) = (Scope::Full, 1, true, "WAS 재기동");
    }
    p.out.lives[live].named = true;
    p.out.tickets.push(ticket);
}

/// An incident of a program some hours later, that names nothing.
fn by_field(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    let live = p.release(start, item);
    let begun = later(p.out.rows[p.out.rows.len() - 1].finish, 60 * p.random.within(3, 7));
    let length = p.random.within(10, 80);
    let mut ticket = caused(p, item, begun, length);
    ticket.cause = "프로그램";
    ticket.release = Cause::Field(live);
    p.out.lives[live].followed = true;
    p.out.tickets.push(ticket);
}

/// An incident of an unknown cause within two hours.
fn by_time(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    let live = p.release(start, item);
    let begun = later(p.out.rows[p.out.rows.len() - 1].finish, p.random.within(5, 115));
    let length = p.random.within(10, 60);
    let mut ticket = caused(p, item, begun, length);
    ticket.cause = "기타";
    ticket.scope = *p.random.pick(&[Scope::Partial, Scope::Degraded]);
    ticket.release = Cause::Time(live);
    p.out.lives[live].followed = true;
    p.out.tickets.push(ticket);
}

/// An incident that ends when the release is rolled back.
fn named_and_rolled_back(p: &mut Planter, start: NaiveDateTime, item: &Item) {
    let live = p.release(start, item);
    p.roll_back(live, item, 90);
    let back = p.out.rows[p.out.rows.len() - 1].finish;
    let begun = later(start, 25);
    let mut ticket = caused(p, item, begun, (back - begun).num_minutes());
    (ticket.change, ticket.action) = (item.change.clone(), "이전 버전 원복");
    ticket.release = Cause::Named(live);
    p.out.lives[live].named = true;
    p.out.tickets.push(ticket);
}

/// A partial outage of a component that was just deployed.
pub fn caused(p: &Planter, item: &Item, begun: NaiveDateTime, minutes: i64) -> Ticket {
    let system = p.system;
    let id = super::trouble::ticket_id(system, begun, i64::try_from(p.out.tickets.len()).unwrap_or_default() + 50);
    let mut ticket = Ticket::new(id, begun, End::At(begun + Duration::minutes(minutes)));
    ticket.cause = "배포";
    ticket.action = "프로그램 수정";
    ticket.title = "배포 후 기능 오류";
    ticket.component = item.component.clone();
    ticket
}
