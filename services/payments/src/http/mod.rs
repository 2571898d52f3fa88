//! The service's endpoints, each with the permission it needs.

mod adjust_wallet;
mod debt_limits;
mod get_earnings;
mod get_payment;
mod get_receipt;
mod get_statement;
mod get_trial_balance;
mod get_wallet;
mod input;
mod key;
mod list_ledger_entries;
mod list_payment_methods;
mod list_payments;
mod list_wallet_entries;
mod record_payout;
mod record_settlement;
mod reverse_entry;

use crate::app::App;
use httpkit::Router;
use httpkit::route::{guarded, public};
use kernel::Permission as P;
use utoipa_axum::routes;

/// Who moves money by hand: finance, and admins through their right to configure everything.
const MOVES_MONEY: &[P] = &[P::SystemConfigure, P::LedgerManage];

/// All routes.
pub fn router(app: App) -> Router {
    Router::new()
        .routes(public(routes!(list_payment_methods::list_payment_methods)))
        .routes(guarded(&[P::PaymentViewOwn], routes!(get_wallet::get_wallet)))
        .routes(guarded(&[P::PaymentViewOwn], routes!(list_wallet_entries::list_wallet_entries)))
        .routes(guarded(&[P::PaymentViewOwn], routes!(list_payments::list_payments)))
        .routes(guarded(&[P::PaymentViewOwn], routes!(get_payment::get_payment)))
        .routes(guarded(
            &[P::PaymentViewOwn, P::EarningsViewOwn],
            routes!(get_receipt::get_receipt),
        ))
        .routes(guarded(&[P::EarningsViewOwn], routes!(get_earnings::get_my_earnings)))
        .routes(guarded(&[P::EarningsViewOwn], routes!(get_statement::get_my_statement)))
        .routes(guarded(&[P::AnalyticsViewAll], routes!(get_trial_balance::get_trial_balance)))
        .routes(guarded(&[P::AnalyticsViewAll], routes!(list_ledger_entries::list_ledger_entries)))
        .routes(guarded(MOVES_MONEY, routes!(adjust_wallet::adjust_wallet)))
        .routes(guarded(MOVES_MONEY, routes!(record_settlement::record_provider_settlement)))
        .routes(guarded(MOVES_MONEY, routes!(record_payout::record_payout)))
        .routes(guarded(MOVES_MONEY, routes!(reverse_entry::reverse_ledger_entry)))
        .routes(guarded(
            &[P::SystemConfigure],
            routes!(debt_limits::get_debt_limits, debt_limits::change_debt_limits),
        ))
        .with_state(app)
}
