//! What `explain`, `whatif` and `rank --since` print in either language, and what `explain --json` tells.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::support::Workspace;

const MONTH: [&str; 4] = ["--month", "2026-10", "--as-of", "2026-11-01"];

/// A year in which every table of every system was watched.
const WATCHED: &str = "[[covers]]\nsource = \"*\"\nfrom = 2025-09-01\nto = 2026-11-01\n\
    tables = [\"change_requests\", \"deployments\", \"incidents\", \"maintenance\", \"complaints\", \"alerts\"]\n";

/// Words of Latin letters that Korean lines may hold: names and values of the data, terms of the guide, commands.
const WORDS: [&str; 45] = [
    "Refactor",
    "Rehost",
    "Replatform",
    "Repurchase",
    "near",
    "cost",
    "Near",
    "Cost",
    "off",
    "strict",
    "citizen",
    "internal",
    "common",
    "tps",
    "sessions",
    "cpu",
    "assay",
    "sql",
    "metrics",
    "show",
    "outages",
    "surges",
    "in",
    "incidents",
    "kim",
    "itsm",
    "drill",
    "gap",
    "web",
    "api",
    "releases",
    "view",
    "login",
    "admin",
    "token",
    "month",
    "IoT",
    "architecture",
    "platform",
    "subsidy",
    "opendata",
    "search",
    "stats",
    "portal",
    "explain",
];

/// Two systems in both months. `near` has five yes of people and is as old as item 8 asks for, by 2 months; it holds
/// classified data, one incident of it was a drill. `cost` spends a fifth of its initial cost every year, and is internal.
fn agency() -> Workspace {
    let workspace = Workspace::new(WATCHED);
    workspace.write(
        "systems.csv",
        "system_id,name,srm_class,go_live,data_class,gate1,gate2,n_components\nnear,Near,,2019-09-01,C,Y,,3\n\
         cost,Cost,internal,2024-01-01,,N,Y,6\n",
    );
    let answers: String = (1..=5).map(|item| format!("near,{item},Y,kim,2026-09-01,\n")).collect();
    workspace.write(
        "answers.csv",
        format!(
            "system_id,item,answer,by,at,reason\n{answers}cost,6,Y,kim,2024-03-01,\ncost,4,Y,kim,2026-09-01,\n\
             cost,gate1,Y,kim,2026-10-05,법령 개정\n"
        ),
    );
    workspace.write(
        "costs.csv",
        "system_id,fiscal_year,category,amount\ncost,2015,initial_dev,1000\ncost,2024,maintenance,200\n\
         cost,2025,maintenance,200\n",
    );
    workspace.write(
        "corrections.csv",
        "table,source,native_id,field,value,reason,by,expires\nincidents,itsm,I-1,exclude,,모의훈련,kim,\n",
    );
    workspace.write(
        "inbox/itsm/change.csv",
        "native_id,system_ref,requested_at,type,status\nSR-1,near,2026-10-01 09:00,change,open\n\
         SR-2,cost,2026-09-01 09:00,change,open\n",
    );
    workspace.write(
        "inbox/itsm/incident.csv",
        "native_id,system_ref,start_at,end_at,scope\nI-1,near,2026-10-05 10:00,2026-10-05 11:00,FULL\n\
         I-2,cost,2026-10-06 10:00,2026-10-06 11:00,FULL\n",
    );
    workspace.done(&["--quiet", "run", "--month", "2026-09", "--as-of", "2026-10-01"]);
    workspace
}

static AGENCY: LazyLock<Workspace> = LazyLock::new(agency);

static SAMPLE: LazyLock<Workspace> = LazyLock::new(|| {
    let workspace = Workspace::copy_of("sample-data");
    workspace.done(&["--quiet", "ingest"]);
    workspace
});

fn said(workspace: &Workspace, lang: &str, arguments: &[&str]) -> String {
    workspace.done(&[&["--quiet", "--lang", lang], arguments, &MONTH].concat()).stdout
}

/// English words of a text: words of Latin letters, not in capitals, that are no name, code or term.
fn english(text: &str) -> Vec<String> {
    let metrics: BTreeSet<&str> = assay::metrics::catalogue().iter().map(|m| m.name).collect();
    let is_word = |word: &&str| {
        let is_latin = word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic());
        is_latin && word.chars().any(|c| c.is_ascii_lowercase()) && !WORDS.contains(word) && !metrics.contains(word)
    };
    let words = text.split(|c: char| c.is_whitespace() || "()[],;=|/`‘’".contains(c));
    words.map(|word| word.trim_matches(':')).filter(is_word).map(String::from).collect()
}

/// The lines without those of records, which are what the exports say.
fn without_records(text: &str) -> String {
    let mut kept = Vec::new();
    let mut is_record = false;
    for line in text.lines() {
        is_record &= !line.is_empty() && !line.starts_with("모두 ");
        if !is_record {
            kept.push(line);
        }
        is_record |= line.starts_with("ID ");
    }
    kept.join("\n")
}

fn is_korean(what: &str, text: &str) {
    let found = english(&without_records(text));
    assert!(found.is_empty(), "{what} says {found:?} in\n{text}");
}

#[test]
fn english_is_found_wherever_it_stands() {
    for (text, found) in [
        ("flow\n  관문 1 클라우드 적용 대상: Y (systems.csv)", &["flow"][..]),
        ("  규칙  +13.06\n  data  +1", &["data"]),
        ("측정 Y: 19 recoveries with the service stopped", &["recoveries", "with", "the", "service", "stopped"]),
        ("판정: 클라우드 네이티브 도입 검토 (ADOPT), item1.ratio, change_sr_count, availability", &[]),
    ] {
        assert_eq!(english(text), found);
    }
    assert_eq!(
        without_records("costs.csv: 1건\nID  시각\ncategory maintenance\n\n모두 1건"),
        "costs.csv: 1건\nID  시각\n\n모두 1건"
    );
}

/// Every section that `explain` has, by its heading in Korean and English.
const SECTIONS: [(&str, &str); 13] = [
    ("판정 흐름", "flow"),
    ("성숙도 수준", "level"),
    ("항목별 답", "answers"),
    ("점수 ", "score "),
    ("순위의 확실성", "how sure the rank is"),
    ("앞뒤 시스템", "neighbours"),
    ("지표 묶음 하나를 뺐을 때의 순위", "rank without one group"),
    ("판정을 바꾸는 답", "what would change the verdict"),
    ("2026-09 이후", "since 2026-09"),
    ("정정", "corrections"),
    ("업무(모듈)별 필요도 비중", "share of need by component"),
    ("2026-10 부하", "load of 2026-10"),
    ("지표 (근거 기록", "figures (rows behind"),
];

#[test]
fn every_section_is_korean_in_korean_and_there_in_english() {
    let systems = [(&*AGENCY, "near"), (&*AGENCY, "cost"), (&*SAMPLE, "opendata"), (&*SAMPLE, "subsidy")];
    let [korean, english] = ["ko", "en"].map(|lang| systems.map(|(w, system)| said(w, lang, &["explain", system])));
    systems.iter().zip(&korean).for_each(|((_, system), text)| is_korean(system, text));
    let has = |texts: &[String], heading: &str| texts.iter().any(|t| t.lines().any(|l| l.starts_with(heading)));
    for (ko, en) in SECTIONS {
        assert!(has(&korean, ko), "`{ko}` is not in {}", korean.concat());
        assert!(has(&english, en), "`{en}` is not in {}", english.concat());
    }
    let headings = |text: &str| text.lines().filter(|l| !l.is_empty() && !l.starts_with(' ')).count();
    for (ko, en) in korean.iter().zip(&english) {
        assert_eq!(headings(ko), headings(en), "{ko}\n{en}");
    }
}

#[test]
fn english_holds_no_korean() {
    let hangul = |text: &str| text.chars().filter(|c| ('가'..='힣').contains(c)).collect::<String>();
    for (system, left) in [("near", "클라우드적용대상혁신필요"), ("cost", "클라우드적용대상혁신필요")]
    {
        let text = said(&AGENCY, "en", &["explain", system]);
        // The two gates have their Korean names beside them, and the correction its reason.
        let correction = if system == "near" { "모의훈련" } else { "" };
        assert_eq!(hangul(&text), format!("{left}{correction}"), "{text}");
    }
    for arguments in [&["whatif", "--answer", "near:8=N"][..], &["rank", "--since", "2026-09"]] {
        assert_eq!(hangul(&said(&AGENCY, "en", arguments)), "");
    }
}

#[test]
fn items_and_gates_are_korean() {
    let items: Vec<String> = (1..=10).map(|item| item.to_string()).chain(["gate1".into(), "관문2".into()]).collect();
    for (workspace, system) in [(&*AGENCY, "near"), (&*AGENCY, "cost"), (&*SAMPLE, "subsidy")] {
        for item in &items {
            is_korean(item, &said(workspace, "ko", &["explain", system, "--item", item]));
        }
    }
}

#[test]
fn figures_and_movements_are_korean() {
    for (system, figure) in [("near", "unplanned_outages"), ("near", "change_failure_rate"), ("cost", "incident_count")]
    {
        is_korean(figure, &said(&AGENCY, "ko", &["explain", system, "--figure", figure]));
    }
    for arguments in [
        &["whatif", "--answer", "near:8=N", "--answer", "near:10=Y"][..],
        &["whatif", "--answer", "near:1=Y"],
        &["rank", "--since", "2026-09"],
        &["rank"],
    ] {
        is_korean(arguments[0], &said(&AGENCY, "ko", arguments));
    }
    let moved = said(&AGENCY, "ko", &["whatif", "--answer", "near:6=Y"]);
    assert!(moved.starts_with("시스템 2개 중 ") && moved.contains("추가 확인+* 5-10 → 도입 검토* 6-10"), "{moved}");
    // Rows for another program are the same whatever the language.
    for rows in [["--item", "2"], ["--figure", "incident_count"]] {
        let [ko, en] =
            ["ko", "en"].map(|lang| said(&AGENCY, lang, &[&["explain", "cost", "--rows"], &rows[..]].concat()));
        assert_eq!(ko, en);
        assert!(ko.starts_with("table,source,id,") && ko.contains("I-2"), "{ko}");
    }
}

fn explained(system: &str) -> Value {
    serde_json::from_str(&said(&AGENCY, "en", &["explain", system, "--json"])).expect("JSON")
}

fn of_item(explained: &Value, item: usize) -> &Value {
    &explained["answers"][item - 1]
}

#[test]
fn json_tells_window_parameter_and_near_thresholds() {
    let near = explained("near");
    let item = of_item(&near, 8);
    assert_eq!(item["answer"], "Y:S");
    assert_eq!(item["window"], "since go-live or the last rebuild, defects T12");
    let measured = &item["measured"];
    assert_eq!(
        [&measured["parameter"], &measured["threshold"], &measured["n"]],
        [&json!("item8.years"), &json!(7.0), &json!(1)]
    );
    // Live for 86 months: at 7.7 years and more the system is not old, and the review leans to keep.
    let keep = |factor: f64| json!({"parameter": "item8.years", "factor": factor, "verdict": "NEEDS_REVIEW", "hint": "LIKELY_KEEP"});
    assert_eq!(item["fragile_shifts"], json!([keep(1.1), keep(1.2)]));
    assert_eq!(of_item(&near, 1)["fragile_shifts"], json!([]));
    assert_eq!(of_item(&near, 9)["window"], "T6");
    let open = near["user_conditions"].as_array().expect("a list").iter().map(|c| &c["answer"]);
    assert_eq!(open.collect::<Vec<_>>(), ["U", "U", "U"], "no cost of it is known");
}

#[test]
fn json_tells_the_user_conditions_and_the_gates() {
    let cost = explained("cost");
    // 200 of 1000 in both years: a fifth. Internal: `strict` asks for a service of citizens.
    let setting = |setting: &str, answer: &str| json!({"setting": setting, "answer": answer, "verdict": "NEEDS_REVIEW", "hint": "LIKELY_KEEP"});
    let conditions =
        cost["user_conditions"].as_array().expect("a list").iter().map(
            |c| json!({"setting": c["setting"], "answer": c["answer"], "verdict": c["verdict"], "hint": c["hint"]}),
        );
    assert_eq!(
        conditions.collect::<Vec<_>>(),
        [setting("citizen_only", "Y"), setting("strict", "N"), setting("off", "Y")]
    );
    let measured = &of_item(&cost, 1)["measured"];
    assert_eq!(
        [&measured["value"], &measured["n"], &measured["parameter"]],
        [&json!(0.2), &json!(2), &json!("item1.ratio")]
    );
    // A person outranks the inventory.
    let gate = &cost["gates"][0];
    assert_eq!([&gate["answer"], &gate["source"], &gate["person"]["by"]], ["Y", "answers.csv", "kim"]);
    assert_eq!(gate["hints"], json!([]));
    let near = explained("near");
    let hints = |gate: usize| near["gates"][gate]["hints"].as_array().expect("a list").clone();
    assert_eq!(hints(0), [json!({"speaks_for": "N", "evidence": "its data are classified (C)"})]);
    let since = "in operation as it is since 2019-09-01, 7 years or more";
    assert_eq!(hints(1), [json!({"speaks_for": "Y", "evidence": since})]);
    assert_eq!([&near["gates"][1]["answer"], &near["gates"][1]["source"]], ["U", "nobody"]);
}

#[test]
fn a_gate_is_explained_like_an_item() {
    let gate = |system: &str, gate: &str| said(&AGENCY, "en", &["explain", system, "--item", gate]);
    let first = gate("cost", "gate1");
    for line in [
        "Cost (cost) 2026-10, gate 1\nis the system subject to cloud at all?",
        "  answer Y:H: a person said so\n",
        "  kim said Y on 2026-10-05, holds until 2027-10-05: 법령 개정\n",
    ] {
        assert!(first.contains(line), "`{line}` is not in\n{first}");
    }
    let text = gate("near", "gate1");
    assert!(
        text.ends_with(
            "  answer Y:D: the inventory (systems.csv) says so\n  hint, speaks for N: its data are classified (C)\n"
        ),
        "{text}"
    );
    assert!(gate("near", "GATE2").contains("  answer U:none: nobody said\n  hint, speaks for Y: in operation"));
    let korean = said(&AGENCY, "ko", &["explain", "near", "--item", "관문1"]);
    assert!(
        korean.ends_with("  답 Y:D: 정보시스템 목록(systems.csv)\n  참고 (N 쪽): 기밀(C) 등급 자료를 다룸\n"),
        "{korean}"
    );
    let fails = |arguments: &[&str], words: &[&str]| {
        AGENCY.assay(&[&["explain", "near"], arguments, &MONTH].concat()).ended(1, words);
    };
    fails(&["--item", "gate3"], &["E0186", "gates are `gate1` and `gate2`"]);
    fails(&["--item", "four"], &["E0186"]);
    fails(&["--item", "gate1", "--rows"], &["E0187"]);
}

/// The one system of the sample whose rank lies outside of nine draws in ten, and one that does not.
#[test]
fn a_rank_outside_its_own_range_says_why() {
    let outside = SAMPLE.sql("select system_id from candidates where \"rank\" not between rank_p05 and rank_p95");
    assert_eq!(outside, "opendata");
    for (system, is_outside) in [("opendata", true), ("subsidy", false)] {
        let text = said(&SAMPLE, "en", &["explain", system]);
        assert_eq!(text.contains("lies outside that range: the rank holds answers"), is_outside, "{text}");
        assert_eq!(said(&SAMPLE, "ko", &["explain", system]).contains("범위 밖에 있는 까닭"), is_outside);
        let json = said(&SAMPLE, "en", &["explain", system, "--json"]);
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let share = json["certainty"]["p_rank"].as_f64().expect("a share");
        assert!(share < if is_outside { 0.05 } else { 1.0 } && share > 0.0, "{share}");
        // Percent to one decimal, without a zero at its end.
        let percent = format!("{:.1}", 100.0 * share);
        let words = format!("this very rank {} with {} %", json["rank"], percent.trim_end_matches(".0"));
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&words), "`{words}` is not in\n{text}");
    }
}

#[test]
fn what_is_counted_is_whole() {
    let systems = SAMPLE.sql("select system_id from candidates where verdict = 'NEEDS_REVIEW' order by \"rank\"");
    let mut counts = 0;
    for system in systems.lines() {
        let json: Value = serde_json::from_str(&said(&SAMPLE, "ko", &["explain", system, "--json"])).expect("JSON");
        let changes = json["below"]["changes"].as_array().cloned().unwrap_or_default();
        for to in changes.iter().filter_map(|c| c["to"].as_str()).filter(|to| to.ends_with(" 개")) {
            assert!(!to.contains('.'), "{system}: {to}");
            counts += 1;
        }
    }
    assert!(counts > 0, "no count would lift a system: nothing was looked at");
}
