//! Secrets and signatures, as the Standard Webhooks specification has them: `v1,` and the base64 of
//! HMAC-SHA256 over `id.timestamp.body`.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// What every secret begins with.
pub const PREFIX: &str = "whsec_";
/// How many random bytes a secret has.
pub const LENGTH: usize = 32;

/// A secret as its owner gets it.
#[must_use]
pub fn secret(random: &[u8; LENGTH]) -> Zeroizing<String> {
    Zeroizing::new(format!("{PREFIX}{}", STANDARD.encode(random)))
}

/// The signature of a message with one secret; none when it is no secret.
#[must_use]
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let key = Zeroizing::new(STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?);
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let mut context = hmac::Context::with_key(&key);
    context.update(format!("{id}.{timestamp}.").as_bytes());
    context.update(body);
    Some(format!("v1,{}", STANDARD.encode(context.sign().as_ref())))
}

#[cfg(test)]
mod tests {
    use super::{secret, sign};

    #[test]
    fn the_published_example_has_its_published_signature() {
        // The example that the specification's reference libraries are tested with.
        let signed = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signed.as_deref(), Some(expected));
    }

    #[test]
    fn id_time_and_body_are_all_signed() {
        let key = secret(&[7; 32]);
        let of = |id, at, body: &[u8]| sign(&key, id, at, body).unwrap();
        let one = of("msg_1", 1, b"{}");
        assert_eq!(one, of("msg_1", 1, b"{}"));
        for other in [of("msg_2", 1, b"{}"), of("msg_1", 2, b"{}"), of("msg_1", 1, b"[]")] {
            assert_ne!(one, other);
        }
        assert_eq!(sign("whsec_???", "msg_1", 1, b"{}"), None);
        assert_eq!(sign("secret", "msg_1", 1, b"{}"), None);
    }
}
