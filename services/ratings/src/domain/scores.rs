//! Stars, whole ones as people give them and hundredths as they are kept.

use kernel::{Fields, Invalid};

/// Whole stars, 1–5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stars(u8);

impl Stars {
    /// Checked stars.
    ///
    /// # Errors
    /// `ratings.stars_out_of_range`.
    pub fn parse(stars: i64) -> Result<Self, Invalid> {
        u8::try_from(stars).ok().filter(|s| (1..=5).contains(s)).map(Self).ok_or_else(|| {
            Invalid::new(
                "ratings.stars_out_of_range",
                "التقييم من نجمة واحدة إلى خمس نجوم.",
                "Give one to five stars.",
            )
        })
    }

    /// The number of stars.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }

    /// In hundredths of a star.
    #[must_use]
    pub fn centi(self) -> u16 {
        u16::from(self.0) * 100
    }
}

/// What a customer rates of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aspects {
    /// Of the work.
    pub quality: Stars,
    /// Of the arrival.
    pub punctuality: Stars,
    /// Whether the price was fair.
    pub price_fairness: Stars,
    /// Of the place afterwards.
    pub cleanliness: Stars,
}

impl Aspects {
    /// Checked aspects; notes every one that is missing or wrong.
    pub fn parse(fields: &mut Fields, raw: [(&'static str, Option<i64>); 4]) -> Option<Self> {
        let mut stars = raw.map(|(name, value)| {
            let value = value.ok_or_else(Invalid::required).and_then(Stars::parse);
            fields.take(name, value)
        });
        let mut next = |i: usize| stars[i].take();
        Some(Self {
            quality: next(0)?,
            punctuality: next(1)?,
            price_fairness: next(2)?,
            cleanliness: next(3)?,
        })
    }

    /// The mean of the four, in hundredths of a star: exact, because four whole stars have quarters.
    #[must_use]
    pub fn centi(&self) -> u16 {
        let sum = [self.quality, self.punctuality, self.price_fairness, self.cleanliness]
            .iter()
            .map(|s| s.centi())
            .sum::<u16>();
        sum / 4
    }
}

#[cfg(test)]
mod tests {
    use super::{Aspects, Stars};
    use kernel::Fields;

    #[test]
    fn the_mean_of_four_aspects_is_exact() {
        let star = |n| Stars::parse(n).unwrap();
        let aspects = Aspects {
            quality: star(5),
            punctuality: star(4),
            price_fairness: star(5),
            cleanliness: star(5),
        };
        assert_eq!(aspects.centi(), 475);
    }

    #[test]
    fn every_wrong_aspect_is_named_at_once() {
        let mut fields = Fields::new();
        let raw = [
            ("quality", Some(6)),
            ("punctuality", Some(3)),
            ("priceFairness", None),
            ("cleanliness", Some(-1)),
        ];
        assert_eq!(Aspects::parse(&mut fields, raw), None);
        let wrong: Vec<_> = fields.finish().unwrap_err().0.into_iter().map(|e| e.field).collect();
        assert_eq!(wrong, ["quality", "priceFairness", "cleanliness"]);
    }
}
