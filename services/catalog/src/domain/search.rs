//! The text under which a service is found.

use kernel::text::{search_key, search_terms};

/// The words of `texts`, folded, each once, with their forms without a written-on prefix.
#[must_use]
pub fn document(texts: &[&str]) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut add = |word: &str| {
        if !word.is_empty() && !words.iter().any(|known| known == word) {
            words.push(word.to_string());
        }
    };
    for text in texts {
        // Word by word, because search_terms looks only at the first words of a query.
        for word in search_key(text).split(' ') {
            add(word);
            search_terms(word).iter().for_each(|term| add(term));
        }
    }
    words.join(" ")
}

/// What is looked for: the words of a query, one after the other, and for each the form without
/// its prefix (or the word itself again).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The words as typed, folded.
    pub words: Vec<String>,
    /// The same words without a written-on prefix.
    pub stems: Vec<String>,
}

impl Query {
    /// The words of a query; `None` when there is nothing to look for in it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key = search_key(text);
        let words: Vec<String> =
            key.split(' ').filter(|w| !w.is_empty()).take(8).map(ToOwned::to_owned).collect();
        let stem = |word: &String| search_terms(word).pop().unwrap_or_else(|| word.clone());
        let stems = words.iter().map(stem).collect();
        (!words.is_empty()).then_some(Self { words, stems })
    }
}

#[cfg(test)]
mod tests {
    use super::{Query, document};

    #[test]
    fn a_document_has_every_word_once_and_its_stem() {
        assert_eq!(document(&["تسليك البلاعة", "Unblock DRAIN", "drain"]), {
            "تسليك البلاعه بلاعه unblock drain"
        });
        assert_eq!(document(&["؟", ""]), "");
    }

    #[test]
    fn a_query_keeps_words_and_stems_in_step() {
        let query = Query::parse("  تسليك البلاعه!").unwrap();
        assert_eq!(query.words, ["تسليك", "البلاعه"]);
        assert_eq!(query.stems, ["تسليك", "بلاعه"]);
        assert_eq!(Query::parse("؟ ! \u{200F}"), None);
        assert_eq!(Query::parse(&"كلمة ".repeat(500)).unwrap().words.len(), 8);
    }
}
