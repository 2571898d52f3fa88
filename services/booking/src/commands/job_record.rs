//! Writing the record of a job, in the transaction of what happened.

use crate::App;
use crate::domain::job_record::{self, Happened, Private, hex};
use crate::domain::{Booking, By, Side, State};
use crate::store::job_records::{self, NewEntry, PRIVATE_CONTEXT};
use crate::store::proposals::Line;
use crate::store::tags::tag;
use chassis::StoreError;
use contracts::booking::{Stage, Status};
use serde_json::{Value, json};
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// Steps of a search that concern neither side's dealings with the other.
const SEARCHING: [&str; 4] = ["search_begun", "offered", "unmatched", "looking_further"];

/// Notes a move. Steps of a search are left out.
///
/// # Errors
/// When the database refuses or is away.
pub async fn moved_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    from: Option<(Status, Stage)>,
    by: By,
    action: &str,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    if SEARCHING.contains(&action) {
        return Ok(());
    }
    let mut content = json!({
        "by": by.tag(),
        "from": from.map(|(status, stage)| json!([tag(status), tag(stage)])),
        "to": [tag(booking.status()), tag(booking.stage())],
        "startsAt": booking.window.starts_at.to_rfc3339(),
        "total": booking.price.settlement.total.as_piastres(),
        "parts": booking.price.settlement.parts.as_piastres(),
        "approved": booking.price.approved_total.as_piastres(),
        "method": booking.payment.method.tag(),
    });
    if from.is_none() {
        content["service"] = json!(booking.service.code);
    }
    if let Some(trail) = booking.state.trail()
        && let Some(arrival) = trail.arrival
    {
        content["arrived"] = json!({"at": arrival.at.to_rfc3339(), "by": arrival.by.tag()});
    }
    if let State::Cancelled(cancelled) = &booking.state {
        content["cancellation"] = json!({
            "reason": tag(cancelled.reason),
            "verdict": tag(cancelled.verdict),
            "rule": cancelled.rule,
            "fee": cancelled.fee.as_piastres(),
        });
    }
    let split = booking.price.settlement;
    // People's words are private, so that they can be forgotten without breaking the chain.
    let provider = json!({
        "reason": reason,
        "earnings": split.earnings.as_piastres(),
        "commission": split.commission.as_piastres(),
        "taxes": split.taxes.as_piastres(),
    });
    let customer = json!({ "providerId": booking.provider(), "reason": reason });
    let private = [(Side::Provider, provider), (Side::Customer, customer)];
    note_in_tx(tx, app, booking, action, content, private).await
}

/// Notes the lines of an estimate or change order, as the customer is asked to approve them.
///
/// # Errors
/// When the database refuses or is away.
pub async fn lines_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    kind: &str,
    lines: &[Line],
) -> Result<(), StoreError> {
    let line = |line: &Line| {
        json!({
            "kind": tag(line.line.kind),
            "name": line.line.name,
            "quantity": line.line.quantity,
            "unitPrice": line.line.unit_price.as_piastres(),
            "photoId": line.photo_id,
        })
    };
    let lines: Vec<Value> = lines.iter().map(line).collect();
    note_in_tx(tx, app, booking, kind, json!({ "by": "provider", "lines": lines }), []).await
}

/// Notes something: `content` for both sides, `private` for one side each. Other facts of a job
/// (digests of messages, say) come in by the same door. The booking's row must be locked.
///
/// # Errors
/// When the database refuses or is away.
pub async fn note_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    kind: &str,
    content: Value,
    private: impl IntoIterator<Item = (Side, Value)>,
) -> Result<(), StoreError> {
    let (now, world) = (app.now(), &app.chassis.world);
    let private: BTreeMap<String, Private> = private
        .into_iter()
        .map(|(side, content)| {
            let salt = hex(&world.bytes::<32>());
            (side.tag().to_owned(), Private { salt, content })
        })
        .collect();
    let happened = Happened { at: now, kind: kind.to_owned(), content, private };
    let (id, number) = (booking.id.to_string(), booking.number.to_string());
    let (last, before) = job_records::head(tx, booking.id)
        .await?
        .unwrap_or_else(|| (0, job_record::genesis(&id, &number)));
    let (body, hash) = job_record::next(&before, last + 1, &happened);
    let sealed = match happened.private.is_empty() {
        true => None,
        false => {
            let json = serde_json::to_string(&happened.private)
                .map_err(|error| StoreError(sqlx::Error::Encode(Box::new(error))))?;
            Some(app.chassis.keyring.seal_text(PRIVATE_CONTEXT, &json))
        }
    };
    let entry = NewEntry { seq: last + 1, kind, body: &body, private: sealed, hash: &hash };
    job_records::append_in_tx(tx, booking.id, entry, now).await
}
