//! The record of a job: a chain of entries, each holding the hash of the one before, that somebody
//! with nothing but the exported bundle can check. Changing, leaving out or adding a byte shows.
//!
//! ```text
//! hash(0) = SHA-256("osta-job-record/1\n" + booking id + "\n" + number)
//! hash(n) = SHA-256(hash(n - 1) + canonical JSON of entry n's body)
//! ```
//!
//! Canonical JSON: keys sorted by their bytes, no white space, no numbers but integers. What only some
//! may read stands in the body as `SHA-256(salt + canonical JSON)` and beside it, with its salt, for
//! whoever may: so each side can check the same chain without reading the other's.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use kernel::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The name of the format.
pub const FORMAT: &str = "osta-job-record/1";

/// A hash.
pub type Hash = [u8; 32];

/// Something that only one side (and staff) may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Private {
    /// 32 random bytes in lower-case hexadecimal.
    pub salt: String,
    /// What it says.
    pub content: Value,
}

impl Private {
    fn digest(&self) -> Option<String> {
        let mut bytes = from_hex(&self.salt)?;
        bytes.extend_from_slice(canonical(&self.content).as_bytes());
        Some(hex(&sha256(&bytes)))
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub struct Happened {
    /// When.
    pub at: Instant,
    /// What: a stable word.
    pub kind: String,
    /// What both sides may read.
    pub content: Value,
    /// What only `customer` or `provider` may read.
    pub private: BTreeMap<String, Private>,
}

/// The body of an entry: what is hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    seq: u32,
    at: String,
    kind: String,
    content: Value,
    private: BTreeMap<String, String>,
}

/// One entry of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    body: Body,
    /// The hash of the chain up to here, in hexadecimal.
    pub hash: String,
    /// What this bundle's reader may read besides.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub private: BTreeMap<String, Private>,
}

/// An exported record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bundle {
    format: String,
    booking_id: String,
    number: String,
    entries: Vec<Entry>,
    head: String,
    public_key: String,
    signature: String,
}

/// What is wrong with a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is no bundle at all.
    #[error("this is not an exported job record")]
    Unreadable,
    /// It is not written as it was exported.
    #[error("the file was written anew or changed outside of its entries")]
    NotCanonical,
    /// An entry was changed, or one before it is missing.
    #[error("entry {seq} was changed, moved, or one before it is missing")]
    Entry {
        /// The first such entry.
        seq: u32,
    },
    /// What only one side may read was changed.
    #[error("what entry {seq} says to one side only was changed")]
    Private {
        /// The first such entry.
        seq: u32,
    },
    /// Entries at the end are missing or were added.
    #[error("entries at the end are missing or were added")]
    Head,
    /// The signature is not the platform's.
    #[error("the signature does not fit")]
    Signature,
}

/// The hash before the first entry.
#[must_use]
pub fn genesis(booking_id: &str, number: &str) -> Hash {
    sha256(format!("{FORMAT}\n{booking_id}\n{number}").as_bytes())
}

/// The body of the next entry as it is stored, and the hash after it.
#[must_use]
pub fn next(before: &Hash, seq: u32, happened: &Happened) -> (String, Hash) {
    let digests = happened
        .private
        .iter()
        .filter_map(|(side, private)| Some((side.clone(), private.digest()?)));
    let body = Body {
        seq,
        at: happened.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        kind: happened.kind.clone(),
        content: happened.content.clone(),
        private: digests.collect(),
    };
    let text = canonical(&serde_json::to_value(body).unwrap_or_default());
    let hash = chained(before, &text);
    (text, hash)
}

fn chained(before: &Hash, body: &str) -> Hash {
    let mut bytes = before.to_vec();
    bytes.extend_from_slice(body.as_bytes());
    sha256(&bytes)
}

/// A stored entry: its body, its hash, and what the reader may read besides.
pub type Stored = (String, Hash, BTreeMap<String, Private>);

/// Exports a record as the bytes of a bundle, signed with the key of this seed. `None` when a
/// stored body is no body.
#[must_use]
pub fn export(booking_id: &str, number: &str, stored: Vec<Stored>, seed: &Hash) -> Option<String> {
    let head = stored.last().map_or_else(|| genesis(booking_id, number), |(_, hash, _)| *hash);
    let mut entries = Vec::with_capacity(stored.len());
    for (body, hash, private) in stored {
        let body: Body = serde_json::from_str(&body).ok()?;
        entries.push(Entry { body, hash: hex(&hash), private });
    }
    let key = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
    let head = hex(&head);
    let signature = key.sign(signed(booking_id, number, &head).as_bytes());
    let bundle = Bundle {
        format: FORMAT.to_owned(),
        booking_id: booking_id.to_owned(),
        number: number.to_owned(),
        entries,
        head,
        public_key: hex(key.public_key().as_ref()),
        signature: hex(signature.as_ref()),
    };
    Some(canonical(&serde_json::to_value(bundle).ok()?))
}

/// The public key of a seed, in hexadecimal.
#[must_use]
pub fn public_key(seed: &Hash) -> String {
    let key = Ed25519KeyPair::from_seed_unchecked(seed);
    key.map(|key| hex(key.public_key().as_ref())).unwrap_or_default()
}

fn signed(booking_id: &str, number: &str, head: &str) -> String {
    format!("{FORMAT}\n{booking_id}\n{number}\n{head}")
}

/// What a good bundle says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The booking's number.
    pub number: String,
    /// How many entries it has.
    pub entries: usize,
    /// The hash of the whole chain.
    pub head: String,
    /// The key it was signed with.
    pub public_key: String,
}

/// Checks the bytes of a bundle, offline. With `key` it must be signed by exactly that key, else by
/// the one it names.
///
/// # Errors
/// The first flaw; of entries, the first one that is broken.
pub fn verify(bytes: &[u8], key: Option<&str>) -> Result<Checked, Flaw> {
    let text = std::str::from_utf8(bytes).map_err(|_| Flaw::Unreadable)?;
    let value: Value = serde_json::from_str(text).map_err(|_| Flaw::Unreadable)?;
    let as_exported = canonical(&value) == text;
    let bundle: Bundle = serde_json::from_value(value).map_err(|_| Flaw::Unreadable)?;
    if bundle.format != FORMAT {
        return Err(Flaw::Unreadable);
    }
    let head = chain(&bundle)?;
    if hex(&head) != bundle.head {
        return Err(Flaw::Head);
    }
    check_signature(&bundle, key)?;
    if !as_exported {
        return Err(Flaw::NotCanonical);
    }
    Ok(Checked {
        number: bundle.number,
        entries: bundle.entries.len(),
        head: bundle.head,
        public_key: bundle.public_key,
    })
}

fn chain(bundle: &Bundle) -> Result<Hash, Flaw> {
    let mut hash = genesis(&bundle.booking_id, &bundle.number);
    for (seq, entry) in (1u32..).zip(&bundle.entries) {
        let body = serde_json::to_value(&entry.body).map_err(|_| Flaw::Entry { seq })?;
        hash = chained(&hash, &canonical(&body));
        if entry.body.seq != seq || hex(&hash) != entry.hash {
            return Err(Flaw::Entry { seq });
        }
        for (side, private) in &entry.private {
            if private.digest().as_ref() != entry.body.private.get(side) {
                return Err(Flaw::Private { seq });
            }
        }
    }
    Ok(hash)
}

fn check_signature(bundle: &Bundle, key: Option<&str>) -> Result<(), Flaw> {
    if key.is_some_and(|key| key != bundle.public_key) {
        return Err(Flaw::Signature);
    }
    let (key, signature) = (from_hex(&bundle.public_key), from_hex(&bundle.signature));
    let (Some(key), Some(signature)) = (key, signature) else { return Err(Flaw::Signature) };
    let text = signed(&bundle.booking_id, &bundle.number, &bundle.head);
    UnparsedPublicKey::new(&ED25519, key)
        .verify(text.as_bytes(), &signature)
        .map_err(|_| Flaw::Signature)
}

/// SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string can't fail.
        let _done = write!(text, "{byte:02x}");
        text
    })
}

/// Reads lower-case hexadecimal, and nothing else: one value has one form.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if !text.len().is_multiple_of(2) || !text.bytes().all(is_hex) {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

/// Canonical JSON.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(&mut text, value);
    text
}

fn write_canonical(text: &mut String, value: &Value) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                write_canonical(text, item);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            // Sorted here: the map keeps the order of insertion when a crate asks for that.
            let sorted: BTreeMap<_, _> = fields.iter().collect();
            text.push('{');
            for (index, (name, field)) in sorted.into_iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write_canonical(text, field);
            }
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Flaw, Happened, Private, Stored, canonical, export, genesis, hex, next, verify};
    use crate::domain::tests::samples::noon;
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    const ID: &str = "018f3b5e-7c1a-7000-8000-000000000001";
    const SEED: [u8; 32] = [7; 32];

    fn happened(n: i64, kind: &str, content: Value) -> Happened {
        let private =
            Private { salt: hex(&[n as u8; 32]), content: json!({"earnings": 49_740 + n}) };
        Happened {
            at: noon() + TimeDelta::seconds(n),
            kind: kind.into(),
            content,
            private: BTreeMap::from([("provider".to_owned(), private)]),
        }
    }

    fn record(contents: &[Value], reads_private: bool) -> Vec<Stored> {
        let mut hash = genesis(ID, "OS-7K2M4Q");
        let mut stored = Vec::new();
        for (n, content) in (1i64..).zip(contents) {
            let happened = happened(n, "moved", content.clone());
            let (body, after) = next(&hash, n as u32, &happened);
            let private = if reads_private { happened.private } else { BTreeMap::new() };
            stored.push((body, after, private));
            hash = after;
        }
        stored
    }

    fn bundle(contents: &[Value], reads_private: bool) -> String {
        export(ID, "OS-7K2M4Q", record(contents, reads_private), &SEED).unwrap()
    }

    fn content() -> impl Strategy<Value = Value> {
        ("[a-zأ-ي\"\\\\ ]{0,12}", any::<i64>(), any::<bool>())
            .prop_map(|(text, number, flag)| json!({"why": text, "z": number, "a": [flag, null]}))
    }

    #[test]
    fn a_good_bundle_is_good_for_whoever_holds_it() {
        let contents = [json!({"b": 1, "a": "وصل"}), json!({})];
        for reads_private in [true, false] {
            let text = bundle(&contents, reads_private);
            assert_eq!(text.contains("49741"), reads_private, "nobody reads the other's");
            let checked = verify(text.as_bytes(), None).unwrap();
            assert_eq!((checked.entries, checked.number.as_str()), (2, "OS-7K2M4Q"));
            assert_eq!(verify(text.as_bytes(), Some(&checked.public_key)), Ok(checked));
            assert_eq!(verify(text.as_bytes(), Some("00")), Err(Flaw::Signature));
        }
        assert!(verify(bundle(&[], true).as_bytes(), None).is_ok());
        assert_eq!(verify(b"{}", None), Err(Flaw::Unreadable));
    }

    #[test]
    fn the_first_broken_entry_is_named() {
        let contents = [json!({"fee": 100}), json!({"fee": 200}), json!({"fee": 300})];
        let text = bundle(&contents, true);
        let check = |text: String| verify(text.as_bytes(), None).unwrap_err();
        assert_eq!(check(text.replace("\"fee\":200", "\"fee\":201")), Flaw::Entry { seq: 2 });
        assert_eq!(check(text.replace("49743", "49744")), Flaw::Private { seq: 3 });
        assert_eq!(check(format!("{text}\n")), Flaw::NotCanonical);
        assert_eq!(check(text.replace("OS-7K2M4Q", "OS-7K2M4R")), Flaw::Entry { seq: 1 });
        let mut short = record(&contents, false);
        short.remove(1);
        let gap = export(ID, "OS-7K2M4Q", short, &SEED).unwrap();
        assert_eq!(check(gap), Flaw::Entry { seq: 2 });
        // Cut off at the end and signed by somebody else: only the platform's key tells.
        let mut cut = record(&contents, false);
        cut.pop();
        let forged = export(ID, "OS-7K2M4Q", cut, &[9; 32]).unwrap();
        assert!(verify(forged.as_bytes(), None).is_ok());
        let ours = super::public_key(&SEED);
        assert_eq!(verify(forged.as_bytes(), Some(&ours)), Err(Flaw::Signature));
    }

    #[test]
    fn canonical_json_is_sorted_and_bare() {
        let value = json!({"b": [1, {"d": null, "c": "ق"}], "a": true});
        assert_eq!(canonical(&value), r#"{"a":true,"b":[1,{"c":"ق","d":null}]}"#);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn any_changed_byte_is_found(
            contents in prop::collection::vec(content(), 1..5),
            reads_private in any::<bool>(),
            flips in prop::collection::vec((any::<prop::sample::Index>(), 1u8..=255), 60),
        ) {
            let text = bundle(&contents, reads_private);
            prop_assert!(verify(text.as_bytes(), None).is_ok());
            for (index, mask) in flips {
                let mut bytes = text.clone().into_bytes();
                let at = index.index(bytes.len());
                bytes[at] ^= mask;
                prop_assert!(verify(&bytes, None).is_err(), "byte {} was changed unseen", at);
            }
        }
    }

    #[test]
    fn every_single_byte_matters() {
        let text = bundle(&[json!({"fee": 100, "why": "تأخر"})], true);
        for at in 0..text.len() {
            for mask in [0x01, 0x20, 0x80] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= mask;
                assert!(verify(&bytes, None).is_err(), "byte {at} was changed unseen");
            }
        }
    }
}
