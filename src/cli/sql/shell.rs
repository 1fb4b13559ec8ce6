use assay::diagnostic::{Diagnostic, Result};

use super::session::Session;
use crate::cli::context::Context;

pub fn run(_: &Context, _: &mut Session) -> Result<()> {
    Err(Diagnostic::input("E0142", "there is no query").hint("`assay sql \"select * from candidates\"`"))
}
