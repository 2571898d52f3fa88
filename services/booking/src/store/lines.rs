//! What the customer has approved, line by line.

use super::tags::{from_tag, tag};
use crate::domain::ProposedLine;
use chassis::StoreError;
use contracts::catalog::{LineKind, PriceLine};
use kernel::ids::BookingId;
use kernel::{Instant, Localized, Money};
use sqlx::PgConnection;
use uuid::Uuid;

/// Where an approved line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The quote.
    Quote,
    /// An approved estimate.
    Estimate(Uuid),
    /// An approved change order.
    ChangeOrder(Uuid),
}

impl Source {
    fn columns(self) -> (&'static str, Option<Uuid>) {
        match self {
            Self::Quote => ("quote", None),
            Self::Estimate(id) => ("estimate", Some(id)),
            Self::ChangeOrder(id) => ("change_order", Some(id)),
        }
    }
}

/// Adds the quote's lines.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_quote_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    lines: &[PriceLine],
    now: Instant,
) -> Result<(), StoreError> {
    add_in_tx(tx, booking, Source::Quote, lines, now).await
}

/// Adds approved lines after those that are there.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    source: Source,
    lines: &[PriceLine],
    now: Instant,
) -> Result<(), StoreError> {
    let (source, source_id) = source.columns();
    for line in lines {
        sqlx::query!(
            "insert into booking.booking_lines
                (booking_id, position, source, source_id, kind, name_ar, name_en, quantity,
                 unit_price, amount, created_at)
             select $1, coalesce(max(position) + 1, 0), $2, $3, $4, $5, $6, $7, $8, $9, $10
             from booking.booking_lines where booking_id = $1",
            booking.uuid(),
            source,
            source_id,
            tag(line.kind),
            line.name.ar,
            line.name.en,
            i32::try_from(line.quantity).unwrap_or(i32::MAX),
            line.unit_price.as_piastres(),
            line.amount.as_piastres(),
            now,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Approved lines of a proposal, and the inspection fee given back if there is one.
#[must_use]
pub fn approved(lines: &[ProposedLine], credit: Money) -> Vec<PriceLine> {
    let mut approved: Vec<PriceLine> = lines
        .iter()
        .map(|line| PriceLine {
            kind: line.kind,
            name: Localized::new(&line.name, &line.name),
            quantity: line.quantity,
            unit_price: line.unit_price,
            amount: line.amount(),
        })
        .collect();
    if credit > Money::ZERO {
        approved.push(PriceLine {
            kind: LineKind::InspectionCredit,
            name: Localized::new("خصم رسوم المعاينة", "Inspection fee credited"),
            quantity: 1,
            unit_price: -credit,
            amount: -credit,
        });
    }
    approved
}

/// A booking's approved lines in their order.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, booking: BookingId) -> Result<Vec<PriceLine>, StoreError> {
    let rows = sqlx::query!(
        "select kind, name_ar, name_en, quantity, unit_price, amount
         from booking.booking_lines where booking_id = $1 order by position",
        booking.uuid(),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PriceLine {
                kind: from_tag("kind", &row.kind)?,
                name: Localized::new(row.name_ar, row.name_en),
                quantity: row.quantity.unsigned_abs(),
                unit_price: Money::piastres(row.unit_price),
                amount: Money::piastres(row.amount),
            })
        })
        .collect()
}
