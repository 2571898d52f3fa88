//! Alarms as they go over the wire.

use crate::commands::sos::view::AlarmView;
use crate::domain::freshness::age;
use crate::domain::sos::{Alarm, AlarmState};
use crate::http::wire::TrackPositionOut;
use contracts::tracking::VisitSide;
use kernel::ids::{BookingId, ProviderId, SosId, UserId};
use kernel::{DateTime, Instant, LatLng, Localized};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where an alarm stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SosState {
    /// No operator looks after it yet.
    Open,
    /// One does.
    Acknowledged,
    /// It is over.
    Closed,
}

/// One's own alarm.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SosOut {
    /// The alarm.
    pub id: SosId,
    /// The visit.
    pub booking_id: BookingId,
    /// Where it stands.
    pub state: SosState,
    /// Whether the other side does not learn of it.
    pub silent: bool,
    /// How often the button was pressed.
    pub presses: u32,
    /// When it was pressed first.
    pub raised_at: DateTime,
    /// When an operator began to look after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<DateTime>,
    /// Whom to call who can come at once.
    pub emergency_numbers: Vec<SosNumberOut>,
}

/// An emergency number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SosNumberOut {
    /// What to dial.
    #[schema(example = "122")]
    pub number: &'static str,
    /// Who answers.
    pub name: Localized,
}

/// An alarm, for operators.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SosAlarmOut {
    /// The alarm.
    pub id: SosId,
    /// Where it stands.
    pub state: SosState,
    /// The visit.
    pub booking_id: BookingId,
    /// The booking's number for people.
    #[schema(example = "OS-7K2M4Q")]
    pub number: String,
    /// Who raised it.
    pub side: VisitSide,
    /// The customer.
    pub customer_id: UserId,
    /// The provider.
    pub provider_id: ProviderId,
    /// The district of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<Localized>,
    /// Whether the other side must not learn of it. Don't call it.
    pub silent: bool,
    /// How often the button was pressed.
    pub presses: u32,
    /// When it was pressed first.
    pub raised_at: DateTime,
    /// How often nobody had acknowledged it in time.
    pub escalations: u32,
    /// When an operator began to look after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<DateTime>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_by: Option<UserId>,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<UserId>,
}

/// An alarm with everything that helps.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SosAlarmDetailOut {
    /// The alarm.
    pub alarm: SosAlarmOut,
    /// What was sent, the newest first.
    pub presses: Vec<SosPressOut>,
    /// Where the provider is now, or was last; while the alarm isn't closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_now: Option<TrackPositionOut>,
    /// What the operator wrote when closing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

/// One press of the button.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SosPressOut {
    /// When.
    pub at: DateTime,
    /// Where the person says it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<LatLng>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where the provider was seen last then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_place: Option<LatLng>,
    /// When it was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_seen_at: Option<DateTime>,
}

impl From<AlarmState> for SosState {
    fn from(state: AlarmState) -> Self {
        match state {
            AlarmState::Open => Self::Open,
            AlarmState::Acknowledged => Self::Acknowledged,
            AlarmState::Closed => Self::Closed,
        }
    }
}

impl From<SosState> for AlarmState {
    fn from(state: SosState) -> Self {
        match state {
            SosState::Open => Self::Open,
            SosState::Acknowledged => Self::Acknowledged,
            SosState::Closed => Self::Closed,
        }
    }
}

impl From<&Alarm> for SosOut {
    fn from(alarm: &Alarm) -> Self {
        let number = |number, ar, en| SosNumberOut { number, name: Localized::new(ar, en) };
        Self {
            id: alarm.id,
            booking_id: alarm.booking_id,
            state: alarm.state().into(),
            silent: alarm.silent,
            presses: alarm.presses,
            raised_at: alarm.raised_at,
            acknowledged_at: alarm.acknowledged.map(|(at, _)| at),
            emergency_numbers: vec![
                number("122", "الشرطة", "Police"),
                number("123", "الإسعاف", "Ambulance"),
                number("180", "المطافئ", "Fire brigade"),
            ],
        }
    }
}

impl From<&Alarm> for SosAlarmOut {
    fn from(alarm: &Alarm) -> Self {
        Self {
            id: alarm.id,
            state: alarm.state().into(),
            booking_id: alarm.booking_id,
            number: alarm.number.clone(),
            side: alarm.side,
            customer_id: alarm.customer_id,
            provider_id: alarm.provider_id,
            district: alarm.district.clone(),
            silent: alarm.silent,
            presses: alarm.presses,
            raised_at: alarm.raised_at,
            escalations: alarm.escalations,
            acknowledged_at: alarm.acknowledged.map(|(at, _)| at),
            acknowledged_by: alarm.acknowledged.map(|(_, by)| by),
            closed_at: alarm.closed.map(|(at, _)| at),
            closed_by: alarm.closed.map(|(_, by)| by),
        }
    }
}

impl SosAlarmDetailOut {
    /// As it is shown `now`.
    pub fn new(view: AlarmView, now: Instant) -> Self {
        let presses = view.presses.into_iter().map(|(at, details)| SosPressOut {
            at,
            place: details.place,
            note: details.note,
            provider_place: details.provider_place,
            provider_seen_at: details.provider_seen_at,
        });
        Self {
            alarm: (&view.alarm).into(),
            presses: presses.collect(),
            provider_now: view
                .provider_now
                .map(|seen| TrackPositionOut::new(&seen, age(seen.fix.at, now))),
            outcome: view.outcome,
        }
    }
}
