//! payments.
