//! Routes of disputes, warranty claims and job records, with the permission each needs.

use super::life::{END, SEE, SEE_ALL, STEER_ALL, STEER_OWN, WORK};
use super::{admin, disputes, job_record, warranty};
use crate::App;
use httpkit::Router;
use httpkit::route::{guarded, public};
use utoipa_axum::routes;

/// All of them.
pub fn routes() -> Router<App> {
    Router::new().merge(sides()).merge(staff())
}

fn sides() -> Router<App> {
    Router::new()
        .routes(guarded(STEER_OWN, routes!(disputes::dispute_booking)))
        .routes(guarded(SEE, routes!(disputes::get_booking_dispute)))
        .routes(guarded(END, routes!(disputes::add_dispute_evidence)))
        .routes(guarded(WORK, routes!(disputes::propose_dispute_settlement)))
        .routes(guarded(END, routes!(disputes::accept_dispute_proposal)))
        .routes(guarded(END, routes!(disputes::decline_dispute_proposal)))
        .routes(guarded(STEER_OWN, routes!(warranty::claim_booking_warranty)))
        .routes(guarded(SEE, routes!(warranty::list_booking_warranty_claims)))
        .routes(guarded(STEER_OWN, routes!(warranty::choose_warranty_visit)))
        .routes(guarded(STEER_OWN, routes!(warranty::withdraw_warranty_claim)))
        .routes(guarded(SEE, routes!(job_record::get_booking_record)))
        .routes(public(routes!(job_record::get_job_record_key)))
}

fn staff() -> Router<App> {
    Router::new()
        .routes(guarded(SEE_ALL, routes!(admin::disputes::list_open_disputes)))
        .routes(guarded(STEER_ALL, routes!(admin::moves::review_booking_dispute)))
        .routes(guarded(
            STEER_ALL,
            routes!(admin::disputes::propose_dispute_settlement_as_operator),
        ))
        .routes(guarded(STEER_ALL, routes!(admin::resolve_dispute::resolve_booking_dispute)))
        .routes(guarded(SEE_ALL, routes!(admin::warranty::list_warranty_claims)))
        .routes(guarded(STEER_ALL, routes!(admin::warranty::refuse_warranty_claim)))
        .routes(guarded(STEER_ALL, routes!(admin::warranty::judge_warranty_claim)))
}
