//! Warranty visits, and what a provider bears of a job.

use chassis::StoreError;
use kernel::ids::{BookingId, ProviderId};
use kernel::{Instant, Money};
use sqlx::PgConnection;

/// Keeps which job a visit repairs.
pub async fn keep(
    tx: &mut PgConnection,
    visit: BookingId,
    of: BookingId,
    first: ProviderId,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into payments.warranty_visits
            (visit_booking_id, booking_id, first_provider, created_at)
         values ($1, $2, $3, $4) on conflict (visit_booking_id) do nothing",
        visit.uuid(),
        of.uuid(),
        first.uuid(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What a provider bears of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Borne {
    /// For the visit asked about.
    pub by_visit: Money,
    /// For all else: refunds to the customer and other warranty visits.
    pub else_where: Money,
}

impl Borne {
    /// In all.
    #[must_use]
    pub fn in_all(&self) -> Money {
        self.by_visit + self.else_where
    }
}

/// What a provider bears of a job, as the ledger has it, reversals included. Lock its balance first.
pub async fn borne(
    tx: &mut PgConnection,
    provider: ProviderId,
    of: BookingId,
    visit: Option<BookingId>,
) -> Result<Borne, StoreError> {
    let row = sqlx::query!(
        r#"select coalesce(-sum(p.amount) filter (where e.booking_id = $3), 0)::bigint as "by_visit!",
                  coalesce(-sum(p.amount) filter (where e.booking_id is distinct from $3), 0)::bigint
                      as "else_where!"
           from payments.entries e
           join payments.postings p on p.entry_id = e.id
           join payments.accounts a on a.id = p.account_id
           left join payments.entries undone on undone.id = e.reverses
           where a.kind = 'provider_payable' and a.owner_id = $1
             and coalesce(undone.template, e.template) in
                 ('refund_to_wallet', 'warranty_visit_paid', 'warranty_charged', 'warranty_given_back')
             and e.booking_id = any(array_append(array(
                 select visit_booking_id from payments.warranty_visits
                 where booking_id = $2 and first_provider = $1), $2))"#,
        provider.uuid(),
        of.uuid(),
        visit.map(BookingId::uuid),
    )
    .fetch_one(tx)
    .await?;
    Ok(Borne {
        by_visit: Money::piastres(row.by_visit),
        else_where: Money::piastres(row.else_where),
    })
}
