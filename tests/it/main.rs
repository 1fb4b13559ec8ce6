//! The one integration binary: every further one would link the engine again.

mod again;
mod backtest;
mod bad_input;
mod cases;
mod contradictions;
mod corrections;
mod evidence;
mod form;
mod formats;
mod freshness;
mod generated;
mod holidays;
mod inventory;
mod load;
mod products;
mod properties;
mod readme;
mod real;
mod reported;
mod review;
mod sample;
mod sensitivity;
mod sql;
mod support;
mod survey;
mod traps;
