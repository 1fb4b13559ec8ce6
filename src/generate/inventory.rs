//! What the inventory knows of systems, and the reference files about them: systems.csv, aliases, servers, holidays.

use std::path::Path;

use chrono::{Datelike, NaiveDate};

use super::Plan;
use super::archetype::Archetype;
use super::days::{HOLIDAYS, plus};
use super::monitor::Monitor;
use super::random::Stream;
use super::reference::file;
use super::system::System;
use crate::diagnostic::Result;

/// Writes systems.csv, aliases.csv, hosts.csv and holidays.csv.
///
/// # Errors
/// `E0101` where a file cannot be written.
pub fn write(root: &Path, plan: &Plan) -> Result<()> {
    // What the list of the EA portal does not hold.
    let columns = ["system_id", "name", "service_hours", "gate1", "gate2"];
    let mut systems = file(root, "systems.csv", &columns)?;
    let mut aliases = file(root, "aliases.csv", &["alias", "system_id", "source", "valid_from", "valid_to"])?;
    for system in System::all(plan).filter(|s| s.listed) {
        let facts = facts(&system, plan);
        systems.row(columns.map(|column| cell(&facts, column)))?;
        aliases.row([format!("{}(*", system.name), system.id.clone(), String::new(), String::new(), String::new()])?;
        aliases.row([system.spelling(2), system.id.clone(), String::new(), String::new(), String::new()])?;
        if system.hpsm {
            aliases.row([system.wbs(), system.id.clone(), "hpsm".into(), String::new(), String::new()])?;
        }
    }
    systems.end()?;
    aliases.end()?;
    hosts(root, plan)?;
    let mut holidays = file(root, "holidays.csv", &["date", "name", "substitute"])?;
    for (day, name, substitute) in HOLIDAYS {
        holidays.row([day, name, substitute])?;
    }
    holidays.end()?;
    Ok(())
}

/// Writes hosts.csv: the servers that are measured.
fn hosts(root: &Path, plan: &Plan) -> Result<()> {
    let columns = ["host", "system_id", "tier", "cores", "memory_gb", "max_sessions", "valid_from", "valid_to"];
    let mut rows = file(root, "hosts.csv", &columns)?;
    for system in System::all(plan) {
        for host in Monitor::of(&system).iter().flat_map(|m| &m.hosts) {
            rows.row([
                host.name.clone(),
                system.id.clone(),
                host.tier.into(),
                host.cores.to_string(),
                host.memory_gb.to_string(),
                host.max_sessions.map(|n| n.to_string()).unwrap_or_default(),
                host.from.unwrap_or_else(|| go_live(&system, plan)).to_string(),
                host.to.map(|day| day.to_string()).unwrap_or_default(),
            ])?;
        }
    }
    rows.end()?;
    Ok(())
}

/// The value of a column, blank where it is not known.
pub fn cell(facts: &[(&'static str, String)], column: &str) -> String {
    facts.iter().find(|(name, _)| *name == column).map(|(_, value)| value.clone()).unwrap_or_default()
}

/// When the system went live: years ago (the guide tells the year of its first example), but for one that is first seen in the middle of the history.
pub fn go_live(system: &System, plan: &Plan) -> NaiveDate {
    if system.since > plan.first() {
        return system.first_day();
    }
    let told = NaiveDate::from_ymd_opt(2015, 7, 14).filter(|day| system.number == 0 && *day < plan.first().first_day());
    if let Some(day) = told {
        return day;
    }
    let mut random = system.stream_of_all("go-live");
    let age = match system.archetype {
        Archetype::Monolith | Archetype::Disposal => random.within(12, 18),
        Archetype::Msa => random.within(3, 6),
        _ => random.within(4, 12),
    };
    plus(plan.first().first_day(), -(age * 365 + random.within(0, 300)))
}

/// What the inventory knows of a system, by column; nothing for what is not known.
pub fn facts(system: &System, plan: &Plan) -> Vec<(&'static str, String)> {
    let mut random = system.stream_of_all("inventory");
    let archetype = system.archetype;
    let size = match archetype {
        Archetype::Monolith => 10,
        Archetype::Portal => 7,
        Archetype::Msa | Archetype::Newcomer => 4,
        _ => 2,
    };
    let class = match archetype {
        Archetype::Portal | Archetype::Newcomer => "citizen",
        Archetype::Msa if system.number % 2 == 1 => "common",
        _ if system.number == 1 => "common",
        _ => "internal",
    };
    let (platform, ci_cd, architecture) = match archetype {
        Archetype::Msa => ("container", "full", "msa"),
        Archetype::Newcomer => ("container", "partial", "modular"),
        Archetype::Portal => ("iaas", "partial", *random.pick(&["monolith", "modular"])),
        Archetype::Monolith => (*random.pick(&["on_premise", "iaas"]), "none", "monolith"),
        _ => (*random.pick(&["on_premise", "iaas"]), "none", *random.pick(&["monolith", "modular"])),
    };
    let mut facts = vec![
        ("system_id", system.id.clone()),
        ("name", system.name.clone()),
        ("srm_class", class.into()),
        ("agency", system.agency.into()),
        ("department", system.department.into()),
        ("center", format!("{}데이터센터", if system.number.is_multiple_of(3) { "제2" } else { "제1" })),
        ("grade", random.within(if size > 5 { 1 } else { 2 }, if size > 5 { 2 } else { 4 }).to_string()),
        ("grade_scheme", "2024".into()),
        ("go_live", go_live(system, plan).to_string()),
    ];
    let of_size = sizes(&mut random, size);
    facts.extend(of_size);
    let inside = random.chance(40);
    facts.extend([
        ("n_components", (system.components.len() * 3).to_string()),
        ("dev_org", if inside { system.department } else { "외부 위탁사" }.to_string()),
        ("ops_org", if inside { system.department } else { "정보화운영과" }.to_string()),
        ("platform", platform.to_string()),
        ("ci_cd", ci_cd.to_string()),
        ("architecture", architecture.to_string()),
        ("service_hours", system.service_hours.unwrap_or_default().to_string()),
    ]);
    let end = format!("{}-06-30", plan.until.first_day().year() + 1);
    if archetype == Archetype::Disposal {
        facts.extend([("disposal_planned_at", end), ("gate2", "Y".into())]);
    } else if archetype == Archetype::Silent {
        // Half of them will go as well, but nobody has said so at the gate.
        facts.extend(system.number.is_multiple_of(2).then_some(("disposal_planned_at", end)));
    } else {
        let known = system.number < 2 || random.chance(75);
        facts.extend([("gate1", "Y".into()), ("gate2", if known { "Y" } else { "" }.into())]);
    }
    facts
}

fn sizes(random: &mut Stream, size: i64) -> Vec<(&'static str, String)> {
    let points = random.within(300, 700) * size;
    let rebuilt = [
        ("n_menus", random.within(25, 60) * size),
        ("n_subsystems", 1 + random.within(size / 2, size)),
        ("n_departments", random.within(2, 5) * size),
        ("n_tables", random.within(40, 90) * size),
        ("kloc", random.within(30, 100) * size),
        ("n_external_interfaces", random.within(1, 3) * size / 2 + 1),
    ];
    let mut found: Vec<(&'static str, String)> = rebuilt.into_iter().map(|(name, n)| (name, n.to_string())).collect();
    if random.chance(60) {
        found.push(("function_points", points.to_string()));
    }
    found
}
