//! Pictures as inline SVG. They take plain structs, know nothing of a portfolio, and hold no colours: classes of the
//! page's style do, so that one picture serves light and dark.
//!
//! They are drawn here and not by a library. Of the same three pictures (load, bars, map), charts-rs 2.3 measured
//! Hangul wrongly without a font of its own, had no names at bubbles and needed 497 KB with tooltips; plotters 0.3
//! counted bytes for widths and knows neither classes nor titles; these take 14, 9 and 6 KB.

pub mod bars;
pub mod calendar;
pub mod flow;
pub mod load;
pub mod map;
pub mod svg;
pub mod timeline;

/// Round steps of an axis from 0 to at least `top`, the last one included; few of them.
pub fn ticks(top: f64) -> Vec<f64> {
    if !top.is_finite() || top <= 0.0 {
        return vec![0.0, 1.0];
    }
    let rough = top / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|f| f * power).into_iter().find(|s| *s >= rough * 0.999).unwrap_or(top);
    let mut ticks = vec![0.0];
    let mut next = 1_i32;
    while ticks.last().is_some_and(|last| *last < top * 0.999) {
        ticks.push(f64::from(next) * step);
        next += 1;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn axes_have_round_steps_that_reach_the_top() {
        assert_eq!(ticks(1.0), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(ticks(1867.0), [0.0, 500.0, 1000.0, 1500.0, 2000.0]);
        assert_eq!(ticks(3.0), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ticks(0.0), [0.0, 1.0]);
        assert_eq!(ticks(f64::NAN), [0.0, 1.0]);
    }
}
