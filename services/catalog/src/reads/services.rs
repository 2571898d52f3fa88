//! Lists of services: by category, all, or found by a query.

use super::cached;
use crate::App;
use crate::commands::changes::catch_up;
use crate::domain::search::Query;
use crate::store::services::{self, Filter, Place, StoredService};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::StoreError;
use httpkit::Page;
use kernel::Invalid;
use uuid::Uuid;

/// What a list is asked for.
#[derive(Clone, Debug)]
pub struct ListRequest {
    pub filter: Filter,
    pub query: Option<Query>,
    pub after: Option<Place>,
    pub limit: i64,
}

/// One page of services.
pub async fn list(app: &App, request: ListRequest) -> Result<Page<StoredService>, StoreError> {
    let ListRequest { filter, query, after, limit } = request;
    catch_up(app).await?;
    let rows = match (&query, filter.category_id) {
        (None, Some(category)) if !filter.with_inactive => {
            let all = cached::services(app, category).await?;
            all.into_iter()
                .filter(|s| filter.emergency.is_none_or(|e| e == s.facts.emergency_offered))
                .map(|s| (place_in_lists(&s), s))
                .filter(|(place, _)| after.is_none_or(|after| key(place) > key(&after)))
                .collect()
        }
        (Some(query), _) => {
            let mut tx = app.chassis.db.begin().await?;
            services::search(&mut tx, query, filter, after, limit + 1).await?
        }
        (None, _) => {
            let mut connection = app.chassis.db.pool().acquire().await?;
            services::list(&mut connection, filter, after, limit + 1).await?
        }
    };
    Ok(page(rows, limit))
}

fn place_in_lists(service: &StoredService) -> Place {
    Place { first: service.category_sort, second: service.sort_order, id: service.facts.id.uuid() }
}

fn key(place: &Place) -> (i32, i32, Uuid) {
    (place.first, place.second, place.id)
}

fn page(mut rows: Vec<(Place, StoredService)>, limit: i64) -> Page<StoredService> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| more).map(|(place, _)| encode(place));
    Page { items: rows.into_iter().map(|(_, service)| service).collect(), next_cursor }
}

fn encode(place: &Place) -> String {
    let mut bytes = place.first.to_be_bytes().to_vec();
    bytes.extend_from_slice(&place.second.to_be_bytes());
    bytes.extend_from_slice(place.id.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a cursor.
///
/// # Errors
/// `page.bad_cursor`.
pub fn decode(cursor: &str) -> Result<Place, Invalid> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (first, rest) = bytes.split_at_checked(4)?;
        let (second, id) = rest.split_at_checked(4)?;
        Some(Place {
            first: i32::from_be_bytes(first.try_into().ok()?),
            second: i32::from_be_bytes(second.try_into().ok()?),
            id: Uuid::from_slice(id).ok()?,
        })
    };
    read().ok_or_else(|| {
        Invalid::new(
            "page.bad_cursor",
            "رابط الصفحة غير صالح. ابدأ من الصفحة الأولى.",
            "This cursor is not one of ours. Start from the first page.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{Place, decode, encode};
    use uuid::Uuid;

    #[test]
    fn a_cursor_survives_the_wire_and_garbage_does_not() {
        let place = Place { first: -9_800, second: 7, id: Uuid::from_u128(5) };
        assert_eq!(decode(&encode(&place)), Ok(place));
        for garbage in ["", "?", "AAAA", "💥", &"A".repeat(5000)] {
            assert_eq!(decode(garbage).unwrap_err().code, "page.bad_cursor");
        }
    }
}
