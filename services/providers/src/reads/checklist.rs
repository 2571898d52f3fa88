//! What is missing, and what comes next.

use crate::domain::documents::{DocumentKind, DocumentSide, Met, Requirement, Trade, name};
use crate::error::{ProviderError, Result};
use crate::store::{areas, documents, profiles, schedule, services};
use contracts::providers::VerificationStatus;
use kernel::cairo::NaiveDate;
use kernel::cairo::local_date;
use kernel::ids::{DocumentId, ProviderId};
use kernel::{Instant, Localized};
use serde::Serialize;
use sqlx::PgConnection;

/// What a line of the checklist is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChecklistStep {
    /// Choose services.
    Services,
    /// Send a document.
    Document,
    /// Say where you work.
    Areas,
    /// Say when you work.
    Hours,
    /// Send the application.
    Submit,
    /// Nothing to do but wait for the operators.
    Wait,
    /// Read the decision; appeal or send again.
    Decision,
    /// All done.
    Work,
}

/// A line of the checklist.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChecklistItemOut {
    /// What it is about.
    pub step: ChecklistStep,
    /// What people call it.
    pub name: Localized,
    /// Whether nothing works without it.
    pub required: bool,
    /// Whether the provider has done its part.
    pub done: bool,
    /// The document, for documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<DocumentKind>,
    /// Its side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<DocumentSide>,
    /// How it is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Met>,
    /// The document that counts now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_id: Option<DocumentId>,
    /// The last day it is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<NaiveDate>,
    /// What the reviewer wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether the upload must say when it expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs_expiry: Option<bool>,
}

/// What is missing, and what comes next.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChecklistOut {
    /// Where the provider stands.
    pub verification: VerificationStatus,
    /// Everything there is to do, in a good order.
    pub items: Vec<ChecklistItemOut>,
    /// Whether the application can be sent now.
    pub can_submit: bool,
    /// What comes next.
    pub next: ChecklistStep,
    /// What comes next, in words.
    pub next_text: Localized,
}

/// The caller's checklist.
///
/// # Errors
/// [`ProviderError::NotApplied`].
pub async fn load_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    now: Instant,
) -> Result<ChecklistOut> {
    let profile = profiles::find_in_tx(tx, id).await?.ok_or(ProviderError::NotApplied)?;
    let offers = services::list_in_tx(tx, id).await?;
    let trades: Vec<Trade> = offers.iter().map(services::Offer::trade).collect();
    let papers = documents::papers_in_tx(tx, id).await?;
    let today = local_date(now);
    let mut items = vec![plain(ChecklistStep::Services, !offers.is_empty())];
    for rule in documents::requirements_in_tx(tx).await? {
        if rule.applies(&trades) {
            items.push(document(&rule, &papers, today));
        }
    }
    items.push(plain(ChecklistStep::Areas, !areas::list_in_tx(tx, id).await?.is_empty()));
    items.push(plain(ChecklistStep::Hours, !schedule::week_in_tx(tx, id).await?.is_empty()));
    // Areas and hours may follow while the operators look.
    let may_send =
        matches!(profile.status, VerificationStatus::Applied | VerificationStatus::Rejected);
    let can_submit = may_send
        && items.iter().all(|item| {
            item.done
                || !item.required
                || matches!(item.step, ChecklistStep::Areas | ChecklistStep::Hours)
        });
    let (next, next_text) = next(profile.status, &items, can_submit);
    Ok(ChecklistOut { verification: profile.status, items, can_submit, next, next_text })
}

fn document(
    rule: &Requirement,
    papers: &[crate::domain::documents::Paper],
    today: NaiveDate,
) -> ChecklistItemOut {
    let state = rule.met(papers, today);
    // Papers come newest first, so the first is the one people think of.
    let paper = papers.iter().find(|p| p.kind == rule.kind && p.side == rule.side);
    ChecklistItemOut {
        step: ChecklistStep::Document,
        name: name(rule.kind, rule.side),
        required: rule.is_required,
        done: matches!(state, Met::Waiting | Met::Good),
        kind: Some(rule.kind),
        side: Some(rule.side),
        state: Some(state),
        document_id: paper.map(|p| p.id),
        expires_on: paper.and_then(|p| p.expires_on),
        note: paper.and_then(|p| p.note.clone()),
        needs_expiry: Some(rule.needs_expiry),
    }
}

fn plain(step: ChecklistStep, done: bool) -> ChecklistItemOut {
    let (ar, en) = match step {
        ChecklistStep::Areas => ("مناطق العمل", "Where you work"),
        ChecklistStep::Hours => ("مواعيد العمل", "When you work"),
        _ => ("الخدمات التي تقدمها", "The services you offer"),
    };
    ChecklistItemOut {
        step,
        name: Localized::new(ar, en),
        required: true,
        done,
        kind: None,
        side: None,
        state: None,
        document_id: None,
        expires_on: None,
        note: None,
        needs_expiry: None,
    }
}

fn next(
    status: VerificationStatus,
    items: &[ChecklistItemOut],
    can_submit: bool,
) -> (ChecklistStep, Localized) {
    use VerificationStatus as S;
    let say = |step, ar: &str, en: &str| (step, Localized::new(ar, en));
    let open = items.iter().find(|item| item.required && !item.done);
    match (status, open) {
        (S::Suspended, _) => say(
            ChecklistStep::Decision,
            "حسابك موقوف. اقرأ القرار، ويمكنك تقديم تظلّم.",
            "Your account is suspended. Read the decision; you may appeal.",
        ),
        (S::Rejected, Some(item)) if item.step == ChecklistStep::Document => step_for(item),
        (S::Rejected, _) => say(
            ChecklistStep::Decision,
            "رُفض طلبك. اقرأ القرار، ثم قدّم تظلّمًا أو أرسل الطلب من جديد.",
            "Your application was rejected. Read the decision, then appeal or send it again.",
        ),
        (S::Applied, _) if can_submit => say(
            ChecklistStep::Submit,
            "اكتملت مستنداتك. أرسل الطلب للمراجعة.",
            "Your documents are complete. Send the application for review.",
        ),
        (_, Some(item)) => step_for(item),
        (S::DocumentsSubmitted | S::UnderReview, None) => say(
            ChecklistStep::Wait,
            "طلبك قيد المراجعة. سنخبرك بالنتيجة.",
            "Your application is being reviewed. We'll tell you the result.",
        ),
        (S::Applied | S::Verified, None) => say(
            ChecklistStep::Work,
            "كل شيء جاهز. فعّل وضع الاتصال لتستقبل الطلبات.",
            "All done. Go online to take jobs.",
        ),
    }
}

fn step_for(item: &ChecklistItemOut) -> (ChecklistStep, Localized) {
    let text = match item.step {
        ChecklistStep::Document => {
            Localized::new(format!("ارفع: {}.", item.name.ar), format!("Upload: {}.", item.name.en))
        }
        ChecklistStep::Areas => Localized::new("حدّد المناطق التي تعمل بها.", "Say where you work."),
        ChecklistStep::Hours => Localized::new("حدّد مواعيد عملك.", "Say when you work."),
        _ => Localized::new("اختر الخدمات التي تقدمها.", "Choose the services you offer."),
    };
    (item.step, text)
}
