//! Runs the jq program of a connector over one JSON element at a time.
//!
//! `env`, `now` and the input functions are not there: a connector sees its element and nothing else.

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Num, Val};
use serde_json::{Map, Number, Value};

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
        let context = Ctx::<data::JustLut<Val>>::new(&self.filter.lut, Vars::new([]));
        let mut objects = Vec::new();
        for output in self.filter.id.run((context, to_jq(element))).map(unwrap_valr) {
            let value = output.map_err(|e| e.to_string())?;
            match of_jq(&value) {
                Some(Value::Object(object)) => objects.push(object),
                _ => return Err(format!("the program gave `{value}`, not an object")),
            }
        }
        Ok(objects)
    }
}

/// A value for jq; without the way over text, which takes longer than most programs.
fn to_jq(value: &Value) -> Val {
    match value {
        Value::Null => Val::Null,
        Value::Bool(truth) => Val::Bool(*truth),
        Value::Number(number) => Val::Num(match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => Num::from_integral(whole),
            (None, Some(whole)) => Num::from_integral(whole),
            (None, None) => Num::Float(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Value::String(text) => Val::utf8_str(text.clone()),
        Value::Array(items) => items.iter().map(to_jq).collect(),
        Value::Object(fields) => {
            Val::obj(fields.iter().map(|(name, value)| (Val::utf8_str(name.clone()), to_jq(value))).collect())
        }
    }
}

/// A value of jq; none where JSON has no such value (a key that is no text).
fn of_jq(value: &Val) -> Option<Value> {
    Some(match value {
        Val::Null => Value::Null,
        Val::Bool(truth) => Value::Bool(*truth),
        Val::Num(Num::Int(whole)) => Value::from(*whole),
        // As jq writes it: JSON has no sign for what is no number.
        Val::Num(Num::Float(number)) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Val::Num(other) => serde_json::from_str(&other.to_string()).ok()?,
        Val::TStr(text) | Val::BStr(text) => Value::String(String::from_utf8_lossy(text).into_owned()),
        Val::Arr(items) => Value::Array(items.iter().map(of_jq).collect::<Option<_>>()?),
        Val::Obj(fields) => {
            let field = |(name, value): (&Val, &Val)| match of_jq(name)? {
                Value::String(name) => Some((name, of_jq(value)?)),
                _ => None,
            };
            Value::Object(fields.iter().map(field).collect::<Option<_>>()?)
        }
    })
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
    fn values_go_through_a_program_unchanged() {
        let flatten = Flatten::new("test", ".").expect("it compiles");
        let element = serde_json::json!({"null": null, "yes": true, "whole": -7, "id": 9_007_199_254_740_993_i64,
            "large": u64::MAX, "number": 0.1, "글": "가\n\"나\"", "list": [1, [2.5, {}]]});
        assert_eq!(flatten.run(&element), Ok(vec![element.as_object().cloned().expect("an object")]));
        let none = Flatten::new("test", "{a: nan, b: infinite}").expect("it compiles").run(&element).expect("it runs");
        assert_eq!(serde_json::to_string(&none).expect("plain"), r#"[{"a":null,"b":null}]"#);
    }

    #[test]
    fn a_program_sees_neither_environment_nor_clock() {
        for program in ["env", "now", "input"] {
            assert_eq!(Flatten::new("test", program).err().map(|e| e.code), Some("E0116"), "{program}");
        }
    }
}
