//! Offers: accepted by exactly one, declined, expired; and staff's own hand
//! (`commands/{accept,decline,close_offer,assign}.rs`).

use super::record::{self, moved};
use super::{Done, Refused, load};
use crate::defect::Defect;
use crate::plan::Plan;
use crate::rows::{BookingRow, OfferRow, Reservation, SearchState};
use crate::store::Tx;
use crate::timers::{Job, Kind};
use booking::commands::accept::check_open;
use booking::domain::Booking;
use booking::domain::slots::{Job as Work, Misfit, Stop};
use booking::domain::way::region;
use booking::store::offers::Offer;
use chrono::TimeDelta;
use contracts::booking::BookingConfirmed;
use kernel::Instant;
use kernel::ids::{BookingId, OfferId, ProviderId};

fn stored(id: OfferId, row: &OfferRow) -> Offer {
    Offer {
        id,
        booking: row.booking,
        provider: row.provider,
        status: row.status.to_owned(),
        travel_s: row.travel_s,
        expires_at: row.expires_at,
    }
}

fn offer_of(tx: &mut Tx, id: OfferId) -> Result<OfferRow, Refused> {
    tx.t.offers.get(id).copied().ok_or_else(|| "booking.offer_not_found".into())
}

/// A provider accepts its offer.
pub fn accept(tx: &mut Tx, plan: &Plan, id: OfferId) -> Done {
    let of = offer_of(tx, id)?.booking;
    let mut row = load(tx, of)?;
    let offer = offer_of(tx, id)?;
    if offer.status == "accepted" && row.booking.provider() == Some(offer.provider) {
        return Ok(());
    }
    check_open(&row.booking, &stored(id, &offer), tx.now)?;
    let wanted = row.booking.clone().expected_in(offer.travel_s, tx.now);
    let bound = wanted.confirm(offer.provider, String::new(), tx.now)?;
    reserve(tx, plan, &bound, offer.provider, bound.window().starts_at)?;
    tx.t.offers.put(id, OfferRow { status: "accepted", ..offer });
    moved(&mut row, bound, "accepted");
    record::count(tx, offer.provider, |stats| stats.accepts += 1);
    confirmed(tx, row, false);
    Ok(())
}

fn confirmed(tx: &mut Tx, mut row: BookingRow, by_operator: bool) {
    let id = row.booking.id();
    if !tx.has(Defect::OffersLeftOpen) {
        record::withdraw_offers(tx, id);
    }
    record::end_search(&mut row, SearchState::Ended);
    tx.t.jobs.remove((Kind::Search, id.uuid()));
    tx.tell(BookingConfirmed { booking: row.booking.facts(), by_operator });
    tx.save(row);
}

/// Staff gives a booking to a provider. A way that is too long warns only.
pub fn assign(tx: &mut Tx, plan: &Plan, id: BookingId, provider: ProviderId) -> Done {
    let mut row = load(tx, id)?;
    let bound =
        row.booking.clone().expected_in(0, tx.now).confirm(provider, String::new(), tx.now)?;
    let starts_at = bound.window().starts_at;
    match reserve(tx, plan, &bound, provider, starts_at) {
        Err(refused) if refused.0 == "slots.no_time_to_travel" => {
            take(tx, plan, &bound, provider, starts_at)?;
        }
        other => other?,
    }
    let offer: OfferId = tx.id();
    let instant = bound.window().instant;
    let expires_at = tx.now;
    let new = OfferRow {
        booking: id,
        search: None,
        provider,
        status: "accepted",
        instant,
        travel_s: 0,
        expires_at,
    };
    tx.t.offers.put(offer, new);
    moved(&mut row, bound, "assigned");
    confirmed(tx, row, true);
    Ok(())
}

/// Reserves a provider's time for the present visit, with the way before and after.
pub fn reserve(
    tx: &mut Tx,
    plan: &Plan,
    booking: &Booking,
    provider: ProviderId,
    starts_at: Instant,
) -> Done {
    let job = work(plan, booking);
    let (before, after) = neighbours(tx, &job, provider, starts_at, booking.id());
    match job.fits(starts_at, before, after) {
        Err(Misfit::NoTimeToTravel) => return Err("slots.no_time_to_travel".into()),
        // Overlaps are the constraint's to refuse.
        Err(Misfit::Taken) | Ok(()) => {}
    }
    take(tx, plan, booking, provider, starts_at)
}

/// A booking's visit as work that looks for a time.
pub fn work(plan: &Plan, booking: &Booking) -> Work {
    let (facts, window) = (booking.facts(), booking.window());
    Work {
        pin: facts.pin,
        region: region(&facts.governorate),
        length: window.ends_at - window.starts_at,
        buffer: TimeDelta::seconds(plan.rules.buffer_s.into()),
    }
}

/// The taken times just before and just after a start.
pub fn neighbours(
    tx: &Tx,
    job: &Work,
    provider: ProviderId,
    at: Instant,
    except: BookingId,
) -> (Option<Stop>, Option<Stop>) {
    let (mut before, mut after): (Option<Stop>, Option<Stop>) = (None, None);
    for ((of, _), taken) in tx.t.reservations.iter() {
        if taken.provider != provider || of == except {
            continue;
        }
        let Some(row) = tx.t.bookings.get(of) else { continue };
        let stop = job.stop(row.booking.facts().pin, taken.from, taken.until);
        if stop.starts_at < at {
            if before.is_none_or(|known| known.starts_at < stop.starts_at) {
                before = Some(stop);
            }
        } else if after.is_none_or(|known| stop.starts_at < known.starts_at) {
            after = Some(stop);
        }
    }
    (before, after)
}

fn take(
    tx: &mut Tx,
    plan: &Plan,
    booking: &Booking,
    provider: ProviderId,
    starts_at: Instant,
) -> Done {
    let job = work(plan, booking);
    let (from, until) = (starts_at, starts_at + job.length + job.buffer);
    let key = (booking.id(), booking.visit_no());
    let overlaps = tx.t.reservations.iter().any(|(other, taken)| {
        other != key && taken.provider == provider && taken.from < until && from < taken.until
    });
    if overlaps && !tx.has(Defect::NoExclusion) {
        return Err("slots.taken".into());
    }
    tx.t.reservations.put(key, Reservation { provider, from, until });
    Ok(())
}

/// A provider declines. Who declined before gets the same again.
pub fn decline(tx: &mut Tx, id: OfferId) -> Done {
    let of = offer_of(tx, id)?.booking;
    let row = load(tx, of)?;
    let offer = offer_of(tx, id)?;
    match offer.status {
        "declined" => Ok(()),
        "open" if tx.now < offer.expires_at => close_offer(tx, row, id, "declined"),
        "open" | "expired" => Err("booking.offer_expired".into()),
        "accepted" => Err("booking.offer_accepted".into()),
        _ => Err("booking.offer_withdrawn".into()),
    }
}

/// An offer ends without a yes; when it was the last one, the search goes on.
pub fn close_offer(tx: &mut Tx, mut row: BookingRow, id: OfferId, status: &'static str) -> Done {
    let offer = offer_of(tx, id)?;
    if offer.status != "open" && !tx.has(Defect::BlindTimer) {
        return Ok(());
    }
    tx.t.offers.put(id, OfferRow { status, ..offer });
    record::count(tx, offer.provider, |stats| stats.refusals += 1);
    let of = row.booking.id();
    let is_open = |o: &OfferRow| o.booking == of && o.status == "open";
    if !tx.t.offers.iter().any(|(_, other)| is_open(other)) {
        let next = row.booking.clone().looking_further()?;
        moved(&mut row, next, "looking_further");
        let at = tx.now;
        tx.t.jobs.put((Kind::Search, of.uuid()), Job::at(at));
    }
    tx.save(row);
    Ok(())
}
