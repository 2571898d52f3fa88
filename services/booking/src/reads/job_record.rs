//! The record of a job, exported for one of its sides or for staff.

use crate::App;
use crate::commands::BookingError;
use crate::domain::job_record::{self, Hash, Private};
use crate::domain::{Booking, Side};
use crate::store::job_records::{self, PRIVATE_CONTEXT};
use chassis::StoreError;
use std::collections::BTreeMap;

/// The seed of the key that signs records. It comes from the lookup secret, which is never rotated,
/// so a record of years ago is still checked with the same key.
#[must_use]
pub fn signing_seed(app: &App) -> Hash {
    app.chassis.keyring.blind_index("booking.job_records.signing_key", b"ed25519/1")
}

/// The bytes of a booking's record as `reader` may read it; staff, without a side, reads all.
///
/// # Errors
/// When the database is away, or what is sealed can't be opened.
pub async fn job_record_of(
    app: &App,
    booking: &Booking,
    reader: Option<Side>,
) -> Result<String, BookingError> {
    let stored = {
        let mut db = app.chassis.db.pool().acquire().await?;
        job_records::of(&mut db, booking.id).await?
    };
    let mut entries = Vec::with_capacity(stored.len());
    for entry in stored {
        let mut private = BTreeMap::new();
        if let Some(sealed) = &entry.private {
            let json = app.chassis.keyring.open_any(PRIVATE_CONTEXT, sealed).await?;
            private = serde_json::from_slice::<BTreeMap<String, Private>>(&json)
                .map_err(|error| StoreError(sqlx::Error::Decode(Box::new(error))))?;
            private.retain(|side, _| reader.is_none_or(|reader| reader.tag() == side));
        }
        entries.push((entry.body, entry.hash, private));
    }
    let (id, number) = (booking.id.to_string(), booking.number.to_string());
    job_record::export(&id, &number, entries, &signing_seed(app)).ok_or_else(|| {
        StoreError(sqlx::Error::Decode("a job record holds what is no entry".into())).into()
    })
}
