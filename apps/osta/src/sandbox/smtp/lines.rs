//! Lines and mails from a connection, bounded.

use std::io;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};

/// Longest command line, in bytes. RFC 5321 asks for 512 and more with extensions.
const LONGEST_LINE: usize = 4096;

/// A line as it came.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// A command, without its end.
    Command(String),
    /// Longer than anybody needs; it was skipped.
    TooLong,
    /// Not UTF-8.
    NotText,
    /// The other side is gone.
    End,
}

/// Reads one command. What was sent ahead of its answers stays in the buffer (pipelining).
pub async fn read_line(reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Line> {
    let (mut line, mut is_too_long) = (Vec::new(), false);
    loop {
        let available = reader.fill_buf().await?;
        if available.is_empty() {
            return Ok(Line::End);
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(available.len(), |at| at + 1);
        if line.len() + taken > LONGEST_LINE {
            is_too_long = true;
        } else {
            line.extend_from_slice(&available[..taken]);
        }
        reader.consume(taken);
        if end.is_some() {
            break;
        }
    }
    if is_too_long {
        return Ok(Line::TooLong);
    }
    while line.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
        line.pop();
    }
    Ok(String::from_utf8(line).map_or(Line::NotText, Line::Command))
}

/// A mail as it came.
#[derive(Debug, PartialEq, Eq)]
pub enum Data {
    /// The mail with the dots of RFC 5321 §4.5.2 taken away.
    Mail(Vec<u8>),
    /// Larger than `most`; it was skipped.
    TooLarge,
    /// The other side is gone.
    End,
}

/// Reads a mail up to the line with a dot. Only CR LF ends a line: a bare LF before or after the
/// dot is part of the mail, or one mail could smuggle in another.
pub async fn read_data(reader: &mut (impl AsyncBufRead + Unpin), most: usize) -> io::Result<Data> {
    let (mut mail, mut is_too_large) = (Vec::new(), false);
    let mut unstuffer = Unstuffer::default();
    loop {
        let available = reader.fill_buf().await?;
        if available.is_empty() {
            return Ok(Data::End);
        }
        let mut taken = 0;
        let mut is_over = false;
        for byte in available {
            taken += 1;
            match unstuffer.next(*byte) {
                Step::Keep => mail.push(*byte),
                Step::Drop => {}
                Step::Over => {
                    is_over = true;
                    break;
                }
            }
        }
        reader.consume(taken);
        if mail.len() > most + 2 {
            is_too_large = true;
            mail.clear();
        }
        if is_over {
            // The CR of the last line `.` CR LF.
            mail.pop();
            return Ok(if is_too_large { Data::TooLarge } else { Data::Mail(mail) });
        }
    }
}

enum Step {
    Keep,
    Drop,
    Over,
}

/// Where in a line we are.
#[derive(Clone, Copy, Default)]
enum Unstuffer {
    /// At its beginning: after CR LF, or of the whole mail.
    #[default]
    Start,
    /// After a first dot.
    Dot,
    /// After a first dot and CR.
    DotCr,
    /// Somewhere inside.
    Inside,
    /// After CR.
    Cr,
}

impl Unstuffer {
    fn next(&mut self, byte: u8) -> Step {
        let (state, step) = match (*self, byte) {
            (Self::Start, b'.') => (Self::Dot, Step::Drop),
            (Self::Dot, b'\r') => (Self::DotCr, Step::Keep),
            (Self::DotCr, b'\n') => (Self::Start, Step::Over),
            (Self::Cr, b'\n') => (Self::Start, Step::Keep),
            (_, b'\r') => (Self::Cr, Step::Keep),
            _ => (Self::Inside, Step::Keep),
        };
        *self = state;
        step
    }
}

#[cfg(test)]
mod tests {
    use super::{Data, Line, read_data, read_line};
    use tokio::io::BufReader;

    async fn data(raw: &[u8]) -> Data {
        read_data(&mut BufReader::with_capacity(3, raw), 1000).await.unwrap()
    }

    fn mail(text: &str) -> Data {
        Data::Mail(text.as_bytes().to_vec())
    }

    #[tokio::test]
    async fn a_mail_ends_with_a_dot_and_loses_stuffed_dots() {
        assert_eq!(data(b"a\r\nb\r\n.\r\n").await, mail("a\r\nb\r\n"));
        assert_eq!(data(b".\r\n").await, mail(""));
        assert_eq!(data(b"..\r\n...x\r\na.b\r\n.\r\n").await, mail(".\r\n..x\r\na.b\r\n"));
        assert_eq!(data(b"\r\n.\r\nQUIT\r\n").await, mail("\r\n"));
        assert_eq!(data(b"no end").await, Data::End);
    }

    #[tokio::test]
    async fn a_dot_between_bare_line_feeds_is_no_end() {
        for inner in ["a\n.\nb", "a\n.\r\nb", "a\r\n.\nb", "a\r.\rb"] {
            let raw = format!("{inner}\r\n.\r\n");
            let Data::Mail(got) = data(raw.as_bytes()).await else { panic!("{inner:?}") };
            assert!(got.ends_with(b"b\r\n"), "{inner:?}: {got:?}");
        }
    }

    #[tokio::test]
    async fn a_mail_that_is_too_large_is_read_to_its_end() {
        let raw = format!("{}\r\n.\r\nNOOP\r\n", "x".repeat(5000));
        let mut reader = BufReader::new(raw.as_bytes());
        assert_eq!(read_data(&mut reader, 1000).await.unwrap(), Data::TooLarge);
        assert_eq!(read_line(&mut reader).await.unwrap(), Line::Command("NOOP".into()));
    }

    #[tokio::test]
    async fn lines_are_bounded_and_may_come_together() {
        let raw = [b"A\r\nB\n".as_slice(), &[b'x'; 9000], b"\r\n\xff\r\nC"].concat();
        let mut reader = BufReader::with_capacity(64, raw.as_slice());
        for expected in [
            Line::Command("A".into()),
            Line::Command("B".into()),
            Line::TooLong,
            Line::NotText,
            Line::End,
        ] {
            assert_eq!(read_line(&mut reader).await.unwrap(), expected);
        }
    }
}
