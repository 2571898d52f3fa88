//! The experiments, small: what `./osta chaos` runs at full size.

mod kills;
mod race;
