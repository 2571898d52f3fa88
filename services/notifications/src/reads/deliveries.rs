//! Deliveries as operators see them: numbers and addresses masked, codes never.

use crate::domain::{DeliveryChannel, DeliveryState};
use crate::error::TellError;
use crate::store::{TO_CONTEXT, recipients};
use chassis::crypto::{Keyring, Sealed};
use chassis::{Chassis, StoreError};
use httpkit::{Cursor, Page};
use kernel::ids::{BookingId, DeliveryId, UserId};
use kernel::{DateTime, PhoneNumber};
use serde::Serialize;

/// A delivery as operators see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryOut {
    /// Its id.
    pub id: DeliveryId,
    /// To whom; absent for one-time codes, whose phone may have no account.
    pub recipient_id: Option<UserId>,
    /// The masked phone or email; absent for the inbox and where none is known.
    #[schema(example = "010••••5678")]
    pub to: Option<String>,
    /// Through what.
    pub channel: DeliveryChannel,
    /// What kind of news.
    #[schema(example = "provider_found")]
    pub kind: String,
    /// What became of it.
    pub state: DeliveryState,
    /// The booking it is about.
    pub booking_id: Option<BookingId>,
    /// How often it was tried.
    pub attempts: i32,
    /// Who took it.
    #[schema(example = "sms_misr")]
    pub sender: Option<String>,
    /// The sender's name for it.
    pub provider_message_id: Option<String>,
    /// Why the last attempt failed, or why it was skipped: a stable code.
    #[schema(example = "sms.no_credit")]
    pub last_error: Option<String>,
    /// When it is tried next.
    pub next_attempt_at: Option<DateTime>,
    /// When it was accepted.
    pub sent_at: Option<DateTime>,
    /// When it was queued.
    pub created_at: DateTime,
}

/// What operators filter by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this state.
    pub state: Option<DeliveryState>,
    /// Only this channel.
    pub channel: Option<DeliveryChannel>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Only what this person was told.
    pub recipient: Option<UserId>,
}

/// One page of deliveries, newest first.
pub async fn page(
    chassis: &Chassis,
    filter: &Filter,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Page<DeliveryOut>, StoreError> {
    let rows = sqlx::query!(
        r#"select d.id, d.recipient_id, d.channel, d.kind, d.state, d.params, d.attempts, d.sender,
                  d.provider_message_id, d.last_error, d.next_attempt_at, d.sent_at, d.created_at,
                  d.sealed_to, r.sealed_contact as "sealed_contact?"
           from notifications.deliveries d
           left join notifications.recipients r on r.user_id = d.recipient_id
           where ($1::text is null or d.state = $1)
             and ($2::text is null or d.channel = $2)
             and ($3::text is null or d.kind = $3)
             and ($4::timestamptz is null or (d.created_at, d.id) < ($4, $5::uuid))
             and ($7::uuid is null or d.recipient_id = $7)
           order by d.created_at desc, d.id desc limit $6"#,
        filter.state.map(DeliveryState::tag),
        filter.channel.map(DeliveryChannel::tag),
        filter.kind,
        cursor.map(|cursor| cursor.at),
        cursor.map(|cursor| cursor.id),
        limit + 1,
        filter.recipient.map(UserId::uuid),
    )
    .fetch_all(chassis.db.pool())
    .await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let channel = DeliveryChannel::from_tag(&row.channel).unwrap_or(DeliveryChannel::InApp);
        let keyring = &chassis.keyring;
        // What can't be opened any more is not worth failing the whole list for.
        let to = masked(keyring, channel, row.sealed_to, row.sealed_contact).await.unwrap_or(None);
        let booking = row.params.pointer("/booking/id").and_then(|id| id.as_str());
        items.push(DeliveryOut {
            id: row.id.into(),
            recipient_id: row.recipient_id.map(Into::into),
            to,
            channel,
            kind: row.kind,
            state: DeliveryState::from_tag(&row.state).unwrap_or(DeliveryState::Dead),
            booking_id: booking.and_then(|id| id.parse().ok()),
            attempts: row.attempts,
            sender: row.sender,
            provider_message_id: row.provider_message_id,
            last_error: row.last_error,
            next_attempt_at: row.next_attempt_at,
            sent_at: row.sent_at,
            created_at: row.created_at,
        });
    }
    Ok(Page::from_rows(items, limit, |item: &DeliveryOut| Cursor {
        at: item.created_at,
        id: item.id.uuid(),
    }))
}

async fn masked(
    keyring: &Keyring,
    channel: DeliveryChannel,
    sealed_to: Option<String>,
    sealed_contact: Option<String>,
) -> Result<Option<String>, TellError> {
    let phone = |text: &str| PhoneNumber::parse(text).ok().map(|phone| phone.masked());
    if let Some(sealed) = sealed_to {
        let plain = keyring.open_any(TO_CONTEXT, &Sealed::parse(sealed)?).await?;
        return Ok(std::str::from_utf8(&plain).ok().and_then(phone));
    }
    let Some(sealed) = sealed_contact else { return Ok(None) };
    Ok(match channel {
        DeliveryChannel::InApp | DeliveryChannel::Push => None,
        DeliveryChannel::Sms => phone(&recipients::open_contact(keyring, sealed).await?.phone),
        DeliveryChannel::Email => {
            let contact = recipients::open_contact(keyring, sealed).await?;
            contact.email.as_deref().map(masked_email)
        }
    })
}

/// `m•••@example.com`.
fn masked_email(email: &str) -> String {
    let (name, domain) = email.rsplit_once('@').unwrap_or((email, "…"));
    let first: String = name.chars().take(1).collect();
    format!("{first}•••@{domain}")
}

#[cfg(test)]
mod tests {
    use super::masked_email;

    #[test]
    fn an_email_shows_its_first_letter_and_its_domain() {
        assert_eq!(masked_email("mona@example.com"), "m•••@example.com");
        assert_eq!(masked_email("منى@example.com"), "م•••@example.com");
        assert_eq!(masked_email("@"), "•••@");
        assert_eq!(masked_email(""), "•••@…");
    }
}
