//! The one integration binary: every further one would link the engine again.

mod cases;
mod readme;
mod real;
mod support;
