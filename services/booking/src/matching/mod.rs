//! The search for a provider.
