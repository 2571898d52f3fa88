//! Ratings that an operator looks at before they count.

use kernel::text;

/// What is known around a new rating.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recent {
    /// How many ratings the same author wrote in the last 24 hours.
    pub by_author_today: u32,
    /// How many ratings of 1 star the same person got in the last 24 hours.
    pub one_star_today: u32,
    /// How often the same author rated the same person in the last week. A loyal customer has a
    /// visit a week, not one a day.
    pub same_pair: u32,
}

/// Why a rating is held, as stable words; empty when it isn't.
///
/// Bursts and rings are counted; praise with one star (or the other way round) is a slip or a
/// trick, and contact details don't belong into a public text.
#[must_use]
pub fn suspicions(stars_centi: u16, comment: Option<&str>, recent: Recent) -> Vec<&'static str> {
    let mut reasons = Vec::new();
    if recent.by_author_today >= 10 {
        reasons.push("burst_by_author");
    }
    if stars_centi <= 150 && recent.one_star_today >= 5 {
        reasons.push("burst_of_one_star");
    }
    if recent.same_pair >= 8 {
        reasons.push("ring");
    }
    if let Some(comment) = comment {
        let key = text::search_key(comment);
        let says = |words: &[&str]| key.split(' ').any(|w| words.contains(&w));
        let good = says(&["ممتاز", "رائع", "محترم", "excellent", "great", "perfect"]);
        let bad = says(&["سيء", "سيي", "نصاب", "حرامي", "terrible", "awful", "scam", "thief"]);
        if stars_centi <= 200 && good && !bad || stars_centi >= 400 && bad && !good {
            reasons.push("words_against_stars");
        }
        let digits = text::fold_digits(comment).bytes().filter(u8::is_ascii_digit).count();
        if digits >= 8 || comment.contains('@') || key.contains("http") {
            reasons.push("contact_details");
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::{Recent, suspicions};

    #[test]
    fn an_ordinary_rating_is_not_held() {
        assert!(suspicions(500, Some("ممتاز ومحترم جدا"), Recent::default()).is_empty());
        assert!(suspicions(100, Some("Terrible, came 2 hours late"), Recent::default()).is_empty());
        assert!(suspicions(300, None, Recent::default()).is_empty());
    }

    #[test]
    fn each_pattern_is_named() {
        let held = |stars, comment, recent| suspicions(stars, comment, recent);
        let calm = Recent::default();
        assert_eq!(held(100, Some("Excellent work"), calm), ["words_against_stars"]);
        assert_eq!(held(500, Some("نصّاب"), calm), ["words_against_stars"]);
        assert_eq!(held(500, Some("كلمني على ٠١٠١٢٣٤٥٦٧٨"), calm), ["contact_details"]);
        assert_eq!(held(500, None, Recent { by_author_today: 10, ..calm }), ["burst_by_author"]);
        assert_eq!(held(100, None, Recent { one_star_today: 5, ..calm }), ["burst_of_one_star"]);
        assert_eq!(held(400, None, Recent { same_pair: 8, ..calm }), ["ring"]);
    }
}
