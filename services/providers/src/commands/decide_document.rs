//! An operator accepts or refuses a document.

use super::tell::{self, Act};
use crate::App;
use crate::domain::documents::{self as rules, DocumentKind, DocumentState};
use crate::domain::verification::{Move, after};
use crate::error::{ProviderError, Result};
use crate::reads::documents::DocumentOut;
use crate::store::documents::{self, Document};
use crate::store::profiles::{self, Profile};
use crate::store::{services, snapshot};
use chassis::bus;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::providers::{DocumentDecided, VerificationStatus};
use kernel::Instant;
use kernel::cairo::local_date;
use kernel::ids::{DocumentId, ProviderId, UserId};
use serde_json::json;
use sqlx::PgConnection;

/// What the operator decided.
pub struct DocumentDecision {
    /// Yes or no.
    pub accept: bool,
    /// Why, as the provider reads it.
    pub reason: String,
}

/// Decides on one document.
///
/// # Errors
/// [`ProviderError::NotFound`], [`ProviderError::DocumentDecided`],
/// [`ProviderError::DocumentOver`].
pub async fn run(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    (provider, id): (ProviderId, DocumentId),
    decision: DocumentDecision,
) -> Result<Answer> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let profile = tell::any_in_tx(&mut tx, provider).await?;
    let found = documents::find_in_tx(&mut tx, provider, id).await?;
    let document = found.ok_or(ProviderError::NotFound)?;
    decide_in_tx(&mut tx, operator, &document, &decision, world.now()).await?;
    move_on_in_tx(&mut tx, &profile, &document, decision.accept, world.now()).await?;
    let event = DocumentDecided {
        provider_id: provider,
        document_id: id,
        name: rules::name(document.kind, document.side),
        accepted: decision.accept,
        reason: (!decision.accept).then(|| decision.reason.clone()),
    };
    bus::append(&mut tx, world, &event).await?;
    close_if_invalid_in_tx(&mut tx, provider, world.now()).await?;
    tell::changed_in_tx(&mut tx, world, provider).await?;
    let act = Act {
        operator,
        action: if decision.accept {
            "provider.document.accept"
        } else {
            "provider.document.reject"
        },
        provider,
        reason: Some(&decision.reason),
        details: json!({"documentId": id, "kind": document.kind, "side": document.side}),
    };
    tell::acted_in_tx(&mut tx, world, act).await?;
    let decided = documents::find_in_tx(&mut tx, provider, id).await?;
    let decided = decided.ok_or(ProviderError::NotFound)?;
    let answer = Answer::json(200, &DocumentOut::from(&decided))?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Writes the decision and what follows from it for photo, background check and certificates.
pub async fn decide_in_tx(
    tx: &mut PgConnection,
    operator: UserId,
    document: &Document,
    decision: &DocumentDecision,
    now: Instant,
) -> Result<()> {
    let today = local_date(now);
    let is_open = match document.state {
        DocumentState::Uploaded => true,
        // A forgery may come to light later.
        DocumentState::Accepted => !decision.accept,
        DocumentState::Rejected | DocumentState::Expired => false,
    };
    if document.replaced_at.is_some() || !is_open {
        return Err(ProviderError::DocumentDecided);
    }
    if decision.accept && document.expires_on.is_some_and(|last| last < today) {
        return Err(ProviderError::DocumentOver);
    }
    if decision.accept && document.kind != DocumentKind::SkillCertificate {
        let before = [DocumentState::Accepted];
        documents::replace_in_tx(tx, document, &before, now).await?;
    }
    let state = if decision.accept { DocumentState::Accepted } else { DocumentState::Rejected };
    let note = Some(decision.reason.as_str());
    documents::decide_in_tx(tx, document.id, state, operator, note, now).await?;
    match document.kind {
        DocumentKind::ProfilePhoto if decision.accept => {
            profiles::set_photo_in_tx(tx, document.provider, Some(document.id)).await?;
        }
        DocumentKind::ProfilePhoto if document.state == DocumentState::Accepted => {
            profiles::set_photo_in_tx(tx, document.provider, None).await?;
        }
        DocumentKind::CriminalRecord => {
            let papers = documents::papers_in_tx(tx, document.provider).await?;
            let good =
                papers.iter().any(|p| p.kind == DocumentKind::CriminalRecord && p.is_good(today));
            let status = if good { "passed" } else { "failed" };
            profiles::set_background_check_in_tx(tx, document.provider, status).await?;
        }
        DocumentKind::SkillCertificate => {
            services::certify_in_tx(tx, document.provider, today).await?;
        }
        DocumentKind::ProfilePhoto
        | DocumentKind::NationalId
        | DocumentKind::Selfie
        | DocumentKind::TaxCard => {}
    }
    Ok(())
}

/// The first decision starts the review; a refused needed document sends the application back.
async fn move_on_in_tx(
    tx: &mut PgConnection,
    profile: &Profile,
    document: &Document,
    accepted: bool,
    now: Instant,
) -> Result<()> {
    use VerificationStatus::{DocumentsSubmitted, UnderReview};
    if !matches!(profile.status, DocumentsSubmitted | UnderReview) {
        return Ok(());
    }
    let is_needed = documents::requirements_in_tx(tx)
        .await?
        .iter()
        .any(|rule| rule.is_required && rule.kind == document.kind && rule.side == document.side);
    let step = if accepted || !is_needed { Move::Review } else { Move::SendBack };
    let to = after(profile.status, step)?;
    if to != profile.status {
        profiles::set_status_in_tx(tx, profile.id, to, now).await?;
    }
    Ok(())
}

/// Takes a provider offline whose documents are not valid any more.
pub async fn close_if_invalid_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    now: Instant,
) -> Result<()> {
    let state = snapshot::load_in_tx(tx, provider, now).await?;
    if state.is_some_and(|state| state.is_online && !state.documents_valid) {
        profiles::go_offline_in_tx(tx, provider, now).await?;
    }
    Ok(())
}
