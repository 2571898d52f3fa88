//! What every part of the service has at hand.

use crate::domain::address::NewAddress;
use crate::error::Trouble;
use crate::hasher::{Hasher, HasherSettings};
use crate::signer::Signer;
use crate::store::addresses::SavedAddress;
use chassis::Chassis;
use chassis::config::ConfigError;
use chassis::crypto::Sealed;
use contracts::PortError;
use contracts::privacy::{Obstacle, StandingApi};
use kernel::ids::UserId;
use kernel::{Instant, PhoneNumber};
use std::net::IpAddr;
use std::sync::Arc;

const PHONE: &str = "identity.users.phone";
const EMAIL: &str = "identity.users.email";
const CONTACT_PHONE: &str = "identity.addresses.contact_phone";
const SUCCESSOR: &str = "identity.refresh_tokens.sealed_successor";
const OTP_CODE: &str = "identity.otp_codes.code";
const OTP_ADDRESS: &str = "identity.otp_codes.address";
const CSRF: &str = "identity.sessions.csrf";

/// The service's state. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What the service runs on.
    pub chassis: Chassis,
    /// Hashes and checks passwords.
    pub hasher: Hasher,
    /// Signs access tokens.
    pub signer: Signer,
    /// Who knows whether anything stands in the way of forgetting a person.
    standing: Arc<[Arc<dyn StandingApi>]>,
}

impl App {
    /// The state over `chassis`, configured by its section `identity`.
    ///
    /// # Errors
    /// Names the key of the configuration that is wrong.
    pub fn new(chassis: Chassis) -> Result<Self, ConfigError> {
        let settings: HasherSettings = chassis.settings.section("identity")?;
        let signer =
            Signer::new(chassis.db.clone(), chassis.world.clone(), chassis.keyring.clone());
        Ok(Self { hasher: Hasher::new(settings), signer, chassis, standing: Arc::new([]) })
    }

    /// The same, asking these before a person is forgotten.
    #[must_use]
    pub fn asking(mut self, standing: Vec<Arc<dyn StandingApi>>) -> Self {
        self.standing = standing.into();
        self
    }

    /// What stands in the way of forgetting a person.
    ///
    /// # Errors
    /// When one of those who know is away.
    pub async fn obstacles(&self, user: UserId) -> Result<Vec<Obstacle>, PortError> {
        let mut found = Vec::new();
        for port in self.standing.iter() {
            found.extend(port.obstacles(user).await?);
        }
        Ok(found)
    }

    /// The current instant.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.chassis.world.now()
    }

    /// Whether people reach us over TLS, so that cookies must not travel without it.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.chassis.settings.public_url.starts_with("https://")
    }

    /// A phone number as it is stored.
    #[must_use]
    pub fn seal_phone(&self, phone: &PhoneNumber) -> Sealed {
        self.chassis.keyring.seal_text(PHONE, phone.as_str())
    }

    /// What a phone number is found by.
    #[must_use]
    pub fn phone_hash(&self, phone: &PhoneNumber) -> [u8; 32] {
        self.chassis.keyring.blind_index(PHONE, phone.as_str().as_bytes())
    }

    /// A stored phone number.
    ///
    /// # Errors
    /// When it can't be opened or is none.
    pub fn open_phone(&self, sealed: &Sealed) -> Result<PhoneNumber, Trouble> {
        let text = self.chassis.keyring.open_text(PHONE, sealed)?;
        PhoneNumber::parse(&text).map_err(|e| Trouble::broken_by("a stored phone number", e))
    }

    /// An email address as it is stored.
    #[must_use]
    pub fn seal_email(&self, email: &str) -> Sealed {
        self.chassis.keyring.seal_text(EMAIL, email)
    }

    /// What an email address is found by; case does not matter.
    #[must_use]
    pub fn email_hash(&self, email: &str) -> [u8; 32] {
        self.chassis.keyring.blind_index(EMAIL, email.to_lowercase().as_bytes())
    }

    /// A stored email address.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn open_email(&self, sealed: &Sealed) -> Result<String, Trouble> {
        Ok(self.chassis.keyring.open_text(EMAIL, sealed)?.to_string())
    }

    /// The contact phone of an address as it is stored.
    #[must_use]
    pub fn seal_contact_phone(&self, phone: &PhoneNumber) -> Sealed {
        self.chassis.keyring.seal_text(CONTACT_PHONE, phone.as_str())
    }

    /// A stored contact phone.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn open_contact_phone(&self, sealed: &Sealed) -> Result<String, Trouble> {
        Ok(self.chassis.keyring.open_text(CONTACT_PHONE, sealed)?.to_string())
    }

    /// An address as it is stored: what leads to somebody's door is sealed; governorate, district,
    /// postal code and pin are not.
    #[must_use]
    pub fn seal_address(&self, new: &NewAddress) -> NewAddress {
        let seal = |column: &str, text: &str| {
            let context = format!("identity.addresses.{column}");
            String::from(self.chassis.keyring.seal_text(&context, text))
        };
        let some = |column, text: &Option<String>| text.as_deref().map(|text| seal(column, text));
        NewAddress {
            label: some("label", &new.label),
            contact_name: some("contact_name", &new.contact_name),
            street: seal("street", &new.street),
            building: some("building", &new.building),
            floor: some("floor", &new.floor),
            apartment: some("apartment", &new.apartment),
            landmark: some("landmark", &new.landmark),
            directions: some("directions", &new.directions),
            ..new.clone()
        }
    }

    /// A stored address with everything opened but the phone.
    ///
    /// # Errors
    /// When something can't be opened.
    pub fn open_address(&self, mut row: SavedAddress) -> Result<SavedAddress, Trouble> {
        let open = |column: &str, text: &mut String| {
            // What was saved before addresses were sealed stays as it is until it is saved again.
            if let Ok(sealed) = Sealed::parse(text.as_str()) {
                let context = format!("identity.addresses.{column}");
                *text = self.chassis.keyring.open_text(&context, &sealed)?.to_string();
            }
            Ok::<_, Trouble>(())
        };
        open("street", &mut row.street)?;
        let others = [
            ("label", &mut row.label),
            ("contact_name", &mut row.contact_name),
            ("building", &mut row.building),
            ("floor", &mut row.floor),
            ("apartment", &mut row.apartment),
            ("landmark", &mut row.landmark),
            ("directions", &mut row.directions),
        ];
        for (column, text) in others {
            text.as_mut().map_or(Ok(()), |text| open(column, text))?;
        }
        Ok(row)
    }

    /// A refresh token as it waits for its few seconds.
    #[must_use]
    pub fn seal_successor(&self, token: &str) -> Sealed {
        self.chassis.keyring.seal_text(SUCCESSOR, token)
    }

    /// A refresh token that waited.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn open_successor(&self, sealed: &Sealed) -> Result<String, Trouble> {
        Ok(self.chassis.keyring.open_text(SUCCESSOR, sealed)?.to_string())
    }

    /// The keyed hash of a one-time code, bound to its request.
    #[must_use]
    pub fn code_hash(&self, otp: uuid::Uuid, code: &str) -> [u8; 32] {
        self.chassis.keyring.blind_index(OTP_CODE, &[otp.as_bytes(), code.as_bytes()].concat())
    }

    /// The keyed hash of a network address.
    #[must_use]
    pub fn address_hash(&self, addr: IpAddr) -> [u8; 32] {
        self.chassis.keyring.blind_index(OTP_ADDRESS, addr.to_string().as_bytes())
    }

    /// The CSRF token of a session: nobody can compute it who doesn't hold the lookup secret.
    #[must_use]
    pub fn csrf(&self, session: kernel::ids::SessionId) -> String {
        use base64::Engine as _;
        let hash = self.chassis.keyring.blind_index(CSRF, session.uuid().as_bytes());
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&hash[..16])
    }
}
