//! One use case a file.

pub mod audit;
pub mod changes;
pub mod create_category;
pub mod create_promotion;
pub mod create_service;
pub mod create_zone;
pub mod error;
pub mod make_quote;
pub mod redeem;
pub mod set_surge;
pub mod slot_terms;
pub mod update_category;
pub mod update_promotion;
pub mod update_service;
pub mod update_zone;
