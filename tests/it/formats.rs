//! Containers and formats beside CSV and XLSX: OpenDocument sheets, zstd.

use crate::support::{Workspace, open_document};

const HEADER: [&str; 6] = ["native_id", "system_ref", "requested_at", "type", "status", "title"];

#[test]
fn an_open_document_sheet() {
    let workspace = Workspace::new("");
    let title = ["변경 요청 목록", "", "", "", "", ""];
    let row = ["SR-1", "투표", "2026.3.14(토) 오전 9:05", "change", "open", "한글"];
    workspace
        .write("inbox/itsm/list.ods", open_document(&[("list", vec![title.to_vec(), HEADER.to_vec(), row.to_vec()])]));
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

/// "Unicode text" of a spreadsheet program: UTF-16 with tabs, quotes around cells with line breaks, no last line end.
#[test]
fn unicode_text_of_a_spreadsheet() {
    let text = format!("{}\r\nSR-1\t투표\t2026-03-14 09:05\tchange\topen\t\"첫 줄\n둘째\t줄\"", HEADER.join("\t"));
    let wide = |order: fn(u16) -> [u8; 2], mark: Option<u16>| -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect()
    };
    let workspace = Workspace::new("");
    workspace.write("inbox/little/change.txt", wide(u16::to_le_bytes, Some(0xfeff)));
    workspace.write("inbox/big/change.txt", wide(u16::to_be_bytes, Some(0xfeff)));
    workspace.write("inbox/bare/change.txt", wide(u16::to_be_bytes, None));
    let (cp949, _, _) = encoding_rs::EUC_KR.encode(&text);
    workspace.write("inbox/cp949/change.txt", cp949);
    workspace.done(&["ingest"]);
    let have = workspace.sql(
        "select source, native_id, system_ref, replace(replace(title, chr(10), '/'), chr(9), '>') from change_requests order by 1",
    );
    let row = |source: &&str| format!("{source},SR-1,투표,첫 줄/둘째>줄");
    assert_eq!(
        have.lines().collect::<Vec<_>>(),
        ["bare", "big", "cp949", "little"].iter().map(row).collect::<Vec<_>>()
    );
}
