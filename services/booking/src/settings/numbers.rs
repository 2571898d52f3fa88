//! The rules' other numbers.

use super::within;
use crate::domain::Rules;
use chassis::tunables::Tunable;
use kernel::{Fields, InvalidFields};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! numbers {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $json:literal, $least:tt, $most:tt;)+) => {
        /// How bookings go on. Times in seconds, distances in metres.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[schema(as = BookingRulesSetting)]
        pub struct Numbers {
            $($(#[$doc])* #[schema(minimum = $least, maximum = $most)] pub $field: $type,)+
        }

        impl Numbers {
            /// What these rules say.
            #[must_use]
            pub fn of(rules: &Rules) -> Self {
                Self { $($field: rules.$field),+ }
            }

            /// The rules with what is said here.
            #[must_use]
            pub fn on(&self, rules: Rules) -> Rules {
                Rules { $($field: self.$field,)+ ..rules }
            }
        }

        impl Tunable for Numbers {
            const KEY: &'static str = "booking.rules";

            fn check(&self) -> Result<(), InvalidFields> {
                let mut fields = Fields::new();
                $(within(&mut fields, concat!("value.", $json), self.$field, $least, $most);)+
                fields.finish()
            }
        }
    };
}

numbers! {
    /// How long a prepaid method's money is awaited. 2 minutes to a day.
    payment_wait_s: u32 = "paymentWaitS", 120, 86_400;
    /// How near a fix must be for an arrival. 20 m to 2 km.
    arrival_radius_m: u32 = "arrivalRadiusM", 20, 2_000;
    /// How old a fix may be for an arrival. 10 seconds to an hour.
    arrival_fix_age_s: u32 = "arrivalFixAgeS", 10, 3_600;
    /// How long before the visit a technician may set out. 30 minutes to a day.
    en_route_before_s: u32 = "enRouteBeforeS", 1_800, 86_400;
    /// How many wrong start codes lock it. 3 to 20.
    code_tries: u8 = "codeTries", 3, 20;
    /// For how long. 1 minute to a day.
    code_lock_s: u32 = "codeLockS", 60, 86_400;
    /// Inside this time before the visit a reschedule needs the other side. Up to seven days.
    reschedule_consent_s: u32 = "rescheduleConsentS", 0, 604_800;
    /// How far ahead a visit may be moved at least. Up to seven days.
    reschedule_notice_s: u32 = "rescheduleNoticeS", 0, 604_800;
    /// How far ahead a visit may be moved at most. 7 days to a year.
    reschedule_horizon_s: u32 = "rescheduleHorizonS", 604_800, 31_536_000;
    /// After this silence of the customer the work counts as confirmed. An hour to 14 days.
    auto_confirm_s: u32 = "autoConfirmS", 3_600, 1_209_600;
    /// How long after its end work may be disputed. A day to 90 days.
    dispute_window_s: u32 = "disputeWindowS", 86_400, 7_776_000;
    /// How long both sides of a dispute may tell theirs. 12 hours to 14 days.
    evidence_s: u32 = "evidenceS", 43_200, 1_209_600;
    /// How long a proposal to end a dispute may be answered. 12 hours to 14 days.
    proposal_s: u32 = "proposalS", 43_200, 1_209_600;
    /// The minimum buffer after a visit. Up to 4 hours.
    buffer_s: u32 = "bufferS", 0, 14_400;
}

impl Numbers {
    /// The rules with what was promised here to the two sides of a booking: how long they may
    /// dispute, tell theirs, answer, and when another time needs their word.
    #[must_use]
    pub fn promises_on(&self, rules: Rules) -> Rules {
        Rules {
            reschedule_consent_s: self.reschedule_consent_s,
            auto_confirm_s: self.auto_confirm_s,
            dispute_window_s: self.dispute_window_s,
            evidence_s: self.evidence_s,
            proposal_s: self.proposal_s,
            ..rules
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::wrong_fields;
    use super::Numbers;
    use crate::domain::Rules;

    #[test]
    fn the_defaults_pass_and_every_wrong_number_is_named() {
        let numbers = Numbers::of(&Rules::default());
        assert!(wrong_fields(&numbers).is_empty());
        assert_eq!(numbers.on(Rules::default()), Rules::default());
        let wrong = Numbers { code_tries: 0, dispute_window_s: 60, ..numbers };
        assert_eq!(wrong_fields(&wrong), ["value.codeTries", "value.disputeWindowS"]);
    }

    #[test]
    fn promises_stay_and_the_rest_goes_with_the_day() {
        let file = Rules::default();
        let agreed = Numbers { dispute_window_s: 86_400, buffer_s: 60, ..Numbers::of(&file) };
        let today = Numbers { dispute_window_s: 172_800, buffer_s: 120, ..Numbers::of(&file) };
        let rules = agreed.promises_on(today.on(file));
        assert_eq!((rules.dispute_window_s, rules.buffer_s), (86_400, 120));
    }

    #[test]
    fn names_on_the_wire_are_the_names_in_refusals() {
        let nothing = serde_json::to_value(Numbers::of(&Rules::default())).unwrap();
        let mut all = Numbers::of(&Rules::default());
        all = Numbers { payment_wait_s: 0, arrival_radius_m: 0, arrival_fix_age_s: 0, ..all };
        for field in wrong_fields(&all) {
            assert!(nothing.get(field.trim_start_matches("value.")).is_some(), "{field}");
        }
    }
}
