//! assay measures which information systems are worth turning cloud-native.
//!
//! ```text
//! exports ─read─► records ─map─► canonical rows ─write─► lake (immutable Parquet, receipts)
//! lake ─SQL models─► marts ─SQL metrics─► figures
//! figures + human answers ─guide─► checklist answers ─► verdict ─rank─► candidates
//! ```
//!
//! Dependencies point one way: cli → report → rank → assess → metrics → engine, lake, identity → ingest
//! → connector, reader → catalog → diagnostic. The library never prints, exits, reads the environment or
//! the clock.

pub mod assess;
pub mod calendar;
pub mod catalog;
pub mod cells;
pub mod connector;
pub mod diagnostic;
pub mod embedded;
#[cfg(feature = "engine")]
pub mod engine;
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
pub mod workspace;
