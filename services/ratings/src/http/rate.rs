//! `POST /ratings`

use crate::App;
use crate::commands::rate::{self, NewRating, Score};
use crate::domain::{Aspects, Stars};
use crate::http::SubmittedOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};
use kernel::ids::BookingId;
use kernel::{Fields, Invalid, InvalidFields, Role, text};
use serde::Deserialize;
use utoipa::ToSchema;

/// A rating. Customers give the four aspects, providers give `stars`.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RatingIn {
    /// The completed booking.
    booking_id: BookingId,
    /// Of the work, 1–5 (customers).
    #[schema(example = 5, minimum = 1, maximum = 5)]
    quality: Option<i64>,
    /// Of the arrival, 1–5 (customers).
    #[schema(example = 4, minimum = 1, maximum = 5)]
    punctuality: Option<i64>,
    /// Whether the price was fair, 1–5 (customers).
    #[schema(example = 5, minimum = 1, maximum = 5)]
    price_fairness: Option<i64>,
    /// Of the place afterwards, 1–5 (customers).
    #[schema(example = 5, minimum = 1, maximum = 5)]
    cleanliness: Option<i64>,
    /// Of the customer, 1–5 (providers).
    #[schema(example = 5, minimum = 1, maximum = 5)]
    stars: Option<i64>,
    /// In your own words, at most 2000 characters.
    #[schema(example = "شغل نظيف وفي ميعاده")]
    comment: Option<String>,
}

impl RatingIn {
    fn parse(self, role: Role) -> Result<NewRating, InvalidFields> {
        let mut fields = Fields::new();
        let aspects = [
            ("quality", self.quality),
            ("punctuality", self.punctuality),
            ("priceFairness", self.price_fairness),
            ("cleanliness", self.cleanliness),
        ];
        let comment =
            fields.take("comment", text::optional_paragraph(self.comment.as_deref(), 2000));
        let score = if role == Role::ServiceProvider {
            for (name, value) in aspects {
                fields.check(value.is_none(), name, not_yours);
            }
            let stars = self.stars.ok_or_else(Invalid::required).and_then(Stars::parse);
            fields.take("stars", stars).map(Score::Customer)
        } else {
            fields.check(self.stars.is_none(), "stars", not_yours);
            Aspects::parse(&mut fields, aspects).map(Score::Visit)
        };
        match (score, comment) {
            (Some(score), Some(comment)) => {
                fields.finish()?;
                Ok(NewRating { booking: self.booking_id, score, comment })
            }
            _ => Err(fields.into_error()),
        }
    }
}

fn not_yours() -> Invalid {
    Invalid::new(
        "ratings.not_yours",
        "العميل يقيّم الجودة والمواعيد والسعر والنظافة، والفني يقيّم العميل بالنجوم فقط.",
        "Customers rate quality, punctuality, price and cleanliness; technicians give stars only.",
    )
}

/// Rates the other side of a completed visit, once, within 14 days.
///
/// Nobody sees the rating until both sides have rated or the 14 days are over.
#[utoipa::path(post, path = "/api/v1/ratings", tag = "ratings", params(IdempotencyHeader),
    request_body = RatingIn,
    responses((status = 201, description = "Written; hidden for now.", body = SubmittedOut),
              (status = 404, description = "No such visit of yours is finished."),
              (status = 410, description = "The 14 days are over.")))]
pub async fn create_rating(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<RatingIn>,
) -> httpkit::Result<Response> {
    let new = body.value.parse(actor.role)?;
    Ok(respond(rate::run(&app, actor, &body.key, new).await?))
}
