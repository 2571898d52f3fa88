//! `POST /bookings/{id}/start`.

use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use kernel::text::fold_digits;
use kernel::{Invalid, InvalidFields};
use serde::Deserialize;

/// The customer's start code.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingStartIn {
    /// Four digits, Latin or Arabic-Indic.
    #[schema(example = "4821")]
    pub code: String,
}

impl BookingStartIn {
    fn parse(&self) -> Result<String, InvalidFields> {
        let code = fold_digits(self.code.trim());
        if code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(code);
        }
        let invalid =
            Invalid::new("booking.code_form", "الكود أربعة أرقام.", "The code is four digits.");
        Err(InvalidFields::one("code", invalid))
    }
}

/// The bound provider gives the customer's code: the work begins. Five wrong codes lock it for
/// ten minutes.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/start", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingStartIn,
    responses((status = 200, description = "The work has begun.", body = BookingStateOut)),
)]
pub async fn start_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingStartIn>,
) -> httpkit::Result<Response> {
    let code = body.value.parse()?;
    let answer = commands::start::run(&app, actor.user_id, &body.key, id, &code).await?;
    Ok(respond(answer))
}

#[cfg(test)]
mod tests {
    use super::BookingStartIn;

    #[test]
    fn a_code_is_four_digits_in_either_script() {
        let parse = |code: &str| BookingStartIn { code: code.into() }.parse();
        assert_eq!(parse("0421").unwrap(), "0421");
        assert_eq!(parse(" ٠٤٢١ ").unwrap(), "0421");
        for wrong in ["", "123", "12345", "12a4", "١٢٣"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
