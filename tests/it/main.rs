//! The one integration binary: every further one would link the engine again.

mod again;
mod bad_input;
mod cases;
mod evidence;
mod formats;
mod generated;
mod readme;
mod real;
mod review;
mod sample;
mod support;
mod traps;
