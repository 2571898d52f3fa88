//! Commands of a mail sender.

/// A command.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// `EHLO name`
    Ehlo,
    /// `HELO name`
    Helo,
    /// `MAIL FROM:<address> SIZE=…`
    Mail { from: String, size: Option<usize> },
    /// `RCPT TO:<address>`
    Rcpt { to: String },
    /// `DATA`
    Data,
    /// `RSET`
    Rset,
    /// `NOOP`
    Noop,
    /// `VRFY name`
    Vrfy,
    /// `QUIT`
    Quit,
    /// A command that exists and that we don't do: `STARTTLS`, `AUTH` …
    NotHere,
    /// A known command written wrong.
    BadArguments,
    /// Nothing we know.
    Unknown,
}

impl Command {
    /// Reads a line.
    pub fn parse(line: &str) -> Self {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" if !rest.is_empty() => Self::Ehlo,
            "HELO" if !rest.is_empty() => Self::Helo,
            "EHLO" | "HELO" => Self::BadArguments,
            "MAIL" => match path(rest, "FROM:") {
                Some((from, parameters)) => Self::Mail { from, size: size(parameters) },
                None => Self::BadArguments,
            },
            "RCPT" => match path(rest, "TO:") {
                Some((to, _)) if !to.is_empty() => Self::Rcpt { to },
                _ => Self::BadArguments,
            },
            "DATA" if rest.is_empty() => Self::Data,
            "DATA" => Self::BadArguments,
            "RSET" => Self::Rset,
            "NOOP" => Self::Noop,
            "VRFY" => Self::Vrfy,
            "QUIT" => Self::Quit,
            "STARTTLS" | "AUTH" | "BDAT" | "EXPN" | "HELP" | "ETRN" | "TURN" => Self::NotHere,
            _ => Self::Unknown,
        }
    }
}

/// The address after `FROM:` or `TO:`, and the parameters behind it.
fn path<'a>(text: &'a str, keyword: &str) -> Option<(String, &'a str)> {
    let head = text.get(..keyword.len())?;
    if !head.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let rest = text[keyword.len()..].trim_start().strip_prefix('<')?;
    let (address, parameters) = rest.split_once('>')?;
    // A source route (`@a,@b:user@c`) is accepted and ignored (RFC 5321 appendix C).
    let address = address.rsplit_once(':').map_or(address, |(_, address)| address);
    let is_sane = address.len() <= 320 && !address.chars().any(|c| c.is_control() || c == '<');
    is_sane.then(|| (address.to_owned(), parameters))
}

fn size(parameters: &str) -> Option<usize> {
    parameters.split_whitespace().find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.eq_ignore_ascii_case("SIZE").then(|| value.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::Command as C;

    #[test]
    fn commands_are_read_in_any_case() {
        let from = |from: &str, size| C::Mail { from: from.into(), size };
        for (line, command) in [
            ("ehlo me", C::Ehlo),
            ("HELO me", C::Helo),
            ("EHLO", C::BadArguments),
            ("MAIL FROM:<a@b.example>", from("a@b.example", None)),
            ("mail from: <a@b> BODY=8BITMIME SIZE=77", from("a@b", Some(77))),
            ("MAIL FROM:<>", from("", None)),
            ("MAIL FROM:a@b", C::BadArguments),
            ("MAIL TO:<a@b>", C::BadArguments),
            ("RCPT TO:<@x,@y:c@d>", C::Rcpt { to: "c@d".into() }),
            ("RCPT TO:<>", C::BadArguments),
            ("RCPT TO:<منى@مثال.مصر>", C::Rcpt { to: "منى@مثال.مصر".into() }),
            ("DATA", C::Data),
            ("DATA x", C::BadArguments),
            ("rset", C::Rset),
            ("NOOP x", C::Noop),
            ("VRFY x", C::Vrfy),
            ("quit", C::Quit),
            ("STARTTLS", C::NotHere),
            ("AUTH PLAIN x", C::NotHere),
            ("GET / HTTP/1.1", C::Unknown),
            ("", C::Unknown),
        ] {
            assert_eq!(C::parse(line), command, "{line}");
        }
    }
}
