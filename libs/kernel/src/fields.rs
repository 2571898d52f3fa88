//! Collecting what is wrong with a request, field by field, so that a person sees all of it at once.

use crate::error::{ErrorClass, Fault};
use crate::lang::Localized;
use std::fmt;

/// One wrong field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The JSON path of the field: `address.pin.lat`, `items[2].quantity`.
    pub field: String,
    /// The stable code: `required`, `too_long`, `phone.not_egyptian_mobile`.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub text: Localized,
}

/// Why a single value was refused. Every `parse` of the kernel fails with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The stable code.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub text: Localized,
}

impl Invalid {
    /// A refusal with its two texts.
    pub fn new(code: &'static str, ar: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, text: Localized::new(ar, en) }
    }

    /// The value is missing.
    #[must_use]
    pub fn required() -> Self {
        Self::new("required", "هذه الخانة مطلوبة.", "This field is required.")
    }

    /// This refusal as the error of the field `field`.
    pub fn at(self, field: impl Into<String>) -> FieldError {
        FieldError { field: field.into(), code: self.code, text: self.text }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text.en)
    }
}

impl std::error::Error for Invalid {}

/// Collects wrong fields while a request is parsed.
///
/// ```
/// use kernel::{Fields, Invalid};
/// let mut fields = Fields::new();
/// let name = fields.take("name", Err::<String, _>(Invalid::required()));
/// assert!(name.is_none());
/// assert_eq!(fields.finish().unwrap_err().0[0].field, "name");
/// ```
#[derive(Debug, Default)]
pub struct Fields(Vec<FieldError>);

impl Fields {
    /// Nothing wrong yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps the value, or notes why the field was refused.
    pub fn take<T>(&mut self, field: impl Into<String>, value: Result<T, Invalid>) -> Option<T> {
        value.map_err(|invalid| self.0.push(invalid.at(field))).ok()
    }

    /// Notes that a field is wrong.
    pub fn refuse(&mut self, field: impl Into<String>, invalid: Invalid) {
        self.0.push(invalid.at(field));
    }

    /// Notes that a field is wrong unless `ok`.
    pub fn check(&mut self, ok: bool, field: impl Into<String>, invalid: impl FnOnce() -> Invalid) {
        if !ok {
            self.0.push(invalid().at(field));
        }
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// [`InvalidFields`] when any field was refused.
    pub fn finish(self) -> Result<(), InvalidFields> {
        if self.0.is_empty() { Ok(()) } else { Err(InvalidFields(self.0)) }
    }

    /// Ends the collection with a failure, for the branch where a needed value is missing.
    #[must_use]
    pub fn into_error(self) -> InvalidFields {
        InvalidFields(self.0)
    }
}

/// A request with wrong fields: `422 invalid_fields`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFields(pub Vec<FieldError>);

impl InvalidFields {
    /// A request with one wrong field.
    pub fn one(field: impl Into<String>, invalid: Invalid) -> Self {
        Self(vec![invalid.at(field)])
    }
}

impl fmt::Display for InvalidFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid fields:")?;
        self.0.iter().try_for_each(|e| write!(f, " {} ({})", e.field, e.code))
    }
}

impl std::error::Error for InvalidFields {}

impl Fault for InvalidFields {
    fn class(&self) -> ErrorClass {
        ErrorClass::Invalid
    }
    fn code(&self) -> &'static str {
        "invalid_fields"
    }
    fn text(&self) -> Localized {
        Localized::new(
            "بعض البيانات غير صحيحة. راجع الخانات المحددة وحاول مرة أخرى.",
            "Some fields are not right. Check the marked ones and try again.",
        )
    }
    fn fields(&self) -> Vec<FieldError> {
        self.0.clone()
    }
}
