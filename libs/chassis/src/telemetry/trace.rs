//! The trace that a piece of work belongs to, as W3C Trace Context carries it between services.
//!
//! <https://www.w3.org/TR/trace-context/>: `traceparent: 00-<trace id>-<parent id>-<flags>`.

use kernel::World;
use std::fmt;
use std::future::Future;
use std::str::FromStr;

/// The header's name.
pub const HEADER: &str = "traceparent";

tokio::task_local! {
    static CURRENT: TraceContext;
}

/// A place in a trace: which request this work belongs to, and which step of it this is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceContext {
    trace_id: [u8; 16],
    span_id: [u8; 8],
    sampled: bool,
}

/// A text is not a `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a traceparent of W3C Trace Context")]
pub struct InvalidTraceparent;

impl TraceContext {
    /// The first step of a new trace.
    #[must_use]
    pub fn generate(world: &World) -> Self {
        Self { trace_id: non_zero(world), span_id: non_zero(world), sampled: true }
    }

    /// The trace of an incoming header, one step further; a new trace if there is no header or it
    /// can't be read (§4.3 of the recommendation).
    #[must_use]
    pub fn from_header(header: Option<&str>, world: &World) -> Self {
        header
            .and_then(|text| Self::parse(text).ok())
            .map_or_else(|| Self::generate(world), |parent| parent.child(world))
    }

    /// Reads the header form. Unknown versions are read as far as version 00 goes (§3.2.4).
    ///
    /// # Errors
    /// When the text has another form or an id is all zeros.
    pub fn parse(text: &str) -> Result<Self, InvalidTraceparent> {
        let mut parts = text.splitn(5, '-');
        let mut next = || parts.next().ok_or(InvalidTraceparent);
        let [version] = hex::<1>(next()?)?;
        let context = Self {
            trace_id: hex(next()?)?,
            span_id: hex(next()?)?,
            sampled: hex::<1>(next()?)?[0] & 1 == 1,
        };
        let longer = parts.next().is_some();
        let zero = context.trace_id == [0; 16] || context.span_id == [0; 8];
        if version == 0xFF || (version == 0 && longer) || zero {
            return Err(InvalidTraceparent);
        }
        Ok(context)
    }

    /// The next step of the same trace.
    #[must_use]
    pub fn child(&self, world: &World) -> Self {
        Self { span_id: non_zero(world), ..*self }
    }

    /// The header form.
    #[must_use]
    pub fn to_header(&self) -> String {
        self.to_string()
    }

    /// The trace's id: 32 hexadecimal digits.
    #[must_use]
    pub fn trace_id(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.trace_id))
    }

    /// The step's id: 16 hexadecimal digits.
    #[must_use]
    pub fn span_id(&self) -> String {
        format!("{:016x}", u64::from_be_bytes(self.span_id))
    }

    /// Whether the caller records this trace.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.sampled
    }

    /// Runs `work` inside this trace: [`current`] answers it there, and every log line carries it.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// [`Self::scope`] for work that doesn't wait.
    pub fn sync_scope<T>(self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, work)
    }
}

/// The trace this task works in. A task that is spawned starts outside any trace; give it the
/// trace with [`TraceContext::scope`].
#[must_use]
pub fn current() -> Option<TraceContext> {
    CURRENT.try_with(|context| *context).ok()
}

/// Runs `work` inside the trace of a stored header; outside any trace if there is none or it can't
/// be read. What an event or a job started belongs to the request that wrote it.
pub async fn within<F: Future>(header: Option<&str>, work: F) -> F::Output {
    match header.and_then(|text| TraceContext::parse(text).ok()) {
        Some(context) => context.scope(work).await,
        None => work.await,
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace_id(), self.span_id(), u8::from(self.sampled))
    }
}

impl fmt::Debug for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for TraceContext {
    type Err = InvalidTraceparent;

    fn from_str(text: &str) -> Result<Self, InvalidTraceparent> {
        Self::parse(text)
    }
}

/// All zeros means "no id", so that it can't be one.
fn non_zero<const N: usize>(world: &World) -> [u8; N] {
    loop {
        let id = world.bytes::<N>();
        if id != [0; N] {
            return id;
        }
    }
}

/// Exactly `2 * N` lower-case hexadecimal digits: the recommendation allows no capitals.
fn hex<const N: usize>(text: &str) -> Result<[u8; N], InvalidTraceparent> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Ok(c - b'0'),
        b'a'..=b'f' => Ok(c - b'a' + 10),
        _ => Err(InvalidTraceparent),
    };
    if text.len() != 2 * N {
        return Err(InvalidTraceparent);
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{TraceContext, current, within};
    use kernel::World;
    use kernel::world::{SeededEntropy, SystemClock};
    use proptest::prelude::*;
    use std::sync::Arc;

    const EXAMPLE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn world() -> World {
        World::new(Arc::new(SystemClock), Arc::new(SeededEntropy::new(1)))
    }

    #[test]
    fn the_example_of_the_recommendation_is_read_and_written() {
        let context = TraceContext::parse(EXAMPLE).unwrap();
        assert_eq!(context.trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(context.span_id(), "00f067aa0ba902b7");
        assert!(context.is_sampled());
        assert_eq!(context.to_header(), EXAMPLE);
        let next = context.child(&world());
        assert_eq!(next.trace_id(), context.trace_id());
        assert_ne!(next.span_id(), context.span_id());
    }

    #[test]
    fn a_later_version_is_read_as_far_as_we_know_it() {
        let later = EXAMPLE.replacen("00", "cc", 1) + "-what-comes-later";
        assert_eq!(TraceContext::parse(&later).unwrap().to_header(), EXAMPLE);
    }

    #[test]
    fn wrong_headers_are_refused() {
        let zero_trace = EXAMPLE.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32));
        let zero_span = EXAMPLE.replace("00f067aa0ba902b7", &"0".repeat(16));
        let cases = [
            String::new(),
            "00".into(),
            EXAMPLE.to_uppercase(),
            EXAMPLE.replacen("00", "ff", 1),
            format!("{EXAMPLE}-more"),
            EXAMPLE[..54].into(),
            EXAMPLE.replace("4bf9", "4bgg"),
            EXAMPLE.replace('-', "_"),
            zero_trace,
            zero_span,
        ];
        for text in cases {
            assert!(TraceContext::parse(&text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_request_without_a_readable_header_starts_a_trace() {
        let world = world();
        let fresh = TraceContext::from_header(Some("nonsense"), &world);
        assert_ne!(fresh, TraceContext::from_header(None, &world));
        let joined = TraceContext::from_header(Some(EXAMPLE), &world);
        assert_eq!(joined.trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    #[tokio::test]
    async fn the_trace_is_current_inside_its_scope_only() {
        let context = TraceContext::generate(&world());
        assert_eq!(current(), None);
        let inside = context.scope(async { current() }).await;
        assert_eq!(inside, Some(context));
        assert_eq!(current(), None);
        assert_eq!(context.sync_scope(current), Some(context));
        assert_eq!(within(Some(EXAMPLE), async { current() }).await, EXAMPLE.parse().ok());
        assert_eq!(within(None, async { current() }).await, None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(trace: [u8; 16], span: [u8; 8], sampled: bool) {
            prop_assume!(trace != [0; 16] && span != [0; 8]);
            let context = TraceContext { trace_id: trace, span_id: span, sampled };
            prop_assert_eq!(TraceContext::parse(&context.to_header()), Ok(context));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in any::<String>()) {
            let _ = TraceContext::parse(&text);
        }
    }
}
