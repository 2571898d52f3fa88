//! Files stay small enough to be read whole: talk at 300 lines, stop at 500. Tests do not count.

use super::{all_or_nothing, words::is_test_file};
use crate::project::{self, Failure};

const TALK: usize = 300;
const STOP: usize = 500;

/// Table-like files that are easier to read in one piece.
const EXEMPT: &[&str] = &[];

/// Measures every Rust file; warns above 300 lines, fails above 500.
pub fn check() -> Result<(), Failure> {
    let mut problems = Vec::new();
    for path in project::files(&project::root(), &["rs"]) {
        let shown = project::shown(&path);
        if is_test_file(&path) || EXEMPT.contains(&shown.as_str()) {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        match without_tests(&text).lines().count() {
            lines if lines > STOP => {
                problems.push(format!("size: {shown} has {lines} lines; split it (limit {STOP})."));
            }
            lines if lines > TALK => eprintln!("note: {shown} has {lines} lines."),
            _ => {}
        }
    }
    all_or_nothing(problems)
}

/// The file up to its unit tests, which stand at the bottom.
pub fn without_tests(text: &str) -> &str {
    let tests = text.match_indices("#[cfg(test)]\n").find(|(at, marker)| {
        let starts_line = *at == 0 || text[..*at].ends_with('\n');
        let opens_module = text[at + marker.len()..].lines().find(|line| !line.starts_with("#["));
        starts_line
            && opens_module.is_some_and(|line| line.starts_with("mod ") && line.ends_with('{'))
    });
    tests.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_tests_at_the_bottom_do_not_count() {
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        assert_eq!(without_tests(text).lines().count(), 2);
    }

    #[test]
    fn a_helper_for_tests_in_the_middle_does() {
        let text = "#[cfg(test)]\nfn a() {}\nfn b() {}\n";
        assert_eq!(without_tests(text), text);
    }
}
