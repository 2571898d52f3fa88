//! Who we are to push services: a signed claim (RFC 8292).

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::TimeDelta;
use kernel::Instant;
use zeroize::Zeroizing;

/// How long a claim is good; services refuse more than 24 hours.
const GOOD_FOR: TimeDelta = TimeDelta::hours(12);

/// The platform's key pair. Cheap to clone it is not; keep it behind an `Arc`.
pub struct VapidKey(EcdsaKeyPair);

impl VapidKey {
    /// A fresh key pair as PKCS #8.
    ///
    /// # Errors
    /// Never in practice: when the library has no chance.
    pub fn generate() -> Result<Zeroizing<Vec<u8>>, Unspecified> {
        let key =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
        Ok(Zeroizing::new(key.as_ref().to_vec()))
    }

    /// Reads a key pair.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(pkcs8: &[u8]) -> Result<Self, Unspecified> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)
            .map(Self)
            .map_err(|_| Unspecified)
    }

    /// The public key as browsers want it: an uncompressed point.
    #[must_use]
    pub fn public(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// The header `Authorization` for an origin (`https://fcm.googleapis.com`).
    ///
    /// # Errors
    /// Never in practice: when the library has no chance.
    pub fn authorization(
        &self,
        origin: &str,
        contact: &str,
        now: Instant,
    ) -> Result<String, Unspecified> {
        let claims = serde_json::json!({
            "aud": origin, "exp": (now + GOOD_FOR).timestamp(), "sub": contact,
        });
        let head = BASE64.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let signed = format!("{head}.{}", BASE64.encode(claims.to_string()));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes())?;
        let (signature, key) = (BASE64.encode(signature.as_ref()), BASE64.encode(self.public()));
        Ok(format!("vapid t={signed}.{signature}, k={key}"))
    }
}

#[cfg(test)]
mod tests {
    use super::VapidKey;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

    #[test]
    fn the_claim_is_signed_for_the_origin_and_soon_over() {
        let key = VapidKey::read(&VapidKey::generate().unwrap()).unwrap();
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        let header = key.authorization("https://push.example", "mailto:a@b.c", now).unwrap();
        let (token, public) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let public = BASE64.decode(public).unwrap();
        assert_eq!((public.len(), public[0]), (65, 4));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = BASE64.decode(signature).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public)
            .verify(signed.as_bytes(), &signature)
            .unwrap();
        let claims = BASE64.decode(signed.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(
            (&claims["aud"], &claims["sub"]),
            (&"https://push.example".into(), &"mailto:a@b.c".into())
        );
        assert_eq!(claims["exp"], now.timestamp() + 12 * 3_600);
    }
}
