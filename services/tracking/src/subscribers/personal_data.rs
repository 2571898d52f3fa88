//! Where somebody was and what it said: a provider's track and last position, a customer's pins and
//! links, anybody's alarms.

use crate::app::App;
use crate::commands::sos::view;
use crate::store::{personal_data, sos_alarms};
use async_trait::async_trait;
use chassis::bus::HandlerError;
use chassis::privacy::{Erased, PersonalData};
use kernel::ids::UserId;
use serde_json::{Value, json};
use sqlx::PgConnection;

/// This service's personal data.
pub struct Keeps(pub App);

#[async_trait]
impl PersonalData for Keeps {
    async fn gather(&self, tx: &mut PgConnection, user: UserId) -> Result<Value, HandlerError> {
        let mut gathered = personal_data::gather_in_tx(tx, user).await?;
        let mut alarms = vec![];
        for (id, booking, raised_at) in personal_data::alarms_in_tx(tx, user).await? {
            let (presses, _) = sos_alarms::details_in_tx(tx, id).await?;
            let mut sent = vec![];
            for press in presses {
                let details = view::open_press(&self.0, &press).await.ok_or_else(|| {
                    HandlerError::Refused(format!("a press of alarm {id} can't be opened"))
                })?;
                sent.push(json!({"at": press.at, "place": details.place, "note": details.note}));
            }
            alarms.push(json!({"booking": booking, "raisedAt": raised_at, "sent": sent}));
        }
        gathered["alarms"] = alarms.into();
        Ok(gathered)
    }

    async fn erase(&self, tx: &mut PgConnection, user: UserId) -> Result<Erased, HandlerError> {
        let now = self.0.chassis.world.now();
        let rows = personal_data::erase_in_tx(tx, now, user).await?;
        Ok(Erased { rows, files: vec![] })
    }
}
