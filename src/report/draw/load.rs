//! The load of one month, hour by hour: its line, what is usual at that hour of the week, surges and outages.

use super::svg::{Anchor, Svg, between, through};
use super::ticks;
use crate::cells::grouped;
use crate::report::both::Both;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 194.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 24.0;

/// A stretch of time in hours from the start of the month.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Its class: `surge` or `outage`.
    pub class: &'static str,
    /// Start.
    pub from: f64,
    /// End.
    pub to: f64,
    /// What it is.
    pub title: String,
}

/// What is drawn.
#[derive(Debug, Clone, Default)]
pub struct Load {
    /// Greatest load of each hour of the month.
    pub hours: Vec<Option<f64>>,
    /// Least and greatest usual load of each hour.
    pub usual: Vec<Option<(f64, f64)>>,
    /// Surges and outages.
    pub stretches: Vec<Stretch>,
    /// Unit of the load.
    pub unit: Both,
}

impl Load {
    /// The picture.
    pub fn svg(&self, named_by: &str) -> String {
        let mut svg = Svg::new(WIDTH, HEIGHT);
        let usual = self.usual.iter().flatten().map(|u| u.1);
        let top = self.hours.iter().flatten().copied().chain(usual).fold(0.0, f64::max);
        let ticks = ticks(top);
        let top = ticks.last().copied().unwrap_or(1.0);
        let hours = as_f64(self.hours.len().max(1));
        let x = |hour: f64| LEFT + hour.clamp(0.0, hours) / hours * (WIDTH - LEFT - RIGHT);
        let y = |load: f64| HEIGHT - BOTTOM - load.max(0.0) / top * (HEIGHT - TOP - BOTTOM);
        for tick in &ticks {
            svg.line("grid", [LEFT, y(*tick), WIDTH - RIGHT, y(*tick)], "");
            let decimals = if top < 2.0 {
                2
            } else if top < 10.0 {
                1
            } else {
                0
            };
            svg.text("", [LEFT - 6.0, y(*tick) + 4.0], Anchor::End, &Both::same(grouped(*tick, decimals)));
        }
        for day in (0..self.hours.len() / 24).step_by(5).map(as_f64) {
            svg.text("", [x(day * 24.0), HEIGHT - 7.0], Anchor::Start, &Both::same(format!("{}", day + 1.0)));
            svg.line("tick", [x(day * 24.0), HEIGHT - BOTTOM, x(day * 24.0), HEIGHT - BOTTOM + 4.0], "");
        }
        svg.text("unit", [4.0, 14.0], Anchor::Start, &self.unit);
        // A stretch of minutes would be a hair of a month's width.
        for stretch in &self.stretches {
            let (from, to) = (x(stretch.from), x(stretch.to).max(x(stretch.from) + 2.0));
            let (above, height) =
                if stretch.class == "outage" { (TOP - 14.0, 7.0) } else { (TOP, HEIGHT - TOP - BOTTOM) };
            svg.rect(stretch.class, [from, above, to - from, height], &stretch.title);
        }
        let at = |hour: usize| x(as_f64(hour) + 0.5);
        // An hour is a pixel wide: the band holds what is usual in two, at half of the size.
        let pair = |(n, usual): (usize, &[Option<(f64, f64)>])| {
            let known = || usual.iter().flatten();
            known().next()?;
            let (least, most) = known().fold((f64::MAX, 0.0), |(a, b): (f64, f64), u| (a.min(u.0), b.max(u.1)));
            Some((x(as_f64(2 * n) + 1.0), y(most), y(least)))
        };
        let band: Vec<_> = self.usual.chunks(2).enumerate().map(pair).collect();
        svg.path("band", &between(&band));
        svg.path("load", &through(self.hours.iter().enumerate().map(|(h, load)| load.map(|l| (at(h), y(l))))));
        svg.finish(named_by)
    }
}

/// Counts of shapes are small.
pub(super) fn as_f64(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_without_load_is_an_empty_frame_and_a_gap_breaks_the_line() {
        assert!(!Load::default().svg("x").contains("class=\"load\""));
        let load = Load { hours: vec![Some(1.0), None, Some(2.0), Some(4.0)], ..Load::default() };
        let svg = load.svg("x");
        let line = svg
            .split("class=\"load\" ")
            .nth(1)
            .and_then(|rest| rest.split("d=\"").nth(1))
            .and_then(|rest| rest.split('"').next());
        assert_eq!(line.map(|l| l.matches('M').count()), Some(2), "{svg}");
    }

    #[test]
    fn a_short_surge_can_still_be_seen() {
        let stretch = Stretch { class: "surge", from: 1.0, to: 1.01, title: "10-01 01:00".into() };
        let svg = Load { hours: vec![Some(1.0); 744], stretches: vec![stretch], ..Load::default() }.svg("x");
        assert!(svg.contains("width=\"2\""), "{svg}");
    }
}
