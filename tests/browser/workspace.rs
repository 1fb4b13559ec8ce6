//! The pages that are looked at: of the sample agency, of systems with bad names, and of a single system.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use fs_err as fs;

/// A path in the folder of these tests. Cargo says where that is when it runs them: another checkout may have built them.
pub fn beside(relative: &str) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&root).join(relative)
}

/// Names as no system should have.
pub const ODD_NAMES: [(&str, &str); 6] = [
    ("script", "<script>document.title = 'taken'</script><img src=x onerror=document.title='taken'>"),
    ("quotes", "따옴표 \" ' ` & 시스템"),
    ("formula", "=HYPERLINK(\"http://127.0.0.1:9/\")"),
    ("a'b/c d#e%41?", "식별자에 기호가 있는 시스템"),
    ("turned", "\u{202e}거꾸로\u{202c} 시스템"),
    ("templates", "{{ 7 * 7 }} {% raw %} ${7}"),
];

/// Places of report.html.
pub struct Pages {
    /// The sample agency, 24 systems, with a reported month before.
    pub sample: PathBuf,
    /// Bad names, of which two are too long for every place, and no month before.
    pub odd: PathBuf,
    /// One system of which nothing is known.
    pub one: PathBuf,
}

/// The pages; made once, and left in cargo's folder for temporary files to be looked at.
pub fn pages() -> &'static Pages {
    static PAGES: LazyLock<Pages> = LazyLock::new(|| Pages { sample: sample(), odd: odd(), one: one() });
    &PAGES
}

fn sample() -> PathBuf {
    let root = fresh("sample");
    let given = beside("../../sample-data");
    copy(&given.join("inbox"), &root.join("inbox"));
    for entry in fs::read_dir(&given).expect("the sample data are there") {
        let path = entry.expect("its entry can be read").path();
        // What a run left there stays there.
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            copy(&path, &root.join(name));
        }
    }
    run(&root, "2026-09", "2026-10-01");
    run(&root, "2026-10", "2026-11-01")
}

fn odd() -> PathBuf {
    let root = fresh("odd");
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let long = "아주긴이름".repeat(60);
    let wide = "W".repeat(300);
    let names = ODD_NAMES.into_iter().chain([("long", long.as_str()), (wide.as_str(), "긴 식별자")]);
    let (mut systems, mut incidents, mut answers) = (
        "system_id,name,department,center\n".to_string(),
        "native_id,system_ref,start_at,end_at,severity,scope,title,action\n".to_string(),
        "system_id,item,answer,by,at,reason,expires\n".to_string(),
    );
    for (at, (id, name)) in names.enumerate() {
        let (id, name) = (quoted(id), quoted(name));
        systems += &format!("{id},{name},{name},{name}\n");
        answers += &format!("{id},5,Y,{name},2026-10-0{},{name},\n", at + 1);
        incidents += &format!("I-{at},{id},2026-10-1{at} 09:00,2026-10-1{at} 11:00,2,FULL,{name},{name}\n");
    }
    systems += "nothing,자료 없는 시스템,,\n";
    write(&root, "assay.toml", "name = \"<b>기관 & '본부'</b>\"\ntime_zone = \"Asia/Seoul\"\nlang = \"ko\"\n");
    write(&root, "systems.csv", &systems);
    write(&root, "answers.csv", &answers);
    write(&root, "inbox/itsm/incident.csv", &incidents);
    run(&root, "2026-10", "2026-11-01")
}

fn one() -> PathBuf {
    let root = fresh("one");
    write(&root, "assay.toml", "time_zone = \"Asia/Seoul\"\nlang = \"en\"\n");
    write(&root, "systems.csv", "system_id,name\nalone,혼자\n");
    run(&root, "2026-10", "2026-11-01")
}

/// An empty folder for a workspace.
fn fresh(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if root.exists() {
        fs::remove_dir_all(&root).expect("what an earlier test left can go");
    }
    fs::create_dir_all(&root).expect("a folder can be made");
    root
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).expect("a file can be copied");
        return;
    }
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let name = entry.expect("its entry can be read").file_name();
        copy(&from.join(&name), &to.join(&name));
    }
}

/// Runs the finished program for a month; gives the place of its page.
fn run(root: &Path, month: &str, as_of: &str) -> PathBuf {
    let assay = std::env::var("ASSAY").map_or_else(|_| beside("../../target/release/assay"), PathBuf::from);
    let arguments = ["run", "--month", month, "--as-of", as_of];
    let ran = Command::new(&assay).arg("--workspace").arg(root).args(arguments).output();
    let ran = ran.unwrap_or_else(|e| {
        panic!("{}: {e}; ASSAY names the program, `cargo build --release` makes it", assay.display())
    });
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{} {arguments:?}: {said}", assay.display());
    root.join("out").join(month).join("report.html")
}
