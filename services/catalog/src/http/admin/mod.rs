//! `/admin/…` of the catalog, for operators who may configure the platform.

pub mod categories;
pub mod changes;
pub mod promotions;
pub mod services;
pub mod zones;
