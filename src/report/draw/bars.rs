//! What each indicator adds to a score: a bar as long as its points, in a frame as long as its weight; and the interval
//! of a rank.

use super::load::as_f64;
use super::svg::{Anchor, Svg};
use crate::cells::number;
use crate::report::both::Both;

const WIDTH: f64 = 760.0;
const ROW: f64 = 22.0;
const LEFT: f64 = 272.0;
const RIGHT: f64 = 238.0;

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Id of the indicator; its definition is at `d-i-<id>`.
    pub indicator: String,
    /// Name of the indicator.
    pub label: Both,
    /// What was read; empty where it is missing.
    pub value: Both,
    /// Class of its group.
    pub class: &'static str,
    /// What it adds.
    pub points: f64,
    /// What it could add at most.
    pub most: f64,
}

/// The picture of all bars, in their order.
pub fn bars(bars: &[Bar], named_by: &str) -> String {
    let mut svg = Svg::new(WIDTH, ROW * as_f64(bars.len()) + 4.0);
    let longest = bars.iter().map(|b| b.most).fold(1e-9, f64::max);
    let length = |points: f64| points.max(0.0) / longest * (WIDTH - LEFT - RIGHT);
    for (row, bar) in (0..).map(as_f64).zip(bars) {
        let y = row * ROW;
        svg.link(&format!("d-i-{}", bar.indicator), [LEFT - 8.0, y + 15.0], Anchor::End, &bar.label);
        svg.rect("frame", [LEFT, y + 4.0, length(bar.most), ROW - 8.0], "");
        let points = number(Some(bar.points), 1);
        let title = format!("{points} / {}", number(Some(bar.most), 1));
        svg.rect(bar.class, [LEFT, y + 4.0, length(bar.points), ROW - 8.0], &title);
        svg.text("number", [WIDTH - RIGHT + 40.0, y + 15.0], Anchor::End, &Both::same(points));
        svg.text("unit", [WIDTH - RIGHT + 50.0, y + 15.0], Anchor::Start, &bar.value);
    }
    svg.finish(named_by)
}

/// The 90 % interval of a rank among so many, with its median and the rank itself.
pub fn range([p05, p50, p95]: [usize; 3], rank: usize, of: usize, named_by: &str) -> String {
    const WIDE: f64 = 120.0;
    let mut svg = Svg::new(WIDE, 16.0);
    let steps = as_f64(of.saturating_sub(1).max(1));
    let x = |rank: usize| 5.0 + as_f64(rank.saturating_sub(1)) / steps * (WIDE - 10.0);
    svg.line("grid", [5.0, 8.0, WIDE - 5.0, 8.0], "");
    svg.rect("interval", [x(p05) - 2.0, 4.0, x(p95) - x(p05) + 4.0, 8.0], &format!("{p05}–{p95}"));
    svg.line("median", [x(p50), 2.0, x(p50), 14.0], "");
    svg.circle("rank", [x(rank), 8.0, 3.0], "");
    svg.finish(named_by)
}
