//! Conversations: of a booking between its customer and its provider, and between people and the
//! staff. What was said is sealed at rest and never in an event; who is told of a message reads it
//! here. A booking's conversation follows its events; ways around the platform are looked for by
//! [`domain::leak`].

pub mod commands;
pub mod domain;
mod error;
mod http;
pub mod jobs;
mod reads;
mod store;

pub use store::BODY_CONTEXT;

use crate::app::App;
use axum::extract::DefaultBodyLimit;
use chassis::limits::Rule;
use httpkit::Router;
use httpkit::route::{guarded, limited, signed_in};
use kernel::Permission;
use utoipa_axum::router::UtoipaMethodRouterExt;
use utoipa_axum::routes;

/// Messages: one every two seconds, for minutes.
const SAYING: Rule = Rule { name: "chat_messages", window_s: 60, max: 30, skip_successful: false };
/// Files.
const SHOWING: Rule = Rule { name: "chat_files", window_s: 60, max: 10, skip_successful: false };
/// Questions to the staff.
const ASKING: Rule =
    Rule { name: "chat_questions", window_s: 600, max: 10, skip_successful: false };
/// Room for the largest file.
const UPLOAD_LIMIT: usize = commands::attach::MAX_BYTES + 1024;

/// Everybody of the staff who helps people.
const STAFF: &[Permission] = &[Permission::BookingViewAll];

/// The routes.
pub fn routes(app: &App) -> Router<App> {
    let limiter = &app.chassis.limiter;
    let said = limited(limiter, &SAYING, routes!(http::send_message::send_conversation_message));
    let shown = limited(limiter, &SHOWING, routes!(http::files::upload_chat_attachment));
    let asked = limited(limiter, &ASKING, routes!(http::open_support::open_support_conversation));
    Router::new()
        .routes(signed_in(routes!(http::list_conversations::list_conversations)))
        .routes(signed_in(asked))
        .routes(signed_in(routes!(http::read_conversation::read_conversation)))
        .routes(signed_in(routes!(http::list_messages::list_conversation_messages)))
        .routes(signed_in(said))
        .routes(signed_in(routes!(http::receipts::note_conversation_receipt)))
        .routes(signed_in(shown).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)))
        .routes(signed_in(routes!(http::files::read_chat_attachment)))
        .routes(guarded(STAFF, routes!(http::admin::list_conversation_cases)))
        .routes(guarded(STAFF, routes!(http::admin::list_conversation_case_messages)))
        .routes(guarded(STAFF, routes!(http::admin::read_conversation_case_attachment)))
        .routes(guarded(STAFF, routes!(http::admin::answer_conversation_case)))
        .routes(guarded(STAFF, routes!(http::admin::assign_conversation_case)))
        .routes(guarded(STAFF, routes!(http::admin::close_conversation_case)))
        .routes(guarded(STAFF, routes!(http::admin::list_contact_leaks)))
}
