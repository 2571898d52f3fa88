//! A provider tells where it is, or where it was while it had no network. No wait for the
//! database: the live picture hears of it now, the tables within about a second.

use crate::app::App;
use crate::domain::fix::Fix;
use crate::error::ReportError;
use crate::live::Kept;
use kernel::ids::ProviderId;
use kernel::{FieldError, Invalid, InvalidFields};

/// What became of one fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Kept.
    Accepted(Kept),
    /// Not kept, and why.
    Refused(Vec<FieldError>),
}

/// Takes fixes in the order of their device times; the outcomes stand in the order of the fixes.
/// Sending the same again changes nothing: a position is known by its provider and device time.
///
/// # Errors
/// [`ReportError::NotOnShift`]; then nothing is kept.
pub async fn run(
    app: &App,
    provider: ProviderId,
    fixes: Vec<Result<Fix, InvalidFields>>,
) -> Result<Vec<Outcome>, ReportError> {
    app.ready().await?;
    if !app.live.duty(provider).is_on() {
        count("not_on_shift", fixes.len());
        return Err(ReportError::NotOnShift);
    }
    let now = app.chassis.world.now();
    let mut order: Vec<(usize, Fix)> =
        fixes.iter().enumerate().filter_map(|(n, fix)| Some((n, *fix.as_ref().ok()?))).collect();
    order.sort_by_key(|(_, fix)| fix.at);

    let mut outcomes: Vec<Outcome> = fixes
        .into_iter()
        .map(|fix| Outcome::Refused(fix.err().map_or_else(Vec::new, |invalid| invalid.0)))
        .collect();
    let mut taken = Vec::with_capacity(order.len());
    let mut before: Option<Fix> = None;
    for (n, fix) in order {
        let kept = app.live.take(provider, fix, before.as_ref(), now);
        outcomes[n] = kept.map_or_else(outside_shift, |t| Outcome::Accepted(t.kept));
        if let Some(kept) = kept {
            metrics::histogram!("osta_tracking_fix_delay_seconds")
                .record((now - fix.at).as_seconds_f64().max(0.0));
            before = Some(fix);
            taken.push(kept);
        }
    }
    // Of a batch only the newest is where the provider is now.
    if let Some(newest) = taken.iter().rfind(|t| t.kept == Kept::Live) {
        app.live.tell(newest);
    }
    count_outcomes(&outcomes);
    for flag in taken.iter().flat_map(|t| t.flags.tags()) {
        metrics::counter!("osta_tracking_flags_total", "flag" => flag).increment(1);
    }
    app.watches.observe(&taken, now);
    app.zones.observe(&taken);
    app.backlog.push(taken);
    Ok(outcomes)
}

fn outside_shift() -> Outcome {
    let invalid = Invalid::new(
        "tracking.outside_shift",
        "هذا الموقع من قبل بداية اتصالك أو رحلتك، فلم نحفظه. لا تُعد إرساله.",
        "This position is from before your shift or journey began, so it was not kept. Don't send it again.",
    );
    Outcome::Refused(vec![invalid.at("recordedAt")])
}

fn count_outcomes(outcomes: &[Outcome]) {
    let of = |wanted: &str| {
        let is = |outcome: &&Outcome| match outcome {
            Outcome::Accepted(Kept::Live) => wanted == "live",
            Outcome::Accepted(Kept::History) => wanted == "history",
            Outcome::Refused(_) => wanted == "refused",
        };
        outcomes.iter().filter(is).count()
    };
    for name in ["live", "history", "refused"] {
        count(name, of(name));
    }
}

fn count(outcome: &'static str, fixes: usize) {
    if fixes > 0 {
        metrics::counter!("osta_tracking_fixes_total", "outcome" => outcome)
            .increment(fixes as u64);
    }
}
