//! What stands in the database, to show that nothing was written.

use sqlx::PgPool;
use std::collections::BTreeMap;

/// Rows and a checksum over all of them, by table; timers and cursors move by themselves.
pub async fn snapshot(pool: &PgPool) -> BTreeMap<String, String> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select n.nspname || '.' || c.relname,
                query_to_xml(
                    format('select count(*), sum(hashtext(t::text)) from %I.%I t',
                        n.nspname, c.relname), true, true, '')::text
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema|public$)'
           and (n.nspname, c.relname) not in (('bus', 'jobs'), ('bus', 'cursors'))",
    )
    .fetch_all(pool)
    .await
    .expect("tables can be counted");
    rows.into_iter().collect()
}
