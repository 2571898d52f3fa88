//! The edge of a service: who asks, may they, what do they say, and how the answer looks.
//!
//! - [`route`]: registers endpoints with the permission they need, and writes it into the OpenAPI
//!   document, so that none can be forgotten.
//! - [`auth`]: access tokens to [`auth::Actor`]s.
//! - [`keys`]: API keys of partners, which reach only what is opened to them.
//! - [`extract`]: bodies, queries and paths that fail with field errors in both languages.
//! - [`problem`]: the one shape of errors (`application/problem+json`, RFC 9457).
//! - [`page`]: cursor paging.
//! - [`admission`]: how many requests a service works on at once, and what becomes of those on top.
//! - [`layers`]: what every process wraps around its routes.
//! - [`internal`]: answering other services' questions between processes.
//! - [`settings`]: what operators configure, in one shape for every service.
//! - [`parts`]: what a service hands to the binary that runs it.

pub mod admission;
pub mod auth;
mod ended;
pub mod extract;
pub mod internal;
mod jwks;
pub mod keys;
pub mod layers;
mod linger;
pub mod page;
pub mod parts;
pub mod problem;
pub mod route;
pub mod settings;

pub use auth::{Actor, MaybeActor};
pub use extract::{Body, IdempotencyHeader, IdempotentBody, PathParams, QueryParams};
pub use page::{Cursor, Page, PageQuery, id_list};
pub use parts::ServiceParts;
pub use problem::{Problem, Result};

/// A router that collects its OpenAPI document.
pub type Router<S = ()> = utoipa_axum::router::OpenApiRouter<S>;
