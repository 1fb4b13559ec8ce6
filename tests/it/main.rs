//! The one integration binary: every further one would link the engine again.

mod again;
mod backtest;
mod bad_input;
mod cases;
mod contradictions;
mod evidence;
mod form;
mod formats;
mod freshness;
mod generated;
mod holidays;
mod inventory;
mod load;
mod products;
mod readme;
mod real;
mod review;
mod sample;
mod sql;
mod support;
mod traps;
