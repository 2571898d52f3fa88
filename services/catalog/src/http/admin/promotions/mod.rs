//! `/admin/promotions`.

pub mod create;
pub mod list;
pub mod update;

use crate::domain::promotion::{Limits, Promotion, PromotionId, Reduction, parse_code};
use crate::http::fields;
use crate::store::promotions::StoredPromotion;
use kernel::ids::{CategoryId, TypedId};
use kernel::{DateTime, Fields, Invalid, InvalidFields, Localized, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A promotion as operators write it: either a share with an upper bound, or an amount.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromotionIn {
    /// What people type.
    #[schema(example = "WELCOME20")]
    code: String,
    /// Its name.
    name: Localized,
    /// The share it takes off, in hundredths of a percent.
    #[schema(example = 2000, minimum = 1, maximum = 10000)]
    percent_bp: Option<i32>,
    /// The most the share takes off.
    max_discount: Option<Money>,
    /// The amount it takes off.
    amount: Option<Money>,
    /// The lowest price it counts for; nothing when absent.
    min_total: Option<Money>,
    /// The only category it counts for.
    category_id: Option<CategoryId>,
    /// From when.
    valid_from: DateTime,
    /// Until when.
    valid_until: DateTime,
    /// Whether it counts; yes when absent.
    is_active: Option<bool>,
    /// How often it may be used in all; without a limit when absent.
    #[schema(example = 1000, minimum = 1, maximum = 10000000)]
    max_uses: Option<i32>,
    /// How often one customer may use it; without a limit when absent.
    #[schema(example = 1, minimum = 1, maximum = 1000)]
    max_uses_per_customer: Option<i32>,
    /// How much it may give away in all; without a limit when absent.
    budget: Option<Money>,
    /// The version that is changed; only to change one.
    version: Option<i64>,
}

impl PromotionIn {
    fn parse(&self, fields: &mut Fields, id: PromotionId) -> Option<Promotion> {
        let code = fields.take("code", parse_code(&self.code));
        let name = fields::name(fields, "name", &self.name);
        let reduction = self.reduction(fields);
        let least = self.min_total.unwrap_or(Money::ZERO);
        let min_total = fields::money(fields, "minTotal", least, Money::ZERO);
        let limits = self.limits(fields);
        let in_order = self.valid_from < self.valid_until;
        let valid = fields.take(
            "validUntil",
            in_order.then_some(()).ok_or_else(|| {
                Invalid::new(
                    "catalog.validity",
                    "اختر نهاية بعد البداية.",
                    "Choose an end after the start.",
                )
            }),
        );
        valid?;
        Some(Promotion {
            id,
            code: code?,
            name: name?,
            reduction: reduction?,
            min_total: min_total?,
            category_id: self.category_id,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            is_active: self.is_active.unwrap_or(true),
            limits: limits?,
        })
    }

    fn limits(&self, fields: &mut Fields) -> Option<Limits> {
        let within = |number: Option<i32>, most| number.is_none_or(|n| (1..=most).contains(&n));
        let uses = within(self.max_uses, 10_000_000);
        fields.check(uses, "maxUses", || out_of_range(10_000_000));
        let per_customer = within(self.max_uses_per_customer, 1_000);
        fields.check(per_customer, "maxUsesPerCustomer", || out_of_range(1_000));
        let budget = match self.budget {
            Some(budget) => Some(fields::money(fields, "budget", budget, Money::piastres(1))?),
            None => None,
        };
        let limits =
            Limits { uses: self.max_uses, per_customer: self.max_uses_per_customer, budget };
        (uses && per_customer).then_some(limits)
    }

    fn reduction(&self, fields: &mut Fields) -> Option<Reduction> {
        let one = Money::piastres(1);
        match (self.percent_bp, self.amount) {
            (Some(bp), None) => {
                let share = fields::share(fields, "percentBp", bp, 1..=10_000);
                let bound = fields
                    .take("maxDiscount", self.max_discount.ok_or_else(Invalid::required))
                    .and_then(|bound| fields::money(fields, "maxDiscount", bound, one));
                Some(Reduction::Percent { share: share?, at_most: bound? })
            }
            (None, Some(amount)) => {
                fields::money(fields, "amount", amount, one).map(Reduction::Amount)
            }
            _ => {
                fields.refuse(
                    "percentBp",
                    Invalid::new(
                        "catalog.share_or_amount",
                        "حدد نسبة أو مبلغًا، أحدهما فقط.",
                        "Give either a share or an amount.",
                    ),
                );
                None
            }
        }
    }

    fn parse_new(&self, id: PromotionId) -> Result<Promotion, InvalidFields> {
        let mut fields = Fields::new();
        self.parse(&mut fields, id).ok_or_else(|| fields.into_error())
    }

    fn parse_change(&self, id: PromotionId) -> Result<(i64, Promotion), InvalidFields> {
        let mut fields = Fields::new();
        let version = fields::version(&mut fields, self.version);
        let new = self.parse(&mut fields, id);
        version.zip(new).ok_or_else(|| fields.into_error())
    }
}

fn out_of_range(most: i32) -> Invalid {
    Invalid::new(
        "out_of_range",
        format!("اكتب عددًا من 1 إلى {most}."),
        format!("Give a number from 1 to {most}."),
    )
}

/// A promotion as operators see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminPromotionOut {
    /// The promotion.
    id: Uuid,
    /// What people type.
    #[schema(example = "WELCOME20")]
    code: String,
    /// Its name.
    name: Localized,
    /// The share it takes off, in hundredths of a percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent_bp: Option<i32>,
    /// The most the share takes off.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_discount: Option<Money>,
    /// The amount it takes off.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Money>,
    /// The lowest price it counts for.
    min_total: Money,
    /// The only category it counts for.
    #[serde(skip_serializing_if = "Option::is_none")]
    category_id: Option<CategoryId>,
    /// From when.
    valid_from: DateTime,
    /// Until when.
    valid_until: DateTime,
    /// Whether it counts.
    is_active: bool,
    /// How often it may be used in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_uses: Option<i32>,
    /// How often one customer may use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_uses_per_customer: Option<i32>,
    /// How much it may give away in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<Money>,
    /// How often it was used.
    uses: i32,
    /// How much it gave away.
    spent: Money,
    /// Counts changes; send it back with a change.
    version: i64,
}

impl From<StoredPromotion> for AdminPromotionOut {
    fn from(stored: StoredPromotion) -> Self {
        let promotion = stored.promotion;
        let (percent_bp, max_discount, amount) = match promotion.reduction {
            Reduction::Percent { share, at_most } => (Some(share.get()), Some(at_most), None),
            Reduction::Amount(amount) => (None, None, Some(amount)),
        };
        Self {
            id: promotion.id.uuid(),
            code: promotion.code,
            name: promotion.name,
            percent_bp,
            max_discount,
            amount,
            min_total: promotion.min_total,
            category_id: promotion.category_id,
            valid_from: promotion.valid_from,
            valid_until: promotion.valid_until,
            is_active: promotion.is_active,
            max_uses: promotion.limits.uses,
            max_uses_per_customer: promotion.limits.per_customer,
            budget: promotion.limits.budget,
            uses: stored.used.uses,
            spent: stored.used.spent,
            version: stored.version,
        }
    }
}
