//! The public API of admin.

mod audit;
mod dto;
mod kpis;
mod settings;
mod system;

pub use dto::{AuditOut, CursorOut, DeadJobOut, KpiDayOut, KpisOut};

use crate::App;
use httpkit::Router;
use httpkit::route::guarded;
use kernel::Permission as P;
use utoipa_axum::routes;

/// All routes.
pub fn router(app: App) -> Router {
    Router::new()
        .routes(guarded(&[P::AnalyticsViewAll], routes!(kpis::get_kpis)))
        .routes(guarded(&[P::SystemConfigure], routes!(audit::list_audit_log)))
        .routes(guarded(&[P::SystemConfigure], routes!(audit::verify_audit_log)))
        .routes(guarded(&[P::SystemConfigure], routes!(system::list_parked_events)))
        .routes(guarded(&[P::SystemConfigure], routes!(system::retry_parked_event)))
        .routes(guarded(&[P::SystemConfigure], routes!(system::list_dead_jobs)))
        .routes(guarded(&[P::SystemConfigure], routes!(system::retry_dead_job)))
        .routes(guarded(&[P::SystemConfigure], routes!(system::list_subscribers)))
        .routes(guarded(&[P::SystemConfigure], routes!(settings::list_settings)))
        .with_state(app)
}
