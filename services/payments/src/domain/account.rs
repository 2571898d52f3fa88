//! The chart of accounts. `README.md` has a T-account for each template.

use kernel::ids::{ProviderId, UserId};
use uuid::Uuid;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $tag:literal),+ $(,)?) => {
        /// A kind of account.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
            serde::Deserialize, utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        #[schema(as = AccountKind)]
        pub enum Kind { $($(#[$doc])* $name),+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable name, as stored.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag),+ }
            }

            /// Reads a stored name.
            #[must_use]
            pub fn from_tag(tag: &str) -> Option<Self> {
                match tag { $($tag => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

// The order is the order in which rows are locked: customers, then providers.
kinds! {
    /// What the platform keeps for a customer. Never below zero.
    CustomerWallet = "customer_wallet",
    /// What a customer owes the platform. Never above zero.
    CustomerReceivable = "customer_receivable",
    /// What the platform owes a provider; below zero is the provider's debt.
    ProviderPayable = "provider_payable",
    /// What a payment gateway has collected and not yet paid to the platform. Opened with the
    /// first gateway that is connected.
    GatewayClearing = "gateway_clearing",
    /// The platform's till.
    CashInHand = "cash_in_hand",
    /// The platform's bank account.
    Bank = "bank",
    /// What the platform earned: commissions and its share of fees, without VAT.
    PlatformRevenue = "platform_revenue",
    /// VAT the platform owes the tax authority.
    VatPayable = "vat_payable",
    /// What the platform gave away to win customers.
    Promotions = "promotions",
    /// What the platform gave back of its own: returned commissions, goodwill.
    Refunds = "refunds",
    /// Providers' shares that wait for the decision of a dispute.
    DisputesHeld = "disputes_held",
    /// Piastres that rounding left over.
    Rounding = "rounding",
}

/// One account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// A customer's wallet.
    Wallet(UserId),
    /// What a customer owes.
    Receivable(UserId),
    /// What a provider is owed.
    Payable(ProviderId),
    /// The till.
    Cash,
    /// The bank account.
    Bank,
    /// Revenue.
    Revenue,
    /// VAT.
    Vat,
    /// Promotions.
    Promotions,
    /// Refunds.
    Refunds,
    /// Disputes.
    Disputes,
    /// Rounding.
    Rounding,
}

impl Account {
    /// Its kind.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Wallet(_) => Kind::CustomerWallet,
            Self::Receivable(_) => Kind::CustomerReceivable,
            Self::Payable(_) => Kind::ProviderPayable,
            Self::Cash => Kind::CashInHand,
            Self::Bank => Kind::Bank,
            Self::Revenue => Kind::PlatformRevenue,
            Self::Vat => Kind::VatPayable,
            Self::Promotions => Kind::Promotions,
            Self::Refunds => Kind::Refunds,
            Self::Disputes => Kind::DisputesHeld,
            Self::Rounding => Kind::Rounding,
        }
    }

    /// Whose it is; nobody's for the platform's own.
    #[must_use]
    pub fn owner(self) -> Option<Uuid> {
        match self {
            Self::Wallet(user) | Self::Receivable(user) => Some(user.uuid()),
            Self::Payable(provider) => Some(provider.uuid()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn stored_names_round_trip() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_tag(kind.tag()), Some(*kind));
        }
        assert_eq!(Kind::from_tag("mattress"), None);
    }
}
