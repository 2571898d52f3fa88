//! A customer makes a plan.

use super::PlanError;
use crate::commands::OrderError;
use crate::commands::create::{check_account, kept_before};
use crate::commands::order::Where;
use crate::domain::plan::{Plan, PlanState};
use crate::reads::PlanOut;
use crate::store::plans::{self, ADDRESS_CONTEXT, INSTRUCTIONS_CONTEXT, SealedPlan};
use crate::{App, SERVICE, jobs};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::PortError;
use contracts::catalog::{Quote, QuoteRequest};
use contracts::identity::Address;
use kernel::ids::UserId;
use kernel::{LatLng, Localized};
use serde_json::json;

/// How many plans a customer may have at a time.
const MOST: i64 = 20;

/// What a plan is made of.
#[derive(Clone, Debug)]
pub struct NewPlan {
    /// The plan; what only the catalog and the place know is filled in.
    pub plan: Plan,
    /// Where.
    pub at: Where,
    /// For the provider.
    pub notes: Option<String>,
}

/// Makes it. The first visit is priced on the way, so that what can't be had is refused now.
///
/// # Errors
/// [`PlanError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    new: NewPlan,
) -> Result<Answer, PlanError> {
    if let Some(kept) = kept_before(app, key).await? {
        return Ok(kept);
    }
    check_account(app, user).await?;
    let NewPlan { mut plan, at, notes } = new;
    if !app.config.ordering.payment_methods.contains(&plan.method) {
        return Err(OrderError::MethodNotOffered.into());
    }
    if plan.at(plan.starts_on) <= app.now() {
        return Err(OrderError::WindowPast { field: "startsOn" }.into());
    }
    let (quote, address) = priced(app, user, &plan, at).await?;
    (plan.id, plan.customer, plan.created_at) = (app.chassis.world.id(), user, app.now());
    (plan.pin, plan.state, plan.next_no) = (address.pin, PlanState::Active, 0);
    plan.service_name = Localized::clone(&quote.service.name);
    let sealed = seal(app, &address, notes.as_deref())?;

    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    if plans::running(&mut tx, user).await? >= MOST {
        return Err(PlanError::TooMany);
    }
    plans::insert_in_tx(&mut tx, &plan, &sealed).await?;
    let (world, kind) = (&app.chassis.world, jobs::PLAN);
    chassis::jobs::schedule(&mut tx, world, SERVICE, kind, plan.id, app.now(), json!({})).await?;
    let out = PlanOut::of(&plan, vec![], Some(quote.total));
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// The first visit's quote, and the whole address.
async fn priced(
    app: &App,
    user: UserId,
    plan: &Plan,
    at: Where,
) -> Result<(Quote, Address), PlanError> {
    let (pin, saved): (LatLng, Option<Address>) = match &at {
        Where::Typed(typed) => (typed.pin, None),
        Where::Saved(id) => {
            let found = app.identity.address(user, *id).await.map_err(|error| match error {
                PortError::NotFound => OrderError::AddressNotFound,
                other => other.into(),
            })?;
            (found.pin, Some(found))
        }
    };
    let request = QuoteRequest {
        customer_id: Some(user),
        service_id: plan.service,
        provider_id: plan.provider,
        pin,
        starts_at: Some(plan.at(plan.starts_on)),
        quantity: plan.quantity,
    };
    let quote = app.catalog.make_quote(request).await.map_err(OrderError::from)?;
    let address = match (at, saved) {
        (Where::Typed(typed), _) => typed.at_place_of(&quote),
        (Where::Saved(_), Some(address)) => address,
        (Where::Saved(_), None) => return Err(OrderError::AddressNotFound.into()),
    };
    Ok((quote, address))
}

fn seal(app: &App, address: &Address, notes: Option<&str>) -> Result<SealedPlan, PlanError> {
    let keyring = &app.chassis.keyring;
    let json =
        serde_json::to_vec(address).map_err(|e| StoreError(sqlx::Error::Encode(Box::new(e))))?;
    Ok(SealedPlan {
        address: keyring.seal(ADDRESS_CONTEXT, &json),
        instructions: notes.map(|text| keyring.seal_text(INSTRUCTIONS_CONTEXT, text)),
    })
}
