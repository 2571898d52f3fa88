//! The services that booking asks, as tests want them.

use async_trait::async_trait;
use contracts::PortError;
use contracts::catalog::{CatalogApi, Quote, QuoteRequest, SlotTerms, SlotTermsRequest};
use contracts::identity::{Address, IdentityApi};
use contracts::tracking::{LivePosition, NearestQuery, TrackingApi};
use kernel::ids::{AddressId, ProviderId, QuoteId, UserId};
use kernel::{Instant, LatLng};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// A catalog with the quotes that were put into it.
#[derive(Default)]
pub struct FakeCatalog {
    /// Quotes by id.
    pub quotes: Mutex<HashMap<QuoteId, Quote>>,
    /// What `make_quote` answers next; refuses when there is nothing.
    pub next: Mutex<Option<Quote>>,
    /// What `make_quote` makes quotes of when nothing is next: with an id, time and provider of
    /// their own.
    pub template: Mutex<Option<Quote>>,
    /// Why it refuses to make one.
    pub refusal: Mutex<Option<PortError>>,
    /// On which terms everything can be had; away when there is nothing.
    pub terms: Mutex<Option<SlotTerms>>,
    /// What was asked for.
    pub asked: Mutex<Vec<QuoteRequest>>,
    /// Whether it does not answer.
    pub away: AtomicBool,
}

impl FakeCatalog {
    fn of_template(&self, request: &QuoteRequest) -> Option<Quote> {
        let mut quote = self.template.lock().unwrap().clone()?;
        let made = self.quotes.lock().unwrap().len() as u128;
        quote.id = uuid::Uuid::from_u128(0x0_0000_1000 + made).into();
        quote.customer_id = request.customer_id;
        quote.provider_id = request.provider_id;
        quote.starts_at = request.starts_at;
        quote.pin = request.pin;
        Some(quote)
    }
}

#[async_trait]
impl CatalogApi for FakeCatalog {
    async fn make_quote(&self, request: QuoteRequest) -> Result<Quote, PortError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Unavailable);
        }
        self.asked.lock().unwrap().push(request);
        if let Some(refusal) = self.refusal.lock().unwrap().clone() {
            return Err(refusal);
        }
        let made = || self.of_template(self.asked.lock().unwrap().last()?);
        let quote = self.next.lock().unwrap().clone().or_else(made).ok_or(PortError::NotFound)?;
        self.quotes.lock().unwrap().insert(quote.id, quote.clone());
        Ok(quote)
    }

    async fn quote(&self, id: QuoteId) -> Result<Quote, PortError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Unavailable);
        }
        self.quotes.lock().unwrap().get(&id).cloned().ok_or(PortError::NotFound)
    }

    async fn slot_terms(&self, _: SlotTermsRequest) -> Result<SlotTerms, PortError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Unavailable);
        }
        self.terms.lock().unwrap().clone().ok_or(PortError::Unavailable)
    }
}

/// An identity with the addresses that were put into it.
#[derive(Default)]
pub struct FakeIdentity {
    /// Addresses by owner and id.
    pub addresses: Mutex<HashMap<(UserId, AddressId), Address>>,
}

#[async_trait]
impl IdentityApi for FakeIdentity {
    async fn address(&self, user: UserId, address: AddressId) -> Result<Address, PortError> {
        let addresses = self.addresses.lock().unwrap();
        addresses.get(&(user, address)).cloned().ok_or(PortError::NotFound)
    }

    async fn jwks(&self) -> Result<serde_json::Value, PortError> {
        Ok(serde_json::json!({"keys": []}))
    }
}

/// Live positions that were put into it.
#[derive(Default)]
pub struct FakeTracking {
    /// The last fix of each provider.
    pub fixes: Mutex<HashMap<ProviderId, LivePosition>>,
    /// Whether it does not answer.
    pub away: AtomicBool,
}

impl FakeTracking {
    /// Puts a provider somewhere.
    pub fn put(&self, provider_id: ProviderId, place: LatLng, at: Instant) {
        let fix = LivePosition { provider_id, place, accuracy_m: 10.0, at };
        self.fixes.lock().unwrap().insert(provider_id, fix);
    }

    /// Makes it answer or not.
    pub fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }
}

#[async_trait]
impl TrackingApi for FakeTracking {
    async fn nearest(&self, query: NearestQuery) -> Result<Vec<LivePosition>, PortError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Unavailable);
        }
        let mut found: Vec<LivePosition> = self
            .fixes
            .lock()
            .unwrap()
            .values()
            .filter(|fix| fix.place.distance_m(query.center) <= query.radius_m)
            .copied()
            .collect();
        let distance = |fix: &LivePosition| fix.place.distance_m(query.center);
        found.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        found.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    async fn last_fix(&self, provider: ProviderId) -> Result<Option<LivePosition>, PortError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Unavailable);
        }
        Ok(self.fixes.lock().unwrap().get(&provider).copied())
    }
}
