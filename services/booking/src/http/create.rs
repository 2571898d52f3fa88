//! `POST /bookings`.

use super::address::{BookingAddressIn, BookingServiceAddressIn};
use crate::App;
use crate::commands::OrderError;
use crate::commands::create;
use crate::commands::order::{Order, What, Where};
use crate::reads::BookingStateOut;
use axum::extract::State;
use axum::response::Response;
use contracts::PortError;
use contracts::booking::PaymentMethod;
use httpkit::extract::respond;
use httpkit::problem::from_port;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, Problem};
use kernel::ids::{AddressId, HoldId, ProviderId, QuoteId, ServiceId, UserId};
use kernel::national_id::Gender;
use kernel::text::optional_paragraph;
use kernel::{DateTime, Fields, Invalid, InvalidFields, Lang};
use serde::Deserialize;

/// An order. Either of a quote (`quoteId` with `addressId` or `address`), or directly of a service
/// (`serviceId` with `serviceAddress`), priced on the way.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "serviceId": "6a3f0d0c-0000-8000-8000-000000000000",
    "scheduledDate": "2026-11-23T09:00:00Z",
    "serviceAddress": {
        "street": "Road 9", "city": "Cairo", "coordinates": {"lat": 29.96, "lng": 31.257}
    }
}))]
pub struct BookingIn {
    /// The quote. It carries service, place, time and price.
    quote_id: Option<QuoteId>,
    /// With a quote: a saved address, at most 200 m from the quote's pin.
    address_id: Option<AddressId>,
    /// With a quote, in the place of `addressId`: an address typed in.
    address: Option<BookingAddressIn>,
    /// Without a quote: the service.
    service_id: Option<ServiceId>,
    /// Without a quote: a technician that is wanted, for its own price.
    provider_id: Option<ProviderId>,
    /// Without a quote: how many; 1 when absent.
    #[schema(minimum = 1, maximum = 1000)]
    quantity: Option<u32>,
    /// Without a quote: when. Absent, or at most five minutes past: now.
    scheduled_date: Option<DateTime>,
    /// Without a quote: where.
    service_address: Option<BookingServiceAddressIn>,
    /// How it is paid; cash when absent.
    payment_method: Option<PaymentMethod>,
    /// For the technician, up to 1000 characters.
    #[schema(max_length = 1000)]
    notes: Option<String>,
    /// The same as `notes`.
    #[schema(max_length = 1000)]
    special_instructions: Option<String>,
    /// The language the technician should speak, where it can be had.
    preferred_language: Option<Lang>,
    /// The gender the technician should have, where it can be had.
    preferred_gender: Option<Gender>,
    /// The time that was held for this order, from `POST /slots/holds`.
    hold_id: Option<HoldId>,
    /// The caller's own id, or nothing.
    customer_id: Option<UserId>,
}

impl BookingIn {
    fn parse(self) -> Result<Order, InvalidFields> {
        let mut fields = Fields::new();
        let notes = self.notes(&mut fields);
        let (language, gender) = (self.preferred_language, self.preferred_gender);
        let (method, customer) = (self.payment_method, self.customer_id);
        let hold = self.hold_id;
        let what = if self.quote_id.is_some() {
            self.quoted(&mut fields)
        } else {
            self.direct(&mut fields)
        };
        match (what, notes, fields.finish()) {
            (Some(what), Some(notes), Ok(())) => Ok(Order {
                what,
                method: method.unwrap_or(PaymentMethod::Cash),
                notes,
                language,
                gender,
                hold,
                customer,
            }),
            (_, _, Err(wrong)) => Err(wrong),
            (_, _, Ok(())) => Err(InvalidFields::one("body", Invalid::required())),
        }
    }

    fn notes(&self, fields: &mut Fields) -> Option<Option<String>> {
        let (name, text) = match (&self.notes, &self.special_instructions) {
            (None, Some(text)) => ("specialInstructions", Some(text)),
            (notes, None) => ("notes", notes.as_ref()),
            (Some(_), Some(_)) => {
                fields.refuse("specialInstructions", twice("notes", "specialInstructions"));
                return None;
            }
        };
        fields.take(name, optional_paragraph(text.map(String::as_str), 1_000))
    }

    /// An order of a quote.
    fn quoted(self, fields: &mut Fields) -> Option<What> {
        for (name, sent) in [
            ("serviceId", self.service_id.is_some()),
            ("providerId", self.provider_id.is_some()),
            ("quantity", self.quantity.is_some()),
            ("scheduledDate", self.scheduled_date.is_some()),
            ("serviceAddress", self.service_address.is_some()),
        ] {
            fields.check(!sent, name, || {
                Invalid::new(
                    "booking.in_the_quote",
                    "عرض السعر يحدد هذا. احذف هذه الخانة أو احجز بدون quoteId.",
                    "The quote says this already. Leave it out, or order without quoteId.",
                )
            });
        }
        let at = match (self.address_id, self.address) {
            (Some(id), None) => Some(Where::Saved(id)),
            (None, Some(typed)) => typed.parse(fields).map(Where::Typed),
            (None, None) => {
                fields.refuse("addressId", Invalid::required());
                None
            }
            (Some(_), Some(_)) => {
                fields.refuse("address", twice("addressId", "address"));
                None
            }
        };
        Some(What::Quoted { quote: self.quote_id?, at: at? })
    }

    /// An order of a service, without a quote.
    fn direct(self, fields: &mut Fields) -> Option<What> {
        for (name, sent) in
            [("addressId", self.address_id.is_some()), ("address", self.address.is_some())]
        {
            fields.check(!sent, name, || {
                Invalid::new(
                    "booking.needs_quote",
                    "هذه الخانة للحجز بعرض سعر. أرسل quoteId معها أو استخدم serviceAddress.",
                    "This goes with a quote. Send quoteId too, or use serviceAddress.",
                )
            });
        }
        let service = fields.take("serviceId", self.service_id.ok_or_else(Invalid::required));
        let at = match self.service_address {
            Some(typed) => typed.parse(fields),
            None => {
                fields.refuse("serviceAddress", Invalid::required());
                None
            }
        };
        Some(What::Direct {
            service: service?,
            provider: self.provider_id,
            quantity: self.quantity.unwrap_or(1),
            starts_at: self.scheduled_date,
            at: at?,
        })
    }
}

fn twice(one: &str, other: &str) -> Invalid {
    Invalid::new(
        "booking.sent_twice",
        format!("أرسل واحدة فقط: {one} أو {other}."),
        format!("Send one only: {one} or {other}."),
    )
}

/// The problem of a refused order. The catalog's refusals keep their codes, at the fields of this
/// request.
fn problem(error: OrderError) -> Problem {
    let OrderError::Port(error) = error else { return error.into() };
    from_port(match error {
        PortError::Refused { code, text, field } => {
            let field = field.map(|field| match field.as_str() {
                "startsAt" => "scheduledDate".to_owned(),
                "pin" => "serviceAddress.coordinates".to_owned(),
                _ => field,
            });
            PortError::Refused { code, text, field }
        }
        other => other,
    })
}

/// Order a visit
///
/// Of a quote, or in one call with service, time and address. Prepaid methods wait for the money;
/// with cash the search for a technician starts at once.
#[utoipa::path(
    post, path = "/api/v1/bookings", tag = "bookings", params(IdempotencyHeader),
    request_body = BookingIn,
    responses(
        (status = 201, description = "The booking.", body = BookingStateOut),
        (status = 404, description = "The quote or the address does not exist, or is not yours.",
            content_type = "application/problem+json"),
        (status = 410, description = "The quote has expired.",
            content_type = "application/problem+json"),
    ),
)]
pub async fn create_booking(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<BookingIn>,
) -> httpkit::Result<Response> {
    let order = body.value.parse()?;
    let answer = create::run(&app, actor.user_id, &body.key, order).await.map_err(problem)?;
    Ok(respond(answer))
}
