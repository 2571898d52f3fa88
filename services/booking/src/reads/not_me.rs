//! "Why not me": what became of a provider in the searches that considered it. Its own outcome only,
//! and nothing of the customer, of the others, or of who blocked whom.

use super::matching::reasons;
use crate::matching::{gate_of, term_advice};
use chassis::StoreError;
use dispatch::Gate;
use httpkit::Cursor;
use kernel::ids::{ProviderId, SearchId, ServiceId};
use kernel::{DateTime, Localized};
use serde::Serialize;
use sqlx::PgConnection;

/// How many terms are explained: more would hide what matters.
const TERMS_TOLD: usize = 3;

/// A search that considered the caller, and what became of it there.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderSearchOut {
    /// The search.
    pub search_id: SearchId,
    /// The service.
    pub service_id: ServiceId,
    /// Its name.
    pub service_name: Localized,
    /// The district.
    pub district: Localized,
    /// Whether it was wanted now.
    pub instant: bool,
    /// The planned start.
    pub starts_at: DateTime,
    /// How far it was, in metres, where that was known.
    #[schema(example = 2400)]
    pub distance_m: Option<i32>,
    /// `offered`, `not_eligible`, `too_far`, `others_first`, `other_request` (you got another request
    /// at the same time) or `waiting` (the search still waits for the best match).
    #[schema(example = "not_eligible")]
    pub outcome: String,
    /// Why, and what can be done about it; the most important first.
    pub reasons: Vec<NotMeReasonOut>,
    /// Your place in the order of asking, from 1, if you could be asked.
    #[schema(example = 3)]
    pub rank: Option<i32>,
    /// When it was decided.
    pub decided_at: DateTime,
}

/// One reason.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotMeReasonOut {
    /// The stable name.
    #[schema(example = "offline")]
    pub code: String,
    /// What it was and what to do about it.
    pub text: Localized,
}

impl NotMeReasonOut {
    fn new(code: &str, ar: &str, en: &str) -> Self {
        Self { code: code.to_owned(), text: Localized::new(ar, en) }
    }

    /// Of a gate. That a customer blocked somebody stays between the customer and us.
    fn of_gate(gate: Gate) -> Self {
        let code = if gate == Gate::BlockedByCustomer { "customers_choice" } else { gate.tag() };
        Self { code: code.to_owned(), text: gate.text() }
    }
}

impl ProviderSearchOut {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.decided_at, id: self.search_id.uuid() }
    }
}

/// Up to `limit + 1` searches that considered a provider from `cursor` on, newest first; of each
/// search its last word.
///
/// # Errors
/// When the database is away.
pub async fn searches_of(
    db: &mut PgConnection,
    provider: ProviderId,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Vec<ProviderSearchOut>, StoreError> {
    let rows = sqlx::query!(
        r#"select o.search_id, o.fate, o.gate, o.rank, o.terms, o.taken, o.distance_m, o.created_at,
                  r.waits, b.service_id, b.service_name_ar, b.service_name_en, b.district_ar,
                  b.district_en, b.instant, b.scheduled_date,
                  exists (select from booking.offers f where f.search_id = o.search_id
                      and f.provider_id = o.provider_id) as "offered!"
           from booking.search_outcomes o
           join booking.search_rounds r on r.search_id = o.search_id and r.round = o.round
           join booking.searches s on s.id = o.search_id
           join booking.bookings b on b.id = s.booking_id
           where o.provider_id = $1
             and ($2::timestamptz is null or (o.created_at, o.search_id) < ($2, $3))
             and not exists (select from booking.search_outcomes later
                 where later.search_id = o.search_id and later.provider_id = o.provider_id
                   and later.round > o.round)
           order by o.created_at desc, o.search_id desc limit $4"#,
        provider.uuid(),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(db)
    .await?;
    let shown = rows.into_iter().map(|row| {
        let gate = row.gate.as_deref().and_then(gate_of);
        let terms: Vec<String> = reasons(row.terms.as_ref())
            .into_iter()
            .filter(|reason| reason.ms > 0)
            .map(|reason| reason.term)
            .collect();
        // Who was asked and declined is gated in later rounds; what counts is that it was asked.
        let told = match (row.offered, gate, row.fate.as_str()) {
            (true, ..) => offered(),
            (_, Some(gate), _) => ("not_eligible", vec![NotMeReasonOut::of_gate(gate)]),
            (_, _, "out_of_radius") => too_far(),
            _ if row.taken => other_request(),
            _ if row.waits => waiting(),
            _ => ("others_first", others_first(&terms)),
        };
        ProviderSearchOut {
            search_id: row.search_id.into(),
            service_id: row.service_id.into(),
            service_name: Localized::new(row.service_name_ar, row.service_name_en),
            district: Localized::new(row.district_ar, row.district_en),
            instant: row.instant,
            starts_at: row.scheduled_date,
            distance_m: row.distance_m,
            outcome: told.0.to_owned(),
            reasons: told.1,
            rank: row.rank,
            decided_at: row.created_at,
        }
    });
    Ok(shown.collect())
}

type Told = (&'static str, Vec<NotMeReasonOut>);

fn offered() -> Told {
    let reason =
        NotMeReasonOut::new("offered", "عُرض عليك هذا الطلب.", "This request was offered to you.");
    ("offered", vec![reason])
}

fn too_far() -> Told {
    let reason = NotMeReasonOut::new(
        "too_far",
        "وُجد فني أقرب قبل أن يصل البحث إليك. كن متاحًا قرب الأماكن المزدحمة بالطلبات.",
        "Somebody nearer was found before the search reached you. Be available near where requests come from.",
    );
    ("too_far", vec![reason])
}

fn other_request() -> Told {
    let reason = NotMeReasonOut::new(
        "other_request",
        "عُرض عليك طلب آخر في اللحظة نفسها. لا شيء مطلوب منك.",
        "You were offered another request at the same moment. You need not do anything.",
    );
    ("other_request", vec![reason])
}

fn waiting() -> Told {
    let reason = NotMeReasonOut::new(
        "waiting",
        "ما زلنا نبحث لهذا الموعد عن الأنسب، وقد يصلك العرض لاحقًا.",
        "We are still looking for the best match for this visit; it may yet be offered to you.",
    );
    ("waiting", vec![reason])
}

/// The terms that counted most against it, as far as it can do anything about them.
fn others_first(terms: &[String]) -> Vec<NotMeReasonOut> {
    let mut told: Vec<NotMeReasonOut> = Vec::new();
    for term in terms {
        let Some(text) = term_advice(term) else { continue };
        if told.iter().all(|reason| reason.text != text) {
            told.push(NotMeReasonOut { code: term.clone(), text });
        }
        if told.len() == TERMS_TOLD {
            break;
        }
    }
    if told.is_empty() {
        told.push(NotMeReasonOut::new(
            "others_first",
            "كنت مؤهلًا، وكان غيرك أنسب لهذا الطلب قليلًا. لا شيء مطلوب منك.",
            "You were eligible; others suited this request a little better. You need not do anything.",
        ));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::{NotMeReasonOut, others_first};
    use dispatch::Gate;

    #[test]
    fn the_dearest_terms_are_told_once_each_and_wishes_never() {
        let terms = ["gender", "completion", "dropping", "travel", "price", "rating"];
        let told = others_first(&terms.map(str::to_owned));
        let codes: Vec<_> = told.iter().map(|reason| reason.code.as_str()).collect();
        assert_eq!(codes, ["completion", "travel", "price"]);
        assert_eq!(others_first(&["gender".to_owned()])[0].code, "others_first");
    }

    #[test]
    fn who_blocked_whom_is_not_told() {
        let reason = NotMeReasonOut::of_gate(Gate::BlockedByCustomer);
        assert_eq!(reason.code, "customers_choice");
        assert!(!reason.text.en.contains("block"));
        assert_eq!(NotMeReasonOut::of_gate(Gate::Offline).code, "offline");
    }
}
