//! Wide records: what their readings share is filled once, then each column that is spread gives a row of its own.

use crate::connector::wide::{Reading, Spreading};
use crate::reader::Cell;

use super::fill::Record;
use super::{Clock, Draft, Filled, Mapper, Noted, Value, finish};

impl Mapper<'_> {
    /// The rows of a wide record: one per column that is spread and filled.
    pub(super) fn spread(&mut self, cells: &[Cell], clock: Clock) -> Filled<Vec<Vec<Value>>> {
        let Mapper { binding, scrubbed, unmapped, surroundings, width, .. } = self;
        let record = Record::new(binding, *surroundings, cells);
        let mut noted = Noted { scrubbed, unmapped };
        let mut shared = Draft::new(*width);
        for at in &binding.shared {
            record.fill(&binding.bound[*at], clock, &mut noted, &mut shared)?;
        }
        let (mut rows, mut taken) = (Vec::new(), Vec::new());
        for reading in &binding.readings {
            if !reading.when.iter().all(|t| t.holds(&|origin| record.text(origin))) {
                continue;
            }
            for column in &reading.columns {
                if column.is_contested && column.at.iter().any(|at| taken.contains(at)) {
                    continue;
                }
                if column.is_contested {
                    taken.extend(&column.at);
                }
                let record = record.spreading(spread(column));
                if let Some(draft) = fill((reading, column), &record, clock, &mut noted, &shared)? {
                    rows.extend(finish(&reading.binding, surroundings.zone, draft)?);
                }
            }
        }
        Ok(rows)
    }
}

fn spread(column: &Spreading) -> Option<(usize, &str)> {
    column.at.first().map(|at| (*at, column.header.as_str()))
}

/// The row of one column; none where its cell is blank.
fn fill(
    (reading, column): (&Reading, &Spreading),
    record: &Record,
    clock: Clock,
    noted: &mut Noted,
    shared: &Draft,
) -> Filled<Option<Draft>> {
    let mut draft = shared.clone();
    for at in &reading.own {
        record.fill(&reading.binding.bound[*at], clock, noted, &mut draft)?;
        // The cell that is spread is the first of them.
        if draft.values[reading.place].is_null() {
            return Ok(None);
        }
    }
    if column.constants.get().is_none() {
        for at in &reading.constant {
            record.fill(&reading.binding.bound[*at], clock, noted, &mut draft)?;
        }
        let places = reading.constant.iter().map(|at| reading.binding.bound[*at].index);
        column.constants.get_or_init(|| places.map(|place| (place, draft.values[place].clone())).collect());
    }
    for (place, value) in column.constants.get().into_iter().flatten() {
        draft.values[*place].clone_from(value);
    }
    record.complete(&reading.binding, &mut draft)?;
    Ok(Some(draft))
}
