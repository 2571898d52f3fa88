//! Cursor paging: `?limit=&cursor=` → `{"items": […], "nextCursor": "…"}`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Datelike;
use kernel::{Instant, Invalid, InvalidFields};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many items a page has when the caller doesn't say.
const DEFAULT_LIMIT: u32 = 20;
/// How many items a page has at most.
const MAX_LIMIT: u32 = 100;

/// One page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// The paging parameters of a list. Flattening is not used: lists with filters repeat these two.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// A place in a list that is ordered by time, newest first, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The time of the last item of the page before.
    pub at: Instant,
    /// Its id.
    pub id: Uuid,
}

impl Cursor {
    /// The opaque form.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bytes = self.at.timestamp_micros().to_be_bytes().to_vec();
        bytes.extend_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the opaque form.
    ///
    /// # Errors
    /// `page.bad_cursor`.
    pub fn decode(text: &str) -> Result<Self, Invalid> {
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
            let (at, id) = bytes.split_at_checked(8)?;
            let micros = i64::from_be_bytes(at.try_into().ok()?);
            let at = chrono::DateTime::from_timestamp_micros(micros)?;
            // Chrono knows years that PostgreSQL does not.
            let at = Some(at).filter(|at| (1970..10_000).contains(&at.year()))?;
            Some(Self { at, id: Uuid::from_slice(id).ok()? })
        };
        read().ok_or_else(|| {
            Invalid::new(
                "page.bad_cursor",
                "رابط الصفحة غير صالح. ابدأ من الصفحة الأولى.",
                "This cursor is not one of ours. Start from the first page.",
            )
        })
    }
}

impl PageQuery {
    /// The checked limit and cursor.
    ///
    /// # Errors
    /// `422` naming `limit` or `cursor`.
    pub fn parse(&self) -> Result<(i64, Option<Cursor>), InvalidFields> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let invalid = Invalid::new(
                "page.bad_limit",
                "عدد العناصر يجب أن يكون من 1 إلى 100.",
                "The limit must be between 1 and 100.",
            );
            return Err(InvalidFields::one("limit", invalid));
        }
        let cursor = self
            .cursor
            .as_deref()
            .map(Cursor::decode)
            .transpose()
            .map_err(|invalid| InvalidFields::one("cursor", invalid))?;
        Ok((limit.into(), cursor))
    }
}

/// The ids of a query's `ids=…,…`: what a screen knows by id already and wants to show by name. At
/// most as many as a page may hold, so that one page answers all of them.
///
/// # Errors
/// `422` naming `ids`.
pub fn id_list(typed: Option<&str>) -> Result<Option<Vec<Uuid>>, InvalidFields> {
    let Some(typed) = typed else { return Ok(None) };
    let most = usize::try_from(MAX_LIMIT).unwrap_or(usize::MAX);
    let ids: Option<Vec<Uuid>> =
        typed.split(',').take(most + 1).map(|id| Uuid::parse_str(id.trim()).ok()).collect();
    ids.filter(|ids| ids.len() <= most).map(Some).ok_or_else(|| {
        let invalid = Invalid::new(
            "page.bad_ids",
            "اكتب من 1 إلى 100 معرّف، تفصل بينها فواصل.",
            "Give 1 to 100 ids with commas between them.",
        );
        InvalidFields::one("ids", invalid)
    })
}

impl<T> Page<T> {
    /// A page from up to `limit + 1` rows: the one too many only tells that there is more.
    pub fn from_rows(mut items: Vec<T>, limit: i64, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more).map(|last| cursor(last).encode());
        Self { items, next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Page, PageQuery, id_list};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use uuid::Uuid;

    fn cursor(n: i64) -> Cursor {
        let at = chrono::DateTime::from_timestamp_micros(1_700_000_000_000_000 + n).unwrap();
        Cursor { at, id: Uuid::from_u128(n.unsigned_abs().into()) }
    }

    #[test]
    fn a_cursor_survives_the_wire_and_garbage_does_not() {
        assert_eq!(Cursor::decode(&cursor(7).encode()), Ok(cursor(7)));
        for garbage in ["", "?", "AAAA", "💥", &"A".repeat(5000)] {
            assert_eq!(Cursor::decode(garbage).unwrap_err().code, "page.bad_cursor");
        }
    }

    #[test]
    fn ids_are_up_to_a_page_of_ids_and_nothing_else() {
        let ids = |n: u128| (0..n).map(|n| Uuid::from_u128(n).to_string()).collect::<Vec<_>>();
        assert_eq!(id_list(None).unwrap(), None);
        let two = id_list(Some(&ids(2).join(", "))).unwrap();
        assert_eq!(two, Some(vec![Uuid::from_u128(0), Uuid::from_u128(1)]));
        assert_eq!(id_list(Some(&ids(100).join(","))).unwrap().map(|ids| ids.len()), Some(100));
        for wrong in ["", ",", "7", &format!("{},", Uuid::nil()), &ids(101).join(",")] {
            assert!(id_list(Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cursor_in_a_year_that_no_row_has_is_garbage() {
        for micros in [i64::MIN / 64, -300_000_000_000_000_000, i64::MAX / 2] {
            let mut bytes = micros.to_be_bytes().to_vec();
            bytes.extend_from_slice(Uuid::nil().as_bytes());
            let text = URL_SAFE_NO_PAD.encode(bytes);
            assert_eq!(Cursor::decode(&text).unwrap_err().code, "page.bad_cursor", "{micros}");
        }
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let page = Page::from_rows(vec![1, 2, 3], 3, |n| cursor(*n));
        assert_eq!((page.items.len(), page.next_cursor), (3, None));
        let page = Page::from_rows(vec![1, 2, 3, 4], 3, |n| cursor(*n));
        assert_eq!(page.next_cursor, Some(cursor(3).encode()));
    }

    #[test]
    fn a_limit_out_of_range_is_named() {
        for limit in [0, 101] {
            let query = PageQuery { limit: Some(limit), cursor: None };
            assert_eq!(query.parse().unwrap_err().0[0].field, "limit");
        }
    }
}
