//! Rows ↔ aggregate.

use super::tags::{from_tag, unknown};
use crate::domain::{
    Arrival, ArrivedBy, Booking, BookingNumber, Bound, Cancelled, DisputeRecord, Doing, Ended,
    OrderedService, Payment, PaymentStatus, Pending, Place, Price, Resume, StartCode, State, Trail,
    Versions, Visit, Way, Window, Wishes, WorkConfirmed, WorkConfirmer,
};
use chassis::StoreError;
use contracts::booking::Stage;
use contracts::catalog::Completion;
use contracts::price::Settlement;
use kernel::ids::ProviderId;
use kernel::{BasisPoints, Instant, Lang, LatLng, Localized, Money};
use sqlx::types::Json;
use uuid::Uuid;

/// A row of `booking.bookings` without what is sealed of the address.
pub struct BookingRow {
    pub id: Uuid,
    pub number: String,
    pub version: i32,
    pub customer_id: Uuid,
    pub provider_id: Option<Uuid>,
    pub quote_id: Uuid,
    pub service_id: Uuid,
    pub category_id: Uuid,
    pub service_code: String,
    pub service_name_ar: String,
    pub service_name_en: String,
    pub pricing: String,
    pub needs_certificate: bool,
    pub warranty_days: i32,
    pub commission_bp: i32,
    pub parts_cap: i64,
    pub quantity: i32,
    pub checklist: Json<Vec<Localized>>,
    pub photos_before: i16,
    pub photos_after: i16,
    pub wanted_provider_id: Option<Uuid>,
    pub wants_language: Option<String>,
    pub wants_gender: Option<String>,
    pub stage: String,
    pub instant: bool,
    pub scheduled_date: Instant,
    pub ends_at: Instant,
    pub actual_start_time: Option<Instant>,
    pub actual_end_time: Option<Instant>,
    pub governorate: String,
    pub district_ar: String,
    pub district_en: String,
    pub zone_id: Uuid,
    pub lat: f64,
    pub lng: f64,
    pub payment_method: String,
    pub payment_status: String,
    pub approved_total: i64,
    pub inspection_fee: i64,
    pub total_amount: i64,
    pub platform_promotion: i64,
    pub work_amount: i64,
    pub parts_amount: i64,
    pub platform_commission: i64,
    pub tax_amount: i64,
    pub provider_earnings: i64,
    pub rounding_amount: i64,
    pub payment_due_at: Option<Instant>,
    pub start_code_sealed: Option<String>,
    pub code_attempts: i16,
    pub code_locked_until: Option<Instant>,
    pub confirmed_at: Option<Instant>,
    pub en_route_at: Option<Instant>,
    pub arrived_at: Option<Instant>,
    pub arrived_by: Option<String>,
    pub resume_stage: Option<String>,
    pub visit: i16,
    pub money_settled_at: Option<Instant>,
    pub work_confirmed_at: Option<Instant>,
    pub work_confirmed_by: Option<String>,
    pub cancelled_at: Option<Instant>,
    pub cancel_reason: Option<String>,
    pub cancel_verdict: Option<String>,
    pub cancel_rule: Option<String>,
    pub cancel_fee: i64,
    pub cancel_fee_to_provider: i64,
    pub fee_floor: i64,
    pub disputed_at: Option<Instant>,
    pub dispute_after_completion: Option<bool>,
    pub dispute_decided_at: Option<Instant>,
    pub refund_amount: i64,
    pub search_no: i32,
    pub drop_outs: i32,
    pub cancellation_version: i32,
    pub rules_version: i32,
    pub created_at: Instant,
}

/// The columns tied to the state, as they are written.
#[derive(Default)]
pub struct StateColumns {
    pub provider_id: Option<Uuid>,
    pub payment_due_at: Option<Instant>,
    pub start_code_sealed: Option<String>,
    pub code_attempts: i16,
    pub code_locked_until: Option<Instant>,
    pub confirmed_at: Option<Instant>,
    pub en_route_at: Option<Instant>,
    pub arrived_at: Option<Instant>,
    pub arrived_by: Option<&'static str>,
    pub resume_stage: Option<&'static str>,
    pub actual_start_time: Option<Instant>,
    pub actual_end_time: Option<Instant>,
    pub actual_duration: Option<i32>,
    pub cancelled_at: Option<Instant>,
    pub cancel_reason: Option<String>,
    pub cancel_verdict: Option<String>,
    pub cancel_rule: Option<String>,
    pub cancel_fee: i64,
    pub cancel_fee_to_provider: i64,
}

impl StateColumns {
    /// The columns of a state.
    pub fn of(state: &State) -> Self {
        let mut columns = state.trail().map(Self::of_trail).unwrap_or_default();
        match state {
            State::Pending(Pending::AwaitingPayment { until }) => {
                columns.payment_due_at = Some(*until);
            }
            State::Confirmed(bound, _) => {
                columns.start_code_sealed = Some(bound.code.sealed.clone());
                columns.code_attempts = bound.code.attempts.into();
                columns.code_locked_until = bound.code.locked_until;
            }
            State::InProgress(_, Doing::AwaitingApproval(resume)) => {
                columns.resume_stage = Some(match resume {
                    Resume::Inspecting => "inspecting",
                    Resume::Working => "working",
                });
            }
            State::Cancelled(cancelled) => {
                columns.cancelled_at = Some(cancelled.at);
                columns.cancel_reason = Some(super::tags::tag(cancelled.reason));
                columns.cancel_verdict = Some(super::tags::tag(cancelled.verdict));
                columns.cancel_rule = Some(cancelled.rule.clone());
                columns.cancel_fee = cancelled.fee.as_piastres();
                columns.cancel_fee_to_provider = cancelled.fee_to_provider.as_piastres();
            }
            State::Pending(_)
            | State::InProgress(..)
            | State::Completed(_)
            | State::Disputed(..) => {}
        }
        columns
    }

    fn of_trail(trail: Trail) -> Self {
        let minutes = trail.started_at.zip(trail.ended_at).map(|(from, to)| minutes(from, to));
        Self {
            provider_id: Some(trail.provider.uuid()),
            confirmed_at: Some(trail.confirmed_at),
            en_route_at: trail.en_route_at,
            arrived_at: trail.arrival.map(|arrival| arrival.at),
            arrived_by: trail.arrival.map(|arrival| arrival.by.tag()),
            actual_start_time: trail.started_at,
            actual_end_time: trail.ended_at,
            actual_duration: minutes,
            ..Self::default()
        }
    }
}

/// Whole minutes, begun ones counted.
fn minutes(from: Instant, to: Instant) -> i32 {
    i32::try_from(((to - from).num_seconds().max(0) + 59) / 60).unwrap_or(i32::MAX)
}

impl TryFrom<BookingRow> for Booking {
    type Error = StoreError;

    fn try_from(row: BookingRow) -> Result<Self, StoreError> {
        let pin = LatLng::parse(row.lat, row.lng).map_err(|_| row.inconsistent("pin"))?;
        Ok(Self {
            id: row.id.into(),
            number: BookingNumber::parse(&row.number).ok_or_else(|| row.inconsistent("number"))?,
            version: row.version,
            customer_id: row.customer_id.into(),
            quote_id: row.quote_id.into(),
            service: row.service()?,
            wishes: row.wishes()?,
            window: Window {
                instant: row.instant,
                starts_at: row.scheduled_date,
                ends_at: row.ends_at,
            },
            place: Place {
                zone_id: row.zone_id.into(),
                district: Localized::new(&row.district_ar, &row.district_en),
                governorate: row.governorate.clone(),
                pin,
            },
            price: row.price(),
            payment: Payment {
                method: from_tag("payment_method", &row.payment_method)?,
                status: PaymentStatus::from_tag(&row.payment_status)
                    .ok_or_else(|| unknown("payment_status", &row.payment_status))?,
                settled_at: row.money_settled_at,
            },
            state: row.state()?,
            visit_no: row.visit,
            fee_floor: Money::piastres(row.fee_floor),
            work_confirmed: row.work_confirmed(),
            dispute: row.dispute(),
            search_no: row.search_no,
            drop_outs: row.drop_outs,
            versions: Versions {
                cancellation: row.cancellation_version.unsigned_abs(),
                rules: row.rules_version.unsigned_abs(),
            },
            created_at: row.created_at,
        })
    }
}

impl BookingRow {
    fn inconsistent(&self, column: &str) -> StoreError {
        let text = format!("booking.bookings {}: column {column} does not fit its stage", self.id);
        StoreError(sqlx::Error::Decode(text.into()))
    }

    fn service(&self) -> Result<OrderedService, StoreError> {
        Ok(OrderedService {
            id: self.service_id.into(),
            category_id: self.category_id.into(),
            code: self.service_code.clone(),
            name: Localized::new(&self.service_name_ar, &self.service_name_en),
            pricing: from_tag("pricing", &self.pricing)?,
            needs_certificate: self.needs_certificate,
            warranty_days: self.warranty_days.unsigned_abs(),
            parts_cap: Money::piastres(self.parts_cap),
            quantity: self.quantity.unsigned_abs(),
            completion: Completion {
                checklist: self.checklist.0.clone(),
                photos_before: self.photos_before.unsigned_abs().into(),
                photos_after: self.photos_after.unsigned_abs().into(),
            },
        })
    }

    fn wishes(&self) -> Result<Wishes, StoreError> {
        let gender = self.wants_gender.as_deref();
        Ok(Wishes {
            provider: self.wanted_provider_id.map(ProviderId::from),
            language: self.wants_language.as_deref().map(Lang::from_tag),
            gender: gender.map(|name| from_tag("wants_gender", name)).transpose()?,
        })
    }

    fn price(&self) -> Price {
        Price {
            approved_total: Money::piastres(self.approved_total),
            inspection_fee: Money::piastres(self.inspection_fee),
            commission: BasisPoints::new(self.commission_bp),
            settlement: Settlement {
                total: Money::piastres(self.total_amount),
                promotion: Money::piastres(self.platform_promotion),
                work: Money::piastres(self.work_amount),
                parts: Money::piastres(self.parts_amount),
                commission: Money::piastres(self.platform_commission),
                taxes: Money::piastres(self.tax_amount),
                earnings: Money::piastres(self.provider_earnings),
                rounding: Money::piastres(self.rounding_amount),
            },
        }
    }

    fn work_confirmed(&self) -> Option<WorkConfirmed> {
        let by = match self.work_confirmed_by.as_deref()? {
            "customer" => WorkConfirmer::Customer,
            _ => WorkConfirmer::Timer,
        };
        Some(WorkConfirmed { at: self.work_confirmed_at?, by })
    }

    fn dispute(&self) -> Option<DisputeRecord> {
        let decided = self.dispute_decided_at;
        Some(DisputeRecord {
            opened_at: self.disputed_at?,
            after_completion: self.dispute_after_completion?,
            decided: decided.map(|at| (at, Money::piastres(self.refund_amount))),
        })
    }

    fn arrival(&self) -> Option<Arrival> {
        let by = ArrivedBy::from_tag(self.arrived_by.as_deref()?)?;
        Some(Arrival { at: self.arrived_at?, by })
    }

    fn bound(&self) -> Option<Bound> {
        Some(Bound {
            provider: self.provider_id?.into(),
            confirmed_at: self.confirmed_at?,
            code: StartCode {
                sealed: self.start_code_sealed.clone()?,
                attempts: u8::try_from(self.code_attempts).ok()?,
                locked_until: self.code_locked_until,
            },
        })
    }

    fn begun(&self) -> Option<Visit> {
        Some(Visit {
            provider: self.provider_id?.into(),
            confirmed_at: self.confirmed_at?,
            en_route_at: self.en_route_at?,
            arrival: self.arrival()?,
            started_at: self.actual_start_time?,
        })
    }

    fn ended(&self) -> Option<Ended> {
        Some(Ended { visit: self.begun()?, at: self.actual_end_time? })
    }

    fn trail(&self) -> Option<Trail> {
        Some(Trail {
            provider: self.provider_id?.into(),
            confirmed_at: self.confirmed_at?,
            en_route_at: self.en_route_at,
            arrival: self.arrival(),
            started_at: self.actual_start_time,
            ended_at: self.actual_end_time,
        })
    }

    fn cancelled(&self) -> Result<Option<Cancelled>, StoreError> {
        let (Some(at), Some(reason), Some(verdict), Some(rule)) =
            (self.cancelled_at, &self.cancel_reason, &self.cancel_verdict, &self.cancel_rule)
        else {
            return Ok(None);
        };
        Ok(Some(Cancelled {
            at,
            reason: from_tag("cancel_reason", reason)?,
            verdict: from_tag("cancel_verdict", verdict)?,
            rule: rule.clone(),
            fee: Money::piastres(self.cancel_fee),
            fee_to_provider: Money::piastres(self.cancel_fee_to_provider),
            trail: self.trail(),
        }))
    }

    fn doing(&self, stage: Stage) -> Option<Doing> {
        match (stage, self.resume_stage.as_deref()) {
            (Stage::Inspecting, _) => Some(Doing::Inspecting),
            (Stage::Working, _) => Some(Doing::Working),
            (Stage::Paused, _) => Some(Doing::Paused),
            (Stage::AwaitingApproval, Some("inspecting")) => {
                Some(Doing::AwaitingApproval(Resume::Inspecting))
            }
            (Stage::AwaitingApproval, Some("working")) => {
                Some(Doing::AwaitingApproval(Resume::Working))
            }
            _ => None,
        }
    }

    fn way(&self, stage: Stage) -> Option<Way> {
        match stage {
            Stage::Assigned => Some(Way::Assigned),
            Stage::EnRoute => Some(Way::EnRoute { since: self.en_route_at? }),
            Stage::Arrived => {
                Some(Way::Arrived { en_route_at: self.en_route_at?, arrival: self.arrival()? })
            }
            _ => None,
        }
    }

    fn state(&self) -> Result<State, StoreError> {
        let stage: Stage = from_tag("stage", &self.stage)?;
        let state = match stage {
            Stage::AwaitingPayment => {
                self.payment_due_at.map(|until| State::Pending(Pending::AwaitingPayment { until }))
            }
            Stage::Searching => Some(State::Pending(Pending::Searching)),
            Stage::Offered => Some(State::Pending(Pending::Offered)),
            Stage::Assigned | Stage::EnRoute | Stage::Arrived => {
                self.bound().zip(self.way(stage)).map(|(bound, way)| State::Confirmed(bound, way))
            }
            Stage::Inspecting | Stage::AwaitingApproval | Stage::Working | Stage::Paused => self
                .begun()
                .zip(self.doing(stage))
                .map(|(visit, doing)| State::InProgress(visit, doing)),
            Stage::Done | Stage::Settled => self.ended().map(State::Completed),
            Stage::Closed => self.cancelled()?.map(State::Cancelled),
            Stage::Open => self.ended().map(|ended| State::Disputed(ended, false)),
            Stage::UnderReview => self.ended().map(|ended| State::Disputed(ended, true)),
        };
        state.ok_or_else(|| self.inconsistent("stage"))
    }
}
