//! Log lines: one JSON object a line for machines, one readable line for people.

use super::redact::{self, HIDDEN};
use super::trace;
use chrono::SecondsFormat;
use kernel::world::{Clock as _, SystemClock};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt::{self, Write as _};
use std::io::Write as _;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

const MESSAGE: &str = "message";

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    #[default]
    Json,
    /// One line for people.
    Pretty,
}

/// Writes events as log lines, with the trace they belong to, the spans around them and the fields
/// of both. Nothing personal passes: see [`redact`].
pub struct LogLayer<W> {
    format: LogFormat,
    writer: W,
}

impl<W> LogLayer<W> {
    /// A layer that writes to `writer` in `format`.
    pub fn new(format: LogFormat, writer: W) -> Self {
        Self { format, writer }
    }
}

/// The fields of a span or of an event, already without what must not be shown.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl<S, W> Layer<S> for LogLayer<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, ctx: Context<'_, S>) {
        if let Some(span) = ctx.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, ctx: Context<'_, S>) {
        if let Some(span) = ctx.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, ctx: Context<'_, S>) {
        let mut spans = Vec::new();
        let mut fields = Fields::default();
        for span in ctx.event_scope(event).into_iter().flat_map(|scope| scope.from_root()) {
            spans.push(span.name());
            if let Some(outer) = span.extensions().get::<Fields>() {
                fields.0.extend(outer.0.clone());
            }
        }
        // A field of the event is nearer than one of the same name around it.
        event.record(&mut fields);
        let line = match self.format {
            LogFormat::Json => json_line(event, &spans, fields.0),
            LogFormat::Pretty => pretty_line(event, &spans, fields.0),
        };
        // There is nobody to tell that telling failed.
        let _ = self.writer.make_writer_for(event.metadata()).write_all(line.as_bytes());
    }
}

fn json_line(event: &Event<'_>, spans: &[&str], mut fields: Map<String, Value>) -> String {
    let mut line = Map::new();
    let now = SystemClock.now().to_rfc3339_opts(SecondsFormat::Micros, true);
    line.insert("time".into(), now.into());
    line.insert("level".into(), event.metadata().level().as_str().into());
    line.insert(MESSAGE.into(), fields.remove(MESSAGE).unwrap_or_else(|| "".into()));
    line.insert("target".into(), event.metadata().target().into());
    if let Some(context) = trace::current() {
        line.insert("trace_id".into(), context.trace_id().into());
        line.insert("span_id".into(), context.span_id().into());
    }
    if !spans.is_empty() {
        line.insert("spans".into(), spans.iter().map(|name| Value::from(*name)).collect());
    }
    if !fields.is_empty() {
        line.insert("fields".into(), fields.into());
    }
    format!("{}\n", Value::Object(line))
}

fn pretty_line(event: &Event<'_>, spans: &[&str], mut fields: Map<String, Value>) -> String {
    let time = SystemClock.now().format("%H:%M:%S%.3f");
    let message = match fields.remove(MESSAGE) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let mut line = format!("{time} {:<5} ", event.metadata().level());
    push_visible(&mut line, &message);
    for (name, value) in &fields {
        let _ = write!(line, " {name}=");
        match value {
            Value::String(text) if !text.contains(' ') => push_visible(&mut line, text),
            other => push_visible(&mut line, &other.to_string()),
        }
    }
    let _ = write!(line, "  ({}", event.metadata().target());
    for span in spans {
        let _ = write!(line, " › {span}");
    }
    if let Some(context) = trace::current() {
        let _ = write!(line, " · {}", context.trace_id());
    }
    line.push_str(")\n");
    line
}

/// Line breaks and other control characters are escaped, so that no input can forge a line or
/// steer a terminal.
fn push_visible(line: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_control() {
            let _ = write!(line, "{}", c.escape_default());
        } else {
            line.push(c);
        }
    }
}

impl Fields {
    fn put(&mut self, field: &Field, value: impl FnOnce() -> Value) {
        let name = field.name();
        let value = if redact::hides_name(name) { HIDDEN.into() } else { value() };
        self.0.insert(name.to_owned(), value);
    }

    fn put_text(&mut self, field: &Field, text: &str) {
        self.put(field, || redact::text(text).into_owned().into());
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, || value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, || value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, || value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, || value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put_text(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut text = value.to_string();
        let mut cause = value.source();
        while let Some(error) = cause {
            let _ = write!(text, ": {error}");
            cause = error.source();
        }
        self.put_text(field, &text);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put_text(field, &format!("{value:?}"));
    }
}
