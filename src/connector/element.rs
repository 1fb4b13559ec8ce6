//! Elements of a JSON document as a connector reads them: objects without nesting, and the samples of a series.

use serde_json::{Map, Value};

use super::Connector;
use super::flatten::Flatten;
use crate::diagnostic::Result;
use crate::reader::header::Header;
use crate::reader::{Cell, json};

/// Reads elements for one connector.
pub struct Elements<'c> {
    connector: &'c Connector,
    flatten: Option<Flatten>,
}

/// What one element holds.
pub struct Found<'v> {
    /// The objects that the program makes of it, else the element itself.
    pub objects: Vec<Map<String, Value>>,
    /// If it is a series, its samples: each of them is a record of each object.
    pub samples: Option<Vec<&'v [Value]>>,
}

impl<'c> Elements<'c> {
    /// Compiles the program of the connector.
    ///
    /// # Errors
    /// `E0116` when it does not compile.
    pub fn new(connector: &'c Connector) -> Result<Self> {
        let program = connector.read.flatten.as_deref();
        let flatten = program.map(|program| Flatten::new(&connector.id, program)).transpose()?;
        Ok(Elements { connector, flatten })
    }

    /// Reads one element; `Err` says why it is no record.
    pub fn read<'v>(&self, element: &'v Value) -> std::result::Result<Found<'v>, String> {
        let taken = self.connector.read.samples.as_ref().and_then(|samples| samples.take(element));
        let (rest, samples) = taken.map_or((None, None), |(rest, samples)| (Some(rest), Some(samples)));
        let element = rest.as_ref().unwrap_or(element);
        let objects = match (&self.flatten, element) {
            (Some(flatten), element) => flatten.run(element)?,
            (None, Value::Object(object)) => vec![object.clone()],
            (None, _) => return Err("the element is no object".into()),
        };
        Ok(Found { objects, samples })
    }

    /// Adds the columns of what was found to the names known so far.
    pub fn name(&self, found: &Found, names: &mut json::Names) {
        found.objects.iter().flat_map(Map::keys).for_each(|name| names.add(name));
        if found.samples.is_some() {
            self.parts().iter().for_each(|name| names.add(name));
        }
    }

    /// Hands the cells of each record to `take`, in the order of the header. Says how many there were.
    ///
    /// # Errors
    /// Those of `take`.
    pub fn records(
        &self,
        found: &Found,
        header: &Header,
        take: &mut dyn FnMut(Vec<Cell>) -> Result<()>,
    ) -> Result<usize> {
        let places: Vec<Option<usize>> =
            self.parts().iter().map(|part| header.names.iter().position(|name| name == part)).collect();
        let mut count = 0;
        for object in &found.objects {
            let field = |name: &String| object.get(name).map_or(Cell::Empty, json::cell);
            let Some(samples) = &found.samples else {
                take(header.names.iter().map(field).collect())?;
                count += 1;
                continue;
            };
            for sample in samples {
                let mut cells: Vec<Cell> = header.names.iter().map(field).collect();
                for (place, part) in places.iter().zip(*sample) {
                    place.into_iter().for_each(|at| cells[*at] = json::cell(part));
                }
                take(cells)?;
                count += 1;
            }
        }
        Ok(count)
    }

    fn parts(&self) -> &[String] {
        self.connector.read.samples.as_ref().map_or(&[], |samples| &samples.columns)
    }
}
