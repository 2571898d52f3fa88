//! Maintenance plans, as their customer sees them. No address: answers are kept.

use crate::domain::plan::{ORDERED_BEFORE, Plan, PlanState, Rhythm};
use crate::store::plans::{Fate, Visit};
use contracts::booking::PaymentMethod;
use kernel::cairo::NaiveDate;
use kernel::ids::{BookingId, PlanId, ProviderId, ServiceId};
use kernel::{DateTime, Localized, Money};
use serde::Serialize;

/// A visit of a plan that was ordered, left out, or could not be ordered.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanVisitOut {
    /// Its day in Cairo.
    pub date: NaiveDate,
    /// `booked`, `skipped` or `failed`.
    #[schema(example = "booked")]
    pub state: String,
    /// The booking.
    pub booking_id: Option<BookingId>,
    /// Why it could not be ordered: a stable code.
    pub code: Option<String>,
    /// Why, in words.
    pub reason: Option<Localized>,
}

impl From<Visit> for PlanVisitOut {
    fn from(visit: Visit) -> Self {
        let (state, booking_id, failure) = match visit.fate {
            Fate::Booked(booking) => ("booked", Some(booking), None),
            Fate::Skipped => ("skipped", None, None),
            Fate::Failed { code, reason } => ("failed", None, Some((code, reason))),
        };
        let (code, reason) = failure.unzip();
        Self { date: visit.day, state: state.to_owned(), booking_id, code, reason }
    }
}

/// A maintenance plan.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanOut {
    /// Its id.
    pub id: PlanId,
    /// Where it stands.
    pub state: PlanState,
    /// The service.
    pub service_id: ServiceId,
    /// Its name.
    pub service_name: Localized,
    /// How many.
    pub quantity: u32,
    /// The technician who comes where free.
    pub provider_id: Option<ProviderId>,
    /// How often.
    pub rhythm: Rhythm,
    /// The day of the first visit.
    pub starts_on: NaiveDate,
    /// The time on the wall in Cairo.
    #[schema(example = "10:00")]
    pub local_time: String,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// The next visit to be ordered; null when nothing comes.
    pub next_visit_at: Option<DateTime>,
    /// When it will be ordered.
    pub next_order_at: Option<DateTime>,
    /// What the first visit would have cost when the plan was made; each visit has its own price.
    pub first_total: Option<Money>,
    /// The last visits that were ordered, left out or failed, newest first.
    pub visits: Vec<PlanVisitOut>,
    /// When it was made.
    pub created_at: DateTime,
}

impl PlanOut {
    /// How many visits are told.
    pub const VISITS: i64 = 26;

    /// Of a plan.
    #[must_use]
    pub fn of(plan: &Plan, visits: Vec<Visit>, first_total: Option<Money>) -> Self {
        let active = plan.state == PlanState::Active;
        let is_open = |day: &NaiveDate| visits.iter().all(|visit| visit.day != *day);
        let coming = (plan.next_no..plan.next_no + 60).map_while(|no| plan.day(no));
        let next = coming.filter(|_| active).find(is_open).map(|day| plan.at(day));
        Self {
            id: plan.id,
            state: plan.state,
            service_id: plan.service,
            service_name: plan.service_name.clone(),
            quantity: plan.quantity,
            provider_id: plan.provider,
            rhythm: plan.rhythm,
            starts_on: plan.starts_on,
            local_time: plan.time().format("%H:%M").to_string(),
            payment_method: plan.method,
            next_visit_at: next,
            next_order_at: next.map(|at| at - ORDERED_BEFORE),
            first_total,
            visits: visits.into_iter().map(Into::into).collect(),
            created_at: plan.created_at,
        }
    }
}
