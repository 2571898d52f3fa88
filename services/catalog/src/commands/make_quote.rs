//! What would this cost, here, then?

use super::changes::apply_due_in_tx;
use super::redeem::STALE;
use crate::App;
use crate::domain::hours;
use crate::domain::pricing::{self, Basis};
use crate::domain::promotion::Promotion;
use crate::domain::refusal::Refusal;
use crate::domain::service::PricedService;
use crate::domain::start::{Start, Wish};
use crate::domain::zone::ZoneAt;
use crate::http::quotes::QuoteOut;
use crate::store::promotions::StoredPromotion;
use crate::store::provider_prices::{self, Offered};
use crate::store::quotes::{self, KeptQuote};
use crate::store::{promotion_uses, promotions, services, zones};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyError, IdempotencyKey};
use chrono::TimeDelta;
use contracts::catalog::Quote;
use kernel::ids::{ProviderId, ServiceId, UserId};
use kernel::{ErrorClass, Fault, FieldError, Instant, LatLng, Localized, Money};
use sqlx::PgConnection;

/// How long a quote is good.
const LIFE: TimeDelta = TimeDelta::minutes(15);

/// What a quote is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    pub customer_id: Option<UserId>,
    pub service_id: ServiceId,
    pub provider_id: Option<ProviderId>,
    pub pin: LatLng,
    pub start: Wish,
    pub quantity: u32,
    /// In its stored form.
    pub promo_code: Option<String>,
}

/// Why there is no quote.
#[derive(Debug, thiserror::Error)]
pub enum QuoteError {
    /// Something about the request can't be had; at least one reason.
    #[error("refused: {}", .0.iter().map(Refusal::code).collect::<Vec<_>>().join(", "))]
    Refused(Vec<Refusal>),
    /// The idempotency key was not accepted.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The database is away or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for QuoteError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl Fault for QuoteError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Refused(_) => ErrorClass::Invalid,
            Self::Idempotency(error) => error.class(),
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusals) => refusals.first().map_or("invalid_fields", Refusal::code),
            Self::Idempotency(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::Refused(refusals) => {
                refusals.first().map_or_else(|| kernel::InvalidFields(vec![]).text(), Refusal::text)
            }
            Self::Idempotency(error) => error.text(),
            Self::Store(error) => error.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Refused(refusals) => refusals.iter().map(Refusal::at_field).collect(),
            Self::Idempotency(_) | Self::Store(_) => vec![],
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Refused(_) => None,
            Self::Idempotency(error) => error.retry_after_s(),
            Self::Store(error) => error.retry_after_s(),
        }
    }
}

/// Makes a quote for a request with an idempotency key.
pub async fn run(app: &App, key: &IdempotencyKey, ask: Ask) -> Result<Answer, QuoteError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let kept = make_in_tx(&mut tx, app, ask).await?;
    let answer = Answer::json(201, &QuoteOut::of(kept, world.now()))?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Makes a quote for another service.
pub async fn for_port(app: &App, ask: Ask) -> Result<Quote, QuoteError> {
    let mut tx = app.chassis.db.begin().await?;
    let kept = make_in_tx(&mut tx, app, ask).await?;
    tx.commit().await?;
    Ok(kept.quote)
}

async fn make_in_tx(tx: &mut PgConnection, app: &App, ask: Ask) -> Result<KeptQuote, QuoteError> {
    let world = &app.chassis.world;
    let now = world.now();
    // What holds from now on is written before anything is priced.
    apply_due_in_tx(tx, world, now).await?;
    // Everything that can be told apart is told at once.
    let mut refusals = Vec::new();
    let service = noted(&mut refusals, service(tx, &ask).await?);
    let zone = noted(&mut refusals, zone(tx, ask.pin).await?);
    let start = noted(&mut refusals, Start::decide(ask.start, now));
    if let (Some(zone), Some(start)) = (&zone, start) {
        noted(&mut refusals, open(zone, start, now));
    }
    let own_price = noted(&mut refusals, own_price(tx, &ask).await?);
    let promotion = noted(&mut refusals, promotion(tx, &ask, now).await?);
    let (Some(service), Some(zone), Some(start), Some(own_price), Some(promotion), true) =
        (service, zone, start, own_price, promotion, refusals.is_empty())
    else {
        return Err(QuoteError::Refused(refusals));
    };
    let basis = Basis {
        service: &service,
        own_price,
        quantity: ask.quantity,
        pin: ask.pin,
        zone: &zone,
        start,
        promotion: promotion.as_ref(),
        now,
    };
    let lines = pricing::price(&basis)?;
    let total = pricing::total(&lines);
    let (lines, explanations) = lines.into_iter().map(|l| (l.line, l.explanation)).unzip();
    let quote = Quote {
        id: world.id(),
        customer_id: ask.customer_id,
        duration_minutes: service.visit_minutes(ask.quantity),
        service: service.facts,
        provider_id: ask.provider_id,
        pin: ask.pin,
        zone_id: zone.id,
        district: zone.district,
        governorate: zone.governorate,
        starts_at: start.scheduled(),
        quantity: ask.quantity,
        lines,
        total,
        created_at: now,
        expires_at: now + LIFE,
    };
    let kept = KeptQuote { quote, explanations };
    quotes::insert(tx, &kept, promotion.map(|p| p.id)).await?;
    Ok(kept)
}

fn noted<T>(refusals: &mut Vec<Refusal>, result: Result<T, Refusal>) -> Option<T> {
    result.map_err(|refusal| refusals.push(refusal)).ok()
}

async fn service(
    tx: &mut PgConnection,
    ask: &Ask,
) -> Result<Result<PricedService, Refusal>, StoreError> {
    let found = services::find(tx, ask.service_id).await?;
    let Some(service) = found.filter(|s| s.facts.is_active) else {
        return Ok(Err(Refusal::UnknownService));
    };
    let service = service.priced();
    Ok(service.takes(ask.quantity).map(|()| service))
}

/// The zone of a pin.
pub(super) async fn zone(
    tx: &mut PgConnection,
    pin: LatLng,
) -> Result<Result<ZoneAt, Refusal>, StoreError> {
    if let Err(invalid) = pin.in_egypt() {
        return Ok(Err(Refusal::Place(invalid)));
    }
    Ok(zones::at(tx, pin).await?.ok_or(Refusal::OutsideZones))
}

fn open(zone: &ZoneAt, start: Start, now: kernel::Instant) -> Result<(), Refusal> {
    let asked = start.instant(now);
    if hours::is_open(&zone.hours, asked) {
        return Ok(());
    }
    let hours = hours::in_words(&zone.hours);
    Err(Refusal::ZoneClosed { zone: zone.name.clone(), hours, asked })
}

/// The wanted provider's own price, if one is wanted and has one.
async fn own_price(
    tx: &mut PgConnection,
    ask: &Ask,
) -> Result<Result<Option<Money>, Refusal>, StoreError> {
    let Some(provider) = ask.provider_id else { return Ok(Ok(None)) };
    Ok(match provider_prices::find(tx, provider, ask.service_id).await? {
        Offered::No => Err(Refusal::NotOffered),
        Offered::AtBasePrice => Ok(None),
        Offered::At(price) => Ok(Some(price)),
    })
}

async fn promotion(
    tx: &mut PgConnection,
    ask: &Ask,
    now: Instant,
) -> Result<Result<Option<Promotion>, Refusal>, StoreError> {
    let Some(code) = ask.promo_code.as_deref() else { return Ok(Ok(None)) };
    let Some(StoredPromotion { promotion, .. }) = promotions::by_code(tx, code).await? else {
        return Ok(Err(Refusal::UnknownPromotion));
    };
    // Orders that came to nothing must not keep a code from being used.
    promotion_uses::release_stale(tx, promotion.id, now - STALE, now).await?;
    let Some(StoredPromotion { promotion, used, .. }) = promotions::by_code(tx, code).await? else {
        return Ok(Err(Refusal::UnknownPromotion));
    };
    if !promotion.limits.leave(used) {
        return Ok(Err(Refusal::PromotionUsedUp));
    }
    if let (Some(customer), Some(most)) = (ask.customer_id, promotion.limits.per_customer)
        && promotion_uses::by_customer(tx, promotion.id, customer).await? >= most.into()
    {
        return Ok(Err(Refusal::PromotionUsedByYou));
    }
    Ok(Ok(Some(promotion)))
}
