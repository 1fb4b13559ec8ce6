//! What a ranking foretold, on an agency whose future is known and small enough to work out by hand.

use std::collections::BTreeMap;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::Workspace;

/// Menus of the systems a to e: all else is alike, so that a stands highest and e lowest in every month.
const MENUS: [u32; 5] = [2000, 600, 200, 60, 20];

/// Change requests of the systems a to e from May to October 2026.
const REQUESTS: [[usize; 5]; 6] =
    [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1], [1, 1, 3, 3, 3], [4, 0, 1, 2, 3]];

const SETTINGS: &str = "name = \"Small\"\n[[covers]]\nsource = \"*\"\nfrom = 2026-05-01\nto = 2026-11-01\n\
    tables = [\"change_requests\", \"incidents\"]\n";

fn agency(requests: [[usize; 5]; 6]) -> Workspace {
    let workspace = Workspace::new(SETTINGS);
    let systems = MENUS.iter().zip('a'..).map(|(menus, id)| format!("{id},System {id},{menus}\n"));
    workspace.write("systems.csv", format!("system_id,name,n_menus\n{}", systems.collect::<String>()));
    let mut rows = String::from("native_id,system_ref,requested_at,type,status,reason_code\n");
    for (month, counts) in (5..).zip(requests) {
        for (system, count) in ('a'..).zip(counts) {
            for n in 1..=count {
                rows.push_str(&format!(
                    "{system}-{month}-{n},{system},2026-{month:02}-{n:02} 09:00,change,open,improvement\n"
                ));
            }
        }
    }
    // October is closed by what happens on its last day; it is no change, so that nothing counts it.
    rows.push_str("last,a,2026-10-31 09:00,inquiry,open,\n");
    workspace.write("inbox/itsm/change.csv", rows);
    workspace.done(&["ingest"]);
    workspace
}

fn rows(workspace: &Workspace, arguments: &[&str]) -> Vec<BTreeMap<String, String>> {
    let ran = workspace.done(&[&["--lang", "en", "backtest", "--format", "csv"], arguments].concat());
    csv::Reader::from_reader(ran.stdout.as_bytes()).deserialize().map(|r| r.expect("rectangular")).collect()
}

/// The deviations of the ranks of a to e are 2 1 0 −1 −2 (squares 10) by size. One month on:
/// - July against August 5 4 3 2 1: 1; by July's own count 1 2 3 4 5: −1.
/// - August against September 1 1 3 3 3, −1.5 −1.5 1 1 1 (squares 7.5): −7.5 / √75 = −0.8660; its count stands as size does.
/// - September against October 4 0 1 2 3, 2 −2 −1 0 1: 4 − 2 + 2·0 − 2 = 0; its count −1.5 −1.5 1 1 1: −3 + 3 − 1 + 1 = 0.
///
/// Means 0.1340 / 3 = 0.0447 and −1.8660 / 3 = −0.6220. The top of five is a: 5 / 3, 1 / 2.2 and 4 / 2, on average 1.3737.
/// Two months on: July against 6 5 6 5 4, 1.5 −.5 1.5 −.5 −2 (squares 9): 3 − .5 + .5 + 4 = 7 over √90; August against
/// 5 1 4 5 6, .5 −2 −1 .5 2 (squares 9.5): 1 − 2 − .5 − 4 = −5.5 over √95; on average 0.0868. September is open.
#[test]
fn a_small_agency_by_hand() {
    let workspace = agency(REQUESTS);
    let asked = ["--from", "2026-07", "--to", "2026-09", "--horizon", "2"];
    let rows = rows(&workspace, &asked);
    let row = |horizon: &str, outcome: &str, predictor: &str| {
        let found = rows.iter().find(|r| {
            (r["horizon_months"].as_str(), r["outcome"].as_str(), r["predictor"].as_str())
                == (horizon, outcome, predictor)
        });
        found.unwrap_or_else(|| panic!("no row {horizon} {outcome} {predictor}: {rows:?}"))
    };
    for predictor in ["size", "score", "rank"] {
        let one = row("1", "change_sr_count", predictor);
        assert_eq!((one["spearman"].as_str(), one["lift"].as_str()), ("0.0447", "1.3737"), "{predictor}");
        assert_eq!((one["systems"].as_str(), one["months"].as_str(), one["months_open"].as_str()), ("5", "3", "0"));
        let two = row("2", "change_sr_count", predictor);
        assert_eq!(
            (two["spearman"].as_str(), two["months"].as_str(), two["months_open"].as_str()),
            ("0.0868", "2", "1")
        );
    }
    assert_eq!(row("1", "change_sr_count", "last_count")["spearman"], "-0.622");
    assert_eq!(row("1", "change_sr_count", "rank_minus_last_count")["spearman"], "0.6667");
    let chance = row("1", "change_sr_count", "chance");
    assert_eq!((chance["spearman"].as_str(), chance["lift"].as_str()), ("0", "1"));
    assert!(chance["spearman_low"].starts_with('-') && !chance["spearman_high"].starts_with('-'), "{chance:?}");
    // Incidents were watched and there was none: all are alike. Load was never measured: nobody is in.
    let outages = row("1", "outage_minutes", "rank");
    assert_eq!((outages["spearman"].as_str(), outages["months_left_out"].as_str()), ("", "3"));
    assert_eq!(row("1", "surge_count", "rank")["systems"], "0");

    let kept: Vec<_> = workspace.files().into_iter().filter(|f| f.starts_with("marts/")).collect();
    assert_eq!(kept.iter().filter(|f| f.ends_with(".duckdb")).count(), 1, "only the newest month is kept: {kept:?}");
    assert!(!kept.iter().any(|f| f.ends_with(".building")), "{kept:?}");
    assert!(!workspace.files().iter().any(|f| f.starts_with("out/") || f.starts_with("lake/reported/")));

    let table = |lang: &str| workspace.done(&[&["--lang", lang, "backtest"], &asked[..]].concat()).stdout;
    let english = table("en");
    assert_eq!(english, table("en"), "a seed gives the same bytes");
    // Rank, score and size know the same.
    assert_eq!(english.lines().filter(|l| l.contains("0.04 ") && l.contains(" 1.37 ")).count(), 3, "{english}");
    for text in [&english, &table("ko")] {
        let wide: Vec<_> = text.lines().filter(|l| l.width() > 80).collect();
        assert!(wide.is_empty(), "{wide:?}");
    }
    let said = english.replace('\n', " ");
    for sentence in [
        "left out 2026-09 (not followed by as many closed months)",
        "no difference can be told (the interval holds 0): change requests (1·2 mo)",
        "nothing to compare: surges (1·2 mo), unplanned outage minutes (1·2 mo)",
        "What leaks: ",
    ] {
        assert!(said.contains(sentence), "`{sentence}` is not in {english}");
    }
}

#[test]
fn the_json_says_how_it_was_made() {
    let asked = ["--lang", "en", "backtest", "--format", "json", "--from", "2026-07", "--to", "2026-07", "--seed", "9"];
    let json: Value = serde_json::from_str(&agency(REQUESTS).done(&asked).stdout).expect("JSON");
    assert_eq!((&json["closed_until"], &json["seed"], &json["draws"]), (&"2026-10".into(), &9.into(), &1000.into()));
    let all = json["foretold"].as_array().expect("a list");
    assert_eq!(all.len(), 9, "three horizons of three outcomes");
    let of = all.iter().find(|f| f["outcome"] == "change_sr_count" && f["horizon_months"] == 1).expect("it is there");
    // July: size knows all of August, July's own count the contrary; every resample agrees.
    let difference = of["predictors"].as_array().and_then(|p| p.last()).expect("the last row");
    assert_eq!(
        (&difference["predictor"], &of["rank_against_last_count"]["spearman"]),
        (&"rank_minus_last_count".into(), &"better".into())
    );
    let spearman = &difference["spearman"];
    assert_eq!([&spearman["value"], &spearman["low"], &spearman["high"]].map(Value::as_f64), [Some(2.0); 3]);
}

/// What comes after the months that a horizon needs moves nothing.
#[test]
fn later_months_are_not_looked_at() {
    let mut other = REQUESTS;
    other[4] = [9, 0, 9, 0, 9];
    other[5] = [0, 8, 0, 8, 0];
    let asked = ["--from", "2026-06", "--to", "2026-07", "--horizon", "1"];
    let (first, second) = (rows(&agency(REQUESTS), &asked), rows(&agency(other), &asked));
    assert_eq!(first, second);
    other[3] = [1, 2, 3, 4, 5];
    assert_ne!(first, rows(&agency(other), &asked), "August is what July is held against");
}

/// Ten YES put the smallest system first, but only from the day on which they were given.
#[test]
fn a_month_is_ranked_as_it_stood_at_its_end() {
    let rank = |answered: Option<&str>| {
        let workspace = agency(REQUESTS);
        if let Some(day) = answered {
            let answers = (1..=10).map(|item| format!("e,{item},Y,Kim,{day}\n")).collect::<String>();
            workspace.write("answers.csv", format!("system_id,item,answer,by,at\n{answers}"));
        }
        let rows = rows(&workspace, &["--from", "2026-07", "--to", "2026-07", "--horizon", "1"]);
        let of = |r: &&BTreeMap<String, String>| r["outcome"] == "change_sr_count" && r["predictor"] == "rank";
        rows.iter().find(of).expect("the row is there")["spearman"].clone()
    };
    assert_eq!(rank(None), "1");
    assert_eq!(rank(Some("2026-08-01")), "1", "nobody knew it in July");
    // e a b c d stand 5 4 3 2 1 and bring 1 5 4 3 2: differences 4 −1 −1 −1 −1, so 1 − 6 · 20 / (5 · 24).
    assert_eq!(rank(Some("2026-07-31")), "0");
}

#[test]
fn months_that_cannot_be_held_against_others() {
    let workspace = agency(REQUESTS);
    let backtest = |from: &str, to: &str| workspace.assay(&["backtest", "--from", from, "--to", to]);
    backtest("2026-10", "2026-12").ended(1, &["E0210", "no month from 2026-10 to 2026-12", "--to 2026-09"]);
    backtest("2026-08", "2026-07").ended(1, &["E0211", "2026-07 is before 2026-08"]);
    backtest("2026-7", "2026-07").ended(1, &["E0125"]);
    let ran = workspace.assay(&["backtest", "--from", "2026-09", "--to", "2026-10", "--horizon", "1"]);
    ran.ended(0, &["left out: 2026-10; figures end with 2026-10"]);
    let ran = workspace.assay(&["backtest", "--from", "2026-09", "--to", "2026-09", "--preset", "none"]);
    ran.ended(1, &["E0152"]);
}
