//! Ids of what the platform ships: derived from the code, so that a reload keeps them.

use aws_lc_rs::digest::{SHA256, digest};
use uuid::Uuid;

/// The id of the `kind` of thing (`service`, `zone`, …) with this code: a UUIDv8 made of the
/// first bytes of a SHA-256 (RFC 9562 §5.8).
#[must_use]
pub fn id_of<T: From<Uuid>>(kind: &str, code: &str) -> T {
    let hash = digest(&SHA256, format!("osta.catalog\u{1f}{kind}\u{1f}{code}").as_bytes());
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    T::from(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::id_of;
    use uuid::Uuid;

    #[test]
    fn an_id_depends_on_kind_and_code_and_nothing_else() {
        let id = id_of::<Uuid>;
        let tap = id("service", "plumbing.tap_repair");
        assert_eq!(tap, id("service", "plumbing.tap_repair"));
        assert_ne!(tap, id("category", "plumbing.tap_repair"));
        assert_ne!(tap, id("service", "plumbing.leak_fix"));
        assert_eq!(tap.get_version_num(), 8);
    }
}
