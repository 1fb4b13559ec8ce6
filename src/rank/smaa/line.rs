//! A reference curve between its anchors, made ready to be read millions of times.

use crate::rank::Scale;
use crate::rank::shape::along;

/// [`Shape::Anchors`](crate::rank::Shape::Anchors) with its slopes computed once. It reads numbers that already are on
/// its scale: the value, or the logarithm of the value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub scale: Scale,
    half: f64,
    /// Slope below the middle anchor.
    below: f64,
    /// Slope above it.
    above: f64,
}

impl Line {
    pub fn new(scale: Scale, anchors: [f64; 3]) -> Self {
        let [zero, half, one] = anchors.map(|anchor| along(scale, anchor));
        let (lower, upper) = (0.5 / (half - zero), 0.5 / (one - half));
        let (below, above) = if zero < one { (lower, upper) } else { (upper, lower) };
        Line { scale, half, below, above }
    }

    /// From a number on the scale to its worth. Clamping the worth is clamping the number to the outer anchors.
    pub fn worth(&self, x: f64) -> f64 {
        let off = x - self.half;
        let slope = if off < 0.0 { self.below } else { self.above };
        (0.5 + off * slope).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rank::{Curve, Shape, Value};

    proptest! {
        /// Both ways of reading a curve give the same worth, at and beyond the anchors too.
        #[test]
        fn a_line_reads_as_its_shape(which in any::<prop::sample::Index>(), share in -0.5..1.5_f64) {
            let curve = Curve::builtin().unwrap();
            let sources = curve.indicators.iter().flat_map(|i| &i.sources);
            let numeric: Vec<_> = sources.filter(|s| matches!(s.shape, Shape::Anchors { .. })).collect();
            let shape = &numeric[which.index(numeric.len())].shape;
            let Shape::Anchors { scale, anchors } = *shape else { unreachable!() };
            let line = Line::new(scale, anchors);
            let between = anchors[0] + share * (anchors[2] - anchors[0]);
            for x in anchors.into_iter().chain([between, 0.0]) {
                let expected = shape.worth(&Value::Number(x)).unwrap();
                let x = if scale == Scale::Log { x.max(0.0) } else { x };
                prop_assert!((line.worth(along(scale, x)) - expected).abs() < 1e-12, "{x}");
            }
        }
    }
}
