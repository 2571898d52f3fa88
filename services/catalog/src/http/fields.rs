//! Reading the fields that several requests share.

use crate::commands::changes::Asked;
use kernel::{BasisPoints, Fields, Invalid, Localized, Money};

/// The longest name.
const NAME_CHARS: usize = 100;
/// The longest description, and the most search words.
const TEXT_CHARS: usize = 2_000;
/// A million pounds: more than any visit costs.
const MOST: Money = Money::egp(1_000_000);

/// A name in both languages.
pub fn name(fields: &mut Fields, field: &str, text: &Localized) -> Option<Localized> {
    named(fields, field, text, NAME_CHARS)
}

/// A short name in both languages.
pub fn short_name(fields: &mut Fields, field: &str, text: &Localized) -> Option<Localized> {
    named(fields, field, text, 40)
}

fn named(fields: &mut Fields, field: &str, text: &Localized, most: usize) -> Option<Localized> {
    let ar = fields.take(format!("{field}.ar"), kernel::text::line(&text.ar, most));
    let en = fields.take(format!("{field}.en"), kernel::text::line(&text.en, most));
    Some(Localized::new(ar?, en?))
}

/// A longer text in both languages, or none.
pub fn description(
    fields: &mut Fields,
    field: &str,
    text: Option<&Localized>,
) -> Option<Option<Localized>> {
    let Some(text) = text else { return Some(None) };
    let paragraph = |text| kernel::text::paragraph(text, TEXT_CHARS);
    let ar = fields.take(format!("{field}.ar"), paragraph(&text.ar));
    let en = fields.take(format!("{field}.en"), paragraph(&text.en));
    Some(Some(Localized::new(ar?, en?)))
}

/// Search words, or none.
pub fn keywords(fields: &mut Fields, text: Option<&str>) -> Option<String> {
    let read = kernel::text::optional_paragraph(text, TEXT_CHARS);
    fields.take("keywords", read).map(Option::unwrap_or_default)
}

/// A code of two or more lower-case letters, digits and `separator`s, starting with a letter.
pub fn slug(fields: &mut Fields, text: &str, separator: char) -> Option<String> {
    let good = is_slug(text, separator);
    fields.take("code", if good { Ok(text.to_owned()) } else { Err(bad_code()) })
}

/// A service's code: a category's and its own, with a dot between.
pub fn service_code(fields: &mut Fields, text: &str) -> Option<String> {
    let good = text
        .split_once('.')
        .is_some_and(|(category, service)| is_slug(category, '_') && is_slug(service, '_'));
    fields.take("code", if good { Ok(text.to_owned()) } else { Err(bad_code()) })
}

fn is_slug(text: &str, separator: char) -> bool {
    (2..=40).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator)
}

fn bad_code() -> Invalid {
    Invalid::new(
        "catalog.bad_code",
        "الكود من حرفين إلى 40 حرفًا إنجليزيًا صغيرًا أو رقمًا، ويبدأ بحرف.",
        "A code is 2 to 40 small English letters or digits and starts with a letter.",
    )
}

/// An amount between two bounds.
pub fn money(fields: &mut Fields, field: &str, amount: Money, least: Money) -> Option<Money> {
    let good = (least..=MOST).contains(&amount);
    let (low, high) = (least.pounds(), MOST.pounds());
    fields.take(
        field,
        good.then_some(amount).ok_or_else(|| {
            Invalid::new(
                "catalog.amount_out_of_range",
                format!("المبلغ من {low} إلى {high} جنيه."),
                format!("The amount goes from {low} to {high} EGP."),
            )
        }),
    )
}

/// A share between two bounds, in basis points.
pub fn share(
    fields: &mut Fields,
    field: &str,
    bp: i32,
    bounds: std::ops::RangeInclusive<i32>,
) -> Option<BasisPoints> {
    number(fields, field, bp, bounds).map(BasisPoints::new)
}

/// A number between two bounds.
pub fn number<T: PartialOrd + Copy + std::fmt::Display>(
    fields: &mut Fields,
    field: &str,
    value: T,
    bounds: std::ops::RangeInclusive<T>,
) -> Option<T> {
    let (low, high) = (*bounds.start(), *bounds.end());
    fields.take(
        field,
        bounds.contains(&value).then_some(value).ok_or_else(|| {
            Invalid::new(
                "catalog.number_out_of_range",
                format!("القيمة من {low} إلى {high}."),
                format!("The value goes from {low} to {high}."),
            )
        }),
    )
}

/// The version a change is made of.
pub fn version(fields: &mut Fields, version: Option<i64>) -> Option<i64> {
    fields.take("version", version.ok_or_else(Invalid::required))
}

/// What is made is there at once; only changes wait.
pub fn made_at_once(fields: &mut Fields, valid_from: Option<kernel::Instant>) {
    fields.check(valid_from.is_none(), "validFrom", || {
        Invalid::new(
            "catalog.made_at_once",
            "الإضافة الجديدة تسري فورًا. أضفها غير مفعّلة ثم حدد موعد تفعيلها.",
            "What is new is there at once. Make it inactive, then schedule the change.",
        )
    });
}

/// When, why and what was asked. What is kept is what was sent, without what is true of one request
/// only.
///
/// # Errors
/// `422` naming `reason`.
pub fn asked(
    sent: &impl serde::Serialize,
    valid_from: Option<kernel::Instant>,
    reason: Option<&str>,
) -> Result<Asked, kernel::InvalidFields> {
    let mut fields = Fields::new();
    let reason = fields.take("reason", kernel::text::optional_line(reason, 500));
    let mut value = serde_json::to_value(sent).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.retain(|name, value| {
            !value.is_null() && !["version", "validFrom", "reason"].contains(&name.as_str())
        });
    }
    match reason {
        Some(reason) => Ok(Asked { value, valid_from, reason }),
        None => Err(fields.into_error()),
    }
}
