//! ratings.
