//! A reference curve proposed from a portfolio (ranking.md §4.3): anchors at P10, P50 and P90 of each numeric input, the
//! neutral value at the median worth. It is only proposed; a curve is a rule, and who takes it publishes both ranks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::curve::{Combine, Curve, Indicator};
use super::shape::{Scale, Shape, Source};
use super::{Inputs, Value};

/// Systems that must be known before the portfolio says anything about an input.
pub const LEAST_KNOWN: usize = 20;

/// A proposed curve, with what each of its anchors and neutral values stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The curve.
    pub curve: Curve,
    /// What became of each numeric source, in the order of the curve.
    pub sources: Vec<Proposed>,
    /// Systems behind each neutral value that was proposed, by indicator; the others kept theirs.
    pub neutral: BTreeMap<String, usize>,
}

/// What became of the anchors of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// Id of the indicator.
    pub indicator: String,
    /// Name of the input.
    pub input: String,
    /// Systems of which the input is known.
    pub known: usize,
    /// The anchors so far.
    pub before: [f64; 3],
    /// P10, P50, P90 of the input to four digits, in this order; `None` where nothing is known.
    pub quantiles: Option<[f64; 3]>,
    /// The anchors that are proposed; `None` where the old ones stay.
    pub anchors: Option<[f64; 3]>,
}

/// Proposes a curve for systems with these inputs, in any order. Anchors that fall (fewer is better) fall again. A
/// source keeps its anchors where fewer than [`LEAST_KNOWN`] systems are known, or where the three quantiles do not
/// rise, or not above 0 on a logarithm; an indicator keeps its neutral value where fewer are known or it reads words.
pub fn propose(curve: &Curve, systems: &[&Inputs], version: &str) -> Proposal {
    let mut proposed = Curve { version: version.to_string(), ..curve.clone() };
    let (mut sources, mut neutral) = (Vec::new(), BTreeMap::new());
    for indicator in &mut proposed.indicators {
        let id = indicator.id.clone();
        let mut is_numeric = false;
        for source in &mut indicator.sources {
            let Shape::Anchors { scale, anchors } = &mut source.shape else { continue };
            is_numeric = true;
            let one = of_source(&id, &source.input, *scale, *anchors, systems);
            *anchors = one.anchors.unwrap_or(*anchors);
            sources.push(one);
        }
        let worths = sorted(systems.iter().filter_map(|inputs| indicator.reading(inputs)).map(|r| r.worth));
        if let Some(median) = quantile(&worths, 0.5).filter(|_| is_numeric && worths.len() >= LEAST_KNOWN) {
            indicator.neutral = (median * 1e4).round() / 1e4;
            neutral.insert(id, worths.len());
        }
    }
    Proposal { curve: proposed, sources, neutral }
}

fn of_source(indicator: &str, input: &str, scale: Scale, before: [f64; 3], systems: &[&Inputs]) -> Proposed {
    let number = |inputs: &&Inputs| match inputs.get(input) {
        Some(Value::Number(x)) => Some(*x),
        _ => None,
    };
    let values = sorted(systems.iter().filter_map(number));
    let at = |p| quantile(&values, p).map(four_digits);
    let quantiles = at(0.1).zip(at(0.5)).zip(at(0.9)).map(|((low, half), high)| [low, half, high]);
    let rises = |[low, half, high]: &[f64; 3]| low < half && half < high && (scale == Scale::Linear || *low > 0.0);
    let usable = quantiles.filter(|q| values.len() >= LEAST_KNOWN && rises(q));
    let anchors =
        usable.map(|[low, half, high]| if before[0] < before[2] { [low, half, high] } else { [high, half, low] });
    Proposed { indicator: indicator.into(), input: input.into(), known: values.len(), before, quantiles, anchors }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The quantile of sorted values, straight between neighbours (as `percentile_cont`); `None` of none.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    #[expect(clippy::cast_precision_loss, reason = "counts of systems are small")]
    let place = p.clamp(0.0, 1.0) * last as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the last place")]
    let below = place.floor() as usize;
    let (low, high) = (*sorted.get(below)?, *sorted.get((below + 1).min(last))?);
    Some(low + (high - low) * place.fract())
}

/// An anchor is a figure of a published table: four digits say enough.
fn four_digits(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

impl Proposal {
    /// The proposal as a file like `guide/refcurve.toml`, with a comment on each source.
    pub fn toml(&self) -> String {
        let Curve { version, coverage_min, tie_break, groups, indicators } = &self.curve;
        let ties: Vec<String> = tie_break.iter().map(|t| quoted(t)).collect();
        let mut text = format!(
            "# Proposed by `assay calibrate` from P10, P50 and P90 of a portfolio; nothing applies it by itself.\n\n\
             version = {}\ncoverage_min = {coverage_min:?}\ntie_break = [{}]\n",
            quoted(version),
            ties.join(", ")
        );
        for group in groups {
            let (id, ko, en) = (quoted(&group.id), quoted(&group.label_ko), quoted(&group.label_en));
            _ = write!(text, "\n[[group]]\nid = {id}\nlabel_ko = {ko}\nlabel_en = {en}\n");
        }
        indicators.iter().for_each(|indicator| self.indicator(&mut text, indicator));
        text
    }

    fn indicator(&self, text: &mut String, indicator: &Indicator) {
        let Indicator { id, group, label_ko, label_en, neutral, combine, sources } = indicator;
        let neutral_of = self.neutral.get(id).map_or("kept".to_string(), |n| format!("median of {n} systems"));
        let combine = if *combine == Combine::Largest { "combine = \"largest\"\n" } else { "" };
        _ = write!(
            text,
            "\n[[indicator]]\nid = {}\ngroup = {}\nlabel_ko = {}\nlabel_en = {}\n# {neutral_of}\nneutral = {neutral:?}\n{combine}",
            quoted(id),
            quoted(group),
            quoted(label_ko),
            quoted(label_en),
        );
        sources.iter().for_each(|source| self.source(text, id, source));
    }

    fn source(&self, text: &mut String, indicator: &str, source: &Source) {
        let Source { input, unit, unit_ko, shape } = source;
        let names = format!("input = {}\nunit = {}\nunit_ko = {}\n", quoted(input), quoted(unit), quoted(unit_ko));
        _ = write!(text, "[[indicator.source]]\n{names}");
        match shape {
            Shape::Anchors { scale, anchors: [zero, half, one] } => {
                let scale = if *scale == Scale::Log { "log" } else { "linear" };
                let proposed = self.sources.iter().find(|p| p.indicator == indicator && p.input == *input);
                let remark = proposed.map(Proposed::remark).unwrap_or_default();
                _ = write!(text, "scale = \"{scale}\"\n# {remark}\nanchors = [{zero:?}, {half:?}, {one:?}]\n");
            }
            Shape::Words(words) => {
                let words: Vec<String> = words.iter().map(|(w, worth)| format!("{} = {worth:?}", quoted(w))).collect();
                _ = writeln!(text, "values = {{ {} }}", words.join(", "));
            }
        }
    }
}

impl Proposed {
    /// What the anchors stand on, or why the old ones stay.
    pub fn remark(&self) -> String {
        match (self.anchors, self.quantiles) {
            (Some(_), _) => format!("P10, P50, P90 of {} systems", self.known),
            (None, Some([low, half, high])) if self.known >= LEAST_KNOWN => {
                format!("kept: P10, P50, P90 are {low}, {half}, {high}")
            }
            (None, _) => format!("kept: known of {} systems, {LEAST_KNOWN} are needed", self.known),
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}
