//! 작업계획 취합표: one workbook a year, without numbers of the work, times as parts of a day.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::super::Plan;
use super::super::days::dotted;
use super::super::story::View;
use super::super::system::System;
use super::sheet::{In, Sheet};
use super::works::end_text;
use crate::calendar::Month;
use crate::diagnostic::Result;

const UPPER: [&str; 9] =
    ["연번", "작업일자", "작업시간", "", "업무", "작업구분", "작업내용", "서비스중단여부", "대고객 영향도"];
const LOWER: [&str; 9] = ["", "", "시작 시간", "종료 시간", "", "", "", "", ""];
const WIDTHS: [f64; 9] = [6.0, 16.0, 10.0, 10.0, 30.0, 12.0, 36.0, 14.0, 14.0];

/// Writes the plans of work.
pub struct WorkPlan {
    folder: PathBuf,
    first: Month,
    file: Option<Sheet>,
    number: f64,
}

impl WorkPlan {
    /// Writes into a folder.
    pub fn new(folder: PathBuf, plan: &Plan) -> Self {
        WorkPlan { folder, first: plan.first(), file: None, number: 0.0 }
    }

    fn sheet(&mut self, month: Month) -> Result<&mut Sheet> {
        if self.file.is_none() {
            let year = month.first_day().year();
            let mut sheet = Sheet::create(&self.folder, &format!("작업계획_취합_{year}.xlsx"), "작업계획", &WIDTHS)?;
            sheet.head(&["정보시스템 작업계획 취합"])?;
            sheet.head(&UPPER)?;
            sheet.head(&LOWER)?;
            let text = |text: &str| In::Text(text.to_string());
            let day = In::Text(dotted(self.first.first_day()));
            let clocks = [In::Clock(0.5), In::Clock(0.75)];
            let rest = ["업무명", "정기점검", "작성 예시", "N", "없음"].map(text);
            sheet.row([text("ex"), day].into_iter().chain(clocks).chain(rest))?;
            (self.file, self.number) = (Some(sheet), 0.0);
        }
        Ok(self.file.as_mut().expect("it was made above"))
    }

    /// Writes the work on a system.
    pub fn write(&mut self, system: &System, view: &View) -> Result<()> {
        for work in view.stories[0].works.iter().filter(|w| !w.cancelled) {
            self.sheet(view.month)?;
            self.number += 1.0;
            let number = In::Number(self.number);
            let end =
                if work.end.date() > work.start.date() { In::Text(end_text(work)) } else { In::Clock(part(work.end)) };
            let texts = [system.spelling(2), work.kind.into(), work.title.into()];
            let texts =
                texts.into_iter().chain([if work.stop { "Y" } else { "N" }.into(), "없음".into()]).map(In::Text);
            let head = [number, In::Text(dotted(work.start.date())), In::Clock(part(work.start)), end];
            self.sheet(view.month)?.row(head.into_iter().chain(texts))?;
        }
        Ok(())
    }

    /// Ends the workbook of the year.
    pub fn end(&mut self) -> Result<()> {
        self.file.take().map_or(Ok(()), Sheet::end)
    }
}

/// The part of the day that has passed.
fn part(time: NaiveDateTime) -> f64 {
    f64::from(60 * time.hour() + time.minute()) / 1440.0
}
