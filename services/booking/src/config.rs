//! The section `booking` of the configuration.

use crate::domain;
use contracts::booking::PaymentMethod;
use kernel::ids::ZoneId;
use serde::{Deserialize, Serialize};

/// What can be configured of bookings and matching; every number has its documented default.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The numbers of a booking's rules.
    pub rules: domain::Rules,
    /// The weights and rounds of matching.
    pub matching: dispatch::Rules,
    /// How bookings are taken and offered.
    pub ordering: Ordering,
    /// How times are offered and held.
    pub slots: Slots,
    /// When searches are decided: together, at once, or later.
    pub searching: crate::matching::Searching,
}

/// How times are offered and held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Slots {
    /// Minutes between two offered start times, from midnight on. Default 30.
    pub step_minutes: u16,
    /// How long before its start a time is offered at least, in minutes. Default 30.
    pub lead_minutes: u32,
    /// How long a time is held for a customer who is about to order, in seconds. Default 10 minutes.
    pub hold_s: u32,
}

impl Default for Slots {
    fn default() -> Self {
        Self { step_minutes: 30, lead_minutes: 30, hold_s: 600 }
    }
}

/// How bookings are taken and offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ordering {
    /// How customers may pay. Default cash and wallet.
    pub payment_methods: Vec<PaymentMethod>,
    /// Zones with few providers: several are asked at once, the first to accept wins. Default none.
    pub broadcast_zones: Vec<ZoneId>,
    /// How far an address may be from the pin of its quote, in metres. Default 200.
    pub address_radius_m: u32,
    /// How many live positions are asked of tracking for one search. Default 2000.
    pub live_positions: u32,
    /// After this silence of a customer who was told that nobody was found, work ordered for now
    /// is given up, in seconds; planned work at its start. Default an hour.
    pub give_up_after_s: u32,
}

impl Default for Ordering {
    fn default() -> Self {
        Self {
            payment_methods: vec![PaymentMethod::Cash, PaymentMethod::Wallet],
            broadcast_zones: Vec::new(),
            address_radius_m: 200,
            live_positions: 2_000,
            give_up_after_s: 3_600,
        }
    }
}
