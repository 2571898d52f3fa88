//! `POST /api/v1/admin/operators`

use crate::app::App;
use crate::commands::create_operator::{self, NewOperator};
use crate::reads::users::UserListItemOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, Result};
use kernel::text::person_name;
use kernel::{Fields, Invalid, InvalidFields, Lang, PhoneNumber, Role};
use serde::Deserialize;

/// A member of staff who joins.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OperatorIn {
    /// The phone to log in with, however typed.
    #[schema(example = "01012345678")]
    phone: String,
    /// First name.
    #[schema(example = "هالة")]
    first_name: String,
    /// Last name.
    #[schema(example = "سمير")]
    last_name: String,
    /// `admin`, `support`, `finance` or `operations`.
    role: Role,
    /// The language to read; Arabic when absent.
    lang: Option<Lang>,
}

/// Make an account for a member of staff.
///
/// They prove the phone by logging in with a code, and choose a password then.
#[utoipa::path(post, path = "/api/v1/admin/operators", tag = "admin", request_body = OperatorIn,
    params(IdempotencyHeader),
    responses((status = 201, description = "The account.", body = UserListItemOut)))]
pub async fn create_operator(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<OperatorIn>,
) -> Result<Response> {
    let new = parse(body.value)?;
    Ok(respond(create_operator::run(&app, actor, &body.key, &new).await?))
}

fn parse(body: OperatorIn) -> std::result::Result<NewOperator, InvalidFields> {
    let mut fields = Fields::new();
    let phone = fields.take("phone", PhoneNumber::parse(&body.phone));
    let first_name = fields.take("firstName", person_name(&body.first_name));
    let last_name = fields.take("lastName", person_name(&body.last_name));
    fields.check(body.role.is_operator(), "role", || {
        Invalid::new(
            "user.not_an_operator_role",
            "اختر دورًا من أدوار فريق العمل: admin أو support أو finance أو operations.",
            "Choose a role of staff: admin, support, finance or operations.",
        )
    });
    let (Some(phone), Some(first_name), Some(last_name)) = (phone, first_name, last_name) else {
        return Err(fields.into_error());
    };
    fields.finish()?;
    let lang = body.lang.unwrap_or_default();
    Ok(NewOperator { phone, first_name, last_name, role: body.role, lang })
}
