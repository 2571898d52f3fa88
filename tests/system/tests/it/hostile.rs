//! Clients that mean harm: others are served all the while, memory stays bounded, and nobody gets a
//! server error for it.

use crate::harness::{Person, Platform, Who, world};
use crate::visits;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// How long one attack may go on; longer than the gateway waits for headers.
const FOR: Duration = Duration::from_secs(13);
/// Within this an honest request is served, whatever goes on. Generous: the test is about being
/// served at all.
const SERVED_WITHIN: Duration = Duration::from_secs(15);
/// What the attacks below may add to the process's memory.
const MEMORY_KIB: u64 = 300 << 10;

/// Writes a byte now and then; says whether the server ended it before its own time was up.
async fn trickle(port: u16, opening: String) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else { return true };
    if stream.write_all(opening.as_bytes()).await.is_err() {
        return true;
    }
    let mut end = [0; 512];
    let talk = async {
        loop {
            tokio::select! {
                read = stream.read(&mut end) => match read {
                    Ok(0) | Err(_) => return,
                    Ok(_) => {}
                },
                () = sleep(Duration::from_millis(700)) => {
                    if stream.write_all(b"a").await.is_err() {
                        return;
                    }
                }
            }
        }
    };
    timeout(FOR, talk).await.is_ok()
}

/// Sends bytes as they are; returns the status line, or nothing when the connection just ended.
async fn raw(port: u16, bytes: Vec<u8>) -> String {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else {
        return String::new();
    };
    let _refused = stream.write_all(&bytes).await;
    let mut answer = vec![0; 4096];
    let read = timeout(SERVED_WITHIN, stream.read(&mut answer)).await;
    let length = read.ok().and_then(Result::ok).unwrap_or_default();
    let text = String::from_utf8_lossy(&answer[..length]).into_owned();
    text.lines().next().unwrap_or_default().to_owned()
}

/// Asks on and on, as people do, until told to stop; counts what was served.
async fn honest(person: Person, stop: Arc<AtomicBool>, served: Arc<AtomicUsize>) {
    while !stop.load(Ordering::Relaxed) {
        for target in ["/api/v1/me", "/api/v1/categories", "/api/v1/bookings"] {
            // Each on a connection of its own: getting one is part of being served.
            let asking = person.call("GET", target, None, &[("connection", "close")]);
            let answer = timeout(SERVED_WITHIN, asking).await;
            answer.unwrap_or_else(|_| panic!("{target} was not served in time")).expect(200);
            served.fetch_add(1, Ordering::Relaxed);
        }
        sleep(Duration::from_millis(150)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_are_served_while_somebody_attacks() {
    let settings = vec![("OSTA_GENERAL_LIMIT_PER_MINUTE", "100000".to_owned())];
    let options = crate::harness::Options { settings, ..Default::default() };
    let platform = Platform::start_with(options).await;
    let mona = platform.person(Who::Mona).await;
    let port = platform.port_of("gateway");
    // What the attacks touch is warm, so that its first use does not count as growth.
    visits::quote(&mona, "plumbing.tap_repair").await;
    let requests = floods();
    let before = platform.memory_kib();

    let (stop, served) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let customers = tokio::spawn(honest(mona.clone(), stop.clone(), served.clone()));

    let slow_headers = (0..150).map(|n| {
        trickle(port, format!("GET /api/v1/categories?n={n} HTTP/1.1\r\nhost: osta\r\nx-slow: "))
    });
    let slow_bodies = (0..150).map(|_| {
        let head =
            "POST /api/v1/quotes HTTP/1.1\r\nhost: osta\r\ncontent-type: application/json\r\n";
        trickle(port, format!("{head}content-length: 5000\r\n\r\n{{\"serviceId\":\""))
    });
    let (ended, _, statuses, knocks) = tokio::join!(
        futures::future::join_all(slow_headers),
        futures::future::join_all(slow_bodies),
        answers(port, requests),
        knock(&platform),
    );
    stop.store(true, Ordering::Relaxed);
    customers.await.expect("honest people were served");

    assert!(ended.iter().all(|ended| *ended), "headers may be awaited for ever");
    for (what, status) in statuses {
        assert!(!status.contains(" 5") && !status.contains(" 2"), "{what}: {status}");
    }
    for status in knocks {
        assert!(matches!(status, 401 | 429 | 503), "a log-in in the flood answered {status}");
    }
    assert!(served.load(Ordering::Relaxed) > 10, "hardly anybody was served");
    let grown = platform.memory_kib().saturating_sub(before);
    assert!(grown < MEMORY_KIB, "memory grew by {grown} KiB");
    platform.assert_sound().await;
}

/// Requests that no honest client sends.
fn floods() -> Vec<(&'static str, Vec<u8>)> {
    let head = "POST /api/v1/quotes HTTP/1.1\r\nhost: osta\r\ncontent-type: application/json\r\n";
    let many: String = (0..2_000).map(|n| format!("x-{n}: y\r\n")).collect();
    let bomb = gzip_of_zeros();
    let packed = format!("{head}content-encoding: gzip\r\ncontent-length: {}\r\n\r\n", bomb.len());
    let chunks = format!("{head}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n");
    let both = format!("{head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    vec![
        ("2,000 headers", format!("{head}{many}\r\n").into_bytes()),
        ("a header of 1 MB", format!("{head}x-big: {}\r\n\r\n", "y".repeat(1 << 20)).into_bytes()),
        (
            "an address of 1 MB",
            format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1 << 20)).into_bytes(),
        ),
        ("a decompression bomb", [packed.into_bytes(), bomb].concat()),
        ("a chunk of 16 EiB", chunks.into_bytes()),
        ("two lengths", both.into_bytes()),
        ("a header with a line break", format!("{head}x: a\r\n b: c\r\n\r\n").into_bytes()),
        ("no HTTP", vec![0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0xff, 0xff]),
        ("deep JSON", deep_json(head)),
    ]
}

/// How each of them is answered, three times.
async fn answers(port: u16, requests: Vec<(&'static str, Vec<u8>)>) -> Vec<(&'static str, String)> {
    let mut answers = Vec::new();
    for _ in 0..3 {
        for (what, bytes) in &requests {
            answers.push((*what, raw(port, bytes.clone()).await));
        }
    }
    answers
}

fn deep_json(head: &str) -> Vec<u8> {
    let body = "[".repeat(60_000);
    format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// 16 MiB of zeros, as deflate stores them at its tightest: about 16 KiB.
fn gzip_of_zeros() -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..16 {
        packer.write_all(&vec![0; 1 << 20]).expect("into memory");
    }
    packer.finish().expect("into memory")
}

/// Log-ins with wrong passwords from many addresses at once: each costs a password hash.
async fn knock(platform: &Platform) -> Vec<u16> {
    let tries = (0..120).map(|n| {
        let guest = platform.guest();
        let phone = if n % 2 == 0 { Who::Sarah.phone() } else { format!("0109{n:07}") };
        async move {
            let body = json!({"phone": phone, "password": format!("wrong-{}", world::PASSWORD)});
            guest.post("/api/v1/auth/login", body).await.status
        }
    });
    futures::future::join_all(tries).await
}
