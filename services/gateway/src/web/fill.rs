//! Pages with gaps for what the platform knows, such as a service's name and price.
//!
//! The build draws such a page with the app's own screen and marks where values stand. The gateway
//! puts them in, always as text: what operators write can't become an element.
//!
//! | mark | what stands there |
//! | --- | --- |
//! | `{{text name}}` | a text in the page's language |
//! | `{{money basePrice}}` | pounds, with piastres only where there are some |
//! | `{{minutes estimatedDuration}}` | a duration, as the build wrote it |
//! | `{{stars rating.starsCenti}}` | hundredths of a star as `4.8` |
//! | `{{count service.warranty warrantyDays}}` | a text in the plural form of a count |
//! | `{{raw code}}` | a code, the same in all languages |
//! | `{{icon 64 code}}` | the picture of a trade in a size, as the build drew it |
//! | `{{json}}` | the answer itself, for the app |
//! | `{{#if a\|b>1}} … {{/if}}` | only where one of these is there |
//! | `{{#each included}} … {{/each}}` | once for each of a list |

use kernel::Lang;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// What the build says of a language, so that values are written as the app writes them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Words {
    /// An amount, with `{n}` for the number.
    money: String,
    minutes: HashMap<u64, String>,
    counts: HashMap<String, Forms>,
    /// By sizes, then by the first part of a code; `*` for all others.
    icons: HashMap<String, HashMap<String, String>>,
}

/// A text in the plural forms that its language has, with `{count}` for the number.
#[derive(Debug, Deserialize)]
struct Forms {
    zero: Option<String>,
    one: Option<String>,
    two: Option<String>,
    few: Option<String>,
    many: Option<String>,
    other: String,
}

impl Forms {
    /// The form for `count`, by the rules of CLDR for whole numbers.
    fn of(&self, count: u64, lang: Lang) -> &str {
        let form = match (lang, count, count % 100) {
            (_, 1, _) => &self.one,
            (Lang::En, ..) => &None,
            (Lang::Ar, 0, _) => &self.zero,
            (Lang::Ar, 2, _) => &self.two,
            (Lang::Ar, _, 3..=10) => &self.few,
            (Lang::Ar, _, 11..=99) => &self.many,
            (Lang::Ar, ..) => &None,
        };
        form.as_deref().unwrap_or(&self.other)
    }
}

/// A page with gaps.
pub(super) struct Template(Vec<Piece>);

enum Piece {
    Page(String),
    Gap(Gap),
    If(Vec<Condition>, Vec<Piece>),
    Each(String, Vec<Piece>),
}

enum Gap {
    Text(String),
    Money(String),
    Minutes(String),
    Stars(String),
    Count { text: String, path: String },
    Raw(String),
    Icon { size: String, path: String },
    Json,
}

/// A value is there, or greater than a number.
struct Condition {
    path: String,
    above: Option<u64>,
}

/// What a page is filled with.
pub(super) struct Given<'a> {
    /// The address that answered, as the app would ask it.
    pub(super) url: &'a str,
    pub(super) answer: &'a Value,
    pub(super) words: &'a Words,
    pub(super) lang: Lang,
}

impl Template {
    /// Reads a page; nothing when its marks are not understood.
    pub(super) fn parse(page: &str) -> Option<Self> {
        // What stands around the innermost open section, and what opened it.
        let mut open: Vec<(String, Vec<Piece>)> = Vec::new();
        let mut pieces = Vec::new();
        let mut rest = page;
        while let Some((before, after)) = rest.split_once("{{") {
            let (mark, after) = after.split_once("}}")?;
            rest = after;
            pieces.push(Piece::Page(before.to_owned()));
            if mark.starts_with('#') {
                open.push((mark.to_owned(), std::mem::take(&mut pieces)));
            } else if mark.starts_with('/') {
                let (begun, outside) = open.pop()?;
                let inside = std::mem::replace(&mut pieces, outside);
                pieces.push(section(&begun, mark, inside)?);
            } else {
                pieces.push(Piece::Gap(gap(mark)?));
            }
        }
        pieces.push(Piece::Page(rest.to_owned()));
        open.is_empty().then_some(Self(pieces))
    }

    /// The page with its gaps filled; `page` sees each part that the build wrote. Nothing when the
    /// answer lacks what the page shows.
    pub(super) fn fill(&self, given: &Given, page: &dyn Fn(&str) -> String) -> Option<String> {
        let mut out = String::new();
        write(&self.0, given, given.answer, page, &mut out)?;
        Some(out)
    }
}

fn section(begun: &str, ended: &str, inside: Vec<Piece>) -> Option<Piece> {
    match (begun.split_once(' ')?, ended) {
        (("#if", conditions), "/if") => {
            let conditions = conditions.split('|').map(condition).collect::<Option<_>>()?;
            Some(Piece::If(conditions, inside))
        }
        (("#each", path), "/each") => Some(Piece::Each(path.to_owned(), inside)),
        _ => None,
    }
}

fn condition(text: &str) -> Option<Condition> {
    Some(match text.split_once('>') {
        Some((path, above)) => Condition { path: path.into(), above: Some(above.parse().ok()?) },
        None => Condition { path: text.into(), above: None },
    })
}

fn gap(mark: &str) -> Option<Gap> {
    let words: Vec<&str> = mark.split(' ').collect();
    Some(match words.as_slice() {
        ["text", path] => Gap::Text((*path).into()),
        ["money", path] => Gap::Money((*path).into()),
        ["minutes", path] => Gap::Minutes((*path).into()),
        ["stars", path] => Gap::Stars((*path).into()),
        ["count", text, path] => Gap::Count { text: (*text).into(), path: (*path).into() },
        ["raw", path] => Gap::Raw((*path).into()),
        ["icon", size, path] => Gap::Icon { size: (*size).into(), path: (*path).into() },
        ["json"] => Gap::Json,
        _ => return None,
    })
}

fn write(
    pieces: &[Piece],
    given: &Given,
    scope: &Value,
    page: &dyn Fn(&str) -> String,
    out: &mut String,
) -> Option<()> {
    for piece in pieces {
        match piece {
            Piece::Page(text) => out.push_str(&page(text)),
            Piece::Gap(gap) => out.push_str(&gap.text(given, scope)?),
            Piece::If(conditions, inside) => {
                if conditions.iter().any(|condition| condition.holds(scope)) {
                    write(inside, given, scope, page, out)?;
                }
            }
            Piece::Each(path, inside) => {
                for one in at(scope, path).and_then(Value::as_array).into_iter().flatten() {
                    write(inside, given, one, page, out)?;
                }
            }
        }
    }
    Some(())
}

impl Condition {
    fn holds(&self, scope: &Value) -> bool {
        let Some(value) = at(scope, &self.path) else { return false };
        if let Some(above) = self.above {
            return value.as_u64().is_some_and(|number| number > above);
        }
        match value {
            Value::Null => false,
            Value::Bool(yes) => *yes,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !text.is_empty(),
            Value::Array(list) => !list.is_empty(),
            Value::Object(_) => true,
        }
    }
}

impl Gap {
    fn text(&self, given: &Given, scope: &Value) -> Option<String> {
        let number = |path: &str| at(scope, path)?.as_u64();
        Some(match self {
            Self::Text(path) => escaped(at(scope, path)?.get(given.lang.tag())?.as_str()?),
            Self::Money(path) => {
                let amount = number(&format!("{path}.amount"))?;
                let piastres = amount % 100;
                let mut shown = grouped(amount / 100);
                if piastres > 0 {
                    shown.push_str(&format!(".{piastres:02}"));
                }
                escaped(&given.words.money.replace("{n}", &shown))
            }
            Self::Minutes(path) => escaped(given.words.minutes.get(&number(path)?)?),
            Self::Stars(path) => {
                let tenths = number(path)?.saturating_add(5) / 10;
                format!("{}.{}", grouped(tenths / 10), tenths % 10)
            }
            Self::Count { text, path } => {
                let count = number(path)?;
                let form = given.words.counts.get(text)?.of(count, given.lang);
                escaped(&form.replace("{count}", &grouped(count)))
            }
            Self::Raw(path) => escaped(at(scope, path)?.as_str()?),
            // Drawn by the build, no text of anybody's.
            Self::Icon { size, path } => {
                let code = at(scope, path)?.as_str()?;
                let trade = code.split('.').next().unwrap_or_default();
                let icons = given.words.icons.get(size)?;
                icons.get(trade).or_else(|| icons.get("*"))?.clone()
            }
            Self::Json => {
                let told = serde_json::json!({ "url": given.url, "data": given.answer });
                // `<` could end the element that the text stands in.
                told.to_string().replace('<', "\\u003c")
            }
        })
    }
}

/// What stands at `a.b` of a value; `.` is the value itself.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').filter(|part| !part.is_empty()).try_fold(value, |value, part| value.get(part))
}

/// A number with a comma between thousands, as both languages write it in Latin digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// Text that can stand in an element and in a quoted attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#x27;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words() -> Words {
        serde_json::from_value(json!({
            "money": "EGP {n}",
            "minutes": { "45": "45 minutes" },
            "counts": {
                "days": {
                    "zero": "صفر {count}", "one": "يوم", "two": "يومان", "few": "{count} أيام",
                    "many": "{count} يومًا", "other": "{count} يوم"
                }
            },
            "icons": { "64": { "plumbing": "<svg>tap</svg>", "*": "<svg>tool</svg>" } }
        }))
        .unwrap()
    }

    fn filled(page: &str, answer: &Value, lang: Lang) -> Option<String> {
        let words = words();
        let given = Given { url: "/api/x", answer, words: &words, lang };
        Template::parse(page)?.fill(&given, &str::to_owned)
    }

    #[test]
    fn values_stand_where_the_build_marked_them() {
        let answer = json!({
            "name": { "ar": "حنفية", "en": "Tap" },
            "code": "plumbing.tap", "price": { "amount": 123_456_750 }, "time": 45, "none": [],
            "rating": { "centi": 475 },
            "lines": [{ "ar": "١", "en": "one" }, { "ar": "٢", "en": "two" }]
        });
        let page = "<h1>{{text name}}</h1>{{raw code}} {{icon 64 code}} {{money price}}, {{minutes time}}, \
                    {{#if rating}}{{stars rating.centi}}{{/if}}{{#if none}}never{{/if}}\
                    {{#if none|lines}}<ul>{{#each lines}}<li>{{text .}}</li>{{/each}}</ul>{{/if}}";
        assert_eq!(
            filled(page, &answer, Lang::En).unwrap(),
            "<h1>Tap</h1>plumbing.tap <svg>tap</svg> EGP 1,234,567.50, 45 minutes, \
             4.8<ul><li>one</li><li>two</li></ul>"
        );
        assert_eq!(filled("{{text name}}", &answer, Lang::Ar).unwrap(), "حنفية");
        assert_eq!(filled("{{#if time>45}}more{{/if}}", &answer, Lang::En).unwrap(), "");
        assert_eq!(filled("{{#if time>44}}more{{/if}}", &answer, Lang::En).unwrap(), "more");
    }

    #[test]
    fn operators_text_stays_text() {
        let evil = "\"'><script>alert(1)</script>&{{json}}";
        let answer = json!({ "name": { "ar": evil, "en": evil } });
        let page = "<meta content=\"{{text name}}\"><b>{{text name}}</b><script>{{json}}</script>";
        let html = filled(page, &answer, Lang::Ar).unwrap();
        let safe = "&quot;&#x27;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;{{json}}";
        assert!(html.starts_with(&format!("<meta content=\"{safe}\"><b>{safe}</b>")), "{html}");
        assert_eq!(html.matches("<script>").count(), 1, "{html}");
        assert_eq!(html.matches("</script>").count(), 1, "{html}");
        let data = html.split("<script>").nth(1).unwrap().strip_suffix("</script>").unwrap();
        let told: Value = serde_json::from_str(data).unwrap();
        assert_eq!(told, json!({ "url": "/api/x", "data": answer }));
    }

    #[test]
    fn a_count_takes_the_form_of_its_language() {
        let of =
            |count: u64, lang| filled("{{count days n}}", &json!({ "n": count }), lang).unwrap();
        let arabic = [
            (0, "صفر 0"),
            (1, "يوم"),
            (2, "يومان"),
            (3, "3 أيام"),
            (10, "10 أيام"),
            (11, "11 يومًا"),
        ];
        for (count, text) in arabic {
            assert_eq!(of(count, Lang::Ar), text);
        }
        assert_eq!(of(100, Lang::Ar), "100 يوم");
        assert_eq!(of(1103, Lang::Ar), "1,103 أيام");
        assert_eq!((of(1, Lang::En), of(2, Lang::En)), ("يوم".into(), "2 يوم".into()));
    }

    #[test]
    fn what_is_not_understood_or_not_there_fills_nothing() {
        for page in [
            "{{text",
            "{{odd x}}",
            "{{#if x}}",
            "{{/if}}",
            "{{#if x}}{{/each}}",
            "{{#if a>b}}{{/if}}",
        ] {
            assert!(Template::parse(page).is_none(), "{page}");
        }
        let answer = json!({ "time": 46, "name": { "en": "x" } });
        for page in [
            "{{text gone}}",
            "{{text name}}",
            "{{money time}}",
            "{{minutes time}}",
            "{{count x time}}",
        ] {
            assert!(filled(page, &answer, Lang::Ar).is_none(), "{page}");
        }
    }
}
