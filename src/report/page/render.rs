//! The templates: pages are escaped by default, and what is missing from the data is a fault, not a blank.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

use super::Page;
use crate::cells::grouped_count;
use crate::diagnostic::{self, Diagnostic};
use crate::report::both::{Both, anchor, escaped, with_code};

const TEMPLATES: [(&str, &str); 7] = [
    ("page", include_str!("page.html")),
    ("macros", include_str!("macros.html")),
    ("month", include_str!("month.html")),
    ("events", include_str!("events.html")),
    ("table", include_str!("table.html")),
    ("part", include_str!("part.html")),
    ("back", include_str!("back.html")),
];
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The bytes of the page.
pub fn page(page: &Page) -> diagnostic::Result<Vec<u8>> {
    let fault = |e: Error| Diagnostic::internal("E0903", format!("cannot write report.html: {e:#}"));
    let environment = environment().map_err(fault)?;
    let text = environment.get_template("page").and_then(|t| t.render(Value::from(Serde(page)))).map_err(fault)?;
    Ok(text.into_bytes())
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(|out, _, value| {
        let text = value.to_string();
        let written = if value.is_safe() { out.write_str(&text) } else { out.write_str(&escaped(&text)) };
        written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the page does not take more text"))
    });
    environment.add_filter("t", |value: Value| Ok::<_, Error>(marked(&both(&value)?)));
    environment.add_function("t", |ko: String, en: String| marked(&Both { ko, en }));
    // What a name brings along stays text: definitions and messages alone are written with backticks.
    environment.add_filter("code", |value: Value| -> Result<Value, Error> {
        let written = match value.as_str() {
            Some(text) => with_code(text),
            None => both(&value)?.marked_with_code(),
        };
        Ok(Value::from_safe_string(written))
    });
    environment.add_filter("grouped", grouped_count);
    environment.add_filter("anchor", |id: String| anchor(&id));
    environment.add_global("style", Value::from_safe_string(STYLE.to_string()));
    environment.add_global("script", Value::from_safe_string(SCRIPT.to_string()));
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

fn both(value: &Value) -> Result<Both, Error> {
    let said = |lang: &str| Ok::<_, Error>(value.get_attr(lang)?.as_str().unwrap_or_default().to_string());
    Ok(Both { ko: said("ko")?, en: said("en")? })
}

fn marked(both: &Both) -> Value {
    Value::from_safe_string(both.marked("span"))
}
