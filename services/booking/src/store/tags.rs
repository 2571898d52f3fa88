//! Stored names of contract enums, by their one wire form.

use chassis::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The stored name of a value whose JSON is a string.
#[must_use]
pub fn tag<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The value of a stored name.
///
/// # Errors
/// When the name is none of its values, which a check constraint prevents.
pub fn from_tag<T: DeserializeOwned>(column: &'static str, name: &str) -> Result<T, StoreError> {
    serde_json::from_value(Value::String(name.to_owned())).map_err(|_| unknown(column, name))
}

/// A stored value that the code does not know.
#[must_use]
pub fn unknown(column: &'static str, value: &str) -> StoreError {
    let text = format!("column {column} holds the unknown value {value}");
    StoreError(sqlx::Error::Decode(text.into()))
}
