//! Verified providers for the demo world, quickly: the same checks and the same SQL as the
//! commands, but one transaction a provider and one event (`provider.changed`) at its end, so that
//! sixty of them notify nobody and take a moment.

mod canvas;
mod picture;

use crate::commands::apply::{self, Application};
use crate::commands::decide_document::{self, DocumentDecision};
use crate::commands::tell;
use crate::commands::upload_document::{self, Upload};
use crate::domain::documents::{DocumentKind, DocumentSide};
use crate::domain::verification::{Move, after};
use crate::domain::{areas, hours};
use crate::error::{ProviderError, Result};
use crate::store::decisions::{self, NewDecision};
use crate::store::documents::Document;
use crate::store::services::NewOffer;
use crate::store::{areas as area_store, known, profiles, schedule, services};
use bytes::Bytes;
use chassis::Chassis;
use chrono::Months;
use contracts::catalog::ServiceChanged;
use contracts::providers::{ServiceArea, VerificationStatus, WeeklyInterval};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use kernel::cairo::{NaiveDate, local_date};
use kernel::ids::{DocumentId, ProviderId, UserId};
use kernel::national_id::{Gender, NationalId};
use kernel::{Fault, Instant, InvalidFields, Lang, LatLng, Money};
use sqlx::PgConnection;

/// How many providers are made at the same time.
const AT_ONCE: usize = 6;

/// Why a demo provider could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the demo provider can't be made: {code}")]
pub struct DemoError {
    /// The stable code of what was refused.
    pub code: &'static str,
    #[source]
    cause: ProviderError,
}

impl From<ProviderError> for DemoError {
    fn from(cause: ProviderError) -> Self {
        Self { code: cause.code(), cause }
    }
}

/// A service that a demo provider offers, as the catalog tells it: the seeder may run before the
/// log reached this service.
#[derive(Clone, Debug)]
pub struct DemoService {
    /// The service.
    pub service: ServiceChanged,
    /// The provider's own price; inside the band.
    pub custom_price: Option<Money>,
    /// Years of experience.
    pub experience_years: u16,
}

/// A provider of the demo world.
#[derive(Clone, Debug)]
pub struct DemoProvider {
    /// Its account (role `service_provider`), which exists or will.
    pub user_id: UserId,
    /// The how-manieth provider, from 0 and below 1,000: makes its national ID and pictures its own.
    pub index: u16,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// For the national ID.
    pub gender: Gender,
    /// For the national ID; 18 years ago or more.
    pub birth_date: NaiveDate,
    /// Where it starts from.
    pub home: LatLng,
    /// Languages it speaks.
    pub languages: Vec<Lang>,
    /// What it says of itself.
    pub bio: Option<String>,
    /// What it offers; at least one. Services that need a certificate get one.
    pub services: Vec<DemoService>,
    /// Where it works, by name.
    pub areas: Vec<(String, ServiceArea)>,
    /// When it works, in Cairo wall time.
    pub hours: Vec<WeeklyInterval>,
    /// Shortest notice for scheduled work, in minutes.
    pub notice_minutes: u32,
    /// Whether it is online.
    pub online: bool,
    /// When it applied and was verified.
    pub joined_at: Instant,
    /// Who verified it.
    pub operator: UserId,
}

/// A made-up national ID with a valid structure (Cairo), another one for each `index` below 1,000.
#[must_use]
pub fn national_id(birth_date: NaiveDate, gender: Gender, index: u16) -> String {
    use chrono::Datelike as _;
    let century = if birth_date.year() < 2000 { 2 } else { 3 };
    // The 13th digit is odd for men and even for women.
    let last = match gender {
        Gender::Male => 1,
        Gender::Female => 2,
    };
    let (date, serial) = (birth_date.format("%y%m%d"), index % 1000);
    format!("{century}{date}01{serial:03}{last}4")
}

/// Makes a verified provider with documents, services, areas and hours; nothing when it is there.
///
/// # Errors
/// When something of it is not allowed, or the database or the object store is away. Then nothing
/// of it was written.
pub async fn ensure_provider(
    chassis: &Chassis,
    demo: &DemoProvider,
) -> std::result::Result<ProviderId, DemoError> {
    Ok(ensure(chassis, demo).await?)
}

/// [`ensure_provider`] for many, several at a time; ids in the order of `all`.
///
/// # Errors
/// As [`ensure_provider`], for the first that fails.
pub async fn ensure_providers(
    chassis: &Chassis,
    all: &[DemoProvider],
) -> std::result::Result<Vec<ProviderId>, DemoError> {
    stream::iter(all.iter().map(|demo| ensure_provider(chassis, demo)))
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

async fn ensure(chassis: &Chassis, demo: &DemoProvider) -> Result<ProviderId> {
    let id = ProviderId::from(demo.user_id);
    let mut connection = chassis.db.pool().acquire().await?;
    if profiles::find_in_tx(&mut connection, id).await?.is_some() {
        return Ok(id);
    }
    drop(connection);
    let mut documents = Vec::new();
    for (kind, side, expires_on) in papers(demo, local_date(chassis.world.now())) {
        let bytes = Bytes::from(picture::draw(demo.index, kind, side));
        let upload = Upload { kind, side, expires_on, bytes };
        documents.push(upload_document::store(chassis, id, &upload).await?);
    }
    let mut tx = chassis.db.begin().await?;
    match write_in_tx(&mut tx, chassis, demo, &documents).await {
        // Somebody else made it in the meantime.
        Err(ProviderError::AlreadyApplied) => return Ok(id),
        result => result?,
    }
    tell::changed_in_tx(&mut tx, &chassis.world, id).await?;
    tx.commit().await?;
    Ok(id)
}

async fn write_in_tx(
    tx: &mut PgConnection,
    chassis: &Chassis,
    demo: &DemoProvider,
    documents: &[Document],
) -> Result<()> {
    let (world, id) = (&chassis.world, ProviderId::from(demo.user_id));
    let today = local_date(world.now());
    let application = application(demo, today)?;
    apply::insert_in_tx(tx, &chassis.keyring, id, &application, demo.joined_at).await?;
    for document in documents {
        upload_document::insert_in_tx(tx, document).await?;
        let decision = DocumentDecision { accept: true, reason: REASON.to_owned() };
        decide_document::decide_in_tx(tx, demo.operator, document, &decision, world.now()).await?;
    }
    let certificate = documents.iter().find(|d| d.kind == DocumentKind::SkillCertificate);
    offer_in_tx(tx, chassis, demo, certificate.map(|d| d.id)).await?;
    services::certify_in_tx(tx, id, today).await?;
    let mut list = Vec::with_capacity(demo.areas.len());
    for (order, (name, shape)) in demo.areas.iter().enumerate() {
        let shape = areas::shape(shape.clone())
            .map_err(|(part, invalid)| InvalidFields::one(part, invalid))?;
        list.push(area_store::Area {
            name: name.clone(),
            shape,
            is_primary: order == 0,
            travel_minutes: 30,
        });
    }
    area_store::replace_in_tx(tx, world, id, &list).await?;
    schedule::replace_week_in_tx(tx, id, &hours::week(demo.hours.clone())?, world.now()).await?;
    verify_in_tx(tx, chassis, demo).await
}

const REASON: &str = "بيانات تجريبية";

fn application(demo: &DemoProvider, today: NaiveDate) -> Result<Application> {
    let digits = national_id(demo.birth_date, demo.gender, demo.index);
    let national_id = NationalId::parse(&digits, today)
        .map_err(|invalid| InvalidFields::one("nationalId", invalid))?;
    Ok(Application {
        first_name: demo.first_name.clone(),
        last_name: demo.last_name.clone(),
        national_id,
        home: demo.home,
        languages: demo.languages.clone(),
        preferred_language: demo.languages.first().copied().unwrap_or_default(),
    })
}

async fn offer_in_tx(
    tx: &mut PgConnection,
    chassis: &Chassis,
    demo: &DemoProvider,
    certificate: Option<DocumentId>,
) -> Result<()> {
    let mut offers = Vec::with_capacity(demo.services.len());
    for offered in &demo.services {
        let service = &offered.service.service;
        known::keep_service_if_new_in_tx(tx, &offered.service, chassis.world.now()).await?;
        offers.push(NewOffer {
            service: service.id,
            custom_price: offered.custom_price,
            experience_years: offered.experience_years,
            certificate: certificate.filter(|_| service.needs_certificate),
        });
    }
    let id = demo.user_id.into();
    Ok(services::replace_in_tx(tx, &chassis.world, id, &offers).await?)
}

/// Sends the application and verifies it, as of the day it joined.
async fn verify_in_tx(tx: &mut PgConnection, chassis: &Chassis, demo: &DemoProvider) -> Result<()> {
    let (id, at) = (ProviderId::from(demo.user_id), demo.joined_at);
    let sent = after(VerificationStatus::Applied, Move::Submit)?;
    profiles::set_status_in_tx(tx, id, sent, at).await?;
    let verified = after(sent, Move::Verify)?;
    profiles::set_status_in_tx(tx, id, verified, at).await?;
    let decision = NewDecision {
        id: chassis.world.id(),
        provider: id,
        kind: "verified",
        from: sent,
        to: verified,
        reason: REASON,
        evidence: None,
        operator: Some(demo.operator),
        safety_risk: false,
        appeal_until: None,
        at,
    };
    decisions::insert_in_tx(tx, &decision).await?;
    let profile = profiles::find_in_tx(tx, id).await?.ok_or(ProviderError::NotApplied)?;
    let profile = profiles::Profile {
        bio: demo.bio.clone(),
        notice_minutes: demo.notice_minutes,
        is_online: demo.online,
        ..profile
    };
    Ok(profiles::save_in_tx(tx, &profile, at).await?)
}

/// The documents of a demo provider: all that are needed, a photo, and a certificate if one of its
/// services needs one.
fn papers(
    demo: &DemoProvider,
    today: NaiveDate,
) -> impl Iterator<Item = (DocumentKind, DocumentSide, Option<NaiveDate>)> {
    let needs_certificate = demo.services.iter().any(|s| s.service.service.needs_certificate);
    let in_years = |years: u32| today.checked_add_months(Months::new(12 * years));
    let always = [
        (DocumentKind::NationalId, DocumentSide::Front, None),
        (DocumentKind::NationalId, DocumentSide::Back, in_years(5)),
        (DocumentKind::Selfie, DocumentSide::Single, None),
        (DocumentKind::CriminalRecord, DocumentSide::Single, in_years(1)),
        (DocumentKind::ProfilePhoto, DocumentSide::Single, None),
    ];
    let certificate = (DocumentKind::SkillCertificate, DocumentSide::Single, None);
    always.into_iter().chain(needs_certificate.then_some(certificate))
}

#[cfg(test)]
mod tests {
    use super::national_id;
    use kernel::cairo::NaiveDate;
    use kernel::national_id::{Gender, NationalId};

    #[test]
    fn made_up_national_ids_are_well_formed_and_all_different() {
        let born = NaiveDate::from_ymd_opt(1990, 1, 15).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let mut seen = std::collections::HashSet::new();
        for index in 0..1000 {
            for gender in [Gender::Male, Gender::Female] {
                let digits = national_id(born, gender, index);
                let id = NationalId::parse(&digits, today).unwrap();
                assert_eq!((id.gender(), id.birth_date()), (gender, born));
                assert!(seen.insert(digits));
            }
        }
    }
}
