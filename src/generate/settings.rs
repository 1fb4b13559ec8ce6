//! Writes assay.toml: what each source is known to have observed of which systems.

use std::path::Path;

use super::Plan;
use super::monitor::{Monitor, Products};
use super::names::AGENCIES;
use super::system::{DeployLog, System};
use crate::calendar::Month;
use crate::diagnostic::Result;
use crate::lake::write_whole;
use crate::workspace::SETTINGS;

type Of = fn(&System) -> bool;

/// Sources with their tables, and the systems that each observes.
const SOURCES: [(&str, &str, Of); 8] = [
    ("itsm", "change_requests", |_| true),
    ("itsm", "incidents", |s| !s.hpsm),
    ("hpsm", "incidents", |s| s.hpsm),
    ("deploy", "deployments", |s| s.log != DeployLog::Jenkins),
    ("jenkins", "deployments", |s| s.log != DeployLog::Ledger),
    ("maintenance", "maintenance", |s| !s.planned_work),
    ("workplan", "maintenance", |s| s.planned_work),
    ("voc", "complaints", |_| true),
];

type Measures = fn(&Monitor) -> bool;

/// Sources of samples, and the systems that each measures.
const MONITORS: [(&str, Measures); 3] = [
    ("sms", Monitor::on_servers),
    ("apm", Monitor::on_applications),
    ("prometheus", |m| m.products == Products::Prometheus),
];

fn covers(source: &str, table: &str, from: Month, plan: &Plan, ids: &[String]) -> String {
    format!(
        "\n[[covers]]\nsource = \"{source}\"\ntables = [\"{table}\"]\nfrom = \"{}\"\nto = \"{}\"\nsystems = [{}]\n",
        from.first_day(),
        plan.until.plus(1).first_day(),
        ids.join(", ")
    )
}

/// Writes the settings.
///
/// # Errors
/// `E0101` where the file cannot be written.
pub fn write(root: &Path, plan: &Plan) -> Result<()> {
    let mut text = format!(
        "# 지어낸 기관의 {} ~ {} 운영 자료(시스템 {}개, 난수 {}). 기관·시스템·기록은 모두 지어낸 것이다.\n\
         # An invented agency; nothing in it is real. What was planted stands in truth/.\n\
         name = \"{} 외\"\ntime_zone = \"Asia/Seoul\"\nlang = \"ko\"\n\n\
         # What each folder of inbox/ observed. Inside of it nothing in the exports means that nothing happened.\n",
        plan.first(),
        plan.until,
        plan.systems,
        plan.seed,
        AGENCIES[0],
    );
    for (source, table, of) in SOURCES {
        let observed = |s: &System| of(s) && s.active(plan.until);
        let ids: Vec<String> = System::all(plan).filter(observed).map(|s| format!("\"{}\"", s.id)).collect();
        if !ids.is_empty() {
            text += &covers(source, table, plan.first(), plan, &ids);
        }
    }
    for (source, measures) in MONITORS {
        let of = |s: &System| Monitor::of(s).filter(measures).map(|m| m.since);
        let measured: Vec<(String, Month)> =
            System::all(plan).filter_map(|s| of(&s).map(|since| (format!("\"{}\"", s.id), since))).collect();
        if let Some(from) = measured.iter().map(|(_, since)| *since).min() {
            let ids: Vec<String> = measured.into_iter().map(|(id, _)| id).collect();
            text += &covers(source, "performance", from, plan, &ids);
        }
    }
    write_whole(&root.join(SETTINGS), text.as_bytes())
}
