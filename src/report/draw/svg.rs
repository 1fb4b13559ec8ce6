//! A picture that grows by shapes.

use std::fmt::Write as _;

use crate::report::both::{Both, escaped};

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// An unfinished picture.
#[derive(Debug)]
pub struct Svg {
    body: String,
    width: f64,
    height: f64,
    role: &'static str,
}

impl Svg {
    /// An empty picture of a size.
    pub fn new(width: f64, height: f64) -> Self {
        Svg { body: String::new(), width, height, role: "img" }
    }

    /// A rectangle; `title` is shown where a pointer rests.
    pub fn rect(&mut self, class: &str, [x, y, width, height]: [f64; 4], title: &str) {
        let (x, y, width, height) = (n(x), n(y), n(width.max(0.0)), n(height.max(0.0)));
        self.shape(&format!("rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""), title);
    }

    /// An upright mark of a stroke's width: a year of a busy system has hundreds.
    pub fn mark(&mut self, class: &str, [x, y, height]: [f64; 3], title: &str) {
        self.shape(&format!("path class=\"{class}\" d=\"M{} {}v{}\"", n(x), n(y), n(height)), title);
    }

    /// A circle.
    pub fn circle(&mut self, class: &str, [x, y, r]: [f64; 3], title: &str) {
        self.shape(&format!("circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"", n(x), n(y), n(r)), title);
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, [x1, y1, x2, y2]: [f64; 4], title: &str) {
        let ends = format!("x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"", n(x1), n(y1), n(x2), n(y2));
        self.shape(&format!("line class=\"{class}\" {ends}"), title);
    }

    /// A path of one or several lines, in tenths.
    pub fn path(&mut self, class: &str, path: &str) {
        if !path.is_empty() {
            self.shape(&format!("path class=\"{class}\" transform=\"scale(.1)\" d=\"{path}\""), "");
        }
    }

    /// A text.
    pub fn text(&mut self, class: &str, [x, y]: [f64; 2], anchor: Anchor, text: &Both) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let (x, y) = (n(x), n(y));
        // A writer to a string cannot fail.
        _ = write!(self.body, "<text{class} x=\"{x}\" y=\"{y}\"{anchor}>{}</text>", text.marked("tspan"));
    }

    /// A text that leads to a place of the page. What can be followed must be reachable, so that the picture is a group
    /// of texts to those who hear it, no longer one image.
    pub fn link(&mut self, to: &str, at: [f64; 2], anchor: Anchor, text: &Both) {
        self.role = "group";
        _ = write!(self.body, "<a href=\"#{}\">", escaped(to));
        self.text("", at, anchor, text);
        self.body.push_str("</a>");
    }

    /// The picture; `named_by` is the id of the element that says what it shows.
    pub fn finish(self, named_by: &str) -> String {
        let (width, height) = (n(self.width), n(self.height));
        format!(
            "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"{}\" aria-labelledby=\"{}\">{}</svg>",
            self.role,
            escaped(named_by),
            self.body
        )
    }

    fn shape(&mut self, shape: &str, title: &str) {
        if title.is_empty() {
            _ = write!(self.body, "<{shape}/>");
        } else {
            let tag = shape.split(' ').next().unwrap_or_default();
            _ = write!(self.body, "<{shape}><title>{}</title></{tag}>", escaped(title));
        }
    }
}

/// A path through points, broken where one is missing: in tenths, each point told by its distance, since a month has
/// hundreds of them.
pub fn through(points: impl IntoIterator<Item = Option<(f64, f64)>>) -> String {
    let mut path = String::new();
    let mut at: Option<(i64, i64)> = None;
    for point in points {
        let Some((x, y)) = point else {
            at = None;
            continue;
        };
        let (x, y) = (tenths(x), tenths(y));
        match at {
            None => path.push_str(&format!("M{x} {y}")),
            Some((was_x, was_y)) => path.push_str(&step(x - was_x, y - was_y)),
        }
        at = Some((x, y));
    }
    path
}

fn step(x: i64, y: i64) -> String {
    if y == 0 {
        return format!("h{x}");
    }
    let between = if y < 0 { "" } else { " " };
    format!("l{x}{between}{y}")
}

/// Closed shapes between two lines, one for each stretch without a gap.
pub fn between(points: &[Option<(f64, f64, f64)>]) -> String {
    let stretches = points.split(Option::is_none).map(|s| s.iter().flatten()).filter(|s| s.clone().next().is_some());
    stretches
        .map(|stretch| {
            let (upper, lower) = (stretch.clone().map(|p| Some((p.0, p.1))), stretch.rev().map(|p| Some((p.0, p.2))));
            through(upper.chain(lower)) + "z"
        })
        .collect()
}

/// A coordinate, to tenths.
fn n(x: f64) -> String {
    ten(tenths(x))
}

#[expect(clippy::cast_possible_truncation, reason = "a picture is some hundred units wide")]
fn tenths(x: f64) -> i64 {
    (x * 10.0).round() as i64
}

fn ten(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_where_nothing_is_known() {
        let points = [Some((0.0, 1.0)), Some((1.5, 0.5)), None, Some((3.0, 2.0))];
        assert_eq!(through(points), "M0 10l15-5M30 20");
    }

    #[test]
    fn a_band_goes_there_and_back() {
        let points = [Some((0.0, 1.0, 3.0)), Some((1.0, 2.0, 4.0)), None, None, Some((3.0, 0.0, 1.0))];
        assert_eq!(between(&points), "M0 10l10 10l0 20l-10-10zM30 0l0 10z");
    }

    #[test]
    fn titles_are_escaped() {
        let mut svg = Svg::new(10.0, 5.0);
        svg.rect("a", [0.0, 0.0, 1.0, 1.0], "<b>");
        assert!(svg.finish("x").contains("<title>&lt;b&gt;</title></rect>"));
    }
}
