//! The two languages of the platform. Arabic comes first.

use serde::{Deserialize, Serialize};

/// A language of the platform.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Arabic, the default.
    #[default]
    Ar,
    /// English.
    En,
}

impl Lang {
    /// The language tag, `ar` or `en`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
        }
    }

    /// Reads a stored tag; everything but `en` is Arabic.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag == "en" { Self::En } else { Self::Ar }
    }

    /// Picks the language from an `Accept-Language` header by its quality values
    /// (RFC 9110 §12.5.4). Arabic when the header names neither language.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0u32, Self::Ar);
        for part in header.split(',').take(16) {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = pieces.find_map(|p| p.trim().strip_prefix("q=")).map_or(1000, |q| {
                (q.parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0) * 1000.0) as u32
            });
            let lang = match tag.split('-').next() {
                Some("ar") => Self::Ar,
                Some("en") => Self::En,
                _ => continue,
            };
            if quality > best.0 {
                best = (quality, lang);
            }
        }
        best.1
    }
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Localized {
    /// The Arabic text.
    pub ar: String,
    /// The English text.
    pub en: String,
}

impl Localized {
    /// A text from its two forms.
    pub fn new(ar: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ar: ar.into(), en: en.into() }
    }

    /// The text in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ar => &self.ar,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn the_header_decides_by_quality_and_arabic_is_the_default() {
        assert_eq!(Lang::from_accept_language(""), Lang::Ar);
        assert_eq!(Lang::from_accept_language("fr-FR, de;q=0.8"), Lang::Ar);
        assert_eq!(Lang::from_accept_language("en-US,en;q=0.9,ar;q=0.8"), Lang::En);
        assert_eq!(Lang::from_accept_language("en;q=0.3, ar-EG;q=0.8"), Lang::Ar);
        assert_eq!(Lang::from_accept_language("en;q=nonsense"), Lang::Ar);
    }
}
