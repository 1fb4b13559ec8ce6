//! The rows behind a figure: for every count metric, as many records as the figure counts.

use crate::support::Workspace;

/// Metrics whose numerator counts records, one for one.
const COUNTS: [&str; 13] = [
    "outages_open",
    "change_sr_count",
    "sr_arrivals_per_30d",
    "incident_count",
    "unplanned_outages",
    "full_outages",
    "recovery_stops",
    "on_time_rate",
    "sr_backlog",
    "mttr_median_minutes",
    "mttd_median_minutes",
    "suspect_open",
    "own_full_outages_per_30d",
];

#[test]
fn a_count_has_as_many_records_behind_it() {
    let workspace = Workspace::copy_of("sample-data");
    workspace.done(&["ingest"]);
    for (system, period) in [("subsidy", "2026-10"), ("reservation", "T12")] {
        let figures = COUNTS.map(|m| format!("'{m}'")).join(", ");
        let figures = workspace.sql(&format!(
            "select metric, n from metrics where system_id = '{system}' and period = '{period}' and metric in ({figures}) order by 1"
        ));
        assert_eq!(figures.lines().count(), COUNTS.len(), "{figures}");
        let mut counts = 0;
        for line in figures.lines() {
            let (metric, n) = line.split_once(',').expect("two columns");
            let ran = workspace.done(&["--lang", "en", "explain", system, "--figure", metric, "--period", period]);
            let last = ran.stdout.lines().last().expect("a count of rows");
            assert_eq!(last, format!("{n} rows"), "{metric} of {system} in {period}\n{}", ran.stdout);
            counts += n.parse::<u32>().expect("a count");
        }
        assert!(counts > 20, "{system} in {period} has too little to prove anything");
    }
}

#[test]
fn what_a_system_caused_to_others_is_shown_with_the_records_of_the_others() {
    let workspace = Workspace::new("time_zone = \"Asia/Seoul\"\n");
    workspace.write("systems.csv", "system_id,name\nportal,포털\nauth,통합인증\n");
    workspace.write("aliases.csv", "alias,system_id\nSSO-*,auth\n");
    let incidents = "native_id,system_ref,start_at,end_at,scope,cause_system_ref\n\
        I1,portal,2026-10-05 10:00,2026-10-05 11:00,FULL,SSO-2\n\
        I2,auth,2026-09-06 10:00,2026-09-06 11:00,FULL,\n\
        I3,portal,2026-11-06 10:00,2026-11-06 11:00,PARTIAL,\n";
    workspace.write("inbox/itsm/incidents.csv", incidents);
    workspace.done(&["ingest"]);
    for (system, figure, shown) in [("auth", "caused_to_others", "I1"), ("portal", "suffered_from_others", "I1")] {
        let ran = workspace.done(&["explain", system, "--figure", figure, "--period", "2026-10"]);
        assert!(ran.stdout.contains(shown) && ran.stdout.ends_with("\n1 rows\n"), "{}", ran.stdout);
    }
}
