//! The text form of an encrypted value.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef, Postgres};
use std::fmt;
use uuid::Uuid;

const VERSION: &str = "osta1";
/// A nonce and a tag: what even an empty text takes.
const SHORTEST: usize = 12 + 16;

/// An encrypted value: `osta1.<data key id>.<base64url(nonce | ciphertext | tag)>`.
///
/// It goes into a `text` column and into JSON as it is; its `Debug` shows only the key.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sealed {
    text: String,
    key: Uuid,
}

/// A text has not the form of a [`Sealed`].
#[derive(Debug, thiserror::Error)]
#[error("not a sealed text: expected osta1.<key id>.<base64url>")]
pub struct SealedError;

impl Sealed {
    pub(super) fn from_parts(key: Uuid, body: &[u8]) -> Self {
        Self { text: format!("{VERSION}.{key}.{}", URL_SAFE_NO_PAD.encode(body)), key }
    }

    /// Reads the text form. Whether it opens is not known before [`super::Keyring::open`].
    ///
    /// # Errors
    /// When the text has another form.
    pub fn parse(text: impl Into<String>) -> Result<Self, SealedError> {
        let text = text.into();
        let mut parts = text.splitn(3, '.');
        let (version, key, body) = (parts.next(), parts.next(), parts.next());
        if version != Some(VERSION) {
            return Err(SealedError);
        }
        let key = key.and_then(|k| Uuid::try_parse(k).ok()).ok_or(SealedError)?;
        match body.and_then(|b| URL_SAFE_NO_PAD.decode(b).ok()) {
            Some(body) if body.len() >= SHORTEST => Ok(Self { text, key }),
            _ => Err(SealedError),
        }
    }

    /// The text form, as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The data key that sealed it.
    #[must_use]
    pub fn key_id(&self) -> Uuid {
        self.key
    }

    pub(super) fn body(&self) -> Result<Vec<u8>, SealedError> {
        let encoded = self.text.rsplit('.').next().ok_or(SealedError)?;
        URL_SAFE_NO_PAD.decode(encoded).map_err(|_| SealedError)
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({VERSION}.{}.…)", self.key)
    }
}

impl TryFrom<String> for Sealed {
    type Error = SealedError;

    fn try_from(text: String) -> Result<Self, SealedError> {
        Self::parse(text)
    }
}

impl From<Sealed> for String {
    fn from(sealed: Sealed) -> Self {
        sealed.text
    }
}

impl sqlx::Type<Postgres> for Sealed {
    fn type_info() -> PgTypeInfo {
        <String as sqlx::Type<Postgres>>::type_info()
    }

    fn compatible(ty: &PgTypeInfo) -> bool {
        <String as sqlx::Type<Postgres>>::compatible(ty)
    }
}

impl sqlx::Encode<'_, Postgres> for Sealed {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <&str as sqlx::Encode<'_, Postgres>>::encode(&self.text, buffer)
    }
}

impl sqlx::Decode<'_, Postgres> for Sealed {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let text = <String as sqlx::Decode<'_, Postgres>>::decode(value)?;
        Ok(Self::parse(text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Sealed;
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn the_text_form_survives_parsing_and_json() {
        let sealed = Sealed::from_parts(Uuid::from_u128(7), &[9; 40]);
        assert_eq!(Sealed::parse(sealed.as_str()).unwrap(), sealed);
        let json = serde_json::to_string(&sealed).unwrap();
        assert_eq!(serde_json::from_str::<Sealed>(&json).unwrap(), sealed);
        assert_eq!(sealed.body().unwrap(), [9; 40]);
        assert!(sealed.as_str().starts_with("osta1.00000000-0000-0000-0000-000000000007."));
    }

    #[test]
    fn debug_does_not_show_the_ciphertext() {
        let sealed = Sealed::from_parts(Uuid::from_u128(7), &[9; 40]);
        let body = sealed.as_str().rsplit('.').next().unwrap();
        assert!(!format!("{sealed:?}").contains(body));
    }

    #[test]
    fn other_forms_are_refused() {
        let id = Uuid::from_u128(7);
        for text in [
            String::new(),
            "osta1".into(),
            format!("osta2.{id}.{}", "A".repeat(60)),
            format!("osta1.{id}.{}", "A".repeat(10)),
            format!("osta1.{id}.{}.x", "A".repeat(60)),
            format!("osta1.{id}.{}", "=".repeat(60)),
            format!("osta1.7.{}", "A".repeat(60)),
        ] {
            assert!(Sealed::parse(text).is_err());
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = Sealed::parse(text);
        }
    }
}
