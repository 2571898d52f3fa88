//! Bodies that the document itself shows to be right: its examples, and the required rest.

use super::api::{Api, Operation};
use super::fresh_id;
use serde_json::{Map, Value, json};

impl Api {
    /// A body for an operation: `None` when it takes none, or none in JSON.
    pub fn sample_body(&self, operation: &Operation) -> Option<Value> {
        let content = &operation.about["requestBody"]["content"]["application/json"];
        (!content.is_null()).then(|| self.sample(&content["schema"]))
    }

    fn sample(&self, schema: &Value) -> Value {
        let schema = self.resolved(schema);
        if let Some(example) = schema.get("example") {
            return example.clone();
        }
        if let Some(first) = schema["examples"].get(0) {
            return first.clone();
        }
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let good = choices.iter().find(|choice| choice["type"] != "null");
            return good.map_or(Value::Null, |choice| self.sample(choice));
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                if let Value::Object(fields) = self.sample(part) {
                    whole.extend(fields);
                }
            }
            return Value::Object(whole);
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str());
        match kind {
            Some("object") => self.sample_object(schema),
            Some("array") => json!([self.sample(&schema["items"])]),
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
            Some("boolean") => json!(true),
            Some("string") => match schema["format"].as_str() {
                Some("uuid") => json!(fresh_id()),
                Some("date-time") => json!("2099-01-01T10:00:00Z"),
                Some("date") => json!("2099-01-01"),
                _ => json!("نص"),
            },
            _ => json!({}),
        }
    }

    fn sample_object(&self, schema: &Value) -> Value {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let fields = required.iter().filter_map(Value::as_str);
        let whole: Map<String, Value> = fields
            .map(|name| (name.to_owned(), self.sample(&schema["properties"][name])))
            .collect();
        Value::Object(whole)
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let Some(pointer) = schema["$ref"].as_str() else { return schema };
        let target = self.document().pointer(pointer.trim_start_matches('#'));
        self.resolved(target.expect("references lead somewhere"))
    }
}
