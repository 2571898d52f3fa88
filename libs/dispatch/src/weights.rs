//! What matters how much, as configuration.

use kernel::fields::InvalidFields;
use kernel::{Fields, Invalid};
use serde::{Deserialize, Serialize};

/// The most any single weight may be, in its own unit. Far beyond sense, and small enough that
/// no sum of terms leaves `i64`.
const MOST: u32 = 1_000_000;

/// The weights of the cost. Costs are milliseconds of travel: a second more on the way costs
/// 1,000, and every other weight says how much travel its subject is worth.
///
/// The defaults are our estimates, to be tuned by simulation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// What a second of travel costs, in milliseconds. Default 1,000: itself.
    pub travel_ms_per_s: u32,
    /// What a whole star less than five costs, in seconds. Default 300: a 4.0 comes five minutes
    /// nearer than a 5.0 to be worth as much.
    pub rating_s_per_star: u32,
    /// How much of the rating's uncertainty counts against it, in percent of half its 95 %
    /// interval. Default 25: the Bayesian mean is careful already.
    pub uncertainty_percent: u32,
    /// What a sure refusal costs, in seconds; a likely one by its probability. Default 240: the
    /// round it takes, and the customer's patience.
    pub refusal_s: u32,
    /// What a booking that is surely dropped costs, in seconds; by probability. Default 3,600.
    pub drop_s: u32,
    /// What a minute less without an offer costs, in seconds. Default 1: an hour
    /// more of waiting is worth a minute of travel.
    pub idle_s_per_min: u32,
    /// The waiting time beyond which no more is gained, in minutes. Default 240.
    pub idle_cap_min: u32,
    /// What a pound earned today costs, in milliseconds. Default 200: 1,000 EGP weigh 200 s.
    pub income_ms_per_egp: u32,
    /// The income beyond which no more is lost, in pounds. Default 1,500.
    pub income_cap_egp: u32,
    /// What a pound above the platform's price costs (and one below it gains), in milliseconds.
    /// Default 2,000.
    pub price_ms_per_egp: u32,
    /// The difference of price beyond which nothing changes, in pounds. Default 300.
    pub price_cap_egp: u32,
    /// What it costs not to be the customer's favourite, in seconds. Default 600.
    pub favourite_s: u32,
    /// What it costs not to speak the language asked for, in seconds. Default 300.
    pub language_s: u32,
    /// What it costs not to be of the gender asked for, in seconds. Default 1,800.
    pub gender_s: u32,
    /// What it costs never to have done this service here, in seconds. Default 180.
    pub inexperience_s: u32,
    /// After how many jobs of the service half of that is gone. Default 10.
    pub inexperience_half_jobs: u32,
    /// What it costs to be without a certificate where none is needed, in seconds. Default 90.
    pub uncertified_s: u32,
    /// How many drops by own fault in 30 days pass without a penalty. Default 2.
    pub drops_tolerated: u32,
    /// What each further drop costs, in seconds. Default 300.
    pub drop_again_s: u32,
    /// How many further drops are counted at most: asked later, never banned. Default 6.
    pub drops_counted: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            travel_ms_per_s: 1_000,
            rating_s_per_star: 300,
            uncertainty_percent: 25,
            refusal_s: 240,
            drop_s: 3_600,
            idle_s_per_min: 1,
            idle_cap_min: 240,
            income_ms_per_egp: 200,
            income_cap_egp: 1_500,
            price_ms_per_egp: 2_000,
            price_cap_egp: 300,
            favourite_s: 600,
            language_s: 300,
            gender_s: 1_800,
            inexperience_s: 180,
            inexperience_half_jobs: 10,
            uncertified_s: 90,
            drops_tolerated: 2,
            drop_again_s: 300,
            drops_counted: 6,
        }
    }
}

impl Weights {
    /// Refuses weights that make no sense, all at once.
    ///
    /// # Errors
    /// `weights.out_of_range` at each field that is too large, or zero where it divides.
    pub fn check(&self) -> Result<(), InvalidFields> {
        let mut fields = Fields::new();
        for (name, value, least, most) in [
            ("travel_ms_per_s", self.travel_ms_per_s, 0, MOST),
            ("rating_s_per_star", self.rating_s_per_star, 0, MOST),
            ("uncertainty_percent", self.uncertainty_percent, 0, 100),
            ("refusal_s", self.refusal_s, 0, MOST),
            ("drop_s", self.drop_s, 0, MOST),
            ("idle_s_per_min", self.idle_s_per_min, 0, MOST),
            ("idle_cap_min", self.idle_cap_min, 0, 10_080),
            ("income_ms_per_egp", self.income_ms_per_egp, 0, MOST),
            ("income_cap_egp", self.income_cap_egp, 0, MOST),
            ("price_ms_per_egp", self.price_ms_per_egp, 0, MOST),
            ("price_cap_egp", self.price_cap_egp, 0, MOST),
            ("favourite_s", self.favourite_s, 0, MOST),
            ("language_s", self.language_s, 0, MOST),
            ("gender_s", self.gender_s, 0, MOST),
            ("inexperience_s", self.inexperience_s, 0, MOST),
            ("inexperience_half_jobs", self.inexperience_half_jobs, 1, MOST),
            ("uncertified_s", self.uncertified_s, 0, MOST),
            ("drops_tolerated", self.drops_tolerated, 0, MOST),
            ("drop_again_s", self.drop_again_s, 0, MOST),
            ("drops_counted", self.drops_counted, 0, 100),
        ] {
            fields.check((least..=most).contains(&value), name, || out_of_range(least, most));
        }
        fields.finish()
    }
}

fn out_of_range(least: u32, most: u32) -> Invalid {
    Invalid::new(
        "weights.out_of_range",
        format!("القيمة يجب أن تكون بين {least} و{most}."),
        format!("The value must be between {least} and {most}."),
    )
}

#[cfg(test)]
mod tests {
    use super::Weights;

    #[test]
    fn the_defaults_pass_their_own_check() {
        assert!(Weights::default().check().is_ok());
    }

    #[test]
    fn every_weight_that_makes_no_sense_is_named() {
        let weights = Weights {
            uncertainty_percent: 101,
            inexperience_half_jobs: 0,
            travel_ms_per_s: u32::MAX,
            ..Weights::default()
        };
        let refused = weights.check().unwrap_err();
        let fields: Vec<_> = refused.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["travel_ms_per_s", "uncertainty_percent", "inexperience_half_jobs"]);
    }

    #[test]
    fn a_configuration_names_only_what_it_changes_and_nothing_unknown() {
        let weights: Weights = serde_json::from_str(r#"{"refusal_s": 100}"#).unwrap();
        assert_eq!(weights, Weights { refusal_s: 100, ..Weights::default() });
        assert!(serde_json::from_str::<Weights>(r#"{"refusals": 100}"#).is_err());
        assert!(serde_json::from_str::<Weights>(r#"{"refusal_s": -1}"#).is_err());
    }
}
