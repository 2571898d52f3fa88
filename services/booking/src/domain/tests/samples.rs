//! Bookings to try things on.

use crate::domain::{
    Arrival, ArrivedBy, Booking, BookingNumber, Doing, NewBooking, OrderedService, Place, Price,
    Rules, State, Visit, Window, Wishes,
};
use contracts::booking::PaymentMethod;
use contracts::catalog::{LineKind, PriceLine, Pricing};
use kernel::{BasisPoints, Instant, LatLng, Localized, Money};
use uuid::Uuid;

/// Noon in Cairo on a Sunday.
pub fn noon() -> Instant {
    "2026-11-22T10:00:00Z".parse().expect("a constant instant")
}

/// One line.
pub fn line(kind: LineKind, amount: Money) -> PriceLine {
    let name = Localized::new("بند", "line");
    PriceLine { kind, name, quantity: 1, unit_price: amount, amount }
}

/// A fixed price.
pub fn price(total: Money) -> Price {
    let lines = [line(LineKind::Service, total)];
    Price::of_quote(&lines, BasisPoints::percent(15), PaymentMethod::Wallet)
}

/// What a booking is ordered with: for tomorrow noon, 350 EGP.
pub fn order(pricing: Pricing, method: PaymentMethod) -> NewBooking {
    let kind = match pricing {
        Pricing::FixedScope => LineKind::Service,
        Pricing::InspectionFirst => LineKind::Inspection,
    };
    NewBooking {
        id: Uuid::from_u128(1).into(),
        number: BookingNumber::from_bytes([7; 6]),
        customer_id: Uuid::from_u128(2).into(),
        quote_id: Uuid::from_u128(3).into(),
        service: OrderedService {
            id: Uuid::from_u128(4).into(),
            category_id: Uuid::from_u128(5).into(),
            code: "plumbing.drain_unblock".into(),
            name: Localized::new("تسليك بلاعة", "Unblock a drain"),
            pricing,
            needs_certificate: false,
            warranty_days: 30,
            parts_cap: Money::egp(1_000),
            quantity: 1,
            completion: contracts::catalog::Completion::default(),
        },
        commission: BasisPoints::percent(15),
        wishes: Wishes::default(),
        window: Window::of(false, noon() + chrono::TimeDelta::days(1), 60),
        place: Place {
            zone_id: Uuid::from_u128(6).into(),
            district: Localized::new("المعادي", "Maadi"),
            governorate: "EG-C".into(),
            pin: LatLng::parse(29.96, 31.25).expect("a constant place"),
        },
        lines: vec![line(kind, Money::egp(350)), line(LineKind::Travel, Money::piastres(2_050))],
        method,
    }
}

/// A booking that is looked for.
pub fn searching(pricing: Pricing) -> Booking {
    Booking::create(order(pricing, PaymentMethod::Cash), noon(), &Rules::default())
}

/// A booking whose work goes on since noon.
pub fn working() -> Booking {
    let mut booking = searching(Pricing::FixedScope);
    let (provider, now) = (Uuid::from_u128(9).into(), noon());
    let arrival = Arrival { at: now, by: ArrivedBy::Fix };
    let visit = Visit { provider, confirmed_at: now, en_route_at: now, arrival, started_at: now };
    booking.state = State::InProgress(visit, Doing::Working);
    booking
}
