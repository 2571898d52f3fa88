//! What a cancellation now would mean. Pure: nothing is kept, and the cancellation asks the same.

use crate::App;
use crate::commands::BookingError;
use crate::domain::{Booking, Effect, Journey, Rules, Side};
use contracts::booking::{CancelReason, Verdict};
use kernel::{DateTime, Localized, Money};
use serde::Serialize;

/// What a cancellation now would mean.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookingCancellationPreviewOut)]
pub struct CancellationPreviewOut {
    /// `cancels`, or `releases`: another technician is looked for.
    #[schema(example = "cancels")]
    pub effect: String,
    /// The reason that would be kept.
    pub reason: Option<CancelReason>,
    /// Whose fault it would be.
    pub verdict: Verdict,
    /// The rule that decides.
    #[schema(example = "late_cancellation")]
    pub rule: String,
    /// The rule in words.
    pub rule_text: Localized,
    /// What the customer would pay. Send it as `acceptedFee` with the cancellation.
    pub fee: Money,
    /// What of it the provider would get.
    pub fee_to_provider: Money,
    /// What the customer would get for its lost time, into its wallet.
    pub compensation: Money,
    /// Whether it would count against the rates of the side at fault.
    pub counts: bool,
    /// For which instant this holds.
    pub at: DateTime,
}

impl CancellationPreviewOut {
    /// Of a booking, for a side, by the rules it was agreed under.
    ///
    /// # Errors
    /// When that side can't cancel it now.
    pub fn of(
        app: &App,
        booking: &Booking,
        side: Side,
        journey: &Journey,
        rules: &Rules,
    ) -> Result<Self, BookingError> {
        let now = app.now();
        let consequence = booking.assess(side, now, journey, rules)?;
        let (effect, reason) = match consequence.effect {
            Effect::Cancels(reason) => ("cancels", Some(reason)),
            Effect::Releases => ("releases", None),
        };
        Ok(Self {
            effect: effect.to_owned(),
            reason,
            verdict: consequence.verdict(),
            rule: consequence.rule.tag().to_owned(),
            rule_text: consequence.rule.text(),
            fee: consequence.fee,
            fee_to_provider: consequence.fee_to_provider,
            compensation: consequence.compensation.amount,
            counts: consequence.counts,
            at: now,
        })
    }
}
