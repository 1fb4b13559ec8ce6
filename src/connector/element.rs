//! Elements of a JSON document as a connector reads them: objects without nesting, and the samples of a series.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::Connector;
use super::flatten::Flatten;
use crate::diagnostic::Result;
use crate::reader::header::Header;
use crate::reader::{Cell, json};

type Objects = Rc<Vec<Map<String, Value>>>;

/// Series whose objects are remembered at a time.
const REMEMBERED: usize = 10_000;

/// Reads elements for one connector.
pub struct Elements<'c> {
    connector: &'c Connector,
    flatten: Option<Flatten>,
    /// What the program made of what samples have in common: their lines come mixed, and it is the same each time.
    known: RefCell<HashMap<String, Objects>>,
}

/// What one element holds.
pub struct Found<'v> {
    /// The objects that the program makes of it, else the element itself.
    pub objects: Objects,
    /// If it is a series, its samples: each of them is a record of each object.
    pub samples: Option<Vec<Vec<&'v Value>>>,
}

impl<'c> Elements<'c> {
    /// Compiles the program of the connector.
    ///
    /// # Errors
    /// `E0116` when it does not compile.
    pub fn new(connector: &'c Connector) -> Result<Self> {
        let program = connector.read.flatten.as_deref();
        let flatten = program.map(|program| Flatten::new(&connector.id, program)).transpose()?;
        Ok(Elements { connector, flatten, known: RefCell::default() })
    }

    /// Reads one element; `Err` says why it is no record.
    pub fn read<'v>(&self, element: &'v Value) -> std::result::Result<Found<'v>, String> {
        let Some(parted) = self.connector.read.samples.as_ref().and_then(|samples| samples.part(element)) else {
            return Ok(Found { objects: self.objects(element)?, samples: None });
        };
        let key = parted.common.to_string();
        let known = self.known.borrow().get(&key).cloned();
        let objects = match known {
            Some(objects) => objects,
            None => {
                let objects = self.objects(&parted.common)?;
                let mut known = self.known.borrow_mut();
                if known.len() >= REMEMBERED {
                    known.clear();
                }
                known.insert(key, objects.clone());
                objects
            }
        };
        Ok(Found { objects, samples: Some(parted.samples) })
    }

    fn objects(&self, element: &Value) -> std::result::Result<Objects, String> {
        match (&self.flatten, element) {
            (Some(flatten), element) => flatten.run(element).map(Rc::new),
            (None, Value::Object(object)) => Ok(Rc::new(vec![object.clone()])),
            (None, _) => Err("the element is no object".into()),
        }
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
        for object in found.objects.iter() {
            let field = |name: &String| object.get(name).map_or(Cell::Empty, json::cell);
            let Some(samples) = &found.samples else {
                take(header.names.iter().map(field).collect())?;
                count += 1;
                continue;
            };
            for sample in samples {
                let mut cells: Vec<Cell> = header.names.iter().map(field).collect();
                for (place, part) in places.iter().zip(sample) {
                    if let Some(at) = place {
                        cells[*at] = json::cell(part);
                    }
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
