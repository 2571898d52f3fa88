//! `/api/v1/admin/partners`: organisations whose programs book.

use crate::app::App;
use crate::commands::save_partner::{self, SavedPartner};
use crate::reads::partners::{self, PartnerKind, PartnerOut};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{
    Actor, IdempotencyHeader, IdempotentBody, Page, PageQuery, PathParams, QueryParams, Result,
};
use kernel::ids::UserId;
use kernel::text::{email, line, optional_paragraph};
use kernel::{Fields, InvalidFields, Lang, PhoneNumber};
use serde::Deserialize;

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 1000;

/// What is known of a partner.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartnerIn {
    /// What it is.
    kind: PartnerKind,
    /// Its name in Arabic.
    #[schema(example = "إدارة كمبوند الياسمين", max_length = 100)]
    name_ar: String,
    /// Its name in English.
    #[schema(example = "Jasmine Compound Management", max_length = 100)]
    name_en: String,
    /// Whom to call, however typed. Told by SMS when its webhooks are switched off.
    #[schema(example = "01012345678")]
    contact_phone: String,
    /// Whom to write to.
    #[schema(example = "it@jasmine.example")]
    contact_email: Option<String>,
    /// The language that the contact reads; Arabic when absent.
    lang: Option<Lang>,
    /// For the staff.
    #[schema(max_length = 1000)]
    note: Option<String>,
}

/// A changed partner: everything that is known of it, and the version that was read.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartnerChangeIn {
    /// What is known of it now.
    partner: PartnerIn,
    /// `version` as it was read.
    version: i32,
}

impl PartnerIn {
    fn parse(self, at: &str) -> std::result::Result<SavedPartner, InvalidFields> {
        let mut fields = Fields::new();
        let name_ar = fields.take(format!("{at}nameAr"), line(&self.name_ar, LONGEST_NAME));
        let name_en = fields.take(format!("{at}nameEn"), line(&self.name_en, LONGEST_NAME));
        let phone = PhoneNumber::parse(&self.contact_phone);
        let phone = fields.take(format!("{at}contactPhone"), phone);
        let email = self.contact_email.as_deref().map(email).transpose();
        let email = fields.take(format!("{at}contactEmail"), email);
        let note = optional_paragraph(self.note.as_deref(), LONGEST_NOTE);
        let note = fields.take(format!("{at}note"), note);
        let (Some(name_ar), Some(name_en), Some(phone), Some(email), Some(note)) =
            (name_ar, name_en, phone, email, note)
        else {
            return Err(fields.into_error());
        };
        fields.finish()?;
        let lang = self.lang.unwrap_or_default();
        Ok(SavedPartner { kind: self.kind, name_ar, name_en, phone, email, lang, note })
    }
}

/// List partners.
#[utoipa::path(get, path = "/api/v1/admin/partners", tag = "admin", params(PageQuery),
    responses((status = 200, description = "The partners, the newest first.",
        body = Page<PartnerOut>)))]
pub async fn list_partners(
    State(app): State<App>,
    QueryParams(query): QueryParams<PageQuery>,
) -> Result<Json<Page<PartnerOut>>> {
    Ok(Json(partners::list(&app, &query).await?))
}

/// Open the account of a partner.
///
/// Nobody logs in as a partner: its programs use API keys.
#[utoipa::path(post, path = "/api/v1/admin/partners", tag = "admin", request_body = PartnerIn,
    params(IdempotencyHeader),
    responses((status = 201, description = "The partner.", body = PartnerOut)))]
pub async fn open_partner(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<PartnerIn>,
) -> Result<Response> {
    let new = body.value.parse("")?;
    Ok(respond(save_partner::open(&app, actor, &body.key, &new).await?))
}

/// See one partner.
#[utoipa::path(get, path = "/api/v1/admin/partners/{id}", tag = "admin",
    params(("id" = UserId, Path, description = "The partner.")),
    responses((status = 200, description = "The partner.", body = PartnerOut)))]
pub async fn get_partner(
    State(app): State<App>,
    PathParams(id): PathParams<UserId>,
) -> Result<Json<PartnerOut>> {
    Ok(Json(partners::one(&app, id).await?))
}

/// Change what is known of a partner.
#[utoipa::path(put, path = "/api/v1/admin/partners/{id}", tag = "admin",
    request_body = PartnerChangeIn,
    params(("id" = UserId, Path, description = "The partner."), IdempotencyHeader),
    responses((status = 200, description = "The partner as it is now.", body = PartnerOut),
              (status = 409, description = "Somebody changed it meanwhile.")))]
pub async fn change_partner(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<UserId>,
    body: IdempotentBody<PartnerChangeIn>,
) -> Result<Response> {
    let PartnerChangeIn { partner, version } = body.value;
    let new = partner.parse("partner.")?;
    Ok(respond(save_partner::change(&app, actor, &body.key, (id, version), &new).await?))
}
