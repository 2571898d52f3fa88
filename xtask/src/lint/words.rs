//! Unfinished work is finished or written down as an issue, not left in the code.

use std::path::Path;

use super::all_or_nothing;
use super::size::without_tests;
use crate::project::{self, Failure};

/// Put together from halves, so that this file does not find itself.
const WORDS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
    concat!("unimple", "mented!("),
    concat!("to", "do!("),
];

/// Looks through code, SQL and scripts.
pub fn check() -> Result<(), Failure> {
    let root = project::root();
    let mut paths = project::files(&root, &["rs", "sql", "sh", "ts", "tsx"]);
    paths.push(root.join("osta"));
    let mut problems = Vec::new();
    for path in paths.iter().filter(|path| !is_test_file(path)) {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        for (index, line) in without_tests(&text).lines().enumerate() {
            if let Some(word) = WORDS.iter().find(|word| has_word(line, word)) {
                let shown = project::shown(path);
                problems.push(format!("words: {shown}:{} says {word}.", index + 1));
            }
        }
    }
    all_or_nothing(problems)
}

/// The word, and not a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        !is_letter(before) && (word.ends_with('(') || !is_letter(after))
    })
}

/// Whether a file holds nothing but tests or benchmarks.
pub fn is_test_file(path: &Path) -> bool {
    let folders = ["tests", "benches"];
    let in_test_folder =
        path.components().any(|part| folders.iter().any(|name| part.as_os_str() == *name));
    in_test_folder || path.file_stem().is_some_and(|name| name == "tests")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_inside_a_longer_one_is_not_meant() {
        let word = WORDS[0];
        assert!(has_word(&format!("// {word}: later"), word));
        assert!(!has_word(&format!("const A{word}S: u8"), word));
    }
}
