//! The OpenAPI document of the whole platform, made without a database.

use super::{Engines, Platform, Selection};
use anyhow::Context;
use chassis::Settings;
use chassis::config::Secret;
use gateway::{Upstream, document};

/// The document as pretty JSON, with a neutral server address.
///
/// # Errors
/// When a service can't be assembled.
pub fn openapi() -> anyhow::Result<String> {
    let settings = Settings {
        // Pools connect when they are used, and nobody uses them here.
        database_url: Secret::new("postgres://nobody@localhost/nothing"),
        ..Settings::default()
    };
    let platform = Platform::assemble(Engines::nowhere(settings)?, Selection::default())?;
    let upstreams: Vec<Upstream> = platform.into_routers().map(Upstream::here).collect();
    // Through a value, whose keys are sorted: extensions come in any order otherwise.
    let document = serde_json::to_value(document(&upstreams, "/"));
    let text = document.and_then(|document| serde_json::to_string_pretty(&document));
    text.context("the document can't be written as JSON")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use std::collections::BTreeSet;

    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str));
                map.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[tokio::test]
    async fn everything_the_document_refers_to_is_in_it() {
        let document: Value = serde_json::from_str(&super::openapi().unwrap()).unwrap();
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 100, "only {} references were found", found.len());
        let lost: Vec<_> = found
            .into_iter()
            .filter(|reference| document.pointer(reference.trim_start_matches('#')).is_none())
            .collect();
        assert_eq!(lost, [""; 0]);
    }
}
