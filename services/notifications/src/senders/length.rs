//! How long an SMS is (`egypt.md` 3.1; 3GPP TS 23.038): GSM-7 holds 160 units (153 a part when
//! split), UCS-2 holds 70 (67 a part). One character outside GSM-7 makes the whole text UCS-2.

/// The basic GSM-7 alphabet besides ASCII letters and digits.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Characters of the GSM-7 extension table, which take two units.
const EXTENDED: &str = "^{}\\[~]|€";

/// The length of an SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmsLength {
    /// Whether GSM-7 is enough.
    pub is_gsm7: bool,
    /// Units: septets, or UTF-16 code units.
    pub units: usize,
    /// Parts it is sent in.
    pub parts: usize,
}

/// Measures a text.
#[must_use]
pub fn sms_length(text: &str) -> SmsLength {
    let septets = text.chars().try_fold(0usize, |sum, c| {
        if c.is_ascii_alphanumeric() || BASIC.contains(c) {
            Some(sum + 1)
        } else {
            EXTENDED.contains(c).then_some(sum + 2)
        }
    });
    let (is_gsm7, units, single, part) = match septets {
        Some(units) => (true, units, 160, 153),
        None => (false, text.encode_utf16().count(), 70, 67),
    };
    let parts = if units <= single { 1 } else { units.div_ceil(part) };
    SmsLength { is_gsm7, units, parts }
}

#[cfg(test)]
mod tests {
    use super::{SmsLength, sms_length};

    #[test]
    fn the_limits_are_those_of_the_standard() {
        for (text, is_gsm7, units, parts) in [
            (String::new(), true, 0, 1),
            ("a".repeat(160), true, 160, 1),
            ("a".repeat(161), true, 161, 2),
            ("a".repeat(306), true, 306, 2),
            ("a".repeat(307), true, 307, 3),
            ("€".repeat(80), true, 160, 1),
            ("ا".repeat(70), false, 70, 1),
            ("ا".repeat(71), false, 71, 2),
            ("ا".repeat(134), false, 134, 2),
            ("ا".repeat(135), false, 135, 3),
            ("😀".repeat(35), false, 70, 1),
            ("٣".into(), false, 1, 1),
            ("a،".into(), false, 2, 1),
        ] {
            assert_eq!(sms_length(&text), SmsLength { is_gsm7, units, parts }, "{text}");
        }
    }
}
