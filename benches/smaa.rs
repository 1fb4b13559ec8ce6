//! Times the uncertainty of ranks: 1,500 systems, 21 indicators, 10,000 draws, two threads, five runs.
//!
//!     cargo bench --no-default-features --bench smaa; python3 benches/smaa.py
//!
//! The systems are invented: of every input a third is unknown, half of the answers is open, counts and medians vary
//! by the records they are said to rest on. `smaa.py` draws from the same distributions with NumPy.
#![expect(clippy::print_stdout, reason = "the figures are what a benchmark is for")]

use std::time::Instant;

use assay::assess::Checklist;
use assay::diagnostic::Result;
use assay::rank::smaa::{Contender, Settings, Spread, Spreads, uncertainty};
use assay::rank::{Candidate, Curve, INPUTS, Inputs, Preset, Value, rank};
use rand_distr::{Distribution, StandardUniform};
use rand_pcg::Pcg64Mcg;

const SYSTEMS: usize = 1_500;
const RUNS: usize = 5;

/// Rates that are counted per 30 days, with the rate of a busy system.
const COUNTS: [(&str, f64); 7] = [
    ("over_peak_surges_per_30d", 6.0),
    ("change_sr_per_30d", 40.0),
    ("policy_sr_per_30d", 10.0),
    ("releases_per_30d", 10.0),
    ("own_outages_per_30d", 1.0),
    ("own_full_outages_per_30d", 0.5),
    ("own_recovery_stops_per_12m", 2.0),
];

/// Rates and medians, with the value of a large system; each rests on 40 records.
const RATES: [(&str, f64); 9] = [
    ("users_per_day", 50_000.0),
    ("multi_component_share", 0.6),
    ("saturation_minutes_per_30d", 400.0),
    ("p95_intensity", 4.0),
    ("elastic_saving", 0.6),
    ("sr_lead_p85_days", 90.0),
    ("on_time_rate", 1.0),
    ("own_demand_weighted_unavailability", 0.004),
    ("n_external_interfaces", 30.0),
];

/// Listed figures, which are exact.
const LISTED: [(&str, f64); 4] =
    [("n_menus", 800.0), ("n_departments", 60.0), ("n_components", 40.0), ("n_tables", 900.0)];

fn main() -> Result<()> {
    let curve = Curve::builtin()?;
    let presets = Preset::builtin(&curve)?;
    let rules = Checklist::builtin()?.rules;
    let contenders = contenders(&curve, &presets)?;
    let settings = Settings { draws: 10_000, seed: 1, cutoff: 10, threads: 2, weights_vary: true };

    let mut seconds = Vec::new();
    for run in 1..=RUNS {
        let start = Instant::now();
        let found = uncertainty(&curve, &presets[0], &rules, &contenders, settings)?;
        let took = start.elapsed().as_secs_f64();
        let first = found.iter().max_by(|a, b| a.p_top10.total_cmp(&b.p_top10)).map_or(0.0, |u| u.p_top10);
        println!("run {run}: {took:.3} s (largest p_top10 {first:.4})");
        seconds.push(took);
    }
    seconds.sort_by(f64::total_cmp);
    println!(
        "median of {RUNS}: {:.3} s, {SYSTEMS} systems, {} draws, {} threads",
        seconds[RUNS / 2],
        settings.draws,
        settings.threads
    );
    Ok(())
}

fn contenders(curve: &Curve, presets: &[Preset]) -> Result<Vec<Contender>> {
    let mut rng = Pcg64Mcg::new(1);
    let mut uniform = || -> f64 { StandardUniform.sample(&mut rng) };
    let mut systems = Vec::new();
    for number in 0..SYSTEMS {
        let (mut inputs, mut spreads) = (Inputs::new(), Spreads::new());
        for input in INPUTS {
            if uniform() < 1.0 / 3.0 {
                continue;
            }
            let share = uniform();
            let of = |table: &[(&str, f64)]| table.iter().find(|(name, _)| name == input).map(|(_, top)| top * share);
            let (value, spread) = if let Some(rate) = of(&COUNTS) {
                // Twelve months; what is counted per 12 months was watched for one such span.
                let exposure = if input.ends_with("12m") { 1.0 } else { 12.0 };
                let n = (rate * exposure).floor();
                (n / exposure, Spread::Count { n, exposure })
            } else if let Some(rate) = of(&RATES) {
                (rate, Spread::LogNormal { sigma: 1.0 / 40_f64.sqrt() })
            } else if let Some(listed) = of(&LISTED) {
                (listed, Spread::Exact)
            } else {
                continue;
            };
            inputs.insert((*input).to_owned(), Value::Number(value));
            spreads.insert((*input).to_owned(), spread);
        }
        inputs.insert("srm_class".to_owned(), Value::Text("internal".to_owned()));
        let yes = [(); 10].map(|()| match uniform() {
            ..0.33 => 0.0,
            ..0.50 => 1.0,
            ..0.67 => 0.5,
            ..0.83 => 0.7,
            _ => 0.3,
        });
        let candidate =
            Candidate { system_id: format!("s{number:04}"), tier: 3, conditional: false, yes_point: 5, inputs };
        systems.push(Contender { rank: 0, candidate, spreads, yes, closed: None });
    }
    let candidates: Vec<Candidate> = systems.iter().map(|s| s.candidate.clone()).collect();
    for (place, ranked) in rank(curve, presets, &candidates)?.iter().enumerate() {
        let system = systems.iter_mut().find(|s| s.candidate.system_id == ranked.system_id);
        if let Some(system) = system {
            system.rank = place + 1;
        }
    }
    Ok(systems)
}
