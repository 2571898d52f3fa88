//! Fields that several requests share.

use crate::domain::ProposedLine;
use crate::store::proposals::Line;
use contracts::catalog::LineKind;
use kernel::text::{line, optional_paragraph, paragraph};
use kernel::{Fields, Invalid, InvalidFields, Money};
use serde::Deserialize;
use uuid::Uuid;

/// A command without input.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookingMoveIn {}

/// Why staff does something.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingReasonIn {
    /// Why, 1 to 500 characters; kept in the audit log.
    #[schema(example = "العميل اتصل وطلب الإلغاء", max_length = 500)]
    pub reason: String,
}

impl BookingReasonIn {
    /// The checked reason.
    pub fn parse(&self) -> Result<String, InvalidFields> {
        paragraph(&self.reason, 500).map_err(|invalid| InvalidFields::one("reason", invalid))
    }
}

/// A reason that may be missing.
pub fn reason(fields: &mut Fields, text: Option<&str>) -> Option<String> {
    fields.take("reason", optional_paragraph(text, 500)).flatten()
}

/// The most a line may cost for one: a hundred thousand pounds.
const DEAREST: Money = Money::egp(100_000);

/// A proposed line of labour or parts.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "kind": "labour", "name": "تغيير خلاط", "quantity": 1,
    "unitPrice": {"amount": 35000, "currency": "EGP"}
}))]
pub struct ProposalLineIn {
    /// `labour` or `parts`.
    pub kind: LineKind,
    /// What it is, 1 to 120 characters.
    #[schema(example = "تغيير خلاط", max_length = 120)]
    pub name: String,
    /// How many, 1 to 1000.
    #[schema(example = 1, minimum = 1, maximum = 1000)]
    pub quantity: u32,
    /// Price of one.
    pub unit_price: Money,
    /// The picture of the part and its receipt (change orders only; needed for parts).
    pub photo_id: Option<Uuid>,
}

/// The checked lines and note of an estimate or change order.
pub fn proposal(
    lines: &[ProposalLineIn],
    note: Option<&str>,
) -> Result<(Vec<Line>, Option<String>), InvalidFields> {
    let mut fields = Fields::new();
    let note = fields.take("note", optional_paragraph(note, 1_000)).flatten();
    fields.check((1..=50).contains(&lines.len()), "lines", || {
        Invalid::new("proposal.lines", "أضف من بند واحد إلى 50 بندًا.", "Give 1 to 50 lines.")
    });
    let parsed: Vec<Option<Line>> = lines
        .iter()
        .enumerate()
        .map(|(index, input)| proposal_line(&mut fields, index, input))
        .collect();
    fields.finish()?;
    Ok((parsed.into_iter().flatten().collect(), note))
}

/// The lines of an estimate: nothing was bought yet, so there are no pictures.
pub fn without_photos(lines: Vec<Line>) -> Result<Vec<ProposedLine>, InvalidFields> {
    let mut fields = Fields::new();
    for (index, line) in lines.iter().enumerate() {
        fields.check(line.photo_id.is_none(), format!("lines[{index}].photoId"), || {
            Invalid::new(
                "proposal.no_photos",
                "صور القطع تُضاف لاحقًا بعد شرائها، لا مع التقدير.",
                "Pictures of parts are added once they are bought, not with the estimate.",
            )
        });
    }
    fields.finish()?;
    Ok(lines.into_iter().map(|line| line.line).collect())
}

fn proposal_line(fields: &mut Fields, index: usize, input: &ProposalLineIn) -> Option<Line> {
    let at = |name: &str| format!("lines[{index}].{name}");
    let name = fields.take(at("name"), line(&input.name, 120));
    let kind = matches!(input.kind, LineKind::Labour | LineKind::Parts);
    fields.check(kind, at("kind"), || {
        Invalid::new(
            "proposal.kind",
            "نوع البند إما مصنعية أو قطع غيار.",
            "A line is either labour or parts.",
        )
    });
    fields.check((1..=1_000).contains(&input.quantity), at("quantity"), || {
        Invalid::new("out_of_range", "العدد من 1 إلى 1000.", "The quantity is 1 to 1000.")
    });
    let price = input.unit_price;
    fields.check(price > Money::ZERO && price <= DEAREST, at("unitPrice"), || {
        Invalid::new(
            "out_of_range",
            "السعر يجب أن يكون أكبر من صفر وحتى 100 ألف جنيه.",
            "The price must be more than nothing and at most 100,000 EGP.",
        )
    });
    let line =
        ProposedLine { kind: input.kind, name: name?, quantity: input.quantity, unit_price: price };
    Some(Line { line, photo_id: input.photo_id })
}

#[cfg(test)]
mod tests {
    use super::{ProposalLineIn, proposal};
    use contracts::catalog::LineKind;
    use kernel::Money;

    fn line(kind: LineKind, name: &str, quantity: u32, egp: i64) -> ProposalLineIn {
        let unit_price = Money::egp(egp);
        ProposalLineIn { kind, name: name.into(), quantity, unit_price, photo_id: None }
    }

    #[test]
    fn every_wrong_field_is_named() {
        let lines = [line(LineKind::Labour, "خلاط", 1, 100), line(LineKind::Promotion, " ", 0, 0)];
        let wrong = proposal(&lines, None).unwrap_err();
        let names: Vec<_> = wrong.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            names,
            ["lines[1].name", "lines[1].kind", "lines[1].quantity", "lines[1].unitPrice"]
        );
        assert!(proposal(&[], None).is_err());
        assert_eq!(proposal(&lines[..1], Some(" ")).unwrap().0.len(), 1);
    }
}
