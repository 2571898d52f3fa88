//! Alarms: staff on duty are told at once, when somebody calls again, and again while nobody
//! answers. Neither side of the visit is told anything.

use crate::app::App;
use crate::commands::tell::{self, News};
use crate::domain::Message;
use crate::store::recipients;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::tracking::{SosEscalated, SosFacts, SosRaised, SosRepeated, VisitSide};
use kernel::{Instant, Role};
use sqlx::PgConnection;
use uuid::Uuid;

/// Who looks after people in danger. Finance does not.
const ON_DUTY: [Role; 3] = [Role::Admin, Role::Operations, Role::Support];

/// Because of what staff are told, and what the message counts.
struct Call {
    /// Nobody is told twice because of one.
    cause: Uuid,
    occurred_at: Instant,
    level: u32,
    presses: u32,
}

/// Tells staff.
#[derive(Clone)]
pub struct OnSos(pub App);

impl OnSos {
    async fn alarm(
        &self,
        tx: &mut PgConnection,
        sos: &SosFacts,
        call: Call,
    ) -> Result<(), HandlerError> {
        let staff = recipients::active_with_roles_in_tx(tx, &ON_DUTY).await?;
        if staff.is_empty() {
            tracing::error!(sos.id = %sos.sos_id, "an alarm, and no staff to tell");
        }
        let message = Message::SosRaised {
            number: sos.number.clone(),
            district: sos.district.clone(),
            by_customer: sos.side == VisitSide::Customer,
            level: call.level,
            presses: call.presses,
        };
        let (event_id, occurred_at) = (call.cause, call.occurred_at);
        for to in staff {
            let news = News { event_id, occurred_at, to, message: message.clone() };
            tell::run_in_tx(tx, &self.0, news).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl On<SosRaised> for OnSos {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<SosRaised>,
    ) -> Result<(), HandlerError> {
        let (cause, occurred_at) = (envelope.id, envelope.occurred_at);
        let call = Call { cause, occurred_at, level: 0, presses: 0 };
        self.alarm(tx, &envelope.event.sos, call).await
    }
}

/// The one cause of all presses of an alarm within one of its minutes: a frightened hand presses
/// often, and staff hear of it once a minute.
fn minute_of(sos: &SosFacts, pressed_at: Instant) -> Uuid {
    let minutes = (pressed_at - sos.raised_at).num_minutes().max(0);
    Uuid::from_u128(sos.sos_id.uuid().as_u128() ^ u128::from(minutes.unsigned_abs()))
}

#[async_trait]
impl On<SosRepeated> for OnSos {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<SosRepeated>,
    ) -> Result<(), HandlerError> {
        let (sos, occurred_at) = (&envelope.event.sos, envelope.occurred_at);
        let cause = minute_of(sos, occurred_at);
        let call = Call { cause, occurred_at, level: 0, presses: sos.presses };
        self.alarm(tx, sos, call).await
    }
}

#[async_trait]
impl On<SosEscalated> for OnSos {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<SosEscalated>,
    ) -> Result<(), HandlerError> {
        let SosEscalated { sos, level } = &envelope.event;
        let (cause, occurred_at) = (envelope.id, envelope.occurred_at);
        let call = Call { cause, occurred_at, level: *level, presses: 0 };
        self.alarm(tx, sos, call).await
    }
}
