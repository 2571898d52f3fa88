//! Work nobody asked for.

pub mod forget_quotes;
