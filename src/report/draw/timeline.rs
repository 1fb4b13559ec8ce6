//! A year of one system: requests that arrived each month, releases and outages on the days of their start.

use super::load::as_f64;
use super::svg::{Anchor, Svg};
use super::ticks;
use crate::cells::grouped;
use crate::report::both::Both;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 186.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 28.0;
const FOOT: f64 = 106.0;

/// Something that happened at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// When, in months from the start of the picture.
    pub at: f64,
    /// Its class.
    pub class: &'static str,
    /// How long a stroke it is: what a colour says must be seen without it.
    pub height: f64,
    /// What it is.
    pub title: String,
}

/// What is drawn.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// Names of the months, oldest first.
    pub months: Vec<String>,
    /// Requests of each month; nothing where they are unknown.
    pub requests: Vec<Option<f64>>,
    /// Releases.
    pub releases: Vec<Mark>,
    /// Outages.
    pub outages: Vec<Mark>,
}

impl Timeline {
    /// The picture.
    pub fn svg(&self, named_by: &str) -> String {
        let mut svg = Svg::new(WIDTH, HEIGHT);
        let months = as_f64(self.months.len().max(1));
        let x = |month: f64| LEFT + month.clamp(0.0, months) / months * (WIDTH - LEFT - RIGHT);
        let ticks = ticks(self.requests.iter().flatten().copied().fold(0.0, f64::max));
        let top = ticks.last().copied().unwrap_or(1.0);
        let y = |n: f64| FOOT - n / top * (FOOT - TOP);
        for tick in &ticks {
            svg.line("grid", [LEFT, y(*tick), WIDTH - RIGHT, y(*tick)], "");
            let decimals = usize::from(tick.fract() != 0.0);
            svg.text("", [LEFT - 6.0, y(*tick) + 4.0], Anchor::End, &Both::same(grouped(*tick, decimals)));
        }
        svg.text("unit", [4.0, 14.0], Anchor::Start, &Both::new("요청 접수 (건/월)", "requests (per month)"));
        for (at, (month, requests)) in (0..).map(as_f64).zip(self.months.iter().zip(&self.requests)) {
            let (from, to) = (x(at), x(at + 1.0));
            match requests {
                Some(n) => {
                    let bar = [from + 6.0, y(*n), to - from - 12.0, FOOT - y(*n)];
                    svg.rect("requests", bar, &format!("{month}: {}", grouped(*n, 0)));
                }
                None => svg.text("unit", [(from + to) / 2.0, FOOT - 4.0], Anchor::Middle, &Both::same("–")),
            }
            svg.text("", [(from + to) / 2.0, HEIGHT - 6.0], Anchor::Middle, &Both::same(month));
            svg.line("tick", [from, FOOT, from, HEIGHT - 20.0], "");
        }
        let rows = [
            (&self.releases, 122.0, Both::new("배포", "releases")),
            (&self.outages, 148.0, Both::new("장애", "outages")),
        ];
        for (marks, from, label) in rows {
            svg.text("", [LEFT - 6.0, from + 11.0], Anchor::End, &label);
            for mark in marks {
                svg.mark(mark.class, [x(mark.at), from + 14.0 - mark.height, mark.height], &mark.title);
            }
        }
        svg.finish(named_by)
    }
}
