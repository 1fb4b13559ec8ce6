//! 배포대장: one CSV file a month in UTF-8 with its mark, compressed by gzip.

use std::io::BufWriter;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use fs_err::File;

use super::super::archetype::Archetype;
use super::super::days::{at, minute_text, plus};
use super::super::deployment::{Env, Kind, Outcome, Row};
use super::super::story::View;
use super::super::system::System;
use super::create;
use super::text::{Form, Rows};
use crate::calendar::Month;
use crate::diagnostic::Result;

const HEADER: [&str; 17] = [
    "배포번호",
    "변경번호",
    "시스템명",
    "모듈명",
    "환경",
    "배포서버",
    "배포구분",
    "배포시작일시",
    "배포종료일시",
    "배포상태",
    "버전",
    "관련SR",
    "빌드도구",
    "테스트도구",
    "배포도구",
    "배포내용",
    "담당부서",
];

type Zipped = Rows<GzEncoder<BufWriter<File>>>;

/// Writes the ledgers of deployments.
pub struct Ledger {
    folder: PathBuf,
    file: Option<Zipped>,
}

impl Ledger {
    /// Writes into a folder.
    pub fn new(folder: PathBuf) -> Self {
        Ledger { folder, file: None }
    }

    fn rows(&mut self, month: Month) -> Result<&mut Zipped> {
        if self.file.is_none() {
            let file = create(&self.folder, &format!("배포대장_{month}.csv.gz"))?;
            let out = GzEncoder::new(BufWriter::new(file), Compression::default());
            let mut rows = Rows::new(out, Form { delimiter: b',', encoding: encoding_rs::UTF_8 })?;
            rows.row(HEADER)?;
            self.file = Some(rows);
        }
        Ok(self.file.as_mut().expect("it was made above"))
    }

    /// Writes the deployments of a system.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        for (row, requests) in view.rows().into_iter().filter(|(r, _)| !r.jenkins) {
            self.rows(view.month)?.row(cells(system, row, requests))?;
        }
        Ok(())
    }

    /// A deployment that was called off; in the last month one whose time nobody wrote.
    pub fn stray(&mut self, month: Month, is_last: bool) -> Result<()> {
        let time = minute_text(at(plus(month.first_day(), 8), 18, 0));
        let id = |n: u8| format!("DPL-{}-9998-{n:02}", month.first_day().format("%Y%m"));
        let row = |id, time, status| {
            let title = "배포 취소(승인 반려)".to_string();
            let name = "표준프레임워크 포털".to_string();
            let blank = String::new();
            let (env, kind) = ("운영".to_string(), "정기".to_string());
            [id, blank.clone(), name, "포털".into(), env, blank.clone(), kind, time, blank.clone(), status]
                .into_iter()
                .chain([blank.clone(), blank.clone(), blank.clone(), blank.clone(), blank.clone(), title, blank])
        };
        let rows = [row(id(1), time, "취소".to_string()), row(id(2), String::new(), "성공".to_string())];
        rows.into_iter().take(1 + usize::from(is_last)).try_for_each(|cells| self.rows(month)?.row(cells))
    }

    /// Ends the file of the month.
    pub fn end(&mut self) -> Result<()> {
        if let Some(rows) = self.file.take() {
            let inner = rows.end()?.finish()?;
            inner.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        }
        Ok(())
    }
}

fn cells(system: &System, row: &Row, requests: &[String]) -> [String; 17] {
    let by_hand = matches!(system.archetype, Archetype::Internal | Archetype::Disposal | Archetype::Monolith);
    let title = match row.kind {
        Kind::Planned => "기능 개선 반영",
        Kind::Hotfix => "오류 긴급 수정",
        Kind::Rollback => "이전 버전 원복",
        Kind::Config => "환경설정 변경",
        Kind::DataPatch => "기준자료 보정",
        Kind::Infra => "OS 보안 패치",
    };
    [
        row.id.clone(),
        row.change.clone(),
        system.spelling(i64::from(system.listed) * (row.build % 4)),
        row.component.clone(),
        if row.env == Env::Production { "운영" } else { "검증" }.into(),
        row.host.clone(),
        match row.kind {
            Kind::Planned => "정기",
            Kind::Hotfix => "긴급",
            Kind::Rollback => "원복",
            Kind::Config => "설정변경",
            Kind::DataPatch => "데이터보정",
            Kind::Infra => "인프라",
        }
        .into(),
        minute_text(row.start),
        minute_text(row.finish),
        match row.outcome {
            Outcome::Success => "성공",
            Outcome::Failed => "실패",
            Outcome::RolledBack => "원복",
        }
        .into(),
        row.version.clone(),
        requests.join(";"),
        if by_hand { "수작업" } else { "Jenkins" }.into(),
        "수작업".into(),
        if by_hand || system.number.is_multiple_of(2) { "수작업" } else { "Jenkins" }.into(),
        title.into(),
        "정보화운영과".into(),
    ]
}
