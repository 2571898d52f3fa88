//! The only place that knows the tables.

pub mod categories;
pub mod changes;
pub mod districts;
pub mod promotion_uses;
pub mod promotions;
pub mod provider_prices;
pub mod quotes;
pub mod rows;
pub mod service_scores;
pub mod services;
pub mod zones;
