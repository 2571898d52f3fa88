//! What a message says.

use super::store::messages::Message;
use super::types::TEST;
use crate::app::App;
use crate::error::TellError;
use contracts::PortError;
use contracts::realtime::{Look, Screen, Viewer};
use kernel::ids::{BookingId, SessionId, UserId};
use kernel::{Lang, Role};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the partner reads itself where it needs it, and is not left lying in receivers' logs: who
/// has the start code can have the work begun.
const LEFT_OUT: [&str; 1] = ["startCode"];

/// The body, as the partner would read the booking now; none when that can't be told now.
pub(super) async fn body(app: &App, message: &Message) -> Result<Option<Vec<u8>>, TellError> {
    let mut data = json!({});
    if message.event_type != TEST {
        data["bookingId"] = json!(message.booking_id);
        data["booking"] = match message.booking_id {
            None => Value::Null,
            Some(id) => match booking(app, message.partner_id, id).await {
                Ok(booking) => booking,
                // Forgotten since, or nothing of the partner's.
                Err(PortError::NotFound | PortError::Refused { .. }) => Value::Null,
                Err(PortError::Unavailable) => return Ok(None),
            },
        };
    }
    if let Some(payment) = &message.payment {
        data["payment"] = payment.clone();
    }
    let body = json!({
        "type": message.event_type, "timestamp": message.occurred_at, "data": data,
    });
    let unreadable =
        TellError::Unreadable { table: "notifications.webhook_messages", column: "id" };
    serde_json::to_vec(&body).map(Some).map_err(|_| unreadable)
}

async fn booking(app: &App, partner: Uuid, id: Uuid) -> Result<Value, PortError> {
    let viewer = Viewer {
        user_id: UserId::from(partner),
        role: Role::Customer,
        session_id: SessionId::from(Uuid::nil()),
        lang: Lang::En,
    };
    let screen = Screen::Booking { id: BookingId::from(id) };
    let mut shown = app.viewer.look(Look { viewer, screen }).await?;
    leave_out(&mut shown);
    Ok(shown)
}

/// Removes what no message says, wherever it stands.
fn leave_out(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            LEFT_OUT.iter().for_each(|name| drop(fields.remove(*name)));
            fields.values_mut().for_each(leave_out);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::leave_out;
    use serde_json::json;

    #[test]
    fn the_start_code_is_left_out_wherever_it_stands() {
        let mut shown = json!({"startCode": "3303", "visits": [{"startCode": "1", "n": 1}]});
        leave_out(&mut shown);
        assert_eq!(shown, json!({"visits": [{"n": 1}]}));
    }
}
