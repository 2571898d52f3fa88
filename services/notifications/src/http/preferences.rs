//! `GET` and `PUT /me/notification-preferences`

use crate::app::App;
use crate::domain::{Open, Purpose, Quiet};
use crate::error::TellError;
use crate::store::preferences;
use axum::Json;
use axum::extract::State;
use chrono::NaiveTime;
use httpkit::{Actor, Body};
use kernel::ids::UserId;
use kernel::{Fields, Invalid, InvalidFields};
use serde::{Deserialize, Serialize};

/// Which channels are open for a purpose. The inbox always is.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PurposePreference {
    /// What messages are about.
    pub purpose: Purpose,
    /// Push messages.
    pub push: bool,
    /// SMS.
    pub sms: bool,
    /// Email.
    pub email: bool,
    /// Whether it can't be switched off; not read.
    #[serde(default)]
    pub fixed: bool,
}

/// When to be left alone, on Cairo's wall clock; across midnight when `from` is the later one.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuietHours {
    /// From then.
    #[schema(example = "22:00")]
    pub from: String,
    /// Until then.
    #[schema(example = "08:00")]
    pub to: String,
}

/// What I want to be told how. A channel must also be switched on in my profile. News of a visit
/// that runs, and what protects my account, ignores quiet hours.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NotificationChoices {
    /// By purpose; those that are left out stay as they are.
    pub purposes: Vec<PurposePreference>,
    /// When to be left alone; null for never.
    pub quiet_hours: Option<QuietHours>,
}

type Parsed = (Vec<(Purpose, Open)>, Quiet);

impl NotificationChoices {
    fn parse(self) -> Result<Parsed, InvalidFields> {
        let mut fields = Fields::new();
        let mut chosen = Vec::new();
        for (at, choice) in self.purposes.into_iter().enumerate() {
            let open = Open { push: choice.push, sms: choice.sms, email: choice.email };
            let fits = choice.purpose != Purpose::Security || open == Open::ALL;
            fields.check(fits, format!("purposes[{at}]"), || {
                Invalid::new(
                    "preferences.fixed",
                    "رسائل حماية حسابك لا يمكن إيقافها.",
                    "Messages that protect your account can't be switched off.",
                )
            });
            if choice.purpose != Purpose::Security {
                chosen.push((choice.purpose, open));
            }
        }
        let mut quiet = Quiet::Never;
        if let Some(QuietHours { from, to }) = self.quiet_hours {
            let from = fields.take("quietHours.from", time(&from));
            let to = fields.take("quietHours.to", time(&to));
            if let (Some(from), Some(to)) = (from, to) {
                fields.check(from != to, "quietHours.to", || {
                    Invalid::new(
                        "preferences.whole_day",
                        "البداية والنهاية متساويتان. اختر وقتين مختلفين.",
                        "Begin and end are the same. Choose two different times.",
                    )
                });
                quiet = Quiet::Between(from, to);
            }
        }
        fields.finish().map(|()| (chosen, quiet))
    }
}

fn time(text: &str) -> Result<NaiveTime, Invalid> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| {
        Invalid::new(
            "preferences.bad_time",
            "اكتب الوقت هكذا: 22:00",
            "Write the time like this: 22:00",
        )
    })
}

/// What I want to be told how, and when I want to be left alone.
#[utoipa::path(get, path = "/api/v1/me/notification-preferences", tag = "notifications",
    responses((status = 200, description = "My choices.", body = NotificationChoices)))]
pub async fn read_notification_preferences(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<NotificationChoices>> {
    Ok(Json(shown(&app, actor.user_id).await?))
}

/// Choose what I want to be told how. Repeating it changes nothing.
#[utoipa::path(put, path = "/api/v1/me/notification-preferences", tag = "notifications",
    request_body = NotificationChoices,
    responses((status = 200, description = "They are kept.", body = NotificationChoices)))]
pub async fn change_notification_preferences(
    State(app): State<App>,
    actor: Actor,
    Body(body): Body<NotificationChoices>,
) -> httpkit::Result<Json<NotificationChoices>> {
    let (chosen, quiet) = body.parse()?;
    keep(&app, actor.user_id, &chosen, quiet).await?;
    Ok(Json(shown(&app, actor.user_id).await?))
}

async fn keep(
    app: &App,
    user: UserId,
    chosen: &[(Purpose, Open)],
    quiet: Quiet,
) -> Result<(), TellError> {
    let now = app.chassis.world.now();
    let mut tx = app.chassis.db.begin().await?;
    for (purpose, open) in chosen {
        preferences::save_in_tx(&mut tx, user, *purpose, *open, now).await?;
    }
    preferences::save_quiet_in_tx(&mut tx, user, quiet, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn shown(app: &App, user: UserId) -> Result<NotificationChoices, TellError> {
    let mut tx = app.chassis.db.begin().await?;
    let chosen = preferences::find_in_tx(&mut tx, user).await?;
    let quiet = preferences::quiet_in_tx(&mut tx, user).await?;
    let all = Purpose::CHOSEN.into_iter().chain([Purpose::Security]);
    let purposes = all
        .map(|purpose| {
            let Open { push, sms, email } = chosen.of(purpose);
            let fixed = purpose == Purpose::Security;
            PurposePreference { purpose, push, sms, email, fixed }
        })
        .collect();
    let quiet_hours = match quiet {
        Quiet::Never => None,
        Quiet::Between(from, to) => {
            let text = |time: NaiveTime| time.format("%H:%M").to_string();
            Some(QuietHours { from: text(from), to: text(to) })
        }
    };
    Ok(NotificationChoices { purposes, quiet_hours })
}
