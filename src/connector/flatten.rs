//! Runs the jq program of a connector over one JSON element at a time.
//!
//! `env`, `now` and the input functions are not there: a connector sees its element and nothing else.

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Val, read};
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Result};

/// A compiled jq program.
pub struct Flatten {
    filter: jaq_core::compile::Filter<jaq_core::Native<data::JustLut<Val>>>,
}

impl Flatten {
    /// Compiles a program.
    ///
    /// # Errors
    /// `E0116` when it does not parse or names an unknown function.
    pub fn new(connector: &str, program: &str) -> Result<Self> {
        let fault = |facts: Vec<String>| {
            let message = format!("connector `{connector}`: the jq program of `flatten` does not compile");
            Diagnostic { facts, ..Diagnostic::input("E0116", message) }
        };
        let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let closed = |name: &str| !matches!(name, "env" | "now" | "input" | "inputs");
        let funs =
            jaq_core::funs().chain(jaq_std::funs().filter(move |(name, ..)| closed(name))).chain(jaq_json::funs());
        let arena = Arena::default();
        let modules = Loader::new(defs)
            .load(&arena, File { code: program, path: () })
            .map_err(|errors| fault(errors.iter().map(|(_, e)| format!("{e:?}")).collect()))?;
        let filter = Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
            let unknown =
                errors.iter().flat_map(|(_, list)| list.iter().map(|(what, _)| format!("`{what}` is unknown")));
            fault(unknown.collect())
        })?;
        Ok(Flatten { filter })
    }

    /// The objects that the program makes of one element; `Err` holds what jq said.
    pub fn run(&self, element: &Value) -> std::result::Result<Vec<Map<String, Value>>, String> {
        let text = element.to_string();
        let input = read::parse_single(text.as_bytes()).map_err(|e| e.to_string())?;
        let context = Ctx::<data::JustLut<Val>>::new(&self.filter.lut, Vars::new([]));
        let mut objects = Vec::new();
        for output in self.filter.id.run((context, input)).map(unwrap_valr) {
            let value = output.map_err(|e| e.to_string())?;
            match serde_json::from_str(&value.to_string()) {
                Ok(Value::Object(object)) => objects.push(object),
                _ => return Err(format!("the program gave `{value}`, not an object")),
            }
        }
        Ok(objects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_element_may_become_several_objects() {
        let flatten = Flatten::new("test", ".items[] as $i | {id, item: $i}").expect("it compiles");
        let element = serde_json::json!({"id": 7, "items": ["a", "b"]});
        let objects = flatten.run(&element).expect("it runs");
        assert_eq!(serde_json::to_string(&objects).expect("plain"), r#"[{"id":7,"item":"a"},{"id":7,"item":"b"}]"#);
        assert!(flatten.run(&serde_json::json!(3)).is_err());
    }

    #[test]
    fn a_program_sees_neither_environment_nor_clock() {
        for program in ["env", "now", "input"] {
            assert_eq!(Flatten::new("test", program).err().map(|e| e.code), Some("E0116"), "{program}");
        }
    }
}
