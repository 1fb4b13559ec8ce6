//! Containers and formats beside CSV and XLSX: OpenDocument sheets, zstd.

use crate::support::{Workspace, archive};

const HEADER: [&str; 6] = ["native_id", "system_ref", "requested_at", "type", "status", "title"];

/// The smallest OpenDocument sheet: a mimetype and cells of text.
fn open_document(rows: &[[&str; 6]]) -> Vec<u8> {
    let cell = |text: &&str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &[&str; 6]| {
        format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
    };
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"list\">{}</table:table></office:spreadsheet></office:body></office:document-content>",
        rows.iter().map(row).collect::<String>()
    );
    let manifest = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
                    xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"></manifest:manifest>";
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_string()),
        ("META-INF/manifest.xml", manifest.to_string()),
        ("content.xml", content),
    ])
}

#[test]
fn an_open_document_sheet() {
    let workspace = Workspace::new("");
    let title = ["변경 요청 목록", "", "", "", "", ""];
    let row = ["SR-1", "투표", "2026.3.14(토) 오전 9:05", "change", "open", "한글"];
    workspace.write("inbox/itsm/list.ods", open_document(&[title, HEADER, row]));
    workspace.done(&["ingest"]);
    let receipt = workspace.receipt("inbox/itsm/list.ods");
    assert_eq!((&receipt["export"]["part"], &receipt["counts"]["kept"]), (&"list".into(), &1.into()));
    let have =
        workspace.sql("select native_id, strftime(to_local(requested_at), '%H:%M'), title, line from change_requests");
    assert_eq!(have, "SR-1,09:05,한글,3");
}

#[test]
fn a_zstd_file() {
    let workspace = Workspace::new("");
    let text = format!("{}\nSR-1,투표,2026-03-14 09:05,change,open,한글\n", HEADER.join(","));
    workspace.write("inbox/itsm/change.csv.zst", zstd::encode_all(text.as_bytes(), 3).expect("in memory"));
    workspace.done(&["ingest"]);
    assert_eq!(workspace.sql("select native_id, system_ref, title from change_requests"), "SR-1,투표,한글");
}
