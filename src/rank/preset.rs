//! `guide/presets/*.toml`: how much each indicator of the curve counts.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Curve;
use crate::assess::parse::{from_toml, unknown};
use crate::diagnostic::{Diagnostic, Result};

const BUILTIN: &[(&str, &str)] = &[
    (
        "guide/presets/balanced-v1.toml",
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/presets/balanced-v1.toml")),
    ),
    ("guide/presets/guide-v1.toml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/guide/presets/guide-v1.toml"))),
];
const CODE: &str = "E0403";

/// Slack of the sum: weights such as 1/3 are written to some decimals.
const SUM_SLACK: f64 = 1e-6;

/// A set of weights.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Id, with its version.
    pub id: String,
    /// Name, Korean.
    pub label_ko: String,
    /// Name, English.
    pub label_en: String,
    /// Share of the score by indicator id; sums to 1. An indicator without a weight counts nothing.
    pub weights: BTreeMap<String, f64>,
}

impl Preset {
    /// The presets that come with assay: `balanced-v1`, then `guide-v1`.
    pub fn builtin(curve: &Curve) -> Result<Vec<Self>> {
        BUILTIN.iter().map(|(file, text)| Preset::parse(text, file, curve)).collect()
    }

    /// Reads a preset against its curve. The sum must be 1 to within 1e-6; what is left of it is evened out.
    pub fn parse(text: &str, file: &str, curve: &Curve) -> Result<Self> {
        let mut preset: Preset = from_toml(CODE, file, text)?;
        let known: Vec<&str> = curve.indicators.iter().map(|i| i.id.as_str()).collect();
        if let Some(stranger) = preset.weights.keys().find(|id| !known.contains(&id.as_str())) {
            return Err(unknown(CODE, file, "indicator", stranger, &known));
        }
        if let Some((id, weight)) = preset.weights.iter().find(|(_, w)| !w.is_finite() || **w < 0.0) {
            let message = format!("expected a weight of `{id}` from 0 to 1, found {weight}");
            return Err(Diagnostic::input(CODE, message).at_file(file));
        }
        let sum: f64 = preset.weights.values().sum();
        if (sum - 1.0).abs() > SUM_SLACK {
            let message = format!("the weights of preset `{}` must sum to 1, found {sum:.6}", preset.id);
            return Err(Diagnostic::input(CODE, message).at_file(file).hint("divide every weight by that sum"));
        }
        preset.weights.values_mut().for_each(|weight| *weight /= sum);
        Ok(preset)
    }

    /// Weight of an indicator; 0 where the preset does not name it.
    pub fn weight(&self, indicator: &str) -> f64 {
        self.weights.get(indicator).copied().unwrap_or(0.0)
    }
}
