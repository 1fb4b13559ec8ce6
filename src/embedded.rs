//! The data files that the binary carries: connectors, queries, presets and holidays, by file name.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
