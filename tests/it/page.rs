//! report.html and candidates.xlsx: every number is that of candidates.csv and of `assay sql`, and names of any kind
//! stay text.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::LazyLock;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use regex::Regex;

use crate::support::Workspace;

/// The sample, run for two months, so that something moved.
static SAMPLE: LazyLock<Workspace> = LazyLock::new(|| {
    let workspace = Workspace::copy_of("sample-data");
    workspace.done(&["run", "--month", "2026-09"]);
    workspace.done(&["run", "--month", "2026-10"]);
    workspace
});

fn page(workspace: &Workspace, month: &str) -> String {
    workspace.read(&format!("out/{month}/report.html"))
}

/// What one language shows of a piece of the page.
fn shown(html: &str, lang: &str) -> String {
    let other = if lang == "ko" { "en" } else { "ko" };
    let hidden = Regex::new(&format!("<span lang={other}>[^<]*</span>")).expect("a pattern");
    let tag = Regex::new("<[^>]*>").expect("a pattern");
    let text = tag.replace_all(&hidden.replace_all(html, ""), "").to_string();
    ["&lt;,<", "&gt;,>", "&quot;,\"", "&#39;,'", "&amp;,&"]
        .iter()
        .filter_map(|pair| pair.split_once(','))
        .fold(text, |text, (sign, is)| text.replace(sign, is))
}

/// What lies between two marks, each time.
fn between<'h>(html: &'h str, from: &str, to: &str) -> Vec<&'h str> {
    html.split(from).skip(1).filter_map(|rest| rest.split_once(to)).map(|(inner, _)| inner).collect()
}

/// The table of all systems: cells by the English names of their columns, under the system's name.
fn table(html: &str, columns: &[String], lang: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let table = between(html, "<table id=\"table\">", "</table>")[0];
    let body = table.split_once("<tbody>").expect("a body").1;
    let rows = between(body, "<tr ", "</tr>").into_iter().map(|row| {
        let cells = between(row, "<td class=\"c-", "</td>")
            .into_iter()
            .map(|cell| shown(cell.split_once("\">").expect("a class").1, lang).trim().to_string());
        let cells: BTreeMap<_, _> = columns.iter().cloned().zip(cells).collect();
        (cells["system name"].clone(), cells)
    });
    rows.collect()
}

fn columns(html: &str) -> Vec<String> {
    let head = between(html, "<table id=\"table\">", "</thead>")[0];
    let labels = between(head, "<button", "</button>").into_iter();
    labels.map(|label| shown(label.split_once('>').expect("a tag").1, "en").trim().to_string()).collect()
}

#[test]
fn every_number_of_the_table_is_that_of_candidates_csv_and_of_sql() {
    let html = page(&SAMPLE, "2026-10");
    let columns = columns(&html);
    assert!(columns.len() > 30, "{columns:?}");
    let shown = table(&html, &columns, "ko");
    let csv = SAMPLE.table("out/2026-10/candidates.csv");
    assert_eq!(shown.len(), csv.len());
    let names: BTreeMap<&str, &str> = assay::report::headers::CANDIDATES.into_iter().collect();
    for row in &csv {
        let page = &shown[&row["시스템명"]];
        let query = format!("select * from candidates where system_id = '{}'", row["시스템ID"]);
        let ran = SAMPLE.done(&["--quiet", "--lang", "ko", "sql", "--format", "json", &query, "--month", "2026-10"]);
        let sql: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        for column in columns.iter().filter(|c| *c != "verdict") {
            let column = &column.replace(' ', "_");
            let cell = &row[names[column.as_str()]];
            assert_eq!(&page[&column.replace('_', " ")], cell, "{} of {}", column, row["시스템ID"]);
            let asked = &sql[0][column];
            match asked.as_f64() {
                Some(number) => assert_eq!(Some(number), cell.parse().ok(), "{column} of {query}"),
                None => assert_eq!(asked.as_str().unwrap_or_default(), cell, "{column} of {query}"),
            }
        }
    }
}

#[test]
fn every_figure_of_a_part_is_that_of_sql() {
    let html = page(&SAMPLE, "2026-10");
    let values = values();
    let ids: Vec<String> =
        SAMPLE.table("out/2026-10/candidates.csv").into_iter().map(|row| row["시스템ID"].clone()).collect();
    let mut seen = 0;
    for part in html.split("<details class=\"part\" id=\"s-").skip(1) {
        let place = part.split('"').next().unwrap_or_default();
        let id =
            ids.iter().find(|id| assay::report::both::anchor(id) == place).expect("a system of this place").clone();
        for row in between(part, "<tr><th scope=\"row\"><a href=\"#d-", "</tr>") {
            let metric = row.split('"').next().unwrap_or_default();
            let cells = between(row, "<td class=\"n\">", "</td>");
            for (period, cell) in ["2026-10", "T12"].into_iter().zip(cells) {
                let value = values.get(&[id.clone(), metric.to_string(), period.to_string()]);
                let text = cell.replace(',', "");
                match value {
                    None => assert_eq!(text, "–", "{metric} of {id} in {period}"),
                    Some(value) => {
                        let printed: f64 = text.parse().expect("a number");
                        assert!(
                            (printed - value).abs() <= 0.005 + 1e-9,
                            "{metric} of {id} in {period}: {printed}, {value}"
                        );
                        seen += 1;
                    }
                }
            }
        }
    }
    assert!(seen > 500, "{seen} figures were compared");
}

#[test]
fn every_number_of_the_workbook_is_that_of_candidates_csv() {
    let bytes = fs_err::read(SAMPLE.path("out/2026-10/candidates.xlsx")).expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.sheet_names();
    assert_eq!(sheets, ["순위", "체크리스트", "지표", "질문", "자료 품질"]);
    let range = book.worksheet_range("순위").expect("a sheet");
    let mut rows = range.rows();
    let header: Vec<String> = rows.next().expect("a header").iter().map(ToString::to_string).collect();
    let csv = SAMPLE.table("out/2026-10/candidates.csv");
    assert_eq!(range.height(), csv.len() + 1);
    let numbers = ["순위", "점수", "점수하한", "순위P05", "상위10확률", "지표확보율", "규모", "확정예"];
    for (cells, row) in rows.zip(&csv) {
        for (name, cell) in header.iter().zip(cells) {
            let expected = &row[name];
            match cell {
                Data::Float(number) => assert_eq!(Some(*number), expected.parse().ok(), "{name}"),
                other => {
                    let is_number = numbers.contains(&name.as_str()) && !expected.is_empty();
                    assert!(!is_number, "{name}: {other:?} is a text");
                    assert_eq!(&other.to_string(), expected.strip_prefix('\'').unwrap_or(expected), "{name}");
                }
            }
        }
    }
    for sheet in sheets {
        let formulas = book.worksheet_formula(&sheet).expect("a sheet");
        assert!(formulas.used_cells().next().is_none(), "{sheet} has a formula");
    }
}

/// Values of all systems in the month and the ranking window, by system, metric and period.
fn values() -> BTreeMap<[String; 3], f64> {
    let query =
        "select system_id, metric, period, value from metrics where period in ('2026-10', 'T12') and value is not null";
    let ran = SAMPLE.done(&["--quiet", "sql", "--format", "json", query, "--month", "2026-10"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&ran.stdout).expect("JSON");
    let key = |row: &serde_json::Value| {
        ["system_id", "metric", "period"].map(|k| row[k].as_str().unwrap_or_default().to_string())
    };
    rows.iter().map(|row| (key(row), row["value"].as_f64().expect("a number"))).collect()
}

#[test]
fn every_figure_and_answer_of_the_workbook_is_that_of_sql() {
    let bytes = fs_err::read(SAMPLE.path("out/2026-10/candidates.xlsx")).expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let (values, metrics) = (values(), assay::metrics::catalogue());
    let figures = book.worksheet_range("지표").expect("a sheet");
    let mut compared = 0;
    for row in figures.rows().skip(1) {
        for (metric, cell) in metrics.iter().zip(&row[3..]) {
            let value = values.get(&[row[0].to_string(), metric.name.to_string(), row[2].to_string()]);
            match cell {
                Data::Empty => assert_eq!(value, None, "{} of {:?}", metric.name, &row[..3]),
                // A workbook keeps sixteen digits.
                Data::Float(number) => assert!(
                    value.is_some_and(|v| (v - number).abs() <= 1e-15 * v.abs()),
                    "{} of {:?}: {number}, {value:?}",
                    metric.name,
                    &row[..3]
                ),
                other => panic!("{other:?} is no number"),
            }
            compared += 1;
        }
    }
    let csv = SAMPLE.table("out/2026-10/candidates.csv");
    assert_eq!(compared, csv.len() * 2 * metrics.len());
    let checklist = book.worksheet_range("체크리스트").expect("a sheet");
    assert_eq!(checklist.height(), csv.len() * 10 + 1);
    for (row, line) in checklist.rows().skip(1).zip(csv.iter().flat_map(|line| [line; 10])) {
        assert_eq!(row[1].to_string(), line["시스템ID"]);
        let tier = row[6].to_string();
        let answer = format!("{}:{}", row[5], if tier.is_empty() { "none" } else { &tier });
        assert_eq!(answer, line[&format!("항목{}", row[3])]);
    }
}

#[test]
fn bars_are_as_long_as_what_explain_says_and_sum_to_the_score() {
    let html = page(&SAMPLE, "2026-10");
    for line in SAMPLE.table("out/2026-10/candidates.csv") {
        let id = &line["시스템ID"];
        let json = SAMPLE.done(&["--quiet", "explain", id, "--month", "2026-10", "--json"]).stdout;
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let weighted = json["contributions"].as_array().expect("contributions").iter();
        let points: Vec<f64> = weighted
            .filter(|c| c["weight"].as_f64() > Some(0.0))
            .map(|c| c["points"].as_f64().expect("points"))
            .collect();
        let score: f64 = line["점수"].parse().expect("a score");
        assert!((points.iter().sum::<f64>() - score).abs() < 1e-4, "{id}");
        let place = assay::report::both::anchor(id);
        let picture = between(&html, &format!("aria-labelledby=\"fig-score-{place}\">"), "</svg>")[0];
        let shown: Vec<f64> = between(picture, "<text class=\"number\"", "</text>")
            .into_iter()
            .map(|text| text.split_once('>').expect("a tag").1.parse().expect("a number"))
            .collect();
        assert_eq!(shown.len(), points.len(), "{id}");
        for (shown, points) in shown.iter().zip(points) {
            assert!((shown - points).abs() <= 0.05 + 1e-9, "{id}: {shown}, {points}");
        }
    }
}

/// Numbers of a text, without the separators of thousands.
fn numbers_in(text: &str) -> Vec<f64> {
    let number = Regex::new(r"\d[\d,]*(\.\d+)?").expect("a pattern");
    number.find_iter(text).map(|n| n.as_str().replace(',', "").parse().expect("a number")).collect()
}

fn asked(month: &str, query: &str) -> Vec<BTreeMap<String, String>> {
    let ran = SAMPLE.done(&["--quiet", "sql", "--format", "json", query, "--month", month]);
    let rows: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(&ran.stdout).expect("JSON");
    let text = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    rows.into_iter().map(|row| row.into_iter().map(|(k, v)| (k, text(v))).collect()).collect()
}

#[test]
fn sentences_and_lists_say_what_sql_says() {
    let html = page(&SAMPLE, "2026-10");
    let sentences: Vec<String> = between(between(&html, "<ol class=\"sentences\">", "</ol>")[0], "<li>", "</li>")
        .into_iter()
        .map(|s| shown(s, "en"))
        .collect();
    let totals = "select sum(value) filter (where metric = 'release_count') as releases, \
                  sum(value) filter (where metric = 'unplanned_outages') as outages, \
                  sum(value) filter (where metric = 'outage_minutes') as minutes, \
                  sum(value) filter (where metric = 'surge_count') as surges, \
                  count(value) filter (where metric = 'outage_minutes') as known \
                  from metrics where period = '2026-10' and system_id <> '*'";
    let totals = &asked("2026-10", totals)[0];
    let of = |name: &str| totals[name].parse::<f64>().expect("a number");
    let said = numbers_in(&sentences[3]);
    assert_eq!((said[0], said[2], said[3]), (of("releases"), of("outages"), of("minutes")), "{sentences:?}");
    assert!(said.contains(&of("surges")) && said.contains(&of("known")), "{sentences:?}");
    let verdicts = "select count(*) as n, count(*) filter (where verdict = 'ADOPT') as adopt, \
                    count(*) filter (where verdict = 'NEEDS_REVIEW') as review from candidates";
    let verdicts = &asked("2026-10", verdicts)[0];
    let first = numbers_in(&sentences[0]);
    for (at, name) in ["n", "adopt", "review"].iter().enumerate() {
        assert_eq!(first[at].to_string(), verdicts[*name], "{}", sentences[0]);
    }
    let surges = asked("2026-10", "select system_id from surges where period = '2026-10'").len();
    assert_eq!(
        between(between(&html, "<section id=\"surges\"", "</section>")[0], "<tr><th scope=\"row\">", "</tr>").len(),
        surges
    );
    // Clocks and deployments: each cell is the figure of its system.
    let values = values();
    for section in ["outages", "deploys"] {
        let text = between(&html, &format!("<section id=\"{section}\""), "</section>")[0];
        let table = between(text, "<table>", "</table>")[0];
        let metrics = between(between(table, "<thead>", "</thead>")[0], "href=\"#d-", "\"");
        let rows = between(table, "<tr><th scope=\"row\">", "</tr>");
        assert!(rows.len() > 10 && metrics.len() >= 6);
        for row in rows {
            let place = between(row, "href=\"#s-", "\"")[0];
            let id =
                values.keys().map(|k| &k[0]).find(|id| assay::report::both::anchor(id) == place).expect("a system");
            for (metric, cell) in metrics.iter().zip(between(row, "<td class=\"n\">", "</td>")) {
                let value = values.get(&[id.clone(), (*metric).to_string(), "2026-10".to_string()]);
                match value {
                    None => assert_eq!(cell, "–", "{metric} of {id}"),
                    Some(value) => {
                        assert!((numbers_in(cell)[0] - value).abs() <= 0.005 + 1e-9, "{metric} of {id}: {cell}")
                    }
                }
            }
        }
    }
}

#[test]
fn every_query_on_a_page_runs_and_gives_its_month() {
    for month in ["2026-09", "2026-10"] {
        let html = page(&SAMPLE, month);
        let plain = |text: &str| shown(text, "en");
        let given: Vec<String> = between(&html, &format!("assay sql --month {month} \"<code>"), "</code>")
            .into_iter()
            .chain(between(&html, "<pre>select ", "</pre>"))
            .map(plain)
            .map(|sql| if sql.starts_with("select ") { sql } else { format!("select {sql}") })
            .collect();
        assert!(given.len() > 150, "{}", given.len());
        assert_eq!(html.matches("assay sql").count(), html.matches(&format!("assay sql --month {month} ")).count());
        let script = given.join(";\n");
        SAMPLE.write("page.sql", script);
        let file = SAMPLE.path("page.sql").display().to_string();
        SAMPLE.done(&["--quiet", "sql", "--month", month, "--format", "csv", "-f", &file]);
        // Scores are those of the page's month, and the list of outages is as long as the page says.
        let csv: BTreeMap<String, String> = SAMPLE
            .table(&format!("out/{month}/candidates.csv"))
            .into_iter()
            .map(|row| (row["시스템ID"].clone(), row["점수"].clone()))
            .collect();
        let score = given.iter().find(|q| q.contains("score, score_lo")).expect("the definition of the score");
        for row in asked(month, score) {
            assert_eq!(row["score"], csv[&row["system_id"]], "{} in {month}", row["system_id"]);
        }
        let outages = given.iter().find(|q| q.contains("from outage_log")).expect("the list of outages");
        let said = between(&html, "outage records and their remedial results</span> (", ")")[0];
        assert_eq!(asked(month, outages).len().to_string(), said);
        // The axes of the map.
        let need = given.iter().find(|q| q.contains("as need")).expect("the definition of need");
        let bubbles = between(&html, "<title>", "</title>").into_iter().filter(|t| t.contains("필요도(need)"));
        let mut drawn: Vec<[String; 2]> = bubbles
            .map(|t| [between(t, "(need) ", " ")[0].to_string(), between(t, "(feasibility) ", " ")[0].to_string()])
            .collect();
        let rounded = |text: &str| format!("{:.1}", text.parse::<f64>().expect("a number"));
        let mut queried: Vec<[String; 2]> =
            asked(month, need).iter().map(|row| [rounded(&row["need"]), rounded(&row["feasibility"])]).collect();
        drawn.iter_mut().flatten().for_each(|n| *n = rounded(n));
        drawn.sort();
        queried.sort();
        assert_eq!(drawn, queried, "{month}");
    }
}

#[test]
fn another_workspace_with_the_same_exports_gives_the_same_bytes() {
    let again = Workspace::copy_of("sample-data");
    let read = |workspace: &Workspace, name: &str| {
        fs_err::read(workspace.path(&format!("out/2026-10/{name}"))).expect("an output")
    };
    again.done(&["run", "--month", "2026-09"]);
    again.done(&["run", "--month", "2026-10"]);
    for name in ["report.html", "candidates.xlsx"] {
        assert!(read(&again, name) == read(&SAMPLE, name), "{name} differs");
    }
}

#[test]
fn a_page_asks_for_nothing_and_links_lead_somewhere() {
    let html = page(&SAMPLE, "2026-10");
    for sign in ["http://", "https://", "src=", "url(", "@import"] {
        assert!(!html.contains(sign), "{sign}");
    }
    let ids: Vec<&str> = between(&html, " id=\"", "\"");
    for target in between(&html, "href=\"#", "\"") {
        assert!(ids.contains(&target), "nothing is called {target}");
    }
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "two elements share an id");
    assert!(html.len() < 1_500_000, "{} bytes", html.len());
}

/// A workspace of some systems, of which one month of incidents is known.
fn small(systems: &str, incidents: &str) -> Workspace {
    let workspace = Workspace::new(
        "name = \"<b>시험\" \nlang = \"en\"\ntime_zone = \"Asia/Seoul\"\n[[covers]]\nsource = \"*\"\nfrom = 2025-11-01\nto = 2026-11-01\ntables = [\"incidents\"]\n",
    );
    workspace.write("systems.csv", systems);
    let header = "native_id,system_ref,start_at,end_at,scope,title,updated_at\n";
    workspace.write("inbox/itsm/incidents.csv", format!("{header}{incidents}"));
    workspace.done(&["run", "--month", "2026-10"]);
    workspace
}

#[test]
fn names_of_any_kind_stay_text() {
    let long = "긴".repeat(300);
    let names = [
        "<script>alert(1)</script>",
        "\"\"\"quoted\"\" & 'so'\"",
        "=cmd|' /C calc'!A0",
        "\u{202e}turned\u{200f}",
        &long,
    ];
    let rows: String = names.iter().enumerate().map(|(at, name)| format!("s{at},{name}\n")).collect();
    let incidents = "I-1,s0,2026-10-05 10:00,2026-10-05 12:00,FULL,<img src=x onerror=alert(1)>,2026-10-06 00:00\n";
    let workspace = small(&format!("system_id,name\n{rows}"), incidents);
    let html = page(&workspace, "2026-10");
    assert_eq!(html.matches("<script").count(), 1, "the page's own");
    assert!(!html.contains("<img") && !html.contains("<b>") && html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!html.contains('\u{202e}') && !html.contains('\u{200f}') && html.contains("turned"));
    let columns = columns(&html);
    let table = table(&html, &columns, "en");
    for name in ["<script>alert(1)</script>", "\"quoted\" & 'so'", "=cmd|' /C calc'!A0", "turned", &long] {
        assert!(table.contains_key(name), "{name}: {:?}", table.keys());
    }
    let bytes = fs_err::read(workspace.path("out/2026-10/candidates.xlsx")).expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let formulas = book.worksheet_formula("ranking").expect("a sheet");
    assert!(formulas.used_cells().next().is_none());
}

#[test]
fn one_system_without_data_and_without_a_month_before_is_a_page_too() {
    let workspace = small(
        "system_id,name\nonly,Only one\n",
        "I-1,other,2026-10-05 10:00,2026-10-05 12:00,FULL,x,2026-10-06 00:00\n",
    );
    let html = page(&workspace, "2026-10");
    let text = shown(&html, "en");
    assert!(text.contains("No earlier month was reported"), "{text}");
    // What nothing is known of is no 0, and no calendar without events.
    assert!(text.contains("nothing known of releases") && text.contains("nothing known of surges"), "{text}");
    assert!(text.contains("No load is known in which surges could be seen") && !html.contains("class=\"day"));
    let without_script = html.split("<script").next().expect("a page");
    assert!(html.contains("id=\"s-only\"") && !without_script.contains("NaN") && !html.contains(">inf<"));
    // Load is unknown: no picture of it. Availability of what nothing is known of is a dash, never 0 or 100 %.
    assert!(!html.contains("fig-load-only"));
    let part = between(&html, "id=\"s-only\"", "</details>")[0];
    let users = between(part, "#d-users_per_day\"", "</tr>");
    assert!(users.is_empty(), "what is unknown in both periods is left out: {users:?}");
}
