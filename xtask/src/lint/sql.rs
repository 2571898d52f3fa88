//! A service touches the tables of its own schema only, which is named like the service. The bus
//! is everybody's.
//!
//! The database enforces it too (each service works under a role of its own), but only where a
//! test happens to run the query.

use std::path::Path;

use super::{all_or_nothing, literals};
use crate::project::{self, Failure};

/// Reads every `.sql` and `.rs` file of the services and of the libraries below them.
pub fn check() -> Result<(), Failure> {
    let root = project::root();
    let services = schemas(&root.join("services"));
    let mut problems = Vec::new();
    for folder in ["services", "libs"] {
        for path in project::files(&root.join(folder), &["sql", "rs"]) {
            let own = path.strip_prefix(root.join("services")).ok().and_then(|path| {
                path.components()
                    .next()
                    .map(|first| first.as_os_str().to_string_lossy().into_owned())
            });
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let foreign = services.iter().filter(|name| Some(*name) != own.as_ref());
            let is_sql = path.extension().is_some_and(|ending| ending == "sql");
            for (line, name) in named(&text, is_sql, foreign) {
                problems.push(problem(&path, line, &name));
            }
        }
    }
    all_or_nothing(problems)
}

fn problem(path: &Path, line: usize, name: &str) -> String {
    format!(
        "sql: {}:{line} names {name}, a table of another service. Ask through contracts, or follow its events.",
        project::shown(path)
    )
}

fn schemas(services: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(services).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// The places that name a table of a foreign schema: line and `schema.table`.
fn named<'a>(
    text: &str,
    is_sql: bool,
    foreign: impl Iterator<Item = &'a String>,
) -> Vec<(usize, String)> {
    let pieces = if is_sql { vec![(1, text.to_owned())] } else { literals::strings(text) };
    let pieces: Vec<(usize, String)> = pieces
        .into_iter()
        .filter(|(_, piece)| is_sql || looks_like_sql(piece))
        .map(|(line, piece)| (line, without_comments_and_values(&piece)))
        .collect();
    let mut found = Vec::new();
    for schema in foreign {
        for (line, piece) in &pieces {
            let hits = tables_of(schema, piece);
            found.extend(hits.map(|(at, name)| (line + piece[..at].matches('\n').count(), name)));
        }
    }
    found.sort();
    found
}

fn looks_like_sql(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let verbs = ["select", "insert", "update", "delete", "from", "join", "with", "create", "alter"];
    words
        .any(|word| verbs.contains(&word) || ["truncate", "lock", "grant", "table"].contains(&word))
}

/// Blanks out `-- comments` and `'values'` (an event may well be called booking.accepted), keeping
/// the line breaks.
fn without_comments_and_values(sql: &str) -> String {
    let mut clean = String::with_capacity(sql.len());
    let (mut in_value, mut in_comment) = (false, false);
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            in_comment = false;
        } else if c == '\'' && !in_comment {
            in_value = !in_value;
        } else if c == '-' && chars.peek() == Some(&'-') && !in_value {
            in_comment = true;
        }
        let is_shown = c == '\n' || !(in_value || in_comment);
        clean.push(if is_shown { c } else { ' ' });
    }
    clean
}

fn tables_of<'a>(schema: &'a str, sql: &'a str) -> impl Iterator<Item = (usize, String)> + 'a {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    sql.match_indices(schema).filter_map(move |(at, _)| {
        let starts = !sql[..at].ends_with(|c: char| is_name(c) || c == '.' || c == '$');
        let after = sql[at + schema.len()..].trim_start_matches('"');
        let table = after.strip_prefix('.')?.trim_start_matches('"');
        let length = table.find(|c| !is_name(c)).unwrap_or(table.len());
        (starts && length > 0).then(|| (at, format!("{schema}.{}", &table[..length])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, is_sql: bool) -> Vec<(usize, String)> {
        named(text, is_sql, ["booking".to_owned()].iter())
    }

    #[test]
    fn a_join_with_another_service_is_found_in_sql_and_in_rust() {
        let sql = "select *\nfrom payments.entries e\njoin booking.bookings b on true";
        assert_eq!(found(sql, true), [(3, "booking.bookings".to_owned())]);
        let rust = format!("fn f() {{\n    query!(\"{sql}\");\n}}");
        assert_eq!(found(&rust, false), [(4, "booking.bookings".to_owned())]);
    }

    #[test]
    fn fields_events_comments_and_own_words_are_no_tables() {
        assert_eq!(found("let a = booking.status; call(\"booking.accepted\");", false), []);
        assert_eq!(found("-- as booking.bookings does\nselect 'booking.accepted'", true), []);
        assert_eq!(found("select my_booking.id, x.booking.id from payments.my_booking", true), []);
    }

    #[test]
    fn quotes_do_not_hide_a_table() {
        assert_eq!(found("select 1 from \"booking\".\"bookings\"", true).len(), 1);
    }
}
