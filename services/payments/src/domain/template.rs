//! Everything that can happen to money, each as a function from facts to balanced postings.

use super::account::Account;
use super::collect::Collected;
use super::fee::FeeSplit;
use super::refund::Refund;
use super::transfer::{Posting, Transfers};
use contracts::Settlement;
use contracts::booking::CompensationDue;
use kernel::Money;
use kernel::ids::{ProviderId, UserId};
use serde::{Deserialize, Serialize};

/// Where the platform's own money lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Till {
    /// In the till.
    Cash,
    /// In the bank account.
    Bank,
}

impl Till {
    fn account(self) -> Account {
        match self {
            Self::Cash => Account::Cash,
            Self::Bank => Account::Bank,
        }
    }
}

/// What stands behind an adjustment of a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentSource {
    /// Cash that changed hands.
    Cash,
    /// A bank transfer.
    Bank,
    /// The platform's own goodwill.
    Goodwill,
    /// A promotion paid by the platform.
    Promotion,
}

impl AdjustmentSource {
    fn account(self) -> Account {
        match self {
            Self::Cash => Account::Cash,
            Self::Bank => Account::Bank,
            Self::Goodwill => Account::Refunds,
            Self::Promotion => Account::Promotions,
        }
    }
}

/// A thing that happened to money.
#[derive(Clone, Copy, Debug)]
pub enum Template {
    /// A job is done and paid. Cash is already with the provider: then only what is the
    /// platform's is posted against it.
    JobSettled {
        /// Who paid.
        customer: UserId,
        /// Who worked.
        provider: ProviderId,
        /// The price, divided.
        split: Settlement,
        /// Where the total came from.
        collected: Collected,
    },
    /// A cancellation that costs.
    FeeCharged {
        /// Who pays.
        customer: UserId,
        /// Who is paid for the wasted time.
        provider: Option<ProviderId>,
        /// The fee, divided.
        fee: FeeSplit,
        /// Where it came from.
        collected: Collected,
    },
    /// What a customer owed is taken from its wallet.
    ReceivableCollected {
        /// Who owed.
        customer: UserId,
        /// How much.
        amount: Money,
    },
    /// An operator puts money into a wallet, or with a negative amount takes it out.
    WalletAdjusted {
        /// Whose wallet.
        customer: UserId,
        /// How much.
        amount: Money,
        /// What stands behind it.
        source: AdjustmentSource,
    },
    /// A provider's share of a disputed job is put aside.
    DisputeHeld {
        /// Whose share.
        provider: ProviderId,
        /// How much.
        amount: Money,
    },
    /// The dispute is over: what was put aside goes back to the provider. A refund is an entry
    /// of its own.
    DisputeReleased {
        /// Whose share.
        provider: ProviderId,
        /// How much.
        amount: Money,
    },
    /// Money of a settled job goes back to the customer's wallet, borne by everybody who got
    /// some of it.
    RefundedToWallet {
        /// Who gets it.
        customer: UserId,
        /// Who worked.
        provider: ProviderId,
        /// Who bears how much.
        refund: Refund,
    },
    /// A customer gets something for time it lost by a provider's fault.
    CompensationPaid {
        /// Who lost time.
        customer: UserId,
        /// Who pays; nobody is the platform.
        provider: Option<ProviderId>,
        /// How much.
        amount: Money,
    },
    /// Another provider made a warranty visit for work of the first one: it is paid what that work
    /// earns, by the platform. By the first one, as events from before verdicts decided it say.
    WarrantyVisitPaid {
        /// Whose work it was, if it pays.
        first: Option<ProviderId>,
        /// Who went.
        second: ProviderId,
        /// How much.
        amount: Money,
    },
    /// The first provider's work was at fault and it let another one repair it: it bears the visit,
    /// as far as that work's earnings go.
    WarrantyCharged {
        /// Whose work it was.
        first: ProviderId,
        /// How much.
        amount: Money,
    },
    /// The first provider's work was fine: what it was charged for the visit goes back.
    WarrantyGivenBack {
        /// Whose work it was.
        first: ProviderId,
        /// How much.
        amount: Money,
    },
    /// A provider paid what it owed.
    ProviderPaidDebt {
        /// Who paid.
        provider: ProviderId,
        /// How much.
        amount: Money,
        /// Where the money lies now.
        into: Till,
    },
    /// The platform paid a provider.
    ProviderPaidOut {
        /// Who was paid.
        provider: ProviderId,
        /// How much.
        amount: Money,
        /// Where the money came from.
        from: Till,
    },
}

/// The name of entries that undo another.
pub const REVERSAL: &str = "reversal";

impl Template {
    /// The stable name, as stored with the entry.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::JobSettled { collected, .. } if collected.cash.is_zero() => "wallet_job_settled",
            Self::JobSettled { .. } => "cash_job_settled",
            Self::FeeCharged { .. } => "cancellation_fee",
            Self::ReceivableCollected { .. } => "receivable_collected",
            Self::WalletAdjusted { source: AdjustmentSource::Promotion, .. } => "promotion_paid",
            Self::WalletAdjusted { .. } => "wallet_adjusted",
            Self::DisputeHeld { .. } => "dispute_held",
            Self::DisputeReleased { .. } => "dispute_released",
            Self::RefundedToWallet { .. } => "refund_to_wallet",
            Self::CompensationPaid { .. } => "compensation_paid",
            Self::WarrantyVisitPaid { .. } => "warranty_visit_paid",
            Self::WarrantyCharged { .. } => "warranty_charged",
            Self::WarrantyGivenBack { .. } => "warranty_given_back",
            Self::ProviderPaidDebt { .. } => "provider_debt_paid",
            Self::ProviderPaidOut { .. } => "provider_payout",
        }
    }

    /// Whether an operator may undo an entry of this name. What events made is undone by what
    /// follows in the booking's life (a dispute and its decision), or receipts would lie.
    #[must_use]
    pub fn is_reversible(name: &str) -> bool {
        matches!(
            name,
            "cancellation_fee"
                | "compensation_paid"
                | "warranty_visit_paid"
                | "promotion_paid"
                | "wallet_adjusted"
                | "provider_debt_paid"
                | "provider_payout"
        )
    }

    /// What an event says a customer gets for lost time. Nothing when the provider should pay and is
    /// not named: the platform does not pay instead.
    #[must_use]
    pub fn compensation(due: &CompensationDue) -> Option<Self> {
        let provider = due.booking.provider_id.filter(|_| due.by_provider);
        if due.by_provider && provider.is_none() {
            return None;
        }
        let (customer, amount) = (due.booking.customer_id, due.amount.max(Money::ZERO));
        Some(Self::CompensationPaid { customer, provider, amount })
    }

    /// What it does to the accounts. Empty when no money moved (a free warranty visit).
    #[must_use]
    pub fn postings(&self) -> Vec<Posting> {
        match *self {
            Self::JobSettled { customer, provider, split, collected } => {
                job_settled(customer, provider, &split, &collected)
            }
            Self::FeeCharged { customer, provider, fee, collected } => {
                fee_charged(customer, provider, &fee, &collected)
            }
            Self::ReceivableCollected { customer, amount } => {
                one(Account::Wallet(customer), Account::Receivable(customer), amount)
            }
            Self::WalletAdjusted { customer, amount, source } => {
                one(source.account(), Account::Wallet(customer), amount)
            }
            Self::DisputeHeld { provider, amount } => {
                one(Account::Payable(provider), Account::Disputes, amount)
            }
            Self::DisputeReleased { provider, amount } => {
                one(Account::Disputes, Account::Payable(provider), amount)
            }
            Self::RefundedToWallet { customer, provider, refund } => {
                refunded(customer, provider, &refund)
            }
            Self::CompensationPaid { customer, provider, amount } => {
                let from = provider.map_or(Account::Refunds, Account::Payable);
                one(from, Account::Wallet(customer), amount)
            }
            Self::WarrantyVisitPaid { first, second, amount } => {
                let from = first.map_or(Account::Refunds, Account::Payable);
                one(from, Account::Payable(second), amount)
            }
            Self::WarrantyCharged { first, amount } => {
                one(Account::Payable(first), Account::Refunds, amount)
            }
            Self::WarrantyGivenBack { first, amount } => {
                one(Account::Refunds, Account::Payable(first), amount)
            }
            Self::ProviderPaidDebt { provider, amount, into } => {
                one(into.account(), Account::Payable(provider), amount)
            }
            Self::ProviderPaidOut { provider, amount, from } => {
                one(Account::Payable(provider), from.account(), amount)
            }
        }
    }
}

fn one(from: Account, to: Account, amount: Money) -> Vec<Posting> {
    Transfers::new().pay(from, to, amount).into_postings()
}

/// The provider receives the whole price, from the customer's accounts or in its hand, and the
/// promotion; the platform takes its commission, the VAT on it and what rounding left.
fn job_settled(
    customer: UserId,
    provider: ProviderId,
    split: &Settlement,
    collected: &Collected,
) -> Vec<Posting> {
    let payable = Account::Payable(provider);
    Transfers::new()
        .pay(Account::Wallet(customer), payable, collected.wallet)
        .pay(Account::Receivable(customer), payable, collected.receivable)
        .pay(Account::Promotions, payable, split.promotion)
        .pay(payable, Account::Revenue, split.commission)
        .pay(payable, Account::Vat, split.taxes)
        .pay(payable, Account::Rounding, split.rounding)
        .into_postings()
}

fn fee_charged(
    customer: UserId,
    provider: Option<ProviderId>,
    fee: &FeeSplit,
    collected: &Collected,
) -> Vec<Posting> {
    let transfers = Transfers::new()
        .pay(Account::Wallet(customer), Account::Revenue, collected.wallet)
        .pay(Account::Receivable(customer), Account::Revenue, collected.receivable)
        .pay(Account::Revenue, Account::Vat, fee.vat);
    match provider {
        Some(provider) => {
            transfers.pay(Account::Revenue, Account::Payable(provider), fee.to_provider)
        }
        None => transfers,
    }
    .into_postings()
}

fn refunded(customer: UserId, provider: ProviderId, refund: &Refund) -> Vec<Posting> {
    let wallet = Account::Wallet(customer);
    Transfers::new()
        .pay(Account::Payable(provider), wallet, refund.by_provider)
        .pay(Account::Refunds, wallet, refund.commission + refund.goodwill)
        .pay(Account::Vat, wallet, refund.taxes)
        .pay(Account::Rounding, wallet, refund.rounding)
        .pay(wallet, Account::Promotions, refund.promotion)
        .into_postings()
}
