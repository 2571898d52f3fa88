//! Addresses as they are typed into an order.

use crate::commands::order::TypedAddress;
use kernel::text::{line, optional_line};
use kernel::{Fields, LatLng};
use serde::Deserialize;

/// An address for an order. District and governorate may be left out: the pin tells them.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingAddressIn {
    /// ISO 3166-2 code of the governorate.
    #[schema(example = "EG-C")]
    pub governorate: Option<String>,
    /// District (حي / منطقة).
    #[schema(example = "المعادي")]
    pub district: Option<String>,
    /// Street.
    #[schema(example = "شارع ٩")]
    pub street: String,
    /// Building number or name.
    #[schema(example = "12")]
    pub building: Option<String>,
    /// Floor (الدور).
    #[schema(example = "3")]
    pub floor: Option<String>,
    /// Apartment (شقة).
    #[schema(example = "7")]
    pub apartment: Option<String>,
    /// Landmark (علامة مميزة).
    #[schema(example = "بجوار محطة المترو")]
    pub landmark: Option<String>,
    /// The pin on the map.
    pub pin: LatLng,
}

/// An address in the short form: a street, a city and a place.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingServiceAddressIn {
    /// Street.
    #[schema(example = "Road 9")]
    pub street: String,
    /// City. The pin decides which one it is.
    #[schema(example = "Cairo")]
    pub city: Option<String>,
    /// District.
    pub district: Option<String>,
    /// Building number or name.
    pub building: Option<String>,
    /// Floor.
    pub floor: Option<String>,
    /// Apartment.
    pub apartment: Option<String>,
    /// Landmark.
    pub landmark: Option<String>,
    /// The pin on the map.
    pub coordinates: LatLng,
}

impl BookingAddressIn {
    /// The checked address.
    pub(super) fn parse(self, fields: &mut Fields) -> Option<TypedAddress> {
        checked(fields, "address", "pin", self)
    }
}

impl BookingServiceAddressIn {
    /// The checked address.
    pub(super) fn parse(self, fields: &mut Fields) -> Option<TypedAddress> {
        fields.take("serviceAddress.city", optional_line(self.city.as_deref(), 100));
        let same = BookingAddressIn {
            governorate: None,
            district: self.district,
            street: self.street,
            building: self.building,
            floor: self.floor,
            apartment: self.apartment,
            landmark: self.landmark,
            pin: self.coordinates,
        };
        checked(fields, "serviceAddress", "coordinates", same)
    }
}

fn checked(
    fields: &mut Fields,
    whole: &str,
    pin_name: &str,
    typed: BookingAddressIn,
) -> Option<TypedAddress> {
    let mut optional = |name: &str, text: Option<String>, most| {
        fields.take(format!("{whole}.{name}"), optional_line(text.as_deref(), most))
    };
    let governorate = optional("governorate", typed.governorate, 10);
    let district = optional("district", typed.district, 100);
    let building = optional("building", typed.building, 50);
    let floor = optional("floor", typed.floor, 20);
    let apartment = optional("apartment", typed.apartment, 20);
    let landmark = optional("landmark", typed.landmark, 200);
    let street = fields.take(format!("{whole}.street"), line(&typed.street, 200));
    let pin = fields.take(format!("{whole}.{pin_name}"), typed.pin.in_egypt());
    Some(TypedAddress {
        governorate: governorate?,
        district: district?,
        street: street?,
        building: building?,
        floor: floor?,
        apartment: apartment?,
        landmark: landmark?,
        pin: pin?,
    })
}
