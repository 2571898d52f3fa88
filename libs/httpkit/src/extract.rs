//! Bodies, queries and paths that fail in one shape: a problem with field errors.

use crate::auth::Actor;
use crate::layers::ClientAddr;
use crate::problem::Problem;
use aws_lc_rs::digest::{SHA256, digest};
use axum::RequestExt;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use chassis::crypto::Keyring;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::{ErrorClass, FieldError, Localized};
use serde::de::{DeserializeOwned, IgnoredAny};

/// Name of the header with the client's key.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Name of the header that marks the answer to an earlier request with the same key.
pub const REPLAYED: &str = "idempotency-replayed";

/// A JSON body. Unknown fields are refused when `T` says `deny_unknown_fields`, which every
/// request type does.
pub struct Body<T>(pub T);

/// A JSON body with the request's idempotency key.
pub struct IdempotentBody<T> {
    /// The body.
    pub value: T,
    /// The key, for the command to claim and keep.
    pub key: IdempotencyKey,
}

/// What the OpenAPI document says of the header; part of the `params` of every route that reads it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IdempotencyHeader {
    /// A key of your own for this request, 1 to 255 visible ASCII characters. Sent again with the
    /// same body, it gets the first answer again and nothing is done twice.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    pub idempotency_key: Option<String>,
}

/// Query parameters.
pub struct QueryParams<T>(pub T);

/// Path parameters. What can't be read names nothing that exists: `404`.
pub struct PathParams<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let bytes = json_bytes(request).await?;
        Ok(Self(parse_json(&bytes)?))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for IdempotentBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (route, account) = (route_of(&request), account_of(&request));
        let keyring = request.extensions().get::<Keyring>().cloned();
        let key = header_key(request.headers())?;
        let bytes = json_bytes(request).await?;
        let value = parse_json(&bytes)?;
        let body_hash = hash_body(keyring.as_ref(), &bytes);
        Ok(Self { value, key: IdempotencyKey { account, route, key, body_hash, keyring } })
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::<T>::try_from_uri(&parts.uri)
            .map(|query| Self(query.0))
            .map_err(|error| unreadable_field("query", &error.body_text()))
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathParams<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Path::<T>::from_request_parts(parts, state)
            .await
            .map(|path| Self(path.0))
            .map_err(|_| Problem::not_found())
    }
}

/// An [`Answer`] of a command as the response.
pub fn respond(answer: Answer) -> axum::response::Response {
    use axum::response::IntoResponse;
    let status = axum::http::StatusCode::from_u16(answer.status)
        .unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = if answer.body.is_empty() {
        status.into_response()
    } else {
        (status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response()
    };
    if answer.replayed {
        response.headers_mut().insert(REPLAYED, header::HeaderValue::from_static("true"));
    }
    response
}

/// A keyed hash: a plain one of a body with a national ID in it could be found by trying them all.
fn hash_body(keyring: Option<&Keyring>, body: &[u8]) -> [u8; 32] {
    if let Some(keyring) = keyring {
        return keyring.blind_index("bus.idempotency.body", body);
    }
    let mut hash = [0u8; 32];
    hash.copy_from_slice(digest(&SHA256, body).as_ref());
    hash
}

pub(crate) fn route_of(request: &Request) -> String {
    format!("{} {}", request.method(), request.uri().path())
}

pub(crate) fn account_of(request: &Request) -> String {
    request.extensions().get::<Actor>().map_or_else(
        || {
            let addr = request.extensions().get::<ClientAddr>();
            format!("guest:{}", addr.map_or_else(String::new, |a| a.0.to_string()))
        },
        |actor| actor.user_id.to_string(),
    )
}

/// The client's key, for routes whose body isn't JSON.
///
/// # Errors
/// `idempotency.bad_key` when it is empty, too long, or not visible ASCII.
pub fn header_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    value
        .to_str()
        .ok()
        .filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()))
        .map(|key| Some(key.to_string()))
        .ok_or_else(|| {
            Problem::new(
                ErrorClass::Malformed,
                "idempotency.bad_key",
                Localized::new(
                    "مفتاح التكرار يجب أن يكون من 1 إلى 255 حرفًا لاتينيًا بلا مسافات.",
                    "Idempotency-Key must be 1 to 255 visible ASCII characters.",
                ),
            )
        })
}

async fn json_bytes(request: Request) -> Result<Bytes, Problem> {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split(';').next())
        .is_some_and(|mime| {
            let mime = mime.trim().to_ascii_lowercase();
            mime == "application/json" || mime.ends_with("+json")
        });
    if !is_json {
        return Err(Problem::new(
            ErrorClass::UnsupportedMedia,
            "unsupported_media_type",
            Localized::new(
                "أرسل البيانات بصيغة JSON.",
                "Send the data as JSON (Content-Type: application/json).",
            ),
        ));
    }
    request.extract::<Bytes, _>().await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => too_large(),
        _ => malformed("body", "the body ended early"),
    })
}

/// The body is larger than this endpoint takes.
#[must_use]
pub fn too_large() -> Problem {
    Problem::new(
        ErrorClass::TooLarge,
        "body_too_large",
        Localized::new(
            "البيانات المرسلة أكبر من المسموح.",
            "What you sent is larger than allowed here.",
        ),
    )
}

/// The request is no form with a file in it.
#[must_use]
pub fn not_a_form() -> Problem {
    Problem::new(
        ErrorClass::UnsupportedMedia,
        "unsupported_media_type",
        Localized::new(
            "أرسل الملف كنموذج multipart/form-data.",
            "Send the file as a form (Content-Type: multipart/form-data).",
        ),
    )
}

fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // An empty body is an empty object: commands without input need none.
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    // Serde would also read a struct from an array, by position: no caller means that.
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    if first.is_some_and(|b| *b != b'{') {
        return Err(match serde_json::from_slice::<IgnoredAny>(bytes) {
            Ok(_) => unreadable_field("body", "expected an object"),
            Err(error) => malformed("body", &error.to_string()),
        });
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() || is_too_large_a_number(&inner) {
            unreadable_field(if path == "." { "body" } else { &path }, &inner.to_string())
        } else {
            malformed("body", &inner.to_string())
        }
    })?;
    reader.end().map_err(|error| malformed("body", &error.to_string()))?;
    Ok(value)
}

/// JSON has numbers of any length; ours end where a computer's do.
fn is_too_large_a_number(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("number out of range")
}

/// Readable as JSON, but a field has the wrong type, is missing or unknown.
fn unreadable_field(field: &str, detail: &str) -> Problem {
    let (code, field, text) = explain(field, detail);
    Problem::from(kernel::InvalidFields(vec![FieldError { field, code, text }]))
}

/// Turns serde's message into a code and a text for people. The messages are stable within a
/// serde major version, and `the_messages_of_serde_are_understood` fails when they change.
fn explain(path: &str, detail: &str) -> (&'static str, String, Localized) {
    let named = detail.split('`').nth(1).unwrap_or_default();
    let inside = |name: &str| {
        if path == "body" || path == "query" { name.to_string() } else { format!("{path}.{name}") }
    };
    if detail.contains("missing field") {
        let invalid = kernel::Invalid::required();
        (invalid.code, inside(named), invalid.text)
    } else if detail.contains("unknown field") {
        let field = if path.ends_with(named) { path.to_string() } else { inside(named) };
        (
            "unknown_field",
            field,
            Localized::new("لا نعرف هذه الخانة. احذفها.", "We don't know this field. Remove it."),
        )
    } else if detail.starts_with("number out of range") {
        (
            "out_of_range",
            path.to_string(),
            Localized::new(
                "هذا الرقم أكبر من أن نقرأه. أرسل رقمًا أصغر.",
                "This number is too large for us to read. Send a smaller one.",
            ),
        )
    } else if detail.contains("unknown variant") {
        (
            "unknown_value",
            path.to_string(),
            Localized::new(
                "هذه القيمة ليست من القيم المسموحة. اختر واحدة من القائمة.",
                format!("This value is not one of those allowed. {}", expectation(detail)),
            ),
        )
    } else {
        (
            "wrong_type",
            path.to_string(),
            Localized::new(
                "نوع القيمة غير صحيح. راجع هذه الخانة وأرسلها من جديد.",
                format!("This value is not of the right type. {}", expectation(detail)),
            ),
        )
    }
}

/// "Expected …" from serde's message, which names types of ours and never the value sent.
fn expectation(detail: &str) -> String {
    detail
        .split_once("expected ")
        .map(|(_, rest)| rest.split(" at line").next().unwrap_or(rest))
        .map(|rest| format!("Expected {rest}."))
        .unwrap_or_default()
}

fn malformed(what: &str, detail: &str) -> Problem {
    tracing::debug!(what, detail, "unreadable request");
    Problem::new(
        ErrorClass::Malformed,
        "malformed_body",
        Localized::new(
            "لا يمكن قراءة البيانات المرسلة: ليست JSON سليمة بترميز UTF-8.",
            "The body can't be read: it is not well-formed JSON in UTF-8.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::parse_json;
    use crate::problem::Problem;
    use kernel::{Lang, LatLng};
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Order {
        #[expect(dead_code, reason = "only its shape is tested")]
        service_id: String,
        #[expect(dead_code, reason = "only its shape is tested")]
        items: Vec<Item>,
        #[expect(dead_code, reason = "only its shape is tested")]
        pin: Option<LatLng>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Item {
        #[expect(dead_code, reason = "only its shape is tested")]
        quantity: u32,
    }

    fn refusal(json: &[u8]) -> (String, Vec<(String, String)>) {
        let problem: Problem = parse_json::<Order>(json).unwrap_err();
        let body = serde_json::to_value(problem.body(Lang::En, "r")).unwrap();
        let fields = body["errors"].as_array().cloned().unwrap_or_default();
        let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_string();
        (
            text(&body["code"]),
            fields.iter().map(|f| (text(&f["field"]), text(&f["code"]))).collect(),
        )
    }

    #[test]
    fn the_messages_of_serde_are_understood() {
        let one = |field: &str, code: &str| {
            ("invalid_fields".to_string(), vec![(field.to_string(), code.to_string())])
        };
        assert_eq!(refusal(b"{}"), one("serviceId", "required"));
        assert_eq!(
            refusal(br#"{"serviceId":"x","items":[{"quantity":1},{"quantity":"2"}]}"#),
            one("items[1].quantity", "wrong_type")
        );
        assert_eq!(
            refusal(br#"{"serviceId":"x","items":[{}]}"#),
            one("items[0].quantity", "required")
        );
        assert_eq!(refusal(br#"{"serviceId":"x","price":1}"#), one("price", "unknown_field"));
        assert_eq!(refusal(br#"["x", []]"#), one("body", "wrong_type"));
        let long = format!(r#"{{"serviceId":"x","items":[{{"quantity":{}}}]}}"#, "9".repeat(400));
        assert_eq!(refusal(long.as_bytes()), one("items[0].quantity", "out_of_range"));
        assert_eq!(
            refusal(br#"{"serviceId":"x","items":[],"pin":{"lat":95,"lng":1}}"#).0,
            "invalid_fields"
        );
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        for body in [
            &b"{"[..],
            br#"{"serviceId":"x",}"#,
            b"\xff\xfe",
            br#"{"serviceId":"x","items":[]} {}"#,
            b"{\"serviceId\":\"\xc3\x28\"}",
            &b"[".repeat(10_000),
        ] {
            assert_eq!(refusal(body).0, "malformed_body", "{body:?}");
        }
    }
}
