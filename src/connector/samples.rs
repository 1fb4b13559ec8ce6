//! Series of JSON: an element that holds an array of samples, such as `[time, value]`, beside what is true of all of
//! them. The jq program gets the element with the array empty, so that it runs once a series and not once a sample.

use serde::Deserialize;
use serde_json::Value;

use super::OneOrMany;

/// Where the samples of an element stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Samples {
    /// Fields that may hold the array of samples; the first that does counts. An element without any is a record as
    /// every other.
    pub from: OneOrMany,
    /// Columns that the parts of a sample become. They stand beside those of the object that the program makes.
    pub columns: Vec<String>,
}

impl Samples {
    /// The element with its samples gone, and the samples; none if it holds no array of them. An array that holds no
    /// arrays is one sample.
    pub fn take<'v>(&self, element: &'v Value) -> Option<(Value, Vec<&'v [Value]>)> {
        let fields = element.as_object()?;
        let (name, array) = self.from.0.iter().find_map(|name| Some((name, fields.get(name)?.as_array()?)))?;
        let rest = fields.iter().map(|(field, value)| {
            let value = if field == name { Value::Array(Vec::new()) } else { value.clone() };
            (field.clone(), value)
        });
        let rest = Value::Object(rest.collect());
        let is_one = !array.is_empty() && !array.iter().any(Value::is_array);
        let part = |item: &'v Value| item.as_array().map_or(std::slice::from_ref(item), Vec::as_slice);
        let samples = if is_one { vec![array.as_slice()] } else { array.iter().map(part).collect() };
        Some((rest, samples))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_element_is_parted_into_what_is_said_once_and_its_samples() {
        let samples: Samples = toml::from_str(
            r#"from = ["values", "value"]
            columns = ["ts", "value"]"#,
        )
        .expect("it parses");
        let taken = |element: &Value| {
            samples.take(element).map(|(rest, samples)| (rest, samples.iter().map(|s| s.to_vec()).collect::<Vec<_>>()))
        };
        let (rest, many) =
            (json!({"metric": {}, "values": []}), vec![vec![json!(1), json!("2")], vec![json!(3), json!("4")]]);
        assert_eq!(taken(&json!({"metric": {}, "values": [[1, "2"], [3, "4"]]})), Some((rest.clone(), many)));
        let one = vec![vec![json!(1), json!("2")]];
        assert_eq!(
            taken(&json!({"metric": {}, "value": [1, "2"]})),
            Some((json!({"metric": {}, "value": []}), one)),
            "an instant query"
        );
        assert_eq!(taken(&json!({"metric": {}, "values": []})), Some((rest, Vec::new())));
        assert_eq!(taken(&json!({"metric": {}, "values": null})), None);
        assert_eq!(taken(&json!([1, "2"])), None);
    }
}
