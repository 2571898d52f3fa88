//! Text from people: bounded parsing, digit folding and Arabic search keys.

mod fold;
mod parse;
mod search;
mod wait;

pub use fold::{fold_digits, is_invisible};
pub use parse::{email, line, optional_line, optional_paragraph, paragraph, person_name};
pub use search::{search_key, search_terms};
pub use wait::wait;
