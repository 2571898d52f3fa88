//! Hostile input against the running product.
