//! The sandbox as the platform, a mail sender and a browser meet it; and the notifications
//! service sending into it for real.

use chassis::crypto::Keyring;
use chassis::{Chassis, Settings};
use contracts::identity::{
    AccountStatus, CONTACT_CONTEXT, Contact, NotificationPreferences, OTP_CONTEXT, OtpPurpose,
    OtpRequested, UserChanged,
};
use kernel::{Lang, Role};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use osta::sandbox::{
    Behaviour, Channel, PushBehaviour, SMS_PASSWORD, SMS_SENDER, SMS_USERNAME, Sandbox,
    SmsBehaviour, SmtpBehaviour,
};
use reqwest::header;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use testkit::{TestApp, TestDb};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);

async fn sandbox() -> Sandbox {
    Sandbox::start(0, 0).await.unwrap()
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Sends an SMS as a client of SMS Misr would; answers the JSON.
async fn send_sms(sandbox: &Sandbox, more: &[(&str, &str)]) -> Value {
    let mut form = vec![
        ("environment", "2"),
        ("username", SMS_USERNAME),
        ("password", SMS_PASSWORD),
        ("sender", SMS_SENDER),
        ("mobile", "201012345678"),
        ("language", "2"),
        ("message", "رمز دخول أسطى: 493027\nصالح 5 دقائق. لا تعطه لأحد."),
    ];
    form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    form.extend(more);
    let url = format!("{}/api/SMS/", sandbox.sms_misr_url());
    http().post(url).form(&form).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn an_sms_arrives_with_its_code_and_its_length() {
    let sandbox = sandbox().await;
    let answer = send_sms(&sandbox, &[]).await;
    assert_eq!(answer, json!({"code": "1901", "SMSID": 1, "Cost": 1}));
    let sms = &sandbox.messages(Some("01012345678"))[0];
    assert_eq!((sms.to.as_str(), sms.channel), ("+201012345678", Channel::Sms));
    assert_eq!(sms.code.as_deref(), Some("493027"));
    assert_eq!((sms.encoding.as_deref(), sms.parts), (Some("UCS-2"), Some(1)));
    let refused = send_sms(&sandbox, &[("password", "wrong")]).await;
    assert_eq!(refused, json!({"code": "1903"}));
    assert_eq!(sandbox.messages(None).len(), 1);
    let otp = format!(
        "{}/api/OTP/?environment=1&username=osta&password={SMS_PASSWORD}\
        &sender={SMS_SENDER}&mobile=201012345678&template=t&otp=118822",
        sandbox.sms_misr_url()
    );
    let answer: Value = http().post(otp).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["Code"], "4901");
    assert_eq!(sandbox.messages(None)[0].code.as_deref(), Some("118822"));
}

#[tokio::test]
async fn the_sms_provider_misbehaves_when_told() {
    let sandbox = sandbox().await;
    let control = format!("{}/_control", sandbox.http_url());
    let told = json!({"sms": {"code": "1906", "times": 1}});
    let answer = http().post(&control).json(&told).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["sms"]["code"], "1906");
    assert_eq!(send_sms(&sandbox, &[]).await, json!({"code": "1906"}));
    assert_eq!(send_sms(&sandbox, &[]).await["code"], "1901");
    let behave = |sms| sandbox.behave(Behaviour { sms, ..Behaviour::default() });
    behave(SmsBehaviour { duplicate: true, delay_ms: 1, ..SmsBehaviour::default() });
    send_sms(&sandbox, &[]).await;
    assert_eq!(sandbox.messages(None).len(), 3);
    behave(SmsBehaviour { status: Some(500), ..SmsBehaviour::default() });
    let url = format!("{}/api/SMS/", sandbox.sms_misr_url());
    assert_eq!(http().post(&url).send().await.unwrap().status(), 500);
    let now = http().get(&control).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(now["sms"]["status"], 500);
    let wrong = http().post(&control).json(&json!({"smss": {}})).send().await.unwrap();
    assert!(wrong.status().is_client_error());
}

#[tokio::test]
async fn push_messages_are_kept_as_they_came_and_refused_when_told() {
    let sandbox = sandbox().await;
    let url = format!("{}/push/browser-1", sandbox.push_origin());
    let push = |claim: &'static str| {
        let request = http().post(&url).header("TTL", "60").header("Topic", "t");
        request.header("Content-Encoding", "aes128gcm").header("Authorization", claim).body("seal")
    };
    assert_eq!(push("Bearer x").send().await.unwrap().status(), 401);
    assert_eq!(http().post(&url).send().await.unwrap().status(), 400);
    assert_eq!(push("vapid t=x, k=y").send().await.unwrap().status(), 201);
    let kept = &sandbox.pushes()[0];
    assert_eq!(
        (kept.subscription.as_str(), kept.ttl, kept.body.as_str()),
        ("browser-1", 60, "c2VhbA")
    );
    let gone = PushBehaviour { status: Some(410), times: Some(1), ..PushBehaviour::default() };
    sandbox.behave(Behaviour { push: gone, ..Behaviour::default() });
    assert_eq!(push("vapid t=x, k=y").send().await.unwrap().status(), 410);
    let list = http().get(format!("{}/push", sandbox.http_url())).send().await.unwrap();
    assert_eq!(list.json::<Value>().await.unwrap().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn programs_read_messages_by_address_and_number() {
    let sandbox = sandbox().await;
    for mobile in ["201012345678", "201112345678", "201012345678"] {
        send_sms(&sandbox, &[("mobile", mobile)]).await;
    }
    let list = async |query: &str| {
        let url = format!("{}/messages{query}", sandbox.http_url());
        let answer = http().get(url).send().await.unwrap().json::<Value>().await.unwrap();
        let ids: Vec<u64> =
            answer["items"].as_array().unwrap().iter().map(|m| m["id"].as_u64().unwrap()).collect();
        (ids, answer["latest"].as_u64().unwrap())
    };
    assert_eq!(list("").await, (vec![3, 2, 1], 3));
    assert_eq!(list("?to=01012345678").await, (vec![3, 1], 3));
    assert_eq!(list("?to=%2B201012345678&since=1").await, (vec![3], 3));
    assert_eq!(list("?to=&since=3").await, (vec![], 3));
    let cleared = http().delete(format!("{}/messages", sandbox.http_url())).send().await.unwrap();
    assert_eq!(cleared.status(), 204);
    assert_eq!(list("").await, (vec![], 3));
}

#[tokio::test]
async fn the_page_is_served_in_both_languages_under_a_strict_policy() {
    let sandbox = sandbox().await;
    let get = async |path: &str, lang: &str| {
        let url = format!("{}{path}", sandbox.http_url());
        let answer = http().get(url).header(header::ACCEPT_LANGUAGE, lang).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(!policy.contains("unsafe") && policy.starts_with("default-src 'none'"), "{policy}");
        answer.text().await.unwrap()
    };
    assert!(get("/", "").await.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(get("/", "en").await.contains("<html lang=\"en\" dir=\"ltr\">"));
    assert!(get("/?lang=ar", "en").await.contains("dir=\"rtl\""));
    for path in ["/page.css", "/page.js", "/icon.svg"] {
        assert!(get(path, "").await.len() > 100);
    }
}

#[tokio::test]
async fn only_this_machine_is_served() {
    for address in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0"] {
        let address = address.parse().unwrap();
        let loopback = "127.0.0.1:0".parse().unwrap();
        for (http, smtp) in [(address, loopback), (loopback, address)] {
            let error = Sandbox::start_at(http, smtp).await.err().unwrap().to_string();
            assert!(error.contains("only listens on this machine"), "{error}");
        }
    }
    let sandbox = sandbox().await;
    let rebound = http()
        .get(format!("{}/messages", sandbox.http_url()))
        .header(header::HOST, "evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(rebound.status(), 403);
}

#[tokio::test]
async fn a_taken_port_is_named_and_a_stopped_sandbox_gives_its_ports_back() {
    let first = sandbox().await;
    let port = first.http_url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Sandbox::start(port, 0).await.err().unwrap().to_string();
    assert!(error.contains(&port.to_string()), "{error}");
    first.stop().await;
    let stop = tokio_util::sync::CancellationToken::new();
    let at = |port: u16| std::net::SocketAddr::from(([127, 0, 0, 1], port));
    let running = tokio::spawn(osta::sandbox::run(at(port), at(0), stop.clone()));
    stop.cancel();
    tokio::time::timeout(PATIENCE, running).await.unwrap().unwrap().unwrap();
}

fn mailer(sandbox: &Sandbox) -> AsyncSmtpTransport<Tokio1Executor> {
    AsyncSmtpTransport::<Tokio1Executor>::from_url(&sandbox.smtp_url()).unwrap().build()
}

fn mail() -> lettre::Message {
    lettre::Message::builder()
        .from("أُسطى <no-reply@osta.example>".parse().unwrap())
        .to("mona@example.com".parse().unwrap())
        .to("omar@example.com".parse().unwrap())
        .subject("أهلًا بك")
        .multipart(lettre::message::MultiPart::alternative_plain_html(
            ".نص\n.\n..".to_owned(),
            "<p dir=\"rtl\">نص</p>".to_owned(),
        ))
        .unwrap()
}

#[tokio::test]
async fn mail_arrives_for_each_recipient_with_its_html_in_a_cage() {
    let sandbox = sandbox().await;
    mailer(&sandbox).send(mail()).await.unwrap();
    let mona = &sandbox.messages(Some("Mona@example.com"))[0];
    assert_eq!(mona.subject.as_deref(), Some("أهلًا بك"));
    assert_eq!(mona.from, "أُسطى <no-reply@osta.example>");
    assert_eq!(mona.text.replace("\r\n", "\n").trim_end(), ".نص\n.\n..");
    assert_eq!(sandbox.messages(None).len(), 2);
    let html = http().get(format!("{}/mail/{}", sandbox.http_url(), mona.id)).send().await.unwrap();
    let policy = html.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"));
    assert!(html.text().await.unwrap().contains("<p dir=\"rtl\">نص</p>"));
    let none = http().get(format!("{}/mail/99", sandbox.http_url())).send().await.unwrap();
    assert_eq!(none.status(), 404);
}

#[tokio::test]
async fn the_mail_server_misbehaves_when_told() {
    let sandbox = sandbox().await;
    let smtp =
        SmtpBehaviour { reply: Some("451 later".into()), times: Some(1), ..Default::default() };
    sandbox.behave(Behaviour { smtp, ..Behaviour::default() });
    let refused = mailer(&sandbox).send(mail()).await.unwrap_err();
    assert!(refused.is_transient());
    let smtp = SmtpBehaviour { duplicate: true, delay_ms: 1, ..Default::default() };
    sandbox.behave(Behaviour { smtp, ..Behaviour::default() });
    mailer(&sandbox).send(mail()).await.unwrap();
    assert_eq!(sandbox.messages(None).len(), 4);
}

/// Says everything at once and reads until the other side hangs up.
async fn talk(sandbox: &Sandbox, script: &str) -> Vec<String> {
    let address = sandbox.smtp_url().replace("smtp://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(script.as_bytes()).await.unwrap();
    let mut said = String::new();
    tokio::time::timeout(PATIENCE, stream.read_to_string(&mut said)).await.unwrap().unwrap();
    said.lines().map(str::to_owned).collect()
}

fn codes(said: &[String]) -> Vec<&str> {
    said.iter().filter(|line| line.as_bytes()[3] == b' ').map(|line| &line[..3]).collect()
}

#[tokio::test]
async fn commands_may_come_all_at_once_and_a_second_mail_may_follow() {
    let sandbox = sandbox().await;
    let one = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n\
               Subject: x\r\n\r\n..dot\r\n.\r\n";
    let script = format!("EHLO me\r\n{one}{one}NOOP\r\nVRFY x\r\nQUIT\r\n");
    let said = talk(&sandbox, &script).await;
    let mail = ["250", "250", "354", "250"];
    let expected = [&["220", "250"][..], &mail, &mail, &["250", "252", "221"]].concat();
    assert_eq!(codes(&said), expected);
    assert!(said.contains(&"250-PIPELINING".to_owned()));
    assert_eq!(sandbox.messages(None).len(), 2);
    assert_eq!(sandbox.messages(None)[0].text.trim_end(), ".dot");
}

#[tokio::test]
async fn commands_in_the_wrong_order_are_refused_and_change_nothing() {
    let sandbox = sandbox().await;
    let script = "MAIL FROM:<a@b>\r\nHELO me\r\nRCPT TO:<c@d>\r\nDATA\r\nMAIL FROM:<a@b>\r\n\
                  MAIL FROM:<a@b>\r\nDATA\r\nRCPT TO:c@d\r\nRSET\r\nRCPT TO:<c@d>\r\nSTARTTLS\r\n\
                  AUTH PLAIN x\r\nMAIL FROM:<a@b> SIZE=99999999\r\nWHAT\r\nQUIT\r\n";
    let expected = [
        "220", "503", "250", "503", "503", "250", "503", "503", "501", "250", "503", "502", "502",
        "552", "500", "221",
    ];
    assert_eq!(codes(&talk(&sandbox, script).await), expected);
    let nonsense = "X\r\n".repeat(30);
    assert_eq!(codes(&talk(&sandbox, &nonsense).await).last(), Some(&"421"));
    assert!(sandbox.messages(None).is_empty());
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_refused_after_it_was_read() {
    let sandbox = sandbox().await;
    let large = "x".repeat(70).repeat(160_000);
    let script =
        format!("EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n{large}\r\n.\r\nQUIT\r\n");
    let said = talk(&sandbox, &script).await;
    assert_eq!(codes(&said), ["220", "250", "250", "250", "354", "552", "221"]);
    assert!(sandbox.messages(None).is_empty());
}

/// The notifications service with the sandbox as its outside world.
async fn notifications(sandbox: &Sandbox) -> (TestDb, TestApp) {
    let db = TestDb::new(&[notifications::MIGRATIONS]).await;
    let (world, _) = testkit::world();
    let chassis = testkit::chassis(&db, "notifications", &world);
    let mut settings = Settings::clone(&chassis.settings);
    let section = json!({
        "sms": ["sms_misr"],
        "sms_misr": {
            "base_url": sandbox.sms_misr_url(),
            "username": SMS_USERNAME,
            "password": SMS_PASSWORD,
            "sender": SMS_SENDER,
        },
        "smtp_url": sandbox.smtp_url(),
        "mail_from": "أُسطى <no-reply@osta.example>",
    });
    settings.sections.insert("notifications".into(), section);
    let parts = notifications::parts(Chassis { settings: Arc::new(settings), ..chassis }).unwrap();
    chassis::bus::maintain(db.owner(), &world, parts.partitions).await.unwrap();
    let app = TestApp::new(&db, &world, vec![parts]);
    (db, app)
}

#[tokio::test]
async fn a_newcomer_reads_its_code_and_its_welcome_in_the_sandbox() {
    let sandbox = sandbox().await;
    let (_db, app) = notifications(&sandbox).await;
    let keyring = Keyring::for_tests();
    let noon: kernel::Instant = testkit::NOON.parse().unwrap();
    app.publish(&OtpRequested {
        otp_id: Uuid::from_u128(1).into(),
        purpose: OtpPurpose::LogIn,
        lang: Lang::Ar,
        sealed_phone: keyring.seal_text(OTP_CONTEXT, "+201012345678").as_str().into(),
        sealed_code: keyring.seal_text(OTP_CONTEXT, "493027").as_str().into(),
        expires_at: noon + chrono::TimeDelta::minutes(5),
    })
    .await;
    let sms = sandbox.next("010 1234 5678", 0, PATIENCE).await.unwrap();
    assert_eq!(sms.code.as_deref(), Some("493027"));
    assert_eq!(sms.parts, Some(1));

    let contact = Contact {
        first_name: "منى".into(),
        last_name: "علي".into(),
        phone: "+201012345678".into(),
        email: Some("mona@example.com".into()),
        email_verified: false,
    };
    let contact = serde_json::to_string(&contact).unwrap();
    app.publish(&UserChanged {
        user_id: Uuid::from_u128(2).into(),
        role: Role::Customer,
        status: AccountStatus::Active,
        lang: Lang::Ar,
        sealed_contact: keyring.seal_text(CONTACT_CONTEXT, &contact).as_str().into(),
        preferences: NotificationPreferences::default(),
        registered_at: noon,
    })
    .await;
    let mail = sandbox.next("mona@example.com", sms.id, PATIENCE).await.unwrap();
    assert_eq!(mail.subject.as_deref(), Some("أهلًا بك في أسطى"));
    assert!(mail.html.unwrap().contains("<html dir=\"rtl\" lang=\"ar\">"));
}

#[tokio::test]
async fn a_lost_answer_does_not_make_two_codes() {
    let sandbox = sandbox().await;
    let (db, app) = notifications(&sandbox).await;
    let sms = SmsBehaviour { cut_off: true, times: Some(1), ..SmsBehaviour::default() };
    sandbox.behave(Behaviour { sms, ..Behaviour::default() });
    let keyring = Keyring::for_tests();
    let noon: kernel::Instant = testkit::NOON.parse().unwrap();
    app.publish(&OtpRequested {
        otp_id: Uuid::from_u128(1).into(),
        purpose: OtpPurpose::LogIn,
        lang: Lang::En,
        sealed_phone: keyring.seal_text(OTP_CONTEXT, "+201012345678").as_str().into(),
        sealed_code: keyring.seal_text(OTP_CONTEXT, "493027").as_str().into(),
        expires_at: noon + chrono::TimeDelta::minutes(5),
    })
    .await;
    app.settle().await;
    let state: String = sqlx::query_scalar("select state from notifications.deliveries")
        .fetch_one(db.pool())
        .await
        .unwrap();
    assert_eq!(state, "unknown");
    assert_eq!(sandbox.messages(None).len(), 1);
}
