//! report.html in headless Chromium. `run` beside this file makes the program and fetches axe-core.

mod page;
mod workspace;

use std::path::{Path, PathBuf};

use fs_err as fs;
use page::Page;
use workspace::{ODD_NAMES, pages};

/// What shows everything that is folded.
const UNFOLD: &str = "document.querySelectorAll('details').forEach((d) => { d.open = true; })";
/// Rows of the table that are shown, as their cells in Korean.
const ROWS: &str = "[...document.querySelectorAll('#table tbody tr')].filter((r) => !r.hidden)
    .map((r) => [...r.children].map((c) => (c.querySelector('[lang=ko]') ?? c).textContent.trim()))";

/// Empties the field of the table's search.
const CLEAR: &str = "const i = document.getElementById('f-text'); i.value = ''; i.dispatchEvent(new Event('input'))";
/// What reaches beyond the window, and is not in something that scrolls by itself.
const WIDE: &str = "[...document.querySelectorAll('body *')]
    .filter((e) => !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth).map((e) => e.outerHTML.slice(0, 200))";
/// Texts of pictures that reach beyond them.
const CUT: &str = "[...document.querySelectorAll('svg text')].filter((t) => t.getClientRects().length).filter((t) => {
    const [box, of] = [t.getBoundingClientRect(), t.closest('svg').getBoundingClientRect()];
    return box.left < of.left - 1 || box.right > of.right + 1 || box.top < of.top - 2 || box.bottom > of.bottom + 2;
}).map((t) => `${t.textContent} in ${t.closest('svg').getAttribute('aria-labelledby')}`)";
/// Rules that are broken, with the first places of each.
const RULES: &str = "axe.run().then((r) => {
    window.passed = r.passes.find((p) => p.id === 'color-contrast')?.nodes.length ?? 0;
    return r.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.length}): ` +
        v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? '')).join(' | ')); })";

fn all_pages() -> [&'static Path; 3] {
    let pages = pages();
    [&pages.sample, &pages.odd, &pages.one].map(PathBuf::as_path)
}

#[test]
fn what_a_page_asks_for_or_complains_of_is_heard() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("loud.html");
    let loud = "<!DOCTYPE html><meta http-equiv=Content-Security-Policy content=\"font-src 'none'\">
        <style>@font-face{font-family:f;src:url(http://127.0.0.1:9/f)} p{font-family:f}</style><p>text
        <img src=http://127.0.0.1:9/x.png><script>console.error('said'); undefined.thrown</script>";
    fs::write(&file, loud).expect("a file can be written");
    let heard = Page::open(&file, "", 800).heard();
    let own = format!("file://{}", file.display());
    assert_eq!(heard.requests, [&own, "http://127.0.0.1:9/x.png", "http://127.0.0.1:9/f"]);
    for said in ["said", "thrown", "font-src", "ERR_"] {
        assert!(heard.console.iter().any(|c| c.contains(said)), "{said}: {:#?}", heard.console);
    }
}

#[test]
fn a_page_asks_for_nothing_and_complains_of_nothing() {
    for file in all_pages() {
        let page = Page::open(file, "", 1280);
        page.act(UNFOLD);
        page.click("label[for=lang-en]");
        page.click("label[for=lang-ko]");
        let heard = page.heard();
        assert_eq!(heard.requests, [format!("file://{}", file.display())]);
        assert_eq!(heard.console, [""; 0], "{}", file.display());
    }
}

#[test]
fn the_language_is_switched() {
    let page = Page::open(&pages().sample, "", 1280);
    page.act(UNFOLD);
    let shown = |lang: &str| {
        let all = format!("[...document.querySelectorAll('body [lang={lang}]')]");
        page.ask::<usize>(&format!("{all}.filter((e) => e.getClientRects().length).length"))
    };
    let said = || {
        page.ask::<[String; 4]>(
            "[document.documentElement.lang, document.title, document.querySelector('h1').innerText,
            document.querySelector('#filters option[value=\"1\"]').textContent]",
        )
    };
    let title = |of: &str| format!("한빛정책진흥원 외 {of} 2026-10");
    let korean = said();
    assert_eq!(korean[..2], ["ko", &title("클라우드 네이티브 전환 후보")]);
    let count = shown("ko");
    assert!(count > 1000 && shown("en") == 0, "{count}");
    page.click("label[for=lang-en]");
    let english = said();
    assert_eq!(english[..2], ["en", &title("cloud-native candidates")]);
    assert_eq!((shown("en"), shown("ko")), (count, 0), "everything is said in both");
    assert_eq!((&korean[1], &english[1]), (&korean[2], &english[2]), "the title is the heading");
    assert_ne!(korean[3], english[3], "the filters speak it too");
    page.click("label[for=lang-ko]");
    assert_eq!((said(), shown("en")), (korean, 0));
}

#[test]
fn the_table_is_sorted_and_what_is_unknown_comes_last() {
    let page = Page::open(&pages().odd, "", 1280);
    let rows = || page.ask::<Vec<Vec<String>>>(ROWS);
    let column = |at: usize| rows().into_iter().map(|row| row[at].clone()).collect::<Vec<_>>();
    let head = |at: usize| format!("#table th:nth-child({}) button", at + 1);
    let order = |at: usize| {
        page.ask::<Option<String>>(&format!("document.querySelectorAll('#table th')[{at}].getAttribute('aria-sort')"))
    };
    let (rank, name, score, department) = (0, 1, 3, 9);
    let ranked = column(rank);
    assert_eq!(ranked, (1..=9).map(|n| n.to_string()).collect::<Vec<_>>());
    assert_eq!(order(rank).as_deref(), Some("ascending"));
    page.click(&head(score));
    let number = |text: &String| text.parse::<f64>().expect("a score is a number");
    assert!(column(score).iter().map(number).is_sorted());
    assert_eq!((order(score).as_deref(), order(rank)), (Some("ascending"), None));
    page.click(&head(score));
    assert!(column(score).iter().map(number).rev().is_sorted());
    assert_eq!(order(score).as_deref(), Some("descending"));
    for first in ["\"", "WWW"] {
        page.click(&head(department));
        let departments = column(department);
        assert_eq!(departments.last().map(String::as_str), Some(""), "{first}: {departments:?}");
        assert_eq!(departments.iter().filter(|d| d.is_empty()).count(), 1);
    }
    page.click(&head(name));
    let names = column(name);
    assert!(
        names.iter().position(|n| n == "식별자에 기호가 있는 시스템")
            < names.iter().position(|n| n == "자료 없는 시스템")
    );
    page.click(&head(rank));
    assert_eq!(column(rank), ranked);
}

#[test]
fn the_table_is_filtered() {
    let page = Page::open(&pages().sample, "", 1280);
    let rows = || page.ask::<Vec<Vec<String>>>(ROWS);
    let shown = || page.ask::<String>("document.getElementById('shown').textContent");
    let all = rows();
    assert_eq!((all.len(), shown().as_str()), (25, "25 / 25"));
    page.type_into("#f-text", "예약");
    let named: Vec<_> = all.iter().filter(|row| row.iter().any(|cell| cell.contains("예약"))).cloned().collect();
    assert!(named.iter().any(|row| row[1] == "통합예약 포털"));
    assert_eq!((rows(), shown()), (named.clone(), format!("{} / 25", named.len())));
    let choose = |key: u8, value: &str| {
        page.act(&format!(
            "const s = document.querySelector('#filters select[data-key=\"{key}\"]'); s.value = '{value}'; \
             s.dispatchEvent(new Event('input'))"
        ));
    };
    page.act(CLEAR);
    choose(0, "1");
    let adopted = rows();
    assert!(adopted.iter().all(|row| row[2].contains("도입 검토")) && (1..25).contains(&adopted.len()), "{adopted:?}");
    page.type_into("#f-text", "예약");
    assert_eq!(rows(), adopted.into_iter().filter(|row| named.contains(row)).collect::<Vec<_>>());
    page.act(CLEAR);
    choose(0, "");
    let department = all[0][9].clone();
    choose(1, &department);
    let own = all.iter().filter(|row| row[9] == department).cloned().collect::<Vec<_>>();
    assert!(!department.is_empty() && own.len() < all.len());
    assert_eq!(rows(), own);
    page.type_into("#f-text", "없는 이름");
    assert_eq!((rows().len(), shown().as_str()), (0, "0 / 25"));
}

#[test]
fn parts_unfold_and_links_find_them() {
    let open =
        |page: &Page| page.ask::<Vec<String>>("[...document.querySelectorAll('details.part[open]')].map((d) => d.id)");
    let top = |page: &Page| page.ask::<f64>("document.querySelector('details.part[open]').getBoundingClientRect().top");
    let page = Page::open(&pages().sample, "", 1280);
    assert_eq!(open(&page), [""; 0]);
    page.click("#s-subsidy > summary");
    assert_eq!(open(&page), ["s-subsidy"]);
    assert!(page.ask::<bool>("document.querySelector('#s-subsidy figure svg').getClientRects().length > 0"));
    page.click("#s-subsidy > summary");
    page.click("#table a[href='#s-safety']");
    assert_eq!(open(&page), ["s-safety"]);
    let page = Page::open(&pages().sample, "#s-reservation", 390);
    assert_eq!(open(&page), ["s-reservation"]);
    assert!((0.0..450.0).contains(&top(&page)), "it is what the window shows: {}", top(&page));
    // An identifier of signs, as the address bar writes it.
    let page = Page::open(&pages().odd, "#s-a~27b~2fc~20d~23e~2541~3f", 390);
    assert_eq!(open(&page), ["s-a~27b~2fc~20d~23e~2541~3f"]);
}

#[test]
fn without_its_script_a_page_still_folds_and_switches() {
    let text = fs::read_to_string(&pages().sample).expect("the page can be read");
    let (before, rest) = text.split_once("<script>").expect("it has a script");
    let (_, after) = rest.split_once("</script>").expect("the script ends");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("still.html");
    fs::write(&file, format!("{before}{after}")).expect("a file can be written");
    let page = Page::open(&file, "", 390);
    let shown =
        |selector: &str| page.ask::<bool>(&format!("document.querySelector('{selector}').getClientRects().length > 0"));
    page.click("label[for=lang-en]");
    assert!(shown("h1 [lang=en]") && !shown("h1 [lang=ko]"));
    page.click("#s-subsidy > summary");
    assert!(shown("#s-subsidy svg") && !shown("#f-text"), "what needs the script is not offered");
}

#[test]
fn nothing_scrolls_sideways() {
    let states = [
        "document.querySelectorAll('details').forEach((d) => { d.open = false; })",
        UNFOLD,
        "document.querySelectorAll('#filters input[type=checkbox]').forEach((c) => { c.checked = true; })",
    ];
    for (file, width) in all_pages().into_iter().flat_map(|file| [(file, 390), (file, 1280)]) {
        let page = Page::open(file, "", width);
        for (state, lang) in states.into_iter().flat_map(|state| [(state, "ko"), (state, "en")]) {
            page.act(state);
            page.act(&format!("document.getElementById('lang-{lang}').click()"));
            let [window, room, content] = page.ask::<[u32; 3]>(
                "[innerWidth, document.documentElement.clientWidth, document.documentElement.scrollWidth]",
            );
            assert_eq!(window, width);
            let wide = || page.ask::<Vec<String>>(WIDE);
            assert_eq!(content, room, "{} at {width}, {lang}, {state}: {:#?}", file.display(), wide());
        }
    }
}

#[test]
fn texts_of_pictures_fit_in_them() {
    for file in all_pages() {
        let page = Page::open(file, "", 1280);
        page.act(UNFOLD);
        for lang in ["ko", "en"] {
            page.act(&format!("document.getElementById('lang-{lang}').click()"));
            assert_eq!(page.ask::<Vec<String>>(CUT), [""; 0], "{} {lang}", file.display());
        }
    }
    let page = Page::open(&pages().sample, "#s-subsidy", 1280);
    page.act("document.querySelector('#s-subsidy svg text').setAttribute('x', -40)");
    assert_eq!(page.ask::<Vec<String>>(CUT).len(), 1, "a text that is cut is found");
}

#[test]
fn rules_of_accessibility_hold_in_light_and_dark() {
    let axe = workspace::beside("node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(axe).expect("axe-core is there: npm ci --prefix tests/browser --ignore-scripts");
    for file in all_pages() {
        let page = Page::open(file, "", 1280);
        page.act(UNFOLD);
        // Parts are made by one template; all of them would take the rules half a minute.
        page.act("document.querySelectorAll('.part').forEach((part, at) => { part.open = at < 4; })");
        page.act(&axe);
        for (scheme, lang) in [("light", "ko"), ("dark", "en")] {
            page.scheme(scheme);
            page.act(&format!("document.getElementById('lang-{lang}').click()"));
            let found = page.ask::<Vec<String>>(RULES);
            assert_eq!(found, [""; 0], "{} {scheme} {lang}", file.display());
            let contrast = page.ask::<usize>("window.passed");
            assert!(contrast > 100, "contrast was looked at {contrast} times");
        }
    }
    let page = Page::open(&pages().one, "", 1280);
    page.act(&axe);
    page.act("document.querySelector('h1').style.color = '#bbb'");
    let found = page.ask::<Vec<String>>(RULES);
    assert!(found.len() == 1 && found[0].starts_with("color-contrast"), "what is too pale is found: {found:?}");
}

#[test]
fn a_page_prints() {
    let page = Page::open(&pages().sample, "", 1280);
    let sheets = |name: &str| {
        let pdf = page.pdf();
        fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), &pdf).expect("a file can be written");
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("/MediaBox [0 0 594.95996 841.91998]"), "it prints on A4");
        text.matches("/Type /Page\n").count()
    };
    let folded = sheets("folded.pdf");
    page.act("document.getElementById('s-subsidy').open = true");
    let one = sheets("one.pdf");
    page.act("document.querySelectorAll('.part').forEach((d) => { d.open = true; })");
    let all = sheets("all.pdf");
    // Eleven sheets to read in a meeting, with the lists of events; three more for a system that was unfolded for it.
    assert_eq!((folded, one, all), (11, 14, 73));
}

/// Tells how long a page takes to show something; `REPORT` names another page, say of 1,500 systems.
#[test]
fn a_page_is_painted() {
    let other = std::env::var_os("REPORT").map(PathBuf::from);
    let file = other.as_deref().unwrap_or(&pages().sample);
    let page = Page::open(file, "", 1280);
    let paints = "performance.getEntriesByName('first-contentful-paint').map((p) => p.startTime)";
    let paint = page.ask::<Vec<f64>>(paints);
    assert_eq!(paint.len(), 1, "it was painted");
    println!("{}: first paint after {:.0} ms", file.display(), paint[0]);
}

#[test]
fn odd_names_are_text() {
    let page = Page::open(&pages().odd, "", 1280);
    let names = page
        .ask::<Vec<String>>("[...document.querySelectorAll('#table tbody td:nth-child(2)')].map((c) => c.textContent)");
    for (_, name) in ODD_NAMES {
        let name = name.replace(['\u{202e}', '\u{202c}'], "");
        assert!(names.contains(&name), "{name}: {names:#?}");
    }
    assert!(page.ask::<String>("document.title").starts_with("<b>기관 & '본부'</b> 클라우드"));
    assert_eq!(
        page.ask::<usize>("document.querySelectorAll('body img, body b, body script').length"),
        1,
        "the page's own script"
    );
    assert!(page.ask::<bool>("document.querySelector('#moved p').textContent.includes('보고된 이전 달이 없습니다.')"));
    let page = Page::open(&pages().one, "", 1280);
    assert_eq!(page.ask::<String>("document.documentElement.lang"), "en");
    assert_eq!(page.ask::<String>("document.getElementById('shown').textContent"), "1 / 1");
}
