//! The sample workspace: what was planted in it comes out, figure by figure.
//!
//! Expectations were counted by hand from the exports, not taken from the program.

use std::path::Path;
use std::sync::LazyLock;

use crate::support::Workspace;

/// The sample, run once for 2026-10.
static SAMPLE: LazyLock<Workspace> = LazyLock::new(|| {
    let workspace = Workspace::copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data"));
    workspace.done(&["run", "--month", "2026-10"]);
    workspace
});

fn figure(metric: &str, system: &str, period: &str) -> String {
    SAMPLE.sql(&format!(
        "select value from metrics where metric = '{metric}' and system_id = '{system}' and period = '{period}'"
    ))
}

#[test]
fn the_worked_examples_of_the_guide_get_its_verdicts() {
    let examples = SAMPLE.sql(
        "select system_id, verdict, \"yes_L\", \"yes_hi\" from candidates \
         where system_id in ('home-shopping', 'egov-portal') order by 1",
    );
    assert_eq!(examples, "egov-portal,KEEP_STRONG,3,3\nhome-shopping,ADOPT,6,6");
    let answers =
        SAMPLE.sql("select string_agg(answer, '' order by item) from checklist where system_id = 'home-shopping'");
    assert_eq!(answers, "YNNYNYNYYY");
}

#[test]
fn every_verdict_of_the_flow_occurs() {
    let verdicts = SAMPLE.sql("select verdict, count(*) from candidates group by 1 order by 1");
    assert_eq!(verdicts, "ADOPT,3\nKEEP,2\nKEEP_ARCHITECTURE,1\nKEEP_STRONG,2\nKEEP_SYSTEM,1\nNEEDS_REVIEW,4");
    let flags = SAMPLE.sql(
        "select system_id, unlisted, conditional, conflict, stale_human, verdict_sensitive_user_condition from candidates \
         where coalesce(unlisted, conflict, stale_human, verdict_sensitive_user_condition) is not null order by 1",
    );
    assert_eq!(flags, "stats,,,,Y,\n현장점검 모바일,Y,Y,,,");
}

#[test]
fn releases_of_one_month_are_the_seven_that_were_planted() {
    assert_eq!(figure("release_count", "reservation", "2026-10"), "7.0");
    assert_eq!(figure("change_failure_rate", "reservation", "2026-10"), format!("{}", 1.0 / 7.0));
    assert_eq!(figure("rework_rate", "reservation", "2026-10"), "0.25");
    assert_eq!(figure("attempt_failure_rate", "reservation", "2026-10"), format!("{}", 1.0 / 9.0));
    let year = SAMPLE.sql(
        "select system_id, cast(value as bigint) from metrics where metric = 'release_count' and period = 'T12' and value > 20 \
         and system_id <> '*' order by 1",
    );
    assert_eq!(year, "benefit,24\nedu,24\nhome-shopping,49\nopendata,48\nreservation,62\nsubsidy,37");
}

#[test]
fn outages_are_united_clipped_and_split_at_the_month() {
    assert_eq!(figure("outage_minutes", "subsidy", "2026-10"), "395.0");
    assert_eq!(figure("full_outage_minutes", "subsidy", "2026-10"), "350.0");
    assert_eq!(figure("full_outage_minutes", "subsidy", "2026-09"), "40.0");
    assert_eq!(figure("planned_minutes", "subsidy", "2026-10"), "180.0");
    assert_eq!(figure("availability", "subsidy", "2026-10"), format!("{}", 44_110.0 / 44_460.0));
    assert_eq!(figure("outage_minutes", "reservation", "2026-10"), "55.0");
    assert_eq!(figure("deploy_caused_minutes", "reservation", "2026-10"), "55.0");
    assert_eq!(figure("outages_open", "benefit", "2026-10"), "1.0");
}

#[test]
fn an_incident_of_three_systems_is_one_for_each_and_one_in_the_total() {
    let systems = SAMPLE.sql(
        "select system_id from affected where table_name = 'incidents' and native_id = 'INC-20260818-001' order by 1",
    );
    assert_eq!(systems, "edu\nreservation\nsso");
    let each = ["edu", "reservation", "sso"].map(|s| figure("incident_count", s, "2026-08"));
    let rows = SAMPLE.sql(
        "select count(*), count(distinct native_id) from affected_rows where table_name = 'incidents' \
         and strftime(to_local(main_at), '%Y-%m') = '2026-08' and system_id is not null",
    );
    let (touches, records) = rows.split_once(',').expect("two counts");
    assert!(each.iter().all(|n| n != "0.0"), "{each:?}");
    assert_eq!(touches.parse::<u32>().expect("a count"), records.parse::<u32>().expect("a count") + 2);
    assert_eq!(figure("incident_count", "*", "2026-08"), format!("{records}.0"));
    assert_eq!(figure("incident_count", "*", "2026-10"), "8.0");
}

#[test]
fn requests_of_one_month() {
    assert_eq!(figure("change_sr_count", "subsidy", "2026-10"), "19.0");
    assert_eq!(figure("on_time_rate", "subsidy", "2026-10"), "0.6");
    assert_eq!(figure("on_time_rate", "benefit", "2026-10"), "1.0");
    assert_eq!(figure("policy_share", "subsidy", "2026-10"), format!("{}", 6.0 / 19.0));
}

#[test]
fn what_cannot_be_kept_is_counted_and_named() {
    assert_eq!(SAMPLE.sql("select code, count(*) from rejects group by 1 order by 1"), "E0202,1\nE0203,1\nE0206,1");
    let counts = SAMPLE.sql("select sum(read), sum(kept) + sum(rejected) + sum(filtered) from receipts");
    let (read, accounted) = counts.split_once(',').expect("two sums");
    assert_eq!(read, accounted);
    let texts = SAMPLE.sql(
        "select count(*) from (select title from change_requests union all select body from incidents union all \
         select body from complaints) where regexp_matches(title, '01[0-9]-[0-9]{4}-[0-9]{4}|@[a-z]+[.]')",
    );
    assert_eq!(texts, "0", "phone numbers and addresses were planted and are gone");
    let status = SAMPLE.done(&["status"]);
    assert!(status.stdout.contains("3 records of change_requests name no system"), "{}", status.stdout);
    assert!(status.stdout.contains("1 names are in no inventory"), "{}", status.stdout);
}

#[test]
fn rows_behind_a_figure_are_the_rows_of_the_ledger() {
    let ran = SAMPLE.done(&["explain", "subsidy", "--figure", "outage_minutes", "--period", "2026-10"]);
    let ids: Vec<&str> =
        ran.stdout.lines().filter(|l| l.starts_with("INC-")).filter_map(|l| l.split(' ').next()).collect();
    assert_eq!(
        ids,
        ["INC-20260930-001", "INC-20261012-001", "INC-20261012-002", "INC-20261020-001", "INC-20261027-001"]
    );
    assert!(ran.stdout.contains("장애대장.xlsx [장애대장]"), "{}", ran.stdout);
}

#[test]
fn contributions_sum_to_the_score() {
    let ran = SAMPLE.done(&["explain", "subsidy"]);
    let block = ran.stdout.split("\nscore ").nth(1).expect("the first score");
    let score: f64 = block.split(' ').next().and_then(|s| s.parse().ok()).expect("a number");
    let points = block.lines().skip(2).take_while(|l| !l.is_empty());
    let sum: f64 = points.filter_map(|l| l.split_whitespace().next()?.parse::<f64>().ok()).sum();
    assert!((sum - score).abs() < 0.1, "{sum} is not {score}");
}

#[test]
fn net_flow_is_the_change_of_the_backlog_in_every_month_of_every_system() {
    let figures = "select m.system_id, p.ps, m.value - lag(m.value) over (partition by m.system_id order by p.ps) as change, \
                   f.value as net from metrics m join periods p on p.period = m.period and p.kind = 'month' \
                   join metrics f on f.metric = 'net_flow' and f.system_id = m.system_id and f.period = m.period \
                   where m.metric = 'sr_backlog' and m.value is not null";
    let compared = SAMPLE.sql(&format!(
        "select count(*) > 50, count(*) filter (where net <> change), count(distinct net) > 2 from ({figures}) where change is not null"
    ));
    assert_eq!(compared, "true,0,true");
}
