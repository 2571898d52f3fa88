//! Providers as operators see them.

use super::appeals::DecisionRecordOut;
use super::documents::DocumentRecordOut;
use super::offering::{ProviderAreaOut, ProviderServiceOut, areas_in_tx, services_in_tx};
use super::own::{self, ProviderMeOut};
use crate::domain::documents::{DocumentKind, DocumentSide, Trade, to_accept};
use crate::domain::prices::Band;
use crate::domain::verification::{from_tag, tag};
use crate::error::{ProviderError, Result};
use crate::store::{decisions, documents, inconsistent, profiles, schedule, services};
use contracts::providers::{VerificationStatus, WeeklyInterval};
use httpkit::{Cursor, Page};
use kernel::cairo::local_date;
use kernel::ids::ProviderId;
use kernel::text::search_key;
use kernel::{DateTime, Instant};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// A line of the operators' list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderLineOut {
    /// The provider.
    pub id: ProviderId,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Where it stands.
    pub verification: VerificationStatus,
    /// Documents that wait for a decision.
    pub waiting_documents: i64,
    /// Whether the national ID's check digit fits the commonly used algorithm: a hint only.
    pub check_digit_plausible: bool,
    /// Whether it is online.
    pub is_online: bool,
    /// Since when an operator should look.
    pub queued_at: DateTime,
    /// When it applied.
    pub created_at: DateTime,
}

/// Providers, those waiting longest first. With a `name`, those whose name holds each of its words.
///
/// # Errors
/// When the database is away.
pub async fn list_in_tx(
    tx: &mut PgConnection,
    status: Option<VerificationStatus>,
    name: Option<&str>,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<ProviderLineOut>> {
    // A key holds letters, digits and spaces only, so nothing in it is a wildcard.
    let parts: Option<Vec<String>> =
        name.map(|name| search_key(name).split_whitespace().map(|w| format!("%{w}%")).collect());
    let rows = sqlx::query!(
        r#"select p.id, p.first_name, p.last_name, p.verification_status, p.check_digit_plausible,
                  p.is_available, p.queued_at, p.created_at,
                  (select count(*) from providers.documents d
                   where d.provider_id = p.id and d.state = 'uploaded' and d.replaced_at is null)
                      as "waiting!"
           from providers.service_provider_profiles p
           where ($1::text is null or p.verification_status = $1)
             and ($2::timestamptz is null or (p.queued_at, p.id) > ($2, $3::uuid))
             and ($5::text[] is null or p.search_name like all ($5))
           order by p.queued_at, p.id limit $4"#,
        status.map(tag),
        after.map(|c| c.at),
        after.map(|c| c.id) as Option<Uuid>,
        limit + 1,
        parts.as_deref(),
    )
    .fetch_all(tx)
    .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(ProviderLineOut {
            id: row.id.into(),
            first_name: row.first_name,
            last_name: row.last_name,
            verification: from_tag(&row.verification_status)
                .ok_or_else(|| inconsistent("profiles.verification_status"))?,
            waiting_documents: row.waiting,
            check_digit_plausible: row.check_digit_plausible,
            is_online: row.is_available,
            queued_at: row.queued_at,
            created_at: row.created_at,
        });
    }
    Ok(Page::from_rows(lines, limit, |line| Cursor { at: line.queued_at, id: line.id.uuid() }))
}

/// A needed document that is not accepted and good today.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MissingDocumentOut {
    /// The document.
    pub kind: DocumentKind,
    /// Its side.
    pub side: DocumentSide,
}

/// A provider as operators see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderRecordOut {
    /// The profile; the national ID is masked here too.
    pub profile: ProviderMeOut,
    /// Whether the national ID's check digit fits the commonly used algorithm. The state has
    /// published none, so a misfit is a reason to look closely and never to refuse.
    pub check_digit_plausible: bool,
    /// The account's state, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_status: Option<String>,
    /// Its documents, newest first, those that were replaced too.
    pub documents: Vec<DocumentRecordOut>,
    /// What stands between it and `verify`.
    pub missing: Vec<MissingDocumentOut>,
    /// What it offers.
    pub services: Vec<ProviderServiceOut>,
    /// Where it works.
    pub areas: Vec<ProviderAreaOut>,
    /// When it works.
    pub hours: Vec<WeeklyInterval>,
    /// All decisions on it, newest first.
    pub decisions: Vec<DecisionRecordOut>,
}

/// Everything operators see of a provider.
///
/// # Errors
/// [`ProviderError::NotFound`].
pub async fn provider_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    now: Instant,
) -> Result<ProviderRecordOut> {
    let stored = profiles::find_in_tx(tx, id).await?.ok_or(ProviderError::NotFound)?;
    let all = documents::list_in_tx(tx, id).await?;
    let papers: Vec<_> =
        all.iter().filter(|d| d.replaced_at.is_none()).map(documents::Document::paper).collect();
    let trades: Vec<Trade> =
        services::list_in_tx(tx, id).await?.iter().map(services::Offer::trade).collect();
    let rules = documents::requirements_in_tx(tx).await?;
    let missing = to_accept(&rules, &trades, &papers, local_date(now));
    // The band is the provider's matter; operators see prices only.
    let no_band = Band { min_percent: 0, max_percent: 0 };
    Ok(ProviderRecordOut {
        profile: own::load_in_tx(tx, id, now).await?,
        check_digit_plausible: stored.check_digit_plausible,
        account_status: stored.account_status,
        documents: all.iter().map(DocumentRecordOut::from).collect(),
        missing: missing
            .into_iter()
            .map(|(kind, side)| MissingDocumentOut { kind, side })
            .collect(),
        services: services_in_tx(tx, id, no_band).await?.items,
        areas: areas_in_tx(tx, id).await?.items,
        hours: schedule::week_in_tx(tx, id).await?,
        decisions: decisions::list_in_tx(tx, id)
            .await?
            .into_iter()
            .map(DecisionRecordOut::from)
            .collect(),
    })
}
