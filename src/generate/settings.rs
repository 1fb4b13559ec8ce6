//! Writes assay.toml: what each source is known to have observed of which systems.

use std::fmt::Write as _;
use std::path::Path;

use super::Plan;
use super::names::AGENCIES;
use super::system::{DeployLog, System};
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
            let (from, to) = (plan.first().first_day(), plan.until.plus(1).first_day());
            let _ = write!(
                text,
                "\n[[covers]]\nsource = \"{source}\"\ntables = [\"{table}\"]\nfrom = \"{from}\"\nto = \"{to}\"\nsystems = [{}]\n",
                ids.join(", ")
            );
        }
    }
    write_whole(&root.join(SETTINGS), text.as_bytes())
}
