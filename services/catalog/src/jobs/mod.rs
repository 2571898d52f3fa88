//! Work nobody asked for.

pub mod apply_change;
pub mod forget_quotes;
pub mod tell_zones;
