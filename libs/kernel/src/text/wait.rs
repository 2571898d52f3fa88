//! How long to wait, as people say it.

use crate::Localized;

/// The Arabic words of a unit of time after a preposition: one, two, three to ten, more.
type Words = [&'static str; 4];

const SECONDS: Words = ["ثانية واحدة", "ثانيتين", "ثوانٍ", "ثانية"];
const MINUTES: Words = ["دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة"];
const HOURS: Words = ["ساعة واحدة", "ساعتين", "ساعات", "ساعة"];

/// A wait in seconds, below two minutes, then in minutes and from two hours on in hours; never
/// shorter than it is. Reads on after "بعد" and "in".
#[must_use]
pub fn wait(seconds: u64) -> Localized {
    let (n, words, unit) = match seconds {
        0..120 => (seconds.max(1), SECONDS, "second"),
        120..7200 => (seconds.div_ceil(60), MINUTES, "minute"),
        _ => (seconds.div_ceil(3600), HOURS, "hour"),
    };
    let arabic = match (n, n % 100) {
        (1, _) => words[0].to_owned(),
        (2, _) => words[1].to_owned(),
        (_, 3..=10) => format!("{n} {}", words[2]),
        _ => format!("{n} {}", words[3]),
    };
    Localized::new(arabic, format!("{n} {unit}{}", if n == 1 { "" } else { "s" }))
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn numbers_and_words_agree_in_both_languages() {
        for (seconds, ar, en) in [
            (0, "ثانية واحدة", "1 second"),
            (2, "ثانيتين", "2 seconds"),
            (10, "10 ثوانٍ", "10 seconds"),
            (11, "11 ثانية", "11 seconds"),
            (119, "119 ثانية", "119 seconds"),
            (121, "3 دقائق", "3 minutes"),
            (900, "15 دقيقة", "15 minutes"),
            (7199, "120 دقيقة", "120 minutes"),
            (7200, "ساعتين", "2 hours"),
            (86_400, "24 ساعة", "24 hours"),
        ] {
            let said = wait(seconds);
            assert_eq!((said.ar.as_str(), said.en.as_str()), (ar, en), "{seconds}");
        }
    }
}
