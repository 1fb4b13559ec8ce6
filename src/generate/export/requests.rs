//! SR대장: one CSV file a year in CP949, exported at its end; what was open then stands in the next one again.

use std::io::BufWriter;
use std::path::PathBuf;

use chrono::{Datelike, Duration, NaiveDateTime, NaiveTime};
use fs_err::File;

use super::super::Plan;
use super::super::days::{at, minute_text, plus};
use super::super::request::{Class, Request};
use super::super::story::View;
use super::super::system::System;
use super::text::{Form, Rows};
use super::{cell_name, create};
use crate::calendar::Month;
use crate::diagnostic::Result;

const HEADER: [&str; 16] = [
    "SR번호",
    "요청일시",
    "요청부서",
    "시스템명",
    "단위업무",
    "요청유형",
    "사유구분",
    "제목",
    "긴급여부",
    "완료요청일",
    "접수일시",
    "승인일시",
    "개발완료일시",
    "완료일시",
    "처리상태",
    "최종수정일시",
];

/// Writes the ledgers of requests.
pub struct Requests {
    folder: PathBuf,
    first: Month,
    horizon: NaiveDateTime,
    file: Option<Rows<BufWriter<File>>>,
}

impl Requests {
    /// Writes into a folder.
    pub fn new(folder: PathBuf, plan: &Plan) -> Self {
        Requests {
            folder,
            first: plan.first(),
            horizon: plan.until.plus(1).first_day().and_time(NaiveTime::MIN),
            file: None,
        }
    }

    /// When the ledger of a month's year is exported: in the first days of the next year.
    fn exported(&self, month: Month) -> NaiveDateTime {
        let december = month.plus(12 - i32::try_from(month.first_day().month()).unwrap_or(12));
        at(plus(december.last_day(), 5), 9, 0).min(self.horizon)
    }

    fn rows(&mut self, month: Month) -> Result<&mut Rows<BufWriter<File>>> {
        if self.file.is_none() {
            let file = create(&self.folder, &format!("SR대장_{}.csv", month.first_day().year()))?;
            let mut rows = Rows::to_file(file, Form { delimiter: b',', encoding: encoding_rs::EUC_KR })?;
            rows.row(HEADER)?;
            self.file = Some(rows);
        }
        Ok(self.file.as_mut().expect("it was made above"))
    }

    /// Writes the requests of a system.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        let as_of = self.exported(view.month);
        let before = self.exported(view.month.plus(-1));
        if before != as_of && view.month > self.first {
            let is_open = |r: &&Request| r.void.is_none() && r.done.is_none_or(|done| done >= before);
            for request in view.stories[1].requests.iter().filter(is_open) {
                self.rows(view.month)?.row(cells(system, request, as_of))?;
            }
        }
        for request in &view.stories[0].requests {
            self.rows(view.month)?.row(cells(system, request, as_of))?;
        }
        Ok(())
    }

    /// A question about no system; in the last month one on a day that does not exist.
    pub fn stray(&mut self, month: Month, is_last: bool) -> Result<()> {
        let day = plus(month.first_day(), 10);
        let name = month.first_day().format("%Y-%m");
        let lost = minute_text(at(day, 11, 20));
        let done = minute_text(at(day, 16, 20));
        let prefix = format!("SR-{}9998", month.first_day().format("%Y-%m"));
        let (first, second) = (format!("{prefix}01"), format!("{prefix}02"));
        let title = "시스템 구분이 안 된 문의 (회신 010-1234-5678, minwon@hanbit.example)";
        let row = [&*first, &lost, "민원실", "", "", "문의", "기타", title, "N", "", "", "", "", &done, "완료", &done];
        self.rows(month)?.row(row)?;
        if !is_last {
            return Ok(());
        }
        let never = format!("{name}-32 10:00");
        let row = [
            &*second,
            &never,
            "민원실",
            "통합예약 포털",
            "",
            "문의",
            "기타",
            "날짜 오기",
            "N",
            "",
            "",
            "",
            "",
            "",
            "접수",
            "",
        ];
        self.rows(month)?.row(row)
    }

    /// Ends the file of the year.
    pub fn end(&mut self) -> Result<()> {
        self.file.take().map_or(Ok(()), |rows| rows.end().map(|_| ()))
    }
}

fn cells(system: &System, request: &Request, as_of: NaiveDateTime) -> [String; 16] {
    let known = |time: Option<NaiveDateTime>| time.filter(|t| *t < as_of);
    let [accepted, approved, developed, done] =
        [Some(request.accepted), request.approved, request.developed, request.done].map(known);
    let status = match (request.void, done, developed, approved) {
        (Some(void), ..) => void,
        (_, Some(_), ..) => "완료",
        (_, _, Some(_), _) => "개발완료",
        (_, _, _, Some(_)) => "처리중",
        _ => "접수",
    };
    let changed = [accepted, approved, developed, done].into_iter().flatten().max().unwrap_or(request.asked);
    let text = |time: Option<NaiveDateTime>| time.map(minute_text).unwrap_or_default();
    [
        request.id.clone(),
        minute_text(request.asked),
        system.department.into(),
        cell_name(system, request.spelling),
        request.component.clone(),
        request.kind.into(),
        request.reason.into(),
        request.title.clone(),
        if request.urgent { "Y" } else { "N" }.into(),
        request.due.map(|d| d.to_string()).unwrap_or_default(),
        text(accepted),
        text(approved),
        if request.class == Class::Service { String::new() } else { text(developed) },
        text(done),
        status.into(),
        minute_text(changed.max(request.asked + Duration::minutes(1)).min(as_of)),
    ]
}
