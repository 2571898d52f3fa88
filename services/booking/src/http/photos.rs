//! `/bookings/{id}/photos`: pictures of a visit.

use super::viewer;
use crate::App;
use crate::commands;
use crate::reads::PhotoOut;
use crate::store::photos::{self, Purpose};
use crate::store::tags;
use axum::Json;
use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chassis::StoreError;
use chassis::storage::{MediaType, clean, sniff};
use httpkit::extract::{not_a_form, too_large};
use httpkit::{Actor, PathParams, Problem};
use kernel::ids::BookingId;
use kernel::{Fields, Invalid, InvalidFields};
use utoipa_axum::router::UtoipaMethodRouterExt;
use uuid::Uuid;

/// The largest picture: 8 MiB, and a little for the form around it.
const LARGEST: usize = 8 * 1024 * 1024 + 16 * 1024;

/// A picture with what it shows.
#[derive(utoipa::ToSchema)]
pub struct BookingPhotoIn {
    /// What it shows.
    #[expect(dead_code, reason = "documents the form, which is read part by part")]
    purpose: Purpose,
    /// A JPEG, PNG or WebP of at most 8 MiB. It is kept without where and with what it was taken.
    #[expect(dead_code, reason = "documents the form, which is read part by part")]
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Lets bodies as large as a picture through.
pub fn with_limit<S: Clone + Send + Sync + 'static>(
    routes: utoipa_axum::router::UtoipaMethodRouter<S>,
) -> utoipa_axum::router::UtoipaMethodRouter<S> {
    routes.layer(DefaultBodyLimit::max(LARGEST))
}

/// Adds a picture: the provider's of parts or the finished work during the visit, either side's as
/// evidence in a dispute. What a file is, its content tells, not its name.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/photos", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking")),
    request_body(content = BookingPhotoIn, content_type = "multipart/form-data"),
    responses((status = 201, description = "Stored.", body = PhotoOut)),
)]
pub async fn add_booking_photo(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    form: Result<Multipart, MultipartRejection>,
) -> httpkit::Result<(StatusCode, Json<PhotoOut>)> {
    let form = form.map_err(|_| not_a_form())?;
    let (purpose, media, bytes) = read(form).await?;
    let photo = commands::photo::run(&app, actor.user_id, id, purpose, media, bytes).await?;
    Ok((StatusCode::CREATED, Json(photo)))
}

/// The file of a picture, for both sides and staff.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}/photos/{photoId}", tag = "bookings",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("photoId" = Uuid, Path, description = "The picture"),
    ),
    responses((status = 200, description = "The file.", body = Vec<u8>, content_type = "image/*")),
)]
pub async fn get_booking_photo(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, photo_id)): PathParams<(BookingId, Uuid)>,
) -> httpkit::Result<Response> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    viewer::booking(&mut db, &actor, id).await?;
    let photos = photos::of(&mut db, id).await?;
    drop(db);
    let photo = photos.into_iter().find(|p| p.id == photo_id).ok_or_else(Problem::not_found)?;
    let file = commands::photo::open(&app, &photo).await?.ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, photo.content_type),
        (header::CACHE_CONTROL, "private, max-age=86400".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, file).into_response())
}

async fn read(mut form: Multipart) -> httpkit::Result<(Purpose, MediaType, Bytes)> {
    let (mut purpose, mut file) = (None, None);
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        match part.name() {
            Some("purpose") => purpose = Some(text(part).await?),
            Some("file") => file = Some(part.bytes().await.map_err(unreadable)?),
            _ => {}
        }
    }
    let mut fields = Fields::new();
    let purpose = purpose.ok_or_else(Invalid::required).and_then(|name| {
        tags::from_tag::<Purpose>("purpose", &name).map_err(|_| unknown_purpose())
    });
    let purpose = fields.take("purpose", purpose);
    let file = file.ok_or_else(Invalid::required).and_then(|bytes| match sniff(&bytes) {
        Some(media) if media.is_image() => {
            clean(&bytes, media).map(|file| (media, Bytes::from(file))).ok_or_else(damaged)
        }
        _ => Err(not_a_picture()),
    });
    let file = fields.take("file", file);
    match (purpose, file) {
        (Some(purpose), Some((media, bytes))) => Ok((purpose, media, bytes)),
        _ => Err(fields.into_error().into()),
    }
}

async fn text(part: Field<'_>) -> httpkit::Result<String> {
    part.text().await.map_err(unreadable)
}

fn unreadable(error: MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    let invalid = Invalid::new(
        "malformed_form",
        "تعذّرت قراءة الملف المرسل. حاول إرساله مرة أخرى.",
        "The form can't be read. Try to send it again.",
    );
    InvalidFields::one("file", invalid).into()
}

fn unknown_purpose() -> Invalid {
    Invalid::new(
        "unknown_value",
        "هذه القيمة ليست من القيم المسموحة.",
        "This value is not one of those allowed: parts, completion, dispute, warranty.",
    )
}

fn not_a_picture() -> Invalid {
    Invalid::new(
        "booking.not_a_picture",
        "أرسل صورة بصيغة JPEG أو PNG أو WebP.",
        "Send a picture: JPEG, PNG or WebP.",
    )
}

fn damaged() -> Invalid {
    Invalid::new(
        "booking.photo_damaged",
        "الصورة تالفة أو غير مكتملة. التقطها من جديد وأرسلها.",
        "The picture is damaged or incomplete. Take it again and send it.",
    )
}
