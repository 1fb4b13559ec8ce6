//! Series of JSON: an element that holds an array of samples, such as `[time, value]`, beside what is true of all of
//! them; or elements that are samples themselves and differ from each other in few fields. The jq program gets what
//! they have in common, so that it runs once a series and not once a sample.

use serde::Deserialize;
use serde_json::Value;

use super::OneOrMany;

/// Where the samples of an element stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Samples {
    /// Fields that may hold the array of samples; the first that does counts, and the program sees it empty. Left out:
    /// the element itself is a sample, and the program sees nothing in its `columns`. An element of which neither is
    /// true is a record as every other.
    #[serde(default)]
    pub from: OneOrMany,
    /// Columns that the parts of a sample become. They stand beside those of the object that the program makes.
    pub columns: Vec<String>,
}

/// An element, parted.
#[derive(Debug, PartialEq)]
pub struct Parted<'v> {
    /// What its samples have in common.
    pub common: Value,
    /// The parts of each sample, in the order of the columns.
    pub samples: Vec<Vec<&'v Value>>,
}

impl Samples {
    /// Parts an element from its samples; none if it has no samples. An array that holds no arrays is one sample.
    pub fn part<'v>(&self, element: &'v Value) -> Option<Parted<'v>> {
        let fields = element.as_object()?;
        let without = |gone: &dyn Fn(&String) -> Option<Value>| {
            let kept = |(name, value): (&String, &Value)| (name.clone(), gone(name).unwrap_or_else(|| value.clone()));
            Value::Object(fields.iter().map(kept).collect())
        };
        if self.from.0.is_empty() {
            let sample: Vec<&Value> = self.columns.iter().map(|c| fields.get(c).unwrap_or(&Value::Null)).collect();
            let is_sample = self.columns.iter().any(|c| fields.contains_key(c));
            let common = || without(&|name| self.columns.contains(name).then_some(Value::Null));
            return is_sample.then(|| Parted { common: common(), samples: vec![sample] });
        }
        let (field, array) = self.from.0.iter().find_map(|name| Some((name, fields.get(name)?.as_array()?)))?;
        let is_one = !array.is_empty() && !array.iter().any(Value::is_array);
        let parts = |item: &'v Value| item.as_array().map_or_else(|| vec![item], |parts| parts.iter().collect());
        let samples = if is_one { vec![array.iter().collect()] } else { array.iter().map(parts).collect() };
        Some(Parted { common: without(&|name| (name == field).then(|| Value::Array(Vec::new()))), samples })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn samples(text: &str) -> Samples {
        toml::from_str(text).expect("it parses")
    }

    #[test]
    fn an_element_is_parted_from_the_array_of_its_samples() {
        let samples = samples("from = ['values', 'value']\ncolumns = ['ts', 'value']");
        let one = [json!(1), json!("2")];
        let two = [json!(3), json!("4")];
        let element = json!({"metric": {}, "values": [one, two]});
        let many = vec![one.iter().collect(), two.iter().collect()];
        assert_eq!(samples.part(&element), Some(Parted { common: json!({"metric": {}, "values": []}), samples: many }));
        let element = json!({"value": one});
        let common = json!({"value": []});
        assert_eq!(
            samples.part(&element),
            Some(Parted { common, samples: vec![one.iter().collect()] }),
            "an instant query"
        );
        let common = json!({"values": []});
        assert_eq!(samples.part(&json!({"values": []})), Some(Parted { common, samples: Vec::new() }));
        assert_eq!(samples.part(&json!({"metric": {}, "values": null})), None);
        assert_eq!(samples.part(&json!([1, "2"])), None);
    }

    #[test]
    fn an_element_that_is_a_sample_is_parted_from_its_fields() {
        let samples = samples("columns = ['clock', 'value']");
        let element = json!({"host": "a", "clock": 1});
        let (common, clock) = (json!({"host": "a", "clock": null}), json!(1));
        assert_eq!(samples.part(&element), Some(Parted { common, samples: vec![vec![&clock, &Value::Null]] }));
        assert_eq!(samples.part(&json!({"host": "a"})), None);
    }
}
