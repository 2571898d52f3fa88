//! `GET` and `POST /devices`, `DELETE /devices/{id}`

use crate::app::App;
use crate::chat::domain::readable;
use crate::commands::devices;
use crate::commands::push::Subscription;
use crate::error::TellError;
use crate::store;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use httpkit::{Actor, Body, PathParams};
use kernel::ids::DeviceId;
use kernel::{DateTime, Fields, Invalid, InvalidFields};
use serde::{Deserialize, Serialize};

/// Longest label, in characters.
const LONGEST_LABEL: usize = 60;

/// The keys of a browser's subscription.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeviceKeysIn {
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// The secret it shares with us, base64url.
    pub auth: String,
}

/// A browser that takes push messages: `PushSubscription.toJSON()`, and a label.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeviceIn {
    /// Where to write: an address of a known push service.
    #[schema(example = "https://fcm.googleapis.com/fcm/send/abc")]
    pub endpoint: String,
    /// Its keys.
    pub keys: DeviceKeysIn,
    /// When it ends, as the browser says; not used, since push services tell it.
    #[serde(default)]
    pub expiration_time: Option<f64>,
    /// What the person calls it, at most 60 characters.
    #[serde(default)]
    #[schema(example = "Chrome on my phone", max_length = 60)]
    pub label: Option<String>,
}

impl DeviceIn {
    fn parse(self, app: &App) -> Result<(Subscription, Option<String>), InvalidFields> {
        let mut fields = Fields::new();
        let pusher = app.senders.push.as_ref();
        let known = pusher.is_some_and(|pusher| pusher.allowed(&self.endpoint).is_some());
        fields.check(known, "endpoint", || {
            Invalid::new(
                "devices.unknown_service",
                "لا يمكننا إرسال الإشعارات عبر هذا المتصفح. جرّب متصفحًا آخر.",
                "We can't send push messages through this browser. Try another one.",
            )
        });
        let _ = self.expiration_time;
        let label = fields.take("label", readable(self.label, LONGEST_LABEL)).flatten();
        let DeviceKeysIn { p256dh, auth } = self.keys;
        let subscription = Subscription { endpoint: self.endpoint, p256dh, auth };
        fields.check(subscription.keys().is_some(), "keys", || {
            Invalid::new(
                "devices.bad_keys",
                "مفاتيح الاشتراك غير صحيحة. فعّل الإشعارات من جديد.",
                "The subscription's keys are not right. Switch notifications on again.",
            )
        });
        fields.finish().map(|()| (subscription, label))
    }
}

/// A browser that takes push messages.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeviceOut {
    /// Its id.
    pub id: DeviceId,
    /// What the person calls it.
    pub label: Option<String>,
    /// Since when it is known.
    pub created_at: DateTime,
}

/// My browsers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DevicesOut {
    /// The oldest first.
    pub items: Vec<DeviceOut>,
}

/// The browsers that take push messages for me.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices",
    responses((status = 200, description = "My browsers.", body = DevicesOut)))]
pub async fn list_devices(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<DevicesOut>> {
    let mut tx = app.chassis.db.begin().await?;
    let found = store::devices::of_in_tx(&mut tx, actor.user_id).await.map_err(TellError::from)?;
    let items = found
        .into_iter()
        .map(|device| DeviceOut {
            id: device.id,
            label: device.label,
            created_at: device.created_at,
        })
        .collect();
    Ok(Json(DevicesOut { items }))
}

/// Take push messages in this browser. Sent again, or by whoever logs in there next, it is the
/// same browser.
#[utoipa::path(post, path = "/api/v1/devices", tag = "devices", request_body = DeviceIn,
    responses((status = 201, description = "It takes push messages now.", body = DeviceOut),
        (status = 200, description = "It did already.", body = DeviceOut)))]
pub async fn add_device(
    State(app): State<App>,
    actor: Actor,
    Body(body): Body<DeviceIn>,
) -> httpkit::Result<(StatusCode, Json<DeviceOut>)> {
    let (subscription, label) = body.parse(&app)?;
    let (id, created_at, is_new) =
        devices::add(&app, actor, &subscription, label.as_deref()).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(DeviceOut { id, label, created_at })))
}

/// No more push messages in that browser.
#[utoipa::path(delete, path = "/api/v1/devices/{id}", tag = "devices",
    params(("id" = DeviceId, Path, description = "The browser.")),
    responses((status = 204, description = "It is forgotten.")))]
pub async fn remove_device(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<DeviceId>,
) -> httpkit::Result<StatusCode> {
    devices::remove(&app, actor.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
