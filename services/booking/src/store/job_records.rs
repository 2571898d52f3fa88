//! The hash-chained record of a job; append-only.

use crate::domain::job_record::Hash;
use chassis::StoreError;
use chassis::crypto::Sealed;
use kernel::Instant;
use kernel::ids::BookingId;
use sqlx::PgConnection;

/// The context of what only one side may read.
pub const PRIVATE_CONTEXT: &str = "booking.job_records.private_sealed";

/// The last entry: its place and hash. The booking's row must be locked.
///
/// # Errors
/// When the database is away.
pub async fn head(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<(u32, Hash)>, StoreError> {
    let row = sqlx::query!(
        "select seq, hash from booking.job_records where booking_id = $1 order by seq desc limit 1",
        booking.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|r| (r.seq.unsigned_abs(), of_bytes(&r.hash))))
}

fn of_bytes(bytes: &[u8]) -> Hash {
    // A check keeps them at 32 bytes.
    bytes.try_into().unwrap_or_default()
}

/// An entry as it is written.
#[derive(Clone, Debug)]
pub struct NewEntry<'a> {
    /// Its place, from 1.
    pub seq: u32,
    /// What happened.
    pub kind: &'a str,
    /// The canonical JSON that was hashed.
    pub body: &'a str,
    /// What only one side may read, sealed.
    pub private: Option<Sealed>,
    /// The hash after it.
    pub hash: &'a Hash,
}

/// Adds an entry.
///
/// # Errors
/// When the database refuses or is away.
pub async fn append_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    entry: NewEntry<'_>,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.job_records
            (booking_id, seq, kind, body, private_sealed, hash, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        booking.uuid(),
        i32::try_from(entry.seq).unwrap_or(i32::MAX),
        entry.kind,
        entry.body,
        entry.private.as_ref().map(Sealed::as_str),
        entry.hash.as_slice(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A stored entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The canonical JSON that was hashed.
    pub body: String,
    /// What only one side may read, sealed.
    pub private: Option<Sealed>,
    /// The hash after it.
    pub hash: Hash,
}

/// The record of a booking, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, booking: BookingId) -> Result<Vec<Entry>, StoreError> {
    let rows = sqlx::query!(
        r#"select body, private_sealed as "private: Sealed", hash
           from booking.job_records where booking_id = $1 order by seq"#,
        booking.uuid(),
    )
    .fetch_all(db)
    .await?;
    let entry = |body, private, hash: Vec<u8>| Entry { body, private, hash: of_bytes(&hash) };
    Ok(rows.into_iter().map(|r| entry(r.body, r.private, r.hash)).collect())
}
