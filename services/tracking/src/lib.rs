//! tracking.
