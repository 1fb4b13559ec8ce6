//! Replays of scaling policies over a demand, and the need of capacity (metrics.md 3.10).
//!
//! Capacity is counted in units, whole numbers kept as doubles. Decided here, where the specification is silent:
//! - A policy decides once a bucket, whatever its length; 3 buckets are 45 minutes if a bucket is 15.
//! - Where the demand is unknown the units stay, and the count of quiet buckets starts anew.
//! - The autoscaler's analogue scales in as it scales out; it has no stabilisation window.

use crate::calendar::Micros;

use super::CapacityRules;

/// Sizes are rounded up, but not over the error of a double (metrics.md 3.0).
const ROUNDING: f64 = 1e-9;

/// Units that a demand needs: max(n_min, ⌈demand / (u* · c)⌉).
pub fn need(demand_cores: f64, unit_cores: f64, target_ratio: f64, units_minimum: f64) -> f64 {
    (demand_cores / (target_ratio * unit_cores) - ROUNDING).ceil().max(units_minimum)
}

/// Units in use, C: the most that were needed in [t − lag, t]; unknown where the need is. `at` ascends.
pub fn capacity(at: &[Micros], need: &[Option<f64>], lag: Micros) -> Vec<Option<f64>> {
    let mut first = 0;
    let most = |((bucket, at_t), now): ((usize, &Micros), &Option<f64>)| {
        while at[first] < at_t - lag {
            first += 1;
        }
        let before = need[first..bucket].iter().flatten();
        now.map(|now| before.copied().fold(now, f64::max))
    };
    at.iter().enumerate().zip(need).map(most).collect()
}

/// 1 − mean C / max C of units in use; unknown of none.
pub fn elastic_saving(units: &[f64]) -> Option<f64> {
    let most = units.iter().copied().reduce(f64::max).filter(|most| *most > 0.0)?;
    Some(1.0 - mean(units)? / most)
}

/// Mean; unknown of none.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / super::timeline::float(values.len()))
}

/// Units under the guide's policy, bucket by bucket, from `first` units on; `demand` is in units.
///
/// Utilisation of at least 50 % in a bucket adds 2 units from the next bucket on; below 25 % in 3 buckets one after
/// the other takes 2 away, down to the minimum.
pub fn reactive(demand: &[Option<f64>], first: f64, rules: &CapacityRules) -> Vec<f64> {
    let mut quiet = 0;
    let (step, minimum) = (whole(rules.step_units), whole(rules.units_minimum));
    replay(demand, first, |used, units| {
        quiet = if used.is_some_and(|used| used < rules.in_ratio) { quiet + 1 } else { 0 };
        if used.is_some_and(|used| used >= rules.out_ratio) {
            units + step
        } else if quiet >= rules.in_buckets {
            quiet = 0;
            (units - step).max(minimum)
        } else {
            units
        }
    })
}

/// Units under the analogue of the Kubernetes autoscaler: ⌈n · utilisation / target⌉ from the next bucket on, unless
/// that ratio is within 10 % of 1.
pub fn autoscaled(demand: &[Option<f64>], first: f64, rules: &CapacityRules) -> Vec<f64> {
    let minimum = whole(rules.units_minimum);
    replay(demand, first, |used, units| match used.map(|used| used / rules.target_ratio) {
        Some(ratio) if (ratio - 1.0).abs() > rules.tolerance_ratio + ROUNDING => {
            (units * ratio - ROUNDING).ceil().max(minimum)
        }
        _ => units,
    })
}

/// Walks a policy along the demand: from the utilisation and the units of a bucket to the units of the next.
fn replay(demand: &[Option<f64>], first: f64, mut policy: impl FnMut(Option<f64>, f64) -> f64) -> Vec<f64> {
    let mut next = first;
    let bucket = |demand: &Option<f64>| {
        let units = next;
        next = policy(demand.map(|demand| demand / units), units);
        units
    };
    demand.iter().map(bucket).collect()
}

/// A small count as a number.
pub(super) fn whole(count: i64) -> f64 {
    i32::try_from(count).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Micros = 60_000_000;

    fn day(lag_minutes: i64) -> f64 {
        // Need 10 for 22 hours and 40 for two hours in one block.
        let need: Vec<_> = (0..288).map(|i| Some(if (120..144).contains(&i) { 40.0 } else { 10.0 })).collect();
        let at: Vec<_> = (0..288).map(|i| i * 5 * MINUTE).collect();
        let units: Vec<f64> = capacity(&at, &need, lag_minutes * MINUTE).into_iter().flatten().collect();
        elastic_saving(&units).unwrap()
    }

    #[test]
    fn oracle_of_the_elastic_saving() {
        assert!((day(0) - 0.6875).abs() < 1e-12);
        assert!((day(10) - 0.682_291_666_666_7).abs() < 1e-12);
    }

    #[test]
    fn oracle_of_the_reactive_policy() {
        let demand = [1.6, 2.4, 3.6, 3.6, 1.6, 1.6, 1.6, 1.6, 1.6].map(Some);
        let rules = CapacityRules { units_minimum: 4, ..CapacityRules::default() };
        let units = reactive(&demand, 4.0, &rules);
        assert_eq!(units, [4.0, 4.0, 6.0, 8.0, 8.0, 8.0, 8.0, 6.0, 6.0]);
        assert!((units.iter().sum::<f64>() * 5.0 / 60.0 - 4.833_333_333).abs() < 1e-9, "server-hours");
        assert!((elastic_saving(&units).unwrap() - 0.194_444_444).abs() < 1e-9, "against 8 all the time");
    }

    #[test]
    fn an_unknown_demand_keeps_the_units_and_starts_the_quiet_buckets_anew() {
        let demand = [Some(6.0), Some(0.5), Some(0.5), None, Some(0.5), Some(0.5), Some(0.5), Some(0.5)];
        let units = reactive(&demand, 6.0, &CapacityRules::default());
        assert_eq!(units, [6.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 6.0]);
    }

    #[test]
    fn the_autoscaler_tolerates_a_tenth() {
        // Of 4 units 2.2 are used: 0.55 / 0.5 = 1.1 is tolerated; 2.4 are not: ⌈4 · 1.2⌉ = 5.
        let units = autoscaled(&[Some(2.2), Some(2.4), Some(0.4), Some(0.4)], 4.0, &CapacityRules::default());
        assert_eq!(units, [4.0, 4.0, 5.0, 1.0]);
    }

    #[test]
    fn a_need_is_rounded_up_but_not_over_an_error_of_a_double() {
        assert_eq!(need(4.0, 2.0, 0.5, 1.0), 4.0);
        assert_eq!(need(4.1, 2.0, 0.5, 1.0), 5.0);
        assert_eq!(need(0.3 * 3.0, 0.9, 0.5, 1.0), 2.0, "0.8999999999999999 or more");
        assert_eq!(need(0.0, 2.0, 0.5, 1.0), 1.0);
    }

    #[test]
    fn capacity_looks_back_by_time_and_over_unknown_needs() {
        let at = [0, 5, 10, 30, 35].map(|m| m * MINUTE);
        let need = [Some(9.0), None, Some(1.0), Some(2.0), Some(1.0)];
        let found = capacity(&at, &need, 10 * MINUTE);
        assert_eq!(found, [Some(9.0), None, Some(9.0), Some(2.0), Some(2.0)]);
    }
}
