//! Races, kills and lost answers: the platform under everything that can go wrong around it.
//!
//! Each module is one experiment on the built program, over HTTP, with a real PostgreSQL. The tests
//! of this crate run them small; `./osta chaos <experiment>` runs them at full size. Afterwards
//! [`laws::broken`] looks at everything that must hold whatever happened. All chance comes from a
//! seed that is printed: with `--seed` the clients decide the same again. In which order the
//! machine lets them run is not ours to repeat.

pub mod accounts;
pub mod city;
pub mod client;
pub mod crash;
pub mod dice;
pub mod history;
pub mod keys;
pub mod laws;
pub mod overload;
pub mod postgres;
pub mod proxy;
pub mod race;
pub mod report;
pub mod rolling;
pub mod unknown_commit;
pub mod workload;
