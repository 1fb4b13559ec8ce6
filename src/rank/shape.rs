//! From the value of an input to its worth: fixed anchors or words.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::curve::Reading;
use super::{Inputs, Value};

/// One source of an indicator.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "SourceFile")]
pub struct Source {
    /// Name of the input.
    pub input: String,
    /// Unit of the input.
    pub unit: String,
    /// The unit in Korean.
    pub unit_ko: String,
    /// From the value to its worth.
    pub shape: Shape,
}

/// From a value to its worth.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Worth 0, 0.5 and 1 at three values, straight between them, clamped outside. Anchors may fall.
    Anchors {
        /// Straight over the value or over its logarithm.
        scale: Scale,
        /// The three values, all above 0 on a logarithmic scale.
        anchors: [f64; 3],
    },
    /// Worth by word; another word is as good as none.
    Words(BTreeMap<String, f64>),
}

/// Over what a curve is straight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// The value.
    Linear,
    /// Its logarithm.
    Log,
}

impl Source {
    pub(super) fn reading(&self, inputs: &Inputs) -> Option<Reading> {
        let value = inputs.get(&self.input)?;
        let worth = self.shape.worth(value)?;
        let anchors = match self.shape {
            Shape::Anchors { anchors, .. } => Some(anchors),
            Shape::Words(_) => None,
        };
        Some(Reading {
            input: self.input.clone(),
            unit: self.unit.clone(),
            unit_ko: self.unit_ko.clone(),
            value: value.clone(),
            anchors,
            worth,
        })
    }
}

impl Shape {
    /// Worth of a value, 0 to 1; `None` where the value says nothing (an unlisted word, another kind).
    pub fn worth(&self, value: &Value) -> Option<f64> {
        match (self, value) {
            (Shape::Anchors { scale, anchors }, Value::Number(x)) if x.is_finite() => {
                Some(piecewise(*scale, *anchors, *x))
            }
            (Shape::Words(words), Value::Text(word)) => words.get(word).copied(),
            _ => None,
        }
    }

    /// The way back: the value of a worth from 0 to 1; `None` for words, between which there is no way.
    pub fn value_of(&self, worth: f64) -> Option<f64> {
        let Shape::Anchors { scale, anchors } = *self else { return None };
        let [zero, half, one] = anchors.map(|anchor| along(scale, anchor));
        let value =
            if worth <= 0.5 { zero + 2.0 * worth * (half - zero) } else { half + (2.0 * worth - 1.0) * (one - half) };
        Some(match scale {
            Scale::Linear => value,
            Scale::Log => value.exp(),
        })
    }
}

/// Clamps to the outer anchors first, so that no logarithm sees 0.
fn piecewise(scale: Scale, [zero, half, one]: [f64; 3], x: f64) -> f64 {
    let x = along(scale, x.clamp(zero.min(one), zero.max(one)));
    let [zero, half, one] = [zero, half, one].map(|anchor| along(scale, anchor));
    let lower = (x - zero) / (half - zero);
    if lower <= 1.0 { 0.5 * lower } else { 0.5 + 0.5 * (x - half) / (one - half) }
}

/// Where a value lies on a scale.
pub(super) fn along(scale: Scale, value: f64) -> f64 {
    match scale {
        Scale::Linear => value,
        Scale::Log => value.ln(),
    }
}

/// A source as the file has it: anchors with a scale, or words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    input: String,
    unit: String,
    unit_ko: String,
    scale: Option<Scale>,
    anchors: Option<[f64; 3]>,
    values: Option<BTreeMap<String, f64>>,
}

impl TryFrom<SourceFile> for Source {
    type Error = String;

    fn try_from(file: SourceFile) -> std::result::Result<Self, String> {
        let input = file.input;
        let shape = match (file.scale, file.anchors, file.values) {
            (Some(scale), Some(anchors), None) => Shape::Anchors { scale, anchors },
            (None, None, Some(values)) => Shape::Words(values),
            _ => return Err(format!("source `{input}` needs `scale` and `anchors`, or `values`")),
        };
        match &shape {
            Shape::Anchors { anchors: [a, b, c], .. } if !(a < b && b < c || a > b && b > c) => {
                Err(format!("anchors of `{input}` must all rise or all fall, found {a}, {b}, {c}"))
            }
            Shape::Anchors { anchors, .. } if !anchors.iter().all(|a| a.is_finite()) => {
                Err(format!("anchors of `{input}` must be finite"))
            }
            Shape::Anchors { scale: Scale::Log, anchors } if anchors.iter().any(|a| *a <= 0.0) => {
                Err(format!("anchors of `{input}` must be above 0 on a logarithmic scale"))
            }
            Shape::Words(words) if !words.values().copied().all(is_share) => {
                Err(format!("values of `{input}` must lie from 0 to 1"))
            }
            _ => Ok(Source { input, unit: file.unit, unit_ko: file.unit_ko, shape }),
        }
    }
}

/// Whether a setting lies from 0 to 1.
pub(super) fn is_share(x: f64) -> bool {
    (0.0..=1.0).contains(&x)
}
