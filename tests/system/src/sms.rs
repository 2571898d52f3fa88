//! A stand-in for the SMS provider that speaks its wire format and remembers what it was given.

use axum::extract::State;
use axum::routing::post;
use axum::{Form, Json, Router};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

#[derive(Clone, Default)]
struct Inbox(Arc<Mutex<Vec<(String, String)>>>);

/// The provider.
#[derive(Clone)]
pub struct Sms {
    inbox: Inbox,
    /// Where it listens.
    pub url: String,
}

impl Sms {
    /// Starts it.
    pub async fn start() -> Self {
        let inbox = Inbox::default();
        let router = Router::new().route("/api/SMS/", post(receive)).with_state(inbox.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { inbox, url }
    }

    /// The texts that went to a number, oldest first.
    pub fn to(&self, phone: &str) -> Vec<String> {
        let digits = phone.trim_start_matches(['+', '0']);
        let inbox = self.inbox.0.lock().unwrap_or_else(PoisonError::into_inner);
        inbox.iter().filter(|(to, _)| to.ends_with(digits)).map(|(_, text)| text.clone()).collect()
    }

    /// The newest code that went to a number.
    pub fn code(&self, phone: &str) -> Option<String> {
        let last = self.to(phone).pop()?;
        let latin = kernel::text::fold_digits(&last);
        let words = latin.split(|c: char| !c.is_ascii_digit());
        words.filter(|word| word.len() == 6).map(str::to_owned).next()
    }
}

async fn receive(
    State(inbox): State<Inbox>,
    Form(form): Form<HashMap<String, String>>,
) -> Json<Value> {
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let mut inbox = inbox.0.lock().unwrap_or_else(PoisonError::into_inner);
    inbox.push((field("mobile"), field("message")));
    Json(json!({"code": "1901", "SMSID": inbox.len().to_string(), "Cost": "1"}))
}
