//! What bookings say of people: where the customer lives and what was written. The booking itself,
//! its history and its sealed chain of evidence are kept by pseudonymous id.

use crate::App;
use crate::store::bookings::{ADDRESS_CONTEXT, INSTRUCTIONS_CONTEXT};
use crate::store::disputes::TEXT_CONTEXT;
use crate::store::erase;
use async_trait::async_trait;
use chassis::bus::HandlerError;
use chassis::crypto::Sealed;
use chassis::privacy::{Erased, PersonalData};
use contracts::identity::Address;
use kernel::ids::UserId;
use kernel::{Invalid, LatLng};
use serde_json::{Value, json};
use sqlx::PgConnection;

/// This service's personal data.
pub struct Keeps(pub App);

#[async_trait]
impl PersonalData for Keeps {
    async fn gather(&self, tx: &mut PgConnection, user: UserId) -> Result<Value, HandlerError> {
        let mut bookings = Vec::new();
        for row in erase::bookings_in_tx(tx, user).await? {
            let mut booking = row.facts;
            if row.is_customer {
                booking["address"] = self.open(ADDRESS_CONTEXT, &row.address).await?;
                if let Some(notes) = &row.instructions {
                    booking["instructions"] = self.open(INSTRUCTIONS_CONTEXT, notes).await?;
                }
            }
            bookings.push(booking);
        }
        let mut said = Vec::new();
        for words in erase::said_in_tx(tx, user).await? {
            let text = self.open(TEXT_CONTEXT, &words.text).await?;
            said.push(json!({"number": words.number, "text": text, "at": words.at}));
        }
        Ok(json!({"bookings": bookings, "saidInDisputes": said, "unit": "piastres"}))
    }

    async fn erase(&self, tx: &mut PgConnection, user: UserId) -> Result<Erased, HandlerError> {
        let keyring = &self.0.chassis.keyring;
        let nowhere = nowhere().map_err(|error| HandlerError::Refused(error.to_string()))?;
        let nowhere = serde_json::to_vec(&nowhere)
            .map_err(|error| HandlerError::Refused(error.to_string()))?;
        let (visits, plans) =
            (keyring.seal(ADDRESS_CONTEXT, &nowhere), keyring.seal(erase::PLAN_ADDRESS, &nowhere));
        let mut erased = erase::customer_in_tx(tx, user, (&visits, &plans), self.0.now()).await?;
        erased.rows += erase::words_in_tx(tx, user).await?;
        Ok(erased)
    }
}

impl Keeps {
    async fn open(&self, context: &str, sealed: &Sealed) -> Result<Value, HandlerError> {
        let plain = self.0.chassis.keyring.open_any(context, sealed).await;
        let plain = plain.map_err(|error| HandlerError::Refused(error.to_string()))?;
        let text = String::from_utf8_lossy(&plain).into_owned();
        Ok(serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }
}

/// The address of somebody who was forgotten.
fn nowhere() -> Result<Address, Invalid> {
    Ok(Address {
        governorate: String::new(),
        district: "—".to_owned(),
        street: "—".to_owned(),
        building: None,
        floor: None,
        apartment: None,
        landmark: None,
        pin: LatLng::parse(30.0, 31.0)?,
    })
}
