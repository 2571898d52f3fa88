//! The registry of typed ids. All are UUIDv7 (sortable by creation time), shown as plain UUIDs.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// An id that wraps a UUID.
pub trait TypedId: From<Uuid> + Copy {
    /// The bare UUID, for the edges (SQL, wire).
    fn uuid(self) -> Uuid;
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
            utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(Uuid);

        impl $name {
            /// The bare UUID, for the edges (SQL, wire).
            #[must_use]
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl TypedId for $name {
            fn uuid(self) -> Uuid {
                self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )+};
}

typed_ids! {
    /// A saved address of a customer.
    AddressId,
    /// A partner's API key.
    ApiKeyId,
    /// A booking.
    BookingId,
    /// A service category.
    CategoryId,
    /// A change order proposed during a visit.
    ChangeOrderId,
    /// A photo or voice note of a conversation.
    ChatAttachmentId,
    /// A message in a conversation, made by whoever writes it.
    ChatMessageId,
    /// A conversation: of one booking, or between a person and the staff.
    ConversationId,
    /// One delivery of a notification through one channel.
    DeliveryId,
    /// A browser that takes push messages.
    DeviceId,
    /// An identity document of a provider.
    DocumentId,
    /// A ledger entry (a balanced set of postings).
    EntryId,
    /// An estimate proposed on site.
    EstimateId,
    /// An event in the log.
    EventId,
    /// A provider's time held for a customer who is about to order.
    HoldId,
    /// A notification in somebody's inbox.
    NotificationId,
    /// An offer of a booking to a provider.
    OfferId,
    /// A payment: one attempt to move money for one booking through one method.
    PaymentId,
    /// A maintenance plan: a visit that comes again and again.
    PlanId,
    /// A provider. A provider is a user, so the value equals its [`UserId`].
    ProviderId,
    /// A quote.
    QuoteId,
    /// A rating.
    RatingId,
    /// A search for a provider (one matching run of a booking).
    SearchId,
    /// A service that can be ordered.
    ServiceId,
    /// A log-in session: a family of refresh tokens.
    SessionId,
    /// A link that shows one journey to somebody without an account.
    ShareLinkId,
    /// An alarm of somebody in danger.
    SosId,
    /// A person with an account.
    UserId,
    /// Where a partner's programs are told.
    WebhookEndpointId,
    /// A message to a partner's program.
    WebhookMessageId,
    /// A zone: a polygon with its own availability and surge bounds.
    ZoneId,
}

impl From<UserId> for ProviderId {
    fn from(id: UserId) -> Self {
        Self(id.0)
    }
}

impl From<ProviderId> for UserId {
    fn from(id: ProviderId) -> Self {
        Self(id.0)
    }
}
