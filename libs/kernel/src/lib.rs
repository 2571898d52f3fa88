//! The words of the platform as types: ids, money, phone, place, time, permissions, errors.
//!
//! The kernel knows nobody: no I/O, no clock of its own, no HTTP, no SQL. Everything that reaches
//! a service from outside is parsed into one of these types first, so that a value that exists is
//! a value that is right.

pub mod cairo;
pub mod error;
pub mod fields;
pub mod geo;
pub mod ids;
pub mod lang;
pub mod money;
pub mod national_id;
pub mod permissions;
pub mod phone;
pub mod scopes;
pub mod text;
pub mod world;

pub use error::{ErrorClass, Fault};
pub use fields::{FieldError, Fields, Invalid, InvalidFields};
pub use geo::LatLng;
pub use lang::{Lang, Localized};
pub use money::{BasisPoints, Money};
pub use permissions::{Permission, Role};
pub use phone::PhoneNumber;
pub use scopes::{Scope, Scopes};
pub use world::World;

/// An instant, always UTC. Wall time exists only in [`cairo`].
pub type Instant = chrono::DateTime<chrono::Utc>;

/// The same type under the name that the OpenAPI derive recognises: use it in wire types.
pub type DateTime = Instant;
