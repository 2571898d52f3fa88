//! What must hold whatever happened: looked up in the tables of all services and in the API.

use crate::city::City;
use crate::client::{Command, Outcome};
use crate::history::{self, Line};
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// Queries that find what breaks a law, a line for each case.
const LAWS: &[(&str, &str)] = &[
    (
        "a provider is never taken twice at a time",
        "select format('%s: bookings %s and %s', a.provider_id, a.booking_id, b.booking_id)
         from booking.reservations a join booking.reservations b
           on a.provider_id = b.provider_id and a.id < b.id and a.during && b.during",
    ),
    (
        "visits of one provider that stand confirmed don't overlap",
        "select format('%s: bookings %s and %s', a.provider_id, a.id, b.id)
         from booking.bookings a join booking.bookings b
           on a.provider_id = b.provider_id and a.id < b.id
          and tstzrange(a.scheduled_date, a.ends_at) && tstzrange(b.scheduled_date, b.ends_at)
         where a.booking_status = 'confirmed' and b.booking_status = 'confirmed'",
    ),
    (
        "who is confirmed has reserved the visit's time",
        "select b.id::text from booking.bookings b
         where b.booking_status = 'confirmed' and not exists (
             select from booking.reservations r
             where r.booking_id = b.id and r.visit = b.visit and r.kind = 'visit'
               and r.provider_id = b.provider_id)",
    ),
    (
        "nobody's time is taken for a booking that is pending or cancelled",
        "select format('%s %s', b.booking_status, b.id)
         from booking.bookings b join booking.reservations r on r.booking_id = b.id
         where r.kind = 'visit' and (b.booking_status = 'pending'
            or b.booking_status = 'cancelled' and upper(r.during) > now())",
    ),
    (
        "each binding has exactly one winning offer",
        "select format('%s: %s offers won, bound %s times', b.id, won.n, bound.n)
         from booking.bookings b,
              lateral (select count(*) n from booking.offers o
                       where o.booking_id = b.id and o.status in ('accepted', 'dropped')) won,
              lateral (select count(*) n from booking.booking_status_history h
                       where h.booking_id = b.id and h.action in ('accepted', 'assigned')) bound
         where won.n <> bound.n",
    ),
    (
        "the provider that is bound holds the winning offer",
        "select b.id::text from booking.bookings b
         where b.booking_status in ('confirmed', 'in_progress', 'completed') and not exists (
             select from booking.offers o where o.booking_id = b.id and o.status = 'accepted'
               and o.provider_id = b.provider_id)",
    ),
    (
        "offers end when their time is over",
        "select format('%s of booking %s', id, booking_id) from booking.offers
         where status = 'open' and expires_at < now() - interval '15 seconds'",
    ),
    (
        "every move to confirmed, completed and cancelled is told once",
        "select format('%s: %s of %s, told %s times', m.booking_id, m.n, m.event, count(e.id))
         from (select booking_id, case
                   when action in ('accepted', 'assigned') then 'booking.confirmed'
                   when action = 'created' then 'booking.created'
                   when new_status = 'cancelled' then 'booking.cancelled'
                   when new_stage = 'done' and previous_stage <> 'done' then 'booking.completed'
                   when action in ('dropped_out', 'released') then 'booking.released' end as event,
                 count(*) n
               from booking.booking_status_history group by 1, 2) m
         left join bus.events e on e.aggregate_id = m.booking_id and e.type = m.event
         where m.event is not null group by m.booking_id, m.event, m.n having m.n <> count(e.id)",
    ),
    (
        "an aggregate's events are numbered without gaps",
        "select format('%s %s: %s events up to version %s', aggregate_type, aggregate_id,
                count(*), max(version))
         from bus.events group by aggregate_type, aggregate_id
         having count(*) <> max(version) or count(distinct version) <> max(version)",
    ),
    (
        "in the log an aggregate's events stand in their order",
        "select format('%s %s', aggregate_id, position) from (
             select aggregate_id, position, version,
                    lag(version) over (partition by aggregate_type, aggregate_id
                                       order by position) before
             from bus.events) e where before >= version",
    ),
    (
        "positions of the log have no gaps",
        "select format('%s events, last %s, stamp %s', n, last, stamp) from (
             select (select count(*) from bus.events) n,
                    (select coalesce(max(position), 0) from bus.events) last,
                    (select position from bus.stamp) stamp) p
         where n <> last or last <> stamp",
    ),
    ("nothing waits to be stamped", "select id::text from bus.outbox"),
    (
        "nothing is parked",
        "select format('%s %s: %s', subscriber, type, last_error) from bus.parked",
    ),
    (
        "no job was given up",
        "select format('%s %s: %s', service, kind, last_error) from bus.jobs
         where dead_at is not null",
    ),
    (
        "every ledger entry sums to zero",
        "select entry_id::text from payments.postings group by entry_id having sum(amount) <> 0",
    ),
    (
        "balances are the sums of their postings",
        "select format('%s: %s, postings %s', b.account_id, b.balance, coalesce(sum(p.amount), 0))
         from payments.balances b left join payments.postings p on p.account_id = b.account_id
         group by b.account_id, b.balance having b.balance <> coalesce(sum(p.amount), 0)",
    ),
    (
        "payments settles every completed booking once",
        "select b.id::text from booking.bookings b
         where b.booking_status = 'completed' and 1 <> (
             select count(*) from payments.settlements s where s.booking_id = b.id)",
    ),
    (
        "admin has applied every booking event once",
        "select format('%s: %s, %s released; admin has %s, %s', b.id, b.booking_status, r.n,
                a.status, a.released)
         from booking.bookings b left join admin.bookings a on a.booking_id = b.id,
              lateral (select count(*) n from bus.events e
                       where e.aggregate_id = b.id and e.type = 'booking.released') r
         where a.booking_id is null or a.status <> b.booking_status or a.released <> r.n",
    ),
    (
        "providers has counted every completed job once",
        "select format('%s: %s, counted %s', p.id, d.n, p.total_jobs_completed)
         from providers.service_provider_profiles p,
              lateral (select count(*) n from booking.bookings b
                       where b.provider_id = p.id and b.booking_status = 'completed') d
         where p.total_jobs_completed <> d.n",
    ),
    (
        "booking has counted every acceptance once",
        "select format('%s: %s, counted %s', h.changed_by, count(*), coalesce(max(s.n), 0))
         from booking.booking_status_history h
         left join (select provider_id, sum(accepts) n from booking.provider_stats group by 1) s
           on s.provider_id = h.changed_by
         where h.action = 'accepted' group by h.changed_by
         having count(*) <> coalesce(max(s.n), 0)",
    ),
    (
        "ratings awaits every completed booking",
        "select b.id::text from booking.bookings b
         where b.booking_status = 'completed'
           and not exists (select from ratings.bookings r where r.booking_id = b.id)",
    ),
    (
        "the customer is told of every confirmation once",
        "select format('%s: confirmed %s times, told %s', c.id, c.n, coalesce(t.n, 0))
         from (select b.id, b.customer_id, count(*) n from booking.bookings b
               join bus.events e on e.aggregate_id = b.id and e.type = 'booking.confirmed'
               group by 1, 2) c
         left join (select booking_id, recipient_id, count(*) n from notifications.notifications
                    where kind = 'provider_found' group by 1, 2) t
           on t.booking_id = c.id and t.recipient_id = c.customer_id
         where c.n <> coalesce(t.n, 0)",
    ),
];

/// How long it may take until everything has had its effect.
const PATIENCE: Duration = Duration::from_secs(240);
/// How often it is looked again, for what others are told a moment later.
const LOOKS: u32 = 8;

/// Waits until everything has had its effect, and tells what does not hold then.
pub async fn broken(city: &City) -> Vec<String> {
    let mut looks = LOOKS;
    loop {
        city.platform.settle_within(PATIENCE).await;
        let found = broken_now(city).await;
        looks -= 1;
        if found.is_empty() || looks == 0 {
            return found;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

async fn broken_now(city: &City) -> Vec<String> {
    let pool = &city.platform.database.pool;
    let mut found = Vec::new();
    for (law, sql) in LAWS {
        let cases: Vec<Option<String>> = sqlx::query_scalar(AssertSqlSafe(*sql))
            .fetch_all(pool)
            .await
            .unwrap_or_else(|error| panic!("{law}: {error}"));
        let shown = cases.iter().flatten().take(3).cloned().collect::<Vec<_>>().join("; ");
        if !cases.is_empty() {
            found.push(format!("{law}: {} cases, such as {shown}", cases.len()));
        }
    }
    found.extend(histories(pool).await);
    found.extend(seen_through_the_api(city).await);
    found
}

async fn histories(pool: &PgPool) -> Vec<String> {
    let lines: Vec<Line> = sqlx::query_as(
        "select booking_id, version, previous_stage, new_stage, new_status, action
         from booking.booking_status_history order by booking_id, version",
    )
    .fetch_all(pool)
    .await
    .expect("the history can be read");
    let mut by_booking: HashMap<Uuid, Vec<Line>> = HashMap::new();
    for line in lines {
        by_booking.entry(line.booking_id).or_default().push(line);
    }
    let now: Vec<(Uuid, String, i32)> =
        sqlx::query_as("select id, stage, version from booking.bookings")
            .fetch_all(pool)
            .await
            .expect("bookings can be read");
    let none = Vec::new();
    now.iter()
        .flat_map(|(id, stage, version)| {
            history::wrong(by_booking.get(id).unwrap_or(&none), (stage, *version))
        })
        .collect()
}

/// The board of the operators shows every booking as it stands, and the books are balanced.
async fn seen_through_the_api(city: &City) -> Vec<String> {
    let mut found = Vec::new();
    let stands: Vec<(Uuid, String)> =
        sqlx::query_as("select id, booking_status || '/' || stage from booking.bookings")
            .fetch_all(&city.platform.database.pool)
            .await
            .expect("bookings can be read");
    let mut stands: HashMap<String, String> =
        stands.into_iter().map(|(id, at)| (id.to_string(), at)).collect();
    let mut path = "/api/v1/admin/bookings?limit=100".to_owned();
    loop {
        let page = ask(city, &path).await;
        for item in page["items"].as_array().into_iter().flatten() {
            let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
            let shown = format!("{}/{}", text("status"), text("stage"));
            let stood = stands.remove(&text("id"));
            if stood.as_ref() != Some(&shown) {
                found.push(format!("the board shows {} as {shown}, not {stood:?}", text("id")));
            }
        }
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        path = format!("/api/v1/admin/bookings?limit=100&cursor={cursor}");
    }
    if !stands.is_empty() {
        found.push(format!("the board lacks {} bookings", stands.len()));
    }
    let books = ask(city, "/api/v1/admin/trial-balance").await;
    if books["isBalanced"] != true || books["sum"]["amount"] != 0 {
        found.push(format!("the books are not balanced: {}", books["sum"]));
    }
    found
}

async fn ask(city: &City, path: &str) -> Value {
    match Command::get(&city.admin, path).once().await {
        Outcome::Answered(reply) if reply.status == 200 => reply.json,
        other => panic!("{path}: {other:?}"),
    }
}
