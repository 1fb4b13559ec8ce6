//! The SQL engine: marts from the lake, and queries over them.
//!
//! `engine/duckdb.rs` alone names the embedded engine. Results leave as Arrow record batches.

pub mod corrections;
pub mod duckdb;
pub mod inputs;
mod load;
pub mod marts;
pub mod parameters;
pub mod poisson;
mod raw;
pub mod rows;
pub mod sql_text;
pub mod statements;
pub mod store;
pub mod thresholds;

pub use duckdb::Engine;
