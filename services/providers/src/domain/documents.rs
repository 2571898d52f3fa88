//! Which papers a provider needs, which are good, and until when.

use kernel::Localized;
use kernel::cairo::NaiveDate;
use kernel::ids::{CategoryId, DocumentId};
use serde::{Deserialize, Serialize};

/// What kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// National ID card (بطاقة الرقم القومي), both sides.
    NationalId,
    /// The person with the card in hand.
    Selfie,
    /// Criminal-record certificate (فيش وتشبيه).
    CriminalRecord,
    /// Certificate or licence of a trade.
    SkillCertificate,
    /// Tax card.
    TaxCard,
    /// The photo customers see.
    ProfilePhoto,
}

/// Which side of it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DocumentSide {
    /// The front of the national ID card.
    Front,
    /// The back of the national ID card.
    Back,
    /// Everything else has one side.
    #[default]
    Single,
}

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// Waits for an operator.
    Uploaded,
    /// Good, until it expires.
    Accepted,
    /// Refused, with a note.
    Rejected,
    /// Was good.
    Expired,
}

macro_rules! tags {
    ($name:ident { $($variant:ident = $tag:literal),+ $(,)? }) => {
        impl $name {
            /// The stored name.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$variant => $tag),+ }
            }

            /// Reads a stored or sent name.
            #[must_use]
            pub fn from_tag(tag: &str) -> Option<Self> {
                match tag { $($tag => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

tags!(DocumentKind {
    NationalId = "national_id",
    Selfie = "selfie",
    CriminalRecord = "criminal_record",
    SkillCertificate = "skill_certificate",
    TaxCard = "tax_card",
    ProfilePhoto = "profile_photo",
});
tags!(DocumentSide { Front = "front", Back = "back", Single = "single" });
tags!(DocumentState {
    Uploaded = "uploaded",
    Accepted = "accepted",
    Rejected = "rejected",
    Expired = "expired",
});

impl DocumentKind {
    /// Whether only a picture makes sense, no PDF.
    #[must_use]
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Selfie | Self::ProfilePhoto)
    }

    /// Whether this side exists for this kind.
    #[must_use]
    pub fn has_side(self, side: DocumentSide) -> bool {
        (self == Self::NationalId) == (side != DocumentSide::Single)
    }
}

/// What people call a document.
#[must_use]
pub fn name(kind: DocumentKind, side: DocumentSide) -> Localized {
    let (ar, en) = match (kind, side) {
        (DocumentKind::NationalId, DocumentSide::Front) => {
            ("وجه بطاقة الرقم القومي", "National ID, front")
        }
        (DocumentKind::NationalId, DocumentSide::Back | DocumentSide::Single) => {
            ("ظهر بطاقة الرقم القومي", "National ID, back")
        }
        (DocumentKind::Selfie, _) => ("صورة شخصية مع البطاقة", "Selfie with the card"),
        (DocumentKind::CriminalRecord, _) => {
            ("صحيفة الحالة الجنائية (فيش)", "Criminal-record certificate")
        }
        (DocumentKind::SkillCertificate, _) => ("شهادة أو رخصة المهنة", "Skill certificate"),
        (DocumentKind::TaxCard, _) => ("البطاقة الضريبية", "Tax card"),
        (DocumentKind::ProfilePhoto, _) => ("صورة الملف الشخصي", "Profile photo"),
    };
    Localized::new(ar, en)
}

/// One rule of the configuration: who needs what.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Only for who offers a service of this category; `None` is everybody.
    pub category: Option<CategoryId>,
    /// The document.
    pub kind: DocumentKind,
    /// The side.
    pub side: DocumentSide,
    /// Whether nobody is verified without it.
    pub is_required: bool,
    /// Only for who offers a service that needs a certificate.
    pub when_certified: bool,
    /// Whether the upload must say when it expires.
    pub needs_expiry: bool,
}

/// What matters of an offered service here.
#[derive(Clone, Copy, Debug)]
pub struct Trade {
    /// Its category.
    pub category: CategoryId,
    /// Whether only certified providers may do it.
    pub needs_certificate: bool,
}

/// A current document of a provider.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The document.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Which side.
    pub side: DocumentSide,
    /// Where it stands.
    pub state: DocumentState,
    /// The last day it is good.
    pub expires_on: Option<NaiveDate>,
    /// What the reviewer wrote.
    pub note: Option<String>,
}

impl Paper {
    /// Whether it is accepted and not over on that day.
    #[must_use]
    pub fn is_good(&self, today: NaiveDate) -> bool {
        self.state == DocumentState::Accepted && self.expires_on.is_none_or(|last| today <= last)
    }
}

/// How a requirement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// There is nothing.
    Missing,
    /// It waits for an operator.
    Waiting,
    /// The last one was refused.
    Rejected,
    /// The last one expired.
    Expired,
    /// It is accepted and good today.
    Good,
}

impl Requirement {
    /// Whether it is for somebody who offers these services.
    #[must_use]
    pub fn applies(&self, trades: &[Trade]) -> bool {
        let mut in_scope = trades
            .iter()
            .filter(|trade| self.category.is_none_or(|category| category == trade.category));
        if self.when_certified {
            in_scope.any(|trade| trade.needs_certificate)
        } else {
            self.category.is_none() || in_scope.next().is_some()
        }
    }

    /// How these documents meet it: the best of them counts.
    #[must_use]
    pub fn met(&self, papers: &[Paper], today: NaiveDate) -> Met {
        let mine = papers.iter().filter(|p| p.kind == self.kind && p.side == self.side);
        mine.map(|paper| match paper.state {
            DocumentState::Uploaded => (3, Met::Waiting),
            DocumentState::Accepted if paper.is_good(today) => (4, Met::Good),
            DocumentState::Accepted | DocumentState::Expired => (2, Met::Expired),
            DocumentState::Rejected => (1, Met::Rejected),
        })
        .max_by_key(|(rank, _)| *rank)
        .map_or(Met::Missing, |(_, met)| met)
    }
}

/// A requirement that is not met well enough.
pub type Lack = (DocumentKind, DocumentSide);

/// The needed documents that are neither sent nor good: what must be sent before an operator looks.
#[must_use]
pub fn to_send(
    rules: &[Requirement],
    trades: &[Trade],
    papers: &[Paper],
    today: NaiveDate,
) -> Vec<Lack> {
    lacking(rules, trades, |rule| matches!(rule.met(papers, today), Met::Waiting | Met::Good))
}

/// The needed documents that are not accepted and good today: what stands between an applicant
/// and its first job.
#[must_use]
pub fn to_accept(
    rules: &[Requirement],
    trades: &[Trade],
    papers: &[Paper],
    today: NaiveDate,
) -> Vec<Lack> {
    lacking(rules, trades, |rule| rule.met(papers, today) == Met::Good)
}

fn lacking(
    rules: &[Requirement],
    trades: &[Trade],
    is_met: impl Fn(&Requirement) -> bool,
) -> Vec<Lack> {
    let needed = rules.iter().filter(|rule| rule.is_required && rule.applies(trades));
    needed.filter(|rule| !is_met(rule)).map(|rule| (rule.kind, rule.side)).collect()
}

/// Whether all needed documents are good today, and the last day they all are.
///
/// Certificates are left out: an expired one closes the services that need it
/// (`OfferedService::is_certified`), not the provider.
#[must_use]
pub fn validity(
    rules: &[Requirement],
    trades: &[Trade],
    papers: &[Paper],
    today: NaiveDate,
) -> (bool, Option<NaiveDate>) {
    let needed: Vec<_> = rules
        .iter()
        .filter(|rule| rule.is_required && !rule.when_certified && rule.applies(trades))
        .collect();
    let valid = needed.iter().all(|rule| rule.met(papers, today) == Met::Good);
    let until = papers
        .iter()
        .filter(|paper| {
            paper.is_good(today)
                && needed.iter().any(|rule| rule.kind == paper.kind && rule.side == paper.side)
        })
        .filter_map(|paper| paper.expires_on)
        .min();
    (valid, until.filter(|_| valid))
}

/// The days before its end at which an expiry is announced.
pub const WARN_DAYS: [i32; 3] = [30, 15, 1];

/// Which announcement is due for a document that is good for `days_left` more days, when the
/// smallest made so far is `warned`.
#[must_use]
pub fn due_warning(days_left: i64, warned: Option<i32>) -> Option<i32> {
    let reached = WARN_DAYS.into_iter().filter(|days| days_left <= i64::from(*days)).min()?;
    warned.is_none_or(|before| reached < before).then_some(reached)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
    }

    fn rule(kind: DocumentKind) -> Requirement {
        let side = if kind == DocumentKind::NationalId {
            DocumentSide::Front
        } else {
            DocumentSide::Single
        };
        Requirement {
            category: None,
            kind,
            side,
            is_required: true,
            when_certified: kind == DocumentKind::SkillCertificate,
            needs_expiry: false,
        }
    }

    fn paper(kind: DocumentKind, state: DocumentState, expires_on: Option<NaiveDate>) -> Paper {
        let side = rule(kind).side;
        Paper { id: Uuid::nil().into(), kind, side, state, expires_on, note: None }
    }

    fn trade(category: u128, needs_certificate: bool) -> Trade {
        Trade { category: Uuid::from_u128(category).into(), needs_certificate }
    }

    #[test]
    fn a_document_is_good_through_its_last_day() {
        let p = paper(DocumentKind::CriminalRecord, DocumentState::Accepted, Some(day(10)));
        assert!(p.is_good(day(10)) && !p.is_good(day(11)));
    }

    #[test]
    fn certificates_are_needed_only_by_who_offers_a_certified_service() {
        let rules = [rule(DocumentKind::SkillCertificate)];
        assert!(to_send(&rules, &[trade(1, false)], &[], day(1)).is_empty());
        assert_eq!(to_send(&rules, &[trade(1, true)], &[], day(1)).len(), 1);
        // And a missing one never closes the provider as a whole.
        assert!(validity(&rules, &[trade(1, true)], &[], day(1)).0);
    }

    #[test]
    fn a_rule_of_a_category_is_for_that_category_only() {
        let tax = Requirement {
            category: Some(Uuid::from_u128(7).into()),
            ..rule(DocumentKind::TaxCard)
        };
        assert!(!tax.applies(&[]) && !tax.applies(&[trade(8, true)]));
        assert!(tax.applies(&[trade(8, false), trade(7, false)]));
    }

    #[test]
    fn sent_is_enough_to_submit_but_not_to_be_verified() {
        let rules = [rule(DocumentKind::Selfie)];
        let sent = [paper(DocumentKind::Selfie, DocumentState::Uploaded, None)];
        assert!(to_send(&rules, &[], &sent, day(1)).is_empty());
        assert_eq!(
            to_accept(&rules, &[], &sent, day(1)),
            [(DocumentKind::Selfie, DocumentSide::Single)]
        );
        let refused = [paper(DocumentKind::Selfie, DocumentState::Rejected, None)];
        assert_eq!(to_send(&rules, &[], &refused, day(1)).len(), 1);
    }

    #[test]
    fn a_renewal_that_waits_does_not_close_a_provider_whose_old_paper_is_good() {
        let rules = [rule(DocumentKind::CriminalRecord)];
        let papers = [
            paper(DocumentKind::CriminalRecord, DocumentState::Accepted, Some(day(20))),
            paper(DocumentKind::CriminalRecord, DocumentState::Uploaded, Some(day(30))),
        ];
        assert_eq!(validity(&rules, &[], &papers, day(20)), (true, Some(day(20))));
        assert_eq!(validity(&rules, &[], &papers, day(21)), (false, None));
    }

    #[test]
    fn each_threshold_is_announced_once_even_when_days_were_missed() {
        assert_eq!(due_warning(31, None), None);
        assert_eq!(due_warning(30, None), Some(30));
        assert_eq!(due_warning(29, Some(30)), None);
        assert_eq!(due_warning(3, Some(30)), Some(15));
        assert_eq!(due_warning(1, Some(15)), Some(1));
        assert_eq!(due_warning(0, Some(1)), None);
    }

    #[test]
    fn every_document_has_a_name_in_both_languages_and_only_the_card_has_sides() {
        for tag in [
            "national_id",
            "selfie",
            "criminal_record",
            "skill_certificate",
            "tax_card",
            "profile_photo",
        ] {
            let kind = DocumentKind::from_tag(tag).unwrap();
            assert_eq!(kind.tag(), tag);
            for side in [DocumentSide::Front, DocumentSide::Back, DocumentSide::Single] {
                assert_eq!(DocumentSide::from_tag(side.tag()), Some(side));
                assert_eq!(
                    kind.has_side(side),
                    (tag == "national_id") == (side != DocumentSide::Single)
                );
                assert!(!name(kind, side).ar.is_empty() && !name(kind, side).en.is_empty());
            }
        }
        assert_eq!(DocumentState::from_tag("lost"), None);
    }

    proptest! {
        #[test]
        fn whoever_is_valid_today_stays_so_exactly_until_the_last_day(
            ends in prop::collection::vec(1u32..28, 1..4),
            today in 1u32..28,
        ) {
            let kinds = [DocumentKind::Selfie, DocumentKind::CriminalRecord, DocumentKind::TaxCard];
            let rules: Vec<_> = kinds[..ends.len()].iter().map(|k| rule(*k)).collect();
            let papers: Vec<_> = kinds.iter().zip(&ends)
                .map(|(k, e)| paper(*k, DocumentState::Accepted, Some(day(*e))))
                .collect();
            let (valid, until) = validity(&rules, &[], &papers, day(today));
            prop_assert_eq!(valid, ends.iter().all(|e| today <= *e));
            if let Some(last) = until {
                prop_assert!(validity(&rules, &[], &papers, last).0);
                prop_assert!(!validity(&rules, &[], &papers, last.succ_opt().unwrap()).0);
            }
        }
    }
}
