//! 작업대장: tab-separated text in UTF-16, as Excel saves it.

use std::io::BufWriter;
use std::path::PathBuf;

use fs_err::File;

use super::super::days::{dotted, minute_text};
use super::super::story::View;
use super::super::system::System;
use super::super::work::Work;
use super::create;
use super::text::{Form, Rows};
use crate::diagnostic::Result;

const HEADER: [&str; 11] = [
    "작업번호",
    "작업일자",
    "시작시간",
    "종료시간",
    "시스템명",
    "작업구분",
    "작업내용",
    "서비스중단여부",
    "공지일시",
    "작업상태",
    "담당부서",
];

/// Writes the ledger of maintenance.
pub struct Works {
    folder: PathBuf,
    file: Option<Rows<BufWriter<File>>>,
}

impl Works {
    /// Writes into a folder.
    pub fn new(folder: PathBuf) -> Self {
        Works { folder, file: None }
    }

    fn rows(&mut self) -> Result<&mut Rows<BufWriter<File>>> {
        if self.file.is_none() {
            let form = Form { delimiter: b'\t', encoding: encoding_rs::UTF_16LE };
            let mut rows = Rows::to_file(create(&self.folder, "작업대장.tsv")?, form)?;
            rows.row(HEADER)?;
            self.file = Some(rows);
        }
        Ok(self.file.as_mut().expect("it was made above"))
    }

    /// Writes the work on a system.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        view.stories[0].works.iter().try_for_each(|work| self.rows()?.row(cells(system, work)))
    }

    /// Ends the file.
    pub fn end(&mut self) -> Result<()> {
        self.file.take().map_or(Ok(()), |rows| rows.end().map(|_| ()))
    }
}

fn cells(system: &System, work: &Work) -> [String; 11] {
    [
        work.id.clone(),
        dotted(work.start.date()),
        work.start.format("%H:%M").to_string(),
        end_text(work),
        system.spelling(1),
        work.kind.into(),
        work.title.into(),
        if work.stop { "Y" } else { "N" }.into(),
        work.announced.map(minute_text).unwrap_or_default(),
        if work.cancelled { "취소" } else { "완료" }.into(),
        "정보화운영과".into(),
    ]
}

/// The end as a time of the same day.
pub fn end_text(work: &Work) -> String {
    if work.end.date() > work.start.date() { "24:00".into() } else { work.end.format("%H:%M").to_string() }
}
