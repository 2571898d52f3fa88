//! The read model of people.

use super::preferences;
use crate::domain::Recipient;
use crate::error::TellError;
use chassis::crypto::{Keyring, Sealed};
use contracts::identity::{AccountStatus, CONTACT_CONTEXT, Contact, UserChanged};
use kernel::ids::UserId;
use kernel::{Instant, Lang, Role};
use sqlx::PgConnection;

/// Keeps a person's present state. Answers whether the person is still to be welcomed.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    user: &UserChanged,
    now: Instant,
) -> sqlx::Result<bool> {
    let welcomed_at = sqlx::query_scalar!(
        "insert into notifications.recipients as r
            (user_id, role, status, lang, sealed_contact, by_sms, by_email, created_at, updated_at,
             by_push)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
         on conflict (user_id) do update
         set role = excluded.role, status = excluded.status, lang = excluded.lang,
             sealed_contact = excluded.sealed_contact, by_sms = excluded.by_sms,
             by_email = excluded.by_email, by_push = excluded.by_push, updated_at = excluded.updated_at
         returning welcomed_at",
        user.user_id.uuid(),
        user.role.tag(),
        status_tag(user.status),
        user.lang.tag(),
        user.sealed_contact,
        user.preferences.sms,
        user.preferences.email,
        now,
        user.preferences.push,
    )
    .fetch_one(tx)
    .await?;
    Ok(welcomed_at.is_none())
}

/// Notes that a person was welcomed.
pub async fn welcomed_in_tx(tx: &mut PgConnection, user: UserId, now: Instant) -> sqlx::Result<()> {
    sqlx::query!(
        "update notifications.recipients set welcomed_at = $2 where user_id = $1",
        user.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A person with the contact opened, if it was ever heard of.
pub async fn find_in_tx(
    tx: &mut PgConnection,
    keyring: &Keyring,
    user: UserId,
) -> Result<Option<Recipient>, TellError> {
    let row = sqlx::query!(
        r#"select r.status, r.lang, r.sealed_contact, r.by_push, r.by_sms, r.by_email,
                  (select count(*) from notifications.devices d where d.user_id = r.user_id)
                      as "devices!"
           from notifications.recipients r where r.user_id = $1"#,
        user.uuid(),
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Recipient {
        status: status_from_tag(&row.status),
        lang: Lang::from_tag(&row.lang),
        by_push: row.by_push,
        by_sms: row.by_sms,
        by_email: row.by_email,
        preferences: preferences::find_in_tx(tx, user).await?,
        quiet: preferences::quiet_in_tx(tx, user).await?,
        devices: row.devices,
        contact: open_contact(keyring, row.sealed_contact).await?,
    }))
}

/// The language a person reads; nothing when it was never heard of.
pub async fn lang(tx: &mut PgConnection, user: UserId) -> sqlx::Result<Option<Lang>> {
    let tag = sqlx::query_scalar!(
        "select lang from notifications.recipients where user_id = $1",
        user.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(tag.map(|tag| Lang::from_tag(&tag)))
}

/// What somebody is, while its account is in use.
pub async fn role_in_tx(tx: &mut PgConnection, user: UserId) -> sqlx::Result<Option<Role>> {
    let role = sqlx::query_scalar!(
        "select role from notifications.recipients where user_id = $1 and status = 'active'",
        user.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(role.and_then(|tag| Role::from_tag(&tag)))
}

/// Whether somebody is of the staff and may act.
pub async fn is_operator_in_tx(tx: &mut PgConnection, user: UserId) -> sqlx::Result<bool> {
    Ok(role_in_tx(tx, user).await?.is_some_and(Role::is_operator))
}

/// Opens a contact as it travels in events.
pub async fn open_contact(keyring: &Keyring, sealed: String) -> Result<Contact, TellError> {
    let json = keyring.open_any(CONTACT_CONTEXT, &Sealed::parse(sealed)?).await?;
    serde_json::from_slice(&json).map_err(|_| TellError::Unreadable {
        table: "notifications.recipients",
        column: "sealed_contact",
    })
}

/// The accounts in use that have one of these roles.
pub async fn active_with_roles_in_tx(
    tx: &mut PgConnection,
    roles: &[Role],
) -> sqlx::Result<Vec<UserId>> {
    let tags: Vec<String> = roles.iter().map(|role| role.tag().to_owned()).collect();
    let users = sqlx::query_scalar!(
        "select user_id from notifications.recipients
         where role = any($1) and status = 'active' order by user_id",
        &tags,
    )
    .fetch_all(tx)
    .await?;
    Ok(users.into_iter().map(UserId::from).collect())
}

fn status_tag(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => "active",
        AccountStatus::Inactive => "inactive",
        AccountStatus::Suspended => "suspended",
        AccountStatus::PendingVerification => "pending_verification",
    }
}

fn status_from_tag(tag: &str) -> AccountStatus {
    match tag {
        "active" => AccountStatus::Active,
        "suspended" => AccountStatus::Suspended,
        "pending_verification" => AccountStatus::PendingVerification,
        _ => AccountStatus::Inactive,
    }
}
