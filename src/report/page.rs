//! report.html: one page of a month that opens from a mail, asks for nothing, and holds both languages.
//!
//! What stands on it is gathered here as plain data out of the computed month; the templates beside this file only
//! arrange it. Every number is taken from where candidates.csv and the views take it.

pub(super) mod columns;
pub(super) mod definitions;
mod events;
mod month;
mod moved;
mod part;
pub(super) mod quality;
mod render;
mod series;
mod shape;
mod systems;

use serde::Serialize;

use crate::diagnostic::Result;
use crate::portfolio::Portfolio;
use crate::portfolio::movement::Movement;
use crate::workspace::Workspace;
use crate::workspace::config::Lang;

use super::both::Both;
use super::candidates;
use super::manifest::Edition;

/// Systems that have a part of their own, at least: those that the planner can take come first.
const PARTS: usize = 30;

/// All of the page.
#[derive(Debug, Serialize)]
struct Page {
    title: Both,
    lang: Lang,
    month: String,
    as_of: String,
    version: Option<u32>,
    sentences: Vec<Both>,
    top: Vec<systems::Top>,
    moved: moved::Moves,
    questions: Vec<month::Asked>,
    more_questions: usize,
    events: events::Events,
    shape: shape::Shape,
    groups: Vec<(&'static str, Both)>,
    table: systems::Table,
    parts: Vec<part::Part>,
    quality: quality::Quality,
    definitions: definitions::Definitions,
    manifest: Vec<(Both, String)>,
}

/// How many systems have a part of their own.
fn parted(portfolio: &Portfolio) -> usize {
    portfolio.cutoff.max(PARTS)
}

/// The bytes of the page; `movement` is what moved since the month before, if that was reported.
///
/// # Errors
/// Faults of the engine and of the draws; `E0903` when the page cannot be written.
pub fn html(
    workspace: &Workspace,
    portfolio: &Portfolio,
    movement: Option<&Movement>,
    lang: Lang,
    edition: Option<&Edition>,
) -> Result<Vec<u8>> {
    let month = portfolio.month.to_string();
    let name = &workspace.config.name;
    let events = events::events(portfolio)?;
    let moved = moved::moves(portfolio, movement);
    let (questions, more_questions) = month::questions(portfolio)?;
    let quality = quality::quality(portfolio, edition)?;
    let page = Page {
        title: Both::new(
            format!("{name} 클라우드 네이티브 전환 후보 {month}"),
            format!("{name} cloud-native candidates {month}"),
        ),
        lang,
        as_of: candidates::as_of(workspace, portfolio),
        version: edition.map(|e| e.version),
        sentences: month::sentences(portfolio, &moved, &events)?,
        top: systems::top(portfolio)?,
        shape: shape::shape(portfolio),
        groups: part::groups(portfolio),
        table: systems::table(workspace, portfolio)?,
        parts: part::parts(workspace, portfolio, movement, parted(portfolio))?,
        definitions: definitions::definitions(portfolio),
        manifest: quality::manifest(workspace, portfolio),
        month,
        moved,
        questions,
        more_questions,
        events,
        quality,
    };
    render::page(&page)
}
