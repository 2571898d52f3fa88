//! Forgetting what nobody needs any more.

mod forget_successors;
mod purge;

pub use forget_successors::ForgetSuccessors;
pub use purge::Purge;
