//! 장애대장: one workbook a year, with two rows of titles and a header of two rows.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDateTime, NaiveTime, Timelike};

use super::super::Plan;
use super::super::days::{at, dotted, plus};
use super::super::incident::{End, Scope, Ticket};
use super::super::story::View;
use super::super::system::System;
use super::cell_name;
use super::sheet::{In, Sheet};
use crate::calendar::Month;
use crate::diagnostic::Result;

const UPPER: [&str; 20] = [
    "연번",
    "장애번호",
    "장애명",
    "시스템명",
    "구성항목",
    "장애등급",
    "영향범위",
    "시각",
    "",
    "",
    "",
    "",
    "원인",
    "",
    "",
    "조치",
    "",
    "관련",
    "",
    "처리상태",
];
const LOWER: [&str; 20] = [
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "장애발생일시",
    "장애인지일시",
    "서비스복구일시",
    "장애복구일시",
    "종결일시",
    "원인유형",
    "장애원인",
    "원인시스템",
    "조치내용",
    "서비스중단여부",
    "원인변경번호",
    "상위장애번호",
    "",
];
const WIDTHS: [f64; 20] = [
    6.0, 24.0, 30.0, 30.0, 10.0, 9.0, 12.0, 22.0, 17.0, 22.0, 17.0, 17.0, 10.0, 20.0, 12.0, 28.0, 14.0, 22.0, 24.0,
    10.0,
];

/// Writes the ledgers of incidents.
pub struct Incidents {
    folder: PathBuf,
    horizon: NaiveDateTime,
    file: Option<Sheet>,
    number: f64,
}

impl Incidents {
    /// Writes into a folder.
    pub fn new(folder: PathBuf, plan: &Plan) -> Self {
        let horizon = plan.until.plus(1).first_day().and_time(NaiveTime::MIN);
        Incidents { folder, horizon, file: None, number: 0.0 }
    }

    fn row(&mut self, month: Month, cells: impl IntoIterator<Item = In>) -> Result<()> {
        if self.file.is_none() {
            let year = month.first_day().year();
            let mut sheet = Sheet::create(&self.folder, &format!("장애대장_{year}.xlsx"), "장애대장", &WIDTHS)?;
            sheet.head(&["정보시스템 장애대장"])?;
            sheet.head(&[&format!("기간: {year}-01-01 ~ {year}-12-31")])?;
            sheet.head(&UPPER)?;
            sheet.head(&LOWER)?;
            (self.file, self.number) = (Some(sheet), 0.0);
        }
        self.number += 1.0;
        let number = In::Number(self.number);
        self.file.as_mut().expect("it was made above").row([number].into_iter().chain(cells))
    }

    /// Writes the incidents of a system.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        for (_, ticket) in view.tickets() {
            self.row(view.month, cells(system, ticket, self.horizon))?;
        }
        Ok(())
    }

    /// An incident of no system; in the last month one that ended before it began.
    pub fn stray(&mut self, month: Month, is_last: bool) -> Result<()> {
        let start = at(plus(month.first_day(), 12), 10, 30);
        let rows = [(1, "", 40), (2, "표준프레임워크 포털", -90)];
        for (number, name, end) in rows.into_iter().take(1 + usize::from(is_last)) {
            let id = format!("INC-{}-9998{number:02}", start.format("%Y%m%d"));
            let mut ticket = Ticket::new(id, start, End::At(start + chrono::Duration::minutes(end)));
            (ticket.scope, ticket.grade) = (Scope::Degraded, 3);
            ticket.title = "대표 누리집 접속 지연 (신고 helpdesk@hanbit.example)";
            let row = of(name.to_string(), &ticket, self.horizon);
            self.row(month, row)?;
        }
        Ok(())
    }

    /// Ends the workbook of the year.
    pub fn end(&mut self) -> Result<()> {
        let Some(mut sheet) = self.file.take() else { return Ok(()) };
        sheet.row([In::Text("합계".into()), In::Text(format!("{}건", self.number))])?;
        sheet.end()
    }
}

fn cells(system: &System, ticket: &Ticket, horizon: NaiveDateTime) -> Vec<In> {
    of(cell_name(system, ticket.spelling), ticket, horizon)
}

fn of(name: String, ticket: &Ticket, horizon: NaiveDateTime) -> Vec<In> {
    let (end, closed) = match ticket.end {
        End::At(end) => (Some(end).filter(|t| *t <= horizon), None),
        End::Closed(end) => (None, Some(end).filter(|t| *t <= horizon)),
        End::Unknown | End::Open => (None, None),
    };
    let over = end.is_some() || closed.is_some() || ticket.end == End::Unknown;
    let status = match (ticket.rejected, over) {
        (true, _) => "오인",
        (_, true) => "완료",
        (_, false) => "조치중",
    };
    let scope = match ticket.scope {
        Scope::Full => "전체",
        Scope::Partial => "일부 서비스",
        Scope::Degraded => "지연",
        Scope::Harmless => "영향없음",
        Scope::Blank => "",
    };
    let text = |text: &str| In::Text(text.to_string());
    let start = Some(ticket.start).filter(|_| !ticket.undated);
    let detected = Some(ticket.detected).filter(|_| !ticket.day_only);
    vec![
        text(&ticket.id),
        text(ticket.title),
        In::Text(name),
        text(&ticket.component),
        In::Text(format!("{}등급", ticket.grade)),
        text(scope),
        time(ticket, start, false),
        time(ticket, detected, false),
        time(ticket, end, true),
        time(ticket, end, true),
        time(ticket, closed, true),
        text(ticket.cause),
        text("원인 분석 결과 참조"),
        text(""),
        text(ticket.action),
        text(if ticket.stop { "Y" } else { "N" }),
        text(&ticket.change),
        text(&ticket.parent),
        text(status),
    ]
}

/// A time as a date cell; of some tickets as people write it; of some only the day.
fn time(ticket: &Ticket, time: Option<NaiveDateTime>, is_end: bool) -> In {
    let Some(time) = time else { return In::Text(String::new()) };
    if ticket.day_only {
        let day = if is_end { plus(time.date(), -1) } else { time.date() };
        return In::Text(day.to_string());
    }
    if ticket.start.minute() % 7 == 3 {
        let half = if time.hour() < 12 { "오전" } else { "오후" };
        return In::Text(format!(
            "{} {half} {}:{:02}",
            dotted(time.date()),
            (time.hour() + 11) % 12 + 1,
            time.minute()
        ));
    }
    In::Time(time)
}
