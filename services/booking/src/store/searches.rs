//! Searches, their decided rounds, and the one outcome of everybody who was considered.

use chassis::StoreError;
use dispatch::{Fate, Record, Round};
use kernel::Instant;
use kernel::ids::{BookingId, SearchId, TypedId};
use sqlx::PgConnection;
use uuid::Uuid;

/// A running search.
#[derive(Clone, Debug)]
pub struct Running {
    /// The search.
    pub id: SearchId,
    /// Its last decided round.
    pub last: Option<Last>,
}

/// How a decided round ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    /// The round.
    pub round: Round,
    /// How many were left over.
    pub left: u32,
    /// Whether nobody was asked because the search waits for a better match.
    pub waits: bool,
}

/// The booking's running search, if one is.
///
/// # Errors
/// When the database is away.
pub async fn running_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<Running>, StoreError> {
    let row = sqlx::query!(
        r#"select s.id, r.record->'round' as "round?", r.left_over as "left_over?",
                  r.waits as "waits?"
           from booking.searches s
           left join booking.search_rounds r on r.search_id = s.id and r.round = s.round
           where s.booking_id = $1 and s.state = 'running' for update of s"#,
        booking.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let last = match (row.round, row.left_over) {
        (Some(round), Some(left)) => {
            let round = serde_json::from_value(round)
                .map_err(|e| StoreError(sqlx::Error::Decode(Box::new(e))))?;
            let waits = row.waits.unwrap_or_default();
            Some(Last { round, left: left.unsigned_abs(), waits })
        }
        _ => None,
    };
    Ok(Some(Running { id: row.id.into(), last }))
}

/// How far the newest search of a booking has come.
#[derive(Clone, Debug)]
pub struct Progress {
    /// When it began.
    pub since: Instant,
    /// The last decided round; 0 before the first.
    pub round: i32,
    /// How far around that one looked, in metres.
    pub radius_m: i32,
    /// Until when somebody may accept, while an offer is open.
    pub offered_until: Option<Instant>,
    /// Whether everybody within the widest radius was asked.
    pub exhausted: bool,
}

/// How far the newest search of a booking has come; nothing before there is one.
///
/// # Errors
/// When the database is away.
pub async fn progress(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<Progress>, StoreError> {
    let row = sqlx::query_as!(
        Progress,
        r#"select s.created_at as since, s.round, s.radius_m,
                  (select max(o.expires_at) from booking.offers o
                   where o.booking_id = s.booking_id and o.status = 'open') as offered_until,
                  s.state = 'exhausted' as "exhausted!"
           from booking.searches s where s.booking_id = $1 order by s.search_no desc limit 1"#,
        booking.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row)
}

/// Begins a search.
///
/// # Errors
/// When the database refuses or is away.
pub async fn begin_in_tx(
    tx: &mut PgConnection,
    id: SearchId,
    booking: BookingId,
    search_no: i32,
    instant: bool,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.searches (id, booking_id, search_no, mode, state, created_at)
         values ($1, $2, $3, $4, 'running', $5)",
        id.uuid(),
        booking.uuid(),
        search_no,
        if instant { "instant" } else { "scheduled" },
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps a decided round with its outcomes.
///
/// # Errors
/// When the database refuses or is away.
pub async fn keep_round_in_tx(
    tx: &mut PgConnection,
    record: &Record,
    settings_version: u32,
    now: Instant,
) -> Result<(), StoreError> {
    let search = record.search.id.uuid();
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let (round, radius) = (int(record.round.number), int(record.round.radius_m));
    let json = |e| StoreError(sqlx::Error::Encode(Box::new(e)));
    sqlx::query!(
        "insert into booking.search_rounds
            (search_id, round, radius_m, record, left_over, batch_id, waits, created_at,
             settings_version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        search,
        round,
        radius,
        serde_json::to_value(record).map_err(json)?,
        int(record.decision.left),
        record.given.as_ref().map(|given| given.batch.uuid()),
        record.decision.waits,
        now,
        int(settings_version),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update booking.searches set round = $2, radius_m = $3 where id = $1",
        search,
        round,
        radius,
    )
    .execute(&mut *tx)
    .await?;
    let (mut providers, mut fates, mut gates, mut ranks, mut costs, mut terms, mut distances) =
        (vec![], vec![], vec![], vec![], vec![], vec![], vec![]);
    let mut taken = vec![];
    for outcome in &record.decision.outcomes {
        providers.push(outcome.provider.uuid());
        fates.push(outcome.fate.tag().to_string());
        distances.push(outcome.distance_m.map(int));
        taken.push(matches!(outcome.fate, Fate::Scored { taken: true, .. }));
        gates.push(match outcome.fate {
            Fate::Gated { gate } => Some(gate.tag().to_string()),
            _ => None,
        });
        let scored = match &outcome.fate {
            Fate::Scored { score, rank, .. } | Fate::Offered { score, rank } => {
                Some((score, *rank))
            }
            _ => None,
        };
        ranks.push(scored.map(|(_, rank)| int(rank)));
        costs.push(scored.map(|(score, _)| score.total));
        terms.push(match scored {
            Some((score, _)) => Some(serde_json::to_value(score.terms).map_err(json)?),
            None => None,
        });
    }
    insert_outcomes(
        tx, search, round, &providers, &fates, &gates, &ranks, &costs, &terms, &distances, &taken,
        now,
    )
    .await
}

#[expect(clippy::too_many_arguments, reason = "one argument a column of one insert")]
async fn insert_outcomes(
    tx: &mut PgConnection,
    search: Uuid,
    round: i32,
    providers: &[Uuid],
    fates: &[String],
    gates: &[Option<String>],
    ranks: &[Option<i32>],
    costs: &[Option<i64>],
    terms: &[Option<serde_json::Value>],
    distances: &[Option<i32>],
    taken: &[bool],
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.search_outcomes
            (search_id, round, provider_id, fate, gate, rank, cost, terms, distance_m, taken,
             created_at)
         select $1, $2, o.*, $11
         from unnest($3::uuid[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::jsonb[],
                     $9::int[], $10::boolean[]) as o",
        search,
        round,
        providers,
        fates,
        gates as &[Option<String>],
        ranks as &[Option<i32>],
        costs as &[Option<i64>],
        terms as &[Option<serde_json::Value>],
        distances as &[Option<i32>],
        taken,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends the running search: somebody was `found`, or it is `exhausted`.
///
/// # Errors
/// When the database is away.
pub async fn end_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    state: &str,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.searches set state = $2, ended_at = $3
         where booking_id = $1 and state = 'running'",
        booking.uuid(),
        state,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether the booking's newest search found nobody.
///
/// # Errors
/// When the database is away.
pub async fn is_exhausted(db: &mut PgConnection, booking: BookingId) -> Result<bool, StoreError> {
    let state = sqlx::query_scalar!(
        "select state from booking.searches where booking_id = $1
         order by search_no desc limit 1",
        booking.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(state.as_deref() == Some("exhausted"))
}
