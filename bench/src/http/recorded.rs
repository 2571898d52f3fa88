//! The SQL of a command as PostgreSQL heard it, as a script for pgbench.
//!
//! The command is done twice with its statements logged. A value that differs between both is one
//! of the command's own (an id, a key, a number) and becomes a fresh one in every run of the script;
//! all others stay as they were. Types are those that PostgreSQL itself finds for the statements.

use super::town::Town;
use crate::Failure;
use std::collections::BTreeMap;

/// A statement with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The backend that heard it.
    pub pid: u32,
    /// Its text, with `$1` and so on.
    pub sql: String,
    /// The values; nothing is null.
    pub values: Vec<Option<String>>,
}

/// Lets sessions that begin from now on log everything they hear.
///
/// # Errors
/// When PostgreSQL refuses.
pub fn begin(town: &Town) -> Result<(), Failure> {
    let set = [
        "log_statement = 'all'",
        "log_parameter_max_length = -1",
        "log_error_verbosity = 'default'",
    ];
    for setting in set {
        town.sql(&format!("alter database osta set {setting}"))?;
    }
    Ok(())
}

/// Lets sessions that begin from now on log what they did before.
///
/// # Errors
/// When PostgreSQL refuses.
pub fn end(town: &Town) -> Result<(), Failure> {
    town.sql("alter database osta reset all").map(drop)
}

/// How long the log is.
pub fn log_length(town: &Town) -> usize {
    std::fs::metadata(town.cluster.cluster().log()).map_or(0, |file| file.len() as usize)
}

/// What was heard between two lengths of the log.
///
/// # Errors
/// When the log can't be read.
pub fn heard(town: &Town, from: usize, to: usize) -> Result<Vec<Statement>, Failure> {
    let log = std::fs::read(town.cluster.cluster().log())?;
    let text = String::from_utf8_lossy(log.get(from..to.min(log.len())).ok_or("a shorter log")?);
    let mut all: Vec<Statement> = Vec::new();
    for entry in entries(&text) {
        let Some((pid, rest)) = head(&entry) else { continue };
        if let Some(said) = rest.strip_prefix("LOG:  ") {
            let sql = said.strip_prefix("statement: ").or_else(|| {
                said.strip_prefix("execute ").and_then(|named| Some(named.split_once(": ")?.1))
            });
            let Some(sql) = sql else { continue };
            all.push(Statement { pid, sql: sql.to_owned(), values: Vec::new() });
        } else if let Some(said) = rest.strip_prefix("DETAIL:  parameters: ")
            && let Some(last) = all.iter_mut().rfind(|statement| statement.pid == pid)
        {
            last.values = values(said);
        }
    }
    Ok(all)
}

/// The entries of a log: lines that begin with a tab go on with the one before.
fn entries(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix('\t'), all.last_mut()) {
            (Some(more), Some(last)) => {
                last.push('\n');
                last.push_str(more);
            }
            _ => all.push(line.to_owned()),
        }
    }
    all
}

/// The backend and what it says, of `2026-11-22 10:00:00.000 UTC [123] user@database LOG:  …`.
fn head(entry: &str) -> Option<(u32, &str)> {
    let (pid, rest) = entry.split_once(" [")?.1.split_once("] ")?;
    Some((pid.parse().ok()?, rest.split_once(' ')?.1))
}

/// The values of `$1 = 'it''s', $2 = NULL`.
fn values(said: &str) -> Vec<Option<String>> {
    let mut all = Vec::new();
    let mut rest = said;
    while let Some((_, after)) = rest.split_once(" = ") {
        let Some(mut quoted) = after.strip_prefix('\'') else {
            all.push(None);
            rest = after.strip_prefix("NULL").unwrap_or(after);
            continue;
        };
        let mut value = String::new();
        while let Some((part, more)) = quoted.split_once('\'') {
            value.push_str(part);
            quoted = more;
            match more.strip_prefix('\'') {
                Some(more) => {
                    value.push('\'');
                    quoted = more;
                }
                None => break,
            }
        }
        all.push(Some(value));
        rest = quoted;
    }
    all
}

/// What belongs to a command: everything up to the commit of the transaction with `mark` in it, but
/// nothing that is heard without any command.
pub fn of_command(heard: &[Statement], idle: &[Statement], mark: &str) -> Vec<Statement> {
    let marked = heard.iter().position(|statement| statement.sql.contains(mark));
    let Some(marked) = marked else { return Vec::new() };
    let pid = heard[marked].pid;
    let ends = |statement: &Statement| statement.pid == pid && statement.sql == "COMMIT";
    let end = heard[marked..].iter().position(ends).map_or(heard.len(), |at| marked + at + 1);
    let plain = ["BEGIN", "COMMIT", "ROLLBACK"];
    let is_idle = |statement: &Statement| {
        !plain.contains(&statement.sql.as_str()) && idle.iter().any(|i| i.sql == statement.sql)
    };
    let mine: Vec<Statement> =
        heard[..end].iter().filter(|statement| !is_idle(statement)).cloned().collect();
    without_empty_transactions(mine)
}

/// Transactions of which nothing is left go too.
fn without_empty_transactions(all: Vec<Statement>) -> Vec<Statement> {
    let mut kept: Vec<Statement> = Vec::new();
    for statement in all {
        let of_same = kept.iter().rposition(|before| before.pid == statement.pid);
        let ends = ["COMMIT", "ROLLBACK"].contains(&statement.sql.as_str());
        match of_same {
            Some(at) if ends && kept[at].sql == "BEGIN" => drop(kept.remove(at)),
            None if ends => {}
            _ => kept.push(statement),
        }
    }
    // What was begun and has not ended.
    while let Some(at) = kept.iter().position(|begun| {
        begun.sql == "BEGIN" && kept.iter().filter(|other| other.pid == begun.pid).count() == 1
    }) {
        kept.remove(at);
    }
    kept
}

/// The script: both recordings of the command made into one.
///
/// # Errors
/// When both differ in their statements, or PostgreSQL does not know a statement.
pub fn script(town: &Town, one: &[Statement], two: &[Statement]) -> Result<String, Failure> {
    if one.iter().map(|s| &s.sql).ne(two.iter().map(|s| &s.sql)) {
        let list = |all: &[Statement]| all.iter().map(|s| s.sql.clone()).collect::<Vec<_>>();
        let (one, two) = (list(one), list(two));
        return Err(format!("a command is not twice the same: {one:#?} and {two:#?}").into());
    }
    let mut own = BTreeMap::new();
    for (left, right) in one.iter().zip(two) {
        for (l, r) in left.values.iter().zip(&right.values) {
            if let (Some(l), Some(r)) = (l, r)
                && l != r
            {
                own.insert(l.clone(), r.clone());
            }
        }
    }
    let mut text = String::from("\\set n random(1, 281474976710655)\n");
    for statement in one {
        let sql = if statement.values.is_empty() {
            statement.sql.clone()
        } else {
            filled(town, statement, &own)?
        };
        // A colon that is none of pgbench's would be taken for a variable.
        text.push_str(&sql.lines().map(str::trim).collect::<Vec<_>>().join(" "));
        text.push_str(";\n");
    }
    Ok(text)
}

fn filled(
    town: &Town,
    statement: &Statement,
    own: &BTreeMap<String, String>,
) -> Result<String, Failure> {
    let sql = without_comments(&statement.sql);
    let types = town.sql(&format!(
        "prepare asked as {sql}; select unnest(parameter_types)::text from pg_prepared_statements"
    ))?;
    let types: Vec<&str> = types.lines().collect();
    let mut filled = String::new();
    let mut rest = sql.as_str();
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        rest = &after[digits.len()..];
        let n: usize = digits.parse().map_err(|_| format!("a lone $ in {sql}"))?;
        let value = statement.values.get(n - 1).ok_or("a parameter is missing")?;
        let kind = types.get(n - 1).copied().unwrap_or("text");
        filled.push_str(&match value {
            None => format!("null::{kind}"),
            Some(value) if own.contains_key(value) => fresh(value, kind),
            Some(value) => literal(value, kind),
        });
    }
    filled.push_str(rest);
    Ok(filled)
}

fn without_comments(sql: &str) -> String {
    let code = |line: &str| line.split("--").next().unwrap_or_default().trim_end().to_owned();
    sql.lines().map(code).collect::<Vec<_>>().join("\n")
}

fn literal(value: &str, kind: &str) -> String {
    // pgbench looks for variables inside quotes too.
    let quoted = value.replace('\'', "''").replace('\\', "\\\\");
    let safe: String = quoted.replace(':', "\\x3a");
    format!("e'{safe}'::{kind}")
}

/// A value of the command's own, a new one in every run.
fn fresh(value: &str, kind: &str) -> String {
    let hex = "lpad(to_hex((:n)::bigint), 12, '0')";
    if kind == "bigint" {
        return "(:n)::bigint".into();
    }
    if value.len() == 36 && value.split('-').count() == 5 {
        return format!("('{}' || {hex})::{kind}", &value[..24]);
    }
    if value.strip_prefix("OS-").is_some_and(|number| number.len() == 6) {
        // Six letters of all 32: of fewer, some thousand bookings would soon have two alike.
        let letter = |n: u32| {
            let place = format!("((:n)::bigint >> {}) & 31", 5 * n);
            format!("substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', 1 + ({place})::int, 1)")
        };
        let letters: Vec<String> = (0..6).map(letter).collect();
        return format!("('OS-' || {})::{kind}", letters.join(" || "));
    }
    if kind == "text" && value.len() == 32 {
        return format!("repeat({hex}, 2)");
    }
    literal(value, kind)
}

#[cfg(test)]
mod tests {
    use super::{Statement, entries, head, of_command, values};

    fn statement(pid: u32, sql: &str) -> Statement {
        Statement { pid, sql: sql.into(), values: vec![] }
    }

    #[test]
    fn parameters_are_read_with_their_quotes() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            values("$1 = 'it''s', $2 = NULL, $3 = 'a = b, $4 = c', $4 = ''"),
            [some("it's"), None, some("a = b, $4 = c"), some("")]
        );
    }

    #[test]
    fn an_entry_goes_on_where_lines_begin_with_a_tab() {
        let log = "2026-11-22 10:00:00.000 UTC [7] a@b LOG:  execute s_1: select\n\t1\nnext";
        let all = entries(log);
        assert_eq!(all.len(), 2);
        assert_eq!(head(&all[0]), Some((7, "LOG:  execute s_1: select\n1")));
    }

    #[test]
    fn what_is_heard_without_a_command_is_none_of_it() {
        let heard = [
            statement(1, "BEGIN"),
            statement(2, "BEGIN"),
            statement(2, "look for jobs"),
            statement(1, "insert it"),
            statement(2, "COMMIT"),
            statement(1, "COMMIT"),
            statement(2, "tell"),
        ];
        let idle = [statement(9, "look for jobs"), statement(9, "BEGIN")];
        let mine = of_command(&heard, &idle, "insert");
        let texts: Vec<&str> = mine.iter().map(|s| s.sql.as_str()).collect();
        assert_eq!(texts, ["BEGIN", "insert it", "COMMIT"]);
    }
}
