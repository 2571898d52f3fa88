//! In which language and colours somebody wishes to see a page.
//!
//! The app keeps both in cookies, because the page is drawn before a script could read anything
//! else. For the language it goes by the same order: the address, what was chosen, the browser.

use axum::http::{HeaderMap, Uri, header};
use kernel::Lang;

/// The cookie with the language that the person chose.
const LANG: &str = "lang";
/// The cookie with the colours that the person chose; none for who leaves it to the browser.
const SCHEME: &str = "scheme";

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Light,
    Dark,
}

/// What a page should look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) lang: Lang,
    pub(super) scheme: Option<Scheme>,
}

impl Wish {
    /// What the address, the cookies and the browser's languages say, in this order.
    pub(super) fn of(uri: &Uri, asked: &HeaderMap) -> Self {
        let accepted = || {
            let wish = asked.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
            wish.map_or(Lang::Ar, Lang::from_accept_language)
        };
        let lang = query(uri, LANG)
            .and_then(known)
            .or_else(|| cookie(asked, LANG).and_then(known))
            .unwrap_or_else(accepted);
        let scheme = cookie(asked, SCHEME).and_then(|value| match value {
            "light" => Some(Scheme::Light),
            "dark" => Some(Scheme::Dark),
            _ => None,
        });
        Self { lang, scheme }
    }
}

fn known(value: &str) -> Option<Lang> {
    match value {
        "ar" => Some(Lang::Ar),
        "en" => Some(Lang::En),
        _ => None,
    }
}

fn query<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    let mut pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(key, value)| (key == name).then_some(value))
}

/// Whether the address says something of this name.
pub(super) fn has_query(uri: &Uri, name: &str) -> bool {
    let pairs = uri.query().unwrap_or_default().split('&');
    pairs.into_iter().any(|pair| pair.split_once('=').map_or(pair, |(key, _)| key) == name)
}

fn cookie<'a>(asked: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = asked.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(key, value)| (key.trim() == name).then_some(value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(target: &str, headers: &[(header::HeaderName, &'static str)]) -> Wish {
        let mut asked = HeaderMap::new();
        for (name, value) in headers {
            asked.append(name, value.parse().unwrap());
        }
        Wish::of(&target.parse().unwrap(), &asked)
    }

    #[test]
    fn the_address_decides_then_the_choice_then_the_browser_then_arabic() {
        let browser = (header::ACCEPT_LANGUAGE, "en-GB,en;q=0.9");
        let choice = (header::COOKIE, "osta_csrf=x; lang=ar");
        assert_eq!(wish("/", &[]).lang, Lang::Ar);
        assert_eq!(wish("/", std::slice::from_ref(&browser)).lang, Lang::En);
        assert_eq!(wish("/", &[browser.clone(), choice.clone()]).lang, Lang::Ar);
        assert_eq!(wish("/?q=a&lang=en", std::slice::from_ref(&choice)).lang, Lang::En);
        assert_eq!(wish("/?lang=fr", &[choice, browser]).lang, Lang::Ar);
        let nonsense = (header::COOKIE, "lang=; xlang=en; lang");
        assert_eq!(wish("/?slang=en&lang", &[nonsense]).lang, Lang::Ar);
    }

    #[test]
    fn colours_are_chosen_or_left_to_the_browser() {
        let of = |cookie| wish("/", &[(header::COOKIE, cookie)]).scheme;
        assert_eq!(of("scheme=dark"), Some(Scheme::Dark));
        assert_eq!(of("lang=ar;scheme=light"), Some(Scheme::Light));
        assert_eq!(of("scheme=\"><script>"), None);
        assert_eq!(of("lang=ar"), None);
    }
}
