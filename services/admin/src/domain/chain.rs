//! The hash chain of the audit log.

use aws_lc_rs::digest::{Context, SHA256};
use kernel::Instant;
use uuid::Uuid;

/// The hash before the first row.
pub const GENESIS: [u8; 32] = [0; 32];

/// What a row's hash covers.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place, from 1.
    pub seq: i64,
    /// The action's id.
    pub action_id: Uuid,
    /// Who.
    pub operator_id: Uuid,
    /// What.
    pub action: String,
    /// To what kind of thing.
    pub subject_type: String,
    /// To which.
    pub subject_id: String,
    /// Why.
    pub reason: Option<String>,
    /// What changed.
    pub details: serde_json::Value,
    /// When.
    pub occurred_at: Instant,
}

/// SHA-256 over the hash before and every field, each with its length in front, so that no two
/// different rows look the same to it. JSON objects are hashed with their keys in order.
#[must_use]
pub fn hash(prev: &[u8], row: &Row) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    let mut add = |bytes: &[u8]| {
        context.update(&(bytes.len() as u64).to_be_bytes());
        context.update(bytes);
    };
    add(prev);
    add(&row.seq.to_be_bytes());
    add(row.action_id.as_bytes());
    add(row.operator_id.as_bytes());
    add(row.action.as_bytes());
    add(row.subject_type.as_bytes());
    add(row.subject_id.as_bytes());
    add(&[u8::from(row.reason.is_some())]);
    add(row.reason.as_deref().unwrap_or_default().as_bytes());
    add(canonical(&row.details).as_bytes());
    add(&row.occurred_at.timestamp_micros().to_be_bytes());
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// JSON with the keys of objects in order: PostgreSQL's `jsonb` keeps an order of its own.
fn canonical(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let mut keys: Vec<_> = map.keys().collect();
            keys.sort_unstable();
            let fields: Vec<String> = keys
                .into_iter()
                .map(|key| format!("{}:{}", Value::from(key.as_str()), canonical(&map[key])))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{GENESIS, Row, hash};
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    fn row() -> Row {
        Row {
            seq: 1,
            action_id: Uuid::from_u128(1),
            operator_id: Uuid::from_u128(2),
            action: "booking.assign".into(),
            subject_type: "booking".into(),
            subject_id: "b1".into(),
            reason: Some("asked by phone".into()),
            details: json!({"b": 1, "a": [1, {"y": 2, "x": null}]}),
            occurred_at: chrono::DateTime::from_timestamp_micros(1).unwrap(),
        }
    }

    #[test]
    fn every_field_counts() {
        let original = hash(&GENESIS, &row());
        let changed: [fn(&mut Row); 10] = [
            |r| r.seq = 2,
            |r| r.action_id = Uuid::from_u128(9),
            |r| r.operator_id = Uuid::from_u128(9),
            |r| r.action.push('!'),
            |r| r.subject_type.push('!'),
            |r| r.subject_id.push('!'),
            |r| r.reason = None,
            |r| r.reason = Some(String::new()),
            |r| r.details = json!({"b": 2, "a": [1, {"y": 2, "x": null}]}),
            |r| r.occurred_at += chrono::TimeDelta::microseconds(1),
        ];
        for (i, change) in changed.iter().enumerate() {
            let mut row = row();
            change(&mut row);
            assert_ne!(hash(&GENESIS, &row), original, "change {i}");
        }
        assert_ne!(hash(&[1; 32], &row()), original, "the hash before counts");
    }

    #[test]
    fn the_order_of_json_keys_does_not_count() {
        let mut other = row();
        other.details = json!({"a": [1, {"x": null, "y": 2}], "b": 1});
        assert_eq!(hash(&GENESIS, &other), hash(&GENESIS, &row()));
    }

    proptest! {
        #[test]
        fn text_can_not_move_between_fields(a in ".{0,8}", b in ".{0,8}", c in ".{1,8}") {
            let left = Row { action: format!("{a}{c}"), subject_type: b.clone(), ..row() };
            let right = Row { action: a, subject_type: format!("{c}{b}"), ..row() };
            prop_assert_ne!(hash(&GENESIS, &left), hash(&GENESIS, &right));
        }
    }
}
