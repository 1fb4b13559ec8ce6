//! The guide's self-diagnosis flow with how many systems went which way.

use super::svg::{Anchor, Svg, through};
use crate::report::both::Both;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 250.0;

/// How many systems went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// All systems.
    pub all: usize,
    /// Gate 1 and 2: YES, unknown, NO.
    pub gates: [[usize; 3]; 2],
    /// Ends of the checklist: adopt, review, keep, keep strongly.
    pub ends: [usize; 4],
}

impl Flow {
    /// The picture.
    pub fn svg(&self, named_by: &str) -> String {
        let mut svg = Svg::new(WIDTH, HEIGHT);
        let boxes = [
            (8.0, "box", Both::new("전체 시스템", "all systems"), self.all),
            (150.0, "box ask", Both::new("관문 1: 클라우드 대상?", "gate 1: cloud at all?"), self.all),
            (330.0, "box ask", Both::new("관문 2: 혁신 필요?", "gate 2: innovation?"), passed(self.gates[0])),
            (510.0, "box ask", Both::new("체크리스트 10", "ten questions"), passed(self.gates[1])),
        ];
        for (at, (x, class, label, n)) in boxes.iter().enumerate() {
            let wide = if at == 0 { 104.0 } else { 142.0 };
            put(&mut svg, class, [*x, 40.0, wide, 48.0], label, *n);
        }
        arrow(&mut svg, [112.0, 64.0], [150.0, 64.0]);
        let stops = [
            (221.0, Both::new("기존 시스템 유지", "keep the system")),
            (401.0, Both::new("기존 아키텍처 유지", "keep the architecture")),
        ];
        for ((x, label), [yes, open, no]) in stops.into_iter().zip(self.gates) {
            arrow(&mut svg, [x, 88.0], [x, 168.0]);
            svg.text("unit", [x + 6.0, 132.0], Anchor::Start, &Both::new(format!("아니오 {no}"), format!("NO {no}")));
            put(&mut svg, "box keep", [x - 71.0, 168.0, 142.0, 48.0], &label, no);
            arrow(&mut svg, [x + 71.0, 64.0], [x + 109.0, 64.0]);
            let going = Both::new(format!("예 {yes} · 미상 {open}"), format!("YES {yes} · unknown {open}"));
            svg.text("unit", [x + 90.0, 32.0], Anchor::Middle, &going);
        }
        let ends = [
            ("box tier1", Both::new("도입 검토", "adopt")),
            ("box tier2", Both::new("추가 확인", "review")),
            ("box keep", Both::new("유지", "keep")),
            ("box keep", Both::new("유지 권장", "keep, strongly")),
        ];
        for ((row, (class, label)), n) in [4.0, 66.0, 128.0, 190.0].into_iter().zip(ends).zip(self.ends) {
            arrow(&mut svg, [652.0, 64.0], [668.0, row + 24.0]);
            put(&mut svg, class, [668.0, row, 88.0, 48.0], &label, n);
        }
        svg.finish(named_by)
    }
}

fn passed([yes, open, _]: [usize; 3]) -> usize {
    yes + open
}

fn put(svg: &mut Svg, class: &str, [x, y, wide, high]: [f64; 4], label: &Both, n: usize) {
    svg.rect(class, [x, y, wide, high], "");
    svg.text("label", [x + wide / 2.0, y + 19.0], Anchor::Middle, label);
    svg.text("count", [x + wide / 2.0, y + 39.0], Anchor::Middle, &Both::same(n.to_string()));
}

fn arrow(svg: &mut Svg, from: [f64; 2], to: [f64; 2]) {
    svg.line("arrow", [from[0], from[1], to[0], to[1]], "");
    let (x, y) = (to[0] - from[0], to[1] - from[1]);
    let length = x.hypot(y).max(1.0);
    let (x, y) = (x / length * 6.0, y / length * 6.0);
    let [back, side] = [[to[0] - x, to[1] - y], [-y / 2.0, x / 2.0]];
    let corners = [to, [back[0] + side[0], back[1] + side[1]], [back[0] - side[0], back[1] - side[1]]];
    svg.path("head", &(through(corners.map(|[x, y]| Some((x, y)))) + "z"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_passes_a_gate_is_counted_at_the_next() {
        let flow = Flow { all: 9, gates: [[5, 2, 2], [4, 1, 2]], ends: [2, 1, 1, 1] };
        let svg = flow.svg("x");
        let counts: Vec<_> = svg.split("class=\"count\"").skip(1).filter_map(|s| s.split('>').nth(1)).collect();
        assert_eq!(
            counts,
            [
                "9</text", "9</text", "7</text", "5</text", "2</text", "2</text", "2</text", "1</text", "1</text",
                "1</text"
            ]
        );
    }
}
