//! Estimates and change orders, as both sides see them.

use crate::store::proposals::{self, Line, Proposal};
use chassis::StoreError;
use contracts::catalog::LineKind;
use kernel::ids::{BookingId, ChangeOrderId, EstimateId};
use kernel::{DateTime, Money};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// A proposed line.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProposalLineOut {
    /// `labour` or `parts`.
    pub kind: LineKind,
    /// Its text, in the provider's words.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Price of one.
    pub unit_price: Money,
    /// Price of all.
    pub amount: Money,
    /// The picture of the part and its receipt.
    pub photo_id: Option<Uuid>,
}

/// A price proposed after inspection.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EstimateOut {
    /// Its id.
    pub id: EstimateId,
    /// `proposed`, `approved`, `declined` or `withdrawn`.
    #[schema(example = "proposed")]
    pub state: String,
    /// What the provider wrote.
    pub note: Option<String>,
    /// The lines.
    pub lines: Vec<ProposalLineOut>,
    /// The inspection fee given back when it is approved.
    pub inspection_credit: Money,
    /// What the customer would pay in all.
    pub total: Money,
    /// When it was proposed.
    pub created_at: DateTime,
    /// When it was decided.
    pub decided_at: Option<DateTime>,
}

/// Extra work or parts proposed during the visit.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeOrderOut {
    /// Its id.
    pub id: ChangeOrderId,
    /// `proposed`, `approved`, `declined` or `withdrawn`.
    #[schema(example = "proposed")]
    pub state: String,
    /// What the provider wrote.
    pub note: Option<String>,
    /// The lines.
    pub lines: Vec<ProposalLineOut>,
    /// What it adds to the price.
    pub amount: Money,
    /// When it was proposed.
    pub created_at: DateTime,
    /// When it was decided.
    pub decided_at: Option<DateTime>,
}

fn lines_out(lines: Vec<Line>) -> Vec<ProposalLineOut> {
    lines
        .into_iter()
        .map(|Line { line, photo_id }| ProposalLineOut {
            kind: line.kind,
            quantity: line.quantity,
            unit_price: line.unit_price,
            amount: line.amount(),
            name: line.name,
            photo_id,
        })
        .collect()
}

impl EstimateOut {
    async fn of(db: &mut PgConnection, estimate: Proposal) -> Result<Self, StoreError> {
        let lines = proposals::estimate_lines(db, estimate.id).await?;
        Ok(Self {
            id: estimate.id.into(),
            state: estimate.state,
            note: estimate.note,
            lines: lines_out(lines),
            inspection_credit: Money::piastres(estimate.credit),
            total: Money::piastres(estimate.total),
            created_at: estimate.created_at,
            decided_at: estimate.decided_at,
        })
    }

    /// A booking's estimates, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn all(db: &mut PgConnection, booking: BookingId) -> Result<Vec<Self>, StoreError> {
        let mut all = Vec::new();
        for estimate in proposals::estimates_of(db, booking).await? {
            all.push(Self::of(db, estimate).await?);
        }
        Ok(all)
    }

    /// One estimate of a booking.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn load(
        db: &mut PgConnection,
        booking: BookingId,
        id: EstimateId,
    ) -> Result<Option<Self>, StoreError> {
        Ok(Self::all(db, booking).await?.into_iter().find(|estimate| estimate.id == id))
    }
}

impl ChangeOrderOut {
    async fn of(db: &mut PgConnection, order: Proposal) -> Result<Self, StoreError> {
        let lines = proposals::change_order_lines(db, order.id).await?;
        Ok(Self {
            id: order.id.into(),
            state: order.state,
            note: order.note,
            lines: lines_out(lines),
            amount: Money::piastres(order.total),
            created_at: order.created_at,
            decided_at: order.decided_at,
        })
    }

    /// A booking's change orders, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn all(db: &mut PgConnection, booking: BookingId) -> Result<Vec<Self>, StoreError> {
        let mut all = Vec::new();
        for order in proposals::change_orders_of(db, booking).await? {
            all.push(Self::of(db, order).await?);
        }
        Ok(all)
    }

    /// One change order of a booking.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn load(
        db: &mut PgConnection,
        booking: BookingId,
        id: ChangeOrderId,
    ) -> Result<Option<Self>, StoreError> {
        Ok(Self::all(db, booking).await?.into_iter().find(|order| order.id == id))
    }
}
