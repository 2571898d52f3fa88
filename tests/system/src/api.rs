//! Holds answers against the OpenAPI document that the program serves.

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// The document, and what did not fit into it.
#[derive(Debug)]
pub struct Api {
    document: Value,
    faults: Mutex<BTreeSet<String>>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// In capitals.
    pub method: String,
    /// With its parameters in braces.
    pub path: String,
    /// What it needs; `None` when the document does not say.
    pub permissions: Option<Value>,
    /// Its part of the document.
    pub about: Value,
}

impl Api {
    /// Of a served document.
    pub fn new(document: Value) -> Self {
        Self { document, faults: Mutex::default(), validators: Mutex::default() }
    }

    /// Every operation.
    pub fn operations(&self) -> Vec<Operation> {
        let paths = self.document["paths"].as_object().expect("the document has paths");
        let methods = ["get", "put", "post", "delete", "patch"];
        let mut all = Vec::new();
        for (path, item) in paths {
            for method in methods {
                let Some(about) = item.get(method) else { continue };
                all.push(Operation {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    permissions: about.get("x-permissions").cloned(),
                    about: about.clone(),
                });
            }
        }
        all
    }

    /// The document.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// Holds one answer against the document.
    pub fn check(&self, method: &str, target: &str, status: u16, kind: &str, body: &[u8]) {
        let path = target.split('?').next().unwrap_or_default();
        if !path.starts_with("/api/v1") {
            return;
        }
        let Some(template) = self.template(path) else {
            // Nobody promised anything about addresses that don't exist.
            if status != 404 {
                self.fault(format!("{method} {path} is not documented and answers {status}"));
            }
            return;
        };
        let about = &self.document["paths"][&template][method.to_lowercase()];
        if about.is_null() {
            if status != 405 {
                self.fault(format!("{method} {template} is not documented and answers {status}"));
            }
            return;
        }
        let response = &about["responses"][status.to_string()];
        if response.is_null() {
            self.fault(format!("{method} {template} answers {status}, undocumented"));
            return;
        }
        self.check_body(&format!("{method} {template} {status}"), response, kind, body);
    }

    fn check_body(&self, name: &str, response: &Value, kind: &str, body: &[u8]) {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let Some(content) = response["content"].as_object().filter(|c| !c.is_empty()) else {
            if !body.is_empty() {
                self.fault(format!("{name} has a body ({kind}), undocumented"));
            }
            return;
        };
        let Some(media) = content.get(kind) else {
            let known: Vec<_> = content.keys().collect();
            self.fault(format!("{name} is {kind:?}; documented are {known:?}"));
            return;
        };
        if !kind.ends_with("json") {
            return;
        }
        let schema = &media["schema"];
        if schema.is_null() {
            self.fault(format!("{name} ({kind}) has no schema"));
            return;
        }
        match serde_json::from_slice::<Value>(body) {
            Err(error) => self.fault(format!("{name} is no JSON: {error}")),
            Ok(value) => self.check_json(name, schema, &value),
        }
    }

    fn check_json(&self, name: &str, schema: &Value, value: &Value) {
        let validator = {
            let mut known = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
            let compiled = known.entry(schema.to_string());
            Arc::clone(compiled.or_insert_with(|| Arc::new(self.compile(schema))))
        };
        for error in validator.iter_errors(value).take(3) {
            let at = error.instance_path().to_string();
            self.fault(format!("{name} does not match its schema at {at:?}: {error}"));
        }
    }

    /// Only what is documented may be there.
    fn compile(&self, schema: &Value) -> Validator {
        let whole = json!({
            "allOf": [schema],
            "unevaluatedProperties": false,
            "components": self.document["components"],
        });
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&whole)
            .unwrap_or_else(|error| panic!("a schema of the document is broken: {error}"))
    }

    /// The documented path that an address belongs to; literal parts win over parameters.
    fn template(&self, path: &str) -> Option<String> {
        let asked: Vec<&str> = path.split('/').collect();
        let paths = self.document["paths"].as_object()?;
        let fits = |template: &&String| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == asked.len()
                && parts
                    .iter()
                    .zip(&asked)
                    .all(|(part, word)| part.starts_with('{') || part == word)
        };
        paths.keys().filter(fits).min_by_key(|template| template.matches('{').count()).cloned()
    }

    /// Notes something that is not as it should be.
    pub fn fault(&self, what: String) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).insert(what);
    }

    /// Ends the test with a list of what did not fit.
    ///
    /// # Panics
    /// When anything did not.
    pub fn assert_kept(&self) {
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let list: Vec<&str> = faults.iter().map(String::as_str).collect();
        assert!(list.is_empty(), "{} faults of the API:\n  {}", list.len(), list.join("\n  "));
    }
}
