//! How technicians are found: the weights, the rounds, and when searches are decided.

use super::within;
use crate::Config;
use crate::matching::Searching;
use chassis::tunables::Tunable;
use dispatch::{Offering, Policy, Weights};
use kernel::ids::ZoneId;
use kernel::{Fields, Invalid, InvalidFields};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;

macro_rules! weights {
    ($($(#[$doc:meta])* $field:ident;)+) => {
        /// What matters how much. Costs are milliseconds of travel: every weight says how much
        /// travel its subject is worth.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[schema(as = MatchingWeights)]
        pub struct WeightsSetting {
            $($(#[$doc])* pub $field: u32,)+
        }

        impl From<&Weights> for WeightsSetting {
            fn from(weights: &Weights) -> Self {
                Self { $($field: weights.$field),+ }
            }
        }

        impl From<&WeightsSetting> for Weights {
            fn from(setting: &WeightsSetting) -> Self {
                Self { $($field: setting.$field),+ }
            }
        }
    };
}

weights! {
    /// What a second of travel costs, in milliseconds.
    travel_ms_per_s;
    /// What a whole star less than five costs, in seconds.
    rating_s_per_star;
    /// How much of the rating's uncertainty counts against it, in percent. Up to 100.
    uncertainty_percent;
    /// What a sure refusal costs, in seconds; a likely one by its probability.
    refusal_s;
    /// What a booking that is surely dropped costs, in seconds; by probability.
    drop_s;
    /// What a minute less without an offer costs, in seconds.
    idle_s_per_min;
    /// The waiting time beyond which no more is gained, in minutes. Up to 10,080.
    idle_cap_min;
    /// What a pound earned today costs, in milliseconds.
    income_ms_per_egp;
    /// The income beyond which no more is lost, in pounds.
    income_cap_egp;
    /// What a pound above the platform's price costs, in milliseconds.
    price_ms_per_egp;
    /// The difference of price beyond which nothing changes, in pounds.
    price_cap_egp;
    /// What it costs not to be the customer's favourite, in seconds.
    favourite_s;
    /// What it costs not to speak the language asked for, in seconds.
    language_s;
    /// What it costs not to be of the gender asked for, in seconds.
    gender_s;
    /// What it costs never to have done this service here, in seconds.
    inexperience_s;
    /// After how many jobs of the service half of that is gone. At least 1.
    inexperience_half_jobs;
    /// What it costs to be without a certificate where none is needed, in seconds.
    uncertified_s;
    /// How many drops by own fault in 30 days pass without a penalty.
    drops_tolerated;
    /// What each further drop costs, in seconds.
    drop_again_s;
    /// How many further drops are counted at most. Up to 100.
    drops_counted;
}

impl WeightsSetting {
    /// Whether nothing at all matters: everybody would be as good as everybody else.
    fn are_nothing(&self) -> bool {
        [
            self.travel_ms_per_s,
            self.rating_s_per_star,
            self.refusal_s,
            self.drop_s,
            self.idle_s_per_min,
            self.income_ms_per_egp,
            self.price_ms_per_egp,
            self.favourite_s,
            self.language_s,
            self.gender_s,
            self.inexperience_s,
            self.uncertified_s,
            self.drop_again_s,
        ]
        .iter()
        .all(|weight| *weight == 0)
    }
}

/// How technicians are found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MatchingSetting)]
pub struct Matching {
    /// What matters how much.
    pub weights: WeightsSetting,
    /// The radii in metres, growing. 1 to 20 of them, between 100 m and 200 km.
    pub radii_m: Vec<u32>,
    /// How many rounds with an offer are held at one radius. 1 to 100.
    pub rounds_per_radius: u32,
    /// How long an offer of work for now stands, in seconds. 5 to 600.
    pub instant_offer_s: u32,
    /// How long an offer of planned work stands, in seconds. 30 to 86,400.
    pub scheduled_offer_s: u32,
    /// How many are asked at once in a broadcast. 1 to 100.
    pub broadcast_size: u32,
    /// Zones where several are asked at once and the first to accept wins. Up to 200.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub broadcast_zones: Vec<ZoneId>,
    /// For work now, a position of this age in seconds is too old. 1 to 3,600.
    pub max_fix_age_s: u32,
    /// Within a step of so many milliseconds, who got fewer offers comes first. 1 to 600,000.
    pub tie_ms: u32,
    /// Planned work that may wait is not offered to anybody who costs more than this, in seconds of
    /// travel. Up to 1,000,000.
    pub good_enough_s: u32,
    /// Work for now ordered within this window is matched together, in milliseconds. 0 (each at
    /// once) to 60,000.
    pub batch_window_ms: u32,
    /// How long planned work may wait for a better match, in seconds. 0 (never) to a day.
    pub wait_most_s: u32,
    /// How long before its start it waits no more, in seconds. Up to seven days.
    pub wait_lead_s: u32,
    /// After what time it is looked again meanwhile, in seconds. 60 to 86,400.
    pub wait_step_s: u32,
    /// After this silence of a customer who was told that nobody was found, work for now is given
    /// up, in seconds. 300 to 86,400.
    pub give_up_after_s: u32,
}

impl Matching {
    /// What the configuration file says.
    #[must_use]
    pub fn of(file: &Config) -> Self {
        let (policy, searching) = (&file.matching.policy, &file.searching);
        Self {
            weights: (&file.matching.weights).into(),
            radii_m: policy.radii_m.clone(),
            rounds_per_radius: policy.rounds_per_radius,
            instant_offer_s: policy.instant_offer_s,
            scheduled_offer_s: policy.scheduled_offer_s,
            broadcast_size: policy.broadcast_size,
            broadcast_zones: file.ordering.broadcast_zones.clone(),
            max_fix_age_s: policy.max_fix_age_s,
            tie_ms: policy.tie_ms,
            good_enough_s: policy.good_enough_s,
            batch_window_ms: searching.batch_window_ms,
            wait_most_s: searching.wait_most_s,
            wait_lead_s: searching.wait_lead_s,
            wait_step_s: searching.wait_step_s,
            give_up_after_s: file.ordering.give_up_after_s,
        }
    }

    /// In dispatch's words; what only the machine's size decides comes from `file`.
    #[must_use]
    pub fn dispatch(&self, file: &dispatch::Rules) -> dispatch::Rules {
        dispatch::Rules {
            weights: (&self.weights).into(),
            policy: Policy {
                radii_m: self.radii_m.clone(),
                rounds_per_radius: self.rounds_per_radius,
                instant_offer_s: self.instant_offer_s,
                scheduled_offer_s: self.scheduled_offer_s,
                broadcast_size: self.broadcast_size,
                max_fix_age_s: self.max_fix_age_s,
                tie_ms: self.tie_ms,
                good_enough_s: self.good_enough_s,
                ..file.policy
            },
        }
    }

    /// When searches are decided.
    #[must_use]
    pub fn searching(&self, file: &Searching) -> Searching {
        Searching {
            batch_window_ms: self.batch_window_ms,
            wait_most_s: self.wait_most_s,
            wait_lead_s: self.wait_lead_s,
            wait_step_s: self.wait_step_s,
            ..file.clone()
        }
    }

    /// How offers are made in a zone.
    #[must_use]
    pub fn offering(&self, zone: ZoneId) -> Offering {
        if self.broadcast_zones.contains(&zone) { Offering::Broadcast } else { Offering::InTurn }
    }
}

impl Tunable for Matching {
    const KEY: &'static str = "booking.matching";

    fn check(&self) -> Result<(), InvalidFields> {
        let mut fields = Fields::new();
        let rules = self.dispatch(&dispatch::Rules::default());
        // Dispatch names its own fields; they are the same words in another spelling.
        let mut named = |at: &str, refused: Result<(), InvalidFields>| {
            for wrong in refused.err().map(|e| e.0).unwrap_or_default() {
                let name = format!("{at}{}", camel(&wrong.field));
                fields.check(false, &name, || Invalid { code: wrong.code, text: wrong.text });
            }
        };
        named("value.weights.", rules.weights.check());
        named("value.", rules.policy.check());
        fields.check(!self.weights.are_nothing(), "value.weights", || {
            Invalid::new(
                "settings.weights_nothing",
                "اجعل وزنًا واحدًا على الأقل أكبر من صفر.",
                "Give at least one weight above zero.",
            )
        });
        for (name, value, least, most) in [
            ("batchWindowMs", self.batch_window_ms, 0, 60_000),
            ("waitMostS", self.wait_most_s, 0, 86_400),
            ("waitLeadS", self.wait_lead_s, 0, 604_800),
            ("waitStepS", self.wait_step_s, 60, 86_400),
            ("giveUpAfterS", self.give_up_after_s, 300, 86_400),
        ] {
            within(&mut fields, &format!("value.{name}"), value, least, most);
        }
        let zones: HashSet<_> = self.broadcast_zones.iter().collect();
        let fits = zones.len() == self.broadcast_zones.len() && zones.len() <= 200;
        fields.check(fits, "value.broadcastZones", || {
            Invalid::new(
                "settings.zones",
                "اكتب كل منطقة مرة واحدة، 200 منطقة على الأكثر.",
                "Name each zone once, 200 at most.",
            )
        });
        fields.finish()
    }
}

/// `radii_m` as `radiiM`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut camel, word| {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
        camel
    })
}

#[cfg(test)]
mod tests {
    use super::super::wrong_fields;
    use super::{Matching, WeightsSetting};
    use crate::Config;
    use chassis::tunables::Tunable as _;
    use dispatch::Offering;
    use kernel::ids::ZoneId;
    use uuid::Uuid;

    fn zone(n: u128) -> ZoneId {
        ZoneId::from(Uuid::from_u128(n))
    }

    #[test]
    fn the_defaults_pass_and_come_back_as_they_were() {
        let (file, matching) = (Config::default(), Matching::of(&Config::default()));
        assert!(matching.check().is_ok());
        assert_eq!(matching.dispatch(&file.matching), file.matching);
        assert_eq!(matching.searching(&file.searching), file.searching);
    }

    #[test]
    fn what_makes_no_sense_is_named_as_it_was_sent() {
        let usual = Matching::of(&Config::default());
        let weights = WeightsSetting { uncertainty_percent: 101, ..usual.weights.clone() };
        let radii_m = vec![5_000, 3_000];
        let wrong = Matching { weights, radii_m, batch_window_ms: 60_001, ..usual.clone() };
        assert_eq!(
            wrong_fields(&wrong),
            ["value.weights.uncertaintyPercent", "value.radiiM", "value.batchWindowMs"]
        );
        let json = serde_json::to_value(&usual).unwrap();
        let sent = |field: &str| {
            let path = format!("/{}", field.trim_start_matches("value.").replace('.', "/"));
            json.pointer(&path).is_some()
        };
        assert!(wrong_fields(&wrong).iter().all(|field| sent(field)));
        let twice = Matching { broadcast_zones: vec![zone(1), zone(1)], ..usual };
        assert_eq!(wrong_fields(&twice), ["value.broadcastZones"]);
    }

    #[test]
    fn something_must_matter() {
        let usual = Matching::of(&Config::default());
        let mut json = serde_json::to_value(&usual.weights).unwrap();
        let caps = ["uncertaintyPercent", "idleCapMin", "inexperienceHalfJobs", "dropsCounted"];
        for (name, weight) in json.as_object_mut().unwrap() {
            if !caps.contains(&name.as_str()) {
                *weight = 0.into();
            }
        }
        let weights: WeightsSetting = serde_json::from_value(json).unwrap();
        assert_eq!(wrong_fields(&Matching { weights, ..usual }), ["value.weights"]);
    }

    #[test]
    fn a_zone_is_asked_in_turn_unless_it_is_named() {
        let usual = Matching::of(&Config::default());
        let thin = Matching { broadcast_zones: vec![zone(1)], ..usual };
        assert_eq!(thin.offering(zone(1)), Offering::Broadcast);
        assert_eq!(thin.offering(zone(2)), Offering::InTurn);
    }
}
