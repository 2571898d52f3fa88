//! Partners and their keys as operators and the partners' programs see them.

use crate::app::App;
use crate::domain::account::status_from_tag;
use crate::error::{PartnerError, Trouble};
use crate::store::api_keys::{self, StoredKey};
use crate::store::partners::{self, Partner};
use contracts::identity::AccountStatus;
use httpkit::{Actor, Cursor, Page, PageQuery};
use kernel::ids::{ApiKeyId, UserId};
use kernel::{DateTime, Instant, Lang, Localized, PhoneNumber, Scope};
use serde::{Deserialize, Serialize};

/// What a partner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartnerKind {
    /// Looks after a compound or a building.
    Compound,
    /// Insures homes.
    Insurer,
    /// Sells others' services.
    Marketplace,
    /// Something else.
    Other,
}

impl PartnerKind {
    /// The stored name.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Compound => "compound",
            Self::Insurer => "insurer",
            Self::Marketplace => "marketplace",
            Self::Other => "other",
        }
    }

    fn from_tag(tag: &str) -> Self {
        let all = [Self::Compound, Self::Insurer, Self::Marketplace];
        all.into_iter().find(|kind| kind.tag() == tag).unwrap_or(Self::Other)
    }
}

/// A partner.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerOut {
    /// Its account: the customer of everything it books.
    pub id: UserId,
    /// What it is.
    pub kind: PartnerKind,
    /// Its name.
    pub name: Localized,
    /// Whom to call.
    pub contact_phone: PhoneNumber,
    /// Whom to write to.
    pub contact_email: Option<String>,
    /// The language that the contact reads.
    pub lang: Lang,
    /// For the staff.
    pub note: Option<String>,
    /// The account's state; suspend and reinstate it as any account.
    pub status: AccountStatus,
    /// Sent back with a change.
    pub version: i32,
    /// When it was opened.
    pub created_at: DateTime,
}

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApiKeyState {
    /// It is good.
    Live,
    /// It is good until `expiresAt`; another took its place.
    Replaced,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

/// A key, without its secret.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyOut {
    /// Its id, which is also a part of the key itself.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The networks it may come from; empty means from anywhere.
    #[schema(example = json!(["192.0.2.0/24"]))]
    pub networks: Vec<String>,
    /// Where it stands.
    pub state: ApiKeyState,
    /// The key that took its place.
    pub replaced_by: Option<ApiKeyId>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime>,
    /// When it was made.
    pub created_at: DateTime,
}

/// A new key with its secret, which is shown this once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewApiKeyOut {
    /// The whole key, to be sent as `Authorization: Bearer …`. It can't be shown again.
    #[schema(example = "osk_live_0198c5d07a4b7c3e9d1f2a3b4c5d6e7f_…")]
    pub secret: String,
    /// The key.
    pub key: ApiKeyOut,
}

/// Who a program is, as its key says.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnPartnerOut {
    /// The partner's account.
    pub id: UserId,
    /// The partner's name.
    pub name: Localized,
    /// The key that was used.
    pub key: ApiKeyOut,
}

/// A partner as it is shown.
///
/// # Errors
/// When something stored can't be read.
pub fn partner_out(app: &App, partner: &Partner) -> Result<PartnerOut, Trouble> {
    Ok(PartnerOut {
        id: partner.id.into(),
        kind: PartnerKind::from_tag(&partner.kind),
        name: Localized::new(partner.name_ar.as_str(), partner.name_en.as_str()),
        contact_phone: app.open_phone(&partner.phone)?,
        contact_email: partner.email.as_ref().map(|email| app.open_email(email)).transpose()?,
        lang: Lang::from_tag(&partner.lang),
        note: partner.note.clone(),
        status: status_from_tag(&partner.status).ok_or_else(|| Trouble::broken("users.status"))?,
        version: partner.version,
        created_at: partner.created_at,
    })
}

/// A key as it is shown.
#[must_use]
pub fn key_out(key: &StoredKey, now: Instant) -> ApiKeyOut {
    let state = if key.revoked_at.is_some() {
        ApiKeyState::Revoked
    } else if key.expires_at.is_some_and(|end| end <= now) {
        ApiKeyState::Expired
    } else if key.replaced_by.is_some() {
        ApiKeyState::Replaced
    } else {
        ApiKeyState::Live
    };
    ApiKeyOut {
        id: key.id.into(),
        name: key.name.clone(),
        scopes: key.scopes.iter().filter_map(|tag| Scope::from_tag(tag)).collect(),
        networks: key.networks.clone(),
        state,
        replaced_by: key.replaced_by.map(Into::into),
        expires_at: key.expires_at,
        revoked_at: key.revoked_at,
        last_used_at: key.last_used_at,
        created_at: key.created_at,
    }
}

/// One partner.
///
/// # Errors
/// [`PartnerError::NotFound`].
pub async fn one(app: &App, id: UserId) -> Result<PartnerOut, PartnerError> {
    let found = partners::find(app.chassis.db.pool(), id).await?;
    Ok(partner_out(app, &found.ok_or(PartnerError::NotFound)?)?)
}

/// Partners, the newest first.
///
/// # Errors
/// A wrong limit or cursor.
pub async fn list(app: &App, query: &PageQuery) -> Result<Page<PartnerOut>, PartnerError> {
    let (limit, cursor) = query.parse()?;
    let before = cursor.map(|c| (c.at, c.id));
    let found = partners::list(app.chassis.db.pool(), before, limit + 1).await?;
    let items: Result<Vec<_>, Trouble> = found.iter().map(|p| partner_out(app, p)).collect();
    Ok(Page::from_rows(items?, limit, |p| Cursor { at: p.created_at, id: p.id.uuid() }))
}

/// A partner's keys, the newest first.
///
/// # Errors
/// [`PartnerError::NotFound`], or a wrong limit or cursor.
pub async fn keys(
    app: &App,
    partner: UserId,
    query: &PageQuery,
) -> Result<Page<ApiKeyOut>, PartnerError> {
    let (limit, cursor) = query.parse()?;
    let pool = app.chassis.db.pool();
    partners::find(pool, partner).await?.ok_or(PartnerError::NotFound)?;
    let before = cursor.map(|c| (c.at, c.id));
    let found = api_keys::list(pool, partner, before, limit + 1).await?;
    let items = found.iter().map(|key| key_out(key, app.now())).collect();
    Ok(Page::from_rows(items, limit, |k| Cursor { at: k.created_at, id: k.id.uuid() }))
}

/// Who a program is.
///
/// # Errors
/// [`PartnerError::NotFound`] when its key ended a moment ago.
pub async fn own(app: &App, actor: Actor) -> Result<OwnPartnerOut, PartnerError> {
    let pool = app.chassis.db.pool();
    let key = actor.key.ok_or(PartnerError::NotFound)?;
    let key = api_keys::find_live(pool, key.id, app.now()).await?;
    let partner = partners::find(pool, actor.user_id).await?;
    let (Some(key), Some(partner)) = (key, partner) else { return Err(PartnerError::NotFound) };
    Ok(OwnPartnerOut {
        id: actor.user_id,
        name: Localized::new(partner.name_ar, partner.name_en),
        key: key_out(&key, app.now()),
    })
}
