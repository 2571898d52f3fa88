//! Mail addresses, links, and messengers by name.

use super::tokens::{Kind, Token};
use super::{Leak, LeakKind, words};

/// Ends of names in the internet that no sentence runs into by a forgotten blank.
const SURE_ENDS: &[&str] = &["com", "net", "org", "info", "xyz", "كوم"];
/// Ends that are words too: only with a path behind.
const OTHER_ENDS: &[&str] =
    &["me", "co", "io", "eg", "app", "link", "ly", "gl", "shop", "store", "online", "site"];
/// Who keeps people's mail.
const MAIL_HOSTS: &[&str] = &[
    "gmail",
    "hotmail",
    "yahoo",
    "outlook",
    "icloud",
    "live",
    "instapay",
    "جيميل",
    "هوتميل",
    "ياهو",
    "اوتلوك",
    "انستاباي",
];
const AT: &[&str] = &["at", "ات", "اتساين"];
const DOT: &[&str] = &["dot", "دوت", "نقطه"];
/// A map shows the way to a home; it is not a way around us.
const MAPS: &[&str] = &["maps", "goo", "openstreetmap"];

/// Finds mail addresses, links and messengers.
pub(super) fn find(tokens: &[Token]) -> Vec<Leak> {
    let mut found = Vec::new();
    let invited = tokens.iter().filter_map(Token::word).any(words::invites);
    let mut at = 0;
    while at < tokens.len() {
        let hit = mail(tokens, at)
            .map(|(from, to)| (LeakKind::Email, from, to))
            .or_else(|| link(tokens, at))
            .or_else(|| messenger(tokens, at, invited));
        match hit {
            Some((kind, from, to)) => {
                if to > from {
                    let place = tokens[from].at.start..tokens[to - 1].at.end;
                    found.push(Leak { kind, at: place });
                }
                at = to.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    tokens.get(at)?.word()
}

fn sign(tokens: &[Token], at: usize) -> Option<char> {
    tokens.get(at)?.sign()
}

fn skip_blanks(tokens: &[Token], mut at: usize) -> usize {
    while sign(tokens, at).is_some_and(|sign| matches!(sign, ' ' | '(' | ')' | '[' | ']')) {
        at += 1;
    }
    at
}

/// `name@host.com`, `name @ gmail . com`, `name at gmail dot com`, `name@instapay`; begins at the
/// sign in the middle and takes the name in front with it.
fn mail(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    let is_sign = sign(tokens, at) == Some('@');
    if !is_sign && !word(tokens, at).is_some_and(|word| AT.contains(&word)) {
        return None;
    }
    let from = before(tokens, at)?;
    let host_at = skip_blanks(tokens, at + 1);
    let host = word(tokens, host_at)?;
    let known = MAIL_HOSTS.contains(&host);
    let end = ending(tokens, host_at);
    match end {
        Some(end) if is_sign || known => Some((from, end)),
        _ if known => Some((from, host_at + 1)),
        _ => None,
    }
}

/// Where the name begins that ends right before a token.
fn before(tokens: &[Token], at: usize) -> Option<usize> {
    let mut from = at;
    while from > 0 && matches!(sign(tokens, from - 1), Some(' ' | '(' | '[')) {
        from -= 1;
    }
    let end = from;
    while from > 0 {
        let inside = match &tokens[from - 1].kind {
            Kind::Word(_) | Kind::Digits(_) => true,
            Kind::Sign(sign) => matches!(sign, '.' | '_' | '-' | '+'),
        };
        if !inside {
            break;
        }
        from -= 1;
    }
    (from < end).then_some(from)
}

/// Behind the `.com` (or `dot com`) of a host.
fn ending(tokens: &[Token], host: usize) -> Option<usize> {
    let mut at = host + 1;
    for _ in 0..4 {
        let dot = skip_blanks(tokens, at);
        let is_dot = sign(tokens, dot) == Some('.')
            || word(tokens, dot).is_some_and(|word| DOT.contains(&word));
        if !is_dot {
            return None;
        }
        let end = skip_blanks(tokens, dot + 1);
        let name = word(tokens, end)?;
        if SURE_ENDS.contains(&name) || OTHER_ENDS.contains(&name) {
            return Some(end + 1);
        }
        at = end + 1;
    }
    None
}

/// `https://…`, `www.…`, `name.com`, `wa.me/…`. A map's link is taken and not told.
fn link(tokens: &[Token], at: usize) -> Option<(LeakKind, usize, usize)> {
    let first = word(tokens, at)?;
    let scheme = matches!(first, "http" | "https") && sign(tokens, at + 1) == Some(':');
    let end = whole_link(tokens, at);
    let parts: Vec<&str> = tokens[at..end].iter().filter_map(Token::word).collect();
    let is_name = first.is_ascii() && sign(tokens, at + 1) == Some('.');
    let dotted = |ends: &[&str]| {
        (at..end).any(|i| {
            sign(tokens, i) == Some('.') && word(tokens, i + 1).is_some_and(|w| ends.contains(&w))
        })
    };
    let slash = tokens[at..end].iter().any(|token| token.sign() == Some('/'));
    let is_link = scheme
        || first == "www" && is_name
        || is_name && (dotted(SURE_ENDS) || slash && dotted(OTHER_ENDS));
    let is_mail = tokens[at..end].iter().any(|token| token.sign() == Some('@'));
    if !is_link || is_mail && !scheme {
        return None;
    }
    if parts.iter().any(|part| MAPS.contains(part)) {
        return Some((LeakKind::Link, end, end));
    }
    Some((LeakKind::Link, at, end))
}

/// Up to the next blank.
fn whole_link(tokens: &[Token], at: usize) -> usize {
    let blank = |token: &Token| token.sign().is_some_and(char::is_whitespace);
    tokens[at..].iter().position(blank).map_or(tokens.len(), |length| at + length)
}

/// A messenger by name, a network together with an invitation, a bare `@name`.
fn messenger(tokens: &[Token], at: usize, invited: bool) -> Option<(LeakKind, usize, usize)> {
    if sign(tokens, at) == Some('@') {
        let free = at == 0 || tokens[at - 1].sign().is_some();
        let name = word(tokens, at + 1)?;
        let is_name = free && name.is_ascii() && name.len() >= 4;
        return is_name.then_some((LeakKind::Messenger, at, at + 2));
    }
    let here = word(tokens, at)?;
    if let Some(end) = letter_by_letter(tokens, at) {
        return Some((LeakKind::Messenger, at, end));
    }
    let second = (sign(tokens, at + 1) == Some(' ')).then(|| word(tokens, at + 2)).flatten();
    let pair = match (here, second) {
        ("whats" | "what", Some("app")) => true,
        (_, Some("اب")) => words::is_messenger(here),
        (_, Some("بوك" | "جرام")) => words::is_network(here) && invited,
        _ => false,
    };
    if pair {
        return Some((LeakKind::Messenger, at, at + 3));
    }
    // "what's" loses its sign between word and letter.
    let contraction = here == "whats" && second.is_some_and(|w| w.is_ascii() && w != "app");
    let named = words::is_messenger(here) && !contraction || words::is_network(here) && invited;
    named.then_some((LeakKind::Messenger, at, at + 1))
}

/// `W H A T S A P P`.
fn letter_by_letter(tokens: &[Token], at: usize) -> Option<usize> {
    let mut whole = String::new();
    let mut end = at;
    while let Some(letter) = word(tokens, end).filter(|word| word.chars().count() == 1) {
        whole.push_str(letter);
        if whole.len() > 3 && words::is_messenger(&whole) {
            let next = word(tokens, end + 2).filter(|word| word.chars().count() == 1);
            let longer = next.map(|next| format!("{whole}{next}"));
            if !longer.is_some_and(|longer| words::begins_messenger(&longer)) {
                return Some(end + 1);
            }
        }
        sign(tokens, end + 1)?;
        end += 2;
    }
    None
}
