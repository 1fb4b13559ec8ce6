//! One month of a portfolio: marts, figures, assessments and ranks, computed together.
//!
//! Everything that an output shows comes from here, so that all outputs show the same.

pub mod backtest;
pub mod calibrate;
pub mod carve_out;
pub mod corrections;
pub mod freshness;
pub mod gates;
pub mod indicators;
pub mod judge;
pub mod movement;
pub mod outlook;
pub mod period;
pub mod reported;
pub mod rules;
pub mod service_hours;
pub mod snapshot;
pub mod sources;
pub mod strangers;
pub mod surges;
pub mod uncertainty;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::assess::{Assessment, Checklist, Maturity};
use crate::calendar::{Micros, Month};
use crate::catalog::figure::{Figure, System};
use crate::diagnostic::{Diagnostic, Result, nearest};
use crate::engine::Engine;
use crate::engine::inputs::{self, Inputs};
use crate::engine::marts::Marts;
use crate::engine::store;
use crate::identity::unite::unite;
use crate::lake::receipt::Receipt;
use crate::lake::{Lake, cut_short};
use crate::metrics;
use crate::rank::smaa::Uncertainty;
use crate::rank::{Benefits, Candidate, Curve, LeftOut, Preset, Ranked, leave_one_group_out};
use crate::surge;
use crate::workspace::Workspace;
use crate::workspace::reference::Reference;
use carve_out::Component;
use corrections::Correction;
use freshness::Freshness;
use gates::GateHint;
use judge::{Evidence, Judgement};
use rules::Rules;
use service_hours::Unreadable;
use sources::Sources;
use strangers::Strangers;
use surges::{SharedHost, Surges};

/// A month, computed.
pub struct Portfolio {
    /// The report month.
    pub month: Month,
    /// Nothing after this instant was looked at.
    pub as_of: Micros,
    /// Receipts that counted.
    pub receipts: Vec<Receipt>,
    /// Reference files that were read.
    pub references: Vec<Reference>,
    /// The engine with all relations.
    pub marts: Marts,
    /// Systems by id.
    pub systems: BTreeMap<String, System>,
    /// Figures of the report month and of the windows of ranking and checklist.
    pub figures: Figures,
    /// Systems with an outage that is open for suspiciously long (metrics.md §3.4).
    pub suspect_open: BTreeSet<String>,
    /// What each source brought for the month.
    pub freshness: Vec<Freshness>,
    /// What became of the corrections of records.
    pub corrections: Vec<Correction>,
    /// Names in reference tables and corrections that are no system's.
    pub strangers: Vec<Strangers>,
    /// Service hours that cannot be read.
    pub unreadable_hours: Vec<Unreadable>,
    /// What verdicts and ranks follow from.
    pub evidence: Evidence,
    /// Assessments by system.
    pub assessments: BTreeMap<String, Assessment>,
    /// Systems in the order of their rank.
    pub ranked: Vec<Ranked>,
    /// Hints for the gates by system, which decide nothing.
    pub gate_hints: BTreeMap<String, Vec<GateHint>>,
    /// Components by system, greatest share of need first.
    pub components: BTreeMap<String, Vec<Component>>,
    /// Surges of the trailing year by system.
    pub surges: BTreeMap<String, Surges>,
    /// Hosts that serve several systems at one time.
    pub shared_hosts: Vec<SharedHost>,
    /// The checklist.
    pub checklist: Checklist,
    /// The reference curve.
    pub curve: Curve,
    /// Rules of levels.
    pub maturity: Maturity,
    /// Rules of expected benefits.
    pub benefits: Benefits,
    /// Presets; the first one orders.
    pub presets: Vec<Preset>,
    /// Systems that the planner can take.
    pub cutoff: usize,
    /// How sure the ranks are; drawn when it is first asked for.
    drawn: OnceCell<Vec<Uncertainty>>,
    /// Ranks without each group; placed when they are first asked for, all systems at once.
    left_out: OnceCell<Vec<LeftOut>>,
    /// Program, settings, guide and queries.
    pub rules: Rules,
    /// Hash of them.
    pub config_version: String,
    /// Hash of everything that was read.
    pub input_hash: String,
}

/// Figures by metric, system and period.
#[derive(Debug, Default)]
pub struct Figures(BTreeMap<(String, String, String), Figure>);

impl Figures {
    /// The figures of some periods; of others [`Figures::get`] knows nothing.
    pub fn read(engine: &Engine, periods: &[&str]) -> Result<Self> {
        let figures = metrics::figures(engine, periods)?.into_iter();
        Ok(Figures(figures.map(|f| ((f.metric.clone(), f.system_id.clone(), f.period.clone()), f)).collect()))
    }

    /// One figure.
    pub fn get(&self, metric: &str, system: &str, period: &str) -> Option<&Figure> {
        self.0.get(&(metric.to_string(), system.to_string(), period.to_string()))
    }

    /// A figure of every system in a period, by system; `*` is the portfolio.
    pub fn of<'f>(&'f self, metric: &'f str, period: &'f str) -> impl Iterator<Item = &'f Figure> {
        let first = (metric.to_string(), String::new(), String::new());
        let of_metric = self.0.range(first..).take_while(move |((of, ..), _)| of == metric);
        of_metric.filter(move |((_, _, of), _)| of == period).map(|(_, figure)| figure)
    }

    /// The value of one figure, if it is known.
    pub fn value(&self, metric: &str, system: &str, period: &str) -> Option<f64> {
        self.get(metric, system, period)?.value
    }
}

/// What to compute.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The month; the last closed one of the data when left out.
    pub month: Option<Month>,
    /// Nothing after this instant; the month's end, or the newest event, when left out.
    pub as_of: Option<Micros>,
    /// Preset that orders; the workspace's when left out.
    pub preset: Option<&'a str>,
}

/// Computes a month from the lake and the reference files as they are now.
///
/// # Errors
/// `E0128` when the lake is empty, `E0134` when it lost a file; faults of reference files, settings and queries.
pub fn compute(workspace: &Workspace, request: &Request) -> Result<Portfolio> {
    let sources = sources::current(workspace, request)?;
    let curve = Curve::builtin()?;
    let presets = presets(&curve, request.preset.unwrap_or(&workspace.config.preset))?;
    compute_from(workspace, sources, curve, presets)
}

/// Computes a month from given inputs, with the rules of today.
///
/// # Errors
/// As [`compute`].
pub fn compute_from(workspace: &Workspace, sources: Sources, curve: Curve, presets: Vec<Preset>) -> Result<Portfolio> {
    compute_in(workspace, sources, curve, presets, store::open)
}

/// Computes a month from given inputs, with marts that are come by in a given way.
fn compute_in(
    workspace: &Workspace,
    sources: Sources,
    curve: Curve,
    presets: Vec<Preset>,
    marts: store::Opens,
) -> Result<Portfolio> {
    let Sources { receipts, references, month, as_of } = sources;
    let lake = Lake::new(workspace.lake());
    lake.require(&receipts)?;
    let checklist = Checklist::builtin()?;
    let united = unite(&references, &lake, &receipts, workspace.zone)?;
    let rules = rules::of(workspace, &checklist)?;
    let config_version = config_version(&rules);
    let period = (month, as_of);
    // Covers are no rule, but no result is without them.
    let of_settings = format!("{config_version};{}", workspace.config.covers_text());
    let input_hash = input_hash(&receipts, references.iter(), period, &of_settings)?;
    let of_marts = references.iter().filter(|r| r.table.name != inputs::ANSWERS);
    let mart_key = mart_key(workspace, &self::input_hash(&receipts, of_marts, period, &of_settings)?);
    let marts = {
        let inputs = Inputs {
            workspace,
            receipts: &receipts,
            united: &united,
            checklist: &checklist,
            month,
            as_of,
            program: surge::tables::fill,
        };
        let marts = marts(&workspace.marts(), &mart_key, &inputs)?;
        inputs.answers(&marts.engine)?;
        marts
    };
    let systems: BTreeMap<_, _> =
        metrics::systems(&marts.engine)?.into_iter().map(|s| (s.system_id.clone(), s)).collect();
    let figures = Figures::read(&marts.engine, &[&[month.to_string().as_str()], &indicators::WINDOWS[..]].concat())?;
    let today = last_day(workspace, as_of);
    let evidence = Evidence {
        measured: judge::by_system(metrics::measured(&marts.engine)?, |m| &m.system_id),
        humans: judge::by_system(united.answers(), |h| &h.system_id),
        inputs: indicators::inputs(&marts.engine, &figures)?,
        today,
    };
    evidence.check_names(workspace, &systems)?;
    let Judgement { assessments, ranked } = judge::judge(&checklist, &curve, &presets, &systems, &evidence)?;
    let gate_hints = ranked.iter().filter_map(|r| {
        let hints = gates::hints(&checklist.gate_hints, systems.get(&r.system_id)?, r, today);
        Some((r.system_id.clone(), hints))
    });
    let gate_hints = gate_hints.collect();
    let components = carve_out::read(&marts.engine)?;
    let suspects = marts.engine.query("select distinct system_id from outages where suspect_open order by 1")?;
    let suspect_open = suspects.texts(0)?.into_iter().flatten().collect();
    let freshness = freshness::read(&marts.engine)?;
    let corrections = corrections::read(&marts.engine)?;
    let strangers = strangers::read(&marts.engine, &systems)?;
    let surges = surges::read(&marts.engine)?;
    let shared_hosts = surges::shared_hosts(&marts.engine)?;
    let unreadable_hours = service_hours::unreadable(&marts.engine)?;
    Ok(Portfolio {
        month,
        as_of,
        receipts,
        references,
        marts,
        systems,
        figures,
        suspect_open,
        freshness,
        corrections,
        strangers,
        unreadable_hours,
        evidence,
        assessments,
        ranked,
        gate_hints,
        components,
        surges,
        shared_hosts,
        checklist,
        maturity: Maturity::builtin()?,
        benefits: Benefits::builtin(&curve)?,
        curve,
        presets,
        cutoff: workspace.config.cutoff,
        drawn: OnceCell::new(),
        left_out: OnceCell::new(),
        rules,
        config_version,
        input_hash,
    })
}

impl Portfolio {
    /// What is doubtful about the inputs of the month: exports that look cut short, sources that fell silent,
    /// service hours that cannot be read, corrections that do not apply, names that are no system's.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let cut_short = self.receipts.iter().flat_map(cut_short::warnings);
        cut_short.chain(self.silences()).collect()
    }

    /// Sources that sent nothing for the month, or far less than usual; service hours that cannot be read; hosts of
    /// several systems; corrections that do not apply; names that are no system's.
    pub fn silences(&self) -> impl Iterator<Item = Diagnostic> {
        let silent = self.freshness.iter().filter_map(|f| f.warning(self.month));
        let hours = self.unreadable_hours.iter().map(Unreadable::warning);
        let hosts = self.shared_hosts.iter().map(SharedHost::warning);
        let strangers = self.strangers.iter().map(Strangers::warning);
        silent.chain(hours).chain(hosts).chain(corrections::warnings(&self.corrections)).chain(strangers)
    }

    /// What a ranked system is ranked by.
    pub fn candidate(&self, ranked: &Ranked) -> Option<Candidate> {
        let assessment = self.assessments.get(&ranked.system_id)?;
        let inputs = self.evidence.inputs.get(&ranked.system_id).cloned().unwrap_or_default();
        Some(Candidate::new(assessment, inputs))
    }

    /// For each group that weighs something the ranks without it, in the order of the ranks.
    pub fn left_out(&self) -> &[LeftOut] {
        self.left_out.get_or_init(|| {
            let Some(preset) = self.presets.first() else { return Vec::new() };
            let candidates: Vec<_> = self.ranked.iter().filter_map(|r| self.candidate(r)).collect();
            leave_one_group_out(&self.curve, preset, &candidates)
        })
    }

    /// A system by id, or by its name.
    ///
    /// # Errors
    /// `E0151` with the nearest id.
    pub fn system(&self, wanted: &str) -> Result<&System> {
        let by_name = || self.systems.values().find(|s| s.name == wanted);
        self.systems.get(wanted).or_else(by_name).ok_or_else(|| {
            let names = self.systems.values().flat_map(|s| [s.system_id.as_str(), s.name.as_str()]);
            let fault = Diagnostic::input("E0151", format!("no system is called `{wanted}`"));
            match nearest(wanted, names) {
                Some(near) => fault.hint(format!("did you mean `{near}`?")),
                None => fault.hint("`assay rank` lists them"),
            }
        })
    }
}

/// The last day that the run looks at: a month that ends at midnight ends on the day before.
pub fn last_day(workspace: &Workspace, as_of: Micros) -> NaiveDate {
    workspace.zone.local(as_of - 1).date()
}

/// All presets, the wanted one first.
///
/// # Errors
/// `E0152` when none is called so.
pub fn presets(curve: &Curve, wanted: &str) -> Result<Vec<Preset>> {
    let mut presets = Preset::builtin(curve)?;
    let Some(at) = presets.iter().position(|p| p.id == wanted) else {
        let known: Vec<_> = presets.iter().map(|p| p.id.as_str()).collect();
        return Err(Diagnostic::input("E0152", format!("no preset is called `{wanted}`"))
            .hint(format!("presets: {}", known.join(", "))));
    };
    let first = presets.remove(at);
    presets.insert(0, first);
    Ok(presets)
}

fn short(digest: Sha256) -> String {
    digest.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// Hash of the rules.
fn config_version(rules: &Rules) -> String {
    let mut digest = Sha256::new();
    for (name, value) in rules {
        digest.update(format!("{name}={value}\n"));
    }
    short(digest)
}

/// Marts hold paths of the lake, so a workspace that moved has others; another version may compute otherwise.
fn mart_key(workspace: &Workspace, input_hash: &str) -> String {
    let mut digest = Sha256::new();
    let root = fs_err::canonicalize(&workspace.root).unwrap_or_else(|_| workspace.root.clone());
    digest.update(format!("{input_hash};{};{}", root.display(), env!("CARGO_PKG_VERSION")));
    short(digest)
}

fn input_hash<'r>(
    receipts: &[Receipt],
    references: impl Iterator<Item = &'r Reference>,
    (month, as_of): (Month, Micros),
    rules: &str,
) -> Result<String> {
    let mut digest = Sha256::new();
    digest.update(format!("{month};{as_of};{rules}"));
    for receipt in receipts {
        digest.update(format!("{};{}", receipt.id, receipt.export.hash));
    }
    for reference in references.filter(|r| r.exists) {
        digest.update(reference.table.name);
        digest.update(fs_err::read(&reference.path)?);
    }
    Ok(short(digest))
}
