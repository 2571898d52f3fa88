//! The name customers see.

/// First name and the initial of the last: "Ahmed M.", «أحمد م.». The Arabic article is not an
/// initial: المصري is «م.».
#[must_use]
pub fn display_name(first: &str, last: &str) -> String {
    let bare = last.strip_prefix("ال").filter(|rest| rest.chars().count() >= 2).unwrap_or(last);
    match bare.chars().find(|c| c.is_alphabetic()) {
        Some(initial) => format!("{first} {}.", initial.to_uppercase()),
        None => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::display_name;

    #[test]
    fn only_the_initial_of_the_last_name_shows() {
        assert_eq!(display_name("Ahmed", "mostafa"), "Ahmed M.");
        assert_eq!(display_name("أحمد", "المصري"), "أحمد م.");
        assert_eq!(display_name("منى", "علي"), "منى ع.");
        assert_eq!(display_name("عمر", "ال"), "عمر ا.");
        assert_eq!(display_name("Ali", "…"), "Ali");
    }
}
