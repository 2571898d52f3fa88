//! A message as a detector reads it: digits of any script as ASCII digits, words in one spelling,
//! and everything else as what stands between.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// ASCII digits.
    Digits(String),
    /// A word in one spelling: lower case, Arabic letters without their variants.
    Word(String),
    /// One sign between them.
    Sign(char),
}

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
}

impl Token {
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            Kind::Digits(_) | Kind::Sign(_) => None,
        }
    }

    pub(super) fn sign(&self) -> Option<char> {
        match self.kind {
            Kind::Sign(sign) => Some(sign),
            Kind::Digits(_) | Kind::Word(_) => None,
        }
    }
}

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str, is_number: impl Fn(&str) -> bool) -> Vec<Token> {
    let mut found = Vec::new();
    let mut run: Vec<(char, Range<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        let here = at..at + c.len_utf8();
        if is_invisible(c) {
            continue;
        }
        let c = digit(c).unwrap_or(c);
        if c.is_alphanumeric() {
            run.extend(folded(c).map(|c| (c, here.clone())));
        } else {
            close(&mut run, &mut found, &is_number);
            found.push(Token { kind: Kind::Sign(c), at: here });
        }
    }
    close(&mut run, &mut found, &is_number);
    found
}

/// Ends a run of letters and digits. A run that is no word of a number (`wa7ed`) falls into
/// digits and letters.
fn close(
    run: &mut Vec<(char, Range<usize>)>,
    found: &mut Vec<Token>,
    is_number: impl Fn(&str) -> bool,
) {
    let chars = std::mem::take(run);
    let (Some(first), Some(last)) = (chars.first(), chars.last()) else { return };
    let whole = first.1.start..last.1.end;
    let text: String = chars.iter().map(|(c, _)| *c).collect();
    let digits = chars.iter().filter(|(c, _)| c.is_ascii_digit()).count();
    if digits == 0 || is_number(&text) {
        found.push(Token { kind: Kind::Word(text), at: whole });
        return;
    }
    let lookalike: String = text.chars().map(as_lookalike).collect();
    if digits >= 5 && lookalike.bytes().all(|b| b.is_ascii_digit()) {
        found.push(Token { kind: Kind::Digits(lookalike), at: whole });
        return;
    }
    if is_arabizi(&text) {
        found.push(Token { kind: Kind::Word(text), at: whole });
        return;
    }
    for part in chars.chunk_by(|a, b| a.0.is_ascii_digit() == b.0.is_ascii_digit()) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        let text: String = part.iter().map(|(c, _)| *c).collect();
        let is_digits = first.0.is_ascii_digit();
        let kind = if is_digits { Kind::Digits(text) } else { Kind::Word(text) };
        found.push(Token { kind, at: first.1.start..last.1.end });
    }
}

/// Arabic in Latin letters has single digits among letters: `3alwats`, `eb3atly`.
fn is_arabizi(run: &str) -> bool {
    let letters = run.chars().filter(char::is_ascii_alphabetic).count();
    let mut digits = run.as_bytes().chunk_by(|a, b| a.is_ascii_digit() && b.is_ascii_digit());
    letters >= 3 && digits.all(|part| part.len() == 1)
}

/// `O1O` is read as `010`.
fn as_lookalike(c: char) -> char {
    match c {
        'o' => '0',
        'l' | 'i' => '1',
        other => other,
    }
}

/// A digit of any script that people type, as ASCII.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{0660}'..='\u{0669}' => '\u{0660}',
        '\u{06F0}'..='\u{06F9}' => '\u{06F0}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        // Five styles of mathematical digits, one after the other.
        '\u{1D7CE}'..='\u{1D7FF}' => {
            return char::from_digit((u32::from(c) - 0x1D7CE) % 10, 10);
        }
        '\u{2460}'..='\u{2468}' => return char::from_digit(u32::from(c) - 0x245F, 10),
        '\u{24EA}' => return Some('0'),
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

/// Characters that nobody sees or that only decorate: zero-width, direction, tatweel, vowel
/// signs, and what makes a keycap of a digit.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{061C}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{20E3}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// One spelling for the letters that Egyptians write in several ways.
fn folded(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' => 'ي',
        'ة' => 'ه',
        'ؤ' => 'و',
        'ک' => 'ك',
        other => other,
    };
    c.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};

    fn kinds(text: &str) -> Vec<Kind> {
        tokens(text, |word| word == "wa7ed").into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn digits_of_every_script_become_ascii() {
        for text in ["0123", "٠١٢٣", "۰۱۲۳", "０１２３", "𝟎𝟏𝟐𝟑", "⓪①②③", "0\u{FE0F}\u{20E3}123"]
        {
            assert_eq!(kinds(text), [Kind::Digits("0123".into())], "{text}");
        }
    }

    #[test]
    fn words_have_one_spelling_and_mixed_runs_fall_apart() {
        assert_eq!(kinds("أرْبَعـــة"), [Kind::Word("اربعه".into())]);
        assert_eq!(kinds("Wa7ed"), [Kind::Word("wa7ed".into())]);
        assert_eq!(
            kinds("7k2"),
            [Kind::Digits("7".into()), Kind::Word("k".into()), Kind::Digits("2".into())]
        );
        assert_eq!(kinds("3alwats"), [Kind::Word("3alwats".into())]);
        assert_eq!(kinds("O1O12345"), [Kind::Digits("01012345".into())]);
    }

    #[test]
    fn every_token_knows_its_place() {
        let text = "رقم ٠١٠!";
        let all = tokens(text, |_| false);
        let pieces: Vec<_> = all.iter().map(|token| &text[token.at.clone()]).collect();
        assert_eq!(pieces, ["رقم", " ", "٠١٠", "!"]);
    }
}
