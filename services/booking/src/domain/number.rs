//! The number people read out to support: `OS-7K2M4Q`.

use std::fmt;

/// No 0, 1, I or O: nobody can mishear or mistype them.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A booking's number. Unique; 32⁶ (a thousand million) of them exist.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BookingNumber(String);

impl BookingNumber {
    /// A number from random bytes. Each letter is uniform, because 256 is a multiple of 32.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 6]) -> Self {
        let letters = bytes.map(|b| char::from(ALPHABET[usize::from(b % 32)]));
        Self(format!("OS-{}", letters.iter().collect::<String>()))
    }

    /// Reads a number as people type it: any case, the prefix may be missing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let letters = text.strip_prefix("OS-").or(text.strip_prefix("OS")).unwrap_or(&text);
        let good = letters.len() == 6 && letters.bytes().all(|b| ALPHABET.contains(&b));
        good.then(|| Self(format!("OS-{letters}")))
    }

    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BookingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::BookingNumber;
    use proptest::prelude::*;

    #[test]
    fn people_may_type_a_number_carelessly() {
        for typed in ["OS-7K2M4Q", "os-7k2m4q", " 7k2m4q ", "OS7K2M4Q"] {
            assert_eq!(BookingNumber::parse(typed).unwrap().as_str(), "OS-7K2M4Q");
        }
        for typed in ["", "OS-", "7K2M4", "7K2M4QQ", "7K2M40", "7K2MIQ", "شششششش"] {
            assert!(BookingNumber::parse(typed).is_none(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn every_drawn_number_can_be_read_again(bytes in any::<[u8; 6]>()) {
            let number = BookingNumber::from_bytes(bytes);
            prop_assert_eq!(BookingNumber::parse(number.as_str()), Some(number));
        }
    }
}
