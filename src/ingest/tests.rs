//! Tests of imports that need no engine: rejects of lines and sections are mended like any other.

use std::path::Path;
use std::time::SystemTime;

use super::{Outcome, Request, ingest};
use crate::connector::registry::Registry;
use crate::lake::receipt::Receipt;
use crate::workspace::Workspace;

fn read(root: &Path, paths: &[&str]) -> Vec<Receipt> {
    let workspace = Workspace::open(root).expect("a workspace");
    let registry = Registry::of_workspace(root).expect("the shipped connectors parse");
    let paths = paths.iter().map(|p| root.join(p)).collect();
    let request = Request { paths, connector: None, dry_run: false, now: SystemTime::now() };
    let report = ingest(&workspace, &registry, &request, &mut |_, _, _| {}).expect("a lake");
    for file in &report.files {
        assert!(matches!(file.outcome, Outcome::Imported(_) | Outcome::Known), "{file:?}");
    }
    report.receipts().cloned().collect()
}

/// Mends the one reject of an export and imports it again.
fn mend(export: &str, text: &str, connector: &str, fault: &str, mended: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    fs_err::write(root.join("assay.toml"), "settle_seconds = 0\n").expect("it is written");
    let path = root.join("inbox").join(export);
    fs_err::create_dir_all(path.parent().expect("it lies in a folder")).expect("it is made");
    fs_err::write(&path, text).expect("it is written");
    let first = read(root, &[]);
    assert_eq!((first[0].connector.id.as_str(), first[0].counts.rejected), (connector, 1), "{export}");
    let rejects = fs_err::read_dir(root.join("rejects")).expect("it is there").next().expect("one").expect("a file");
    let shown = fs_err::read_to_string(rejects.path()).expect("it is text");
    assert!(shown.contains(fault), "{shown}");
    fs_err::write(rejects.path(), shown.replace(fault, mended)).expect("it is written");
    let name = format!("rejects/{}", rejects.file_name().to_string_lossy());
    let second = read(root, &[&name]);
    assert_eq!((second[0].counts.kept, second[0].counts.rejected), (1, 0), "{export}");
    assert!(second[0].mends.is_some());
}

#[test]
fn a_rejected_line_is_mended_as_a_row_of_a_table() {
    let log = "[1772409600] HOST ALERT: was01;DOWN;HARD;3;timeout\n[17724] HOST ALERT: was01;UP;HARD;1;ok\n";
    mend("nagios/nagios.log", log, "nagios_log", "17724", "1772410000");
}

#[test]
fn a_rejected_row_of_a_section_is_mended_under_the_columns_of_all() {
    let text = "# hostname;interval;timestamp;CPU;%idle\nwas01;60;2026-03-02 09:00:00 UTC;-1;99\n\
        # hostname;interval;timestamp;IFACE;rxkB/s;txkB/s\nwas01;60;2026-03-02 09:00:00 UTC;eth0;1;2kB\n";
    mend("sar/sadf.txt", text, "sadf_csv", "2kB", "2");
}

#[test]
fn a_mended_reject_still_knows_the_path_of_its_export() {
    let text = "epoch,rx,tx\n1772409600.078,10,20\n1772409610.078,11,2x\n";
    mend("collectd/was01/interface-eth0/if_octets-2026-03-02", text, "collectd_csv", "2x", "21");
}
