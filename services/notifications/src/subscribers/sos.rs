//! Alarms: staff on duty are told at once, and again while nobody answers. Neither side of the
//! visit is told anything.

use super::announce::tell_all;
use crate::app::App;
use crate::domain::Message;
use crate::store::recipients;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::Event;
use contracts::tracking::{SosEscalated, SosFacts, SosRaised, VisitSide};
use kernel::Role;
use sqlx::PgConnection;

/// Who looks after people in danger. Finance does not.
const ON_DUTY: [Role; 3] = [Role::Admin, Role::Operations, Role::Support];

/// Tells staff.
#[derive(Clone)]
pub struct OnSos(pub App);

impl OnSos {
    async fn alarm<E: Event>(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<E>,
        sos: &SosFacts,
        level: u32,
    ) -> Result<(), HandlerError> {
        let staff = recipients::active_with_roles_in_tx(tx, &ON_DUTY).await?;
        if staff.is_empty() {
            tracing::error!(sos.id = %sos.sos_id, "an alarm, and no staff to tell");
        }
        let message = Message::SosRaised {
            number: sos.number.clone(),
            district: sos.district.clone(),
            by_customer: sos.side == VisitSide::Customer,
            level,
        };
        let messages = staff.into_iter().map(|user| (user, message.clone())).collect();
        tell_all(tx, &self.0, event, messages).await?;
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
        self.alarm(tx, envelope, &envelope.event.sos, 0).await
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
        self.alarm(tx, envelope, sos, *level).await
    }
}
