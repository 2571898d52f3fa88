//! Times that can be kept, as people see them. Never who keeps them.

use crate::store::holds::Hold;
use kernel::cairo::NaiveDate;
use kernel::ids::{HoldId, ServiceId};
use kernel::{DateTime, Localized, Money};
use serde::Serialize;

/// How much choice there is at a start time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlotChoice {
    /// One technician can come.
    One,
    /// Two to four can.
    Few,
    /// More can.
    Many,
}

impl SlotChoice {
    /// From this number on it is [`SlotChoice::Many`], and nobody needs to count on.
    pub const ENOUGH: u8 = 5;

    /// The choice among so many; none when nobody can come.
    #[must_use]
    pub fn of(technicians: u8) -> Option<Self> {
        match technicians {
            0 => None,
            1 => Some(Self::One),
            2..Self::ENOUGH => Some(Self::Few),
            _ => Some(Self::Many),
        }
    }
}

/// A start time that somebody can keep.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlotOut {
    /// The start.
    pub starts_at: DateTime,
    /// What the clock in Cairo shows then.
    #[schema(example = "09:30")]
    pub local_time: String,
    /// How many technicians can come.
    pub technicians: SlotChoice,
    /// What high demand adds to the price of the work at this start, in hundredths of a percent;
    /// null when it adds nothing.
    #[schema(example = 2000)]
    pub surge_basis_points: Option<i32>,
    /// What a quote for a visit at this start says now, without a promo code. With `inspection_first`
    /// that is the fee of the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
}

/// A day with its start times.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlotDayOut {
    /// The day in Cairo.
    pub date: NaiveDate,
    /// The public holiday, if it is one.
    pub holiday: Option<Localized>,
    /// Its start times, in order.
    pub slots: Vec<SlotOut>,
}

/// The start times of some days.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlotsOut {
    /// The service.
    pub service_id: ServiceId,
    /// How long the visit is planned, in minutes.
    pub duration_minutes: u32,
    /// The days, those without a start time too.
    pub days: Vec<SlotDayOut>,
    /// When this was true.
    pub as_of: DateTime,
    /// For how many minutes a time can be held while ordering.
    pub hold_minutes: u32,
}

/// A time held for the customer.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlotHoldOut {
    /// Its id: `holdId` of the order.
    pub id: HoldId,
    /// The service.
    pub service_id: ServiceId,
    /// The start.
    pub starts_at: DateTime,
    /// The planned end.
    pub ends_at: DateTime,
    /// When it is given back by itself.
    pub expires_at: DateTime,
}

impl SlotHoldOut {
    /// Of a hold.
    #[must_use]
    pub fn of(hold: &Hold) -> Self {
        Self {
            id: hold.id,
            service_id: hold.service,
            starts_at: hold.starts_at,
            ends_at: hold.ends_at,
            expires_at: hold.expires_at,
        }
    }
}
