//! Saved addresses in the Egyptian form (`reference` 6.4).

use kernel::text::{fold_digits, line, optional_line, optional_paragraph, person_name};
use kernel::{Fields, Invalid, InvalidFields, LatLng, PhoneNumber};

/// How many addresses a person keeps at most.
pub const MOST_ADDRESSES: i64 = 20;
/// The project's table of governorates; the first column is the ISO 3166-2 code.
const GOVERNORATES: &str = include_str!("../../../../data/governorates.csv");

/// An address as typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// `home`, `work`, or what the person calls it.
    pub label: Option<String>,
    /// Whom to ask for there.
    pub contact_name: Option<String>,
    /// Whom to call there.
    pub contact_phone: Option<String>,
    /// ISO 3166-2 code of the governorate.
    pub governorate: String,
    /// District.
    pub district: String,
    /// Street.
    pub street: String,
    /// Building number or name.
    pub building: Option<String>,
    /// Floor.
    pub floor: Option<String>,
    /// Apartment.
    pub apartment: Option<String>,
    /// Landmark.
    pub landmark: Option<String>,
    /// Further directions: gate, compound, entrance.
    pub directions: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
}

/// An address that is right.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAddress {
    /// What the person calls it.
    pub label: Option<String>,
    /// Whom to ask for there.
    pub contact_name: Option<String>,
    /// Whom to call there.
    pub contact_phone: Option<PhoneNumber>,
    /// ISO 3166-2 code of the governorate, one of the 27.
    pub governorate: String,
    /// District.
    pub district: String,
    /// Street.
    pub street: String,
    /// Building number or name.
    pub building: Option<String>,
    /// Floor.
    pub floor: Option<String>,
    /// Apartment.
    pub apartment: Option<String>,
    /// Landmark.
    pub landmark: Option<String>,
    /// Further directions.
    pub directions: Option<String>,
    /// Postal code: 5 or 7 digits.
    pub postal_code: Option<String>,
    /// The pin, inside Egypt.
    pub pin: LatLng,
}

/// Checks every field of an address.
///
/// # Errors
/// All wrong fields at once.
pub fn parse(typed: Typed, pin: LatLng) -> Result<NewAddress, InvalidFields> {
    let mut fields = Fields::new();
    let label = fields.take("label", optional_line(typed.label.as_deref(), 50));
    let contact_name = fields.take("contactName", optional_name(typed.contact_name.as_deref()));
    let contact_phone = fields.take("contactPhone", optional_phone(typed.contact_phone.as_deref()));
    let governorate = fields.take("governorate", governorate(&typed.governorate));
    let district = fields.take("district", line(&typed.district, 100));
    let street = fields.take("street", line(&typed.street, 200));
    let building = fields.take("building", optional_line(typed.building.as_deref(), 50));
    let floor = fields.take("floor", optional_line(typed.floor.as_deref(), 20));
    let apartment = fields.take("apartment", optional_line(typed.apartment.as_deref(), 20));
    let landmark = fields.take("landmark", optional_line(typed.landmark.as_deref(), 200));
    let directions =
        fields.take("directions", optional_paragraph(typed.directions.as_deref(), 500));
    let postal_code = fields.take("postalCode", postal_code(typed.postal_code.as_deref()));
    let pin = fields.take("pin", pin.in_egypt());
    let (Some(governorate), Some(district), Some(street), Some(pin)) =
        (governorate, district, street, pin)
    else {
        return Err(fields.into_error());
    };
    fields.finish()?;
    Ok(NewAddress {
        label: label.flatten(),
        contact_name: contact_name.flatten(),
        contact_phone: contact_phone.flatten(),
        governorate,
        district,
        street,
        building: building.flatten(),
        floor: floor.flatten(),
        apartment: apartment.flatten(),
        landmark: landmark.flatten(),
        directions: directions.flatten(),
        postal_code: postal_code.flatten(),
        pin,
    })
}

/// One of the 27 governorates, by its ISO 3166-2 code in any case.
fn governorate(typed: &str) -> Result<String, Invalid> {
    let typed = line(typed, 10)?.to_ascii_uppercase();
    let known = GOVERNORATES.lines().skip(1).filter_map(|row| row.split(',').next());
    known.into_iter().find(|code| *code == typed).map(str::to_owned).ok_or_else(|| {
        Invalid::new(
            "address.unknown_governorate",
            "لا نعرف هذه المحافظة. اختر واحدة من القائمة، مثل EG-C للقاهرة.",
            "We don't know this governorate. Choose one from the list, like EG-C for Cairo.",
        )
    })
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn optional_name(typed: Option<&str>) -> Result<Option<String>, Invalid> {
    typed.filter(|text| !is_blank(text)).map(person_name).transpose()
}

fn optional_phone(typed: Option<&str>) -> Result<Option<PhoneNumber>, Invalid> {
    typed.filter(|text| !is_blank(text)).map(PhoneNumber::parse).transpose()
}

/// Five digits, or the seven that Egypt Post announced.
fn postal_code(typed: Option<&str>) -> Result<Option<String>, Invalid> {
    let Some(code) = optional_line(typed, 20)? else { return Ok(None) };
    let code = fold_digits(&code);
    if matches!(code.len(), 5 | 7) && code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Some(code));
    }
    Err(Invalid::new(
        "address.postal_code",
        "الرقم البريدي مكوّن من 5 أو 7 أرقام. يمكنك تركه فارغًا.",
        "A postal code has 5 or 7 digits. You may leave it empty.",
    ))
}

#[cfg(test)]
mod tests {
    use super::{GOVERNORATES, Typed, governorate, parse};
    use kernel::LatLng;
    use proptest::prelude::*;

    fn typed() -> Typed {
        Typed {
            governorate: "eg-c".into(),
            district: "المعادي".into(),
            street: "شارع ٩".into(),
            postal_code: Some("١١٤٣١".into()),
            contact_phone: Some("٠١٠ ١٢٣٤ ٥٦٧٨".into()),
            building: Some("  ".into()),
            ..Typed::default()
        }
    }

    fn maadi() -> LatLng {
        LatLng::parse(29.96, 31.25).unwrap()
    }

    #[test]
    fn an_address_as_people_type_it_is_put_in_order() {
        let address = parse(typed(), maadi()).unwrap();
        assert_eq!(address.governorate, "EG-C");
        assert_eq!(address.postal_code.as_deref(), Some("11431"));
        assert_eq!(address.contact_phone.unwrap().as_str(), "+201012345678");
        assert_eq!(address.building, None);
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let wrong = Typed {
            governorate: "EG-XX".into(),
            district: " ".into(),
            street: "x".repeat(201),
            postal_code: Some("123".into()),
            contact_phone: Some("16123".into()),
            contact_name: Some("123".into()),
            directions: Some("a\0b".into()),
            ..Typed::default()
        };
        let paris = LatLng::parse(48.85, 2.35).unwrap();
        let errors = parse(wrong, paris).unwrap_err().0;
        let named: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.code)).collect();
        assert_eq!(
            named,
            [
                ("contactName", "name.no_letters"),
                ("contactPhone", "phone.not_egyptian_mobile"),
                ("governorate", "address.unknown_governorate"),
                ("district", "required"),
                ("street", "too_long"),
                ("directions", "control_characters"),
                ("postalCode", "address.postal_code"),
                ("pin", "place.outside_egypt"),
            ]
        );
        assert!(errors.iter().all(|e| !e.text.ar.is_empty() && !e.text.en.is_empty()));
    }

    #[test]
    fn there_are_27_governorates() {
        let codes: Vec<_> =
            GOVERNORATES.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
        assert_eq!(codes.len(), 27);
        assert!(codes.iter().all(|code| governorate(code).as_deref() == Ok(*code)));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(a in any::<String>(), b in any::<String>()) {
            let typed = Typed {
                governorate: a.clone(), district: b.clone(), street: a.clone(),
                postal_code: Some(b.clone()), contact_name: Some(a), contact_phone: Some(b),
                ..Typed::default()
            };
            let _ = parse(typed, maadi());
        }
    }
}
