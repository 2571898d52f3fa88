//! How a dispute is talked out: claim, evidence of both sides by a deadline, proposals that are
//! accepted, declined or lapse, and at last staff's decision.

use super::Side;
use super::dispute::Resolution;
use super::error::MoveError;
use super::rules::Rules;
use chrono::TimeDelta;
use kernel::{Instant, Money};
use serde::{Deserialize, Serialize};

/// What a dispute is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeKind {
    /// The fault is still there.
    NotFixed,
    /// The work is bad.
    PoorWork,
    /// Something was broken.
    Damage,
    /// It cost more than was agreed.
    Overcharged,
    /// Something is missing.
    Incomplete,
    /// How the technician behaved.
    Behaviour,
    /// Staff stopped the work.
    StoppedByStaff,
    /// Something else.
    Other,
}

/// How far the talk has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DisputeTalkState)]
pub enum TalkState {
    /// Both sides tell theirs.
    Evidence,
    /// A proposal waits for answers.
    Proposal,
    /// Staff proposes or decides next.
    Escalated,
    /// It is over.
    Decided,
}

/// A proposal that waits for answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenProposal {
    /// Who made it: the provider or staff.
    pub by: Side,
    /// How it would end.
    pub resolution: Resolution,
    /// Whether the customer said yes.
    pub customer_yes: bool,
    /// Whether the provider said yes.
    pub provider_yes: bool,
    /// Until when it may be answered.
    pub expires_at: Instant,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// The other side has to answer too.
    Waiting,
    /// Everybody it needs said yes.
    Agreed(Resolution),
    /// Somebody said no.
    Declined,
}

/// A dispute's talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talk {
    /// How far it has come.
    pub state: TalkState,
    /// Until when evidence is taken.
    pub evidence_until: Instant,
    /// The proposal that waits.
    pub proposal: Option<OpenProposal>,
}

impl Talk {
    /// A new one.
    #[must_use]
    pub fn opened(now: Instant, rules: &Rules) -> Self {
        let evidence_until = now + TimeDelta::seconds(rules.evidence_s.into());
        Self { state: TalkState::Evidence, evidence_until, proposal: None }
    }

    /// Whether evidence is still taken.
    ///
    /// # Errors
    /// [`MoveError::TooLate`], [`MoveError::DisputeDecided`].
    pub fn may_add_evidence(&self, now: Instant) -> Result<(), MoveError> {
        self.not_decided()?;
        if now < self.evidence_until {
            Ok(())
        } else {
            Err(MoveError::TooLate { until: self.evidence_until })
        }
    }

    /// The time for evidence is over; whether staff is next.
    #[must_use]
    pub fn evidence_over(mut self, now: Instant) -> Option<Self> {
        let is_next = self.state == TalkState::Evidence && now >= self.evidence_until;
        self.state = TalkState::Escalated;
        is_next.then_some(self)
    }

    /// `by` proposes how to end it. A new proposal takes the place of one's own; staff's takes the
    /// place of any.
    ///
    /// # Errors
    /// [`MoveError::ProposalOpen`], [`MoveError::BadRefund`], [`MoveError::DisputeDecided`].
    pub fn propose(
        mut self,
        by: Side,
        resolution: Resolution,
        total: Money,
        now: Instant,
        rules: &Rules,
    ) -> Result<Self, MoveError> {
        self.not_decided()?;
        resolution.refund(total)?;
        if self.proposal.is_some_and(|open| open.by != by && by != Side::Operator) {
            return Err(MoveError::ProposalOpen);
        }
        self.state = TalkState::Proposal;
        self.proposal = Some(OpenProposal {
            by,
            resolution,
            customer_yes: false,
            provider_yes: by == Side::Provider,
            expires_at: now + TimeDelta::seconds(rules.proposal_s.into()),
        });
        Ok(self)
    }

    /// A side answers the open proposal.
    ///
    /// # Errors
    /// [`MoveError::NoProposal`] when none waits for this side, [`MoveError::TooLate`].
    pub fn answer(
        mut self,
        side: Side,
        yes: bool,
        now: Instant,
    ) -> Result<(Self, Answered), MoveError> {
        self.not_decided()?;
        let mut open = self.proposal.ok_or(MoveError::NoProposal)?;
        let said = match side {
            Side::Customer => &mut open.customer_yes,
            Side::Provider => &mut open.provider_yes,
            Side::Operator => return Err(MoveError::NoProposal),
        };
        if *said {
            return Err(MoveError::NoProposal);
        }
        if now >= open.expires_at {
            return Err(MoveError::TooLate { until: open.expires_at });
        }
        *said = yes;
        let answered = match yes {
            false => Answered::Declined,
            true if open.customer_yes && open.provider_yes => Answered::Agreed(open.resolution),
            true => Answered::Waiting,
        };
        (self.state, self.proposal) = match answered {
            Answered::Waiting => (TalkState::Proposal, Some(open)),
            Answered::Agreed(_) => (TalkState::Decided, None),
            Answered::Declined => (TalkState::Escalated, None),
        };
        Ok((self, answered))
    }

    /// Nobody answered in time: staff is next.
    #[must_use]
    pub fn lapse(mut self, now: Instant) -> Option<Self> {
        let is_over = self.proposal.is_some_and(|open| now >= open.expires_at);
        (self.state, self.proposal) = (TalkState::Escalated, None);
        is_over.then_some(self)
    }

    /// Staff decides: once both sides were heard, or had their time.
    ///
    /// # Errors
    /// [`MoveError::EvidenceOpen`], [`MoveError::DisputeDecided`].
    pub fn decide(mut self, both_heard: bool, now: Instant) -> Result<Self, MoveError> {
        self.not_decided()?;
        if !both_heard && now < self.evidence_until {
            return Err(MoveError::EvidenceOpen { until: self.evidence_until });
        }
        (self.state, self.proposal) = (TalkState::Decided, None);
        Ok(self)
    }

    fn not_decided(&self) -> Result<(), MoveError> {
        if self.state == TalkState::Decided { Err(MoveError::DisputeDecided) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answered, Talk, TalkState};
    use crate::domain::tests::samples::noon;
    use crate::domain::{MoveError, Resolution, Rules, Side};
    use chrono::TimeDelta;
    use kernel::Money;
    use proptest::prelude::*;

    fn talk() -> Talk {
        Talk::opened(noon(), &Rules::default())
    }

    fn after(hours: i64) -> kernel::Instant {
        noon() + TimeDelta::hours(hours)
    }

    fn proposed(by: Side) -> Talk {
        let half = Resolution::Part(Money::egp(50));
        talk().propose(by, half, Money::egp(100), noon(), &Rules::default()).unwrap()
    }

    #[test]
    fn evidence_has_a_deadline_and_staff_waits_for_it_unless_both_were_heard() {
        assert_eq!(talk().may_add_evidence(after(47)), Ok(()));
        let late = MoveError::TooLate { until: after(48) };
        assert_eq!(talk().may_add_evidence(after(48)), Err(late));
        let open = MoveError::EvidenceOpen { until: after(48) };
        assert_eq!(talk().decide(false, after(47)), Err(open));
        assert!(talk().decide(true, after(1)).is_ok());
        assert!(talk().decide(false, after(48)).is_ok());
        assert_eq!(talk().evidence_over(after(47)), None);
        assert_eq!(talk().evidence_over(after(48)).unwrap().state, TalkState::Escalated);
        assert_eq!(proposed(Side::Provider).evidence_over(after(48)), None, "a proposal waits");
    }

    #[test]
    fn a_providers_proposal_needs_the_customer_and_staffs_needs_both() {
        let (_, answered) =
            proposed(Side::Provider).answer(Side::Customer, true, after(1)).unwrap();
        assert_eq!(answered, Answered::Agreed(Resolution::Part(Money::egp(50))));
        let nobody = Err(MoveError::NoProposal);
        assert_eq!(proposed(Side::Provider).answer(Side::Provider, true, after(1)), nobody);
        let (talk, answered) =
            proposed(Side::Operator).answer(Side::Customer, true, after(1)).unwrap();
        assert_eq!(answered, Answered::Waiting);
        assert_eq!(talk.answer(Side::Customer, true, after(1)), nobody);
        let (talk, answered) = talk.answer(Side::Provider, false, after(2)).unwrap();
        assert_eq!((talk.state, answered), (TalkState::Escalated, Answered::Declined));
        assert_eq!(talk.answer(Side::Customer, true, after(2)), nobody);
    }

    #[test]
    fn an_unanswered_proposal_lapses() {
        let open = proposed(Side::Operator);
        assert_eq!(open.lapse(after(47)), None);
        assert_eq!(open.lapse(after(48)).unwrap().state, TalkState::Escalated);
        let late = MoveError::TooLate { until: after(48) };
        assert_eq!(open.answer(Side::Customer, true, after(48)), Err(late));
    }

    #[test]
    fn a_proposal_takes_the_place_of_ones_own_and_staffs_of_any() {
        let again = |by, next| {
            let rules = Rules::default();
            proposed(by).propose(next, Resolution::Nothing, Money::egp(100), noon(), &rules)
        };
        assert!(again(Side::Provider, Side::Provider).is_ok());
        assert!(again(Side::Provider, Side::Operator).is_ok());
        assert_eq!(again(Side::Operator, Side::Provider), Err(MoveError::ProposalOpen));
        let too_much = Resolution::Part(Money::egp(100));
        let refused =
            talk().propose(Side::Operator, too_much, Money::egp(100), noon(), &Rules::default());
        assert_eq!(refused, Err(MoveError::BadRefund { total: Money::egp(100) }));
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Wait(i64),
        Evidence,
        EvidenceOver,
        Propose(bool, i64),
        Answer(bool, bool),
        Lapse,
        Decide(bool, i64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0i64..40).prop_map(Step::Wait),
            Just(Step::Evidence),
            Just(Step::EvidenceOver),
            (any::<bool>(), -50i64..30_000).prop_map(|(by, part)| Step::Propose(by, part)),
            (any::<bool>(), any::<bool>()).prop_map(|(who, yes)| Step::Answer(who, yes)),
            Just(Step::Lapse),
            (any::<bool>(), -50i64..30_000).prop_map(|(heard, part)| Step::Decide(heard, part)),
        ]
    }

    /// 0 and 1 stand for nothing and everything, 2 for another visit.
    fn resolution(part: i64) -> Resolution {
        match part {
            0 => Resolution::Nothing,
            1 => Resolution::Everything,
            2 => Resolution::ReService,
            part => Resolution::Part(Money::piastres(part)),
        }
    }

    proptest! {
        /// However it is talked about: it ends once, never gives back more than was paid, and
        /// never before both sides had their say.
        #[test]
        fn however_a_dispute_is_talked_about_it_ends_once_and_fairly(
            total in 1i64..25_000,
            steps in prop::collection::vec(step(), 1..40),
        ) {
            let (total, rules) = (Money::piastres(total), Rules::default());
            let (mut talk, mut now) = (talk(), noon());
            let mut ended: Option<Resolution> = None;
            for step in steps {
                let before = talk;
                match step {
                    Step::Wait(hours) => now += TimeDelta::hours(hours),
                    Step::Evidence => {
                        let taken = talk.may_add_evidence(now).is_ok();
                        prop_assert_eq!(taken, ended.is_none() && now < talk.evidence_until);
                    }
                    Step::EvidenceOver => talk = talk.evidence_over(now).unwrap_or(talk),
                    Step::Propose(by_staff, part) => {
                        let by = if by_staff { Side::Operator } else { Side::Provider };
                        if let Ok(next) = talk.propose(by, resolution(part), total, now, &rules) {
                            talk = next;
                        }
                    }
                    Step::Answer(customer, yes) => {
                        let side = if customer { Side::Customer } else { Side::Provider };
                        if let Ok((next, answered)) = talk.answer(side, yes, now) {
                            talk = next;
                            if let Answered::Agreed(how) = answered {
                                prop_assert!(ended.replace(how).is_none(), "it ended twice");
                            }
                        }
                    }
                    Step::Lapse => talk = talk.lapse(now).unwrap_or(talk),
                    Step::Decide(heard, part) => {
                        let how = resolution(part);
                        let refund = how.refund(total);
                        if let (Ok(next), Ok(_)) = (talk.decide(heard, now), refund) {
                            prop_assert!(heard || now >= before.evidence_until);
                            talk = next;
                            prop_assert!(ended.replace(how).is_none(), "it ended twice");
                        }
                    }
                }
                prop_assert_eq!(talk.state == TalkState::Decided, ended.is_some());
                prop_assert_eq!(talk.state == TalkState::Proposal, talk.proposal.is_some());
                if let Some(how) = ended {
                    let back = how.refund(total).expect("only fair ends");
                    prop_assert!(!back.is_negative() && back <= total);
                    prop_assert!(before.state != TalkState::Decided || talk == before);
                }
            }
        }
    }
}
