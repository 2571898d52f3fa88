//! Log lines as an operator's tools would read them, and the metrics page.

use crate::fixture::{Captured, system_world};
use chassis::telemetry::{LogFormat, LogLayer, TraceContext, init, metrics_handle};
use std::io;
use tracing_subscriber::layer::SubscriberExt as _;

fn capture(format: LogFormat, work: impl FnOnce()) -> Captured {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::registry().with(LogLayer::new(format, captured.clone()));
    tracing::subscriber::with_default(subscriber, work);
    captured
}

#[derive(Debug, thiserror::Error)]
#[error("the mail could not be sent")]
struct MailError(#[source] io::Error);

fn log_what_must_not_be_shown() {
    let span = tracing::info_span!("auth.login", phone = "+201001234567", otp = 123_456);
    let _inside = span.enter();
    let cause = io::Error::other("mailbox someone@example.com is full");
    tracing::info!(
        phone = "01001234567",
        email = %"someone@example.com",
        token = ?Some("eyJhbGciOiJSUzI1NiJ9.e30.c2ln"),
        code = 4821,
        password = "open sesame",
        start_code = "7777",
        error = &MailError(cause) as &(dyn std::error::Error + 'static),
        note = "called 0100 from 01001234567, id 29001011234567",
        "sent to 01001234567 and someone@example.com"
    );
}

#[test]
fn nothing_personal_or_secret_is_printed() {
    let secrets = [
        "1001234567",
        "someone@",
        "eyJ",
        "4821",
        "open sesame",
        "7777",
        "123456",
        "29001011234567",
    ];
    for format in [LogFormat::Json, LogFormat::Pretty] {
        let text = capture(format, log_what_must_not_be_shown).text();
        for secret in secrets {
            // The time of the line has digits too.
            let shown = text.split_once("INFO").map_or(text.as_str(), |(_, rest)| rest);
            assert!(!shown.contains(secret), "{secret} in {text}");
        }
        assert!(text.contains("[hidden]") && text.contains("sent to"), "{text}");
        assert!(text.contains("could not be sent: mailbox"), "{text}");
    }
}

#[test]
fn a_json_line_has_the_trace_the_spans_and_the_fields_of_both() {
    let trace = TraceContext::generate(&system_world());
    let captured = capture(LogFormat::Json, || {
        trace.sync_scope(|| {
            let request = tracing::info_span!("http.request", route = "/bookings", status = 0);
            let _request = request.enter();
            request.record("status", 201);
            let accept = tracing::info_span!("booking.accept", attempt = 1);
            let _accept = accept.enter();
            tracing::warn!(
                attempt = 2,
                ok = true,
                ratio = 0.5,
                error.code = "booking.gone",
                "done"
            );
        });
        tracing::info!("outside");
    });
    let lines = captured.lines();
    let line = &lines[0];
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["message"], "done");
    assert_eq!(line["trace_id"], trace.trace_id());
    assert_eq!(line["span_id"], trace.span_id());
    assert_eq!(line["spans"], serde_json::json!(["http.request", "booking.accept"]));
    assert_eq!(
        line["fields"],
        serde_json::json!({
            "route": "/bookings", "status": 201, "attempt": 2, "ok": true, "ratio": 0.5,
            "error.code": "booking.gone"
        })
    );
    assert!(line["time"].as_str().unwrap().ends_with('Z'));
    assert_eq!(line["target"], "it::telemetry");
    assert_eq!(lines[1].get("trace_id"), None);
    assert_eq!(lines.len(), 2);
}

#[test]
fn no_input_can_forge_a_line() {
    let forged = "fine\n{\"level\":\"INFO\",\"message\":\"paid\"}\u{1b}[2J";
    for format in [LogFormat::Json, LogFormat::Pretty] {
        let text = capture(format, || tracing::info!(name = forged, "{forged}")).text();
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(!text.contains('\u{1b}'));
    }
}

#[tokio::test]
async fn tasks_keep_their_traces_apart() {
    let world = system_world();
    let tasks = (0..20).map(|_| {
        let trace = TraceContext::generate(&world);
        tokio::spawn(trace.scope(async move {
            tokio::task::yield_now().await;
            chassis::telemetry::trace::current() == Some(trace)
        }))
    });
    assert!(futures::future::try_join_all(tasks).await.unwrap().into_iter().all(|same| same));
}

#[test]
fn setting_up_twice_is_harmless_and_a_wrong_filter_says_so() {
    init(LogFormat::Json, "info,booking=debug").unwrap();
    init(LogFormat::Pretty, "warn").unwrap();
    assert!(init(LogFormat::Json, "info,=[").is_err());
}

#[test]
fn metrics_are_counted_once_however_often_the_recorder_is_asked_for() {
    let handles: Vec<_> = (0..5).map(|_| metrics_handle()).collect();
    metrics::counter!("osta_test_total", "kind" => "one").increment(3);
    metrics::histogram!("osta_test_seconds").record(0.03);
    for handle in &handles {
        let text = handle.render();
        assert!(text.contains("osta_test_total{kind=\"one\"} 3"), "{text}");
        assert!(text.contains("osta_test_seconds_bucket{le=\"0.05\"} 1"), "{text}");
        assert!(text.contains("osta_test_seconds_count 1"), "{text}");
    }
}
