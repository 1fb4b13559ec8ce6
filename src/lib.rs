//! assay measures which information systems are worth turning cloud-native.
//!
//! ```text
//! exports ─read─► records ─map─► canonical rows ─write─► lake (immutable Parquet, receipts)
//! lake ─SQL models─► marts ─SQL metrics─► figures
//! figures + human answers ─guide─► checklist answers ─► verdict ─rank─► candidates
//! ```
//!
//! [`reader`] hands out rows of any supported file, [`connector`] maps them to the tables of [`catalog`],
//! [`ingest`] keeps them in the [`lake`] with a receipt. `engine` builds the SQL models over it and keeps them as
//! marts, [`identity`] says which system a name stands for, `surge` finds the surges of one system in its load,
//! `metrics` hands out the figures. [`assess`] is the guide's flow, [`rank`] the ordering; `portfolio` computes a month
//! of all systems, and `report` writes it. [`survey`] brings what people answered in its questionnaires back into
//! `answers.csv`. [`generate`] makes an invented agency; it knows connectors by their formats
//! alone and nothing of what is computed.
//!
//! Dependencies point one way: cli → report → portfolio → rank → assess → metrics → surge → engine → lake, identity →
//! ingest → connector, reader → catalog → diagnostic. The library never prints, exits, reads the environment
//! or the clock. Without the feature `engine` everything from `engine` on upwards is left out but [`assess`], [`rank`]
//! and [`backtest`], which measures what rankings foretold: they take plain structs.

pub mod assess;
pub mod backtest;
pub mod calendar;
pub mod catalog;
pub mod cells;
pub mod connector;
pub mod diagnostic;
pub mod embedded;
#[cfg(feature = "engine")]
pub mod engine;
pub mod generate;
pub mod identity;
pub mod ingest;
pub mod lake;
#[cfg(feature = "engine")]
pub mod metrics;
#[cfg(feature = "engine")]
pub mod portfolio;
pub mod rank;
pub mod reader;
#[cfg(feature = "engine")]
pub mod report;
#[cfg(feature = "engine")]
pub mod surge;
pub mod survey;
pub mod workspace;
