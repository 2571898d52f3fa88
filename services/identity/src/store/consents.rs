//! `identity.consents`.

use crate::domain::consent::Said;
use crate::error::Trouble;
use contracts::privacy::ConsentPurpose;
use kernel::ids::{EventId, UserId};
use kernel::{Instant, Lang, World};
use sqlx::PgConnection;

/// Something a person said about a purpose.
#[derive(Clone, Debug)]
pub struct Consent {
    /// What for.
    pub purpose: ConsentPurpose,
    /// What was said.
    pub said: Said,
    /// The language of the text that was shown.
    pub lang: Lang,
    /// `registration` or `privacy_screen`.
    pub channel: String,
    /// When.
    pub at: Instant,
}

/// Where somebody says what it agrees to.
#[derive(Clone, Copy, Debug)]
pub enum Channel {
    /// While registering.
    Registration,
    /// On the privacy screen.
    PrivacyScreen,
}

impl Channel {
    fn tag(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::PrivacyScreen => "privacy_screen",
        }
    }
}

/// Writes down what somebody said.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    world: &World,
    user: UserId,
    (purpose, said): (ConsentPurpose, Said),
    (lang, channel): (Lang, Channel),
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.consents
            (id, user_id, purpose, version, lang, granted, channel, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        world.id::<EventId>().uuid(),
        user.uuid(),
        purpose.tag(),
        i32::try_from(said.version).unwrap_or(i32::MAX),
        lang.tag(),
        said.granted,
        channel.tag(),
        world.now(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Everything a person ever said, newest first.
pub async fn history_in_tx(tx: &mut PgConnection, user: UserId) -> Result<Vec<Consent>, Trouble> {
    let rows = sqlx::query!(
        "select purpose, version, lang, granted, channel, created_at from identity.consents
         where user_id = $1 order by created_at desc, id desc",
        user.uuid()
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let purpose = ConsentPurpose::ALL.into_iter().find(|p| p.tag() == row.purpose);
            Ok(Consent {
                purpose: purpose.ok_or_else(|| Trouble::broken("consents.purpose"))?,
                said: Said { version: row.version.unsigned_abs(), granted: row.granted },
                lang: Lang::from_tag(&row.lang),
                channel: row.channel,
                at: row.created_at,
            })
        })
        .collect()
}

/// Removes the consents of accounts that were erased before `before`. Returns how many.
pub async fn purge_in_tx(tx: &mut PgConnection, before: Instant) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from identity.consents c using identity.users u
         where u.id = c.user_id and u.erased_at <= $1",
        before
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}
