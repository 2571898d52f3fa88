use super::QuoteOut;
use crate::App;
use crate::commands::make_quote::{self, Ask};
use crate::domain::promotion::parse_code;
use crate::domain::start::{Wish, parse_local};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{IdempotencyHeader, IdempotentBody, MaybeActor};
use kernel::ids::{ProviderId, ServiceId, UserId};
use kernel::{DateTime, Fields, Invalid, InvalidFields, LatLng};
use serde::Deserialize;
use utoipa::ToSchema;

/// What would this cost, here, then?
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "serviceId": "6a3f0d0c-0000-8000-8000-000000000000",
    "pin": {"lat": 29.96, "lng": 31.257},
    "startsAt": "2026-11-23T09:00:00Z",
    "quantity": 1
}))]
pub struct QuoteIn {
    /// The service.
    service_id: ServiceId,
    /// Where.
    pin: LatLng,
    /// When. Absent, or at most five minutes past: now.
    starts_at: Option<DateTime>,
    /// When, as a wall time in Cairo, in the place of `startsAt`.
    #[schema(example = "2026-11-23T11:00")]
    starts_at_local: Option<String>,
    /// How many; 1 when absent.
    #[schema(minimum = 1, maximum = 1000)]
    quantity: Option<u32>,
    /// A technician that is wanted, for its own price.
    provider_id: Option<ProviderId>,
    /// A promo code.
    #[schema(example = "WELCOME20")]
    promo_code: Option<String>,
}

impl QuoteIn {
    fn parse(self, customer_id: Option<UserId>) -> Result<Ask, InvalidFields> {
        let mut fields = Fields::new();
        let local = self.starts_at_local.as_deref().map(parse_local).transpose();
        let start =
            fields.take("startsAtLocal", local).map(|local| match (self.starts_at, local) {
                (None, None) => Ok(Wish::Now),
                (Some(at), None) => Ok(Wish::At(at)),
                (None, Some(local)) => Ok(Wish::Local(local)),
                (Some(_), Some(_)) => Err(two_starts()),
            });
        let start = start.and_then(|start| fields.take("startsAtLocal", start));
        let promo_code = fields.take(
            "promoCode",
            kernel::text::optional_line(self.promo_code.as_deref(), 100)
                .and_then(|text| text.as_deref().map(parse_code).transpose()),
        );
        let (Some(start), Some(promo_code)) = (start, promo_code) else {
            return Err(fields.into_error());
        };
        Ok(Ask {
            customer_id,
            service_id: self.service_id,
            provider_id: self.provider_id,
            pin: self.pin,
            start,
            quantity: self.quantity.unwrap_or(1),
            promo_code,
        })
    }
}

fn two_starts() -> Invalid {
    Invalid::new(
        "catalog.two_starts",
        "أرسل الموعد مرة واحدة: startsAt أو startsAtLocal.",
        "Send one start only: startsAt or startsAtLocal.",
    )
}

/// Ask what it costs
///
/// Guests may ask too. The answer lives 15 minutes and its numbers do not change in that time.
#[utoipa::path(post, path = "/api/v1/quotes", tag = "quotes", params(IdempotencyHeader),
    request_body = QuoteIn,
    responses((status = 201, description = "The quote.", body = QuoteOut)))]
pub async fn create_quote(
    State(app): State<App>,
    MaybeActor(actor): MaybeActor,
    body: IdempotentBody<QuoteIn>,
) -> httpkit::Result<Response> {
    let ask = body.value.parse(actor.map(|a| a.user_id))?;
    Ok(respond(make_quote::run(&app, &body.key, ask).await?))
}
