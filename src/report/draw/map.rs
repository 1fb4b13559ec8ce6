//! The portfolio on two axes: how much a system needs to change, and how easily it can. A bubble's area says how many
//! use it, its colour the tier of its verdict.

use super::svg::{Anchor, Svg};
use crate::report::both::Both;
use unicode_width::UnicodeWidthStr;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 460.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 44.0;
/// Radius of a bubble of the most used system, and of one that nobody counted the users of.
const RADIUS: [f64; 2] = [26.0, 4.0];

/// A system.
#[derive(Debug, Clone)]
pub struct Bubble {
    /// Name.
    pub name: String,
    /// Need, 0 to 100.
    pub need: f64,
    /// Feasibility, 0 to 100.
    pub feasibility: f64,
    /// Users a day.
    pub users: Option<f64>,
    /// Class of its tier.
    pub class: String,
    /// What it is.
    pub title: String,
    /// Whether its name is written beside it, where there is room.
    pub named: bool,
}

/// The picture; the first bubbles get their names first.
pub fn map(bubbles: &[Bubble], named_by: &str) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let x = |need: f64| LEFT + need.clamp(0.0, 100.0) / 100.0 * (WIDTH - LEFT - RIGHT);
    let y = |feasible: f64| HEIGHT - BOTTOM - feasible.clamp(0.0, 100.0) / 100.0 * (HEIGHT - TOP - BOTTOM);
    for tick in [0.0, 25.0, 50.0, 75.0, 100.0] {
        svg.line("grid", [x(tick), y(0.0), x(tick), y(100.0)], "");
        svg.line("grid", [x(0.0), y(tick), x(100.0), y(tick)], "");
        svg.text("", [x(tick), HEIGHT - BOTTOM + 16.0], Anchor::Middle, &Both::same(format!("{tick}")));
        svg.text("", [LEFT - 6.0, y(tick) + 4.0], Anchor::End, &Both::same(format!("{tick}")));
    }
    svg.text("unit", [WIDTH - RIGHT, HEIGHT - 6.0], Anchor::End, &Both::new("전환 필요도 →", "need →"));
    svg.text("unit", [LEFT + 6.0, TOP + 12.0], Anchor::Start, &Both::new("↑ 실현 용이성", "↑ feasibility"));
    let most = bubbles.iter().filter_map(|b| b.users).fold(1.0, f64::max);
    let radius = |users: Option<f64>| users.map_or(RADIUS[1], |u| (RADIUS[0] * (u / most).sqrt()).max(RADIUS[1]));
    // Large ones first, so that small ones lie above them and can be pointed at.
    let mut order: Vec<&Bubble> = bubbles.iter().collect();
    order.sort_by(|a, b| radius(b.users).total_cmp(&radius(a.users)));
    for bubble in order {
        let unknown = if bubble.users.is_none() { " unknown" } else { "" };
        let class = format!("bubble {}{unknown}", bubble.class);
        svg.circle(&class, [x(bubble.need), y(bubble.feasibility), radius(bubble.users)], &bubble.title);
    }
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let square = |b: &Bubble, r: f64| [x(b.need) - r, y(b.feasibility) - r, x(b.need) + r, y(b.feasibility) + r];
    for bubble in bubbles.iter().filter(|b| b.named) {
        let name = short(&bubble.name, 24);
        let (width, r) = (wide(&name), radius(bubble.users));
        // A square within each other's disc: its corners are empty.
        let others = bubbles.iter().filter(|b| !std::ptr::eq(*b, bubble));
        let discs: Vec<_> = others.map(|b| square(b, radius(b.users) * std::f64::consts::FRAC_1_SQRT_2)).collect();
        let (at_x, at_y) = (x(bubble.need), y(bubble.feasibility));
        let middle = at_x - width / 2.0;
        let places = [
            (at_x + r + 3.0, at_y),
            (at_x - r - 3.0 - width, at_y),
            (middle, at_y + r + 10.0),
            (middle, at_y - r - 8.0),
        ];
        let around = |(from, line): (f64, f64)| [from, line - 8.0, from + width, line + 6.0];
        let free = places.into_iter().map(|place| (place, around(place))).find(|(_, own)| {
            own[0] >= LEFT
                && own[2] <= WIDTH
                && own[1] >= 0.0
                && own[3] <= HEIGHT - BOTTOM
                && taken.iter().chain(&discs).all(|t| apart(t, own))
        });
        if let Some(((from, line), own)) = free {
            taken.push(own);
            svg.text("name", [from, line + 4.0], Anchor::Start, &Both::same(name));
        }
    }
    svg.finish(named_by)
}

fn apart(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1]
}

/// Width of a text in the picture; a wide sign takes two columns (measured in Chromium with Noto Sans CJK: 4.9 to 5.1
/// a column at 11 px).
fn wide(text: &str) -> f64 {
    super::load::as_f64(text.width()) * 5.2
}

/// A text cut to so many columns.
pub(super) fn short(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_string();
    }
    let mut cut = String::new();
    for sign in text.chars() {
        let mut longer = cut.clone();
        longer.push(sign);
        if longer.width() >= columns {
            break;
        }
        cut = longer;
    }
    cut + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_cover_each_other_give_way() {
        let bubble = |name: &str, need: f64, feasibility: f64| Bubble {
            name: name.into(),
            need,
            feasibility,
            users: None,
            class: "m1".into(),
            title: name.into(),
            named: true,
        };
        let names = |svg: &str| -> Vec<String> {
            let texts = svg.split("class=\"name\"").skip(1);
            texts.filter_map(|s| s.split(['>', '<']).nth(1).map(str::to_string)).collect()
        };
        // The name of the first one, 31 wide, would lie over a neighbour to either side, and goes below.
        let mut bubbles =
            vec![bubble("가나다", 50.0, 50.0), bubble("라마바", 45.0, 50.0), bubble("사아자", 55.0, 50.0)];
        let svg = map(&bubbles, "x");
        assert_eq!(names(&svg), ["가나다", "라마바", "사아자"], "{svg}");
        assert!(svg.contains("y=\"233\">가나다<"), "{svg}");
        // With neighbours below and above there is no place left.
        bubbles.extend([bubble("차카타", 50.0, 45.0), bubble("파하거", 50.0, 55.0)]);
        let svg = map(&bubbles, "x");
        assert_eq!(names(&svg), ["라마바", "사아자", "차카타", "파하거"], "{svg}");
        assert_eq!(svg.matches("<circle").count(), 5);
    }

    #[test]
    fn a_name_is_cut_by_what_it_is_wide() {
        assert_eq!(short("통합예약 포털", 20), "통합예약 포털");
        assert_eq!(short("통합예약 포털", 8), "통합예…");
    }
}
