//! The aggregate: one booking with everything its moves look at.

use super::number::BookingNumber;
use super::price::Price;
use super::state::{Pending, State};
use super::{Actor, Side, Versions};
use chrono::TimeDelta;
use contracts::booking::{BookingFacts, PaymentMethod, Stage, Status};
use contracts::catalog::{Completion, PriceLine, Pricing};
use kernel::ids::{BookingId, CategoryId, ProviderId, QuoteId, ServiceId, UserId, ZoneId};
use kernel::national_id::Gender;
use kernel::{BasisPoints, Instant, Lang, LatLng, Localized, Money};

/// The service as it was when the quote was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderedService {
    /// The service.
    pub id: ServiceId,
    /// Its category.
    pub category_id: CategoryId,
    /// Its stable code.
    pub code: String,
    /// Its name.
    pub name: Localized,
    /// How it is priced.
    pub pricing: Pricing,
    /// Whether only certified providers may do it.
    pub needs_certificate: bool,
    /// How long the work is guaranteed, in days.
    pub warranty_days: u32,
    /// How much parts may cost in all without an operator.
    pub parts_cap: Money,
    /// How many were ordered.
    pub quantity: u32,
    /// What must be there before the work is done.
    pub completion: Completion,
}

/// What the customer wishes of the provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// A certain one, whose own price was quoted.
    pub provider: Option<ProviderId>,
    /// A language.
    pub language: Option<Lang>,
    /// A gender.
    pub gender: Option<Gender>,
}

/// When.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Whether it was ordered for now.
    pub instant: bool,
    /// The planned start.
    pub starts_at: Instant,
    /// The planned end.
    pub ends_at: Instant,
}

impl Window {
    /// A window of `minutes` from `starts_at`.
    #[must_use]
    pub fn of(instant: bool, starts_at: Instant, minutes: u32) -> Self {
        Self { instant, starts_at, ends_at: starts_at + TimeDelta::minutes(minutes.max(1).into()) }
    }

    /// How long it is planned, in minutes.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        u32::try_from((self.ends_at - self.starts_at).num_minutes()).unwrap_or_default()
    }

    /// The same length at another time.
    #[must_use]
    pub fn moved_to(&self, starts_at: Instant) -> Self {
        Self { starts_at, ends_at: starts_at + (self.ends_at - self.starts_at), ..*self }
    }
}

/// Where. The address itself is sealed and never part of a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The zone.
    pub zone_id: ZoneId,
    /// The district's name.
    pub district: Localized,
    /// ISO 3166-2 code of the governorate.
    pub governorate: String,
    /// The pin.
    pub pin: LatLng,
}

/// Where the money stands; exactly the requirements' set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentStatus {
    /// Nothing was paid yet.
    Pending,
    /// Settled.
    Paid,
    /// Given back.
    Refunded,
    /// Held.
    Disputed,
}

impl PaymentStatus {
    const ALL: [Self; 4] = [Self::Pending, Self::Paid, Self::Refunded, Self::Disputed];

    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Refunded => "refunded",
            Self::Disputed => "disputed",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.tag() == tag)
    }
}

/// How the customer pays and where that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// How.
    pub method: PaymentMethod,
    /// Where it stands.
    pub status: PaymentStatus,
    /// When the ledger settled it.
    pub settled_at: Option<Instant>,
}

/// Who confirmed that the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkConfirmer {
    /// The customer.
    Customer,
    /// Its silence.
    Timer,
}

/// That the work is done, confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkConfirmed {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: WorkConfirmer,
}

/// A dispute, open or decided. There is at most one. What is said in it is kept apart, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeRecord {
    /// When it was opened.
    pub opened_at: Instant,
    /// Whether the work had been completed before; else an operator stopped it.
    pub after_completion: bool,
    /// When it was decided, and what went back to the customer.
    pub decided: Option<(Instant, Money)>,
}

/// One booking. Its moves consume it and give it back in its new state; they are in this folder,
/// by phase of its life.
#[derive(Clone, Debug, PartialEq)]
pub struct Booking {
    /// Its id.
    pub(crate) id: BookingId,
    /// Its number for people.
    pub(crate) number: BookingNumber,
    /// Counts its saved changes, from 1.
    pub(crate) version: i32,
    /// Who ordered.
    pub(crate) customer_id: UserId,
    /// From which quote.
    pub(crate) quote_id: QuoteId,
    /// What.
    pub(crate) service: OrderedService,
    /// By whom, as wished.
    pub(crate) wishes: Wishes,
    /// When.
    pub(crate) window: Window,
    /// Where.
    pub(crate) place: Place,
    /// For how much.
    pub(crate) price: Price,
    /// How it is paid.
    pub(crate) payment: Payment,
    /// Where it stands.
    pub(crate) state: State,
    /// The how-manieth visit this is.
    pub(crate) visit_no: i16,
    /// What a cancellation costs at least, after a reschedule inside the fee window.
    pub(crate) fee_floor: Money,
    /// That the work is done, confirmed.
    pub(crate) work_confirmed: Option<WorkConfirmed>,
    /// Its dispute.
    pub(crate) dispute: Option<DisputeRecord>,
    /// How many searches were begun.
    pub(crate) search_no: i32,
    /// How many providers left.
    pub(crate) drop_outs: i32,
    /// Under which versions of the settings it was agreed.
    pub(crate) versions: Versions,
    /// When it was created.
    pub(crate) created_at: Instant,
}

/// What a new booking is made of.
#[derive(Clone, Debug)]
pub struct NewBooking {
    /// Its id.
    pub id: BookingId,
    /// Its number for people.
    pub number: BookingNumber,
    /// Who orders.
    pub customer_id: UserId,
    /// From which quote.
    pub quote_id: QuoteId,
    /// What.
    pub service: OrderedService,
    /// The platform's share of the work.
    pub commission: BasisPoints,
    /// By whom, as wished.
    pub wishes: Wishes,
    /// When.
    pub window: Window,
    /// Where.
    pub place: Place,
    /// The quote's lines.
    pub lines: Vec<PriceLine>,
    /// How it is paid.
    pub method: PaymentMethod,
}

impl Booking {
    /// A new booking: prepaid methods wait for the money, cash is searched for at once.
    #[must_use]
    pub fn create(new: NewBooking, now: Instant, rules: &super::Rules) -> Self {
        let state = if new.method.is_prepaid() {
            let until = now + TimeDelta::seconds(rules.payment_wait_s.into());
            State::Pending(Pending::AwaitingPayment { until })
        } else {
            State::Pending(Pending::Searching)
        };
        Self {
            id: new.id,
            number: new.number,
            version: 1,
            customer_id: new.customer_id,
            quote_id: new.quote_id,
            service: new.service,
            wishes: new.wishes,
            window: new.window,
            place: new.place,
            price: Price::of_quote(&new.lines, new.commission, new.method),
            payment: Payment {
                method: new.method,
                status: PaymentStatus::Pending,
                settled_at: None,
            },
            state,
            visit_no: 1,
            fee_floor: Money::ZERO,
            work_confirmed: None,
            dispute: None,
            search_no: 0,
            drop_outs: 0,
            versions: rules.versions,
            created_at: now,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> BookingId {
        self.id
    }

    /// Under which versions of the settings it was agreed.
    #[must_use]
    pub fn versions(&self) -> Versions {
        self.versions
    }

    /// Where it stands, with what is true there.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// When it is planned.
    #[must_use]
    pub fn window(&self) -> Window {
        self.window
    }

    /// Which visit this is, from 1.
    #[must_use]
    pub fn visit_no(&self) -> i16 {
        self.visit_no
    }

    /// How many providers left.
    #[must_use]
    pub fn drop_outs(&self) -> i32 {
        self.drop_outs
    }

    /// What a cancellation costs at least, after a reschedule inside the fee window.
    #[must_use]
    pub fn fee_floor(&self) -> Money {
        self.fee_floor
    }

    /// What the customer has approved so far, exactly.
    #[must_use]
    pub fn approved_total(&self) -> Money {
        self.price.approved_total
    }

    /// That the work is done, confirmed.
    #[must_use]
    pub fn work_confirmed(&self) -> Option<WorkConfirmed> {
        self.work_confirmed
    }

    /// Its dispute, open or decided.
    #[must_use]
    pub fn dispute_record(&self) -> Option<&DisputeRecord> {
        self.dispute.as_ref()
    }

    /// Its status.
    #[must_use]
    pub fn status(&self) -> Status {
        self.state.status()
    }

    /// Its stage.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.state.stage(self.payment.settled_at.is_some())
    }

    /// The provider that is bound, or was when it ended.
    #[must_use]
    pub fn provider(&self) -> Option<ProviderId> {
        self.state.trail().map(|trail| trail.provider)
    }

    /// On which side of this booking a person is, if on any.
    #[must_use]
    pub fn side_of(&self, user: UserId) -> Option<Actor> {
        if user == self.customer_id {
            return Some(Actor { side: Side::Customer, user_id: user });
        }
        let is_provider = self.provider().is_some_and(|p| p == ProviderId::from(user));
        is_provider.then_some(Actor { side: Side::Provider, user_id: user })
    }

    /// What its events tell.
    #[must_use]
    pub fn facts(&self) -> BookingFacts {
        BookingFacts {
            id: self.id,
            number: self.number.to_string(),
            customer_id: self.customer_id,
            provider_id: self.provider(),
            service_id: self.service.id,
            category_id: self.service.category_id,
            service_name: self.service.name.clone(),
            zone_id: self.place.zone_id,
            district: self.place.district.clone(),
            governorate: self.place.governorate.clone(),
            pin: self.place.pin,
            status: self.status(),
            stage: self.stage(),
            instant: self.window.instant,
            starts_at: self.window.starts_at,
            ends_at: self.window.ends_at,
            payment_method: self.payment.method,
            settlement: self.price.settlement,
            commission: self.price.commission,
            warranty_days: self.service.warranty_days,
            created_at: self.created_at,
        }
    }
}
