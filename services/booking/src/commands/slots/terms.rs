//! What is asked for, and on which terms it can be had there.

use crate::App;
use crate::commands::OrderError;
use crate::domain::slots::Job;
use crate::domain::way::region;
use crate::store::slots::Wanted;
use chrono::TimeDelta;
use contracts::catalog::{SlotTerms, SlotTermsRequest};
use kernel::ids::{ProviderId, ServiceId, UserId};
use kernel::{Instant, LatLng, cairo};

/// What a time is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ask {
    /// Who asks, if logged in.
    pub customer: Option<UserId>,
    /// What is to be done.
    pub service: ServiceId,
    /// How many.
    pub quantity: u32,
    /// Where.
    pub pin: LatLng,
    /// By a certain provider.
    pub provider: Option<ProviderId>,
}

/// An ask with the catalog's terms for it.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What was asked.
    pub ask: Ask,
    /// What the catalog says.
    pub catalog: SlotTerms,
    /// The work.
    pub job: Job,
    /// Who is further away is not considered.
    pub widest_m: f64,
}

impl Terms {
    /// Asks the catalog.
    ///
    /// # Errors
    /// As the catalog refuses a quote, or when it is away.
    pub async fn of(app: &App, ask: Ask) -> Result<Self, OrderError> {
        let request = SlotTermsRequest {
            service_id: ask.service,
            pin: ask.pin,
            quantity: ask.quantity,
            provider_id: ask.provider,
        };
        let catalog = app.catalog.slot_terms(request).await?;
        let in_force = app.in_force().await?;
        let job = Job {
            pin: ask.pin,
            region: region(&catalog.governorate),
            length: TimeDelta::minutes(catalog.duration_minutes.max(1).into()),
            buffer: TimeDelta::seconds(in_force.rules().buffer_s.into()),
        };
        let widest_m = in_force.matching().policy.widest_m().into();
        Ok(Self { ask, catalog, job, widest_m })
    }

    /// Who could do it.
    #[must_use]
    pub fn wanted(&self, app: &App) -> Wanted {
        Wanted {
            service: self.ask.service,
            needs_certificate: self.catalog.service.needs_certificate,
            customer: self.ask.customer,
            only: self.ask.provider,
            widest_m: self.widest_m,
            now: app.now(),
        }
    }

    /// The first start that is offered.
    #[must_use]
    pub fn earliest(&self, app: &App) -> Instant {
        app.now() + TimeDelta::minutes(app.config.slots.lead_minutes.into())
    }

    /// Whether the zone's visits may begin then.
    #[must_use]
    pub fn is_open(&self, at: Instant) -> bool {
        let until = at + TimeDelta::seconds(1);
        cairo::covers(&cairo::open_intervals(&self.catalog.opening_hours, at, until), at, until)
    }
}
