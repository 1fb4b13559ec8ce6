//! The data files that the binary carries: connectors, queries and presets, by file name.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
