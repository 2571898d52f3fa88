//! Opening a partner's account and changing what is known of it.

use crate::app::App;
use crate::error::{PartnerError, Trouble};
use crate::publish::{self, Deed};
use crate::reads::partners::{PartnerKind, partner_out};
use crate::store::partners::{self, About};
use crate::store::users::{self, NewUser, User};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::identity::{AccountStatus, NotificationPreferences, PartnerChanged};
use httpkit::Actor;
use kernel::ids::{EventId, UserId};
use kernel::{Lang, PhoneNumber, Role};
use serde_json::json;
use sqlx::PgConnection;

/// What an operator says of a partner.
#[derive(Clone, Debug)]
pub struct SavedPartner {
    /// What it is.
    pub kind: PartnerKind,
    /// Its name in Arabic.
    pub name_ar: String,
    /// Its name in English.
    pub name_en: String,
    /// Whom to call.
    pub phone: PhoneNumber,
    /// Whom to write to.
    pub email: Option<String>,
    /// The language that the contact reads.
    pub lang: Lang,
    /// For the staff.
    pub note: Option<String>,
}

impl SavedPartner {
    fn about(&self) -> About<'_> {
        About {
            kind: self.kind.tag(),
            name_ar: &self.name_ar,
            name_en: &self.name_en,
            note: self.note.as_deref(),
        }
    }

    fn name(&self) -> &str {
        if self.lang == Lang::En { &self.name_en } else { &self.name_ar }
    }
}

/// Its programs hear of everything by webhook; of what can't be heard so, the contact is told
/// whatever this says.
const QUIET: NotificationPreferences =
    NotificationPreferences { push: false, sms: false, email: false };

/// Opens the account. The operator vouches for the contact; nobody logs in as a partner.
///
/// # Errors
/// When the database is away.
pub async fn open(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    new: &SavedPartner,
) -> Result<Answer, PartnerError> {
    let (world, now) = (&app.chassis.world, app.now());
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let id: UserId = world.id();
    let row = NewUser {
        id,
        phone: &app.seal_phone(&new.phone),
        phone_hash: &world.bytes::<32>(),
        password_hash: None,
        role: Role::Customer,
        status: AccountStatus::Active,
        phone_verified: true,
        terms_accepted_at: Some(now),
        first_name: new.name(),
        last_name: "",
        lang: new.lang,
    };
    let profile = world.id::<EventId>().uuid();
    if !users::insert_in_tx(&mut tx, &row, profile, now).await? {
        return Err(Trouble::broken("a random hash").into());
    }
    partners::insert_in_tx(&mut tx, id, &new.about(), actor.user_id, now).await?;
    tell_in_tx(&mut tx, app, id, new).await?;
    let deed = deed("partner.open", id, new);
    publish::operator_acted(&mut tx, app, actor, deed).await?;
    let answer = Answer::json(201, &shown_in_tx(&mut tx, app, id).await?)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Changes what is known of a partner.
///
/// # Errors
/// [`PartnerError`].
pub async fn change(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    (id, version): (UserId, i32),
    new: &SavedPartner,
) -> Result<Answer, PartnerError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    if !partners::lock_in_tx(&mut tx, id).await? {
        return Err(PartnerError::NotFound);
    }
    if !partners::update_in_tx(&mut tx, id, version, &new.about(), app.now()).await? {
        return Err(PartnerError::ChangedMeanwhile);
    }
    tell_in_tx(&mut tx, app, id, new).await?;
    publish::operator_acted(&mut tx, app, actor, deed("partner.change", id, new)).await?;
    let answer = Answer::json(200, &shown_in_tx(&mut tx, app, id).await?)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Writes the contact and tells everybody of the account.
async fn tell_in_tx(
    tx: &mut PgConnection,
    app: &App,
    id: UserId,
    new: &SavedPartner,
) -> Result<(), PartnerError> {
    let (world, now) = (&app.chassis.world, app.now());
    let user = users::lock_in_tx(tx, id).await?.ok_or(PartnerError::NotFound)?;
    let user =
        User { first_name: new.name().to_owned(), lang: new.lang, preferences: QUIET, ..user };
    users::save_in_tx(tx, &user, now).await?;
    let (phone, hash) = (app.seal_phone(&new.phone), world.bytes::<32>());
    let email = new.email.as_ref().map(|email| app.seal_email(email));
    let both = email.as_ref().map(|email| (email, &hash));
    partners::set_contact_in_tx(tx, id, &phone, both, now).await?;
    let user = users::find(&mut *tx, id).await?.ok_or(PartnerError::NotFound)?;
    publish::user_changed(tx, app, &user).await?;
    Ok(chassis::bus::append(tx, world, &PartnerChanged { partner_id: id }).await?)
}

async fn shown_in_tx(
    tx: &mut PgConnection,
    app: &App,
    id: UserId,
) -> Result<crate::reads::partners::PartnerOut, PartnerError> {
    let partner = partners::find(tx, id).await?.ok_or(PartnerError::NotFound)?;
    Ok(partner_out(app, &partner)?)
}

fn deed<'a>(action: &'a str, id: UserId, partner: &SavedPartner) -> Deed<'a> {
    Deed {
        action,
        subject_type: "partner",
        subject_id: id.to_string(),
        reason: None,
        details: json!({
            "kind": partner.kind, "nameAr": partner.name_ar, "nameEn": partner.name_en,
        }),
    }
}
