//! `identity.partners`.

use crate::error::Trouble;
use chassis::crypto::Sealed;
use kernel::Instant;
use kernel::ids::UserId;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// A partner with the contact of its account.
pub struct Partner {
    /// Its account.
    pub id: Uuid,
    /// `compound`, `insurer`, `marketplace` or `other`.
    pub kind: String,
    /// Its name in Arabic.
    pub name_ar: String,
    /// Its name in English.
    pub name_en: String,
    /// For the staff.
    pub note: Option<String>,
    /// Grows with every change.
    pub version: i32,
    /// When it was opened.
    pub created_at: Instant,
    /// The account's state.
    pub status: String,
    /// The contact's phone, sealed.
    pub phone: Sealed,
    /// The contact's email, sealed.
    pub email: Option<Sealed>,
    /// The language that the contact reads.
    pub lang: String,
}

/// Selects partners; the rest of the statement and its arguments follow.
macro_rules! select_partner {
    ($rest:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            Partner,
            r#"select p.user_id as id, p.kind, p.name_ar, p.name_en, p.note, p.version,
                      p.created_at, u.status, u.phone as "phone: Sealed",
                      u.email as "email: Sealed", c.preferred_language as lang
               from identity.partners p
               join identity.users u on u.id = p.user_id
               join identity.customer_profiles c on c.user_id = p.user_id "#
                + $rest
            $(, $argument)*
        )
    };
}

/// What an operator writes of a partner.
pub struct About<'a> {
    /// What it is.
    pub kind: &'a str,
    /// Its name in Arabic.
    pub name_ar: &'a str,
    /// Its name in English.
    pub name_en: &'a str,
    /// For the staff.
    pub note: Option<&'a str>,
}

/// Makes the partner of an account.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    id: UserId,
    about: &About<'_>,
    by: UserId,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.partners
            (user_id, kind, name_ar, name_en, note, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
        id.uuid(),
        about.kind,
        about.name_ar,
        about.name_en,
        about.note,
        by.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes what an operator changed, unless somebody else did since `version`.
pub async fn update_in_tx(
    tx: &mut PgConnection,
    id: UserId,
    version: i32,
    about: &About<'_>,
    now: Instant,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update identity.partners
         set kind = $3, name_ar = $4, name_en = $5, note = $6, version = version + 1,
             updated_at = $7
         where user_id = $1 and version = $2",
        id.uuid(),
        version,
        about.kind,
        about.name_ar,
        about.name_en,
        about.note,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Writes the contact of a partner's account. The hashes are random: nobody logs in with them.
pub async fn set_contact_in_tx(
    tx: &mut PgConnection,
    id: UserId,
    phone: &Sealed,
    email: Option<(&Sealed, &[u8; 32])>,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.users
         set phone = $2, email = $3, email_hash = $4, email_verified = $5, updated_at = $6
         where id = $1",
        id.uuid(),
        phone.as_str(),
        email.map(|(sealed, _)| sealed.as_str()),
        email.map(|(_, hash)| &hash[..]),
        email.is_some(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// One partner.
pub async fn find(db: impl PgExecutor<'_>, id: UserId) -> Result<Option<Partner>, Trouble> {
    Ok(select_partner!("where p.user_id = $1", id.uuid()).fetch_optional(db).await?)
}

/// Locks a partner: its keys are counted and made one after the other. False when there is none.
pub async fn lock_in_tx(tx: &mut PgConnection, id: UserId) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select user_id from identity.partners where user_id = $1 for update",
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(found.is_some())
}

/// Partners, the newest first.
pub async fn list(
    db: impl PgExecutor<'_>,
    before: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<Partner>, Trouble> {
    let rows = select_partner!(
        "where $1::timestamptz is null or (p.created_at, p.user_id) < ($1, $2)
         order by p.created_at desc, p.user_id desc limit $3",
        before.map(|(at, _)| at),
        before.map(|(_, id)| id),
        limit,
    );
    Ok(rows.fetch_all(db).await?)
}
