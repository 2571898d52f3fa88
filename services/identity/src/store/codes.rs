//! `identity.otp_codes`.

use crate::domain::otp::Sent;
use contracts::identity::OtpPurpose;
use kernel::Instant;
use sqlx::PgConnection;
use uuid::Uuid;

/// The stored name of a purpose.
#[must_use]
pub fn purpose_tag(purpose: OtpPurpose) -> &'static str {
    match purpose {
        OtpPurpose::LogIn => "log_in",
        OtpPurpose::VerifyPhone => "verify_phone",
        OtpPurpose::ResetPassword => "reset_password",
    }
}

/// A code that is about to be sent.
pub struct NewCode<'a> {
    /// Its id.
    pub id: Uuid,
    /// Of which phone.
    pub phone_hash: &'a [u8; 32],
    /// Asked for from which network address.
    pub address_hash: &'a [u8; 32],
    /// What for.
    pub purpose: OtpPurpose,
    /// Keyed hash of the code.
    pub code_hash: &'a [u8; 32],
    /// Until when it is good.
    pub expires_at: Instant,
}

/// The newest code of a phone.
pub struct Code {
    /// Its id.
    pub id: Uuid,
    /// Keyed hash of the code.
    pub code_hash: Vec<u8>,
    /// The facts it is judged by.
    pub sent: Sent,
}

/// One request of a network address and of a phone at a time, until the end of the transaction.
/// Everybody locks in this order.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    address_hash: &[u8; 32],
    phone_hash: &[u8; 32],
) -> Result<(), sqlx::Error> {
    for hash in [address_hash, phone_hash] {
        let mut key = [0; 8];
        key.copy_from_slice(&hash[..8]);
        sqlx::query("select pg_advisory_xact_lock($1)")
            .bind(i64::from_le_bytes(key))
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// When a phone was sent codes since `since`, the newest first.
pub async fn to_phone_in_tx(
    tx: &mut PgConnection,
    phone_hash: &[u8; 32],
    since: Instant,
) -> Result<Vec<Instant>, sqlx::Error> {
    sqlx::query_scalar!(
        "select created_at from identity.otp_codes where phone_hash = $1 and created_at > $2
         order by created_at desc limit 100",
        &phone_hash[..],
        since
    )
    .fetch_all(tx)
    .await
}

/// When a network address asked for codes since `since`, the newest first.
pub async fn from_address_in_tx(
    tx: &mut PgConnection,
    address_hash: &[u8; 32],
    since: Instant,
) -> Result<Vec<Instant>, sqlx::Error> {
    sqlx::query_scalar!(
        "select created_at from identity.otp_codes where address_hash = $1 and created_at > $2
         order by created_at desc limit 100",
        &address_hash[..],
        since
    )
    .fetch_all(tx)
    .await
}

/// Stores a code.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    new: &NewCode<'_>,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.otp_codes
            (id, phone_hash, address_hash, purpose, code_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        new.id,
        &new.phone_hash[..],
        &new.address_hash[..],
        purpose_tag(new.purpose),
        &new.code_hash[..],
        now,
        new.expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The newest code of a phone for a purpose, locked: guesses come one after the other.
pub async fn lock_newest_in_tx(
    tx: &mut PgConnection,
    phone_hash: &[u8; 32],
    purpose: OtpPurpose,
) -> Result<Option<Code>, sqlx::Error> {
    let row = sqlx::query!(
        "select id, code_hash, attempts, expires_at, used_at from identity.otp_codes
         where phone_hash = $1 and purpose = $2 order by created_at desc limit 1 for update",
        &phone_hash[..],
        purpose_tag(purpose),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Code {
        id: row.id,
        code_hash: row.code_hash,
        sent: Sent {
            attempts: row.attempts,
            expires_at: row.expires_at,
            used: row.used_at.is_some(),
        },
    }))
}

/// Counts a wrong guess.
pub async fn count_attempt_in_tx(tx: &mut PgConnection, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!("update identity.otp_codes set attempts = attempts + 1 where id = $1", id)
        .execute(tx)
        .await?;
    Ok(())
}

/// Uses a code up.
pub async fn use_up_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update identity.otp_codes set used_at = $2 where id = $1", id, now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Removes codes that no limit counts any more. Returns how many.
pub async fn purge_in_tx(tx: &mut PgConnection, before: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from identity.otp_codes where created_at <= $1", before)
        .execute(tx)
        .await?;
    Ok(done.rows_affected())
}
