//! Work nobody asked for.

pub mod forget_quotes;
pub mod tell_zones;
