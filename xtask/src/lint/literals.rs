//! The string literals of a Rust file, without its comments.

/// Every string literal with the number of the line it starts on.
pub fn strings(source: &str) -> Vec<(usize, String)> {
    let mut reader = Reader { rest: source, line: 1 };
    let mut found = Vec::new();
    while let Some(first) = reader.rest.chars().next() {
        let line = reader.line;
        if reader.rest.starts_with("//") {
            reader.skip_to("\n");
        } else if reader.rest.starts_with("/*") {
            reader.skip_to("*/");
        } else if let Some(hashes) = raw_string_start(reader.rest) {
            reader.take(reader.rest.find('"').map_or(0, |quote| quote + 1));
            let end = format!("\"{}", "#".repeat(hashes));
            let length = reader.rest.find(&end).unwrap_or(reader.rest.len());
            found.push((line, reader.take(length)));
            reader.take(end.len());
        } else if first == '"' {
            reader.take(1);
            found.push((line, reader.quoted()));
        } else if first == '\'' {
            reader.skip_char_or_lifetime();
        } else if first.is_alphanumeric() || first == '_' {
            let end = reader.rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            reader.take(end.unwrap_or(reader.rest.len()));
        } else {
            reader.take(first.len_utf8());
        }
    }
    found
}

/// The number of `#` when a raw string (`r"`, `br#"` …) starts here.
fn raw_string_start(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl Reader<'_> {
    fn take(&mut self, length: usize) -> String {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken.to_owned()
    }

    fn skip_to(&mut self, end: &str) {
        self.take(self.rest.find(end).map_or(self.rest.len(), |at| at + end.len()));
    }

    /// The rest of a plain string after its opening quote; escapes stay as they are.
    fn quoted(&mut self) -> String {
        let mut is_escaped = false;
        let end = self.rest.find(|c| {
            let ends = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        });
        let text = self.take(end.unwrap_or(self.rest.len()));
        self.take(1);
        text
    }

    /// `'a'`, `'\''` and `'"'` are skipped whole; of a lifetime only the tick.
    fn skip_char_or_lifetime(&mut self) {
        let mut chars = self.rest.char_indices().skip(1);
        let length = match (chars.next(), chars.next()) {
            (Some((_, '\\')), Some((at, escaped))) => {
                let after = at + escaped.len_utf8();
                after + self.rest[after..].find('\'').map_or(0, |end| end + 1)
            }
            (Some(_), Some((at, '\''))) => at + 1,
            _ => 1,
        };
        self.take(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_every_kind_are_found_with_their_lines() {
        let source = "let a = \"one \\\" still\"; // \"not this\"\n/* \"nor this\" */\nlet b = r#\"two \" raw\"#;\nlet c = ('\"', '\\'', 'x', \"three\");\nfn f<'a>(x: &'a str) { r\"four\" }";
        let found: Vec<(usize, String)> = strings(source);
        let expected = [(1, "one \\\" still"), (3, "two \" raw"), (4, "three"), (5, "four")];
        let expected = expected.map(|(line, text)| (line, text.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_name_that_ends_in_r_does_not_start_a_raw_string() {
        assert_eq!(strings("for(\"x\")"), [(1, "x".to_owned())]);
    }
}
