//! "Why": a booking's searches with their rounds, and the one outcome of everybody considered.

use super::matching_batch::{self, SearchBatchOut};
use crate::matching::{fate_note, gate_note, gate_of, term_note};
use crate::reads::BookingStateOut;
use crate::store::backups;
use chassis::StoreError;
use dispatch::{Gate, Record};
use kernel::ids::{BookingId, OfferId, ProviderId, SearchId};
use kernel::{DateTime, Localized, Money};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use std::collections::HashMap;

/// How a booking's providers were looked for.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingMatchingOut {
    /// Its searches, oldest first.
    pub searches: Vec<SearchOut>,
    /// Everybody it was offered or assigned to, oldest first.
    pub offers: Vec<OfferTraceOut>,
    /// Who is asked first if the provider of scheduled work drops out.
    pub backup: Option<ProviderId>,
}

/// One search.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchOut {
    /// The search.
    pub id: SearchId,
    /// Counts the booking's searches from 1.
    pub search_no: i32,
    /// `instant` or `scheduled`.
    #[schema(example = "instant")]
    pub mode: String,
    /// `running`, `found`, `exhausted` or `ended`.
    #[schema(example = "found")]
    pub state: String,
    /// Its decided rounds.
    pub rounds: Vec<SearchRoundOut>,
    /// When it began.
    pub created_at: DateTime,
    /// When it ended.
    pub ended_at: Option<DateTime>,
}

/// One decided round.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchRoundOut {
    /// Counts from 1.
    pub round: i32,
    /// How far it looked, in metres.
    #[schema(example = 3000)]
    pub radius_m: i32,
    /// How many eligible ones were left for a later round.
    pub left_over: i32,
    /// Whether deciding again from what was stored gives the same.
    pub replays: bool,
    /// Nobody was asked, because it was worth waiting for a better match.
    pub waits: bool,
    /// The batch that decided it together with other bookings, if it was not alone.
    pub batch: Option<SearchBatchOut>,
    /// When it was decided.
    pub decided_at: DateTime,
    /// How many each gate kept out, in the order of trial.
    pub gates: Vec<SearchGateOut>,
    /// One outcome for everybody considered: first those in the order of asking, then the others.
    pub outcomes: Vec<SearchOutcomeOut>,
}

/// What became of one provider in a round.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchOutcomeOut {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name.
    pub display_name: String,
    /// `gated`, `out_of_radius`, `scored` or `offered`.
    #[schema(example = "gated")]
    pub fate: String,
    /// The gate that kept it out.
    #[schema(example = "offline")]
    pub gate: Option<String>,
    /// The same in words.
    pub note: Localized,
    /// Its place in the order of asking, from 1.
    pub rank: Option<i32>,
    /// What it would cost, in milliseconds of travel.
    pub cost_ms: Option<i64>,
    /// The cost's terms by name, in milliseconds of travel.
    #[schema(value_type = Option<HashMap<String, i64>>)]
    pub terms: Option<Value>,
    /// The terms that count, in words, dearest first.
    pub reasons: Vec<SearchTermOut>,
    /// Whether another booking of the same batch got it.
    pub taken: bool,
    /// How far it was, in metres.
    pub distance_m: Option<i32>,
}

/// How many a gate kept out.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchGateOut {
    /// The gate.
    #[schema(example = "outside_area")]
    pub gate: String,
    /// The same in words.
    pub note: Localized,
    /// How many.
    #[schema(example = 12)]
    pub count: usize,
}

/// A part of a cost.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchTermOut {
    /// The term.
    #[schema(example = "travel")]
    pub term: String,
    /// The same in words.
    pub note: Localized,
    /// What it adds, in milliseconds of travel; below 0 when it speaks for the provider.
    #[schema(example = 540000)]
    pub ms: i64,
}

/// An offer and what became of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferTraceOut {
    /// The offer.
    pub id: OfferId,
    /// The search; absent when staff assigned by hand.
    pub search_id: Option<SearchId>,
    /// The round.
    pub round: i32,
    /// To whom.
    pub provider_id: ProviderId,
    /// `open`, `accepted`, `declined`, `expired`, `withdrawn` or `dropped`.
    #[schema(example = "declined")]
    pub status: String,
    /// Why it was declined.
    pub decline_reason: Option<String>,
    /// What the provider would earn.
    pub earnings: Money,
    /// How far it was, in metres.
    pub distance_m: i32,
    /// The likely travel time, in seconds.
    pub travel_s: i32,
    /// Until when it stood.
    pub expires_at: DateTime,
    /// When it ended.
    pub decided_at: Option<DateTime>,
    /// When it was made.
    pub created_at: DateTime,
}

/// Why a provider would not have been asked.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingWarningOut {
    /// The gate.
    #[schema(example = "outside_area")]
    pub gate: String,
    /// The same in words.
    pub note: Localized,
}

impl BookingWarningOut {
    /// Of a gate.
    #[must_use]
    pub fn of(gate: Gate) -> Self {
        Self { gate: gate.tag().to_owned(), note: gate_note(gate) }
    }
}

/// A booking assigned by hand.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingAssignedOut {
    /// Where the booking stands now.
    pub booking: BookingStateOut,
    /// What speaks against this provider.
    pub warnings: Vec<BookingWarningOut>,
}

/// How a booking's providers were looked for.
///
/// # Errors
/// When the database is away.
pub async fn matching(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<BookingMatchingOut, StoreError> {
    let rows = sqlx::query!(
        "select id, search_no, mode, state, created_at, ended_at
         from booking.searches where booking_id = $1 order by search_no",
        booking.uuid(),
    )
    .fetch_all(&mut *db)
    .await?;
    let mut rounds = rounds_of(db, booking).await?;
    let searches = rows
        .into_iter()
        .map(|row| SearchOut {
            id: row.id.into(),
            search_no: row.search_no,
            mode: row.mode,
            state: row.state,
            rounds: rounds.remove(&SearchId::from(row.id)).unwrap_or_default(),
            created_at: row.created_at,
            ended_at: row.ended_at,
        })
        .collect();
    let backup = backups::of(db, booking).await?;
    Ok(BookingMatchingOut { searches, offers: offers_of(db, booking).await?, backup })
}

async fn rounds_of(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<HashMap<SearchId, Vec<SearchRoundOut>>, StoreError> {
    let mut outcomes = outcomes_of(db, booking).await?;
    let batches = matching_batch::batches_of(db, booking).await?;
    let rows = sqlx::query!(
        "select r.search_id, r.round, r.radius_m, r.left_over, r.record, r.waits, r.batch_id,
                r.created_at
         from booking.search_rounds r join booking.searches s on s.id = r.search_id
         where s.booking_id = $1 order by r.search_id, r.round",
        booking.uuid(),
    )
    .fetch_all(db)
    .await?;
    let mut rounds: HashMap<SearchId, Vec<SearchRoundOut>> = HashMap::new();
    for row in rows {
        let search = SearchId::from(row.search_id);
        // A record of an older shape can't be read, and then does not replay.
        let record = serde_json::from_value::<Record>(row.record);
        let outcomes = outcomes.remove(&(search, row.round)).unwrap_or_default();
        rounds.entry(search).or_default().push(SearchRoundOut {
            round: row.round,
            radius_m: row.radius_m,
            left_over: row.left_over,
            replays: record.is_ok_and(|record| record.replays()),
            waits: row.waits,
            batch: row.batch_id.and_then(|id| batches.get(&id).cloned()),
            decided_at: row.created_at,
            gates: gates(&outcomes),
            outcomes,
        });
    }
    Ok(rounds)
}

async fn outcomes_of(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<HashMap<(SearchId, i32), Vec<SearchOutcomeOut>>, StoreError> {
    let rows = sqlx::query!(
        r#"select o.search_id, o.round, o.provider_id, o.fate, o.gate, o.rank, o.cost, o.terms,
                  o.distance_m, o.taken, p.display_name as "display_name?"
           from booking.search_outcomes o
           join booking.searches s on s.id = o.search_id
           left join booking.providers p on p.provider_id = o.provider_id
           where s.booking_id = $1
           order by o.rank nulls last, o.distance_m nulls last, o.provider_id"#,
        booking.uuid(),
    )
    .fetch_all(db)
    .await?;
    let mut outcomes: HashMap<(SearchId, i32), Vec<SearchOutcomeOut>> = HashMap::new();
    for row in rows {
        let gate = row.gate.as_deref().and_then(gate_of);
        outcomes.entry((row.search_id.into(), row.round)).or_default().push(SearchOutcomeOut {
            provider_id: row.provider_id.into(),
            display_name: row.display_name.unwrap_or_default(),
            note: fate_note(&row.fate, gate, row.rank, row.taken),
            reasons: reasons(row.terms.as_ref()),
            taken: row.taken,
            fate: row.fate,
            gate: row.gate,
            rank: row.rank,
            cost_ms: row.cost,
            terms: row.terms,
            distance_m: row.distance_m,
        });
    }
    Ok(outcomes)
}

/// How many each gate kept out.
fn gates(outcomes: &[SearchOutcomeOut]) -> Vec<SearchGateOut> {
    let kept_out = |gate: Gate| {
        let same = |outcome: &&SearchOutcomeOut| outcome.gate.as_deref() == Some(gate.tag());
        outcomes.iter().filter(same).count()
    };
    let counted = Gate::ALL.iter().map(|gate| (*gate, kept_out(*gate)));
    counted
        .filter(|(_, count)| *count > 0)
        .map(|(gate, count)| SearchGateOut {
            gate: gate.tag().to_owned(),
            note: gate_note(gate),
            count,
        })
        .collect()
}

/// The terms that are not zero, dearest first.
pub(super) fn reasons(terms: Option<&Value>) -> Vec<SearchTermOut> {
    let Some(terms) = terms.and_then(Value::as_object) else { return Vec::new() };
    let mut reasons: Vec<SearchTermOut> = terms
        .iter()
        .filter_map(|(term, ms)| Some((term, ms.as_i64().filter(|ms| *ms != 0)?)))
        .map(|(term, ms)| SearchTermOut { term: term.clone(), note: term_note(term), ms })
        .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.ms));
    reasons
}

async fn offers_of(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<Vec<OfferTraceOut>, StoreError> {
    let rows = sqlx::query!(
        "select id, search_id, round, provider_id, status, decline_reason, earnings, distance_m,
                travel_s, expires_at, decided_at, created_at
         from booking.offers where booking_id = $1 order by created_at, id",
        booking.uuid(),
    )
    .fetch_all(db)
    .await?;
    let offer = rows.into_iter().map(|row| OfferTraceOut {
        id: row.id.into(),
        search_id: row.search_id.map(Into::into),
        round: row.round,
        provider_id: row.provider_id.into(),
        status: row.status,
        decline_reason: row.decline_reason,
        earnings: Money::piastres(row.earnings),
        distance_m: row.distance_m,
        travel_s: row.travel_s,
        expires_at: row.expires_at,
        decided_at: row.decided_at,
        created_at: row.created_at,
    });
    Ok(offer.collect())
}
