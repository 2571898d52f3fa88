//! What a provider earned, what it is owed, what it owes and why.

use crate::app::App;
use crate::reads::payments::method_from_tag;
use crate::reads::settings;
use crate::store::providers;
use chassis::StoreError;
use chrono::{Days, NaiveDate, TimeDelta};
use contracts::booking::PaymentMethod;
use contracts::payments::DebtState;
use httpkit::Cursor;
use kernel::cairo::{local_date, weekday};
use kernel::ids::{BookingId, ProviderId};
use kernel::{DateTime, Instant, Localized, Money};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How far back weeks are shown.
const WEEKS: i64 = 12;

/// A provider's balance with the platform.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderBalanceOut {
    /// The provider.
    pub provider_id: ProviderId,
    /// What the platform owes it; negative is its debt.
    pub balance: Money,
    /// What disputes hold of its earnings; not part of the balance.
    pub held: Money,
    /// What it earned within the reserve window; paid out later.
    pub reserved: Money,
    /// What may be paid out now.
    pub payable: Money,
    /// What it owes the platform.
    pub owed: Money,
    /// How the debt stands.
    pub debt: DebtState,
    /// From this debt on it is warned.
    pub soft_limit: Money,
    /// From this debt on it gets no new offers.
    pub hard_limit: Money,
    /// What is owed, why, and what to do.
    pub text: Localized,
}

/// One job's money.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarningsJobOut {
    /// The booking.
    pub booking_id: BookingId,
    /// Its number.
    #[schema(example = "OS-7K2M4Q")]
    pub booking_number: String,
    /// What was done.
    pub service_name: Localized,
    /// How the customer paid.
    pub method: PaymentMethod,
    /// The price of the work.
    pub work: Money,
    /// The platform's commission.
    pub commission: Money,
    /// VAT on it.
    pub taxes: Money,
    /// What the provider earns of the work.
    pub earnings: Money,
    /// Parts, passed on in full.
    pub parts: Money,
    /// What the provider was given in cash.
    pub collected_in_cash: Money,
    /// How the balance with the platform moved: earnings and parts less the cash.
    pub balance_change: Money,
    /// When it was settled.
    pub settled_at: DateTime,
}

/// One week's money, Sunday to Saturday in Cairo.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarningsWeekOut {
    /// Its Sunday.
    pub starts_on: NaiveDate,
    /// How many jobs.
    pub jobs: u32,
    /// The price of the work.
    pub work: Money,
    /// Commissions.
    pub commission: Money,
    /// VAT on them.
    pub taxes: Money,
    /// What was earned of the work.
    pub earnings: Money,
    /// Parts.
    pub parts: Money,
    /// Compensation for cancellations.
    pub fees: Money,
    /// What was given in cash.
    pub collected_in_cash: Money,
}

/// A provider's earnings.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarningsOut {
    /// The balance with the platform.
    pub balance: ProviderBalanceOut,
    /// The last twelve weeks that had any, newest first.
    pub weeks: Vec<EarningsWeekOut>,
    /// Jobs, newest first.
    pub items: Vec<EarningsJobOut>,
    /// Where the next page of jobs begins; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A provider's balance as it is in this transaction.
///
/// # Errors
/// When the database is away.
pub async fn balance_in_tx(
    tx: &mut PgConnection,
    app: &App,
    provider: ProviderId,
) -> Result<ProviderBalanceOut, StoreError> {
    let reserved_from = app.chassis.world.now() - app.config.reserve();
    let now = providers::balance(tx, provider, reserved_from).await?;
    let limits = settings::limits_in_tx(tx, app).await?;
    let debt = limits.state(now.debt());
    Ok(ProviderBalanceOut {
        provider_id: provider,
        balance: now.balance,
        held: now.held,
        reserved: now.recent,
        payable: now.payable(),
        owed: now.debt(),
        debt,
        soft_limit: limits.soft,
        hard_limit: limits.hard,
        text: text(debt, now.debt()),
    })
}

fn text(debt: DebtState, owed: Money) -> Localized {
    let (ar, en) = match debt {
        DebtState::Clear if owed.is_zero() => {
            ("لا شيء مستحق عليك للمنصة.", "You owe the platform nothing.")
        }
        DebtState::Clear => (
            "المستحق عليك هو عمولة المنصة وضريبتها عن خدمات حصّلت قيمتها نقدًا. يُخصم من مستحقاتك القادمة أو سدّده متى شئت.",
            "You owe commissions and their VAT on jobs you were paid for in cash. It is taken from your next earnings, or pay it when you like.",
        ),
        DebtState::Soft => (
            "مديونيتك تقترب من الحد الأقصى. سدّدها قريبًا حتى لا تتوقف العروض الجديدة.",
            "Your debt is getting near its limit. Pay soon, or new offers will stop.",
        ),
        DebtState::Hard => (
            "وصلت مديونيتك إلى الحد الأقصى وتوقفت العروض الجديدة. سدّدها لتعود العروض فورًا.",
            "Your debt has reached its limit and new offers have stopped. Pay it and they come again at once.",
        ),
    };
    Localized::new(ar, en)
}

/// A provider's earnings with a page of jobs.
///
/// # Errors
/// When the database is away.
pub async fn earnings(
    app: &App,
    provider: ProviderId,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<EarningsOut, StoreError> {
    let mut connection = app.chassis.db.pool().acquire().await?;
    let balance = balance_in_tx(&mut connection, app, provider).await?;
    drop(connection);
    let pool = app.chassis.db.pool();
    let weeks = weeks(pool, provider, app.chassis.world.now()).await?;
    let jobs = jobs(pool, provider, limit, cursor).await?;
    Ok(EarningsOut { balance, weeks, items: jobs.items, next_cursor: jobs.next_cursor })
}

async fn jobs(
    pool: &PgPool,
    provider: ProviderId,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<httpkit::Page<EarningsJobOut>, StoreError> {
    let rows = sqlx::query!(
        r#"select s.booking_id, b.number, b.service_ar, b.service_en, s.method, s.work,
                  s.commission, s.taxes, s.earnings, s.parts, s.by_cash, s.created_at
           from payments.settlements s join payments.bookings b on b.id = s.booking_id
           where s.provider_id = $1
             and ($2::timestamptz is null or (s.created_at, s.booking_id) < ($2, $3))
           order by s.created_at desc, s.booking_id desc limit $4"#,
        provider.uuid(),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(pool)
    .await?;
    let mut items = Vec::with_capacity(rows.len());
    for r in rows {
        items.push(EarningsJobOut {
            booking_id: r.booking_id.into(),
            booking_number: r.number,
            service_name: Localized::new(r.service_ar, r.service_en),
            method: method_from_tag(&r.method)?,
            work: Money::piastres(r.work),
            commission: Money::piastres(r.commission),
            taxes: Money::piastres(r.taxes),
            earnings: Money::piastres(r.earnings),
            parts: Money::piastres(r.parts),
            collected_in_cash: Money::piastres(r.by_cash),
            balance_change: Money::piastres(r.earnings + r.parts - r.by_cash),
            settled_at: r.created_at,
        });
    }
    Ok(httpkit::Page::from_rows(items, limit, |job| Cursor {
        at: job.settled_at,
        id: job.booking_id.uuid(),
    }))
}

async fn weeks(
    pool: &PgPool,
    provider: ProviderId,
    now: Instant,
) -> Result<Vec<EarningsWeekOut>, StoreError> {
    let since = now - TimeDelta::weeks(WEEKS);
    let mut weeks = BTreeMap::<NaiveDate, EarningsWeekOut>::new();
    let jobs = sqlx::query!(
        "select work, commission, taxes, earnings, parts, by_cash, created_at
         from payments.settlements where provider_id = $1 and created_at > $2",
        provider.uuid(),
        since,
    )
    .fetch_all(pool)
    .await?;
    for job in jobs {
        let week = week_of(&mut weeks, job.created_at);
        week.jobs += 1;
        week.work += Money::piastres(job.work);
        week.commission += Money::piastres(job.commission);
        week.taxes += Money::piastres(job.taxes);
        week.earnings += Money::piastres(job.earnings);
        week.parts += Money::piastres(job.parts);
        week.collected_in_cash += Money::piastres(job.by_cash);
    }
    let fees = sqlx::query!(
        "select to_provider, created_at from payments.fees
         where provider_id = $1 and created_at > $2",
        provider.uuid(),
        since,
    )
    .fetch_all(pool)
    .await?;
    for fee in fees {
        week_of(&mut weeks, fee.created_at).fees += Money::piastres(fee.to_provider);
    }
    Ok(weeks.into_values().rev().collect())
}

fn week_of(weeks: &mut BTreeMap<NaiveDate, EarningsWeekOut>, at: Instant) -> &mut EarningsWeekOut {
    let starts_on = sunday_of(local_date(at));
    weeks.entry(starts_on).or_insert_with(|| EarningsWeekOut { starts_on, ..Default::default() })
}

fn sunday_of(date: NaiveDate) -> NaiveDate {
    date.checked_sub_days(Days::new(u64::from(weekday(date)))).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::{sunday_of, text};
    use chrono::NaiveDate;
    use contracts::payments::DebtState;
    use kernel::Money;

    #[test]
    fn a_week_begins_on_sunday() {
        let date = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        assert_eq!(sunday_of(date(22)), date(22));
        assert_eq!(sunday_of(date(28)), date(22));
        assert_eq!(sunday_of(date(21)), date(15));
    }

    #[test]
    fn each_state_of_a_debt_has_its_own_words() {
        let mut texts = vec![text(DebtState::Clear, Money::ZERO).en];
        for state in [DebtState::Clear, DebtState::Soft, DebtState::Hard] {
            texts.push(text(state, Money::egp(1)).en);
        }
        texts.dedup();
        assert_eq!(texts.len(), 4);
    }
}
