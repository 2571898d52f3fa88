//! Identity: who people are.

use crate::PortError;
use async_trait::async_trait;
use kernel::ids::{AddressId, ApiKeyId, SessionId, UserId};
use kernel::{DateTime, Lang, LatLng, Role, Scopes};
use serde::{Deserialize, Serialize};

/// The context under which [`Contact`] is sealed in events and read models.
pub const CONTACT_CONTEXT: &str = "contracts.identity.contact";
/// The context under which one-time codes are sealed in events.
pub const OTP_CONTEXT: &str = "contracts.identity.otp";

/// How to reach and address a person. Travels only sealed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// First name; empty until the person gave one.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// E.164.
    pub phone: String,
    /// Email, if the person gave one.
    pub email: Option<String>,
    /// Whether the email was verified.
    pub email_verified: bool,
}

/// What a person wants to be told how, for purposes that may be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NotificationPreferences {
    /// Push messages.
    pub push: bool,
    /// SMS.
    pub sms: bool,
    /// Email.
    pub email: bool,
}

impl Default for NotificationPreferences {
    fn default() -> Self {
        Self { push: true, sms: true, email: true }
    }
}

/// The state of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// May do everything its role may.
    Active,
    /// Closed by its owner.
    Inactive,
    /// Stopped by an operator.
    Suspended,
    /// Registered, phone not verified yet.
    PendingVerification,
}

/// A person registered or changed: the whole present state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserChanged {
    /// The person.
    pub user_id: UserId,
    /// What it is on the platform.
    pub role: Role,
    /// The account's state.
    pub status: AccountStatus,
    /// The language it reads.
    pub lang: Lang,
    /// [`Contact`] as JSON, sealed under [`CONTACT_CONTEXT`].
    pub sealed_contact: String,
    /// How it wants to be told.
    pub preferences: NotificationPreferences,
    /// When it registered.
    pub registered_at: DateTime,
}
crate::event!(UserChanged, "user.changed", "user", |e| e.user_id);

/// Why a one-time code was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OtpPurpose {
    /// To log in or register by phone.
    LogIn,
    /// To prove that the phone is the account's.
    VerifyPhone,
    /// To set a new password.
    ResetPassword,
}

/// A one-time code must reach a phone, now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OtpRequested {
    /// The request; one code each.
    pub otp_id: kernel::ids::EventId,
    /// Why.
    pub purpose: OtpPurpose,
    /// The language of the message.
    pub lang: Lang,
    /// The phone (E.164), sealed under [`OTP_CONTEXT`].
    pub sealed_phone: String,
    /// The code, sealed under [`OTP_CONTEXT`].
    pub sealed_code: String,
    /// When it stops being good.
    pub expires_at: DateTime,
}
crate::event!(OtpRequested, "otp.requested", "otp", |e| e.otp_id);

/// A person's password is another one now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordChanged {
    /// The person.
    pub user_id: UserId,
    /// Whether it was set with a code sent to the phone, without the old one.
    pub by_reset: bool,
}
crate::event!(PasswordChanged, "user.password_changed", "user", |e| e.user_id);

/// Log-in sessions of a person ended: tokens of theirs are good for nothing any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionsEnded {
    /// The person.
    pub user_id: UserId,
    /// The sessions.
    pub session_ids: Vec<SessionId>,
}
crate::event!(SessionsEnded, "user.sessions_ended", "user", |e| e.user_id);

/// An API key of a partner was made, replaced or revoked: what is remembered of it may be wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyChanged {
    /// The key.
    pub key_id: ApiKeyId,
    /// The partner's account.
    pub partner_id: UserId,
}
crate::event!(ApiKeyChanged, "api_key.changed", "api_key", |e| e.key_id);

/// An account is a partner's, or what is known of it changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartnerChanged {
    /// The partner's account.
    pub partner_id: UserId,
}
crate::event!(PartnerChanged, "partner.changed", "partner", |e| e.partner_id);

/// An API key as somebody showed it, without its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownKey {
    /// The key's id.
    pub id: ApiKeyId,
    /// SHA-256 of the whole key, in hexadecimal.
    pub digest: String,
}

/// What an API key may do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyGrant {
    /// The key.
    pub key_id: ApiKeyId,
    /// The account it acts for.
    pub partner_id: UserId,
    /// What it was made for.
    pub scopes: Scopes,
    /// The networks it may come from (CIDR); empty means from anywhere.
    pub networks: Vec<String>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime>,
}

/// An Egyptian address. Landmark and pin matter more than the postal code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// ISO 3166-2 code of the governorate: `EG-C`.
    #[schema(example = "EG-C")]
    pub governorate: String,
    /// District (حي / منطقة).
    #[schema(example = "المعادي")]
    pub district: String,
    /// Street.
    #[schema(example = "شارع ٩")]
    pub street: String,
    /// Building number or name.
    #[schema(example = "12")]
    pub building: Option<String>,
    /// Floor (الدور).
    #[schema(example = "3")]
    pub floor: Option<String>,
    /// Apartment (شقة).
    #[schema(example = "7")]
    pub apartment: Option<String>,
    /// Landmark (علامة مميزة).
    #[schema(example = "بجوار محطة المترو")]
    pub landmark: Option<String>,
    /// The pin on the map.
    pub pin: LatLng,
}

/// Questions others ask identity.
#[async_trait]
pub trait IdentityApi: Send + Sync + 'static {
    /// A saved address of that person; [`PortError::NotFound`] when it isn't theirs.
    async fn address(&self, user: UserId, address: AddressId) -> Result<Address, PortError>;
    /// The public keys access tokens are verified with, as a JWK set (RFC 7517).
    async fn jwks(&self) -> Result<serde_json::Value, PortError>;
    /// What an API key may do; [`PortError::NotFound`] when it is none, or not any more.
    async fn api_key(&self, _shown: ShownKey) -> Result<ApiKeyGrant, PortError> {
        Err(PortError::NotFound)
    }
}
