//! Encryption of push messages: RFC 8291 over the content coding `aes128gcm` of RFC 8188, one
//! record.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};

/// Length of an uncompressed point of P-256.
pub(crate) const POINT: usize = 65;
/// Length of a subscription's secret.
pub(crate) const SECRET: usize = 16;
/// Size of the one record, as the header tells it.
const RECORD: u32 = 4_096;
/// What marks the last record (RFC 8188 §2).
const LAST: u8 = 2;

/// The keys of a subscription.
#[derive(Clone)]
pub(crate) struct Keys {
    /// The browser's public key.
    pub p256dh: [u8; POINT],
    /// The secret it shares with us.
    pub auth: [u8; SECRET],
}

/// Encrypts `plain` for a subscription with a fresh key pair. The library's own chance is used:
/// a seeded world would repeat keys.
pub(super) fn encrypt(keys: &Keys, plain: &[u8], salt: [u8; 16]) -> Result<Vec<u8>, Unspecified> {
    seal(keys, plain, &PrivateKey::generate(&ECDH_P256)?, salt)
}

fn seal(
    keys: &Keys,
    plain: &[u8],
    own: &PrivateKey,
    salt: [u8; 16],
) -> Result<Vec<u8>, Unspecified> {
    let public = own.compute_public_key()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, keys.p256dh);
    let (key, nonce) =
        agree(own, theirs, Unspecified, |shared| derive(shared, keys, public.as_ref(), &salt))?;
    let mut body = plain.to_vec();
    body.push(LAST);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut body)?;
    let mut message = salt.to_vec();
    message.extend(RECORD.to_be_bytes());
    message.push(u8::try_from(POINT).unwrap_or_default());
    message.extend(public.as_ref());
    message.extend(body);
    Ok(message)
}

/// RFC 8291 §3.4.
fn derive(
    shared: &[u8],
    keys: &Keys,
    public: &[u8],
    salt: &[u8],
) -> Result<([u8; 16], [u8; NONCE_LEN]), Unspecified> {
    let first = Salt::new(HKDF_SHA256, &keys.auth).extract(shared);
    let input: [u8; 32] = expand(&first, &[b"WebPush: info\0", &keys.p256dh, public])?;
    let second = Salt::new(HKDF_SHA256, salt).extract(&input);
    let key = expand(&second, &[b"Content-Encoding: aes128gcm\0"])?;
    Ok((key, expand(&second, &[b"Content-Encoding: nonce\0"])?))
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(from: &Prk, info: &[&[u8]]) -> Result<[u8; N], Unspecified> {
    let mut out = [0; N];
    from.expand(info, Length(N))?.fill(&mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{Keys, seal};
    use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        BASE64.decode(text).unwrap().try_into().unwrap()
    }

    #[test]
    fn the_example_of_rfc_8291_appendix_a_comes_out() {
        let keys = Keys {
            p256dh: bytes(
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            ),
            auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        };
        let own: [u8; 32] = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let own = PrivateKey::from_private_key(&ECDH_P256, &own).unwrap();
        let plain = b"When I grow up, I want to be a watermelon";
        let message = seal(&keys, plain, &own, bytes("DGv6ra1nlYgDCS1FRnbzlw")).unwrap();
        assert_eq!(
            BASE64.encode(message),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn a_key_that_is_no_point_is_refused() {
        let own = PrivateKey::generate(&ECDH_P256).unwrap();
        let keys = Keys { p256dh: [4; 65], auth: [0; 16] };
        assert!(seal(&keys, b"x", &own, [0; 16]).is_err());
    }
}
