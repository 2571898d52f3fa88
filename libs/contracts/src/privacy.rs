//! Privacy: what people agreed to, copies of what is known of them, and being forgotten.

use kernel::DateTime;
use kernel::ids::{EventId, UserId};
use serde::{Deserialize, Serialize};

/// The services that keep something of people. Each answers [`ExportRequested`] with an
/// [`ExportPartReady`] and [`UserErased`] with a [`PersonalDataErased`]; identity waits for all.
pub const HOLDERS: [&str; 8] = [
    "identity",
    "providers",
    "booking",
    "tracking",
    "payments",
    "notifications",
    "ratings",
    "admin",
];

/// The context under which a part of an export is sealed in object storage.
pub const EXPORT_CONTEXT: &str = "contracts.privacy.export";

/// Where a holder's part of an export lies in object storage, sealed.
#[must_use]
pub fn part_key(export: EventId, holder: &str) -> String {
    format!("exports/{export}/{holder}")
}

/// What a person is asked for. What the contract or the law needs is not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentPurpose {
    /// The terms of use and the privacy notice themselves.
    Terms,
    /// News and offers by the platform.
    Marketing,
    /// Use of one's data to improve the service (statistics, research).
    Analytics,
    /// Live position while a booking needs it.
    Location,
    /// Providers: keeping identity documents, among them sensitive ones (card, selfie,
    /// criminal record).
    IdentityDocuments,
    /// Processing outside Egypt by those who carry messages and files.
    TransferAbroad,
}

impl ConsentPurpose {
    /// Every purpose.
    pub const ALL: [Self; 6] = [
        Self::Terms,
        Self::Marketing,
        Self::Analytics,
        Self::Location,
        Self::IdentityDocuments,
        Self::TransferAbroad,
    ];

    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Marketing => "marketing",
            Self::Analytics => "analytics",
            Self::Location => "location",
            Self::IdentityDocuments => "identity_documents",
            Self::TransferAbroad => "transfer_abroad",
        }
    }
}

/// A person gave or withdrew a consent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsentChanged {
    /// The person.
    pub user_id: UserId,
    /// What for.
    pub purpose: ConsentPurpose,
    /// The version of the text that was shown.
    pub version: u32,
    /// Yes or no.
    pub granted: bool,
}
crate::event!(ConsentChanged, "user.consent_changed", "user", |e| e.user_id);

/// A person wants a copy of everything that is known of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportRequested {
    /// The export.
    pub export_id: EventId,
    /// The person.
    pub user_id: UserId,
}
crate::event!(ExportRequested, "user.export_requested", "user_export", |e| e.export_id);

/// A holder laid its part of an export into object storage, at [`part_key`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportPartReady {
    /// The export.
    pub export_id: EventId,
    /// Which service.
    pub holder: String,
}
crate::event!(ExportPartReady, "user.export_part_ready", "user_export", |e| e.export_id);

/// A person's copy can be downloaded.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportReady {
    /// The export.
    pub export_id: EventId,
    /// The person.
    pub user_id: UserId,
    /// Until when it is kept.
    pub expires_at: DateTime,
}
crate::event!(ExportReady, "user.export_ready", "user_export", |e| e.export_id);

/// A person asked to be forgotten; nothing is erased yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeletionScheduled {
    /// The person.
    pub user_id: UserId,
    /// When everything personal is erased, unless the person comes back before.
    pub erase_at: DateTime,
}
crate::event!(DeletionScheduled, "user.deletion_scheduled", "user", |e| e.user_id);

/// A person that asked to be forgotten came back in time.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeletionCancelled {
    /// The person.
    pub user_id: UserId,
}
crate::event!(DeletionCancelled, "user.deletion_cancelled", "user", |e| e.user_id);

/// A person is forgotten: every service erases what is personal. The id stays, as a pseudonym, on
/// what must be kept (ledger, bookings, audit log).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserErased {
    /// The person that was.
    pub user_id: UserId,
    /// When its grace period ended.
    pub erased_at: DateTime,
}
crate::event!(UserErased, "user.erased", "user", |e| e.user_id);

/// A holder erased what it kept of a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonalDataErased {
    /// The person that was.
    pub user_id: UserId,
    /// Which service.
    pub holder: String,
    /// How many rows were erased or emptied.
    pub rows: u64,
}
crate::event!(PersonalDataErased, "user.data_erased", "user", |e| e.user_id);

/// Why a person can't be forgotten now. What it is about and what to do stand in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Obstacle {
    /// A stable code: `booking.running`, `payments.owes`, `payments.owed`.
    #[schema(example = "booking.running")]
    pub code: String,
    /// What a person reads.
    pub text: kernel::Localized,
}

/// Asked before a person is forgotten: does anything stand in the way?
#[async_trait::async_trait]
pub trait StandingApi: Send + Sync + 'static {
    /// What stands in the way; empty when nothing does.
    async fn obstacles(&self, user: UserId) -> Result<Vec<Obstacle>, crate::PortError>;
}
