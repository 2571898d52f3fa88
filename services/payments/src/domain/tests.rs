//! Laws that hold across templates.

use super::account::{Account, Kind};
use super::collect::Collected;
use super::explain::{Line, explain};
use super::fee::FeeSplit;
use super::refund::Refund;
use super::template::{AdjustmentSource, Template, Till};
use super::transfer::Posting;
use contracts::Settlement;
use contracts::booking::Verdict;
use kernel::ids::{ProviderId, UserId};
use kernel::{BasisPoints, Money};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Any price a booking can come with.
pub fn settlement() -> impl Strategy<Value = Settlement> {
    (0i64..10_000_000, 0i64..5_000_000, 0i64..12_000_000, 0i32..=4_000, any::<bool>()).prop_map(
        |(work, parts, promotion, commission, for_cash)| {
            let split = Settlement::of(
                Money::piastres(work),
                Money::piastres(parts),
                Money::piastres(promotion),
                BasisPoints::new(commission),
            );
            if for_cash { split.rounded_for_cash() } else { split }
        },
    )
}

fn customer() -> UserId {
    Uuid::from_u128(1).into()
}

fn provider() -> ProviderId {
    Uuid::from_u128(2).into()
}

fn template() -> impl Strategy<Value = Template> {
    let (customer, provider) = (customer(), provider());
    let amount = || (1i64..10_000_000).prop_map(Money::piastres);
    let till = || prop_oneof![Just(Till::Cash), Just(Till::Bank)];
    let source = || {
        prop_oneof![
            Just(AdjustmentSource::Cash),
            Just(AdjustmentSource::Bank),
            Just(AdjustmentSource::Goodwill),
            Just(AdjustmentSource::Promotion)
        ]
    };
    prop_oneof![
        (settlement(), 0i64..20_000_000, any::<bool>()).prop_map(move |(split, has, cash)| {
            let collected = if cash {
                Collected::in_cash(split.total)
            } else {
                Collected::from_wallet(split.total, Money::piastres(has))
            };
            Template::JobSettled { customer, provider, split, collected }
        }),
        (amount(), amount(), amount(), any::<bool>()).prop_map(move |(fee, share, has, bound)| {
            let fee = FeeSplit::of(fee, share, Verdict::CustomerAtFault, bound);
            let collected = Collected::from_wallet(fee.total, has);
            Template::FeeCharged { customer, provider: bound.then_some(provider), fee, collected }
        }),
        (amount(), source()).prop_map(move |(amount, source)| Template::WalletAdjusted {
            customer,
            amount,
            source
        }),
        (amount(), source()).prop_map(move |(amount, source)| Template::WalletAdjusted {
            customer,
            amount: -amount,
            source
        }),
        amount().prop_map(move |amount| Template::ReceivableCollected { customer, amount }),
        amount().prop_map(move |amount| Template::DisputeHeld { provider, amount }),
        amount().prop_map(move |amount| Template::DisputeReleased { provider, amount }),
        (settlement(), amount()).prop_map(move |(split, wanted)| Template::RefundedToWallet {
            customer,
            provider,
            refund: Refund::of(wanted, &split)
        }),
        (amount(), any::<bool>()).prop_map(move |(amount, by_provider)| {
            let provider = by_provider.then_some(provider);
            Template::CompensationPaid { customer, provider, amount }
        }),
        (amount(), any::<bool>()).prop_map(move |(amount, by_first)| {
            let first = by_first.then_some(provider);
            Template::WarrantyVisitPaid { first, second: Uuid::from_u128(3).into(), amount }
        }),
        amount().prop_map(move |amount| Template::WarrantyCharged { first: provider, amount }),
        amount().prop_map(move |amount| Template::WarrantyGivenBack { first: provider, amount }),
        (amount(), till()).prop_map(move |(amount, into)| Template::ProviderPaidDebt {
            provider,
            amount,
            into
        }),
        (amount(), till()).prop_map(move |(amount, from)| Template::ProviderPaidOut {
            provider,
            amount,
            from
        }),
    ]
}

fn on(postings: &[Posting], account: Account) -> Money {
    postings.iter().filter(|p| p.account == account).map(|p| p.amount).sum()
}

proptest! {
    #[test]
    fn every_template_is_balanced(template in template()) {
        let postings = template.postings();
        prop_assert_eq!(postings.iter().map(|p| p.amount).sum::<Money>(), Money::ZERO);
        prop_assert!(postings.len() != 1);
        let mut seen = BTreeMap::new();
        for posting in &postings {
            prop_assert!(!posting.amount.is_zero());
            prop_assert!(seen.insert(posting.account, ()).is_none(), "one posting an account");
        }
        prop_assert!(template.name().len() <= 40);
    }

    #[test]
    fn no_line_that_its_owner_sees_is_without_words(
        template in template(), is_reversal in any::<bool>(),
    ) {
        for posting in template.postings().iter().filter(|p| p.account.owner().is_some()) {
            let said = |template| explain(&Line {
                kind: posting.account.kind(),
                template,
                is_reversal,
                amount: posting.amount,
                booking: None,
            });
            let (text, nothing) = (said(template.name()), said("no such template"));
            prop_assert!(text.ar != nothing.ar && text.en != nothing.en, "{}", template.name());
        }
    }

    #[test]
    fn a_cash_job_takes_only_what_is_the_platforms_from_the_provider(split in settlement()) {
        let collected = Collected::in_cash(split.total);
        let job = Template::JobSettled { customer: customer(), provider: provider(), split, collected };
        let postings = job.postings();
        prop_assert_eq!(on(&postings, Account::Wallet(customer())), Money::ZERO);
        prop_assert_eq!(
            on(&postings, Account::Payable(provider())),
            split.promotion - split.commission - split.taxes - split.rounding
        );
        // With the cash in its hand the provider has exactly its earnings and the parts.
        prop_assert_eq!(
            split.total + on(&postings, Account::Payable(provider())),
            split.earnings + split.parts
        );
    }

    #[test]
    fn a_wallet_job_gives_the_provider_its_earnings_and_the_parts(
        split in settlement(), has in 0i64..20_000_000,
    ) {
        let collected = Collected::from_wallet(split.total, Money::piastres(has));
        let job = Template::JobSettled { customer: customer(), provider: provider(), split, collected };
        let postings = job.postings();
        prop_assert_eq!(on(&postings, Account::Payable(provider())), split.earnings + split.parts);
        prop_assert_eq!(on(&postings, Account::Revenue), split.commission);
        prop_assert_eq!(on(&postings, Account::Vat), split.taxes);
        prop_assert_eq!(on(&postings, Account::Wallet(customer())), -collected.wallet);
        prop_assert_eq!(on(&postings, Account::Receivable(customer())), -collected.receivable);
    }

    #[test]
    fn a_full_refund_leaves_nobody_with_anything_of_the_job(split in settlement()) {
        let (customer, provider) = (customer(), provider());
        let collected = Collected::from_wallet(split.total, split.total);
        let refund = Refund::of(split.total, &split);
        prop_assume!(split.total > Money::ZERO);
        let mut sums = BTreeMap::<Kind, Money>::new();
        for template in [
            Template::JobSettled { customer, provider, split, collected },
            Template::RefundedToWallet { customer, provider, refund },
        ] {
            for posting in template.postings() {
                *sums.entry(posting.account.kind()).or_default() += posting.amount;
            }
        }
        // The commission was earned and given back: revenue stands against refunds.
        prop_assert_eq!(sums.remove(&Kind::PlatformRevenue).unwrap_or_default(), split.commission);
        prop_assert_eq!(sums.remove(&Kind::Refunds).unwrap_or_default(), -split.commission);
        prop_assert!(sums.values().all(|sum| sum.is_zero()), "{:?}", sums);
    }

    #[test]
    fn a_fee_pays_the_provider_the_platform_and_the_tax(
        fee in 1i64..1_000_000, share in 0i64..1_000_000, has in 0i64..1_000_000,
    ) {
        let fee = FeeSplit::of(
            Money::piastres(fee), Money::piastres(share), Verdict::CustomerAtFault, true,
        );
        let collected = Collected::from_wallet(fee.total, Money::piastres(has));
        let template = Template::FeeCharged {
            customer: customer(), provider: Some(provider()), fee, collected,
        };
        let postings = template.postings();
        prop_assert_eq!(on(&postings, Account::Payable(provider())), fee.to_provider);
        prop_assert_eq!(on(&postings, Account::Revenue), fee.net);
        prop_assert_eq!(on(&postings, Account::Vat), fee.vat);
    }
}

#[test]
fn the_worked_example_of_the_tax_reference_is_posted() {
    let split = Settlement::of(Money::egp(500), Money::ZERO, Money::ZERO, BasisPoints::percent(15));
    let job = Template::JobSettled {
        customer: customer(),
        provider: provider(),
        split,
        collected: Collected::in_cash(split.total),
    };
    assert_eq!(job.name(), "cash_job_settled");
    assert_eq!(
        job.postings(),
        [
            Posting { account: Account::Payable(provider()), amount: Money::piastres(-8_550) },
            Posting { account: Account::Revenue, amount: Money::egp(75) },
            Posting { account: Account::Vat, amount: Money::piastres(1_050) },
        ]
    );
}

#[test]
fn a_free_visit_moves_nothing() {
    let job = Template::JobSettled {
        customer: customer(),
        provider: provider(),
        split: Settlement::default(),
        collected: Collected::default(),
    };
    assert!(job.postings().is_empty());
}

#[test]
fn only_what_operators_and_cancellations_did_can_be_undone() {
    for (name, may) in [
        ("wallet_adjusted", true),
        ("provider_payout", true),
        ("cancellation_fee", true),
        ("cash_job_settled", false),
        ("refund_to_wallet", false),
        ("reversal", false),
    ] {
        assert_eq!(Template::is_reversible(name), may, "{name}");
    }
}
