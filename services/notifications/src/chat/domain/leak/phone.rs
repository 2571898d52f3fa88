//! Telephone numbers, however they are pulled apart.

use super::LeakKind;
use super::numbers::digits_at;
use super::tokens::{Kind, Token};
use super::{Leak, words};
use std::ops::Range;

/// Most signs that may stand between two pieces of one number.
const WIDEST_GAP: usize = 8;
/// Digits that are a number when somebody says that they are ("call me on …").
const FEWEST_ANNOUNCED: usize = 8;

/// Words that may stand between two pieces of one number.
const FILLERS: &[&str] = &["و", "and", "then", "ثم", "بعدين", "وبعدين", "شرطه", "dash", "w"];

/// One piece of a run.
struct Piece {
    digits: String,
    at: Range<usize>,
}

/// Pieces of digits with nothing but signs between them.
#[derive(Default)]
struct Run {
    pieces: Vec<Piece>,
    /// Whether a plus stands right in front.
    plus: bool,
    /// Whether a comma stands inside.
    comma: bool,
    /// The token behind the run.
    end: usize,
}

/// Finds telephone numbers.
pub(super) fn find(tokens: &[Token]) -> Vec<Leak> {
    let announced = tokens.iter().filter_map(Token::word).any(words::announces_phone);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(run) = run_at(tokens, at) else {
            at += 1;
            continue;
        };
        at = run.end;
        let is_amount = tokens[at..].iter().find(|t| t.sign() != Some(' ')).and_then(Token::word);
        let is_amount = is_amount.is_some_and(words::is_unit);
        found.extend(numbers_of(&run, announced && !is_amount));
    }
    found
}

/// The longest run of digits that begins at a token.
fn run_at(tokens: &[Token], start: usize) -> Option<Run> {
    if let Some(end) = date_or_time(tokens, start) {
        return Some(Run { end, ..Run::default() });
    }
    let (digits, taken) = digits_at(tokens, start)?;
    let mut run = Run { end: start + taken, ..Run::default() };
    run.plus = start > 0 && tokens[start - 1].sign() == Some('+');
    run.pieces.push(Piece { digits, at: place(tokens, start, taken) });
    while let Some((next, comma)) = after_gap(tokens, run.end) {
        if date_or_time(tokens, next).is_some() {
            break;
        }
        let Some((digits, taken)) = digits_at(tokens, next) else { break };
        run.pieces.push(Piece { digits, at: place(tokens, next, taken) });
        run.end = next + taken;
        run.comma |= comma;
    }
    Some(run)
}

fn place(tokens: &[Token], start: usize, taken: usize) -> Range<usize> {
    tokens[start].at.start..tokens[start + taken - 1].at.end
}

/// The token after the signs and at most one filler that stand at `at`, and whether one of the
/// signs was a comma.
fn after_gap(tokens: &[Token], at: usize) -> Option<(usize, bool)> {
    let (mut comma, mut filler) = (false, false);
    for (n, token) in tokens[at..].iter().enumerate().take(WIDEST_GAP + 1) {
        match &token.kind {
            Kind::Sign(sign) => comma |= matches!(sign, ',' | '،' | ';'),
            Kind::Word(word) if !filler && FILLERS.contains(&word.as_str()) => filler = true,
            Kind::Word(_) | Kind::Digits(_) => return Some((at + n, comma)),
        }
    }
    None
}

/// Where a date (`1/12/2026`) or a time (`10:30`) ends that begins at a token.
fn date_or_time(tokens: &[Token], at: usize) -> Option<usize> {
    let digits = |at: usize| match &tokens.get(at)?.kind {
        Kind::Digits(digits) => Some(digits.as_str()),
        Kind::Word(_) | Kind::Sign(_) => None,
    };
    let below = |at: usize, limit: u32| {
        digits(at).filter(|d| d.len() <= 2)?.parse().ok().filter(|value: &u32| *value < limit)
    };
    let sign = |at: usize| tokens.get(at).and_then(Token::sign);
    match sign(at + 1)? {
        ':' => {
            below(at, 25)?;
            below(at + 2, 60)?;
            let is_time = digits(at + 2)?.len() == 2 && sign(at + 3) != Some(':');
            is_time.then_some(at + 3)
        }
        separator @ ('/' | '-' | '.') if sign(at + 3) == Some(separator) => {
            below(at, 32)?;
            below(at + 2, 32)?;
            let year = digits(at + 4)?;
            (year.len() == 4 && year.starts_with("20")).then_some(at + 5)
        }
        _ => None,
    }
}

/// Telephone numbers inside a run.
fn numbers_of(run: &Run, announced: bool) -> Vec<Leak> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < run.pieces.len() {
        let to = (from + 1..=run.pieces.len())
            .rev()
            .find(|to| is_number(&joined(&run.pieces[from..*to])))
            .or_else(|| whole_run(run, from, announced));
        match to {
            Some(to) => {
                let at = run.pieces[from].at.start..run.pieces[to - 1].at.end;
                found.push(Leak { kind: LeakKind::Phone, at });
                from = to;
            }
            None => from += 1,
        }
    }
    found
}

fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.digits.as_str()).collect()
}

/// An Egyptian number as it is dialled: a mobile (010, 011, 012, 015) with or without the
/// country's code, or a line in a house with its area's code.
fn is_number(digits: &str) -> bool {
    let national = ["0020", "002", "20", "2", ""].into_iter().find_map(|code| {
        let rest = digits.strip_prefix(code)?;
        let rest = rest.strip_prefix('0').or_else(|| code.ends_with('0').then_some(rest))?;
        is_mobile(rest).then_some(())
    });
    national.is_some() || is_landline(digits)
}

/// A mobile number without the zero in front.
fn is_mobile(digits: &str) -> bool {
    digits.len() == 10 && ["10", "11", "12", "15"].iter().any(|p| digits.starts_with(p))
}

/// 02 and eight digits (Cairo and Giza), 03 and seven (Alexandria), another area's three and
/// seven.
fn is_landline(digits: &str) -> bool {
    match digits.as_bytes() {
        [b'0', b'2', b'2' | b'3', rest @ ..] => rest.len() == 7,
        [b'0', b'3', first, rest @ ..] => *first > b'1' && rest.len() == 6,
        [b'0', b'4' | b'5' | b'6' | b'8' | b'9', _, b'2' | b'3', rest @ ..] => rest.len() == 6,
        _ => false,
    }
}

/// A run that is a number as a whole: from abroad, without the zero in front, or because
/// somebody says so.
fn whole_run(run: &Run, from: usize, announced: bool) -> Option<usize> {
    if from > 0 {
        return None;
    }
    let digits = joined(&run.pieces);
    let abroad = (run.plus && !run.comma || digits.starts_with("00"))
        && (9..=15).contains(&digits.len())
        && !digits.ends_with("000");
    let one_by_one = run.pieces.iter().all(|piece| piece.digits.len() == 1);
    let bare = is_mobile(&digits) && (run.pieces.len() == 1 || one_by_one);
    let said = announced && (FEWEST_ANNOUNCED..=15).contains(&digits.len());
    (abroad || bare || said).then_some(run.pieces.len())
}
