//! Readings of a wide record, bound to a header: which columns of the file each of them spreads over rows.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::bind::{Binding, Bound, Origin};
use super::origin::{Test, tests};
use super::spread::Spread;
use super::value::Value;
use super::{Connector, Mapping};
use crate::catalog::Kind;
use crate::diagnostic::Result;
use crate::reader::header::{Header, normalise};

/// One entry of `[[record.spread]]` whose column the file has.
#[derive(Debug)]
pub struct Reading<'c> {
    /// The connector as it reads this column.
    pub binding: Binding<'c>,
    /// Place of the column in the row.
    pub place: usize,
    /// Columns to fill that are its own, by their place in `bound`; the spread one first.
    pub own: Vec<usize>,
    /// Those of them that are texts of the header or constants: the same in every record.
    pub constant: Vec<usize>,
    /// What it spreads: each gives a row.
    pub columns: Vec<Spreading>,
    /// Records must pass all of these.
    pub when: Vec<Test<'c>>,
}

/// A column that is spread.
#[derive(Debug)]
pub struct Spreading {
    /// Its place in the file, with those of its alternatives.
    pub at: Vec<usize>,
    /// Its header.
    pub header: String,
    /// Another reading may take it first.
    pub is_contested: bool,
    /// What the header and constants say: place in the row, and value. Found at the first record.
    pub constants: OnceCell<Vec<(usize, Value)>>,
}

impl Spreading {
    fn new(at: Vec<usize>, header: String) -> Self {
        Spreading { at, header, is_contested: false, constants: OnceCell::new() }
    }
}

impl<'c> Binding<'c> {
    /// Binds the readings of a wide record; those whose column the file lacks give no rows.
    pub(super) fn read_wide(&mut self, header: &Header) -> Result<()> {
        let entries = &self.connector.record.spread;
        if entries.is_empty() {
            return Ok(());
        }
        let of = |(entry, connector): (&'c Spread, &'c Connector)| {
            Ok((entry, Binding::of(connector, header, true)?, tests(connector, &entry.when, header)?))
        };
        let bound = entries.iter().zip(&self.connector.readings).map(of).collect::<Result<Vec<_>>>()?;
        let mut used = self.used();
        for (entry, binding, when) in &bound {
            let spread = spread_columns(entry, binding);
            let is_free = |at: &usize| !entry.when.is_empty() && spread.contains(at);
            used.extend(binding.used().into_iter().filter(|at| !is_free(at)));
            used.extend(when.iter().flat_map(|t| &t.origins).filter_map(|o| o.column()));
        }
        let owned: BTreeSet<&str> = entries.iter().flat_map(Spread::columns).collect();
        self.shared = (0..self.bound.len()).filter(|at| !owned.contains(self.bound[*at].column.name)).collect();
        for (entry, binding, when) in bound {
            let columns = if entry.is_wild() {
                wild(entry, self.connector, header, &used)?
            } else {
                named(spread_columns(entry, &binding), header)
            };
            let Some(first) = binding.bound.iter().position(|b| b.column.name == entry.column) else { continue };
            if columns.is_empty() {
                continue;
            }
            self.present.extend(&binding.present);
            self.consumed.extend(&binding.consumed);
            if entry.only.is_some() {
                self.consumed.extend(columns.iter().flat_map(|c| &c.at));
            }
            let others = (0..binding.bound.len()).filter(|at| owned.contains(binding.bound[*at].column.name));
            let (constant, others) = others.filter(|at| *at != first).partition(|at| is_constant(&binding.bound[*at]));
            let own = [vec![first], others].concat();
            self.readings.push(Reading { place: binding.bound[first].index, binding, own, constant, columns, when });
        }
        self.contest();
        Ok(())
    }

    /// Marks the columns that several readings spread.
    fn contest(&mut self) {
        let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
        let all = self.readings.iter().flat_map(|r| &r.columns).flat_map(|c| &c.at);
        twice.extend(all.copied().filter(|at| !once.insert(*at)));
        for column in self.readings.iter_mut().flat_map(|r| &mut r.columns) {
            column.is_contested = column.at.iter().any(|at| twice.contains(at));
        }
    }

    /// Whether it spreads every column that is left, whatever its name.
    pub(super) fn is_wild(&self) -> bool {
        self.connector.record.spread.iter().any(|entry| entry.is_wild() && entry.only.is_none())
    }
}

/// Whether it says the same of all records.
fn is_constant(bound: &Bound) -> bool {
    let Mapping { list, split, compose, .. } = bound.mapping;
    let is_plain = list.is_none() && split.is_none() && compose.is_empty() && bound.original.is_none();
    let of_header = bound.origins.iter().all(|o| *o == Origin::SpreadHeader);
    is_plain && of_header && bound.column.kind == Kind::Text
}

/// The columns of a named entry.
fn spread_columns(entry: &Spread, binding: &Binding) -> Vec<usize> {
    let bound = binding.bound.iter().find(|b| b.column.name == entry.column);
    bound.into_iter().flat_map(|b| &b.origins).filter_map(|o: &Origin| o.column()).collect()
}

fn named(at: Vec<usize>, header: &Header) -> Vec<Spreading> {
    let name = at.first().map(|first| header.names[*first].clone());
    name.into_iter().map(|name| Spreading::new(at.clone(), name)).collect()
}

fn wild(entry: &Spread, connector: &Connector, header: &Header, used: &BTreeSet<usize>) -> Result<Vec<Spreading>> {
    let only = entry.only.as_ref().map(|p| p.of(connector)).transpose()?;
    let except: BTreeSet<usize> = entry.except.0.iter().filter_map(|name| header.find(name)).collect();
    let columns = header.names.iter().enumerate().filter(|(at, name)| {
        let is_left = !name.is_empty() && !used.contains(at) && !except.contains(at);
        is_left && only.is_none_or(|pattern| pattern.is_match(&normalise(name)))
    });
    Ok(columns.map(|(at, name)| Spreading::new(vec![at], name.clone())).collect())
}
