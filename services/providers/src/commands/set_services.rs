//! A provider says what it offers.

use super::tell;
use crate::App;
use crate::domain::documents::{DocumentKind, Met, Trade};
use crate::domain::prices::Band;
use crate::error::Result;
use crate::reads::offering::{self, ProviderServicesOut};
use crate::store::known::{self, KnownService};
use crate::store::services::{self, NewOffer};
use crate::store::{documents, profiles};
use contracts::providers::VerificationStatus;
use kernel::cairo::{NaiveDate, local_date};
use kernel::ids::ProviderId;
use kernel::{Fields, Invalid};
use sqlx::PgConnection;

/// Replaces the list.
///
/// # Errors
/// Field errors: `services[1].serviceId`, `.customPrice`, `.certificateDocumentId`.
pub async fn run(app: &App, id: ProviderId, offers: Vec<NewOffer>) -> Result<ProviderServicesOut> {
    let world = &app.chassis.world;
    let today = local_date(world.now());
    let band = Band {
        min_percent: app.config.price_min_percent,
        max_percent: app.config.price_max_percent,
    };
    let mut tx = app.chassis.db.begin().await?;
    let profile = tell::own_in_tx(&mut tx, id).await?;
    check_in_tx(&mut tx, &profile, &offers, band, today).await?;
    services::replace_in_tx(&mut tx, world, id, &offers).await?;
    services::certify_in_tx(&mut tx, id, today).await?;
    tell::changed_in_tx(&mut tx, world, id).await?;
    let out = offering::services_in_tx(&mut tx, id, band).await?;
    tx.commit().await?;
    Ok(out)
}

async fn check_in_tx(
    tx: &mut PgConnection,
    profile: &profiles::Profile,
    offers: &[NewOffer],
    band: Band,
    today: NaiveDate,
) -> Result<()> {
    let ids: Vec<_> = offers.iter().map(|o| o.service).collect();
    let known = known::services_in_tx(tx, &ids).await?;
    let papers = documents::papers_in_tx(tx, profile.id).await?;
    let rules = documents::requirements_in_tx(tx).await?;
    let offered = services::list_in_tx(tx, profile.id).await?;
    let mut fields = Fields::new();
    for (i, offer) in offers.iter().enumerate() {
        let at = |name: &str| format!("services[{i}].{name}");
        fields.check(!ids[..i].contains(&offer.service), at("serviceId"), twice);
        let found = known.iter().find(|k| k.id == offer.service);
        let keeps = offered.iter().any(|o| o.service == offer.service);
        // One that the catalog closed may stay in the list, but nobody starts with it.
        let Some(service) = found.filter(|s| s.is_active || keeps) else {
            fields.refuse(at("serviceId"), unknown());
            continue;
        };
        if let Some(price) = offer.custom_price {
            fields.take(at("customPrice"), service.own_price(band, price));
        }
        if let Some(certificate) = offer.certificate {
            let is_mine = papers
                .iter()
                .any(|p| p.id == certificate && p.kind == DocumentKind::SkillCertificate);
            fields.check(is_mine, at("certificateDocumentId"), no_certificate);
        }
        // Whoever works already must not lose its standing by adding a trade with other papers.
        let closed = profile.status == VerificationStatus::Verified && !keeps;
        let lacks = rules.iter().any(|rule| {
            rule.category.is_some()
                && rule.is_required
                && !rule.when_certified
                && rule.applies(&[trade(service)])
                && rule.met(&papers, today) != Met::Good
        });
        fields.check(!(closed && lacks), at("serviceId"), papers_first);
    }
    Ok(fields.finish()?)
}

fn trade(service: &KnownService) -> Trade {
    Trade { category: service.category, needs_certificate: service.needs_certificate }
}

fn twice() -> Invalid {
    Invalid::new(
        "providers.service_twice",
        "هذه الخدمة مكررة في القائمة. احذف واحدة.",
        "This service is in the list twice. Remove one.",
    )
}

fn unknown() -> Invalid {
    Invalid::new(
        "providers.service_unknown",
        "هذه الخدمة غير متاحة. اختر خدمة من القائمة.",
        "This service is not available. Choose one from the list.",
    )
}

fn no_certificate() -> Invalid {
    Invalid::new(
        "providers.certificate_unknown",
        "ارفع شهادة المهنة أولًا ثم اخترها هنا.",
        "Upload the skill certificate first, then choose it here.",
    )
}

fn papers_first() -> Invalid {
    Invalid::new(
        "providers.service_needs_documents",
        "هذه الخدمة تحتاج مستندات إضافية مقبولة. ارفعها أولًا.",
        "This service needs further accepted documents. Upload them first.",
    )
}
