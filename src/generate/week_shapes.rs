//! Deployments that hang together over several days; nothing else is deployed in such a week.

use chrono::NaiveDate;

use super::day_shapes::caused;
use super::days::{at, plus};
use super::delivery::{Item, Planter};
use super::deployment::{Deliveries, Kind};
use super::incident::Cause;
use super::system::DeployLog;
use crate::calendar::Month;

/// Plants one shape.
pub fn plant(p: &mut Planter, tuesday: NaiveDate) {
    match p.random.within(0, 5) {
        // The rollout lasts until Thursday: an incident at the end of a month must not fall into it.
        0 if Month::of(plus(tuesday, 2)) == p.month => staged(p, tuesday),
        1 => returned(p, tuesday, false),
        2 => returned(p, tuesday, true),
        3 => hotfixed(p, tuesday),
        4 => again(p, tuesday),
        _ => named_late(p, tuesday),
    }
}

/// One version reaches further hosts two days later: one release. Jenkins names no hosts, there it is a day's release.
fn staged(p: &mut Planter, tuesday: NaiveDate) {
    let item = p.item();
    let live = p.release(at(tuesday, 18, 0), &item);
    if p.system.log != DeployLog::Jenkins {
        for (host, minute) in [(1, 0), (2, 10)] {
            let row = p.row(at(plus(tuesday, 2), 18, minute), &item, Some(live));
            p.out.rows[row].host = p.system.host(host);
        }
    }
}

/// A version is taken back by deploying the one before it as if it were planned; then, perhaps, forward again.
fn returned(p: &mut Planter, tuesday: NaiveDate, forward: bool) {
    let old = p.item();
    let new = Item { component: old.component.clone(), ..p.item() };
    p.release(at(tuesday, 18, 0), &old);
    let live = p.release(at(plus(tuesday, 1), 18, 0), &new);
    let back = at(plus(tuesday, 1), 20, 30);
    p.row(back, &Item { change: String::new(), ..old }, None);
    p.out.rollbacks.push(back);
    p.out.lives[live].rolled_back = true;
    if forward {
        let change = p.item().change;
        p.release(at(plus(tuesday, 2), 18, 30), &Item { change, ..new });
    }
}

/// A hotfix on the next morning.
fn hotfixed(p: &mut Planter, tuesday: NaiveDate) {
    let day = plus(tuesday, p.random.within(0, 1));
    let item = p.item();
    let live = p.release(at(day, 18, 20), &item);
    let change = p.item().change;
    let fix = Item { version: format!("{}.1", item.version), change, ..item };
    let next = p.next();
    let row = p.row(at(plus(day, 1), 9, 30), &fix, Some(next));
    p.out.rows[row].kind = Kind::Hotfix;
    p.live(row);
    p.out.lives[live].hotfixed = true;
}

/// The same version once more on the next day, by another change: two releases.
fn again(p: &mut Planter, tuesday: NaiveDate) {
    let item = p.item();
    p.release(at(tuesday, 18, 0), &item);
    let change = p.item().change;
    p.release(at(plus(tuesday, 1), 18, 0), &Item { change, ..item });
}

/// An incident on Saturday names the change of Tuesday, although there was a release on Thursday.
fn named_late(p: &mut Planter, tuesday: NaiveDate) {
    let item = p.item();
    let live = p.release(at(tuesday, 18, 0), &item);
    let other = p.item();
    p.release(at(plus(tuesday, 2), 18, 0), &other);
    let length = p.random.within(20, 60);
    let mut ticket = caused(p, &item, at(plus(tuesday, 4), 10, 0), length);
    ticket.change = item.change;
    ticket.release = Cause::Named(live);
    let Deliveries { lives, tickets, .. } = &mut p.out;
    lives[live].named = true;
    tickets.push(ticket);
}
